/**
 * @file run.c  The program of an adapter: started, heard, ended, started again
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include "adapter/adapter_priv.h"
#include "base/clock.h"
#include "base/log.h"

enum { MINUTE_MS = 60 * 1000 };


/* The command as the settings are now; "" none */
static const char *command_of(const struct adapter *ad)
{
	const struct settings *set = ad->room->settings;
	const char *text = setting_text(set, adapter_table[ad->which].command);

	return text ? text : setting_bool(set, SET_DEMO) ? adapter_table[ad->which].demo : "";
}


bool run_changed(const struct adapter *ad)
{
	return strncmp(ad->command, command_of(ad), sizeof(ad->command) - 1);
}


static void begin_h(void *arg)
{
	run_begin(arg);
}


/* It was of no use: again after a while, each time a longer one, unless it had run well */
static void again_later(struct adapter *ad)
{
	if (ad->started_ms && clock_mono_ms() - ad->started_ms >= STEADY_MS)
		ad->pause_ms = 0;

	ad->pause_ms = !ad->pause_ms ? PAUSE_FIRST_MS : ad->pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : ad->pause_ms * 2;
	tmr_start(&ad->timer, ad->pause_ms, begin_h, ad);
}


void run_kill(struct adapter *ad, enum adapter_reason reason)
{
	ad->child = mem_deref(ad->child);
	ad->ready = false;
	ad->owed = ad->strays = ad->lates = 0;
	adapter_fail(ad, reason);
	again_later(ad);
	log_warn("adapter: away adapter=%s reason=%s again_in_ms=%u", adapter_name(ad->which), adapter_reason_name(reason), ad->pause_ms);
}


static void late_h(void *arg)
{
	run_kill(arg, ADAPTER_LATE);
}


/* ---- what it says ---- */

static void hello(struct adapter *ad)
{
	if (ad->ready)
		return;

	ad->ready = true;
	tmr_cancel(&ad->timer);
	adapter_reason_set(ad, ADAPTER_WELL);
	log_info("adapter: there adapter=%s", adapter_name(ad->which));
	adapter_send(ad);
}


static void line_h(struct pl line, void *arg)
{
	struct adapter *ad = arg;
	struct adapter_reply reply;
	int err = adapter_reply_read(&reply, line, adapter_name(ad->which));

	if (err) {
		log_warn("adapter: a line was not read adapter=%s err=%m", adapter_name(ad->which), err);
		return;
	}

	if (REPLY_HELLO == reply.kind)
		hello(ad);
	else if (REPLY_BAD == reply.kind || !ad->ready)
		run_kill(ad, ADAPTER_GARBLED);
	else
		adapter_heard(ad, &reply);
	mem_deref(reply.result);
}


/* So many lines a minute, and nothing in them that could name anybody */
static void said_h(struct pl line, void *arg)
{
	struct adapter *ad = arg;
	char text[SAID_MAX + 1];
	int64_t now_ms = clock_mono_ms();

	if (now_ms - ad->said_ms >= MINUTE_MS || !ad->said_ms) {
		if (ad->said > SAID_A_MINUTE)
			log_warn("adapter: more was said adapter=%s lines=%u", adapter_name(ad->which), ad->said - SAID_A_MINUTE);
		ad->said_ms = now_ms;
		ad->said = 0;
	}
	if (++ad->said > SAID_A_MINUTE)
		return;

	adapter_said_blot(text, sizeof(text), line);
	log_info("adapter: says adapter=%s text=%s", adapter_name(ad->which), text);
}


static void end_h(enum child_end end, int status, void *arg)
{
	struct adapter *ad = arg;

	if (CHILD_ENDED == end && WIFSIGNALED(status))
		log_warn("adapter: killed adapter=%s signal=%d", adapter_name(ad->which), WTERMSIG(status));
	else if (CHILD_ENDED == end)
		log_warn("adapter: ended adapter=%s status=%d", adapter_name(ad->which), WEXITSTATUS(status));

	run_kill(ad, CHILD_LONG == end ? ADAPTER_GARBLED : ADAPTER_ENDED);
}


/* ---- its start and end ---- */

/* Words of the command, with spaces between; at most ARGS_MAX */
static bool words_cut(char *text, char *argv[ARGS_MAX + 1])
{
	char *save = NULL;
	unsigned n = 0;

	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (n == ARGS_MAX)
			return false;
		argv[n++] = word;
	}

	argv[n] = NULL;
	return n;
}


static int spawn(struct adapter *ad)
{
	const char *path = getenv("PATH");
	char command[COMMAND_MAX], search[4096], lang[] = "LANG=C.UTF-8";
	char *argv[ARGS_MAX + 1], *env[] = {search, lang, NULL};
	struct child_prm prm = {
		.line_max = ADAPTER_LINE_MAX, .said_max = SAID_MAX, .wait_max = 4 * ADAPTER_LINE_MAX,
		.line_h = line_h, .said_h = said_h, .end_h = end_h, .arg = ad, .argv = argv, .env = env,
	};

	(void)snprintf(search, sizeof(search), "PATH=%s", path ? path : "/usr/bin:/bin");
	str_ncpy(command, ad->command, sizeof(command));
	if (!words_cut(command, argv))
		return EINVAL;

	prm.path = argv[0];
	return child_start(&ad->child, &prm);
}


void run_begin(struct adapter *ad)
{
	int err;

	tmr_cancel(&ad->timer);
	if (ad->child || ad->room->stopping)
		return;

	str_ncpy(ad->command, command_of(ad), sizeof(ad->command));
	if (!ad->command[0]) {
		adapter_fail(ad, ADAPTER_ABSENT);
		return;
	}

	err = spawn(ad);
	ad->started_ms = clock_mono_ms();
	if (err) {
		log_error("adapter: cannot be started adapter=%s err=%m", adapter_name(ad->which), err);
		run_kill(ad, ADAPTER_MISSING);
		return;
	}

	if (ADAPTER_WELL == ad->reason || ADAPTER_ABSENT == ad->reason)
		adapter_reason_set(ad, ADAPTER_STARTS);
	tmr_start(&ad->timer, HELLO_MS, late_h, ad);
}


void run_end(struct adapter *ad)
{
	tmr_cancel(&ad->timer);
	child_close(ad->child, CLOSE_MS);
	ad->child = mem_deref(ad->child);
	ad->ready = false;
}
