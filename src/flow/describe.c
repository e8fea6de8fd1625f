/**
 * @file describe.c  What the verbs of flows have, and how it is called
 */
#include <stdio.h>
#include "flow/describe.h"
#include "flow/flow_priv.h"
#include "phrase/phrase.h"
#include "region/region.h"

enum { TITLE_SIZE = 96, NAME_SIZE = 40, NESTED_MAX = 5 };

struct member_row {
	const char *of;                 /* the verb, "menu.items" for what its items have; "" any */
	const char *name;
	const char *kind;
	unsigned min, max, def;         /* of numbers */
	const char *options;            /* of choices, with spaces between: the first is the default unless it must stand */
	const char *when;               /* "on open": shown when that member is this; "neighbour": when it is not there */
	const char *wants;              /* of prompts: the value that it may ask for, "org", or must, "key" */
	bool must;
};

static const struct member_row member_table[] = {
	{.of = "say", .name = "prompt", .kind = "prompt", .wants = "org"},
	{.of = "menu.items", .name = "prompt", .kind = "prompt", .wants = "key"},
	{.of = "", .name = "prompt", .kind = "prompt"},
	{.of = "", .name = "words", .kind = "words"},
	{.of = "menu", .name = "topics", .kind = "object"},
	{.of = "menu.topics", .name = "most", .kind = "number", .min = 1, .max = FLOW_TOPIC_KEYS, .def = FLOW_TOPIC_KEYS},
	{.of = "menu", .name = "items", .kind = "list", .max = 9},
	{.of = "menu.items", .name = "key", .kind = "key", .must = true},
	{.of = "ask", .name = "digits", .kind = "number", .min = 1, .max = FLOW_DIGITS_MAX, .def = 2, .must = true},
	{.of = "ask", .name = "cases", .kind = "list", .max = FLOW_CASES_MAX, .must = true},
	{.of = "ask.cases", .name = "is", .kind = "digits", .must = true},
	{.of = "service", .name = "digits", .kind = "number", .min = 2, .max = FLOW_DIGITS_MAX, .def = 10},
	{.of = "service", .name = "person", .kind = "object"},
	{.of = "service.person", .name = "digits", .kind = "number", .min = 4, .max = FLOW_DIGITS_MAX, .def = 4, .must = true},
	{.of = "branch", .name = "on", .kind = "choice", .options = "open queue known again region serves", .must = true},
	{.of = "branch", .name = "is", .kind = "regions", .max = FLOW_REGIONS_MAX, .when = "on region"},
	{.of = "branch", .name = "calendar", .kind = "calendar", .when = "on open"},
	{.of = "branch", .name = "over", .kind = "number", .max = 100000, .def = 20, .when = "on queue", .must = true},
	{.of = "region", .name = "list", .kind = "regions", .max = FLOW_REGIONS_MAX},
	{.of = "neighbour", .name = "over", .kind = "number", .min = 1, .max = 1000, .def = OFFICE_LOAD},
	{.of = "queue", .name = "over", .kind = "number", .min = 1, .max = 1000, .def = OFFICE_LOAD},
	{.of = "queue", .name = "offers", .kind = "list", .max = FLOW_OFFERS_MAX},
	{.of = "queue.offers", .name = "after", .kind = "number", .min = 1, .max = FLOW_AFTER_MAX_S, .def = 60, .must = true},
	{.of = "queue.offers", .name = "neighbour", .kind = "mark"},
	{.of = "queue.offers", .name = "prompt", .kind = "prompt", .wants = "key", .when = "neighbour"},
	{.of = "queue.offers", .name = "words", .kind = "words", .when = "neighbour"},
	{.of = "checklist", .name = "checklist", .kind = "checklist"},
	{.of = "transfer", .name = "to", .kind = "phone", .must = true},
	{.of = "topic", .name = "topic", .kind = "topic", .must = true},
	{.of = "language", .name = "lang", .kind = "choice", .options = "ru en", .must = true},
	{.of = "slow", .name = "on", .kind = "flag", .def = 1},
	{.of = "go", .name = "to", .kind = "step", .must = true},
	{.of = "", .name = "steps", .kind = "steps"},
	{.of = "", .name = "found", .kind = "steps"},
	{.of = "", .name = "unknown", .kind = "steps"},
	{.of = "", .name = "away", .kind = "steps"},
	{.of = "", .name = "done", .kind = "steps"},
	{.of = "", .name = "else", .kind = "steps"},
	{.of = "", .name = "yes", .kind = "steps"},
	{.of = "", .name = "no", .kind = "steps"},
};

/* What objects inside of a verb have */
static const struct {
	const char *of, *members;
} nested[NESTED_MAX] = {
	{"menu.topics", "prompt words most steps"}, {"menu.items", "key prompt words steps"}, {"ask.cases", "is steps"},
	{"service.person", "digits prompt words"}, {"queue.offers", "after neighbour prompt words steps"},
};


/* The next of some words; false: there are no more */
static bool word_next(struct pl *word, const char **words)
{
	*words += strspn(*words, " ");
	*word = (struct pl){*words, strcspn(*words, " ")};
	*words += word->l;
	return word->l > 0;
}


static const struct member_row *row_of(const char *of, struct pl name)
{
	const struct member_row *any = NULL;

	for (size_t i = 0; i < sizeof(member_table) / sizeof(member_table[0]); i++) {
		const struct member_row *row = &member_table[i];

		if (pl_strcmp(&name, row->name))
			continue;
		if (0 == strcmp(row->of, of))
			return row;
		if (!*row->of)
			any = row;
	}

	return any;
}


static const char *nested_members(const char *of)
{
	for (size_t i = 0; i < NESTED_MAX; i++) {
		if (0 == strcmp(nested[i].of, of))
			return nested[i].members;
	}

	return NULL;
}


static const char *words_of(enum lang lang, const char *key, const char *other)
{
	enum text_key found;

	return text_find(&found, pl_of(key)) ? t(lang, found) : other;
}


/* A member's own words for this verb, "flow.member.slow-on", else those it has everywhere, "flow.member.on" */
static const char *member_title(char key[TITLE_SIZE], enum lang lang, const char *of, const char *name)
{
	enum text_key found;
	const char *dot = strchr(of, '.');

	(void)snprintf(key, TITLE_SIZE, "flow.member.%s-%s", dot ? dot + 1 : of, name);
	if (text_find(&found, pl_of(key)))
		return t(lang, found);

	(void)snprintf(key, TITLE_SIZE, "flow.member.%s", name);
	return words_of(lang, key, NULL);
}


static json_t *options_of(enum lang lang, const char *options)
{
	json_t *list = json_array();
	struct pl word;

	while (options && word_next(&word, &options)) {
		char key[TITLE_SIZE], value[NAME_SIZE];

		(void)snprintf(value, sizeof(value), "%.*s", (int)word.l, word.p);
		(void)snprintf(key, sizeof(key), "flow.choice.%s", value);
		(void)json_array_append_new(list, json_pack("{s:s, s:s}", "value", value, "title", words_of(lang, key, value)));
	}

	return list;
}


/* Every region by name: [{"value":"77","title":"Москва"}…] */
static json_t *regions_of(enum lang lang)
{
	json_t *list = json_array();

	for (unsigned code = 1; code < REGION_CODES; code++) {
		char value[8];

		(void)snprintf(value, sizeof(value), "%02u", code);
		if (region_known(code))
			(void)json_array_append_new(list, json_pack("{s:s, s:s}", "value", value, "title", region_name(code, lang)));
	}

	return list;
}


static json_t *when_of(const char *when)
{
	struct pl name, value;
	char member[NAME_SIZE];

	(void)word_next(&name, &when);
	(void)word_next(&value, &when);
	(void)snprintf(member, sizeof(member), "%.*s", (int)name.l, name.p);
	return json_pack("{s:[s%]}", member, value.p, value.l);
}


static int fields_of(json_t **listp, enum lang lang, const char *of, const char *members);


static void row_put(json_t *field, enum lang lang, const struct member_row *row)
{
	if (row->must)
		(void)json_object_set_new(field, "must", json_true());
	if (0 == strcmp(row->kind, "regions")) {
		(void)json_object_set_new(field, "max", json_integer(row->max));
		(void)json_object_set_new(field, "options", regions_of(lang));
	}
	if (0 == strcmp(row->kind, "number") || 0 == strcmp(row->kind, "list")) {
		(void)json_object_set_new(field, "min", json_integer(row->min));
		(void)json_object_set_new(field, "max", json_integer(row->max));
	}
	if (0 == strcmp(row->kind, "number"))
		(void)json_object_set_new(field, "default", json_integer(row->def));
	if (row->options)
		(void)json_object_set_new(field, "options", options_of(lang, row->options));
	if (row->when)
		(void)json_object_set_new(field, "when", when_of(row->when));
	if (row->wants)
		(void)json_object_set_new(field, "wants", json_string(row->wants));
}


static int field_of(json_t **fieldp, enum lang lang, const char *of, const char *name)
{
	const struct member_row *row = row_of(of, pl_of(name));
	char key[TITLE_SIZE], inner[NAME_SIZE];
	const char *title = member_title(key, lang, of, name), *members;
	json_t *field, *fields = NULL;
	int err = 0;

	field = json_pack("{s:s, s:s, s:s}", "name", name, "title", title ? title : name, "kind", row ? row->kind : "json");
	if (!field)
		return ENOMEM;

	if (row)
		row_put(field, lang, row);
	(void)snprintf(inner, sizeof(inner), "%s.%s", of, name);
	members = nested_members(inner);
	if (members)
		err = fields_of(&fields, lang, inner, members);
	if (!err && fields)
		err = json_object_set_new(field, "fields", fields) ? ENOMEM : 0;

	if (err)
		json_decref(field);
	else
		*fieldp = field;

	return err;
}


static int fields_of(json_t **listp, enum lang lang, const char *of, const char *members)
{
	json_t *list = json_array(), *field;
	struct pl word;
	int err = list ? 0 : ENOMEM;

	while (!err && word_next(&word, &members)) {
		char name[NAME_SIZE];

		(void)snprintf(name, sizeof(name), "%.*s", (int)word.l, word.p);
		err = field_of(&field, lang, of, name);
		if (!err)
			err = json_array_append_new(list, field) ? ENOMEM : 0;
	}

	if (err)
		json_decref(list);
	else
		*listp = list;

	return err;
}


static int verb_of(json_t **objp, enum lang lang, const struct verb_row *row)
{
	char title[TITLE_SIZE], about[TITLE_SIZE];
	json_t *fields;
	int err;

	err = fields_of(&fields, lang, row->name, row->members);
	if (err)
		return err;

	(void)snprintf(title, sizeof(title), "flow.verb.%s", row->name);
	(void)snprintf(about, sizeof(about), "flow.about.%s", row->name);
	*objp = json_pack("{s:s, s:s, s:s, s:b, s:o}", "verb", row->name, "title", words_of(lang, title, row->name),
			  "about", words_of(lang, about, ""), "ends", (int)(verb_ends((enum verb)(row - verb_table)) ||
									   VERB_GO == (enum verb)(row - verb_table)),
			  "fields", fields);
	return *objp ? 0 : ENOMEM;
}


/* A prompt that a flow may name: it asks for nothing but the line's name or a key */
static int prompt_put(json_t *list, enum lang lang, enum text_key key)
{
	enum phrase_kind kind;
	struct pl wants = {NULL, 0};
	json_t *needs;
	size_t n;

	for (n = 0; phrase_wants(key, n, &wants, &kind); n++) {
		if (n || (pl_strcmp(&wants, "org") && pl_strcmp(&wants, "key")))
			return 0;
	}

	needs = n ? json_pack("[s%]", wants.p, wants.l) : json_array();
	return json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "name", text_name(key) + strlen("voice."), "words", t(lang, key),
						     "wants", needs)) ? ENOMEM : 0;
}


static int prompts_of(json_t **listp, enum lang lang)
{
	json_t *list = json_array();
	int err = list ? 0 : ENOMEM;

	for (unsigned key = 0; !err && key < TEXT_COUNT; key++) {
		if (phrase_key((enum text_key)key))
			err = prompt_put(list, lang, (enum text_key)key);
	}

	if (err)
		json_decref(list);
	else
		*listp = list;

	return err;
}


int flow_describe(json_t **objp, enum lang lang)
{
	json_t *verbs = json_array(), *prompts = NULL, *verb;
	int err = verbs ? 0 : ENOMEM;

	for (unsigned i = 0; !err && i < VERBS; i++) {
		err = verb_of(&verb, lang, &verb_table[i]);
		if (!err)
			err = json_array_append_new(verbs, verb) ? ENOMEM : 0;
	}
	if (!err)
		err = prompts_of(&prompts, lang);
	if (err) {
		json_decref(verbs);
		return err;
	}

	*objp = json_pack("{s:o, s:o, s:{s:i, s:i, s:i, s:i}}", "verbs", verbs, "prompts", prompts, "most", "steps", FLOW_NODES_MAX,
			  "depth", FLOW_DEPTH_MAX, "items", FLOW_ITEMS_MAX, "words", FLOW_WORDS_MAX);
	return *objp ? 0 : ENOMEM;
}


/* Of one verb, or of an object inside of it */
static int lacks(char *what, size_t size, const char *of, const char *members)
{
	struct pl word;

	while (word_next(&word, &members)) {
		char key[TITLE_SIZE], name[NAME_SIZE];

		(void)snprintf(name, sizeof(name), "%.*s", (int)word.l, word.p);
		if (!row_of(of, word))
			return snprintf(what, size, "%s: member `%s` has no row in describe.c", of, name) < (int)size ? 0 : E2BIG;
		if (!member_title(key, LANG_RU, of, name))
			return snprintf(what, size, "%s: member `%s` has no words: %s", of, name, key) < (int)size ? 0 : E2BIG;
	}

	return 0;
}


int flow_undescribed(char *what, size_t size)
{
	int err = 0;

	*what = '\0';
	for (unsigned i = 0; !err && !*what && i < VERBS; i++) {
		char key[TITLE_SIZE];

		err = lacks(what, size, verb_table[i].name, verb_table[i].members);
		for (unsigned k = 0; !*what && k < 2; k++) {
			(void)snprintf(key, sizeof(key), "flow.%s.%s", k ? "about" : "verb", verb_table[i].name);
			if (!words_of(LANG_RU, key, NULL))
				(void)snprintf(what, size, "%s: no words: %s", verb_table[i].name, key);
		}
	}
	for (size_t i = 0; !err && !*what && i < NESTED_MAX; i++)
		err = lacks(what, size, nested[i].of, nested[i].members);

	return err;
}
