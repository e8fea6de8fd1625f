/**
 * @file encode.c  A spool becomes Ogg Opus
 *
 * libopusenc takes 8 kHz and writes at 48 kHz, as the container wants. What counts is that the two channels stay
 * apart: as "voice" libopus predicts one from the other, and each is heard in the other at -15 dB; as "music" (CELT) at less than -50 dB,
 * for a third of the CPU. Below 32 kbit/s it narrows the stereo image. Silence costs next to nothing, for the rate is variable.
 */
#include <opusenc.h>
#include <sodium.h>
#include "record/encode.h"

enum {
	BITRATE = 40000,                 /* bit/s, both channels together */
	COMPLEXITY = 3,                  /* narrow-band speech sounds the same above */
	SLOT_MS = SPOOL_PIECE_MS / SPOOL_SLOTS,
};

struct encoding {
	struct blob_writer *bw;          /* owned */
	OggOpusEnc *enc;
	OggOpusComments *comments;
	struct record_made *made;
	uint8_t (*loud)[SPOOL_SIDES];    /* owned: of each piece */
	uint32_t next;                   /* index that comes next */
	int err;                         /* of the blob */
	int16_t pcm[SPOOL_SIDE * SPOOL_SIDES];
	struct spool_piece piece;
};


static void encoding_destructor(void *arg)
{
	struct encoding *e = arg;

	if (e->enc)
		ope_encoder_destroy(e->enc);
	if (e->comments)
		ope_comments_destroy(e->comments);
	mem_deref(e->bw);
	mem_deref(e->loud);
}


static int write_h(void *arg, const unsigned char *buf, opus_int32 len)
{
	struct encoding *e = arg;

	if (!e->err && len > 0)
		e->err = blob_write(e->bw, buf, (size_t)len);

	return e->err;
}


static int close_h(void *arg)
{
	(void)arg;
	return 0;
}


void record_span_add(struct record_spans *s, int64_t from_ms, int64_t to_ms)
{
	if (s->n && (s->at[s->n - 1].to_ms >= from_ms || RECORD_SPANS == s->n))
		s->at[s->n - 1].to_ms = to_ms;
	else
		s->at[s->n++] = (struct record_span){from_ms, to_ms};
}


/* ITU-T G.711 table 1: the 13-bit value, as 16-bit linear */
static int16_t linear(uint8_t a)
{
	int v, seg;

	a ^= 0x55;
	v = (a & 0x0f) << 4;
	seg = (a & 0x70) >> 4;
	v = seg ? (v + 0x108) << (seg - 1) : v + 8;

	return (int16_t)(a & 0x80 ? v : -v);
}


static int samples_write(struct encoding *e)
{
	if (ope_encoder_write(e->enc, e->pcm, SPOOL_SIDE))
		return e->err ? e->err : EIO;

	return 0;
}


/* A side that is silent is digital silence: the smallest step of A-law is none */
static void pcm_fill(struct encoding *e, const struct spool_piece *piece)
{
	for (unsigned side = 0; side < SPOOL_SIDES; side++) {
		bool has = piece->sides & 1u << side;
		int loudest = 0;

		for (unsigned i = 0; i < SPOOL_SIDE; i++) {
			int16_t v = has && SPOOL_SILENCE != piece->sound[side][i] ? linear(piece->sound[side][i]) : 0;

			e->pcm[i * SPOOL_SIDES + side] = v;
			loudest = v > loudest ? v : -v > loudest ? -v : loudest;
		}
		e->loud[piece->index][side] = (uint8_t)(loudest >> 7 > 255 ? 255 : loudest >> 7);
	}
}


static int silence_add(struct encoding *e, uint32_t until)
{
	int err = 0;

	memset(e->pcm, 0, sizeof(e->pcm));
	for (; e->next < until && !err; e->next++)
		err = samples_write(e);

	return err;
}


static int piece_add(struct encoding *e, const struct spool_piece *piece)
{
	int64_t at_ms = (int64_t)piece->index * SPOOL_PIECE_MS;
	int err;

	if (piece->index > e->next)
		record_span_add(&e->made->gaps, (int64_t)e->next * SPOOL_PIECE_MS, at_ms);
	err = silence_add(e, piece->index);
	if (err)
		return err;

	for (unsigned i = 0; i < SPOOL_SLOTS; i++) {
		if (piece->paused & 1u << i)
			record_span_add(&e->made->pauses, at_ms + i * SLOT_MS, at_ms + (i + 1) * SLOT_MS);
	}

	pcm_fill(e, piece);
	e->next = piece->index + 1;
	return samples_write(e);
}


static int encoder_open(struct encoding *e, const struct blob_store *blobs)
{
	static const OpusEncCallbacks callbacks = {write_h, close_h};
	int err, bad;

	err = blob_create(&e->bw, blobs, RECORD_BYTES_MAX);
	if (err)
		return err;

	e->loud = mem_zalloc(SPOOL_PIECES_MAX * sizeof(*e->loud), NULL);
	e->comments = ope_comments_create();
	if (!e->loud || !e->comments)
		return ENOMEM;

	e->enc = ope_encoder_create_callbacks(&callbacks, e, e->comments, SPOOL_RATE, SPOOL_SIDES, 0, &bad);
	if (!e->enc)
		return e->err ? e->err : ENOMEM;
	if (ope_encoder_ctl(e->enc, OPUS_SET_BITRATE(BITRATE)) || ope_encoder_ctl(e->enc, OPUS_SET_COMPLEXITY(COMPLEXITY)) ||
	    ope_encoder_ctl(e->enc, OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC)) || ope_encoder_ctl(e->enc, OPE_SET_COMMENT_PADDING(0)))
		return EIO;

	return 0;
}


static int pieces_add(struct encoding *e, struct spool_reader *r, const atomic_bool *stop)
{
	bool more = true;
	int err = 0;

	while (!err && more) {
		if (atomic_load(stop))
			return ECANCELED;
		err = spool_next(r, &e->piece, &more);
		if (!err && more)
			err = piece_add(e, &e->piece);
	}

	return !err && !e->next ? ENODATA : err;
}


/* A column is the loudest of its pieces; a short call has a column a piece */
static void peaks_take(struct record_made *made, const struct encoding *e)
{
	made->peakc = e->next < RECORD_PEAKS ? e->next : RECORD_PEAKS;
	for (uint32_t i = 0; i < e->next; i++) {
		uint32_t column = (uint32_t)((uint64_t)i * made->peakc / e->next);

		for (unsigned side = 0; side < SPOOL_SIDES; side++) {
			if (e->loud[i][side] > made->peaks[side][column])
				made->peaks[side][column] = e->loud[i][side];
		}
	}
}


int record_encode(struct record_made *made, int dirfd, const char *name, const struct keyring *keys, const struct blob_store *blobs,
		  const atomic_bool *stop)
{
	struct encoding *e = mem_zalloc(sizeof(*e), encoding_destructor);
	struct spool_reader *r = NULL;
	int err;

	if (!e)
		return ENOMEM;

	memset(made, 0, sizeof(*made));
	e->made = made;
	err = spool_open(&r, dirfd, name, keys);
	if (!err)
		err = encoder_open(e, blobs);
	if (!err)
		err = pieces_add(e, r, stop);
	if (!err && ope_encoder_drain(e->enc))
		err = e->err ? e->err : EIO;
	if (!err)
		err = blob_finish(e->bw, made->blob, made->key, &made->size_bytes);
	if (err)
		goto out;

	made->call = spool_call_of(r);
	made->began_ms = spool_began_ms(r);
	made->length_ms = (int64_t)e->next * SPOOL_PIECE_MS;
	made->cut = spool_torn(r);
	peaks_take(made, e);

out:
	sodium_memzero(&e->piece, sizeof(e->piece));
	sodium_memzero(e->pcm, sizeof(e->pcm));
	mem_deref(e);
	mem_deref(r);
	return err;
}
