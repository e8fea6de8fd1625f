/**
 * @file set.c  Trunks are changed at the desk: a sheet, and the passwords that were typed with it
 */
#include "trunk/trunk.h"
#include "trunk/trunk.sql.h"

enum { KEPT_MAX = 100 };

struct kept {
	size_t n;
	char key[KEPT_MAX][TRUNK_KEY_SIZE];
};


static int kept_h(const struct row_trunk_password_all *row, void *arg)
{
	struct kept *kept = arg;

	return kept->n < KEPT_MAX && !pl_strcpy(&row->trunk, kept->key[kept->n], sizeof(kept->key[0])) ? (kept->n++, 0) : EBADMSG;
}


static int tell(struct tx *tx, const struct trunk_set *set, const char *act, const char *key)
{
	struct sheet_tell told = {.actor = set->save.actor, .kind = PL_LIT(SHEET_TRUNK), .key = pl_of(key), .act = act, .was = "", .is = ""};

	return sheet_tell_apply(tx, &told.cmd);
}


static int keep(struct tx *tx, const struct trunk_set *set, size_t i)
{
	const struct trunk_plan *plan = &set->plans->at[i];
	uint8_t sealed[TRUNK_SEALED_SIZE];
	int err;

	trunk_password_seal(tx_keys(tx), plan, set->typed[i], sealed);
	err = sql_trunk_password_put(tx_db(tx), pl_of(plan->key), (struct pl){(char *)sealed, sizeof(sealed)}, tx_now(tx));

	return err ? err : tell(tx, set, "password", plan->key);
}


/* Of a trunk that is gone, or says no more that it has one */
static int forget(struct tx *tx, const struct trunk_set *set)
{
	struct kept *kept = mem_zalloc(sizeof(*kept), NULL);
	int err;

	if (!kept)
		return ENOMEM;

	err = sql_trunk_password_all(tx_db(tx), kept_h, kept);
	for (size_t i = 0; i < kept->n && !err; i++) {
		const struct trunk_plan *plan = trunk_plan_find(set->plans, kept->key[i]);

		if (plan && plan->password)
			continue;
		err = sql_trunk_password_drop(tx_db(tx), pl_of(kept->key[i]));
		if (!err)
			err = tell(tx, set, "password_gone", kept->key[i]);
	}

	mem_deref(kept);
	return err;
}


int trunk_set_apply(struct tx *tx, struct command *cmd)
{
	const struct trunk_set *set = CONTAINER_OF(cmd, struct trunk_set, save.cmd);
	int err;

	err = sheet_save_apply(tx, cmd);
	if (err || cmd->refusal)
		return err;

	for (size_t i = 0; i < set->plans->n && !err; i++) {
		if (set->typed[i])
			err = keep(tx, set, i);
	}

	return err ? err : forget(tx, set);
}
