/**
 * @file adapter.c  otklik adapter simulate | ask: plays a status adapter, or tries one of somebody's own
 */
#include <stdio.h>
#include "adapter/adapter.h"
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


/* The first answer is waited for while the program starts */
static int ask(struct trying *t, struct adapters *a, struct pl number, struct pl person)
{
	int err = service_ask_fill(&t->ask, number, person);

	if (err)
		return err;

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

	(void)re_printf("found\t%s\t%u ms\n", ask->result, ask->took_ms);
	if (service_read(&s, pl_of(ask->result)))
		return cmd_fail(cmd_name, "the result is not what docs/adapter.md says: state, step, due, delay");

	return CMD_OK;
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

	if (rest >= argc || argc - rest > 2) {
		status = cmd_usage(cmd_name, "ask: say the number of an application, and the digits of a person if they are wanted");
		goto out;
	}
	if (!service_number_fits(pl_of(argv[rest])) || (argc - rest > 1 && !service_person_fits(pl_of(argv[rest + 1])))) {
		status = cmd_usage(cmd_name, "ask: a number has letters, digits, - / . and a digit among them; a person is 4 to %d digits", SERVICE_PERSON_MAX);
		goto out;
	}

	err = mailbox_alloc(&t.home);
	if (!err)
		err = adapters_start(&a, settings);
	if (!err)
		err = ask(&t, a, pl_of(argv[rest]), pl_of(argc - rest > 1 ? argv[rest + 1] : ""));
	status = err ? cmd_fail(cmd_name, "%m", err) : print(&t);

out:
	mem_deref(a);
	mem_deref(t.home);
	mem_deref(t.ask.result);
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
