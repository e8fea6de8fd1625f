/**
 * @file hold.c  Music on hold: three layers over sixteen chords
 *
 * Notes are counted in semitones from A4 = 440 Hz. A struck note is a sum of three damped oscillators, each two
 * multiplications a sample: y[n] = 2 r cos w · y[n-1] - r² · y[n-2].
 */
#include <math.h>
#include "sound/hold.h"
#include "sound/pcm.h"

enum {
	BARS       = 16,
	BAR        = HOLD_S / BARS * SOUND_RATE,         /* samples */
	STEPS      = 8,                                  /* of the arpeggio in a bar */
	BEATS      = 4,                                  /* of the melody in a bar */
	VOICES     = 4,
	LENGTH     = HOLD_S * SOUND_RATE,
	RING       = 3 * SOUND_RATE,                     /* samples that a struck note is followed for */
	NONE       = 99,
};

static const double pi = 3.14159265358979323846;

/* From the root up; C4 is -9 */
static const int8_t chord[BARS][VOICES] = {
	{-9, -5, -2, 2}, {-12, -5, 0, 3}, {-4, 0, 3, 7}, {-2, 2, 5, 7},          /* C maj7, A m7, F maj7, G 6 */
	{-5, -2, 2, 5}, {-12, -5, 0, 3}, {-7, -4, 0, 3}, {-2, 2, 5, 8},          /* E m7, A m7, D m7, G 7 */
	{-4, 0, 3, 7}, {-5, -2, 2, 5}, {-7, -4, 0, 3}, {-9, -5, -2, 2},          /* F maj7, E m7, D m7, C maj7 */
	{-12, -5, 0, 3}, {-4, 0, 3, 7}, {-7, -4, 0, 3}, {-2, 3, 5, 10},          /* A m7, F maj7, D m7, G sus */
};

/* Which voice of the chord a step strikes; two patterns in turn */
static const uint8_t pattern[2][STEPS] = {{0, 2, 1, 3, 2, 1, 3, 2}, {0, 1, 2, 3, 2, 3, 1, 2}};

static const int8_t melody[BARS][BEATS] = {
	{10, NONE, 7, NONE}, {NONE, 15, NONE, 12}, {12, NONE, 10, 7}, {NONE, NONE, 5, NONE},
	{NONE, 10, NONE, 7}, {7, NONE, 12, NONE}, {NONE, 8, 12, NONE}, {10, NONE, NONE, NONE},
	{15, NONE, 12, NONE}, {NONE, 14, NONE, 10}, {12, NONE, 8, NONE}, {7, NONE, NONE, NONE},
	{NONE, NONE, 7, NONE}, {NONE, 12, 10, NONE}, {8, NONE, 5, NONE}, {NONE, 3, NONE, NONE},
};


static double hertz(int semitone)
{
	return 440.0 * pow(2.0, semitone / 12.0);
}


/* One damped oscillator, struck at a sample of the loop; `half_ms`: until it is half as loud */
static void partial(float *loop, size_t at, double hz, double loud, double half_ms)
{
	const double w = 2 * pi * hz / SOUND_RATE, r = pow(0.5, 1000.0 / (half_ms * SOUND_RATE));
	const double a = 2 * r * cos(w), b = r * r;
	double y1 = -loud * r * sin(w), y2 = -loud * r * r * sin(2 * w);

	if (hz > 3400)
		return;

	for (size_t i = 0; i < RING; i++) {

		const double y = a * y1 - b * y2;
		const double soft = i < 80 ? i / 80.0 : i > RING - 400 ? (RING - i) / 400.0 : 1.0;

		loop[(at + i) % LENGTH] += (float)(y * soft);
		y2 = y1;
		y1 = y;
	}
}


static void strike(float *loop, size_t at, int semitone, double loud)
{
	const double hz = hertz(semitone);

	partial(loop, at, hz, loud, 420);
	partial(loop, at, 2 * hz, 0.35 * loud, 260);
	partial(loop, at, 4 * hz, 0.10 * loud, 90);
}


/* A chord's voice swells and fades over a bar and a half, so that chords flow into each other */
static void swell(float *loop, size_t at, int semitone, double loud)
{
	const double w = 2 * pi * hertz(semitone) / SOUND_RATE;
	const size_t n = BAR + BAR / 2;

	for (size_t i = 0; i < n; i++) {

		const double envelope = 0.5 - 0.5 * cos(2 * pi * (double)i / (double)n);
		const double phase = w * (double)i;

		loop[(at + i) % LENGTH] += (float)(loud * envelope * (sin(phase) + 0.3 * sin(2 * phase)));
	}
}


static void bar_play(float *loop, unsigned bar)
{
	const size_t at = (size_t)bar * BAR;

	for (unsigned i = 0; i < VOICES; i++)
		swell(loop, at, chord[bar][i], 0.10);

	for (unsigned i = 0; i < STEPS; i++)
		strike(loop, at + i * (BAR / STEPS), chord[bar][pattern[bar % 2][i]] + 12, 0 == i ? 0.30 : 0.20);

	for (unsigned i = 0; i < BEATS; i++) {
		if (NONE != melody[bar][i])
			strike(loop, at + i * (BAR / BEATS), melody[bar][i], 0.38);
	}
}


static void level(struct pcm *pcm)
{
	double sum = 0.0, gain;

	for (size_t i = 0; i < pcm->n; i++)
		sum += (double)pcm->at[i] * pcm->at[i];

	gain = pow(10.0, HOLD_DB / 20.0) / sqrt(sum / (double)pcm->n);
	for (size_t i = 0; i < pcm->n; i++)
		pcm->at[i] *= (float)gain;
}


int hold_make(struct sound **sp)
{
	struct pcm pcm = {.n = LENGTH, .rate = SOUND_RATE};
	int err;

	pcm.at = mem_zalloc(LENGTH * sizeof(*pcm.at), NULL);
	if (!pcm.at)
		return ENOMEM;

	for (unsigned bar = 0; bar < BARS; bar++)
		bar_play(pcm.at, bar);

	level(&pcm);
	err = pcm_sound(sp, &pcm);
	mem_deref(pcm.at);
	return err;
}
