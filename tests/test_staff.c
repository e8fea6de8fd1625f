/**
 * @file test_staff.c  The staff room on a store: roles, signing in, pauses, links, the last administrator
 */
#include <jansson.h>
#include "test.h"
#include "base/clock.h"
#include "db/journal.h"
#include "staff/reason.h"
#include "staff/staff.h"
#include "store.h"

enum { NOW_S = 1795345200, MINUTE_MS = 60000, HOUR_MS = 3600000 };

struct office {
	struct db *db;
	struct keyring *kr;
	char dir[FOLDER_MAX];
	int64_t boss, anna;              /* an administrator, an operator with a password */
};

int test_staff_rules(void);
int test_staff_set(void);
int test_staff_sign_in(void);
int test_staff_link(void);
int test_staff_password(void);
int test_staff_presence(void);


static void office_end(struct office *o)
{
	clock_virtual_stop();
	mem_deref(o->db);
	mem_deref(o->kr);
	folder_remove(o->dir);
}


static int set(struct office *o, struct staff_set *set, int64_t id, const char *login, unsigned roles, bool active)
{
	int64_t version = set->version;

	*set = (struct staff_set){
		.cmd = {.apply_h = staff_set_apply}, .actor = -1, .id = id, .version = version, .login = pl_of(login),
		.name = PL_LIT("Анна Кольцова"), .roles = roles, .active = active};

	return command_run(o->db, o->kr, &set->cmd);
}


static int member_get(struct office *o, int64_t id, struct staff_member *m)
{
	int err = db_begin(o->db);

	if (!err) {
		err = staff_by_id(o->db, id, m);
		db_rollback(o->db);
	}

	return err;
}


/* A hash stands for a real one: hashing is not what is tested here */
static int password_put(struct office *o, int64_t id, uint8_t keep)
{
	struct staff_password p = {.cmd = {.apply_h = staff_password_apply}, .id = id, .hash = "$argon2id$"};
	struct staff_member m;
	int err = member_get(o, id, &m);

	if (err)
		return err;

	memcpy(p.was, m.hash, sizeof(p.was));
	memset(p.session, keep, sizeof(p.session));

	return command_run(o->db, o->kr, &p.cmd);
}


static int office_make(struct office *o, struct test_store *st)
{
	struct staff_set s = {.version = 0};
	int err;

	clock_virtual_start(INT64_C(1000) * NOW_S, 0);

	TEST_OK(folder_make(o->dir));
	TEST_OK(folder_keyring(&o->kr, o->dir));
	TEST_OK(db_open(&o->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(o->db, 1, NULL));
	TEST_OK(set(o, &s, 0, "boss", ROLE_ADMINISTRATOR, true));
	TEST(!s.cmd.refusal);
	o->boss = s.id;
	s.version = 0;
	TEST_OK(set(o, &s, 0, "anna", ROLE_OPERATOR | ROLE_SENIOR, true));
	TEST(!s.cmd.refusal && s.id != o->boss);
	o->anna = s.id;
	TEST_OK(password_put(o, o->anna, 0));

out:
	return err;
}


/* Signs in by password; `verified` is what a worker would have said. The session's digest is `mark` over and over */
static int sign_in(struct office *o, struct staff_sign_in *in, int64_t id, bool verified, uint8_t mark)
{
	struct staff_member m = {0};
	int err = member_get(o, id, &m);

	if (err)
		return err;

	*in = (struct staff_sign_in){.cmd = {.apply_h = staff_sign_in_apply}, .id = id, .verified = verified, .csrf = "csrf"};
	memcpy(in->hash, m.hash, sizeof(in->hash));
	memset(in->session, mark, sizeof(in->session));

	return command_run(o->db, o->kr, &in->cmd);
}


static int session_there(struct office *o, uint8_t mark, bool *there)
{
	struct staff_session s;
	uint8_t digest[32];
	int err;

	memset(digest, mark, sizeof(digest));
	err = db_begin(o->db);
	if (err)
		return err;

	err = staff_session(o->db, (struct pl){(char *)digest, sizeof(digest)}, clock_wall_ms(), &s);
	db_rollback(o->db);
	*there = s.found;

	return err;
}


int test_staff_rules(void)
{
	char long_login[LOGIN_MAX + 2];
	int err = 0;

	TEST(STAFF_ALLOWED == login_check(PL_LIT("a.b-c_9")) && STAFF_ALLOWED == login_check(PL_LIT("ab")));
	TEST(STAFF_LOGIN == login_check(PL_LIT("a")) && STAFF_LOGIN == login_check(PL_LIT("Anna")));
	TEST(STAFF_LOGIN == login_check(PL_LIT("анна")) && STAFF_LOGIN == login_check(PL_LIT("a b")));
	TEST(STAFF_LOGIN == login_check((struct pl){"ab\0c", 4}));
	memset(long_login, 'a', sizeof(long_login));
	TEST(STAFF_ALLOWED == login_check((struct pl){long_login, LOGIN_MAX}));
	TEST(STAFF_LOGIN == login_check((struct pl){long_login, LOGIN_MAX + 1}));

	TEST(STAFF_ALLOWED == password_check(PL_LIT("три слова тут"), PL_LIT("anna")));
	TEST(STAFF_PASSWORD_SHORT == password_check(PL_LIT("девять 99"), PL_LIT("anna")));
	TEST(STAFF_PASSWORD_SHORT == password_check(PL_LIT("\xff\xfe long enough"), PL_LIT("anna")));
	TEST(STAFF_PASSWORD_COMMON == password_check(PL_LIT("aaaaaaaaaaaa"), PL_LIT("anna")));
	TEST(STAFF_PASSWORD_COMMON == password_check(PL_LIT("AnnaKoltsova1"), PL_LIT("annakoltsova")));

	TEST(0 == sign_in_pause_ms(SIGN_IN_TRIES - 1) && SIGN_IN_PAUSE_MS == sign_in_pause_ms(SIGN_IN_TRIES));
	TEST(4 * SIGN_IN_PAUSE_MS == sign_in_pause_ms(SIGN_IN_TRIES + 2));
	TEST(SIGN_IN_PAUSE_MAX_MS == sign_in_pause_ms(SIGN_IN_TRIES + 6));
	TEST(SIGN_IN_PAUSE_MAX_MS == sign_in_pause_ms(INT64_MAX));

	TEST((ROLE_OPERATOR | ROLE_AUDITOR) == roles_of(PL_LIT("operator, auditor")));
	TEST(0 == roles_of(PL_LIT("operator,king")) && 0 == roles_of(PL_LIT("")));
	TEST(REASON_LUNCH == reason_of(PL_LIT("lunch")) && REASON_NONE == reason_of(PL_LIT("asleep")) && REASON_NONE == reason_of(PL_LIT("")));
	TEST(reason_fits(PRESENCE_READY, REASON_NONE) && reason_fits(PRESENCE_AWAY, REASON_MISSES) && !reason_fits(PRESENCE_BUSY, REASON_LUNCH));
	TEST(!reason_fits(PRESENCE_READY, REASON_UNLISTED) && !reason_fits(PRESENCE_BUSY, REASONS) && !reason_fits(PRESENCE_AWAY, REASON_RECORD));
	TEST(reason_of_wrap_up(REASON_RECORD) && !reason_of_wrap_up(REASON_LUNCH) && !reason_of_wrap_up(REASON_NONE));
	for (unsigned i = 0; i < REASONS; i++)
		TEST((enum reason)i == reason_of(pl_of(reason_name((enum reason)i))));
	TEST(PRESENCE_BREAK == presence_of(PL_LIT("break")) && 0 == presence_of(PL_LIT("asleep")));
	TEST(PRESENCE_READY == presence_of(pl_of(presence_name(PRESENCE_READY))));

out:
	return err;
}


static int set_on(struct test_store *st)
{
	struct staff_member m;
	struct staff_set s = {.version = 0};
	struct office o = {NULL};
	int err;

	TEST_OK(office_make(&o, st));

	/* what is refused changes nothing */
	TEST_OK(set(&o, &s, 0, "anna", ROLE_OPERATOR, true));
	TEST(STAFF_LOGIN_TAKEN == s.cmd.refusal);
	TEST_OK(set(&o, &s, 0, "Anna", ROLE_OPERATOR, true));
	TEST(STAFF_LOGIN == s.cmd.refusal);
	TEST_OK(set(&o, &s, 0, "boris", 0, true));
	TEST(STAFF_ROLES == s.cmd.refusal);
	TEST_OK(set(&o, &s, 0, "boris", ROLE_PUBLIC, true));
	TEST(STAFF_ROLES == s.cmd.refusal);
	TEST_OK(set(&o, &s, 12345, "", ROLE_OPERATOR, true));
	TEST(STAFF_UNKNOWN == s.cmd.refusal);

	/* the last administrator: neither disabled nor without the role; once there is another, both */
	TEST_OK(set(&o, &s, o.boss, "", ROLE_ADMINISTRATOR, false));
	TEST(STAFF_LAST == s.cmd.refusal);
	TEST_OK(set(&o, &s, o.boss, "", ROLE_OPERATOR, true));
	TEST(STAFF_LAST == s.cmd.refusal);
	TEST_OK(set(&o, &s, o.boss, "", ROLE_ADMINISTRATOR | ROLE_AUDITOR, true));
	TEST(!s.cmd.refusal);
	TEST_OK(set(&o, &s, o.anna, "", ROLE_ADMINISTRATOR, false));       /* one who may not sign in is no other */
	TEST(!s.cmd.refusal);
	TEST_OK(set(&o, &s, o.boss, "", ROLE_OPERATOR, true));
	TEST(STAFF_LAST == s.cmd.refusal);
	TEST_OK(set(&o, &s, o.anna, "", ROLE_ADMINISTRATOR, true));
	TEST_OK(set(&o, &s, o.boss, "", ROLE_OPERATOR, true));
	TEST(!s.cmd.refusal);

	/* two who change one: the second is told */
	TEST_OK(member_get(&o, o.boss, &m));
	TEST(m.found && ROLE_OPERATOR == m.roles);
	s.version = m.version;
	TEST_OK(set(&o, &s, o.boss, "", ROLE_SENIOR, true));
	TEST(!s.cmd.refusal);
	s.version = m.version;
	TEST_OK(set(&o, &s, o.boss, "", ROLE_SPECIALIST, true));
	TEST(STAFF_CHANGED == s.cmd.refusal);
	TEST_OK(member_get(&o, o.boss, &m));
	TEST(ROLE_SENIOR == m.roles);

out:
	office_end(&o);
	return err;
}


/* What happens to a command whose group could not be committed: applied, rolled back, applied again */
static int undone_apply(struct tx *tx, struct command *cmd)
{
	int err = staff_set_apply(tx, cmd);

	return err ? err : EIO;
}


static int again_on(struct test_store *st)
{
	struct staff_set s = {
		.cmd = {.apply_h = undone_apply}, .actor = -1, .login = PL_LIT("vera"), .name = PL_LIT("Вера"),
		.roles = ROLE_OPERATOR, .active = true};
	struct office o = {NULL};
	struct staff_member m;
	int err;

	TEST_OK(office_make(&o, st));
	TEST(EIO == command_run(o.db, o.kr, &s.cmd));
	s.cmd.apply_h = staff_set_apply;
	TEST_OK(command_run(o.db, o.kr, &s.cmd));
	TEST(!s.cmd.refusal && s.id);
	TEST_OK(member_get(&o, s.id, &m));
	TEST(m.found && !strcmp(m.login, "vera"));

out:
	office_end(&o);
	return err;
}


int test_staff_set(void)
{
	int err = store_each(again_on);

	if (err)
		return err;

	return store_each(set_on);
}


static int sign_in_on(struct test_store *st)
{
	struct staff_sign_in in;
	struct staff_set s = {.version = 0};
	struct office o = {NULL};
	bool there;
	int err;

	TEST_OK(office_make(&o, st));

	/* nobody has the login; a known one with a wrong password: one answer */
	TEST_OK(sign_in(&o, &in, 0, false, 1));
	TEST(STAFF_WRONG == in.denied && !in.member.found);
	for (int i = 0; i < SIGN_IN_TRIES; i++) {
		TEST_OK(sign_in(&o, &in, o.anna, false, 1));
		TEST(STAFF_WRONG == in.denied);
	}

	/* now even the right one waits; and a wrong one meanwhile does not make it longer */
	TEST_OK(sign_in(&o, &in, o.anna, true, 1));
	TEST(STAFF_LOCKED == in.denied && in.locked_until_ms == clock_wall_ms() + SIGN_IN_PAUSE_MS);
	TEST_OK(session_there(&o, 1, &there));
	TEST(!there);
	clock_virtual_advance(SIGN_IN_PAUSE_MS - 1);
	TEST_OK(sign_in(&o, &in, o.anna, false, 1));
	TEST(STAFF_LOCKED == in.denied && in.locked_until_ms == clock_wall_ms() + 1);

	/* the next wrong one doubles the pause; the right one ends the counting */
	clock_virtual_advance(1);
	TEST_OK(sign_in(&o, &in, o.anna, false, 1));
	TEST(STAFF_WRONG == in.denied);
	TEST_OK(sign_in(&o, &in, o.anna, true, 1));
	TEST(STAFF_LOCKED == in.denied && in.locked_until_ms == clock_wall_ms() + 2 * SIGN_IN_PAUSE_MS);
	clock_virtual_advance(2 * SIGN_IN_PAUSE_MS);
	TEST_OK(sign_in(&o, &in, o.anna, true, 1));
	TEST(STAFF_ALLOWED == in.denied && o.anna == in.member.id);
	TEST_OK(sign_in(&o, &in, o.anna, false, 2));
	TEST_OK(sign_in(&o, &in, o.anna, true, 2));
	TEST(STAFF_ALLOWED == in.denied);

	/* a session ends after a shift, and at once when its member may not sign in any more */
	TEST_OK(session_there(&o, 1, &there));
	TEST(there);
	TEST_OK(set(&o, &s, o.anna, "", ROLE_OPERATOR, false));
	TEST_OK(session_there(&o, 1, &there));
	TEST(!there);
	TEST_OK(sign_in(&o, &in, o.anna, true, 3));
	TEST(STAFF_WRONG == in.denied);
	TEST_OK(sign_in(&o, &in, o.boss, true, 4));
	TEST(STAFF_ALLOWED == in.denied);
	clock_virtual_advance(SESSION_MS - 1);
	TEST_OK(session_there(&o, 4, &there));
	TEST(there);
	clock_virtual_advance(1);
	TEST_OK(session_there(&o, 4, &there));
	TEST(!there);

out:
	office_end(&o);
	return err;
}


int test_staff_sign_in(void)
{
	return store_each(sign_in_on);
}


static int invite(struct office *o, struct staff_invite *in, int64_t id, uint8_t mark, bool reset)
{
	*in = (struct staff_invite){.cmd = {.apply_h = staff_invite_apply}, .actor = -1, .id = id, .reset = reset};
	memset(in->digest, mark, sizeof(in->digest));

	return command_run(o->db, o->kr, &in->cmd);
}


static int link_use(struct office *o, struct staff_sign_in *in, uint8_t mark, uint8_t session)
{
	*in = (struct staff_sign_in){.cmd = {.apply_h = staff_sign_in_apply}, .by_link = true, .csrf = "csrf"};
	memset(in->link, mark, sizeof(in->link));
	memset(in->session, session, sizeof(in->session));

	return command_run(o->db, o->kr, &in->cmd);
}


static int link_on(struct test_store *st)
{
	struct staff_sign_in in;
	struct staff_invite iv;
	struct staff_member m;
	struct office o = {NULL};
	bool there;
	int err;

	TEST_OK(office_make(&o, st));

	TEST_OK(link_use(&o, &in, 7, 1));
	TEST(STAFF_WRONG == in.denied);
	TEST_OK(invite(&o, &iv, 99, 7, false));
	TEST(STAFF_UNKNOWN == iv.cmd.refusal);

	/* once */
	TEST_OK(invite(&o, &iv, o.anna, 7, false));
	TEST(!iv.cmd.refusal);
	TEST_OK(link_use(&o, &in, 7, 1));
	TEST(STAFF_ALLOWED == in.denied && o.anna == in.member.id);
	TEST_OK(link_use(&o, &in, 7, 2));
	TEST(STAFF_WRONG == in.denied);
	TEST_OK(session_there(&o, 2, &there));
	TEST(!there);

	/* a newer one takes the older one's place, and none lives longer than it should */
	TEST_OK(invite(&o, &iv, o.anna, 8, false));
	TEST_OK(invite(&o, &iv, o.anna, 9, false));
	TEST_OK(link_use(&o, &in, 8, 3));
	TEST(STAFF_WRONG == in.denied);
	clock_virtual_advance(INVITE_MS);
	TEST_OK(link_use(&o, &in, 9, 3));
	TEST(STAFF_WRONG == in.denied);

	/* a reset takes password and sessions */
	TEST_OK(sign_in(&o, &in, o.anna, true, 4));
	TEST_OK(member_get(&o, o.anna, &m));
	TEST(m.has_password);
	TEST_OK(invite(&o, &iv, o.anna, 10, true));
	TEST_OK(session_there(&o, 4, &there));
	TEST(!there);
	TEST_OK(member_get(&o, o.anna, &m));
	TEST(!m.has_password);
	TEST_OK(link_use(&o, &in, 10, 5));
	TEST(STAFF_ALLOWED == in.denied && !in.member.has_password);

out:
	office_end(&o);
	return err;
}


int test_staff_link(void)
{
	return store_each(link_on);
}


static int password_on(struct test_store *st)
{
	struct staff_sign_out off = {.cmd = {.apply_h = staff_sign_out_apply}};
	struct staff_password late = {.cmd = {.apply_h = staff_password_apply}, .hash = "$argon2id$new", .was = "$argon2id$old"};
	struct staff_set s = {.version = 0};
	struct staff_invite iv;
	struct staff_sign_in in;
	struct office o = {NULL};
	bool there;
	int err;

	TEST_OK(office_make(&o, st));

	/* a new password ends the other sessions, not the one that set it, not another's */
	TEST_OK(sign_in(&o, &in, o.anna, true, 1));
	TEST_OK(sign_in(&o, &in, o.anna, true, 2));
	TEST_OK(sign_in(&o, &in, o.boss, true, 3));
	TEST_OK(password_put(&o, o.anna, 1));
	TEST_OK(session_there(&o, 1, &there));
	TEST(there);
	TEST_OK(session_there(&o, 2, &there));
	TEST(!there);
	TEST_OK(session_there(&o, 3, &there));
	TEST(there);

	/* verified with a password that was changed meanwhile: no session, and no other password */
	in = (struct staff_sign_in){
		.cmd = {.apply_h = staff_sign_in_apply}, .id = o.anna, .verified = true, .hash = "$argon2id$old", .csrf = "csrf"};
	memset(in.session, 9, sizeof(in.session));
	TEST_OK(command_run(o.db, o.kr, &in.cmd));
	TEST(STAFF_WRONG == in.denied);
	TEST_OK(session_there(&o, 9, &there));
	TEST(!there);
	late.id = o.anna;
	TEST_OK(command_run(o.db, o.kr, &late.cmd));
	TEST(STAFF_CHANGED == late.cmd.refusal);

	/* a link that was never used ends with the old password, and with the right to sign in */
	TEST_OK(invite(&o, &iv, o.anna, 20, false));
	TEST_OK(password_put(&o, o.anna, 1));
	TEST_OK(link_use(&o, &in, 20, 5));
	TEST(STAFF_WRONG == in.denied);
	TEST_OK(invite(&o, &iv, o.anna, 21, false));
	TEST_OK(set(&o, &s, o.anna, "", ROLE_OPERATOR, false));
	s.version = 0;
	TEST_OK(set(&o, &s, o.anna, "", ROLE_OPERATOR, true));
	TEST_OK(link_use(&o, &in, 21, 5));
	TEST(STAFF_WRONG == in.denied);
	TEST_OK(sign_in(&o, &in, o.anna, true, 1));
	TEST(STAFF_ALLOWED == in.denied);

	off.id = o.anna;
	memset(off.session, 1, sizeof(off.session));
	TEST_OK(command_run(o.db, o.kr, &off.cmd));
	TEST_OK(session_there(&o, 1, &there));
	TEST(!there);

out:
	office_end(&o);
	return err;
}


int test_staff_password(void)
{
	return store_each(password_on);
}


struct seen {
	int64_t boss, anna;
	enum presence boss_state, anna_state;
	unsigned anna_reason;
	unsigned n;
};


static int here_h(const struct staff_here *here, void *arg)
{
	struct seen *s = arg;

	s->n++;
	if (here->id == s->anna)
		s->anna_state = here->state, s->anna_reason = here->reason;
	if (here->id == s->boss)
		s->boss_state = here->state;

	return 0;
}


static int look(struct office *o, struct seen *seen)
{
	int err = db_begin(o->db);

	if (err)
		return err;

	seen->n = 0;
	err = staff_here_list(o->db, here_h, seen);
	db_rollback(o->db);
	return err;
}


/* Anna and the administrator sign in */
static int come(struct office *o, uint8_t mark, struct seen *seen)
{
	struct staff_sign_in in;
	int err;

	err = sign_in(o, &in, o->anna, true, mark);
	if (!err)
		err = sign_in(o, &in, o->boss, true, (uint8_t)(mark + 100));

	return err ? err : look(o, seen);
}


static int leave(struct office *o, uint8_t mark, struct seen *seen)
{
	struct staff_sign_out out = {.cmd = {.apply_h = staff_sign_out_apply}, .id = o->anna};
	int err;

	memset(out.session, mark, sizeof(out.session));
	err = command_run(o->db, o->kr, &out.cmd);

	return err ? err : look(o, seen);
}


static int presence_on(struct test_store *st)
{
	static const enum presence states[] = {PRESENCE_READY, PRESENCE_BUSY, PRESENCE_BREAK};
	struct staff_presence p;
	struct seen seen = {0};
	struct office o = {NULL};
	int err;

	TEST_OK(office_make(&o, st));

	/* three changes in one millisecond: the last one counts */
	for (unsigned i = 0; i < 3; i++) {
		p = (struct staff_presence){.cmd = {.apply_h = staff_presence_apply}, .id = o.anna, .state = states[i]};
		TEST_OK(command_run(o.db, o.kr, &p.cmd));
		TEST(!p.cmd.refusal);
	}
	p = (struct staff_presence){.cmd = {.apply_h = staff_presence_apply}, .id = o.anna, .state = 77};
	TEST_OK(command_run(o.db, o.kr, &p.cmd));
	TEST(STAFF_PRESENCE == p.cmd.refusal);

	/* a reason of the list, and of this state */
	p = (struct staff_presence){.cmd = {.apply_h = staff_presence_apply}, .id = o.anna, .state = PRESENCE_BREAK, .reason = REASON_LUNCH};
	TEST_OK(command_run(o.db, o.kr, &p.cmd));
	TEST(!p.cmd.refusal);
	p.state = PRESENCE_READY;
	TEST_OK(command_run(o.db, o.kr, &p.cmd));
	TEST(STAFF_REASON == p.cmd.refusal);

	seen.anna = o.anna;
	seen.boss = o.boss;
	TEST_OK(look(&o, &seen));
	TEST(REASON_LUNCH == seen.anna_reason);
	TEST(!err && 2 == seen.n && PRESENCE_BREAK == seen.anna_state && PRESENCE_OFFLINE == seen.boss_state);

	/* who comes is not ready, who has left is offline; a second window changes neither */
	TEST_OK(come(&o, 1, &seen));
	TEST(PRESENCE_AWAY == seen.anna_state && PRESENCE_OFFLINE == seen.boss_state);
	p = (struct staff_presence){.cmd = {.apply_h = staff_presence_apply}, .id = o.anna, .state = PRESENCE_READY};
	TEST_OK(command_run(o.db, o.kr, &p.cmd));
	TEST_OK(come(&o, 2, &seen));
	TEST(PRESENCE_READY == seen.anna_state && REASON_NONE == seen.anna_reason);
	TEST_OK(leave(&o, 1, &seen));
	TEST(PRESENCE_READY == seen.anna_state);
	TEST_OK(leave(&o, 2, &seen));
	TEST(PRESENCE_OFFLINE == seen.anna_state && PRESENCE_OFFLINE == seen.boss_state);

out:
	office_end(&o);
	return err;
}


int test_staff_presence(void)
{
	return store_each(presence_on);
}
