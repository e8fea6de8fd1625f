/**
 * @file test_sender.c  What is put into the outbox reaches the program of its channel; tried again, given up, sent once for each key
 *
 * The program is a shell script that writes what it was given into a file. Nothing sleeps: each test waits for a state in the store.
 */
#include <stdio.h>
#include <stdlib.h>
#include "appeal/enter.h"
#include "appeal/incarnate.h"
#include "base/clock.h"
#include "base/durable.h"
#include "folder.h"
#include "outbox/outbox.sql.h"
#include "outbox/sender.h"
#include "outbox/view.h"
#include "store.h"
#include "test.h"

int test_sender(void);
int test_outbox_message(void);

enum { WAIT_MS = 20000 };

/* By the last digit of the number: 7 refused, 9 not now, else sent */
#define SCRIPT \
	"echo '{\"adapter\":1,\"asks\":[\"sms\"]}'\n" \
	"while read -r line; do\n" \
	"id=${line#*:}; id=${id%%,*}\n" \
	"case $line in\n" \
	"*7\\\"}}) echo \"{\\\"id\\\":$id,\\\"none\\\":\\\"unknown\\\"}\";;\n" \
	"*9\\\"}}) echo \"{\\\"id\\\":$id,\\\"away\\\":\\\"call +79161234567\\\"}\";;\n" \
	"*) printf '%s\\n' \"$line\" >>FILE; echo \"{\\\"id\\\":$id,\\\"result\\\":{}}\";;\n" \
	"esac\n" \
	"done\n"

struct post {
	struct db *db;                   /* of this thread */
	struct keyring *keys;
	struct book *book;
	struct settings *settings;
	struct adapters *adapters;
	struct readers *readers;
	struct writer *writer;
	struct sender *sender;
	struct mailbox *home;
	char dir[FOLDER_MAX], file[FOLDER_PATH];
	int64_t incarnation;
	bool done;
};


static void problem(const char *where, const char *what, void *arg)
{
	(void)arg;
	(void)fprintf(stderr, "%s: %s\n", where, what);
}


static void wake_h(int64_t pos, void *arg)
{
	(void)pos;
	(void)arg;
}


static int settings_make(struct post *p)
{
	char path[FOLDER_PATH], script[1024], command[FOLDER_PATH + 32], sms[] = "--adapter.sms", name[] = "test", wait[] = "--adapter.wait=20s";
	char *argv[] = {name, sms, command, wait, NULL}, *env[] = {NULL};
	const char *at = strstr(SCRIPT, "FILE");
	int err;

	(void)folder_path(p->file, p->dir, "sent");
	(void)folder_path(path, p->dir, "program");
	(void)snprintf(script, sizeof(script), "%.*s%s%s", (int)(at - SCRIPT), SCRIPT, p->file, at + 4);
	(void)snprintf(command, sizeof(command), "/bin/sh %s", path);
	err = durable_file(path, pl_of(script), true);

	return err ? err : settings_load(&p->settings, NULL, &(struct setting_input){.argc = 4, .argv = argv, .env = env, .problem_h = problem});
}


static int post_open(struct post *p, struct test_store *st)
{
	struct incarnate in = {.cmd = {.apply_h = incarnate_begin_apply}};
	int err;

	memset(p, 0, sizeof(*p));
	TEST_OK(folder_make(p->dir));
	TEST_OK(folder_keyring(&p->keys, p->dir));
	TEST_OK(db_open(&p->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(p->db, migration_count, NULL));
	TEST_OK(command_run(p->db, p->keys, &in.cmd));
	p->incarnation = in.id;
	TEST_OK(db_begin(p->db));
	err = book_load(&p->book, p->db, clock_wall_ms());
	db_rollback(p->db);
	TEST_OK(err);
	TEST_OK(settings_make(p));
	TEST_OK(mailbox_alloc(&p->home));

out:
	return err;
}


/* The threads, as a running program has them */
static int post_run(struct post *p, struct test_store *st)
{
	char log[FOLDER_PATH];
	int err;

	(void)folder_path(log, p->dir, "heads");
	err = adapters_start(&p->adapters, p->settings);
	if (!err)
		err = readers_start(&p->readers, st->url, 1);
	if (!err)
		err = writer_start(&p->writer, &(struct writer_prm){
				.url = st->url, .keys = p->keys, .heads_log = log, .sign_every_ms = 60000, .wake_h = wake_h});
	if (!err)
		err = sender_start(&p->sender, &(struct sender_prm){p->adapters, p->readers, p->writer, p->keys});

	return err;
}


static void post_halt(struct post *p)
{
	sender_stop(p->sender);
	if (p->adapters)
		adapters_stop(p->adapters);
	if (p->writer)
		writer_drain(p->writer);
	if (p->readers)
		readers_stop(p->readers);
	p->sender = mem_deref(p->sender);
	p->adapters = mem_deref(p->adapters);
	p->writer = mem_deref(p->writer);
	p->readers = mem_deref(p->readers);
}


static void post_close(struct post *p)
{
	post_halt(p);
	mem_deref(p->home);
	mem_deref(p->settings);
	book_unref(p->book);
	mem_deref(p->keys);
	mem_deref(p->db);
	folder_remove(p->dir);
}


static int message(struct outbox_message **mp, const char *to)
{
	int err = outbox_message_make(mp, OUTBOX_SMS, "checklist", PL_LIT("Паспорт:\n1. \"Заявление\"\n2. Фото"));

	if (!err) {
		str_ncpy((*mp)->to, to, sizeof((*mp)->to));
		str_ncpy((*mp)->word, "passport", sizeof((*mp)->word));
	}

	return err;
}


static void written_h(struct command *cmd)
{
	((struct post *)cmd->asker)->done = true;
}


/* Puts one in through the running writer; its id */
static int put(struct post *p, const char *to, int64_t *idp)
{
	struct outbox_message *m = NULL;
	int err;

	TEST_OK(message(&m, to));
	m->cmd.home = p->home;
	m->cmd.asker = p;
	m->cmd.done_h = written_h;
	p->done = false;
	TEST_OK(writer_submit(p->writer, &m->cmd));
	while (!p->done)
		(void)!mailbox_wait(p->home, -1);
	TEST(!m->cmd.err && !m->cmd.refusal && m->id);
	*idp = m->id;
	sender_wake(p->sender);

out:
	mem_deref(m);
	return err;
}


struct state {
	enum outbox_state state;
	unsigned tries;
};


static int state_h(const struct row_outbox_get *row, void *arg)
{
	*(struct state *)arg = (struct state){(enum outbox_state)row->state, (unsigned)row->tries};
	return 0;
}


/* Until it was tried */
static int tried(struct post *p, int64_t id, struct state *s)
{
	int64_t end_ms = clock_mono_ms() + WAIT_MS;
	int err = 0;

	do {
		err = db_begin(p->db);
		if (!err)
			err = sql_outbox_get(p->db, id, state_h, s);
		db_rollback(p->db);
		if (!err && !s->tries)
			(void)!mailbox_wait(p->home, 10);
	} while (!err && !s->tries && clock_mono_ms() < end_ms);

	return err ? err : s->tries ? 0 : ETIMEDOUT;
}


/* How many lines the program was given, and do they hold this? */
static int sent(const struct post *p, unsigned *n, const char *part, bool *holds)
{
	struct mbuf *mb = NULL;
	int err = durable_read(p->file, 65536, &mb);

	*n = 0;
	*holds = false;
	if (err)
		return ENOENT == err ? 0 : err;

	for (size_t i = 0; i < mb->end; i++)
		*n += '\n' == mb->buf[i];
	*holds = memmem(mb->buf, mb->end, part, strlen(part));
	mem_deref(mb);
	return 0;
}


static int sender_on(struct test_store *st)
{
	struct post p;
	struct state s = {OUTBOX_WAITING, 0};
	struct view view = {.now_ms = clock_wall_ms() + 1000};
	json_t *owed = NULL;
	int64_t good, bad, later;
	char *text = NULL;
	unsigned n;
	bool holds;
	int err;

	TEST_OK(post_open(&p, st));
	TEST_OK(post_run(&p, st));
	TEST(sender_can(p.adapters, OUTBOX_SMS) && !sender_can(p.adapters, OUTBOX_MAIL) && !sender_can(NULL, OUTBOX_SMS));

	/* as it was put in, with its key */
	TEST_OK(put(&p, "+79161234561", &good));
	TEST_OK(tried(&p, good, &s));
	TEST(OUTBOX_SENT == s.state && 1 == s.tries);
	TEST_OK(re_sdprintf(&text, "\"args\":{\"key\":\"%lld\",\"text\":\"Паспорт:\\n1. \\\"Заявление\\\"\\n2. Фото\",\"to\":\"+79161234561\"}", good));
	TEST_OK(sent(&p, &n, text, &holds));
	TEST(1 == n && holds);

	/* refused for good; not now */
	TEST_OK(put(&p, "+79161234567", &bad));
	TEST_OK(tried(&p, bad, &s));
	TEST(OUTBOX_GIVEN_UP == s.state && 1 == s.tries);
	TEST_OK(put(&p, "+79161234569", &later));
	TEST_OK(tried(&p, later, &s));
	TEST(OUTBOX_WAITING == s.state && 1 == s.tries);

	/* who looks after it sees both and why, and no number */
	view.db = p.db;
	view.keys = p.keys;
	view.book = p.book;
	TEST_OK(db_begin(p.db));
	err = outbox_view(&view, &owed);
	db_rollback(p.db);
	TEST_OK(err);
	TEST(2 == json_array_size(json_object_get(owed, "owed")));
	TEST(0 == strcmp("system: call +#", json_string_value(json_object_get(json_array_get(json_object_get(owed, "owed"), 0), "why"))));
	TEST(0 == strcmp("refused: unknown", json_string_value(json_object_get(json_array_get(json_object_get(owed, "owed"), 1), "why"))));

	/* a start anew sends nothing twice */
	post_halt(&p);
	TEST_OK(post_run(&p, st));
	TEST_OK(put(&p, "+79161234562", &good));
	TEST_OK(tried(&p, good, &s));
	TEST_OK(sent(&p, &n, "", &holds));
	TEST(2 == n);

out:
	json_decref(owed);
	mem_deref(text);
	post_close(&p);
	return err;
}


int test_sender(void)
{
	return store_each(sender_on);
}


/* ---- what may be put in ---- */

static int put_alone(struct post *p, const char *to, int64_t digits, enum outbox_channel channel, enum outbox_refusal *refusal)
{
	struct outbox_message *m = NULL;
	int err = message(&m, to);

	if (err)
		return err;

	m->channel = channel;
	m->own = digits;
	m->digits = digits;
	err = command_run(p->db, p->keys, &m->cmd);
	*refusal = (enum outbox_refusal)m->cmd.refusal;
	mem_deref(m);

	return err;
}


static int written(struct post *p, const char *phone, const char *email, int64_t *digits)
{
	struct appeal_clean clean = {.kind = APPEAL_QUESTION, .channel = CHANNEL_FORM, .topic = DB_NULL, .region = DB_NULL, .text = PL_LIT("Вопрос")};
	struct appeal_enter *enter = NULL;
	int64_t by;
	int err;

	str_ncpy(clean.phone, phone, sizeof(clean.phone));
	str_ncpy(clean.email, email, sizeof(clean.email));
	TEST_OK(appeal_enter_prepare(&enter, p->keys, p->book, &clean, NULL, 0, p->incarnation, clock_wall_ms()));
	TEST_OK(command_run(p->db, p->keys, appeal_enter_command(enter)));
	TEST_OK(appeal_enter_result(appeal_enter_command(enter), digits, &by));

out:
	mem_deref(enter);
	return err;
}


static int letters(struct post *p, enum outbox_channel channel, struct outbox_letter *l, unsigned most, unsigned *n)
{
	int err = db_begin(p->db);

	if (!err)
		err = outbox_letters(p->db, p->keys, channel, clock_wall_ms() + 1000, l, most, n);
	db_rollback(p->db);

	return err;
}


static int message_on(struct test_store *st)
{
	struct outbox_letter l[2] = {{.id = 0}};
	enum outbox_refusal refusal;
	struct post p;
	int64_t digits, phoneless;
	unsigned n = 0;
	int err;

	TEST_OK(post_open(&p, st));
	TEST_OK(written(&p, "+79161234560", "ivan@example.org", &digits));
	TEST_OK(written(&p, "+74951234567", "", &phoneless));

	TEST_OK(put_alone(&p, "+74951234567", 0, OUTBOX_SMS, &refusal));
	TEST(OUTBOX_LANDLINE == refusal);
	TEST_OK(put_alone(&p, "", 0, OUTBOX_SMS, &refusal));
	TEST(OUTBOX_NO_ADDRESS == refusal);
	TEST_OK(put_alone(&p, "", phoneless, OUTBOX_SMS, &refusal));
	TEST(OUTBOX_LANDLINE == refusal);
	TEST_OK(put_alone(&p, "", phoneless, OUTBOX_MAIL, &refusal));
	TEST(OUTBOX_NO_ADDRESS == refusal);
	TEST_OK(put_alone(&p, "", digits ^ 1, OUTBOX_MAIL, &refusal));
	TEST(OUTBOX_APPEAL_UNKNOWN == refusal);

	/* to the appeal's own, which goes with the citizen's key */
	TEST_OK(put_alone(&p, "", digits, OUTBOX_MAIL, &refusal));
	TEST(!refusal);
	TEST_OK(letters(&p, OUTBOX_MAIL, l, 2, &n));
	TEST(1 == n && !l[0].gone);
	TEST_PL(PL_LIT("ivan@example.org"), pl_of(l[0].to));

	/* nobody is pestered */
	for (unsigned i = 0; i < OUTBOX_A_DAY; i++) {
		TEST_OK(put_alone(&p, "+79161234560", 0, OUTBOX_SMS, &refusal));
		TEST(!refusal);
	}
	TEST_OK(put_alone(&p, "", digits, OUTBOX_SMS, &refusal));
	TEST(OUTBOX_ENOUGH == refusal);
	TEST_OK(put_alone(&p, "+79161234561", 0, OUTBOX_SMS, &refusal));
	TEST(!refusal);

out:
	outbox_letter_close(&l[0]);
	outbox_letter_close(&l[1]);
	post_close(&p);
	return err;
}


int test_outbox_message(void)
{
	return store_each(message_on);
}
