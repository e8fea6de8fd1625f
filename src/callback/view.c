/**
 * @file view.c  What is owed, as JSON
 */
#include "callback/callback.h"
#include "callback/callback.sql.h"

enum { MOST = 200 };

struct listing {
	const struct view *v;
	json_t *list;
};


static json_t *text_or_null(struct pl text)
{
	return text.l ? json_stringn(text.p, text.l) : json_null();
}


static int row_h(const struct row_callback_list *row, void *arg)
{
	const struct listing *l = arg;
	const struct view *v = l->v;
	bool dials = DB_NULL != row->id && row->state <= CALLBACK_DIALLED;
	json_t *obj;

	obj = json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:I}",
		"number", view_number(row->digits),
		"state", DB_NULL == row->id ? "people" : CALLBACK_FAILED == row->state ? "failed" : dials ? callback_state_name((enum callback_state)row->state)
			: "people",
		"reason", DB_NULL == row->reason ? json_null() : json_string(callback_reason_name((enum callback_reason)row->reason)),
		"topic", DB_NULL == row->topic ? json_null() : view_id(row->topic), "line", text_or_null(row->line),
		"made_at", view_time(v, row->made_ms), "due_at", view_time(v, row->due_ms),
		"next_at", dials ? view_time(v, row->next_ms) : json_null(), "outcome", text_or_null(row->outcome),
		"broken", PROMISE_BROKEN == row->promise_state, "mine", DB_NULL != row->owner && row->owner == v->actor.staff,
		"tries", (json_int_t)(DB_NULL == row->tries ? 0 : row->tries));

	return obj && !json_array_append_new(l->list, obj) ? 0 : ENOMEM;
}


int callback_view(const struct view *v, json_t **objp)
{
	struct listing l = {v, json_array()};
	int err = l.list ? sql_callback_list(v->db, MOST, row_h, &l) : ENOMEM;

	if (err) {
		json_decref(l.list);
		return err;
	}

	*objp = json_pack("{s:o}", "callbacks", l.list);
	return *objp ? 0 : ENOMEM;
}
