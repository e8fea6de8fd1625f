/**
 * @file test_write.c  The writer: one command's error is its own; what is signed is sent off
 */
#include <semaphore.h>
#include "test.h"
#include "base/clock.h"
#include "base/durable.h"
#include "base/mailbox.h"
#include "db/journal.h"
#include "db/keyring.h"
#include "db/write.h"
#include "store.h"

enum { GROUP = 3 };

struct bench {
	struct keyring *kr;
	struct db *db;
	struct mailbox *mailbox;
	sem_t held;                      /* posted: the first command may end, and the others are queued behind it */
	unsigned out;
	char dir[FOLDER_MAX];
};

struct step {
	struct command cmd;
	struct bench *bench;
	int err;                         /* what apply_h says */
	bool waits;
};

int test_write_group(void);
int test_write_heads(void);


static int step_apply(struct tx *tx, struct command *cmd)
{
	struct step *step = CONTAINER_OF(cmd, struct step, cmd);

	while (step->waits && sem_wait(&step->bench->held))
		;
	step->waits = false;                     /* replayed, it does not wait again */

	return step->err ? step->err : tx_journal(tx, &(struct journal_entry){.kind = "test.step", .actor = -1});
}


static void done_h(struct command *cmd)
{
	((struct bench *)cmd->asker)->out--;
}


static int submit(struct bench *b, struct writer *w, struct step *step, int err, bool waits)
{
	*step = (struct step){.bench = b, .err = err, .waits = waits};
	step->cmd.apply_h = step_apply;
	step->cmd.done_h = done_h;
	step->cmd.home = b->mailbox;
	step->cmd.asker = b;
	b->out++;

	return writer_submit(w, &step->cmd);
}


/* A spoilt row is met by one of a group: those beside it are written all the same */
static int group_on(struct test_store *st)
{
	struct bench b = {NULL};
	struct step first, steps[GROUP];
	struct writer *w = NULL;
	int err;

	(void)sem_init(&b.held, 0, 0);
	TEST_OK(folder_make(b.dir));
	TEST_OK(folder_keyring(&b.kr, b.dir));
	TEST_OK(db_open(&b.db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(b.db, 1, NULL));
	TEST_OK(mailbox_alloc(&b.mailbox));
	TEST_OK(writer_start(&w, &(struct writer_prm){.url = st->url, .keys = b.kr, .sign_every_ms = 60000}));

	TEST_OK(submit(&b, w, &first, 0, true));
	for (unsigned i = 0; i < GROUP; i++)
		TEST_OK(submit(&b, w, &steps[i], 1 == i ? EBADMSG : 0, false));
	sem_post(&b.held);

	while (b.out && !mailbox_wait(b.mailbox, -1))
		;
	TEST(!first.cmd.err && !steps[0].cmd.err && EBADMSG == steps[1].cmd.err && !steps[2].cmd.err);

out:
	mem_deref(w);
	mem_deref(b.mailbox);
	mem_deref(b.db);
	mem_deref(b.kr);
	folder_remove(b.dir);
	(void)sem_destroy(&b.held);
	return err;
}


int test_write_group(void)
{
	return store_each(group_on);
}


static int written(struct bench *b, struct writer *w)
{
	struct step step;
	int err = submit(b, w, &step, 0, false);

	while (!err && b->out && !mailbox_wait(b->mailbox, -1))
		;

	return err ? err : step.cmd.err;
}


/* How many heads of the file close a month, and how many there are */
static int heads_count(const char *path, unsigned *closing, unsigned *all)
{
	struct mbuf *mb = NULL;
	int err = durable_read(path, 65536, &mb);

	*closing = *all = 0;
	for (size_t i = 0; !err && i < mb->end; i++) {
		*all += '\n' == mb->buf[i];
		*closing += mb->end - i > 14 && !memcmp(mb->buf + i, "\"closing\":true", 14);
	}

	mem_deref(mb);
	return err;
}


/* The closing head of a month goes to heads.log too: at once, and when a crash came between */
static int heads_on(struct test_store *st)
{
	static const int64_t october_end = INT64_C(1793491199000);      /* 2026-10-31 23:59:59 UTC */
	struct bench b = {NULL};
	struct writer_prm prm = {.url = st->url, .sign_every_ms = 3600000};
	struct journal_report rep;
	struct writer *w = NULL;
	char path[FOLDER_PATH];
	unsigned closing, all;
	int err;

	clock_virtual_start(october_end, 0);
	TEST_OK(folder_make(b.dir));
	TEST_OK(folder_keyring(&b.kr, b.dir));
	TEST_OK(db_open(&b.db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(b.db, 1, NULL));
	TEST_OK(mailbox_alloc(&b.mailbox));
	prm.keys = b.kr;
	prm.heads_log = folder_path(path, b.dir, "heads.log");

	TEST_OK(writer_start(&w, &prm));
	TEST_OK(written(&b, w));
	clock_virtual_advance(1000);
	TEST_OK(written(&b, w));
	w = mem_deref(w);
	TEST_OK(heads_count(path, &closing, &all));
	TEST(1 == closing && 2 == all);                  /* of October, and of the stop */

	/* a month later another hand wrote, and its head did not reach the file: the start looks */
	clock_virtual_advance(INT64_C(30) * 86400000);
	TEST_OK(command_run(b.db, b.kr, &(struct step){.cmd = {.apply_h = step_apply}, .bench = &b}.cmd));
	TEST_OK(writer_start(&w, &prm));
	w = mem_deref(w);
	TEST_OK(heads_count(path, &closing, &all));
	TEST(2 == closing && 3 == all);
	TEST_OK(journal_verify(b.db, b.kr, path, false, &rep));
	TEST(JOURNAL_OK == rep.fault);

out:
	mem_deref(w);
	mem_deref(b.mailbox);
	mem_deref(b.db);
	mem_deref(b.kr);
	folder_remove(b.dir);
	clock_virtual_stop();
	return err;
}


int test_write_heads(void)
{
	return store_each(heads_on);
}
