/**
 * @file look.c  How the queue core stands, on its way into a document
 */
#include <stdlib.h>
#include "web/look.h"


static void look_destructor(void *arg)
{
	struct look *look = arg;

	mem_deref(look->ask.view);
}


void *look_alloc(struct request *req, size_t size)
{
	return request_alloc(req, size, look_destructor);
}


static void looked_h(struct request *req, void *arg)
{
	struct look *look = arg;
	int err = look->ask.err ? look->ask.err : app_view(req, look->view_h, look);

	if (err)
		reply_errno(req, err);
}


int look_view(struct request *req, struct look *look, app_view_h *view_h)
{
	int err = 0;
	struct hub *hub = request_hub(req, &look->ask, looked_h, look, &err);

	look->view_h = view_h;
	if (hub)
		hub_look(hub, &look->ask);

	return err;
}


static int staff_cmp(const void *key, const void *member)
{
	const int64_t a = *(const int64_t *)key, b = ((const struct queue_staff_view *)member)->id;

	return (a > b) - (a < b);
}


const struct queue_staff_view *look_staff(const struct hub_view *view, int64_t id)
{
	return view->staffs ? bsearch(&id, view->staff, view->staffs, sizeof(*view->staff), staff_cmp) : NULL;
}
