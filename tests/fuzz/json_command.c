/**
 * @file json_command.c  JSON bodies: what is taken must be an object without doubled names, and read the same when written again
 */
#include "fuzz.h"
#include "web/web_priv.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *obj = NULL, *again = NULL;
	char *text;

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
