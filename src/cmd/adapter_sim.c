/**
 * @file adapter_sim.c  otklik adapter simulate [status|sms|mail]: an adapter with made-up answers (docs/adapter.md)
 *
 * The last digit of the application says how it stands, so that each answer can be shown and tested:
 *
 *   0 received   1 in work   2 in work, late, with a reason   3 waits for the applicant   4 ready   5 issued   6 refused
 *   7 there is none   8 in work, said after two seconds   9 the system behind is away for maintenance
 *
 * A person 0000 is another one than the applicant. Options make it behave badly: --delay MS, --end N, --hang, --garble, --flood, --away WORDS.
 *
 * Of messages nothing goes anywhere. By the last digit of the telephone number: 7 refused for good, 8 sent after two seconds, 9 not now; anything
 * else is sent. --file FILE keeps what was sent, a line of JSON each; what came twice stands there once.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "adapter/adapter.h"
#include "base/clock.h"
#include "base/date.h"
#include "cmd/adapter.h"
#include "cmd/cmd.h"

enum { SLOW_MS = 2000, DELAY_MAX = 60000, DAY_MS = 24 * 3600 * 1000, DUE_DAYS = 9, LATE_DAYS = 4 };

static const char cmd_name[] = "adapter";

enum { SENT_MAX = 4096 };

struct reply {
	struct le le;
	int64_t due_ms;                  /* clock_mono_ms */
	char *line;                      /* with its newline; owned */
};

struct sim {
	const char *kind;                /* "status", "sms", "mail" */
	const char *away, *delay, *end, *today, *file;
	FILE *sent;                      /* of --file */
	json_t *keys;                    /* of what was sent; owned */
	bool hang, garble, flood;
	unsigned delay_ms, end_after, asked;
	int32_t day;                     /* of `today` */
	struct list replies;             /* struct reply, by time */
	char buf[ADAPTER_LINE_MAX + 1];
	size_t n;
};

struct known {
	const char *state;
	int step;                        /* of four; 0 none */
	const char *ru, *en;             /* the step's name */
	int due;                         /* days from today; 0 none */
	const char *delay_ru, *delay_en;
};

static const struct known known[10] = {
	[0] = {"received", 1, "регистрация", "registration", DUE_DAYS, NULL, NULL},
	[1] = {"in_work", 2, "проверка документов", "documents are checked", DUE_DAYS, NULL, NULL},
	[2] = {"in_work", 3, "ответ другого ведомства", "another office replies", -LATE_DAYS, "ведомство ещё не ответило на запрос",
		"the other office has not replied yet"},
	[3] = {"waiting", 2, "ждём справку о доходах", "a statement of income is awaited", DUE_DAYS, NULL, NULL},
	[4] = {"ready", 4, "выдача", "handing over", 0, NULL, NULL},
	[5] = {"issued", 0, NULL, NULL, 0, NULL, NULL},
	[6] = {"refused", 0, NULL, NULL, 0, NULL, NULL},
	[8] = {"in_work", 2, "проверка документов", "documents are checked", DUE_DAYS, NULL, NULL},
};


static json_t *both(const char *ru, const char *en)
{
	return json_pack("{s:s, s:s}", "ru", ru, "en", en);
}


static json_t *status_of(const struct known *k, int32_t today)
{
	json_t *object = json_pack("{s:s}", "state", k->state);
	char due[DATE_SIZE];

	if (k->step) {
		json_t *step = both(k->ru, k->en);

		(void)json_object_set_new(step, "n", json_integer(k->step));
		(void)json_object_set_new(step, "of", json_integer(4));
		(void)json_object_set_new(object, "step", step);
	}
	if (k->due) {
		date_print(due, today + k->due);
		(void)json_object_set_new(object, "due", json_string(due));
	}
	if (k->delay_ru)
		(void)json_object_set_new(object, "delay", both(k->delay_ru, k->delay_en));

	return object;
}


enum simulated adapter_simulated(char **result, const char *application, const char *person, int32_t today, unsigned *delay_ms)
{
	size_t n = strlen(application);
	char last = n ? application[n - 1] : '7';
	const struct known *k = last >= '0' && last <= '9' ? &known[last - '0'] : &known[7];
	json_t *object;

	*delay_ms = '8' == last ? SLOW_MS : 0;
	if ('9' == last)
		return SIMULATED_AWAY;
	if (!k->state || (person && 0 == strcmp(person, "0000")))
		return SIMULATED_NONE;

	object = status_of(k, today);
	*result = json_dumps(object, JSON_COMPACT);
	json_decref(object);

	return SIMULATED_FOUND;
}


/* ---- there and back ---- */

static void reply_destructor(void *arg)
{
	struct reply *r = arg;

	list_unlink(&r->le);
	mem_deref(r->line);
}


/* Behind those that are due before */
static void reply_add(struct sim *sim, int64_t due_ms, char *owned)
{
	struct reply *r = mem_zalloc(sizeof(*r), reply_destructor);
	struct le *le = sim->replies.tail;

	if (!r)
		exit(CMD_FAIL);

	r->due_ms = due_ms;
	r->line = owned;
	while (le && ((struct reply *)le->data)->due_ms > due_ms)
		le = le->prev;
	if (le)
		list_insert_after(&sim->replies, le, &r->le, r);
	else
		list_prepend(&sim->replies, &r->le, r);
}


static void answer(struct sim *sim, int64_t id, const char *application, const char *person)
{
	char *result = NULL, *line = NULL;
	unsigned delay_ms;
	int32_t today = sim->today ? sim->day : (int32_t)(clock_wall_ms() / DAY_MS);
	enum simulated how = adapter_simulated(&result, application, person, today, &delay_ms);

	if (sim->away || SIMULATED_AWAY == how)
		(void)re_sdprintf(&line, "{\"id\":%lld,\"away\":\"%s\"}\n", id, sim->away ? sim->away : "регламентные работы до 18:00");
	else if (sim->garble)
		(void)re_sdprintf(&line, "%lld is fine, thank you\n", id);
	else if (SIMULATED_NONE == how)
		(void)re_sdprintf(&line, "{\"id\":%lld,\"none\":\"unknown\"}\n", id);
	else
		(void)re_sdprintf(&line, "{\"id\":%lld,\"result\":%s}\n", id, result);

	free(result);
	if (!line)
		exit(CMD_FAIL);
	reply_add(sim, clock_mono_ms() + sim->delay_ms + delay_ms, line);
}


/* ---- messages ---- */

/* What a key was sent with stands in the file once, and safely so before it is said to be sent */
static void sent_keep(struct sim *sim, const char *key, const json_t *args)
{
	char *text;

	if (json_object_get(sim->keys, key) || json_object_size(sim->keys) >= SENT_MAX || json_object_set_new(sim->keys, key, json_true()))
		return;
	if (!sim->sent)
		return;

	text = json_dumps(args, JSON_COMPACT | JSON_SORT_KEYS);
	if (!text || fprintf(sim->sent, "%s\n", text) < 0 || fflush(sim->sent) || fdatasync(fileno(sim->sent)))
		exit(CMD_FAIL);
	free(text);
}


static void message_take(struct sim *sim, int64_t id, const json_t *args)
{
	const char *to = json_string_value(json_object_get(args, "to")), *key = json_string_value(json_object_get(args, "key"));
	char last = to && *to ? to[strlen(to) - 1] : '7', *line = NULL;
	bool refused = !key || !json_is_string(json_object_get(args, "text")) || '7' == last;

	if (sim->away || '9' == last) {
		(void)re_sdprintf(&line, "{\"id\":%lld,\"away\":\"%s\"}\n", id, sim->away ? sim->away : "регламентные работы до 18:00");
	}
	else if (sim->garble) {
		(void)re_sdprintf(&line, "%lld is fine, thank you\n", id);
	}
	else if (refused) {
		(void)re_sdprintf(&line, "{\"id\":%lld,\"none\":\"unknown\"}\n", id);
	}
	else {
		sent_keep(sim, key, args);
		(void)re_sdprintf(&line, "{\"id\":%lld,\"result\":{}}\n", id);
	}

	if (!line)
		exit(CMD_FAIL);
	reply_add(sim, clock_mono_ms() + sim->delay_ms + ('8' == last ? SLOW_MS : 0), line);
}


/* What an earlier run kept */
static void sent_load(struct sim *sim)
{
	FILE *f = fopen(sim->file, "r");
	static char line[ADAPTER_LINE_MAX + 2];

	while (f && fgets(line, sizeof(line), f)) {
		json_t *one = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
		const char *key = json_string_value(json_object_get(one, "key"));

		if (key)
			(void)json_object_set_new(sim->keys, key, json_true());
		json_decref(one);
	}
	if (f)
		(void)fclose(f);
}


static void line_take(struct sim *sim, struct pl line)
{
	json_t *object = json_loadb(line.p, line.l, JSON_REJECT_DUPLICATES, NULL);
	const json_t *args = json_object_get(object, "args");
	const char *application = json_string_value(json_object_get(args, "application"));

	if (strcmp(sim->kind, "status") && args && !sim->hang)
		message_take(sim, json_integer_value(json_object_get(object, "id")), args);
	else if (application && !sim->hang)
		answer(sim, json_integer_value(json_object_get(object, "id")), application, json_string_value(json_object_get(args, "person")));
	json_decref(object);

	if (++sim->asked == sim->end_after)
		exit(3);
}


/* false: stdin has ended */
static bool take(struct sim *sim)
{
	ssize_t n = read(STDIN_FILENO, sim->buf + sim->n, sizeof(sim->buf) - sim->n);
	char *at = sim->buf, *end;

	if (n <= 0)
		return n < 0 && (EAGAIN == errno || EINTR == errno);

	sim->n += (size_t)n;
	while ((end = memchr(at, '\n', sim->n))) {
		line_take(sim, (struct pl){at, (size_t)(end - at)});
		sim->n -= (size_t)(end + 1 - at);
		at = end + 1;
	}
	memmove(sim->buf, at, sim->n);

	return sim->n < sizeof(sim->buf);
}


static void flood(const struct sim *sim)
{
	while (sim->flood)
		(void)re_printf("{\"id\":9,\"none\":\"unknown\"}\n");
}


/* What is due is written; how long until the next, -1 none */
static int give(struct sim *sim)
{
	while (sim->replies.head) {
		struct reply *r = sim->replies.head->data;
		int64_t left = r->due_ms - clock_mono_ms();

		if (left > 0)
			return (int)left;
		(void)re_printf("%s", r->line);
		if (fflush(stdout))
			exit(CMD_OK);
		mem_deref(r);
	}

	return -1;
}


static int run(struct sim *sim)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

	(void)re_printf("{\"adapter\":1,\"asks\":[\"%s\"]}\n", sim->kind);
	(void)fflush(stdout);
	flood(sim);
	for (;;) {
		int n = poll(&in, 1, give(sim));

		if (n > 0 && !take(sim))
			break;
	}

	list_flush(&sim->replies);
	json_decref(sim->keys);
	if (sim->sent)
		(void)fclose(sim->sent);
	return CMD_OK;
}


static bool count_read(unsigned *n, const char *text, unsigned max)
{
	char *end = NULL;
	unsigned long value = text ? strtoul(text, &end, 10) : 0;

	*n = (unsigned)value;
	return !text || (*text >= '0' && *text <= '9' && !*end && value <= max);
}


int adapter_simulate(int argc, char *argv[])
{
	static struct sim sim;
	const struct cmd_option option[] = {
		{"away", &sim.away, NULL}, {"delay", &sim.delay, NULL}, {"end", &sim.end, NULL}, {"today", &sim.today, NULL},
		{"file", &sim.file, NULL}, {"hang", NULL, &sim.hang}, {"garble", NULL, &sim.garble}, {"flood", NULL, &sim.flood}, {NULL, NULL, NULL},
	};
	int status = cmd_options(&argc, argv, option);

	if (status)
		return status;
	sim.kind = argc > 1 ? argv[1] : "status";
	if (argc > 2 || (strcmp(sim.kind, "status") && strcmp(sim.kind, "sms") && strcmp(sim.kind, "mail")))
		return cmd_usage(cmd_name, "simulate: there is no %s; there are status, sms and mail", argv[argc - 1]);
	if (!count_read(&sim.delay_ms, sim.delay, DELAY_MAX))
		return cmd_usage(cmd_name, "--delay is a number of milliseconds up to %d, not %s", DELAY_MAX, sim.delay);
	if (!count_read(&sim.end_after, sim.end, DELAY_MAX))
		return cmd_usage(cmd_name, "--end is a number of questions, not %s", sim.end);
	if (sim.today && date_parse(pl_of(sim.today), &sim.day))
		return cmd_usage(cmd_name, "--today is a date such as 2026-11-23, not %s", sim.today);

	sim.keys = json_object();
	if (sim.file)
		sent_load(&sim);
	sim.sent = sim.file ? fopen(sim.file, "a") : NULL;
	if (!sim.keys || (sim.file && !sim.sent))
		return cmd_fail(cmd_name, "%s: cannot be written: %m", sim.file ? sim.file : "", errno);

	return run(&sim);
}
