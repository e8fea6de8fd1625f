/**
 * @file test_log.c  A line is one line, whatever it holds; JSON is JSON; a reader that does not read holds nobody up
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <jansson.h>
#include "base/log.h"
#include "test.h"


int test_log_text(void);
int test_log_json(void);
int test_log_full(void);


/* What was logged since, as a string; "" none */
static void drain(int fd, char *buf, size_t size)
{
	ssize_t n = read(fd, buf, size - 1);

	buf[n > 0 ? n : 0] = '\0';
}


static int open_pipe(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC))
		return errno;

	(void)fcntl(fds[0], F_SETFL, O_NONBLOCK);
	log_fd_set(fds[1]);
	return 0;
}


static void close_pipe(int fds[2])
{
	log_fd_set(2);
	log_json_set(false);
	log_level_set(LOG_LEVEL_INFO);
	close(fds[0]);
	close(fds[1]);
}


int test_log_text(void)
{
	enum log_level level = LOG_LEVEL_INFO;
	int fds[2] = {-1, -1}, err;
	char buf[16384], long_text[5000];
	struct pl odd = PL_LIT("a\nb\x1b[31m");

	TEST_OK(open_pipe(fds));

	log_info("queue: offer refused id=%d what=%r err=%m", 7, &odd, ENOENT);
	drain(fds[0], buf, sizeof(buf));
	TEST(strstr(buf, "Z info queue: offer refused id=7 what=a\\u000ab\\u001b[31m err=No such file or directory\n"));
	TEST(strchr(buf, '\n') == buf + strlen(buf) - 1);

	log_debug("queue: quiet");
	drain(fds[0], buf, sizeof(buf));
	TEST(!*buf);
	TEST_OK(log_level_parse(&level, PL_LIT("debug")));
	log_level_set(level);
	log_debug("queue: loud");
	drain(fds[0], buf, sizeof(buf));
	TEST(strstr(buf, " debug queue: loud\n"));
	TEST(EINVAL == log_level_parse(&level, PL_LIT("verbose")));

	memset(long_text, '\n', sizeof(long_text));
	long_text[sizeof(long_text) - 1] = '\0';
	log_warn("%s", long_text);
	drain(fds[0], buf, sizeof(buf));
	TEST(strlen(buf) > LOG_LINE_MAX * 5 && strstr(buf, "\\u000a\xe2\x80\xa6\n"));

out:
	close_pipe(fds);
	return err;
}


int test_log_json(void)
{
	json_t *line = NULL;
	int fds[2] = {-1, -1}, err;
	char buf[16384];

	TEST_OK(open_pipe(fds));
	log_json_set(true);

	log_error("store: cannot open path=\"%s\" err=%m", "a\\b", EACCES);
	drain(fds[0], buf, sizeof(buf));
	line = json_loads(buf, JSON_REJECT_DUPLICATES, NULL);
	if (!line) {
		err = ENOMEM;
		goto out;
	}
	TEST_PL(PL_LIT("error"), pl_of(json_string_value(json_object_get(line, "level"))));
	TEST_PL(PL_LIT("store"), pl_of(json_string_value(json_object_get(line, "room"))));
	TEST_PL(PL_LIT("cannot open"), pl_of(json_string_value(json_object_get(line, "event"))));
	TEST_PL(PL_LIT("\"a\\b\""), pl_of(json_string_value(json_object_get(line, "path"))));
	TEST_PL(PL_LIT("Permission denied"), pl_of(json_string_value(json_object_get(line, "err"))));
	TEST(6 == json_object_size(line));

out:
	json_decref(line);
	close_pipe(fds);
	return err;
}


int test_log_full(void)
{
	static char buf[1 << 20];
	int fds[2] = {-1, -1}, err;

	TEST_OK(open_pipe(fds));

	for (int i = 0; i < 3000; i++)       /* far more than a pipe holds */
		log_info("test: fill nr=%d", i);
	drain(fds[0], buf, sizeof(buf));
	log_info("test: last");
	drain(fds[0], buf, sizeof(buf));
	TEST(strstr(buf, " warn log: lines dropped count="));
	TEST(strstr(buf, " info test: last\n"));

out:
	close_pipe(fds);
	return err;
}
