/**
 * @file call_guest.c  A colleague is called in to a call: to consult, to talk as three, to take it
 */
#include "web/api/call.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 1024 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct guest_in {
	int64_t staff;
	struct pl phone;
};

static const struct want guest_want[] = {
	{"staff", WANT_ID, offsetof(struct guest_in, staff), false, 0, NULL},
	{"phone", WANT_LINE, offsetof(struct guest_in, phone), false, 40, NULL},
};


static void done_h(struct request *req, void *arg)
{
	if (!call_refused(req, arg))
		reply_empty(req, 204);
}


static int call_in_h(struct request *req)
{
	struct guest_in in = {0, {NULL, 0}};
	struct call_ask *ask;

	if (!request_want(req, guest_want, COUNT(guest_want), &in))
		return 0;
	if (!in.staff == !in.phone.l) {
		reply_field(req, "staff", "field.one-of", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	ask = call_ask_new(req, CALL_ASK_CALL_IN, NULL);
	if (ask && !call_phone_take(req, ask, in.phone))
		return 0;
	if (ask)
		ask->to = in.staff;
	return call_ask_send(req, ask, done_h);
}


static int dismiss_h(struct request *req)
{
	return call_ask_send(req, call_ask_new(req, CALL_ASK_DISMISS, NULL), done_h);
}


static int pass_h(struct request *req)
{
	return call_ask_send(req, call_ask_new(req, CALL_ASK_PASS, NULL), done_h);
}


static const struct route rows[] = {
	{POST, "/api/v1/desk/calls/{id}/guest", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, call_in_h,
	 "Calls a colleague, or a telephone outside, in to one's call: the citizen is on hold and hears music, the two consult; when the hold ends all three talk", "CallGuest",
	 NULL, 204, 0},
	{DELETE, "/api/v1/desk/calls/{id}/guest", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, dismiss_h,
	 "Sends the colleague away, or stops the ring", NULL, NULL, 204, 0},
	{POST, "/api/v1/desk/calls/{id}/guest/pass", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, pass_h,
	 "Leaves the call to the colleague", NULL, NULL, 204, 0},
};

const struct route_set call_guest_routes = ROUTE_SET(rows);
