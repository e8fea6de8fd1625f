/**
 * @file vcall.h  A call as voice has it
 *
 *   vcall.c   from the first ring to the end, and what the flow decides      say.c     words become sound, one after the other
 *   note.c    its record, on its way to the writer                           desk.c    its place in the queue, offers, answers
 *   bridge.c  who hears whom                                               dial.c    a call of ours to a citizen
 *   send.c    given to somebody else                                       company.c, guest.c  who else is in it
 *   service.c how an application stands                                      list.c    checklists that are sent
 *
 * Whatever may end a call (a step of the flow, a leg that goes) may free it: nothing looks at a call behind such a call of a function.
 * What comes back from other threads names it by its id.
 */
#ifndef OTKLIK_VOICE_VCALL_H
#define OTKLIK_VOICE_VCALL_H

#include "call/note.h"
#include "flow/trail.h"
#include "voice/flow.h"
#include "voice/media/leg.h"
#include "voice/media/player.h"
#include "voice/voice_priv.h"

enum {
	SAYINGS_MAX = 28,
	CALLER_MAX = 64,                 /* bytes of a caller's number or address */
	ALSO_MAX = 4,                    /* appeals split from one call whose numbers are said */
	HEARD_SIDES = 2, HEARD_FAULTS = 2 * HEARD_SIDES,
};

struct back;
struct errand;
struct company;
struct mail;
struct sending;
struct trunk;
struct trunk_share;
struct tap;
struct speech_ask;

/** Something on its way to be heard */
struct saying {
	struct vcall *call;              /* borrowed */
	struct speech_ask *ask;          /* owned; NULL: not asked, or done */
	struct sound *sound;             /* a reference; NULL: not there, or it cannot be said */
	bool done;
};

struct vcall {
	struct le le;                    /* of the voice's calls; owned by the list */
	struct le he;                    /* of its table by id */
	struct voice *v;
	int64_t id;
	int64_t entered_ms;              /* clock_wall_ms */
	enum call_state state;
	enum call_medium medium;
	struct switchboard *board;       /* a reference: line and flow are borrowed of it; or NULL */
	const struct line *line;         /* borrowed; NULL: we called */
	const struct line_number *number;        /* of it, that was dialled; borrowed; NULL: its key */
	enum lang lang;
	struct call_record rec;          /* as far as it is known */

	struct source *source;           /* its share in the limits */
	struct trunk_share *share;       /* … and in those of its trunk, when it came by one */
	char token[CALL_TOKEN_SIZE];     /* of a page call: who has it speaks for the citizen; "" of others */
	char caller[CALLER_MAX];         /* number or address; "" withheld */
	struct leg *citizen, *staff;     /* owned */

	/* what is said */
	struct flow flow;
	struct trail trail;              /* what was pressed … */
	unsigned trailed;                /* … marks of it that the record has; UINT_MAX nothing yet */
	int64_t repeats;                 /* digits of the open appeal that the caller comes again about; 0 none */
	unsigned vain;                   /* contacts about it since anything was done; 0: it is no repeat contact */
	int64_t change_ms;               /* when the line opens or closes; 0 never */
	int64_t menu[LINE_TOPICS_MAX];   /* topics, as menus offer them */
	unsigned topicc;
	struct call_appeal found;        /* whose number was typed, as it was then */
	struct service_status *service;  /* of the application whose number was typed; owned; NULL: nothing was found (service.h) */
	unsigned services;               /* how often it was asked */
	unsigned lists;                  /* checklists that were sent */
	char *mail_mask;                 /* "b@host": how the address begins that the appeal found has, and ends; owned; NULL: none is known (list.h) */
	struct saying say[SAYINGS_MAX];
	unsigned sayc, sayi;             /* how many there are, and how many the player has got */
	unsigned quiet_ms;               /* once all is said */
	struct tmr quiet;
	struct tmr patience;             /* how long its record is waited for */
	struct player player;            /* to the citizen */

	/* the queue and the operator (desk.h) */
	bool answered;                   /* the citizen's phone was */
	bool lifting;                    /* a call of ours: its operator's telephone rings first (dial.h), and is not lifted yet */
	bool early;                      /* a call of ours: its sound is heard before it is answered */
	struct call_ask *asking;         /* who asked for a call of ours waits until it rings; NULL: not, or no more */
	int64_t since_ms;                /* clock_mono_ms: since when it waits; 0 not yet */
	unsigned place, band;            /* in the queue, as told last; 0 none */
	int64_t placed_ms;               /* when they were last said, clock_mono_ms */
	int64_t digits;                  /* of its appeal's number, as far as it may be told; 0 not */
	int64_t also[ALSO_MAX];          /* numbers of those that were split from it (flow.more) */
	struct errand *leaving;          /* to the hub when it ends; owned; NULL: it is not in the queue core */
	int64_t operator;                /* at whom it rings, or who has it; 0 nobody */
	uint64_t generation;             /* of the newest offer; 0 none yet */
	char operator_name[CALL_NAME_SIZE];      /* as citizens hear it */
	struct company *company;         /* who else is in it (company.h); owned; NULL: nobody */
	struct sending *sending;         /* on its way to somebody else (send.h); owned; NULL: not */
	struct back *back;               /* the call back that it was dialled for (back.h); owned; NULL: it was not */
	bool promised;                   /* the caller will be called back … */
	int64_t promised_ms;             /* … by then */
	struct mail *mail;               /* a message (mail.h); owned; NULL: none */
	bool committed;                  /* the answer is in the store, or was waited for long enough: the two may be joined */
	bool greeted;                    /* the caller was told who answers */
	bool mails;                      /* the appeal's citizen gave a mail address */
	struct tap *tap;                 /* it is recorded; the tap outlives it; NULL: it is not (taping.h) */
	bool told;                       /* the caller knows that it would be */
	bool unrecorded;                 /* and does not want it */
	struct call_quality quality[CALL_VOICES];        /* of each one's sound, as it was known last */
	bool unheard[HEARD_FAULTS];      /* no sound comes from the citizen, from the operator; ours does not arrive there: told of (unheard.c) */
	bool joined;                     /* each hears the other (bridge.h) */
	uint64_t turn;                   /* of its operator's calls the one talked to last has the greatest (desk.c); 0: it never was */
	char shown[LINE_NUMBER_SIZE];    /* of a call of ours: what whoever is called sees, by the appeal's line or region; "" the trunk's own */
	bool outside;                    /* the operator's side is a telephone outside (outside.h) */
};

/* ---- vcall.c */

/** A new call in the menu, not yet among the voice's calls; owned until vcall_begin */
int vcall_alloc(struct vcall **cp, struct voice *v, const struct line *line, enum call_medium medium) MUST_CHECK;

/** It has its citizen's leg: it is one of the voice's calls from now on, which owns it. Its record is begun */
void vcall_begin(struct vcall *call);

/** It is among the voice's calls from now on, which owns it */
void vcall_enlist(struct vcall *call);

/** Its citizen's leg, owned */
void vcall_citizen_set(struct vcall *call, struct leg *leg);

/** Its record is waited for so long */
void vcall_await(struct vcall *call, unsigned wait_ms);

/** A call by its id; NULL: there is none, or no more. Borrowed */
/** How long a call rings at one operator whom somebody chose: that of its topic, as it is in force now */
uint64_t voice_ring_ms(const struct vcall *call);

struct vcall *vcall_find(const struct voice *v, int64_t id);

/** The call that rings at an operator, or that the operator has: of two the one talked to last; NULL none. Borrowed */
struct vcall *vcall_of_staff(const struct voice *v, int64_t staff);

/** The same, any but this one */
struct vcall *vcall_beside(const struct voice *v, int64_t staff, const struct vcall *but);

/** Does this operator talk to it, or hold it, or lift a telephone for it? Else it rings at most */
bool vcall_in_hand(const struct vcall *call, int64_t staff);

/** Is it in the queue, or rings there? An operator's own call is not */
bool vcall_waits(const struct vcall *call);

/** How it stands, for who takes part in it */
void vcall_view(const struct vcall *call, struct call_view *view);

/** The citizen pressed a key. May end the call */
void vcall_digit(struct vcall *call, char digit);

/** Where a call came from */
struct vcall_origin {
	const struct line *line;         /* borrowed */
	const struct line_number *number;        /* that was dialled; borrowed; NULL: the line's key */
	struct trunk *trunk;             /* borrowed; NULL: of none */
	struct trunk_share *share;       /* taken over; NULL none */
	struct source *source;           /* taken over */
};

/** A telephone that called a line. Shares are taken over. A refusal has been answered */
void vcall_ring(struct voice *v, const struct sip_msg *msg, const struct vcall_origin *origin);

/** Its first note is written, or cannot be: the phone is answered and the flow begins. May end the call */
void vcall_answer(struct vcall *call);

/** An operator has answered: writes it down; once that is done, the two are joined. May end the call */
void vcall_answered(struct vcall *call);

/** The record says so, or was waited for long enough. May end the call */
void vcall_joined(struct vcall *call);

/** It stands in the queue, or finds no room there. May end the call */
void vcall_queued(struct vcall *call, bool room);

/** Its place has changed. May end the call */
void vcall_moved(struct vcall *call);

/** The operator hung up: the citizen hears the number, if there is still somebody. May end the call */
void vcall_left(struct vcall *call);

/** The operator is out of it, and the citizen hears music */
void vcall_parted(struct vcall *call);

/** The operator's browser is gone for good: the caller waits again. May end the call */
void vcall_lost(struct vcall *call);

/** Gives the flow an event and does what follows. May end the call */
void vcall_step(struct vcall *call, enum flow_event event, unsigned n);

/** Ends a call: both legs, its record, its place in the queue. The call is freed */
void vcall_end(struct vcall *call, enum call_cause cause);

/** 20 ms have passed. May end the call */
void vcall_tick(struct vcall *call);

/** A second has passed. May end the call */
void vcall_second(struct vcall *call, int64_t now_ms);

/* ---- quality.c */

/** A second has passed: reports go out, what they say is kept */
void quality_second(struct vcall *call, int64_t now_ms);

/* ---- unheard.c */

/** A second has passed: does each side's sound come, and ours arrive there? May end the call */
void unheard_second(struct vcall *call, int64_t now_ms);

/* ---- say.c */

/** Says something behind what is being said. Nothing fails: what cannot be said is left out */
void say_add(struct vcall *call, struct flow_say say);

/** What was added begins, or goes on. With nothing that can be said the flow goes on at once. May end the call */
void say_go(struct vcall *call);

/** Stops saying, at once */
void say_cut(struct vcall *call);

/** Is there anything still to be said? */
bool say_busy(const struct vcall *call);

/** The player has played what it had. May end the call */
void say_played(struct vcall *call);

/* ---- note.c */

/** Notes what happened to a call now; what fails comes again. May end the call (not CALL_RINGS, CALL_ON_HOLD, CALL_RESUMED, CALL_OVER) */
void note_send(struct vcall *call, enum call_what what);

/** The same with somebody else of the staff (0 nobody) and how, a word of CALL_GIVEN; borrowed for ever */
void note_with(struct vcall *call, enum call_what what, int64_t other, const char *way);

/** The same for a call that waits from now on, with its appeal. May end the call */
void note_waits(struct vcall *call);

/** A note to be filled in; NULL: no memory. Then it goes to the writer, or is kept. May end the call */
struct call_note *note_begin(struct vcall *call, enum call_what what);
void note_hand(struct vcall *call, struct call_note *note);

/** Gives it an appeal of the call's own, when the call is no contact of one yet: what it says, and the phone ("" not known) */
int note_appeal(struct vcall *call, struct call_note *note, enum text_key key, const char *phone) MUST_CHECK;

/** The beginning of a call back, which claims it: back_noted or back_refused tells. May end the call */
void note_dialled(struct vcall *call, int64_t callback, int64_t next_ms);

/** What the caller says of the talk: 1 … 5 */
void note_scored(struct vcall *call, unsigned score);

/** Notes that could not be written are tried again */
void note_again(struct voice *v);

/** Forgets those that never could be; how many there were */
unsigned note_close(struct voice *v);

/** Looks up the number and code that were typed; the flow is told. May end the call */
void note_find(struct vcall *call);

#endif
