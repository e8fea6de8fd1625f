/**
 * @file set.c  A member gets a telephone, or none any more
 */
#include <sodium.h>
#include "db/seal.h"
#include "phone/account.h"
#include "phone/digest.h"
#include "phone/phone.sql.h"
#include "phone/seal.h"

static const char *const refusals[] = {"", "nobody", "none", "address", "changed"};
const char *const phone_digest_names[] = {"both", "sha-256", "md5", NULL};
static const char *const kinds[] = {"registers", "fixed", NULL, "none"};

struct found {
	bool there, fixed, auto_answer;
	int64_t version;
};


const char *phone_refusal_name(enum phone_refusal_word refusal)
{
	return (size_t)refusal < sizeof(refusals) / sizeof(refusals[0]) ? refusals[refusal] : "";
}


/* Without letters and figures that look alike */
void phone_password(char password[PHONE_PASSWORD_SIZE])
{
	static const char symbols[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

	for (size_t i = 0; i < PHONE_PASSWORD_SIZE - 1; i++)
		password[i] = symbols[randombytes_uniform(sizeof(symbols) - 1)];
	password[PHONE_PASSWORD_SIZE - 1] = '\0';
}


bool phone_secret_can(const struct phone_secret *secret, enum digest_kind kind)
{
	return (DIGEST_SHA256 == kind && secret->sha256[0]) || (DIGEST_MD5 == kind && secret->md5[0]);
}


int phone_secret_make(struct phone_secret *secret, enum phone_digest digest, struct pl login, struct pl realm, const char *password)
{
	char sha256[DIGEST_SIZE], md5[DIGEST_SIZE];
	int err;

	err = digest_ha1(sha256, DIGEST_SHA256, login, realm, pl_of(password));
	if (!err)
		err = digest_ha1(md5, DIGEST_MD5, login, realm, pl_of(password));
	if (!err) {
		*secret = (struct phone_secret){.sha256 = "", .md5 = ""};
		if (PHONE_DIGEST_MD5 != digest)
			memcpy(secret->sha256, sha256, sizeof(secret->sha256));
		if (PHONE_DIGEST_SHA256 != digest)
			memcpy(secret->md5, md5, sizeof(secret->md5));
	}

	sodium_memzero(sha256, sizeof(sha256));
	sodium_memzero(md5, sizeof(md5));
	return err;
}


static bool host_symbol(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr(".-:[]", c);
}


bool phone_address_good(struct pl address)
{
	static const char scheme[] = "sip:";
	static const char *const transports[] = {";transport=udp", ";transport=tcp", ";transport=tls"};
	const char *at = address.l ? memchr(address.p, '@', address.l) : NULL;
	struct pl host;

	if (address.l > PHONE_ADDRESS_MAX || address.l < sizeof(scheme) || memcmp(address.p, scheme, sizeof(scheme) - 1) || !at ||
	    at == address.p + sizeof(scheme) - 1)
		return false;

	for (const char *c = address.p + sizeof(scheme) - 1; c < at; c++) {
		if (!host_symbol(*c) && !strchr("+_*", *c))
			return false;
	}

	host = (struct pl){at + 1, address.l - (size_t)(at + 1 - address.p)};
	for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
		size_t n = strlen(transports[i]);

		if (host.l > n && 0 == memcmp(host.p + host.l - n, transports[i], n)) {
			host.l -= n;
			break;
		}
	}

	for (size_t i = 0; i < host.l; i++) {
		if (!host_symbol(host.p[i]))
			return false;
	}

	return host.l > 0;
}


static int found_h(const struct row_phone_get *row, void *arg)
{
	*(struct found *)arg = (struct found){
		.there = true, .fixed = row->address.p, .auto_answer = row->auto_answer, .version = row->version};
	return 0;
}


static const char *kind_before(const struct found *was)
{
	return !was->there ? "none" : was->fixed ? "fixed" : "registers";
}


static int journal(struct tx *tx, const struct phone_set *set, const struct found *was)
{
	bool gone = PHONE_REMOVE == set->verb, fresh = PHONE_REGISTERS == set->verb;
	char body[200];
	int n;

	n = re_snprintf(body, sizeof(body), "{\"after\":\"%s\",\"auto_answer\":%s,\"before\":\"%s\",%s%s%s\"password\":%s,\"staff\":\"%lld\"}",
			PHONE_CHANGE == set->verb ? kind_before(was) : kinds[set->verb], !gone && set->auto_answer ? "true" : "false",
			kind_before(was), fresh ? "\"digest\":\"" : "", fresh ? phone_digest_names[set->digest] : "", fresh ? "\"," : "",
			fresh ? "true" : "false", set->staff);
	if (n <= 0)
		return ENOMEM;

	return tx_journal(tx, &(struct journal_entry){.kind = "staff.phone", .actor = set->actor, .body = {body, (size_t)n}});
}


/* What is kept of the password; `put` borrows it */
static int seal(struct tx *tx, const struct phone_set *set, uint8_t *sealed, struct sql_phone_put *put)
{
	char context[PHONE_CONTEXT_SIZE];
	struct phone_secret secret;
	int err = phone_secret_make(&secret, set->digest, pl_of(set->login), set->realm, set->password);

	if (err)
		return err;

	seal_make(keyring_key(tx_keys(tx), KEY_PHONE), phone_seal_context(context, set->staff), (struct pl){(char *)&secret, sizeof(secret)}, sealed);
	sodium_memzero(&secret, sizeof(secret));
	put->realm = set->realm;
	put->sealed = (struct pl){(char *)sealed, sizeof(secret) + SEAL_EXTRA};

	return 0;
}


static int write(struct tx *tx, const struct phone_set *set, int64_t version)
{
	uint8_t sealed[sizeof(struct phone_secret) + SEAL_EXTRA];
	int err = 0;
	struct sql_phone_put put = {
		.staff = set->staff, .auto_answer = set->auto_answer, .version = version, .changed_ms = tx_now(tx)};

	switch (set->verb) {

	case PHONE_REMOVE:
		return sql_phone_drop(tx_db(tx), set->staff);

	case PHONE_CHANGE:
		return sql_phone_change(tx_db(tx), set->staff, set->auto_answer, version, tx_now(tx));

	case PHONE_FIXED:
		put.address = set->address;
		break;

	case PHONE_REGISTERS:
		err = seal(tx, set, sealed, &put);
		break;
	}

	return err ? err : sql_phone_put(tx_db(tx), &put);
}


static enum phone_refusal_word judge(const struct phone_set *set, const struct staff_member *m, const struct found *was)
{
	if (!m->found || !m->active)
		return PHONE_NOBODY;
	if ((PHONE_CHANGE == set->verb || PHONE_REMOVE == set->verb) && !was->there)
		return PHONE_NONE;
	if (PHONE_FIXED == set->verb && !phone_address_good(set->address))
		return PHONE_ADDRESS;

	return set->version && set->version != was->version ? PHONE_CHANGED : PHONE_GRANTED;
}


int phone_set_apply(struct tx *tx, struct command *cmd)
{
	struct phone_set *set = CONTAINER_OF(cmd, struct phone_set, cmd);
	struct found was = {.there = false};
	struct staff_member m;
	int err;

	err = staff_by_id(tx_db(tx), set->staff, &m);
	if (!err)
		err = sql_phone_get(tx_db(tx), set->staff, found_h, &was);
	if (err)
		return err;

	cmd->refusal = (int)judge(set, &m, &was);
	if (cmd->refusal)
		return 0;

	str_ncpy(set->login, m.login, sizeof(set->login));
	err = write(tx, set, was.version + 1);
	if (!err)
		err = journal(tx, set, &was);
	if (!err)
		set->new_version = was.version + 1;

	return err;
}
