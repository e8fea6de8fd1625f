/**
 * @file set.c  Adding and changing staff, links and passwords: commands
 */
#include "base/id.h"
#include "base/text.h"
#include "staff/staff.h"
#include "staff/staff.sql.h"


static bool name_good(struct pl name)
{
	return text_valid(name) && text_trim(name).l && name.l <= STAFF_NAME_MAX && !memchr(name.p, '\n', name.l);
}


static int count_h(const struct row_staff_administrators *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


static int journal(struct tx *tx, const char *kind, int64_t actor, int64_t id, unsigned before, unsigned after, bool active)
{
	char body[160];
	int n;

	n = re_snprintf(body, sizeof(body), "{\"active\":%s,\"roles\":%u,\"roles_before\":%u,\"staff\":\"%lld\"}",
			active ? "true" : "false", after, before, id);
	if (n <= 0)
		return ENOMEM;

	return tx_journal(tx, &(struct journal_entry){.kind = kind, .actor = actor, .body = {body, (size_t)n}});
}


static int add(struct tx *tx, struct staff_set *set)
{
	struct staff_member twin;
	int64_t id;
	int err;

	set->cmd.refusal = login_check(set->login);
	if (set->cmd.refusal)
		return 0;

	err = staff_find(tx_db(tx), set->login, &twin);
	if (err)
		return err;
	if (twin.found) {
		set->cmd.refusal = STAFF_LOGIN_TAKEN;
		return 0;
	}

	id = id_new(tx_now(tx));
	err = sql_staff_add(tx_db(tx), &(struct sql_staff_add){
			.id = id, .login = set->login, .name = set->name, .roles = set->roles, .active = set->active,
			.created_ms = tx_now(tx)});
	if (!err)
		err = journal(tx, "staff.added", set->actor, id, 0, set->roles, set->active);
	if (!err) {
		set->id = id;
		set->added = true;
	}

	return err;
}


static int change(struct tx *tx, struct staff_set *set)
{
	struct staff_member m;
	int64_t others = 0;
	bool keeps;
	int err;

	err = staff_by_id(tx_db(tx), set->id, &m);
	if (!err)
		err = sql_staff_administrators(tx_db(tx), set->id, count_h, &others);
	if (err)
		return err;

	keeps = set->active && (set->roles & ROLE_ADMINISTRATOR);

	if (!m.found)
		set->cmd.refusal = STAFF_UNKNOWN;
	else if (set->version && set->version != m.version)
		set->cmd.refusal = STAFF_CHANGED;
	else if (m.active && (m.roles & ROLE_ADMINISTRATOR) && !keeps && !others)
		set->cmd.refusal = STAFF_LAST;
	if (set->cmd.refusal)
		return 0;

	err = sql_staff_change(tx_db(tx), set->id, set->name, set->roles, set->active);
	if (!err && !set->active)
		err = sql_session_drop_others(tx_db(tx), set->id, PL_LIT(""));
	if (!err && !set->active)
		err = sql_invite_drop(tx_db(tx), set->id);
	if (!err)
		err = journal(tx, "staff.changed", set->actor, set->id, m.roles, set->roles, set->active);

	return err;
}


int staff_set_apply(struct tx *tx, struct command *cmd)
{
	struct staff_set *set = CONTAINER_OF(cmd, struct staff_set, cmd);

	cmd->refusal = !name_good(set->name) ? STAFF_NAME : !set->roles || (set->roles & ~(unsigned)ROLE_STAFF) ? STAFF_ROLES : 0;
	if (cmd->refusal)
		return 0;

	/* an id that was given in a transaction that could not be committed is nobody's */
	return set->id && !set->added ? change(tx, set) : add(tx, set);
}


int staff_invite_apply(struct tx *tx, struct command *cmd)
{
	struct staff_invite *invite = CONTAINER_OF(cmd, struct staff_invite, cmd);
	struct staff_member m;
	int err;

	err = staff_by_id(tx_db(tx), invite->id, &m);
	if (err)
		return err;
	if (!m.found || !m.active) {
		cmd->refusal = STAFF_UNKNOWN;
		return 0;
	}

	err = sql_invite_drop(tx_db(tx), m.id);
	if (!err)
		err = sql_invite_add(tx_db(tx), (struct pl){(char *)invite->digest, sizeof(invite->digest)}, m.id,
				     tx_now(tx) + INVITE_MS);
	if (!err && invite->reset) {
		err = sql_staff_set_password(tx_db(tx), m.id, pl_of(NULL));
		if (!err)
			err = sql_session_drop_others(tx_db(tx), m.id, PL_LIT(""));
	}
	if (!err)
		err = journal(tx, invite->reset ? "staff.reset" : "staff.invited", invite->actor, m.id, m.roles, m.roles, m.active);

	return err;
}


int staff_password_apply(struct tx *tx, struct command *cmd)
{
	struct staff_password *p = CONTAINER_OF(cmd, struct staff_password, cmd);
	struct staff_member m;
	int err;

	err = staff_by_id(tx_db(tx), p->id, &m);
	if (err)
		return err;
	if (!m.found || !m.active) {
		cmd->refusal = STAFF_UNKNOWN;
		return 0;
	}
	if (strcmp(p->was, m.hash)) {
		cmd->refusal = STAFF_CHANGED;
		return 0;
	}

	err = sql_staff_set_password(tx_db(tx), p->id, pl_of(p->hash));
	if (!err)
		err = sql_invite_drop(tx_db(tx), p->id);
	if (!err)
		err = sql_session_drop_others(tx_db(tx), p->id, (struct pl){(char *)p->session, sizeof(p->session)});
	if (!err)
		err = journal(tx, "staff.password", p->id, p->id, m.roles, m.roles, m.active);

	return err;
}
