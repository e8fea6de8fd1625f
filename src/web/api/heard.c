/**
 * @file heard.c  What a caller hears in one place of a flow, or of any prompt with examples of its values
 */
#include <stdio.h>
#include "base/clock.h"
#include "base/zone.h"
#include "sound/pcm.h"
#include "sound/wav.h"
#include "web/api/heard.h"

enum { ARGS = 4, EXAMPLE_HOUR = 9, HOUR_MS = 3600 * 1000 };

/* What a value may be, where only its kind is known or its name says more; texts are those of "example" in the catalogue */
static const struct {
	const char *name;                    /* NULL: any of the kind */
	enum phrase_kind kind;
	int64_t num;
	const char *text;
} examples[] = {
	{"from", PHRASE_NUMBER,  3, NULL},
	{"of",   PHRASE_NUMBER,  4, NULL},
	{"want", PHRASE_NUMBER,  10, NULL},
	{NULL,   PHRASE_NUMBER,  4, NULL},
	{NULL,   PHRASE_ORDINAL, 2, NULL},
	{NULL,   PHRASE_COUNT,   5, NULL},
	{NULL,   PHRASE_APPEAL,  1234567890, NULL},
	{NULL,   PHRASE_PHONE,   0, "+79001234567"},
	{NULL,   PHRASE_DIGITS,  0, "12345678"},
	{NULL,   PHRASE_HOURS,   0, "mon-fri 08:00-20:00"},
};


static struct pl example_words(enum lang lang, struct pl name)
{
	enum text_key key;
	char own[64];

	if (re_snprintf(own, sizeof(own), "example.%r", &name) < 0 || !text_find(&key, pl_of(own)))
		key = T_EXAMPLE_TEXT;
	return pl_of(t(lang, key));
}


/* Tomorrow morning */
static int64_t example_moment(const struct phrase *ph)
{
	return zone_instant(ph->zone, zone_local(ph->zone, ph->now_ms).day + 1, EXAMPLE_HOUR * (int64_t)HOUR_MS);
}


static struct text_arg example(const struct phrase *ph, const char *name, enum phrase_kind kind)
{
	struct text_arg arg = {.name = name};

	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {

		if (kind != examples[i].kind || (examples[i].name && strcmp(name, examples[i].name)))
			continue;

		arg.is_num = !examples[i].text;
		arg.num = examples[i].num;
		if (examples[i].text)
			arg.val = pl_of(examples[i].text);
		return arg;
	}

	arg.is_num = PHRASE_TIME == kind || PHRASE_DATE == kind || PHRASE_MOMENT == kind;
	if (arg.is_num)
		arg.num = example_moment(ph);
	else
		arg.val = example_words(ph->lang, pl_of(name));
	return arg;
}


struct said {
	struct phrase ph;
	struct text_arg argv[ARGS];
	char name[ARGS][PIECE_NAME_MAX + 1];
	bool example;
};


static bool value_put(struct said *s, const struct heard *h, struct pl wants, enum phrase_kind kind)
{
	const size_t n = s->ph.argc;

	if (ARGS == n || pl_strcpy(&wants, s->name[n], sizeof(s->name[n])))
		return false;

	if (PHRASE_PRESS == kind) {
		s->argv[n] = TEXT_PL(s->name[n], h->key.l ? h->key : PL_LIT("1"));
	}
	else if (0 == pl_strcmp(&wants, "org")) {
		s->argv[n] = TEXT_PL(s->name[n], h->org ? h->org->name[h->lang] : PL_LIT("Otklik"));
	}
	else {
		s->argv[n] = example(&s->ph, s->name[n], kind);
		s->example = true;
	}

	s->ph.argc++;
	return true;
}


static bool phrase_of(struct said *s, const struct heard *h)
{
	struct pl wants;
	char name[64];
	enum phrase_kind kind;

	s->ph = (struct phrase){.lang = (enum lang)h->lang, .argv = s->argv, .key = h->key.l ? T_VOICE_MENU_TOPIC : T_VOICE_WORDS,
				.zone = h->zone, .now_ms = clock_wall_ms()};
	if (h->words.l) {
		s->argv[s->ph.argc++] = TEXT_PL(h->key.l ? "topic" : "words", h->words);
		if (h->key.l)
			s->argv[s->ph.argc++] = TEXT_PL("key", h->key);
		return true;
	}

	if (re_snprintf(name, sizeof(name), "voice.%r", &h->prompt) < 0 || !text_find(&s->ph.key, pl_of(name)))
		return false;

	for (size_t n = 0; phrase_wants(s->ph.key, n, &wants, &kind); n++) {
		if (!value_put(s, h, wants, kind))
			return false;
	}

	return true;
}


/* One piece of it, by its name, "voice.number.new.2"; false: there is none */
static bool part_of(struct utterance *u, const struct heard *h)
{
	char name[PIECE_NAME_MAX + 1];

	if (re_snprintf(name, sizeof(name), "voice.%r.%u", &h->prompt, (unsigned)h->part) < 0)
		return false;

	for (size_t i = 0; i < u->n; i++) {
		if (0 == pl_strcmp(&u->at[i].name, name)) {
			u->at[0] = u->at[i];
			u->at[0].gap_ms = 0;
			u->n = 1;
			return true;
		}
	}

	return false;
}


int heard_make(struct utterance **up, bool *examplep, const struct heard *h)
{
	struct said s = {.example = false};
	enum phrase_refusal refusal;
	struct utterance *u = NULL;
	int err = phrase_of(&s, h) ? utterance_make(&u, &refusal, NULL, &s.ph) : 0;

	if (err || !u)
		return err;

	*examplep = s.example && !h->part;
	if (h->part && !part_of(u, h))
		mem_deref(u);
	else
		*up = u;
	return 0;
}


int heard_wav(struct mbuf **mbp, const struct sound *sound)
{
	const size_t n = sound_samples(sound);
	int16_t *samples = mem_alloc(n * sizeof(*samples), NULL);
	struct mbuf *mb = mbuf_alloc(2 * n + 64);
	int err = samples && mb ? 0 : ENOMEM;

	if (!err) {
		pcm_of_sound(samples, sound);
		err = wav_write(mb, samples, n, SOUND_RATE);
	}

	mem_deref(samples);
	if (err)
		mem_deref(mb);
	else
		*mbp = mb;

	return err;
}
