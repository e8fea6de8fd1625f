/**
 * @file look.c  An appeal as the rule wants to see it
 */
#include "appeal/enter.h"
#include "call/call.h"
#include "repeat/repeat.h"
#include "repeat/repeat.sql.h"

enum { APPEALS = 4 };

struct looking {
	struct repeat_facts facts;
	int64_t digits, appeal[APPEALS];
	size_t appeals;
};


static int appeal_h(const struct row_repeat_appeal *row, void *arg)
{
	struct looking *l = arg;

	l->digits = row->digits;
	l->facts.state = (enum appeal_state)row->state;
	return 0;
}


static int64_t zero(int64_t v)
{
	return DB_NULL == v ? 0 : v;
}


/* A call of ours is an act, if anybody answered it; newest first, as they come */
static int contact_h(const struct row_repeat_contacts *row, void *arg)
{
	struct repeat_facts *f = &((struct looking *)arg)->facts;
	bool talked = DB_NULL != row->answered_ms;

	if (CALL_OUT == row->medium) {
		if (talked && f->acts < REPEAT_ACTS)
			f->act[f->acts++] = (struct repeat_act){row->answered_ms, zero(row->staff)};
		return 0;
	}

	if (f->contacts < REPEAT_CONTACTS)
		f->contact[f->contacts++] = (struct repeat_contact){row->began_ms, zero(row->ended_ms), talked ? zero(row->staff) : 0};
	return 0;
}


static int act_h(const struct row_repeat_acts *row, void *arg)
{
	struct repeat_facts *f = &((struct looking *)arg)->facts;

	if (f->acts < REPEAT_ACTS)
		f->act[f->acts++] = (struct repeat_act){row->at_ms, row->staff};
	return 0;
}


static int by_time(const void *a, const void *b)
{
	const struct repeat_act *x = a, *y = b;

	return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}


static void turn(struct repeat_facts *f)
{
	for (size_t i = 0; i < f->contacts / 2; i++) {
		struct repeat_contact c = f->contact[i];

		f->contact[i] = f->contact[f->contacts - 1 - i];
		f->contact[f->contacts - 1 - i] = c;
	}
	qsort(f->act, f->acts, sizeof(f->act[0]), by_time);
}


int repeat_look(struct db *db, int64_t appeal, int64_t after_ms, int64_t now_ms, int64_t not_id, struct repeat_found *found)
{
	struct looking l = {.digits = 0};
	int err;

	err = sql_repeat_appeal(db, appeal, appeal_h, &l);
	if (!err && l.digits)
		err = sql_repeat_contacts(db, appeal, not_id, REPEAT_CONTACTS - 1, contact_h, &l);
	if (!err && l.digits)
		err = sql_repeat_acts(db, appeal, REPEAT_ACTS / 2, act_h, &l);
	if (err)
		return err;

	turn(&l.facts);
	if (now_ms)
		l.facts.contact[l.facts.contacts++] = (struct repeat_contact){now_ms, 0, 0};

	*found = (struct repeat_found){.appeal = l.digits ? appeal : 0, .digits = l.digits};
	repeat_judge(&found->r, &l.facts, after_ms);
	return 0;
}


static int id_h(const struct row_repeat_of_address *row, void *arg)
{
	struct looking *l = arg;

	if (l->appeals < APPEALS)
		l->appeal[l->appeals++] = row->id;
	return 0;
}


int repeat_look_address(struct db *db, struct pl digest, int64_t after_ms, int64_t now_ms, struct repeat_found *found)
{
	struct repeat_found none = {.appeal = 0}, one;
	struct looking l = {.appeals = 0};
	int err;

	err = sql_repeat_of_address(db, digest, now_ms - after_ms, id_h, &l);
	for (size_t i = 0; i < l.appeals && !err; i++) {

		err = repeat_look(db, l.appeal[i], after_ms, now_ms, 0, &one);
		if (!err && one.r.vain >= REPEAT_VAIN) {
			*found = one;
			return 0;
		}
	}
	if (!err)
		*found = none;

	return err;
}
