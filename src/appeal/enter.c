/**
 * @file enter.c  Taking an appeal in
 */
#include <sodium.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include "appeal/appeal.sql.h"
#include "appeal/enter.h"
#include "appeal/number.h"
#include "appeal/row_priv.h"
#include "base/id.h"

enum { DIGEST_SIZE = 32 };

struct appeal_enter {
	struct command cmd;
	const struct keyring *keys;              /* borrowed */
	struct promise promise;
	struct appeal_row row;                   /* as it will be */
	int64_t actor, incarnation;
	int64_t contact;                         /* that goes on; 0 none */
	bool beside;                             /* the citizen is that of another appeal … */
	int64_t other;                           /* … with these digits */
	uint8_t key[KEY_SIZE];                   /* the citizen's, wiped with the command */
	uint8_t wrapped[KEY_WRAPPED_SIZE];
	struct mbuf *fields;                     /* sealed name, phone, mail; NULL: none given */
	char *text;                              /* copied: the request may end before the writer does */
	uint8_t phone[DIGEST_SIZE], email[DIGEST_SIZE];
	bool has_phone, has_email;
	const struct act_file *files;
	size_t filec;
};


static void enter_destructor(void *arg)
{
	struct appeal_enter *e = arg;

	sodium_memzero(e->key, sizeof(e->key));
	mem_deref(e->fields);
	mem_deref(e->text);
}


void address_digest(const struct keyring *keys, int medium, struct pl value, uint8_t out[32])
{
	char buf[FORM_VALUE_MAX + 2];
	int n;

	n = re_snprintf(buf, sizeof(buf), "%d:%r", medium, &value);

	keyring_digest(keys, KEY_DIGEST, (struct pl){buf, n > 0 ? (size_t)n : 0}, out);
}


/* {"email":…,"name":…,"phone":…}: jansson escapes */
static int fields_seal(struct appeal_enter *e, const struct appeal_clean *clean)
{
	json_t *obj = NULL;
	char *plain = NULL;
	int err = ENOMEM;

	if (!clean->name[0] && !clean->phone[0] && !clean->email[0])
		return 0;

	obj = json_pack("{s:s, s:s, s:s}", "email", clean->email, "name", clean->name, "phone", clean->phone);
	plain = obj ? json_dumps(obj, JSON_COMPACT) : NULL;
	e->fields = mbuf_alloc(512);

	if (plain && e->fields)
		err = vault_seal(e->key, e->row.citizen, VAULT_FIELDS, 0, pl_of(plain), e->fields);

	if (plain)
		sodium_memzero(plain, strlen(plain));
	free(plain);
	json_decref(obj);
	return err;
}


static int apply_citizen(struct tx *tx, const struct appeal_enter *e)
{
	struct pl fields = e->fields ? (struct pl){(char *)e->fields->buf, e->fields->end} : pl_of(NULL);
	int err;

	err = sql_citizen_add(tx_db(tx), e->row.citizen, tx_now(tx), (struct pl){(char *)e->wrapped, sizeof(e->wrapped)}, fields);
	if (!err && e->has_phone)
		err = sql_address_add(tx_db(tx), (struct pl){(char *)e->phone, DIGEST_SIZE}, e->row.citizen, MEDIUM_PHONE);
	if (!err && e->has_email)
		err = sql_address_add(tx_db(tx), (struct pl){(char *)e->email, DIGEST_SIZE}, e->row.citizen, MEDIUM_MAIL);

	return err;
}


/* Whose it is: the citizen of another appeal */
static int apply_beside(struct tx *tx, struct appeal_enter *e)
{
	struct appeal_row other;
	int err;

	err = appeal_row_read(tx_db(tx), e->keys, e->other, &other);
	if (err)
		goto out;

	e->cmd.refusal = other.found ? 0 : APPEAL_UNKNOWN;
	if (!other.found)
		goto out;

	e->row.citizen = other.citizen;
	e->row.region = other.region;
	e->row.lang = other.lang;
	err = citizen_key(tx_db(tx), e->keys, other.citizen, e->key);
	if (ENODATA == err) {
		e->cmd.refusal = APPEAL_ERASED;
		err = 0;
	}

out:
	appeal_row_close(&other);
	return err;
}


static int apply_words(struct tx *tx, const struct appeal_enter *e)
{
	struct message msg = {
		.id = id_new(tx_now(tx)), .appeal = e->row.id, .contact = e->contact ? e->contact : id_new(tx_now(tx)),
		.author = 0,
		.kind = MESSAGE_QUESTION, .text = pl_of(e->text),
	};
	int err;

	err = sql_contact_add(tx_db(tx), &(struct sql_contact_add){
			.id = msg.contact, .appeal = e->row.id, .channel = e->row.channel, .entered_ms = tx_now(tx),
			.ended_ms = e->contact ? DB_NULL : tx_now(tx), .incarnation = e->incarnation});
	if (!err)
		err = message_store(tx, e->key, e->row.citizen, &msg);
	if (!err)
		err = files_store(tx, e->key, &e->row, msg.id, e->files, e->filec);

	return err;
}


static int apply_journal(struct tx *tx, const struct appeal_enter *e)
{
	char body[192];
	int n;

	n = re_snprintf(body, sizeof(body),
			"{\"answer_by\":%lld,\"channel\":\"%s\",\"files\":%zu,\"kind\":\"%s\",\"state\":\"new\",\"version\":1}",
			e->row.answer_by_ms, contact_channel_name(e->row.channel), e->filec, appeal_kind_name(e->row.kind));
	if (n <= 0)
		return ENOMEM;

	return tx_journal(tx, &(struct journal_entry){
			.kind = "appeal.entered", .appeal = e->row.id, .actor = e->actor, .body = {body, (size_t)n}});
}


static int enter_apply(struct tx *tx, struct command *cmd)
{
	struct appeal_enter *e = appeal_enter_of(cmd);
	int64_t serial, digits;
	int n, err;

	err = e->beside ? apply_beside(tx, e) : apply_citizen(tx, e);
	if (err || cmd->refusal)
		return err;

	serial = tx_serial(tx);
	digits = number_of_serial(keyring_key(e->keys, KEY_NUMBER), serial);

	err = sql_appeal_add(tx_db(tx), &(struct sql_appeal_add){
			.id = e->row.id, .serial = serial, .digits = digits, .kind = e->row.kind, .state = APPEAL_NEW, .channel = e->row.channel,
			.topic = e->row.topic, .region = e->row.region, .lang = e->row.lang, .citizen = e->row.citizen,
			.entered_ms = tx_now(tx), .answer_by_ms = e->row.answer_by_ms});
	if (!err)
		err = apply_words(tx, e);
	if (!err)
		err = promise_make(tx, &e->promise);
	if (!err)
		err = apply_journal(tx, e);
	if (err)
		return err;

	n = snprintf(cmd->result, sizeof(cmd->result), "%010lld %lld", (long long)digits, (long long)e->row.answer_by_ms);
	cmd->result_len = (uint16_t)n;

	return 0;
}


int appeal_enter_prepare(struct appeal_enter **ep, const struct keyring *keys, const struct book *book,
			 const struct appeal_clean *clean, const struct act_file *files, size_t filec, int64_t incarnation,
			 int64_t now_ms)
{
	struct appeal_enter *e;
	int err;

	e = mem_zalloc(sizeof(*e), enter_destructor);
	if (!e)
		return ENOMEM;

	e->keys = keys;
	e->cmd.apply_h = enter_apply;
	e->actor = clean->actor;
	e->contact = clean->contact;
	e->beside = clean->beside;
	e->incarnation = incarnation;
	e->files = files;
	e->filec = filec;
	e->row.id = id_new(now_ms);
	e->row.citizen = id_new(now_ms);
	e->row.kind = clean->kind;
	e->row.channel = clean->channel;
	e->row.topic = clean->topic;
	e->row.region = clean->region;
	e->row.lang = clean->lang;

	if (SCHEDULE_OK != promise_start(&e->promise, PROMISE_ANSWER, book, appeal_term_name(clean->kind), now_ms)) {
		err = ERANGE;
		goto out;
	}
	e->promise.id = id_new(now_ms);
	e->promise.appeal = e->row.id;
	e->row.answer_by_ms = e->promise.clock.due_ms;

	err = pl_strdup(&e->text, &clean->text);
	if (!err && !e->beside)
		err = vault_key_make(keys, e->row.citizen, e->key, e->wrapped);
	if (!err && !e->beside)
		err = fields_seal(e, clean);
	if (err)
		goto out;

	e->has_phone = clean->phone[0];
	e->has_email = clean->email[0];
	if (e->has_phone)
		address_digest(keys, MEDIUM_PHONE, pl_of(clean->phone), e->phone);
	if (e->has_email)
		address_digest(keys, MEDIUM_MAIL, pl_of(clean->email), e->email);

out:
	if (err)
		mem_deref(e);
	else
		*ep = e;

	return err;
}


void appeal_enter_beside(struct appeal_enter *enter, int64_t digits)
{
	enter->other = digits;
}


struct command *appeal_enter_command(struct appeal_enter *enter)
{
	return &enter->cmd;
}


int64_t appeal_enter_id(const struct appeal_enter *enter)
{
	return enter->row.id;
}


struct appeal_enter *appeal_enter_of(struct command *cmd)
{
	return CONTAINER_OF(cmd, struct appeal_enter, cmd);
}


int appeal_enter_result(const struct command *cmd, int64_t *digits, int64_t *answer_by_ms)
{
	char buf[COMMAND_RESULT_MAX + 1];
	long long d, at;

	memcpy(buf, cmd->result, cmd->result_len);
	buf[cmd->result_len] = '\0';

	if (2 != sscanf(buf, "%lld %lld", &d, &at))
		return EBADMSG;

	*digits = d;
	*answer_by_ms = at;
	return 0;
}
