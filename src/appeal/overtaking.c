/**
 * @file overtaking.c  Who was served before somebody that waited longer, and why: a report over days
 *
 * Each is a row of the journal (work.overtaken), written when the offer was made; the report counts them by reason and shows the newest.
 */
#include "appeal/record_priv.h"

enum {
	SHOWN_MAX   = 200,
	COUNTED_MAX = 20000,             /* of a span of days; beyond it the report says so */
	WHYS_MAX    = 16,
	PAGE        = 500,
};

struct report {
	struct record rec;               /* rows that are shown */
	json_t *whys;                    /* why → {n, passed} */
	int64_t last;                    /* position of the last that was counted */
	unsigned n, page;
};


static int count(struct report *r, const char *why, json_int_t passed)
{
	json_t *one = json_object_get(r->whys, why);

	if (!one && json_object_size(r->whys) < WHYS_MAX) {
		one = json_pack("{s:s, s:I, s:I}", "why", why, "n", (json_int_t)0, "passed", (json_int_t)0);
		if (!one || json_object_set_new(r->whys, why, one))
			return ENOMEM;
	}

	return !one || (!json_integer_set(json_object_get(one, "n"), json_integer_value(json_object_get(one, "n")) + 1) &&
			!json_integer_set(json_object_get(one, "passed"), json_integer_value(json_object_get(one, "passed")) + passed)) ? 0 : ENOMEM;
}


static int row_h(const struct row_journal_newest_kind *row, void *arg)
{
	struct report *r = arg;
	json_t *data = json_loadb(row->body.p, row->body.l, 0, NULL);
	const char *why = json_string_value(json_object_get(data, "why"));
	int err;

	err = data ? count(r, why ? why : "", json_integer_value(json_object_get(data, "n"))) : EBADMSG;
	json_decref(data);
	r->last = row->pos;
	r->n++;
	r->page++;
	if (!err && r->n <= SHOWN_MAX)
		err = record_row_add(&r->rec, &(struct row_journal_page){row->pos, row->at_ms, row->actor, row->kind, row->body, row->name, DB_NULL});

	return err;
}


/* Whoever it was: {id, name?} */
static json_t *who(const json_t *row, const char *member, const char *as)
{
	const char *id = json_string_value(json_object_get(json_object_get(row, "data"), member));
	json_t *name = id ? json_object_get(json_object_get(row, "names"), id) : NULL;

	return json_pack("{s:s, s:O*}", "id", id ? id : "0", as, name);
}


static json_t *item(const json_t *row)
{
	json_t *data = json_object_get(row, "data");

	return json_pack("{s:O, s:O, s:O*, s:O*, s:O*, s:o, s:o, s:o}", "pos", json_object_get(row, "pos"), "at", json_object_get(row, "at"),
			 "medium", json_object_get(data, "medium"), "why", json_object_get(data, "why"), "n", json_object_get(data, "n"),
			 "served", who(row, "work", "number"), "passed", who(row, "other", "number"), "staff", who(row, "staff", "name"));
}


static int report_read(struct report *r, const struct view *v, int64_t from_ms, int64_t to_ms)
{
	int64_t low = 0, before = 0;
	int err = record_pos_at(v->db, from_ms, &low);

	if (!err)
		err = record_pos_at(v->db, to_ms, &before);

	do {
		r->page = 0;
		if (!err)
			err = sql_journal_newest_kind(v->db, PL_LIT("work.overtaken"), low, before, PAGE, row_h, r);
		before = r->last;
	} while (!err && PAGE == r->page && r->n < COUNTED_MAX);

	return err ? err : record_names(v, r->rec.items);
}


static int report_json(const struct report *r, const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp)
{
	json_t *items = json_array(), *reasons = json_array(), *row, *obj;
	const char *why;
	int err = items && reasons ? 0 : ENOMEM;
	size_t i;

	json_array_foreach(r->rec.items, i, row) {
		if (!err && json_array_append_new(items, item(row)))
			err = ENOMEM;
	}
	json_object_foreach(r->whys, why, row) {
		if (!err && json_array_append(reasons, row))
			err = ENOMEM;
	}

	obj = err ? NULL : json_pack("{s:o, s:o, s:I, s:b, s:O, s:O}", "from", view_time(v, from_ms), "to", view_time(v, to_ms),
				     "n", (json_int_t)r->n, "more", r->n >= COUNTED_MAX, "reasons", reasons, "items", items);
	json_decref(items);
	json_decref(reasons);
	if (!obj)
		return ENOMEM;

	*objp = obj;
	return 0;
}


int view_overtakings(const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp)
{
	struct report r = {.rec = {v, json_array(), 0}, .whys = json_object()};
	int err = r.rec.items && r.whys ? report_read(&r, v, from_ms, to_ms) : ENOMEM;

	if (!err)
		err = report_json(&r, v, from_ms, to_ms, objp);
	json_decref(r.rec.items);
	json_decref(r.whys);

	return err;
}
