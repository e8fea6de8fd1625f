/**
 * @file number_priv.h  Inside of the number engine
 */
#ifndef OTKLIK_APPEAL_NUMBER_PRIV_H
#define OTKLIK_APPEAL_NUMBER_PRIV_H

#include "appeal/number.h"

enum {
	NUMBER_LETTERS = 12,
	NUMBER_PRIME   = 139,
	NUMBER_WEIGHT  = 15,
};

/** The ten digits of a number, the first one first, and back */
void number_split(uint8_t digit[NUMBER_DIGITS], int64_t digits);
int64_t number_join(const uint8_t digit[NUMBER_DIGITS]);

/** The two check letters of ten digits, each 0 … NUMBER_LETTERS - 1 */
void number_letters(const uint8_t digit[NUMBER_DIGITS], uint8_t letter[2]);

/** The value of a letter in either alphabet and case, or -1 */
int number_letter(uint32_t cp);

/** The code point of a letter */
uint32_t number_glyph(uint8_t letter, enum number_alphabet alphabet);

#endif
