/**
 * @file sender.c  What is due goes to the program of its channel
 */
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "outbox/sender.h"

enum { CHANNELS = 2, LOOK_MS = 10 * 1000, PAUSE_MAX_MS = 60 * 1000, PAUSE_MIN_MS = 50, FDS_MAX = 65536 };

struct channel;

/* A look at what is due; one at a time for each channel */
struct look {
	struct query q;
	const struct keyring *keys;
	enum outbox_channel channel;
	struct outbox_letter at[SENDER_WAY_MAX];
	unsigned n;
	int64_t now_ms, next_ms;
};

/* A message under way: to its program, then to the writer */
struct errand {
	struct adapter_ask ask;
	struct outbox_tried tried;
	struct channel *c;
	char error[OUTBOX_ERROR_MAX];
};

static const struct channel_row {
	enum outbox_channel channel;
	enum adapter_which which;
} channel_table[CHANNELS] = {{OUTBOX_SMS, ADAPTER_SMS}, {OUTBOX_MAIL, ADAPTER_MAIL}};

struct channel {
	struct sender *s;
	const struct channel_row *row;
	struct tmr timer;
	bool looking, again;                /* a look is under way; something came meanwhile */
	unsigned way;
};

struct sender {
	struct sender_prm prm;
	struct loop *loop;                  /* owned */
	struct mailbox *mailbox;            /* owned */
	struct mailbox *halted;             /* owned: where the stopping thread waits */
	struct msg wake, halt, done;
	atomic_bool woken;
	bool stopping, told;
	struct channel at[CHANNELS];
};

static void look_at(struct channel *c);


bool sender_can(const struct adapters *adapters, enum outbox_channel channel)
{
	struct adapter_view view;

	if (!adapters)
		return false;

	adapter_look(adapters, OUTBOX_SMS == channel ? ADAPTER_SMS : ADAPTER_MAIL, &view);
	return ADAPTER_WELL == view.reason || ADAPTER_STARTS == view.reason || ADAPTER_LATE == view.reason || ADAPTER_SYSTEM == view.reason;
}


/* Who stops us hears once that nothing is under way */
static void rest(struct sender *s)
{
	for (unsigned i = 0; i < CHANNELS; i++) {
		if (s->at[i].way || s->at[i].looking)
			return;
	}

	if (s->stopping && !s->told) {
		s->told = true;
		mailbox_post(s->halted, &s->done);
	}
}


static void timer_h(void *arg)
{
	look_at(arg);
}


/* ---- one message ---- */

static void errand_destructor(void *arg)
{
	struct errand *e = arg;

	json_decref(e->ask.args);
	mem_deref(e->ask.result);
}


static void errand_over(struct errand *e)
{
	struct channel *c = e->c;

	mem_deref(e);
	if (!--c->way && !tmr_isrunning(&c->timer))      /* a store that does not take the tries is left alone for a while */
		look_at(c);
	rest(c->s);
}


static void tried_h(struct command *cmd)
{
	struct errand *e = CONTAINER_OF(cmd, struct errand, tried.cmd);

	if (cmd->err)
		log_error("outbox: a try was not written id=%lld err=%m", e->tried.id, cmd->err);
	else if (OUTBOX_GIVEN_UP == e->tried.state)
		log_warn("outbox: given up id=%lld channel=%s why=%s", e->tried.id, outbox_channel_name(e->c->row->channel), e->error);
	if (cmd->err)                            /* it is due still: not at once again */
		tmr_start(&e->c->timer, LOOK_MS, timer_h, e->c);
	errand_over(e);
}


static void tried(struct errand *e)
{
	int err;

	e->tried.error = pl_of(e->error);
	e->tried.cmd.apply_h = outbox_tried_apply;
	e->tried.cmd.done_h = tried_h;
	e->tried.cmd.home = e->c->s->mailbox;
	err = writer_submit(e->c->s->prm.writer, &e->tried.cmd);
	if (err) {
		log_error("outbox: a try was not written id=%lld err=%m", e->tried.id, err);
		tmr_start(&e->c->timer, LOOK_MS, timer_h, e->c);
		errand_over(e);
	}
}


/* What the program said, for whom it concerns: without anything that could be of a person */
static void asked_h(struct adapter_ask *ask)
{
	struct errand *e = CONTAINER_OF(ask, struct errand, ask);
	char note[ADAPTER_NOTE_SIZE];

	adapter_said_blot(note, sizeof(note), pl_of(ask->note));
	e->tried.sent = ADAPTER_FOUND == ask->answer;
	e->tried.for_good = ADAPTER_NONE == ask->answer;
	if (e->tried.for_good)
		(void)snprintf(e->error, sizeof(e->error), "refused: %s", ask->word);
	else if (!e->tried.sent)
		(void)snprintf(e->error, sizeof(e->error), "%s%s%.150s", adapter_reason_name(ask->reason), note[0] ? ": " : "", note);

	if (ADAPTER_AWAY == ask->answer && ADAPTER_STOPPED == ask->reason)
		errand_over(e);                  /* ours was the reason: it waits as it is */
	else
		tried(e);
}


/* Through the program of the channel */
static int deliver(struct errand *e, const struct outbox_letter *l)
{
	char key[32];

	(void)snprintf(key, sizeof(key), "%lld", (long long)l->id);
	e->ask.args = json_pack("{s:s, s:s, s:s}", "key", key, "text", l->text, "to", l->to);
	if (!e->ask.args || (l->subject[0] && json_object_set_new(e->ask.args, "subject", json_string(l->subject))))
		return ENOMEM;

	e->ask.which = e->c->row->which;
	e->ask.verb = adapter_name(e->ask.which);
	e->ask.home = e->c->s->mailbox;
	e->ask.done_h = asked_h;
	adapter_ask(e->c->s->prm.adapters, &e->ask);
	return 0;
}


static void send_one(struct channel *c, const struct outbox_letter *l)
{
	struct errand *e = mem_zalloc(sizeof(*e), errand_destructor);

	if (!e)
		return;

	e->c = c;
	e->tried.id = l->id;
	c->way++;
	if (l->gone) {
		e->tried.for_good = true;
		str_ncpy(e->error, "erased", sizeof(e->error));
		tried(e);
	}
	else if (deliver(e, l)) {
		errand_over(e);
	}
}


/* ---- what is due ---- */

static void look_destructor(void *arg)
{
	struct look *l = arg;

	for (unsigned i = 0; i < l->n; i++)
		outbox_letter_close(&l->at[i]);
}


static int look_read_h(struct db *db, struct query *q)
{
	struct look *l = CONTAINER_OF(q, struct look, q);
	int err = outbox_letters(db, l->keys, l->channel, l->now_ms, l->at, SENDER_WAY_MAX, &l->n);

	return err || l->n ? err : outbox_next(db, l->channel, &l->next_ms);
}


/* Nothing is due: until something is, or somebody says so */
static void sleep_until(struct channel *c, const struct look *l)
{
	int64_t wait_ms = l->next_ms ? l->next_ms - clock_wall_ms() : PAUSE_MAX_MS;

	wait_ms = wait_ms < PAUSE_MIN_MS ? PAUSE_MIN_MS : wait_ms > PAUSE_MAX_MS ? PAUSE_MAX_MS : wait_ms;
	tmr_start(&c->timer, (uint64_t)wait_ms, timer_h, c);
}


static void look_done_h(struct query *q)
{
	struct look *l = CONTAINER_OF(q, struct look, q);
	struct channel *c = q->asker;
	bool again = c->again;

	c->looking = c->again = false;
	if (c->s->stopping) {
		rest(c->s);
	}
	else if (q->err) {
		log_warn("outbox: not read channel=%s err=%m", outbox_channel_name(c->row->channel), q->err);
		tmr_start(&c->timer, LOOK_MS, timer_h, c);
	}
	else if (!l->n && again) {
		look_at(c);
	}
	else {
		if (!l->n)
			sleep_until(c, l);
		c->way++;                        /* of this loop: a message that is over at once looks no further */
		for (unsigned i = 0; i < l->n; i++)
			send_one(c, &l->at[i]);
		c->way--;
		if (l->n && !c->way)
			tmr_start(&c->timer, LOOK_MS, timer_h, c);
	}

	mem_deref(l);
}


static void look_at(struct channel *c)
{
	struct look *l;

	if (c->s->stopping || c->way)            /* the last that is over looks again */
		return;

	if (c->looking) {
		c->again = true;
		return;
	}

	tmr_cancel(&c->timer);
	l = mem_zalloc(sizeof(*l), look_destructor);
	if (l) {
		l->keys = c->s->prm.keys;
		l->channel = c->row->channel;
		l->now_ms = clock_wall_ms();
		l->q = (struct query){.read_h = look_read_h, .done_h = look_done_h, .asker = c};
	}
	if (!l || read_submit(c->s->prm.readers, &l->q, c->s->mailbox, 0)) {
		mem_deref(l);
		tmr_start(&c->timer, LOOK_MS, timer_h, c);
		return;
	}

	c->looking = true;
}


/* ---- start and end ---- */

static void wake_h(struct msg *msg)
{
	struct sender *s = CONTAINER_OF(msg, struct sender, wake);

	atomic_store(&s->woken, false);
	for (unsigned i = 0; i < CHANNELS; i++)
		look_at(&s->at[i]);
}


void sender_wake(struct sender *s)
{
	if (s && !atomic_exchange(&s->woken, true))
		mailbox_post(s->mailbox, &s->wake);
}


static int init_h(void *arg)
{
	struct sender *s = arg;

	for (unsigned i = 0; i < CHANNELS; i++) {
		s->at[i] = (struct channel){.s = s, .row = &channel_table[i]};
		tmr_init(&s->at[i].timer);
		look_at(&s->at[i]);
	}

	return mailbox_listen(s->mailbox);
}


static void exit_h(void *arg)
{
	struct sender *s = arg;

	for (unsigned i = 0; i < CHANNELS; i++)
		tmr_cancel(&s->at[i].timer);
	mailbox_unlisten(s->mailbox);
}


static void halt_h(struct msg *msg)
{
	struct sender *s = CONTAINER_OF(msg, struct sender, halt);

	s->stopping = true;
	rest(s);
}


static void done_h(struct msg *msg)
{
	(void)msg;
}


void sender_stop(struct sender *s)
{
	if (!s || !s->loop)
		return;

	mailbox_post(s->mailbox, &s->halt);
	while (mailbox_wait(s->halted, -1))
		;
	s->loop = mem_deref(s->loop);
}


static void sender_destructor(void *arg)
{
	struct sender *s = arg;

	sender_stop(s);
	mem_deref(s->mailbox);
	mem_deref(s->halted);
}


int sender_start(struct sender **sp, const struct sender_prm *prm)
{
	struct sender *s = mem_zalloc(sizeof(*s), sender_destructor);
	int err;

	if (!s)
		return ENOMEM;

	s->prm = *prm;
	s->wake.deliver_h = wake_h;
	s->halt.deliver_h = halt_h;
	s->done.deliver_h = done_h;
	err = mailbox_alloc(&s->mailbox);
	if (!err)
		err = mailbox_alloc(&s->halted);
	if (!err)
		err = loop_alloc(&s->loop, &(struct loop_prm){.name = "outbox", .fds_max = FDS_MAX, .init_h = init_h, .exit_h = exit_h, .arg = s});

	if (err)
		mem_deref(s);
	else
		*sp = s;

	return err;
}


struct mailbox *sender_mailbox(const struct sender *s)
{
	return s->mailbox;
}
