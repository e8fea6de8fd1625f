/**
 * @file recorder.c  The recorder's thread: pieces into spools
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/durable.h"
#include "base/log.h"
#include "base/timer.h"
#include "base/why.h"
#include "record/record_priv.h"

enum {
	FDS_MAX      = 4096,
	SYNC_MS      = 1000,                     /* so much is lost at most when the power goes */
	SCAN_MS      = 60 * 1000,                /* what could not be encoded or stored is tried again */
	SWEEP_MS     = 3600 * 1000,
	SWEEP_FIRST  = 60 * 1000,
	NICE         = 10,                       /* encoding waits for calls */
};

/* A spool that is written */
struct taping {
	struct le le;
	int64_t call;
	struct spool *spool;                     /* owned; NULL: it could not be made yet */
	bool failing;                            /* said in the log */
};


static void taping_destructor(void *arg)
{
	struct taping *t = arg;

	list_unlink(&t->le);
	mem_deref(t->spool);
}


static struct taping *taping_find(const struct recorder *r, int64_t call)
{
	for (struct le *le = r->open.head; le; le = le->next) {
		struct taping *t = le->data;

		if (t->call == call)
			return t;
	}

	return NULL;
}


bool recorder_tapes(const struct recorder *r, int64_t call)
{
	return taping_find(r, call);
}


static struct taping *taping_get(struct recorder *r, int64_t call)
{
	struct taping *t = taping_find(r, call);

	if (t)
		return t;

	t = mem_zalloc(sizeof(*t), taping_destructor);
	if (t) {
		t->call = call;
		list_append(&r->open, &t->le, t);
	}

	return t;
}


static void sync_h(void *arg)
{
	struct recorder *r = arg;

	if (r->dirty && syncfs(r->fd))
		log_warn("record: spools not synced err=%m", errno);
	r->dirty = false;
}


static int write_piece(struct recorder *r, struct taping *t, const struct record_piece *rp)
{
	int err = 0;

	if (!t->spool)
		err = spool_create(&t->spool, r->fd, r->prm.keys, rp->call, rp->began_ms);
	if (!err)
		err = spool_add(t->spool, &rp->piece);
	if (err)
		return err;

	if (!r->dirty)
		tmr_start(&r->sync, SYNC_MS, sync_h, r);
	r->dirty = true;
	return 0;
}


/* Once when it begins, once when it is over */
static void failing_log(struct taping *t, int err)
{
	if (err && !t->failing)
		log_error("record: a call is not recorded call=%lld err=%m", t->call, err);
	else if (!err && t->failing)
		log_info("record: a call is recorded again call=%lld", t->call);

	t->failing = err;
}


/* A message that was said anew, or that is none */
static void forget(const struct recorder *r, int64_t call)
{
	char name[SPOOL_NAME_SIZE];

	spool_name(name, call);
	if (unlinkat(r->fd, name, 0) && ENOENT != errno)
		log_warn("record: a spool stays call=%lld err=%m", call, errno);
}


static void piece_h(struct msg *msg)
{
	struct record_piece *rp = CONTAINER_OF(msg, struct record_piece, msg);
	struct recorder *r = rp->to;
	struct taping *t = rp->empty ? taping_find(r, rp->call) : taping_get(r, rp->call);
	bool end = rp->end;

	rp->err = rp->empty ? 0 : t ? write_piece(r, t, rp) : ENOMEM;
	if (t && !rp->empty)
		failing_log(t, rp->err);

	if (end) {
		mem_deref(t);
		if (rp->drop)
			forget(r, rp->call);
		r->again = true;
		bake_next(r);
	}
	mailbox_post(rp->home, &rp->msg);
}


static void back_h(struct msg *msg)
{
	struct record_piece *rp = CONTAINER_OF(msg, struct record_piece, msg);

	rp->done_h(rp);
}


/* The message is delivered twice: here, and at home */
static void take_h(struct msg *msg)
{
	msg->deliver_h = back_h;
	piece_h(msg);
}


void record_put(struct recorder *r, struct record_piece *rp)
{
	rp->msg.deliver_h = take_h;
	rp->to = r;
	mailbox_post(r->mailbox, &rp->msg);
}


/* ---- start and end ---- */

static void scan_h(void *arg)
{
	struct recorder *r = arg;

	bake_next(r);
	tmr_start(&r->scan, SCAN_MS, scan_h, r);
}


static void sweep_h(void *arg)
{
	struct recorder *r = arg;

	sweep_start(r);
	tmr_start(&r->sweep, SWEEP_MS, sweep_h, r);
}


static int init_h(void *arg)
{
	struct recorder *r = arg;

	tmr_init(&r->sync);
	tmr_init(&r->scan);
	tmr_init(&r->sweep);
	tmr_start(&r->scan, 0, scan_h, r);
	tmr_start(&r->sweep, SWEEP_FIRST, sweep_h, r);

	return mailbox_listen(r->mailbox);
}


static void exit_h(void *arg)
{
	struct recorder *r = arg;

	while (mailbox_deliver(r->mailbox))              /* pieces go home, whatever comes */
		;
	mailbox_unlisten(r->mailbox);
	tmr_cancel(&r->sync);
	tmr_cancel(&r->scan);
	tmr_cancel(&r->sweep);
	sync_h(r);
	list_flush(&r->open);
}


/* Of this thread alone (setpriority(2), "C library/kernel differences") */
static int nice_h(void **ctxp, void *arg)
{
	(void)arg;
	*ctxp = NULL;
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
	return 0;
}


static void recorder_destructor(void *arg)
{
	struct recorder *r = arg;

	recorder_halt(r);
	mem_deref(r->loop);
	mem_deref(r->pool);
	mem_deref(r->baking);
	mem_deref(r->mailbox);
	if (r->fd >= 0)
		(void)close(r->fd);
}


static int folder_open(struct recorder *r, const char *dir, struct mbuf *why)
{
	char path[PATH_MAX];
	int err = 0, n = snprintf(path, sizeof(path), "%s/spool", dir);

	if (n < 0 || (size_t)n >= sizeof(path))
		return ENAMETOOLONG;

	if (0 == mkdir(path, 0700))
		err = durable_parent(path);
	else if (EEXIST != errno)
		err = errno;
	if (!err) {
		r->fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		err = r->fd < 0 ? errno : 0;
	}

	return err ? why_say(why, err, "%s: cannot be opened: %s", path, strerror(err)) : 0;
}


int recorder_start(struct recorder **rp, const struct recorder_prm *prm, struct mbuf *why)
{
	struct recorder *r = mem_zalloc(sizeof(*r), recorder_destructor);
	int err;

	if (!r)
		return ENOMEM;

	r->fd = -1;
	r->prm = *prm;
	r->keeps = *prm->keeps;
	r->prm.keeps = &r->keeps;
	err = folder_open(r, prm->dir, why);
	r->prm.dir = NULL;
	if (!err)
		err = pool_alloc(&r->pool, &(struct pool_prm){.name = "encode", .threads = 1, .queue_max = 1, .init_h = nice_h});
	if (!err)
		err = mailbox_alloc(&r->mailbox);
	if (!err)
		err = loop_alloc(&r->loop, &(struct loop_prm){
				.name = "record", .fds_max = FDS_MAX, .init_h = init_h, .exit_h = exit_h, .arg = r});

	if (err)
		mem_deref(r);
	else
		*rp = r;

	return err;
}


void recorder_halt(struct recorder *r)
{
	if (!r)
		return;

	atomic_store(&r->stopping, true);
	if (r->pool)
		pool_stop(r->pool, 0);
}
