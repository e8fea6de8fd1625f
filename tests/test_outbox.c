/**
 * @file test_outbox.c  What must reach the outside: tried again, given up, never said twice to be sent
 */
#include "test.h"
#include "base/clock.h"
#include "outbox/outbox.h"
#include "db/journal.h"
#include "store.h"

int test_outbox_pause(void);
int test_outbox(void);


struct putting {
	struct command cmd;
	int64_t id;
};


static int put_apply(struct tx *tx, struct command *cmd)
{
	return outbox_put(tx, OUTBOX_MAIL, DB_NULL, "receipt", &CONTAINER_OF(cmd, struct putting, cmd)->id);
}


static int count_h(const struct outbox_item *item, void *arg)
{
	*(unsigned *)arg += 0 == strcmp(item->kind, "receipt");
	return 0;
}


/* The pauses grow, have a ceiling, and chance moves them by an eighth at most */
int test_outbox_pause(void)
{
	int err = 0;

	for (unsigned tries = 1; tries < 40; tries++) {
		int64_t low = outbox_pause_ms(tries, 0), high = outbox_pause_ms(tries, UINT32_MAX / 2);

		TEST(low >= OUTBOX_PAUSE_MS - OUTBOX_PAUSE_MS / 8);
		TEST(high <= OUTBOX_PAUSE_MAX_MS + OUTBOX_PAUSE_MAX_MS / 8 + 1);
		TEST(tries == 1 || low >= outbox_pause_ms(tries - 1, 0));
	}

out:
	return err;
}


static int due(struct db *db, int64_t now_ms, unsigned *n)
{
	int err;

	*n = 0;
	err = db_begin(db);
	if (err)
		return err;

	err = outbox_due(db, OUTBOX_MAIL, now_ms, 10, count_h, n);
	db_rollback(db);

	return err;
}


static int outbox_on(struct test_store *st)
{
	struct putting one = {.cmd = {.apply_h = put_apply}}, two = {.cmd = {.apply_h = put_apply}};
	struct outbox_tried tried = {.cmd = {.apply_h = outbox_tried_apply}, .error = PL_LIT("connection refused")};
	struct keyring *kr = NULL;
	struct db *db = NULL;
	char dir[FOLDER_MAX] = "";
	unsigned n = 0;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));
	TEST_OK(db_open(&db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(db, 1, NULL));

	TEST_OK(command_run(db, kr, &one.cmd));
	TEST_OK(command_run(db, kr, &two.cmd));
	TEST_OK(due(db, clock_wall_ms() + 1000, &n));
	TEST(2 == n);

	/* a failed try waits, the other goes out and is told once */
	tried.id = one.id;
	TEST_OK(command_run(db, kr, &tried.cmd));
	TEST(OUTBOX_WAITING == tried.state && tried.next_ms > clock_wall_ms());

	tried.id = two.id;
	tried.sent = true;
	TEST_OK(command_run(db, kr, &tried.cmd));
	TEST(OUTBOX_SENT == tried.state);
	TEST_OK(due(db, clock_wall_ms() + 1000, &n));
	TEST(0 == n);

	tried.sent = false;
	TEST_OK(command_run(db, kr, &tried.cmd));
	TEST(OUTBOX_SENT == tried.state);          /* said again by an edge that was restarted: it stays sent */

	/* after the last try nobody was told, and the report says so */
	tried.id = one.id;
	for (int i = 1; i < OUTBOX_TRIES_MAX; i++)
		TEST_OK(command_run(db, kr, &tried.cmd));
	TEST(OUTBOX_GIVEN_UP == tried.state);

	n = 0;
	TEST_OK(db_begin(db));
	err = outbox_given_up(db, 10, count_h, &n);
	db_rollback(db);
	TEST_OK(err);
	TEST(1 == n);

out:
	mem_deref(db);
	mem_deref(kr);
	folder_remove(dir);
	return err;
}


int test_outbox(void)
{
	return store_each(outbox_on);
}
