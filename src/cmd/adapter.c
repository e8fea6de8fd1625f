/**
 * @file adapter.c  otklik adapter simulate | ask: plays an adapter, or tries one of somebody's own
 */
#include <stdio.h>
#include "adapter/adapter.h"
#include "base/clock.h"
#include "base/id.h"
#include "cmd/adapter.h"
#include "cmd/cmd.h"
#include "service/service.h"

static const char cmd_name[] = "adapter";

/* A question and who waits for it */
struct trying {
	struct adapter_ask ask;
	struct mailbox *home;
	bool done;
};


static void done_h(struct adapter_ask *ask)
{
	CONTAINER_OF(ask, struct trying, ask)->done = true;
}


/* A message, sent in earnest: its key is new each time */
static int message_fill(struct adapter_ask *ask, enum adapter_which which, const char *to, const char *text)
{
	char key[32];

	(void)snprintf(key, sizeof(key), "%lld", (long long)id_new(clock_wall_ms()));
	ask->which = which;
	ask->verb = adapter_name(which);
	ask->args = json_pack("{s:s, s:s, s:s}", "key", key, "text", text, "to", to);

	return ask->args ? 0 : EINVAL;
}


/* The first answer is waited for while the program starts */
static int ask(struct trying *t, struct adapters *a)
{
	t->ask.home = t->home;
	t->ask.done_h = done_h;
	adapter_ask(a, &t->ask);
	while (!t->done)
		(void)!mailbox_wait(t->home, -1);

	return 0;
}


static int print(const struct trying *t)
{
	const struct adapter_ask *ask = &t->ask;
	struct service_status s;

	if (ADAPTER_NONE == ask->answer) {
		(void)re_printf("none\t%s\t%u ms\n", ask->word, ask->took_ms);
		return CMD_OK;
	}
	if (ADAPTER_AWAY == ask->answer) {
		(void)re_printf("away\t%s\t%s\n", adapter_reason_name(ask->reason), ask->note);
		return CMD_FAIL;
	}

	if (ADAPTER_STATUS != ask->which) {
		(void)re_printf("sent\t%u ms\n", ask->took_ms);
		return CMD_OK;
	}

	(void)re_printf("found\t%s\t%u ms\n", ask->result, ask->took_ms);
	if (service_read(&s, pl_of(ask->result)))
		return cmd_fail(cmd_name, "the result is not what docs/adapter.md says: state, step, due, delay");

	return CMD_OK;
}


/* What is asked, or sent; CMD_OK or what it has said is wrong */
static int fill(struct adapter_ask *ask, int argc, char *argv[])
{
	bool sms = argc && 0 == strcmp(argv[0], "sms"), mail = argc && 0 == strcmp(argv[0], "mail");
	int err;

	if (sms || mail) {
		if (3 != argc)
			return cmd_usage(cmd_name, "ask %s: say to whom, and the text", argv[0]);
		err = message_fill(ask, sms ? ADAPTER_SMS : ADAPTER_MAIL, argv[1], argv[2]);
		return err ? cmd_usage(cmd_name, "ask %s: the text is no UTF-8", argv[0]) : CMD_OK;
	}

	if (argc < 1 || argc > 2)
		return cmd_usage(cmd_name, "ask: say the number of an application, and the digits of a person if they are wanted; or sms, a number, a text");
	if (!service_number_fits(pl_of(argv[0])) || (argc > 1 && !service_person_fits(pl_of(argv[1]))))
		return cmd_usage(cmd_name, "ask: a number has letters, digits, - / . and a digit among them; a person is 4 to %d digits", SERVICE_PERSON_MAX);

	err = service_ask_fill(ask, pl_of(argv[0]), pl_of(argc > 1 ? argv[1] : ""));
	return err ? cmd_fail(cmd_name, "%m", err) : CMD_OK;
}


static int ask_main(int argc, char *argv[])
{
	struct settings *settings = NULL;
	struct adapters *a = NULL;
	struct trying t = {.done = false};
	int rest = 0, status, err;

	status = cmd_settings(&settings, &rest, argc, argv);
	if (status)
		return status;

	status = fill(&t.ask, argc - rest, argv + rest);
	if (status)
		goto out;

	err = mailbox_alloc(&t.home);
	if (!err)
		err = adapters_start(&a, settings);
	if (!err)
		err = ask(&t, a);
	status = err ? cmd_fail(cmd_name, "%m", err) : print(&t);

out:
	mem_deref(a);
	mem_deref(t.home);
	mem_deref(t.ask.result);
	json_decref(t.ask.args);
	mem_deref(settings);
	return status;
}


int cmd_adapter(int argc, char *argv[])
{
	if (argc > 1 && 0 == strcmp(argv[1], "simulate"))
		return adapter_simulate(argc - 1, argv + 1);
	if (argc > 1 && 0 == strcmp(argv[1], "ask"))
		return ask_main(argc - 1, argv + 1);

	return cmd_usage(cmd_name, "say simulate or ask");
}
