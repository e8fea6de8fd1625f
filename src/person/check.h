/**
 * @file check.h  Is what a person typed right: СНИЛС, ИНН, ОМС, passport, phone, birth date, name
 *
 * Rules only: no clock (the day is an argument), no store, no allocation; any thread. A verdict never fails: what
 * cannot be read is invalid and the message key says why and what would be right.
 *
 * A suggestion is given only when exactly one value that is valid lies one slip away: one wrong digit, two neighbours
 * swapped, letters that look like digits or like letters of the other alphabet, a name typed with the other keyboard
 * layout on, day and month swapped. It is never put in place of what was typed: a person confirms it.
 */
#ifndef OTKLIK_PERSON_CHECK_H
#define OTKLIK_PERSON_CHECK_H

#include "base/catalog.h"
#include "base/date.h"

enum {
	CHECK_TEXT_MAX   = 1024,        /* bytes of a value; a longer one is invalid */
	CHECK_VALUE_SIZE = 768,         /* bytes of a normalised value or a suggestion, with the NUL */
};

enum check_verdict {
	CHECK_VALID,
	CHECK_INVALID,
	CHECK_SUSPICIOUS,               /* may be right: ask, do not refuse */
};

struct check_result {
	enum check_verdict verdict;
	enum text_key key;              /* what is wrong and what would be right; T_CHECK_VALID when nothing is */
	char value[CHECK_VALUE_SIZE];   /* the normalised value; "" when there is none */
	char suggestion[CHECK_VALUE_SIZE];      /* normalised too; "" when there is none */
};

/**
 * A check of one kind
 *
 * @param res   Result; every field is set
 * @param value What was typed; borrowed; may hold any bytes
 * @param today The day it is where the person lives: days from 1970-01-01 (base/date.h)
 */
typedef void (check_h)(struct check_result *res, struct pl value, int32_t today);

/** СНИЛС: XXX-XXX-XXX YY; the control number counts above 001-001-998 (sum of digit · place, mod 101) */
check_h check_snils;

/** ИНН of a person (12 digits) or an organisation (10): control digits, tax region */
check_h check_inn;

/** The number of an ОМС policy: 16 digits, the last one by Luhn */
check_h check_oms;

/** Passport of a citizen of Russia: SS YY NNNNNN; there is no control digit, only what is plausible */
check_h check_passport;

/**
 * Telephone, as E.164: "+79161234567", an extension as ";ext=123" (RFC 3966)
 *
 * Also reads tel: and sip: addresses and what stands for a withheld caller. Numbers of other countries (Kazakhstan
 * shares +7) are valid with a key of their own.
 */
check_h check_phone;

/** Birth date, as YYYY-MM-DD; reads ДД.ММ.ГГГГ, ГГГГ-ММ-ДД, eight digits and «12 декабря 1985 г.» */
check_h check_birthdate;

/** Фамилия|Имя|Отчество; the patronymic may be absent. Case and ё stay as typed; compare by text_fold() */
check_h check_name;

/** For checks of other rooms: clears a result and refuses what all do (length, broken UTF-8, NUL); false when it did */
bool check_open(struct check_result *res, struct pl value);

/** The same: sets verdict and key */
void check_set(struct check_result *res, enum check_verdict verdict, enum text_key key);

/** The check of a name such as "snils"; NULL when there is none */
check_h *check_find(struct pl name);

/** "valid", "invalid" or "suspicious" */
const char *check_verdict_name(enum check_verdict verdict);

/**
 * Full years of age on a day; a birthday on 29 February counts from 1 March in common years
 *
 * The birthday itself counts, as in civil life (tax and pension law count from the day after it).
 *
 * @param born Birth date, days from 1970-01-01
 * @param on   The day of the question, not before it
 */
int check_age(int32_t born, int32_t on);

#endif
