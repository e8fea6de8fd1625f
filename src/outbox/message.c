/**
 * @file message.c  What is said, and to whom
 */
#include <sodium.h>
#include <stdlib.h>
#include "appeal/enter.h"
#include "appeal/join.h"
#include "db/seal.h"
#include "outbox/message.h"
#include "outbox/outbox.sql.h"

enum { AD_MAX = 48, BODY_MAX = 256, DAY_MS = 24 * 3600 * 1000 };


const char *outbox_refusal_name(enum outbox_refusal refusal)
{
	static const char *const names[] = {"", "unknown", "erased", "no_address", "landline", "enough"};

	return names[refusal];
}


bool outbox_takes_sms(struct pl e164)
{
	return 12 == e164.l && 0 == memcmp(e164.p, "+79", 3) && 11 == strspn(e164.p + 1, "0123456789");
}


/* ---- a new one ---- */

static void message_destructor(void *arg)
{
	struct outbox_message *m = arg;

	if (m->text)
		sodium_memzero(m->text, strlen(m->text));
	mem_deref(m->text);
	sodium_memzero(m->to, sizeof(m->to));
}


int outbox_message_make(struct outbox_message **mp, enum outbox_channel channel, const char *kind, struct pl text)
{
	struct outbox_message *m;
	int err;

	if (text.l > OUTBOX_TEXT_MAX)
		return EFBIG;

	m = mem_zalloc(sizeof(*m), message_destructor);
	if (!m)
		return ENOMEM;

	m->cmd.apply_h = outbox_message_apply;
	m->channel = channel;
	m->kind = kind;
	err = pl_strdup(&m->text, &text);
	if (err)
		mem_deref(m);
	else
		*mp = m;

	return err;
}


static struct pl context(char buf[AD_MAX], int64_t id)
{
	int n = re_snprintf(buf, AD_MAX, "outbox %lld", id);

	return (struct pl){buf, n > 0 ? (size_t)n : 0};
}


/* {subject, text, to}, sealed */
static int seal(struct mbuf *mb, const struct keyring *keys, const struct outbox_message *m, int64_t id)
{
	json_t *object = json_pack("{s:s, s:s, s:s}", "subject", m->subject, "text", m->text, "to", m->to);
	char *plain = object ? json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	size_t n = plain ? strlen(plain) : 0;
	char ad[AD_MAX];
	int err = plain ? mbuf_resize(mb, n + SEAL_EXTRA) : ENOMEM;

	if (!err) {
		seal_make(keyring_key(keys, KEY_OUTBOX), context(ad, id), (struct pl){plain, n}, mb->buf);
		mb->end = n + SEAL_EXTRA;
	}

	if (plain)
		sodium_memzero(plain, n);
	free(plain);
	json_decref(object);
	return err;
}


static int journal(struct tx *tx, const struct outbox_message *m)
{
	char body[BODY_MAX], call[40] = "", word[OUTBOX_WORD_SIZE + 16] = "";
	int n;

	if (m->call)
		(void)re_snprintf(call, sizeof(call), "\"call\":\"%lld\",", m->call);
	if (m->word[0])
		(void)re_snprintf(word, sizeof(word), ",\"word\":\"%s\"", m->word);
	n = re_snprintf(body, sizeof(body), "{%s\"channel\":\"%s\",\"kind\":\"%s\",\"outbox\":\"%lld\"%s}", call, outbox_channel_name(m->channel),
			m->kind, m->id, word);

	return n > 0 ? tx_journal(tx, &(struct journal_entry){
			.kind = "outbox.put", .appeal = m->appeal, .actor = m->actor, .body = {body, (size_t)n}}) : ENOMEM;
}


/* The appeal's own address */
static int own_find(struct tx *tx, struct outbox_message *m, enum outbox_refusal *refusal)
{
	enum appeal_refusal refused = APPEAL_ALLOWED;
	enum lang lang;
	int err;

	err = appeal_address(tx_db(tx), tx_keys(tx), m->digits, OUTBOX_MAIL == m->channel ? "email" : "phone", m->to, sizeof(m->to), &m->appeal, &lang,
			     &refused);
	if (!err && refused)
		*refusal = APPEAL_ERASED == refused ? OUTBOX_ERASED : OUTBOX_APPEAL_UNKNOWN;

	return err;
}


static int count_h(const struct row_outbox_message_count *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


int outbox_message_put(struct tx *tx, struct outbox_message *m, enum outbox_refusal *refusal)
{
	uint8_t digest[32];
	struct pl to, addressee = {(char *)digest, sizeof(digest)};
	struct mbuf *mb = NULL;
	int64_t n = 0;
	int err = 0;

	*refusal = OUTBOX_ALLOWED;
	if (m->own)
		err = own_find(tx, m, refusal);
	if (err || *refusal)
		return err;

	to = pl_of(m->to);
	address_digest(tx_keys(tx), OUTBOX_MAIL == m->channel ? MEDIUM_MAIL : MEDIUM_PHONE, to, digest);
	err = sql_outbox_message_count(tx_db(tx), addressee, tx_now(tx) - DAY_MS, count_h, &n);
	if (err)
		return err;

	*refusal = !to.l ? OUTBOX_NO_ADDRESS : OUTBOX_SMS == m->channel && !outbox_takes_sms(to) ? OUTBOX_LANDLINE :
		   n >= OUTBOX_A_DAY ? OUTBOX_ENOUGH : OUTBOX_ALLOWED;
	if (*refusal)
		return 0;

	mb = mbuf_alloc(256);
	err = mb ? outbox_put(tx, m->channel, m->appeal ? m->appeal : DB_NULL, m->kind, &m->id) : ENOMEM;
	if (!err)
		err = seal(mb, tx_keys(tx), m, m->id);
	if (!err)
		err = sql_outbox_message_add(tx_db(tx), &(struct sql_outbox_message_add){
				.id = m->id, .addressee = addressee, .sealed = {(char *)mb->buf, mb->end}, .own = m->own, .made_ms = tx_now(tx)});
	if (!err)
		err = journal(tx, m);

	mem_deref(mb);
	return err;
}


int outbox_message_apply(struct tx *tx, struct command *cmd)
{
	enum outbox_refusal refusal;
	int err = outbox_message_put(tx, CONTAINER_OF(cmd, struct outbox_message, cmd), &refusal);

	cmd->refusal = (int)refusal;
	return err;
}


/* ---- due ---- */

struct listing {
	const struct keyring *keys;
	struct outbox_letter *at;
	unsigned n, most;
};


static bool take(char *dst, size_t size, const json_t *object, const char *name)
{
	struct pl text = pl_of(json_string_value(json_object_get(object, name)));

	return text.p && !pl_strcpy(&text, dst, size);
}


/* false: it was sealed under another key, or is none of ours */
static int open_letter(struct outbox_letter *l, const struct keyring *keys, struct pl sealed)
{
	size_t n = sealed.l > SEAL_EXTRA ? sealed.l - SEAL_EXTRA : 0;
	char *plain = n ? mem_zalloc(n + 1, NULL) : NULL;
	json_t *object = NULL;
	const char *text;
	char ad[AD_MAX];
	int err = n && !plain ? ENOMEM : 0;

	if (plain && !seal_open(keyring_key(keys, KEY_OUTBOX), context(ad, l->id), sealed, (uint8_t *)plain)) {
		object = json_loadb(plain, n, JSON_REJECT_DUPLICATES, NULL);
		err = object ? 0 : ENOMEM;       /* what opens is what this program wrote */
	}
	text = json_string_value(json_object_get(object, "text"));
	l->gone |= !text || !take(l->to, sizeof(l->to), object, "to") || !take(l->subject, sizeof(l->subject), object, "subject");
	if (!err && !l->gone)
		err = str_dup(&l->text, text);

	if (plain)
		sodium_memzero(plain, n);
	mem_deref(plain);
	json_decref(object);
	return err;
}


static int due_h(const struct row_outbox_message_due *row, void *arg)
{
	struct listing *list = arg;
	struct outbox_letter *l = &list->at[list->n];

	if (list->n >= list->most)
		return 0;

	*l = (struct outbox_letter){.id = row->id, .made_ms = row->made_ms, .gone = row->gone};
	list->n++;
	return l->gone ? 0 : open_letter(l, list->keys, row->sealed);
}


int outbox_letters(struct db *db, const struct keyring *keys, enum outbox_channel channel, int64_t now_ms, struct outbox_letter *at, unsigned most,
		   unsigned *n)
{
	struct listing list = {.keys = keys, .at = at, .most = most};
	int err = sql_outbox_message_due(db, channel, now_ms, most, due_h, &list);

	if (err) {
		for (unsigned i = 0; i < list.n; i++)
			outbox_letter_close(&at[i]);
		return err;
	}

	*n = list.n;
	return 0;
}


void outbox_letter_close(struct outbox_letter *l)
{
	if (l->text)
		sodium_memzero(l->text, strlen(l->text));
	l->text = mem_deref(l->text);
	sodium_memzero(l->to, sizeof(l->to));
}


static int next_h(const struct row_outbox_next *row, void *arg)
{
	*(int64_t *)arg = DB_NULL == row->next_ms ? 0 : row->next_ms;
	return 0;
}


int outbox_next(struct db *db, enum outbox_channel channel, int64_t *next_ms)
{
	*next_ms = 0;
	return sql_outbox_next(db, channel, next_h, next_ms);
}
