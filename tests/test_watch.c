/**
 * @file test_watch.c  The watch over the threads: who answers, who is stopped on purpose, who cannot be asked
 */
#include <semaphore.h>
#include "base/loop.h"
#include "base/watch.h"
#include "test.h"

enum { PATIENCE_MS = 30000, SOON_MS = 1000 };

/* A thread that can be made to stand still */
struct room {
	struct loop *loop;
	struct msg stand, pass;
	sem_t stands, go, passed;
};

int test_watch(void);
int test_watch_full(void);


static void stand_h(struct msg *msg)
{
	struct room *room = CONTAINER_OF(msg, struct room, stand);

	sem_post(&room->stands);
	while (sem_wait(&room->go))
		;
}


static void pass_h(struct msg *msg)
{
	sem_post(&CONTAINER_OF(msg, struct room, pass)->passed);
}


/* Returns when the thread has delivered what was posted before */
static void let_pass(struct room *room)
{
	room->pass.deliver_h = pass_h;
	mailbox_post(loop_mailbox(room->loop), &room->pass);
	while (sem_wait(&room->passed))
		;
}


static int room_make(struct room *room)
{
	*room = (struct room){.stand = {.deliver_h = stand_h}};
	(void)sem_init(&room->stands, 0, 0);
	(void)sem_init(&room->go, 0, 0);
	(void)sem_init(&room->passed, 0, 0);

	return loop_alloc(&room->loop, &(struct loop_prm){.name = "room", .fds_max = 256});
}


static void room_end(struct room *room)
{
	mem_deref(room->loop);
	(void)sem_destroy(&room->stands);
	(void)sem_destroy(&room->go);
	(void)sem_destroy(&room->passed);
}


int test_watch(void)
{
	struct room quick, slow;
	struct watch_report rep;
	struct watch *w = NULL;
	int64_t now_ms = 5;
	int err;

	err = room_make(&quick);
	if (err)
		return err;
	err = room_make(&slow);
	if (err) {
		room_end(&quick);
		return err;
	}

	TEST_OK(watch_alloc(&w));
	TEST_OK(watch_mailbox(w, "quick", loop_mailbox(quick.loop), PATIENCE_MS));
	TEST_OK(watch_mailbox(w, "slow", loop_mailbox(slow.loop), PATIENCE_MS));

	/* both answer, for as long as they are asked */
	for (int i = 0; i < 100; i++, now_ms += SOON_MS) {
		rep = watch_look(w, now_ms);
		TEST(!rep.late && !rep.hung);
		let_pass(&quick);
		let_pass(&slow);
	}

	/* one stands still: late first, hung when its patience is over, and the other does not hide it */
	mailbox_post(loop_mailbox(slow.loop), &slow.stand);
	while (sem_wait(&slow.stands))
		;
	rep = watch_look(w, now_ms += WATCH_EVERY_MS);
	TEST(!rep.late && !rep.hung);
	let_pass(&quick);
	rep = watch_look(w, now_ms += WATCH_LATE_MS + 1);
	TEST(rep.late && 0 == strcmp(rep.late, "slow") && !rep.hung && WATCH_LATE_MS + 1 == rep.for_ms);
	let_pass(&quick);
	rep = watch_look(w, now_ms += PATIENCE_MS - WATCH_LATE_MS);
	TEST(rep.hung && 0 == strcmp(rep.hung, "slow") && PATIENCE_MS + 1 == rep.for_ms);

	/* it goes on, and all is well at once */
	sem_post(&slow.go);
	let_pass(&slow);
	let_pass(&quick);
	rep = watch_look(w, now_ms + SOON_MS);
	TEST(!rep.late && !rep.hung);

out:
	room_end(&quick);
	room_end(&slow);
	mem_deref(w);
	return err;
}


static int full_h(struct watch_beat *beat, void *arg)
{
	bool *full = arg;

	if (*full)
		return EAGAIN;

	watch_answer(beat);
	return 0;
}


/* A queue that is full now and then is at work; one that stays full is not */
int test_watch_full(void)
{
	struct watch_report rep;
	struct watch *w = NULL;
	bool full = true;
	int64_t now_ms = 0;
	int err;

	TEST_OK(watch_alloc(&w));
	TEST_OK(watch_add(w, "queue", full_h, &full, PATIENCE_MS));

	rep = watch_look(w, now_ms);
	TEST(!rep.hung);
	full = false;
	(void)watch_look(w, now_ms += PATIENCE_MS - 1);
	rep = watch_look(w, now_ms += SOON_MS);
	TEST(!rep.hung && !rep.late);

	full = true;
	(void)watch_look(w, now_ms += WATCH_EVERY_MS);
	rep = watch_look(w, now_ms + PATIENCE_MS + 1);
	TEST(rep.hung && 0 == strcmp(rep.hung, "queue"));

	for (int i = 1; i < WATCH_MOST; i++)
		TEST_OK(watch_add(w, "more", full_h, &full, PATIENCE_MS));
	TEST(ENOSPC == watch_add(w, "too many", full_h, &full, PATIENCE_MS));

out:
	mem_deref(w);
	return err;
}
