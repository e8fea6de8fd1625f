/**
 * @file json_flat.c  The short way for the bodies that nearly all are: one object whose members are plain strings
 *
 * jansson handles a body byte by byte, about a hundred instructions each, which is a tenth of an appeal's CPU. What is read here is
 * only what jansson would read alike: an object of distinct names whose values are strings, without a backslash, in valid UTF-8 and
 * without control characters. Anything else, good or bad, is left to jansson to read or refuse (tests/fuzz/json_command.c compares).
 */
#include "base/text.h"
#include "web/web_priv.h"


static void spaces_skip(struct pl *rest)
{
	while (rest->l && strchr(" \t\r\n", *rest->p) && *rest->p)
		pl_advance(rest, 1);
}


/* The next character but for spaces: true, and it is passed */
static bool passed(struct pl *rest, char want)
{
	spaces_skip(rest);
	if (!rest->l || *rest->p != want)
		return false;

	pl_advance(rest, 1);
	return true;
}


/* A string without its quotation marks; false: it is none, or not a plain one */
static bool string_read(struct pl *rest, struct pl *str)
{
	size_t l = 0;

	if (!passed(rest, '"'))
		return false;

	while (l < rest->l && rest->p[l] != '"') {
		if ('\\' == rest->p[l] || (uint8_t)rest->p[l] < 0x20)
			return false;
		l++;
	}
	if (l == rest->l)
		return false;

	*str = (struct pl){rest->p, l};
	pl_advance(rest, (ssize_t)l + 1);
	return true;
}


static bool member_read(json_t *obj, struct pl *rest)
{
	struct pl name, val;

	if (!string_read(rest, &name) || !passed(rest, ':') || !string_read(rest, &val))
		return false;

	return !json_object_getn(obj, name.p, name.l) &&
		!json_object_setn_new_nocheck(obj, name.p, name.l, json_stringn_nocheck(val.p, val.l));
}


static bool members_read(json_t *obj, struct pl *rest)
{
	if (!passed(rest, '{'))
		return false;
	if (passed(rest, '}'))
		return true;

	do {
		if (!member_read(obj, rest))
			return false;
	} while (passed(rest, ','));

	return passed(rest, '}');
}


json_t *json_flat(struct pl text)
{
	json_t *obj = json_object();
	struct pl rest = text;

	if (obj && members_read(obj, &rest)) {
		spaces_skip(&rest);
		if (!rest.l && text_valid(text))
			return obj;
	}

	json_decref(obj);
	return NULL;
}
