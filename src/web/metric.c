/**
 * @file metric.c  Counts requests, and writes all figures for Prometheus
 */
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/resource.h>
#include "web/event.h"
#include "web/metric.h"
#include "web/table.h"
#include "web/web_priv.h"


enum { STATUSES = 24, BUCKETS = 11 };

static const double bounds_s[BUCKETS] = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

static const short statuses[STATUSES] = {
	200, 201, 202, 204, 206, 303, 304, 308, 400, 401, 403, 404, 405, 409, 411, 413, 414, 415, 416, 422, 429, 500, 503, 507,
};

/* Of one route; the last stands for what matched none */
struct tally {
	uint64_t statusv[STATUSES + 1];            /* the last: other ones */
	uint64_t bucketv[BUCKETS + 1], count;
	double sum_s;
};

struct figure {
	struct figure *next;
	const char *name, *help;
	enum metric_type type;
	double (*value_h)(void *arg);
	void *arg;
};

struct metrics {
	pthread_mutex_t lock;                      /* of figures */
	struct figure *figures;
	int64_t start_ms;
	size_t routec;
	struct tally tallyv[];
};


static void metrics_destructor(void *arg)
{
	struct metrics *m = arg;

	while (m->figures) {
		struct figure *next = m->figures->next;

		free(m->figures);
		m->figures = next;
	}
	pthread_mutex_destroy(&m->lock);
}


int metrics_alloc(struct metrics **mp, size_t routec)
{
	struct metrics *m = mem_zalloc(sizeof(*m) + (routec + 1) * sizeof(m->tallyv[0]), metrics_destructor);

	if (!m)
		return ENOMEM;

	pthread_mutex_init(&m->lock, NULL);
	m->routec = routec;
	m->start_ms = clock_wall_ms();
	*mp = m;
	return 0;
}


void metrics_count(struct web *web, const struct request *req)
{
	struct tally *t = &web->metrics->tallyv[req->route ? req->route_index : web->metrics->routec];
	double spent_s = (double)(clock_mono_us() - req->begin_us) / 1e6;
	size_t status = 0, bucket = 0;

	while (status < STATUSES && statuses[status] != req->status)
		status++;
	while (bucket < BUCKETS && spent_s > bounds_s[bucket])
		bucket++;

	t->statusv[status]++;
	t->bucketv[bucket]++;
	t->count++;
	t->sum_s += spent_s;
}


int metric_add(struct web *web, const char *name, const char *help, enum metric_type type, double (*value_h)(void *arg),
	       void *arg)
{
	struct figure *fig = malloc(sizeof(*fig));

	if (!fig)
		return ENOMEM;

	pthread_mutex_lock(&web->metrics->lock);
	*fig = (struct figure){web->metrics->figures, name, help, type, value_h, arg};
	web->metrics->figures = fig;
	pthread_mutex_unlock(&web->metrics->lock);
	return 0;
}


static int figure_print(struct mbuf *mb, const char *name, const char *help, enum metric_type type, double value)
{
	char number[32];

	(void)snprintf(number, sizeof(number), "%.15g", value);
	return mbuf_printf(mb, "# HELP %s %s\n# TYPE %s %s\n%s %s\n", name, help, name,
			   type == METRIC_COUNTER ? "counter" : "gauge", name, number);
}


static double memory_bytes(void)
{
	unsigned long pages = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (!f)
		return 0;
	if (2 != fscanf(f, "%lu %lu", &pages, &resident))
		resident = 0;
	(void)fclose(f);

	return (double)resident * (double)sysconf(_SC_PAGESIZE);
}


static double cpu_s(void)
{
	struct rusage ru;

	(void)getrusage(RUSAGE_SELF, &ru);
	return (double)ru.ru_utime.tv_sec + (double)ru.ru_utime.tv_usec / 1e6 +
	       (double)ru.ru_stime.tv_sec + (double)ru.ru_stime.tv_usec / 1e6;
}


static int process_print(struct mbuf *mb, const struct web *web)
{
	const struct web_prm *prm = &web->prm;
	int err = 0;

	err |= mbuf_printf(mb, "# TYPE otklik_build_info gauge\notklik_build_info{version=\"%s\"} 1\n", OTKLIK_VERSION);
	err |= figure_print(mb, "process_cpu_seconds_total", "Processor time", METRIC_COUNTER, cpu_s());
	err |= figure_print(mb, "process_resident_memory_bytes", "Resident memory", METRIC_GAUGE, memory_bytes());
	err |= figure_print(mb, "process_start_time_seconds", "When the program started", METRIC_GAUGE,
			    (double)web->metrics->start_ms / 1000);
	err |= figure_print(mb, "otklik_http_connections", "Open connections", METRIC_GAUGE, list_count(&web->connl));
	err |= figure_print(mb, "otklik_http_streams", "Open event streams", METRIC_GAUGE, web_event_streams(web));
	err |= figure_print(mb, "otklik_http_slow_clients_total", "Connections cut for slowness", METRIC_COUNTER,
			    (double)web->dropped);
	err |= figure_print(mb, "otklik_health_reasons", "Reasons to be degraded", METRIC_GAUGE,
			    __builtin_popcount(health_ails(web)));
	if (prm->writer)
		err |= figure_print(mb, "otklik_writer_queue", "Commands that wait", METRIC_GAUGE, writer_waiting(prm->writer));
	if (prm->workers)
		err |= figure_print(mb, "otklik_workers_queue", "Slow work that waits", METRIC_GAUGE, pool_waiting(prm->workers));

	return err;
}


static const char *method_name(enum method method)
{
	static const char *const names[] = {[GET] = "GET", [POST] = "POST", [PUT] = "PUT", [DELETE] = "DELETE"};

	return names[method];
}


static int tally_print(struct mbuf *mb, const struct tally *t, const char *route, const char *method)
{
	uint64_t sum = 0;
	char number[32];
	int err = 0;

	for (size_t i = 0; i <= BUCKETS && !err; i++) {
		(void)snprintf(number, sizeof(number), "%g", i < BUCKETS ? bounds_s[i] : 0);
		sum += t->bucketv[i];
		err = mbuf_printf(mb, "otklik_http_request_duration_seconds_bucket{route=\"%s\",method=\"%s\",le=\"%s\"} %llu\n",
				  route, method, i < BUCKETS ? number : "+Inf", sum);
	}

	(void)snprintf(number, sizeof(number), "%.6f", t->sum_s);
	return err ? err : mbuf_printf(mb, "otklik_http_request_duration_seconds_sum{route=\"%s\",method=\"%s\"} %s\n"
				       "otklik_http_request_duration_seconds_count{route=\"%s\",method=\"%s\"} %llu\n",
				       route, method, number, route, method, t->count);
}


static int statuses_print(struct mbuf *mb, const struct tally *t, const char *route, const char *method)
{
	int err = 0;

	for (size_t i = 0; i <= STATUSES && !err; i++) {
		if (t->statusv[i])
			err = mbuf_printf(mb, "otklik_http_requests_total{route=\"%s\",method=\"%s\",status=\"%d\"} %llu\n", route,
					  method, i < STATUSES ? statuses[i] : 0, t->statusv[i]);
	}

	return err;
}


static int requests_print(struct mbuf *mb, const struct web *web,
			  int (*print_h)(struct mbuf *mb, const struct tally *t, const char *route, const char *method))
{
	const struct metrics *m = web->metrics;
	int err = 0;

	for (size_t i = 0; i <= m->routec && !err; i++) {

		const struct route *route = i < m->routec ? web->routes.nodev[i].route : NULL;

		if (m->tallyv[i].count)
			err = print_h(mb, &m->tallyv[i], route ? route->path : "", route ? method_name(route->method) : "");
	}

	return err;
}


static int figures_print(struct mbuf *mb, struct metrics *m)
{
	int err = 0;

	pthread_mutex_lock(&m->lock);
	for (const struct figure *fig = m->figures; fig && !err; fig = fig->next)
		err = figure_print(mb, fig->name, fig->help, fig->type, fig->value_h(fig->arg));
	pthread_mutex_unlock(&m->lock);

	return err;
}


static bool token_fits(const struct request *req)
{
	const char *token = req->web->prm.limits.metrics_token;
	struct pl got = request_header(req, "Authorization");
	size_t head = strlen("Bearer "), n = token ? strlen(token) : 0;

	return n && got.l == head + n && !memcmp(got.p, "Bearer ", head) && !sodium_memcmp(got.p + head, token, n);
}


static int metrics_h(struct request *req)
{
	struct web *web = req->web;
	struct mbuf *mb;
	int err;

	if (!token_fits(req) && (address_forwarded(req) || !address_within(req, web->prm.limits.metrics))) {
		reply_problem(req, 403, "request.address");
		return 0;
	}

	mb = mbuf_alloc(16 * 1024);
	if (!mb)
		return ENOMEM;

	err = process_print(mb, web);
	if (!err)
		err = figures_print(mb, web->metrics);
	if (!err)
		err = mbuf_printf(mb, "# HELP otklik_http_requests_total Requests by route and status\n"
				  "# TYPE otklik_http_requests_total counter\n");
	if (!err)
		err = requests_print(mb, web, statuses_print);
	if (!err)
		err = mbuf_printf(mb, "# HELP otklik_http_request_duration_seconds From the headers to the end of the reply\n"
				  "# TYPE otklik_http_request_duration_seconds histogram\n");
	if (!err)
		err = requests_print(mb, web, tally_print);
	if (err) {
		mem_deref(mb);
		return ENOMEM;
	}

	reply_buffer(req, 200, "text/plain; version=0.0.4; charset=utf-8", mb);
	return 0;
}


static const struct route rows[] = {
	{GET, "/metrics", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, metrics_h,
	 "Figures of this node (Prometheus); for the networks of web.metrics", NULL, NULL, 200, 0},
};

const struct route_set metric_routes = ROUTE_SET(rows);
