/**
 * @file record.c  What the queue decided, for the journal
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/timer.h"
#include "hub/record.h"

enum {
	ROWS_MOST = 1024,                /* that wait to be written */
	ONCE_MOST = 64,                  /* written by one command */
	GATHER_MS = 100,
	AGAIN_MS = 2000,                 /* after an error */
	COMMAND_MS = 10000,
	BODY_SIZE = 256,
};

struct fact {
	enum queue_what what;            /* OFFER, WITHDRAW (missed), OVERTAKEN */
	enum queue_medium medium;
	enum queue_why why;
	int64_t work, staff, other;
	uint64_t gen;
	unsigned n;
};

struct record {
	struct command cmd;
	struct fact out[ONCE_MOST];      /* of the command that is out */
	unsigned outs;
	bool runs, stopped;
	struct writer *writer;
	struct mailbox *const *home;
	struct tmr timer;
	unsigned first, n, lost, out_lost;
	struct fact ring[ROWS_MOST];
};


static int body_print(char body[BODY_SIZE], const struct fact *f)
{
	const char *medium = QUEUE_CALL == f->medium ? "call" : "written";

	if (QUEUE_OVERTAKEN == f->what)
		return re_snprintf(body, BODY_SIZE, "{\"medium\":\"%s\",\"n\":%u,\"other\":\"%lld\",\"staff\":\"%lld\",\"why\":\"%s\","
				   "\"work\":\"%lld\"}", medium, f->n, f->other, f->staff, queue_why_name(f->why), f->work);

	return re_snprintf(body, BODY_SIZE, "{\"generation\":%llu,\"medium\":\"%s\",\"staff\":\"%lld\",\"work\":\"%lld\"}", f->gen, medium,
			   f->staff, f->work);
}


static int fact_write(struct tx *tx, const struct fact *f)
{
	const char *kind = QUEUE_OFFER == f->what ? "work.offered" : QUEUE_WITHDRAW == f->what ? "work.missed" : "work.overtaken";
	char body[BODY_SIZE];
	int n = body_print(body, f);

	return n < 0 ? EINVAL : tx_journal(tx, &(struct journal_entry){.kind = kind, .actor = -1, .body = {body, (size_t)n}});
}


static int lost_write(struct tx *tx, unsigned lost)
{
	char body[32];
	int n = re_snprintf(body, sizeof(body), "{\"n\":%u}", lost);

	return n < 0 ? EINVAL : tx_journal(tx, &(struct journal_entry){.kind = "work.unwritten", .actor = -1, .body = {body, (size_t)n}});
}


static int apply_h(struct tx *tx, struct command *cmd)
{
	const struct record *r = CONTAINER_OF(cmd, struct record, cmd);
	int err = 0;

	for (unsigned i = 0; i < r->outs && !err; i++)
		err = fact_write(tx, &r->out[i]);
	if (!err && r->out_lost)
		err = lost_write(tx, r->out_lost);

	return err;
}


static void send(struct record *r);


static void timer_h(void *arg)
{
	send(arg);
}


static void send_later(struct record *r, uint64_t wait_ms)
{
	if (!r->stopped && !r->runs && !tmr_isrunning(&r->timer))
		tmr_start(&r->timer, wait_ms, timer_h, r);
}


static void done_h(struct command *cmd)
{
	struct record *r = CONTAINER_OF(cmd, struct record, cmd);

	r->runs = false;
	if (cmd->err) {
		log_warn("hub: decisions not written yet n=%u err=%m", r->outs, cmd->err);
		send_later(r, AGAIN_MS);
		return;
	}

	r->outs = r->out_lost = 0;
	if (r->n || r->lost)
		send_later(r, GATHER_MS);
}


static void take(struct record *r)
{
	while (r->outs < ONCE_MOST && r->n) {
		r->out[r->outs++] = r->ring[r->first];
		r->first = (r->first + 1) % ROWS_MOST;
		r->n--;
	}
	r->out_lost = r->lost;
	r->lost = 0;
	memset(r->cmd.id, 0, sizeof(r->cmd.id));
}


/* What could not be written is tried again under its id: an answer that was lost makes no second rows */
static void send(struct record *r)
{
	if (r->runs || r->stopped)
		return;
	if (!r->outs && !r->out_lost)
		take(r);
	if (!r->outs && !r->out_lost)
		return;

	r->cmd.home = *r->home;
	r->cmd.apply_h = apply_h;
	r->cmd.done_h = done_h;
	r->cmd.keep = true;
	r->cmd.err = 0;
	r->cmd.deadline_ms = clock_mono_ms() + COMMAND_MS;
	r->runs = 0 == writer_submit(r->writer, &r->cmd);
	if (!r->runs)
		send_later(r, AGAIN_MS);
}


static bool wanted(const struct queue_decision *d)
{
	switch (d->what) {

	case QUEUE_OFFER:     return QUEUE_WRITTEN == d->medium;      /* of calls the call's own record says it */
	case QUEUE_WITHDRAW:  return QUEUE_WHY_TIMEOUT == d->why;
	case QUEUE_OVERTAKEN: return true;
	default:              return false;
	}
}


void record_decision(struct record *r, const struct queue_decision *d)
{
	if (r->stopped || !r->writer || !wanted(d))
		return;

	if (ROWS_MOST == r->n) {
		r->first = (r->first + 1) % ROWS_MOST;
		r->n--;
		r->lost++;
	}

	r->ring[(r->first + r->n++) % ROWS_MOST] = (struct fact){
		.what = d->what, .medium = d->medium, .why = d->why, .work = d->work, .staff = d->staff, .other = d->other, .gen = d->gen,
		.n = d->n};
	send_later(r, GATHER_MS);
}


void record_stop(struct record *r)
{
	r->stopped = true;
	tmr_cancel(&r->timer);
}


int record_alloc(struct record **rp, struct writer *writer, struct mailbox *const *home)
{
	struct record *r = mem_zalloc(sizeof(*r), NULL);

	if (!r)
		return ENOMEM;

	tmr_init(&r->timer);
	r->writer = writer;
	r->home = home;
	*rp = r;

	return 0;
}
