/**
 * @file sdnotify.c  One datagram an event to the service manager
 */
#include <stdlib.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "base/sdnotify.h"


enum { STATE_MAX = 256 };


/* A name that begins with @ is one of the abstract space (unix(7)) */
static bool make_address(struct sockaddr_un *addr, socklen_t *lenp)
{
	const char *path = getenv("NOTIFY_SOCKET");
	size_t n = path ? strlen(path) : 0;

	if (n < 2 || n >= sizeof(addr->sun_path) || ('/' != *path && '@' != *path))
		return false;

	memset(addr, 0, sizeof(*addr));
	addr->sun_family = AF_UNIX;
	memcpy(addr->sun_path, path, n);
	if ('@' == *path)
		addr->sun_path[0] = '\0';

	*lenp = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	return true;
}


static void tell(const char *state)
{
	struct sockaddr_un addr;
	socklen_t len;
	int fd;

	if (!make_address(&addr, &len))
		return;

	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;

	(void)sendto(fd, state, strlen(state), MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&addr, len);
	(void)close(fd);
}


void sdnotify_ready(void)
{
	tell("READY=1");
}


void sdnotify_reloading(void)
{
	tell("RELOADING=1");
}


void sdnotify_stopping(void)
{
	tell("STOPPING=1");
}


void sdnotify_alive(void)
{
	tell("WATCHDOG=1");
}


void sdnotify_status(const char *fmt, ...)
{
	char state[STATE_MAX] = "STATUS=";
	va_list ap;

	va_start(ap, fmt);
	(void)re_vsnprintf(state + 7, sizeof(state) - 7, fmt, ap);
	va_end(ap);

	tell(state);
}


int64_t sdnotify_interval_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	long long us = usec ? strtoll(usec, NULL, 10) : 0;

	if (us <= 0 || (pid && strtoll(pid, NULL, 10) != getpid()))
		return 0;

	return us < 2000 ? 1 : us / 2000;
}
