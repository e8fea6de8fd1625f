/**
 * @file espeak.c  A process of espeak-ng: started, fed, heard, ended
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/clock.h"
#include "sound/espeak.h"

struct child {
	pid_t pid;                      /* 0: none */
	int in;                         /* its stdin: a socket, for a pipe would raise SIGPIPE; -1 closed */
	int out;                        /* its stdout */
	int64_t end_ms;                 /* clock_mono_ms */
	const atomic_bool *stop;
};

enum { LOOK_MS = 100 };                 /* at `stop`, at least so often */


static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}


/* Signals as a program expects them, whatever this thread blocks */
static int attributes(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	int err;

	(void)sigemptyset(&none);
	(void)sigfillset(&all);

	err = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	err = err ? err : posix_spawnattr_setpgroup(attr, 0);
	err = err ? err : posix_spawnattr_setsigmask(attr, &none);
	return err ? err : posix_spawnattr_setsigdefault(attr, &all);
}


static int actions(posix_spawn_file_actions_t *act, int in, int out)
{
	int err = posix_spawn_file_actions_adddup2(act, in, STDIN_FILENO);

	err = err ? err : posix_spawn_file_actions_adddup2(act, out, STDOUT_FILENO);
	err = err ? err : posix_spawn_file_actions_addopen(act, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	return err ? err : posix_spawn_file_actions_addclosefrom_np(act, STDERR_FILENO + 1);
}


static int spawn(pid_t *pid, const struct espeak *how, int in, int out)
{
	const char *path = getenv("PATH");
	char speed[16], search[4096], lang[] = "LANG=C.UTF-8", voice[8];
	const char *argv[] = {"espeak-ng", "-v", voice, "-s", speed, "-b", "1", "--stdin", "--stdout", NULL};
	char *env[] = {search, lang, NULL};
	posix_spawn_file_actions_t act;
	posix_spawnattr_t attr;
	int err;

	(void)snprintf(speed, sizeof(speed), "%u", how->speed_wpm);
	(void)snprintf(voice, sizeof(voice), "%s", lang_tag(how->lang));
	(void)snprintf(search, sizeof(search), "PATH=%s", path ? path : "/usr/bin:/bin");

	err = posix_spawnattr_init(&attr);
	if (err)
		return err;

	err = posix_spawn_file_actions_init(&act);
	if (!err) {
		err = attributes(&attr);
		err = err ? err : actions(&act, in, out);
		err = err ? err : posix_spawnp(pid, how->program, &act, &attr, (char *const *)argv, env);
		(void)posix_spawn_file_actions_destroy(&act);
	}

	(void)posix_spawnattr_destroy(&attr);
	return err;
}


static int child_start(struct child *c, const struct espeak *how)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1}, err = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) || pipe2(out, O_CLOEXEC)) {
		err = errno;
		goto out;
	}

	if (fcntl(in[0], F_SETFL, O_NONBLOCK) || fcntl(out[0], F_SETFL, O_NONBLOCK)) {
		err = errno;
		goto out;
	}

	err = spawn(&c->pid, how, in[1], out[1]);
	if (err)
		goto out;

	c->in = in[0];
	c->out = out[0];
	in[0] = out[0] = -1;

out:
	close_fd(&in[0]);
	close_fd(&in[1]);
	close_fd(&out[0]);
	close_fd(&out[1]);
	return err;
}


/* Sends what is left of the words; at the end, or when nobody reads, closes */
static void feed(struct child *c, struct pl *words)
{
	const ssize_t n = send(c->in, words->p, words->l, MSG_NOSIGNAL);

	if (n > 0)
		pl_advance(words, n);
	else if (n < 0 && (EAGAIN == errno || EINTR == errno))
		return;

	if (n < 0 || !words->l)
		close_fd(&c->in);
}


/* Takes what there is to hear; closes at the end */
static int hear(struct child *c, struct mbuf *wav)
{
	uint8_t buf[16384];
	const ssize_t n = read(c->out, buf, sizeof(buf));

	if (n < 0)
		return EAGAIN == errno || EINTR == errno ? 0 : errno;

	if (0 == n) {
		close_fd(&c->out);
		return 0;
	}

	return wav->end + (size_t)n > ESPEAK_SOUND_MAX ? EFBIG : mbuf_write_mem(wav, buf, (size_t)n);
}


static int wait_ms(const struct child *c)
{
	const int64_t left = c->end_ms - clock_mono_ms();

	return left > 0 ? (int)left : 0;
}


static bool stopped(const struct child *c)
{
	return c->stop && atomic_load(c->stop);
}


static int talk(struct child *c, struct pl words, struct mbuf *wav)
{
	int err = 0;

	while (!err && c->out >= 0) {

		struct pollfd fd[] = {{.fd = c->out, .events = POLLIN}, {.fd = c->in, .events = POLLOUT}};
		const int ms = wait_ms(c), n = poll(fd, 2, ms < LOOK_MS ? ms : LOOK_MS);

		if (n < 0 && EINTR != errno)
			return errno;
		if (!ms || stopped(c))
			return ms ? ECANCELED : ETIMEDOUT;
		if (n <= 0)
			continue;

		if (fd[1].revents)
			feed(c, &words);
		if (fd[0].revents)
			err = hear(c, wav);
	}

	return err;
}


/* Waits for the end of the process; what does not end by itself is killed, with all it started */
static int child_end(struct child *c, int err)
{
	int status = 0, fd;

	close_fd(&c->in);
	close_fd(&c->out);
	if (!c->pid)
		return err;

	fd = err ? -1 : pidfd_open(c->pid, 0);
	if (fd >= 0) {
		struct pollfd ended = {.fd = fd, .events = POLLIN};

		if (poll(&ended, 1, wait_ms(c)) <= 0)
			err = ETIMEDOUT;
		(void)close(fd);
	}

	(void)kill(-c->pid, SIGKILL);
	if (waitpid(c->pid, &status, 0) == c->pid && !err && status)
		err = EPROTO;

	return err;
}


int espeak_run(struct mbuf **wavp, const struct espeak *how)
{
	struct child c = {.in = -1, .out = -1, .end_ms = clock_mono_ms() + how->wait_ms, .stop = how->stop};
	struct mbuf *wav;
	int err;

	if (!how->words.l || how->words.l > ESPEAK_WORDS_MAX)
		return E2BIG;

	wav = mbuf_alloc(65536);
	if (!wav)
		return ENOMEM;

	err = child_start(&c, how);
	if (!err)
		err = talk(&c, how->words, wav);

	err = child_end(&c, err);
	if (!err && !wav->end)
		err = EPROTO;

	if (err)
		mem_deref(wav);
	else
		*wavp = wav;

	return err;
}
