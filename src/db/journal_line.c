/**
 * @file journal_line.c  Lines of an export and of heads.log: JSON, one object a line (docs/journal.md)
 */
#include <jansson.h>
#include "base/bytes.h"
#include "base/why.h"
#include "db/journal_priv.h"


static int dump_h(const char *buf, size_t size, void *arg)
{
	return mbuf_write_mem(arg, (const uint8_t *)buf, size) ? -1 : 0;
}


/* Takes over `json`; NULL says that it could not be made */
static int line_print(struct mbuf *mb, json_t *json)
{
	int err = 0;

	if (!json)
		return ENOMEM;

	mb->pos = mb->end;
	if (json_dump_callback(json, dump_h, mb, JSON_COMPACT))
		err = ENOMEM;
	json_decref(json);

	return err ? err : mbuf_write_u8(mb, '\n');
}


int journal_format_print(struct mbuf *mb)
{
	return line_print(mb, json_pack("{s:s}", "format", JOURNAL_FORMAT));
}


/* A text that is not UTF-8 was put there by another hand: EBADMSG */
static int text_make(json_t **jp, struct pl text)
{
	json_t *json;

	*jp = json_stringn(text.p ? text.p : "", text.l);
	if (*jp)
		return 0;

	json = json_stringn_nocheck(text.p ? text.p : "", text.l);
	json_decref(json);
	return json ? EBADMSG : ENOMEM;
}


int journal_row_print(struct mbuf *mb, const struct journal_row *row)
{
	char hash[2 * JOURNAL_HASH_SIZE + 1];
	json_t *kind, *body = NULL;
	int err;

	err = text_make(&kind, row->kind);
	if (!err)
		err = text_make(&body, row->body);
	if (err) {
		json_decref(kind);
		return err;
	}

	bytes_hex(hash, row->hash, JOURNAL_HASH_SIZE);

	/* "o" takes them over, whatever happens */
	return line_print(mb, json_pack("{s:I,s:I,s:I,s:I,s:o,s:o,s:s}", "pos", (json_int_t)row->pos,
					"at_ms", (json_int_t)row->at_ms, "appeal", (json_int_t)row->appeal,
					"actor", (json_int_t)row->actor, "kind", kind, "body", body, "hash", hash));
}


int journal_mark_print(struct mbuf *mb, const struct journal_mark *mark)
{
	char hash[2 * JOURNAL_HASH_SIZE + 1], signature[2 * JOURNAL_SIGNATURE_SIZE + 1];

	bytes_hex(hash, mark->hash, JOURNAL_HASH_SIZE);
	bytes_hex(signature, mark->signature, JOURNAL_SIGNATURE_SIZE);

	return line_print(mb, json_pack("{s:I,s:I,s:I,s:b,s:s,s:s}", "head", (json_int_t)mark->pos,
					"epoch", (json_int_t)mark->epoch, "at_ms", (json_int_t)mark->at_ms,
					"closing", (int)mark->closing, "hash", hash, "signature", signature));
}


/* Strict: a member that is not known would be one that nothing protects */
static int row_unpack(struct journal_row *row, json_t *json, json_error_t *error)
{
	json_int_t pos, at_ms, appeal, actor;
	const char *hash;
	size_t hash_len;

	if (json_unpack_ex(json, error, 0, "{s:I,s:I,s:I,s:I,s:s%,s:s%,s:s%!}", "pos", &pos, "at_ms", &at_ms, "appeal", &appeal,
			   "actor", &actor, "kind", &row->kind.p, &row->kind.l, "body", &row->body.p, &row->body.l,
			   "hash", &hash, &hash_len))
		return EBADMSG;

	row->pos = pos;
	row->at_ms = at_ms;
	row->appeal = appeal;
	row->actor = actor;
	return row->kind.l <= JOURNAL_KIND_MAX && row->body.l <= JOURNAL_BODY_MAX &&
	       bytes_unhex(row->hash, JOURNAL_HASH_SIZE, (struct pl){hash, hash_len}) ? 0 : EPROTO;
}


static int mark_unpack(struct journal_mark *mark, json_t *json, json_error_t *error)
{
	json_int_t pos, epoch, at_ms;
	const char *hash, *signature;
	size_t hash_len, signature_len;
	int closing;

	if (json_unpack_ex(json, error, 0, "{s:I,s:I,s:I,s:b,s:s%,s:s%!}", "head", &pos, "epoch", &epoch, "at_ms", &at_ms,
			   "closing", &closing, "hash", &hash, &hash_len, "signature", &signature, &signature_len))
		return EBADMSG;

	mark->pos = pos;
	mark->epoch = epoch;
	mark->at_ms = at_ms;
	mark->closing = closing;
	return bytes_unhex(mark->hash, JOURNAL_HASH_SIZE, (struct pl){hash, hash_len}) &&
	       bytes_unhex(mark->signature, JOURNAL_SIGNATURE_SIZE, (struct pl){signature, signature_len}) ? 0 : EPROTO;
}


static int format_unpack(json_t *json, json_error_t *error)
{
	const char *format;

	if (json_unpack_ex(json, error, 0, "{s:s!}", "format", &format))
		return EBADMSG;

	return strcmp(format, JOURNAL_FORMAT) ? EPROTO : 0;
}


int journal_line_parse(struct journal_item *item, struct pl line, struct mbuf *why)
{
	json_error_t error = {.text = ""};
	json_t *json;
	int err;

	memset(item, 0, sizeof(*item));

	json = json_loadb(line.p ? line.p : "", line.l, JSON_REJECT_DUPLICATES, &error);
	if (!json && json_error_out_of_memory == json_error_code(&error))
		return ENOMEM;
	if (!json)
		return why_say(why, EBADMSG, "not JSON: %s", error.text);

	item->json = json;
	if (json_object_get(json, "signature")) {
		item->type = LINE_MARK;
		err = mark_unpack(&item->mark, json, &error);
	}
	else if (json_object_get(json, "format")) {
		item->type = LINE_FORMAT;
		err = format_unpack(json, &error);
	}
	else {
		item->type = LINE_ROW;
		err = row_unpack(&item->row, json, &error);
	}

	if (EBADMSG == err)
		return why_say(why, EBADMSG, "neither a row nor a signed head: %s", error.text);
	if (EPROTO == err)
		return why_say(why, EBADMSG, LINE_FORMAT == item->type ? "not the format " JOURNAL_FORMAT :
			       "a hash or signature that is not hex digits of the right length, or a text that is too long");
	return 0;
}


void journal_item_free(struct journal_item *item)
{
	json_decref(item->json);
	item->json = NULL;
}
