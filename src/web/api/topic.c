/**
 * @file topic.c  Topics: settings of supervisors and administrators
 */
#include "appeal/topic.h"
#include "appeal/view.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { BODY_MAX = 4096 };


static json_t *topic_json(const struct topic *topic)
{
	return json_pack("{s:o, s:o, s:s, s:s, s:I, s:b, s:I}", "id", view_id(topic->id),
			 "parent", DB_NULL == topic->parent ? json_null() : view_id(topic->parent),
			 "name_ru", topic->name[LANG_RU], "name_en", topic->name[LANG_EN], "sort", (json_int_t)topic->sort,
			 "active", (int)topic->active, "version", (json_int_t)topic->version);
}


static int all_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	struct topics *topics = NULL;
	json_t *list = json_array();
	int err;

	(void)now_ms;
	(void)arg;

	err = list ? topics_load(&topics, db) : ENOMEM;
	for (size_t i = 0; !err && i < topics->n; i++)
		err = json_array_append_new(list, topic_json(&topics->at[i])) ? ENOMEM : 0;
	topics_unref(topics);

	if (err) {
		json_decref(list);
		return err;
	}

	*objp = json_pack("{s:o}", "items", list);
	return *objp ? 0 : ENOMEM;
}


static int list_h(struct request *req)
{
	return setting_reply(req, 200, all_h, NULL);
}


/* arg: the id */
static int one_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	struct topics *topics = NULL;
	const struct topic *topic;
	int err;

	(void)now_ms;

	err = topics_load(&topics, db);
	if (err)
		return err;

	topic = topics_find(topics, *(const int64_t *)arg);
	*objp = topic ? topic_json(topic) : NULL;
	err = topic && !*objp ? ENOMEM : 0;
	topics_unref(topics);

	return err;
}


static void refuse(struct request *req, enum topic_refusal refusal)
{
	char code[40], key[56];

	(void)re_snprintf(code, sizeof(code), "topic.%s", topic_refusal_name(refusal));
	(void)re_snprintf(key, sizeof(key), "problem.%s", code);

	if (TOPIC_NAME == refusal) {
		reply_field(req, "name_ru", key, NULL, 0, NULL);
		reply_field(req, "name_en", key, NULL, 0, NULL);
	}
	else if (TOPIC_PARENT == refusal) {
		reply_field(req, "parent", key, NULL, 0, NULL);
	}

	reply_problem(req, TOPIC_UNKNOWN == refusal ? 404 : TOPIC_CHANGED == refusal ? 409 : 422, code);
}


static void set_h(struct request *req, void *arg)
{
	struct topic_set *set = arg;
	int err = set->cmd.err;

	if (!err && set->cmd.refusal) {
		refuse(req, set->cmd.refusal);
		return;
	}

	if (!err)
		err = setting_reply(req, set->version ? 200 : 201, one_h, &set->id);
	if (err)
		reply_errno(req, err);
}


static const struct want topic_want[] = {
	{"parent",  WANT_ID,   offsetof(struct topic_set, parent),  false, 0, NULL},
	{"name_ru", WANT_LINE, offsetof(struct topic_set, name_ru), true,  100, NULL},
	{"name_en", WANT_LINE, offsetof(struct topic_set, name_en), true,  100, NULL},
	{"sort",    WANT_INT,  offsetof(struct topic_set, sort),    true,  0, NULL},
	{"active",  WANT_BOOL, offsetof(struct topic_set, active),  true,  0, NULL},
	{"version", WANT_INT,  offsetof(struct topic_set, version), true,  0, NULL},
};

enum { TOPIC_WANTS = sizeof(topic_want) / sizeof(topic_want[0]) };


static int send(struct request *req, int64_t id, size_t wants)
{
	struct topic_set *set = request_alloc(req, sizeof(*set), NULL);

	if (!set)
		return ENOMEM;

	set->parent = DB_NULL;
	if (!request_want(req, topic_want, wants, set))
		return 0;

	if (id && (id < 0 || set->version < 1)) {
		refuse(req, id < 0 ? TOPIC_UNKNOWN : TOPIC_CHANGED);
		return 0;
	}

	set->cmd.apply_h = topic_set_apply;
	set->actor = request_session(req)->staff;
	set->id = id;

	return request_write(req, &set->cmd, set_h, set);
}


static int post_h(struct request *req)
{
	return send(req, 0, TOPIC_WANTS - 1);      /* without the version */
}


static int put_h(struct request *req)
{
	return send(req, setting_id(request_param(req, 0)), TOPIC_WANTS);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/topics", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Every topic, those no longer offered too", NULL, "TopicSettings", 200, 0},
	{POST, "/api/v1/settings/topics", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, post_h,
	 "Adds a topic", "TopicNew", "TopicSetting", 201, 0},
	{PUT, "/api/v1/settings/topics/{id}", ROLE_SETTINGS, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Changes a topic; one no longer offered stays with the appeals that have it", "TopicSet", "TopicSetting", 200, 0},
};

const struct route_set topic_routes = ROUTE_SET(rows);
