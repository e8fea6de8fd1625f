/**
 * @file mark.c  Words about a call's recording in the journal, and what else is asked of the store
 */
#include "base/id.h"
#include "record/record.sql.h"
#include "record/store.h"

enum { BODY_MAX = 160 };

static const char *const kinds[] = {
	[RECORD_REFUSED] = "recording.refused", [RECORD_PAUSED] = "recording.paused", [RECORD_RESUMED] = "recording.resumed",
	[RECORD_FAILED] = "recording.failed",
};


static int call_h(const struct row_record_call *row, void *arg)
{
	*(int64_t *)arg = DB_NULL == row->appeal ? 0 : row->appeal;
	return 0;
}


static int mark_apply(struct tx *tx, struct command *cmd)
{
	const struct record_mark *mark = CONTAINER_OF(cmd, struct record_mark, cmd);
	int64_t appeal = 0;
	char body[BODY_MAX];
	int n, err;

	err = sql_record_call(tx_db(tx), mark->call, call_h, &appeal);
	if (err)
		return err;

	n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\"}", mark->at_ms, mark->call);

	return n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = kinds[mark->word], .appeal = appeal, .actor = RECORD_FAILED == mark->word ? -1 : mark->staff,
			.body = {body, (size_t)n}});
}


int record_mark_make(struct record_mark **mp, enum record_word word, int64_t call, int64_t staff, int64_t at_ms)
{
	struct record_mark *mark = mem_zalloc(sizeof(*mark), NULL);

	if (!mark)
		return ENOMEM;

	mark->cmd.apply_h = mark_apply;
	mark->cmd.keep = true;
	id_random(mark->cmd.id, sizeof(mark->cmd.id));
	mark->word = word;
	mark->call = call;
	mark->staff = staff;
	mark->at_ms = at_ms;
	*mp = mark;

	return 0;
}


static int known_h(const struct row_record_known *row, void *arg)
{
	(void)row;
	*(bool *)arg = true;
	return 0;
}


int record_blob_known(struct db *db, struct pl blob, bool *known)
{
	*known = false;

	return sql_record_known(db, blob, known_h, known);
}


static int any_h(const struct row_record_any *row, void *arg)
{
	(void)row;
	*(bool *)arg = true;
	return 0;
}


int record_blob_any(struct db *db, bool *any)
{
	*any = false;

	return sql_record_any(db, any_h, any);
}


struct due {
	int64_t *callv;
	unsigned n, most;
};


static int due_h(const struct row_record_due *row, void *arg)
{
	struct due *due = arg;

	if (due->n < due->most)
		due->callv[due->n++] = row->call;

	return 0;
}


int record_due(struct db *db, int64_t now_ms, int64_t *callv, unsigned most, unsigned *np)
{
	struct due due = {callv, 0, most};
	int err;

	err = sql_record_due(db, now_ms, most, due_h, &due);
	if (!err)
		*np = due.n;

	return err;
}
