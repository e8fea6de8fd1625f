/**
 * @file piece.c  The sound of a piece: from memory, a recording, a file, or the voice program
 */
#include <limits.h>
#include <stdio.h>
#include <sodium.h>
#include "base/clock.h"
#include "base/log.h"
#include "sound/hold.h"
#include "sound/pronounce.h"
#include "sound/recording.h"
#include "sound/render.h"
#include "sound/speech_priv.h"

/* Raised when what is made of the same words sounds otherwise */
static const char made[] = "otklik sound 2";

enum { SLOW_PERCENT = 85 };


static unsigned speed_of(const struct speech *s, const struct piece *p)
{
	return PACE_SLOW == p->pace ? s->speed_wpm * SLOW_PERCENT / 100 : s->speed_wpm;
}


void speech_digest(const struct speech *s, uint8_t digest[DIGEST_SIZE], const struct piece *p)
{
	char head[128];
	crypto_generichash_state state;
	const int n = snprintf(head, sizeof(head), "%s|%s|%u|", made, lang_tag(p->lang), speed_of(s, p));

	(void)crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
	(void)crypto_generichash_update(&state, (const uint8_t *)head, (size_t)n);
	(void)crypto_generichash_update(&state, (const uint8_t *)s->program, strlen(s->program) + 1);
	(void)crypto_generichash_update(&state, (const uint8_t *)p->words.p, p->words.l);
	(void)crypto_generichash_update(&state, (const uint8_t *)"|", 1);
	(void)crypto_generichash_update(&state, (const uint8_t *)p->name.p, p->name.l);      /* a recording may take its place */
	(void)crypto_generichash_final(&state, digest, DIGEST_SIZE);
}


/* What is wrong with a recording, for whoever put it there; then there is none */
static int recording_fault(const char *path, int err)
{
	switch (err) {

	case 0:
		return 0;

	case ENOENT:
	case ENOTDIR:
		break;

	case EBADMSG:
		log_warn("speech: recording is no WAV file file=%s", path);
		break;

	case ENOTSUP:
		log_warn("speech: recording is not PCM, mono, 16 bits, 8 or 16 kHz file=%s", path);
		break;

	case EFBIG:
		log_warn("speech: recording is longer than %d s file=%s", SPEECH_RECORDING_MAX_S, path);
		break;

	default:
		log_warn("speech: recording cannot be read file=%s err=%m", path, err);
		break;
	}

	return ENOENT;
}


static int recording(const struct speech *s, const struct piece *p, struct sound **soundp)
{
	char name[RECORDING_NAME_SIZE], path[PATH_MAX];

	if (!s->recordings || !recording_name(name, sizeof(name), p) || re_snprintf(path, sizeof(path), "%s/%s.wav", s->recordings, name) < 0)
		return ENOENT;

	return recording_fault(path, render_recording(soundp, path, SPEECH_RECORDING_MAX_S));
}


static int tune_make(const struct speech *s, struct sound **soundp)
{
	char path[PATH_MAX];
	int err = ENOENT;

	if (s->recordings && re_snprintf(path, sizeof(path), "%s/music.wav", s->recordings) > 0)
		err = recording_fault(path, render_recording(soundp, path, SPEECH_RECORDING_MAX_S));

	return err ? hold_make(soundp) : 0;
}


/* Made outside of the lock: who takes it never waits for the disk */
int tune_renew(struct speech *s)
{
	struct sound *sound, *was;
	int err = tune_make(s, &sound);

	if (err)
		return err;

	(void)pthread_mutex_lock(&s->tune_lock);
	was = s->tune;
	s->tune = sound;
	(void)pthread_mutex_unlock(&s->tune_lock);

	(void)sound_unref(was);
	return 0;
}


struct sound *speech_tune_kept(struct speech *s)
{
	struct sound *sound;

	(void)pthread_mutex_lock(&s->tune_lock);
	sound = s->tune ? sound_ref(s->tune) : NULL;
	(void)pthread_mutex_unlock(&s->tune_lock);
	return sound;
}


int speech_tune(struct speech *s, struct sound **soundp)
{
	struct sound *sound = speech_tune_kept(s);
	int err = sound ? 0 : tune_renew(s);

	if (!err)
		*soundp = sound ? sound : speech_tune_kept(s);
	return err;
}


/* Told once when it falls ill and once when it is well again */
static void health(struct speech *s, int err)
{
	const bool ill = err && ENOMEM != err && ECANCELED != err;

	if (ill && err != s->ails && !s->quiet)
		log_error("speech: the voice program gives no sound program=%s err=%m", s->program, err);
	else if (!err && s->ails)
		log_info("speech: the voice program speaks again program=%s", s->program);

	if (ill)
		s->again_ms = clock_mono_ms() + s->rest_ms;
	if (ill || !err)
		s->ails = err;
}


static int spoken(struct speech *s, const struct piece *p, struct sound **soundp)
{
	struct espeak how = {
		.program = s->program, .lang = p->lang, .speed_wpm = speed_of(s, p), .wait_ms = s->wait_ms, .stop = &s->stop,
	};
	struct mbuf *mb;
	int err;

	if (s->ails && clock_mono_ms() < s->again_ms)
		return s->ails;

	mb = mbuf_alloc(2 * p->words.l);
	err = mb ? pronounce(mb, p->lang, p->words) : ENOMEM;
	if (err)
		goto out;

	how.words = (struct pl){(const char *)mb->buf, mb->end};
	err = render_words(soundp, &how);
	health(s, err);

out:
	mem_deref(mb);
	return err;
}


/* A file that cannot be written costs a rendering at the next start, no more */
static void keep_piece(struct speech *s, const uint8_t digest[DIGEST_SIZE], struct sound *sound)
{
	const int err = cache_write(s->cache, digest, sound);

	if (err)
		log_warn("speech: a sound cannot be kept err=%m", err);
}


int speech_piece(struct speech *s, const struct piece *p, bool shelve, struct sound **soundp)
{
	uint8_t digest[DIGEST_SIZE];
	struct sound *sound;
	bool fresh = false;
	int err;

	speech_digest(s, digest, p);
	sound = shelf_get(s->shelf, digest);
	if (sound) {
		*soundp = sound;
		return 0;
	}

	err = recording(s, p, &sound);
	if (err && s->cache && !p->personal)
		err = cache_read(s->cache, digest, &sound);
	if (err) {
		err = spoken(s, p, &sound);
		fresh = true;
	}
	if (err)
		return err;

	if (fresh && s->cache && !p->personal)
		keep_piece(s, digest, sound);
	if (shelve && !p->personal)
		shelf_put(s->shelf, digest, sound);

	*soundp = sound;
	return 0;
}


int speech_all(struct speech *s, const struct utterance *u, struct sound **soundp)
{
	struct sound_part parts[UTTERANCE_PIECES_MAX];
	size_t n = 0;
	int err = 0;

	(void)pthread_mutex_lock(&s->work);
	for (; !err && n < u->n && n < UTTERANCE_PIECES_MAX; n++) {
		parts[n].gap_samples = u->at[n].gap_ms * (SOUND_RATE / 1000);
		err = speech_piece(s, &u->at[n], true, &parts[n].sound);
		if (err)
			break;
	}
	(void)pthread_mutex_unlock(&s->work);

	err = err ? err : sound_row(soundp, parts, n);
	while (n--)
		(void)sound_unref(parts[n].sound);

	return err;
}
