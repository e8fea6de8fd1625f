/**
 * @file note.h  The record of a call: commands that note what happened to it
 *
 *   entered ─▶ queued ─▶ offered ─▶ answered ─▶ held, resumed ─▶ parted ─▶ ended          dialled ─▶ answered ─▶ … ended: we call a citizen
 *
 * A note carries all that is known of the call so far and only ever adds to the record, so that one that failed may come late: the
 * store may be away in the middle of a call. Tried again it keeps its id, and is written once though nobody heard of the first time. A call that reaches the queue becomes a contact of an appeal: of a new one, with a
 * number of its own, or of the one that the caller knows. What ends a call while it waits or talks, against the citizen's will, owes
 * a call back: a promise of the appeal (R15), one at a time, kept by the next call of that appeal that was talked to its end.
 * Who answers takes the appeal on, when nobody has.
 *
 * Who gives a call away lets its appeal go, so that who answers takes it on; given to a queue it gets that topic.
 *
 * Which appeal a call is a contact of the store knows better than a note, once it has been told: an operator may have attached the
 * call to another one meanwhile (attach.h).
 *
 * A caller who comes again while nothing was done since (repeat/repeat.h) is told apart when the call is queued: by the appeal whose number and code
 * were typed, else by the caller's number.
 *
 * Journal: call.entered, call.queued, … ; body {"at_ms":…,"call":…} and what belongs to the step; about the appeal once there is one.
 */
#ifndef OTKLIK_CALL_NOTE_H
#define OTKLIK_CALL_NOTE_H

#include "appeal/enter.h"
#include "call/call.h"
#include "callback/callback.h"
#include "line/line.h"
#include "outbox/message.h"
#include "promise/promise.h"

/** CALL_PARTED: the operator hung up, and the caller stays on to hear the number. CALL_GIVEN: to somebody else, or back.
 * CALL_LISTENED: by a supervisor, who CALL_SEIZED it: took it over.
 * CALL_CALLED_IN: a colleague of its operator. CALL_PROMISED: the caller will be called back; CALL_MESSAGE: left one; CALL_SCORED: said how
 * the talk was. CALL_UNHEARD: no sound comes from one side though both talk, CALL_HEARD: it comes again */
enum call_what { CALL_ENTERED, CALL_DIALLED, CALL_WAITS, CALL_RINGS, CALL_ANSWERED, CALL_ON_HOLD, CALL_RESUMED, CALL_PARTED, CALL_OVER,
	CALL_GIVEN, CALL_LISTENED, CALL_SEIZED, CALL_CALLED_IN, CALL_PROMISED, CALL_MESSAGE, CALL_SCORED,
	CALL_UNHEARD, CALL_HEARD };

enum {
	CALLER_SIZE = 32,                        /* bytes of the digest */
};

#define CALL_BACK_TERM CALLBACK_TERM             /* the term by which a caller is called back */

/** What is known of a call; times in Unix ms, 0 not yet; ids 0 none */
struct call_record {
	int64_t id;
	char line[LINE_KEY_SIZE];
	enum call_medium medium;
	enum lang lang;
	int64_t topic, appeal, staff, previous;
	unsigned region, office;                 /* codes: of the caller; whose office the queue was of */
	bool has_caller;
	uint8_t caller[CALLER_SIZE];
	int64_t entered_ms, queued_ms, offered_ms, answered_ms, ended_ms;
	int64_t parted_ms;                       /* our part in it was over: the operator hung up; a telephone outside answered to whom the flow gave it */
	int64_t since_ms;                        /* since when its place counts */
	enum call_cause cause;
	bool owed;
	int64_t incarnation;
};

/** A command; the caller sets home and done_h. mem_deref when done */
struct call_note {
	struct command cmd;
	struct le le;                            /* of whoever submits it */
	enum call_what what;
	struct call_record rec;                  /* as it was when the note was made */
	int64_t at_ms;                           /* when it happened */
	int64_t other;                           /* of CALL_GIVEN: to whom, 0 nobody: a queue; of CALL_LISTENED: who; of CALL_SEIZED: from whom;
	                                          * of CALL_CALLED_IN: who */
	const char *way;                         /* of CALL_GIVEN: "queue", "staff", "back", "head", "attended", "outside"; CALL_LISTENED: "listen", "whisper",
	                                          * "left"; CALL_CALLED_IN: "rings", "outside", "joined", "refused", "missed", "left"; CALL_UNHEARD, CALL_HEARD: "citizen",
	                                          * "operator": no sound comes from there; "to_citizen", "to_operator": ours does not arrive; borrowed */
	uint64_t generation;                     /* of CALL_RINGS, CALL_ANSWERED */
	int64_t redial_ms;                       /* of CALL_ENTERED: so long after it was cut off a caller keeps the place */
	bool ask_known;                          /* of CALL_ENTERED: whether the caller is, is asked */
	struct appeal_enter *enter;              /* of CALL_WAITS, CALL_PROMISED, CALL_MESSAGE: the new appeal; NULL: rec.appeal is known. Owned */
	bool has_promise;
	struct promise promise;                  /* of CALL_OVER, when a call back is owed; of CALL_PROMISED */
	bool calls_back;
	struct callback back;                    /* … that the program makes: of CALL_OVER (calls_back) and CALL_PROMISED; wiped */
	struct callback_dial dial;               /* of CALL_DIALLED: a call back; id 0 it is none. cmd.refusal CALL_NOT_NOW: not to be dialled */
	int64_t callback;                        /* of CALL_OVER: the call back that it was dialled for, how that went, */
	enum callback_outcome outcome;
	struct callback_rules rules;             /* … what follows of it, and when another try may begin */
	int64_t next_ms;
	int64_t length_ms;                       /* of CALL_MESSAGE */
	unsigned score;                          /* of CALL_SCORED: 1 … 5 */
	bool rated;                              /* of CALL_OVER: how good the sound was, … */
	struct call_quality quality[CALL_VOICES];        /* … of the citizen's side, the operator's, and that of who was called in last */
	struct outbox_message *sms;              /* of CALL_OVER: the number, for the caller; NULL: nothing is sent. Owned */
	char *path;                              /* of CALL_WAITS and CALL_OVER: how the caller came there (flow/trail.h); owned; NULL: not written */
	char dialled[LINE_NUMBER_SIZE];          /* E.164; "" the line's key */
	bool ask_repeat;                         /* of CALL_WAITS: whether it is a repeat contact, is asked … */
	int64_t repeat_after_ms;                 /* … as repeat/repeat.h has it */

	struct call_note_result {
		int64_t appeal, digits;          /* of CALL_WAITS; digits 0: the known one's are the caller's */
		int64_t previous, waited_since_ms;       /* of CALL_ENTERED: the call that was cut off, and since when its place counts */
		int64_t previous_appeal, previous_digits;
		int64_t due_ms;                  /* of CALL_PROMISED: called by then */
		int64_t repeats, repeats_digits; /* of CALL_WAITS: the open appeal about which the caller comes again in vain */
		int64_t vain;                    /* … contacts about it, this one too; 0: it is no repeat contact */
		int64_t mails;                   /* of CALL_WAITS: not 0: the citizen of the known appeal gave a mail address */
		int64_t known;                   /* not 0: the caller has waited for an operator before; when it was asked */
	} result;
};

/**
 * A note
 *
 * @param np   Owned
 * @param what What happened
 * @param rec  Copied
 *
 * @return 0 or ENOMEM
 */
int call_note_make(struct call_note **np, enum call_what what, const struct call_record *rec, int64_t at_ms) MUST_CHECK;

/**
 * Gives a CALL_WAITS note its new appeal: kind question, channel call
 *
 * @param text  What the appeal says until an operator notes more; borrowed
 * @param phone E.164, for the call back; "" when it is not known
 *
 * @return 0, ENOMEM; ERANGE when no term can be counted
 */
int call_note_appeal(struct call_note *note, const struct keyring *keys, const struct book *book, struct pl text, const char *phone) MUST_CHECK;

/** After it was written: its result, also when an earlier try had written it unheard */
void call_note_recall(struct call_note *note);

/** Gives a CALL_PROMISED note its promise. ERANGE when no term can be counted */
int call_note_promise(struct call_note *note, const struct book *book) MUST_CHECK;

/** Gives a CALL_OVER note the call back that is owed, if one is (call_owes) and a term can be counted */
void call_note_owe(struct call_note *note, const struct book *book, enum call_state state);

/** Digest of who calls: an E.164 number, or an address as it is */
void call_caller_digest(const struct keyring *keys, struct pl address, uint8_t out[CALLER_SIZE]);

/** An appeal whose number and receipt code a caller typed */
struct call_appeal {
	int64_t id;                              /* 0: there is none, or the code is not its own */
	enum appeal_state state;
	int64_t answer_by_ms;
};

/** Which appeal has this number and this receipt code? */
int call_appeal_find(struct call_appeal *appeal, struct db *db, const struct keyring *keys, int64_t digits, struct pl code) MUST_CHECK;

/**
 * Closes what dead runs of a node left open, as "crash", and owes call-backs; inside incarnate_begin_apply's transaction
 *
 * @param rules How the program calls back; NULL: it does not
 */
int call_crash(struct tx *tx, int64_t node, const struct callback_rules *rules, int64_t *calls) MUST_CHECK;

#endif
