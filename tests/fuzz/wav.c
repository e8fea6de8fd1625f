/**
 * @file wav.c  Recordings: WAV files of strangers, and all that is made of their samples
 */
#include <math.h>
#include <stdlib.h>
#include "fuzz.h"
#include "sound/pcm.h"

enum { WAV_MAX = 1 << 16 };


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);         /* of this very size: what reads past it is seen */
	struct sound *sound = NULL;
	struct pcm *pcm = NULL;
	struct wav wav;

	CLAIM(copy);
	if (size)
		memcpy(copy, data, size);

	if (size > WAV_MAX || wav_read(&wav, copy, size))
		goto out;

	CLAIM(wav.samples * 2 <= size);
	CLAIM(!pcm_of_wav(&pcm, &wav));
	CLAIM(!pcm_resample(pcm) && SOUND_RATE == pcm->rate);
	pcm_trim(pcm);
	pcm_level(pcm);
	for (size_t i = 0; i < pcm->n; i++)
		CLAIM(fabsf(pcm->at[i]) <= 1.0f);

	CLAIM((0 == pcm_sound(&sound, pcm)) == (pcm->n > 0));

out:
	(void)sound_unref(sound);
	mem_deref(pcm);
	free(copy);
	return 0;
}
