/**
 * @file work.c  Lists of work: mine, waiting, any, found by words
 */
#include <stdio.h>
#include "appeal/appeal.sql.h"
#include "appeal/enter.h"
#include "appeal/number.h"
#include "appeal/posting.h"
#include "appeal/view_priv.h"
#include "base/text.h"
#include "db/token.h"

enum { EXCERPT_CHARS = 140, WORDS_MAX = 8, FOUND_SCAN = 400, ROWS_SCAN = 4 * FOUND_SCAN };


struct listing {
	const struct view *v;
	json_t *list;
	unsigned n;
	int64_t last_ms, last_id;
	int64_t *ids;                /* of the items, VIEW_WAITING_MOST at most; NULL: not wanted */
	bool free_only;              /* only what nobody works on */
};


/* The beginning of a text, cut at a letter, in one line */
static json_t *excerpt(struct pl body)
{
	char buf[EXCERPT_CHARS * 4 + 4];
	struct pl rest = body;
	size_t pos = 0;
	bool space = false;

	for (unsigned n = 0; rest.l && n < EXCERPT_CHARS; n++) {
		const char *was = rest.p;
		uint32_t cp = text_next(&rest);

		if (text_is_space(cp)) {
			space = pos > 0;
			continue;
		}
		if (space)
			buf[pos++] = ' ';
		space = false;
		if (pos + 5 >= sizeof(buf))
			break;
		memcpy(buf + pos, was, (size_t)(rest.p - was));
		pos += (size_t)(rest.p - was);
	}
	if (rest.l && pos + 3 < sizeof(buf)) {
		memcpy(buf + pos, "…", 3);
		pos += 3;
	}

	return json_stringn(buf, pos);
}


struct item {
	int64_t id, digits, kind, state, channel, topic, region, owner, version, entered_ms, answer_by_ms, files;
	struct pl owner_name, body;
};


static int item_add(struct listing *l, const struct item *it)
{
	bool runs = APPEAL_NEW == it->state || APPEAL_IN_WORK == it->state || APPEAL_REOPENED == it->state;
	json_t *obj;
	int err;

	if (l->free_only && (DB_NULL != it->owner || (APPEAL_NEW != it->state && APPEAL_REOPENED != it->state)))
		return 0;

	obj = json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:s, s:I, s:I, s:b}",
			"number", view_number(it->digits),
			"kind", appeal_kind_name((enum appeal_kind)it->kind),
			"state", appeal_state_name((enum appeal_state)it->state),
			"excerpt", excerpt(it->body),
			"entered", view_time(l->v, it->entered_ms),
			"answer_by", view_time(l->v, it->answer_by_ms),
			"channel", contact_channel_name((enum contact_channel)it->channel),
			"version", (json_int_t)it->version,
			"files", (json_int_t)it->files,
			"overdue", runs && it->answer_by_ms < l->v->now_ms);
	if (!obj || json_array_append_new(l->list, obj))
		return ENOMEM;

	if (l->ids && l->n < VIEW_WAITING_MOST)
		l->ids[l->n] = it->id;
	l->n++;
	l->last_ms = it->answer_by_ms;
	l->last_id = it->id;

	err = view_set_topic(l->v, obj, it->topic);
	if (!err && DB_NULL != it->region) {
		char code[8];

		(void)re_snprintf(code, sizeof(code), "%02lld", it->region);
		err = view_set_text(obj, "region", pl_of(code));
	}
	if (!err && DB_NULL != it->owner) {
		json_t *owner = json_pack("{s:o, s:s%}", "id", view_id(it->owner), "name",
					  it->owner_name.p ? it->owner_name.p : "", it->owner_name.l);

		err = owner && !json_object_set_new(obj, "owner", owner) ? 0 : ENOMEM;
	}

	return err;
}


/* The lists have the same columns, but each statement has a row type of its own */
#define ITEM_H(name, row_type) \
	static int name(const struct row_type *r, void *arg) \
	{ \
		return item_add(arg, &(struct item){ \
			.id = r->id, .digits = r->digits, .kind = r->kind, .state = r->state, .channel = r->channel, \
			.topic = r->topic, .region = r->region, .owner = r->owner, .owner_name = r->owner_name, \
			.version = r->version, .entered_ms = r->entered_ms, .answer_by_ms = r->answer_by_ms, \
			.body = r->body, .files = r->files}); \
	}

ITEM_H(mine_h, row_work_mine)
ITEM_H(waiting_h, row_work_waiting)
ITEM_H(list_h, row_work_list)
ITEM_H(found_h, row_work_found)


static int counts_h(const struct row_work_counts *row, void *arg)
{
	json_t *counts = arg, *late = json_object_get(counts, "overdue");

	json_integer_set(late, json_integer_value(late) + row->late);

	return json_object_set_new(counts, appeal_state_name((enum appeal_state)row->state), json_integer(row->n)) ? ENOMEM : 0;
}


static int position_h(const struct row_journal_last *row, void *arg)
{
	return json_object_set_new(arg, "position", json_integer(row->pos)) ? ENOMEM : 0;
}


/* What was read, nearest term first, brought into the queue's order */
struct sorting {
	const struct view *v;
	const struct view_order *order;
	json_t *from, *to;               /* to: owned */
	int64_t ids[VIEW_WAITING_MOST];
	unsigned n;
	bool put[VIEW_WAITING_MOST];
};


/* One of the order: among what was read, else from the store */
static int put(struct sorting *s, int64_t id)
{
	struct listing found = {.v = s->v, .list = s->to, .free_only = true};

	for (unsigned i = 0; i < s->n; i++) {
		if (s->ids[i] != id)
			continue;

		s->put[i] = true;
		return json_array_append(s->to, json_array_get(s->from, i)) ? ENOMEM : 0;
	}

	return sql_work_found(s->v->db, id, found_h, &found);
}


static int put_rest(struct sorting *s)
{
	for (unsigned i = 0; i < s->n && json_array_size(s->to) < VIEW_WAITING_MOST; i++) {
		if (!s->put[i] && json_array_append(s->to, json_array_get(s->from, i)))
			return ENOMEM;
	}

	return 0;
}


static int offer_set(const struct sorting *s, json_t *obj, size_t at)
{
	const json_t *number = json_object_get(json_array_get(s->to, at), "number");
	json_t *offer;

	if (!number)
		return 0;

	offer = json_pack("{s:O, s:o, s:I}", "number", number, "id", view_id(s->order->next), "generation",
			 (json_int_t)s->order->generation);

	return offer && !json_object_set_new(obj, "offer", offer) ? 0 : ENOMEM;
}


static int waiting_sort(struct sorting *s, json_t *obj)
{
	int err = 0;

	for (size_t i = 0; i < s->order->n && !err; i++) {
		size_t before = json_array_size(s->to);

		err = put(s, s->order->id[i]);
		if (!err && s->order->next == s->order->id[i] && json_array_size(s->to) > before)
			err = offer_set(s, obj, before);
	}
	if (!err)
		err = put_rest(s);

	return err ? err : (json_object_set(obj, "waiting", s->to) ? ENOMEM : 0);
}


static int waiting_add(const struct view *v, const struct view_order *order, json_t *obj)
{
	struct sorting s = {.v = v, .order = order, .from = json_object_get(obj, "waiting")};
	struct listing waiting = {.v = v, .list = s.from, .ids = s.ids};
	int err;

	err = sql_work_waiting(v->db, VIEW_WAITING_MOST, waiting_h, &waiting);
	if (err || !order)
		return err;

	s.n = waiting.n;
	s.to = json_array();
	err = s.to ? waiting_sort(&s, obj) : ENOMEM;
	json_decref(s.to);

	return err;
}


int view_work(const struct view *v, const struct view_order *order, json_t **objp)
{
	struct listing mine = {.v = v, .list = json_array()};
	json_t *counts = json_pack("{s:i, s:i, s:i, s:i, s:i, s:i}", "new", 0, "in_work", 0, "waiting", 0, "answered", 0,
				   "reopened", 0, "overdue", 0);
	json_t *obj = json_pack("{s:o, s:[], s:o}", "mine", mine.list, "waiting", "counts", counts);
	int err = obj ? 0 : ENOMEM;

	if (!err)
		err = sql_journal_last(v->db, position_h, obj);
	if (!err)
		err = sql_work_mine(v->db, v->actor.staff, mine_h, &mine);
	if (!err)
		err = waiting_add(v, order, obj);
	if (!err)
		err = sql_work_counts(v->db, v->now_ms, counts_h, counts);

	if (err)
		json_decref(obj);
	else
		*objp = obj;

	return err;
}


struct words {
	const struct keyring *keys;
	int64_t token[WORDS_MAX];
	unsigned n;
};


static int word_h(struct pl token, void *arg)
{
	struct words *w = arg;

	if (w->n < WORDS_MAX)
		w->token[w->n++] = token_digest(w->keys, token);

	return 0;
}


/* Appeals that hold the first word, newest first; kept are those that hold the others too */
struct search {
	int64_t at[FOUND_SCAN];
	unsigned n;
	int64_t before;                 /* only ids below */
	int64_t wanted;
	bool has;
};


/* Keeps an id in its place, highest first, once; of too many the lowest go. false: it is lower than all, and they are enough */
static bool candidate_add(struct search *s, int64_t id)
{
	unsigned to = s->n;

	while (to > 0 && s->at[to - 1] < id)
		to--;
	if (to > 0 && s->at[to - 1] == id)
		return true;
	if (to == FOUND_SCAN)
		return false;

	s->n += s->n < FOUND_SCAN;
	memmove(s->at + to + 1, s->at + to, (s->n - to - 1) * sizeof(s->at[0]));
	s->at[to] = id;
	return true;
}


/* Rows come by their highest id: the first that is too low ends it */
static int candidates_h(const struct row_search_find *row, void *arg)
{
	struct search *s = arg;
	struct pl rest = row->appeals;
	int64_t id = row->last;

	if (FOUND_SCAN == s->n && id < s->at[FOUND_SCAN - 1])
		return ECANCELED;

	do {
		if (id < s->before && !candidate_add(s, id))
			break;
	} while (posting_next(&rest, &id));

	return 0;
}


static int has_h(const struct row_search_has *row, void *arg)
{
	struct search *s = arg;
	struct pl rest = row->appeals;
	int64_t id = row->last;

	while (id > s->wanted && posting_next(&rest, &id))
		;

	s->has = id == s->wanted;
	return s->has ? ECANCELED : 0;
}


static int token_has(const struct view *v, int64_t token, struct search *s)
{
	int err;

	s->has = false;
	err = sql_search_has(v->db, token, s->wanted, posting_above(s->wanted), has_h, s);

	return ECANCELED == err ? 0 : err;
}


static int candidates_find(const struct view *v, int64_t token, struct search *s)
{
	int err = sql_search_find(v->db, token, posting_above(s->before), ROWS_SCAN, candidates_h, s);

	return ECANCELED == err ? 0 : err;
}


static int find_words(const struct view *v, const struct view_filter *filter, struct listing *l)
{
	struct search search = {.before = filter->after_id > 0 ? filter->after_id : INT64_MAX};
	struct words words = {.keys = v->keys};
	int err;

	err = token_split(filter->words, word_h, &words);
	if (err || !words.n)
		return err;

	err = candidates_find(v, words.token[0], &search);

	for (unsigned i = 0; i < search.n && !err && l->n < filter->most; i++) {

		search.has = true;
		search.wanted = search.at[i];
		for (unsigned k = 1; k < words.n && search.has && !err; k++)
			err = token_has(v, words.token[k], &search);
		if (!err && search.has)
			err = sql_work_found(v->db, search.at[i], found_h, l);
	}

	return err;
}


static int candidate_h(struct search *s, int64_t appeal)
{
	if (s->n < FOUND_SCAN)
		s->at[s->n++] = appeal;

	return 0;
}


static int one_h(const struct row_work_by_digits *row, void *arg)
{
	return candidate_h(arg, row->appeal);
}


static int address_h(const struct row_work_by_address *row, void *arg)
{
	return candidate_h(arg, row->appeal);
}


/* A phone or a mail address, as a digest; false: it is neither */
static bool address_of(const struct view *v, struct pl words, uint8_t digest[32])
{
	struct check_result res;

	if (pl_strchr(&words, '@')) {
		address_digest(v->keys, MEDIUM_MAIL, words, digest);
		return true;
	}

	check_phone(&res, words, (int32_t)(v->now_ms / 86400000));
	if (CHECK_VALID != res.verdict)
		return false;

	address_digest(v->keys, MEDIUM_PHONE, pl_of(res.value), digest);
	return true;
}


/* Whoever asks for one thing by its name gets that thing; otherwise the words are looked for in the texts */
static int find_any(const struct view *v, const struct view_filter *filter, struct listing *l)
{
	struct pl words = text_trim(filter->words);
	struct search search = {.n = 0};
	enum number_form form;
	uint8_t digest[32];
	int64_t digits = 0;
	int err = 0;

	form = number_parse(&digits, words);
	if (NUMBER_WHOLE == form || NUMBER_BARE == form)
		err = sql_work_by_digits(v->db, digits, number_serial(keyring_key(v->keys, KEY_NUMBER), digits), one_h, &search);
	if (!err && !search.n && NUMBER_WHOLE != form && address_of(v, words, digest))
		err = sql_work_by_address(v->db, (struct pl){(char *)digest, sizeof(digest)}, filter->most, address_h, &search);
	if (err)
		return err;

	if (!search.n)
		return find_words(v, filter, l);

	for (unsigned i = 0; i < search.n && !err; i++)
		err = sql_work_found(v->db, search.at[i], found_h, l);

	return err;
}


int view_list(const struct view *v, const struct view_filter *filter, json_t **objp)
{
	struct listing l = {.v = v, .list = json_array()};
	json_t *obj = json_pack("{s:o}", "items", l.list);
	int err = obj ? 0 : ENOMEM;

	if (!err && filter->words.l)
		err = find_any(v, filter, &l);
	else if (!err)
		err = sql_work_list(v->db, &(struct sql_work_list){
				.state = filter->state, .topic = filter->topic, .owner = filter->owner,
				.from_ms = filter->from_ms, .to_ms = filter->to_ms,
				.after_ms = filter->after_ms, .after_id = filter->after_id, .most = filter->most}, list_h, &l);

	if (!err && l.n == filter->most) {
		char next[48];

		(void)re_snprintf(next, sizeof(next), "%lld.%lld", l.last_ms, l.last_id);
		err = view_set_text(obj, "next", pl_of(next));
	}

	if (err)
		json_decref(obj);
	else
		*objp = obj;

	return err;
}
