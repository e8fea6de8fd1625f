/**
 * @file checklist.h  Checklists: what to bring, where, how long it takes (R18)
 *
 *   profile, or the sheet "checklist" over it ──read──▶ checklists: immutable, of the switchboard
 *        ├─▶ flow: the verb `checklist` reads one out, and has it sent
 *        └─▶ desk: an operator sends one
 *
 * What this room is for: reading checklists with words that say what is wrong; a checklist as text; how many SMS a text takes. What it refuses:
 * sending (outbox/message.h), saying (flow/recite.c).
 *
 *   [{"key": "passport", "name": {"ru": …, "en": …}, "topic": "Паспорт и регистрация", "lines": [{"ru": …, "en": …}, …]}]
 */
#ifndef OTKLIK_CHECKLIST_CHECKLIST_H
#define OTKLIK_CHECKLIST_CHECKLIST_H

#include <jansson.h>
#include "base/catalog.h"

enum {
	CHECKLISTS_MAX      = 24,       /* of a profile */
	CHECKLIST_LINES_MAX = 12,       /* that a caller can listen to in one go */
	CHECKLIST_LINE_MAX  = 250,      /* bytes: about 120 Russian letters; fits into what is said in one go */
	CHECKLIST_NAME_MAX  = 120,
	CHECKLIST_TOPIC_MAX = 200,
	CHECKLIST_KEY_SIZE  = 32,       /* with the zero: a-z 0-9 . _ - */
	CHECKLIST_PARTS_MAX = 10,       /* SMS that one may take */
};

struct checklist {
	char key[CHECKLIST_KEY_SIZE];
	struct pl name[LANG_COUNT];     /* all borrowed of the JSON */
	struct pl topic;                /* in either language; none: of no topic */
	unsigned n;
	struct pl line[CHECKLIST_LINES_MAX][LANG_COUNT];
	unsigned parts[LANG_COUNT];     /* SMS it takes */
};

/** Keeps a reference to its JSON */
struct checklists {
	json_t *array;
	size_t n;
	struct checklist at[];
};

/**
 * Reads them
 *
 * @param cp    Owned
 * @param array JSON list; NULL: there are none
 * @param from  Where it stands, for words
 * @param why   The first that is wrong, and what would be right
 *
 * @return 0, EINVAL, ENOMEM
 */
int checklists_read(struct checklists **cp, json_t *array, const char *from, struct mbuf *why) MUST_CHECK;

/** One by its key; NULL: there is none */
const struct checklist *checklists_find(const struct checklists *lists, struct pl key);

/** The first of a topic that is called so in one of its languages (`other` may be none); NULL: there is none */
const struct checklist *checklists_of(const struct checklists *lists, struct pl topic, struct pl other);

/** Its name and its lines with their numbers, a line each, as it is sent */
int checklist_print(struct mbuf *mb, const struct checklist *list, enum lang lang) MUST_CHECK;

/**
 * How many SMS a text takes: 160 characters of the GSM alphabet (3GPP TS 23.038, 6.2.1; those of its extension count twice), or 70 UTF-16 units
 * when there is any other; of several each holds 153 or 67. 0: nothing, or no UTF-8
 */
unsigned sms_parts(struct pl text);

#endif
