/**
 * @file watch.c  Are the threads still at work?
 */
#include "base/watch.h"


struct watch {
	unsigned n;
	struct watch_beat beat[WATCH_MOST];
};


int watch_alloc(struct watch **wp)
{
	*wp = mem_zalloc(sizeof(**wp), NULL);

	return *wp ? 0 : ENOMEM;
}


static void deliver_h(struct msg *msg)
{
	watch_answer(CONTAINER_OF(msg, struct watch_beat, msg));
}


static int post_h(struct watch_beat *beat, void *arg)
{
	mailbox_post(arg, &beat->msg);
	return 0;
}


int watch_mailbox(struct watch *w, const char *name, struct mailbox *mb, int64_t patience_ms)
{
	return watch_add(w, name, post_h, mb, patience_ms);
}


int watch_add(struct watch *w, const char *name, int (*ask_h)(struct watch_beat *beat, void *arg), void *arg, int64_t patience_ms)
{
	struct watch_beat *beat;

	if (WATCH_MOST == w->n)
		return ENOSPC;

	beat = &w->beat[w->n++];
	beat->msg.deliver_h = deliver_h;
	beat->name = name;
	beat->patience_ms = patience_ms;
	beat->ask_h = ask_h;
	beat->arg = arg;
	beat->next_ms = INT64_MIN;

	return 0;
}


void watch_answer(struct watch_beat *beat)
{
	atomic_store(&beat->asked, false);
}


/* What could not be asked owes an answer from then on: a queue that stays full is not emptied */
static void ask(struct watch_beat *beat, int64_t now_ms)
{
	if (!beat->owes) {
		beat->owes = true;
		beat->since_ms = now_ms;
	}

	atomic_store(&beat->asked, true);
	beat->sent = 0 == beat->ask_h(beat, beat->arg);
	beat->next_ms = now_ms + WATCH_EVERY_MS;
}


/* How long it has owed an answer */
static int64_t silent_ms(struct watch_beat *beat, int64_t now_ms)
{
	if (beat->sent && !atomic_load(&beat->asked))
		beat->sent = beat->owes = false;
	if (!beat->sent && (beat->owes || now_ms >= beat->next_ms))
		ask(beat, now_ms);

	return beat->owes ? now_ms - beat->since_ms : 0;
}


struct watch_report watch_look(struct watch *w, int64_t now_ms)
{
	struct watch_report rep = {NULL, NULL, 0};

	for (unsigned i = 0; i < w->n; i++) {

		struct watch_beat *beat = &w->beat[i];
		int64_t ms = silent_ms(beat, now_ms);

		if (ms > beat->patience_ms && !rep.hung) {
			rep.hung = beat->name;
			rep.for_ms = ms;
		}
		if (ms > WATCH_LATE_MS && !rep.late) {
			rep.late = beat->name;
			rep.for_ms = rep.hung ? rep.for_ms : ms;
		}
	}

	return rep;
}
