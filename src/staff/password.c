/**
 * @file password.c  Passwords: argon2id by libsodium, for worker threads
 */
#include <sodium.h>
#include "staff/staff.h"

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for an argon2id string");

/* Of no password at all: what an unknown login is verified against, so that it takes as long as a known one */
static const char nobody[] =
	"$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";


int password_hash(char hash[PASSWORD_HASH_SIZE], struct pl password)
{
	char out[PASSWORD_HASH_SIZE] = {0};

	if (crypto_pwhash_str(out, password.p, password.l, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE))
		return ENOMEM;

	memcpy(hash, out, sizeof(out));
	return 0;
}


bool password_verify(const char *hash, struct pl password)
{
	bool known = hash[0] != '\0';

	if (password.l > PASSWORD_MAX)
		return false;

	return 0 == crypto_pwhash_str_verify(known ? hash : nobody, password.p ? password.p : "", password.l) && known;
}
