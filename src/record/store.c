/**
 * @file store.c  Recordings in the store
 */
#include <sodium.h>
#include "base/bytes.h"
#include "db/seal.h"
#include "record/record.sql.h"
#include "record/store_priv.h"

enum { BODY_MAX = 160, SPANS_MAX = 2 + RECORD_SPANS * 24, AD_MAX = 48, MARK_SIZE = 16 };

struct seen {
	bool found, recorded, gone;
	const struct record_keeps *keeps;        /* NULL: not asked */
	int64_t keep_ms;
	int64_t appeal, staff, owner;
	char blob[BLOB_NAME_SIZE];
	uint8_t sealed[RECORD_SEALED];
};


static int64_t zero(int64_t v)
{
	return DB_NULL == v ? 0 : v;
}


static int journal(struct tx *tx, const char *kind, int64_t call, int64_t appeal, int64_t actor, const char *more)
{
	char body[BODY_MAX];
	int n = re_snprintf(body, sizeof(body), "{\"at_ms\":%lld,\"call\":\"%lld\"%s}", tx_now(tx), call, more);

	return n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = kind, .appeal = appeal, .actor = actor, .body = {body, (size_t)n}});
}


static int call_h(const struct row_record_call *row, void *arg)
{
	struct seen *s = arg;

	s->found = true;
	s->appeal = zero(row->appeal);
	s->recorded = DB_NULL != row->recorded;
	if (s->keeps)
		s->keep_ms = record_keep_of(s->keeps, (const struct pl[]){row->ru, row->en, row->above_ru, row->above_en}, 4);
	return 0;
}


/* Whose key it is: the call's */
static struct pl context(char buf[AD_MAX], int64_t call)
{
	int n = re_snprintf(buf, AD_MAX, "recording %lld", call);

	return (struct pl){buf, n > 0 ? (size_t)n : 0};
}


static void spans_print(char out[SPANS_MAX], const struct record_spans *spans)
{
	int n = re_snprintf(out, SPANS_MAX, "[");

	for (unsigned i = 0; i < spans->n && n > 0; i++)
		n += re_snprintf(out + n, SPANS_MAX - (size_t)n, "%s[%lld,%lld]", i ? "," : "", spans->at[i].from_ms, spans->at[i].to_ms);
	(void)re_snprintf(out + n, SPANS_MAX - (size_t)n, "]");
}


static int row_add(struct tx *tx, const struct record_made *made, int64_t keep_ms)
{
	uint8_t sealed[RECORD_SEALED], peaks[SPOOL_SIDES * RECORD_PEAKS];
	char pauses[SPANS_MAX], gaps[SPANS_MAX], ad[AD_MAX];

	seal_make(keyring_key(tx_keys(tx), KEY_SOUND), context(ad, made->call), (struct pl){(char *)made->key, BLOB_KEY_SIZE}, sealed);
	spans_print(pauses, &made->pauses);
	spans_print(gaps, &made->gaps);
	for (unsigned side = 0; side < SPOOL_SIDES; side++)
		memcpy(peaks + side * made->peakc, made->peaks[side], made->peakc);

	return sql_record_add(tx_db(tx), &(struct sql_record_add){
			.call = made->call, .blob = pl_of(made->blob), .sealed = {(char *)sealed, sizeof(sealed)}, .began_ms = made->began_ms,
			.length_ms = made->length_ms, .size_bytes = made->size_bytes, .cut = made->cut, .pauses = pl_of(pauses),
			.gaps = pl_of(gaps), .peaks = {(char *)peaks, SPOOL_SIDES * (size_t)made->peakc},
			.erase_ms = made->began_ms + made->length_ms + keep_ms});
}


int record_store_apply(struct tx *tx, struct command *cmd)
{
	struct record_store *store = CONTAINER_OF(cmd, struct record_store, cmd);
	const struct record_made *made = store->made;
	struct seen seen = {.keeps = store->keeps};
	char more[80];
	int err;

	err = sql_record_call(tx_db(tx), made->call, call_h, &seen);
	if (err)
		return err;

	cmd->refusal = !seen.found ? RECORD_LATER : seen.recorded ? RECORD_TWICE : RECORD_GRANTED;
	if (cmd->refusal)
		return 0;

	err = row_add(tx, made, seen.keep_ms);
	if (!err && re_snprintf(more, sizeof(more), ",\"erase_ms\":%lld,\"length_ms\":%lld",
				 made->began_ms + made->length_ms + seen.keep_ms, made->length_ms) < 0)
		err = ENOMEM;

	return err ? err : journal(tx, "recording.stored", made->call, seen.appeal, -1, more);
}


static int get_h(const struct row_record_get *row, void *arg)
{
	struct seen *s = arg;

	s->found = true;
	s->appeal = zero(row->appeal);
	s->staff = zero(row->staff);
	s->owner = zero(row->owner);
	s->gone = s->appeal && !row->wrapped.p;
	if (sizeof(s->sealed) != row->sealed.l)
		return EBADMSG;

	memcpy(s->sealed, row->sealed.p, sizeof(s->sealed));
	return pl_strcpy(&row->blob, s->blob, sizeof(s->blob));
}


int record_find(struct db *db, const struct keyring *keys, int64_t call, struct record_place *place, enum record_refusal *refusal)
{
	struct seen seen = {.found = false};
	char ad[AD_MAX];
	int err;

	err = sql_record_get(db, call, get_h, &seen);
	if (err)
		return err;

	*refusal = !seen.found ? RECORD_UNKNOWN : seen.gone ? RECORD_GONE : RECORD_GRANTED;
	if (*refusal)
		return 0;

	memcpy(place->blob, seen.blob, sizeof(place->blob));
	return seal_open(keyring_key(keys, KEY_SOUND), context(ad, call), (struct pl){(char *)seen.sealed, sizeof(seen.sealed)}, place->key);
}


/* ---- listening ---- */

bool record_may(const struct actor *actor, int64_t talked, int64_t owner)
{
	return actor->roles & (ROLE_SENIOR | ROLE_SUPERVISOR | ROLE_AUDITOR) || (actor->staff && (actor->staff == talked || actor->staff == owner));
}


static void ticket_mark(char out[2 * MARK_SIZE + 1], const struct keyring *keys, int64_t call, int64_t staff, int64_t until_ms)
{
	uint8_t digest[32];
	char text[96];
	int n = re_snprintf(text, sizeof(text), "recording\n%lld\n%lld\n%lld", call, staff, until_ms);

	keyring_digest(keys, KEY_SESSION, (struct pl){text, n > 0 ? (size_t)n : 0}, digest);
	bytes_hex(out, digest, MARK_SIZE);
}


static void ticket_make(char out[RECORD_TICKET_SIZE], const struct keyring *keys, int64_t call, int64_t staff, int64_t until_ms)
{
	char mark[2 * MARK_SIZE + 1];

	ticket_mark(mark, keys, call, staff, until_ms);
	(void)re_snprintf(out, RECORD_TICKET_SIZE, "%lld.%s", until_ms, mark);
}


bool record_ticket_good(const struct keyring *keys, struct pl ticket, int64_t call, int64_t staff, int64_t now_ms)
{
	char want[RECORD_TICKET_SIZE];
	struct pl until = {ticket.p, 0};
	int64_t until_ms;

	while (until.l < ticket.l && until.l < 15 && until.p[until.l] >= '0' && until.p[until.l] <= '9')
		until.l++;

	until_ms = until.l ? (int64_t)pl_u64(&until) : 0;
	if (until_ms < now_ms || until_ms > now_ms + RECORD_TICKET_MS)
		return false;

	ticket_make(want, keys, call, staff, until_ms);
	return strlen(want) == ticket.l && 0 == sodium_memcmp(want, ticket.p, ticket.l);
}


int record_hear_apply(struct tx *tx, struct command *cmd)
{
	struct record_hear *hear = CONTAINER_OF(cmd, struct record_hear, cmd);
	struct seen seen = {.found = false};
	int err;

	err = sql_record_get(tx_db(tx), hear->call, get_h, &seen);
	if (err)
		return err;

	cmd->refusal = !seen.found ? RECORD_UNKNOWN : !record_may(&hear->actor, seen.staff, seen.owner) ? RECORD_NOT_YOURS
		: seen.gone ? RECORD_GONE : RECORD_GRANTED;
	if (cmd->refusal)
		return 0;

	ticket_make(hear->ticket, tx_keys(tx), hear->call, hear->actor.staff, tx_now(tx) + RECORD_TICKET_MS - 1000);
	return journal(tx, "recording.heard", hear->call, seen.appeal, hear->actor.staff, "");
}


/* ---- the end ---- */

int record_erase_apply(struct tx *tx, struct command *cmd)
{
	struct record_erase *erase = CONTAINER_OF(cmd, struct record_erase, cmd);
	struct seen seen = {.found = false};
	int err;

	erase->blob[0] = '\0';
	err = sql_record_get(tx_db(tx), erase->call, get_h, &seen);
	if (err)
		return err;

	cmd->refusal = seen.found ? RECORD_GRANTED : RECORD_UNKNOWN;
	if (cmd->refusal)
		return 0;

	memcpy(erase->blob, seen.blob, sizeof(erase->blob));
	err = sql_record_drop(tx_db(tx), erase->call);

	return err ? err : journal(tx, "recording.erased", erase->call, seen.appeal, -1, "");
}
