/**
 * @file child.c  A program that is not ours, as a process of its own on the calling thread's loop
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <re/re_main.h>
#include "base/child.h"

enum {
	READ_SIZE = 16384,
	ITS_FDS = 256,                   /* descriptors that it may have */
	SEND_ROOM = 4096,
};

struct child {
	struct child_prm prm;
	pid_t pid;                       /* 0: none */
	int pidfd;
	int in;                          /* its stdin: a socket, for a pipe would raise SIGPIPE; -1 closed */
	int out, err;
	bool over;                       /* end_h was told */
	struct mbuf *line, *said, *send;
	bool wants;                      /* listened for room in its stdin */
};


static void fd_drop(int *fd)
{
	if (*fd < 0)
		return;

	fd_close(*fd);
	(void)close(*fd);
	*fd = -1;
}


static void child_destructor(void *arg)
{
	struct child *c = arg;

	fd_drop(&c->pidfd);
	fd_drop(&c->in);
	fd_drop(&c->out);
	fd_drop(&c->err);
	if (c->pid) {                    /* not waited for yet, so the group is still its own */
		(void)kill(-c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && EINTR == errno)
			;
	}
	mem_deref(c->line);
	mem_deref(c->said);
	mem_deref(c->send);
}


/* ---- what it says ---- */

/* Once. May free the child */
static void end_tell(struct child *c, enum child_end end, int status)
{
	if (c->over)
		return;

	c->over = true;
	fd_drop(&c->in);
	fd_drop(&c->out);
	if (c->prm.end_h)
		c->prm.end_h(end, status, c->prm.arg);
}


/* Takes bytes up to the next newline; true: a line is whole */
static bool line_take(struct mbuf *mb, const uint8_t **p, size_t *n, size_t max, int *err)
{
	const uint8_t *end = memchr(*p, '\n', *n);
	size_t take = end ? (size_t)(end - *p) : *n;

	if (mb->end + take > max)
		*err = EFBIG;
	else
		*err = mbuf_write_mem(mb, *p, take);

	*p += take + !!end;
	*n -= take + !!end;
	return end;
}


static struct pl line_of(const struct mbuf *mb)
{
	size_t n = mb->end;

	if (n && '\r' == mb->buf[n - 1])
		n--;
	return (struct pl){(char *)mb->buf, n};
}


/* May free the child: holds it while lines are told */
static void lines_tell(struct child *c, const uint8_t *p, size_t n)
{
	mem_ref(c);
	while (n && !c->over && mem_nrefs(c) > 1) {
		int err = 0;

		if (line_take(c->line, &p, &n, c->prm.line_max, &err) && !err) {
			struct mbuf *line = c->line;

			/* the handler may write, and end the child, but the line is whole until it returns */
			mem_ref(line);
			c->prm.line_h(line_of(line), c->prm.arg);
			mbuf_rewind(line);
			mem_deref(line);
		}
		if (err)
			end_tell(c, CHILD_LONG, 0);
	}
	mem_deref(c);
}


static void said_tell(struct child *c, const uint8_t *p, size_t n)
{
	mem_ref(c);
	while (n && mem_nrefs(c) > 1) {
		const uint8_t *end = memchr(p, '\n', n);
		size_t take = end ? (size_t)(end - p) : n, room = c->prm.said_max - c->said->end;

		(void)mbuf_write_mem(c->said, p, take < room ? take : room);
		if (end) {
			if (c->prm.said_h)
				c->prm.said_h(line_of(c->said), c->prm.arg);
			mbuf_rewind(c->said);
		}
		p += take + !!end;
		n -= take + !!end;
	}
	mem_deref(c);
}


static void out_h(int flags, void *arg)
{
	struct child *c = arg;
	uint8_t buf[READ_SIZE];
	ssize_t n = read(c->out, buf, sizeof(buf));

	(void)flags;
	if (n > 0)
		lines_tell(c, buf, (size_t)n);
	else if (0 == n || (EAGAIN != errno && EINTR != errno))
		end_tell(c, CHILD_CLOSED, 0);
}


static void err_h(int flags, void *arg)
{
	struct child *c = arg;
	uint8_t buf[READ_SIZE];
	ssize_t n = read(c->err, buf, sizeof(buf));

	(void)flags;
	if (n > 0)
		said_tell(c, buf, (size_t)n);
	else if (0 == n || (EAGAIN != errno && EINTR != errno))
		fd_drop(&c->err);
}


/* What it said before it ended is still told, as much as one look has */
static void ended_h(int flags, void *arg)
{
	struct child *c = arg;
	siginfo_t info = {.si_pid = 0};
	int status;

	(void)flags;
	if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid)
		return;

	mem_ref(c);
	fd_close(c->pidfd);
	if (c->err >= 0)
		err_h(FD_READ, c);
	if (!c->over && c->out >= 0)
		out_h(FD_READ, c);
	status = CLD_EXITED == info.si_code ? info.si_status << 8 : info.si_status;
	if (mem_nrefs(c) > 1)
		end_tell(c, CHILD_ENDED, status);
	mem_deref(c);
}


/* ---- what is said to it ---- */

static void in_h(int flags, void *arg);


/* Sends what waits; listens for room while something is left */
static int flush(struct child *c)
{
	while (c->send->pos < c->send->end) {
		ssize_t n = send(c->in, c->send->buf + c->send->pos, c->send->end - c->send->pos, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && EINTR == errno)
			continue;
		if (n < 0 && EAGAIN == errno) {
			int err = c->wants ? 0 : fd_listen(c->in, FD_WRITE, in_h, c);

			c->wants = c->wants || !err;
			return err;
		}
		if (n < 0) {
			fd_drop(&c->in);
			return EPIPE;
		}
		c->send->pos += (size_t)n;
	}

	mbuf_rewind(c->send);
	if (c->wants)
		fd_close(c->in);
	c->wants = false;
	return 0;
}


static void in_h(int flags, void *arg)
{
	struct child *c = arg;

	(void)flags;
	(void)!flush(c);                 /* who reads no more is found by who waits for an answer */
}


int child_write(struct child *c, const uint8_t *data, size_t size)
{
	size_t left = c->send->end - c->send->pos, end;
	int err;

	if (c->in < 0 || c->over)
		return EPIPE;
	if (left + size > c->prm.wait_max)
		return EAGAIN;

	if (c->send->pos > SEND_ROOM) {  /* what went out makes room */
		memmove(c->send->buf, c->send->buf + c->send->pos, left);
		c->send->pos = 0;
		c->send->end = left;
	}

	end = c->send->pos;
	c->send->pos = c->send->end;
	err = mbuf_write_mem(c->send, data, size);
	c->send->pos = end;

	return err ? err : flush(c);
}


/* ---- start and end ---- */

struct ends {                            /* ours, its own */
	int in[2], out[2], err[2], fault[2];
};


static void pair_close(int fd[2])
{
	for (unsigned i = 0; i < 2; i++) {
		if (fd[i] >= 0)
			(void)close(fd[i]);
		fd[i] = -1;
	}
}


static int ends_open(struct ends *e)
{
	*e = (struct ends){{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e->in) || pipe2(e->out, O_CLOEXEC) || pipe2(e->err, O_CLOEXEC) ||
	    pipe2(e->fault, O_CLOEXEC) || fcntl(e->out[0], F_SETFL, O_NONBLOCK) || fcntl(e->err[0], F_SETFL, O_NONBLOCK))
		return errno;

	return 0;
}


static void ends_close(struct ends *e)
{
	pair_close(e->in);
	pair_close(e->out);
	pair_close(e->err);
	pair_close(e->fault);
}


static void signals_default(void)
{
	struct sigaction act = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		(void)sigaction(sig, &act, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}


/* Between fork and exec: only what is safe after a signal (signal-safety(7)), for other threads held locks when we forked */
static void child_main(const struct ends *e, const struct child_prm *prm, pid_t parent) __attribute__((noreturn));

static void child_main(const struct ends *e, const struct child_prm *prm, pid_t parent)
{
	struct rlimit none = {0, 0}, few = {ITS_FDS, ITS_FDS};
	int err;

	(void)setpgid(0, 0);
	signals_default();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);

	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)setrlimit(RLIMIT_NOFILE, &few);
	(void)umask(077);
	if (chdir("/") || dup2(e->in[1], STDIN_FILENO) < 0 || dup2(e->out[1], STDOUT_FILENO) < 0 || dup2(e->err[1], STDERR_FILENO) < 0 ||
	    dup2(e->fault[1], STDERR_FILENO + 1) < 0 || fcntl(STDERR_FILENO + 1, F_SETFD, FD_CLOEXEC))
		_exit(1);

	(void)close_range(STDERR_FILENO + 2, ~0U, 0);
	(void)execve(prm->path, prm->argv, prm->env);
	err = errno;
	(void)!write(STDERR_FILENO + 1, &err, sizeof(err));
	_exit(127);
}


/* Is it executed? Its end of `fault` closes by itself when it is */
static int executed(const struct ends *e)
{
	int err = 0;
	ssize_t n;

	do {
		n = read(e->fault[0], &err, sizeof(err));
	} while (n < 0 && EINTR == errno);

	return sizeof(err) == n ? err : n ? EIO : 0;
}


static int spawn(struct child *c, struct ends *e)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		return errno;
	if (!pid)
		child_main(e, &c->prm, parent);

	c->pid = pid;
	(void)setpgid(pid, pid);         /* whoever of the two comes first */
	(void)close(e->fault[1]);
	e->fault[1] = -1;

	return executed(e);
}


static int listen_all(struct child *c, struct ends *e)
{
	int err;

	c->in = e->in[0];
	c->out = e->out[0];
	c->err = e->err[0];
	e->in[0] = e->out[0] = e->err[0] = -1;

	c->pidfd = pidfd_open(c->pid, 0);
	if (c->pidfd < 0)
		return errno;

	err = fd_listen(c->out, FD_READ, out_h, c);
	if (!err)
		err = fd_listen(c->err, FD_READ, err_h, c);
	if (!err)
		err = fd_listen(c->pidfd, FD_READ, ended_h, c);

	return err;
}


int child_start(struct child **cp, const struct child_prm *prm)
{
	struct child *c = mem_zalloc(sizeof(*c), child_destructor);
	struct ends e;
	int err;

	if (!c)
		return ENOMEM;

	c->prm = *prm;
	c->pidfd = c->in = c->out = c->err = -1;
	c->line = mbuf_alloc(512);
	c->said = mbuf_alloc(prm->said_max);
	c->send = mbuf_alloc(SEND_ROOM);
	err = c->line && c->said && c->send ? ends_open(&e) : ENOMEM;
	if (!c->line || !c->said || !c->send) {
		mem_deref(c);
		return err;
	}

	if (!err)
		err = spawn(c, &e);
	if (!err)
		err = listen_all(c, &e);
	ends_close(&e);

	if (err)
		mem_deref(c);
	else
		*cp = c;

	return err;
}


void child_close(struct child *c, int wait_ms)
{
	struct pollfd ended = {.events = POLLIN};

	if (!c)
		return;

	fd_drop(&c->in);
	ended.fd = c->pidfd;
	if (c->pidfd >= 0)
		(void)poll(&ended, 1, wait_ms);
}
