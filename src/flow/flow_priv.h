/**
 * @file flow_priv.h  Inside the room of flows: the tree as nodes
 */
#ifndef OTKLIK_FLOW_FLOW_PRIV_H
#define OTKLIK_FLOW_FLOW_PRIV_H

#include "flow/walk.h"

enum { NODE_NONE = UINT16_MAX };

enum verb {
	VERB_SAY, VERB_HOURS, VERB_MENU, VERB_ASK, VERB_APPEAL, VERB_STATUS, VERB_SERVICE, VERB_BRANCH, VERB_REGION, VERB_NEIGHBOUR, VERB_TOPIC,
	VERB_LANGUAGE, VERB_SLOW, VERB_GO, VERB_CALL_BACK, VERB_VOICE_MAIL, VERB_CHECKLIST, VERB_TRANSFER, VERB_QUEUE, VERB_HANG_UP,
	VERBS
};

/** What a branch asks; "queue", "open" and "serves" go by a number, "region" by codes, which stand in the node */
enum branch_on { BRANCH_OPEN, BRANCH_AGAIN, BRANCH_KNOWN, BRANCH_QUEUE, BRANCH_REGION, BRANCH_SERVES };

/** Ways out of branch, appeal, service, neighbour, call-back, voice-mail, checklist and transfer, by place; WAY_SERVES: no neighbour is needed;
 * WAY_ALONE: the only one of a transfer, which nobody took */
enum { WAY_YES = 0, WAY_NO = 1, WAY_SERVES = 2, WAY_FOUND = 0, WAY_UNKNOWN = 1, WAY_AWAY = 2, WAY_DONE = 0, WAY_ELSE = 1, WAY_ALONE = 0 };

/** A way out of a node: an item of a menu, a case of what was asked for, yes and no, an offer to who waits */
struct way {
	uint16_t to;                    /* node; NODE_NONE: the call would end */
	struct pl is;                   /* the item's key, the case's digits; none: topics of a menu, else of a case */
	struct flow_text text;          /* of an item, of an offer; of the topics: before the first */
	unsigned after_s;               /* of an offer: so long after the wait began */
	bool neighbour;                 /* of an offer: the queue of the best neighbour */
};

struct node {
	enum verb verb;
	uint16_t next;                  /* what follows; NODE_NONE nothing */
	uint16_t up;                    /* the menu around it, or the queue that offers it, where * leads; NODE_NONE none */
	uint16_t way, ways;             /* its own in tree->way; where there are any, nothing follows by `next` */
	struct pl name;                 /* where `go` may lead; none */
	struct flow_text text;
	unsigned n;                     /* menu: topics at most, 0 none; ask, service: digits; branch open: calendar; branch queue: more than;
					 * branch serves, neighbour, queue: waiting calls for each who can answer that are too much */
	unsigned person;                /* service: digits of the person; 0: not asked for */
	struct flow_text person_text;
	unsigned regions;
	uint8_t region[FLOW_REGIONS_MAX];        /* codes: of the list that is read out, of a branch */
	enum branch_on on;
	enum lang lang;
	bool slow;
	struct pl word;                 /* topic: its name; go: where to; checklist: its key, none: that of the caller's topic */
	char phone[WALK_PHONE_SIZE];    /* transfer: who is called, E.164 */
	char path[FLOW_PATH_SIZE];
};

struct flow_tree {
	char name[FLOW_NAME_SIZE];
	json_t *json;                   /* a reference; texts are borrowed of it */
	uint16_t n, ways;
	uint16_t queue;                 /* the first that offers something to those who wait; NODE_NONE none */
	unsigned calendars;
	char calendar[FLOW_CALENDARS_MAX][FLOW_NAME_SIZE];
	struct node node[FLOW_NODES_MAX];
	struct way way[FLOW_WAYS_MAX];
};

/** A flow as it is read */
struct reading {
	struct flow_tree *tree;
	struct list *faults;
	int err;                        /* no memory */
	char path[FLOW_PATH_SIZE];      /* of what is being read */
	unsigned depth;
	uint16_t up;
};

/** How a step is written */
struct verb_row {
	const char *name;
	const char *members;            /* beside `do` and `name`, with spaces between */

	/** Takes its members; faults are told */
	void (*read_h)(struct reading *r, struct node *node, const json_t *step);
};

/** Every verb, by its enum (verb.c) */
extern const struct verb_row verb_table[VERBS];

/* ---- fault.c */

/** Tells a fault; ENOMEM */
int fault_add(struct list *faults, const char *path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/** Tells one of what is being read */
void fault_here(struct reading *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** The same two for what whoever edits a flow by hand may get wrong: it has words in the catalogue, `flow.fault.CODE` */
int fault_code(struct list *faults, const char *code, const char *path, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void fault_code_here(struct reading *r, const char *code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* ---- read.c */

/** Makes r->path longer while a part is read; what to give to path_leave */
size_t path_enter(struct reading *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void path_leave(struct reading *r, size_t length);

/** Reads a list of steps; its first node, or `next` when it is empty, missing (NULL) or wrong */
uint16_t list_read(struct reading *r, const json_t *list, uint16_t next);

/** Room for so many ways out of a node; NULL: there is none, which is told */
struct way *ways_take(struct reading *r, struct node *node, size_t n);

/** Are there only these members? Names with spaces between */
bool members_only(struct reading *r, const json_t *object, const char *common, const char *members);

/* ---- text.c */

/** What is said, if anything: `prompt` or `words` of an object. `value`: what the prompt may ask for, "org", or must, "key"; NULL nothing */
void text_read(struct reading *r, struct flow_text *text, const json_t *object, const char *value);

/** A member that is text, trimmed and without control characters, at most `max` bytes; none: it is not, which is told */
struct pl word_read(struct reading *r, const json_t *object, const char *member, size_t max);

/* ---- walk.c, back.c, mail.c, recite.c, transfer.c: what their dialogues take from each other */

struct walk_say *walk_says(const struct walk *w, struct walk_out *out, enum walk_words words);
void walk_says_text(const struct walk *w, struct walk_out *out, const struct flow_text *text);
void walk_says_item(const struct walk *w, struct walk_out *out, const struct flow_text *text, char key);
void walk_says_prompt(const struct walk *w, struct walk_out *out, enum text_key key);
void walk_says_key(const struct walk *w, struct walk_out *out, enum text_key prompt, char key);

/** To the menu around it; to a person, if there is one now; on behind a way; the other language */
void walk_back(struct walk *w, struct walk_out *out);
bool walk_person(struct walk *w, struct walk_out *out);
void walk_way(struct walk *w, unsigned way, struct walk_out *out);
void walk_language(struct walk *w);

void back_ask(struct walk *w, struct walk_out *out);
void back_key(struct walk *w, char key, struct walk_out *out);
void back_quiet(struct walk *w, struct walk_out *out);
void back_looked(struct walk *w, enum walk_event event, struct walk_out *out);

void mail_ask(struct walk *w, struct walk_out *out);
void mail_said(struct walk *w, struct walk_out *out);
void mail_key(struct walk *w, char key, struct walk_out *out);
void mail_quiet(struct walk *w, struct walk_out *out);
void mail_looked(struct walk *w, enum walk_event event, struct walk_out *out);

void transfer_go(struct walk *w, struct walk_out *out);
void transfer_key(struct walk *w, char key, struct walk_out *out);
void transfer_looked(struct walk *w, enum walk_event event, struct walk_out *out);

/** The checklist that a step means, by now; NULL: there is none */
const struct checklist *recite_of(const struct walk *w, const struct node *node);

void recite_ask(struct walk *w, struct walk_out *out);
void recite_key(struct walk *w, char key, struct walk_out *out);
void recite_quiet(struct walk *w, struct walk_out *out);
void recite_looked(struct walk *w, enum walk_event event, struct walk_out *out);

/* ---- walk.c, check.c */

/** The step that a list begins with: where it is a `go`, that which it leads to. NULL: none */
static inline const struct node *node_first(const struct flow_tree *tree, uint16_t to)
{
	if (to < tree->n && VERB_GO == tree->node[to].verb)
		to = tree->node[to].next;

	return to < tree->n ? &tree->node[to] : NULL;
}


/** Is it a menu of topics alone, each with a checklist of its own behind it? Where no topic has one, it is passed by as its steps lead */
static inline bool node_lists(const struct flow_tree *tree, const struct node *node)
{
	const uint16_t to = VERB_MENU == node->verb && node->n && 1 == node->ways ? tree->way[node->way].to : NODE_NONE;

	return to < tree->n && VERB_CHECKLIST == tree->node[to].verb && !tree->node[to].word.l;
}


/** Does a caller press keys here? */
static inline bool verb_waits(enum verb verb)
{
	return VERB_MENU == verb || VERB_ASK == verb || VERB_APPEAL == verb || VERB_SERVICE == verb || VERB_REGION == verb ||
	       VERB_NEIGHBOUR == verb || VERB_CALL_BACK == verb || VERB_VOICE_MAIL == verb || VERB_CHECKLIST == verb;
}


/** May it be passed without a key: when nobody can be called, no message can be taken, or there is no such list? */
static inline bool verb_may_not(enum verb verb)
{
	return VERB_CALL_BACK == verb || VERB_VOICE_MAIL == verb || VERB_CHECKLIST == verb || VERB_TRANSFER == verb;
}


/** … by which way? */
static inline unsigned verb_not_way(enum verb verb)
{
	return VERB_TRANSFER == verb ? WAY_ALONE : WAY_ELSE;
}


/** … and does nobody come past it without one? A region that is known is not asked for, a neighbour that is not needed not offered */
static inline bool verb_holds(enum verb verb)
{
	return verb_waits(verb) && VERB_REGION != verb && VERB_NEIGHBOUR != verb;
}


/** Does the flow end here? */
static inline bool verb_ends(enum verb verb)
{
	return VERB_QUEUE == verb || VERB_HANG_UP == verb;
}

#endif
