/**
 * @file office.c  Offices of regions that lines have: how each stands, and marks: down, why, until when
 *
 * How one stands is what a flow is told of it (voice/office.h), by the same rules: hours, marks, who can answer, how many wait, and how
 * many are too much for the flows of its own lines.
 */
#include "appeal/view.h"
#include "base/clock.h"
#include "base/rfc3339.h"
#include "hub/office.h"
#include "line/office.h"
#include "region/mark.h"
#include "web/api/setting.h"
#include "web/look.h"
#include "web/table.h"

enum { BODY_MAX = 4096 };

/** A request about offices, on whichever thread */
struct errand {
	struct look look;                /* first */
	struct office_mark mark;
	struct pl until;
	unsigned only;                   /* region; 0: all that lines have */
	struct switchboard *board;       /* a reference */
};

struct listing {
	const struct view *v;
	const struct errand *errand;
	json_t *list;
	json_t *office[REGION_CODES];    /* owned while it is made: those that were ever marked */
	struct offices stand;
};


static void errand_destructor(void *arg)
{
	struct errand *errand = arg;

	switchboard_unref(errand->board);
	mem_deref(errand->look.ask.view);
}


static struct errand *errand_new(struct request *req)
{
	struct errand *errand = request_alloc(req, sizeof(*errand), errand_destructor);

	if (errand)
		errand->board = switchboard_ref(app_of(req)->board);
	return errand;
}


static bool office_has(const struct errand *errand, unsigned region)
{
	const struct lines *lines = switchboard_lines(errand->board);

	for (size_t i = 0; region && lines && i < lines->n; i++) {
		if (region == lines->at[i].region)
			return true;
	}

	return false;
}


static json_t *office_json(const struct view *v, const struct office_mark_row *row)
{
	bool down = office_mark_acts(row, v->now_ms);
	char code[8];
	json_t *obj;

	(void)re_snprintf(code, sizeof(code), "%02u", row->region);
	obj = json_pack("{s:s, s:s, s:b, s:I}", "region", code, "name", region_name(row->region, v->lang), "down", (int)down, "version",
			(json_int_t)row->version);
	if (obj && row->version)
		(void)json_object_set_new(obj, "since", view_time(v, row->down && !down ? row->until_ms : row->since_ms));
	if (obj && row->by.p)
		(void)json_object_set_new(obj, "by", json_stringn(row->by.p, row->by.l));
	if (obj && down)
		(void)json_object_set_new(obj, "reason", json_stringn(row->reason.p, row->reason.l));
	if (obj && down && DB_NULL != row->until_ms)
		(void)json_object_set_new(obj, "until", view_time(v, row->until_ms));

	return obj;
}


static int mark_h(const struct office_mark_row *row, void *arg)
{
	struct listing *l = arg;

	if (row->region >= REGION_CODES)
		return 0;

	l->office[row->region] = office_json(l->v, row);
	return l->office[row->region] ? 0 : ENOMEM;
}


/* All that lines have, as they stand now */
static void stand_take(struct listing *l)
{
	const struct lines *lines = switchboard_lines(l->errand->board);
	struct offices *all = &l->stand;

	for (size_t i = 0; lines && i < lines->n; i++) {
		const unsigned region = lines->at[i].region;
		struct office *office = &all->at[all->n];

		if (!region || all->n == OFFICES_MAX || office_find(all, region))
			continue;

		*office = (struct office){.region = region, .down = switchboard_office_down(l->errand->board, region, l->v->now_ms),
			.open = line_office_open(lines, l->v->book, region, l->v->now_ms, NULL)};
		hub_office_count(l->errand->look.ask.view, office);
		all->n++;
	}
}


/* The region's code and name */
static json_t *region_json(const struct view *v, unsigned region)
{
	char code[8];

	(void)re_snprintf(code, sizeof(code), "%02u", region);
	return json_pack("{s:s, s:s}", "region", code, "name", region_name(region, v->lang));
}


static int stand_set(const struct listing *l, json_t *obj, unsigned region)
{
	static const char *const states[] = {
		[OFFICE_SERVES] = "serves", [OFFICE_NONE] = "none", [OFFICE_DOWN] = "down", [OFFICE_CLOSED] = "closed", [OFFICE_NOBODY] = "nobody", [OFFICE_FULL] = "full",
	};
	const struct office *office = office_find(&l->stand, region);
	const unsigned load = line_office_load(switchboard_lines(l->errand->board), region);
	const enum office_state state = office_state(&l->stand, region, load);
	const unsigned neighbour = OFFICE_SERVES == state ? 0 : office_neighbour(&l->stand, region, load);
	int64_t opens_ms = 0;
	int err;

	if (!office)
		return 0;

	err = json_object_set_new(obj, "state", json_string(states[state])) || json_object_set_new(obj, "staff", json_integer(office->staff)) ||
		json_object_set_new(obj, "waiting", json_integer(office->waiting)) ? ENOMEM : 0;
	if (!err && neighbour)
		err = json_object_set_new(obj, "neighbour", region_json(l->v, neighbour)) ? ENOMEM : 0;
	if (!err && OFFICE_CLOSED == state && !line_office_open(switchboard_lines(l->errand->board), l->v->book, region, l->v->now_ms, &opens_ms) && opens_ms)
		err = json_object_set_new(obj, "opens", view_time(l->v, opens_ms)) ? ENOMEM : 0;

	return err;
}


static int listed(struct listing *l, unsigned region)
{
	json_t *office = json_incref(l->office[region]);
	int err;

	if (!office)
		office = office_json(l->v, &(struct office_mark_row){.region = region});
	if (json_array_append(l->list, office)) {
		json_decref(office);
		return ENOMEM;
	}

	err = l->errand->look.ask.view ? stand_set(l, office, region) : 0;
	json_decref(office);
	return err;
}


/* By region */
static int offices_list(struct listing *l)
{
	int err;

	if (l->errand->look.ask.view)
		stand_take(l);
	l->list = json_array();
	err = l->list ? office_marks(l->v->db, mark_h, l) : ENOMEM;
	for (unsigned region = 1; !err && region < REGION_CODES; region++) {
		if (office_has(l->errand, region) && (!l->errand->only || region == l->errand->only))
			err = listed(l, region);
	}

	for (unsigned region = 0; region < REGION_CODES; region++)
		json_decref(l->office[region]);
	return err;
}


static int list_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	struct listing l = {.v = v, .errand = arg};
	int err = offices_list(&l);

	(void)refusal;
	if (!err)
		*objp = l.errand->only ? json_incref(json_array_get(l.list, 0)) : json_pack("{s:O}", "items", l.list);
	json_decref(l.list);

	return err || *objp ? err : ENOMEM;
}


/* The queue core is asked first, then a reader for the marks. Without a core there is no telephone: the marks alone are told */
static int look(struct request *req, struct errand *errand)
{
	int err = look_view(req, &errand->look, list_view_h);

	return ENOTSUP == err ? app_view(req, list_view_h, errand) : err;
}


static int list_h(struct request *req)
{
	struct errand *errand = errand_new(req);

	return errand ? look(req, errand) : ENOMEM;
}


static void refuse(struct request *req, enum office_refusal refusal)
{
	char code[48], key[64];

	(void)re_snprintf(code, sizeof(code), "office.%s", office_refusal_name(refusal));
	(void)re_snprintf(key, sizeof(key), "problem.%s", code);
	if (OFFICE_REASON == refusal || OFFICE_UNTIL == refusal)
		reply_field(req, OFFICE_REASON == refusal ? "reason" : "until", key, NULL, 0, NULL);

	reply_problem(req, OFFICE_UNKNOWN == refusal ? 404 : OFFICE_CHANGED == refusal ? 409 : 422, code);
}


static void set_h(struct request *req, void *arg)
{
	struct errand *errand = arg;
	int err = errand->mark.cmd.err;

	if (!err && errand->mark.cmd.refusal) {
		refuse(req, (enum office_refusal)errand->mark.cmd.refusal);
		return;
	}

	/* the switchboard reads marks anew when the journal has told it to: until then the mark is known and how it stands is not */
	if (!err)
		err = app_view(req, list_view_h, errand);
	if (err)
		reply_errno(req, err);
}


static const struct want office_want[] = {
	{"down",    WANT_BOOL, offsetof(struct errand, mark.down),    true, 0, NULL},
	{"reason",  WANT_LINE, offsetof(struct errand, mark.reason),  false, OFFICE_REASON_MAX, NULL},
	{"until",   WANT_LINE, offsetof(struct errand, until),        false, RFC3339_SIZE, NULL},
	{"version", WANT_INT,  offsetof(struct errand, mark.version), true, 0, NULL},
};


static int put_h(struct request *req)
{
	struct errand *errand = errand_new(req);
	unsigned region = region_code(request_param(req, 0));

	if (!errand)
		return ENOMEM;
	if (!request_want(req, office_want, sizeof(office_want) / sizeof(office_want[0]), errand))
		return 0;
	if (!office_has(errand, region)) {
		refuse(req, OFFICE_UNKNOWN);
		return 0;
	}

	errand->mark.until_ms = DB_NULL;
	if (errand->until.l && rfc3339_parse(errand->until, &errand->mark.until_ms, NULL)) {
		reply_field(req, "until", "field.time", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	errand->only = errand->mark.region = region;
	errand->mark.cmd.apply_h = office_mark_apply;
	errand->mark.actor = request_session(req)->staff;

	return request_write(req, &errand->mark.cmd, set_h, errand);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/offices", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "The offices of the regions that lines have: how each stands (answers, closed, nobody there, too many wait, marked down), which neighbour its callers are offered, and who marked it, when and why", NULL, "OfficeList", 200, 0},
	{PUT, "/api/v1/settings/offices/{region}", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Marks an office down at once, until a time or until the mark is lifted: callers of its region are offered a neighbour meanwhile", "OfficeSet", "Office", 200, 0},
};

const struct route_set office_routes = ROUTE_SET(rows);
