/**
 * @file render.c  Words or a recording become a sound
 */
#include "base/durable.h"
#include "sound/pcm.h"
#include "sound/render.h"

enum { WIDE_RATE = 16000, FILE_HEAD_MAX = 65536 };


int render_words(struct sound **soundp, const struct espeak *how)
{
	struct mbuf *mb = NULL;
	struct pcm *pcm = NULL;
	struct wav wav;
	int err = espeak_run(&mb, how);

	if (err)
		return err;

	if (wav_read(&wav, mb->buf, mb->end) || !wav.samples) {
		err = EPROTO;
		goto out;
	}

	err = pcm_of_wav(&pcm, &wav);
	err = err ? err : pcm_resample(pcm);
	if (err)
		goto out;

	pcm_trim(pcm);
	pcm_level(pcm);
	err = pcm->n ? pcm_sound(soundp, pcm) : EPROTO;

out:
	mem_deref(pcm);
	mem_deref(mb);
	return err;
}


int render_recording(struct sound **soundp, const char *path, unsigned max_s)
{
	struct mbuf *mb = NULL;
	struct pcm *pcm = NULL;
	struct wav wav;
	int err = durable_read(path, FILE_HEAD_MAX + (size_t)max_s * WIDE_RATE * 2, &mb);

	if (err)
		return err;

	err = wav_read(&wav, mb->buf, mb->end);
	if (!err && SOUND_RATE != wav.rate && WIDE_RATE != wav.rate)
		err = ENOTSUP;
	if (!err && wav.samples > (size_t)max_s * wav.rate)
		err = EFBIG;
	if (!err && !wav.samples)
		err = EBADMSG;

	err = err ? err : pcm_of_wav(&pcm, &wav);
	err = err ? err : pcm_resample(pcm);
	err = err ? err : pcm_sound(soundp, pcm);

	mem_deref(pcm);
	mem_deref(mb);
	return err;
}
