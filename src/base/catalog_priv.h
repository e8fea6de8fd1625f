/**
 * @file catalog_priv.h  The table that tools/text_gen.py makes; for catalog.c alone
 */
#ifndef OTKLIK_BASE_CATALOG_PRIV_H
#define OTKLIK_BASE_CATALOG_PRIV_H

#include "base/catalog.h"

struct text_row {
	const char *name;                               /* as in the JSON files: "site.form.title" */
	const char *form[LANG_COUNT][PLURAL_COUNT];     /* without plural forms: PLURAL_OTHER alone */
};

/** Ordered by name, as bytes */
extern const struct text_row text_table[TEXT_COUNT];

#endif
