/**
 * @file numeral.c  A number in words, in the language asked for
 */
#include "phrase/numeral_priv.h"


void numeral_word(struct numeral *num, const char *word)
{
	if (num->begun)
		numeral_tail(num, " ");
	numeral_tail(num, word);
	num->begun = true;
}


void numeral_tail(struct numeral *num, const char *tail)
{
	if (!num->err)
		num->err = mbuf_write_str(num->mb, tail);
}


int numeral_cardinal(struct mbuf *mb, enum lang lang, unsigned n, enum gcase gcase, enum gender gender)
{
	return LANG_RU == lang ? cardinal_ru(mb, n, gcase, gender) : cardinal_en(mb, n);
}


int numeral_ordinal(struct mbuf *mb, enum lang lang, unsigned n, enum gcase gcase, enum gender gender)
{
	return LANG_RU == lang ? ordinal_ru(mb, n, gcase, gender) : ordinal_en(mb, n);
}


int numeral_count(struct mbuf *mb, enum lang lang, unsigned n, enum gcase gcase, const struct noun *noun)
{
	int err;

	err  = numeral_cardinal(mb, lang, n, gcase, noun_gender(noun));
	err |= mbuf_write_u8(mb, ' ');
	err |= mbuf_write_str(mb, noun_beside(noun, lang, n, gcase));

	return err;
}
