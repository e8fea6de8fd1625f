/**
 * @file demo.c  The demonstration
 */
#include "base/id.h"
#include "cmd/demo.h"
#include "staff/staff.h"
#include "web/session.h"

/* No password is known to anybody: each sign-in is by a link that works once */
static const struct {
	const char *login, *name, *title;
	unsigned roles;
} people[] = {
	{"operator",      "Анна Кольцова",   "operator",      ROLE_OPERATOR},
	{"senior",        "Татьяна Орлова",  "senior",        ROLE_OPERATOR | ROLE_SENIOR},
	{"supervisor",    "Михаил Лосев",    "supervisor",    ROLE_SUPERVISOR},
	{"administrator", "Вера Новикова",   "administrator", ROLE_ADMINISTRATOR},
};

enum { PEOPLE_N = sizeof(people) / sizeof(people[0]) };


static int member_find(struct store *store, const char *login, struct staff_member *m)
{
	int err;

	err = db_begin(store->db);
	if (err)
		return err;

	err = staff_find(store->db, pl_of(login), m);
	db_rollback(store->db);

	return err;
}


int demo_fill(struct store *store)
{
	for (size_t i = 0; i < PEOPLE_N; i++) {
		struct staff_set set = {
			.cmd = {.apply_h = staff_set_apply}, .actor = -1, .login = pl_of(people[i].login),
			.name = pl_of(people[i].name), .roles = people[i].roles, .active = true,
		};
		struct staff_member m;
		int err;

		err = member_find(store, people[i].login, &m);
		if (!err && !m.found)
			err = command_run(store->db, store->keys, &set.cmd);
		if (err)
			return err;
	}

	return 0;
}


static int link_make(struct store *store, const char *login, char token[SESSION_TOKEN_SIZE])
{
	struct staff_invite invite = {.cmd = {.apply_h = staff_invite_apply}, .actor = -1};
	struct staff_member m;
	int err;

	err = member_find(store, login, &m);
	if (err)
		return err;

	session_token(token);
	keyring_digest(store->keys, KEY_SESSION, pl_of(token), invite.digest);
	invite.id = m.id;

	return command_run(store->db, store->keys, &invite.cmd);
}


/* What to dial, with any SIP phone */
static void lines_tell(const char *sip, const struct lines *lines, FILE *out)
{
	if (!*sip)
		return;

	for (size_t i = 0; i < lines->n; i++)
		fprintf(out, "  %-15s sip:%s@%s%s%s\n", i ? "" : "telephone", lines->at[i].key, sip,
			lines->at[i].numbers ? "   or " : "", lines->at[i].numbers ? lines->at[i].number[0].number : "");
}


int demo_tell(struct store *store, const char *origin, const char *sip, const struct lines *lines, FILE *out)
{
	char token[SESSION_TOKEN_SIZE];

	fprintf(out, "\nThis is a demonstration. Where to look:\n\n  citizens        %s/\n", origin);
	lines_tell(sip, lines, out);
	fprintf(out, "\n  the desk, by links that work once:\n");

	for (size_t i = 0; i < PEOPLE_N; i++) {
		int err = link_make(store, people[i].login, token);

		if (err)
			return err;

		fprintf(out, "  %-15s %s/desk/#signin=%s\n", people[i].title, origin, token);
	}

	fprintf(out, "\n  Ctrl+C ends it.\n");
	return fflush(out) ? errno : 0;
}
