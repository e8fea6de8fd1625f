/**
 * @file digest_read.c  Reads what a phone says of its password
 */
#include <sodium.h>
#include "voice/sip/digest_read.h"

static const char token_symbols[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~";


static bool is_space(char c)
{
	return ' ' == c || '\t' == c || '\r' == c || '\n' == c;
}


static void skip(struct pl *text)
{
	while (text->l && is_space(*text->p))
		*text = (struct pl){text->p + 1, text->l - 1};
}


static struct pl token(struct pl *text)
{
	struct pl found = {text->p, 0};

	while (found.l < text->l && found.p[found.l] && strchr(token_symbols, found.p[found.l]))
		found.l++;

	*text = (struct pl){text->p + found.l, text->l - found.l};
	return found;
}


/* What stands between two quotes, as it stands there: an escape stays one, for it is hashed so by most */
static bool quoted(struct pl *value, struct pl *text)
{
	size_t n = 1;

	while (n < text->l && '"' != text->p[n])
		n += '\\' == text->p[n] && n + 1 < text->l ? 2 : 1;
	if (n >= text->l)
		return false;

	*value = (struct pl){text->p + 1, n - 1};
	*text = (struct pl){text->p + n + 1, text->l - n - 1};
	return true;
}


static uint32_t count_of(struct pl nc)
{
	uint32_t n = 0;

	if (8 != nc.l)
		return 0;

	for (size_t i = 0; i < nc.l; i++) {
		char c = nc.p[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (digit < 0)
			return 0;
		n = n << 4 | (uint32_t)digit;
	}

	return n;
}


/* Where a parameter goes; one that nobody knows goes nowhere */
static struct pl *place_of(struct digest_given *g, struct pl *algorithm, struct pl name, struct pl *nowhere)
{
	const struct {
		const char *name;
		struct pl *to;
	} places[] = {
		{"username", &g->username}, {"realm", &g->realm}, {"nonce", &g->nonce}, {"uri", &g->uri}, {"response", &g->response},
		{"cnonce", &g->cnonce}, {"nc", &g->nc}, {"qop", &g->qop}, {"opaque", &g->opaque}, {"algorithm", algorithm},
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (0 == pl_strcasecmp(&name, places[i].name))
			return places[i].to;
	}

	return nowhere;
}


static bool param(struct digest_given *g, struct pl *algorithm, struct pl *text)
{
	struct pl name = token(text), value, nowhere = {NULL, 0}, *to;

	skip(text);
	if (!name.l || !text->l || '=' != *text->p)
		return false;

	*text = (struct pl){text->p + 1, text->l - 1};
	skip(text);
	if (text->l && '"' == *text->p) {
		if (!quoted(&value, text))
			return false;
	}
	else {
		value = token(text);
		if (!value.l)
			return false;
	}

	to = place_of(g, algorithm, name, &nowhere);
	if (to->p)
		return false;

	*to = value;
	return true;
}


bool digest_read(struct digest_given *given, struct pl header)
{
	struct digest_given g = {.kind = DIGEST_NONE};
	struct pl algorithm = {NULL, 0}, scheme;

	if (header.l > DIGEST_TEXT_MAX)
		return false;

	skip(&header);
	scheme = token(&header);
	if (pl_strcasecmp(&scheme, "Digest") || !header.l || !is_space(*header.p))
		return false;

	for (unsigned n = 0; ; n++) {
		skip(&header);
		if (n == DIGEST_PARAMS_MAX || !param(&g, &algorithm, &header))
			return false;
		skip(&header);
		if (!header.l)
			break;
		if (',' != *header.p)
			return false;
		header = (struct pl){header.p + 1, header.l - 1};
	}

	g.kind = digest_kind_of(algorithm);
	g.count = count_of(g.nc);
	*given = g;
	return true;
}


bool digest_whole(const struct digest_given *g)
{
	return g->username.l && g->realm.l && g->nonce.l && g->uri.l && g->response.l && g->cnonce.l && g->count &&
		0 == pl_strcasecmp(&g->qop, "auth") && DIGEST_NONE != g->kind;
}


bool digest_right(const struct digest_given *g, const char *ha1, size_t n, struct pl method)
{
	struct digest_question q = {.kind = g->kind, .nonce = g->nonce, .uri = g->uri, .method = method, .nc = g->nc, .cnonce = g->cnonce};
	char response[DIGEST_SIZE], known[DIGEST_SIZE];
	bool right;

	if (n >= sizeof(known))
		return false;

	memcpy(known, ha1, n);
	known[n] = '\0';
	right = !digest_response(response, known, &q) && strlen(response) == g->response.l &&
		0 == sodium_memcmp(response, g->response.p, g->response.l);
	sodium_memzero(known, sizeof(known));
	sodium_memzero(response, sizeof(response));

	return right;
}
