/**
 * @file flow_try.c  For whoever edits a flow: its verbs, what is wrong with it, a walk without a telephone, a prompt to hear
 *
 * Nothing here is kept or changed: what is typed comes in, what a caller would hear goes out.
 */
#include "base/clock.h"
#include "flow/describe.h"
#include "flow/problem.h"
#include "flow/rehearse.h"
#include "outbox/sender.h"
#include "phrase/phrase.h"
#include "region/region.h"
#include "sound/speech.h"
#include "web/api/heard.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { BODY_MAX = 256 * 1024, HEAR_MAX = 4096 };

static const char *const langs[] = {"ru", "en", NULL};


/* ---- verbs ---- */

static int verbs_h(struct request *req)
{
	json_t *obj;
	int err = flow_describe(&obj, request_lang(req));

	if (!err)
		reply_json(req, 200, obj);
	return err;
}


/* ---- check and walk ---- */

struct trial {
	struct query q;
	enum lang words;                     /* of problems */
	int lang;                            /* that the caller hears first */
	bool closed, again, known, mute, wrong, walks;
	bool sms, mail;                      /* can be sent now */
	int64_t waiting;
	struct pl region;                    /* of the line */
	json_t *steps, *events, *down;       /* borrowed of the body, which lives as long */
	struct switchboard *board;           /* one reference of each */
	struct topics *topics;
	const struct org *org;
	struct flow_tree *tree;              /* owned */
	json_t *problems, *walk;             /* owned */
};


static void trial_destructor(void *arg)
{
	struct trial *trial = arg;

	mem_deref(trial->tree);
	json_decref(trial->problems);
	json_decref(trial->walk);
	switchboard_unref(trial->board);
	topics_unref(trial->topics);
}


static struct trial *trial_new(struct request *req)
{
	struct app *app = app_of(req);
	struct trial *trial = request_alloc(req, sizeof(*trial), trial_destructor);

	if (trial)
		*trial = (struct trial){.words = request_lang(req), .board = switchboard_ref(app->board),
					.topics = topics_ref(app->topics), .org = app->org,
					.sms = sender_can(app->adapters, OUTBOX_SMS), .mail = sender_can(app->adapters, OUTBOX_MAIL)};
	return trial;
}


/* The offices of the regions that lines have, all well but those that are said to be down */
static void offices_take(struct offices *offices, const struct trial *trial)
{
	const struct lines *lines = switchboard_lines(trial->board);
	const json_t *code;
	size_t i;

	for (i = 0; lines && i < lines->n; i++) {
		const unsigned region = lines->at[i].region;

		if (region && offices->n < OFFICES_MAX && !office_find(offices, region))
			offices->at[offices->n++] = (struct office){.region = region, .open = true, .staff = 1};
	}

	json_array_foreach(trial->down, i, code) {
		for (size_t j = 0; j < offices->n; j++)
			offices->at[j].down |= offices->at[j].region == region_code(pl_of(json_string_value(code)));
	}
}


static int rehearse(struct trial *trial)
{
	struct offices offices = {.n = 0};
	struct rehearsal r = {
		.mute = trial->mute, .region = region_code(trial->region), .offices = &offices,
		.tree = trial->tree, .topics = trial->topics, .lang = (enum lang)trial->lang, .closed = trial->closed, .again = trial->again,
		.known = trial->known, .waiting = (unsigned)trial->waiting, .events = trial->events,
		.lists = switchboard_checklists(trial->board), .sms = trial->sms, .mail = trial->mail,
	};

	for (int lang = 0; trial->org && lang < LANG_COUNT; lang++)
		r.org[lang] = trial->org->name[lang];

	offices_take(&offices, trial);
	return flow_rehearse(&trial->walk, &trial->wrong, &r);
}


/* A reader is where slow looking is done; nothing of the store is asked. Only a flow that is right can be walked through */
static int trial_read_h(struct db *db, struct query *q)
{
	struct trial *trial = CONTAINER_OF(q, struct trial, q);
	int err;

	(void)db;
	err = flow_problems(&trial->problems, &trial->tree, PL_LIT("flow"), trial->steps, trial->words);
	if (!err && trial->walks && !json_array_size(trial->problems))
		err = rehearse(trial);

	return err;
}


static void checked_h(struct request *req, void *arg)
{
	struct trial *trial = arg;

	if (trial->q.err)
		reply_errno(req, trial->q.err);
	else
		reply_json(req, 200, json_pack("{s:O}", "problems", trial->problems));
}


static void walked_h(struct request *req, void *arg)
{
	struct trial *trial = arg;
	json_t *walk = trial->walk;

	trial->walk = NULL;
	if (trial->q.err) {
		reply_errno(req, trial->q.err);
	}
	else if (trial->wrong) {
		reply_field(req, "events", "field.choice", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
	}
	else if (!walk) {
		reply_member(req, "problems", json_incref(trial->problems));
		reply_problem(req, 422, "sheet.faulty");
	}
	else {
		reply_json(req, 200, walk);
	}
}


static const struct want check_want[] = {
	{"steps", WANT_LIST, offsetof(struct trial, steps), true, 0, NULL},
};

static const struct want walk_want[] = {
	{"steps",   WANT_LIST,   offsetof(struct trial, steps),   true,  0, NULL},
	{"events",  WANT_LIST,   offsetof(struct trial, events),  true,  REHEARSE_EVENTS_MAX, NULL},
	{"lang",    WANT_CHOICE, offsetof(struct trial, lang),    false, 0, langs},
	{"closed",  WANT_BOOL,   offsetof(struct trial, closed),  false, 0, NULL},
	{"again",   WANT_BOOL,   offsetof(struct trial, again),   false, 0, NULL},
	{"known",   WANT_BOOL,   offsetof(struct trial, known),   false, 0, NULL},
	{"waiting", WANT_INT,    offsetof(struct trial, waiting), false, 0, NULL},
	{"mute",    WANT_BOOL,   offsetof(struct trial, mute),    false, 0, NULL},
	{"region",  WANT_LINE,   offsetof(struct trial, region),  false, 2, NULL},
	{"down",    WANT_LIST,   offsetof(struct trial, down),    false, OFFICES_MAX, NULL},
};


static int trial_send(struct request *req, const struct want *want, size_t wants, bool walks)
{
	struct trial *trial = trial_new(req);

	if (!trial)
		return ENOMEM;
	if (!request_want(req, want, wants, trial))
		return 0;

	if (trial->waiting < 0 || trial->waiting > 100000)
		trial->waiting = 0;
	trial->walks = walks;
	trial->q.read_h = trial_read_h;
	return request_read(req, &trial->q, walks ? walked_h : checked_h, trial);
}


static int check_h(struct request *req)
{
	return trial_send(req, check_want, sizeof(check_want) / sizeof(check_want[0]), false);
}


static int walk_h(struct request *req)
{
	return trial_send(req, walk_want, sizeof(walk_want) / sizeof(walk_want[0]), true);
}


/* ---- a prompt to hear ---- */

struct hearing {
	struct heard what;
	bool slow;
	struct speech *speech;               /* borrowed: outlives the workers */
	int err;
	struct mbuf *wav;                    /* owned */
};


static void hearing_destructor(void *arg)
{
	struct hearing *h = arg;

	mem_deref(h->wav);
}


/* On a worker: espeak-ng may be asked */
static void hear_work_h(void *arg)
{
	struct hearing *h = arg;
	struct utterance *u = NULL;
	struct sound *sound = NULL;
	bool example;
	int err;

	err = heard_make(&u, &example, &h->what);
	if (!err && u) {
		for (size_t i = 0; h->slow && i < u->n; i++)
			u->at[i].pace = PACE_SLOW;
		err = speech_render(h->speech, u, &sound);
	}
	if (!err && sound)
		err = heard_wav(&h->wav, sound);

	(void)sound_unref(sound);
	mem_deref(u);
	h->err = err;
}


static void heard_h(struct request *req, void *arg)
{
	struct hearing *h = arg;
	struct mbuf *wav = h->wav;

	h->wav = NULL;
	if (ENOMEM == h->err) {
		reply_errno(req, h->err);
	}
	else if (h->err || !h->speech) {
		reply_problem(req, 503, "sheet.silent");
	}
	else if (!wav) {
		reply_field(req, h->what.words.l ? "words" : "prompt", "field.choice", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
	}
	else {
		reply_header(req, "Cache-Control", "no-store");
		reply_buffer(req, 200, "audio/wav", wav);
	}
}


static const struct want hear_want[] = {
	{"lang",   WANT_CHOICE, offsetof(struct hearing, what.lang),   true,  0, langs},
	{"prompt", WANT_LINE,   offsetof(struct hearing, what.prompt), false, 40, NULL},
	{"words",  WANT_LINE,   offsetof(struct hearing, what.words),  false, FLOW_WORDS_MAX, NULL},
	{"key",    WANT_LINE,   offsetof(struct hearing, what.key),    false, 1, NULL},
	{"part",   WANT_INT,    offsetof(struct hearing, what.part),   false, 0, NULL},
	{"slow",   WANT_BOOL,   offsetof(struct hearing, slow),   false, 0, NULL},
};


static int hear_h(struct request *req)
{
	struct app *app = app_of(req);
	struct hearing *h = request_alloc(req, sizeof(*h), hearing_destructor);

	if (!h)
		return ENOMEM;
	if (!request_want(req, hear_want, sizeof(hear_want) / sizeof(hear_want[0]), h))
		return 0;

	h->speech = app->speech;
	h->what.org = app->org;
	h->what.zone = book_zone(app->book);
	if (!h->speech) {
		heard_h(req, h);
		return 0;
	}

	return request_work(req, hear_work_h, heard_h, h);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/flow-verbs", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, verbs_h,
	 "The verbs of flows with their fields, and the prompts there are, in the caller's language", NULL, "FlowVerbs", 200, 0},
	{POST, "/api/v1/settings/flow-check", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, check_h,
	 "What would go wrong in a flow when people called, with the place of each", "FlowCheck", "FlowChecked", 200, 0},
	{POST, "/api/v1/settings/flow-walk", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, walk_h,
	 "Walks through a flow without a telephone, from its beginning, by all keys pressed so far", "FlowWalk", "FlowWalked", 200, 0},
	{POST, "/api/v1/settings/hear", ROLE_SETTINGS, BODY_JSON, HEAR_MAX, RATE_STAFF, hear_h,
	 "What a caller would hear of a prompt or of words: a WAV of 8 kHz", "FlowHear", NULL, 200, 0},
};

const struct route_set flow_try_routes = ROUTE_SET(rows);
