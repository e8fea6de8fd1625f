/**
 * @file say.c  otklik say: what a caller would hear, as words and as a file
 */
#include <stdio.h>
#include <stdlib.h>
#include "appeal/number.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/durable.h"
#include "cmd/cmd.h"
#include "phrase/phrase.h"
#include "sound/hold.h"
#include "sound/pcm.h"
#include "sound/speech.h"

enum { VALUES_MAX = 8, NAME_SIZE = 32, WAV_MAX_S = 15 * 60 };

static const char cmd_name[] = "say";
static const char zone_line[] = "Europe/Moscow";

struct saying_cmd {
	const char *key, *lang, *wav, *now, *data, *time;
	bool list, pieces, slow;

	struct phrase ph;
	struct text_arg argv[VALUES_MAX];
	char name[VALUES_MAX][NAME_SIZE];
	struct utterance *u;
};

/* What a value looks like */
static const char *const shape[PHRASE_KINDS] = {
	[PHRASE_NUMBER] = "NUMBER", [PHRASE_ORDINAL] = "NUMBER", [PHRASE_COUNT] = "NUMBER",
	[PHRASE_TIME] = "YYYY-MM-DDTHH:MM", [PHRASE_DATE] = "YYYY-MM-DDTHH:MM", [PHRASE_MOMENT] = "YYYY-MM-DDTHH:MM",
	[PHRASE_HOURS] = "HOURS", [PHRASE_PRESS] = "KEY", [PHRASE_TEXT] = "TEXT", [PHRASE_NAME] = "NAME",
	[PHRASE_APPEAL] = "AB-123456-7890", [PHRASE_PHONE] = "+PHONE", [PHRASE_DIGITS] = "DIGITS",
};


static void print_wants(enum text_key key)
{
	struct pl name;
	enum phrase_kind kind;

	(void)re_printf("%s", text_name(key));
	for (size_t n = 0; phrase_wants(key, n, &name, &kind); n++)
		(void)re_printf(" %r=%s", &name, shape[kind]);
	(void)re_printf("\n");
}


static int list(void)
{
	for (unsigned key = 0; key < TEXT_COUNT; key++) {
		if (phrase_key((enum text_key)key))
			print_wants((enum text_key)key);
	}

	return CMD_OK;
}


/* A local time as the caller's clock shows it: 2026-11-23T08:00 */
static bool moment_read(const struct zone *zone, struct pl text, int64_t *ms)
{
	unsigned hour, minute;
	int32_t day;

	if (16 != text.l || 'T' != text.p[10] || ':' != text.p[13] || date_parse((struct pl){text.p, 10}, &day))
		return false;

	for (size_t i = 11; i < 16; i++) {
		if (13 != i && (text.p[i] < '0' || text.p[i] > '9'))
			return false;
	}

	hour = (unsigned)(text.p[11] - '0') * 10 + (unsigned)(text.p[12] - '0');
	minute = (unsigned)(text.p[14] - '0') * 10 + (unsigned)(text.p[15] - '0');
	if (hour > 23 || minute > 59)
		return false;

	*ms = zone_instant(zone, day, (hour * 60 + minute) * INT64_C(60000));
	return true;
}


static bool number_read(struct pl text, int64_t *num)
{
	int64_t n = 0;

	if (!text.l || text.l > 18)
		return false;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		n = n * 10 + (text.p[i] - '0');
	}

	*num = n;
	return true;
}


static bool value_read(struct saying_cmd *c, struct text_arg *arg, enum phrase_kind kind, struct pl text)
{
	arg->is_num = true;
	switch (kind) {

	case PHRASE_NUMBER:
	case PHRASE_ORDINAL:
	case PHRASE_COUNT:
		return number_read(text, &arg->num);

	case PHRASE_TIME:
	case PHRASE_DATE:
	case PHRASE_MOMENT:
		return moment_read(c->ph.zone, text, &arg->num);

	case PHRASE_APPEAL: {
		const enum number_form form = number_parse(&arg->num, text);

		return NUMBER_WHOLE == form || NUMBER_BARE == form;
	}

	default:
		arg->is_num = false;
		arg->val = text;
		return true;
	}
}


static bool kind_of(enum text_key key, struct pl name, enum phrase_kind *kind)
{
	struct pl want;

	for (size_t n = 0; phrase_wants(key, n, &want, kind); n++) {
		if (0 == pl_cmp(&want, &name))
			return true;
	}

	return false;
}


static int bad_value(const struct saying_cmd *c, struct pl name)
{
	enum phrase_kind kind = PHRASE_TEXT;

	(void)kind_of(c->ph.key, name, &kind);
	return cmd_usage(cmd_name, "%r: this is not a value it can say; write %r=%s", &name, &name, shape[kind]);
}


static int value_take(struct saying_cmd *c, const char *text)
{
	const char *equal = strchr(text, '=');
	struct text_arg *arg = &c->argv[c->ph.argc];
	enum phrase_kind kind;
	struct pl name;

	if (!equal)
		return cmd_usage(cmd_name, "%s: values are written name=value", text);

	name = (struct pl){text, (size_t)(equal - text)};
	if (!kind_of(c->ph.key, name, &kind))
		return cmd_usage(cmd_name, "%s has no value %r", text_name(c->ph.key), &name);
	if (c->ph.argc == VALUES_MAX || name.l >= NAME_SIZE)
		return cmd_usage(cmd_name, "%s: too many values", text);

	for (size_t i = 0; i < c->ph.argc; i++) {
		if (0 == pl_strcmp(&name, c->argv[i].name))
			return cmd_usage(cmd_name, "%r: is said twice", &name);
	}

	(void)re_snprintf(c->name[c->ph.argc], NAME_SIZE, "%r", &name);
	arg->name = c->name[c->ph.argc];
	if (!value_read(c, arg, kind, pl_of(equal + 1)))
		return bad_value(c, name);

	c->ph.argc++;
	return CMD_OK;
}


static int key_take(struct saying_cmd *c, const char *text)
{
	char whole[128];

	if (text_find(&c->ph.key, pl_of(text)) && phrase_key(c->ph.key))
		return CMD_OK;

	if (re_snprintf(whole, sizeof(whole), "voice.%s", text) > 0 && text_find(&c->ph.key, pl_of(whole)))
		return CMD_OK;

	return cmd_usage(cmd_name, "there is no phrase %s; otklik say --list lists them", text);
}


static int refused(const struct saying_cmd *c, enum phrase_refusal why, struct pl which)
{
	enum phrase_kind kind = PHRASE_TEXT;

	switch (why) {

	case PHRASE_MISSING:
		(void)kind_of(c->ph.key, which, &kind);
		return cmd_usage(cmd_name, "%s wants %r=%s", text_name(c->ph.key), &which, shape[kind]);

	case PHRASE_LONG:
		return cmd_usage(cmd_name, "this is more than is said in one go");

	default:
		return bad_value(c, which);
	}
}


static int words(struct saying_cmd *c)
{
	struct mbuf *mb = mbuf_alloc(256);
	enum phrase_refusal why = PHRASE_OK;
	struct pl which = PL_LIT("");
	int err = mb ? utterance_make(&c->u, &why, &which, &c->ph) : ENOMEM;

	if (!err && PHRASE_OK == why)
		err = utterance_print(mb, c->u);
	if (!err && PHRASE_OK == why)
		(void)re_printf("%b\n", mb->buf, mb->end);

	mem_deref(mb);
	if (err)
		return cmd_fail(cmd_name, "%m", err);

	return PHRASE_OK == why ? CMD_OK : refused(c, why, which);
}


static void print_pieces(const struct utterance *u)
{
	for (size_t i = 0; i < u->n; i++)
		(void)re_printf("%s/%r.wav\t%u ms\t%r\n", lang_tag(u->at[i].lang), &u->at[i].name, u->at[i].gap_ms, &u->at[i].words);
}


static int file_write(const char *path, const struct sound *sound)
{
	const size_t n = sound_samples(sound);
	int16_t *samples = mem_alloc(n * sizeof(*samples), NULL);
	struct mbuf *mb = mbuf_alloc(2 * n + 64);
	int err = samples && mb ? 0 : ENOMEM;

	if (!err) {
		pcm_of_sound(samples, sound);
		err = wav_write(mb, samples, n, SOUND_RATE);
	}
	if (!err)
		err = durable_file(path, (struct pl){(const char *)mb->buf, mb->end}, true);

	mem_deref(mb);
	mem_deref(samples);
	if (err)
		return cmd_fail(cmd_name, "%s: cannot be written: %m", path, err);

	(void)re_printf("%s: %u.%u s\n", path, (unsigned)(n / SOUND_RATE), (unsigned)(n % SOUND_RATE * 10 / SOUND_RATE));
	return CMD_OK;
}


static const char *fault(int err)
{
	switch (err) {

	case ENOENT:
		return "espeak-ng is not installed: apt-get install espeak-ng";

	case ETIMEDOUT:
		return "espeak-ng gave no sound in time";

	case EPROTO:
		return "espeak-ng gave no sound";

	default:
		return strerror(err);
	}
}


static int render(struct saying_cmd *c)
{
	struct speech *speech = NULL;
	struct sound *sound = NULL;
	int status, err = speech_alloc(&speech, &(struct speech_prm){.dir = c->data, .quiet = true});

	if (err)
		return cmd_fail(cmd_name, "%s: prompts cannot be kept there: %m", c->data ? c->data : "memory", err);

	err = speech_render(speech, c->u, &sound);
	status = err ? cmd_fail(cmd_name, "%s", fault(err)) : file_write(c->wav, sound);

	(void)sound_unref(sound);
	mem_deref(speech);
	return status;
}


static int music(const struct saying_cmd *c)
{
	struct sound *sound = NULL;
	int status, err;

	if (!c->wav)
		return cmd_usage(cmd_name, "music: say with --wav where it goes");

	err = hold_make(&sound);
	status = err ? cmd_fail(cmd_name, "%m", err) : file_write(c->wav, sound);
	(void)sound_unref(sound);
	return status;
}


static int options(struct saying_cmd *c)
{
	int err;

	if (c->lang && !lang_find(&c->ph.lang, pl_of(c->lang)))
		return cmd_usage(cmd_name, "--lang is ru or en, not %s", c->lang);

	err = zone_get(&c->ph.zone, zone_line);
	if (err)
		return cmd_fail(cmd_name, "%s: %m", zone_line, err);

	if (c->time)
		c->ph.named = 0 == str_cmp(c->time, "moscow") ? PHRASE_ZONE_MOSCOW : PHRASE_ZONE_LOCAL;
	if (c->time && PHRASE_ZONE_LOCAL == c->ph.named && str_cmp(c->time, "local"))
		return cmd_usage(cmd_name, "--time is moscow or local, not %s", c->time);

	c->ph.now_ms = clock_wall_ms();
	if (c->now && !moment_read(c->ph.zone, pl_of(c->now), &c->ph.now_ms))
		return cmd_usage(cmd_name, "--now wants a time as 2026-11-22T14:05, not %s", c->now);

	return CMD_OK;
}


static int say(struct saying_cmd *c, int argc, char *argv[])
{
	int status = options(c);

	if (!status)
		status = key_take(c, argv[1]);
	for (int i = 2; !status && i < argc; i++)
		status = value_take(c, argv[i]);

	if (!status)
		status = words(c);
	for (size_t i = 0; !status && c->slow && i < c->u->n; i++)
		c->u->at[i].pace = PACE_SLOW;
	if (!status && c->pieces)
		print_pieces(c->u);
	if (!status && c->wav)
		status = render(c);

	mem_deref(c->u);
	return status;
}


int cmd_say(int argc, char *argv[])
{
	struct saying_cmd c = {.ph.lang = LANG_RU};
	const struct cmd_option option[] = {
		{"lang", &c.lang, NULL}, {"wav", &c.wav, NULL}, {"now", &c.now, NULL}, {"data", &c.data, NULL}, {"time", &c.time, NULL},
		{"list", NULL, &c.list}, {"pieces", NULL, &c.pieces}, {"slow", NULL, &c.slow}, {NULL, NULL, NULL},
	};
	int status = cmd_options(&argc, argv, option);

	if (status)
		return status;

	c.ph.argv = c.argv;
	for (int i = 1; i < argc; i++) {
		if (0 == strncmp(argv[i], "--", 2))
			return cmd_usage(cmd_name, "there is no option %s", argv[i]);
	}

	if (c.list)
		return argc > 1 ? cmd_usage(cmd_name, "--list stands alone") : list();
	if (argc < 2)
		return cmd_usage(cmd_name, "say which phrase; otklik say --list lists them");
	if (2 == argc && 0 == strcmp(argv[1], "music"))
		return music(&c);

	return say(&c, argc, argv);
}
