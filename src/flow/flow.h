/**
 * @file flow.h  Flows: what a line says and asks before a person answers, as text in the profile (docs/flows.md)
 *
 *   JSON: nested lists            tree: flat nodes, each knows what follows            walk.h: one caller
 *
 *   [{"do": "say", …},             0 say ─▶ 1 branch ─yes─▶ 2 menu ─9─▶ 4 appeal ─▶ …     step(event) ─▶ what to say,
 *    {"do": "branch", …},   read          ╰──no──▶ 3 hang-up                                what to do, how long to
 *    {"do": "menu", …}]     ────▶                     ▲ check: all that is wrong with it     wait for a key
 *
 * What this room is for: reading flows with words that say where a mistake is and what would be right; checking, before anybody
 * hears it, that a flow leads nowhere wrong; walking one caller through it. What it refuses: clock, store, SIP and sound. What it
 * knows of the world is told (walk_facts), what it wants of it is said (walk_out).
 *
 * A verb is a row of a table (verb.c), a reader beside it, a case of walk.c. One that the program does not know is an error, never left out.
 *
 * Threads: made by one, never changed, read by any; who made them frees them when no reader is left.
 */
#ifndef OTKLIK_FLOW_FLOW_H
#define OTKLIK_FLOW_FLOW_H

#include <jansson.h>
#include "base/catalog.h"

enum {
	FLOWS_MAX          = 32,        /* of a profile */
	FLOW_NODES_MAX     = 255,       /* steps of a flow */
	FLOW_WAYS_MAX      = 512,       /* ways out of its menus and branches */
	FLOW_DEPTH_MAX     = 6,         /* lists in lists */
	FLOW_ITEMS_MAX     = 5,         /* what a caller can hold in mind; topics are one of them (docs/decisions/0110-flows.md) */
	FLOW_KEY_LANGUAGE  = '9',       /* the other language, in every menu */
	FLOW_TOPIC_KEYS    = 7,         /* keys that topics take at most; one is left for an item */
	FLOW_TOPICS_MAX    = 45,        /* top-level topics that menus offer, a page behind the other */
	FLOW_KEY_MORE      = '#',       /* topics that the keys were too few for */
	FLOW_CASES_MAX     = 100,       /* of digits that were asked for */
	FLOW_REGIONS_MAX   = 45,        /* of a list, or of a branch: nine pages of five */
	FLOW_OFFERS_MAX    = 4,         /* made to who waits: keys 1 to 4 */
	FLOW_AFTER_MAX_S   = 7200,      /* of waiting, until an offer is made */
	FLOW_DIGITS_MAX    = 20,
	FLOW_WORDS_MAX     = 300,       /* bytes said in one go: PHRASE_TEXT_MAX */
	FLOW_CALENDARS_MAX = 8,         /* whose hours a flow asks for, the line's own among them */
	FLOW_FAULTS_MAX    = 50,        /* that are told at once */
	FLOW_NAME_SIZE     = 32,        /* bytes with the zero: of a flow, of a step */
	FLOW_PATH_SIZE     = 160,
	FLOW_WHAT_SIZE     = 320,
};

/** What is wrong, and where */
struct flow_fault {
	struct le le;
	const char *code;               /* "round": in the catalogue as `flow.fault.round`; "" of those that only who writes JSON can make */
	char path[FLOW_PATH_SIZE];      /* "main[4].items[0].steps[1]" */
	char what[FLOW_WHAT_SIZE];      /* and what would be right */
};

/** Something to be said: a prompt of the catalogue, or words of the profile's own */
struct flow_text {
	bool there;
	bool prompt;                    /* key stands; else words */
	enum text_key key;
	struct pl words[LANG_COUNT];    /* borrowed of the flow's JSON */
};

/** One flow. Keeps a reference to its JSON */
struct flow_tree;

/** Those of a profile, and the built-in one called "default" when the profile has none of that name */
struct flows;

/**
 * Reads a flow
 *
 * @param tp     Owned; untouched when there are faults
 * @param name   What it is called, for paths
 * @param steps  JSON array of steps
 * @param faults Receives struct flow_fault, owned: all that are found, at most FLOW_FAULTS_MAX
 *
 * @return 0 (look at faults), ENOMEM
 */
int flow_read(struct flow_tree **tp, struct pl name, json_t *steps, struct list *faults) MUST_CHECK;

/**
 * What would go wrong when people called: steps that nothing leads to, words that are missing in a language, rounds without a key,
 * menus that nobody can remember, ends in the air, an open line that hangs up before a person could be reached
 *
 * @return 0 (look at faults), ENOMEM
 */
int flow_check(const struct flow_tree *tree, struct list *faults) MUST_CHECK;

/**
 * Reads and checks those of a profile: {"NAME": [STEP…], …}; NULL: only the built-in one
 *
 * A flow in which the reader finds faults is not checked: what it leads to is not known.
 *
 * @return 0 (look at faults; fp is untouched when there are), ENOMEM
 */
int flows_read(struct flows **fp, json_t *object, struct list *faults) MUST_CHECK;

/** By its name; NULL: there is none */
const struct flow_tree *flows_find(const struct flows *flows, struct pl name);

/** In the order of the profile, the built-in one last; NULL: no more */
const struct flow_tree *flows_at(const struct flows *flows, size_t i);

/** What it is called; borrowed */
const char *flow_name(const struct flow_tree *tree);

/** Whose hours it asks for: 0 is the line's own, ""; NULL: no more */
const char *flow_calendar(const struct flow_tree *tree, unsigned i);

/** Does it offer anything to those who wait? */
bool flow_offers(const struct flow_tree *tree);

/** Does it ask how many wait, or whether the caller is known? Both cost something to know */
bool flow_asks_queue(const struct flow_tree *tree);
bool flow_asks_known(const struct flow_tree *tree);

/**
 * How many waiting calls for each who can answer are too much for the caller's own office: the least that its steps `neighbour` say,
 * without one its branches on `serves`; 0: it judges no office
 */
unsigned flow_load(const struct flow_tree *tree);

/** The built-in flow as text: a list of steps; owned. NULL: no memory */
json_t *flow_builtin(void);

/** May this name a flow or a step? a-z 0-9 . _ - */
bool flow_is_name(struct pl text);

#endif
