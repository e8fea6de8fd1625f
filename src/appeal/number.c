/**
 * @file number.c  The number of an appeal: permutation, check letters, printing
 */
#include <assert.h>
#include <stdio.h>
#include <sodium.h>
#include "base/bytes.h"
#include "base/text.h"
#include "appeal/number.h"
#include "appeal/number_priv.h"


enum {
	ROUNDS  = 10,
	HALF    = 100000,
};

/* Letters by value; the Cyrillic ones look the same */
static const char letters[NUMBER_LETTERS + 1] = "ABCEHKMOPTXY";

/* Pairs that are never given, as first · 12 + second, rising: СС, НЕ, ОО, ХЕ, ХУ */
static const uint8_t barred[] = {2 * 12 + 2, 4 * 12 + 3, 7 * 12 + 7, 10 * 12 + 3, 10 * 12 + 11};


/* The round function: a number below half out of a keyed digest; the bias of the remainder is below 2^-47. Even rounds have the
   key's first half, odd ones the other */
static uint32_t mix(const uint8_t key[NUMBER_KEY_SIZE], uint32_t half, unsigned round, uint32_t value)
{
	uint8_t in[12], out[crypto_shorthash_BYTES];

	static_assert(2 * crypto_shorthash_KEYBYTES == NUMBER_KEY_SIZE, "a key of two halves");

	bytes_put_le(bytes_put_le(bytes_put_le(in, round, 4), half, 4), value, 4);
	(void)crypto_shorthash(out, in, sizeof(in), key + round % 2 * crypto_shorthash_KEYBYTES);

	return (uint32_t)(bytes_get_le(out, sizeof(out)) % half);
}


int64_t number_permute(const uint8_t key[NUMBER_KEY_SIZE], uint32_t half, int64_t value)
{
	uint32_t left, right;

	assert(half >= 2 && half <= HALF && value >= 0 && value < (int64_t)half * half);

	left = (uint32_t)(value / half);
	right = (uint32_t)(value % half);

	for (unsigned round = 0; round < ROUNDS; round++) {
		uint32_t sum = (left + mix(key, half, round, right)) % half;

		left = right;
		right = sum;
	}

	return (int64_t)left * half + right;
}


int64_t number_unpermute(const uint8_t key[NUMBER_KEY_SIZE], uint32_t half, int64_t value)
{
	uint32_t left, right;

	assert(half >= 2 && half <= HALF && value >= 0 && value < (int64_t)half * half);

	left = (uint32_t)(value / half);
	right = (uint32_t)(value % half);

	for (unsigned round = ROUNDS; round-- > 0; ) {
		uint32_t sum = right;

		right = left;
		left = (sum + half - mix(key, half, round, right)) % half;
	}

	return (int64_t)left * half + right;
}


int64_t number_of_serial(const uint8_t key[NUMBER_KEY_SIZE], int64_t serial)
{
	return number_permute(key, HALF, serial);
}


int64_t number_serial(const uint8_t key[NUMBER_KEY_SIZE], int64_t digits)
{
	return number_unpermute(key, HALF, digits);
}


void number_letters(const uint8_t digit[NUMBER_DIGITS], uint8_t letter[2])
{
	unsigned pair = 0;

	for (unsigned i = NUMBER_DIGITS; i-- > 0; )
		pair = (pair * NUMBER_WEIGHT + digit[i]) % NUMBER_PRIME;

	for (size_t i = 0; i < sizeof(barred); i++)
		pair += pair >= barred[i];

	letter[0] = (uint8_t)(pair / NUMBER_LETTERS);
	letter[1] = (uint8_t)(pair % NUMBER_LETTERS);
}


int number_letter(uint32_t cp)
{
	const char *at;

	/* upper case first: only there do all twelve look alike */
	if (cp >= 'a' && cp <= 'z')
		cp -= 'a' - 'A';
	if (cp >= 0x430 && cp <= 0x44f)
		cp -= 0x20;
	cp = text_to_latin(cp);

	at = cp && cp < 0x80 ? strchr(letters, (int)cp) : NULL;

	return at ? (int)(at - letters) : -1;
}


uint32_t number_glyph(uint8_t letter, enum number_alphabet alphabet)
{
	uint32_t cp = (uint32_t)letters[letter];

	return NUMBER_CYRILLIC == alphabet ? text_to_cyrillic(cp) : cp;
}


void number_format(char dst[NUMBER_SIZE], int64_t digits, enum number_alphabet alphabet)
{
	uint8_t digit[NUMBER_DIGITS], letter[2];
	size_t n = 0;

	number_split(digit, digits);
	number_letters(digit, letter);

	for (unsigned i = 0; i < 2; i++)
		n += text_encode(dst + n, number_glyph(letter[i], alphabet));
	(void)snprintf(dst + n, NUMBER_SIZE - n, "-%06u-%04u", (unsigned)(digits / 10000), (unsigned)(digits % 10000));
}


void number_split(uint8_t digit[NUMBER_DIGITS], int64_t digits)
{
	assert(digits >= 0 && digits < NUMBER_COUNT);

	for (unsigned i = NUMBER_DIGITS; i-- > 0; digits /= 10)
		digit[i] = (uint8_t)(digits % 10);
}


int64_t number_join(const uint8_t digit[NUMBER_DIGITS])
{
	int64_t digits = 0;

	for (unsigned i = 0; i < NUMBER_DIGITS; i++)
		digits = digits * 10 + digit[i];

	return digits;
}
