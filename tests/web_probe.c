/**
 * @file web_probe.c  A server with a few routes of its own, for tests/http/run.py: what HTTP does, without any room
 *
 *     web-probe [--cert FILE --key FILE] [--head MS] [--idle MS] [--grace MS] [--rate BYTES]
 *
 * Listens on an ephemeral loopback port, prints it, serves until stdin ends, drains.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <netinet/in.h>
#include "web/request.h"
#include "web/table.h"
#include "web/web.h"


static const char *const colours[] = {"red", "green", NULL};

struct echo {
	struct pl text;
	int colour;
	int64_t id, count;
	bool flag;
};

static const struct want echo_want[] = {
	{"text", WANT_TEXT, offsetof(struct echo, text), true, 100},
	{"colour", WANT_CHOICE, offsetof(struct echo, colour), false, 0, colours},
	{"id", WANT_ID, offsetof(struct echo, id)},
	{"count", WANT_INT, offsetof(struct echo, count)},
	{"flag", WANT_BOOL, offsetof(struct echo, flag)},
};


static int echo_h(struct request *req)
{
	struct echo in = {.colour = -1};

	if (!request_want(req, echo_want, sizeof(echo_want) / sizeof(echo_want[0]), &in))
		return 0;

	reply_json(req, 200, json_pack("{s:s%, s:i, s:I, s:I, s:b}", "text", in.text.p, in.text.l, "colour", in.colour,
				       "id", (json_int_t)in.id, "count", (json_int_t)in.count, "flag", in.flag));
	return 0;
}


static int param_h(struct request *req)
{
	struct pl p = request_param(req, 0), q = request_query(req, "q");

	reply_json(req, 200, json_pack("{s:s%, s:s%}", "param", p.p, p.l, "q", q.p ? q.p : "", q.l));
	return 0;
}


static void work_h(void *arg)
{
	*(int *)arg = 42;
}


static void worked_h(struct request *req, void *arg)
{
	reply_json(req, 200, json_pack("{s:i}", "answer", *(int *)arg));
}


static int later_h(struct request *req)
{
	int *n = request_alloc(req, sizeof(*n), NULL);

	return n ? request_work(req, work_h, worked_h, n) : ENOMEM;
}


static int large_h(struct request *req)
{
	struct mbuf *mb = mbuf_alloc(8 << 20);

	if (!mb)
		return ENOMEM;

	memset(mb->buf, 'x', mb->size);
	mb->end = mb->size;
	reply_buffer(req, 200, "text/plain", mb);
	return 0;
}


static int silent_h(struct request *req)
{
	return 0;
}


static int full_h(struct request *req)
{
	return ENOSPC;
}


static int staff_h(struct request *req)
{
	reply_empty(req, 204);
	return 0;
}


static const struct route rows[] = {
	{POST, "/echo", ROLE_PUBLIC, BODY_JSON, 4096, RATE_NONE, echo_h, "Gives the fields back", NULL, NULL, 200, 0},
	{POST, "/form", ROLE_PUBLIC, BODY_FORM, 4096, RATE_NONE, echo_h, "Gives the fields back", NULL, NULL, 200, 0},
	{GET, "/param/{name}", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, param_h, "Gives the parameter back", NULL, NULL, 200, 0},
	{GET, "/param/literal", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, staff_h, "Wins over the parameter", NULL, NULL, 204, 0},
	{GET, "/later", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, later_h, "Answers from a worker", NULL, NULL, 200, 0},
	{GET, "/large", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, large_h, "8 MiB", NULL, NULL, 200, 0},
	{GET, "/silent", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, silent_h, "A handler that forgets to reply", NULL, NULL, 200, 0},
	{GET, "/full", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, full_h, "A full disk", NULL, NULL, 200, 0},
	{GET, "/staff", ROLE_STAFF, BODY_NONE, 0, RATE_NONE, staff_h, "For staff", NULL, NULL, 204, 0},
	{GET, "/folder/", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, staff_h, "A path with a slash", NULL, NULL, 204, 0},
};

static const struct route_set probe_routes = ROUTE_SET(rows);

static const struct route_set *const sets[] = {&health_routes, &probe_routes, NULL};


static void option(struct web_prm *prm, const char *name, const char *val)
{
	unsigned n = (unsigned)atoi(val);

	if (!strcmp(name, "--cert"))
		prm->tls_cert = val;
	else if (!strcmp(name, "--key"))
		prm->tls_key = val;
	else if (!strcmp(name, "--head"))
		prm->limits.head_ms = n;
	else if (!strcmp(name, "--idle"))
		prm->limits.idle_ms = n;
	else if (!strcmp(name, "--grace"))
		prm->limits.grace_ms = n;
	else if (!strcmp(name, "--rate"))
		prm->limits.rate_min_bytes = n;
}


int main(int argc, char *argv[])
{
	struct web_prm prm = {.sets = sets, .limits = web_limits_default, .addr_len = sizeof(struct sockaddr_in)};
	struct sockaddr_in *addr = (struct sockaddr_in *)&prm.addr;
	struct web *web = NULL;
	struct pool *workers = NULL;
	char buf[64];
	int err;

	addr->sin_family = AF_INET;
	addr->sin_addr.s_addr = htonl(INADDR_LOOPBACK);

	for (int i = 1; i + 1 < argc; i += 2)
		option(&prm, argv[i], argv[i + 1]);

	err = pool_alloc(&workers, &(struct pool_prm){.name = "work", .threads = 2, .queue_max = 64});
	prm.workers = workers;
	if (!err)
		err = web_start(&web, &prm);
	if (err) {
		fprintf(stderr, "web-probe: %s\n", strerror(err));
		return 1;
	}

	printf("%u\n", web_port(web));
	fflush(stdout);
	while (read(0, buf, sizeof(buf)) > 0)
		;

	web_stop(web);
	mem_deref(workers);
	mem_deref(web);
	return 0;
}
