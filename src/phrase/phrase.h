/**
 * @file phrase.h  What a caller hears, as words: a text of the catalogue's section "voice" and its values
 *
 *     "Ожидание — от {from:number gen f} до {to:count gen minute}."  from=3 to=5
 *                         │
 *                  utterance_make
 *                         │
 *     «Ожидание — от трёх до пяти минут.»        one piece: one rendering, one melody
 *
 *     "Номер вашего обращения: {number:appeal}."  number=1234567890
 *                         │
 *     «Номер вашего обращения:» · «а,» · «вэ,» · «двенадцать,» · «тридцать четыре,» …
 *
 * For: prompts of the line in Russian and English (R8, R9, R11, R12, R16, R20), with the numbers, dates, times and names in
 * them said as a person says them. The grammar that a value wants stands beside it in the text of each language, so that a
 * text can be bettered without touching C.
 *
 * Pieces. A sentence and the values inside it are one piece, because a voice gives a sentence its melody; there are few of
 * them (places up to 50, five wait bands, times of day), so they are rendered once and kept. What is read out for writing
 * down (numbers of appeals, telephones, codes) is cut into groups of which there are finitely many (100 pairs, 1000 triples,
 * 12 letters): each is rendered slowly, on its own, with silence between; a kept group says nothing about anybody. A name of
 * a person makes its piece personal: such a piece is never kept on disk.
 *
 * Refuses, with a typed refusal: a key outside "voice", a value that is missing, of no use, or out of range.
 *
 * Rules only: no clock (now is an argument), no store; any thread.
 *
 * Values of a text, {NAME:KIND FORM…}; cases nom gen dat acc ins pre, genders m f n (English looks at neither):
 *
 *     number CASE GENDER    {n:number gen f}       «двадцати одной»      number, 0 … 999 999
 *     ordinal CASE GENDER   {n:ordinal nom m}      «пятый»               number, 0 … 9 999
 *     count CASE NOUN       {n:count acc minute}   «двадцать одну минуту»       number; nouns: noun.c
 *     time CASE             {at:time acc}          «девять часов тридцать минут»     instant
 *     date CASE             {on:date gen}          «двадцать третьего ноября»        instant
 *     moment at             {at:moment at}         «завтра в восемь часов»           instant
 *     moment until          {at:moment until}      «восьми часов завтрашнего дня», behind «до»
 *     hours                 {hours:hours}          «с понедельника по пятницу с восьми до двадцати часов»     week_parse's text
 *     key                   {key:key}              «один», «звёздочку»   one of 0-9 * #
 *     text                  {topic:text}           as it is              text, at most PHRASE_TEXT_MAX bytes
 *     name                  {name:name}            as it is, personal    the same
 *     appeal                {number:appeal}        read out              the ten digits as a number
 *     phone                 {phone:phone}          read out              E.164 text
 *     digits                {code:digits}          read out in pairs     2 … 20 digits
 */
#ifndef OTKLIK_PHRASE_PHRASE_H
#define OTKLIK_PHRASE_PHRASE_H

#include "base/catalog.h"
#include "base/zone.h"

enum {
	PHRASE_TEXT_MAX   = 300,        /* bytes of a value that is text */
	UTTERANCE_MAX     = 2000,       /* bytes of all words of a phrase */
	PIECES_MAX        = 64,         /* of a phrase */
	UTTERANCE_PIECES_MAX = 128,     /* of all phrases of an utterance: PHRASE_LONG above */
	PHRASE_GAP_MS     = 400,        /* silence between phrases */
	PIECE_NAME_MAX    = 63,
};

enum phrase_refusal {
	PHRASE_OK,
	PHRASE_KEY,             /* the key is not of the section "voice" */
	PHRASE_MISSING,         /* a value is missing */
	PHRASE_EXTRA,           /* a value that the text has no place for */
	PHRASE_VALUE,           /* a value out of range or of another kind */
	PHRASE_LONG,            /* more words than are said in one go */
};

/** Is it said whose time it is, behind a time of day? */
enum phrase_zone {
	PHRASE_ZONE_PLAIN,
	PHRASE_ZONE_LOCAL,      /* «по местному времени» */
	PHRASE_ZONE_MOSCOW,     /* «по московскому времени» */
};

/** Something to be said; everything is borrowed for the call */
struct phrase {
	enum text_key key;
	enum lang lang;
	const struct text_arg *argv;    /* TEXT_NUM for numbers and instants (ms), TEXT_PL for the rest */
	size_t argc;
	const struct zone *zone;        /* of the caller, for instants; may be NULL when there are none */
	enum phrase_zone named;         /* of moments and times */
	int64_t now_ms;                 /* the present, for today and tomorrow */
};

enum pace {
	PACE_PLAIN,
	PACE_SLOW,              /* read out for writing down */
};

/** What is rendered in one go */
struct piece {
	enum lang lang;         /* of the words */
	struct pl words;        /* UTF-8, not empty; for people to read and for the voice to say */
	struct pl name;         /* of a recording that may take its place, "voice.hold", "pair.42"; l == 0: none */
	enum pace pace;
	unsigned gap_ms;        /* silence behind it */
	bool personal;          /* names somebody: never to be kept on disk */
};

/** All pieces in order. Immutable; one thread at a time holds it */
struct utterance {
	size_t n;               /* ≥ 1 */
	struct piece *at;
	char *text;             /* private: what the pieces point to */
	size_t size;            /* of it, bytes */
};

/**
 * Puts a phrase into words
 *
 * @param up    *owned* (mem_deref); untouched when refused
 * @param why   What is wrong, PHRASE_OK when nothing is
 * @param which Name of the value that is meant, borrowed from the phrase or the catalogue; untouched unless refused for a
 *              value; may be NULL
 * @param ph    Phrase
 *
 * @return 0 (look at *why), or ENOMEM
 */
int utterance_make(struct utterance **up, enum phrase_refusal *why, struct pl *which, const struct phrase *ph) MUST_CHECK;

/**
 * The same, behind what `*up` says already, after PHRASE_GAP_MS of silence: a greeting, the hours and a menu are one utterance
 *
 * @param up *owned*; NULL in it begins a new one. Replaced when nothing is refused, else untouched
 */
int utterance_add(struct utterance **up, enum phrase_refusal *why, struct pl *which, const struct phrase *ph) MUST_CHECK;

/** Writes the words in one line, pieces of what is read out with commas between */
int utterance_print(struct mbuf *mb, const struct utterance *u) MUST_CHECK;

/** Is the key one of the section "voice"? */
bool phrase_key(enum text_key key);

/** What value a text wants */
enum phrase_kind {
	PHRASE_NUMBER,
	PHRASE_ORDINAL,
	PHRASE_COUNT,
	PHRASE_TIME,
	PHRASE_DATE,
	PHRASE_MOMENT,
	PHRASE_HOURS,
	PHRASE_PRESS,           /* "key" */
	PHRASE_TEXT,
	PHRASE_NAME,
	PHRASE_APPEAL,
	PHRASE_PHONE,
	PHRASE_DIGITS,
	PHRASE_KINDS
};

/** "number", "ordinal" … */
const char *phrase_kind_name(enum phrase_kind kind);

/** The n-th value that a key wants, from 0, each name once; false when there are no more. The name is borrowed, for ever */
bool phrase_wants(enum text_key key, size_t n, struct pl *name, enum phrase_kind *kind);

#endif
