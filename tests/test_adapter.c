/**
 * @file test_adapter.c  Programs of others: asked, killed, hanging, flooding, missing; each question is answered once
 *
 * The programs are shell scripts of a line or two. Nothing sleeps: each test waits for an answer, which always comes.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/durable.h"
#include "folder.h"
#include "service/service.h"
#include "test.h"

int test_adapter_asks(void);
int test_adapter_away(void);
int test_adapter_ends(void);
int test_adapter_hangs(void);
int test_adapter_floods(void);
int test_adapter_keeps(void);
int test_adapter_stop(void);

enum { WAIT_MS = 60000, ASKS = 40 };

#define HELLO "echo '{\"adapter\":1,\"asks\":[\"status\"]}'; "

/* Answers each line with its own id, which is the first number in it */
#define ANSWERS \
	"while read -r line; do id=${line#*:}; id=${id%%,*}; echo \"{\\\"id\\\":$id,\\\"result\\\":{\\\"state\\\":\\\"ready\\\"}}\"; done"

struct place {
	char dir[FOLDER_MAX], path[FOLDER_PATH];
	struct settings *settings;
	struct adapters *a;
	struct mailbox *home;
	unsigned done;
};

struct one {
	struct adapter_ask ask;
	struct place *place;
};


static void problem(const char *where, const char *what, void *arg)
{
	(void)arg;
	(void)fprintf(stderr, "%s: %s\n", where, what);
}


/* A script and adapters that run it; NULL: a program that is not there */
static int place_make(struct place *p, const char *script, const char *wait, const char *keep)
{
	char command[FOLDER_PATH + 32], wait_arg[64], keep_arg[64], status[] = "--adapter.status", *env[] = {NULL};
	char name[] = "test", *argv[] = {name, status, command, wait_arg, keep_arg, NULL};
	struct setting_input in = {.argc = 5, .argv = argv, .env = env, .problem_h = problem};
	int err;

	*p = (struct place){.done = 0};
	err = folder_make(p->dir);
	if (err)
		return err;

	(void)folder_path(p->path, p->dir, "program");
	if (script)
		err = durable_file(p->path, pl_of(script), true);
	(void)snprintf(command, sizeof(command), "%s%s", script ? "/bin/sh " : "", p->path);
	(void)snprintf(wait_arg, sizeof(wait_arg), "--adapter.wait=%s", wait);
	(void)snprintf(keep_arg, sizeof(keep_arg), "--adapter.keep=%s", keep);
	if (!err)
		err = settings_load(&p->settings, NULL, &in);
	if (!err)
		err = mailbox_alloc(&p->home);
	if (!err)
		err = adapters_start(&p->a, p->settings);

	return err;
}


static void place_drop(struct place *p)
{
	mem_deref(p->a);
	mem_deref(p->home);
	mem_deref(p->settings);
	folder_remove(p->dir);
}


static void done_h(struct adapter_ask *ask)
{
	struct one *one = CONTAINER_OF(ask, struct one, ask);

	one->place->done++;
}


static int begin(struct place *p, struct one *one, const char *number)
{
	int err;

	*one = (struct one){.place = p};
	err = service_ask_fill(&one->ask, pl_of(number), pl_of(NULL));
	if (err)
		return err;

	one->ask.home = p->home;
	one->ask.done_h = done_h;
	adapter_ask(p->a, &one->ask);
	return 0;
}


static int settle(struct place *p, unsigned n)
{
	int err = 0;

	while (!err && p->done < n)
		err = mailbox_wait(p->home, WAIT_MS);

	return err;
}


/* Asks and waits */
static int ask(struct place *p, struct one *one, const char *number)
{
	unsigned before = p->done;
	int err = begin(p, one, number);

	return err ? err : settle(p, before + 1);
}


/* Asks until it is away for this reason */
static int ask_until(struct place *p, struct one *one, enum adapter_reason reason)
{
	int err = 0;

	do {
		one->ask.result = mem_deref(one->ask.result);
		err = ask(p, one, "1");
	} while (!err && (ADAPTER_AWAY != one->ask.answer || reason != one->ask.reason));

	return err;
}


int test_adapter_asks(void)
{
	static struct one ones[ASKS];
	struct place p;
	char number[16];
	int err;

	memset(ones, 0, sizeof(ones));
	TEST_OK(place_make(&p, HELLO ANSWERS, "30s", "0s"));
	for (unsigned i = 0; i < ASKS; i++) {
		(void)snprintf(number, sizeof(number), "%u", i);
		TEST_OK(begin(&p, &ones[i], number));
	}
	TEST_OK(settle(&p, ASKS));
	for (unsigned i = 0; i < ASKS; i++) {
		TEST(ADAPTER_FOUND == ones[i].ask.answer && !ones[i].ask.reason);
		TEST_PL(PL_LIT("{\"state\":\"ready\"}"), pl_of(ones[i].ask.result));
	}

out:
	for (unsigned i = 0; i < ASKS; i++)
		mem_deref(ones[i].ask.result);
	place_drop(&p);
	return err;
}


/* Not there; not set; and the system behind it is away, in its own words */
int test_adapter_away(void)
{
	struct one one = {.place = NULL};
	struct adapter_view view;
	struct place p;
	int64_t now_ms = clock_wall_ms();
	int err;

	TEST_OK(place_make(&p, NULL, "3s", "0s"));
	TEST_OK(ask(&p, &one, "1"));
	TEST(ADAPTER_AWAY == one.ask.answer && ADAPTER_MISSING == one.ask.reason && one.ask.since_ms >= now_ms);
	adapter_look(p.a, ADAPTER_STATUS, &view);
	TEST(ADAPTER_MISSING == view.reason && view.since_ms == one.ask.since_ms && 1 == view.asked && 1 == view.away);
	place_drop(&p);

	TEST_OK(place_make(&p, HELLO "read -r line; echo '{\"id\":1,\"away\":\"until 18:00\"}'; cat >/dev/null", "30s", "0s"));
	TEST_OK(ask(&p, &one, "1"));
	TEST(ADAPTER_AWAY == one.ask.answer && ADAPTER_SYSTEM == one.ask.reason);
	TEST_PL(PL_LIT("until 18:00"), pl_of(one.ask.note));

out:
	place_drop(&p);
	return err;
}


/* One that ends is started again, and answers */
int test_adapter_ends(void)
{
	struct one one = {.place = NULL};
	struct place p;
	int err;

	TEST_OK(place_make(&p, "if [ -e \"$0.once\" ]; then " HELLO ANSWERS "; else : >\"$0.once\"; " HELLO "read -r line; kill -KILL $$; fi",
			   "30s", "0s"));
	TEST_OK(ask(&p, &one, "1"));
	TEST(ADAPTER_AWAY == one.ask.answer && ADAPTER_ENDED == one.ask.reason);
	do {
		one.ask.result = mem_deref(one.ask.result);
		TEST_OK(ask(&p, &one, "1"));
	} while (ADAPTER_FOUND != one.ask.answer);

out:
	mem_deref(one.ask.result);
	place_drop(&p);
	return err;
}


/* No such process, or one that has ended and nobody has waited for */
static bool gone(pid_t pid)
{
	char path[64], state = 'Z';
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f) {
		if (1 != fscanf(f, "%*d (%*[^)]) %c", &state))
			state = 'Z';
		(void)fclose(f);
	}

	return 'Z' == state || 'X' == state;
}


/* One that answers nothing is told of in time; killed after some, with what it had started */
int test_adapter_hangs(void)
{
	static struct one ones[ADAPTER_LATE_MAX];
	struct mbuf *mb = NULL;
	struct place p;
	char path[FOLDER_PATH];
	pid_t pid;
	int err;

	memset(ones, 0, sizeof(ones));
	TEST_OK(place_make(&p, "sleep 1000 & echo $! >\"$0.pid\"; " HELLO "while :; do wait; done", "200ms", "0s"));
	for (unsigned i = 0; i < ADAPTER_LATE_MAX; i++)
		TEST_OK(begin(&p, &ones[i], "1"));
	TEST_OK(settle(&p, ADAPTER_LATE_MAX));
	for (unsigned i = 0; i < ADAPTER_LATE_MAX; i++)
		TEST(ADAPTER_AWAY == ones[i].ask.answer && (ADAPTER_LATE == ones[i].ask.reason || ADAPTER_STARTS == ones[i].ask.reason));
	TEST_OK(ask_until(&p, &ones[0], ADAPTER_LATE));

	(void)folder_path(path, p.dir, "program.pid");
	TEST_OK(durable_read(path, 32, &mb));
	pid = (pid_t)strtol((char *)mb->buf, NULL, 10);
	TEST(pid > 1);
	mem_deref(p.a);                  /* its group was killed: nobody of it is left, or nobody waits for it any more */
	p.a = NULL;
	for (int64_t ends_ms = clock_mono_ms() + WAIT_MS; !gone(pid) && clock_mono_ms() < ends_ms;)
		(void)poll(NULL, 0, 5);  /* a killed process goes when the kernel comes to it */
	TEST(gone(pid));

out:
	mem_deref(mb);
	place_drop(&p);
	return err;
}


/* A line without an end; lines that answer nothing; what is none of the protocol */
int test_adapter_floods(void)
{
	static const char *const scripts[] = {
		HELLO "read -r line; yes | tr -d '\\n'",
		HELLO "read -r line; yes '{\"id\":99,\"none\":\"unknown\"}'",
		HELLO "read -r line; echo fine; cat >/dev/null",
		"echo '{\"id\":1,\"none\":\"unknown\"}'; cat >/dev/null",
		"exec cat",
	};
	struct one one = {.place = NULL};
	struct place p = {.done = 0};
	int err = 0;

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		TEST_OK(place_make(&p, scripts[i], i == 4 ? "200ms" : "30s", "0s"));
		TEST_OK(ask(&p, &one, "1"));
		TEST(ADAPTER_AWAY == one.ask.answer && (ADAPTER_GARBLED == one.ask.reason || ADAPTER_STARTS == one.ask.reason));
		place_drop(&p);
		p = (struct place){.done = 0};
	}

out:
	place_drop(&p);
	return err;
}


/* Kept for a while, for the same question alone */
int test_adapter_keeps(void)
{
	struct one first = {.place = NULL}, again = {.place = NULL}, other = {.place = NULL};
	struct place p;
	int err;

	TEST_OK(place_make(&p, HELLO "read -r line; echo '{\"id\":1,\"result\":{\"state\":\"ready\"}}'; read -r line; "
			   "echo '{\"id\":2,\"none\":\"unknown\"}'; cat >/dev/null", "30s", "300s"));
	TEST_OK(ask(&p, &first, "1"));
	TEST(ADAPTER_FOUND == first.ask.answer);
	TEST_OK(ask(&p, &again, "1"));
	TEST(ADAPTER_FOUND == again.ask.answer && again.ask.at_ms == first.ask.at_ms);
	TEST_PL(pl_of(first.ask.result), pl_of(again.ask.result));
	TEST_OK(ask(&p, &other, "2"));
	TEST(ADAPTER_NONE == other.ask.answer);
	TEST_PL(PL_LIT("unknown"), pl_of(other.ask.word));

out:
	mem_deref(first.ask.result);
	mem_deref(again.ask.result);
	place_drop(&p);
	return err;
}


/* What waits when we stop is answered, too */
int test_adapter_stop(void)
{
	struct one one = {.place = NULL};
	struct place p;
	int err;

	TEST_OK(place_make(&p, HELLO "cat >/dev/null", "30s", "0s"));
	TEST_OK(begin(&p, &one, "1"));
	adapters_stop(p.a);
	TEST_OK(settle(&p, 1));
	TEST(ADAPTER_AWAY == one.ask.answer && ADAPTER_STOPPED == one.ask.reason);

out:
	place_drop(&p);
	return err;
}
