/**
 * @file attach.c  A call is about a known appeal, or about two
 */
#include <sodium.h>
#include "appeal/join.h"
#include "call/attach.h"
#include "call/call.sql.h"
#include "callback/callback.h"
#include "repeat/repeat.h"
#include "staff/role.h"

enum { BODY_MAX = 160 };

struct call_split {
	struct command cmd;
	struct appeal_enter *enter;              /* owned */
	struct actor actor;
	int64_t call;
};

/* A call as the store has it; 0 for what is not there */
struct seen {
	bool found;
	enum call_medium medium;
	int64_t topic, appeal, digits, staff, previous, moved_from, entered_ms, queued_ms, answered_ms, ended_ms;
	enum call_cause cause;
	char cause_name[24];
};


static int64_t zero(int64_t v)
{
	return DB_NULL == v ? 0 : v;
}


static int seen_h(const struct row_call_get *r, void *arg)
{
	struct seen *s = arg;

	*s = (struct seen){
		.found = true, .medium = (enum call_medium)r->medium, .topic = zero(r->topic), .appeal = zero(r->appeal),
		.digits = zero(r->digits), .staff = zero(r->staff), .previous = zero(r->previous), .moved_from = zero(r->moved_from),
		.entered_ms = r->entered_ms, .queued_ms = zero(r->queued_ms), .answered_ms = zero(r->answered_ms),
		.ended_ms = zero(r->ended_ms), .cause = r->cause.p ? call_cause_of(r->cause) : CALL_ONGOING,
	};

	return r->cause.p ? pl_strcpy(&r->cause, s->cause_name, sizeof(s->cause_name)) : 0;
}


/* Who answered it, or a supervisor; and only what has an appeal */
static int look(struct tx *tx, int64_t call, const struct actor *actor, struct seen *seen, enum call_refusal *refusal)
{
	int err;

	memset(seen, 0, sizeof(*seen));
	err = sql_call_get(tx_db(tx), call, seen_h, seen);
	if (err)
		return err;

	if (!seen->found)
		*refusal = CALL_UNKNOWN;
	else if (seen->staff != actor->staff && !(actor->roles & ROLE_SUPERVISOR))
		*refusal = CALL_NOT_YOURS;
	else if (!seen->appeal || !seen->answered_ms)
		*refusal = CALL_NOT_NOW;
	else
		*refusal = CALL_GRANTED;

	return 0;
}


/* About an appeal: {"at_ms":…,"call":"…","from":"…"}; `role`: what the other appeal is to it */
static int journal(struct tx *tx, const char *kind, int64_t call, int64_t actor, int64_t appeal, const char *role, int64_t other)
{
	char body[BODY_MAX];
	int n;

	n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\",\"%s\":\"%lld\"}", tx_now(tx), call, role, other);

	return n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = kind, .appeal = appeal, .actor = actor, .body = {body, (size_t)n}});
}


/* ---- attach ---- */

static void tell(struct call_attach *a, const struct seen *seen)
{
	a->view = (struct call_view){
		.state = seen->ended_ms ? CALL_ENDED : CALL_TALKING, .cause = seen->cause, .medium = seen->medium, .digits = a->digits,
		.topic = seen->topic, .began_ms = seen->entered_ms, .queued_ms = seen->queued_ms, .answered_ms = seen->answered_ms,
	};
}


static enum call_refusal refusal_of(enum appeal_refusal refusal)
{
	switch (refusal) {

	case APPEAL_ALLOWED: return CALL_GRANTED;
	case APPEAL_UNKNOWN: return CALL_APPEAL_UNKNOWN;
	case APPEAL_ERASED:  return CALL_APPEAL_ERASED;
	default:             return CALL_APPEAL_USED;
	}
}


/* The appeal that this call began becomes part of the known one */
static int absorb(struct tx *tx, struct call_attach *a, const struct seen *seen)
{
	enum appeal_refusal refusal = APPEAL_ALLOWED;
	struct appeal_join *j = NULL;
	struct db *db = tx_db(tx);
	int err;

	err = appeal_join_look(&j, tx, a->keys, seen->digits, a->into, &refusal);
	a->cmd.refusal = (int)refusal_of(refusal);
	if (err || refusal)
		return err;

	err = sql_call_move(db, seen->appeal, a->appeal);
	if (!err)
		err = callback_move(tx, seen->appeal, a->appeal);
	if (!err)
		err = urge_move(tx, seen->appeal, a->appeal);
	if (!err)
		err = sql_call_split_twice(db, seen->appeal, a->appeal);
	if (!err)
		err = sql_call_split_move(db, seen->appeal, a->appeal);
	if (!err)
		err = sql_call_attach(db, a->call, a->appeal, seen->appeal);
	if (!err)
		err = appeal_join_do(j, tx, a->actor.staff);
	if (!err)
		err = journal(tx, "call.attached", a->call, a->actor.staff, a->appeal, "from", seen->appeal);

	mem_deref(j);
	return err;
}


/* The contact alone goes over: the appeal was there before the call */
static int shift(struct tx *tx, struct call_attach *a, const struct seen *seen)
{
	struct db *db = tx_db(tx);
	int err;

	err = sql_call_contact_twice(db, seen->appeal, a->call, a->appeal);
	if (!err)
		err = sql_call_contact_move(db, seen->appeal, a->call, a->appeal);
	if (!err)
		err = sql_call_attach(db, a->call, a->appeal, seen->appeal);
	if (!err)
		err = journal(tx, "call.attached", a->call, a->actor.staff, seen->appeal, "into", a->appeal);

	return err ? err : journal(tx, "call.attached", a->call, a->actor.staff, a->appeal, "from", seen->appeal);
}


static int attach(struct tx *tx, struct call_attach *a, const struct seen *seen)
{
	int64_t first;
	int err;

	err = appeal_ids(tx_db(tx), a->keys, a->into, &a->appeal, &a->digits);
	if (err)
		return err;

	if (!a->appeal)
		a->cmd.refusal = CALL_APPEAL_UNKNOWN;
	else if (a->appeal == seen->appeal)
		return 0;
	else if (seen->moved_from)
		a->cmd.refusal = CALL_ATTACHED;
	else if (CALL_OUT == seen->medium)       /* we called the citizen of that appeal */
		a->cmd.refusal = CALL_NOT_NOW;
	if (a->cmd.refusal)
		return 0;

	err = appeal_first_contact(tx_db(tx), seen->appeal, &first);
	if (err)
		return err;

	return first == a->call || (first && first == seen->previous) ? absorb(tx, a, seen) : shift(tx, a, seen);
}


int call_attach_apply(struct tx *tx, struct command *cmd)
{
	struct call_attach *a = CONTAINER_OF(cmd, struct call_attach, cmd);
	enum call_refusal refusal = CALL_GRANTED;
	struct seen seen;
	int err;

	a->appeal = a->digits = 0;
	err = look(tx, a->call, &a->actor, &seen, &refusal);
	cmd->refusal = (int)refusal;
	if (err || refusal)
		return err;

	err = attach(tx, a, &seen);
	if (!err && !cmd->refusal)
		tell(a, &seen);

	return err;
}


/* ---- split ---- */

static int enter(struct tx *tx, struct call_split *s, const struct seen *seen)
{
	struct command *cmd = appeal_enter_command(s->enter);
	int64_t appeal = appeal_enter_id(s->enter);
	int err;

	appeal_enter_beside(s->enter, seen->digits);
	cmd->refusal = 0;
	err = cmd->apply_h(tx, cmd);
	s->cmd.refusal = (int)refusal_of((enum appeal_refusal)cmd->refusal);
	if (err || cmd->refusal)
		return err;

	memcpy(s->cmd.result, cmd->result, cmd->result_len);
	s->cmd.result_len = cmd->result_len;

	err = sql_call_split_add(tx_db(tx), s->call, appeal);
	if (!err && seen->ended_ms)
		err = sql_call_contact_end(tx_db(tx), appeal, s->call, seen->ended_ms, pl_of(seen->cause_name));
	if (!err)
		err = journal(tx, "call.split", s->call, s->actor.staff, seen->appeal, "into", appeal);

	return err ? err : journal(tx, "call.split", s->call, s->actor.staff, appeal, "from", seen->appeal);
}


static int split_apply(struct tx *tx, struct command *cmd)
{
	struct call_split *s = CONTAINER_OF(cmd, struct call_split, cmd);
	enum call_refusal refusal = CALL_GRANTED;
	struct seen seen;
	int err;

	err = look(tx, s->call, &s->actor, &seen, &refusal);
	cmd->refusal = (int)refusal;

	return err || refusal ? err : enter(tx, s, &seen);
}


static void split_destructor(void *arg)
{
	struct call_split *s = arg;

	mem_deref(s->enter);
}


int call_split_prepare(struct call_split **sp, const struct keyring *keys, const struct book *book, const struct appeal_clean *clean,
		       int64_t call, unsigned roles, int64_t incarnation, int64_t now_ms)
{
	struct call_split *s = mem_zalloc(sizeof(*s), split_destructor);
	struct appeal_clean with = *clean;
	int err;

	if (!s)
		return ENOMEM;

	s->cmd.apply_h = split_apply;
	s->call = call;
	s->actor = (struct actor){clean->actor, roles};
	with.channel = CHANNEL_CALL;
	with.contact = call;
	with.beside = true;

	err = appeal_enter_prepare(&s->enter, keys, book, &with, NULL, 0, incarnation, now_ms);
	if (err)
		mem_deref(s);
	else
		*sp = s;

	return err;
}


struct command *call_split_command(struct call_split *split)
{
	return &split->cmd;
}


int call_split_result(const struct call_split *split, int64_t *digits, int64_t *answer_by_ms)
{
	return appeal_enter_result(&split->cmd, digits, answer_by_ms);
}


/* ---- dial ---- */

static int way_h(const struct row_call_dial_way *r, void *arg)
{
	struct call_dial *to = arg;

	to->region = (unsigned)zero(r->region);
	return r->line.p ? pl_strcpy(&r->line, to->line, sizeof(to->line)) : 0;
}


int call_dial_find(struct db *db, const struct keyring *keys, int64_t digits, struct call_dial *to, enum call_refusal *refusal)
{
	enum appeal_refusal refused = APPEAL_ALLOWED;
	struct call_dial found = {.appeal = 0};
	int err;

	err = appeal_phone(db, keys, digits, found.phone, &found.appeal, &found.lang, &refused);
	if (!err && !refused)
		err = appeal_ids(db, keys, digits, &found.appeal, &found.digits);
	if (!err && !refused)
		err = sql_call_dial_way(db, found.appeal, way_h, &found);
	if (!err) {
		*refusal = refused ? refusal_of(refused) : '+' != found.phone[0] ? CALL_NO_PHONE : CALL_GRANTED;
		*to = found;
	}

	sodium_memzero(found.phone, sizeof(found.phone));
	return err;
}
