/**
 * @file desk.c  The desk: lists of work, the card, and what is done to an appeal
 */
#include <stdio.h>
#include <stdlib.h>
#include "appeal/act.h"
#include "appeal/number.h"
#include "appeal/view.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/rfc3339.h"
#include "hub/hub.h"
#include "web/api/appeal.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum { ACT_MAX = 64 * 1024, PAGE_MOST = 50 };


/* The number in the path: with letters that fit, or the ten digits alone */
bool desk_number(struct request *req, int64_t *digits)
{
	enum number_form form = number_parse(digits, request_param(req, 0));

	if (NUMBER_WHOLE == form || NUMBER_BARE == form)
		return true;

	app_refuse(req, APPEAL_UNKNOWN);
	return false;
}


/* ---- lists ---- */

/* The queue says in which order what waits will be served; then it is read */
struct working {
	struct hub_ask ask;
	struct view_order order;
	bool ordered;
};


static int work_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct working *w = arg;

	(void)refusal;

	return view_work(v, w->ordered ? &w->order : NULL, objp);
}


static void ordered_h(struct request *req, void *arg)
{
	struct working *w = arg;
	int err;

	w->ordered = !w->ask.err && !w->ask.refusal;
	w->order.n = w->ask.n;
	w->order.next = w->ask.offer.work;
	w->order.generation = (int64_t)w->ask.offer.gen;

	err = app_view(req, work_view_h, w);
	if (err)
		reply_errno(req, err);
}


static int list_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	(void)refusal;

	return view_list(v, arg, objp);
}


static int64_t id_of(struct pl text)
{
	return text.l ? (int64_t)pl_u64(&text) : DB_NULL;
}


/* "ms.id", as view_list gave it */
static bool cursor_parse(struct pl text, struct view_filter *filter)
{
	char buf[48];
	long long ms, id;

	if (!text.l)
		return true;
	if (pl_strcpy(&text, buf, sizeof(buf)) || 2 != sscanf(buf, "%lld.%lld", &ms, &id))
		return false;

	filter->after_ms = ms;
	filter->after_id = id;
	return true;
}


/* 2026-11-01 to 2026-11-30: whole days where the organisation is; what is not given stays */
bool desk_days(const struct request *req, struct pl from, struct pl to, int64_t *from_ms, int64_t *to_ms)
{
	const struct zone *zone = book_zone(app_of(req)->book);
	int32_t day;

	if (from.l) {
		if (date_parse(from, &day))
			return false;
		*from_ms = zone_instant(zone, day, 0);
	}
	if (to.l) {
		if (date_parse(to, &day))
			return false;
		*to_ms = zone_instant(zone, day + 1, 0);
	}

	return true;
}


/* By POST: a phone or a mail address that is looked for must not stand in an address */
struct find_in {
	struct pl state, topic, owner, from, to, q, cursor;
};

static const struct want find_want[] = {
	{"state",  WANT_LINE, offsetof(struct find_in, state),  false, 20,  NULL},
	{"topic",  WANT_LINE, offsetof(struct find_in, topic),  false, 20,  NULL},
	{"owner",  WANT_LINE, offsetof(struct find_in, owner),  false, 20,  NULL},
	{"from",   WANT_LINE, offsetof(struct find_in, from),   false, 10,  NULL},
	{"to",     WANT_LINE, offsetof(struct find_in, to),     false, 10,  NULL},
	{"q",      WANT_LINE, offsetof(struct find_in, q),      false, 200, NULL},
	{"cursor", WANT_LINE, offsetof(struct find_in, cursor), false, 48,  NULL},
};


static int find_h(struct request *req)
{
	struct view_filter *filter = request_alloc(req, sizeof(*filter), NULL);
	const struct session *session = request_session(req);
	struct find_in in = {{NULL, 0}};

	if (!filter)
		return ENOMEM;

	want_json(req, request_json(req), find_want, sizeof(find_want) / sizeof(find_want[0]), &in);

	*filter = (struct view_filter){
		.state = DB_NULL, .topic = id_of(in.topic), .owner = id_of(in.owner), .from_ms = 0, .to_ms = INT64_MAX,
		.words = in.q, .after_ms = DB_NULL + 1, .after_id = 0, .most = PAGE_MOST,
	};

	if (in.state.l) {
		filter->state = appeal_state_of(in.state);
		if (!filter->state)
			reply_field(req, "state", "appeal.form.state", NULL, 0, NULL);
	}
	if (!desk_days(req, in.from, in.to, &filter->from_ms, &filter->to_ms))
		reply_field(req, "from", "appeal.form.day", NULL, 0, NULL);
	if (0 == pl_strcmp(&in.owner, "me"))
		filter->owner = session->staff;
	if (!cursor_parse(in.cursor, filter))
		reply_field(req, "cursor", "appeal.form.cursor", NULL, 0, NULL);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	return app_view(req, list_view_h, filter);
}


static int work_h(struct request *req)
{
	struct working *w = request_alloc(req, sizeof(*w), NULL);
	struct hub *hub;
	int err = 0;

	if (!w)
		return ENOMEM;

	hub = request_hub(req, &w->ask, ordered_h, w, &err);
	if (!hub)                            /* the program starts or ends: by term */
		return ENOTSUP == err ? app_view(req, work_view_h, w) : err;

	hub_staff_list(hub, &w->ask, request_session(req)->staff, w->order.id, VIEW_WAITING_MOST);

	return 0;
}


/* ---- figures ---- */

struct span {
	int64_t from_ms, to_ms;
};


static int statistics_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct span *span = arg;

	(void)refusal;

	return view_statistics(v, span->from_ms, span->to_ms, objp);
}


bool desk_span(struct request *req, int64_t *from_ms, int64_t *to_ms)
{
	const struct zone *zone = book_zone(app_of(req)->book);

	*from_ms = zone_instant(zone, app_today(req) - 29, 0);
	*to_ms = zone_instant(zone, app_today(req) + 1, 0);
	if (desk_days(req, request_query(req, "from"), request_query(req, "to"), from_ms, to_ms))
		return true;

	reply_field(req, "from", "appeal.form.day", NULL, 0, NULL);
	reply_problem(req, 422, "request.fields");
	return false;
}


static int statistics_h(struct request *req)
{
	struct span *span = request_alloc(req, sizeof(*span), NULL);

	if (!span)
		return ENOMEM;

	return desk_span(req, &span->from_ms, &span->to_ms) ? app_view(req, statistics_view_h, span) : 0;
}


/* ---- the card ---- */

static int card_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	enum appeal_refusal r = 0;
	int err = view_card(v, *(int64_t *)arg, objp, &r);

	*refusal = r;
	return err;
}


/* Who else has it open is known on this thread alone */
static void card_viewed_h(struct request *req, void *arg, json_t *owned, int refusal, int err)
{
	if (!err && !refusal)
		(void)json_object_set_new(owned, "viewers", viewing_list(*(int64_t *)arg));

	app_viewed(req, owned, refusal, err);
}


static int card_h(struct request *req)
{
	int64_t *digits = request_alloc(req, sizeof(*digits), NULL);

	if (!digits)
		return ENOMEM;
	if (!desk_number(req, digits))
		return 0;

	return app_view_then(req, card_view_h, card_viewed_h, digits);
}


/* ---- acts ---- */

struct acting {
	struct appeal_act act;
	struct book *book;
	int status;                      /* of success */
};


static void acting_destructor(void *arg)
{
	struct acting *a = arg;

	book_unref(a->book);
}


static json_t *owner_json(const struct appeal_act *act)
{
	char id[24];

	if (DB_NULL == act->owner)
		return json_null();

	(void)snprintf(id, sizeof(id), "%lld", (long long)act->owner);
	return json_pack("{s:s, s:s}", "id", id, "name", act->owner_name);
}


/* Who acted first, and how it stands now */
static void refuse_act(struct request *req, const struct appeal_act *act)
{
	int refusal = act->cmd.refusal;

	if (APPEAL_CHANGED == refusal || APPEAL_NOT_YOURS == refusal || APPEAL_NOT_NOW == refusal) {
		reply_member(req, "version", json_integer(act->new_version));
		reply_member(req, "state", json_string(appeal_state_name(act->state)));
		reply_member(req, "owner", owner_json(act));
	}

	app_refuse(req, refusal);
}


/* What may be done next, so that the desk need not ask; NULL: whose it is now is not known (a repeated command) */
static json_t *allowed_json(const struct appeal_act *act)
{
	json_t *list = act->cmd.repeated ? NULL : json_array();

	if (list && view_allowed(list, &(struct appeal_life){act->state, act->owner}, &act->actor, act->erased)) {
		json_decref(list);
		return NULL;
	}

	return list;
}


static void acted_h(struct request *req, void *arg)
{
	struct acting *a = arg;
	struct appeal_act *act = &a->act;

	if (act->cmd.err) {
		reply_errno(req, act->cmd.err);
		return;
	}
	if (act->cmd.refusal) {
		refuse_act(req, act);
		return;
	}

	appeal_act_recall(act);
	reply_json(req, a->status, json_pack("{s:I, s:s, s:o, s:o, s:o*}", "version", (json_int_t)act->new_version,
					     "state", appeal_state_name(act->state), "owner", owner_json(act),
					     "answer_by", app_time(req, act->answer_by_given_ms), "allowed", allowed_json(act)));
}


/* What acts say; not every act takes every field */
struct act_in {
	struct pl text, reason, note, result, answer_by;
	int64_t version, topic;
	bool close;
};


static struct acting *acting_new(struct request *req, enum appeal_event event)
{
	struct acting *a = request_alloc(req, sizeof(*a), acting_destructor);
	const struct session *session = request_session(req);
	struct app *app = app_of(req);

	if (!a)
		return NULL;

	a->status = 200;
	a->book = book_ref(app->book);
	a->act = (struct appeal_act){
		.cmd = {.apply_h = appeal_act_apply}, .keys = web_keys(request_web(req)), .book = a->book, .event = event,
		.actor = {session->staff, session->roles}, .topic = DB_NULL, .answer_by_ms = DB_NULL,
		.channel = CHANNEL_DESK, .incarnation = app->incarnation,
	};

	return a;
}


static int act_submit(struct request *req, struct acting *a, const struct act_in *in)
{
	struct pl key = request_header(req, "Idempotency-Key");
	char scope[64];

	a->act.text = in->text;
	a->act.version = in->version;

	if (!desk_number(req, &a->act.digits))
		return 0;
	if (!appeal_key_good(key))
		reply_field(req, "Idempotency-Key", "appeal.form.key", NULL, 0, NULL);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	(void)snprintf(scope, sizeof(scope), "act %d %lld", a->act.event, (long long)a->act.digits);
	app_idempotent(req, &a->act.cmd, key, scope, request_body(req));

	return request_write(req, &a->act.cmd, acted_h, a);
}


#define VERSION_WANT {"version", WANT_INT, offsetof(struct act_in, version), true, 0, NULL}

static const struct want version_want[] = {VERSION_WANT};
static const struct want text_want[] = {
	VERSION_WANT, {"text", WANT_TEXT, offsetof(struct act_in, text), true, APPEAL_TEXT_MAX, NULL}};
static const struct want note_want[] = {{"text", WANT_TEXT, offsetof(struct act_in, text), true, APPEAL_TEXT_MAX, NULL}};
static const struct want answer_want[] = {
	VERSION_WANT, {"text", WANT_TEXT, offsetof(struct act_in, text), true, APPEAL_TEXT_MAX, NULL},
	{"close", WANT_BOOL, offsetof(struct act_in, close), false, 0, NULL},
	{"result", WANT_LINE, offsetof(struct act_in, result), false, 20, NULL}};
static const struct want close_want[] = {
	VERSION_WANT, {"result", WANT_LINE, offsetof(struct act_in, result), true, 20, NULL},
	{"note", WANT_TEXT, offsetof(struct act_in, text), false, APPEAL_TEXT_MAX, NULL}};
static const struct want reopen_want[] = {
	VERSION_WANT, {"reason", WANT_TEXT, offsetof(struct act_in, text), true, 1000, NULL}};
static const struct want topic_want[] = {
	VERSION_WANT, {"topic", WANT_ID, offsetof(struct act_in, topic), false, 0, NULL}};
static const struct want delay_want[] = {
	VERSION_WANT, {"text", WANT_TEXT, offsetof(struct act_in, text), false, 1000, NULL},
	{"answer_by", WANT_LINE, offsetof(struct act_in, answer_by), false, 40, NULL}};

#define WANT(table) table, sizeof(table) / sizeof((table)[0])


static int act(struct request *req, enum appeal_event event, const struct want *want, size_t wantc)
{
	struct act_in in = {.topic = DB_NULL};
	struct acting *a;

	if (!request_want(req, want, wantc, &in))
		return 0;

	a = acting_new(req, event);
	if (!a)
		return ENOMEM;

	a->act.topic = in.topic;
	a->act.close = in.close;

	if (in.result.l || APPEAL_CLOSE == event || in.close) {
		a->act.result = appeal_result_of(in.result);
		if (!a->act.result)
			reply_field(req, "result", "appeal.form.result", NULL, 0, NULL);
	}
	if (in.answer_by.l && rfc3339_parse(in.answer_by, &a->act.answer_by_ms, NULL))
		reply_field(req, "answer_by", "appeal.form.time", NULL, 0, NULL);

	return act_submit(req, a, &in);
}


static int take_h(struct request *req) { return act(req, APPEAL_TAKE, WANT(version_want)); }
static int return_h(struct request *req) { return act(req, APPEAL_RETURN, WANT(version_want)); }
static int answer_h(struct request *req) { return act(req, APPEAL_ANSWER, WANT(answer_want)); }
static int ask_h(struct request *req) { return act(req, APPEAL_REQUEST, WANT(text_want)); }
static int note_h(struct request *req) { return act(req, APPEAL_NOTE, WANT(note_want)); }
static int close_h(struct request *req) { return act(req, APPEAL_CLOSE, WANT(close_want)); }
static int reopen_h(struct request *req) { return act(req, APPEAL_REOPEN, WANT(reopen_want)); }
static int topic_h(struct request *req) { return act(req, APPEAL_SET_TOPIC, WANT(topic_want)); }
static int delay_h(struct request *req) { return act(req, APPEAL_SET_DELAY, WANT(delay_want)); }


/* ---- registering for a citizen ---- */

/* The receipt code is the citizen's: it is not shown at the desk */
static void registered_h(struct request *req, const struct intake_result *res, void *arg)
{
	(void)arg;
	appeal_entered_reply(req, res, NULL);
}


static int register_h(struct request *req)
{
	struct appeal_clean clean;

	if (!appeal_form_read(req, CHANNEL_DESK, &clean))
		return 0;

	return appeal_intake(req, &clean, request_header(req, "Idempotency-Key"), registered_h, NULL);
}


#define NUMBER_PATH "/api/v1/desk/appeals/{number}"
#define ACT(method, path, handle_h, help, request) \
	{method, NUMBER_PATH path, ROLE_DESK, BODY_JSON, ACT_MAX, RATE_STAFF, handle_h, help, request, "Acted", 200, 0}

static const struct route rows[] = {
	{GET, "/api/v1/work", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, work_h,
	 "My work, what waits, counts, and where the journal stands", NULL, "Work", 200, 0},
	{POST, "/api/v1/work/search", ROLE_DESK, BODY_JSON, ACT_MAX, RATE_STAFF, find_h,
	 "Appeals by state, topic, owner (an id or `me`), days of entry and words (a number, phone, mail address, or words of the texts)",
	 "Find", "Found", 200, 0},
	{GET, "/api/v1/statistics", ROLE_SUPERVISOR | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, statistics_h,
	 "How many appeals entered between two days (from, to), by kind, topic and channel, and what became of them",
	 NULL, "Statistics", 200, 0},
	{POST, "/api/v1/desk/appeals", ROLE_DESK, BODY_JSON, ACT_MAX, RATE_STAFF, register_h,
	 "Registers an appeal for a citizen", "AppealNew", "AppealRegistered", 201, 0},
	{GET, NUMBER_PATH, ROLE_DESK | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, card_h,
	 "The card of an appeal; the number with letters, or the ten digits alone", NULL, "Card", 200, 0},
	ACT(POST, "/take", take_h, "Takes an appeal to work on", "Act"),
	ACT(POST, "/return", return_h, "Gives an appeal back to all", "Act"),
	ACT(POST, "/answer", answer_h, "Answers the citizen; with close and result also closes", "Answer"),
	ACT(POST, "/request", ask_h, "Asks the citizen; the term stands still until the citizen writes", "ActText"),
	ACT(POST, "/note", note_h, "Leaves a note for colleagues", "Note"),
	ACT(POST, "/close", close_h, "Closes with a result", "Close"),
	ACT(POST, "/reopen", reopen_h, "Opens again what was answered or closed", "Reopen"),
	ACT(PUT, "/topic", topic_h, "Sets what it is about", "ActTopic"),
	ACT(PUT, "/delay", delay_h, "Tells the citizen why it takes longer, and perhaps a later time", "Delay"),
};

const struct route_set desk_routes = ROUTE_SET(rows);
