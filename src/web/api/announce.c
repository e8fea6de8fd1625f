/**
 * @file announce.c  The announcement on every line: published by one, confirmed by another, ended
 */
#include "announce/announce.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { BODY_MAX = 4096 };


static int show_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	(void)arg;
	return announce_show(objp, db, now_ms);
}


static int list_h(struct request *req)
{
	return setting_reply(req, 200, show_h, NULL);
}


static void refuse(struct request *req, int refusal)
{
	static const int status[] = {
		[ANNOUNCE_UNKNOWN] = 404, [ANNOUNCE_THERE] = 409, [ANNOUNCE_WORDS] = 422, [ANNOUNCE_SECOND] = 403, [ANNOUNCE_TWICE] = 409,
	};
	char code[40];

	(void)re_snprintf(code, sizeof(code), "announce.%s", announce_refusal_name((enum announce_refusal)refusal));
	if (ANNOUNCE_WORDS == refusal) {
		reply_field(req, "words_ru", "problem.announce.words", NULL, 0, NULL);
		reply_field(req, "words_en", "problem.announce.words", NULL, 0, NULL);
	}
	reply_problem(req, status[refusal], code);
}


/* All of them anew: what a command has changed */
static void reply_all(struct request *req, const struct command *cmd, int status)
{
	int err = cmd->err;

	if (!err && cmd->refusal) {
		refuse(req, cmd->refusal);
		return;
	}

	if (!err)
		err = setting_reply(req, status, show_h, NULL);
	if (err)
		reply_errno(req, err);
}


static void added_h(struct request *req, void *arg)
{
	reply_all(req, &((struct announce_add *)arg)->cmd, 201);
}


static void acted_h(struct request *req, void *arg)
{
	reply_all(req, &((struct announce_act *)arg)->cmd, 200);
}


static const struct want add_want[] = {
	{"words_ru", WANT_LINE, offsetof(struct announce_add, words[LANG_RU]), true, ANNOUNCE_WORDS_MAX, NULL},
	{"words_en", WANT_LINE, offsetof(struct announce_add, words[LANG_EN]), true, ANNOUNCE_WORDS_MAX, NULL},
};


static int add_h(struct request *req)
{
	struct announce_add *add = request_alloc(req, sizeof(*add), NULL);

	if (!add)
		return ENOMEM;
	if (!request_want(req, add_want, sizeof(add_want) / sizeof(add_want[0]), add))
		return 0;

	add->cmd.apply_h = announce_add_apply;
	add->actor = request_session(req)->staff;
	return request_write(req, &add->cmd, added_h, add);
}


static int act_send(struct request *req, int (*apply_h)(struct tx *tx, struct command *cmd))
{
	struct announce_act *act = request_alloc(req, sizeof(*act), NULL);

	if (!act)
		return ENOMEM;

	*act = (struct announce_act){
		.cmd = {.apply_h = apply_h}, .actor = request_session(req)->staff, .id = setting_id(request_param(req, 0))};
	return request_write(req, &act->cmd, acted_h, act);
}


static int confirm_h(struct request *req)
{
	return act_send(req, announce_confirm_apply);
}


static int end_h(struct request *req)
{
	return act_send(req, announce_end_apply);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/announcements", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "What every caller hears first in an emergency, and what they heard before", NULL, "Announcements", 200, 0},
	{POST, "/api/v1/settings/announcements", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, add_h,
	 "Publishes an announcement on every line at once; it ends in an hour unless a second person confirms it", "AnnouncementNew",
	 "Announcements", 201, 0},
	{POST, "/api/v1/settings/announcements/{id}/confirm", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, confirm_h,
	 "Agrees, as the second person: it goes on until somebody ends it", NULL, "Announcements", 200, 0},
	{DELETE, "/api/v1/settings/announcements/{id}", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, end_h,
	 "Ends an announcement", NULL, "Announcements", 200, 0},
};

const struct route_set announce_routes = ROUTE_SET(rows);
