/**
 * @file phone.c  SIP telephones of operators: settings of administrators, and how one's own stands
 */
#include <sodium.h>
#include "appeal/view.h"
#include "base/rfc3339.h"
#include "phone/account.h"
#include "web/api/call.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { BODY_MAX = 1024 };


static void refuse(struct request *req, int refusal)
{
	static const int status[] = {[PHONE_NOBODY] = 404, [PHONE_NONE] = 404, [PHONE_ADDRESS] = 422, [PHONE_CHANGED] = 409};
	char code[40];

	(void)re_snprintf(code, sizeof(code), "phone.%s", phone_refusal_name((enum phone_refusal_word)refusal));
	if (PHONE_ADDRESS == refusal)
		reply_field(req, "address", "problem.phone.address", NULL, 0, NULL);
	reply_problem(req, status[refusal], code);
}


/* ---- how they stand ---- */

struct listing {
	const struct call_ask *ask;
	json_t *list;
};


static const struct call_telephone *telephone_of(const struct call_ask *ask, int64_t staff)
{
	for (size_t i = 0; i < ask->n; i++) {
		if (ask->telephones[i].staff == staff)
			return &ask->telephones[i];
	}

	return NULL;
}


static json_t *seen_json(int64_t ms)
{
	char buf[RFC3339_SIZE];

	return rfc3339_print(buf, ms, 0) ? json_null() : json_string(buf);
}


static int account_h(const struct phone_account *a, void *arg)
{
	struct listing *l = arg;
	const struct call_telephone *t = telephone_of(l->ask, a->staff);
	json_t *one;

	one = json_pack("{s:o, s:s%, s:s%, s:b, s:b, s:I, s:b, s:i}", "staff", view_id(a->staff), "login", a->login.p, a->login.l,
			"name", a->name.p, a->name.l, "registers", a->sealed.p != NULL, "auto_answer", (int)a->auto_answer,
			"version", (json_int_t)a->version, "there", t && t->there, "bindings", t ? (int)t->bindings : 0);
	if (!one || json_array_append_new(l->list, one))
		return ENOMEM;

	if (t && t->since_ms && json_object_update_new(one, json_pack("{s:o, s:s, s:s}", "since", seen_json(t->since_ms), "at", t->at,
								      "agent", t->agent)))
		return ENOMEM;

	if (t && t->digest && json_object_set_new(one, "digest", json_string(t->digest)))
		return ENOMEM;

	return !a->address.p || !json_object_set_new(one, "address", json_stringn(a->address.p, a->address.l)) ? 0 : ENOMEM;
}


static int all_h(struct db *db, int64_t now_ms, const void *arg, json_t **objp)
{
	struct listing l = {arg, json_array()};
	int err = l.list ? phone_list(db, account_h, &l) : ENOMEM;

	(void)now_ms;
	if (err) {
		json_decref(l.list);
		return err;
	}

	*objp = json_pack("{s:o}", "items", l.list);
	return *objp ? 0 : ENOMEM;
}


static void listed_h(struct request *req, void *arg)
{
	struct call_ask *ask = arg;
	int err;

	if (call_refused(req, ask))
		return;

	err = setting_reply(req, 200, all_h, ask);
	if (err)
		reply_errno(req, err);
}


static int list_h(struct request *req)
{
	return call_ask_send(req, call_ask_new(req, CALL_ASK_TELEPHONES, NULL), listed_h);
}


static void mine_shown_h(struct request *req, void *arg)
{
	const struct call_ask *ask = arg;
	const struct call_telephone *t;

	if (call_refused(req, ask))
		return;

	t = telephone_of(ask, ask->staff);
	if (t)
		reply_json(req, 200, json_pack("{s:b, s:b, s:b}", "there", t->there, "registers", t->registers, "auto_answer", t->auto_answer));
	else
		reply_empty(req, 204);
}


static int mine_h(struct request *req)
{
	struct call_ask *ask = call_ask_new(req, CALL_ASK_TELEPHONES, NULL);

	if (ask)
		ask->to = ask->staff;
	return call_ask_send(req, ask, mine_shown_h);
}


/* ---- who gets one ---- */

struct giving {
	struct phone_set set;
	char password[PHONE_PASSWORD_SIZE];
};

struct phone_in {
	struct pl address;
	bool auto_answer;
	int digest;              /* enum phone_digest */
	int64_t version;
};

static const struct want give_want[] = {
	{"address",     WANT_LINE, offsetof(struct phone_in, address),     false, PHONE_ADDRESS_MAX, NULL},
	{"auto_answer", WANT_BOOL, offsetof(struct phone_in, auto_answer), false, 0, NULL},
	{"digest",      WANT_CHOICE, offsetof(struct phone_in, digest),    false, 0, phone_digest_names},
};

static const struct want change_want[] = {
	{"auto_answer", WANT_BOOL, offsetof(struct phone_in, auto_answer), true, 0, NULL},
	{"version",     WANT_INT,  offsetof(struct phone_in, version),     true, 0, NULL},
};


static void giving_destructor(void *arg)
{
	struct giving *g = arg;

	sodium_memzero(g->password, sizeof(g->password));
}


static void set_h(struct request *req, void *arg)
{
	const struct giving *g = arg;
	const struct command *cmd = &g->set.cmd;
	json_t *obj;

	if (cmd->err) {
		reply_errno(req, cmd->err);
		return;
	}
	if (cmd->refusal) {
		refuse(req, cmd->refusal);
		return;
	}
	if (PHONE_REMOVE == g->set.verb) {
		reply_empty(req, 204);
		return;
	}

	obj = json_pack("{s:o, s:b, s:I}", "staff", view_id(g->set.staff), "auto_answer", (int)g->set.auto_answer, "version",
			(json_int_t)g->set.new_version);
	if (PHONE_REGISTERS == g->set.verb)
		(void)json_object_update_new(obj, json_pack("{s:s, s:s, s:s}", "user", g->set.login, "password", g->password, "realm",
							     app_of(req)->realm));
	reply_json(req, 200, obj);
}


static int set_send(struct request *req, enum phone_verb verb, const struct phone_in *in)
{
	struct giving *g = request_alloc(req, sizeof(*g), giving_destructor);

	if (!g)
		return ENOMEM;

	if (PHONE_REGISTERS == verb)
		phone_password(g->password);
	g->set = (struct phone_set){
		.cmd = {.apply_h = phone_set_apply}, .verb = verb, .actor = request_session(req)->staff,
		.staff = setting_id(request_param(req, 0)), .version = in->version, .realm = pl_of(app_of(req)->realm), .address = in->address,
		.password = g->password, .digest = (enum phone_digest)in->digest, .auto_answer = in->auto_answer};

	return request_write(req, &g->set.cmd, set_h, g);
}


static int give_h(struct request *req)
{
	struct phone_in in = {.version = 0};

	if (!request_want(req, give_want, sizeof(give_want) / sizeof(give_want[0]), &in))
		return 0;

	return set_send(req, in.address.l ? PHONE_FIXED : PHONE_REGISTERS, &in);
}


static int change_h(struct request *req)
{
	struct phone_in in = {.version = 0};

	if (!request_want(req, change_want, sizeof(change_want) / sizeof(change_want[0]), &in))
		return 0;
	if (in.version < 1) {
		refuse(req, PHONE_CHANGED);
		return 0;
	}

	return set_send(req, PHONE_CHANGE, &in);
}


static int remove_h(struct request *req)
{
	return set_send(req, PHONE_REMOVE, &(const struct phone_in){.version = 0});
}


static const struct route rows[] = {
	{GET, "/api/v1/desk/telephone", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, mine_h,
	 "How one's own SIP telephone stands; 204 without one", NULL, "Telephone", 200, 0},
	{GET, "/api/v1/settings/telephones", ROLE_SETTINGS, BODY_NONE, 0, RATE_STAFF, list_h,
	 "SIP telephones of operators, and which of them can be rung", NULL, "TelephoneList", 200, 0},
	{POST, "/api/v1/settings/staff/{id}/telephone", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, give_h,
	 "Gives an operator a SIP telephone: one that registers, with a new password that is shown once, or one at a fixed address",
	 "TelephoneNew", "TelephoneGiven", 200, 0},
	{PUT, "/api/v1/settings/staff/{id}/telephone", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, change_h,
	 "Whether an operator's SIP telephone answers by itself", "TelephoneSet", "TelephoneGiven", 200, 0},
	{DELETE, "/api/v1/settings/staff/{id}/telephone", ROLE_ADMINISTRATOR, BODY_NONE, 0, RATE_STAFF, remove_h,
	 "Takes an operator's SIP telephone away", NULL, NULL, 204, 0},
};

const struct route_set phone_routes = ROUTE_SET(rows);
