/**
 * @file statistics.c  How many appeals entered, about what, and what became of them
 */
#include "appeal/appeal.sql.h"
#include "appeal/view_priv.h"


struct counting {
	const struct view *v;
	json_t *rows;
};


static int entered_h(const struct row_stat_entered *row, void *arg)
{
	struct counting *c = arg;
	json_t *obj;

	obj = json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I}",
			"kind", appeal_kind_name((enum appeal_kind)row->kind),
			"channel", contact_channel_name((enum contact_channel)row->channel),
			"entered", (json_int_t)row->n, "answered", (json_int_t)row->answered, "in_time", (json_int_t)row->in_time,
			"closed", (json_int_t)row->closed, "solved", (json_int_t)row->solved,
			"answer_ms", (json_int_t)row->answer_ms);
	if (!obj || json_array_append_new(c->rows, obj))
		return ENOMEM;

	return view_set_topic(c->v, obj, row->topic);
}


int view_statistics(const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp)
{
	struct counting c = {v, json_array()};
	json_t *obj = json_pack("{s:o, s:o, s:o}", "from", view_time(v, from_ms), "to", view_time(v, to_ms), "rows", c.rows);
	int err = obj ? sql_stat_entered(v->db, from_ms, to_ms, entered_h, &c) : ENOMEM;

	if (err)
		json_decref(obj);
	else
		*objp = obj;

	return err;
}
