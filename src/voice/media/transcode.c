/**
 * @file transcode.c  Opus to A-law and back
 */
#include <opus/opus.h>
#include <rem/rem_g711.h>
#include "voice/media/transcode.h"

enum {
	RATE_HZ = 8000,
	FRAME = 160,                     /* samples of 20 ms */
	FRAMES_MAX = 3,
	BITRATE = 16000,                 /* bit/s: narrow-band speech, transparent beside A-law */
};

struct transcoder {
	OpusEncoder *coder;
	OpusDecoder *decoder;
};


static void transcoder_destructor(void *arg)
{
	struct transcoder *t = arg;

	if (t->coder)
		opus_encoder_destroy(t->coder);
	if (t->decoder)
		opus_decoder_destroy(t->decoder);
}


int transcoder_alloc(struct transcoder **tp)
{
	struct transcoder *t = mem_zalloc(sizeof(*t), transcoder_destructor);
	int bad;

	if (!t)
		return ENOMEM;

	t->coder = opus_encoder_create(RATE_HZ, 1, OPUS_APPLICATION_VOIP, &bad);
	t->decoder = opus_decoder_create(RATE_HZ, 1, &bad);
	if (!t->coder || !t->decoder || opus_encoder_ctl(t->coder, OPUS_SET_BITRATE(BITRATE)) ||
	    opus_encoder_ctl(t->coder, OPUS_SET_INBAND_FEC(1))) {
		mem_deref(t);
		return ENOMEM;
	}

	*tp = t;
	return 0;
}


/* librem's table ends before the lowest sample */
static uint8_t alaw_of(int16_t sample)
{
	return g711_pcm2alaw(sample < -32767 ? -32767 : sample);
}


size_t transcode_in(struct transcoder *t, uint8_t alaw[TRANSCODE_SAMPLES], const uint8_t *opus, size_t len)
{
	int16_t pcm[TRANSCODE_SAMPLES];
	int n;

	if (!len || len > INT32_MAX)
		return 0;

	n = opus_decode(t->decoder, opus, (opus_int32)len, pcm, TRANSCODE_SAMPLES, 0);
	for (int i = 0; i < n; i++)
		alaw[i] = alaw_of(pcm[i]);

	return n > 0 ? (size_t)n : 0;
}


size_t transcode_out(struct transcoder *t, uint8_t opus[TRANSCODE_BYTES], const uint8_t *alaw, size_t samples)
{
	int16_t pcm[FRAMES_MAX * FRAME];
	int n;

	if (!samples || samples % FRAME || samples > FRAMES_MAX * FRAME)
		return 0;

	for (size_t i = 0; i < samples; i++)
		pcm[i] = g711_alaw2pcm(alaw[i]);

	n = opus_encode(t->coder, pcm, (int)samples, opus, TRANSCODE_BYTES);
	return n > 0 ? (size_t)n : 0;
}
