/**
 * @file header.c  What a carrier's headers say of a number: P-Asserted-Identity (RFC 3325), Diversion (RFC 5806), History-Info (RFC 7044)
 */
#include "trunk/trunk.h"


/* Where the address begins: behind `<` when one stands outside of quotes, else at the front */
static struct pl address_of(struct pl text)
{
	bool quoted = false;

	for (size_t i = 0; i < text.l; i++) {
		if (quoted && '\\' == text.p[i])
			i++;
		else if ('"' == text.p[i])
			quoted = !quoted;
		else if ('<' == text.p[i] && !quoted)
			return (struct pl){text.p + i + 1, text.l - i - 1};
	}

	while (text.l && (' ' == *text.p || '\t' == *text.p))
		text = (struct pl){text.p + 1, text.l - 1};

	return text;
}


static bool skip(struct pl *text, const char *scheme)
{
	size_t n = strlen(scheme);

	if (text->l < n || strncasecmp(text->p, scheme, n))
		return false;

	*text = (struct pl){text->p + n, text->l - n};
	return true;
}


static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}


bool trunk_user(char *user, size_t size, struct pl header)
{
	struct pl text = address_of(header);
	bool tel = skip(&text, "tel:");
	size_t n = 0, i = 0;

	if (!tel && !skip(&text, "sip:") && !skip(&text, "sips:"))
		return false;

	for (; i < text.l && !strchr(tel ? ";>, ?" : "@;>:, ?", text.p[i]); i++) {
		int c = (unsigned char)text.p[i];

		if ('%' == c && i + 2 < text.l && hex(text.p[i + 1]) >= 0 && hex(text.p[i + 2]) >= 0) {
			c = hex(text.p[i + 1]) << 4 | hex(text.p[i + 2]);
			i += 2;
		}
		if (c < ' ' || n + 1 >= size)
			return false;
		user[n++] = (char)c;
	}

	user[n] = '\0';
	while (!tel && i < text.l && !strchr("@>, ", text.p[i]))
		i++;

	/* without an @ it was the host */
	return n > 0 && (tel || (i < text.l && '@' == text.p[i]));
}


bool trunk_history_first(struct pl header)
{
	static const char index[] = "index=";

	for (size_t i = 0; i < header.l; i++) {
		size_t at = i + 1;

		if (';' != header.p[i])
			continue;
		while (at < header.l && ' ' == header.p[at])
			at++;
		if (at + sizeof(index) - 1 >= header.l || strncasecmp(header.p + at, index, sizeof(index) - 1))
			continue;

		at += sizeof(index) - 1;
		return '1' == header.p[at] && (at + 1 == header.l || strchr(";, \t\r", header.p[at + 1]));
	}

	return false;
}
