/**
 * @file view.c  The recordings of an appeal, as JSON
 */
#include "appeal/join.h"
#include "record/record.sql.h"
#include "record/store_priv.h"

enum { MOST = 100 };

struct listing {
	const struct view *v;
	json_t *list;
};


static json_t *spans(struct pl text)
{
	json_t *list = json_loadb(text.p, text.l, 0, NULL);

	return list ? list : json_array();
}


/* Two lists of numbers 0 … 255 */
static json_t *peaks(struct pl bytes)
{
	json_t *both = json_array();

	for (unsigned side = 0; side < SPOOL_SIDES; side++) {
		size_t n = bytes.l / SPOOL_SIDES;
		json_t *one = json_array();

		for (size_t i = 0; i < n; i++)
			(void)json_array_append_new(one, json_integer((uint8_t)bytes.p[side * n + i]));
		(void)json_array_append_new(both, one);
	}

	return both;
}


static int row_h(const struct row_record_list *row, void *arg)
{
	const struct listing *l = arg;
	bool message = DB_NULL == row->erase_ms;     /* it goes with its appeal, not by a term */
	json_t *obj;

	obj = json_pack("{s:o, s:o, s:b, s:I, s:I, s:b, s:o, s:o, s:o, s:o, s:b}",
		"call", view_id(row->call), "at", view_time(l->v, row->began_ms), "message", message, "length_ms", (json_int_t)row->length_ms,
		"size", (json_int_t)row->size_bytes, "cut", row->cut > 0, "erase_at", message ? json_null() : view_time(l->v, row->erase_ms),
		"pauses", spans(row->pauses), "gaps", spans(row->gaps), "peaks", peaks(row->peaks),
		"may", record_may(&l->v->actor, DB_NULL == row->staff ? 0 : row->staff, DB_NULL == row->owner ? 0 : row->owner));

	return obj && !json_array_append_new(l->list, obj) ? 0 : ENOMEM;
}


int record_view(const struct view *v, int64_t digits, json_t **objp, enum appeal_refusal *refusal)
{
	struct listing l = {v, json_array()};
	int64_t appeal = 0, own = 0;
	int err = l.list ? 0 : ENOMEM;

	if (!err)
		err = appeal_ids(v->db, v->keys, digits, &appeal, &own);
	if (!err && appeal)
		err = sql_record_list(v->db, appeal, MOST, row_h, &l);
	if (err || !appeal) {
		json_decref(l.list);
		*refusal = err ? APPEAL_ALLOWED : APPEAL_UNKNOWN;
		return err;
	}

	*objp = json_pack("{s:o}", "recordings", l.list);
	return *objp ? 0 : ENOMEM;
}
