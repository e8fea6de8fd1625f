/**
 * @file work.c  Slow work of a request on a worker thread (hashing of passwords, files)
 */
#include "web/web_priv.h"


enum { WORK_MS = 20000 };          /* not begun by then: the caller is told to try later */


struct work {
	struct job job;
	struct request *req;
	void (*work_h)(void *arg);
	request_done_h *done_h;
	void *arg;
};


static void work_h(struct job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);

	work->work_h(work->arg);
}


static void done_h(struct job *job)
{
	struct work *work = CONTAINER_OF(job, struct work, job);
	struct request *req = work->req;

	req->pending--;
	if (job->err)
		reply_errno(req, job->err);
	else if (!req->resp && !req->queued)
		work->done_h(req, work->arg);
	request_settle(req);
	mem_deref(req);
}


int request_work(struct request *req, void (*handler)(void *arg), request_done_h *after_h, void *arg)
{
	struct work *work = request_alloc(req, sizeof(*work), NULL);
	int err;

	if (!work)
		return ENOMEM;
	if (!req->web->prm.workers)
		return ENOTSUP;

	*work = (struct work){.work_h = handler, .done_h = after_h, .arg = arg, .req = req};
	work->job.home = web_mailbox(req->web);
	work->job.work_h = work_h;
	work->job.done_h = done_h;
	work->job.deadline_ms = clock_mono_ms() + WORK_MS;

	err = pool_submit(req->web->prm.workers, &work->job);
	if (err)
		return err;

	mem_ref(req);
	req->pending++;
	return 0;
}
