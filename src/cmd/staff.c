/**
 * @file staff.c  otklik staff add|list|disable|reset: accounts without the desk, such as the first administrator's
 *
 * Works beside a program that runs: it sees the change within half a minute at most. Ids made here carry a node number of the
 * upper half (512 …): `serve` has the lower one (setting node), so both never make the same.
 */
#include <stdio.h>
#include <unistd.h>
#include "base/id.h"
#include "cmd/place.h"
#include "staff/staff.h"
#include "web/session.h"

enum { NODE_FIRST = 512, NODE_COUNT = 512 };

/* Words of the staff room for the command line */
static const char *const refusals[] = {
	[STAFF_UNKNOWN] = "there is nobody with this login, or they may not sign in any more",
	[STAFF_CHANGED] = "somebody changed it at the same moment: try again",
	[STAFF_LOGIN] = "a login has 2 to 64 of a-z 0-9 . _ -",
	[STAFF_LOGIN_TAKEN] = "this login is taken",
	[STAFF_NAME] = "a name has up to 120 bytes and no line ends (--name NAME)",
	[STAFF_ROLES] = "say which roles: --roles with some of operator,senior,specialist,supervisor,auditor,administrator",
	[STAFF_LAST] = "this is the last administrator: make another one first",
};


static int refuse(enum staff_refusal refusal)
{
	const char *words = (size_t)refusal < sizeof(refusals) / sizeof(refusals[0]) ? refusals[refusal] : NULL;

	return cmd_fail("staff", "%s", words ? words : staff_refusal_name(refusal));
}


/* Runs a command; says what is wrong */
static int run(const struct place *p, struct command *cmd)
{
	int err = command_run(p->store->db, p->store->keys, cmd);

	if (err)
		return cmd_fail("staff", "%s: %m", p->store->data_dir, err);

	return cmd->refusal ? refuse((enum staff_refusal)cmd->refusal) : CMD_OK;
}


static int find(const struct place *p, const char *login, struct staff_member *m)
{
	int err = db_begin(p->store->db);

	if (!err) {
		err = staff_find(p->store->db, pl_of(login), m);
		db_rollback(p->store->db);
	}
	if (err)
		return cmd_fail("staff", "%s: %m", p->store->data_dir, err);

	return m->found ? CMD_OK : refuse(STAFF_UNKNOWN);
}


static int link_print(const struct place *p, int64_t id, bool reset)
{
	struct staff_invite invite = {.cmd = {.apply_h = staff_invite_apply}, .actor = -1, .id = id, .reset = reset};
	char token[SESSION_TOKEN_SIZE];
	int rc;

	session_token(token);
	keyring_digest(p->store->keys, KEY_SESSION, pl_of(token), invite.digest);

	rc = run(p, &invite.cmd);
	if (CMD_OK == rc)
		printf("/desk/#signin=%s\n", token);

	return rc;
}


static int add(const struct place *p, const char *login, const char *name, const char *roles)
{
	struct staff_set set = {
		.cmd = {.apply_h = staff_set_apply}, .actor = -1, .login = pl_of(login), .name = pl_of(name ? name : login),
		.roles = roles ? roles_of(pl_of(roles)) : 0, .active = true,
	};
	int rc = run(p, &set.cmd);

	return CMD_OK == rc ? link_print(p, set.id, false) : rc;
}


static int disable(const struct place *p, const char *login)
{
	struct staff_member m = {.id = 0};
	struct staff_set set;
	int rc;

	rc = find(p, login, &m);
	if (CMD_OK != rc)
		return rc;

	set = (struct staff_set){
		.cmd = {.apply_h = staff_set_apply}, .actor = -1, .id = m.id, .version = m.version, .name = pl_of(m.name),
		.roles = m.roles, .active = false,
	};

	return run(p, &set.cmd);
}


static int reset(const struct place *p, const char *login)
{
	struct staff_member m = {.id = 0};
	int rc = find(p, login, &m);

	return CMD_OK == rc ? link_print(p, m.id, true) : rc;
}


static int member_h(const struct staff_member *m, void *arg)
{
	const char *sep = "";

	(void)arg;

	printf("%s\t%s\t", m->login, m->name);
	for (unsigned role = ROLE_OPERATOR; role <= ROLE_ADMINISTRATOR; role <<= 1) {
		if (m->roles & role) {
			printf("%s%s", sep, role_name((enum role)role));
			sep = ",";
		}
	}
	printf("\t%s\t%s\n", m->active ? "active" : "disabled", m->has_password ? "password" : "no-password");

	return 0;
}


static int list(const struct place *p)
{
	int err = db_begin(p->store->db);

	if (!err) {
		err = staff_list(p->store->db, member_h, NULL);
		db_rollback(p->store->db);
	}

	return err ? cmd_fail("staff", "%s: %m", p->store->data_dir, err) : CMD_OK;
}


static int act(const struct place *p, const char *what, const char *login, const char *name, const char *roles)
{
	id_node_set(NODE_FIRST + (unsigned)getpid() % NODE_COUNT);

	if (0 == strcmp(what, "list"))
		return list(p);
	if (0 == strcmp(what, "add"))
		return add(p, login, name, roles);

	return 0 == strcmp(what, "disable") ? disable(p, login) : reset(p, login);
}


int cmd_staff(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "", *name = NULL, *roles = NULL, *login = NULL;
	const struct cmd_option options[] = {{"name", &name, NULL}, {"roles", &roles, NULL}, {NULL, NULL, NULL}};
	bool listing = 0 == strcmp(what, "list"), adding = 0 == strcmp(what, "add");
	int used = listing ? 1 : 2, rc;
	struct place p;

	if (!listing && !adding && strcmp(what, "disable") && strcmp(what, "reset"))
		return cmd_usage("staff", "say add, list, disable or reset");
	if (!listing && (argc < 3 || '-' == argv[2][0]))
		return cmd_usage("staff", "say whose login: otklik staff %s LOGIN", what);

	login = listing ? NULL : argv[2];
	argv[used] = argv[0];
	argc -= used;
	argv += used;

	rc = cmd_options(&argc, argv, options);
	if (CMD_OK != rc)
		return rc;
	if (adding && login_check(pl_of(login)))
		return cmd_usage("staff", "%s", refusals[STAFF_LOGIN]);
	if (!adding && (name || roles))
		return cmd_usage("staff", "--name and --roles go with add");
	if (adding && (!roles || !roles_of(pl_of(roles))))
		return cmd_usage("staff", "%s", refusals[STAFF_ROLES]);

	rc = place_open(&p, argc, argv, false);
	if (CMD_OK != rc)
		return rc;

	rc = act(&p, what, login, name, roles);
	place_close(&p);
	return rc;
}
