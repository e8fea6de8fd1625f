/**
 * @file call.h  The words of a call, in which voice, hub and web meet
 *
 * What this room is for: what a call is, how it can end, what a desk or a page may ask of it, and its record in the store
 * (enter.h). What it refuses: SIP, SDP, media, the clock. Edges never include each other: web asks voice by a
 * `struct call_ask`, posted to the gate that main hung up.
 *
 *           topic          offer         answer        hold
 *   menu ─────────▶ queued ─────▶ offered ─────▶ talking ◀───▶ held         any state ── cause ──▶ ended
 *                     ▲  refused, not answered │
 *                     ╰────────────────────────╯
 *
 * A call has one id (base/id) for life: in the store, the journal, URLs of the desk, and to a citizen who complains (R13).
 * Each offer of it to an operator raises its generation: an answer that carries an older one is refused, so that two
 * operators never get one caller.
 */
#ifndef OTKLIK_CALL_CALL_H
#define OTKLIK_CALL_CALL_H

#include "call/quality.h"
#include "base/catalog.h"
#include "base/mailbox.h"

enum {
	CALL_SDP_MAX   = 16 * 1024,     /* bytes of an offer or answer; more is refused */
	CALL_PHONE_AT_SIZE = 64, CALL_PHONE_AGENT_SIZE = 64,     /* bytes with the zero, of an operator's SIP telephone */
	CALL_NAME_SIZE  = 128,          /* bytes of an operator's name, with its zero */
	CALL_TOKEN_SIZE = 33,           /* of a page call: 32 symbols and a zero */
	CALL_PATH_SIZE  = 1002,         /* of how the caller came through the flow (flow/trail.h) */
	CALL_LINE_SIZE  = 32,           /* of a line's key, of a number that was dialled */
};

enum call_state {
	CALL_MENU = 1,                  /* hears the greeting, chooses; not yet a contact of an appeal */
	CALL_QUEUED,                    /* waits for an operator */
	CALL_OFFERED,                   /* rings at one operator */
	CALL_TALKING,
	CALL_HELD,                      /* the operator listens to somebody else; the caller hears music */
	CALL_ENDED,
};

enum call_medium {
	CALL_PHONE = 1,                 /* a telephone, by SIP */
	CALL_PAGE,                      /* a browser, by WebRTC */
	CALL_OUT,                       /* we called the citizen */
};

/** Is what is said recorded? */
enum call_recording {
	CALL_RECORDING_OFF = 0,         /* not begun, or not wanted here */
	CALL_RECORDING_ON,
	CALL_RECORDING_PAUSED,          /* by the operator, while personal data are spoken */
	CALL_RECORDING_REFUSED,         /* by the citizen */
	CALL_RECORDING_FAILS,           /* the disk is full, or too slow: the call goes on */
};

/** Why a call ended (R15: the cause of every end is kept) */
enum call_cause {
	CALL_ONGOING = 0,
	CALL_CITIZEN_LEFT,              /* the citizen hung up */
	CALL_OPERATOR_LEFT,             /* the operator hung up */
	CALL_SAID_ALL,                  /* we hung up after what there was to say: the line is closed */
	CALL_SILENT,                    /* nothing was heard from the citizen's side for 30 s */
	CALL_LOST,                      /* the citizen's side went: no ACK, no consent, a transport error */
	CALL_OPERATOR_LOST,             /* the operator's browser went and did not come back in 30 s */
	CALL_NOT_ANSWERED,              /* our call to a citizen was not answered */
	CALL_REFUSED,                   /* the other side refused it: busy, declined, not acceptable */
	CALL_STOPPED,                   /* the program was stopped as it should be */
	CALL_CRASHED,                   /* the program died (found at the next start) */
	CALL_FAILED,                    /* a fault of ours */
	CALL_NOT_LIFTED,                /* the operator's own telephone was not, or went: the citizen was not called */
	CALL_CAUSES
};

/** Why a question about a call is not granted; the key is call.refusal.<name> */
enum call_refusal {
	CALL_GRANTED = 0,
	CALL_UNKNOWN,                   /* no such call, or it has ended */
	CALL_TAKEN,                     /* the offer is another's, or an older one */
	CALL_NOT_YOURS,                 /* another operator talks to it, or the token is wrong */
	CALL_NOT_NOW,                   /* not in this state */
	CALL_SDP_BAD,                   /* the browser's offer cannot be read, or has nothing we speak */
	CALL_LINE_UNKNOWN,              /* no such line */
	CALL_FULL,                      /* no more calls now: try again later */
	CALL_NO_TRUNK,                  /* no way out to the telephone network is configured */
	CALL_NOT_ALLOWED,               /* no trunk may call such a number */
	CALL_NO_PHONE,                  /* the appeal's citizen gave no phone */
	CALL_APPEAL_UNKNOWN,            /* no such appeal */
	CALL_APPEAL_USED,               /* the call's own appeal has a history of its own: it does not become part of another */
	CALL_APPEAL_ERASED,             /* the citizen's data were destroyed */
	CALL_NOBODY,                    /* no such member of staff */
	CALL_NOT_OPEN,                  /* that one cannot be rung now */
	CALL_QUEUE_FULL,                /* that queue takes no more */
	CALL_TOPIC_UNKNOWN,             /* no such topic, or no more */
	CALL_ATTACHED,                  /* somebody has attached the call to another appeal already */
	CALL_NO_HANDSET,                /* neither a browser's offer nor a telephone of the operator's that is there */
	CALL_REFUSALS
};

/** Why an operator has a call no more that goes on */
enum call_gone {
	CALL_GONE_NOT = 0,              /* it ended, or never was this operator's */
	CALL_GONE_TAKEN_OVER,           /* by a supervisor */
	CALL_GONE_ELSEWHERE,            /* the same where operators are not to know of supervisors (supervision.shown) */
	CALL_GONE_GIVEN,                /* away, or left to who was called in */
};

/** Stable words for the store, the journal and the API: "queued", "phone", "citizen_left", "taken"; "" none */
const char *call_state_name(enum call_state state);
const char *call_medium_name(enum call_medium medium);
const char *call_cause_name(enum call_cause cause);
const char *call_recording_name(enum call_recording recording);
const char *call_refusal_name(enum call_refusal refusal);
const char *call_gone_name(enum call_gone gone);

/** The reverse; CALL_ONGOING when the word is none of them */
enum call_cause call_cause_of(struct pl name);

/** Does such an end owe the citizen a call back? From `state`: what it was when it ended */
bool call_owes(enum call_state state, enum call_cause cause);

struct call_gate;

enum call_verb {
	CALL_ASK_PAGE = 1,              /* a citizen calls from the page: line, lang, sdp → call, token, answer */
	CALL_ASK_ANSWER,                /* an operator answers: call, generation, staff, sdp → answer */
	CALL_ASK_REFUSE,                /* an operator does not want it: call, generation, staff */
	CALL_ASK_PHONE,                 /* a desk can be rung, or no more: staff, on; said again within a minute */
	CALL_ASK_HOLD,                  /* call, staff, on */
	CALL_ASK_HANGUP,                /* call; staff or token */
	CALL_ASK_DIGIT,                 /* call; staff: sent to the citizen; token: of the citizen; digit */
	CALL_ASK_AGAIN,                 /* after a reload: call; staff or token; sdp → answer */
	CALL_ASK_DIAL,                  /* an operator calls the citizen of an appeal: staff, name, digits, sdp → call, answer, view; without sdp by telephone */
	CALL_ASK_SHOW,                  /* how it stands: call, staff or token → view; call 0: the one this operator has now */
	CALL_ASK_GONE,                  /* what became of a call that an operator had: call, staff → gone, name */
	CALL_ASK_MOVED,                 /* the record says that it is a contact of another appeal: call, appeal, digits → view */
	CALL_ASK_SEND,                  /* given away: call, staff; to (an operator), topic (its queue) or phone */
	CALL_ASK_CALL_IN,               /* an operator calls a colleague in, the caller is held: call, staff, to or phone */
	CALL_ASK_DISMISS,               /* … and sends the colleague away: call, staff */
	CALL_ASK_PASS,                  /* … or leaves the call to the colleague: call, staff */
	CALL_ASK_LISTEN,                /* a supervisor (staff) listens to what an operator talks: to, sdp → call, answer */
	CALL_ASK_WHISPER,               /* … and is heard by the operator, not by the citizen: call, staff, on */
	CALL_ASK_UNLISTEN,              /* … no more: call, staff */
	CALL_ASK_SEIZE,                 /* … and takes the call over: call, staff, name */
	CALL_ASK_RECORD,                /* an operator pauses the recording, or lets it go on: call, staff, on */
	CALL_ASK_TELEPHONES,            /* SIP telephones of operators, as they stand: to (0: all of them) → telephones, n */
	CALL_ASK_SPLIT,                 /* the record says that it is a contact of a second appeal, too: call, digits */
};

/** An operator's SIP telephone as it stands */
struct call_telephone {
	int64_t staff;
	unsigned bindings;              /* addresses where it is registered */
	bool registers;                 /* else it has a fixed address */
	bool auto_answer;
	bool there;                     /* it can be rung */
	const char *digest;             /* by which hashes it says its password: phone_digest_names; NULL it has none. Static */
	int64_t since_ms;               /* of where it registered last, wall clock; 0: it is not registered */
	char at[CALL_PHONE_AT_SIZE];    /* "TLS 192.0.2.7:5061": where that request came from; "" none */
	char agent[CALL_PHONE_AGENT_SIZE];      /* what that telephone calls itself; "" nothing */
};

/** Another call in the same hand: it waits to be taken, or is on hold */
struct call_second {
	int64_t call;                   /* 0: none */
	enum call_state state;
	enum call_medium medium;
	uint64_t generation;
	bool able;                      /* it may be taken, or gone on with, as the other call stands now */
	bool lost;                      /* the operator's browser is away */
	int64_t digits, topic;          /* as in call_view */
	int64_t began_ms, queued_ms, answered_ms;
	int64_t until_ms;               /* it goes back to who gave it, Unix ms; 0 not by itself */
};

/** How a call stands, for who takes part in it */
struct call_view {
	struct call_quality citizen, operator, called_in;    /* of each one's sound */
	enum call_state state;
	enum call_cause cause;          /* of CALL_ENDED */
	enum call_medium medium;
	uint64_t generation;            /* of the offer that rings or was answered; < 2^53 */
	bool by_phone;                  /* the operator talks by a SIP telephone … */
	bool lifting;                   /* … which rings first: nobody is called before it is lifted */
	bool lost;                      /* the operator's browser is away; the caller hears music */
	int64_t guest;                  /* a colleague who is called in; 0 nobody */
	bool guest_there;               /* … and has answered */
	bool outside, outside_there;    /* a telephone outside is called in; it has answered */
	bool as_guest;                  /* it is shown to that colleague */
	bool unheard;                   /* no sound comes from the citizen, though both talk … */
	bool staff_unheard;             /* … or from the operator */
	bool unreached, staff_unreached;        /* what we send does not arrive at the citizen's, at the operator's: their telephones say so */
	bool listened;                  /* a supervisor listens, and the operator may see it */
	bool away;                      /* the citizen's browser is away; it is waited for */
	int64_t digits;                 /* of the number of the appeal it is a contact of; 0 none yet */
	enum call_recording recording;
	bool fresh;                     /* that number was given to this call: its citizen may be told the receipt code */
	int64_t topic;                  /* chosen; 0 none */
	int64_t began_ms, queued_ms, answered_ms;     /* Unix ms; 0 not yet */
	unsigned place;                 /* in the queue, from 1; 0 not known */
	char line[CALL_LINE_SIZE], dialled[CALL_LINE_SIZE];  /* key; E.164, "" by its key, or we called */
	unsigned region;                /* code of the caller's region; 0 not known */
	char path[CALL_PATH_SIZE];      /* what was pressed (flow/trail.h) */
	unsigned callback;              /* enum callback_reason (callback/callback.h): it is a call back; 0: it is none */
	int64_t repeats;                /* digits of the open appeal that it came again about; 0 none */
	unsigned vain;                  /* contacts about that since anything was done, this one too */
	struct call_second second;      /* the other one of an operator who has two */
};

/**
 * A question to voice about a call: owned by who asks until done_h, which always comes, once
 *
 * `sdp` and `answer` are mem_alloc'ed texts: the asker owns both and frees them after done_h.
 */
struct call_ask {
	struct msg msg;                          /* of the gate */
	const struct call_gate *gate;            /* of the gate: where it was posted */
	struct mailbox *home;                    /* borrowed: where done_h runs */
	void (*done_h)(struct call_ask *ask);    /* may free the ask */
	void *asker;                             /* of whoever asks */

	enum call_verb verb;
	int64_t call;                            /* id; result of PAGE and DIAL */
	int64_t staff;                           /* who asks; 0 the citizen's page */
	int64_t to, topic;                       /* of SEND; to: of LISTEN and CALL_IN */
	int64_t appeal, digits;                  /* its id, of MOVED; digits of its number, of DIAL, MOVED and SPLIT */
	uint64_t generation;                     /* of ANSWER */
	bool on;                                 /* of HOLD, PHONE, WHISPER and RECORD */
	char digit;                              /* 0-9 * # A-D */
	enum lang lang;                          /* of PAGE */
	char phone[24];                          /* E.164: of SEND and CALL_IN to a telephone outside; "" none */
	char line[32];                           /* key of the line, e.g. "hotline"; of PAGE */
	char name[CALL_NAME_SIZE];               /* of the staff member, as citizens hear it; of ANSWER and DIAL; result of GONE: who has it, "" not said */
	char token[CALL_TOKEN_SIZE];             /* of the page call; result of PAGE, asked by those that follow */
	char source[48];                         /* address of who asks, for the limits; of PAGE */
	char *sdp;                               /* the browser's offer, ≤ CALL_SDP_MAX bytes; NULL of DIAL: the telephone rings */

	char *answer;                            /* result: our SDP */
	struct call_telephone *telephones;       /* result of TELEPHONES: mem_alloc'ed, the asker frees it as well */
	size_t n;
	enum call_gone gone;                     /* result of GONE */
	struct call_view view;                   /* result of SHOW, DIAL and MOVED */
	enum call_refusal refusal;               /* result */
	int err;                                 /* result: errno, the machine could not */
};

/** Where questions are posted: made by voice, handed to web by main; borrowed */
struct call_gate {
	struct mailbox *mailbox;
	void (*deliver_h)(struct msg *msg);      /* of voice */
	void *arg;                               /* of voice */
};

/** Posts a question. Any thread; never fails, never waits. After voice has stopped the gate answers ESHUTDOWN */
void call_ask(const struct call_gate *gate, struct call_ask *ask);

/** Sends it home with its result: of voice, once */
void call_asked(struct call_ask *ask);

#endif
