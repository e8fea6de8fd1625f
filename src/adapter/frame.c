/**
 * @file frame.c  The lines of the protocol: what is asked, what is answered
 */
#include <stdio.h>
#include <stdlib.h>
#include "adapter/adapter.h"
#include "base/text.h"

enum { VERSION = 1, ASKS_MAX = 32 };

#define ID_MAX ((int64_t)1 << 53)


/* A word of the protocol: a-z 0-9 - _ */
static bool word_take(char out[ADAPTER_WORD_SIZE], const json_t *value)
{
	const char *word = json_string_value(value);
	size_t n = json_string_length(value);

	if (!word || !n || n >= ADAPTER_WORD_SIZE || n != strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_"))
		return false;

	memcpy(out, word, n + 1);
	return true;
}


/* A line of text; what is too long is cut at a character, control characters become spaces */
static bool note_take(char out[ADAPTER_NOTE_SIZE], const json_t *value)
{
	struct pl text = {json_string_value(value), json_string_length(value)}, rest = text;
	size_t n = 0;

	if (!json_is_string(value) || !text_valid(text))
		return false;

	while (rest.l) {
		const char *at = rest.p;
		uint32_t cp = text_next(&rest);
		size_t size = (size_t)(rest.p - at);

		if (cp >= TEXT_END || n + size >= ADAPTER_NOTE_SIZE)
			break;
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
			out[n++] = ' ';
			continue;
		}
		memcpy(out + n, at, size);
		n += size;
	}

	out[n] = '\0';
	return true;
}


static bool offers(const json_t *asks, const char *verb)
{
	size_t n = json_array_size(asks);

	for (size_t i = 0; i < n && n <= ASKS_MAX; i++) {
		const char *one = json_string_value(json_array_get(asks, i));

		if (one && 0 == strcmp(one, verb))
			return true;
	}

	return false;
}


static void hello_read(struct adapter_reply *reply, const json_t *object, const char *verb)
{
	if (VERSION == json_integer_value(json_object_get(object, "adapter")) && offers(json_object_get(object, "asks"), verb))
		reply->kind = REPLY_HELLO;
}


static int result_take(struct adapter_reply *reply, const json_t *result)
{
	char *text = json_dumps(result, JSON_COMPACT);
	int err = text ? str_dup(&reply->result, text) : ENOMEM;

	free(text);
	if (!err)
		reply->kind = REPLY_FOUND;

	return err;
}


static int answer_read(struct adapter_reply *reply, const json_t *object)
{
	const json_t *result = json_object_get(object, "result"), *none = json_object_get(object, "none"),
		*away = json_object_get(object, "away");
	int err = 0;

	reply->id = json_integer_value(json_object_get(object, "id"));
	if (reply->id <= 0 || reply->id >= ID_MAX || 1 != !!result + !!none + !!away)
		return 0;

	if (json_is_object(result))
		err = result_take(reply, result);
	else if (none && word_take(reply->word, none))
		reply->kind = REPLY_NONE;
	else if (away && note_take(reply->note, away))
		reply->kind = REPLY_AWAY;

	return err;
}


int adapter_reply_read(struct adapter_reply *reply, struct pl line, const char *verb)
{
	json_t *object;
	int err = 0;

	*reply = (struct adapter_reply){.kind = REPLY_BAD};
	if (!line.l || line.l > ADAPTER_LINE_MAX)
		return 0;

	object = json_loadb(line.p, line.l, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(object) && json_object_get(object, "adapter"))
		hello_read(reply, object, verb);
	else if (json_is_object(object))
		err = answer_read(reply, object);

	json_decref(object);
	return err;
}


int adapter_request_print(struct mbuf *mb, int64_t id, const char *verb, struct pl args, int64_t wait_ms)
{
	size_t begin = mb->end;
	int err = mbuf_printf(mb, "{\"id\":%lld,\"ask\":\"%s\",\"wait_ms\":%lld,\"args\":%r}\n", id, verb, wait_ms, &args);

	return err ? err : mb->end - begin > ADAPTER_LINE_MAX ? EFBIG : 0;
}


void adapter_said_blot(char *out, size_t size, struct pl line)
{
	size_t n = 0;
	bool blotted = false;

	for (size_t i = 0; i < line.l && n + 1 < size; i++) {
		unsigned char c = (unsigned char)line.p[i];
		bool blot = c >= 0x80 || c == '@' || (c >= '0' && c <= '9');

		if (!blot)
			out[n++] = c < 0x20 || 0x7f == c ? ' ' : (char)c;
		else if (!blotted)
			out[n++] = '#';
		blotted = blot;
	}

	out[n] = '\0';
}
