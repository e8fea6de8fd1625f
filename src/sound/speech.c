/**
 * @file speech.c  Asked by the voice thread, answered by a thread that may wait
 */
#include <limits.h>
#include <stdio.h>
#include <sodium.h>
#include "base/log.h"
#include "sound/speech_priv.h"

enum { FILES_MAX = 64 << 20, MEMORY_MAX = 4 << 20 };

/* An ask under way; of the asker's thread but for work_h */
struct request {
	struct job job;
	struct speech *speech;          /* borrowed */
	struct utterance *u;            /* a reference */
	struct speech_ask *ask;         /* NULL: forgotten, or cannot be */
	bool wanted;
	speech_h *done_h;
	void *arg;
	struct sound *sound;            /* a reference */
};

struct speech_ask {
	struct request *req;            /* NULL: done */
};


static void ask_free(void *data)
{
	struct speech_ask *ask = data;

	if (ask->req) {
		ask->req->ask = NULL;
		ask->req->wanted = false;
	}
}


static void request_free(void *data)
{
	struct request *req = data;

	mem_deref(req->u);
	(void)sound_unref(req->sound);
}


/* A pool thread: reads the utterance, whose count is the asker's */
static void request_work(struct job *job)
{
	struct request *req = CONTAINER_OF(job, struct request, job);

	job->err = speech_all(req->speech, req->u, &req->sound);
}


static void request_done(struct job *job)
{
	struct request *req = CONTAINER_OF(job, struct request, job);

	if (req->ask)
		req->ask->req = NULL;
	if (req->wanted)
		req->done_h(job->err, req->sound, req->arg);

	mem_deref(req);
}


static void request_deliver(struct msg *msg)
{
	struct job *job = CONTAINER_OF(msg, struct job, msg);

	request_done(job);
}


static int request_send(struct request *req)
{
	req->sound = speech_kept(req->speech, req->u);
	if (!req->sound)
		return pool_submit(req->speech->pool, &req->job);

	req->job.msg.deliver_h = request_deliver;      /* what lies in memory waits for nobody */
	mailbox_post(req->job.home, &req->job.msg);
	return 0;
}


int speech_ask(struct speech_ask **askp, struct speech *s, struct utterance *u, struct mailbox *home, speech_h *done_h, void *arg)
{
	struct speech_ask *ask = askp ? mem_zalloc(sizeof(*ask), ask_free) : NULL;
	struct request *req = mem_zalloc(sizeof(*req), request_free);
	int err = ENOMEM;

	if (!req || (askp && !ask))
		goto out;

	req->speech = s;
	req->u = mem_ref(u);
	req->ask = ask;
	req->wanted = true;
	req->done_h = done_h;
	req->arg = arg;
	req->job = (struct job){.home = home, .work_h = request_work, .done_h = request_done};
	if (ask)
		ask->req = req;

	err = request_send(req);
	if (err)
		goto out;

	if (askp)
		*askp = ask;
	return 0;

out:
	if (ask)
		ask->req = NULL;
	mem_deref(ask);
	mem_deref(req);
	return err;
}


struct sound *speech_kept(struct speech *s, const struct utterance *u)
{
	struct sound_part parts[UTTERANCE_PIECES_MAX];
	uint8_t digest[DIGEST_SIZE];
	struct sound *row = NULL;
	size_t n = 0;

	for (; n < u->n && n < UTTERANCE_PIECES_MAX; n++) {
		speech_digest(s, digest, &u->at[n]);
		parts[n].gap_samples = u->at[n].gap_ms * (SOUND_RATE / 1000);
		parts[n].sound = shelf_get(s->shelf, digest);
		if (!parts[n].sound)
			break;
	}

	if (n == u->n && sound_row(&row, parts, n))
		row = NULL;
	while (n--)
		(void)sound_unref(parts[n].sound);

	return row;
}


int speech_render(struct speech *s, const struct utterance *u, struct sound **soundp)
{
	return speech_all(s, u, soundp);
}


/* ---- preparing ---- */

/* Renders a phrase without values unless there is a file of it; keeps nothing in memory */
static int prepare_phrase(struct speech *s, enum text_key key, enum lang lang, unsigned *made)
{
	const struct phrase ph = {.key = key, .lang = lang};
	enum phrase_refusal why;
	struct utterance *u = NULL;
	int err = utterance_make(&u, &why, NULL, &ph);

	if (err || PHRASE_OK != why)
		return err;

	(void)pthread_mutex_lock(&s->work);
	for (size_t i = 0; !err && i < u->n; i++) {

		uint8_t digest[DIGEST_SIZE];
		struct sound *sound = NULL;

		speech_digest(s, digest, &u->at[i]);
		if (cache_has(s->cache, digest))
			continue;

		err = speech_piece(s, &u->at[i], false, &sound);
		(void)sound_unref(sound);
		*made += !err;
	}
	(void)pthread_mutex_unlock(&s->work);

	mem_deref(u);
	return err;
}


static bool has_values(enum text_key key)
{
	enum phrase_kind kind;
	struct pl name;

	return phrase_wants(key, 0, &name, &kind);
}


static void prepare_work(struct job *job)
{
	struct prepare *p = CONTAINER_OF(job, struct prepare, job);

	while (p->at < TEXT_COUNT * LANG_COUNT) {

		const enum text_key key = (enum text_key)(p->at / LANG_COUNT);
		const enum lang lang = (enum lang)(p->at % LANG_COUNT);

		p->at++;
		if (!phrase_key(key) || has_values(key))
			continue;

		job->err = prepare_phrase(p->speech, key, lang, &p->made);
		return;
	}
}


/* On the pool's thread: the next one queues behind whoever asked meanwhile */
static void prepare_done(struct job *job)
{
	struct prepare *p = CONTAINER_OF(job, struct prepare, job);

	if (job->err)
		return;

	if (p->at == TEXT_COUNT * LANG_COUNT) {
		log_info("speech: prompts are ready made=%u", p->made);
		return;
	}

	(void)!pool_submit(p->speech->pool, job);
}


void speech_prepare(struct speech *s)
{
	if (!s->cache)
		return;

	s->prepare.speech = s;
	s->prepare.job = (struct job){.work_h = prepare_work, .done_h = prepare_done};
	(void)!pool_submit(s->pool, &s->prepare.job);
}


/* ---- life ---- */

static void speech_free(void *data)
{
	struct speech *s = data;

	atomic_store(&s->stop, true);
	mem_deref(s->pool);
	mem_deref(s->cache);
	mem_deref(s->shelf);
	mem_deref(s->program);
	mem_deref(s->recordings);
	(void)sound_unref(s->tune);
	if (s->tune_ready)
		(void)pthread_mutex_destroy(&s->tune_lock);
	if (s->work_ready)
		(void)pthread_mutex_destroy(&s->work);
}


static int folders(struct speech *s, const struct speech_prm *prm)
{
	char path[PATH_MAX];

	if (!prm->dir)
		return 0;

	if (re_snprintf(path, sizeof(path), "%s/prompts", prm->dir) < 0)
		return ENAMETOOLONG;

	return re_sdprintf(&s->recordings, "%s/recordings", prm->dir) |
		cache_open(&s->cache, path, prm->files_max ? prm->files_max : FILES_MAX);
}


int speech_alloc(struct speech **sp, const struct speech_prm *prm)
{
	const struct pool_prm pool = {.name = "speech", .threads = 1, .queue_max = SPEECH_ASKS_MAX};
	struct speech *s = mem_zalloc(sizeof(*s), speech_free);
	int err;

	if (!s)
		return ENOMEM;

	s->speed_wpm = prm->speed_wpm ? prm->speed_wpm : SPEECH_SPEED_WPM;
	s->quiet = prm->quiet;
	s->wait_ms = prm->wait_ms ? prm->wait_ms : SPEECH_WAIT_MS;
	s->rest_ms = prm->rest_ms ? prm->rest_ms : SPEECH_REST_MS;
	err = sodium_init() < 0 ? EIO : pthread_mutex_init(&s->work, NULL);
	s->work_ready = !err;
	err = err ? err : pthread_mutex_init(&s->tune_lock, NULL);
	s->tune_ready = !err;

	err = err ? err : re_sdprintf(&s->program, "%s", prm->program ? prm->program : "espeak-ng");
	err = err ? err : folders(s, prm);
	err = err ? err : shelf_alloc(&s->shelf, prm->memory_max ? prm->memory_max : MEMORY_MAX);
	err = err ? err : pool_alloc(&s->pool, &pool);

	if (err)
		mem_deref(s);
	else
		*sp = s;

	return err;
}
