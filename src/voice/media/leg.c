/**
 * @file leg.c  One side of a call as media
 */
#include "base/clock.h"
#include "base/id.h"
#include "voice/media/g711.h"
#include "voice/media/leg.h"

enum {
	KEY_PACKETS = LEG_DIGIT_MS / LEG_PACKET_MS,
	DROPOUT_MAX = 3000,              /* packets: so many were not lost, the source began anew (RFC 3550 §A.1) */
	KEY_ENDS = 3,                    /* RFC 4733 §2.5.1.4: the end is sent three times */
};


void leg_init(struct leg *leg, const struct leg_kind *kind, enum leg_codec codec, int event_pt)
{
	uint32_t start[2];

	/* numbers begin anywhere (RFC 3550 §5.1) */
	id_random(start, sizeof(start));

	leg->kind = kind;
	leg->codec = codec;
	leg->event_pt = event_pt;
	leg->key = -1;
	leg->seq = (uint16_t)start[0];
	leg->ts = start[1];
	leg_expect(leg);
	leg->sent_ms = leg->heard_ms;
}


void leg_listen(struct leg *leg, const struct leg_handler *handler, void *arg)
{
	leg->handler = handler;
	leg->arg = arg;
}


enum leg_state leg_state(const struct leg *leg)
{
	return leg->state;
}


enum leg_codec leg_codec(const struct leg *leg)
{
	return leg->codec;
}


/* The new source goes on where the old one stopped, as much later as it is later by the clock */
static bool rebase(struct leg *leg, const void *source, const struct leg_media *media, int64_t now_ms)
{
	int64_t passed_ms = now_ms - leg->sent_ms;
	int ahead = (int16_t)(media->seq + leg->seq_off - leg->seq);
	uint32_t next;

	if (source == leg->source && media->ssrc == leg->ssrc && ahead < DROPOUT_MAX && ahead > -DROPOUT_MAX)
		return false;

	next = leg->ts + (passed_ms > LEG_PACKET_MS ? (uint32_t)passed_ms * 8 : LEG_PACKET_SIZE);

	leg->source = source;
	leg->ssrc = media->ssrc;
	leg->seq_off = (uint16_t)(leg->seq + 1 - media->seq);
	leg->ts_off = next - media->ts;

	return true;
}


void leg_send(struct leg *leg, const void *source, const struct leg_media *media)
{
	uint8_t buf[LEG_MEDIA_MAX];
	const uint8_t *data = media->data;
	int64_t now_ms = clock_mono_ms();
	uint16_t seq;
	uint32_t ts;
	bool first;

	if (LEG_GONE == leg->state || leg->deaf || leg->key >= 0 || media->size > sizeof(buf))
		return;

	first = rebase(leg, source, media, now_ms);
	seq = (uint16_t)(media->seq + leg->seq_off);
	ts = media->ts + leg->ts_off;

	if (media->codec != leg->codec) {
		if (LEG_PCMA == leg->codec)
			g711_ulaw_to_alaw(buf, data, media->size);
		else
			g711_alaw_to_ulaw(buf, data, media->size);
		data = buf;
	}

	/* what comes late goes through, but the stream's place is that of its newest packet */
	if (first || (int16_t)(seq - leg->seq) > 0) {
		leg->seq = seq;
		leg->ts = ts;
		leg->sent_ms = now_ms;
	}

	leg->kind->send_h(leg, (uint8_t)leg->codec, first || media->marker, seq, ts, data, media->size);
}


int leg_digit(struct leg *leg, char digit)
{
	int event = dtmf_event(digit);

	if (event < 0)
		return EINVAL;
	if (leg->event_pt < 0)
		return ENOTSUP;
	if (leg->key >= 0)
		return EBUSY;

	leg->key = event;
	leg->key_ticks = 0;
	leg->key_ts = leg->ts + LEG_PACKET_SIZE;
	leg->source = NULL;                      /* what follows is rebased behind the key */

	return 0;
}


void leg_tick(struct leg *leg)
{
	uint8_t payload[DTMF_SIZE];
	uint16_t n;
	bool end;

	if (leg->key < 0)
		return;

	n = ++leg->key_ticks;
	end = n > KEY_PACKETS;
	dtmf_encode(payload, leg->key, end, (uint16_t)((end ? KEY_PACKETS : n) * DTMF_STEP));
	leg->kind->send_h(leg, (uint8_t)leg->event_pt, 1 == n, ++leg->seq, leg->key_ts, payload, sizeof(payload));

	if (n == KEY_PACKETS + KEY_ENDS) {
		leg->key = -1;
		leg->ts = leg->key_ts + KEY_PACKETS * DTMF_STEP;
		leg->sent_ms = clock_mono_ms();
	}
}


void leg_second(struct leg *leg, int64_t now_ms)
{
	if (LEG_GONE != leg->state && leg->kind->second_h)
		leg->kind->second_h(leg, now_ms);
}


void leg_quality(const struct leg *leg, struct call_quality *q)
{
	if (LEG_GONE == leg->state || !leg->kind->quality_h || !leg->kind->quality_h(leg, q))
		*q = (struct call_quality)CALL_QUALITY_UNKNOWN;
}


void leg_end(struct leg *leg, enum call_cause cause)
{
	if (LEG_GONE == leg->state)
		return;

	leg->state = LEG_GONE;
	leg->handler = NULL;
	leg->kind->end_h(leg, cause);
}


bool leg_silent(const struct leg *leg, int64_t now_ms)
{
	return !leg->mute && LEG_GONE != leg->state && LEG_LOST != leg->state && now_ms - leg->heard_ms >= LEG_SILENT_MS;
}


bool leg_unheard(const struct leg *leg, int64_t now_ms)
{
	return !leg->mute && (LEG_OPEN == leg->state || LEG_UP == leg->state) && now_ms - leg->sound_ms >= LEG_UNHEARD_MS;
}


bool leg_holds(const struct leg *leg)
{
	return leg->deaf;
}


bool leg_unreached(const struct leg *leg)
{
	struct call_quality q;

	if (leg->deaf || LEG_UP != leg->state)
		return false;

	leg_quality(leg, &q);
	return q.unseen;
}


void leg_expect(struct leg *leg)
{
	leg->heard_ms = leg->sound_ms = clock_mono_ms();
}


void leg_heard(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, uint32_t ssrc, const uint8_t *data, size_t size)
{
	const struct leg_handler *h;
	char digit;

	if (LEG_GONE == leg->state)
		return;

	leg_expect(leg);
	h = leg->handler;

	if (pt == leg->event_pt) {
		digit = dtmf_heard(&leg->dtmf, ts, ssrc, data, size);
		if (digit && h && h->digit_h)
			h->digit_h(leg, digit, leg->arg);
		return;
	}

	if ((LEG_PCMA != pt && LEG_PCMU != pt) || !size || size > LEG_MEDIA_MAX)
		return;

	if (h && h->media_h)
		h->media_h(leg, &(struct leg_media){.codec = (enum leg_codec)pt, .marker = marker, .seq = seq, .ts = ts,
						    .ssrc = ssrc, .data = data, .size = size}, leg->arg);
}


void leg_change(struct leg *leg, enum leg_state state, enum call_cause cause)
{
	if (LEG_GONE == leg->state || state == leg->state)
		return;

	if (LEG_UP == state)
		leg_expect(leg);                         /* its silence while it was lost is over */

	leg->state = state;
	if (leg->handler && leg->handler->state_h)
		leg->handler->state_h(leg, state, cause, leg->arg);
}
