/**
 * @file term.c  Terms: by when something is owed, as supervisors and administrators set it
 */
#include "schedule/show.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { BODY_MAX = 2048 };


static int all_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	(void)now_ms;
	(void)arg;

	return show_terms(db, objp);
}


static int list_h(struct request *req)
{
	return setting_reply(req, 200, all_h, NULL);
}


/* arg: struct pl, the name */
static int one_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	(void)now_ms;

	return show_term(db, *(const struct pl *)arg, objp);
}


static int name_reply(struct request *req)
{
	struct pl *name = request_alloc(req, sizeof(*name), NULL);

	if (!name)
		return ENOMEM;

	*name = request_param(req, 0);

	return setting_reply(req, 200, one_h, name);
}


static void set_h(struct request *req, void *arg)
{
	struct term_set *set = arg;
	int err = set->cmd.err;

	if (!err && set->cmd.refusal) {
		setting_refuse(req, set->cmd.refusal, &set->fault);
		return;
	}

	if (!err)
		err = name_reply(req);
	if (err)
		reply_errno(req, err);
}


static const struct want term_want[] = {
	{"value",   WANT_LINE, offsetof(struct term_set, value),   true, TERM_TEXT_SIZE - 1, NULL},
	{"version", WANT_INT,  offsetof(struct term_set, version), true, 0, NULL},
};


static int put_h(struct request *req)
{
	struct term_set *set = request_alloc(req, sizeof(*set), NULL);

	if (!set)
		return ENOMEM;
	if (!request_want(req, term_want, sizeof(term_want) / sizeof(term_want[0]), set))
		return 0;

	set->cmd.apply_h = term_set_apply;
	set->actor = request_session(req)->staff;
	set->name = request_param(req, 0);

	return request_write(req, &set->cmd, set_h, set);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/terms", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Every term with its value, its default and where that comes from", NULL, "TermList", 200, 0},
	{GET, "/api/v1/settings/terms/{name}", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, name_reply,
	 "One term", NULL, "Term", 200, 0},
	{PUT, "/api/v1/settings/terms/{name}", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Sets a term, e.g. 5 working days; promises that were made keep theirs", "TermSet", "Term", 200, 0},
};

const struct route_set term_routes = ROUTE_SET(rows);
