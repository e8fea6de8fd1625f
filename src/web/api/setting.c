/**
 * @file setting.c  What the handlers of settings share: documents read, refusals told
 */
#include "base/clock.h"
#include "web/api/setting.h"


int64_t setting_id(struct pl text)
{
	int64_t id = 0;

	if (!text.l || text.l > 18)
		return -1;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return -1;
		id = id * 10 + (text.p[i] - '0');
	}

	return id ? id : -1;
}


/* A rule of the schedule: those of notice are problems of their own, others are about a field */
static void refuse_rules(struct request *req, const struct book_fault *fault)
{
	const char *key = schedule_refusal_key(fault->why);

	if (fault->word[0])
		reply_field(req, fault->word, key, NULL, 0, NULL);

	switch (fault->why) {

	case SCHEDULE_NOTICE_SHORT:
	case SCHEDULE_NOTICE_REASON:
		reply_problem(req, 422, key);
		break;

	case SCHEDULE_NOTICE_SECOND:
		reply_problem(req, 403, key);
		break;

	default:
		reply_problem(req, 422, "schedule.refused");
	}
}


void setting_refuse(struct request *req, enum set_refusal refusal, const struct book_fault *fault)
{
	static const int status[] = {
		[SET_UNKNOWN] = 404, [SET_CHANGED] = 409, [SET_FULL] = 422, [SET_WAITS_NOT] = 409, [SET_RULES] = 422,
	};
	char code[48];

	if (SET_RULES == refusal) {
		refuse_rules(req, fault);
		return;
	}

	(void)re_snprintf(code, sizeof(code), "schedule.%s", set_refusal_name(refusal));
	reply_problem(req, status[refusal], code);
}


struct reading {
	struct query q;
	setting_read_h *read_h;
	const void *arg;
	int64_t now_ms;
	int status;
	json_t *obj;
};


static void reading_destructor(void *arg)
{
	struct reading *r = arg;

	json_decref(r->obj);
}


static int read_h(struct db *db, struct query *q)
{
	struct reading *r = CONTAINER_OF(q, struct reading, q);

	return r->read_h(db, r->now_ms, r->arg, &r->obj);
}


static void done_h(struct request *req, void *arg)
{
	struct reading *r = arg;
	json_t *obj = r->obj;

	r->obj = NULL;
	if (r->q.err) {
		json_decref(obj);
		reply_errno(req, r->q.err);
	}
	else if (!obj) {
		reply_problem(req, 404, "schedule.unknown");
	}
	else {
		reply_json(req, r->status, obj);
	}
}


int setting_reply(struct request *req, int status, setting_read_h *handler, const void *arg)
{
	struct reading *r = request_alloc(req, sizeof(*r), reading_destructor);

	if (!r)
		return ENOMEM;

	*r = (struct reading){.q = {.read_h = read_h}, .read_h = handler, .arg = arg, .now_ms = clock_wall_ms(), .status = status};

	return request_read(req, &r->q, done_h, r);
}
