/**
 * @file stranger.c  Logins that nobody has
 *
 * A table of fixed size, one place a digest: who comes later takes the place. A stranger that was pushed out begins anew, which
 * costs an attacker STRANGERS_MAX further logins, each limited by address.
 */
#include <sodium.h>
#include "staff/staff.h"
#include "web/api/stranger.h"


struct stranger {
	uint64_t digest;           /* 0: free */
	int64_t failures, locked_until_ms;
};

static struct stranger strangers[STRANGERS_MAX];


/* Keyed anew at each start: nobody can choose logins that share a place */
static struct stranger *place(const char *login, uint64_t *digest)
{
	static uint8_t key[crypto_shorthash_KEYBYTES];
	static bool ready;
	uint8_t hash[crypto_shorthash_BYTES];

	if (!ready) {
		crypto_shorthash_keygen(key);
		ready = true;
	}

	(void)crypto_shorthash(hash, (const uint8_t *)login, strlen(login), key);
	memcpy(digest, hash, sizeof(*digest));
	if (!*digest)
		*digest = 1;

	return &strangers[*digest % STRANGERS_MAX];
}


void stranger_wrong(const char *login, int64_t now_ms)
{
	uint64_t digest;
	struct stranger *s = place(login, &digest);

	if (s->digest != digest)
		*s = (struct stranger){.digest = digest};

	s->locked_until_ms = now_ms + sign_in_pause_ms(++s->failures);
}


bool stranger_locked(const char *login, int64_t now_ms, int64_t *until_ms)
{
	uint64_t digest;
	const struct stranger *s = place(login, &digest);

	if (s->digest != digest || s->locked_until_ms <= now_ms)
		return false;

	*until_ms = s->locked_until_ms;
	return true;
}
