/**
 * @file heard.c  What a caller hears in one place of a flow
 */
#include "web/api/heard.h"

enum { ARGS = 2 };


static bool phrase_of(struct phrase *ph, struct text_arg argv[ARGS], const struct heard *h)
{
	char name[64];
	struct pl wants;
	enum phrase_kind kind;

	*ph = (struct phrase){.lang = (enum lang)h->lang, .argv = argv, .key = h->key.l ? T_VOICE_MENU_TOPIC : T_VOICE_WORDS};
	if (h->words.l) {
		argv[ph->argc++] = TEXT_PL(h->key.l ? "topic" : "words", h->words);
		if (h->key.l)
			argv[ph->argc++] = TEXT_PL("key", h->key);
		return true;
	}

	if (re_snprintf(name, sizeof(name), "voice.%r", &h->prompt) < 0 || !text_find(&ph->key, pl_of(name)))
		return false;

	for (size_t n = 0; phrase_wants(ph->key, n, &wants, &kind); n++) {
		if (ARGS == ph->argc)
			return false;
		if (0 == pl_strcmp(&wants, "key"))
			argv[ph->argc++] = TEXT_PL("key", h->key.l ? h->key : PL_LIT("1"));
		else if (0 == pl_strcmp(&wants, "org"))
			argv[ph->argc++] = TEXT_PL("org", h->org ? h->org->name[h->lang] : PL_LIT("Otklik"));
		else
			return false;
	}

	return true;
}


int heard_make(struct utterance **up, const struct heard *h)
{
	struct text_arg argv[ARGS];
	enum phrase_refusal refusal;
	struct phrase ph;

	return phrase_of(&ph, argv, h) ? utterance_make(up, &refusal, NULL, &ph) : 0;
}
