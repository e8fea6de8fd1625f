/**
 * @file mark.c  Offices that somebody has marked down
 */
#include <jansson.h>
#include <stdlib.h>
#include "base/text.h"
#include "region/mark.h"
#include "region/region.sql.h"

enum { LAPSE_MOST = 100 };               /* marks that end in one command: as many as there are regions */

static const int64_t nobody = -1;        /* a timer */


const char *office_refusal_name(enum office_refusal refusal)
{
	static const char *const names[] = {"", "unknown", "changed", "reason", "until"};

	return (unsigned)refusal < sizeof(names) / sizeof(names[0]) ? names[refusal] : "";
}


/* ------------------------------------------------------------------------------ reading */

struct marks {
	office_mark_h *h;
	void *arg;
};


static int row_h(const struct row_office_list *row, void *arg)
{
	const struct marks *m = arg;

	return m->h(&(struct office_mark_row){
			.region = (unsigned)row->region, .down = row->down, .reason = row->reason, .by = row->name, .since_ms = row->since_ms,
			.until_ms = row->until_ms, .version = row->version}, m->arg);
}


int office_marks(struct db *db, office_mark_h *h, void *arg)
{
	struct marks m = {h, arg};

	return sql_office_list(db, row_h, &m);
}


bool office_mark_acts(const struct office_mark_row *row, int64_t now_ms)
{
	return row->down && (DB_NULL == row->until_ms || now_ms < row->until_ms);
}


static int down_h(const struct office_mark_row *row, void *arg)
{
	struct office_downs *downs = arg;

	if (row->down && row->region < REGION_CODES)
		downs->until_ms[row->region] = row->until_ms;
	return 0;
}


int office_downs_load(struct office_downs *downs, struct db *db)
{
	struct office_downs found = {{0}};
	int err = office_marks(db, down_h, &found);

	if (!err)
		*downs = found;
	return err;
}


bool office_is_down(const struct office_downs *downs, unsigned region, int64_t now_ms)
{
	int64_t until_ms = region < REGION_CODES ? downs->until_ms[region] : 0;

	return DB_NULL == until_ms || now_ms < until_ms;
}


/* ------------------------------------------------------------------------------ marking */

struct found {
	json_t *was;                     /* owned; NULL: it was never marked */
	bool down;
	int64_t since_ms, version;
};


static json_t *mark_json(bool down, struct pl reason, int64_t until_ms)
{
	json_t *obj = json_pack("{s:b}", "down", (int)down);

	if (obj && reason.l)
		(void)json_object_set_new(obj, "reason", json_stringn(reason.p, reason.l));
	if (obj && DB_NULL != until_ms)
		(void)json_object_set_new(obj, "until_ms", json_integer(until_ms));
	return obj;
}


static int get_h(const struct row_office_get *row, void *arg)
{
	struct found *f = arg;

	f->down = row->down;
	f->since_ms = row->since_ms;
	f->version = row->version;
	f->was = mark_json(row->down, row->reason, row->until_ms);
	return f->was ? 0 : ENOMEM;
}


/* `before` and `after` are taken */
static int journal(struct tx *tx, const char *act, int64_t actor, unsigned region, json_t *before, json_t *after)
{
	char code[8], *text = NULL;
	json_t *body;
	int err = ENOMEM;

	(void)re_snprintf(code, sizeof(code), "%02u", region);
	body = json_pack("{s:s, s:o, s:o, s:s}", "act", act, "after", after, "before", before ? before : json_null(), "region", code);
	if (body)
		text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
	if (text)
		err = tx_journal(tx, &(struct journal_entry){.kind = "settings.office", .actor = actor, .body = pl_of(text)});

	free(text);
	json_decref(body);
	return err;
}


static enum office_refusal refusal_of(const struct office_mark *mark, int64_t version, int64_t now_ms)
{
	if (!region_name(mark->region, LANG_RU))
		return OFFICE_UNKNOWN;
	if (mark->version != version)
		return OFFICE_CHANGED;
	if (!mark->down)
		return OFFICE_MARKED;
	if (mark->reason.l > OFFICE_REASON_MAX || !text_valid(mark->reason) || !text_trim(mark->reason).l)
		return OFFICE_REASON;

	return DB_NULL != mark->until_ms && mark->until_ms <= now_ms ? OFFICE_UNTIL : OFFICE_MARKED;
}


int office_mark_apply(struct tx *tx, struct command *cmd)
{
	const struct office_mark *mark = CONTAINER_OF(cmd, struct office_mark, cmd);
	struct pl reason = mark->down ? text_trim(mark->reason) : PL_LIT("");
	int64_t until_ms = mark->down ? mark->until_ms : DB_NULL;
	struct found f = {0};
	int err;

	err = sql_office_get(tx_db(tx), mark->region, get_h, &f);
	if (err)
		goto out;

	cmd->refusal = refusal_of(mark, f.version, tx_now(tx));
	if (cmd->refusal)
		goto out;

	err = sql_office_put(tx_db(tx), &(struct sql_office_put){
			.region = mark->region, .down = mark->down, .reason = reason, .staff = mark->actor,
			.since_ms = f.version && f.down == mark->down ? f.since_ms : tx_now(tx), .until_ms = until_ms, .version = f.version + 1});
	if (!err) {
		err = journal(tx, mark->down ? "down" : "up", mark->actor, mark->region, f.was, mark_json(mark->down, reason, until_ms));
		f.was = NULL;
	}

out:
	json_decref(f.was);
	return err;
}


struct over {
	unsigned region;                 /* 0: there is none */
	int64_t until_ms, version;
	json_t *was;                     /* owned */
};


static int over_h(const struct row_office_over *row, void *arg)
{
	struct over *o = arg;

	o->region = (unsigned)row->region;
	o->until_ms = row->until_ms;
	o->version = row->version;
	o->was = mark_json(true, row->reason, row->until_ms);
	return o->was ? 0 : ENOMEM;
}


int office_lapse_apply(struct tx *tx, struct command *cmd)
{
	int err = 0;

	(void)cmd;
	for (unsigned i = 0; !err && i < LAPSE_MOST; i++) {
		struct over o = {0};

		err = sql_office_over(tx_db(tx), tx_now(tx), over_h, &o);
		if (err || !o.region) {
			json_decref(o.was);
			break;
		}

		err = sql_office_put(tx_db(tx), &(struct sql_office_put){
				.region = o.region, .down = false, .reason = PL_LIT(""), .staff = nobody, .since_ms = o.until_ms,
				.until_ms = DB_NULL, .version = o.version + 1});
		if (err)
			json_decref(o.was);
		else
			err = journal(tx, "ended", nobody, o.region, o.was, mark_json(false, PL_LIT(""), DB_NULL));
	}

	return err;
}
