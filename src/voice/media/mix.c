/**
 * @file mix.c  Several voices become one
 */
#include <stdint.h>
#include <rem/rem_g711.h>
#include "voice/media/mix.h"

enum { LOUDEST = 32635 };                /* what A-law can say */


void mix_put(struct mix *mix, enum talk_side side, const struct leg_media *media)
{
	struct mix_in *in = &mix->in[side];
	size_t size = media->size < MIX_SAMPLES ? media->size : MIX_SAMPLES;

	if (in->any && media->ssrc == in->ssrc && (int16_t)(media->seq - in->seq) <= 0 && (int16_t)(media->seq - in->seq) > -100)
		return;

	in->any = true;
	in->seq = media->seq;
	in->ssrc = media->ssrc;
	if (in->n + size > MIX_SAMPLES) {        /* it comes faster than it is played: the oldest goes */
		unsigned less = in->n + (unsigned)size - MIX_SAMPLES;

		in->first = (in->first + less) % MIX_SAMPLES;
		in->n -= less;
	}

	for (size_t i = 0; i < size; i++) {
		in->ring[(in->first + in->n) % MIX_SAMPLES] =
			LEG_PCMA == media->codec ? g711_alaw2pcm(media->data[i]) : g711_ulaw2pcm(media->data[i]);
		in->n++;
	}
}


static void next(struct mix_in *in)
{
	if (!in->plays)
		in->plays = in->n >= MIX_AHEAD_MS * 8;
	else if (in->n < LEG_PACKET_SIZE)
		in->plays = false;

	if (!in->plays) {
		memset(in->frame, 0, sizeof(in->frame));
		return;
	}

	for (unsigned i = 0; i < LEG_PACKET_SIZE; i++)
		in->frame[i] = in->ring[(in->first + i) % MIX_SAMPLES];
	in->first = (in->first + LEG_PACKET_SIZE) % MIX_SAMPLES;
	in->n -= LEG_PACKET_SIZE;
}


void mix_tick(struct mix *mix)
{
	for (unsigned side = 0; side < TALK_SIDES; side++)
		next(&mix->in[side]);
}


void mix_take(const struct mix *mix, unsigned sides, uint8_t out[LEG_PACKET_SIZE])
{
	for (unsigned i = 0; i < LEG_PACKET_SIZE; i++) {

		int sum = 0;

		for (unsigned side = 0; side < TALK_SIDES; side++) {
			if (sides & TALK_BIT(side))
				sum += mix->in[side].frame[i];
		}
		sum = sum > LOUDEST ? LOUDEST : sum < -LOUDEST ? -LOUDEST : sum;
		out[i] = g711_pcm2alaw((int16_t)sum);
	}
}
