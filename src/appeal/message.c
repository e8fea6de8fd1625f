/**
 * @file message.c  A message as it is stored: identifiers cut out of the text and sealed beside it
 */
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include "appeal/appeal.sql.h"
#include "appeal/cut.h"
#include "appeal/row_priv.h"

enum { DAY_MS = 86400000 };


/* {"phone 1":"…"}: what each placeholder stands for */
static json_t *cut_values(struct pl text, const struct cut_span *spans, size_t n)
{
	json_t *obj = json_object();

	for (size_t i = 0; i < n && obj; i++) {
		char name[32];

		(void)re_snprintf(name, sizeof(name), "%s %u", cut_kind_name(spans[i].kind), spans[i].n);

		if (json_object_set_new(obj, name, json_stringn(text.p + spans[i].at, spans[i].len))) {
			json_decref(obj);
			obj = NULL;
		}
	}

	return obj;
}


static int cut_seal(const uint8_t key[KEY_SIZE], int64_t citizen, const struct message *msg, const struct cut_span *spans,
		    size_t n, struct mbuf *sealed)
{
	json_t *obj = cut_values(msg->text, spans, n);
	char *plain = obj ? json_dumps(obj, JSON_COMPACT) : NULL;
	int err = ENOMEM;

	if (plain) {
		err = vault_seal(key, citizen, VAULT_CUT, msg->id, pl_of(plain), sealed);
		sodium_memzero(plain, strlen(plain));
	}

	free(plain);
	json_decref(obj);
	return err;
}


static int add(struct tx *tx, const struct message *msg, struct pl body, struct pl sealed)
{
	return sql_message_add(tx_db(tx), &(struct sql_message_add){
			.id = msg->id, .appeal = msg->appeal, .contact = msg->contact, .author = msg->author, .kind = msg->kind,
			.at_ms = tx_now(tx), .body = body, .cut = sealed});
}


int message_store(struct tx *tx, const uint8_t key[KEY_SIZE], int64_t citizen, const struct message *msg)
{
	struct cut_span spans[CUT_MAX];
	struct mbuf *body, *sealed;
	size_t n;
	int err;

	n = cut_find(spans, msg->text, (int32_t)(tx_now(tx) / DAY_MS));
	if (!n)
		return add(tx, msg, msg->text, pl_of(NULL));

	body = mbuf_alloc(msg->text.l + n * 16);
	sealed = mbuf_alloc(256);
	err = body && sealed ? 0 : ENOMEM;

	if (!err)
		err = text_cut(body, msg->text, spans, n);
	if (!err)
		err = cut_seal(key, citizen, msg, spans, n, sealed);
	if (!err)
		err = add(tx, msg, (struct pl){(char *)body->buf, body->end}, (struct pl){(char *)sealed->buf, sealed->end});

	mem_deref(body);
	mem_deref(sealed);
	return err;
}
