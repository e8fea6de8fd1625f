/**
 * @file named.c  The terms that the law and the description of the service name; each is the default of a setting
 */
#include "schedule/schedule_priv.h"

static const struct term_named terms[] = {
	{"answer_by.question",       "1 working day",                       "R50"},
	{"answer_by.technical",      "1 working day",                       "R50"},
	{"answer_by.recommendation", "5 working days",                      "C18: the service sets it"},
	{"answer_by.complaint",      "15 working days",                     "210-ФЗ ст. 11.2; C18"},
	{"59fz.register",            "3 calendar days, next working day",   "59-ФЗ ст. 8 ч. 2"},
	{"59fz.forward",             "7 calendar days",                     "59-ФЗ ст. 8 ч. 3"},
	{"59fz.answer",              "30 calendar days, next working day",  "59-ФЗ ст. 12 ч. 1; ГК ст. 193 by analogy"},
	{"59fz.control",             "30 calendar days, previous working day", "59-ФЗ ст. 12 ч. 1, the safe date"},
	{"59fz.extension",           "30 calendar days",                    "59-ФЗ ст. 12 ч. 2"},
	{"210fz.register",           "1 working day",                       "210-ФЗ ст. 11.2"},
	{"210fz.complaint",          "15 working days",                     "210-ФЗ ст. 11.2"},
	{"210fz.refusal",            "5 working days",                      "210-ФЗ ст. 11.2"},
	{"152fz.request",            "10 working days",                     "152-ФЗ ст. 20 ч. 1"},
	{"call_back",                "24 h",                                "R82"},
	{"mail.answer",              "24 h",                                "R46"},
};


const struct term_named *term_named_all(size_t *n)
{
	*n = sizeof(terms) / sizeof(terms[0]);
	return terms;
}


bool term_named(struct pl name, struct term *term)
{
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		if (0 == pl_strcmp(&name, terms[i].name))
			return SCHEDULE_OK == term_parse(pl_of(terms[i].text), term);
	}

	return false;
}
