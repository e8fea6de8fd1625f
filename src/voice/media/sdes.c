/**
 * @file sdes.c  Keys of SRTP in a session description
 */
#include <sodium.h>
#include "base/id.h"
#include "voice/media/sdes.h"

enum { TAG_DIGITS = 9 };

static const struct {
	const char *name;
	enum srtp_suite suite;
	size_t size;
} suites[] = {
	{"AES_CM_128_HMAC_SHA1_80", SRTP_AES_CM_128_HMAC_SHA1_80, 30},
	{"AES_CM_128_HMAC_SHA1_32", SRTP_AES_CM_128_HMAC_SHA1_32, 30},
	{"AEAD_AES_128_GCM", SRTP_AES_128_GCM, 28},
	{"AEAD_AES_256_GCM", SRTP_AES_256_GCM, 44},
	{"AES_256_CM_HMAC_SHA1_80", SRTP_AES_256_CM_HMAC_SHA1_80, 46},
};


static struct pl word(struct pl *text)
{
	struct pl found;

	while (text->l && ' ' == *text->p)
		*text = (struct pl){text->p + 1, text->l - 1};
	found = (struct pl){text->p, 0};
	while (found.l < text->l && ' ' != found.p[found.l])
		found.l++;

	*text = (struct pl){text->p + found.l, text->l - found.l};
	return found;
}


static bool tag_read(uint32_t *tag, struct pl text)
{
	if (!text.l || text.l > TAG_DIGITS)
		return false;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	}

	*tag = pl_u32(&text);
	return true;
}


static bool suite_read(struct sdes *s, struct pl text)
{
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		if (0 == pl_strcasecmp(&text, suites[i].name)) {
			s->suite = suites[i].suite;
			s->size = suites[i].size;
			return true;
		}
	}

	return false;
}


/* inline:KEY[|lifetime][|MKI:length]: we never live so long; packets with an MKI we cannot read, nor several keys */
static bool key_read(struct sdes *s, struct pl text)
{
	static const char method[] = "inline:";
	const char *bar;
	size_t n = 0;

	if (text.l < sizeof(method) || strncasecmp(text.p, method, sizeof(method) - 1) || memchr(text.p, ';', text.l))
		return false;

	text = (struct pl){text.p + sizeof(method) - 1, text.l - (sizeof(method) - 1)};
	bar = memchr(text.p, '|', text.l);
	if (bar && memchr(bar, ':', text.l - (size_t)(bar - text.p)))
		return false;
	if (bar)
		text.l = (size_t)(bar - text.p);
	while (text.l && '=' == text.p[text.l - 1])
		text.l--;

	return !sodium_base642bin(s->key, sizeof(s->key), text.p, text.l, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) &&
		n == s->size;
}


bool sdes_read(struct sdes *s, struct pl text)
{
	struct sdes got;

	memset(&got, 0, sizeof(got));
	if (!tag_read(&got.tag, word(&text)) || !suite_read(&got, word(&text)) || !key_read(&got, word(&text)) || word(&text).l)
		return false;

	*s = got;
	return true;
}


void sdes_make(struct sdes *s, enum srtp_suite suite, uint32_t tag)
{
	memset(s, 0, sizeof(*s));
	s->tag = tag;
	s->suite = suite;
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		if (suites[i].suite == suite)
			s->size = suites[i].size;
	}
	id_random(s->key, s->size);
}


int sdes_print(char text[SDES_TEXT_SIZE], const struct sdes *s)
{
	char key[sodium_base64_ENCODED_LEN(SDES_KEY_MAX, sodium_base64_VARIANT_ORIGINAL)];

	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		if (suites[i].suite != s->suite)
			continue;

		(void)sodium_bin2base64(key, sizeof(key), s->key, s->size, sodium_base64_VARIANT_ORIGINAL);
		return re_snprintf(text, SDES_TEXT_SIZE, "%u %s inline:%s", s->tag, suites[i].name, key) < 0 ? E2BIG : 0;
	}

	return EINVAL;
}


bool sdes_same(const struct sdes *a, const struct sdes *b)
{
	return a->suite == b->suite && a->size == b->size && 0 == sodium_memcmp(a->key, b->key, a->size);
}
