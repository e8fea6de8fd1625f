/**
 * @file json.c  JSON bodies: strict parsing, and fields checked against a table
 *
 * jansson refuses duplicate names (as asked), NUL in strings, invalid UTF-8 and nesting deeper than 2048; here the ceiling is
 * DEPTH_MAX, found before parsing by counting brackets outside strings.
 */
#include <inttypes.h>
#include <stdlib.h>
#include "web/web_priv.h"


enum { DEPTH_MAX = 32, WORDS_SIZE = 256 };


/* Deepest nesting of brackets outside strings */
static unsigned depth(struct pl text)
{
	unsigned now = 0, most = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.l; i++) {

		char c = text.p[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
			continue;
		}

		if (c == '"')
			quoted = true;
		else if (c == '{' || c == '[')
			most = ++now > most ? now : most;
		else if ((c == '}' || c == ']') && now)
			now--;
	}

	return most;
}


int json_body_parse(json_t **objp, struct pl text)
{
	json_error_t error;
	json_t *obj;

	if (!text.l)
		return EBADMSG;

	obj = json_flat(text);
	if (obj) {
		*objp = obj;
		return 0;
	}

	if (depth(text) > DEPTH_MAX)
		return EBADMSG;

	obj = json_loadb(text.p, text.l, JSON_REJECT_DUPLICATES, &error);
	if (!obj)
		return json_error_code(&error) == json_error_out_of_memory ? ENOMEM : EBADMSG;

	if (!json_is_object(obj)) {
		json_decref(obj);
		return EBADMSG;
	}

	*objp = obj;
	return 0;
}


int request_json_parse(struct request *req)
{
	int err = json_body_parse(&req->json, request_body(req));

	if (err == EBADMSG)
		reply_problem(req, 400, "request.json");
	else if (err)
		reply_errno(req, err);

	return err;
}


static const struct want *want_find(const struct want *wantv, size_t wantc, const char *name)
{
	for (size_t i = 0; i < wantc; i++) {
		if (!strcmp(wantv[i].name, name))
			return &wantv[i];
	}

	return NULL;
}


/* Characters, not bytes: what a person counts (UTF-8 is known to be valid) */
static size_t characters(struct pl text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.l; i++)
		n += ((uint8_t)text.p[i] & 0xc0) != 0x80;

	return n;
}


/* Control characters: none in a line; in a text only newline, return and tab */
static bool plain(struct pl text, bool lines)
{
	for (size_t i = 0; i < text.l; i++) {

		uint8_t c = (uint8_t)text.p[i];

		if ((c < 0x20 || c == 0x7f) && !(lines && (c == '\n' || c == '\r' || c == '\t')))
			return false;
	}

	return true;
}


static bool blank(struct pl text)
{
	for (size_t i = 0; i < text.l; i++) {
		if (!strchr(" \t\r\n", text.p[i]))
			return false;
	}

	return true;
}


static const char *text_take(const struct want *want, struct pl text, void *out)
{
	if (blank(text))
		return want->must ? "field.empty" : NULL;
	if (!plain(text, want->type == WANT_TEXT))
		return "field.control";
	if (want->max && characters(text) > want->max)
		return "field.long";

	*(struct pl *)out = text;
	return NULL;
}


static const char *choice_take(const struct want *want, struct pl text, void *out)
{
	for (int i = 0; want->choices[i]; i++) {
		if (!pl_strcmp(&text, want->choices[i])) {
			*(int *)out = i;
			return NULL;
		}
	}

	return blank(text) && want->must ? "field.empty" : blank(text) ? NULL : "field.choice";
}


/* A whole number in decimal digits that fits */
static const char *id_take(const struct want *want, struct pl text, void *out)
{
	char buf[24], *end;
	int64_t id;

	if (!text.l)
		return want->must ? "field.empty" : NULL;
	if (text.l >= sizeof(buf) || (text.p[0] != '-' && (text.p[0] < '0' || text.p[0] > '9')))
		return "field.number";

	memcpy(buf, text.p, text.l);
	buf[text.l] = '\0';
	errno = 0;
	id = strtoll(buf, &end, 10);
	if (errno || *end)
		return "field.number";

	*(int64_t *)out = id;
	return NULL;
}


static const char *string_take(const struct want *want, struct pl text, void *out)
{
	switch (want->type) {

	case WANT_LINE:
	case WANT_TEXT:
		return text_take(want, text, out);

	case WANT_SECRET:
		if (want->max && text.l > want->max)
			return "field.long";
		*(struct pl *)out = text;
		return want->must && !text.l ? "field.empty" : NULL;

	case WANT_CHOICE:
		return choice_take(want, text, out);

	case WANT_ID:
		return id_take(want, text, out);

	default:
		return "field.type";
	}
}


static const char *value_take(const struct want *want, json_t *val, void *out)
{
	if (json_is_null(val))
		return want->must ? "field.empty" : NULL;

	if (json_is_string(val))
		return string_take(want, (struct pl){json_string_value(val), json_string_length(val)}, out);

	switch (want->type) {

	case WANT_INT:
		if (!json_is_integer(val))
			return "field.type";
		*(int64_t *)out = json_integer_value(val);
		return NULL;

	case WANT_BOOL:
		if (!json_is_boolean(val))
			return "field.type";
		*(bool *)out = json_is_true(val);
		return NULL;

	case WANT_LIST:
		if (!json_is_array(val))
			return "field.type";
		if (want->max && json_array_size(val) > want->max)
			return "field.long";
		*(json_t **)out = val;
		return NULL;

	case WANT_OBJECT:
		if (!json_is_object(val))
			return "field.type";
		*(json_t **)out = val;
		return NULL;

	default:
		return "field.type";
	}
}


/* What a value must be, in the words of JSON */
static const char *type_word(enum want_type type)
{
	switch (type) {

	case WANT_INT:
		return "integer";

	case WANT_BOOL:
		return "boolean";

	case WANT_LIST:
		return "array";

	case WANT_OBJECT:
		return "object";

	default:
		return "string";
	}
}


/* Adds a word to a list for people, as far as it goes in */
static void word_add(char *list, size_t size, const char *word)
{
	size_t n = strlen(list);

	(void)re_snprintf(list + n, size - n, "%s%s", n ? ", " : "", word);
}


static void refuse(struct request *req, const struct want *want, const char *code)
{
	const char *type = type_word(want->type);
	char choices[WORDS_SIZE] = "";

	for (size_t i = 0; WANT_CHOICE == want->type && want->choices[i]; i++)
		word_add(choices, sizeof(choices), want->choices[i]);

	reply_field(req, want->name, code, (struct text_arg[]){
			TEXT_NUM("n", (int64_t)want->max), TEXT_PL("type", pl_of(type)), TEXT_PL("choices", pl_of(choices))}, 3, NULL);
}


static void refuse_unknown(struct request *req, const char *name, const struct want *wantv, size_t wantc)
{
	char fields[WORDS_SIZE] = "";

	for (size_t i = 0; i < wantc; i++)
		word_add(fields, sizeof(fields), wantv[i].name);

	reply_field(req, name, "field.unknown", (struct text_arg[]){TEXT_PL("fields", pl_of(fields))}, 1, NULL);
}


void want_json(struct request *req, json_t *obj, const struct want *wantv, size_t wantc, void *out)
{
	const char *name;
	json_t *val;

	json_object_foreach(obj, name, val) {

		const struct want *want = want_find(wantv, wantc, name);
		const char *code;

		if (!want) {
			refuse_unknown(req, name, wantv, wantc);
			continue;
		}

		code = value_take(want, val, (char *)out + want->offset);
		if (code)
			refuse(req, want, code);
	}

	for (size_t i = 0; i < wantc; i++) {
		if (wantv[i].must && !json_object_get(obj, wantv[i].name))
			refuse(req, &wantv[i], "field.missing");
	}
}


void want_form(struct request *req, const struct want *wantv, size_t wantc, void *out)
{
	for (size_t i = 0; i < wantc; i++) {

		const struct want *want = &wantv[i];
		struct pl val = request_field(req, want->name);
		const char *code;

		if (!val.p) {
			if (want->must)
				refuse(req, want, "field.missing");
			continue;
		}

		if (want->type == WANT_BOOL) {             /* a checkbox: there or not */
			*(bool *)(void *)((char *)out + want->offset) = true;
			continue;
		}

		code = string_take(want, val, (char *)out + want->offset);
		if (code)
			refuse(req, want, code);
	}
}


bool request_want(struct request *req, const struct want *wantv, size_t wantc, void *out)
{
	if (req->json)
		want_json(req, req->json, wantv, wantc, out);
	else
		want_form(req, wantv, wantc, out);

	if (!reply_has_fields(req))
		return true;

	reply_problem(req, 422, "request.fields");
	return false;
}
