/**
 * @file cut.h  Identifiers of people, cut out of a message so that it can be stored without them
 *
 * cut_find() finds them, text_cut() writes the text with a placeholder for each, such as ⟦phone 1⟧, and text_restore()
 * puts back what the vault kept. Restoring what was cut gives the text back byte by byte: a ⟦ that somebody typed is
 * cut out as well.
 *
 * An identifier is believed when its checksum holds or its form leaves little doubt; words before it («паспорт»,
 * «СНИЛС», «карта») settle what could be two things. The numbers of appeals, dates, sums and times stay in the text.
 *
 * Rules only, linear in the length of the text, nothing is allocated but the buffer written to. Text of any bytes is
 * fine.
 */
#ifndef OTKLIK_APPEAL_CUT_H
#define OTKLIK_APPEAL_CUT_H

#include "base/def.h"

/** Spans of a text. When there are more, the last one is CUT_MORE: from the 64th identifier to the last */
enum { CUT_MAX = 64 };

enum cut_kind {
	CUT_SNILS,
	CUT_INN,                /* of a person */
	CUT_OMS,
	CUT_PASSPORT,
	CUT_PHONE,
	CUT_EMAIL,
	CUT_CARD,               /* of a bank */
	CUT_MARK,               /* a ⟦ that was typed */
	CUT_MORE,               /* everything from one identifier to another */
	CUT_KINDS
};

/** A piece of the text; spans rise and do not overlap */
struct cut_span {
	size_t at, len;         /* bytes */
	enum cut_kind kind;
	unsigned n;             /* the how manieth of its kind, from 1 */
};

/**
 * What a placeholder stands for
 *
 * @param value Set to the bytes (borrowed until the next call) when true is returned
 *
 * @return False when it is not known (any more): the placeholder stays
 */
typedef bool (cut_value_h)(struct pl *value, enum cut_kind kind, unsigned n, void *arg);

/**
 * Finds the identifiers of a text
 *
 * @param today Days from 1970-01-01: no passport is printed in the future
 *
 * @return How many spans, at most CUT_MAX
 */
size_t cut_find(struct cut_span spans[CUT_MAX], struct pl text, int32_t today);

/** Writes a text with a placeholder for each span; 0 or the errno of the buffer */
int text_cut(struct mbuf *mb, struct pl text, const struct cut_span *spans, size_t n) MUST_CHECK;

/** Writes a text that was cut, with what the placeholders stand for; 0 or the errno of the buffer */
int text_restore(struct mbuf *mb, struct pl text, cut_value_h *valueh, void *arg) MUST_CHECK;

/** "phone": the word in the placeholder */
const char *cut_kind_name(enum cut_kind kind);

#endif
