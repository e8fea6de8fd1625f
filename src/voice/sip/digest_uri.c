/**
 * @file digest_uri.c  Is what was signed what is asked?
 */
#include "voice/sip/digest_uri.h"

enum { USER_SIZE = 128 };                /* bytes of a user part without escapes */


/* Over TLS some ask the one and sign the other: which way it came we know ourselves */
static bool is_sip(const struct uri *uri)
{
	return 0 == pl_strcasecmp(&uri->scheme, "sip") || 0 == pl_strcasecmp(&uri->scheme, "sips");
}


/* An address may be written in more ways than one */
static bool same_host(const struct pl *a, const struct pl *b)
{
	struct sa x, y;

	if (!sa_set(&x, a, 0) && !sa_set(&y, b, 0))
		return sa_cmp(&x, &y, SA_ADDR);

	return 0 == pl_casecmp(a, b);
}


static bool same_user(const struct pl *a, const struct pl *b)
{
	char x[USER_SIZE], y[USER_SIZE];

	if (0 == pl_cmp(a, b))
		return true;

	return re_snprintf(x, sizeof(x), "%H", uri_user_unescape, a) >= 0 && re_snprintf(y, sizeof(y), "%H", uri_user_unescape, b) >= 0 &&
		0 == strcmp(x, y);
}


/* Those that say where a request goes, or how */
static bool same_params(const struct uri *a, const struct uri *b)
{
	static const char *const names[] = {"transport", "maddr", "user", "method", "ttl"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct pl name = pl_of(names[i]);
		struct pl x, y;

		if (!uri_param_get(&a->params, &name, &x) && !uri_param_get(&b->params, &name, &y) && pl_casecmp(&x, &y))
			return false;
	}

	return true;
}


/* A registrar has no user part (RFC 3261 §10.2), yet some write their own */
static bool fits_user(const struct uri *uri, const struct digest_place *place)
{
	return !uri->user.l || same_user(&uri->user, &place->asked->user) || same_user(&uri->user, &place->user);
}


static bool is_ours(const struct uri *uri, const struct digest_place *place)
{
	struct sa addr;

	if (place->proxied)
		return true;
	if (!sa_set(&addr, &uri->host, 0))
		return sa_cmp(&addr, place->at, SA_ADDR);

	return 0 == pl_strcasecmp(&uri->host, place->realm);
}


bool digest_uri_fits(struct pl text, const struct digest_place *place)
{
	const struct uri *asked = place->asked;
	struct uri uri;

	if (uri_decode(&uri, &text) || !is_sip(&uri) || !fits_user(&uri, place))
		return false;
	if (!same_host(&uri.host, &asked->host))
		return is_ours(&uri, place);

	return (!uri.port || !asked->port || uri.port == asked->port) && same_params(&uri, asked);
}
