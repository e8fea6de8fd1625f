/**
 * @file call_send.c  An operator gives a call away
 */
#include "web/api/call.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 1024 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct send_in {
	int64_t staff, topic;
	struct pl phone;
};

static const struct want send_want[] = {
	{"staff", WANT_ID, offsetof(struct send_in, staff), false, 0, NULL},
	{"topic", WANT_ID, offsetof(struct send_in, topic), false, 0, NULL},
	{"phone", WANT_LINE, offsetof(struct send_in, phone), false, 40, NULL},
};


static void done_h(struct request *req, void *arg)
{
	if (!call_refused(req, arg))
		reply_empty(req, 204);
}


static int send_h(struct request *req)
{
	struct send_in in = {0, 0, {NULL, 0}};
	struct call_ask *ask;

	if (!request_want(req, send_want, COUNT(send_want), &in))
		return 0;
	if (1 != !!in.staff + !!in.topic + (in.phone.l > 0)) {
		reply_field(req, "staff", "field.one-of", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	ask = call_ask_new(req, CALL_ASK_SEND, NULL);
	if (ask) {
		ask->to = in.staff;
		ask->topic = in.topic;
		if (!call_phone_take(req, ask, in.phone))
			return 0;
	}
	return call_ask_send(req, ask, done_h);
}


static const struct route rows[] = {
	{POST, "/api/v1/desk/calls/{id}/transfer", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, send_h,
	 "Gives one's call away: to a colleague, where it rings and comes back when it is not taken, to the queue of a topic, where the "
	 "caller keeps the waiting time, or to a telephone outside, which has it when it answers", "CallTransfer", NULL, 204, 0},
};

const struct route_set call_send_routes = ROUTE_SET(rows);
