/**
 * @file web_probe.c  A server with a few routes of its own, for tests/http/run.py: what HTTP does, without any room
 *
 *     web-probe --data DIR [--cert FILE --key FILE] [--head MS] [--idle MS] [--grace MS] [--rate BYTES] [--beat MS]
 *               [--conns N] [--intake N] [--wrong N] [--proxies NETS] [--metrics-token TOKEN]
 *
 * Listens on an ephemeral loopback port, prints it, serves until stdin ends, drains. A line on stdin: "drop N" ends the
 * sessions of staff member N, "reload" reads the certificate anew. A session's token is "staff-N-ROLES".
 */
#include <stdio.h>
#include <stdlib.h>
#include <netinet/in.h>
#include "web/request.h"
#include "base/clock.h"
#include "db/blob.h"
#include "web/event.h"
#include "web/session.h"
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

	reply_json(req, 200, json_pack("{s:s%, s:s%}", "param", p.p ? p.p : "", p.l, "q", q.p ? q.p : "", q.l));
	return 0;
}


static int address_h(struct request *req)
{
	struct pl address = request_address(req);

	reply_json(req, 200, json_pack("{s:s%}", "address", address.p, address.l));
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


static int upload_h(struct request *req)
{
	json_t *list = json_array();
	struct pl note = request_field(req, "note");
	size_t n;
	const struct upload *up = request_uploads(req, &n);

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I}", "field", up[i].field, "name", up[i].name,
							    "type", up[i].type, "size", (json_int_t)up[i].size_bytes));

	reply_json(req, 200, json_pack("{s:s%, s:o}", "note", note.p ? note.p : "", note.l, "files", list));
	return 0;
}


/* Keeps the first file and gives it back at once: blobs both ways */
struct mirror {
	struct request *req;
	const struct upload *up;
	struct blob_reader *br;
	int err;
};


static void mirror_work_h(void *arg)
{
	struct mirror *m = arg;

	m->err = blob_open(&m->br, web_blobs(request_web(m->req)), m->up->blob, m->up->key);
}


static void mirror_done_h(struct request *req, void *arg)
{
	struct mirror *m = arg;

	if (m->err)
		reply_errno(req, m->err);
	else
		reply_file(req, m->br, blob_size(m->br), m->up->type, m->up->name);
}


static int mirror_h(struct request *req)
{
	struct mirror *m = request_alloc(req, sizeof(*m), NULL);
	size_t n;

	if (!m)
		return ENOMEM;

	m->req = req;
	m->up = request_uploads(req, &n);
	if (n)
		return request_work(req, mirror_work_h, mirror_done_h, m);

	reply_empty(req, 204);
	return 0;
}


static int wrong_h(struct request *req)
{
	struct pl number = request_param(req, 0);

	if (request_tried(req, number))
		request_wrong(req, number, 404, "request.unknown");

	return 0;
}


static int nobody_h(struct request *req)
{
	if (request_tried(req, pl_of(NULL)))
		request_wrong(req, pl_of(NULL), 404, "request.unknown");

	return 0;
}


static int publish_h(struct request *req)
{
	struct pl pos = request_query(req, "pos"), who = request_query(req, "who"), size = request_query(req, "size");
	static char json[65536];
	unsigned n = pl_u32(&size) < 60000 ? pl_u32(&size) : 60000;

	memset(json, 'x', n + 2);
	json[0] = json[n + 1] = '"';
	web_event_publish(request_web(req), (int64_t)pl_u64(&pos), pl_u32(&who), "appeal", (struct pl){json, n + 2});
	reply_empty(req, 204);
	return 0;
}


static int cookie_h(struct request *req)
{
	session_cookie(req, "token", 60);
	reply_empty(req, 204);
	return 0;
}


static int who_h(struct request *req)
{
	const struct session *s = request_session(req);

	reply_json(req, 200, json_pack("{s:I, s:i, s:s}", "staff", (json_int_t)s->staff, "roles", (int)s->roles,
				       "csrf", s->csrf));
	return 0;
}


static const struct route rows[] = {
	{POST, "/echo", ROLE_PUBLIC, BODY_JSON, 4096, RATE_NONE, echo_h, "Gives the fields back", NULL, NULL, 200, 0},
	{POST, "/form", ROLE_PUBLIC, BODY_FORM, 4096, RATE_NONE, echo_h, "Gives the fields back", NULL, NULL, 200, 0},
	{POST, "/upload", ROLE_PUBLIC, BODY_UPLOAD, 0, RATE_NONE, upload_h, "Says what came", NULL, NULL, 200, 0},
	{POST, "/mirror", ROLE_PUBLIC, BODY_UPLOAD, 0, RATE_NONE, mirror_h, "Gives the file back", NULL, NULL, 200, 0},
	{POST, "/intake", ROLE_PUBLIC, BODY_JSON, 4096, RATE_INTAKE, echo_h, "Is limited", NULL, NULL, 200, 0},
	{GET, "/wrong/{number}", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, wrong_h, "Is always wrong", NULL, NULL, 200, 0},
	{GET, "/nobody", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, nobody_h, "Is wrong, about nothing", NULL, NULL, 200, 0},
	{GET, "/param/{name}", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, param_h, "Gives the parameter back", NULL, NULL, 200, 0},
	{GET, "/param/literal", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, staff_h, "Wins over the parameter", NULL, NULL, 204, 0},
	{GET, "/address", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, address_h, "Whose request it is", NULL, NULL, 200, 0},
	{GET, "/cookie", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, cookie_h, "A session's cookie", NULL, NULL, 204, 0},
	{GET, "/later", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, later_h, "Answers from a worker", NULL, NULL, 200, 0},
	{GET, "/large", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, large_h, "8 MiB", NULL, NULL, 200, 0},
	{GET, "/silent", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, silent_h, "A handler that forgets to reply", NULL, NULL, 200, 0},
	{GET, "/full", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, full_h, "A full disk", NULL, NULL, 200, 0},
	{GET, "/publish", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, publish_h, "An event", NULL, NULL, 204, 0},
	{GET, "/staff", ROLE_STAFF, BODY_NONE, 0, RATE_STAFF, who_h, "For staff", NULL, NULL, 200, 0},
	{POST, "/staff", ROLE_STAFF, BODY_JSON, 4096, RATE_STAFF, echo_h, "For staff", NULL, NULL, 200, 0},
	{GET, "/auditor", ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, who_h, "For auditors", NULL, NULL, 200, 0},
	{GET, "/folder/", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, staff_h, "A path with a slash", NULL, NULL, 204, 0},
	{GET, "/page", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, param_h, "A page", NULL, NULL, 200, ROUTE_PAGE},
};

static const struct route_set probe_routes = ROUTE_SET(rows);

static const struct route_set *const sets[] = {
	&event_routes, &health_routes, &metric_routes, &openapi_routes, &probe_routes, NULL
};


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
	else if (!strcmp(name, "--beat"))
		prm->limits.heartbeat_ms = n;
	else if (!strcmp(name, "--conns"))
		prm->limits.conns_ip_max = n;
	else if (!strcmp(name, "--intake"))
		prm->limits.rate[RATE_INTAKE].count = n;
	else if (!strcmp(name, "--proxies"))
		prm->limits.proxies = val;
	else if (!strcmp(name, "--metrics-token"))
		prm->limits.metrics_token = val;
	else if (!strcmp(name, "--wrong"))
		prm->limits.wrong.count = n;
}


/* The probe's store has no staff: a token says who it is, and its digest is asked of all that may be */
static const struct keyring *session_keys;

static int session_h(struct db *db, struct pl digest, int64_t now_ms, struct session_row *row)
{
	for (int staff = 1; staff < 20; staff++) {
		for (unsigned roles = 1; roles < 128; roles++) {

			uint8_t got[32];
			char token[32];

			(void)re_snprintf(token, sizeof(token), "staff-%d-%u", staff, roles);
			keyring_digest(session_keys, KEY_SESSION, pl_of(token), got);
			if (memcmp(got, digest.p, sizeof(got)))
				continue;

			row->session.staff = staff;
			row->session.roles = roles;
			row->expires_ms = now_ms + 3600000;
			(void)re_snprintf(row->session.csrf, sizeof(row->session.csrf), "csrf-%d", staff);
			return 0;
		}
	}

	return ENOENT;
}


static int store_connect(struct web_prm *prm, const char *dir)
{
	struct blob_store *blobs;
	struct keyring *keys;
	struct db *db = NULL;
	char path[512], url[512];
	int err, version;

	if (re_snprintf(path, sizeof(path), "%s/master.key", dir) < 0 ||
	    re_snprintf(url, sizeof(url), "sqlite:%s/store.db", dir) < 0)
		return EINVAL;

	err = blob_store_open(&blobs, dir, NULL);
	if (!err)
		err = keyring_master(&keys, path, true, NULL);
	if (!err)
		err = db_open(&db, url, DB_WRITE, NULL);
	if (!err)
		err = db_migrate(db, clock_wall_ms(), &version);
	if (!err)
		err = db_begin(db);
	if (!err)
		err = keyring_open(keys, db);
	if (!err)
		err = db_commit(db);
	mem_deref(db);
	if (!err)
		err = readers_start(&prm->readers, url, 2);
	if (err)
		return err;

	session_keys = prm->keys = keys;
	prm->blobs = blobs;
	prm->session_h = session_h;
	return 0;
}


static void line_take(struct web *web, const char *line)
{
	if (!strncmp(line, "drop ", 5))
		(void)!web_session_drop(web, atoi(line + 5));
	else if (!strncmp(line, "reload", 6))
		printf("%d\n", web_reload(web, NULL));
	fflush(stdout);
}


int main(int argc, char *argv[])
{
	struct web_prm prm = {.sets = sets, .limits = web_limits_default, .addr_len = sizeof(struct sockaddr_in)};
	struct sockaddr_in *addr = (struct sockaddr_in *)&prm.addr;
	struct web *web = NULL;
	struct pool *workers = NULL;
	const char *dir = ".";
	char buf[64];
	int err;

	addr->sin_family = AF_INET;
	addr->sin_addr.s_addr = htonl(INADDR_LOOPBACK);

	for (int i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--data"))
			dir = argv[i + 1];
		option(&prm, argv[i], argv[i + 1]);
	}

	err = pool_alloc(&workers, &(struct pool_prm){.name = "work", .threads = 2, .queue_max = 64});
	prm.workers = workers;
	if (!err)
		err = store_connect(&prm, dir);
	if (!err)
		err = web_start(&web, &prm);
	if (err) {
		fprintf(stderr, "web-probe: %s\n", strerror(err));
		return 1;
	}

	printf("%u\n", web_port(web));
	fflush(stdout);
	while (fgets(buf, sizeof(buf), stdin))
		line_take(web, buf);

	web_stop(web);
	mem_deref(workers);
	readers_stop(prm.readers);
	mem_deref(prm.readers);
	mem_deref(web);
	mem_deref((void *)(uintptr_t)prm.blobs);
	mem_deref((void *)(uintptr_t)prm.keys);
	return 0;
}
