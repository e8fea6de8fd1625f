/**
 * @file call_listen.c  A supervisor in somebody's call: listens, whispers, takes over
 */
#include "appeal/view.h"
#include "web/api/call.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum {
	BODY_MAX = 1024,
	BODY_SDP_MAX = 2 * CALL_SDP_MAX,          /* line ends are escaped in JSON */
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct listen_in {
	struct pl sdp;
	bool on;
};

static const struct want listen_want[] = {
	{"sdp", WANT_TEXT, offsetof(struct listen_in, sdp), true, CALL_SDP_MAX, NULL},
};

static const struct want whisper_want[] = {
	{"on", WANT_BOOL, offsetof(struct listen_in, on), true, 0, NULL},
};


static void done_h(struct request *req, void *arg)
{
	if (!call_refused(req, arg))
		reply_empty(req, 204);
}


static void listening_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;

	if (!call_refused(req, ask))
		reply_json(req, 200, json_pack("{s:o, s:s}", "call", view_id(ask->call), "sdp", ask->answer));
}


static int listen_h(struct request *req)
{
	struct listen_in in = {{NULL, 0}, false};
	struct call_ask *ask;

	if (!request_want(req, listen_want, COUNT(listen_want), &in))
		return 0;

	ask = call_ask_new(req, CALL_ASK_LISTEN, &in.sdp);
	if (ask) {
		ask->to = ask->call;             /* the path names an operator */
		ask->call = 0;
	}
	return call_ask_send(req, ask, listening_h);
}


static int whisper_h(struct request *req)
{
	struct listen_in in = {{NULL, 0}, false};
	struct call_ask *ask;

	if (!request_want(req, whisper_want, COUNT(whisper_want), &in))
		return 0;

	ask = call_ask_new(req, CALL_ASK_WHISPER, NULL);
	if (ask)
		ask->on = in.on;
	return call_ask_send(req, ask, done_h);
}


static int unlisten_h(struct request *req)
{
	return call_ask_send(req, call_ask_new(req, CALL_ASK_UNLISTEN, NULL), done_h);
}


static int seize_h(struct request *req)
{
	return call_ask_send(req, call_ask_new(req, CALL_ASK_SEIZE, NULL), done_h);
}


static const struct route rows[] = {
	{POST, "/api/v1/desk/line/staff/{id}/listen", ROLE_SUPERVISOR, BODY_JSON, BODY_SDP_MAX, RATE_STAFF, listen_h,
	 "Listens to the call that a member of staff has: the browser's SDP offer for the server's answer. The journal has it; the operator "
	 "sees it when the setting supervision.shown says so", "CallSdp", "CallListening", 200, 0},
	{POST, "/api/v1/desk/calls/{id}/whisper", ROLE_SUPERVISOR, BODY_JSON, BODY_MAX, RATE_STAFF, whisper_h,
	 "Is heard by the operator of the call one listens to, and not by the citizen; or no more", "CallHold", NULL, 204, 0},
	{POST, "/api/v1/desk/calls/{id}/takeover", ROLE_SUPERVISOR, BODY_NONE, 0, RATE_STAFF, seize_h,
	 "Becomes the operator of the call one listens to", NULL, NULL, 204, 0},
	{DELETE, "/api/v1/desk/calls/{id}/listen", ROLE_SUPERVISOR, BODY_NONE, 0, RATE_STAFF, unlisten_h,
	 "Listens no more", NULL, NULL, 204, 0},
};

const struct route_set call_listen_routes = ROUTE_SET(rows);
