/**
 * @file name_priv.h  Inside of the check of names
 */
#ifndef OTKLIK_PERSON_NAME_PRIV_H
#define OTKLIK_PERSON_NAME_PRIV_H

#include "person/check.h"

enum { NAME_FIELDS = 3, NAME_FIELD_SIZE = 200 };      /* bytes of a field, with the NUL */

struct name_field {
	char text[NAME_FIELD_SIZE];
	size_t len;
};

/** Surname, given name, patronymic */
struct name {
	struct name_field field[NAME_FIELDS];
};

/**
 * Reads the fields as typed, n of them: trimmed, one space between words, one kind of dash and apostrophe, «-» for none
 *
 * @return T_CHECK_VALID or T_CHECK_NAME_TOO_LONG
 */
enum text_key name_read(struct name *name, const struct pl *fields, unsigned n);

/** Prints "surname|given|patronymic" */
void name_print(char dst[CHECK_VALUE_SIZE], const struct name *name);

/** Is the name right without any doubt? */
bool name_is_valid(const struct name *name);

/**
 * Suggests the one right name that look-alike letters or the other keyboard layout explain
 *
 * @param name What was read
 * @param raw  The fields as typed, n of them (a key of the Russian layout may be a sign in the Latin one)
 */
void name_suggest(struct check_result *res, const struct name *name, const struct pl *raw, unsigned n);

#endif
