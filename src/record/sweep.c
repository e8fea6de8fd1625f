/**
 * @file sweep.c  Recordings whose time is over: the row goes, with a row of the journal, then the file
 */
#include "base/clock.h"
#include "base/log.h"
#include "record/record_priv.h"

enum { AT_ONCE = 200, QUERY_MS = 60 * 1000 };

struct sweeping {
	struct query q;
	struct record_erase erase;
	struct recorder *r;
	int64_t callv[AT_ONCE];
	unsigned n, i;
};


static void erase_next(struct sweeping *s);


static void erased_h(struct command *cmd)
{
	struct record_erase *erase = CONTAINER_OF(cmd, struct record_erase, cmd);
	struct sweeping *s = CONTAINER_OF(erase, struct sweeping, erase);

	if (cmd->err) {
		log_warn("record: not erased call=%lld err=%m", erase->call, cmd->err);
		mem_deref(s);
		return;
	}

	if (!cmd->refusal && blob_remove(s->r->prm.blobs, erase->blob))
		log_warn("record: the file of an erased recording stays for the sweep of orphans call=%lld", erase->call);
	erase_next(s);
}


static void erase_next(struct sweeping *s)
{
	if (s->i == s->n || atomic_load(&s->r->stopping)) {
		struct recorder *r = s->n == AT_ONCE && !atomic_load(&s->r->stopping) ? s->r : NULL;

		mem_deref(s);
		if (r)                           /* there may be more */
			sweep_start(r);
		return;
	}

	s->erase = (struct record_erase){
		.cmd = {.apply_h = record_erase_apply, .done_h = erased_h, .home = s->r->mailbox}, .call = s->callv[s->i++]};
	if (writer_submit(s->r->prm.writer, &s->erase.cmd))
		mem_deref(s);
}


static int read_h(struct db *db, struct query *q)
{
	struct sweeping *s = CONTAINER_OF(q, struct sweeping, q);

	return record_due(db, clock_wall_ms(), s->callv, AT_ONCE, &s->n);
}


static void read_done_h(struct query *q)
{
	struct sweeping *s = CONTAINER_OF(q, struct sweeping, q);

	if (q->err) {
		log_warn("record: what is to be erased cannot be read err=%m", q->err);
		mem_deref(s);
		return;
	}

	if (s->n)
		log_info("record: recordings are erased n=%u", s->n);
	erase_next(s);
}


void sweep_start(struct recorder *r)
{
	struct sweeping *s = mem_zalloc(sizeof(*s), NULL);

	if (!s)
		return;

	s->r = r;
	s->q.read_h = read_h;
	s->q.done_h = read_done_h;
	if (read_submit(r->prm.readers, &s->q, r->mailbox, clock_mono_ms() + QUERY_MS))
		mem_deref(s);
}
