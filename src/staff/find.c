/**
 * @file find.c  Staff as the store has them
 */
#include "staff/staff.h"
#include "staff/staff.sql.h"


static int member_fill(struct staff_member *m, const struct row_staff_find_login *row)
{
	memset(m, 0, sizeof(*m));

	m->found = true;
	m->id = row->id;
	m->version = row->version;
	m->failures = row->failures;
	m->locked_until_ms = row->locked_until_ms;
	m->roles = (unsigned)row->roles;
	m->active = row->active;
	m->has_password = row->password.p != NULL;

	if (pl_strcpy(&row->login, m->login, sizeof(m->login)) || pl_strcpy(&row->name, m->name, sizeof(m->name)))
		return EBADMSG;

	return row->password.p ? pl_strcpy(&row->password, m->hash, sizeof(m->hash)) : 0;
}


static int login_h(const struct row_staff_find_login *row, void *arg)
{
	return member_fill(arg, row);
}


/* The same columns under another statement's name */
static int id_h(const struct row_staff_find_id *r, void *arg)
{
	return member_fill(arg, &(struct row_staff_find_login){
			r->id, r->login, r->name, r->password, r->roles, r->active, r->version, r->failures, r->locked_until_ms});
}


int staff_find(struct db *db, struct pl login, struct staff_member *member)
{
	member->found = false;

	return sql_staff_find_login(db, login, login_h, member);
}


int staff_by_id(struct db *db, int64_t id, struct staff_member *member)
{
	member->found = false;

	return sql_staff_find_id(db, id, id_h, member);
}


struct listing {
	staff_h *h;
	void *arg;
};


static int all_h(const struct row_staff_all *r, void *arg)
{
	struct listing *l = arg;
	struct staff_member m;
	int err;

	err = member_fill(&m, &(struct row_staff_find_login){
			r->id, r->login, r->name, r->password, r->roles, r->active, r->version, r->failures, r->locked_until_ms});

	return err ? err : l->h(&m, l->arg);
}


int staff_list(struct db *db, staff_h *h, void *arg)
{
	struct listing l = {h, arg};

	return sql_staff_all(db, all_h, &l);
}


struct gathering {
	staff_here_h *h;
	void *arg;
};


static int here_h(const struct row_presence_list *row, void *arg)
{
	const struct gathering *g = arg;

	return g->h(&(struct staff_here){
			.id = row->id, .since_ms = row->at_ms, .roles = (unsigned)row->roles, .name = row->name,
			.reason = DB_NULL == row->reason ? 0 : (unsigned)row->reason,
			.state = DB_NULL == row->state ? PRESENCE_OFFLINE : (enum presence)row->state}, g->arg);
}


int staff_here_list(struct db *db, staff_here_h *h, void *arg)
{
	struct gathering g = {h, arg};

	return sql_presence_list(db, here_h, &g);
}


static int session_h(const struct row_session_get *row, void *arg)
{
	struct staff_session *s = arg;

	s->found = true;
	s->staff = row->staff;
	s->roles = (unsigned)row->roles;
	s->expires_ms = row->expires_ms;

	if (pl_strcpy(&row->csrf, s->csrf, sizeof(s->csrf)) || pl_strcpy(&row->name, s->name, sizeof(s->name)))
		return EBADMSG;

	return 0;
}


int staff_session(struct db *db, struct pl digest, int64_t now_ms, struct staff_session *session)
{
	memset(session, 0, sizeof(*session));

	return sql_session_get(db, digest, now_ms, session_h, session);
}
