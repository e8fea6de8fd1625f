/**
 * @file test_appeal.c  The appeal room on a store: taken in, worked on, answered, found again
 */
#include <jansson.h>
#include <stdlib.h>
#include "test.h"
#include "appeal/appeal.sql.h"
#include "appeal/enter.h"
#include "appeal/file.h"
#include "appeal/number.h"
#include "appeal/reveal.h"
#include "appeal/search.h"
#include "appeal/topic.h"
#include "appeal/view.h"
#include "base/clock.h"
#include "db/journal.h"
#include "promise/promise.h"
#include "staff/staff.h"
#include "store.h"
#include "store.sql.h"

struct world {
	struct test_store *st;
	struct db *db;
	struct keyring *kr;
	struct book *book;
	struct topics *topics;
	char dir[FOLDER_MAX];
	int64_t anna, boris;             /* operators */
};

static const char question[] = "Здравствуйте! СНИЛС 112-233-445 95, телефон 8 916 123-45-67. Когда придёт пособие на ребёнка?";

int test_appeal_life(void);
int test_appeal_twice(void);
int test_appeal_form(void);
int test_appeal_private(void);
int test_appeal_search(void);


static int member_add(struct world *w, const char *login, int64_t *idp)
{
	struct staff_set set = {
		.cmd = {.apply_h = staff_set_apply}, .actor = -1, .login = pl_of(login), .name = pl_of(login),
		.roles = ROLE_OPERATOR, .active = true};
	int err = command_run(w->db, w->kr, &set.cmd);

	*idp = set.id;
	return err ? err : set.cmd.refusal;
}


static void world_end(struct world *w)
{
	book_unref(w->book);
	topics_unref(w->topics);
	mem_deref(w->db);
	mem_deref(w->kr);
	folder_remove(w->dir);
}


static int world_make(struct world *w, struct test_store *st)
{
	int err;

	memset(w, 0, sizeof(*w));
	w->st = st;

	TEST_OK(folder_make(w->dir));
	TEST_OK(folder_keyring(&w->kr, w->dir));
	TEST_OK(db_open(&w->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(w->db, 1, NULL));
	TEST_OK(db_begin(w->db));
	TEST_OK(book_load(&w->book, w->db, 0));
	TEST_OK(topics_load(&w->topics, w->db));
	db_rollback(w->db);
	TEST_OK(member_add(w, "anna", &w->anna));
	TEST_OK(member_add(w, "boris", &w->boris));

out:
	if (err)
		world_end(w);
	return err;
}


/* Sends a form in; the command is the caller's to free */
static int enter(struct world *w, const char *key, const char *text, struct command **cmdp, int64_t *digits)
{
	struct appeal_enter *e = NULL;
	struct form_faults faults;
	struct appeal_clean clean;
	int64_t answer_by;
	int err;

	appeal_form_check(&(struct appeal_form){
			.kind = PL_LIT("question"), .text = pl_of(text), .phone = PL_LIT("8 916 123-45-67"),
			.name = PL_LIT("Иван Петров"), .channel = CHANNEL_FORM},
			book_regions(w->book), w->topics, 20000, &clean, &faults);
	TEST(0 == faults.n);

	TEST_OK(appeal_enter_prepare(&e, w->kr, w->book, &clean, NULL, 0, 1, INT64_C(1795345200000)));
	*cmdp = appeal_enter_command(e);
	if (key) {
		(*cmdp)->keep = true;
		memcpy((*cmdp)->id, key, COMMAND_ID_SIZE);
		memcpy((*cmdp)->digest, text, 32);
	}

	TEST_OK(command_run(w->db, w->kr, *cmdp));
	if (!(*cmdp)->refusal)
		TEST_OK(appeal_enter_result(*cmdp, digits, &answer_by));

out:
	if (err)
		mem_deref(e);
	return err;
}


static int enter_plain(struct world *w, int64_t *digits)
{
	struct command *cmd = NULL;
	int err = enter(w, NULL, question, &cmd, digits);

	if (!err)
		mem_deref(appeal_enter_of(cmd));

	return err;
}


/* One act; version 0: whatever it is */
static int act_until(struct world *w, struct appeal_act *a, int64_t digits, enum appeal_event event, int64_t staff, const char *text,
		     int64_t answer_by_ms)
{
	a->cmd = (struct command){.apply_h = appeal_act_apply};
	a->keys = w->kr;
	a->book = w->book;
	a->digits = digits;
	a->event = event;
	a->actor = (struct actor){staff, staff ? ROLE_OPERATOR : 0};
	a->text = pl_of(text);
	a->topic = DB_NULL;
	a->answer_by_ms = answer_by_ms;
	a->channel = CHANNEL_FORM;

	return command_run(w->db, w->kr, &a->cmd);
}


static int act(struct world *w, struct appeal_act *a, int64_t digits, enum appeal_event event, int64_t staff, const char *text)
{
	return act_until(w, a, digits, event, staff, text, DB_NULL);
}


static int life_on(struct test_store *st)
{
	struct appeal_act a = {.version = 0};
	struct world w;
	int64_t digits = 0, due;
	int err;

	err = world_make(&w, st);
	if (err)
		return err;

	TEST_OK(enter_plain(&w, &digits));

	TEST_OK(act(&w, &a, digits, APPEAL_TAKE, w.anna, NULL));
	TEST(!a.cmd.refusal && APPEAL_IN_WORK == a.state && a.owner == w.anna && 2 == a.new_version);

	/* the second operator is told who was first */
	a.version = 1;
	TEST_OK(act(&w, &a, digits, APPEAL_TAKE, w.boris, NULL));
	TEST(APPEAL_CHANGED == a.cmd.refusal && a.owner == w.anna && 0 == strcmp(a.owner_name, "anna"));
	a.version = 0;
	TEST_OK(act(&w, &a, digits, APPEAL_ANSWER, w.boris, "Ответ"));
	TEST(APPEAL_NOT_YOURS == a.cmd.refusal);

	/* the term stands still while the citizen is asked, and goes on when the citizen writes */
	TEST_OK(act(&w, &a, digits, APPEAL_REQUEST, w.anna, "Когда вы подали заявление?"));
	TEST(!a.cmd.refusal && APPEAL_WAITING == a.state);
	due = a.answer_by_given_ms;
	TEST_OK(act(&w, &a, digits, APPEAL_CITIZEN_WRITES, 0, "Третьего ноября"));
	TEST(!a.cmd.refusal && APPEAL_IN_WORK == a.state && a.answer_by_given_ms >= due);

	/* answered and closed in one */
	a.close = true;
	a.result = RESULT_EXPLAINED;
	TEST_OK(act(&w, &a, digits, APPEAL_ANSWER, w.anna, "Пособие придёт до пятого декабря."));
	TEST(!a.cmd.refusal && APPEAL_CLOSED == a.state);
	a.close = false;

	/* closing again is not possible; writing opens it with a new term */
	TEST_OK(act(&w, &a, digits, APPEAL_CLOSE, w.anna, NULL));
	TEST(APPEAL_NOT_NOW == a.cmd.refusal);
	TEST_OK(act(&w, &a, digits, APPEAL_CITIZEN_WRITES, 0, "Не пришло"));
	TEST(!a.cmd.refusal && APPEAL_REOPENED == a.state);

	TEST_OK(act(&w, &a, digits + 1, APPEAL_TAKE, w.anna, NULL));
	TEST(APPEAL_UNKNOWN == a.cmd.refusal);

out:
	world_end(&w);
	return err;
}


static int note_h(const struct row_message_list *row, void *arg)
{
	if (MESSAGE_NOTE == row->kind && 0 == pl_strcmp(&row->body, "Больше не звонить"))
		++*(unsigned *)arg;

	return 0;
}


static int state_h(const struct row_promise_state *row, void *arg)
{
	*(int64_t *)arg = row->state;
	return 0;
}


/* What is said with an act is kept, and what an act cannot do it refuses */
static int words_on(struct test_store *st)
{
	struct appeal_act a = {.version = 0};
	struct promise promise;
	unsigned notes = 0;
	struct world w;
	int64_t digits = 0, ended = 0;
	bool owed = false;
	int err;

	clock_virtual_start(INT64_C(1795345200000), 0);          /* before the store has rows: its time never runs back */
	err = world_make(&w, st);
	if (err) {
		clock_virtual_stop();
		return err;
	}

	TEST_OK(enter_plain(&w, &digits));
	TEST_OK(act(&w, &a, digits, APPEAL_TAKE, w.anna, NULL));

	/* a later time while the term stands still: nobody could keep it */
	TEST_OK(act(&w, &a, digits, APPEAL_REQUEST, w.anna, "Когда?"));
	TEST_OK(act_until(&w, &a, digits, APPEAL_SET_DELAY, w.anna, "Ждём ответа банка", a.answer_by_given_ms + 86400000));
	TEST(APPEAL_NOT_NOW == a.cmd.refusal);
	TEST_OK(act(&w, &a, digits, APPEAL_SET_DELAY, w.anna, "Ждём ответа банка"));
	TEST(!a.cmd.refusal);
	TEST_OK(act(&w, &a, digits, APPEAL_CITIZEN_WRITES, 0, "Вчера"));

	/* the words of a delay lie unsealed beside the appeal: identifiers are refused, numbers and dates are not */
	TEST_OK(act(&w, &a, digits, APPEAL_SET_DELAY, w.anna, "Проверяем СНИЛС 112-233-445 95"));
	TEST(APPEAL_IDENTIFIER == a.cmd.refusal);
	TEST_OK(act(&w, &a, digits, APPEAL_SET_DELAY, w.anna, "Пишите на ivan@example.org"));
	TEST(APPEAL_IDENTIFIER == a.cmd.refusal);
	TEST_OK(act(&w, &a, digits, APPEAL_SET_DELAY, w.anna, "Ответ архива № 15 от 3.11.2026 придёт до 25 ноября"));
	TEST(!a.cmd.refusal);

	/* overdue first, then asked: the pause heals nothing */
	clock_virtual_advance(INT64_C(30) * 86400000);
	TEST_OK(act(&w, &a, digits, APPEAL_REQUEST, w.anna, "Точно?"));
	TEST_OK(db_begin(w.db));
	err = promise_owed(w.db, a.id, PROMISE_ANSWER, &promise, &owed);
	db_rollback(w.db);
	TEST_OK(err);
	TEST(owed && promise.clock.paused_ms > promise.clock.due_ms);

	/* the note of a close is for colleagues, and there */
	a.result = RESULT_EXPLAINED;
	TEST_OK(act(&w, &a, digits, APPEAL_CLOSE, w.anna, "Больше не звонить"));
	TEST(!a.cmd.refusal && APPEAL_CLOSED == a.state);
	TEST_OK(db_begin(w.db));
	err = sql_message_list(w.db, a.id, note_h, &notes);
	if (!err)
		err = sql_promise_state(w.db, promise.id, state_h, &ended);
	db_rollback(w.db);
	TEST_OK(err);
	TEST(1 == notes && PROMISE_LATE == ended);

out:
	clock_virtual_stop();
	world_end(&w);
	return err;
}


static int broken_h(const struct row_journal_of_appeal *row, void *arg)
{
	if (0 == pl_strcmp(&row->kind, "promise.broken"))
		++*(unsigned *)arg;

	return 0;
}


static int broken_count(struct world *w, int64_t appeal, unsigned *n)
{
	struct promise_watch watch = {.cmd = {.apply_h = promise_watch_apply}};
	int err = command_run(w->db, w->kr, &watch.cmd);

	*n = 0;
	if (!err)
		err = db_begin(w->db);
	if (err)
		return err;

	err = sql_journal_of_appeal(w->db, appeal, broken_h, n);
	db_rollback(w->db);
	return err;
}


/* A promise is broken once, however often its clock stands still afterwards; given anew it can be broken anew */
static int broken_on(struct test_store *st)
{
	struct appeal_act a = {.version = 0};
	struct world w;
	int64_t digits = 0;
	unsigned n = 0;
	int err;

	clock_virtual_start(INT64_C(1795345200000), 0);          /* before the store has rows: its time never runs back */
	err = world_make(&w, st);
	if (err) {
		clock_virtual_stop();
		return err;
	}

	TEST_OK(enter_plain(&w, &digits));
	TEST_OK(act(&w, &a, digits, APPEAL_TAKE, w.anna, NULL));

	clock_virtual_advance(INT64_C(30) * 86400000);
	TEST_OK(broken_count(&w, a.id, &n));
	TEST(1 == n);
	for (int i = 0; i < 2; i++) {
		TEST_OK(act(&w, &a, digits, APPEAL_REQUEST, w.anna, "Точно?"));
		clock_virtual_advance(3600000);
		TEST_OK(act(&w, &a, digits, APPEAL_CITIZEN_WRITES, 0, "Точно"));
		clock_virtual_advance(3600000);
		TEST_OK(broken_count(&w, a.id, &n));
		TEST(1 == n);
	}

	TEST_OK(act_until(&w, &a, digits, APPEAL_SET_DELAY, w.anna, "Ждём ответа банка", clock_wall_ms() + 86400000));
	TEST(!a.cmd.refusal);
	clock_virtual_advance(2 * 86400000);

	/* nobody has looked yet when it begins to stand still: it is broken all the same, and said so once */
	TEST_OK(act(&w, &a, digits, APPEAL_REQUEST, w.anna, "Точно?"));
	TEST_OK(broken_count(&w, a.id, &n));
	TEST(2 == n);
	TEST_OK(act(&w, &a, digits, APPEAL_CITIZEN_WRITES, 0, "Точно"));
	TEST_OK(broken_count(&w, a.id, &n));
	TEST(2 == n);

out:
	clock_virtual_stop();
	world_end(&w);
	return err;
}


int test_appeal_life(void)
{
	int err = store_each(words_on);

	if (err)
		return err;

	err = store_each(broken_on);
	if (err)
		return err;

	return store_each(life_on);
}


static int twice_on(struct test_store *st)
{
	static const char key[] = "0123456789abcdef";
	struct command *one = NULL, *two = NULL, *other = NULL;
	int64_t first = 0, second = 0, third = -1;
	struct journal_report rep;
	struct world w;
	int err;

	err = world_make(&w, st);
	if (err)
		return err;

	TEST_OK(enter(&w, key, question, &one, &first));
	TEST(!one->repeated && !one->refusal);
	TEST_OK(enter(&w, key, question, &two, &second));
	TEST(two->repeated && first == second);

	/* the same key with another content is refused, and nothing is made */
	TEST_OK(enter(&w, key, "Совсем другой вопрос, тоже длинный", &other, &third));
	TEST(REFUSED_ID_REUSED == other->refusal && -1 == third);

	TEST_OK(journal_verify(w.db, w.kr, NULL, false, &rep));
	TEST(JOURNAL_OK == rep.fault && 3 == rep.rows);     /* two members, one appeal */

out:
	mem_deref(one ? appeal_enter_of(one) : NULL);
	mem_deref(two ? appeal_enter_of(two) : NULL);
	mem_deref(other ? appeal_enter_of(other) : NULL);
	world_end(&w);
	return err;
}


int test_appeal_twice(void)
{
	return store_each(twice_on);
}


int test_appeal_form(void)
{
	static const struct { const char *kind, *text, *phone, *email, *field; } bad[] = {
		{"questions", "текст", NULL, NULL, "kind"},
		{"question", " \xc2\xa0\n ", NULL, NULL, "text"},
		{"question", "a\x01z", NULL, NULL, "text"},
		{"question", "\xff\xfe", NULL, NULL, "text"},
		{"question", "текст", "8 916 123 45 6", NULL, "phone"},
		{"question", "текст", "112", NULL, "phone"},
		{"question", "текст", NULL, "имя", "email"},
		{"question", "текст", NULL, "a@b", "email"},
		{"question", "текст", NULL, "a@@b.ru", "email"},
		{"question", "текст", NULL, "a..b@c.ru", "email"},
		{"question", "текст", NULL, "a@c.ru\r\nBcc: x@y.ru", "email"},
	};
	struct regions *regions = NULL;
	struct form_faults faults;
	struct appeal_clean clean;
	int err;

	TEST_OK(regions_builtin(&regions));

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		appeal_form_check(&(struct appeal_form){
				.kind = pl_of(bad[i].kind), .text = pl_of(bad[i].text), .phone = pl_of(bad[i].phone),
				.email = pl_of(bad[i].email)}, regions, NULL, 20000, &clean, &faults);
		TEST(1 == faults.n && 0 == strcmp(faults.at[0].field, bad[i].field));
	}

	appeal_form_check(&(struct appeal_form){
			.kind = PL_LIT("complaint"), .text = PL_LIT("  Долго\nждали  "), .phone = PL_LIT("8 (916) 123-45-67"),
			.email = PL_LIT(" Ivan@Example.ORG "), .region = PL_LIT("16")}, regions, NULL, 20000, &clean, &faults);
	TEST(0 == faults.n && APPEAL_COMPLAINT == clean.kind && 16 == clean.region && DB_NULL == clean.topic);
	TEST_PL(PL_LIT("Долго\nждали"), clean.text);
	TEST_PL(PL_LIT("+79161234567"), pl_of(clean.phone));
	TEST_PL(PL_LIT("Ivan@example.org"), pl_of(clean.email));

	/* regions by name as well */
	appeal_form_check(&(struct appeal_form){
			.kind = PL_LIT("complaint"), .text = PL_LIT("Долго"), .region = PL_LIT(" санкт-петербург ")},
			regions, NULL, 20000, &clean, &faults);
	TEST(0 == faults.n && 78 == clean.region);

out:
	mem_deref(regions);
	return err;
}


static int document(struct world *w, int64_t staff, int64_t digits, char **textp)
{
	struct view v = {.db = w->db, .keys = w->kr, .book = w->book, .topics = w->topics, .actor = {staff, ROLE_OPERATOR}};
	enum appeal_refusal refusal = 0;
	json_t *obj = NULL;
	int err;

	TEST_OK(db_begin(w->db));
	err = view_card(&v, digits, &obj, &refusal);
	db_rollback(w->db);
	TEST_OK(err);
	TEST(!refusal);

	*textp = json_dumps(obj, JSON_COMPACT);
	TEST(*textp);

out:
	json_decref(obj);
	return err;
}


/* Nothing personal is shown unasked; what is asked for is in the journal; drafts of two devices do not overwrite each other */
static int private_on(struct test_store *st)
{
	struct appeal_reveal reveal = {.field = REVEAL_PHONE, .reason = PL_LIT("call")};
	struct appeal_draft draft = {.text = PL_LIT("Черновик")};
	struct journal_report rep;
	char *card = NULL;
	struct world w;
	int64_t digits = 0, before, first;
	int err;

	err = world_make(&w, st);
	if (err)
		return err;

	TEST_OK(enter_plain(&w, &digits));
	TEST_OK(document(&w, w.anna, digits, &card));
	TEST(!strstr(card, "9161234567") && !strstr(card, "916 123") && !strstr(card, "Петров") && !strstr(card, "112-233"));
	TEST(strstr(card, "⟦phone 1⟧") && strstr(card, "⟦snils 1⟧") && strstr(card, "И••• П•••"));

	TEST_OK(journal_verify(w.db, w.kr, NULL, false, &rep));
	before = rep.pos;

	reveal.cmd.apply_h = appeal_reveal_apply;
	reveal.keys = w.kr;
	reveal.digits = digits;
	reveal.actor = (struct actor){w.anna, ROLE_OPERATOR};
	TEST_OK(command_run(w.db, w.kr, &reveal.cmd));
	TEST(!reveal.cmd.refusal && reveal.value);
	TEST_PL(PL_LIT("+79161234567"), ((struct pl){(char *)reveal.value->buf, reveal.value->end}));
	TEST_OK(journal_verify(w.db, w.kr, NULL, false, &rep));
	TEST(before + 1 == rep.pos);

	/* an administrator or an auditor sees nothing */
	reveal.actor.roles = ROLE_ADMINISTRATOR | ROLE_AUDITOR;
	TEST_OK(command_run(w.db, w.kr, &reveal.cmd));
	TEST(APPEAL_NOT_PERMITTED == reveal.cmd.refusal && !reveal.value);

	clock_virtual_start(clock_wall_ms(), 0);
	draft.cmd.apply_h = appeal_draft_apply;
	draft.keys = w.kr;
	draft.digits = digits;
	draft.actor = (struct actor){w.anna, ROLE_OPERATOR};
	TEST_OK(command_run(w.db, w.kr, &draft.cmd));
	TEST(!draft.cmd.refusal && draft.new_version > 0);
	first = draft.new_version;

	draft.text = PL_LIT("С другого устройства");
	TEST_OK(command_run(w.db, w.kr, &draft.cmd));
	TEST(APPEAL_DRAFT_NEWER == draft.cmd.refusal && first == draft.new_version);
	TEST_PL(PL_LIT("Черновик"), ((struct pl){(char *)draft.newer->buf, draft.newer->end}));

	draft.version = first;
	TEST_OK(command_run(w.db, w.kr, &draft.cmd));
	TEST(!draft.cmd.refusal && draft.new_version > first);

	/* a version does not return: what is begun after an emptied draft is another */
	first = draft.version = draft.new_version;
	draft.text = PL_LIT("");
	TEST_OK(command_run(w.db, w.kr, &draft.cmd));
	TEST(!draft.cmd.refusal && !draft.new_version);
	clock_virtual_advance(10);
	draft.version = 0;
	draft.text = PL_LIT("Заново");
	TEST_OK(command_run(w.db, w.kr, &draft.cmd));
	TEST(!draft.cmd.refusal && draft.new_version > first);

out:
	clock_virtual_stop();
	free(card);
	mem_deref(reveal.value);
	mem_deref(draft.newer);
	world_end(&w);
	return err;
}


/* What the desk and the citizen are shown of an appeal, as text */
static int shown(struct world *w, int64_t digits, bool desk, char **textp, int64_t *citizen)
{
	struct view v = {.db = w->db, .keys = w->kr, .book = w->book, .topics = w->topics, .actor = {w->anna, ROLE_OPERATOR}};
	enum appeal_refusal refusal = 0;
	json_t *obj = NULL, *id;
	int err;

	*textp = NULL;
	TEST_OK(db_begin(w->db));
	err = desk ? view_card(&v, digits, &obj, &refusal) : view_status(&v, digits, &obj, &refusal);
	db_rollback(w->db);
	TEST_OK(err);
	TEST(!refusal);

	id = json_object_get(json_object_get(obj, "citizen"), "id");
	if (id)
		*citizen = strtoll(json_string_value(id), NULL, 10);
	*textp = json_dumps(obj, JSON_COMPACT);
	TEST(*textp);

out:
	json_decref(obj);
	return err;
}


/* The draft as another device reads it */
static int draft_shown(struct world *w, int64_t digits, enum appeal_refusal *refusal)
{
	struct view v = {.db = w->db, .keys = w->kr, .book = w->book, .topics = w->topics, .actor = {w->anna, ROLE_OPERATOR}};
	json_t *obj = NULL;
	int err;

	err = db_begin(w->db);
	if (err)
		return err;

	err = view_draft(&v, digits, &obj, refusal);
	db_rollback(w->db);
	json_decref(obj);
	return err;
}


/* The citizen's key was destroyed: what is shown says so, and whatever would need the key is refused in words */
static int erased_on(struct test_store *st)
{
	struct appeal_reveal reveal = {.cmd = {.apply_h = appeal_reveal_apply}, .field = REVEAL_PHONE, .reason = PL_LIT("call")};
	struct appeal_draft draft = {.cmd = {.apply_h = appeal_draft_apply}, .text = PL_LIT("Черновик")};
	struct appeal_act a = {.version = 0};
	char *card = NULL, *status = NULL;
	int64_t digits = 0, citizen = 0, n = 0;
	enum appeal_refusal refusal = 0;
	struct appeal_file file;
	struct world w;
	int err;

	err = world_make(&w, st);
	if (err)
		return err;

	TEST_OK(enter_plain(&w, &digits));
	TEST_OK(act(&w, &a, digits, APPEAL_TAKE, w.anna, NULL));
	reveal.keys = draft.keys = w.kr;
	reveal.digits = draft.digits = digits;
	reveal.actor = draft.actor = (struct actor){w.anna, ROLE_OPERATOR};
	TEST_OK(command_run(w.db, w.kr, &draft.cmd));
	TEST_OK(shown(&w, digits, true, &card, &citizen));
	TEST(!strstr(card, "erased"));
	free(card);
	card = NULL;

	TEST_OK(db_begin(w.db));
	TEST_OK(sql_tamper_citizen_key(w.db, citizen, (struct pl){NULL, 0}, &n));
	TEST_OK(db_commit(w.db));
	TEST(1 == n);

	TEST_OK(shown(&w, digits, true, &card, &citizen));
	TEST_OK(shown(&w, digits, false, &status, &citizen));
	TEST(strstr(card, "\"erased\":true") && strstr(status, "\"erased\":true") && !strstr(card, "draft"));

	TEST_OK(act(&w, &a, digits, APPEAL_ANSWER, w.anna, "Ответ"));
	TEST(APPEAL_ERASED == a.cmd.refusal);
	TEST_OK(act(&w, &a, digits, APPEAL_NOTE, w.anna, "Заметка"));
	TEST(APPEAL_ERASED == a.cmd.refusal);
	TEST_OK(act(&w, &a, digits, APPEAL_CITIZEN_WRITES, 0, "Вопрос"));
	TEST(APPEAL_ERASED == a.cmd.refusal);
	TEST_OK(command_run(w.db, w.kr, &draft.cmd));
	TEST(APPEAL_ERASED == draft.cmd.refusal);
	TEST_OK(draft_shown(&w, digits, &refusal));
	TEST(!refusal);
	TEST_OK(command_run(w.db, w.kr, &reveal.cmd));
	TEST(APPEAL_ERASED == reveal.cmd.refusal);
	TEST_OK(db_begin(w.db));
	err = appeal_file_find(w.db, w.kr, digits, 1, &file, &refusal);
	db_rollback(w.db);
	TEST(!err && APPEAL_ERASED == refusal);

	/* what seals nothing goes on: it can be given back, taken and closed */
	TEST_OK(act(&w, &a, digits, APPEAL_RETURN, w.anna, NULL));
	TEST(!a.cmd.refusal);
	TEST_OK(act(&w, &a, digits, APPEAL_TAKE, w.anna, NULL));
	a.result = RESULT_WITHDRAWN;
	TEST_OK(act(&w, &a, digits, APPEAL_CLOSE, w.anna, NULL));
	TEST(!a.cmd.refusal && APPEAL_CLOSED == a.state);

out:
	free(card);
	free(status);
	mem_deref(draft.newer);
	world_end(&w);
	return err;
}


int test_appeal_private(void)
{
	int err = store_each(erased_on);

	if (err)
		return err;

	return store_each(private_on);
}


static int found(struct world *w, const char *words, size_t *np)
{
	struct view v = {.db = w->db, .keys = w->kr, .book = w->book, .topics = w->topics, .actor = {w->anna, ROLE_OPERATOR}};
	struct view_filter filter = {.state = DB_NULL, .topic = DB_NULL, .owner = DB_NULL, .to_ms = INT64_MAX, .words = pl_of(words), .most = 10};
	json_t *obj = NULL;
	int err;

	TEST_OK(db_begin(w->db));
	err = view_list(&v, &filter, &obj);
	db_rollback(w->db);
	TEST_OK(err);
	*np = json_array_size(json_object_get(obj, "items"));

out:
	json_decref(obj);
	return err;
}


static int search_on(struct test_store *st)
{
	struct search_index index = {.cmd = {.apply_h = search_index_apply}};
	struct world w;
	char number[NUMBER_SIZE];
	int64_t digits = 0;
	size_t n = 99;
	int err;

	err = world_make(&w, st);
	if (err)
		return err;

	TEST_OK(enter_plain(&w, &digits));
	TEST_OK(enter_plain(&w, &digits));

	index.keys = w.kr;
	do {
		TEST_OK(command_run(w.db, w.kr, &index.cmd));
	} while (index.more);

	TEST_OK(found(&w, "ПОСОБИЯ", &n));             /* another case and ending */
	TEST(2 == n);
	TEST_OK(found(&w, "пособие ребенку", &n));     /* all words, ё or е */
	TEST(2 == n);
	TEST_OK(found(&w, "пособие паспорт", &n));
	TEST(0 == n);
	TEST_OK(found(&w, "112-233-445 95", &n));      /* what was cut out is not in the index */
	TEST(0 == n);
	TEST_OK(found(&w, "+7 916 123-45-67", &n));    /* but the phone that was given finds its appeals */
	TEST(2 == n);

	number_format(number, digits, NUMBER_CYRILLIC);
	TEST_OK(found(&w, number, &n));
	TEST(1 == n);
	TEST_OK(found(&w, "", &n));                    /* everything */
	TEST(2 == n);

out:
	world_end(&w);
	return err;
}


int test_appeal_search(void)
{
	return store_each(search_on);
}
