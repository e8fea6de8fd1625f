/**
 * @file cut.c  Finds identifiers in a text, cuts them out and puts them back
 */
#include <stdio.h>
#include <unicode/uchar.h>
#include "base/text.h"
#include "appeal/cut_priv.h"


enum {
	NEAR_BYTES = 64,          /* a word counts so far before an identifier */
	WORDS      = 5,           /* bits of NEAR_… */
	MARK       = 0x27e6,      /* ⟦ */
};

#define MARK_OPEN  "\u27e6"
#define MARK_CLOSE "\u27e7"

/* A walk through a text */
struct walk {
	struct pl text;
	int32_t today;
	size_t at;
	uint32_t last, before;         /* the code points before `at`; 0 none */
	size_t seen[WORDS];            /* where the last word of each kind began, + 1; 0 never */
	struct cut_span *spans;
	size_t n;
	unsigned count[CUT_KINDS];
};


const char *cut_kind_name(enum cut_kind kind)
{
	static const char *const names[] = {
		[CUT_SNILS] = "snils", [CUT_INN] = "inn", [CUT_OMS] = "oms", [CUT_PASSPORT] = "passport",
		[CUT_PHONE] = "phone", [CUT_EMAIL] = "email", [CUT_CARD] = "card", [CUT_MARK] = "mark", [CUT_MORE] = "more",
	};

	return kind < CUT_KINDS ? names[kind] : "?";
}


static bool is_word(uint32_t cp)
{
	return cp < TEXT_END && u_isalnum((UChar32)cp);
}


/* Can an identifier of digits begin here? Not inside a word or a number, nor after «AB-» or «12-» */
static bool is_start(const struct walk *wk)
{
	if (is_word(wk->last) || '+' == wk->last)
		return false;

	return !(text_is_dash(wk->last) && is_word(wk->before));
}


static unsigned near(const struct walk *wk)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < WORDS; i++) {
		if (wk->seen[i] && wk->at + 1 - wk->seen[i] <= NEAR_BYTES)
			bits |= 1u << i;
	}

	return bits;
}


/* Keeps a span and moves past it */
static void keep(struct walk *wk, enum cut_kind kind, size_t len)
{
	if (CUT_MAX == wk->n) {
		struct cut_span *last = &wk->spans[CUT_MAX - 1];

		last->len = wk->at + len - last->at;
		last->kind = CUT_MORE;
		last->n = 1;
	}
	else {
		wk->spans[wk->n++] = (struct cut_span){wk->at, len, kind, ++wk->count[kind]};
	}

	wk->at += len;
	wk->before = 0;
	wk->last = MARK + 1;      /* what will stand there */
}


static bool find_digits(struct walk *wk)
{
	struct cut_run run;

	if (!is_start(wk) || !cut_read(&run, wk->text, wk->at))
		return false;

	for (unsigned m = run.n; m > 0; m--) {
		enum cut_kind kind = cut_judge(&run, m, wk->text, near(wk), wk->today);

		if (CUT_KINDS != kind) {
			keep(wk, kind, run.group[m - 1].end - wk->at);
			return true;
		}
	}

	return false;
}


static bool find_email(struct walk *wk)
{
	size_t len;

	if (cut_is_local(wk->last))
		return false;
	len = cut_email((struct pl){wk->text.p + wk->at, wk->text.l - wk->at});
	if (!len)
		return false;
	keep(wk, CUT_EMAIL, len);

	return true;
}


static void note_word(struct walk *wk)
{
	unsigned bit;

	if (is_word(wk->last))
		return;
	bit = cut_word((struct pl){wk->text.p + wk->at, wk->text.l - wk->at});
	for (unsigned i = 0; i < WORDS; i++) {
		if (bit == 1u << i)
			wk->seen[i] = wk->at + 1;
	}
}


/* Most code points of a text begin nothing: an address needs an @ behind it, an identifier begins with a digit or a plus */
/* Can there be anything at all? Digits, a mail address or a placeholder: most texts have none of them. No digit of any script
   lies between ASCII and U+0660 (ARABIC-INDIC DIGIT ZERO); what lies above, or is malformed, is looked at closely */
static bool may_hold(struct pl text)
{
	uint32_t cp;

	while (TEXT_END != (cp = text_next(&text))) {
		if ((cp >= '0' && cp <= '9') || '@' == cp || cp >= 0x660)
			return true;
	}

	return false;
}


size_t cut_find(struct cut_span spans[CUT_MAX], struct pl text, int32_t today)
{
	struct walk wk = {.text = text, .today = today, .spans = spans};
	const char *at_sign = text.l ? memrchr(text.p, '@', text.l) : NULL;

	if (!may_hold(text))
		return 0;

	while (wk.at < text.l) {
		struct pl rest = {text.p + wk.at, text.l - wk.at};
		uint32_t cp = text_next(&rest);

		if (at_sign && text.p + wk.at < at_sign && find_email(&wk))
			continue;
		if (('+' == cp || text_digit(cp) >= 0) && find_digits(&wk))
			continue;

		if (TEXT_BAD == cp)
			pl_advance(&rest, 1);
		if (MARK == cp) {
			keep(&wk, CUT_MARK, (size_t)(rest.p - text.p) - wk.at);
			continue;
		}
		note_word(&wk);
		wk.before = wk.last;
		wk.last = cp;
		wk.at = (size_t)(rest.p - text.p);
	}

	return wk.n;
}


int text_cut(struct mbuf *mb, struct pl text, const struct cut_span *spans, size_t n)
{
	size_t at = 0;
	int err = 0;

	for (size_t i = 0; i < n && !err; i++) {
		char mark[48];

		(void)snprintf(mark, sizeof(mark), MARK_OPEN "%s %u" MARK_CLOSE,
			       cut_kind_name(spans[i].kind), spans[i].n);
		err = mbuf_write_mem(mb, (const uint8_t *)text.p + at, spans[i].at - at);
		if (!err)
			err = mbuf_write_str(mb, mark);
		at = spans[i].at + spans[i].len;
	}
	if (!err && at < text.l)
		err = mbuf_write_mem(mb, (const uint8_t *)text.p + at, text.l - at);

	return err;
}


/* Reads the placeholder that begins a text; its length, 0 when it is none */
static size_t read_mark(enum cut_kind *kind, unsigned *n, struct pl text)
{
	static const size_t open = sizeof(MARK_OPEN) - 1, close = sizeof(MARK_CLOSE) - 1;

	for (unsigned k = 0; k < CUT_KINDS; k++) {
		const char *name = cut_kind_name(k);
		size_t len = open + strlen(name) + 1;
		struct pl num = {text.p + len, 0};

		if (text.l < len || memcmp(text.p + open, name, strlen(name)) || ' ' != text.p[len - 1])
			continue;
		while (len < text.l && num.l < 3 && text.p[len] >= '0' && text.p[len] <= '9') {
			num.l++;
			len++;
		}
		if (!num.l || text.l - len < close || memcmp(text.p + len, MARK_CLOSE, close))
			continue;

		*kind = k;
		*n = pl_u32(&num);
		return len + close;
	}

	return 0;
}


int text_restore(struct mbuf *mb, struct pl text, cut_value_h *valueh, void *arg)
{
	int err = 0;

	while (text.l && !err) {
		const char *open = memmem(text.p, text.l, MARK_OPEN, sizeof(MARK_OPEN) - 1);
		size_t before = open ? (size_t)(open - text.p) : text.l, len;
		struct pl value = {text.p + before, 0};
		enum cut_kind kind;
		unsigned n;

		if (before)
			err = mbuf_write_mem(mb, (const uint8_t *)text.p, before);
		pl_advance(&text, (ssize_t)before);
		if (!open || err)
			break;

		len = read_mark(&kind, &n, text);
		value.l = len ? len : sizeof(MARK_OPEN) - 1;        /* what stays when nothing is known */
		pl_advance(&text, (ssize_t)value.l);
		if (len)
			(void)valueh(&value, kind, n, arg);
		if (value.l)
			err = mbuf_write_mem(mb, (const uint8_t *)value.p, value.l);
	}

	return err;
}
