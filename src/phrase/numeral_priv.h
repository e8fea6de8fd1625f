/**
 * @file numeral_priv.h  Inside of the numerals
 */
#ifndef OTKLIK_PHRASE_NUMERAL_PRIV_H
#define OTKLIK_PHRASE_NUMERAL_PRIV_H

#include "phrase/numeral.h"

/** A numeral as it is written: the first error stays */
struct numeral {
	struct mbuf *mb;
	bool begun;
	int err;
};

/** A word, with a space before it unless it is the first */
void numeral_word(struct numeral *num, const char *word);

/** What grows onto the last word */
void numeral_tail(struct numeral *num, const char *tail);

int cardinal_ru(struct mbuf *mb, unsigned n, enum gcase gcase, enum gender gender) MUST_CHECK;
int ordinal_ru(struct mbuf *mb, unsigned n, enum gcase gcase, enum gender gender) MUST_CHECK;
int cardinal_en(struct mbuf *mb, unsigned n) MUST_CHECK;
int ordinal_en(struct mbuf *mb, unsigned n) MUST_CHECK;

#endif
