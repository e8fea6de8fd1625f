/**
 * @file test_office.c  Offices that are marked down: who was first, until when, what the journal says
 */
#include <jansson.h>
#include "test.h"
#include "base/clock.h"
#include "db/journal.h"
#include "region/mark.h"
#include "store.h"

enum { BOSS = 11, HOUR_MS = 3600 * 1000 };

#define MONDAY INT64_C(1795413600000)           /* 2026-11-23 09:00 in Moscow */

struct shop {
	struct db *db;
	struct keyring *kr;
	char dir[FOLDER_MAX];
	char told[200];                         /* what office_marks says */
};

int test_office(void);


static int mark(struct shop *s, struct office_mark *m, unsigned region, const char *reason, int64_t until_ms, int64_t version)
{
	*m = (struct office_mark){.cmd = {.apply_h = office_mark_apply}, .actor = BOSS, .region = region, .down = reason, .reason = pl_of(reason),
				  .until_ms = until_ms, .version = version};
	return command_run(s->db, s->kr, &m->cmd);
}


static int row_h(const struct office_mark_row *row, void *arg)
{
	struct shop *s = arg;
	size_t n = strlen(s->told);

	(void)re_snprintf(s->told + n, sizeof(s->told) - n, "%02u %s %r v%lld;", row->region, office_mark_acts(row, clock_wall_ms()) ? "down" : "up",
			  &row->reason, row->version);
	return 0;
}


/* As it is told, and as those see it who answer calls */
static int stands(struct shop *s, const char *want, unsigned region, bool down)
{
	struct office_downs downs;
	int err;

	s->told[0] = '\0';
	TEST_OK(db_begin(s->db));
	err = office_marks(s->db, row_h, s);
	if (!err)
		err = office_downs_load(&downs, s->db);
	db_rollback(s->db);
	TEST_OK(err);
	TEST(0 == strcmp(s->told, want));
	TEST(down == office_is_down(&downs, region, clock_wall_ms()));

out:
	if (err)
		(void)re_fprintf(stderr, "%s\n", s->told);
	return err;
}


static int office_on(struct test_store *st)
{
	struct command lapse = {.apply_h = office_lapse_apply};
	char longer[OFFICE_REASON_MAX + 2];
	struct shop s = {.db = NULL};
	struct office_mark m;
	int err;

	clock_virtual_start(MONDAY, 0);
	TEST_OK(folder_make(s.dir));
	TEST_OK(folder_keyring(&s.kr, s.dir));
	TEST_OK(db_open(&s.db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(s.db, 1, NULL));
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';

	/* refused: no region, no words, too many, a time that is over, one who was faster */
	TEST_OK(mark(&s, &m, 99, "why", DB_NULL, 0));
	TEST(OFFICE_UNKNOWN == m.cmd.refusal);
	TEST_OK(mark(&s, &m, 66, "  ", DB_NULL, 0));
	TEST(OFFICE_REASON == m.cmd.refusal);
	TEST_OK(mark(&s, &m, 66, longer, DB_NULL, 0));
	TEST(OFFICE_REASON == m.cmd.refusal);
	TEST_OK(mark(&s, &m, 66, "why", MONDAY, 0));
	TEST(OFFICE_UNTIL == m.cmd.refusal);
	TEST_OK(mark(&s, &m, 66, "why", DB_NULL, 1));
	TEST(OFFICE_CHANGED == m.cmd.refusal);
	TEST_OK(stands(&s, "", 66, false));

	/* until somebody lifts it, which is done once */
	TEST_OK(mark(&s, &m, 66, " A fire ", DB_NULL, 0));
	TEST(!m.cmd.refusal);
	TEST_OK(stands(&s, "66 down A fire v1;", 66, true));
	TEST_OK(stands(&s, "66 down A fire v1;", 74, false));
	clock_virtual_advance(1000 * (int64_t)HOUR_MS);
	TEST_OK(command_run(s.db, s.kr, &lapse));
	TEST_OK(stands(&s, "66 down A fire v1;", 66, true));
	TEST_OK(mark(&s, &m, 66, NULL, DB_NULL, 1));
	TEST(!m.cmd.refusal);
	TEST_OK(stands(&s, "66 up  v2;", 66, false));

	/* until a time: it ends by the clock, and the journal hears of it once */
	TEST_OK(mark(&s, &m, 66, "Moving", clock_wall_ms() + HOUR_MS, 2));
	TEST_OK(mark(&s, &m, 2, "Flood", clock_wall_ms() + 2 * HOUR_MS, 0));
	TEST_OK(stands(&s, "02 down Flood v1;66 down Moving v3;", 66, true));
	clock_virtual_advance(HOUR_MS);
	TEST_OK(stands(&s, "02 down Flood v1;66 up Moving v3;", 66, false));
	for (unsigned i = 0; i < 2; i++) {
		lapse = (struct command){.apply_h = office_lapse_apply};
		TEST_OK(command_run(s.db, s.kr, &lapse));
		TEST_OK(stands(&s, "02 down Flood v1;66 up  v4;", 2, true));
	}

out:
	clock_virtual_stop();
	mem_deref(s.db);
	mem_deref(s.kr);
	folder_remove(s.dir);
	return err;
}


int test_office(void)
{
	return store_each(office_on);
}
