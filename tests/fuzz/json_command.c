/**
 * @file json_command.c  JSON bodies: what is taken must be an object without doubled names, and read the same when written again; what
 * the short way takes, jansson reads alike
 */
#include "fuzz.h"
#include "web/web_priv.h"


static void flat_compare(struct pl text)
{
	json_t *flat = json_flat(text), *other;

	if (!flat)
		return;

	other = json_loadb(text.p, text.l, JSON_REJECT_DUPLICATES, NULL);
	CLAIM(other && json_equal(flat, other));

	json_decref(other);
	json_decref(flat);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *obj = NULL, *again = NULL;
	char *text;

	flat_compare((struct pl){(const char *)data, size});

	if (json_body_parse(&obj, (struct pl){(const char *)data, size}))
		return 0;

	CLAIM(json_is_object(obj));
	text = json_dumps(obj, JSON_COMPACT);
	if (text && !json_body_parse(&again, pl_of(text)))
		CLAIM(json_equal(obj, again));

	free(text);
	json_decref(again);
	json_decref(obj);
	return 0;
}
