/**
 * @file test_pcm.c  From a file to telephone sound: resampling measured, silence, level, WAV files of strangers
 */
#include <math.h>
#include "test.h"
#include "sound/pcm.h"
#include "sound/pronounce.h"


int test_pcm_resample(void);
int test_pcm_delay(void);
int test_pcm_trim(void);
int test_pcm_level(void);
int test_pcm_alaw(void);
int test_wav(void);
int test_wav_refuse(void);
int test_pronounce(void);

enum { RATE = 22050, TONE_S = 1 };

static const double pi = 3.14159265358979323846;


/* A file of a tone: amplitude of full scale, silence before and behind it */
static int tone(struct pcm **pcmp, double hz, double amplitude, size_t silence)
{
	static int16_t samples[2 * RATE * TONE_S];
	struct mbuf *mb = mbuf_alloc(1024);
	const size_t n = RATE * TONE_S;
	struct wav wav;
	int err = mb ? 0 : ENOMEM;

	if (err)
		goto out;

	memset(samples, 0, sizeof(samples));
	for (size_t i = silence; i < n - silence; i++)
		samples[i] = (int16_t)lrint(32767 * amplitude * sin(2 * pi * hz * (double)i / RATE));

	TEST_OK(wav_write(mb, samples, n, RATE));
	TEST_OK(wav_read(&wav, mb->buf, mb->end));
	TEST(RATE == wav.rate && n == wav.samples);
	TEST_OK(pcm_of_wav(pcmp, &wav));

out:
	mem_deref(mb);
	return err;
}


/* The level of a tone after resampling, in dB below what it was */
static int through(double hz, float *db)
{
	struct pcm *pcm = NULL;
	float before;
	int err;

	TEST_OK(tone(&pcm, hz, 0.5, 0));
	before = pcm_active_db(pcm);
	TEST_OK(pcm_resample(pcm));
	TEST(SOUND_RATE == pcm->rate && SOUND_RATE * TONE_S == pcm->n);

	pcm->at += SOUND_RATE / 10;              /* the filter begins and ends with the tone: look between */
	pcm->n -= SOUND_RATE / 5;
	*db = before - pcm_active_db(pcm);
	pcm->at -= SOUND_RATE / 10;

out:
	mem_deref(pcm);
	return err;
}


/* What a telephone passes comes through whole; what is above 4 kHz neither passes nor comes back folded */
int test_pcm_resample(void)
{
	float db;
	int err = 0;

	for (unsigned hz = 200; hz <= 3400; hz += 400) {
		TEST_OK(through(hz, &db));
		TEST(fabsf(db) < 0.1f);
	}

	for (unsigned hz = 4300; hz < 11000; hz += 700) {
		TEST_OK(through(hz, &db));
		TEST(db > 80.0f);
	}

out:
	return err;
}


/* A click stays where it was: what the filter delays is taken back */
int test_pcm_delay(void)
{
	struct pcm *pcm = NULL;
	size_t high = 0;
	int err;

	TEST_OK(tone(&pcm, 440, 0, 0));
	pcm->at[RATE / 2] = 1.0f;
	TEST_OK(pcm_resample(pcm));
	for (size_t i = 0; i < pcm->n; i++)
		high = pcm->at[i] > pcm->at[high] ? i : high;
	TEST(high >= SOUND_RATE / 2 - 1 && high <= SOUND_RATE / 2 + 1);

out:
	mem_deref(pcm);
	return err;
}


int test_pcm_trim(void)
{
	struct pcm *pcm = NULL;
	size_t n;
	int err;

	TEST_OK(tone(&pcm, 440, 0.5, RATE / 4));
	TEST_OK(pcm_resample(pcm));
	pcm_trim(pcm);
	TEST(pcm->n > SOUND_RATE / 2 && pcm->n < SOUND_RATE / 2 + SOUND_RATE / 15);
	TEST(fabsf(pcm->at[0]) < 0.001f && fabsf(pcm->at[pcm->n - 1]) < 0.001f);

	n = pcm->n;
	pcm_trim(pcm);
	TEST(n - pcm->n < SOUND_RATE / 50);

	pcm = mem_deref(pcm);
	TEST_OK(tone(&pcm, 440, 0, 0));
	TEST_OK(pcm_resample(pcm));
	pcm_trim(pcm);
	TEST(0 == pcm->n);

out:
	mem_deref(pcm);
	return err;
}


/* Quiet and loud become one; a peak stays below the ceiling; silence stays silence */
int test_pcm_level(void)
{
	static const double amplitude[] = {0.01, 0.1, 0.99};
	struct pcm *pcm = NULL;
	int err = 0;

	for (unsigned i = 0; i < 3; i++) {
		TEST_OK(tone(&pcm, 440, amplitude[i], RATE / 3));
		TEST_OK(pcm_resample(pcm));
		pcm_level(pcm);
		TEST(fabsf(pcm_active_db(pcm) - PCM_LEVEL_DB) < 0.7f);
		pcm = mem_deref(pcm);
	}

	TEST_OK(tone(&pcm, 440, 0.05, 0));
	for (size_t i = 0; i < pcm->n; i += 997)        /* clicks, 20 dB above the rest */
		pcm->at[i] = 0.5f;
	pcm_level(pcm);
	TEST(pcm_peak_db(pcm) <= PCM_PEAK_DB + 0.01f && pcm_active_db(pcm) > PCM_LEVEL_DB - 2);
	pcm = mem_deref(pcm);

	TEST_OK(tone(&pcm, 440, 0, 0));
	pcm_level(pcm);
	TEST(pcm_peak_db(pcm) < -100.0f);

out:
	mem_deref(pcm);
	return err;
}


/* Every sample there is becomes its nearest one, the lowest too */
int test_pcm_alaw(void)
{
	struct sound *sound = NULL;
	struct pcm pcm = {.rate = SOUND_RATE, .n = 65536 / 8 + 1};
	int16_t *back = NULL;
	int err = ENOMEM;

	pcm.at = mem_alloc(pcm.n * sizeof(*pcm.at), NULL);
	back = mem_alloc(pcm.n * sizeof(*back), NULL);
	if (!pcm.at || !back)
		goto out;

	for (size_t i = 0; i < pcm.n; i++)
		pcm.at[i] = ((float)i * 8 - 32768) / 32768;

	TEST_OK(pcm_sound(&sound, &pcm));
	TEST(pcm.n == sound_samples(sound));
	pcm_of_sound(back, sound);
	for (size_t i = 0; i < pcm.n; i++) {
		const float want = pcm.at[i] * 32768;

		TEST(fabsf((float)back[i] - want) <= fmaxf(16.0f, fabsf(want) / 30));
	}

	pcm.n = 0;
	TEST(EINVAL == pcm_sound(&sound, &pcm));

out:
	(void)sound_unref(sound);
	mem_deref(pcm.at);
	mem_deref(back);
	return err;
}


static int file(struct mbuf *mb, const char *text, size_t n)
{
	mbuf_rewind(mb);
	return mbuf_write_mem(mb, (const uint8_t *)text, n);
}

#define FMT(rate, codec, channels, bits) "fmt \x10\0\0\0" codec "\0" channels "\0" rate "\0\0\0\0\0\0" bits "\0"
#define LIT(s) s, sizeof(s) - 1
#define RATE_8K "\x40\x1f\0\0"


int test_wav(void)
{
	struct mbuf *mb = mbuf_alloc(256);
	struct wav wav;
	int err = mb ? 0 : ENOMEM;

	if (err)
		goto out;

	TEST_OK(file(mb, LIT("RIFF\0\0\0\0WAVELIST\3\0\0\0abc\0" FMT(RATE_8K, "\1", "\1", "\x10") "data\4\0\0\0\1\0\xff\xff" "more")));
	TEST_OK(wav_read(&wav, mb->buf, mb->end));
	TEST(8000 == wav.rate && 2 == wav.samples && 1 == wav_sample(&wav, 0) && -1 == wav_sample(&wav, 1));

	/* the length of a stream that did not know it */
	TEST_OK(file(mb, LIT("RIFF\0\xf0\xff\x7fWAVE" FMT(RATE_8K, "\1", "\1", "\x10") "data\0\xf0\xff\x7f\0\x80\1\0\2")));
	TEST_OK(wav_read(&wav, mb->buf, mb->end));
	TEST(2 == wav.samples && INT16_MIN == wav_sample(&wav, 0));

out:
	mem_deref(mb);
	return err;
}


int test_wav_refuse(void)
{
	static const struct {
		const char *text;
		size_t n;
		int err;
	} row[] = {
		{LIT(""), EBADMSG},
		{LIT("RIFF\0\0\0\0WAV"), EBADMSG},
		{LIT("RIFX\0\0\0\0WAVE"), EBADMSG},
		{LIT("RIFF\0\0\0\0WAVE"), EBADMSG},
		{LIT("RIFF\0\0\0\0WAVEdata\0\0\0\0"), EBADMSG},
		{LIT("RIFF\0\0\0\0WAVEfmt \4\0\0\0\1\0\1\0"), EBADMSG},
		{LIT("RIFF\0\0\0\0WAVEfmt \xff\xff\xff\xff\1\0\1\0"), EBADMSG},
		{LIT("RIFF\0\0\0\0WAVE" FMT(RATE_8K, "\1", "\1", "\x10")), EBADMSG},
		{LIT("RIFF\0\0\0\0WAVE" FMT(RATE_8K, "\1", "\2", "\x10")), ENOTSUP},
		{LIT("RIFF\0\0\0\0WAVE" FMT(RATE_8K, "\6", "\1", "\x08")), ENOTSUP},
		{LIT("RIFF\0\0\0\0WAVE" FMT(RATE_8K, "\1", "\1", "\x08")), ENOTSUP},
		{LIT("RIFF\0\0\0\0WAVE" FMT("\1\0\0\0", "\1", "\1", "\x10")), ENOTSUP},
	};
	struct mbuf *mb = mbuf_alloc(256);
	struct wav wav;
	int err = mb ? 0 : ENOMEM;

	for (size_t i = 0; !err && i < sizeof(row) / sizeof(row[0]); i++) {
		TEST_OK(file(mb, row[i].text, row[i].n));
		TEST(row[i].err == wav_read(&wav, mb->buf, mb->end));
	}

out:
	mem_deref(mb);
	return err;
}


int test_pronounce(void)
{
	static const struct {
		enum lang lang;
		const char *words, *told;
	} row[] = {
		{LANG_RU, "Сорок два часа.", "[[s'orVk]] два [[tS;as'a]]."},
		{LANG_RU, "до двадцати одного часа", "до двадцати одного часа"},
		{LANG_RU, "более сорока минут", "более [[sVrVk'a]] минут"},
		{LANG_RU, "Здравствуйте! Вас", "[[zd@-r'astvujt;i]]! Вас"},
		{LANG_RU, "говорить по-русски, нажмите", "говорить [[pVr'ussk;i]], нажмите"},
		{LANG_RU, "сороковой, часам", "сороковой, часам"},
		{LANG_RU, "", ""},
		{LANG_RU, "a\xff сорок", "a\xff сорок"},
		{LANG_EN, "сорок eight AM", "сорок eight AM"},
	};
	struct mbuf *mb = mbuf_alloc(64);
	int err = mb ? 0 : ENOMEM;

	for (size_t i = 0; !err && i < sizeof(row) / sizeof(row[0]); i++) {
		mbuf_rewind(mb);
		TEST_OK(pronounce(mb, row[i].lang, pl_of(row[i].words)));
		TEST_PL(pl_of(row[i].told), ((struct pl){(const char *)mb->buf, mb->end}));
	}

out:
	mem_deref(mb);
	return err;
}
