/**
 * @file dtmf.h  Telephone keys in RTP (RFC 4733): a decoder that hears each press once, and a sender
 *
 * A press is a run of packets with one RTP timestamp, its first instant; the end is sent three times. The decoder tells a
 * press at the first packet that comes of it, so it needs neither the first nor the last: keys on the timestamp, not on the key,
 * so that the same digit twice is two presses even when all end packets of the first were lost. Pure; any thread.
 */
#ifndef OTKLIK_VOICE_DTMF_H
#define OTKLIK_VOICE_DTMF_H

#include "base/def.h"

enum {
	DTMF_SIZE = 4,                   /* bytes of an event's payload */
	DTMF_STEP = 160,                 /* 20 ms at 8 kHz: between two packets */
};

struct dtmf {                            /* zeroed before the first packet */
	bool heard;                      /* at least one event came */
	bool ended;                      /* its end too */
	uint8_t event;
	uint16_t duration;               /* longest said, 8 kHz */
	uint32_t ts, ssrc;               /* of the press */
};

/**
 * Feeds the payload of one event packet
 *
 * @param ts   RTP timestamp
 * @param ssrc RTP source: a new one begins anew
 *
 * @return the key (0-9 * # A-D) when a press begins, else 0: more of the same, late, no key, malformed
 */
char dtmf_heard(struct dtmf *d, uint32_t ts, uint32_t ssrc, const uint8_t *payload, size_t len);

/** The event of a key, 0 … 15; negative when it is none */
int dtmf_event(char digit);

/** The payload of a packet; duration in 8 kHz units */
void dtmf_encode(uint8_t out[DTMF_SIZE], int event, bool end, uint16_t duration);

#endif
