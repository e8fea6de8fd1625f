/**
 * @file prompts.c  Everything that the program itself says to callers, with what has a recording; and the music that they hear on hold
 *
 * Files are looked for, so a worker makes the list. What is put there is changed in recording.c.
 */
#include "sound/recording.h"
#include "sound/speech.h"
#include "web/api/heard.h"
#include "web/api/setting.h"
#include "web/table.h"

static const char keys[] = "1234567890*#";

struct prompts {
	struct speech *speech;               /* borrowed: outlives the workers */
	const struct org *org;
	const struct zone *zone;
	json_t *reply;                       /* owned until it is sent */
	struct mbuf *wav;                    /* the same */
	int err;
};


static void prompts_destructor(void *arg)
{
	struct prompts *p = arg;

	json_decref(p->reply);
	mem_deref(p->wav);
}


/* ---- the list ---- */

static const char *own_name(enum text_key key)
{
	return text_name(key) + strlen("voice.");
}


static json_t *wants_of(enum text_key key)
{
	json_t *list = json_array();
	enum phrase_kind kind;
	struct pl name;

	for (size_t n = 0; phrase_wants(key, n, &name, &kind); n++)
		(void)json_array_append_new(list, json_pack("{s:s%, s:s}", "name", name.p, name.l, "kind", phrase_kind_name(kind)));

	return list;
}


/* Keys with a recording of their own, as a text: "12" */
static int keys_put(json_t *obj, const struct prompts *p, struct heard h)
{
	char found[sizeof(keys)] = "";
	size_t n = 0;
	int err = 0;

	for (const char *key = keys; !err && *key; key++) {

		struct utterance *u = NULL;
		bool example = false;

		h.key = (struct pl){key, 1};
		err = heard_make(&u, &example, &h);
		if (!err && u && !example && 1 == u->n && speech_recorded(p->speech, &u->at[0]))
			found[n++] = *key;
		mem_deref(u);
	}

	return err ? err : json_object_set_new(obj, "keys", json_string(found)) ? ENOMEM : 0;
}


/* The stretches of words that bear a name: the whole prompt, or what stands around something that is read out */
static json_t *places_of(const struct prompts *p, const struct utterance *u, bool example)
{
	json_t *list = json_array();
	int part = 0;

	for (size_t i = 0; i < u->n; i++) {

		const struct piece *at = &u->at[i];
		const bool whole = 1 == u->n && !example;
		const bool named = at->name.l > strlen("voice.") && 0 == memcmp(at->name.p, "voice.", strlen("voice."));

		if (at->personal || (!whole && !named))
			continue;

		part = whole ? 0 : pl_u32(&(struct pl){at->name.p + at->name.l - 1, 1});
		(void)json_array_append_new(list, json_pack("{s:i, s:s%, s:b}", "part", part, "words", at->words.p, at->words.l,
							    "recorded", (int)speech_recorded(p->speech, at)));
	}

	return list;
}


static int said_of(json_t **objp, const struct prompts *p, enum text_key key, enum lang lang)
{
	struct heard h = {.lang = (int)lang, .prompt = pl_of(own_name(key)), .org = p->org, .zone = p->zone};
	struct utterance *u = NULL;
	bool example = false, keyed;
	enum phrase_kind kind;
	struct pl wants;
	json_t *obj;
	int err = heard_make(&u, &example, &h);

	if (err)
		return err;

	keyed = u && !example && phrase_wants(key, 0, &wants, &kind) && PHRASE_PRESS == kind;
	obj = json_pack("{s:s, s:o}", "words", t(lang, key), "places", u && !keyed ? places_of(p, u, example) : json_array());
	if (!obj)
		err = ENOMEM;
	else if (keyed)
		err = keys_put(obj, p, h);

	mem_deref(u);
	if (err)
		json_decref(obj);
	else
		*objp = obj;

	return err;
}


static int prompt_put(json_t *list, const struct prompts *p, enum text_key key)
{
	json_t *one = json_pack("{s:s, s:o}", "name", own_name(key), "wants", wants_of(key));
	int err = one ? 0 : ENOMEM;

	for (int lang = 0; !err && lang < LANG_COUNT; lang++) {

		json_t *said;

		err = said_of(&said, p, key, (enum lang)lang);
		if (!err)
			err = json_object_set_new(one, lang_tag((enum lang)lang), said) ? ENOMEM : 0;
	}
	if (err) {
		json_decref(one);
		return err;
	}

	return json_array_append_new(list, one) ? ENOMEM : 0;
}


static void list_work_h(void *arg)
{
	struct prompts *p = arg;
	json_t *list = json_array();
	struct recording music;
	int err = speech_music(&music, p->speech);

	for (unsigned key = 0; !err && key < TEXT_COUNT; key++) {
		if (phrase_key((enum text_key)key) && T_VOICE_WORDS != key)        /* those are somebody's own */
			err = prompt_put(list, p, (enum text_key)key);
	}

	if (!err)
		p->reply = json_pack("{s:O, s:{s:b, s:I}}", "items", list, "music", "recorded", (int)(music.digest[0] != 0), "ms", (json_int_t)music.ms);
	json_decref(list);
	p->err = err ? err : p->reply ? 0 : ENOMEM;
}


static void listed_h(struct request *req, void *arg)
{
	struct prompts *p = arg;
	json_t *reply = p->reply;

	p->reply = NULL;
	if (p->err)
		reply_errno(req, p->err);
	else
		reply_json(req, 200, reply);
}


/* ---- the music ---- */

static void music_work_h(void *arg)
{
	struct prompts *p = arg;
	struct sound *sound = NULL;

	p->err = speech_tune(p->speech, &sound);
	if (!p->err)
		p->err = heard_wav(&p->wav, sound);
	(void)sound_unref(sound);
}


static void music_made_h(struct request *req, void *arg)
{
	struct prompts *p = arg;
	struct mbuf *wav = p->wav;

	p->wav = NULL;
	if (p->err) {
		reply_errno(req, p->err);
		return;
	}

	reply_header(req, "Cache-Control", "no-store");
	reply_buffer(req, 200, "audio/wav", wav);
}


static int send(struct request *req, void (*work_h)(void *arg), request_done_h *done_h)
{
	const struct app *app = app_of(req);
	struct prompts *p = request_alloc(req, sizeof(*p), prompts_destructor);

	if (!p)
		return ENOMEM;
	if (!app->speech) {
		reply_problem(req, 503, "sheet.silent");
		return 0;
	}

	p->speech = app->speech;
	p->org = app->org;
	p->zone = book_zone(app->book);
	return request_work(req, work_h, done_h, p);
}


static int list_h(struct request *req)
{
	return send(req, list_work_h, listed_h);
}


static int music_h(struct request *req)
{
	return send(req, music_work_h, music_made_h);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/prompts", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Everything that the program itself says to callers, in both languages, with what has a recording in its place", NULL, "Prompts", 200, 0},
	{GET, "/api/v1/settings/music", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, music_h,
	 "What callers hear on hold, the recording or the program's own: a WAV of 8 kHz", NULL, NULL, 200, 0},
};

const struct route_set prompts_routes = ROUTE_SET(rows);
