/**
 * @file look.h  A document that says how the queue core stands: the core is asked first, then a reader
 */
#ifndef OTKLIK_WEB_LOOK_H
#define OTKLIK_WEB_LOOK_H

#include "hub/hub.h"
#include "web/app.h"

/** First in a handler's own room, or all of it */
struct look {
	struct hub_ask ask;              /* its view is the look's: freed with the request */
	app_view_h *view_h;
};

/** Room that begins with a look, zeroed; freed with the request. NULL: no memory */
void *look_alloc(struct request *req, size_t size);

/**
 * Replies with the document that view_h makes, whose `arg` is the look with its ask.view there; or with what went wrong
 *
 * @return 0; ENOTSUP: this program has no queue core; ENOMEM
 */
int look_view(struct request *req, struct look *look, app_view_h *view_h) MUST_CHECK;

/** A member of staff as the queue core has them; NULL: it has not. Borrowed from the view */
const struct queue_staff_view *look_staff(const struct hub_view *view, int64_t id);

#endif
