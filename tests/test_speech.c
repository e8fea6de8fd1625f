/**
 * @file test_speech.c  Phrases become sounds: it speaks, what is kept is kept, and bad days of the voice program
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/stat.h>
#include "test.h"
#include "folder.h"
#include "base/clock.h"
#include "base/durable.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "sound/cache.h"
#include "sound/espeak.h"
#include "sound/pcm.h"
#include "sound/recording.h"
#include "sound/speech.h"


int test_espeak_days(void);
int test_espeak_orphan(void);
int test_cache(void);
int test_cache_ceiling(void);
int test_speech_speaks(void);
int test_speech_kept(void);
int test_speech_personal(void);
int test_speech_recording(void);
int test_speech_back(void);
int test_speech_ask(void);
int test_speech_forget(void);
int test_speech_days(void);
int test_speech_prepare(void);

enum { WAIT_MS = 20000, HANG_MS = 150 };


/* A program in the place of espeak-ng */
static int fake(char *path, const char *dir, const char *script)
{
	FILE *file;

	(void)folder_path(path, dir, "espeak");
	file = fopen(path, "we");
	if (!file)
		return errno;

	(void)fprintf(file, "#!/bin/sh\n%s\n", script);
	return fclose(file) || chmod(path, 0700) ? errno : 0;
}


static int words_of(struct utterance **up, enum text_key key, enum lang lang, const struct text_arg *argv, size_t argc)
{
	enum phrase_refusal why;
	const struct phrase ph = {.key = key, .lang = lang, .argv = argv, .argc = argc};
	int err = utterance_make(up, &why, NULL, &ph);

	return err ? err : PHRASE_OK == why ? 0 : EINVAL;
}


int test_espeak_days(void)
{
	static const struct {
		const char *script;
		int err;
	} day[] = {
		{"exit 0", EPROTO},
		{"exit 3", EPROTO},
		{"cat; exit 3", EPROTO},
		{"kill -9 $$", EPROTO},
		{"exec 1>&-; sleep 60", ETIMEDOUT},
		{"sleep 60", ETIMEDOUT},
		{"sleep 60 & cat", ETIMEDOUT},           /* what it started holds its stdout */
		{"trap '' TERM; while :; do :; done", ETIMEDOUT},
		{"exec cat /dev/zero", EFBIG},
		{"exec 0<&-; echo x", 0},
		{"cat", 0},
		{"test -z \"$OTKLIK_TEST\" && test ! -e /proc/self/fd/9 && test \"$*\" = '-v en -s 140 -b 1 --stdin --stdout' && cat", 0},
	};
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct mbuf *mb = NULL;
	const int nine = dup2(2, 9);
	struct espeak how = {.lang = LANG_EN, .speed_wpm = 140, .words = PL_LIT("words"), .wait_ms = HANG_MS};
	int err;

	TEST_OK(setenv("OTKLIK_TEST", "1", 1) ? errno : 0);
	TEST_OK(folder_make(dir));
	for (size_t i = 0; i < sizeof(day) / sizeof(day[0]); i++) {

		const int64_t from = clock_mono_ms();

		how.program = path;
		how.wait_ms = ETIMEDOUT == day[i].err ? HANG_MS : WAIT_MS;
		TEST_OK(fake(path, dir, day[i].script));
		TEST(day[i].err == espeak_run(&mb, &how));
		TEST(ETIMEDOUT != day[i].err || clock_mono_ms() - from < WAIT_MS);
		TEST((0 == day[i].err) == (mb != NULL));
		mb = mem_deref(mb);
	}

	how.program = "no-such-voice-program";
	TEST(ENOENT == espeak_run(&mb, &how));
	how.words.l = 0;
	TEST(E2BIG == espeak_run(&mb, &how));

out:
	(void)unsetenv("OTKLIK_TEST");
	if (nine >= 0)
		(void)close(nine);
	folder_remove(dir);
	return err;
}


/* What the program started is killed with it */
int test_espeak_orphan(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH], script[2 * FOLDER_PATH], file[FOLDER_PATH];
	struct mbuf *mb = NULL;
	FILE *pids = NULL;
	long pid = 0;
	int err;

	TEST_OK(folder_make(dir));
	(void)re_snprintf(script, sizeof(script), "sleep 60 & echo $! >%s/pid; wait", dir);
	TEST_OK(fake(path, dir, script));
	TEST(ETIMEDOUT == espeak_run(&mb, &(struct espeak){
			.program = path, .lang = LANG_EN, .speed_wpm = 140, .words = PL_LIT("words"), .wait_ms = 10 * HANG_MS}));

	pids = fopen(folder_path(file, dir, "pid"), "re");
	TEST(pids && 1 == fscanf(pids, "%ld", &pid) && pid > 1);
	for (int64_t until = clock_mono_ms() + WAIT_MS; 0 == kill((pid_t)pid, 0) && clock_mono_ms() < until;)
		(void)usleep(1000);
	TEST(0 != kill((pid_t)pid, 0));

out:
	if (pids)
		(void)fclose(pids);
	folder_remove(dir);
	return err;
}


static int sound_of(struct sound **sp, char fill, size_t n)
{
	static uint8_t samples[4000];

	memset(samples, fill, sizeof(samples));
	return sound_alloc(sp, samples, n);
}


/* What is written is read; what is cut, changed or under a wrong name is gone */
int test_cache(void)
{
	const uint8_t one[DIGEST_SIZE] = {1}, two[DIGEST_SIZE] = {2};
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH], other[FOLDER_PATH];
	const char *name = "0100000000000000000000000000000000000000000000000000000000000000";
	struct cache *c = NULL;
	struct sound *s = NULL, *back = NULL;
	uint64_t size;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(cache_open(&c, folder_path(path, dir, "prompts"), 1 << 20));
	TEST_OK(sound_of(&s, 'x', 1000));
	TEST(ENOENT == cache_read(c, one, &back) && !cache_has(c, one));

	TEST_OK(cache_write(c, one, s));
	TEST(cache_has(c, one) && !cache_has(c, two));
	TEST_OK(cache_read(c, one, &back));
	TEST(1000 == sound_samples(back));
	back = sound_unref(back);
	size = cache_size(c);
	TEST(size > 1000 && size < 1100);

	(void)re_snprintf(other, sizeof(other), "%s/prompts/%s", dir, name);
	for (long at = 0; at < (long)size; at += 97) {
		TEST_OK(folder_flip(other, at));
		TEST(ENOENT == cache_read(c, one, &back) && 0 == cache_size(c) && access(other, F_OK));
		TEST_OK(cache_write(c, one, s));
	}
	TEST(0 == truncate(other, (off_t)size - 1));
	TEST(ENOENT == cache_read(c, one, &back));

	TEST_OK(cache_write(c, one, s));
	(void)re_snprintf(path, sizeof(path), "%s/prompts/%.1s2%s", dir, name, name + 2);
	TEST(0 == rename(other, path));
	TEST(ENOENT == cache_read(c, two, &back));

	TEST_OK(cache_write(c, one, s));
	(void)re_snprintf(path, sizeof(path), "%s/prompts/new.%s", dir, name);
	TEST(0 == link(other, path));
	c = mem_deref(c);
	TEST_OK(cache_open(&c, folder_path(other, dir, "prompts"), 1 << 20));       /* what a crash left is swept */
	TEST(size == cache_size(c) && access(path, F_OK));

out:
	(void)sound_unref(s);
	(void)sound_unref(back);
	mem_deref(c);
	folder_remove(dir);
	return err;
}


/* Above the ceiling, those used longest ago go */
int test_cache_ceiling(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct cache *c = NULL;
	struct sound *s = NULL, *back = NULL;
	uint8_t digest[DIGEST_SIZE] = {0};
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(cache_open(&c, folder_path(path, dir, "prompts"), 40 * 1100));
	TEST_OK(sound_of(&s, 'x', 1000));

	for (unsigned i = 0; i < 200; i++) {

		const struct timespec used[2] = {{.tv_sec = 1000 + i}, {.tv_sec = 1000 + i}};

		digest[0] = (uint8_t)i;
		TEST_OK(cache_write(c, digest, s));
		(void)re_snprintf(path, sizeof(path), "%s/prompts/%02x%062d", dir, i, 0);
		if (199 != i)
			TEST(0 == utimensat(AT_FDCWD, path, used, 0));
		TEST(cache_size(c) <= 40 * 1100);
	}

	digest[0] = 0;
	TEST(ENOENT == cache_read(c, digest, &back));
	digest[0] = 199;
	TEST_OK(cache_read(c, digest, &back));
	TEST(cache_size(c) > 20 * 1000);

out:
	(void)sound_unref(s);
	(void)sound_unref(back);
	mem_deref(c);
	folder_remove(dir);
	return err;
}


/* Level and peak of a sound; samples above 4 kHz there are none */
static int try_sound(const struct sound *sound, unsigned min_ms, unsigned max_ms)
{
	struct pcm pcm = {.rate = SOUND_RATE, .n = sound_samples(sound)};
	int16_t *samples = mem_alloc(pcm.n * sizeof(*samples), NULL);
	int err = 0;

	pcm.at = mem_alloc(pcm.n * sizeof(*pcm.at), NULL);
	TEST(samples && pcm.at);
	TEST(pcm.n >= min_ms * 8 && pcm.n <= max_ms * 8);

	pcm_of_sound(samples, sound);
	for (size_t i = 0; i < pcm.n; i++)
		pcm.at[i] = (float)samples[i] / 32768;

	TEST(pcm_active_db(&pcm) > PCM_LEVEL_DB - 1.5f && pcm_active_db(&pcm) < PCM_LEVEL_DB + 1.5f);
	TEST(pcm_peak_db(&pcm) < PCM_PEAK_DB + 0.3f && pcm_peak_db(&pcm) > PCM_LEVEL_DB + 6);

out:
	mem_deref(pcm.at);
	mem_deref(samples);
	return err;
}


/* The real program: every phrase of both languages is spoken, as long as so many words take */
int test_speech_speaks(void)
{
	const struct text_arg number = TEXT_NUM("number", INT64_C(1234567890));
	struct speech *s = NULL;
	struct utterance *u = NULL;
	struct sound *sound = NULL;
	int err;

	TEST_OK(speech_alloc(&s, &(struct speech_prm){.wait_ms = WAIT_MS}));
	for (unsigned lang = 0; lang < LANG_COUNT; lang++) {

		TEST_OK(words_of(&u, T_VOICE_HOLD, (enum lang)lang, NULL, 0));
		TEST_OK(speech_render(s, u, &sound));
		TEST_OK(try_sound(sound, 800, 3000));
		sound = sound_unref(sound);
		u = mem_deref(u);

		TEST_OK(words_of(&u, T_VOICE_NUMBER_NEW, (enum lang)lang, &number, 1));
		TEST_OK(speech_render(s, u, &sound));
		TEST_OK(try_sound(sound, 12000, 40000));
		sound = sound_unref(sound);
		u = mem_deref(u);
	}

out:
	(void)sound_unref(sound);
	mem_deref(u);
	mem_deref(s);
	return err;
}


/* A program that says the sound of a file and counts how often it was asked */
static int counting(char *path, const char *dir)
{
	char script[3 * FOLDER_PATH], wav[FOLDER_PATH];
	int16_t samples[8000];
	struct mbuf *mb = mbuf_alloc(1024);
	FILE *file;
	int err = mb ? 0 : ENOMEM;

	for (int i = 0; i < 8000; i++)
		samples[i] = (int16_t)(i % 20 < 10 ? 3000 : -3000);

	err = err ? err : wav_write(mb, samples, 8000, 22050);
	file = err ? NULL : fopen(folder_path(wav, dir, "said.wav"), "we");
	if (!file) {
		mem_deref(mb);
		return err ? err : errno;
	}

	(void)fwrite(mb->buf, 1, mb->end, file);
	(void)fclose(file);
	mem_deref(mb);
	(void)re_snprintf(script, sizeof(script), "cat >/dev/null; echo >>%s/count; cat %s", dir, wav);
	return fake(path, dir, script);
}


static int count(const char *dir)
{
	char path[FOLDER_PATH];
	struct stat st;

	return stat(folder_path(path, dir, "count"), &st) ? 0 : (int)st.st_size;
}


static int render(struct speech *s, enum text_key key, const struct text_arg *argv, size_t argc)
{
	struct utterance *u = NULL;
	struct sound *sound = NULL;
	int err = words_of(&u, key, LANG_RU, argv, argc);

	err = err ? err : speech_render(s, u, &sound);
	(void)sound_unref(sound);
	mem_deref(u);
	return err;
}


/* Every file of the folder gets a line more */
static int prompts_spoil(const char *dir)
{
	char path[FOLDER_PATH];
	struct dirent *de;
	DIR *d = opendir(dir);
	int err = 0;

	if (!d)
		return errno;

	while (!err && (de = readdir(d))) {
		FILE *f;

		if ('.' == de->d_name[0])
			continue;

		f = fopen(folder_path(path, dir, de->d_name), "a");
		err = f && fputs("x\n", f) >= 0 ? 0 : EIO;
		if (f && fclose(f))
			err = EIO;
	}

	(void)closedir(d);
	return err;
}


/* Rendered once; memory, then the file, then a damaged file */
int test_speech_kept(void)
{
	const struct text_arg number = TEXT_NUM("number", INT64_C(1212121212));
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH], prompts[FOLDER_PATH];
	struct speech_prm prm = {.dir = dir, .program = path, .wait_ms = WAIT_MS};
	struct speech *s = NULL;
	int err, said;

	TEST_OK(folder_make(dir));
	TEST_OK(counting(path, dir));
	TEST_OK(speech_alloc(&s, &prm));
	TEST_OK(render(s, T_VOICE_HOLD, NULL, 0));
	TEST_OK(render(s, T_VOICE_HOLD, NULL, 0));
	TEST(1 == count(dir));

	said = count(dir);
	TEST_OK(render(s, T_VOICE_NUMBER_KNOWN, &number, 1));
	TEST(count(dir) == said + 4);            /* the words before it, two letters, one pair of digits */

	s = mem_deref(s);
	said = count(dir);
	TEST_OK(speech_alloc(&s, &prm));
	TEST_OK(render(s, T_VOICE_HOLD, NULL, 0));
	TEST(count(dir) == said);

	s = mem_deref(s);
	TEST_OK(prompts_spoil(folder_path(prompts, dir, "prompts")));
	TEST_OK(speech_alloc(&s, &prm));
	TEST_OK(render(s, T_VOICE_HOLD, NULL, 0));
	TEST(count(dir) == said + 1);

	s = mem_deref(s);
	prm.speed_wpm = 100;                     /* another speed is another sound */
	TEST_OK(speech_alloc(&s, &prm));
	TEST_OK(render(s, T_VOICE_HOLD, NULL, 0));
	TEST(count(dir) == said + 2);

out:
	mem_deref(s);
	folder_remove(dir);
	return err;
}


/* The name of a person reaches no file and stays nowhere in memory */
int test_speech_personal(void)
{
	const struct text_arg name = TEXT_PL("name", PL_LIT("Мария"));
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct speech *s = NULL;
	struct cache *c = NULL;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(counting(path, dir));
	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = WAIT_MS}));
	TEST_OK(render(s, T_VOICE_OPERATOR, &name, 1));
	TEST_OK(render(s, T_VOICE_OPERATOR, &name, 1));
	TEST(2 == count(dir));
	TEST_OK(cache_open(&c, folder_path(path, dir, "prompts"), 1 << 20));
	TEST(0 == cache_size(c));

out:
	mem_deref(c);
	mem_deref(s);
	folder_remove(dir);
	return err;
}


static int record(const char *dir, const char *name, unsigned rate, size_t samples, size_t cut)
{
	static int16_t zero[48000];
	char path[FOLDER_PATH];
	struct mbuf *mb = mbuf_alloc(1024);
	FILE *file;
	int err = mb ? wav_write(mb, zero, samples, rate) : ENOMEM;

	file = err ? NULL : fopen(folder_path(path, dir, name), "we");
	if (file) {
		(void)fwrite(mb->buf, 1, mb->end - cut, file);
		(void)fclose(file);
	}

	mem_deref(mb);
	return err ? err : file ? 0 : errno;
}


/* Takes the place of what is rendered; one that is not as it should be is left aside */
int test_speech_recording(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH], folder[FOLDER_PATH];
	struct utterance *u = NULL;
	struct speech *s = NULL;
	struct sound *sound = NULL;
	int err;

	log_level_set(LOG_LEVEL_ERROR);
	TEST_OK(folder_make(dir));
	TEST_OK(counting(path, dir));
	TEST(0 == mkdir(folder_path(folder, dir, "recordings"), 0700) && 0 == mkdir(folder_path(folder, dir, "recordings/ru"), 0700));
	TEST_OK(record(dir, "recordings/ru/voice.hold.wav", 16000, 32000, 0));
	TEST_OK(record(dir, "recordings/ru/voice.bye.wav", 11025, 32000, 0));
	TEST_OK(record(dir, "recordings/ru/voice.error.wav", 8000, 100, 244));
	TEST_OK(record(dir, "recordings/ru/group.12.wav", 8000, 100, 0));
	TEST_OK(record(dir, "recordings/music.wav", 8000, 12345, 0));

	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = WAIT_MS}));
	TEST_OK(words_of(&u, T_VOICE_HOLD, LANG_RU, NULL, 0));
	TEST_OK(speech_render(s, u, &sound));
	TEST(16000 == sound_samples(sound) && 0 == count(dir));
	sound = sound_unref(sound);
	TEST_OK(speech_tune(s, &sound));
	TEST(12345 == sound_samples(sound));

	TEST_OK(render(s, T_VOICE_BYE, NULL, 0));
	TEST_OK(render(s, T_VOICE_ERROR, NULL, 0));
	TEST(2 == count(dir));
	TEST_OK(render(s, T_VOICE_NUMBER_CODE, &TEXT_PL("code", PL_LIT("1212")), 1));
	TEST(4 == count(dir));                   /* the two stretches of words; both pairs are recorded */

out:
	log_level_set(LOG_LEVEL_INFO);
	(void)sound_unref(sound);
	mem_deref(u);
	mem_deref(s);
	folder_remove(dir);
	return err;
}


static int read_wav(struct mbuf **mbp, const char *dir, const char *name)
{
	char path[FOLDER_PATH];

	return durable_read(folder_path(path, dir, name), 65536, mbp);
}


/* What was laid goes back to what was there, unless somebody has laid another since */
int test_speech_back(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct mbuf *one = NULL, *other = NULL, *was = NULL, *none = NULL;
	struct recording first, second;
	struct utterance *u = NULL;
	struct speech *s = NULL;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(counting(path, dir));
	TEST_OK(record(dir, "one.wav", 8000, 100, 0));
	TEST_OK(record(dir, "other.wav", 8000, 200, 0));
	TEST_OK(read_wav(&one, dir, "one.wav"));
	TEST_OK(read_wav(&other, dir, "other.wav"));
	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = WAIT_MS}));
	TEST_OK(words_of(&u, T_VOICE_HOLD, LANG_RU, NULL, 0));

	TEST_OK(speech_record(&first, &none, s, u, (struct pl){(char *)one->buf, one->end}));
	TEST_OK(speech_record(&second, &was, s, u, (struct pl){(char *)other->buf, other->end}));
	TEST(!none && was && was->end == one->end);

	err = speech_record_back(s, u, &first, none);
	TEST(EBUSY == err);
	TEST_OK(speech_recording(&second, s, u));
	TEST(25 == second.ms);
	TEST_OK(speech_record_back(s, u, &second, was));
	TEST_OK(speech_record_back(s, u, &first, none));
	TEST_OK(speech_recording(&second, s, u));
	TEST(!second.digest[0]);

out:
	mem_deref(was);
	mem_deref(one);
	mem_deref(other);
	mem_deref(u);
	mem_deref(s);
	folder_remove(dir);
	return err;
}


struct answer {
	unsigned n;
	int err;
	size_t samples;
};


static void answer_h(int err, struct sound *sound, void *arg)
{
	struct answer *a = arg;

	a->n++;
	a->err = err;
	a->samples = sound ? sound_samples(sound) : 0;
}


static int wait_answers(struct mailbox *mb, const struct answer *a, unsigned n)
{
	int err = 0;

	while (!err && a->n < n)
		err = mailbox_wait(mb, WAIT_MS);

	return err;
}


int test_speech_ask(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct mailbox *home = NULL;
	struct utterance *u = NULL;
	struct speech_ask *ask = NULL;
	struct speech *s = NULL;
	struct sound *kept = NULL;
	struct answer a = {0};
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(counting(path, dir));
	TEST_OK(mailbox_alloc(&home));
	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = WAIT_MS}));
	TEST_OK(words_of(&u, T_VOICE_HOLD, LANG_RU, NULL, 0));
	TEST(!speech_kept(s, u));

	TEST_OK(speech_ask(&ask, s, u, home, answer_h, &a));
	TEST(0 == a.n);
	TEST_OK(wait_answers(home, &a, 1));
	TEST(!a.err && a.samples > 2000);
	ask = mem_deref(ask);

	kept = speech_kept(s, u);
	TEST(kept && a.samples == sound_samples(kept));
	TEST_OK(speech_ask(NULL, s, u, home, answer_h, &a));        /* from memory: as late as any other */
	TEST(1 == a.n);
	TEST_OK(wait_answers(home, &a, 2));
	TEST(!a.err && 1 == count(dir));

out:
	(void)sound_unref(kept);
	mem_deref(ask);
	mem_deref(u);
	mem_deref(s);
	mem_deref(home);
	folder_remove(dir);
	return err;
}


/* A caller hangs up before the sound is there; the program stops while asks wait */
int test_speech_forget(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH], script[2 * FOLDER_PATH];
	struct mailbox *home = NULL;
	struct utterance *u = NULL, *bye = NULL;
	struct speech_ask *ask = NULL;
	struct speech *s = NULL;
	struct answer first = {0}, second = {0};
	int64_t from;
	int err;

	log_level_set(LOG_LEVEL_ERROR);
	TEST_OK(folder_make(dir));
	(void)re_snprintf(script, sizeof(script), "echo >>%s/count; sleep 60", dir);
	TEST_OK(fake(path, dir, script));
	TEST_OK(mailbox_alloc(&home));
	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = 60000}));
	TEST_OK(words_of(&u, T_VOICE_HOLD, LANG_RU, NULL, 0));
	TEST_OK(words_of(&bye, T_VOICE_BYE, LANG_RU, NULL, 0));

	TEST_OK(speech_ask(&ask, s, u, home, answer_h, &first));
	TEST_OK(speech_ask(NULL, s, bye, home, answer_h, &second));
	ask = mem_deref(ask);

	from = clock_mono_ms();
	s = mem_deref(s);
	TEST(clock_mono_ms() - from < 10000);
	TEST_OK(wait_answers(home, &second, 1));
	TEST(ECANCELED == second.err && 0 == first.n);

out:
	log_level_set(LOG_LEVEL_INFO);
	mem_deref(ask);
	mem_deref(u);
	mem_deref(bye);
	mem_deref(s);
	mem_deref(home);
	folder_remove(dir);
	return err;
}


/* Missing, hanging, talking nonsense: an errno, at once the next time, and what is kept goes on; well again, it speaks again */
int test_speech_days(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct speech *s = NULL;
	int64_t from;
	int err;

	log_level_set(LOG_LEVEL_ERROR);
	TEST_OK(folder_make(dir));
	TEST_OK(counting(path, dir));
	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = WAIT_MS}));
	TEST_OK(render(s, T_VOICE_HOLD, NULL, 0));
	s = mem_deref(s);

	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = HANG_MS, .rest_ms = 60000}));
	TEST_OK(fake(path, dir, "sleep 60"));
	log_fd_set(open("/dev/null", O_WRONLY | O_CLOEXEC));
	TEST(ETIMEDOUT == render(s, T_VOICE_BYE, NULL, 0));
	from = clock_mono_ms();
	for (unsigned i = 0; i < 100; i++)
		TEST(ETIMEDOUT == render(s, T_VOICE_BYE, NULL, 0));
	TEST(clock_mono_ms() - from < 100 * HANG_MS);
	TEST_OK(render(s, T_VOICE_HOLD, NULL, 0));
	s = mem_deref(s);

	TEST(0 == unlink(path));
	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = WAIT_MS, .rest_ms = 1}));
	TEST_OK(render(s, T_VOICE_HOLD, NULL, 0));
	TEST(ENOENT == render(s, T_VOICE_BYE, NULL, 0));
	TEST_OK(fake(path, dir, "cat"));
	do
		err = render(s, T_VOICE_BYE, NULL, 0);
	while (ENOENT == err);
	TEST(EPROTO == err);
	TEST_OK(counting(path, dir));
	do
		err = render(s, T_VOICE_BYE, NULL, 0);
	while (EPROTO == err);
	TEST_OK(err);

out:
	log_fd_set(2);
	log_level_set(LOG_LEVEL_INFO);
	mem_deref(s);
	folder_remove(dir);
	return err;
}


/* Every phrase without values, in the background; whoever asks meanwhile is not behind all of them */
int test_speech_prepare(void)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct mailbox *home = NULL;
	struct utterance *u = NULL;
	struct speech *s = NULL;
	struct answer a = {0};
	unsigned phrases = 0;
	int err, said;

	for (unsigned key = 0; key < TEXT_COUNT; key++) {

		struct pl name;
		enum phrase_kind kind;

		phrases += phrase_key((enum text_key)key) && !phrase_wants((enum text_key)key, 0, &name, &kind) ? LANG_COUNT : 0;
	}

	log_level_set(LOG_LEVEL_ERROR);
	TEST_OK(folder_make(dir));
	TEST_OK(counting(path, dir));
	TEST_OK(mailbox_alloc(&home));
	TEST_OK(speech_alloc(&s, &(struct speech_prm){.dir = dir, .program = path, .wait_ms = WAIT_MS}));
	TEST_OK(words_of(&u, T_VOICE_MENU_PERSON, LANG_RU, &TEXT_PL("key", PL_LIT("0")), 1));

	speech_prepare(s);
	TEST_OK(speech_ask(NULL, s, u, home, answer_h, &a));
	TEST_OK(wait_answers(home, &a, 1));
	TEST(!a.err);
	said = count(dir);
	TEST(said < (int)phrases);

	for (int64_t until = clock_mono_ms() + WAIT_MS; count(dir) < (int)phrases + 1 && clock_mono_ms() < until;)
		(void)usleep(1000);
	TEST(phrases + 1 == (unsigned)count(dir));

out:
	log_level_set(LOG_LEVEL_INFO);
	mem_deref(u);
	mem_deref(s);
	mem_deref(home);
	folder_remove(dir);
	return err;
}
