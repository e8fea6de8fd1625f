/**
 * @file test_mailbox.c  Messages arrive once, in the order of each poster, and handlers may post again
 */
#include <pthread.h>
#include "base/mailbox.h"
#include "test.h"


enum { THREADS = 4, EACH = 20000 };

struct note {
	struct msg msg;
	struct mailbox *mb;
	int poster;
	int nr;
	int again;
};

static struct note notes[THREADS][EACH];
static int seen[THREADS];
static int wrong;


int test_mailbox_order(void);
int test_mailbox_threads(void);


static void arrive(struct msg *msg)
{
	struct note *note = CONTAINER_OF(msg, struct note, msg);

	if (note->nr != seen[note->poster]++)
		wrong++;

	if (note->again) {
		note->again--;
		note->nr += 2;
		mailbox_post(note->mb, &note->msg);
	}
}


int test_mailbox_order(void)
{
	struct note a = {.msg = {.deliver_h = arrive}, .nr = 0, .again = 1}, b = {.msg = {.deliver_h = arrive}, .nr = 1};
	struct mailbox *mb = NULL;
	int err;

	seen[0] = wrong = 0;
	TEST_OK(mailbox_alloc(&mb));
	TEST(0 == mailbox_deliver(mb));
	TEST(ETIMEDOUT == mailbox_wait(mb, 0));

	a.mb = mb;
	mailbox_post(mb, &a.msg);
	mailbox_post(mb, &b.msg);
	TEST_OK(mailbox_wait(mb, -1));
	TEST(2 == seen[0]);
	TEST(1 == mailbox_deliver(mb));      /* what the handler posted */
	TEST(3 == seen[0]);
	TEST(0 == wrong);

	mailbox_post(mb, &a.msg);            /* left inside: freed without harm */

out:
	mem_deref(mb);
	return err;
}


static void *post_all(void *arg)
{
	struct note *list = arg;

	for (int i = 0; i < EACH; i++)
		mailbox_post(list[i].mb, &list[i].msg);

	return NULL;
}


int test_mailbox_threads(void)
{
	struct mailbox *mb = NULL;
	pthread_t threads[THREADS];
	int n = 0, err, total = 0;

	memset(seen, 0, sizeof(seen));
	wrong = 0;
	TEST_OK(mailbox_alloc(&mb));

	for (; n < THREADS && !err; n++) {
		for (int i = 0; i < EACH; i++)
			notes[n][i] = (struct note){.msg = {.deliver_h = arrive}, .mb = mb, .poster = n, .nr = i};
		err = pthread_create(&threads[n], NULL, post_all, notes[n]);
	}

	while (!err && total < THREADS * EACH) {
		err = mailbox_wait(mb, 60000);
		total = 0;
		for (int i = 0; i < THREADS; i++)
			total += seen[i];
	}
	while (n--)
		(void)pthread_join(threads[n], NULL);

	TEST_OK(err);
	TEST(0 == wrong);
	TEST(THREADS * EACH == total);
	TEST(0 == mailbox_deliver(mb));

out:
	mem_deref(mb);
	return err;
}
