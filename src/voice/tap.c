/**
 * @file tap.c  What both sides of a call say, to the recorder
 */
#include "base/clock.h"
#include "base/log.h"
#include "record/record.h"
#include "record/store.h"
#include "voice/media/g711.h"
#include "voice/tap.h"
#include "voice/voice_priv.h"

enum {
	OPEN = 2,                                        /* pieces that packets may still belong to */
	PER_MS = SPOOL_RATE / 1000,
	SLOT = SPOOL_SIDE / SPOOL_SLOTS,
	LEAD = TAP_LEAD_MS * PER_MS,
	SKEW = TAP_SKEW_MS * PER_MS,
};

/* Where a side's time stamps lie */
struct track {
	bool begun;
	uint32_t ssrc, ts;
	int64_t pos;                                     /* samples from the beginning, of ts */
};

struct tap {
	struct voice *v;
	int64_t call, began_ms;
	int64_t mono_ms;                                 /* of sample 0 */
	int64_t marked;                                  /* slots before this one know whether they are paused */
	uint32_t index;                                  /* of at[0] */
	struct record_piece *at[OPEN];                   /* owned; NULL: nothing to be said of it yet */
	struct track track[SPOOL_SIDES];
	unsigned away;                                   /* pieces that the recorder has */
	bool paused, failing, stopped, over;
	void (*hear_h)(const uint8_t *sound, size_t n, void *arg);
	void *hear_arg;
};


static void tap_destructor(void *arg)
{
	struct tap *tap = arg;

	for (unsigned i = 0; i < OPEN; i++)
		mem_deref(tap->at[i]);
}


int tap_alloc(struct tap **tp, struct voice *v, int64_t call)
{
	struct tap *tap = mem_zalloc(sizeof(*tap), tap_destructor);

	if (!tap)
		return ENOMEM;

	tap->v = v;
	tap->call = call;
	tap->began_ms = clock_wall_ms();
	tap->mono_ms = clock_mono_ms();
	*tp = tap;

	return 0;
}


/* ---- to the recorder and back ---- */

static void mark_done_h(struct command *cmd)
{
	struct record_mark *mark = CONTAINER_OF(cmd, struct record_mark, cmd);
	struct voice *v = cmd->asker;

	if (cmd->err)
		log_warn("voice: a word about a recording was not written call=%lld word=%d err=%m", mark->call, mark->word, cmd->err);
	mem_deref(mark);
	voice_back(v);
}


void tap_mark(struct voice *v, enum record_word word, int64_t call, int64_t staff)
{
	struct record_mark *mark = NULL;
	int err = record_mark_make(&mark, word, call, staff, clock_wall_ms());

	if (!err) {
		mark->cmd.home = v->gate.mailbox;
		mark->cmd.asker = v;
		mark->cmd.done_h = mark_done_h;
		err = writer_submit(v->prm.writer, &mark->cmd);
	}
	if (err) {
		log_warn("voice: a word about a recording was not written call=%lld word=%d err=%m", call, word, err);
		mem_deref(mark);
		return;
	}

	v->awayc++;
}


static void back_h(struct record_piece *rp)
{
	struct tap *tap = rp->asker;
	struct voice *v = tap->v;

	if (rp->err && !tap->failing)
		tap_mark(v, RECORD_FAILED, tap->call, 0);
	tap->failing = rp->err && !rp->empty;
	tap->away--;
	v->tapped--;
	mem_deref(rp);
	if (tap->over && !tap->away)
		mem_deref(tap);
	voice_back(v);
}


static void put(struct tap *tap, struct record_piece *rp)
{
	rp->home = tap->v->gate.mailbox;
	rp->done_h = back_h;
	rp->asker = tap;
	rp->call = tap->call;
	rp->began_ms = tap->began_ms;
	tap->away++;
	tap->v->tapped++;
	tap->v->awayc++;
	record_put(tap->v->prm.recorder, rp);
}


/* NULL: no memory, or too many are away already */
static struct record_piece *piece_at(struct tap *tap, unsigned i)
{
	struct record_piece *rp = tap->at[i];

	if (rp || tap->away >= RECORD_AWAY_CALL || tap->v->tapped >= RECORD_AWAY_MAX)
		return rp;

	rp = mem_zalloc(sizeof(*rp), NULL);
	if (rp) {
		rp->piece.index = tap->index + i;
		memset(rp->piece.sound, SPOOL_SILENCE, sizeof(rp->piece.sound));
	}

	return tap->at[i] = rp;
}


/* The oldest piece is over: also one in which nothing was said is told of, for one that is missing was lost */
static void piece_over(struct tap *tap)
{
	struct record_piece *rp = piece_at(tap, 0);

	tap->at[0] = tap->at[1];
	tap->at[1] = NULL;
	if (rp && tap->hear_h)
		tap->hear_h(rp->piece.sound[SPOOL_CITIZEN], SPOOL_SIDE, tap->hear_arg);
	if (rp && tap->index < SPOOL_PIECES_MAX)
		put(tap, rp);
	else
		mem_deref(rp);
	tap->index++;
}


/* ---- time ---- */

static int64_t position(const struct tap *tap, int64_t now_ms)
{
	return (now_ms - tap->mono_ms) * PER_MS;
}


/* Slots up to where a packet of this moment would lie know whether they are paused */
static void slots_mark(struct tap *tap, int64_t until)
{
	for (; tap->marked * SLOT < until; tap->marked++) {
		int64_t i = tap->marked / SPOOL_SLOTS - tap->index;
		struct record_piece *rp = tap->paused && i >= 0 && i < OPEN ? piece_at(tap, (unsigned)i) : NULL;

		if (rp)
			rp->piece.paused |= 1u << (tap->marked % SPOOL_SLOTS);
	}
}


void tap_tick(struct tap *tap, int64_t now_ms)
{
	int64_t now = position(tap, now_ms);

	slots_mark(tap, now + LEAD);
	while (((int64_t)tap->index + 1) * SPOOL_SIDE <= now)
		piece_over(tap);
}


/* Of the first packet of a source, or one whose time has jumped: now */
static int64_t place(struct track *t, const struct leg_media *media, int64_t want)
{
	int64_t pos = t->pos + (int32_t)(media->ts - t->ts);

	if (!t->begun || t->ssrc != media->ssrc || pos > want + SKEW || pos < want - SKEW) {
		*t = (struct track){.begun = true, .ssrc = media->ssrc, .ts = media->ts, .pos = want};
		pos = want;
	}

	return pos;
}


static void samples_put(struct tap *tap, unsigned side, int64_t pos, const struct leg_media *media)
{
	const uint8_t *data = media->data;
	size_t left = media->size;

	while (left) {
		int64_t i = pos / SPOOL_SIDE - tap->index;
		size_t off = (size_t)(pos % SPOOL_SIDE), n = SPOOL_SIDE - off < left ? SPOOL_SIDE - off : left;
		struct record_piece *rp = i >= 0 && i < OPEN ? piece_at(tap, (unsigned)i) : NULL;

		if (rp && LEG_PCMU == media->codec)
			g711_ulaw_to_alaw(rp->piece.sound[side] + off, data, n);
		else if (rp)
			memcpy(rp->piece.sound[side] + off, data, n);
		if (rp)
			rp->piece.sides |= (uint8_t)(1u << side);

		data += n;
		pos += (int64_t)n;
		left -= n;
	}
}


void tap_media(struct tap *tap, bool staff, const struct leg_media *media, int64_t now_ms)
{
	unsigned side = staff ? SPOOL_STAFF : SPOOL_CITIZEN;
	int64_t pos = place(&tap->track[side], media, position(tap, now_ms) + LEAD);

	if (!tap->paused && !tap->stopped && !tap->over && pos >= 0 && media->size <= LEG_MEDIA_MAX)
		samples_put(tap, side, pos, media);
}


bool tap_pause(struct tap *tap, bool on)
{
	if (on == tap->paused)
		return false;

	slots_mark(tap, position(tap, clock_mono_ms()) + LEAD);
	tap->paused = on;
	return true;
}


enum call_recording tap_state(const struct tap *tap)
{
	return tap->failing ? CALL_RECORDING_FAILS : tap->paused ? CALL_RECORDING_PAUSED : CALL_RECORDING_ON;
}


void tap_hear(struct tap *tap, void (*h)(const uint8_t *sound, size_t n, void *arg), void *arg)
{
	tap->hear_h = h;
	tap->hear_arg = arg;
}


void tap_stop(struct tap *tap)
{
	if (tap->stopped)
		return;

	tap_tick(tap, clock_mono_ms());
	tap->stopped = true;
	while (tap->at[0] || tap->at[1])
		piece_over(tap);
	tap->hear_h = NULL;
}


static void end(struct tap *tap, bool drop)
{
	struct record_piece *rp;

	tap_stop(tap);
	tap->over = true;

	rp = mem_zalloc(sizeof(*rp), NULL);
	if (rp) {
		rp->end = rp->empty = true;
		rp->drop = drop;
		put(tap, rp);
	}
	else {
		log_error("voice: no memory to end a recording, the next start finds it call=%lld", tap->call);
		if (!tap->away)
			mem_deref(tap);
	}
}


void tap_end(struct tap *tap)
{
	if (tap)
		end(tap, false);
}


void tap_drop(struct tap *tap)
{
	if (!tap)
		return;

	tap->hear_h = NULL;
	end(tap, true);
}
