/**
 * @file call.h  What the routes of calls share
 */
#ifndef OTKLIK_WEB_API_CALL_H
#define OTKLIK_WEB_API_CALL_H

#include "call/call.h"
#include "web/request.h"

/** Replies that a question about a call is not granted: call.<refusal> */
void call_refuse(struct request *req, enum call_refusal refusal);

/** Replies with a call as who takes part in it sees it */
void call_show(struct request *req, int64_t call, const struct call_view *view);

/** Puts into a call's document what its operator alone may see: line, number dialled, region, what was pressed, what it came again about. 0, ENOMEM */
int call_way_set(const struct request *req, json_t *obj, const struct call_view *view) MUST_CHECK;

/** A new question of who asks; call: of the path, which may be anything. NULL: ENOMEM */
struct call_ask *call_ask_new(struct request *req, enum call_verb verb, const struct pl *sdp);

/** Puts a telephone's number into it, when one was typed; false: replied 422 */
bool call_phone_take(struct request *req, struct call_ask *ask, struct pl typed) MUST_CHECK;

/** Asks voice; without telephony the reply is 404 call.absent */
int call_ask_send(struct request *req, struct call_ask *ask, request_done_h *then_h) MUST_CHECK;

/** Replied already: an error or a refusal */
bool call_refused(struct request *req, const struct call_ask *ask) MUST_CHECK;

#endif
