/**
 * @file office.c  otklik office down|up|list: a region's office without the desk
 *
 * Works beside a program that runs, which takes it up within a second or two: it follows the journal.
 */
#include <stdio.h>
#include "base/clock.h"
#include "base/rfc3339.h"
#include "cmd/place.h"
#include "region/mark.h"

static const char cmd_name[] = "office";

struct wish {
	const char *region, *reason, *until;
};

struct finding {
	unsigned region;
	int64_t version;
	bool down;
};


static int refuse(enum office_refusal refusal, const char *region)
{
	static const char *const words[] = {
		[OFFICE_UNKNOWN] = "there is no such region: say its code, two digits",
		[OFFICE_CHANGED] = "somebody changed it at the same moment: try again",
		[OFFICE_REASON] = "say why, in up to 500 bytes: --reason WORDS",
		[OFFICE_UNTIL] = "that time is over: --until",
	};

	return cmd_fail(cmd_name, "%s: %s", region, words[refusal]);
}


static void time_print(const char *before, int64_t ms)
{
	char buf[RFC3339_SIZE];

	if (DB_NULL != ms && !rfc3339_print(buf, ms, 0))
		printf("%s%s", before, buf);
}


static int row_h(const struct office_mark_row *row, void *arg)
{
	const bool down = office_mark_acts(row, *(const int64_t *)arg);

	printf("%02u\t%s\t%s", row->region, region_name(row->region, LANG_EN), down ? "down" : "up");
	time_print("\tsince ", row->down && !down ? row->until_ms : row->since_ms);
	time_print("\tuntil ", down ? row->until_ms : DB_NULL);
	if (row->by.l)
		printf("\tby %.*s", (int)row->by.l, row->by.p);
	if (down)
		printf("\t%.*s", (int)row->reason.l, row->reason.p);
	printf("\n");

	return 0;
}


static int find_h(const struct office_mark_row *row, void *arg)
{
	struct finding *f = arg;

	if (row->region == f->region) {
		f->version = row->version;
		f->down = row->down;
	}
	return 0;
}


static int marks(const struct place *p, office_mark_h *h, void *arg)
{
	int err = db_begin(p->store->db);

	if (!err) {
		err = office_marks(p->store->db, h, arg);
		db_rollback(p->store->db);
	}

	return err ? cmd_fail(cmd_name, "%s: %m", p->store->data_dir, err) : CMD_OK;
}


static int mark(const struct place *p, bool down, const struct wish *wish)
{
	struct finding f = {.region = region_code(pl_of(wish->region))};
	struct office_mark m = {
		.cmd = {.apply_h = office_mark_apply}, .actor = -1, .region = f.region, .down = down, .reason = pl_of(wish->reason),
		.until_ms = DB_NULL};
	int rc, err;

	if (wish->until && rfc3339_parse(pl_of(wish->until), &m.until_ms, NULL))
		return cmd_usage(cmd_name, "--until is a time such as 2026-11-24T18:00:00+03:00, not %s", wish->until);

	rc = marks(p, find_h, &f);
	if (CMD_OK != rc || (!down && !f.down))          /* who is up stays so */
		return rc;

	m.version = f.version;
	err = command_run(p->store->db, p->store->keys, &m.cmd);
	if (err)
		return cmd_fail(cmd_name, "%s: %m", p->store->data_dir, err);

	return m.cmd.refusal ? refuse((enum office_refusal)m.cmd.refusal, wish->region) : CMD_OK;
}


int cmd_office(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	struct wish wish = {NULL, NULL, NULL};
	const struct cmd_option options[] = {{"reason", &wish.reason, NULL}, {"until", &wish.until, NULL}, {NULL, NULL, NULL}};
	const bool listing = 0 == strcmp(what, "list"), down = 0 == strcmp(what, "down");
	const int used = listing ? 1 : 2;
	struct place p;
	int rc;

	if (!listing && !down && strcmp(what, "up"))
		return cmd_usage(cmd_name, "say down, up or list");
	if (!listing && (argc < 3 || !region_code(pl_of(argv[2]))))
		return cmd_usage(cmd_name, "say which region's office: otklik office %s 66", what);

	wish.region = listing ? NULL : argv[2];
	argv[used] = argv[0];
	argc -= used;
	argv += used;
	rc = cmd_options(&argc, argv, options);
	if (CMD_OK != rc)
		return rc;
	if (!down && (wish.reason || wish.until))
		return cmd_usage(cmd_name, "--reason and --until go with down");
	if (down && !wish.reason)
		return cmd_usage(cmd_name, "say why: --reason WORDS");

	rc = place_open(&p, argc, argv, false);
	if (CMD_OK == rc) {
		int64_t now_ms = clock_wall_ms();

		rc = listing ? marks(&p, row_h, &now_ms) : mark(&p, down, &wish);
		place_close(&p);
	}

	return rc;
}
