/**
 * @file test_sdnotify.c  The service manager hears what it should, by path and by abstract name
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "base/sdnotify.h"
#include "test.h"


int test_sdnotify(void);


static int hear(int fd, char *buf, size_t size)
{
	ssize_t n = recv(fd, buf, size - 1, MSG_DONTWAIT);

	buf[n > 0 ? n : 0] = '\0';
	return n > 0 ? 0 : ENOMSG;
}


int test_sdnotify(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	char name[64], buf[300];
	int fd, n, err = 0;

	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	TEST(fd >= 0);
	n = snprintf(name, sizeof(name), "@otklik-test-%d", (int)getpid());
	memcpy(addr.sun_path + 1, name + 1, (size_t)n - 1);
	TEST(0 == bind(fd, (struct sockaddr *)&addr, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)n)));

	sdnotify_ready();                            /* nobody asked: nothing */
	TEST(ENOMSG == hear(fd, buf, sizeof(buf)));

	if (setenv("NOTIFY_SOCKET", name, 1)) {
		err = errno;
		goto out;
	}
	sdnotify_ready();
	TEST_OK(hear(fd, buf, sizeof(buf)));
	TEST_PL(PL_LIT("READY=1"), pl_of(buf));
	sdnotify_status("%u appeals", 7);
	TEST_OK(hear(fd, buf, sizeof(buf)));
	TEST_PL(PL_LIT("STATUS=7 appeals"), pl_of(buf));

	TEST(0 == sdnotify_interval_ms());
	if (setenv("WATCHDOG_USEC", "30000000", 1)) {
		err = errno;
		goto out;
	}
	TEST(15000 == sdnotify_interval_ms());
	if (setenv("WATCHDOG_PID", "1", 1)) {
		err = errno;
		goto out;
	}
	TEST(0 == sdnotify_interval_ms());

	if (setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1)) {
		err = errno;
		goto out;
	}
	sdnotify_stopping();                         /* not there: no harm */

out:
	(void)unsetenv("NOTIFY_SOCKET");
	(void)unsetenv("WATCHDOG_USEC");
	(void)unsetenv("WATCHDOG_PID");
	if (fd >= 0)
		(void)close(fd);
	return err;
}
