/**
 * @file test_sheet.c  Sheets on a store: versions, who was first, what is in force, what the journal says; the switchboard over them
 */
#include <jansson.h>
#include <stdlib.h>
#include "test.h"
#include "announce/announce.h"
#include "base/clock.h"
#include "db/journal.h"
#include "flow/describe.h"
#include "flow/problem.h"
#include "flow/rehearse.h"
#include "profile/bind.h"
#include "profile/switchboard.h"
#include "store.h"

enum { BOSS = 11, MATE = 12 };

#define MONDAY INT64_C(1795413600000)           /* 2026-11-23 09:00 in Moscow */
#define GOOD "[{\"do\":\"say\",\"prompt\":\"greet\"},{\"do\":\"queue\"}]"
#define OTHER "[{\"do\":\"say\",\"prompt\":\"hold\"},{\"do\":\"queue\"}]"
#define FAULTY "[{\"do\":\"say\",\"prompt\":\"greet\"}]"

#define WAITING "{\"all\":{\"calls\":50,\"ring_s\":8,\"wrap_up_s\":0,\"misses\":2,\"owner_s\":30,\"written\":4,\"comfort_s\":45," \
	"\"wrap_most_s\":600,\"second_s\":9,\"redial_s\":60,\"repeat_s\":7,\"repeat_after_s\":8," \
	"\"widen_s\":60,\"widen_region_s\":60},\"topics\":[{\"topic\":\"4\",\"ring_s\":9}]}"

struct desk {
	struct db *db;
	struct keyring *kr;
	char dir[FOLDER_MAX];
	struct waiting waiting;
};

int test_sheet(void);
int test_sheet_board(void);
int test_sheet_bind(void);
int test_announce(void);
int test_flow_describe(void);
int test_flow_problems(void);
int test_flow_rehearse(void);


static void desk_end(struct desk *d)
{
	clock_virtual_stop();
	mem_deref(d->db);
	mem_deref(d->kr);
	folder_remove(d->dir);
}


static int desk_make(struct desk *d, struct test_store *st)
{
	int err;

	clock_virtual_start(MONDAY, 0);
	TEST_OK(folder_make(d->dir));
	TEST_OK(folder_keyring(&d->kr, d->dir));
	TEST_OK(db_open(&d->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(d->db, 1, NULL));

out:
	return err;
}


static int save(struct desk *d, struct sheet_save *s, const char *key, const char *body, int64_t base, bool publish)
{
	*s = (struct sheet_save){.cmd = {.apply_h = sheet_save_apply}, .actor = BOSS, .kind = PL_LIT(SHEET_FLOW), .key = pl_of(key),
				 .body = pl_of(body), .note = PL_LIT("why"), .base = base, .of = -1, .publish = publish};
	return command_run(d->db, d->kr, &s->cmd);
}


static int publish(struct desk *d, struct sheet_publish *p, const char *key, int64_t version)
{
	*p = (struct sheet_publish){.cmd = {.apply_h = sheet_publish_apply}, .actor = MATE, .kind = PL_LIT(SHEET_FLOW), .key = pl_of(key),
				    .version = version};
	return command_run(d->db, d->kr, &p->cmd);
}


static int marks(struct desk *d, const char *key, struct sheet_marks *m)
{
	int err = db_begin(d->db);

	if (!err) {
		err = sheet_marks(m, d->db, PL_LIT(SHEET_FLOW), pl_of(key));
		db_rollback(d->db);
	}

	return err;
}


static int versions(struct desk *d, const char *key, json_t **listp)
{
	int err = db_begin(d->db);

	if (!err) {
		err = sheet_versions(listp, d->db, PL_LIT(SHEET_FLOW), pl_of(key));
		db_rollback(d->db);
	}

	return err;
}


static int64_t number(const json_t *list, size_t i, const char *member)
{
	return json_integer_value(json_object_get(json_array_get(list, i), member));
}


static int sheet_on(struct test_store *st)
{
	struct desk d = {NULL};
	struct sheet_publish p;
	struct journal_report rep;
	struct sheet_marks m;
	struct sheet_save s;
	json_t *list = NULL;
	int err;

	TEST_OK(desk_make(&d, st));

	/* a draft is heard by nobody */
	TEST_OK(save(&d, &s, "main", GOOD, 0, false));
	TEST(!s.cmd.refusal && 1 == s.version);
	TEST_OK(marks(&d, "main", &m));
	TEST(1 == m.newest && 0 == m.in_force);

	/* two who change one: the second is told, and nothing is written */
	TEST_OK(save(&d, &s, "main", OTHER, 0, false));
	TEST(SHEET_CHANGED == s.cmd.refusal);
	TEST_OK(marks(&d, "main", &m));
	TEST(1 == m.newest);

	TEST_OK(publish(&d, &p, "main", 1));
	TEST(!p.cmd.refusal);
	TEST_OK(publish(&d, &p, "main", 1));
	TEST(SHEET_PUBLISHED == p.cmd.refusal);
	TEST_OK(publish(&d, &p, "main", 2));
	TEST(SHEET_UNKNOWN == p.cmd.refusal);

	/* drafts that have newer ones are forgotten, what was published stays */
	TEST_OK(save(&d, &s, "main", FAULTY, 1, false));
	TEST_OK(save(&d, &s, "main", OTHER, 2, false));
	TEST_OK(publish(&d, &p, "main", 2));
	TEST(SHEET_UNKNOWN == p.cmd.refusal);
	TEST_OK(publish(&d, &p, "main", 3));
	TEST(!p.cmd.refusal);
	TEST_OK(versions(&d, "main", &list));
	TEST(2 == json_array_size(list) && 3 == number(list, 0, "version") && 1 == number(list, 1, "version"));
	TEST(json_object_get(json_array_get(list, 0), "published"));

	/* back to the first, which becomes the fourth */
	TEST_OK(save(&d, &s, "main", GOOD, 3, true));
	s = (struct sheet_save){.cmd = {.apply_h = sheet_save_apply}, .actor = BOSS, .kind = PL_LIT(SHEET_FLOW), .key = PL_LIT("main"),
				.body = PL_LIT(GOOD), .base = 4, .of = 9, .publish = true};
	TEST_OK(command_run(d.db, d.kr, &s.cmd));
	TEST(SHEET_UNKNOWN == s.cmd.refusal);
	s.of = 1;
	TEST_OK(command_run(d.db, d.kr, &s.cmd));
	TEST(!s.cmd.refusal && 5 == s.version);
	json_decref(list);
	list = NULL;
	TEST_OK(versions(&d, "main", &list));
	TEST(5 == number(list, 0, "version") && 1 == number(list, 0, "of"));
	TEST_OK(marks(&d, "main", &m));
	TEST(5 == m.newest && 5 == m.in_force);

	/* up to the ceiling; those that are there can still be changed */
	for (int i = 1; i < SHEETS_MAX; i++) {
		char key[16];

		(void)re_snprintf(key, sizeof(key), "f-%d", i);
		TEST_OK(save(&d, &s, key, GOOD, 0, false));
		TEST(!s.cmd.refusal);
	}
	TEST_OK(save(&d, &s, "one-more", GOOD, 0, false));
	TEST(SHEET_FULL == s.cmd.refusal);
	TEST_OK(save(&d, &s, "f-1", OTHER, 1, false));
	TEST(!s.cmd.refusal);

	TEST_OK(journal_verify(d.db, d.kr, NULL, true, &rep));
	TEST(JOURNAL_OK == rep.fault && rep.pos >= 7 + SHEETS_MAX);

out:
	json_decref(list);
	desk_end(&d);
	return err;
}


int test_sheet(void)
{
	return store_each(sheet_on);
}


static int board_read(struct desk *d, const struct profile *profile, struct switchboard **bp, struct mbuf *why)
{
	int err = db_begin(d->db);

	if (!err) {
		err = switchboard_load(bp, profile, &d->waiting, d->db, why);
		db_rollback(d->db);
	}

	return err;
}


static int board_on(struct test_store *st)
{
	struct switchboard *before = NULL, *after = NULL, *third = NULL;
	struct mbuf *why = mbuf_alloc(256);
	struct profile *profile = NULL;
	const struct line *line;
	const struct flow_tree *was;
	struct desk d = {NULL};
	struct sheet_save s;
	int err = why ? 0 : ENOMEM;

	TEST_OK(err);
	TEST_OK(desk_make(&d, st));
	TEST_OK(profile_read(&profile, NULL, why));
	d.waiting.all[WAITING_RING] = 7;

	TEST_OK(board_read(&d, profile, &before, why));
	line = &switchboard_lines(before)->at[0];
	was = line->flow;
	TEST(was == flows_find(switchboard_flows(before), pl_of(flow_name(was))));

	/* published over what the profile says; a draft and a faulty one are not heard */
	TEST_OK(save(&d, &s, flow_name(was), GOOD, 0, true));
	TEST_OK(save(&d, &s, flow_name(was), OTHER, 1, false));
	TEST_OK(save(&d, &s, "wrong", FAULTY, 0, true));
	TEST_OK(save(&d, &s, "fresh", OTHER, 0, true));
	TEST_OK(board_read(&d, profile, &after, why));
	TEST(why->end > 0);
	TEST(flows_find(switchboard_flows(after), PL_LIT("fresh")) && !flows_find(switchboard_flows(after), PL_LIT("wrong")));
	TEST(switchboard_lines(after)->at[0].flow != was);

	/* lines that were published, as long as this program can take them */
	s = (struct sheet_save){.cmd = {.apply_h = sheet_save_apply}, .actor = BOSS, .kind = PL_LIT(SHEET_LINE), .key = PL_LIT(SHEET_ALL),
				.body = PL_LIT("[{\"key\":\"one\",\"calendar\":\"always\",\"flow\":\"fresh\"}]"), .of = -1, .publish = true};
	TEST_OK(command_run(d.db, d.kr, &s.cmd));
	TEST_OK(board_read(&d, profile, &third, why));
	TEST(1 == switchboard_lines(third)->n && 0 == strcmp("fresh", flow_name(switchboard_lines(third)->at[0].flow)));
	s.cmd = (struct command){.apply_h = sheet_save_apply};
	s.base = 1;
	s.body = PL_LIT("[{\"key\":\"one\",\"calendar\":\"always\",\"flow\":\"none\"}]");
	TEST_OK(command_run(d.db, d.kr, &s.cmd));
	third = switchboard_unref(third);
	TEST_OK(board_read(&d, profile, &third, why));
	TEST(switchboard_lines(third)->n == switchboard_lines(before)->n);

	/* what is set about waiting: the settings' until something was published */
	TEST(7 == waiting_of(switchboard_waiting(before), WAITING_RING, 0));
	s = (struct sheet_save){.cmd = {.apply_h = sheet_save_apply}, .actor = BOSS, .kind = PL_LIT(SHEET_QUEUE), .key = PL_LIT(SHEET_ALL),
				.body = PL_LIT(WAITING), .of = -1, .publish = true};
	TEST_OK(command_run(d.db, d.kr, &s.cmd));
	third = switchboard_unref(third);
	TEST_OK(board_read(&d, profile, &third, why));
	TEST(9000 == waiting_of(switchboard_waiting(third), WAITING_RING, 4) && 8000 == waiting_of(switchboard_waiting(third), WAITING_RING, 0));
	s.cmd = (struct command){.apply_h = sheet_save_apply};
	s.base = 1;
	s.body = PL_LIT("{}");
	TEST_OK(command_run(d.db, d.kr, &s.cmd));
	third = switchboard_unref(third);
	TEST_OK(board_read(&d, profile, &third, why));
	TEST(7 == waiting_of(switchboard_waiting(third), WAITING_RING, 4));

	/* who has the old one keeps it */
	TEST(before == switchboard_ref(before));
	switchboard_unref(before);
	TEST(line->flow == was && 0 == strcmp(flow_name(was), flow_name(switchboard_lines(after)->at[0].flow)));

out:
	switchboard_unref(before);
	switchboard_unref(after);
	switchboard_unref(third);
	mem_deref(profile);
	mem_deref(why);
	desk_end(&d);
	return err;
}


int test_sheet_board(void)
{
	return store_each(board_on);
}


static int lines_save(struct desk *d, struct sheet_save *s, const char *body, int64_t base)
{
	*s = (struct sheet_save){.cmd = {.apply_h = lines_publish_apply}, .actor = BOSS, .kind = PL_LIT(SHEET_LINE), .key = PL_LIT(SHEET_ALL),
				 .body = pl_of(body), .base = base, .of = -1, .publish = true};
	return command_run(d->db, d->kr, &s->cmd);
}


static int drop(struct desk *d, struct flow_drop *f, const struct profile *profile, const char *key, int64_t base)
{
	json_decref(f->lines);
	*f = (struct flow_drop){.profile = profile, .save = {
		.cmd = {.apply_h = flow_drop_apply}, .actor = MATE, .kind = PL_LIT(SHEET_FLOW), .key = pl_of(key), .body = PL_LIT("[]"),
		.base = base, .of = -1, .publish = true, .removes = true}};
	return command_run(d->db, d->kr, &f->save.cmd);
}


#define LINE(flow) "[{\"key\":\"one\",\"calendar\":\"always\",\"flow\":\"" flow "\"},{\"key\":\"two\",\"calendar\":\"always\"}]"

/* Whoever comes second is refused, whatever a switchboard says: no line is left without its flow */
static int bind_on(struct test_store *st)
{
	struct mbuf *why = mbuf_alloc(256);
	struct switchboard *board = NULL;
	struct profile *profile = NULL;
	struct flow_drop f = {.lines = NULL};
	struct desk d = {NULL};
	struct sheet_save s;
	int err = why ? 0 : ENOMEM;

	TEST_OK(err);
	TEST_OK(desk_make(&d, st));
	TEST_OK(profile_read(&profile, NULL, why));
	TEST_OK(save(&d, &s, "fresh", GOOD, 0, true));
	TEST_OK(save(&d, &s, "other", GOOD, 0, true));

	/* deleted first */
	TEST_OK(drop(&d, &f, profile, "fresh", 1));
	TEST(!f.save.cmd.refusal);
	TEST_OK(lines_save(&d, &s, LINE("fresh"), 0));
	TEST(SHEET_CHANGED == s.cmd.refusal);

	/* said first, by lines of the store; by lines that are the profile's it is not */
	TEST_OK(lines_save(&d, &s, LINE("other"), 0));
	TEST(!s.cmd.refusal && 1 == s.version);
	TEST_OK(drop(&d, &f, profile, "other", 1));
	TEST(SHEET_USED == f.save.cmd.refusal && 1 == json_array_size(f.lines));
	TEST(0 == strcmp("one", json_string_value(json_array_get(f.lines, 0))));
	TEST_OK(board_read(&d, profile, &board, why));
	TEST(2 == switchboard_lines(board)->n && !why->end);

	/* back again, and it may be said; no more said, and it may go */
	TEST_OK(save(&d, &s, "fresh", OTHER, 2, true));
	TEST_OK(lines_save(&d, &s, LINE("fresh"), 1));
	TEST(!s.cmd.refusal);
	TEST_OK(drop(&d, &f, profile, "other", 1));
	TEST(!f.save.cmd.refusal);
	board = switchboard_unref(board);
	TEST_OK(board_read(&d, profile, &board, why));
	TEST(2 == switchboard_lines(board)->n && !why->end);

	/* what no line names says the one of the program */
	TEST_OK(save(&d, &s, "default", GOOD, 0, true));
	TEST_OK(drop(&d, &f, profile, "default", 1));
	TEST(SHEET_USED == f.save.cmd.refusal && 1 == json_array_size(f.lines));

out:
	json_decref(f.lines);
	switchboard_unref(board);
	mem_deref(profile);
	mem_deref(why);
	desk_end(&d);
	return err;
}


int test_sheet_bind(void)
{
	return store_each(bind_on);
}


static int announced(struct desk *d, struct announcement *a)
{
	int err = db_begin(d->db);

	if (!err) {
		err = announcement_load(a, d->db);
		db_rollback(d->db);
	}

	return err;
}


static int act(struct desk *d, struct announce_act *a, int (*apply_h)(struct tx *tx, struct command *cmd), int64_t actor, int64_t id)
{
	*a = (struct announce_act){.cmd = {.apply_h = apply_h}, .actor = actor, .id = id};
	return command_run(d->db, d->kr, &a->cmd);
}


static int announce_on(struct test_store *st)
{
	struct announce_add add = {.cmd = {.apply_h = announce_add_apply}, .actor = BOSS, .words = {PL_LIT("Авария."), PL_LIT("A fault.")}};
	struct command lapse = {.apply_h = announce_lapse_apply};
	struct announcement a;
	struct announce_act one;
	struct desk d = {NULL};
	int64_t first;
	int err;

	TEST_OK(desk_make(&d, st));

	/* heard at once, for an hour */
	TEST_OK(command_run(d.db, d.kr, &add.cmd));
	first = add.id;
	TEST(!add.cmd.refusal && first);
	TEST_OK(announced(&d, &a));
	TEST(announcement_heard(&a, MONDAY) && announcement_heard(&a, MONDAY + ANNOUNCE_CONFIRM_MS - 1000));
	TEST(!announcement_heard(&a, MONDAY + ANNOUNCE_CONFIRM_MS + 1000));
	TEST_OK(command_run(d.db, d.kr, &add.cmd));
	TEST(ANNOUNCE_THERE == add.cmd.refusal);
	TEST_OK(act(&d, &one, announce_confirm_apply, BOSS, first));
	TEST(ANNOUNCE_SECOND == one.cmd.refusal);
	TEST_OK(command_run(d.db, d.kr, &lapse));
	TEST_OK(announced(&d, &a));
	TEST(first == a.id);

	/* nobody confirms it: it ends, and another may come */
	clock_virtual_advance(ANNOUNCE_CONFIRM_MS + 1000);
	TEST_OK(act(&d, &one, announce_confirm_apply, MATE, first));
	TEST(ANNOUNCE_UNKNOWN == one.cmd.refusal);
	lapse = (struct command){.apply_h = announce_lapse_apply};
	TEST_OK(command_run(d.db, d.kr, &lapse));
	TEST_OK(announced(&d, &a));
	TEST(!a.id);

	/* confirmed it goes on until somebody ends it */
	add = (struct announce_add){.cmd = {.apply_h = announce_add_apply}, .actor = BOSS, .words = {PL_LIT("Авария."), PL_LIT("A fault.")}};
	TEST_OK(command_run(d.db, d.kr, &add.cmd));
	TEST(!add.cmd.refusal && first != add.id);
	TEST_OK(act(&d, &one, announce_confirm_apply, MATE, add.id));
	TEST(!one.cmd.refusal);
	TEST_OK(announced(&d, &a));
	TEST(announcement_heard(&a, MONDAY + 100 * (int64_t)ANNOUNCE_CONFIRM_MS));
	TEST_OK(act(&d, &one, announce_end_apply, BOSS, add.id));
	TEST(!one.cmd.refusal);
	TEST_OK(announced(&d, &a));
	TEST(!a.id);

	add = (struct announce_add){.cmd = {.apply_h = announce_add_apply}, .actor = BOSS, .words = {PL_LIT("Авария."), PL_LIT(" ")}};
	TEST_OK(command_run(d.db, d.kr, &add.cmd));
	TEST(ANNOUNCE_WORDS == add.cmd.refusal);

out:
	desk_end(&d);
	return err;
}


int test_announce(void)
{
	return store_each(announce_on);
}


/* Who waits is offered one thing after the other, by what the world is like; an office that is down */
static int rehearse_offers(void)
{
	const struct offices offices = {.n = 2, .at = {{.region = 66, .open = true, .staff = 1, .down = true}, {.region = 74, .open = true, .staff = 1}}};
	struct rehearsal r = {.org = {PL_LIT("Служба"), PL_LIT("Service")}, .region = 66, .offices = &offices};
	json_t *events = NULL, *steps = NULL, *obj = NULL, *told;
	struct list faults = LIST_INIT;
	struct flow_tree *tree = NULL;
	bool wrong = true;
	int err;

	steps = json_loads("[{\"do\":\"neighbour\"},{\"do\":\"queue\",\"name\":\"q\",\"offers\":["
			   "{\"after\":60,\"prompt\":\"callback.offer\",\"steps\":[{\"do\":\"call-back\",\"done\":[{\"do\":\"hang-up\"}],"
			   "\"else\":[{\"do\":\"go\",\"to\":\"q\"}]}]},"
			   "{\"after\":90,\"prompt\":\"mail.offer\",\"steps\":[{\"do\":\"voice-mail\",\"done\":[{\"do\":\"hang-up\"}],"
			   "\"else\":[{\"do\":\"go\",\"to\":\"q\"}]}]}]}]", 0, NULL);
	TEST(steps);
	TEST_OK(flow_read(&tree, PL_LIT("f"), steps, &faults));
	TEST(tree);
	TEST_OK(flow_check(tree, &faults));
	TEST(list_isempty(&faults));
	r.tree = tree;

	for (unsigned i = 0; i < 2; i++) {
		static const char *const waits[] = {"find", "queue"};

		json_decref(obj);
		obj = NULL;
		json_decref(events);
		events = json_pack("[s, s, s, s, s, s]", "1", "1", "wait 59", "wait 40", "1", "1");
		r.events = events;
		r.mute = i;
		TEST_OK(flow_rehearse(&obj, &wrong, &r));
		TEST(!wrong && 0 == strcmp(waits[i], json_string_value(json_object_get(obj, "waits"))));
		told = json_object_get(obj, "told");
		TEST(json_array_size(told) > 6);
		TEST(i == (NULL == strstr(json_string_value(json_object_get(json_array_get(told, json_array_size(told) - 1), "what")), "call-back")));
	}

out:
	json_decref(obj);
	json_decref(events);
	json_decref(steps);
	list_flush(&faults);
	mem_deref(tree);
	return err;
}


/* Every verb and member has a row and words: the editor shows nothing else */
int test_flow_describe(void)
{
	json_t *obj = NULL, *verb, *fields = NULL;
	char what[128], *text = NULL;
	size_t i;
	int err;

	TEST_OK(flow_undescribed(what, sizeof(what)));
	TEST_PL(PL_LIT(""), pl_of(what));

	TEST_OK(flow_describe(&obj, LANG_EN));
	json_array_foreach(json_object_get(obj, "verbs"), i, verb) {
		if (0 == strcmp("menu", json_string_value(json_object_get(verb, "verb"))))
			fields = json_object_get(verb, "fields");
	}
	TEST(4 == json_array_size(fields));
	TEST(0 == strcmp("list", json_string_value(json_object_get(json_array_get(fields, 3), "kind"))));
	TEST(json_array_size(json_object_get(obj, "prompts")) > 20);

	/* nothing is written as JSON by hand; regions are chosen by name */
	text = json_dumps(obj, JSON_COMPACT);
	TEST(text && !strstr(text, "\"kind\":\"json\"") && strstr(text, "{\"value\":\"66\",\"title\":\"Sverdlovsk"));

out:
	free(text);
	json_decref(obj);
	return err;
}


static bool problem_is(const json_t *list, size_t i, const char *path, const char *code)
{
	const json_t *one = json_array_get(list, i);

	return one && 0 == strcmp(path, json_string_value(json_object_get(one, "path"))) &&
		0 == strcmp(code, json_string_value(json_object_get(one, "code")));
}


int test_flow_problems(void)
{
	json_t *steps = NULL, *list = NULL;
	int err;

	steps = json_loads("[{\"do\":\"say\",\"words\":{\"ru\":\"Да\"}},{\"do\":\"hang-up\"},{\"do\":\"queue\"}]", 0, NULL);
	if (!steps)
		return ENOMEM;

	TEST_OK(flow_problems(&list, NULL, PL_LIT("f"), steps, LANG_RU));
	TEST(3 == json_array_size(list));
	TEST(problem_is(list, 0, "f[0]", "lang") && problem_is(list, 1, "f[2]", "reach") && problem_is(list, 2, "f[1]", "person"));
	TEST_PL(pl_of(t(LANG_RU, T_FLOW_FAULT_REACH)), pl_of(json_string_value(json_object_get(json_array_get(list, 1), "text"))));

out:
	json_decref(steps);
	json_decref(list);
	return err;
}


static int rehearse(json_t **objp, bool *wrong, const struct flow_tree *tree, const char *events)
{
	json_t *list = json_loads(events, 0, NULL);
	struct rehearsal r = {.tree = tree, .org = {PL_LIT("Служба"), PL_LIT("Service")}, .events = list};
	int err = list ? flow_rehearse(objp, wrong, &r) : ENOMEM;

	json_decref(list);
	return err;
}


static const char *word(const json_t *obj, const char *member)
{
	return json_string_value(json_object_get(obj, member));
}


int test_flow_rehearse(void)
{
	struct flow_tree *tree = NULL;
	json_t *steps = flow_builtin(), *list = NULL, *obj = NULL, *last;
	bool wrong;
	int err = steps ? 0 : ENOMEM;

	TEST_OK(err);
	TEST_OK(flow_problems(&list, &tree, PL_LIT("f"), steps, LANG_RU));
	TEST(tree && !json_array_size(list));

	TEST_OK(rehearse(&obj, &wrong, tree, "[]"));
	TEST(!wrong && 0 == strcmp("key", word(obj, "waits")) && 0 == strcmp("f[4]", word(obj, "path")));
	json_decref(obj);
	obj = NULL;

	TEST_OK(rehearse(&obj, &wrong, tree, "[\"8\",\"1\",\"\",\"0123456789#\",\"12345678\"]"));
	TEST(!wrong && 0 == strcmp("find", word(obj, "waits")));
	json_decref(obj);
	obj = NULL;

	TEST_OK(rehearse(&obj, &wrong, tree, "[\"81\",\"0123456789\",\"12345678\",\"found\",\"0\"]"));
	last = json_array_get(json_object_get(obj, "told"), json_array_size(json_object_get(obj, "told")) - 1);
	TEST(!wrong && 0 == strcmp("queue", word(obj, "waits")) && 0 == strcmp("queue", word(last, "what")));
	json_decref(obj);
	obj = NULL;

	TEST_OK(rehearse(&obj, &wrong, tree, "[\"x\"]"));
	TEST(wrong && !obj);

	TEST_OK(rehearse_offers());

out:
	mem_deref(tree);
	json_decref(steps);
	json_decref(list);
	json_decref(obj);
	return err;
}
