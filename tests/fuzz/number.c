/**
 * @file number.c  Numbers of appeals and receipt codes
 */
#include <stdio.h>
#include "fuzz.h"
#include "appeal/number.h"
#include "appeal/receipt.h"


static void there_and_back(int64_t digits, enum number_alphabet alphabet)
{
	char text[NUMBER_SIZE];
	int64_t got = -1;

	number_format(text, digits, alphabet);
	CLAIM(NUMBER_WHOLE == number_parse(&got, pl_of(text)) && got == digits);
	CLAIM(!number_suggest(&got, pl_of(text)));
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[RECEIPT_KEY_SIZE] = {1};
	struct pl text = {(const char *)data, size};
	int64_t digits = -1, other = -1;
	enum number_form form = number_parse(&digits, text);
	bool known = NUMBER_WHOLE == form || NUMBER_BARE == form;

	CLAIM(known == (digits >= 0) && digits < NUMBER_COUNT);
	if (known) {
		there_and_back(digits, NUMBER_LATIN);
		there_and_back(digits, NUMBER_CYRILLIC);
		CLAIM(digits == number_of_serial(key, number_serial(key, digits)));
	}
	if (number_suggest(&other, text)) {
		CLAIM(!known && other >= 0 && other < NUMBER_COUNT);
		there_and_back(other, NUMBER_LATIN);
	}
	(void)receipt_match(key, 1, text);

	return 0;
}
