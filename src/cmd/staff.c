/**
 * @file staff.c  otklik staff add|list|disable|reset|phone: accounts without the desk, such as the first administrator's
 *
 * Works beside a program that runs: it sees the change within half a minute at most. Ids made here carry a node number of the
 * upper half (512 …): `serve` has the lower one (setting node), so both never make the same.
 */
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>
#include "base/id.h"
#include "cmd/place.h"
#include "phone/account.h"
#include "staff/staff.h"
#include "web/session.h"

enum { NODE_FIRST = 512, NODE_COUNT = 512 };

struct phone_wish {
	const char *address;             /* NULL: one that registers … */
	const char *digest;              /* … by these hashes; NULL: both */
	bool auto_answer, remove;
};

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


static int phone_refuse(enum phone_refusal_word refusal)
{
	static const char *const words[] = {
		[PHONE_NOBODY] = "there is nobody with this login, or they do not work here any more",
		[PHONE_NONE] = "this member has no telephone",
		[PHONE_ADDRESS] = "--address: must be a SIP address such as sip:203@192.0.2.7:5060",
		[PHONE_CHANGED] = "somebody changed it at the same moment: try again",
	};

	return cmd_fail("staff", "%s", words[refusal]);
}


/* PHONE_DIGEST_MD5 + 1: no such word */
static unsigned digest_of(const char *word)
{
	unsigned digest = PHONE_DIGEST_BOTH;

	while (word && phone_digest_names[digest] && strcmp(word, phone_digest_names[digest]))
		digest++;

	return digest;
}


static int phone(const struct place *p, const char *login, const struct phone_wish *wish)
{
	char password[PHONE_PASSWORD_SIZE];
	struct staff_member m = {.id = 0};
	struct phone_set set;
	int rc = find(p, login, &m), err;

	if (CMD_OK != rc)
		return rc;

	phone_password(password);
	set = (struct phone_set){
		.cmd = {.apply_h = phone_set_apply}, .actor = -1, .staff = m.id, .realm = pl_of(setting_text(p->settings, SET_SIP_REALM)),
		.verb = wish->remove ? PHONE_REMOVE : wish->address ? PHONE_FIXED : PHONE_REGISTERS, .address = pl_of(wish->address),
		.password = password, .digest = (enum phone_digest)digest_of(wish->digest), .auto_answer = wish->auto_answer};

	err = command_run(p->store->db, p->store->keys, &set.cmd);
	if (err)
		rc = cmd_fail("staff", "%s: %m", p->store->data_dir, err);
	else if (set.cmd.refusal)
		rc = phone_refuse((enum phone_refusal_word)set.cmd.refusal);
	else if (PHONE_REGISTERS == set.verb)
		printf("user      %s\npassword  %s\nrealm     %s\n", set.login, password, setting_text(p->settings, SET_SIP_REALM));

	sodium_memzero(password, sizeof(password));
	return rc;
}


static int act(const struct place *p, const char *what, const char *login, const char *name, const char *roles, const struct phone_wish *wish)
{
	id_node_set(NODE_FIRST + (unsigned)getpid() % NODE_COUNT);

	if (0 == strcmp(what, "list"))
		return list(p);
	if (0 == strcmp(what, "add"))
		return add(p, login, name, roles);
	if (0 == strcmp(what, "phone"))
		return phone(p, login, wish);

	return 0 == strcmp(what, "disable") ? disable(p, login) : reset(p, login);
}


int cmd_staff(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "", *name = NULL, *roles = NULL, *login = NULL;
	struct phone_wish wish = {NULL, NULL, false, false};
	const struct cmd_option options[] = {{"name", &name, NULL}, {"roles", &roles, NULL}, {"address", &wish.address, NULL}, {"digest", &wish.digest, NULL},
		{"auto-answer", NULL, &wish.auto_answer}, {"remove", NULL, &wish.remove}, {NULL, NULL, NULL}};
	bool phoning = 0 == strcmp(what, "phone"), listing = 0 == strcmp(what, "list"), adding = 0 == strcmp(what, "add");
	int used = listing ? 1 : 2, rc;
	struct place p;

	if (!listing && !adding && !phoning && strcmp(what, "disable") && strcmp(what, "reset"))
		return cmd_usage("staff", "say add, list, disable, reset or phone");
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
	if (!phoning && (wish.address || wish.digest || wish.auto_answer || wish.remove))
		return cmd_usage("staff", "--address, --digest, --auto-answer and --remove go with phone");
	if (wish.remove && (wish.address || wish.digest || wish.auto_answer))
		return cmd_usage("staff", "--remove stands alone");
	if (digest_of(wish.digest) > PHONE_DIGEST_MD5 || (wish.address && wish.digest))
		return cmd_usage("staff", "--digest: both, sha-256 or md5, of a telephone that registers");
	if (adding && (!roles || !roles_of(pl_of(roles))))
		return cmd_usage("staff", "%s", refusals[STAFF_ROLES]);

	rc = place_open(&p, argc, argv, false);
	if (CMD_OK != rc)
		return rc;

	rc = act(&p, what, login, name, roles, &wish);
	place_close(&p);
	return rc;
}
