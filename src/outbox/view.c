/**
 * @file view.c  Whom nobody could tell yet, as JSON
 */
#include "outbox/view.h"
#include "outbox/outbox.sql.h"

enum { MOST = 100 };

#define SINCE_MS (30LL * 24 * 3600 * 1000)         /* what was given up is shown so long */

struct listing {
	const struct view *v;
	json_t *list;
};


static int count_h(const struct row_outbox_counts *row, void *arg)
{
	json_t *one = json_pack("{s:s, s:I, s:I, s:I}", "channel", outbox_channel_name((enum outbox_channel)row->channel),
				"waiting", (json_int_t)row->waiting, "tried", (json_int_t)row->tried, "given_up", (json_int_t)row->given_up);

	return one && !json_array_append_new(arg, one) ? 0 : ENOMEM;
}


static int owed_h(const struct row_outbox_owed *row, void *arg)
{
	const struct listing *l = arg;
	bool waits = OUTBOX_WAITING == (enum outbox_state)row->state;
	json_t *one = json_pack("{s:s, s:s%, s:s, s:I, s:o, s:o, s:s%, s:o}", "channel", outbox_channel_name((enum outbox_channel)row->channel),
				"kind", row->kind.p, row->kind.l, "state", waits ? "waiting" : "given_up", "tries", (json_int_t)row->tries,
				"made_at", view_time(l->v, row->made_ms), "next_at", waits ? view_time(l->v, row->next_ms) : json_null(),
				"why", row->error.p ? row->error.p : "", row->error.l,
				"number", DB_NULL == row->digits ? json_null() : view_number(row->digits));

	return one && !json_array_append_new(l->list, one) ? 0 : ENOMEM;
}


int outbox_view(const struct view *v, json_t **objp)
{
	json_t *counts = json_array(), *owed = json_array();
	int64_t from_ms = v->now_ms - SINCE_MS;
	int err = counts && owed ? sql_outbox_counts(v->db, from_ms, count_h, counts) : ENOMEM;

	if (!err)
		err = sql_outbox_owed(v->db, from_ms, MOST, owed_h, &(struct listing){v, owed});
	if (err) {
		json_decref(counts);
		json_decref(owed);
		return err;
	}

	*objp = json_pack("{s:o, s:o}", "channels", counts, "owed", owed);
	return *objp ? 0 : ENOMEM;
}
