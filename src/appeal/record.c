/**
 * @file record.c  The journal as an auditor reads it
 */
#include "appeal/record_priv.h"


static json_t *actor_json(int64_t actor, struct pl name)
{
	if (actor <= 0)
		return json_string(0 == actor ? "citizen" : "system");

	return json_pack("{s:o, s:s%}", "id", view_id(actor), "name", name.p ? name.p : "", name.l);
}


int record_row_add(struct record *rec, const struct row_journal_page *row)
{
	json_t *obj;

	obj = json_pack("{s:I, s:o, s:o, s:s%, s:o*, s:o*}", "pos", (json_int_t)row->pos, "at", view_time(rec->v, row->at_ms),
			"actor", actor_json(row->actor, row->name), "kind", row->kind.p, row->kind.l,
			"appeal", DB_NULL == row->digits ? NULL : view_number(row->digits),
			"data", json_loadb(row->body.p, row->body.l, 0, NULL));
	rec->last = row->pos;

	return json_array_append_new(rec->items, obj) ? ENOMEM : 0;
}


static int page_h(const struct row_journal_page *row, void *arg)
{
	return record_row_add(arg, row);
}


/* The same columns under another statement's name */
static int page_of_h(const struct row_journal_page_of *r, void *arg)
{
	return record_row_add(arg, &(struct row_journal_page){r->pos, r->at_ms, r->actor, r->kind, r->body, r->name, r->digits});
}


static int rows_read(struct record *rec, int64_t digits, int64_t from, unsigned most, enum appeal_refusal *refusal)
{
	struct appeal_row row;
	int err;

	if (DB_NULL == digits)
		return sql_journal_page(rec->v->db, from, most, page_h, rec);

	err = appeal_row_read(rec->v->db, rec->v->keys, digits, &row);
	if (!err && !row.found)
		*refusal = APPEAL_UNKNOWN;
	if (!err && row.found)
		err = sql_journal_page_of(rec->v->db, row.id, from, most, page_of_h, rec);
	appeal_row_close(&row);

	return err;
}


int view_record(const struct view *v, int64_t digits, int64_t from, unsigned most, json_t **objp, enum appeal_refusal *refusal)
{
	struct record rec = {v, json_array(), 0};
	json_t *obj;
	int err;

	if (!rec.items)
		return ENOMEM;

	*refusal = APPEAL_ALLOWED;
	err = rows_read(&rec, digits, from, most, refusal);
	if (err || *refusal) {
		json_decref(rec.items);
		return err;
	}

	obj = json_array_size(rec.items) == most
		? json_pack("{s:o, s:I}", "items", rec.items, "next", (json_int_t)rec.last + 1)
		: json_pack("{s:o}", "items", rec.items);
	if (!obj)
		return ENOMEM;

	*objp = obj;
	return 0;
}
