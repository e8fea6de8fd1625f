/**
 * @file line.c  The hub's queue core: its time, and what edges ask of it
 *
 * The core is pure; here it gets the monotonic clock, a timer for what falls due next, and operators. Whether an operator can be
 * rung is not a matter of presence: the voice edge says it (hub_staff_phone).
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/timer.h"
#include "hub/line.h"

enum { TICK_MOST_MS = 60 * 1000 };

struct line {
	struct queue_core *core;
	struct tmr timer;
	struct hub_prm prm;              /* decide_h and its arg */
	bool runs;
};


static void decide_h(const struct queue_decision *d, void *arg)
{
	struct line *line = arg;

	if (line->prm.decide_h)
		line->prm.decide_h(d, line->prm.arg);
}


static void timer_h(void *arg);


/* The timer follows what falls due first */
static void timer_set(struct line *line)
{
	int64_t now_ms = clock_mono_ms(), next_ms = queue_next_ms(line->core), wait_ms = TICK_MOST_MS;

	if (!line->runs)
		return;
	if (next_ms < now_ms + wait_ms)
		wait_ms = next_ms > now_ms ? next_ms - now_ms : 0;

	tmr_start(&line->timer, (uint64_t)wait_ms, timer_h, line);
}


static void timer_h(void *arg)
{
	struct line *line = arg;

	queue_tick(line->core, clock_mono_ms());
	timer_set(line);
}


static void place_fill(struct line *line, struct hub_ask *ask, int64_t now_ms)
{
	struct queue_place place;

	if (QUEUE_DONE == queue_place_of(line->core, now_ms, ask->id, &place))
		ask->place = place;
}


static void join(struct line *line, struct hub_ask *ask, int64_t now_ms)
{
	ask->err = queue_join(line->core, now_ms, &ask->work, &ask->refusal);
	if (!ask->err && !ask->refusal)
		place_fill(line, ask, now_ms);
}


static void take(struct line *line, struct hub_ask *ask, int64_t now_ms)
{
	ask->refusal = queue_take(line->core, now_ms, ask->id, ask->staff);
	if (QUEUE_UNKNOWN != ask->refusal)
		return;

	ask->work.in_hand = ask->staff;
	join(line, ask, now_ms);
}


void line_ask(struct line *line, struct hub_ask *ask)
{
	struct queue_core *core = line->core;
	int64_t now_ms = clock_mono_ms();

	switch (ask->verb) {

	case HUB_JOIN:
		join(line, ask, now_ms);
		break;

	case HUB_LEAVE:
		ask->refusal = queue_leave(core, now_ms, ask->id, ask->cause);
		break;

	case HUB_ANSWER:
		ask->refusal = queue_answer(core, now_ms, &ask->offer, ask->reply);
		break;

	case HUB_WITHDRAW:
		ask->refusal = queue_withdraw(core, now_ms, &ask->offer);
		break;

	case HUB_TAKE:
		take(line, ask, now_ms);
		break;

	case HUB_GIVE_BACK:
		ask->refusal = queue_give_back(core, now_ms, ask->id);
		break;

	case HUB_STATE:
		ask->refusal = queue_staff_state(core, now_ms, ask->staff, ask->state, ask->until_ms);
		break;

	case HUB_PHONE:
		ask->refusal = queue_staff_reach(core, now_ms, ask->staff, QUEUE_CALL, ask->on);
		break;

	case HUB_PLACE:
		ask->refusal = queue_place_of(core, now_ms, ask->id, &ask->place);
		break;
	}

	timer_set(line);
}


void line_start(struct line *line)
{
	line->runs = true;
	tmr_init(&line->timer);
	timer_set(line);
}


void line_stop(struct line *line)
{
	line->runs = false;
	tmr_cancel(&line->timer);
}


static void line_destructor(void *arg)
{
	struct line *line = arg;

	mem_deref(line->core);
}


int line_alloc(struct line **linep, const struct hub_prm *prm)
{
	struct queue_prm queue = prm->queue;
	struct line *line;
	int err;

	line = mem_zalloc(sizeof(*line), line_destructor);
	if (!line)
		return ENOMEM;

	line->prm = *prm;
	queue.decide_h = decide_h;
	queue.arg = line;

	err = queue_core_alloc(&line->core, &queue);
	if (err)
		mem_deref(line);
	else
		*linep = line;

	return err;
}
