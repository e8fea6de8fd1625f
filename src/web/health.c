/**
 * @file health.c  /healthz: whether this node serves, and what ails it
 *
 * Answers from memory, so it answers when the store is locked, slow or gone. What ails the store is learnt from the errands
 * that went there and from the writer, which has something to do every second: an error sets its reason; the writer's next
 * success clears it, and what has to do with writing its next success in writing.
 */
#include "base/log.h"
#include "web/health.h"
#include "web/table.h"
#include "web/web_priv.h"


static const struct {
	const char *code;
	const char *what;
} reasons[] = {
	[REASON_STORE_GONE]   = {"store.gone",   "the store does not answer"},
	[REASON_STORE_LOCKED] = {"store.locked", "the store is locked by another"},
	[REASON_STORE_SLOW]   = {"store.slow",   "the store does not answer in time"},
	[REASON_STORE_FULL]   = {"store.full",   "the disk is full: nothing new is taken"},
	[REASON_STORE_ERROR]  = {"store.error",  "the store reports an error"},
	[REASON_BUSY]         = {"busy",         "a queue is full"},
	[REASON_CLOCK]        = {"clock.step",   "the wall clock jumped"},
	[REASON_THREAD]       = {"thread.late",  "a part of the program does not answer"},
	[REASON_DRAINING]     = {"draining",     "the program is stopping"},
};


void health_set(struct web *web, enum reason reason, bool on)
{
	unsigned bit = 1u << reason;
	unsigned was = atomic_load(&web->ails);

	if (!(was & bit) == !on)
		return;

	was = on ? atomic_fetch_or(&web->ails, bit) : atomic_fetch_and(&web->ails, ~bit);
	if (!(was & bit) == on)
		log_warn("web: health reason=%s %s", reasons[reason].code, on ? "begins" : "ends");
}


static void store_learn(struct web *web, int err)
{
	static const struct { int err; enum reason reason; } map[] = {
		{ENOTCONN, REASON_STORE_GONE}, {EBUSY, REASON_STORE_LOCKED}, {ETIMEDOUT, REASON_STORE_SLOW},
		{ENOSPC, REASON_STORE_FULL}, {EDQUOT, REASON_STORE_FULL},
	};

	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++) {
		if (map[i].err == err) {
			health_set(web, map[i].reason, true);
			return;
		}
	}

	if (err == EIO || err == EPROTO || err == EBADMSG || err == EROFS)
		health_set(web, REASON_STORE_ERROR, true);
}


void health_store(struct web *web, int err, bool wrote)
{
	if (err) {
		store_learn(web, err);
		return;
	}

	for (unsigned i = REASON_STORE_GONE; i <= (wrote ? REASON_STORE_ERROR : REASON_STORE_SLOW); i++)
		health_set(web, (enum reason)i, false);
}


void health_wrote(struct web *web, int err)
{
	store_learn(web, err);
}


void health_read(struct web *web, int err)
{
	if (err && err != ENOENT)
		store_learn(web, err);
	else if (!err)
		health_set(web, REASON_STORE_GONE, false);
}


unsigned health_ails(const struct web *web)
{
	return atomic_load(&web->ails) | (web->draining ? 1u << REASON_DRAINING : 0);
}


static int healthz_h(struct request *req)
{
	unsigned ails = health_ails(request_web(req));
	json_t *list = json_array();

	for (unsigned i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (ails & 1u << i)
			(void)json_array_append_new(list, json_pack("{s:s, s:s}", "code", reasons[i].code,
								    "detail", reasons[i].what));
	}

	reply_json(req, 200, json_pack("{s:s, s:s, s:o}", "status", ails ? "degraded" : "ok",
				       "version", OTKLIK_VERSION, "reasons", list));
	return 0;
}


static const struct route rows[] = {
	{GET, "/healthz", ROLE_PUBLIC, BODY_NONE, 0, RATE_NONE, healthz_h,
	 "Whether this node serves, and what ails it", NULL, "Health", 200, 0},
};

const struct route_set health_routes = ROUTE_SET(rows);
