/**
 * @file text.h  Text that a person typed: UTF-8, spaces, dashes, digits, case, look-alikes and keyboard layouts
 *
 * Every function takes a borrowed piece of text (p == NULL or l == 0 is empty text), never allocates and looks at no
 * locale; all may be called from any thread. Functions that write do so into the caller's buffer, end it with a NUL,
 * and return EOVERFLOW, the buffer untouched, when it is too small. Bytes that are no UTF-8 give EBADMSG.
 */
#ifndef OTKLIK_BASE_TEXT_H
#define OTKLIK_BASE_TEXT_H

#include "base/def.h"

enum {
	TEXT_END = 0xfffffffe,      /* text_next(): nothing is left */
	TEXT_BAD = 0xffffffff,      /* text_next(): no well-formed UTF-8 here; nothing was taken */
};

/** What becomes of one code point; 0 leaves it out */
typedef uint32_t (text_map_h)(uint32_t cp);

/**
 * Takes the next code point off a text
 *
 * Strict as RFC 3629 asks: no overlong forms, no surrogates, nothing above U+10FFFF.
 *
 * @param pl Text; moves past the code point
 *
 * @return The code point, TEXT_END or TEXT_BAD
 */
uint32_t text_next(struct pl *pl);

/** True when all of a text is well-formed UTF-8; a NUL byte is not */
bool text_valid(struct pl pl);

/** Number of code points; of malformed text, those before the first fault */
size_t text_count(struct pl pl);

/** Writes a code point as UTF-8; returns its bytes, 1 … 4, or 0 when it is a surrogate or out of range */
size_t text_encode(char dst[4], uint32_t cp);

/**
 * A white space of Unicode, and what acts as none or as one without ink: NBSP, zero-width space, joiners, BOM, soft
 * hyphen
 */
bool text_is_space(uint32_t cp);

/** A dash that people type between parts: U+002D, U+2010 … U+2015, U+2212, U+FE58, U+FE63, U+FF0D */
bool text_is_dash(uint32_t cp);

/** An apostrophe in a name: U+0027, U+0060, U+00B4, U+02BC, U+2018, U+2019, U+FF07 */
bool text_is_apostrophe(uint32_t cp);

/** The value 0 … 9 of a digit, ASCII or full-width (U+FF10 … U+FF19), or -1 */
int text_digit(uint32_t cp);

/** True for a letter of the Russian alphabet, ё among them, of either case */
bool text_is_russian(uint32_t cp);

/** True for a Latin letter, with or without marks */
bool text_is_latin(uint32_t cp);

/** Is there something that can be read out: a letter of any alphabet or a digit? Marks alone are not */
bool text_is_said(struct pl pl);

/** The text without white space at both ends; malformed bytes stay */
struct pl text_trim(struct pl pl);

/** Maps each code point of a text */
int text_map(char *dst, size_t size, struct pl src, text_map_h *maph) MUST_CHECK;

/** text_map_h: any dash becomes U+002D, full-width forms (U+FF01 … U+FF5E) ASCII, white space U+0020, others stay */
uint32_t text_plain(uint32_t cp);

/**
 * text_map_h: the form to compare by: case folded as Unicode says (simple folding), ё as е
 *
 * Equal here is equal for search and comparison; store what was typed.
 */
uint32_t text_fold(uint32_t cp);

/** Are two texts alike but for case, ё and white space around them (text_fold, text_trim)? Malformed text is like nothing */
bool text_alike(struct pl a, struct pl b);

/** text_map_h: the Cyrillic letter that looks like a Latin one (A B C E H K M O P T X Y, a c e o p x y), others stay */
uint32_t text_to_cyrillic(uint32_t cp);

/** text_map_h: the Latin letter that looks like a Cyrillic one, others stay */
uint32_t text_to_latin(uint32_t cp);

/**
 * text_map_h: what the same key gives in the Russian layout (ЙЦУКЕН) when the Latin one (QWERTY) was on, others stay
 */
uint32_t text_to_jcuken(uint32_t cp);

/** text_map_h: what the same key gives in the Latin layout when the Russian one was on, others stay */
uint32_t text_to_qwerty(uint32_t cp);

#endif
