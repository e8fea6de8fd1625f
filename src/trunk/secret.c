/**
 * @file secret.c  Passwords of trunks that were typed at the desk: sealed, bound to the trunk and to the host they are for
 */
#include <sodium.h>
#include "trunk/trunk.h"
#include "trunk/trunk.sql.h"

enum { CONTEXT_SIZE = 20 + TRUNK_KEY_SIZE + TRUNK_URI_SIZE };


bool trunk_password_good(struct pl password)
{
	if (!password.l || password.l >= TRUNK_PASSWORD_SIZE)
		return false;

	for (size_t i = 0; i < password.l; i++) {
		if ((unsigned char)password.p[i] < ' ' || 0x7f == password.p[i])
			return false;
	}

	return true;
}


static struct pl context(char buf[CONTEXT_SIZE], const struct trunk_plan *plan)
{
	struct pl host = trunk_host(plan);
	int n = re_snprintf(buf, CONTEXT_SIZE, "trunk password %s %r", plan->key, &host);

	return (struct pl){buf, n > 0 ? (size_t)n : 0};
}


/* Of one length, whatever the password's */
void trunk_password_seal(const struct keyring *keys, const struct trunk_plan *plan, const char *password, uint8_t sealed[TRUNK_SEALED_SIZE])
{
	char plain[TRUNK_PASSWORD_SIZE] = "", buf[CONTEXT_SIZE];

	str_ncpy(plain, password, sizeof(plain));
	seal_make(keyring_key(keys, KEY_TRUNK), context(buf, plan), (struct pl){plain, sizeof(plain)}, sealed);
	sodium_memzero(plain, sizeof(plain));
}


int trunk_password_open(const struct keyring *keys, const struct trunk_plan *plan, char password[TRUNK_PASSWORD_SIZE])
{
	char buf[CONTEXT_SIZE];
	int err;

	if (!plan->sealed_there)
		return EBADMSG;

	err = seal_open(keyring_key(keys, KEY_TRUNK), context(buf, plan), (struct pl){(char *)plan->sealed, sizeof(plan->sealed)}, (uint8_t *)password);
	if (!err)
		password[TRUNK_PASSWORD_SIZE - 1] = '\0';

	return err;
}


static int password_h(const struct row_trunk_password_all *row, void *arg)
{
	struct trunk_plans *plans = arg;

	for (size_t i = 0; i < plans->n; i++) {
		struct trunk_plan *plan = &plans->at[i];

		if (!plan->password || pl_strcmp(&row->trunk, plan->key) || sizeof(plan->sealed) != row->sealed.l)
			continue;
		memcpy(plan->sealed, row->sealed.p, sizeof(plan->sealed));
		plan->sealed_there = true;
	}

	return 0;
}


int trunk_passwords_load(struct trunk_plans *plans, struct db *db)
{
	return sql_trunk_password_all(db, password_h, plans);
}
