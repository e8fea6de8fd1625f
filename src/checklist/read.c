/**
 * @file read.c  Checklists as the profile has them
 */
#include "base/text.h"
#include "base/why.h"
#include "checklist/checklist.h"

static const char *const langs[LANG_COUNT] = {[LANG_RU] = "ru", [LANG_EN] = "en"};
static const char *const members[] = {"key", "name", "topic", "lines", NULL};
static const char *const both[] = {"ru", "en", NULL};

/* Where a fault stands */
struct place {
	const char *from;
	size_t i;                       /* of the checklist */
	struct mbuf *why;
};


static void checklists_destructor(void *arg)
{
	struct checklists *lists = arg;

	json_decref(lists->array);
}


static bool known_only(const json_t *object, const char *const *names)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		const char *const *name = names;

		while (*name && strcmp(*name, key))
			name++;
		if (!*name)
			return false;
	}

	return json_is_object(object);
}


/* A line of text without control characters, trimmed */
static bool line_take(struct pl *out, const json_t *value, size_t most)
{
	struct pl text = {json_string_value(value), json_string_length(value)}, rest;
	uint32_t cp;

	if (!text.p)
		return false;

	rest = text = text_trim(text);
	while ((cp = text_next(&rest)) < TEXT_END) {
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			return false;
	}

	*out = text;
	return TEXT_END == cp && text.l && text.l <= most;
}


/* In both languages */
static bool both_take(struct pl out[LANG_COUNT], const json_t *object, size_t most)
{
	if (!known_only(object, both))
		return false;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (!line_take(&out[lang], json_object_get(object, langs[lang]), most))
			return false;
	}

	return true;
}


static bool key_take(char key[CHECKLIST_KEY_SIZE], const json_t *value)
{
	const char *text = json_string_value(value);
	size_t n = json_string_length(value);

	if (!text || !n || n >= CHECKLIST_KEY_SIZE || n != strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-"))
		return false;

	memcpy(key, text, n + 1);
	return true;
}


static int lines_take(struct checklist *list, const json_t *lines, const struct place *at)
{
	size_t n = json_array_size(lines);

	if (!n || n > CHECKLIST_LINES_MAX)
		return why_say(at->why, EINVAL, "%s: checklists[%zu].lines is a list of 1 to %d: [{\"ru\": …, \"en\": …}]", at->from, at->i,
			       CHECKLIST_LINES_MAX);

	for (size_t i = 0; i < n; i++) {
		if (!both_take(list->line[i], json_array_get(lines, i), CHECKLIST_LINE_MAX))
			return why_say(at->why, EINVAL, "%s: checklists[%zu].lines[%zu] is a line of at most %d bytes in both languages: "
				       "{\"ru\": …, \"en\": …}", at->from, at->i, i, CHECKLIST_LINE_MAX);
	}

	list->n = (unsigned)n;
	return 0;
}


/* How many SMS it takes in each language */
static int parts_count(struct checklist *list, const struct place *at)
{
	int err = 0;

	for (int lang = 0; !err && lang < LANG_COUNT; lang++) {
		struct mbuf *mb = mbuf_alloc(1024);

		err = mb ? checklist_print(mb, list, (enum lang)lang) : ENOMEM;
		if (!err)
			list->parts[lang] = sms_parts((struct pl){(char *)mb->buf, mb->end});
		mem_deref(mb);
		if (!err && list->parts[lang] > CHECKLIST_PARTS_MAX)
			err = why_say(at->why, EINVAL, "%s: checklists[%zu], %s: it takes %u SMS; make it shorter, at most %d", at->from, at->i,
				      langs[lang], list->parts[lang], CHECKLIST_PARTS_MAX);
	}

	return err;
}


static int one_read(struct checklists *lists, const json_t *object, const struct place *at)
{
	struct checklist *list = &lists->at[at->i];
	const json_t *topic = json_object_get(object, "topic");
	int err;

	if (!known_only(object, members))
		return why_say(at->why, EINVAL, "%s: checklists[%zu] is {\"key\", \"name\", \"topic\", \"lines\"} and nothing else", at->from, at->i);
	if (!key_take(list->key, json_object_get(object, "key")))
		return why_say(at->why, EINVAL, "%s: checklists[%zu].key is 1 to %d of a-z 0-9 . _ -", at->from, at->i, CHECKLIST_KEY_SIZE - 1);
	if (checklists_find(lists, pl_of(list->key)))
		return why_say(at->why, EINVAL, "%s: checklists[%zu]: another one is called %s, too", at->from, at->i, list->key);
	if (!both_take(list->name, json_object_get(object, "name"), CHECKLIST_NAME_MAX))
		return why_say(at->why, EINVAL, "%s: checklists[%zu].name is a line of at most %d bytes in both languages: {\"ru\": …, \"en\": …}", at->from,
			       at->i, CHECKLIST_NAME_MAX);
	if (topic && !line_take(&list->topic, topic, CHECKLIST_TOPIC_MAX))
		return why_say(at->why, EINVAL, "%s: checklists[%zu].topic is the name of a topic", at->from, at->i);

	err = lines_take(list, json_object_get(object, "lines"), at);
	return err ? err : parts_count(list, at);
}


int checklists_read(struct checklists **cp, json_t *array, const char *from, struct mbuf *why)
{
	size_t n = json_array_size(array);
	struct checklists *lists;
	int err = 0;

	if (array && (!json_is_array(array) || n > CHECKLISTS_MAX))
		return why_say(why, EINVAL, "%s: checklists are a list of at most %d", from, CHECKLISTS_MAX);

	lists = mem_zalloc(sizeof(*lists) + n * sizeof(lists->at[0]), checklists_destructor);
	if (!lists)
		return ENOMEM;

	lists->array = json_incref(array);
	for (size_t i = 0; !err && i < n; i++) {
		err = one_read(lists, json_array_get(array, i), &(struct place){from, i, why});
		lists->n += !err;
	}

	if (err)
		mem_deref(lists);
	else
		*cp = lists;

	return err;
}
