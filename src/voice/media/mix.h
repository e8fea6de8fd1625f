/**
 * @file mix.h  Several voices become one: linear, 20 ms a tick
 *
 * Only for who hears more than one side; two who talk are relayed packet by packet (bridge.h). librem has a mixer (aumix), with a
 * thread of its own for each mix: here everything is on the voice thread and its tick.
 *
 * What comes in is kept up to MIX_KEEP_MS, and played once MIX_AHEAD_MS of it are there: so packets may come a little late. What is missing
 * is silence; what comes late or twice is dropped.
 */
#ifndef OTKLIK_VOICE_MIX_H
#define OTKLIK_VOICE_MIX_H

#include "voice/media/leg.h"
#include "voice/media/talk.h"

enum {
	MIX_AHEAD_MS = 40,
	MIX_KEEP_MS  = 120,
	MIX_SAMPLES  = MIX_KEEP_MS * 8,
};

struct mix {                            /* zeroed to begin with */
	struct mix_in {
		int16_t ring[MIX_SAMPLES], frame[LEG_PACKET_SIZE];
		unsigned first, n;
		uint16_t seq;
		uint32_t ssrc;
		bool any, plays;
	} in[TALK_SIDES];
};

/** A packet of a side */
void mix_put(struct mix *mix, enum talk_side side, const struct leg_media *media);

/** 20 ms pass: the next frame of each side */
void mix_tick(struct mix *mix);

/** This frame of these sides together, as A-law. It never wraps round: what is too loud is cut */
void mix_take(const struct mix *mix, unsigned sides, uint8_t out[LEG_PACKET_SIZE]);

#endif
