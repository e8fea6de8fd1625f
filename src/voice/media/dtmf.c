/**
 * @file dtmf.c  Telephone keys in RTP (RFC 4733)
 */
#include "voice/media/dtmf.h"

static const char keys[] = "0123456789*#ABCD";

enum {
	KEYS = 16,
	LATE_MAX = 5 * 8000,             /* an older press is one that came late, when it is not older than 5 s */
	VOLUME = 10,                     /* -10 dBm0 */
	SEGMENT = 0xffff,                /* a press longer than 8 s goes on as a new segment, its timestamp so much later (§2.5.1.3) */
};


/* Is this packet of the press we know, although its timestamp is another? */
static bool same_press(const struct dtmf *d, uint32_t ts, uint8_t event, uint16_t duration)
{
	uint32_t later = ts - d->ts;

	if (event != d->event || d->ended)
		return false;

	/* some phones move the timestamp along with the duration, against §2.1 */
	return SEGMENT == later || (duration > d->duration && later == (uint32_t)(duration - d->duration));
}


char dtmf_heard(struct dtmf *d, uint32_t ts, uint32_t ssrc, const uint8_t *payload, size_t len)
{
	uint8_t event;
	uint16_t duration;
	int32_t later;
	bool end, again;

	if (len < DTMF_SIZE || payload[0] >= KEYS)
		return 0;

	event = payload[0];
	end = payload[1] & 0x80;
	duration = (uint16_t)(payload[2] << 8 | payload[3]);
	later = (int32_t)(ts - d->ts);

	if (d->heard && ssrc == d->ssrc) {
		if (later < 0 && later > -LATE_MAX)
			return 0;

		again = 0 == later || same_press(d, ts, event, duration);
		if (again) {
			d->ended |= end;
			d->ts = ts;
			d->duration = duration;
			return 0;
		}
	}

	*d = (struct dtmf){.heard = true, .ended = end, .event = event, .duration = duration, .ts = ts, .ssrc = ssrc};
	return keys[event];
}


int dtmf_event(char digit)
{
	const char *at = digit ? strchr(keys, digit >= 'a' && digit <= 'd' ? digit - 'a' + 'A' : digit) : NULL;

	return at ? (int)(at - keys) : -1;
}


void dtmf_encode(uint8_t out[DTMF_SIZE], int event, bool end, uint16_t duration)
{
	out[0] = (uint8_t)event;
	out[1] = (uint8_t)((end ? 0x80 : 0) | VOLUME);
	out[2] = (uint8_t)(duration >> 8);
	out[3] = (uint8_t)duration;
}
