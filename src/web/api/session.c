/**
 * @file session.c  Signing in and out, and the password
 *
 *     POST    reader: who is it? ──▶ worker: does the password fit? ──▶ writer: count, lock or make the session
 *             (a link: writer alone)
 *
 * An unknown login goes the whole way too, with a hash of nobody: its answer is that of a wrong password, and request_wrong()
 * gives both at the same moment. Argon2id runs on workers alone; their queue is bounded, and full means 503.
 */
#include <sodium.h>
#include "appeal/view.h"
#include "base/clock.h"
#include "web/api/staff.h"
#include "web/api/stranger.h"
#include "web/app.h"
#include "web/session.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 4096, KEY_SIZE_MAX = LOGIN_MAX + 8 };


/* The zone is the organisation's: the desk shows every time in it, wherever the operator's machine thinks it is */
static json_t *session_json(const struct book *book, const struct staff_member *m, const char *csrf)
{
	return json_pack("{s:{s:o, s:s, s:s, s:o}, s:s, s:b, s:s}",
			 "staff", "id", view_id(m->id), "login", m->login, "name", m->name, "roles", staff_roles_json(m->roles),
			 "csrf", csrf, "password_set", (int)m->has_password,
			 "zone", zone_name(book_zone(book)));
}


/* ---- in ---- */

struct signing {
	struct query q;
	struct staff_sign_in in;
	struct staff_member member;              /* password: as the reader found it */
	struct pl password;
	char login[LOGIN_MAX + 1];
	char key[KEY_SIZE_MAX];                  /* under which wrong ones are counted */
	char token[SESSION_TOKEN_SIZE];
};


static void signing_destructor(void *arg)
{
	struct signing *s = arg;

	sodium_memzero(s->member.hash, sizeof(s->member.hash));
	sodium_memzero(s->in.hash, sizeof(s->in.hash));
	sodium_memzero(s->in.member.hash, sizeof(s->in.member.hash));
	sodium_memzero(s->token, sizeof(s->token));
}


static void locked_reply(struct request *req, int64_t until_ms)
{
	int64_t left_ms = until_ms - clock_wall_ms();

	reply_header(req, "Retry-After", "%lld", left_ms > 0 ? (left_ms + 999) / 1000 : 1LL);
	reply_problem(req, 429, "staff.locked");
}


static void signed_h(struct request *req, void *arg)
{
	struct signing *s = arg;
	struct staff_sign_in *in = &s->in;
	bool stranger = !in->by_link && !in->member.found;
	int64_t until_ms = in->locked_until_ms;

	if (in->cmd.err) {
		reply_errno(req, in->cmd.err);
		return;
	}
	if (STAFF_LOCKED == in->denied || (stranger && stranger_locked(s->login, clock_wall_ms(), &until_ms))) {
		locked_reply(req, until_ms);
		return;
	}
	if (in->denied) {
		if (stranger)
			stranger_wrong(s->login, clock_wall_ms());
		request_wrong(req, pl_of(s->key), 401, "session.wrong");
		return;
	}

	session_cookie(req, s->token, SESSION_MS / 1000);
	reply_json(req, 200, session_json(app_of(req)->book, &in->member, in->csrf));
}


static int session_open(struct request *req, struct signing *s)
{
	session_token(s->token);
	session_token(s->in.csrf);
	session_digest(request_web(req), pl_of(s->token), s->in.session);
	s->in.cmd.apply_h = staff_sign_in_apply;

	return request_write(req, &s->in.cmd, signed_h, s);
}


static void verify_h(void *arg)
{
	struct signing *s = arg;

	s->in.verified = password_verify(s->member.found ? s->member.hash : "", s->password);
}


static void verified_h(struct request *req, void *arg)
{
	struct signing *s = arg;
	int err;

	s->in.id = s->member.found ? s->member.id : 0;
	memcpy(s->in.hash, s->member.hash, sizeof(s->in.hash));
	err = session_open(req, s);
	if (err)
		reply_errno(req, err);
}


static int find_h(struct db *db, struct query *q)
{
	struct signing *s = CONTAINER_OF(q, struct signing, q);

	return staff_find(db, pl_of(s->login), &s->member);
}


static void found_h(struct request *req, void *arg)
{
	struct signing *s = arg;
	int err = s->q.err;

	if (!err)
		err = request_work(req, verify_h, verified_h, s);
	if (err)
		reply_errno(req, err);
}


struct sign_in {
	struct pl login, password, token;
};

static const struct want sign_in_want[] = {
	{"login",    WANT_LINE,   offsetof(struct sign_in, login),    false, LOGIN_MAX, NULL},
	{"password", WANT_SECRET, offsetof(struct sign_in, password), false, PASSWORD_MAX, NULL},
	{"token",    WANT_SECRET, offsetof(struct sign_in, token),    false, SESSION_TOKEN_MAX, NULL},
};


static int link_use(struct request *req, struct signing *s, struct pl token)
{
	struct pl address = request_address(req);

	(void)re_snprintf(s->key, sizeof(s->key), "a %r", &address);
	if (!request_tried(req, pl_of(s->key)))
		return 0;

	s->in.by_link = true;
	session_digest(request_web(req), token, s->in.link);

	return session_open(req, s);
}


static int password_use(struct request *req, struct signing *s, const struct sign_in *in)
{
	/* longer than a login can be, counted in bytes: known to nobody */
	if (pl_strcpy(&in->login, s->login, sizeof(s->login)))
		s->login[0] = '\0';
	for (char *p = s->login; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}

	(void)re_snprintf(s->key, sizeof(s->key), "s %s", s->login);
	if (!request_tried(req, pl_of(s->key)))
		return 0;

	s->password = in->password;
	s->q.read_h = find_h;

	return request_read(req, &s->q, found_h, s);
}


static int post_h(struct request *req)
{
	struct signing *s = request_alloc(req, sizeof(*s), signing_destructor);
	struct sign_in in = {{NULL, 0}};

	if (!s)
		return ENOMEM;

	want_json(req, request_json(req), sign_in_want, sizeof(sign_in_want) / sizeof(sign_in_want[0]), &in);
	if (!in.token.l && !in.login.l)
		reply_field(req, "login", "field.missing", NULL, 0, NULL);
	if (!in.token.l && !in.password.l)
		reply_field(req, "password", "field.missing", NULL, 0, NULL);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	return in.token.l ? link_use(req, s, in.token) : password_use(req, s, &in);
}


/* ---- who is it, and out ---- */

static int me_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct session *session = arg;
	struct staff_member m;
	int err;

	(void)refusal;

	err = staff_by_id(v->db, session->staff, &m);
	if (err)
		return err;

	*objp = session_json(v->book, &m, session->csrf);
	sodium_memzero(m.hash, sizeof(m.hash));

	return *objp ? 0 : ENOMEM;
}


static int get_h(struct request *req)
{
	return app_view(req, me_view_h, (void *)request_session(req));
}


static void signed_out_h(struct request *req, void *arg)
{
	struct staff_sign_out *out = arg;

	if (out->cmd.err) {
		reply_errno(req, out->cmd.err);
		return;
	}

	session_end(request_web(req), out->id);
	session_cookie(req, "", 0);
	reply_empty(req, 204);
}


static int delete_h(struct request *req)
{
	struct staff_sign_out *out = request_alloc(req, sizeof(*out), NULL);

	if (!out)
		return ENOMEM;

	out->cmd.apply_h = staff_sign_out_apply;
	out->id = request_session(req)->staff;
	session_digest(request_web(req), request_cookie(req, SESSION_COOKIE), out->session);

	return request_write(req, &out->cmd, signed_out_h, out);
}


/* ---- the password ---- */

struct changing {
	struct query q;
	struct staff_password set;
	struct staff_member member;
	struct pl old, fresh;
	char key[32];
	bool wrong;
	int err;
};


static void changing_destructor(void *arg)
{
	struct changing *c = arg;

	sodium_memzero(c->member.hash, sizeof(c->member.hash));
	sodium_memzero(c->set.hash, sizeof(c->set.hash));
	sodium_memzero(c->set.was, sizeof(c->set.was));
}


static void changed_h(struct request *req, void *arg)
{
	struct changing *c = arg;
	int err = c->set.cmd.err;

	if (!err && !c->set.cmd.refusal)
		session_end(request_web(req), c->set.id);

	if (err)
		reply_errno(req, err);
	else if (c->set.cmd.refusal)
		staff_refuse(req, c->set.cmd.refusal);
	else
		reply_empty(req, 204);
}


static void hash_h(void *arg)
{
	struct changing *c = arg;

	c->wrong = c->member.has_password && !password_verify(c->member.hash, c->old);
	if (!c->wrong)
		c->err = password_hash(c->set.hash, c->fresh);
}


static void hashed_h(struct request *req, void *arg)
{
	struct changing *c = arg;
	int err = c->err;

	if (c->wrong) {
		reply_field(req, "old", "problem.staff.password_wrong", NULL, 0, NULL);
		request_wrong(req, pl_of(c->key), 422, "staff.password_wrong");
		return;
	}

	memcpy(c->set.was, c->member.hash, sizeof(c->set.was));
	c->set.cmd.apply_h = staff_password_apply;
	if (!err)
		err = request_write(req, &c->set.cmd, changed_h, c);
	if (err)
		reply_errno(req, err);
}


static int member_h(struct db *db, struct query *q)
{
	struct changing *c = CONTAINER_OF(q, struct changing, q);

	return staff_by_id(db, c->set.id, &c->member);
}


static void member_found_h(struct request *req, void *arg)
{
	struct changing *c = arg;
	enum staff_refusal refusal = password_check(c->fresh, pl_of(c->member.login));
	int err = c->q.err;

	if (!err && refusal) {
		staff_refuse(req, refusal);
		return;
	}

	if (!err)
		err = request_work(req, hash_h, hashed_h, c);
	if (err)
		reply_errno(req, err);
}


static const struct want password_want[] = {
	{"old", WANT_SECRET, offsetof(struct changing, old),   false, PASSWORD_MAX, NULL},
	{"new", WANT_SECRET, offsetof(struct changing, fresh), true,  PASSWORD_MAX, NULL},
};


static int password_h(struct request *req)
{
	struct changing *c = request_alloc(req, sizeof(*c), changing_destructor);

	if (!c)
		return ENOMEM;
	if (!request_want(req, password_want, sizeof(password_want) / sizeof(password_want[0]), c))
		return 0;

	c->set.id = request_session(req)->staff;
	(void)re_snprintf(c->key, sizeof(c->key), "p %lld", c->set.id);
	if (!request_tried(req, pl_of(c->key)))
		return 0;

	session_digest(request_web(req), request_cookie(req, SESSION_COOKIE), c->set.session);
	c->q.read_h = member_h;

	return request_read(req, &c->q, member_found_h, c);
}


static const struct route rows[] = {
	{POST, "/api/v1/session", ROLE_PUBLIC, BODY_JSON, BODY_MAX, RATE_SIGNIN, post_h,
	 "Signs in with login and password, or with the token of a one-time link; sets the session's cookie",
	 "SessionNew", "Session", 200, ROUTE_NO_CSRF},
	{GET, "/api/v1/session", ROLE_STAFF, BODY_NONE, 0, RATE_STAFF, get_h,
	 "Who is signed in, and the token that changes must carry in the header X-CSRF", NULL, "Session", 200, 0},
	{DELETE, "/api/v1/session", ROLE_STAFF, BODY_NONE, 0, RATE_STAFF, delete_h,
	 "Signs out", NULL, NULL, 204, 0},
	{PUT, "/api/v1/session/password", ROLE_STAFF, BODY_JSON, BODY_MAX, RATE_SIGNIN, password_h,
	 "Sets one's own password; the old one is asked for unless there is none. Other sessions end",
	 "PasswordNew", NULL, 204, 0},
};

const struct route_set session_routes = ROUTE_SET(rows);
