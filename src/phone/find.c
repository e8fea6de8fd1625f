/**
 * @file find.c  Telephones as the store has them
 */
#include "db/seal.h"
#include "phone/account.h"
#include "phone/phone.sql.h"
#include "phone/seal.h"

struct listing {
	phone_account_h *h;
	void *arg;
};


static int all_h(const struct row_phone_all *row, void *arg)
{
	const struct listing *l = arg;

	return l->h(&(struct phone_account){
			.staff = row->staff, .version = row->version, .login = row->login, .name = row->name, .realm = row->realm,
			.address = row->address, .sealed = row->sealed, .auto_answer = row->auto_answer}, l->arg);
}


int phone_list(struct db *db, phone_account_h *h, void *arg)
{
	struct listing l = {h, arg};

	return sql_phone_all(db, all_h, &l);
}


struct pl phone_seal_context(char buf[PHONE_CONTEXT_SIZE], int64_t staff)
{
	int n = re_snprintf(buf, PHONE_CONTEXT_SIZE, "staff phone %lld", staff);

	return (struct pl){buf, n > 0 ? (size_t)n : 0};
}


int phone_secret_open(const struct keyring *keys, int64_t staff, struct pl sealed, struct phone_secret *secret)
{
	char context[PHONE_CONTEXT_SIZE];

	if (sealed.l != sizeof(*secret) + SEAL_EXTRA)
		return EBADMSG;

	return seal_open(keyring_key(keys, KEY_PHONE), phone_seal_context(context, staff), sealed, (uint8_t *)secret);
}
