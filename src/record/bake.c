/**
 * @file bake.c  What was recorded becomes a recording: encoded, stored, and only then the spool goes
 */
#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>
#include "base/log.h"
#include "record/record_priv.h"

struct baking {
	struct job job;
	struct recorder *r;
	char name[SPOOL_NAME_SIZE];
	struct record_made made;
	struct record_store store;
};


static void baking_destructor(void *arg)
{
	struct baking *b = arg;

	sodium_memzero(b->made.key, sizeof(b->made.key));
}


/* The spool of the lowest call above `after` that nobody writes; 0 none */
static int64_t find(const struct recorder *r)
{
	int fd = openat(r->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *de;
	int64_t best = 0;

	if (!dir) {
		log_warn("record: the folder of spools cannot be read err=%m", errno);
		if (fd >= 0)
			(void)close(fd);
		return 0;
	}

	while ((de = readdir(dir))) {
		int64_t call = spool_call(de->d_name);

		if (call > r->after && (!best || call < best) && !recorder_tapes(r, call))
			best = call;
	}

	closedir(dir);
	return best;
}


/* The next one, of this round */
static void baked(struct baking *b)
{
	struct recorder *r = b->r;

	r->baking = mem_deref(b);
	bake_next(r);
}


static void spool_drop(const struct baking *b)
{
	if (unlinkat(b->r->fd, b->name, 0))
		log_warn("record: a spool stays call=%lld err=%m", spool_call(b->name), errno);
}


static void blob_drop(const struct baking *b)
{
	(void)!blob_remove(b->r->prm.blobs, b->made.blob);          /* else the sweep of orphans finds it */
}


static void stored_h(struct command *cmd)
{
	struct record_store *store = CONTAINER_OF(cmd, struct record_store, cmd);
	struct baking *b = CONTAINER_OF(store, struct baking, store);
	int64_t call = b->made.call;

	if (cmd->err)
		log_warn("record: not stored yet call=%lld err=%m", call, cmd->err);
	else if (RECORD_LATER == cmd->refusal)
		log_info("record: its call is not in the store yet call=%lld", call);
	else
		spool_drop(b);

	if (!cmd->err && cmd->refusal)
		blob_drop(b);            /* after an error it is unknown whether the row is there: the sweep of orphans looks */
	baked(b);
}


static int store(struct baking *b)
{
	struct recorder *r = b->r;

	if (atomic_load(&r->stopping))
		return ECANCELED;

	b->store = (struct record_store){
		.cmd = {.apply_h = record_store_apply, .done_h = stored_h, .home = r->mailbox}, .made = &b->made, .keeps = &r->keeps,
	};

	return writer_submit(r->prm.writer, &b->store.cmd);
}


/* What is no spool is put aside: a person may look at it */
static void aside(const struct baking *b)
{
	char name[SPOOL_NAME_SIZE + sizeof(".bad")];

	(void)snprintf(name, sizeof(name), "%s.bad", b->name);
	if (renameat(b->r->fd, b->name, b->r->fd, name))
		log_warn("record: a spool cannot be put aside call=%lld err=%m", spool_call(b->name), errno);
}


static void done_h(struct job *job)
{
	struct baking *b = CONTAINER_OF(job, struct baking, job);
	int64_t call = spool_call(b->name);
	int err = job->err;

	if (!err) {
		err = store(b);
		if (!err)
			return;
		blob_drop(b);
	}

	if (ENODATA == err) {
		spool_drop(b);
	}
	else if (EBADMSG == err) {
		log_error("record: not a spool, or under another key call=%lld", call);
		aside(b);
	}
	else if (ECANCELED != err) {
		log_warn("record: not encoded yet call=%lld err=%m", call, err);
	}
	baked(b);
}


static void work_h(struct job *job)
{
	struct baking *b = CONTAINER_OF(job, struct baking, job);
	const struct recorder *r = b->r;

	job->err = record_encode(&b->made, r->fd, b->name, r->prm.keys, r->prm.blobs, &r->stopping);
}


void bake_next(struct recorder *r)
{
	struct baking *b;
	int64_t call;
	int err;

	if (r->baking || atomic_load(&r->stopping))
		return;

	call = find(r);
	if (!call && r->again) {         /* a call that ended meanwhile may be a lower one */
		r->after = 0;
		call = find(r);
	}
	r->again = r->again && r->after;
	r->after = call;                 /* 0: the round is over, the timer begins another */
	if (!call)
		return;

	b = mem_zalloc(sizeof(*b), baking_destructor);
	if (!b)
		return;

	b->r = r;
	spool_name(b->name, call);
	b->job = (struct job){.home = r->mailbox, .work_h = work_h, .done_h = done_h};
	r->baking = b;
	err = pool_submit(r->pool, &b->job);
	if (err)
		r->baking = mem_deref(b);
}
