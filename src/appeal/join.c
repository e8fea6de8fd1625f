/**
 * @file join.c  A provisional appeal becomes part of a known one
 */
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include "appeal/act.h"
#include "appeal/appeal.sql.h"
#include "appeal/join.h"
#include "appeal/row_priv.h"
#include "base/id.h"

enum { MOVED_MAX = APPEAL_MESSAGES_MAX + APPEAL_FILES_MAX + 64, OPENED_SIZE = 512, FIELD_MAX = 256 };

/* Something that goes over */
struct moved {
	enum vault_field field;          /* VAULT_CUT a message, VAULT_FILE a file, VAULT_DRAFT a draft */
	int64_t id;                      /* of the message, the file, the draft's author */
	int64_t author;
	enum message_kind kind;
	struct mbuf *sealed;             /* anew; owned; NULL: there is nothing sealed. Of a draft: in plain words */
};

struct appeal_join {
	struct appeal_row from, into;
	uint8_t from_key[KEY_SIZE], into_key[KEY_SIZE];
	struct moved *at;                /* owned */
	size_t n;
	unsigned words, asked;           /* of the citizen's own; questions and answers of ours */
	struct mbuf *fields;             /* sealed anew, when the citizen of `into` gets something from that of `from`; NULL */
	char phone[FIELD_MAX];           /* of `from`, where `into` has another; "" */
};


static void join_destructor(void *arg)
{
	struct appeal_join *j = arg;

	for (size_t i = 0; j->at && i < j->n; i++) {
		if (j->at[i].sealed)
			sodium_memzero(j->at[i].sealed->buf, j->at[i].sealed->size);
		mem_deref(j->at[i].sealed);
	}
	sodium_memzero(j->from_key, sizeof(j->from_key));
	sodium_memzero(j->into_key, sizeof(j->into_key));
	sodium_memzero(j->phone, sizeof(j->phone));
	mem_deref(j->at);
	mem_deref(j->fields);
	appeal_row_close(&j->from);
	appeal_row_close(&j->into);
}


/* ---- looking ---- */

/* From under one citizen's key under the other's; a draft stays open: it is kept as a note */
static int reseal(struct appeal_join *j, struct moved *m, struct pl sealed)
{
	struct mbuf *plain = mbuf_alloc(sealed.l + 1);
	int err;

	if (!plain)
		return ENOMEM;

	err = vault_open(j->from_key, j->from.citizen, m->field, m->id, sealed, plain);
	if (!err && VAULT_DRAFT == m->field) {
		m->sealed = plain;
		return 0;
	}
	if (!err) {
		m->sealed = mbuf_alloc(sealed.l);
		err = m->sealed ? vault_seal(j->into_key, j->into.citizen, m->field, m->id, (struct pl){(char *)plain->buf, plain->end},
					     m->sealed) : ENOMEM;
	}

	sodium_memzero(plain->buf, plain->size);
	mem_deref(plain);
	return err;
}


static int add(struct appeal_join *j, struct moved m, struct pl sealed)
{
	struct moved *to = &j->at[j->n];

	if (j->n == MOVED_MAX)
		return EOVERFLOW;

	*to = m;
	j->n++;

	return sealed.p ? reseal(j, to, sealed) : 0;
}


static int message_h(const struct row_join_messages *row, void *arg)
{
	struct appeal_join *j = arg;

	j->words += 0 == row->author;
	j->asked += MESSAGE_ANSWER == row->kind || MESSAGE_REQUEST == row->kind;

	return add(j, (struct moved){.field = VAULT_CUT, .id = row->id, .author = row->author, .kind = (enum message_kind)row->kind}, row->cut);
}


static int file_h(const struct row_file_list *row, void *arg)
{
	return add(arg, (struct moved){.field = VAULT_FILE, .id = row->id}, row->wrapped);
}


static int draft_h(const struct row_join_drafts *row, void *arg)
{
	return add(arg, (struct moved){.field = VAULT_DRAFT, .id = row->staff, .author = row->staff, .kind = MESSAGE_NOTE}, row->body);
}


static int collect(struct appeal_join *j, struct db *db)
{
	int err;

	j->at = mem_zalloc(MOVED_MAX * sizeof(*j->at), NULL);
	if (!j->at)
		return ENOMEM;

	err = sql_join_messages(db, j->from.id, message_h, j);
	if (!err)
		err = sql_file_list(db, j->from.id, file_h, j);
	if (!err)
		err = sql_join_drafts(db, j->from.id, draft_h, j);

	return err;
}


struct opening {
	const uint8_t *key;
	int64_t citizen;
	json_t *fields;                  /* owned by who asks; NULL none */
};


static int fields_h(const struct row_citizen_key *row, void *arg)
{
	struct opening *o = arg;
	struct mbuf *mb;
	int err;

	if (!row->fields.p)
		return 0;

	mb = mbuf_alloc(OPENED_SIZE);
	if (!mb)
		return ENOMEM;

	err = vault_open(o->key, o->citizen, VAULT_FIELDS, 0, row->fields, mb);
	if (!err) {
		o->fields = json_loadb((char *)mb->buf, mb->end, 0, NULL);
		err = o->fields ? 0 : ENOMEM;
	}

	sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


static const char *field_of(const json_t *fields, const char *name)
{
	const char *text = json_string_value(json_object_get(fields, name));

	return text ? text : "";
}


static int fields_seal(struct appeal_join *j, const json_t *fields)
{
	char *plain = json_dumps(fields, JSON_COMPACT | JSON_SORT_KEYS);
	int err = ENOMEM;

	j->fields = mbuf_alloc(OPENED_SIZE);
	if (plain && j->fields)
		err = vault_seal(j->into_key, j->into.citizen, VAULT_FIELDS, 0, pl_of(plain), j->fields);

	if (plain)
		sodium_memzero(plain, strlen(plain));
	free(plain);
	return err;
}


/* What one citizen gave and the other did not */
static int fields_merge(struct appeal_join *j, const json_t *from, json_t *into)
{
	static const char *const names[] = {"email", "name", "phone"};
	bool more = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = field_of(from, names[i]), *was = field_of(into, names[i]);

		if (*value && !*was) {
			if (json_object_set_new(into, names[i], json_string(value)))
				return ENOMEM;
			more = true;
		}
		else if (*value && strcmp(value, was) && 0 == strcmp(names[i], "phone")) {
			str_ncpy(j->phone, value, sizeof(j->phone));
		}
	}

	return more ? fields_seal(j, into) : 0;
}


static int fields_look(struct appeal_join *j, struct db *db)
{
	struct opening from = {j->from_key, j->from.citizen, NULL}, into = {j->into_key, j->into.citizen, NULL};
	int err;

	err = sql_citizen_key(db, j->from.citizen, fields_h, &from);
	if (!err)
		err = sql_citizen_key(db, j->into.citizen, fields_h, &into);
	if (!err && from.fields && !into.fields)
		into.fields = json_object();
	if (!err && from.fields)
		err = into.fields ? fields_merge(j, from.fields, into.fields) : ENOMEM;

	json_decref(from.fields);
	json_decref(into.fields);
	return err;
}


static int count_h(const struct row_message_count *row, void *arg)
{
	*(int64_t *)arg = row->messages + row->files;
	return 0;
}


static int look(struct appeal_join *j, struct db *db, const struct keyring *keys, enum appeal_refusal *refusal)
{
	int64_t there = 0;
	int err;

	err = citizen_key(db, keys, j->from.citizen, j->from_key);
	if (!err)
		err = citizen_key(db, keys, j->into.citizen, j->into_key);
	if (ENODATA == err) {
		*refusal = APPEAL_ERASED;
		return 0;
	}
	if (!err)
		err = collect(j, db);
	if (!err)
		err = sql_message_count(db, j->into.id, count_h, &there);
	if (err)
		return err;

	if (j->asked || j->words > 1)
		*refusal = APPEAL_NOT_NOW;
	else if ((size_t)there + j->n + 1 > APPEAL_MESSAGES_MAX)
		*refusal = APPEAL_FULL;

	return *refusal ? 0 : fields_look(j, db);
}


static bool provisional(const struct appeal_row *row)
{
	return CHANNEL_CALL == row->channel && (APPEAL_NEW == row->state || APPEAL_IN_WORK == row->state) &&
	       DB_NULL == row->answered_ms && !row->result;
}


int appeal_join_look(struct appeal_join **jp, struct tx *tx, const struct keyring *keys, int64_t digits, int64_t into,
		     enum appeal_refusal *refusal)
{
	struct appeal_join *j = mem_zalloc(sizeof(*j), join_destructor);
	int err;

	if (!j)
		return ENOMEM;

	*refusal = APPEAL_ALLOWED;
	err = appeal_row_read(tx_db(tx), keys, digits, &j->from);
	if (!err)
		err = appeal_row_read(tx_db(tx), keys, into, &j->into);
	if (err)
		goto out;

	if (!j->from.found || !j->into.found)
		*refusal = APPEAL_UNKNOWN;
	else if (j->from.id == j->into.id)
		goto out;
	else if (!provisional(&j->from))
		*refusal = APPEAL_NOT_NOW;
	else
		err = look(j, tx_db(tx), keys, refusal);

out:
	if (err || *refusal || j->from.id == j->into.id)
		mem_deref(j);
	else
		*jp = j;

	return err;
}


/* ---- doing ---- */

static struct pl sealed_of(const struct mbuf *mb)
{
	return mb ? (struct pl){(char *)mb->buf, mb->end} : pl_of(NULL);
}


/* What the call began with was the program's word for it, not the citizen's */
static int move(struct appeal_join *j, struct tx *tx, const struct moved *m)
{
	switch (m->field) {

	case VAULT_CUT:
		return sql_join_message(tx_db(tx), &(struct sql_join_message){
				.appeal = j->from.id, .id = m->id, .into = j->into.id, .author = m->author ? m->author : -1,
				.kind = MESSAGE_NOTE, .cut = sealed_of(m->sealed)});

	case VAULT_FILE:
		return sql_join_file(tx_db(tx), m->id, j->into.id, sealed_of(m->sealed));

	default:
		return message_store(tx, j->into_key, j->into.citizen, &(struct message){
				.id = id_new(tx_now(tx)), .appeal = j->into.id, .contact = DB_NULL, .author = m->author,
				.kind = MESSAGE_NOTE, .text = sealed_of(m->sealed)});
	}
}


static int promises_move(struct appeal_join *j, struct tx *tx)
{
	struct promise promise;
	bool owed = false;
	int err;

	err = promise_owed(tx_db(tx), j->from.id, PROMISE_ANSWER, &promise, &owed);
	if (!err && owed)
		err = promise_drop(tx, &promise);

	return err ? err : promise_move(tx, j->from.id, j->into.id);
}


static int citizens_join(struct appeal_join *j, struct tx *tx)
{
	struct db *db = tx_db(tx);
	struct mbuf *note;
	int err;

	if (j->from.citizen == j->into.citizen)
		return 0;

	err = sql_join_addresses(db, j->from.citizen, j->into.citizen);
	if (!err && j->fields)
		err = sql_citizen_fields_set(db, j->into.citizen, sealed_of(j->fields));
	if (err || !j->phone[0])
		return err;

	note = mbuf_alloc(FIELD_MAX);
	if (!note)
		return ENOMEM;

	err = text_print(note, j->into.lang, T_CALL_APPEAL_PHONE, &TEXT_PL("phone", pl_of(j->phone)), 1);
	if (!err)
		err = message_store(tx, j->into_key, j->into.citizen, &(struct message){
				.id = id_new(tx_now(tx)), .appeal = j->into.id, .contact = DB_NULL, .author = -1,
				.kind = MESSAGE_NOTE, .text = sealed_of(note)});

	sodium_memzero(note->buf, note->size);
	mem_deref(note);
	return err;
}


static int drop(struct appeal_join *j, struct tx *tx)
{
	struct db *db = tx_db(tx);
	int err;

	err = sql_join_drafts_drop(db, j->from.id);
	if (!err)
		err = sql_alias_move(db, j->from.id, j->into.id);
	if (!err)
		err = sql_join_drop(db, j->from.id);
	if (!err)
		err = sql_alias_add(db, j->from.digits, j->into.id, tx_now(tx), j->from.id);
	if (!err)
		err = sql_join_addresses_drop(db, j->from.citizen);

	return err ? err : sql_join_citizen_drop(db, j->from.citizen);
}


static int version_raise(struct appeal_join *j, struct tx *tx)
{
	int64_t next = 1 + (j->from.version > j->into.version ? j->from.version : j->into.version), changed = 0;
	int err;

	err = sql_join_version(tx_db(tx), j->into.id, j->into.version, next, &changed);
	if (!err && !changed)
		err = ESTALE;
	if (!err)
		j->into.version = next;

	return err;
}


static int journal(const struct appeal_join *j, struct tx *tx, int64_t actor)
{
	char body[96];
	int err, n;

	n = re_snprintf(body, sizeof(body), "{\"into\":\"%lld\"}", j->into.id);
	err = n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = "appeal.joined", .appeal = j->from.id, .actor = actor, .body = {body, (size_t)n}});
	if (err)
		return err;

	n = re_snprintf(body, sizeof(body), "{\"from\":\"%lld\",\"version\":%lld}", j->from.id, j->into.version);
	return n <= 0 ? ENOMEM : tx_journal(tx, &(struct journal_entry){
			.kind = "appeal.joined", .appeal = j->into.id, .actor = actor, .body = {body, (size_t)n}});
}


int appeal_join_do(struct appeal_join *j, struct tx *tx, int64_t actor)
{
	int err;

	err = sql_join_contact_twice(tx_db(tx), j->from.id, j->into.id);
	if (!err)
		err = sql_join_contacts(tx_db(tx), j->from.id, j->into.id);
	for (size_t i = 0; !err && i < j->n; i++)
		err = move(j, tx, &j->at[i]);
	if (!err)
		err = promises_move(j, tx);
	if (!err)
		err = citizens_join(j, tx);
	if (!err)
		err = drop(j, tx);
	if (!err)
		err = version_raise(j, tx);

	return err ? err : journal(j, tx, actor);
}


int64_t appeal_join_from(const struct appeal_join *j)
{
	return j->from.id;
}


int64_t appeal_join_into(const struct appeal_join *j)
{
	return j->into.id;
}


/* ---- asked of an appeal by its number ---- */

int appeal_ids(struct db *db, const struct keyring *keys, int64_t digits, int64_t *idp, int64_t *ownp)
{
	struct appeal_row row;
	int err;

	err = appeal_row_read(db, keys, digits, &row);
	if (!err) {
		*idp = row.found ? row.id : 0;
		*ownp = row.found ? row.digits : 0;
	}

	appeal_row_close(&row);
	return err;
}


static int contact_h(const struct row_appeal_first_contact *row, void *arg)
{
	*(int64_t *)arg = row->id;
	return 0;
}


int appeal_first_contact(struct db *db, int64_t appeal, int64_t *contactp)
{
	*contactp = 0;

	return sql_appeal_first_contact(db, appeal, contact_h, contactp);
}


int appeal_address(struct db *db, const struct keyring *keys, int64_t digits, const char *field, char *address, size_t size, int64_t *idp,
		   enum lang *lang, enum appeal_refusal *refusal)
{
	uint8_t key[KEY_SIZE];
	struct opening o = {.key = key};
	struct appeal_row row;
	int err;

	err = appeal_row_read(db, keys, digits, &row);
	if (err || !row.found)
		goto out;

	o.citizen = row.citizen;
	*idp = row.id;
	*lang = row.lang;
	err = citizen_key(db, keys, row.citizen, key);
	if (!err)
		err = sql_citizen_key(db, row.citizen, fields_h, &o);
	if (!err)
		str_ncpy(address, field_of(o.fields, field), size);

out:
	if (!err || ENODATA == err) {
		*refusal = ENODATA == err ? APPEAL_ERASED : row.found ? APPEAL_ALLOWED : APPEAL_UNKNOWN;
		err = 0;
	}

	json_decref(o.fields);
	sodium_memzero(key, sizeof(key));
	appeal_row_close(&row);
	return err;
}


int appeal_phone(struct db *db, const struct keyring *keys, int64_t digits, char phone[32], int64_t *idp, enum lang *lang,
		 enum appeal_refusal *refusal)
{
	return appeal_address(db, keys, digits, "phone", phone, 32, idp, lang, refusal);
}
