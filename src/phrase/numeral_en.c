/**
 * @file numeral_en.c  English numerals, as they are said in Britain: "one hundred and one"
 */
#include <assert.h>
#include "phrase/numeral_priv.h"

static const char *const small[20] = {
	"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
};

static const char *const tens[10] = {
	NULL, NULL, "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
};

static const char *const small_th[20] = {
	"zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
	"twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
};

static const char *const tens_th[10] = {
	NULL, NULL, "twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth",
};


/* 1 … 99 */
static void below_hundred(struct numeral *num, unsigned n, bool th)
{
	if (n < 20) {
		numeral_word(num, th ? small_th[n] : small[n]);
		return;
	}

	numeral_word(num, th && 0 == n % 10 ? tens_th[n / 10] : tens[n / 10]);
	if (n % 10) {
		numeral_tail(num, "-");
		numeral_tail(num, th ? small_th[n % 10] : small[n % 10]);
	}
}


/* 1 … 999 */
static void below_thousand(struct numeral *num, unsigned n, bool th)
{
	if (n >= 100) {
		numeral_word(num, small[n / 100]);
		numeral_word(num, th && 0 == n % 100 ? "hundredth" : "hundred");
	}

	if (n % 100) {
		if (num->begun)
			numeral_word(num, "and");
		below_hundred(num, n % 100, th);
	}
}


static int whole(struct mbuf *mb, unsigned n, bool th)
{
	struct numeral num = {.mb = mb};

	assert(n <= NUMERAL_MAX);
	if (!n)
		numeral_word(&num, th ? small_th[0] : small[0]);

	if (n >= 1000) {
		below_thousand(&num, n / 1000, false);
		numeral_word(&num, th && 0 == n % 1000 ? "thousandth" : "thousand");
	}

	if (n % 1000)
		below_thousand(&num, n % 1000, th);

	return num.err;
}


int cardinal_en(struct mbuf *mb, unsigned n)
{
	return whole(mb, n, false);
}


int ordinal_en(struct mbuf *mb, unsigned n)
{
	return whole(mb, n, true);
}
