/**
 * @file newest.c  The journal, newest first, of what was chosen: days, a kind or a group of kinds, who acted, one appeal
 *
 * A page costs what it shows, however long the journal is: days become positions, as times never run backwards; a person and each kind
 * of a group have an index; what is left to look at is bounded (LOOK_MAX), and a page that ends there says where the next one goes on.
 */
#include "appeal/record_priv.h"

enum {
	LOOK_MAX = 20000,                /* rows of one person that are looked at for a page of one kind */
	KIND_SIZE = 104,
};

struct bounds {
	int64_t low, before;             /* positions: low ≤ pos < before */
	char kind_low[KIND_SIZE], kind_high[KIND_SIZE];      /* low ≤ kind < high */
};

/* One page that is put together of several kinds */
struct merge {
	struct record rec;
	char kind[KIND_SIZE];
	bool more;                       /* there is a kind after the last */
};


static int at_h(const struct row_journal_when *row, void *arg)
{
	*(int64_t *)arg = row->at_ms;
	return 0;
}


static int head_h(const struct row_journal_last *row, void *arg)
{
	*(int64_t *)arg = row->pos;
	return 0;
}


int record_pos_at(struct db *db, int64_t at_ms, int64_t *posp)
{
	int64_t low = 1, high = 0, mid, seen = 0;
	int err = sql_journal_last(db, head_h, &high);

	high++;
	while (!err && low < high) {
		mid = low + (high - low) / 2;
		err = sql_journal_when(db, mid, at_h, &seen);
		if (seen >= at_ms)
			high = mid;
		else
			low = mid + 1;
	}

	if (!err)
		*posp = low;
	return err;
}


/* A group is what stands before the dot; '/' is the next byte after it, and nothing in a kind comes before '!' */
static void kinds_bound(struct bounds *b, struct pl kind)
{
	bool whole = kind.l && pl_strchr(&kind, '.');

	(void)re_snprintf(b->kind_low, sizeof(b->kind_low), "%r%s", &kind, !kind.l || whole ? "" : ".");
	if (!kind.l)
		(void)re_snprintf(b->kind_high, sizeof(b->kind_high), "~");
	else
		(void)re_snprintf(b->kind_high, sizeof(b->kind_high), "%r%s", &kind, whole ? "!" : "/");
}


static int bounds_find(struct bounds *b, const struct view *v, const struct record_choice *c)
{
	int64_t end = INT64_MAX;
	int err = 0;

	*b = (struct bounds){.low = 1};
	kinds_bound(b, c->kind);
	if (DB_NULL != c->from_ms)
		err = record_pos_at(v->db, c->from_ms, &b->low);
	if (!err && DB_NULL != c->to_ms)
		err = record_pos_at(v->db, c->to_ms, &end);
	b->before = MIN(c->before, end);

	return err;
}


static int all_h(const struct row_journal_newest *r, void *arg)
{
	return record_row_add(arg, &(struct row_journal_page){r->pos, r->at_ms, r->actor, r->kind, r->body, r->name, r->digits});
}


static int kind_h(const struct row_journal_newest_kind *r, void *arg)
{
	return record_row_add(arg, &(struct row_journal_page){r->pos, r->at_ms, r->actor, r->kind, r->body, r->name, r->digits});
}


static int actor_h(const struct row_journal_newest_actor *r, void *arg)
{
	return record_row_add(arg, &(struct row_journal_page){r->pos, r->at_ms, r->actor, r->kind, r->body, r->name, r->digits});
}


static int appeal_h(const struct row_journal_newest_appeal *r, void *arg)
{
	return record_row_add(arg, &(struct row_journal_page){r->pos, r->at_ms, r->actor, r->kind, r->body, r->name, r->digits});
}


/* ---- of one appeal ---- */

static int of_appeal(struct record *rec, const struct record_choice *c, const struct bounds *b, enum appeal_refusal *refusal)
{
	struct appeal_row row;
	int err = appeal_row_read(rec->v->db, rec->v->keys, c->appeal, &row);

	if (!err && !row.found)
		*refusal = APPEAL_UNKNOWN;
	if (!err && row.found)
		err = sql_journal_newest_appeal(rec->v->db, &(struct sql_journal_newest_appeal){
				.appeal = row.id, .low = b->low, .before = b->before, .kind_low = pl_of(b->kind_low), .kind_high = pl_of(b->kind_high),
				.actor_low = DB_NULL == c->actor ? -1 : c->actor, .actor_high = DB_NULL == c->actor ? INT64_MAX : c->actor,
				.most = c->most}, appeal_h, rec);
	appeal_row_close(&row);

	return err;
}


/* ---- of one person ---- */

static int floor_h(const struct row_journal_actor_floor *row, void *arg)
{
	*(int64_t *)arg = row->pos;
	return 0;
}


/* `floorp`: below it nothing was looked at; untouched when everything was */
static int of_actor(struct record *rec, const struct record_choice *c, struct bounds *b, int64_t *floorp)
{
	int64_t least = b->low;
	int err = 0;

	if (c->kind.l)
		err = sql_journal_actor_floor(rec->v->db, c->actor, b->before, LOOK_MAX, floor_h, &least);
	if (err)
		return err;

	if (least > b->low)
		*floorp = b->low = least;

	return sql_journal_newest_actor(rec->v->db, &(struct sql_journal_newest_actor){
			.actor = c->actor, .low = b->low, .before = b->before, .kind_low = pl_of(b->kind_low), .kind_high = pl_of(b->kind_high),
			.most = c->most}, actor_h, rec);
}


/* ---- of kinds ---- */

static int next_h(const struct row_journal_kind_next *row, void *arg)
{
	struct merge *m = arg;

	m->more = row->kind.p && row->kind.l < sizeof(m->kind);
	return m->more ? pl_strcpy(&row->kind, m->kind, sizeof(m->kind)) : 0;
}


static json_int_t pos_of(const json_t *items, size_t i)
{
	return json_integer_value(json_object_get(json_array_get(items, i), "pos"));
}


/* Two lists, newest first each, become one of at most `most`; both are let go */
static json_t *merged(json_t *a, json_t *b, unsigned most)
{
	json_t *both = json_array();
	size_t i = 0, j = 0, an = json_array_size(a), bn = json_array_size(b);

	while (both && json_array_size(both) < most && (i < an || j < bn)) {
		bool first = j == bn || (i < an && pos_of(a, i) > pos_of(b, j));

		if (json_array_append(both, first ? json_array_get(a, i++) : json_array_get(b, j++))) {
			json_decref(both);
			both = NULL;
		}
	}

	json_decref(a);
	json_decref(b);
	return both;
}


/* Each kind of the group by its own index; what is older than a page that is full is not read */
static int of_kinds(struct record *rec, const struct record_choice *c, const struct bounds *b)
{
	struct merge m = {.rec = {rec->v, NULL, 0}};
	int64_t low = b->low;
	int err;

	err = sql_journal_kind_next(rec->v->db, pl_of(b->kind_low), pl_of(b->kind_high), next_h, &m);

	while (!err && m.more) {
		char after[KIND_SIZE + 1];

		m.rec.items = json_array();
		err = m.rec.items ? sql_journal_newest_kind(rec->v->db, pl_of(m.kind), low, b->before, c->most, kind_h, &m.rec) : ENOMEM;
		if (err) {
			json_decref(m.rec.items);
			break;
		}

		rec->items = merged(rec->items, m.rec.items, c->most);
		if (!rec->items)
			return ENOMEM;
		if (json_array_size(rec->items) == c->most)
			low = pos_of(rec->items, c->most - 1) + 1;

		(void)re_snprintf(after, sizeof(after), "%s!", m.kind);
		m.more = false;
		err = sql_journal_kind_next(rec->v->db, pl_of(after), pl_of(b->kind_high), next_h, &m);
	}

	rec->last = json_array_size(rec->items) ? pos_of(rec->items, json_array_size(rec->items) - 1) : 0;
	return err;
}


int view_record_newest(const struct view *v, const struct record_choice *c, json_t **objp, enum appeal_refusal *refusal)
{
	struct record rec = {v, json_array(), 0};
	struct bounds b;
	int64_t next = 0;
	json_t *obj;
	int err = rec.items ? bounds_find(&b, v, c) : ENOMEM;

	*refusal = APPEAL_ALLOWED;
	if (!err && DB_NULL != c->appeal)
		err = of_appeal(&rec, c, &b, refusal);
	else if (!err && DB_NULL != c->actor)
		err = of_actor(&rec, c, &b, &next);
	else if (!err && c->kind.l)
		err = of_kinds(&rec, c, &b);
	else if (!err)
		err = sql_journal_newest(v->db, b.low, b.before, c->most, all_h, &rec);
	if (err || *refusal) {
		json_decref(rec.items);
		return err;
	}

	if (json_array_size(rec.items) == c->most)
		next = rec.last;
	obj = next > 1 ? json_pack("{s:o, s:I}", "items", rec.items, "next", (json_int_t)next) : json_pack("{s:o}", "items", rec.items);
	if (!obj)
		return ENOMEM;

	*objp = obj;
	return 0;
}
