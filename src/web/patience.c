/**
 * @file patience.c  Limits at the routes: 429, and the growing wait after a wrong code
 *
 * A wrong code and an unknown number are answered alike, and at the same moment after the request began: at once the first
 * time would tell them apart by the work behind them, so even the first waits WAIT_MS, and work that took longer is answered at
 * the next whole WAIT_MS. Each further wrong one waits twice as long, up to WAIT_MAX_MS; past the limit even the right code has to
 * wait (429).
 */
#include <arpa/inet.h>
#include "web/limit.h"
#include "web/web_priv.h"


enum {
	WAIT_MS = 200,
	WAIT_MAX_MS = 4000,
	KIND_WRONG = 100,          /* beside enum rate */
	KIND_WRONG_KEY,
	KEY_FACTOR = 5,            /* a number may be asked wrongly from several addresses before its owner has to wait too */
};

struct wait {
	struct tmr tmr;
	struct request *req;
	int status;
	const char *code;
};


/* IPv4 by address, IPv6 by /64 */
static struct pl address_key(const struct request *req)
{
	return (struct pl){(const char *)req->bucket, req->bucket_len};
}


static bool loopback(const struct request *req)
{
	return !strncmp(req->address, "127.", 4) || !strcmp(req->address, "::1");
}


static bool told(struct request *req, const struct limit_state *state, struct rate_limit rate)
{
	if (rate.count) {
		reply_header(req, "RateLimit", "limit=%u, remaining=%u, reset=%u", rate.count, state->remaining, state->reset_s);
		reply_header(req, "RateLimit-Policy", "%u;w=%u", rate.count, rate.per_s);
	}
	if (state->allowed)
		return true;

	reply_header(req, "Retry-After", "%u", state->retry_s ? state->retry_s : 1);
	reply_problem_args(req, 429, "request.often", (struct text_arg[]){TEXT_NUM("n", state->retry_s)}, 1);
	return false;
}


bool patience_check(struct request *req)
{
	enum rate kind = req->route->rate;
	struct rate_limit rate = req->web->prm.limits.rate[kind];
	struct limit_state state;

	if (kind == RATE_NONE || kind == RATE_STAFF || !rate.count)
		return true;
	if (req->web->prm.limits.loopback_free && loopback(req))
		return true;

	limit_take(&state, req->web->limiter, kind, address_key(req), rate, req->begin_us, true);
	return told(req, &state, rate);
}


bool patience_staff(struct request *req)
{
	struct rate_limit rate = req->web->prm.limits.rate[RATE_STAFF];
	struct limit_state state;

	if (!req->session.staff || !rate.count)
		return true;

	limit_take(&state, req->web->limiter, RATE_STAFF,
		   (struct pl){(const char *)&req->session.staff, sizeof(req->session.staff)}, rate, req->begin_us, true);
	return told(req, &state, rate);
}


bool request_limit(struct request *req, enum rate kind, struct pl key)
{
	struct rate_limit rate = req->web->prm.limits.rate[kind];
	struct limit_state state;

	limit_take(&state, req->web->limiter, 50 + kind, key, rate, req->begin_us, true);
	return told(req, &state, rate);
}


bool request_tried(struct request *req, struct pl key)
{
	struct rate_limit rate = req->web->prm.limits.wrong, wide = {rate.count * KEY_FACTOR, rate.per_s};
	struct limit_state state;

	limit_take(&state, req->web->limiter, KIND_WRONG, address_key(req), rate, req->begin_us, false);
	if (state.allowed && key.l)
		limit_take(&state, req->web->limiter, KIND_WRONG_KEY, key, wide, req->begin_us, false);
	if (state.allowed)
		return true;

	reply_header(req, "Retry-After", "%u", state.retry_s ? state.retry_s : 1);
	reply_problem_args(req, 429, "request.often", (struct text_arg[]){TEXT_NUM("n", state.retry_s)}, 1);
	return false;
}


static void wait_destructor(void *arg)
{
	struct wait *wait = arg;

	tmr_cancel(&wait->tmr);
}


static void waited_h(void *arg)
{
	struct wait *wait = arg;
	struct request *req = wait->req;

	req->pending--;
	reply_problem(req, wait->status, wait->code);
	request_settle(req);
	mem_deref(req);
}


/* How long the n-th wrong one waits */
static unsigned wait_ms(unsigned n)
{
	unsigned ms = WAIT_MS;

	while (n-- > 1 && ms < WAIT_MAX_MS)
		ms *= 2;

	return ms < WAIT_MAX_MS ? ms : WAIT_MAX_MS;
}


void request_wrong(struct request *req, struct pl key, int status, const char *code)
{
	struct rate_limit rate = req->web->prm.limits.wrong, wide = {rate.count * KEY_FACTOR, rate.per_s};
	struct wait *wait = request_alloc(req, sizeof(*wait), wait_destructor);
	struct limit_state state;
	int64_t past_ms;
	unsigned ms;

	if (!wait) {
		reply_errno(req, ENOMEM);
		return;
	}

	if (key.l)
		limit_take(&state, req->web->limiter, KIND_WRONG_KEY, key, wide, req->begin_us, true);
	limit_take(&state, req->web->limiter, KIND_WRONG, address_key(req), rate, req->begin_us, true);
	ms = wait_ms(rate.count ? rate.count - state.remaining : 1);
	past_ms = (clock_mono_us() - req->begin_us) / 1000;
	while (ms <= past_ms)
		ms += WAIT_MS;

	*wait = (struct wait){.req = mem_ref(req), .status = status, .code = code};
	req->pending++;
	tmr_init(&wait->tmr);
	tmr_start(&wait->tmr, (uint64_t)(ms - past_ms), waited_h, wait);
}
