/**
 * @file call.c  Calls: of a citizen from the page, of an operator at the desk
 *
 * A browser sends its SDP offer and gets our answer; everything after that is media, which web never sees. A page call is its
 * token's, a desk call its operator's: voice judges both (call/call.h), web only asks.
 */
#include <inttypes.h>
#include <stdlib.h>
#include "appeal/receipt.h"
#include "appeal/view.h"
#include "person/check.h"
#include "web/api/call.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum {
	BODY_MAX = 1024,
	BODY_SDP_MAX = 2 * CALL_SDP_MAX,          /* line ends are escaped in JSON */
	AGAIN_S = 10,                             /* Retry-After of a full house */
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct sdp_in {
	struct pl line, sdp, token, digit;
	int64_t generation;
	bool on;
};

static const struct want page_want[] = {
	{"line", WANT_LINE, offsetof(struct sdp_in, line), true, 31, NULL},
	{"sdp",  WANT_TEXT, offsetof(struct sdp_in, sdp),  true, CALL_SDP_MAX, NULL},
};

static const struct want answer_want[] = {
	{"generation", WANT_INT,  offsetof(struct sdp_in, generation), true, 0, NULL},
	{"sdp",        WANT_TEXT, offsetof(struct sdp_in, sdp),        true, CALL_SDP_MAX, NULL},
};

static const struct want sdp_want[] = {
	{"sdp", WANT_TEXT, offsetof(struct sdp_in, sdp), true, CALL_SDP_MAX, NULL},
};

static const struct want hold_want[] = {
	{"on", WANT_BOOL, offsetof(struct sdp_in, on), true, 0, NULL},
};

static const struct want refuse_want[] = {
	{"generation", WANT_INT, offsetof(struct sdp_in, generation), true, 0, NULL},
};

static const struct want digit_want[] = {
	{"digit", WANT_LINE, offsetof(struct sdp_in, digit), true, 1, NULL},
};


static void ask_destructor(void *arg)
{
	struct call_ask *ask = arg;

	mem_deref(ask->sdp);
	mem_deref(ask->answer);
	mem_deref(ask->telephones);
}


void call_refuse(struct request *req, enum call_refusal refusal)
{
	static const int statuses[CALL_REFUSALS] = {
		[CALL_UNKNOWN] = 404, [CALL_TAKEN] = 409, [CALL_NOT_YOURS] = 403, [CALL_NOT_NOW] = 409, [CALL_SDP_BAD] = 422,
		[CALL_LINE_UNKNOWN] = 404, [CALL_FULL] = 503, [CALL_NO_TRUNK] = 409, [CALL_NOT_ALLOWED] = 409, [CALL_NO_PHONE] = 409,
		[CALL_NOBODY] = 404, [CALL_NOT_OPEN] = 409, [CALL_QUEUE_FULL] = 409, [CALL_TOPIC_UNKNOWN] = 404,
		[CALL_APPEAL_UNKNOWN] = 404, [CALL_APPEAL_USED] = 409, [CALL_APPEAL_ERASED] = 409, [CALL_ATTACHED] = 409,
		[CALL_NO_HANDSET] = 409,
	};
	char code[40];

	(void)re_snprintf(code, sizeof(code), "call.%s", call_refusal_name(refusal));
	if (CALL_FULL == refusal)
		reply_header(req, "Retry-After", "%d", AGAIN_S);
	reply_problem(req, statuses[refusal], code);
}


bool call_refused(struct request *req, const struct call_ask *ask)
{
	if (ask->err)
		reply_errno(req, ask->err);
	else if (ask->refusal)
		call_refuse(req, ask->refusal);

	return ask->err || ask->refusal;
}


static void done_h(struct request *req, void *arg)
{
	if (!call_refused(req, arg))
		reply_empty(req, 204);
}


static void answered_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;

	if (!call_refused(req, ask))
		reply_json(req, 200, json_pack("{s:s}", "sdp", ask->answer));
}


static void begun_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;

	if (!call_refused(req, ask))
		reply_json(req, 201, json_pack("{s:o, s:s, s:s}", "id", view_id(ask->call), "token", ask->token, "sdp", ask->answer));
}


static json_t *time_or_null(const struct request *req, int64_t ms)
{
	return ms ? app_time(req, ms) : json_null();
}


static json_t *known(int value)
{
	return value < 0 ? json_null() : json_integer(value);
}


static json_t *side_json(const struct call_quality *q)
{
	enum call_grade grade = call_grade(q);

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "grade", grade ? json_string(call_grade_name(grade)) : json_null(),
			 "lost", known(q->lost), "jitter_ms", known(q->jitter_ms), "far_lost", known(q->far_lost),
			 "far_jitter_ms", known(q->far_jitter_ms), "rtt_ms", known(q->rtt_ms));
}


static json_t *call_json(const struct request *req, int64_t call, const struct call_view *v)
{
	json_t *guest = v->outside ? json_pack("{s:b, s:b}", "outside", true, "there", v->outside_there)
		: v->guest ? json_pack("{s:o, s:b}", "staff", view_id(v->guest), "there", v->guest_there) : json_null();

	return json_pack("{s:o, s:s, s:s, s:o, s:I, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o}}",
		"id", view_id(call), "state", call_state_name(v->state), "medium", call_medium_name(v->medium),
		"cause", v->cause ? json_string(call_cause_name(v->cause)) : json_null(), "generation", (json_int_t)v->generation,
		"by_phone", v->by_phone, "lifting", v->lifting, "lost", v->lost, "away", v->away, "listened", v->listened,
		"unheard", v->unheard, "staff_unheard", v->staff_unheard, "unreached", v->unreached, "staff_unreached", v->staff_unreached,
		"as_guest", v->as_guest, "guest", guest,
		"recording", call_recording_name(v->recording), "number", v->digits ? view_number(v->digits) : json_null(),
		"topic", v->topic ? view_id(v->topic) : json_null(), "place", v->place ? json_integer(v->place) : json_null(),
		"began_at", time_or_null(req, v->began_ms), "queued_at", time_or_null(req, v->queued_ms),
		"answered_at", time_or_null(req, v->answered_ms),
		"quality", "citizen", side_json(&v->citizen), "operator", side_json(&v->operator),
		"guest", v->guest_there || v->outside_there ? side_json(&v->called_in) : json_null());
}


/* The other call in the same hand */
static int second_set(const struct request *req, json_t *obj, const struct call_second *s)
{
	json_t *second = !s->call ? json_null() : json_pack("{s:o, s:s, s:s, s:I, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o}",
		"id", view_id(s->call), "state", call_state_name(s->state), "medium", call_medium_name(s->medium),
		"generation", (json_int_t)s->generation, "able", s->able, "lost", s->lost,
		"number", s->digits ? view_number(s->digits) : json_null(), "topic", s->topic ? view_id(s->topic) : json_null(),
		"began_at", time_or_null(req, s->began_ms), "queued_at", time_or_null(req, s->queued_ms),
		"answered_at", time_or_null(req, s->answered_ms), "until", time_or_null(req, s->until_ms));

	return json_object_set_new(obj, "second", second) ? ENOMEM : 0;
}


void call_show(struct request *req, int64_t call, const struct call_view *v)
{
	json_t *obj = call_json(req, call, v);

	if (obj && (call_way_set(req, obj, v) || second_set(req, obj, &v->second))) {
		json_decref(obj);
		obj = NULL;
	}
	reply_json(req, 200, obj);
}


/* What the citizen's page is shown beside it: the code of a number that this call was given */
static void page_shown_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;
	char code[RECEIPT_SIZE];
	json_t *obj;

	if (call_refused(req, ask))
		return;

	obj = call_json(req, ask->call, &ask->view);
	if (obj && ask->view.digits && ask->view.fresh) {
		receipt_code(code, keyring_key(web_keys(request_web(req)), KEY_RECEIPT), ask->view.digits);
		(void)json_object_set_new(obj, "code", json_string(code));
	}
	reply_json(req, 200, obj);
}


static void shown_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;

	if (!call_refused(req, ask))
		call_show(req, ask->call, &ask->view);
}


bool call_phone_take(struct request *req, struct call_ask *ask, struct pl typed)
{
	struct check_result res;

	if (!typed.l)
		return true;

	check_phone(&res, typed, 0);
	if (CHECK_INVALID != res.verdict && '+' == res.value[0] && strlen(res.value) < sizeof(ask->phone)) {
		str_ncpy(ask->phone, res.value, sizeof(ask->phone));
		return true;
	}

	reply_field(req, "phone", "field.phone", NULL, 0, NULL);
	reply_problem(req, 422, "request.fields");
	return false;
}


struct call_ask *call_ask_new(struct request *req, enum call_verb verb, const struct pl *sdp)
{
	struct call_ask *ask = request_alloc(req, sizeof(*ask), ask_destructor);
	const struct session *session = request_session(req);
	struct pl id = request_param(req, 0);

	if (!ask)
		return NULL;

	ask->verb = verb;
	ask->lang = request_lang(req);
	ask->staff = session ? session->staff : 0;
	if (session)
		str_ncpy(ask->name, session->name, sizeof(ask->name));
	ask->call = id.l && id.l < 20 && id.p[0] >= '1' && id.p[0] <= '9' ? (int64_t)pl_u64(&id) : 0;
	if (sdp && pl_strdup(&ask->sdp, sdp))
		return NULL;

	return ask;
}


/* The token of a page call comes in a header, so that it stands in no log and no address */
static bool token_take(struct request *req, struct call_ask *ask)
{
	struct pl token = request_header(req, "X-Call-Token");

	if (ask->call && token.l == sizeof(ask->token) - 1 && !pl_strcpy(&token, ask->token, sizeof(ask->token)))
		return true;

	call_refuse(req, CALL_UNKNOWN);
	return false;
}


int call_ask_send(struct request *req, struct call_ask *ask, request_done_h *then_h)
{
	int err = ask ? request_ask(req, ask, then_h, ask) : ENOMEM;

	if (ENOTSUP != err)
		return err;

	reply_problem(req, 404, "call.absent");
	return 0;
}


static int page_ask(struct request *req, enum call_verb verb, const struct pl *sdp, char digit, request_done_h *then_h)
{
	struct call_ask *ask = call_ask_new(req, verb, sdp);

	if (!ask)
		return ENOMEM;
	if (!token_take(req, ask))
		return 0;

	ask->digit = digit;
	return call_ask_send(req, ask, then_h);
}


/* ---- the citizen's page ---- */

static int begin_h(struct request *req)
{
	struct sdp_in in = {{NULL, 0}};
	struct pl address = request_address(req);
	struct call_ask *ask;

	if (!request_want(req, page_want, COUNT(page_want), &in))
		return 0;

	ask = call_ask_new(req, CALL_ASK_PAGE, &in.sdp);
	if (!ask)
		return ENOMEM;

	(void)pl_strcpy(&in.line, ask->line, sizeof(ask->line));
	(void)pl_strcpy(&address, ask->source, sizeof(ask->source));
	return call_ask_send(req, ask, begun_h);
}


static int show_h(struct request *req)
{
	return page_ask(req, CALL_ASK_SHOW, NULL, 0, page_shown_h);
}


static int again_h(struct request *req)
{
	struct sdp_in in = {{NULL, 0}};

	if (!request_want(req, sdp_want, COUNT(sdp_want), &in))
		return 0;

	return page_ask(req, CALL_ASK_AGAIN, &in.sdp, 0, answered_h);
}


static bool digit_take(struct request *req, char *digit)
{
	struct sdp_in in = {{NULL, 0}};

	if (!request_want(req, digit_want, COUNT(digit_want), &in))
		return false;

	*digit = in.digit.p[0];
	if (strchr("0123456789*#ABCD", *digit))
		return true;

	reply_field(req, "digit", "field.choice", NULL, 0, NULL);
	reply_problem(req, 422, "request.fields");
	return false;
}


static int digit_h(struct request *req)
{
	char digit;

	return digit_take(req, &digit) ? page_ask(req, CALL_ASK_DIGIT, NULL, digit, done_h) : 0;
}


static int end_h(struct request *req)
{
	return page_ask(req, CALL_ASK_HANGUP, NULL, 0, done_h);
}


/* ---- the desk ---- */

/* None is no fault: a desk asks each time it is opened */
static void mine_shown_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;

	if (!ask->err && CALL_UNKNOWN == ask->refusal)
		reply_empty(req, 204);
	else
		shown_h(req, arg);
}


static int mine_h(struct request *req)
{
	return call_ask_send(req, call_ask_new(req, CALL_ASK_SHOW, NULL), mine_shown_h);
}


/* None is no fault here either: of the calls that end most were not given away */
static void gone_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;

	if (call_refused(req, ask))
		return;
	if (ask->gone)
		reply_json(req, 200, json_pack("{s:s, s:o}", "how", call_gone_name(ask->gone), "by",
					       ask->name[0] ? json_string(ask->name) : json_null()));
	else
		reply_empty(req, 204);
}


static int became_h(struct request *req)
{
	return call_ask_send(req, call_ask_new(req, CALL_ASK_GONE, NULL), gone_h);
}


static int desk_answer_h(struct request *req)
{
	struct sdp_in in = {{NULL, 0}};
	struct call_ask *ask;

	if (!request_want(req, answer_want, COUNT(answer_want), &in))
		return 0;
	if (in.generation <= 0) {
		call_refuse(req, CALL_TAKEN);
		return 0;
	}

	ask = call_ask_new(req, CALL_ASK_ANSWER, &in.sdp);
	if (ask)
		ask->generation = (uint64_t)in.generation;
	return call_ask_send(req, ask, answered_h);
}


static int desk_refuse_h(struct request *req)
{
	struct sdp_in in = {{NULL, 0}};
	struct call_ask *ask;

	if (!request_want(req, refuse_want, COUNT(refuse_want), &in))
		return 0;

	ask = call_ask_new(req, CALL_ASK_REFUSE, NULL);
	if (ask)
		ask->generation = in.generation > 0 ? (uint64_t)in.generation : 0;
	return call_ask_send(req, ask, done_h);
}


static int phone_h(struct request *req)
{
	struct sdp_in in = {{NULL, 0}};
	struct call_ask *ask;

	if (!request_want(req, hold_want, COUNT(hold_want), &in))
		return 0;

	ask = call_ask_new(req, CALL_ASK_PHONE, NULL);
	if (ask)
		ask->on = in.on;
	return call_ask_send(req, ask, done_h);
}


static int desk_again_h(struct request *req)
{
	struct sdp_in in = {{NULL, 0}};

	if (!request_want(req, sdp_want, COUNT(sdp_want), &in))
		return 0;

	return call_ask_send(req, call_ask_new(req, CALL_ASK_AGAIN, &in.sdp), answered_h);
}


static int hold_h(struct request *req)
{
	struct sdp_in in = {{NULL, 0}};
	struct call_ask *ask;

	if (!request_want(req, hold_want, COUNT(hold_want), &in))
		return 0;

	ask = call_ask_new(req, CALL_ASK_HOLD, NULL);
	if (ask)
		ask->on = in.on;
	return call_ask_send(req, ask, done_h);
}


static int desk_digit_h(struct request *req)
{
	struct call_ask *ask;
	char digit;

	if (!digit_take(req, &digit))
		return 0;

	ask = call_ask_new(req, CALL_ASK_DIGIT, NULL);
	if (ask)
		ask->digit = digit;
	return call_ask_send(req, ask, done_h);
}


static int desk_end_h(struct request *req)
{
	return call_ask_send(req, call_ask_new(req, CALL_ASK_HANGUP, NULL), done_h);
}


static const struct route rows[] = {
	{POST, "/api/v1/calls", ROLE_PUBLIC, BODY_JSON, BODY_SDP_MAX, RATE_STATUS, begin_h,
	 "Calls a line from a page: the browser's SDP offer for the server's answer; the token is the caller's", "CallNew", "CallBegun",
	 201, ROUTE_NO_CSRF},
	{GET, "/api/v1/calls/{id}", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, show_h,
	 "How a page call stands; header X-Call-Token", NULL, "Call", 200, 0},
	{POST, "/api/v1/calls/{id}/connection", ROLE_PUBLIC, BODY_JSON, BODY_SDP_MAX, RATE_STATUS, again_h,
	 "Goes on with a page call after a reload or on another network, within 30 seconds; header X-Call-Token", "CallSdp", "CallSdp",
	 200, ROUTE_NO_CSRF},
	{POST, "/api/v1/calls/{id}/digits", ROLE_PUBLIC, BODY_JSON, BODY_MAX, RATE_PAGE, digit_h,
	 "Presses a key in a page call; header X-Call-Token", "CallDigit", NULL, 204, ROUTE_NO_CSRF},
	{DELETE, "/api/v1/calls/{id}", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, end_h,
	 "Hangs up a page call; header X-Call-Token", NULL, NULL, 204, ROUTE_NO_CSRF},

	{GET, "/api/v1/desk/calls/mine", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, mine_h,
	 "The call that rings at the caller or that the caller talks to, of two the one talked to last; 204 when there is none", NULL, "Call", 200, 0},
	{GET, "/api/v1/desk/calls/{id}", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, became_h,
	 "How a call that one had went on without one: taken over by a supervisor, given away; 204 when it did not", NULL, "CallGone", 200, 0},
	{POST, "/api/v1/desk/calls/{id}/answer", ROLE_DESK, BODY_JSON, BODY_SDP_MAX, RATE_STAFF, desk_answer_h,
	 "Answers an offered call: refused when the offer is another's or an older one", "CallAnswer", "CallSdp", 200, 0},
	{POST, "/api/v1/desk/calls/{id}/refuse", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, desk_refuse_h,
	 "Does not take an offered call: it is offered to others first", "CallRefuse", NULL, 204, 0},
	{PUT, "/api/v1/desk/phone", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, phone_h,
	 "Says that this desk can be rung, or cannot; counts for a minute", "CallHold", NULL, 204, 0},
	{POST, "/api/v1/desk/calls/{id}/connection", ROLE_DESK, BODY_JSON, BODY_SDP_MAX, RATE_STAFF, desk_again_h,
	 "Goes on with one's call after a reload or on another network, within 30 seconds", "CallSdp", "CallSdp", 200, 0},
	{POST, "/api/v1/desk/calls/{id}/hold", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, hold_h,
	 "Puts one's call on hold, where the citizen hears music, or takes it back, which puts one's other call on hold", "CallHold", NULL, 204, 0},
	{POST, "/api/v1/desk/calls/{id}/digits", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, desk_digit_h,
	 "Presses a key towards the citizen's side", "CallDigit", NULL, 204, 0},
	{DELETE, "/api/v1/desk/calls/{id}", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, desk_end_h,
	 "Hangs up one's call", NULL, NULL, 204, 0},
};

const struct route_set call_routes = ROUTE_SET(rows);
