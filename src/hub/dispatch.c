/**
 * @file dispatch.c  The hub's queue core: its time, what edges ask of it, what it decides
 *
 * The core is pure; here it gets the monotonic clock and a timer for what falls due next. Whether an operator can be rung is not a
 * matter of presence: the voice edge says it (hub_staff_phone).
 */
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "base/log.h"
#include "hub/dispatch_priv.h"
#include "staff/reason.h"

enum {
	TICK_MOST_MS = 60 * 1000,
	LOOK_MS = 1000,                  /* screens are told so often at most */
	COMMAND_MS = 10000,
};


/* An edge may say that a phone is there before the journal's follower came to who has just joined */
void early_set(struct dispatch *d, int64_t staff, bool on)
{
	(void)early_take(d, staff);
	if (!on)
		return;

	memmove(&d->early[1], &d->early[0], (EARLY_MOST - 1) * sizeof(d->early[0]));
	d->early[0] = staff;
}


bool early_take(struct dispatch *d, int64_t staff)
{
	for (size_t i = 0; i < EARLY_MOST && staff; i++) {

		if (d->early[i] != staff)
			continue;

		memmove(&d->early[i], &d->early[i + 1], (EARLY_MOST - 1 - i) * sizeof(d->early[0]));
		d->early[EARLY_MOST - 1] = 0;
		return true;
	}

	return false;
}


/* The core paused an operator who did not answer: everybody sees it, and he too when he is back */
static void paused_h(struct command *cmd)
{
	if (cmd->err || cmd->refusal)
		log_warn("hub: a pause was not written err=%m", cmd->err);

	mem_deref(CONTAINER_OF(cmd, struct staff_presence, cmd));
}


static void pause_write(struct dispatch *d, int64_t staff)
{
	struct staff_presence *p = mem_zalloc(sizeof(*p), NULL);

	if (!p)
		return;

	*p = (struct staff_presence){
		.cmd = {.apply_h = staff_presence_apply, .done_h = paused_h, .deadline_ms = clock_mono_ms() + COMMAND_MS},
		.id = staff, .state = PRESENCE_AWAY, .reason = REASON_MISSES};
	if (!d->prm.writer || writer_submit(d->prm.writer, &p->cmd))
		mem_deref(p);
}


static void look_timer_h(void *arg)
{
	struct dispatch *d = arg;
	struct queue_counts counts;

	queue_counts(d->core, &counts);
	d->prm.look_h(&counts, d->prm.arg);
}


static void changed(struct dispatch *d)
{
	if (d->runs && d->prm.look_h && !tmr_isrunning(&d->look_timer))
		tmr_start(&d->look_timer, LOOK_MS, look_timer_h, d);
}


static void decide_h(const struct queue_decision *decision, void *arg)
{
	struct dispatch *d = arg;

	if (QUEUE_STAFF == decision->what && QUEUE_WHY_MISSES == decision->why)
		pause_write(d, decision->staff);
	record_decision(d->record, decision);
	if (d->prm.decide_h)
		d->prm.decide_h(decision, d->prm.arg);
}


static void timer_h(void *arg);


/* After each event: the timer follows what falls due first, and screens are told in a while */
void dispatch_moved(struct dispatch *d)
{
	int64_t now_ms = clock_mono_ms(), next_ms = queue_next_ms(d->core), wait_ms = TICK_MOST_MS;

	if (!d->runs)
		return;
	if (next_ms < now_ms + wait_ms)
		wait_ms = next_ms > now_ms ? next_ms - now_ms : 0;

	tmr_start(&d->timer, (uint64_t)wait_ms, timer_h, d);
	changed(d);
}


static void timer_h(void *arg)
{
	struct dispatch *d = arg;

	queue_tick(d->core, clock_mono_ms());
	dispatch_moved(d);
}


static void join(struct dispatch *d, struct hub_ask *ask, int64_t now_ms)
{
	struct queue_place place;

	ask->err = queue_join(d->core, now_ms, &ask->work, &ask->refusal);
	if (!ask->err && !ask->refusal && QUEUE_DONE == queue_place_of(d->core, now_ms, ask->id, &place))
		ask->place = place;
}


static void take(struct dispatch *d, struct hub_ask *ask, int64_t now_ms)
{
	ask->refusal = queue_take(d->core, now_ms, ask->id, ask->staff);
	if (QUEUE_UNKNOWN != ask->refusal)
		return;

	ask->work.in_hand = ask->staff;
	join(d, ask, now_ms);
}


static void send(struct dispatch *d, struct hub_ask *ask, int64_t now_ms)
{
	struct queue_place place;

	ask->err = queue_send(d->core, now_ms, ask->id, ask->work.topic, ask->on, &ask->refusal);
	if (!ask->err && !ask->refusal && QUEUE_DONE == queue_place_of(d->core, now_ms, ask->id, &place))
		ask->place = place;
}


static void list(struct dispatch *d, struct hub_ask *ask)
{
	struct queue_staff_view view;

	ask->offer = (struct queue_offer){0, 0, 0};
	ask->err = queue_list(d->core, ask->staff, QUEUE_WRITTEN, ask->ids, ask->most, &ask->n);
	if (!ask->err && QUEUE_DONE == queue_staff_get(d->core, ask->staff, &view))
		ask->offer = view.offer[QUEUE_WRITTEN];
}


void dispatch_ask(struct dispatch *d, struct hub_ask *ask)
{
	int64_t now_ms = clock_mono_ms();

	switch (ask->verb) {

	case HUB_JOIN:
		join(d, ask, now_ms);
		break;

	case HUB_LEAVE:
		ask->refusal = queue_leave(d->core, now_ms, ask->id, ask->cause);
		break;

	case HUB_ANSWER:
		ask->refusal = queue_answer(d->core, now_ms, &ask->offer, ask->reply);
		break;

	case HUB_WITHDRAW:
		ask->refusal = queue_withdraw(d->core, now_ms, &ask->offer);
		break;

	case HUB_TAKE:
		take(d, ask, now_ms);
		break;

	case HUB_GIVE_BACK:
		ask->refusal = queue_give_back(d->core, now_ms, ask->id);
		break;

	case HUB_RING:
		ask->err = queue_ring(d->core, now_ms, &ask->work, ask->staff, ask->on, &ask->refusal);
		break;

	case HUB_SEND:
		send(d, ask, now_ms);
		break;

	case HUB_HAND_OVER:
		ask->refusal = queue_hand_over(d->core, now_ms, ask->id, ask->staff, &ask->offer.gen);
		break;

	case HUB_TALK:
		ask->refusal = queue_talk(d->core, now_ms, ask->id);
		break;

	case HUB_WRAP_UP:
		queue_tick(d->core, now_ms);
		ask->refusal = ask->on ? queue_staff_wrap_may(d->core, now_ms, ask->staff, ask->until_ms) :
					 queue_staff_wrap_up(d->core, now_ms, ask->staff, ask->until_ms, ask->reason);
		break;

	case HUB_PHONE:
		ask->refusal = queue_staff_reach(d->core, now_ms, ask->staff, QUEUE_CALL, ask->on);
		if (QUEUE_NOBODY == ask->refusal)
			early_set(d, ask->staff, ask->on);
		break;

	case HUB_PLACE:
		ask->refusal = queue_place_of(d->core, now_ms, ask->id, &ask->place);
		return;

	case HUB_LIST:
		list(d, ask);
		return;

	case HUB_LOOK:
		ask->err = dispatch_look(d, now_ms, &ask->view);
		return;
	}

	dispatch_moved(d);
}


void dispatch_start(struct dispatch *d)
{
	d->runs = true;
	tmr_init(&d->timer);
	tmr_init(&d->look_timer);
	dispatch_moved(d);
}


void dispatch_stop(struct dispatch *d)
{
	d->runs = false;
	tmr_cancel(&d->timer);
	tmr_cancel(&d->look_timer);
	record_stop(d->record);
}


bool dispatch_waiting(struct dispatch *d, const struct waiting *waiting)
{
	enum queue_refusal refusal = QUEUE_DONE;
	unsigned written = d->prm.written_most;
	int err;

	if (!waiting)
		return false;

	d->prm.written_most = (unsigned)waiting->all[WAITING_WRITTEN];
	err = waiting_tune(waiting, d->core, clock_mono_ms(), &refusal);
	if (err || refusal)
		log_warn("hub: times of waiting not taken refusal=%s err=%m", queue_refusal_name(refusal), err);
	else
		dispatch_moved(d);
	if (written == d->prm.written_most)
		return false;

	for (size_t i = 0; i < d->staffs; i++)
		d->staff[i].work.version = -1;           /* not as they were told: all are set anew */
	return true;
}


static void dispatch_destructor(void *arg)
{
	struct dispatch *d = arg;

	mem_deref(d->core);
	mem_deref(d->record);
	mem_deref(d->staff);
}


int dispatch_alloc(struct dispatch **dp, const struct hub_prm *prm, struct mailbox *const *home)
{
	struct queue_prm queue = prm->queue;
	struct dispatch *d;
	int err;

	d = mem_zalloc(sizeof(*d), dispatch_destructor);
	if (!d)
		return ENOMEM;

	d->prm = *prm;
	d->wall_ms = clock_wall_ms() - clock_mono_ms();
	queue.decide_h = decide_h;
	queue.arg = d;

	err = record_alloc(&d->record, prm->writer, home);
	if (!err)
		err = queue_core_alloc(&d->core, &queue);
	if (!err)
		(void)dispatch_waiting(d, prm->waiting_first);
	if (err)
		mem_deref(d);
	else
		*dp = d;

	return err;
}
