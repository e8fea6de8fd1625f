/**
 * @file export.c  Appeals on their way out
 */
#include "appeal/appeal.sql.h"
#include "appeal/export.h"
#include "appeal/view_priv.h"


static int total_h(const struct row_appeal_total *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


int export_total(struct db *db, int64_t *n)
{
	return sql_appeal_total(db, total_h, n);
}


struct next {
	int64_t id, serial, digits;
	bool found;
};


static int next_h(const struct row_appeal_after *row, void *arg)
{
	*(struct next *)arg = (struct next){row->id, row->serial, row->digits, true};
	return 0;
}


struct texts {
	const struct view *v;
	json_t *list;
};


static int message_h(const struct row_message_list *row, void *arg)
{
	struct texts *t = arg;
	json_t *obj;

	obj = json_pack("{s:o, s:s, s:s, s:s%}", "at", view_time(t->v, row->at_ms),
			"author", row->author > 0 ? "staff" : row->author < 0 ? "system" : "citizen",
			"kind", message_kind_name(row->kind), "text", row->body.p, row->body.l);

	return json_array_append_new(t->list, obj) ? ENOMEM : 0;
}


static int fill(const struct view *v, const struct appeal_row *row, json_t *obj)
{
	struct texts t = {v, json_array()};
	char region[8];
	int err;

	if (json_object_set_new(obj, "messages", t.list))
		return ENOMEM;

	err = view_set_ends(v, row, obj);
	if (!err)
		err = view_set_topic(v, obj, row->topic);
	if (!err)
		err = view_set_text(obj, "channel", pl_of(contact_channel_name(row->channel)));
	if (!err)
		err = view_set_text(obj, "lang", pl_of(lang_tag(row->lang)));
	if (!err && DB_NULL != row->region) {
		(void)re_snprintf(region, sizeof(region), "%02lld", row->region);
		err = view_set_text(obj, "region", pl_of(region));
	}
	if (!err && DB_NULL != row->owner)
		err = json_object_set_new(obj, "owner", view_id(row->owner)) ? ENOMEM : 0;
	if (!err)
		err = sql_message_list(v->db, row->id, message_h, &t);

	return err;
}


int view_export(const struct view *v, int64_t after, int64_t *idp, json_t **objp)
{
	struct next next = {0};
	struct appeal_row row;
	json_t *obj = NULL;
	int err;

	err = sql_appeal_after(v->db, after, next_h, &next);
	if (err || !next.found) {
		if (!err)
			*objp = NULL;
		return err;
	}

	err = appeal_row_read_serial(v->db, next.serial, next.digits, &row);
	if (!err) {
		obj = view_base(v, &row);
		err = obj ? fill(v, &row, obj) : ENOMEM;
	}
	appeal_row_close(&row);

	if (err) {
		json_decref(obj);
		return err;
	}

	*idp = next.id;
	*objp = obj;
	return 0;
}
