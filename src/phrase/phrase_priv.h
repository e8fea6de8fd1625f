/**
 * @file phrase_priv.h  Inside of the phrases: holes in texts, words of values, pieces as they are cut
 */
#ifndef OTKLIK_PHRASE_PHRASE_PRIV_H
#define OTKLIK_PHRASE_PHRASE_PRIV_H

#include "phrase/numeral.h"
#include "phrase/phrase.h"

/** A place for a value, {NAME:KIND FORM…} */
struct hole {
	struct pl name;
	enum phrase_kind kind;
	enum gcase gcase;
	enum gender gender;
	const struct noun *noun;        /* of PHRASE_COUNT */
	bool until;                     /* of PHRASE_MOMENT: behind «до» */
};

/**
 * Takes the next hole off a text
 *
 * @param text   What is left; moves behind the hole
 * @param before What stands before it; at the end of the text all that is left
 * @param hole   Set when true is returned
 * @param bad    Set to true when the hole is none of phrase.h's list: then it is left out
 *
 * @return False when no hole is left
 */
bool hole_next(struct pl *text, struct pl *before, struct hole *hole, bool *bad);

/** Is the value read out in pieces of its own? */
bool hole_reads(const struct hole *hole);

/** An instant as people of a zone say it */
struct saying {
	enum lang lang;
	const struct zone *zone;
	enum phrase_zone named;
	int64_t now_ms;
};

int say_time(struct mbuf *mb, const struct saying *s, int64_t ms, enum gcase gcase) MUST_CHECK;
int say_date(struct mbuf *mb, const struct saying *s, int64_t ms, enum gcase gcase) MUST_CHECK;
int say_moment(struct mbuf *mb, const struct saying *s, int64_t ms, bool until) MUST_CHECK;

/** Minutes since midnight, 0 … 1440, without a day */
int say_clock(struct mbuf *mb, enum lang lang, unsigned minute, enum gcase gcase) MUST_CHECK;

/** Weekly hours, as week_parse reads them; *ok false (and nothing written) when it does not */
int say_hours(struct mbuf *mb, bool *ok, enum lang lang, struct pl text) MUST_CHECK;

/** The key of a telephone, as it follows «нажмите»; NULL when it is none */
const char *say_key(enum lang lang, struct pl key);

/** The letter's name in a number of an appeal; `letter` is its Latin form; NULL when it is none */
const char *say_letter(enum lang lang, char letter);

/** Text of people, fit to be said: one space between words, nothing that the voice would take for an order; *ok false when it cannot be */
int say_text(struct mbuf *mb, bool *ok, enum lang lang, struct pl text) MUST_CHECK;

/** The pieces while they are cut. Words and names lie in `text`; the pieces hold offsets until cut_end() */
struct cut {
	enum lang lang;
	struct mbuf *text;
	struct piece at[PIECES_MAX];
	size_t from[PIECES_MAX], name_from[PIECES_MAX];
	size_t n;
	bool full;
	int err;
};

/** What a piece is cut as */
struct cut_form {
	enum pace pace;
	unsigned gap_ms;
	bool personal;
};

/** A piece of these words; the name (≤ PIECE_NAME_MAX) may be "" */
void cut_piece(struct cut *cut, struct pl words, const char *name, struct cut_form form);

/** Pieces of what is read out; false when the value is none of the kind */
bool read_appeal(struct cut *cut, int64_t digits);
bool read_phone(struct cut *cut, struct pl phone);
bool read_digits(struct cut *cut, struct pl digits);

#endif
