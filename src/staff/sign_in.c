/**
 * @file sign_in.c  Signing in and out, presence: commands
 */
#include "base/id.h"
#include "staff/reason.h"
#include "staff/staff.h"
#include "staff/staff.sql.h"


static int journal(struct tx *tx, const char *kind, int64_t staff)
{
	return tx_journal(tx, &(struct journal_entry){.kind = kind, .actor = staff});
}


static int link_h(const struct row_invite_get *row, void *arg)
{
	*(int64_t *)arg = row->staff;
	return 0;
}


static int count_h(const struct row_session_count *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


static int presence_put(struct tx *tx, int64_t staff, enum presence state, enum reason reason)
{
	char body[80];
	int n, err;

	err = sql_presence_add(tx_db(tx), &(struct sql_presence_add){
			.id = id_new(tx_now(tx)), .staff = staff, .state = state, .reason = reason ? (int64_t)reason : DB_NULL,
			.at_ms = tx_now(tx)});
	if (err)
		return err;

	n = re_snprintf(body, sizeof(body), "{%s%s%s\"state\":\"%s\"}", reason ? "\"reason\":\"" : "", reason_name(reason), reason ? "\"," : "",
			presence_name(state));

	return tx_journal(tx, &(struct journal_entry){.kind = "staff.presence", .actor = staff, .body = {body, (size_t)n}});
}


/* Whoever comes is not ready before saying so, and whoever has left is offline; a second window changes neither */
static int presence_alone(struct tx *tx, const struct staff_member *m, enum presence state)
{
	int64_t n = 0;
	int err;

	if (!(m->roles & ROLE_DESK))
		return 0;

	err = sql_session_count(tx_db(tx), m->id, tx_now(tx), count_h, &n);

	return err || n ? err : presence_put(tx, m->id, state, REASON_NONE);
}


/* A wrong password is counted and journalled: the transaction commits, and the answer is still no */
static int wrong(struct tx *tx, struct staff_sign_in *in)
{
	int64_t failures = in->member.failures + 1, pause = sign_in_pause_ms(failures);
	int err;

	in->denied = STAFF_WRONG;
	if (!in->member.found)
		return 0;

	err = sql_staff_try(tx_db(tx), in->member.id, failures, pause ? tx_now(tx) + pause : DB_NULL);

	return err ? err : journal(tx, "staff.sign_in_failed", in->member.id);
}


static int session_make(struct tx *tx, struct staff_sign_in *in)
{
	int err;

	err = presence_alone(tx, &in->member, PRESENCE_AWAY);
	if (!err)
		err = sql_session_add(tx_db(tx), &(struct sql_session_add){
				.digest = {(char *)in->session, sizeof(in->session)}, .staff = in->member.id, .csrf = pl_of(in->csrf),
				.created_ms = tx_now(tx), .expires_ms = tx_now(tx) + SESSION_MS});
	if (!err)
		err = sql_staff_try(tx_db(tx), in->member.id, 0, DB_NULL);
	if (!err)
		err = sql_session_sweep(tx_db(tx), tx_now(tx));
	if (!err && in->by_link)
		err = sql_invite_use(tx_db(tx), (struct pl){(char *)in->link, sizeof(in->link)}, tx_now(tx));

	return err ? err : journal(tx, in->by_link ? "staff.signed_in_by_link" : "staff.signed_in", in->member.id);
}


int staff_sign_in_apply(struct tx *tx, struct command *cmd)
{
	struct staff_sign_in *in = CONTAINER_OF(cmd, struct staff_sign_in, cmd);
	struct staff_member *m = &in->member;
	int64_t id = in->id;
	int err = 0;

	in->denied = STAFF_ALLOWED;

	if (in->by_link) {
		id = 0;
		err = sql_invite_get(tx_db(tx), (struct pl){(char *)in->link, sizeof(in->link)}, tx_now(tx), link_h, &id);
	}
	if (!err)
		err = staff_by_id(tx_db(tx), id, m);
	if (err)
		return err;

	if (!in->by_link && m->found && m->locked_until_ms != DB_NULL && m->locked_until_ms > tx_now(tx)) {
		in->denied = STAFF_LOCKED;
		in->locked_until_ms = m->locked_until_ms;
		return 0;
	}
	if (!m->found || !m->active || (!in->by_link && (!in->verified || strcmp(in->hash, m->hash))))
		return in->by_link ? (in->denied = STAFF_WRONG, 0) : wrong(tx, in);

	return session_make(tx, in);
}


int staff_sign_out_apply(struct tx *tx, struct command *cmd)
{
	struct staff_sign_out *out = CONTAINER_OF(cmd, struct staff_sign_out, cmd);
	struct staff_member m;
	int err;

	err = sql_session_drop(tx_db(tx), (struct pl){(char *)out->session, sizeof(out->session)});
	if (!err)
		err = staff_by_id(tx_db(tx), out->id, &m);
	if (!err && m.found)
		err = presence_alone(tx, &m, PRESENCE_OFFLINE);

	return err ? err : journal(tx, "staff.signed_out", out->id);
}


int staff_presence_apply(struct tx *tx, struct command *cmd)
{
	struct staff_presence *p = CONTAINER_OF(cmd, struct staff_presence, cmd);

	if (!*presence_name(p->state)) {
		cmd->refusal = STAFF_PRESENCE;
		return 0;
	}
	if (!reason_fits(p->state, p->reason)) {
		cmd->refusal = STAFF_REASON;
		return 0;
	}

	return presence_put(tx, p->id, p->state, p->reason);
}
