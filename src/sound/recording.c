/**
 * @file recording.c  Recordings put there while the program runs
 */
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/durable.h"
#include "sound/recording.h"
#include "sound/speech_priv.h"
#include "sound/wav.h"

enum { FILE_MAX = SPEECH_RECORDING_MAX_S * 16000 * 2 + 1024, WORDS_DIGEST = 16 };


bool recording_name(char *name, size_t size, const struct piece *p)
{
	uint8_t digest[WORDS_DIGEST];
	char hex[2 * WORDS_DIGEST + 1];

	if (p->personal)
		return false;
	if (p->name.l)
		return re_snprintf(name, size, "%s/%r", lang_tag(p->lang), &p->name) > 0;

	(void)crypto_generichash(digest, sizeof(digest), (const uint8_t *)p->words.p, p->words.l, NULL, 0);
	(void)sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
	return re_snprintf(name, size, "%s/words/%s", lang_tag(p->lang), hex) > 0;
}


static struct pl bytes_of(const struct mbuf *mb)
{
	return mb ? (struct pl){(const char *)mb->buf, mb->end} : (struct pl){NULL, 0};
}


static void digest_of(struct recording *rec, struct pl bytes)
{
	uint8_t sum[crypto_hash_sha256_BYTES];
	struct wav wav;

	(void)crypto_hash_sha256(sum, (const uint8_t *)bytes.p, bytes.l);
	(void)sodium_bin2hex(rec->digest, RECORDING_DIGEST_SIZE, sum, sizeof(sum));
	rec->ms = wav_read(&wav, (const uint8_t *)bytes.p, bytes.l) ? 0 : (int64_t)wav.samples * 1000 / wav.rate;
}


/* What lies there under a name, and its bytes for who wants them; nothing is no error */
static int look(struct recording *rec, struct mbuf **mbp, const struct speech *s)
{
	struct mbuf *mb = NULL;
	char path[PATH_MAX];
	int err;

	(void)snprintf(path, sizeof(path), "%s/%s.wav", s->recordings, rec->name);
	err = durable_read(path, FILE_MAX, &mb);
	if (!err)
		digest_of(rec, bytes_of(mb));
	if (!err && mbp)
		*mbp = mem_ref(mb);
	mem_deref(mb);

	return ENOENT == err || ENOTDIR == err ? 0 : err;
}


static int find(struct recording *rec, struct mbuf **mbp, const struct speech *s, const struct utterance *u)
{
	*rec = (struct recording){.name = ""};
	if (!s->recordings)
		return ENOTSUP;
	if (1 != u->n || PACE_PLAIN != u->at[0].pace || !recording_name(rec->name, sizeof(rec->name), &u->at[0]))
		return 0;

	return look(rec, mbp, s);
}


static int find_music(struct recording *rec, struct mbuf **mbp, const struct speech *s)
{
	*rec = (struct recording){.name = "music"};
	return s->recordings ? look(rec, mbp, s) : ENOTSUP;
}


int speech_recording(struct recording *rec, struct speech *s, const struct utterance *u)
{
	return find(rec, NULL, s, u);
}


int speech_music(struct recording *rec, struct speech *s)
{
	return find_music(rec, NULL, s);
}


bool speech_recorded(const struct speech *s, const struct piece *p)
{
	char name[RECORDING_NAME_SIZE], path[PATH_MAX];

	if (!s->recordings || !recording_name(name, sizeof(name), p))
		return false;

	(void)snprintf(path, sizeof(path), "%s/%s.wav", s->recordings, name);
	return 0 == access(path, F_OK);
}


static int wav_good(struct pl bytes)
{
	struct wav wav;
	int err = wav_read(&wav, (const uint8_t *)bytes.p, bytes.l);

	if (err)
		return err;
	if (8000 != wav.rate && 16000 != wav.rate)
		return ENOTSUP;

	return !wav.samples ? EBADMSG : wav.samples > (size_t)SPEECH_RECORDING_MAX_S * wav.rate ? EFBIG : 0;
}


/* The folders of a name: that of recordings, the language's, and that of words */
static void folders_make(const char *recordings, const char *name)
{
	char path[PATH_MAX];

	(void)mkdir(recordings, 0700);
	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		(void)snprintf(path, sizeof(path), "%s/%.*s", recordings, (int)(slash - name), name);
		(void)mkdir(path, 0700);         /* it is there, or the file will say what is wrong */
	}
}


/* Puts it where rec->name says, or takes it away (wav.p NULL) */
static int lay(struct recording *rec, const struct speech *s, struct pl wav)
{
	char path[PATH_MAX];
	int err = 0;

	(void)snprintf(path, sizeof(path), "%s/%s.wav", s->recordings, rec->name);
	if (wav.p) {
		folders_make(s->recordings, rec->name);
		err = durable_file(path, wav, true);
	}
	else if (unlink(path) && ENOENT != errno) {
		err = errno;
	}
	if (err)
		return err;

	rec->digest[0] = '\0';
	rec->ms = 0;
	if (wav.p)
		digest_of(rec, wav);
	return 0;
}


/* Unless something else than *laid lies there by now */
static int lay_back(const struct speech *s, const struct recording *laid, const struct mbuf *before)
{
	struct recording rec = {.name = ""};
	int err;

	str_ncpy(rec.name, laid->name, sizeof(rec.name));
	err = look(&rec, NULL, s);
	if (err)
		return err;
	if (strcmp(rec.digest, laid->digest))
		return EBUSY;

	return lay(&rec, s, bytes_of(before));
}


/* Both paces lie in memory by themselves */
static void forget(struct speech *s, const struct utterance *u)
{
	uint8_t digest[DIGEST_SIZE];

	for (int pace = PACE_PLAIN; pace <= PACE_SLOW; pace++) {
		struct piece p = u->at[0];

		p.pace = (enum pace)pace;
		speech_digest(s, digest, &p);
		shelf_drop(s->shelf, digest);
	}
}


/* `before` goes to who asked, if all went well */
static int done(struct mbuf **beforep, struct mbuf *before, int err)
{
	if (!err && before)
		*beforep = before;
	else
		mem_deref(before);

	return err;
}


int speech_record(struct recording *rec, struct mbuf **beforep, struct speech *s, const struct utterance *u, struct pl wav)
{
	struct mbuf *before = NULL;
	int err;

	err = find(rec, &before, s, u);
	if (!err && !rec->name[0])
		err = EINVAL;
	if (!err && wav.p)
		err = wav_good(wav);
	if (!err)
		err = lay(rec, s, wav);
	if (!err)
		forget(s, u);

	return done(beforep, before, err);
}


int speech_record_back(struct speech *s, const struct utterance *u, const struct recording *rec, const struct mbuf *before)
{
	int err = lay_back(s, rec, before);

	if (!err)
		forget(s, u);

	return err;
}


int speech_music_record(struct recording *rec, struct mbuf **beforep, struct speech *s, struct pl wav)
{
	struct mbuf *before = NULL;
	int err;

	err = find_music(rec, &before, s);
	if (!err && wav.p)
		err = wav_good(wav);
	if (!err)
		err = lay(rec, s, wav);
	if (!err) {
		err = tune_renew(s);
		if (err)
			(void)lay(rec, s, bytes_of(before));     /* what is heard is still that */
	}

	return done(beforep, before, err);
}


int speech_music_back(struct speech *s, const struct recording *rec, const struct mbuf *before)
{
	int err = lay_back(s, rec, before);

	return err ? err : tune_renew(s);
}
