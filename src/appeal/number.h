/**
 * @file number.h  The number of an appeal: AB-123456-7890
 *
 * The ten digits alone are unique: they are the serial of the appeal under a keyed permutation of 0 … 10^10-1, so they
 * reveal neither volume nor order. The two letters check them.
 *
 * Permutation. A Feistel network over the exact domain: 10^10 = 10^5 · 10^5, the value is (left, right), each below
 * 10^5, and a round takes it to (right, left + F(round, right) mod 10^5). Each round can be undone (left = new right -
 * F), so the whole is a bijection whatever F is; no cycle walking is needed. F is BLAKE2b keyed with 32 bytes. Ten
 * rounds, as FF1 of NIST SP 800-38G has.
 *
 * Letters. c = d1·w^0 + d2·w^1 + … + d10·w^9 mod 139, w = 15; each of the 139 values has its own pair of the twelve
 * letters that Cyrillic and Latin share. 139 is prime and the ten powers of 15 are distinct and not 0, hence:
 * - one wrong digit (d → e at place i) moves c by w^i·(e - d), which is no multiple of 139: always caught;
 * - two digits exchanged, neighbours or not (places i, j), move c by (w^i - w^j)·(a - b): always caught;
 * - equal neighbours typed as others (11 → 22) move c by (w^i + w^(i+1))·(b - a), and 15 is not -1: always caught;
 * - the digits fix both letters, so any wrong letter, and letters exchanged, are caught.
 *
 * Of other errors one in 139 stays unseen. 15 was chosen because it leaves the most slips with one explanation only
 * (69 %). 144 - 139 = 5 pairs are never given, so that no number begins with a Russian word or reads as digits: ХУ, ХЕ,
 * НЕ, СС, ОО.
 *
 * Rules only: no clock, no store, no allocation; any thread.
 */
#ifndef OTKLIK_APPEAL_NUMBER_H
#define OTKLIK_APPEAL_NUMBER_H

#include "person/check.h"

enum {
	NUMBER_KEY_SIZE  = 32,          /* bytes */
	NUMBER_DIGITS    = 10,
	NUMBER_SIZE      = 20,          /* bytes of a printed number in either alphabet, with the NUL */
	NUMBER_TEXT_MAX  = 256,         /* bytes; a longer text is no number */
};

#define NUMBER_COUNT INT64_C(10000000000)     /* serials and numbers are 0 … NUMBER_COUNT - 1 */

enum number_alphabet {
	NUMBER_LATIN,           /* URLs, JSON, readers of English */
	NUMBER_CYRILLIC         /* readers of Russian */
};

/** What a typed text is */
enum number_form {
	NUMBER_WHOLE,           /* letters and digits, and they agree */
	NUMBER_BARE,            /* the ten digits without letters: nothing vouches for them */
	NUMBER_MISMATCH,        /* the letters do not belong to the digits */
	NUMBER_SYMBOL,          /* a symbol that cannot stand at its place */
	NUMBER_LENGTH           /* not two letters and ten digits, not ten digits */
};

/**
 * The digits for a serial; each serial has its own
 *
 * @param key    Key, NUMBER_KEY_SIZE bytes
 * @param serial 0 … NUMBER_COUNT - 1 (anything else is our mistake: asserted)
 *
 * @return 0 … NUMBER_COUNT - 1, to be printed with ten digits
 */
int64_t number_of_serial(const uint8_t key[NUMBER_KEY_SIZE], int64_t serial);

/** The serial of the digits: the inverse of number_of_serial() */
int64_t number_serial(const uint8_t key[NUMBER_KEY_SIZE], int64_t digits);

/**
 * The permutation over a domain of half·half values; number_of_serial() is it with half = 10^5
 *
 * @param half  2 … 10^5
 * @param value 0 … half·half - 1
 */
int64_t number_permute(const uint8_t key[NUMBER_KEY_SIZE], uint32_t half, int64_t value);
int64_t number_unpermute(const uint8_t key[NUMBER_KEY_SIZE], uint32_t half, int64_t value);

/** Prints digits with their letters, "AB-123456-7890" */
void number_format(char dst[NUMBER_SIZE], int64_t digits, enum number_alphabet alphabet);

/**
 * Reads a number as people type it: either alphabet or both mixed, any case, any dash or none, spaces, №, full-width
 * digits
 *
 * @param digits Set for NUMBER_WHOLE and NUMBER_BARE, else untouched
 * @param text   Borrowed; broken UTF-8 is NUMBER_SYMBOL
 */
enum number_form number_parse(int64_t *digits, struct pl text);

/**
 * The one valid number that is one error away: a wrong digit or letter, two neighbours swapped, letters typed with the
 * other keyboard layout on
 *
 * Looks at the text alone, never at what exists. For the ten bare digits there is none: nothing vouches for them.
 *
 * @param digits Set when true is returned, else untouched
 *
 * @return True when exactly one is
 */
bool number_suggest(int64_t *digits, struct pl text);

/** `otklik check number` (a check_h of person/check.h): whole numbers are valid, bare digits suspicious */
check_h check_number;

#endif
