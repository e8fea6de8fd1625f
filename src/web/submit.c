/**
 * @file submit.c  Going to the rooms and coming back
 *
 * The web thread keeps a reference of the request for each errand that is out; the errand itself carries only the pointer, and
 * comes back to this thread's mailbox. No other thread touches the request.
 */
#include "adapter/adapter.h"
#include "call/call.h"
#include "hub/hub.h"
#include "web/web_priv.h"


enum {
	READ_MS = 5000,            /* not done by then: the caller is told to try later */
	WRITE_MS = 10000,
};


struct errand {
	struct request *req;
	request_done_h *done_h;
	void *arg;
};


static struct errand *errand_alloc(struct request *req, request_done_h *done_h, void *arg)
{
	struct errand *errand = request_alloc(req, sizeof(*errand), NULL);

	if (errand)
		*errand = (struct errand){req, done_h, arg};

	return errand;
}


static void errand_out(struct errand *errand)
{
	mem_ref(errand->req);
	errand->req->pending++;
}


static void errand_back(struct errand *errand)
{
	struct request *req = errand->req;

	req->pending--;
	if (!req->resp && !req->queued)
		errand->done_h(req, errand->arg);
	request_settle(req);
	mem_deref(req);
}


static void written_h(struct command *cmd)
{
	struct errand *errand = cmd->asker;

	health_wrote(errand->req->web, cmd->err);
	errand_back(errand);
}


int request_write(struct request *req, struct command *cmd, request_done_h *done_h, void *arg)
{
	struct errand *errand;
	int err;

	if (!req->web->prm.writer)
		return ENOTSUP;

	errand = errand_alloc(req, done_h, arg);
	if (!errand)
		return ENOMEM;

	cmd->asker = errand;
	cmd->home = web_mailbox(req->web);
	cmd->done_h = written_h;
	if (!cmd->deadline_ms)
		cmd->deadline_ms = clock_mono_ms() + WRITE_MS;

	err = writer_submit(req->web->prm.writer, cmd);
	if (!err)
		errand_out(errand);

	return err;
}


static void read_h(struct query *q)
{
	struct errand *errand = q->asker;

	health_read(errand->req->web, q->err);
	errand_back(errand);
}


int request_read(struct request *req, struct query *q, request_done_h *done_h, void *arg)
{
	struct errand *errand;
	int err;

	if (!req->web->prm.readers)
		return ENOTSUP;

	errand = errand_alloc(req, done_h, arg);
	if (!errand)
		return ENOMEM;

	q->asker = errand;
	q->done_h = read_h;

	err = read_submit(req->web->prm.readers, q, web_mailbox(req->web), clock_mono_ms() + READ_MS);
	if (!err)
		errand_out(errand);

	return err;
}


static void asked_h(struct call_ask *ask)
{
	errand_back(ask->asker);
}


int request_ask(struct request *req, struct call_ask *ask, request_done_h *done_h, void *arg)
{
	const struct call_gate *gate = atomic_load(&req->web->calls);
	struct errand *errand;

	if (!gate)
		return ENOTSUP;

	errand = errand_alloc(req, done_h, arg);
	if (!errand)
		return ENOMEM;

	ask->asker = errand;
	ask->home = web_mailbox(req->web);
	ask->done_h = asked_h;
	errand_out(errand);
	call_ask(gate, ask);
	return 0;
}


static void adapted_h(struct adapter_ask *ask)
{
	errand_back(ask->asker);
}


int request_adapter(struct request *req, struct adapters *adapters, struct adapter_ask *ask, request_done_h *done_h, void *arg)
{
	struct errand *errand = errand_alloc(req, done_h, arg);

	if (!errand)
		return ENOMEM;

	ask->asker = errand;
	ask->home = web_mailbox(req->web);
	ask->done_h = adapted_h;
	errand_out(errand);
	adapter_ask(adapters, ask);
	return 0;
}


static void queued_h(struct hub_ask *ask)
{
	errand_back(ask->asker);
}


struct hub *request_hub(struct request *req, struct hub_ask *ask, request_done_h *done_h, void *arg, int *errp)
{
	struct hub *hub = atomic_load(&req->web->hub);
	struct errand *errand;

	if (!hub) {
		*errp = ENOTSUP;
		return NULL;
	}

	errand = errand_alloc(req, done_h, arg);
	if (!errand) {
		*errp = ENOMEM;
		return NULL;
	}

	ask->asker = errand;
	ask->home = web_mailbox(req->web);
	ask->done_h = queued_h;
	errand_out(errand);

	return hub;
}
