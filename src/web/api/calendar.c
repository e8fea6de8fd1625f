/**
 * @file calendar.c  Calendars and their exceptions: settings of supervisors and administrators
 *
 * Weekly hours come as JSON and go to the room as the text that week_parse reads. What is changed is read back from the store
 * for the reply; the shared book follows when the hub has seen the journal.
 */
#include "base/date.h"
#include "base/rfc3339.h"
#include "schedule/show.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { BODY_MAX = 16384, REASON_CHARS = 250 };


static int all_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	(void)arg;

	return show_calendars(db, now_ms, objp);
}


static int list_h(struct request *req)
{
	return setting_reply(req, 200, all_h, NULL);
}


/* One calendar, with the notice that changes of its hours need */
struct asked {
	struct pl name;
	int64_t notice_ms;
};


static int one_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	const struct asked *asked = arg;
	int err = show_calendar(db, asked->name, now_ms, objp);

	if (err || !*objp)
		return err;

	return json_object_set_new(*objp, "notice_ms", json_integer(asked->notice_ms)) ? ENOMEM : 0;
}


static int name_reply(struct request *req, int status)
{
	struct asked *asked = request_alloc(req, sizeof(*asked), NULL);

	if (!asked)
		return ENOMEM;

	*asked = (struct asked){request_param(req, 0), app_of(req)->notice_min_ms};

	return setting_reply(req, status, one_h, asked);
}


static int get_h(struct request *req)
{
	return name_reply(req, 200);
}


/* ---- hours: [["08:00","13:00"],["14:00","20:00"]] ↔ "08:00-13:00, 14:00-20:00" ---- */

static int hours_write(struct mbuf *mb, const json_t *list)
{
	json_t *pair;
	size_t i;
	int err;

	if (!json_is_array(list))
		return EBADMSG;
	if (!json_array_size(list))
		return mbuf_write_str(mb, "closed");

	json_array_foreach(list, i, pair) {
		const char *from = json_string_value(json_array_get(pair, 0)), *to = json_string_value(json_array_get(pair, 1));

		if (!from || !to || json_array_size(pair) != 2 || strlen(from) != 5 || strlen(to) != 5)
			return EBADMSG;

		err = mbuf_printf(mb, "%s%s-%s", i ? ", " : "", from, to);
		if (err)
			return err;
	}

	return 0;
}


/* EBADMSG: not so formed; the room checks the rest */
static int week_write(struct mbuf *mb, const json_t *obj)
{
	const char *day, *sep = "";
	json_t *list;
	int err;

	json_object_foreach((json_t *)obj, day, list) {
		if (strlen(day) > 8 || strpbrk(day, " ;,"))
			return EBADMSG;

		err = mbuf_printf(mb, "%s%s ", sep, day);
		if (!err)
			err = hours_write(mb, list);
		if (err)
			return err;
		sep = "; ";
	}

	return 0;
}


static struct pl text_of(const struct mbuf *mb)
{
	return (struct pl){(char *)mb->buf, mb->end};
}


/* ---- a calendar ---- */

struct setting_calendar {
	struct calendar_set set;
	struct mbuf *week;
};


static void setting_calendar_destructor(void *arg)
{
	struct setting_calendar *sc = arg;

	mem_deref(sc->week);
}


static void calendar_set_h(struct request *req, void *arg)
{
	struct setting_calendar *sc = arg;
	int err = sc->set.cmd.err;

	if (!err && sc->set.cmd.refusal) {
		setting_refuse(req, sc->set.cmd.refusal, &sc->set.fault);
		return;
	}

	if (!err)
		err = name_reply(req, 200);
	if (err)
		reply_errno(req, err);
}


struct calendar_in {
	struct pl zone, region, from;
	json_t *week, *emergency;
	int64_t version;
};

static const struct want calendar_want[] = {
	{"zone",    WANT_LINE,   offsetof(struct calendar_in, zone),    true,  63, NULL},
	{"region",  WANT_LINE,   offsetof(struct calendar_in, region),  false, 2, NULL},
	{"week",    WANT_OBJECT, offsetof(struct calendar_in, week),    true,  0, NULL},
	{"version", WANT_INT,    offsetof(struct calendar_in, version), true,  0, NULL},
	{"from",    WANT_LINE,   offsetof(struct calendar_in, from),    false, 10, NULL},
	{"emergency", WANT_OBJECT, offsetof(struct calendar_in, emergency), false, 0, NULL},
};


static bool calendar_check(struct request *req, struct setting_calendar *sc, const struct calendar_in *in, int32_t *from_day)
{
	if (in->from.l && date_parse(in->from, from_day))
		reply_field(req, "from", "appeal.form.day", NULL, 0, NULL);
	if (in->region.l && !regions_find(book_regions(app_of(req)->book), in->region))
		reply_field(req, "region", "schedule.file_code", NULL, 0, NULL);
	if (week_write(sc->week, in->week))
		reply_field(req, "week", "schedule.week_day", NULL, 0, NULL);
	if (!reply_has_fields(req))
		return true;

	reply_problem(req, 422, "schedule.refused");
	return false;
}


static int put_h(struct request *req)
{
	struct setting_calendar *sc = request_alloc(req, sizeof(*sc), setting_calendar_destructor);
	struct calendar_in in = {{NULL, 0}};
	int32_t from_day = WEEK_SOONEST;

	if (!sc)
		return ENOMEM;

	sc->week = mbuf_alloc(1024);
	if (!sc->week)
		return ENOMEM;
	if (!request_want(req, calendar_want, sizeof(calendar_want) / sizeof(calendar_want[0]), &in) ||
	    !calendar_check(req, sc, &in, &from_day))
		return 0;

	sc->set = (struct calendar_set){
		.cmd = {.apply_h = calendar_set_apply}, .actor = request_session(req)->staff, .name = request_param(req, 0),
		.zone = in.zone, .region = in.region, .week = text_of(sc->week), .version = in.version, .from_day = from_day,
		.emergency = in.emergency != NULL,
		.emergency_reason = pl_of(json_string_value(json_object_get(in.emergency, "reason"))),
		.notice_min_ms = app_of(req)->notice_min_ms,
	};

	return request_write(req, &sc->set.cmd, calendar_set_h, sc);
}


/* ---- weekly hours that do not act yet ---- */

static void week_acted_h(struct request *req, void *arg)
{
	struct week_act *act = arg;
	int err = act->cmd.err;

	if (!err && act->cmd.refusal) {
		setting_refuse(req, act->cmd.refusal, &act->fault);
		return;
	}

	if (!err)
		err = name_reply(req, 200);
	if (err)
		reply_errno(req, err);
}


static int week_send(struct request *req, int (*apply_h)(struct tx *tx, struct command *cmd))
{
	struct week_act *act = request_alloc(req, sizeof(*act), NULL);

	if (!act)
		return ENOMEM;

	*act = (struct week_act){
		.cmd = {.apply_h = apply_h}, .actor = request_session(req)->staff, .calendar = request_param(req, 0),
		.notice_min_ms = app_of(req)->notice_min_ms,
	};
	if (date_parse(request_param(req, 1), &act->from_day)) {
		setting_refuse(req, SET_UNKNOWN, &act->fault);
		return 0;
	}

	return request_write(req, &act->cmd, week_acted_h, act);
}


static int week_confirm_h(struct request *req)
{
	return week_send(req, week_confirm_apply);
}


static int week_withdraw_h(struct request *req)
{
	return week_send(req, week_withdraw_apply);
}


/* ---- exceptions ---- */

struct one {
	struct pl calendar;
	int64_t id;
};


static int exception_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	const struct one *one = arg;
	json_t *cal = NULL, *item;
	size_t i;
	int err;

	err = show_calendar(db, one->calendar, now_ms, &cal);
	if (err)
		return err;

	json_array_foreach(json_object_get(cal, "exceptions"), i, item) {
		if (setting_id(pl_of(json_string_value(json_object_get(item, "id")))) == one->id)
			*objp = json_incref(item);
	}

	json_decref(cal);
	return 0;
}


static int exception_reply(struct request *req, int status, int64_t id)
{
	struct one *one = request_alloc(req, sizeof(*one), NULL);

	if (!one)
		return ENOMEM;

	*one = (struct one){request_param(req, 0), id};

	return setting_reply(req, status, exception_h, one);
}


struct adding {
	struct exception_add add;
	struct mbuf *hours;
};


static void adding_destructor(void *arg)
{
	struct adding *a = arg;

	mem_deref(a->hours);
}


static void added_h(struct request *req, void *arg)
{
	struct adding *a = arg;
	int err = a->add.cmd.err;

	if (!err && a->add.cmd.refusal) {
		setting_refuse(req, a->add.cmd.refusal, &a->add.fault);
		return;
	}

	if (!err)
		err = exception_reply(req, 201, a->add.id);
	if (err)
		reply_errno(req, err);
}


struct exception_in {
	struct pl from, to, reason_ru, reason_en;
	json_t *hours, *emergency;
	bool closed;
};

static const struct want exception_want[] = {
	{"from",      WANT_LINE,   offsetof(struct exception_in, from),      true,  40, NULL},
	{"to",        WANT_LINE,   offsetof(struct exception_in, to),        true,  40, NULL},
	{"closed",    WANT_BOOL,   offsetof(struct exception_in, closed),    true,  0, NULL},
	{"hours",     WANT_LIST,   offsetof(struct exception_in, hours),     false, 8, NULL},
	{"reason_ru", WANT_LINE,   offsetof(struct exception_in, reason_ru), true,  REASON_CHARS, NULL},
	{"reason_en", WANT_LINE,   offsetof(struct exception_in, reason_en), true,  REASON_CHARS, NULL},
	{"emergency", WANT_OBJECT, offsetof(struct exception_in, emergency), false, 0, NULL},
};


static bool exception_read(struct request *req, struct adding *a, const struct exception_in *in)
{
	const char *reason = json_string_value(json_object_get(in->emergency, "reason"));
	struct exception_add *add = &a->add;

	if (rfc3339_parse(in->from, &add->from_ms, NULL))
		reply_field(req, "from", "field.time", NULL, 0, NULL);
	if (rfc3339_parse(in->to, &add->to_ms, NULL))
		reply_field(req, "to", "field.time", NULL, 0, NULL);
	if (in->hours && !in->closed && hours_write(a->hours, in->hours))
		reply_field(req, "hours", "schedule.hours_text", NULL, 0, NULL);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return false;
	}

	add->kind = in->closed ? EXCEPTION_CLOSED : in->hours ? EXCEPTION_HOURS : EXCEPTION_OPEN;
	add->hours = text_of(a->hours);
	add->reason[LANG_RU] = in->reason_ru;
	add->reason[LANG_EN] = in->reason_en;
	add->emergency = in->emergency != NULL;
	add->emergency_reason = pl_of(reason);

	return true;
}


static int add_h(struct request *req)
{
	struct adding *a = request_alloc(req, sizeof(*a), adding_destructor);
	struct exception_in in = {{NULL, 0}};

	if (!a)
		return ENOMEM;

	a->hours = mbuf_alloc(128);
	if (!a->hours)
		return ENOMEM;
	if (!request_want(req, exception_want, sizeof(exception_want) / sizeof(exception_want[0]), &in) || !exception_read(req, a, &in))
		return 0;

	a->add.cmd.apply_h = exception_add_apply;
	a->add.actor = request_session(req)->staff;
	a->add.calendar = request_param(req, 0);
	a->add.notice_min_ms = app_of(req)->notice_min_ms;

	return request_write(req, &a->add.cmd, added_h, a);
}


static void acted_h(struct request *req, void *arg)
{
	struct exception_act *act = arg;
	int err = act->cmd.err;

	if (!err && act->cmd.refusal) {
		setting_refuse(req, act->cmd.refusal, &act->fault);
		return;
	}

	if (!err && exception_confirm_apply == act->cmd.apply_h)
		err = exception_reply(req, 200, act->id);
	else if (!err)
		reply_empty(req, 204);
	if (err)
		reply_errno(req, err);
}


static int act_send(struct request *req, int (*apply_h)(struct tx *tx, struct command *cmd))
{
	struct exception_act *act = request_alloc(req, sizeof(*act), NULL);

	if (!act)
		return ENOMEM;

	*act = (struct exception_act){
		.cmd = {.apply_h = apply_h}, .actor = request_session(req)->staff, .calendar = request_param(req, 0),
		.id = setting_id(request_param(req, 1)), .notice_min_ms = app_of(req)->notice_min_ms,
	};

	return request_write(req, &act->cmd, acted_h, act);
}


static int confirm_h(struct request *req)
{
	return act_send(req, exception_confirm_apply);
}


static int withdraw_h(struct request *req)
{
	return act_send(req, exception_withdraw_apply);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/calendars", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Every calendar: zone, weekly hours, status now, exceptions", NULL, "CalendarList", 200, 0},
	{GET, "/api/v1/settings/calendars/{name}", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, get_h,
	 "One calendar", NULL, "Calendar", 200, 0},
	{PUT, "/api/v1/settings/calendars/{name}", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Sets weekly hours, zone and region of a calendar; version 0 makes a new one. Other hours act from a day on that is 24 hours "
	 "ahead; an emergency waits for a second person", "CalendarSet", "Calendar", 200, 0},
	{POST, "/api/v1/settings/calendars/{name}/weeks/{from}/confirm", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, week_confirm_h,
	 "Agrees, as the second person, to weekly hours on short notice", NULL, "Calendar", 200, 0},
	{DELETE, "/api/v1/settings/calendars/{name}/weeks/{from}", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, week_withdraw_h,
	 "Withdraws weekly hours that do not act yet, under the same rule of notice", NULL, "Calendar", 200, 0},
	{POST, "/api/v1/settings/calendars/{name}/exceptions", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, add_h,
	 "Publishes a departure from the weekly hours 24 hours ahead; an emergency waits for a second person",
	 "ExceptionNew", "Exception", 201, 0},
	{POST, "/api/v1/settings/calendars/{name}/exceptions/{id}/confirm", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, confirm_h,
	 "Agrees, as the second person, to an exception on short notice", NULL, "Exception", 200, 0},
	{DELETE, "/api/v1/settings/calendars/{name}/exceptions/{id}", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, withdraw_h,
	 "Withdraws an exception, under the same rule of notice", NULL, NULL, 204, 0},
};

const struct route_set calendar_routes = ROUTE_SET(rows);
