/**
 * @file token.c  Fuzzes the search tokens: any bytes give tokens within the ceilings, and the tokens of a token are few
 */
#include "fuzz.h"
#include "db/token.h"


static int token_h_count(struct pl token, void *arg)
{
	unsigned *count = arg;

	CLAIM(token.p && token.l > 0 && token.l <= 4 * TOKEN_LETTERS_MAX);
	CLAIM(!memchr(token.p, '\0', token.l) && !memchr(token.p, ' ', token.l));
	++*count;
	return 0;
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned count = 0, again = 0;
	struct pl text = {(const char *)data, size};

	CLAIM(0 == token_split(text, token_h_count, &count));
	CLAIM(count <= TOKEN_TEXT_MAX);
	CLAIM(0 == token_split(text, token_h_count, &again) && again == count);
	return 0;
}
