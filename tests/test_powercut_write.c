/**
 * @file test_powercut_write.c  A cut of the power loses no command that was acknowledged: the write path as the program runs it
 *
 * The workload is a start of the program and what citizens and staff do then: schema, working keys, incarnation, the writer's
 * thread with its groups, signed heads; appeals with keys that are kept, the same key twice in a group and again later, and acts
 * on what was entered. The verification starts the program's store again and asks:
 *   - the whole journal verifies, also against heads.log, which lies on a disk of its own and so may never be ahead;
 *   - each acknowledged command is there: sent again, it is a repeated one with the result of the first time;
 *   - each other command, sent again, takes effect once;
 *   - every appeal is whole, and the promise that is owed is what its state says.
 * The disk is that of vfs_cut.h. About 410 operations change it; some 60 of them are a cut here, every one in soak, in three modes each.
 */
#include <stdio.h>
#include <unistd.h>
#include "test.h"
#include "appeal/enter.h"
#include "appeal/incarnate.h"
#include "appeal/topic.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/journal.h"
#include "folder.h"
#include "powercut.h"
#include "staff/role.h"
#include "store.sql.h"


int test_powercut_write(void);
int test_powercut_write_finds(void);


enum { APPEALS = 14, STEPS = 27, OPERATOR = 77 };

/* What is done, in batches that are submitted together; `appeal` is an index, `event` 0 enters it */
struct step {
	unsigned batch, appeal;
	enum appeal_event event;
	const char *text;
};

static const struct step steps[STEPS] = {
	{0, 0, 0, NULL}, {0, 1, 0, NULL}, {0, 2, 0, NULL}, {0, 1, 0, NULL}, {0, 3, 0, NULL}, {0, 4, 0, NULL},
	{1, 0, APPEAL_TAKE, NULL}, {1, 1, APPEAL_TAKE, NULL}, {1, 5, 0, NULL}, {1, 0, 0, NULL}, {1, 6, 0, NULL},
	{2, 0, APPEAL_REQUEST, "Когда вы подали заявление?"}, {2, 1, APPEAL_ANSWER, "Пособие придёт до пятого числа."},
	{2, 7, 0, NULL}, {2, 8, 0, NULL}, {2, 9, 0, NULL},
	{3, 0, APPEAL_CITIZEN_WRITES, "Третьего ноября."}, {3, 1, APPEAL_CLOSE, NULL}, {3, 2, APPEAL_TAKE, NULL},
	{3, 10, 0, NULL}, {3, 7, 0, NULL},
	{4, 0, APPEAL_ANSWER, "Ваше дело у нас."}, {4, 1, APPEAL_CITIZEN_WRITES, "Не пришло."}, {4, 2, APPEAL_NOTE, "Перезвонить."},
	{4, 11, 0, NULL}, {4, 12, 0, NULL}, {4, 13, 0, NULL},
};

enum { BATCHES = 5 };

/* One step's command, entered or acted */
struct doing {
	struct appeal_enter *enter;
	struct appeal_act act;
};

struct world {
	char dir[FOLDER_MAX];            /* the master key and heads.log: not on the disk that is cut */
	char key_file[FOLDER_PATH], heads_log[FOLDER_PATH];
	struct keyring *kr;
	struct db *db;
	struct book *book;
	struct topics *topics;
	struct mailbox *mailbox;
	unsigned out;                    /* commands that have not come back */
	int64_t digits[APPEALS];         /* 0: not acknowledged */
	bool acked[STEPS];
	struct doing doing[STEPS];
};


static void reset_h(void *arg)
{
	struct world *w = arg;

	memset(w->digits, 0, sizeof(w->digits));
	memset(w->acked, 0, sizeof(w->acked));
	(void)unlink(w->heads_log);
}


static void doing_end(struct doing *doing)
{
	doing->enter = mem_deref(doing->enter);
}


static void world_close(struct world *w)
{
	for (unsigned i = 0; i < STEPS; i++)
		doing_end(&w->doing[i]);

	w->book = book_unref(w->book);
	w->topics = topics_unref(w->topics);
	w->db = mem_deref(w->db);
	w->kr = mem_deref(w->kr);
}


/* As a start of the program does it: schema, keys, incarnation, settings */
static int world_open(struct world *w)
{
	struct incarnate in = {.cmd = {.apply_h = incarnate_begin_apply}, .node = 1};
	int err;

	err = keyring_master(&w->kr, w->key_file, true, NULL);
	if (!err)
		err = db_open(&w->db, POWERCUT_URL, DB_WRITE, NULL);
	if (!err)
		err = db_migrate(w->db, 1, NULL);
	if (!err)
		err = db_begin(w->db);
	if (err)
		return err;

	err = keyring_open(w->kr, w->db);
	if (err) {
		db_rollback(w->db);
		return err;
	}
	err = db_commit(w->db);
	if (!err)
		err = command_run(w->db, w->kr, &in.cmd);
	if (!err)
		err = db_begin(w->db);
	if (err)
		return err;

	err = book_load(&w->book, w->db, 0);
	if (!err)
		err = topics_load(&w->topics, w->db);
	db_rollback(w->db);

	return err;
}


/* The same command each time it is made: id and digest from the appeal and what is done with it */
static void command_name(struct command *cmd, const struct step *step)
{
	memset(cmd->id, 1, sizeof(cmd->id));
	cmd->id[0] = (uint8_t)step->appeal;
	cmd->id[1] = (uint8_t)step->event;
	memset(cmd->digest, 2, sizeof(cmd->digest));
	cmd->keep = true;
}


static int enter_make(struct world *w, const struct step *step, struct doing *doing, struct command **cmdp)
{
	struct form_faults faults;
	struct appeal_clean clean;
	int err;

	appeal_form_check(&(struct appeal_form){
			.kind = PL_LIT("question"), .text = PL_LIT("Когда придёт пособие? СНИЛС 112-233-445 95"),
			.phone = PL_LIT("8 916 123-45-67"), .channel = CHANNEL_API},
			book_regions(w->book), w->topics, 20000, &clean, &faults);
	if (faults.n)
		return EINVAL;

	doing_end(doing);
	err = appeal_enter_prepare(&doing->enter, w->kr, w->book, &clean, NULL, 0, 1, clock_wall_ms());
	if (err)
		return err;

	*cmdp = appeal_enter_command(doing->enter);
	return 0;
}


static struct command *act_make(struct world *w, const struct step *step, struct doing *doing)
{
	bool citizen = APPEAL_CITIZEN_WRITES == step->event;

	doing->act = (struct appeal_act){
		.cmd = {.apply_h = appeal_act_apply}, .keys = w->kr, .book = w->book, .digits = w->digits[step->appeal],
		.event = step->event, .actor = {citizen ? 0 : OPERATOR, citizen ? 0 : ROLE_OPERATOR}, .text = pl_of(step->text),
		.result = RESULT_EXPLAINED, .topic = DB_NULL, .answer_by_ms = DB_NULL, .channel = CHANNEL_API,
	};

	return &doing->act.cmd;
}


static int command_make(struct world *w, unsigned i, struct command **cmdp)
{
	const struct step *step = &steps[i];
	int err = 0;

	if (step->event)
		*cmdp = act_make(w, step, &w->doing[i]);
	else
		err = enter_make(w, step, &w->doing[i], cmdp);
	if (!err)
		command_name(*cmdp, step);

	return err;
}


/* What came back: an acknowledgement is remembered, and must say the same as an earlier one */
static int command_learn(struct world *w, unsigned i, const struct command *cmd, bool again)
{
	const struct step *step = &steps[i];
	int64_t digits, answer_by;
	int err;

	if (cmd->err)
		return cmd->err;
	if (cmd->refusal) {
		fprintf(stderr, "powercut: step %u is refused: %d\n", i, cmd->refusal);
		return EPERM;
	}
	if (again && w->acked[i] && !cmd->repeated) {
		fprintf(stderr, "powercut: step %u was acknowledged and is not there\n", i);
		return ENODATA;
	}

	w->acked[i] = true;
	if (step->event)
		return 0;

	err = appeal_enter_result(cmd, &digits, &answer_by);
	if (err)
		return err;
	if (w->digits[step->appeal] && digits != w->digits[step->appeal]) {
		fprintf(stderr, "powercut: step %u: another number for one key\n", i);
		return EEXIST;
	}

	w->digits[step->appeal] = digits;
	return 0;
}


static void done_h(struct command *cmd)
{
	struct world *w = cmd->asker;

	w->out--;
}


static int batch_run(struct world *w, struct writer *writer, unsigned batch)
{
	struct command *cmds[STEPS] = {NULL};
	int err = 0;

	for (unsigned i = 0; i < STEPS && !err; i++) {
		if (steps[i].batch != batch)
			continue;

		err = command_make(w, i, &cmds[i]);
		if (!err) {
			cmds[i]->home = w->mailbox;
			cmds[i]->asker = w;
			cmds[i]->done_h = done_h;
			err = writer_submit(writer, cmds[i]);
		}
		if (err)
			cmds[i] = NULL;
		else
			w->out++;
	}

	while (w->out && !mailbox_wait(w->mailbox, -1))
		;

	/* all that came back is learnt, also beside an error */
	for (unsigned i = 0; i < STEPS; i++) {
		int one = cmds[i] ? command_learn(w, i, cmds[i], false) : 0;

		err = err ? err : one;
	}

	return err;
}


static int work_h(void *arg)
{
	struct writer *writer = NULL;
	struct world *w = arg;
	int err;

	err = world_open(w);
	if (!err)
		err = writer_start(&writer, &(struct writer_prm){
				.url = POWERCUT_URL, .keys = w->kr, .heads_log = w->heads_log, .sign_every_ms = 0});

	for (unsigned batch = 0; batch < BATCHES && !err; batch++)
		err = batch_run(w, writer, batch);

	mem_deref(writer);
	world_close(w);
	return err;
}


static int count_h(const struct row_cut_count *row, void *arg)
{
	bool all = *(bool *)arg;

	if (row->appeals == row->numbers && row->appeals == row->entered && row->appeals == row->serial &&
	    (!all || APPEALS == row->appeals))
		return 0;

	fprintf(stderr, "powercut: %lld appeals, %lld numbers, %lld entered, serial %lld\n", (long long)row->appeals,
		(long long)row->numbers, (long long)row->entered, (long long)row->serial);
	return EDOM;
}


static int torn_h(const struct row_cut_torn *row, void *arg)
{
	if (row->appeals)
		fprintf(stderr, "powercut: %lld appeals are not whole\n", (long long)row->appeals);

	return row->appeals ? EDOM : 0;
}


static int sound_h(const struct row_store_sound *row, void *arg)
{
	return pl_strcmp(&row->words, "ok") ? EBADMSG : 0;
}


static int store_check(struct world *w, bool all)
{
	struct journal_report rep;
	int err;

	err = journal_verify(w->db, w->kr, w->heads_log, false, &rep);
	if (!err && JOURNAL_OK != rep.fault) {
		fprintf(stderr, "powercut: %s\n", rep.words);
		err = EBADMSG;
	}
	if (!err)
		err = db_begin(w->db);
	if (err)
		return err;

	err = sql_store_sound(w->db, sound_h, NULL);
	if (!err)
		err = sql_cut_count(w->db, count_h, &all);
	if (!err)
		err = sql_cut_torn(w->db, torn_h, NULL);
	db_rollback(w->db);

	return err;
}


static int verify_h(void *arg)
{
	struct world *w = arg;
	int err;

	err = world_open(w);
	if (!err)
		err = store_check(w, false);

	for (unsigned i = 0; i < STEPS && !err; i++) {
		struct command *cmd = NULL;

		err = command_make(w, i, &cmd);
		if (!err)
			(void)!command_run(w->db, w->kr, cmd);
		if (!err)
			err = command_learn(w, i, cmd, true);
	}

	if (!err)
		err = store_check(w, true);

	world_close(w);
	return err;
}


static const struct powercut commands = {"commands", reset_h, work_h, verify_h};


static int world_make(struct world *w)
{
	int err;

	TEST_OK(folder_make(w->dir));
	(void)folder_path(w->key_file, w->dir, "master.key");
	(void)folder_path(w->heads_log, w->dir, "heads.log");
	TEST_OK(mailbox_alloc(&w->mailbox));

	log_level_set(LOG_LEVEL_ERROR);          /* a group that is rolled back is what these tests are about */
out:
	return err;
}


static void world_end(struct world *w)
{
	log_level_set(LOG_LEVEL_INFO);
	mem_deref(w->mailbox);
	folder_remove(w->dir);
}


int test_powercut_write(void)
{
	struct world w = {.out = 0};
	int err;

	TEST_OK(world_make(&w));
	TEST_OK(powercut_run(&commands, &w, 60));

out:
	world_end(&w);
	return err;
}


/* A disk that says it has synced and has not: acknowledged commands are gone, and the verification says so */
int test_powercut_write_finds(void)
{
	struct world w = {.out = 0};
	int err;

	TEST_OK(world_make(&w));
	TEST_OK(cut_init());
	cut_format();
	cut_lie(true);
	TEST_OK(work_h(&w));
	cut_restart(CUT_DROP, 1);
	TEST(0 != verify_h(&w));

	cut_format();
	reset_h(&w);
	TEST_OK(work_h(&w));
	cut_restart(CUT_DROP, 1);
	TEST_OK(verify_h(&w));

out:
	cut_format();
	world_end(&w);
	return err;
}
