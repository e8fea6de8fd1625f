/**
 * @file utterance.c  Puts a phrase into words and cuts it into pieces
 */
#include <stdio.h>
#include "phrase/phrase_priv.h"

enum {
	GAP_END_MS = 200,               /* between what is said and what is read out */
	DAY_FIRST  = 10957,             /* 2000-01-01 */
	DAY_LAST   = 84005,             /* 2199-12-31 */
};

#define DAY_MS INT64_C(86400000)

/* A phrase as it is put together */
struct making {
	const struct phrase *ph;
	struct cut cut;
	struct mbuf *run;               /* words up to the next thing that is read out */
	bool personal, valued;          /* of the run */
	bool alone;                     /* the text has nothing that is read out: its only piece bears the key's name */
	unsigned runs;
	enum phrase_refusal why;
	struct pl which;
};


void cut_piece(struct cut *cut, struct pl words, const char *name, struct cut_form form)
{
	const size_t used = cut->text->end;

	if (cut->n == PIECES_MAX || used + words.l + strlen(name) > UTTERANCE_MAX) {
		cut->full = true;
		return;
	}

	cut->from[cut->n] = used;
	cut->name_from[cut->n] = used + words.l;
	cut->at[cut->n] = (struct piece){
		.lang = cut->lang,
		.words = {NULL, words.l}, .name = {NULL, strlen(name)},
		.pace = form.pace, .gap_ms = form.gap_ms, .personal = form.personal,
	};
	cut->n++;

	if (mbuf_write_mem(cut->text, (const uint8_t *)words.p, words.l) || mbuf_write_str(cut->text, name))
		cut->err = ENOMEM;
}


static void refuse(struct making *m, enum phrase_refusal why, struct pl which)
{
	if (PHRASE_OK != m->why)
		return;

	m->why = why;
	m->which = which;
}


static const struct text_arg *arg_find(const struct phrase *ph, struct pl name)
{
	for (size_t i = 0; i < ph->argc; i++) {
		if (0 == pl_strcmp(&name, ph->argv[i].name))
			return &ph->argv[i];
	}

	return NULL;
}


static bool kind_is_num(enum phrase_kind kind)
{
	switch (kind) {

	case PHRASE_NUMBER:
	case PHRASE_ORDINAL:
	case PHRASE_COUNT:
	case PHRASE_TIME:
	case PHRASE_DATE:
	case PHRASE_MOMENT:
	case PHRASE_APPEAL:
		return true;

	default:
		return false;
	}
}


static bool num_in_range(const struct making *m, enum phrase_kind kind, int64_t num)
{
	switch (kind) {

	case PHRASE_NUMBER:
	case PHRASE_COUNT:
		return num >= 0 && num <= NUMERAL_MAX;

	case PHRASE_ORDINAL:
		return num >= 0 && num <= NUMERAL_ORDINAL_MAX;

	case PHRASE_TIME:
	case PHRASE_DATE:
	case PHRASE_MOMENT:
		return m->ph->zone && num >= DAY_FIRST * DAY_MS && num < DAY_LAST * DAY_MS;

	default:
		return true;
	}
}


static int num_write(struct making *m, const struct hole *hole, int64_t num)
{
	const struct saying s = {m->ph->lang, m->ph->zone, m->ph->named, m->ph->now_ms};

	switch (hole->kind) {

	case PHRASE_NUMBER:
		return numeral_cardinal(m->run, s.lang, (unsigned)num, hole->gcase, hole->gender);

	case PHRASE_ORDINAL:
		return numeral_ordinal(m->run, s.lang, (unsigned)num, hole->gcase, hole->gender);

	case PHRASE_COUNT:
		return numeral_count(m->run, s.lang, (unsigned)num, hole->gcase, hole->noun);

	case PHRASE_TIME:
		return say_time(m->run, &s, num, hole->gcase);

	case PHRASE_DATE:
		return say_date(m->run, &s, num, hole->gcase);

	default:
		return say_moment(m->run, &s, num, hole->until);
	}
}


static int key_write(struct making *m, bool *ok, struct pl key)
{
	const char *word = say_key(m->ph->lang, key);

	*ok = word != NULL;
	return word ? mbuf_write_str(m->run, word) : 0;
}


static int text_write(struct making *m, bool *ok, const struct hole *hole, struct pl text)
{
	switch (hole->kind) {

	case PHRASE_PRESS:
		return key_write(m, ok, text);

	case PHRASE_HOURS:
		return say_hours(m->run, ok, m->ph->lang, text);

	default:
		m->personal |= PHRASE_NAME == hole->kind;
		return say_text(m->run, ok, m->ph->lang, text);
	}
}


/* What holds words of its own: the dot behind a number that was read out does not */
static struct pl run_words(const struct mbuf *run)
{
	struct pl words = {(const char *)run->buf, run->end};

	while (words.l && strchr(" .,;:!?", words.p[0]))
		pl_advance(&words, 1);
	while (words.l && ' ' == words.p[words.l - 1])
		words.l--;

	return words;
}


static void run_end(struct making *m, bool last)
{
	const struct pl words = run_words(m->run);
	const char *key = text_name(m->ph->key);
	char name[PIECE_NAME_MAX + 1] = "";

	if (words.l) {
		m->runs++;
		if (!m->valued && m->alone)
			(void)snprintf(name, sizeof(name), "%s", key);
		else if (!m->valued)
			(void)snprintf(name, sizeof(name), "%s.%u", key, m->runs);

		cut_piece(&m->cut, words, name, (struct cut_form){PACE_PLAIN, last ? 0 : GAP_END_MS, m->personal});
	}

	mbuf_rewind(m->run);
	m->personal = m->valued = false;
}


static bool read_out(struct making *m, const struct hole *hole, const struct text_arg *arg)
{
	run_end(m, false);

	switch (hole->kind) {

	case PHRASE_APPEAL:
		return read_appeal(&m->cut, arg->num);

	case PHRASE_PHONE:
		return read_phone(&m->cut, arg->val);

	default:
		return read_digits(&m->cut, arg->val);
	}
}


static int hole_fill(struct making *m, const struct hole *hole)
{
	const struct text_arg *arg = arg_find(m->ph, hole->name);
	bool ok = true;
	int err = 0;

	if (!arg) {
		refuse(m, PHRASE_MISSING, hole->name);
		return 0;
	}

	if (arg->is_num != kind_is_num(hole->kind) || (arg->is_num && !num_in_range(m, hole->kind, arg->num)) ||
	    (!arg->is_num && !arg->val.p)) {
		refuse(m, PHRASE_VALUE, hole->name);
		return 0;
	}

	m->valued |= !hole_reads(hole);
	if (hole_reads(hole))
		ok = read_out(m, hole, arg);
	else if (arg->is_num)
		err = num_write(m, hole, arg->num);
	else
		err = text_write(m, &ok, hole, arg->val);

	if (!ok)
		refuse(m, PHRASE_VALUE, hole->name);

	return err;
}


/* A value that the text has no place for */
static void check_extra(struct making *m)
{
	for (size_t i = 0; i < m->ph->argc; i++) {

		struct pl given = pl_of(m->ph->argv[i].name), name;
		enum phrase_kind kind;
		bool used = false;

		for (size_t n = 0; !used && phrase_wants(m->ph->key, n, &name, &kind); n++)
			used = 0 == pl_cmp(&given, &name);

		if (!used)
			refuse(m, PHRASE_EXTRA, given);
	}
}


static bool reads_nothing(struct pl text)
{
	struct pl before;
	struct hole hole;
	bool bad = false;

	while (hole_next(&text, &before, &hole, &bad)) {
		if (hole_reads(&hole))
			return false;
	}

	return true;
}


static int make(struct making *m)
{
	struct pl text = pl_of(t(m->ph->lang, m->ph->key)), before;
	struct hole hole;
	bool more, bad = false;
	int err = 0;

	m->alone = reads_nothing(text);
	check_extra(m);

	do {
		more = hole_next(&text, &before, &hole, &bad);
		if (before.l)
			err = mbuf_write_mem(m->run, (const uint8_t *)before.p, before.l);
		if (!err && more && !bad)
			err = hole_fill(m, &hole);
	} while (more && !err && PHRASE_OK == m->why);

	if (err || PHRASE_OK != m->why)
		return err;

	run_end(m, true);
	if (m->cut.full)
		refuse(m, PHRASE_LONG, (struct pl){NULL, 0});
	else if (!m->cut.n)              /* values of marks alone: nothing to be said */
		refuse(m, PHRASE_VALUE, m->ph->argc ? pl_of(m->ph->argv[0].name) : (struct pl){NULL, 0});

	return m->cut.err;
}


static void utterance_free(void *data)
{
	struct utterance *u = data;

	mem_deref(u->at);
	mem_deref(u->text);
}


static int utterance_of(struct utterance **up, struct cut *cut)
{
	struct utterance *u = mem_zalloc(sizeof(*u), utterance_free);

	if (!u)
		return ENOMEM;

	u->n = cut->n;
	u->at = mem_alloc(cut->n * sizeof(*u->at), NULL);
	u->text = mem_alloc(cut->text->end + 1, NULL);
	if (!u->at || !u->text) {
		mem_deref(u);
		return ENOMEM;
	}

	u->size = cut->text->end;
	memcpy(u->text, cut->text->buf, u->size);
	memcpy(u->at, cut->at, cut->n * sizeof(*u->at));
	for (size_t i = 0; i < cut->n; i++) {
		u->at[i].words.p = u->text + cut->from[i];
		u->at[i].name.p = u->text + cut->name_from[i];
	}
	u->at[u->n - 1].gap_ms = 0;

	*up = u;
	return 0;
}


int utterance_make(struct utterance **up, enum phrase_refusal *why, struct pl *which, const struct phrase *ph)
{
	struct making m = {.ph = ph, .cut.lang = ph->lang};
	int err = ENOMEM;

	*why = PHRASE_OK;
	if (!phrase_key(ph->key)) {
		*why = PHRASE_KEY;
		return 0;
	}

	m.run = mbuf_alloc(256);
	m.cut.text = mbuf_alloc(512);
	if (!m.run || !m.cut.text)
		goto out;

	err = make(&m);
	if (!err && PHRASE_OK == m.why)
		err = utterance_of(up, &m.cut);
	if (err)
		goto out;

	*why = m.why;
	if (which && m.which.p)
		*which = m.which;

out:
	mem_deref(m.run);
	mem_deref(m.cut.text);
	return err;
}


/* Both in one, as a block of its own */
static int join(struct utterance **up, const struct utterance *a, const struct utterance *b)
{
	struct utterance *u = mem_zalloc(sizeof(*u), utterance_free);
	char *to;
	int err = ENOMEM;

	if (!u)
		return err;

	u->n = a->n + b->n;
	u->at = mem_alloc(u->n * sizeof(*u->at), NULL);
	u->size = a->size + b->size;
	u->text = mem_alloc(u->size + 1, NULL);
	if (!u->at || !u->text)
		goto out;

	memcpy(u->text, a->text, a->size);
	memcpy(u->text + a->size, b->text, b->size);
	for (size_t i = 0; i < u->n; i++) {

		const struct utterance *of = i < a->n ? a : b;

		to = u->text + (of == b ? a->size : 0);
		u->at[i] = of->at[of == b ? i - a->n : i];
		u->at[i].words.p = to + (u->at[i].words.p - of->text);
		u->at[i].name.p = to + (u->at[i].name.p - of->text);
	}
	u->at[a->n - 1].gap_ms = PHRASE_GAP_MS;
	*up = u;
	u = NULL;
	err = 0;

out:
	mem_deref(u);
	return err;
}


int utterance_add(struct utterance **up, enum phrase_refusal *why, struct pl *which, const struct phrase *ph)
{
	struct utterance *more = NULL, *both;
	int err = utterance_make(&more, why, which, ph);

	if (err || PHRASE_OK != *why)
		return err;

	if (!*up) {
		*up = more;
		return 0;
	}

	if ((*up)->n + more->n > UTTERANCE_PIECES_MAX) {
		*why = PHRASE_LONG;
		goto out;
	}

	err = join(&both, *up, more);
	if (err)
		goto out;

	mem_deref(*up);
	*up = both;
out:
	mem_deref(more);
	return err;
}


int utterance_print(struct mbuf *mb, const struct utterance *u)
{
	int err = 0;

	for (size_t i = 0; i < u->n; i++) {

		const struct piece *p = &u->at[i], *next = i + 1 < u->n ? p + 1 : NULL;

		err |= mbuf_write_pl(mb, &p->words);
		if (PACE_SLOW == p->pace)
			err |= mbuf_write_str(mb, next && PACE_SLOW == next->pace ? "," : ".");
		if (next)
			err |= mbuf_write_u8(mb, ' ');
	}

	return err;
}
