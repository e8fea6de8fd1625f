/**
 * @file pcm.c  Makes telephone sound of what a voice program or a microphone gave
 */
#include <math.h>
#include <stdlib.h>
#include <speex/speex_resampler.h>
#include "sound/pcm.h"
#include <rem/rem_g711.h>

enum {
	FRAME     = SOUND_RATE / 50,            /* 20 ms */
	LEAD      = SOUND_RATE / 100,           /* 10 ms stay before speech */
	TAIL      = SOUND_RATE / 25,            /* 40 ms behind it: words fade out */
	FADE      = SOUND_RATE / 200,           /* 5 ms */
	QUIET_DB  = 40,                         /* below the highest sample: silence at the ends */
	QUALITY   = 8,                          /* of the resampler: what is above 4 kHz goes down by 80 dB (test_pcm_resample) */
	HELD_MAX  = 65536,                      /* samples: more than the filter holds back at any rate */
	GAIN_MAX_DB = 30,                       /* what is quieter is noise */
};

static const float full = 32768.0f;


static float of_db(float db)
{
	return powf(10.0f, db / 20.0f);
}


static float to_db(float level)
{
	return level > 0.0f ? 20.0f * log10f(level) : -200.0f;
}


static void pcm_free(void *data)
{
	struct pcm *pcm = data;

	mem_deref(pcm->at);
}


int pcm_of_wav(struct pcm **pcmp, const struct wav *wav)
{
	struct pcm *pcm = mem_zalloc(sizeof(*pcm), pcm_free);

	if (!pcm)
		return ENOMEM;

	pcm->rate = wav->rate;
	pcm->n = wav->samples;
	pcm->at = mem_alloc((pcm->n + 1) * sizeof(float), NULL);
	if (!pcm->at) {
		mem_deref(pcm);
		return ENOMEM;
	}

	for (size_t i = 0; i < pcm->n; i++)
		pcm->at[i] = (float)wav_sample(wav, i) / full;

	*pcmp = pcm;
	return 0;
}


/* All of it in one call; what the filter holds back at the end is pushed out with silence */
static int resample(SpeexResamplerState *rs, struct pcm *pcm, float *dst, size_t size)
{
	static const float silence[1024];
	spx_uint32_t in = (spx_uint32_t)pcm->n, out = (spx_uint32_t)size;
	size_t done;

	if (speex_resampler_skip_zeros(rs) || speex_resampler_process_float(rs, 0, pcm->at, &in, dst, &out))
		return EINVAL;

	done = out;
	for (size_t held = 0; done < size && held < HELD_MAX; held += in) {

		in = sizeof(silence) / sizeof(silence[0]);
		out = (spx_uint32_t)(size - done);
		if (speex_resampler_process_float(rs, 0, silence, &in, dst + done, &out))
			return EINVAL;
		done += out;
	}

	return done == size ? 0 : EINVAL;
}


int pcm_resample(struct pcm *pcm)
{
	const size_t size = (size_t)((uint64_t)pcm->n * SOUND_RATE / pcm->rate);
	SpeexResamplerState *rs;
	float *dst;
	int err, code;

	if (SOUND_RATE == pcm->rate)
		return 0;

	dst = mem_alloc((size + 1) * sizeof(float), NULL);
	rs = dst ? speex_resampler_init(1, pcm->rate, SOUND_RATE, QUALITY, &code) : NULL;
	if (!rs) {
		mem_deref(dst);
		return ENOMEM;
	}

	err = resample(rs, pcm, dst, size);
	speex_resampler_destroy(rs);
	if (err) {
		mem_deref(dst);
		return err;
	}

	mem_deref(pcm->at);
	pcm->at = dst;
	pcm->n = size;
	pcm->rate = SOUND_RATE;
	return 0;
}


static float peak(const struct pcm *pcm)
{
	float high = 0.0f;

	for (size_t i = 0; i < pcm->n; i++)
		high = fmaxf(high, fabsf(pcm->at[i]));

	return high;
}


float pcm_peak_db(const struct pcm *pcm)
{
	return to_db(peak(pcm));
}


void pcm_trim(struct pcm *pcm)
{
	const float quiet = fmaxf(peak(pcm) * of_db(-QUIET_DB), 1.0f / full);
	size_t first = 0, end = pcm->n;

	while (first < end && fabsf(pcm->at[first]) < quiet)
		first++;
	while (end > first && fabsf(pcm->at[end - 1]) < quiet)
		end--;

	if (first == end) {
		pcm->n = 0;
		return;
	}

	first = first > LEAD ? first - LEAD : 0;
	end = pcm->n - end > TAIL ? end + TAIL : pcm->n;
	pcm->n = end - first;
	memmove(pcm->at, pcm->at + first, pcm->n * sizeof(float));

	for (size_t i = 0; i < FADE && i < pcm->n / 2; i++) {
		pcm->at[i] *= (float)i / FADE;
		pcm->at[pcm->n - 1 - i] *= (float)i / FADE;
	}
}


static float frame_power(const struct pcm *pcm, size_t from)
{
	const size_t end = from + FRAME < pcm->n ? from + FRAME : pcm->n;
	double sum = 0.0;

	for (size_t i = from; i < end; i++)
		sum += (double)pcm->at[i] * pcm->at[i];

	return (float)(sum / FRAME);
}


/* RMS of the frames that are no pauses */
static float active(const struct pcm *pcm)
{
	float loudest = 0.0f, floor;
	double sum = 0.0;
	size_t frames = 0;

	for (size_t i = 0; i < pcm->n; i += FRAME)
		loudest = fmaxf(loudest, frame_power(pcm, i));

	floor = loudest * of_db(-2 * PCM_ACTIVE_DB);
	for (size_t i = 0; i < pcm->n; i += FRAME) {

		const float power = frame_power(pcm, i);

		if (power > floor) {
			sum += power;
			frames++;
		}
	}

	return frames ? (float)sqrt(sum / (double)frames) : 0.0f;
}


float pcm_active_db(const struct pcm *pcm)
{
	return to_db(active(pcm));
}


/* Straight up to half of the ceiling, bent above, never over it */
static float bend(float x, float ceiling)
{
	const float knee = ceiling / 2, over = fabsf(x) - knee;

	return over <= 0.0f ? x : copysignf(knee + knee * tanhf(over / knee), x);
}


void pcm_level(struct pcm *pcm)
{
	const float level = active(pcm), ceiling = of_db(PCM_PEAK_DB);
	float gain;

	if (level <= 0.0f)
		return;

	gain = fminf(of_db(PCM_LEVEL_DB) / level, of_db(GAIN_MAX_DB));
	for (size_t i = 0; i < pcm->n; i++)
		pcm->at[i] = bend(pcm->at[i] * gain, ceiling);
}


/* g711_pcm2alaw(-32768) reads out of its table */
static uint8_t alaw(float x)
{
	const float y = roundf(x * full);

	return g711_pcm2alaw((int16_t)fmaxf(-32767.0f, fminf(32767.0f, y)));
}


int pcm_sound(struct sound **sp, const struct pcm *pcm)
{
	uint8_t *buf = pcm->n ? malloc(pcm->n) : NULL;
	int err;

	if (!buf)
		return pcm->n ? ENOMEM : EINVAL;

	for (size_t i = 0; i < pcm->n; i++)
		buf[i] = alaw(pcm->at[i]);

	err = sound_alloc(sp, buf, pcm->n);
	free(buf);
	return err;
}


void pcm_of_sound(int16_t *dst, const struct sound *sound)
{
	uint8_t buf[FRAME];

	for (size_t at = 0; at < sound_samples(sound); at += FRAME) {

		const size_t left = sound_samples(sound) - at, n = left < FRAME ? left : FRAME;

		sound_read(sound, at, buf, n);
		for (size_t i = 0; i < n; i++)
			dst[at + i] = g711_alaw2pcm(buf[i]);
	}
}
