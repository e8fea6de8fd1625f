/**
 * @file repeat.h  A citizen comes again: was anything done since?
 *
 * What this room is for: judging whether a contact is a repeat contact without progress (R79–R83), and hurrying the appeal that it is
 * about. What it refuses: the queue (who joins it gives the call its class), telephones.
 *
 * The rule, exactly. An appeal that is ours to move (new, in work, reopened) is looked at. Its contacts are what the citizen did: calls in,
 * letters, forms; a call of ours that was talked is an act of ours. Contacts that begin sooner than `after_ms` after the one before
 * ended count as one with it: who only hung up and calls anew does not come again. Progress is whatever a member of staff did in the
 * appeal: took it, wrote, asked, noted, gave it a topic or a reason for a delay, hurried it, reopened it. What the operator of a call did in it, and in
 * REPEAT_WRITE_MS after it, belongs to that contact: it is how it was taken down, and no progress since.
 *
 *     contact ─── contact ────── act ───── contact ──── contact          vain: 2, the last two
 *                                 ▲ progress
 *
 * `vain` counts the contacts since the last progress, the one that goes on too. From 2 on the citizen has come again for nothing: the call has
 * a head start in the queue, and the desk offers the three ways out (R82).
 */
#ifndef OTKLIK_REPEAT_REPEAT_H
#define OTKLIK_REPEAT_REPEAT_H

#include <jansson.h>
#include "appeal/appeal.h"
#include "appeal/view.h"

enum {
	REPEAT_CONTACTS = 32,            /* of an appeal, the newest, that are looked at */
	REPEAT_ACTS     = 64,
	REPEAT_WRITE_MS = 10 * 60 * 1000,
	REPEAT_VAIN     = 2,
};

/** Something the citizen did; times in Unix ms */
struct repeat_contact {
	int64_t began_ms;
	int64_t ended_ms;                /* 0: it goes on */
	int64_t staff;                   /* who talked to the citizen in it; 0 nobody */
};

/** Something a member of staff did */
struct repeat_act {
	int64_t at_ms, staff;
};

/** An appeal as the rule sees it; both lists oldest first */
struct repeat_facts {
	enum appeal_state state;
	struct repeat_contact contact[REPEAT_CONTACTS];
	size_t contacts;
	struct repeat_act act[REPEAT_ACTS];
	size_t acts;
};

/** What follows; times 0: never */
struct repeat {
	unsigned vain;                   /* contacts since the last progress; 0: it is not ours to move */
	int64_t former_ms;               /* the contact before the last of these began */
	int64_t progress_ms;             /* the last progress */
	int64_t begun_ms;                /* the first: work has begun */
};

/** Is it ours to move? */
bool repeat_open(enum appeal_state state);

/** The rule; pure */
void repeat_judge(struct repeat *r, const struct repeat_facts *facts, int64_t after_ms);

struct repeat_found {
	int64_t appeal, digits;          /* 0 none */
	struct repeat r;
};

/**
 * Judges one appeal as it stands
 *
 * @param now_ms Not 0: a contact that is not in it begins now
 * @param not_id That contact, should it be there already; 0 none
 */
int repeat_look(struct db *db, int64_t appeal, int64_t after_ms, int64_t now_ms, int64_t not_id, struct repeat_found *found) MUST_CHECK;

/** The same of whoever has this address (address_digest): the newest appeal that was called about in vain; else found->appeal is 0 */
int repeat_look_address(struct db *db, struct pl digest, int64_t after_ms, int64_t now_ms, struct repeat_found *found) MUST_CHECK;

/**
 * {number, state, vain, former_at, progress_at, begun_at, owner?, problem, contacts:[…], results:[…], promise?, urged?}: what the desk asks the
 * citizen for no more (R80)
 */
int repeat_view(const struct view *v, int64_t digits, int64_t after_ms, json_t **objp, enum appeal_refusal *refusal) MUST_CHECK;

/* ---- hurrying ---- */

enum urge_level { URGE_NONE = 0, URGE_HURRIED, URGE_HEAD };

/** "hurried", "head"; "" */
const char *urge_name(enum urge_level level);
enum urge_level urge_of(struct pl name);

/** A command; the caller sets home and done_h. cmd.refusal is enum appeal_refusal. It never goes down; said again it changes nothing.
 * Journal: appeal.hurried, appeal.escalated */
struct urge {
	struct command cmd;
	const struct keyring *keys;              /* borrowed */
	int64_t digits;
	enum urge_level level;
	int64_t after_ms;                        /* as the rule has it: what was in vain until then is kept beside it */
	struct actor actor;
};

int urge_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

/** The appeal becomes part of another: what was hurried stays so */
int urge_move(struct tx *tx, int64_t appeal, int64_t into) MUST_CHECK;

/** {items:[{number, level, at, by, vain, state, topic, owner, answer_by, entered}]}: what was hurried and is not done, the head's first. `vain`: contacts
 * since anything was done, as it was then; `topic` by its name */
int urge_view(const struct view *v, json_t **objp) MUST_CHECK;

#endif
