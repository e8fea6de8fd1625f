/**
 * @file walk.h  One caller in a flow: a pure machine, without sound, clock or store
 *
 * Each event gives what to say next, what to do at once, and how long to wait for a key when all is said. In every menu, without a
 * word in its text: 0 a person, * back (again, in the outermost), 9 the other language (R11). Three silences or wrong keys lead to a
 * person; a line that is closed has none, says so and hangs up. Keys interrupt what is said.
 *
 *   BEGIN ─▶ say, branch, topic, language … ─▶ menu, ask, appeal ──KEY──▶ … ─▶ queue: WALK_JOIN, the walk is over
 *                                                  ▲ ╰ QUIET: again        ▲    │    ╰▶ hang-up: SAID ─▶ WALK_LEAVE
 *                                                                          ╰────╯ walk_accept: who waits takes an offer
 */
#ifndef OTKLIK_FLOW_WALK_H
#define OTKLIK_FLOW_WALK_H

#include "appeal/appeal.h"
#include "checklist/checklist.h"
#include "flow/flow.h"
#include "phrase/phrase.h"
#include "region/region.h"
#include "schedule/schedule.h"
#include "service/service.h"

enum {
	WALK_SAY_MAX   = 20,            /* sayings at one time: a whole menu */
	WALK_NUMBER    = 10,            /* digits of an appeal's number */
	WALK_CODE      = 8,             /* digits of its receipt code */
	WALK_TRIES     = 3,             /* silences, wrong keys, wrong numbers: then a person */
	WALK_QUIET_MS  = 6000,          /* in a menu */
	WALK_DIGITS_MS = 12000,         /* between digits */
	WALK_PHONE_SIZE = 20,           /* bytes of E.164, with the zero */
	WALK_ARGS      = 2,             /* values of a saying */
};

enum walk_event {
	WALK_BEGIN,                     /* the call is answered */
	WALK_SAID,                      /* everything was said */
	WALK_KEY,                       /* n: the key */
	WALK_QUIET,                     /* no key came in time */
	WALK_FOUND, WALK_NOT_FOUND,     /* of WALK_FIND and WALK_LOOK; of WALK_PROMISE: it is promised, that number cannot be called; of WALK_STOP: there is
	                                 * a message, there is none; of WALK_SEND: it is taken; of
	                                 * WALK_DELIVER: it will be sent, it may not be sent there; of WALK_CALL: somebody answered, nobody did */
	WALK_UNSURE,                    /* nobody could look, or write it down */
};

/** What to do at once, before anything is said */
enum walk_do {
	WALK_NOTHING,
	WALK_FIND,                      /* look for the number and code that were typed */
	WALK_LOOK,                      /* ask how the application `number` of `person` stands; what is found is told by WALK_SERVICE */
	WALK_JOIN,                      /* into the queue: with the topic, or with the appeal that was found. The walk is over */
	WALK_LEAVE,                     /* hang up: all is said. The walk is over */
	WALK_PROMISE,                   /* a call back to `phone`, "" the caller's own */
	WALK_RECORD,                    /* a message, from now on; one that was recorded before is dropped */
	WALK_STOP,                      /* … up to here: is there one? */
	WALK_SEND,                      /* the message becomes an appeal */
	WALK_DELIVER,                   /* the checklist `list` goes out: by mail to the address of the appeal that was found, else by SMS to `phone`,
	                                 * "" the caller's own */
	WALK_CALL,                      /* somebody outside: walk_calls. As long as the walk waits for it it rings; then no more */
	WALK_GIVE,                      /* who answered there has the caller. The walk is over */
};

/** What can be said */
enum walk_words {
	WALK_TEXT = 1,                  /* a prompt or own words */
	WALK_ITEM,                      /* the same, and the key that chooses it */
	WALK_TOPIC,                     /* n: a topic of the menu, from 0, and its key */
	WALK_CHOSEN,                    /* n: the topic */
	WALK_HOURS,                     /* open or closed, until when; n 1: why it is closed, if for more than the hour */
	WALK_STATUS,                    /* how the appeal stands that was found */
	WALK_PHONE,                     /* which number will be called */
	WALK_PROMISED,                  /* called by when */
	WALK_GIVEN,                     /* the appeal's number, for who wants to write it down: n 0 take a pencil, 1 the number, 2 its code */
	WALK_TONE,                      /* speak from here */
	WALK_HEARD,                     /* the message, as it was recorded */
	WALK_SHORT,                     /* n digits were typed, `want` are needed */
	WALK_WANTED,                    /* `text`: a prompt that asks for n digits */
	WALK_APPLICATION,               /* the number of the application that was typed */
	WALK_SERVICE,                   /* n: enum walk_part of how it stands */
	WALK_REGION,                    /* n: a region of the list, and its key */
	WALK_REGION_IS,                 /* n: the region that was typed or chosen, said back */
	WALK_OFFICE,                    /* why the office of region n cannot answer: `want`, an enum office_state */
	WALK_LIST_PHONE,                /* which number will get an SMS */
	WALK_LIST_MAIL,                 /* which address will get mail, as far as it may be told */
	WALK_NEIGHBOUR,                 /* n: a region that can answer, and the key that goes there */
	WALK_CALL_WAIT,                 /* n: it rings outside for so many minutes at most */
};

/** What is told of an application; a part that is not known is left out */
enum walk_part { WALK_PART_STATE, WALK_PART_STEP, WALK_PART_NAME, WALK_PART_DUE, WALK_PART_DELAY, WALK_PARTS };

struct walk_say {
	enum walk_words words;
	struct flow_text text;
	unsigned n, want;
	char key;                       /* 0 none */
	enum lang lang;
	bool slow;
};

/** What the world is like; told anew before any event */
struct walk_facts {
	uint32_t open;                  /* bit i: flow_calendar(tree, i) has open hours; bit 0 the line */
	bool again;                     /* the caller was cut off before and keeps the place */
	bool known;                     /* the caller's number has called before */
	unsigned waiting;               /* callers in the queue */
	bool dials;                     /* there is a way out: citizens can be called back, others called */
	bool service;                   /* there is a system to ask about applications; where there is none, no menu offers it */
	unsigned call_ms;               /* so long it rings at whoever is called, at most */
	bool phone;                     /* the caller's number is known, and can be called */
	unsigned mail_ms;               /* the longest message; 0: none can be taken */
	unsigned topics;                /* that there are to choose from; at most FLOW_TOPICS_MAX are offered */
	unsigned region;                /* of the line that was dialled; 0 none */
	const struct offices *offices;  /* borrowed; NULL: there are none */
	const struct checklists *lists; /* borrowed; NULL: there are none */
	const struct checklist *of_topic[FLOW_TOPICS_MAX];       /* those of the topics of menus; NULL: a topic has none */
	bool sms, mail;                 /* something can be sent that way */
	bool mobile;                    /* the caller's number takes SMS */
	bool mail_known;                /* the appeal that was found has an address */
};

/** Where in a step that does more than one thing (back.c, mail.c, recite.c, transfer.c); CALL_TOLD: where it goes was said */
enum walk_talk { TALK_NONE, CALL_TOLD, BACK_CONFIRM, BACK_TYPE, BACK_MAKE, MAIL_TELL, MAIL_RECORD, MAIL_STOP, MAIL_ASK, MAIL_SEND,
	LIST_ASK, LIST_CONFIRM, LIST_TYPE, LIST_MAIL, LIST_SENDS };

/** A key is waited for from WALK_ASKING to WALK_CONFIRMING */
enum walk_phase { WALK_TELLING, WALK_ASKING, WALK_ASKING_CODE, WALK_LISTING, WALK_CONFIRMING, WALK_LOOKING, WALK_LEAVING, WALK_OVER };

struct walk {
	const struct flow_tree *tree;   /* borrowed */
	struct walk_facts facts;
	uint16_t at;                    /* node */
	enum walk_phase phase;
	enum lang lang;                 /* that is spoken from now on */
	bool slow;
	unsigned topic;                 /* chosen in a menu, from 1; 0 none */
	struct pl topic_named;          /* or by the flow, in either language; none */
	unsigned region;                /* of the caller: by the line, or typed and confirmed; 0 not known */
	unsigned office;                /* the region whose office shall answer, as the caller wished; 0: the caller's own */
	unsigned picked;                /* a region that is not confirmed yet, a neighbour that is offered */
	unsigned page;                  /* of the list of regions, of a menu's topics */
	bool found;                     /* the appeal whose number and code were typed */
	enum walk_talk talk;
	char phone[WALK_PHONE_SIZE];    /* E.164 that was typed for a call back, an SMS; "" the caller's own */
	const struct checklist *list;   /* that is read out; borrowed of the facts */
	bool by_mail;                   /* of WALK_DELIVER */
	unsigned tries;
	unsigned typed;
	char digits[FLOW_DIGITS_MAX + 1];
	char number[WALK_NUMBER + 1], code[WALK_CODE + 1];
	char application[FLOW_DIGITS_MAX + 1], person[FLOW_DIGITS_MAX + 1];
};

/** What follows; zeroed by walk_step */
struct walk_out {
	enum walk_do act;
	bool cut;                       /* what is being said is interrupted */
	unsigned n;
	struct walk_say say[WALK_SAY_MAX];
	unsigned quiet_ms;              /* once all is said; 0: no key is waited for */
};

/** A caller at the beginning of a flow that was checked; nothing is said before WALK_BEGIN */
void walk_init(struct walk *walk, const struct flow_tree *tree, enum lang lang);

/** Takes an event; n: see enum walk_event */
void walk_step(struct walk *walk, enum walk_event event, unsigned n, struct walk_out *out);

/** Which topic a key chooses in the menu where the caller is, by the page that is said; from 0, -1 none */
int walk_topic(const struct walk *walk, char key);

/** Whom the walk waits for outside, from WALK_CALL on: E.164, borrowed; NULL: nobody, or no more */
const char *walk_calls(const struct walk *walk);

/** The region whose office the queue shall be of; 0: anybody's */
unsigned walk_office(const struct walk *walk);

/**
 * What can be offered to a caller who waits in the queue, by now
 *
 * @return bit i: the offer i of the step `queue`; key i + 1 takes it
 */
unsigned walk_offers(const struct walk *walk, unsigned waited_s);

/** What can be offered when the queue takes no more: all that it ever offers, but a neighbour, who is waited for in the same one */
unsigned walk_offers_full(const struct walk *walk);

/** Says one of them; lang and slow as the walk has them */
void walk_offer_say(const struct walk *walk, unsigned i, struct walk_say *say);

/** Takes one, when the key is one of these offers': the caller leaves the queue and walks on. False: nothing has happened */
bool walk_accept(struct walk *walk, unsigned offers, char key, struct walk_out *out);

/** What a saying takes from outside; borrowed */
struct walk_values {
	struct pl org;                  /* the line's name, in the saying's language */
	struct pl topic;                /* of WALK_TOPIC and WALK_CHOSEN; none: it is there no more */
	bool open;
	int64_t change_ms;              /* when the line opens or closes; 0 never */
	enum status_why why;            /* … and what is not as else */
	struct pl reason;               /* of STATUS_EXCEPTION, in the saying's language */
	enum appeal_state state;        /* of WALK_STATUS, as what follows; 0: there is no appeal */
	int64_t digits, due_ms, now_ms;
	struct pl application;          /* of WALK_APPLICATION: digits */
	const struct service_status *service;    /* of WALK_SERVICE; NULL: nothing was found */
	bool numbered;                  /* of WALK_GIVEN: `digits` may be told; `code` only to whom this call gave it, else none */
	struct pl code;
	struct pl phone;                /* of WALK_PHONE and WALK_LIST_PHONE: E.164; none: there is nothing to say */
	struct pl mail, mail_host;      /* of WALK_LIST_MAIL: how the address begins, and what stands behind its @; none: there is nothing to say */
};

/**
 * Puts a saying into a phrase, but for its zone and time
 *
 * @param argv Receives the values that ph points to
 *
 * @return false: there is nothing to say
 */
bool walk_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_say *say, const struct walk_values *values);

#endif
