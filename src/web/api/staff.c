/**
 * @file staff.c  Staff and their roles: the administrator's settings
 */
#include <sodium.h>
#include "appeal/view.h"
#include "web/api/staff.h"
#include "web/app.h"
#include "web/session.h"
#include "web/table.h"

enum { BODY_MAX = 8192, ROLES_MAX = 6 };


json_t *staff_roles_json(unsigned roles)
{
	json_t *list = json_array();

	for (unsigned role = ROLE_OPERATOR; list && role <= ROLE_ADMINISTRATOR; role <<= 1) {
		if (roles & role)
			(void)json_array_append_new(list, json_string(role_name((enum role)role)));
	}

	return list;
}


void staff_refuse(struct request *req, enum staff_refusal refusal)
{
	static const struct {
		int status;
		const char *field;
	} is[] = {
		[STAFF_UNKNOWN] = {404, NULL}, [STAFF_CHANGED] = {409, NULL}, [STAFF_LAST] = {422, NULL},
		[STAFF_LOGIN] = {422, "login"}, [STAFF_LOGIN_TAKEN] = {422, "login"}, [STAFF_NAME] = {422, "name"},
		[STAFF_ROLES] = {422, "roles"}, [STAFF_WRONG] = {401, NULL}, [STAFF_LOCKED] = {429, NULL},
		[STAFF_PASSWORD_SHORT] = {422, "new"}, [STAFF_PASSWORD_COMMON] = {422, "new"}, [STAFF_PRESENCE] = {422, "state"},
		[STAFF_SKILL] = {422, NULL}, [STAFF_REASON] = {422, "reason"},
	};
	char code[64], key[80];

	(void)re_snprintf(code, sizeof(code), "staff.%s", staff_refusal_name(refusal));
	(void)re_snprintf(key, sizeof(key), "problem.%s", code);

	if (is[refusal].field)
		reply_field(req, is[refusal].field, key, NULL, 0, NULL);
	reply_problem(req, is[refusal].status, code);
}


/* ---- the list ---- */

static int member_h(const struct staff_member *m, void *arg)
{
	json_t *one = json_pack("{s:o, s:s, s:s, s:o, s:b, s:I, s:b}", "id", view_id(m->id), "login", m->login, "name", m->name,
				"roles", staff_roles_json(m->roles), "active", (int)m->active, "version", (json_int_t)m->version,
				"password_set", (int)m->has_password);

	return json_array_append_new(arg, one) ? ENOMEM : 0;
}


static int list_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	json_t *list = json_array();
	int err;

	(void)arg;
	(void)refusal;

	if (!list)
		return ENOMEM;

	err = staff_list(v->db, member_h, list);
	if (err) {
		json_decref(list);
		return err;
	}

	*objp = json_pack("{s:o}", "items", list);
	return *objp ? 0 : ENOMEM;
}


static int list_h(struct request *req)
{
	return app_view(req, list_view_h, NULL);
}


/* ---- adding and changing ---- */

struct member_in {
	struct pl login, name;
	json_t *roles;
	int64_t version;
	bool active;
};

static const struct want add_want[] = {
	{"login", WANT_LINE, offsetof(struct member_in, login), true, 0, NULL},
	{"name",  WANT_LINE, offsetof(struct member_in, name),  true, 0, NULL},
	{"roles", WANT_LIST, offsetof(struct member_in, roles), true, ROLES_MAX, NULL},
};

static const struct want change_want[] = {
	{"name",    WANT_LINE, offsetof(struct member_in, name),    true, 0, NULL},
	{"roles",   WANT_LIST, offsetof(struct member_in, roles),   true, ROLES_MAX, NULL},
	{"active",  WANT_BOOL, offsetof(struct member_in, active),  true, 0, NULL},
	{"version", WANT_INT,  offsetof(struct member_in, version), true, 0, NULL},
};


/* Bits of a list of names; 0 when one is unknown: the room refuses that */
static unsigned roles_read(const json_t *list)
{
	unsigned roles = 0;
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		struct pl word = {json_string_value(one), json_string_length(one)};
		unsigned bit = word.l && !memchr(word.p, ',', word.l) ? roles_of(word) : 0;

		if (!bit)
			return 0;

		roles |= bit;
	}

	return roles;
}


static void set_h(struct request *req, void *arg)
{
	struct staff_set *set = arg;
	bool fresh = !set->version;
	int err = set->cmd.err;

	if (!err && set->cmd.refusal) {
		staff_refuse(req, set->cmd.refusal);
		return;
	}

	if (err) {
		reply_errno(req, err);
		return;
	}

	/* other roles, or none: what is open under the old ones ends */
	if (!fresh)
		session_end(request_web(req), set->id);

	reply_json(req, fresh ? 201 : 200, json_pack("{s:o, s:s%, s:o, s:b, s:I}", "id", view_id(set->id), "name", set->name.p, set->name.l,
			"roles", staff_roles_json(set->roles), "active", (int)set->active, "version", (json_int_t)set->version + 1));
}


static int set_send(struct request *req, int64_t id, const struct member_in *in)
{
	struct staff_set *set = request_alloc(req, sizeof(*set), NULL);

	if (!set)
		return ENOMEM;

	*set = (struct staff_set){
		.cmd = {.apply_h = staff_set_apply}, .actor = request_session(req)->staff, .id = id, .version = in->version,
		.login = in->login, .name = in->name, .roles = roles_read(in->roles), .active = in->active,
	};

	return request_write(req, &set->cmd, set_h, set);
}


static int add_h(struct request *req)
{
	struct member_in in = {.active = true};

	if (!request_want(req, add_want, sizeof(add_want) / sizeof(add_want[0]), &in))
		return 0;

	return set_send(req, 0, &in);
}


/* The id of the path; false: replied 404 */
static bool id_read(struct request *req, int64_t *id)
{
	struct pl text = request_param(req, 0);
	uint64_t n = 0;
	bool good = text.l > 0 && text.l <= 18;

	for (size_t i = 0; i < text.l && good; i++)
		good = text.p[i] >= '0' && text.p[i] <= '9';
	if (good)
		n = pl_u64(&text);

	if (!n) {
		staff_refuse(req, STAFF_UNKNOWN);
		return false;
	}

	*id = (int64_t)n;
	return true;
}


static int change_h(struct request *req)
{
	struct member_in in = {.active = true};
	int64_t id;

	if (!id_read(req, &id) || !request_want(req, change_want, sizeof(change_want) / sizeof(change_want[0]), &in))
		return 0;
	if (in.version < 1) {                       /* the room takes 0 for "whatever it is" */
		staff_refuse(req, STAFF_CHANGED);
		return 0;
	}

	return set_send(req, id, &in);
}


/* ---- one-time links ---- */

struct inviting {
	struct staff_invite invite;
	char token[SESSION_TOKEN_SIZE];
};


static void inviting_destructor(void *arg)
{
	struct inviting *in = arg;

	sodium_memzero(in->token, sizeof(in->token));
}


/* Where the link leads: as the program was told, else where the browser says it is (dispatch.c compared it with Host) */
static json_t *link_json(struct request *req, const char *token)
{
	struct pl origin = app_of(req)->origin;

	if (!origin.l)
		origin = request_header(req, "Origin");

	return json_sprintf("%.*s/desk/#signin=%s", (int)origin.l, origin.l ? origin.p : "", token);
}


static void invited_h(struct request *req, void *arg)
{
	struct inviting *in = arg;
	int err = in->invite.cmd.err;

	if (!err && !in->invite.cmd.refusal && in->invite.reset)
		session_end(request_web(req), in->invite.id);

	if (err)
		reply_errno(req, err);
	else if (in->invite.cmd.refusal)
		staff_refuse(req, in->invite.cmd.refusal);
	else
		reply_json(req, 200, json_pack("{s:o}", "link", link_json(req, in->token)));
}


static int invite_h(struct request *req)
{
	struct inviting *in = request_alloc(req, sizeof(*in), inviting_destructor);
	struct pl reset = request_query(req, "reset");
	int64_t id;

	if (!in)
		return ENOMEM;
	if (!id_read(req, &id))
		return 0;

	session_token(in->token);
	in->invite = (struct staff_invite){
		.cmd = {.apply_h = staff_invite_apply}, .actor = request_session(req)->staff, .id = id,
		.reset = 0 == pl_strcmp(&reset, "true"),
	};
	session_digest(request_web(req), pl_of(in->token), in->invite.digest);

	return request_write(req, &in->invite.cmd, invited_h, in);
}


static const struct route rows[] = {
	{GET, "/api/v1/settings/staff", ROLE_ADMINISTRATOR, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Everybody who works here, with their roles", NULL, "StaffList", 200, 0},
	{POST, "/api/v1/settings/staff", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, add_h,
	 "Adds a member of staff, who signs in by a link", "StaffNew", "Staff", 201, 0},
	{PUT, "/api/v1/settings/staff/{id}", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, change_h,
	 "Changes name, roles and whether somebody may sign in; the last administrator stays one", "StaffSet", "Staff", 200, 0},
	{POST, "/api/v1/settings/staff/{id}/invite", ROLE_ADMINISTRATOR, BODY_NONE, 0, RATE_STAFF, invite_h,
	 "Makes a sign-in link that works once within 72 hours, and shows it once; ?reset=true takes the password away too",
	 NULL, "Invite", 200, 0},
};

const struct route_set staff_routes = ROUTE_SET(rows);
