/**
 * @file read.c  Lines as the profile has them
 */
#include "base/why.h"
#include "line/line.h"

static const char *const members[] = {"key", "numbers", "calendar", "lang", "flow", "name", "caller"};


static struct pl text_of(const json_t *obj, const char *name)
{
	const json_t *v = json_object_get(obj, name);

	return (struct pl){json_string_value(v), json_string_length(v)};
}


/* A name of the program's own: of a line, of a calendar */
static bool is_key(struct pl text)
{
	if (!text.l || text.l >= LINE_KEY_SIZE)
		return false;

	for (size_t i = 0; i < text.l; i++) {
		char c = text.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !strchr("._-", c))
			return false;
	}

	return true;
}


static bool known_only(const json_t *obj)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)obj, key, value) {
		bool known = false;

		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
			known |= 0 == strcmp(members[i], key);
		if (!known)
			return false;
	}

	return json_is_object(obj);
}


static bool numbers_read(struct line *line, const json_t *array)
{
	json_t *item;
	size_t i;

	if (array && (!json_is_array(array) || json_array_size(array) > LINE_NUMBERS_MAX))
		return false;

	json_array_foreach((json_t *)array, i, item) {
		const char *number = json_string_value(item);
		size_t digits = number ? strspn(number + ('+' == *number), "0123456789") : 0;

		if (!digits || digits + ('+' == *number) != strlen(number) || strlen(number) >= LINE_NUMBER_SIZE)
			return false;
		memcpy(line->number[line->numbers++], number, strlen(number) + 1);
	}

	return true;
}


/* What those see whom we call */
static bool caller_read(struct line *line, const json_t *value)
{
	const char *number = json_string_value(value);

	if (!value)
		return true;
	if (!number || '+' != *number || strspn(number + 1, "0123456789") + 1 != strlen(number) || strlen(number) < 6
	    || strlen(number) >= sizeof(line->caller))
		return false;

	memcpy(line->caller, number, strlen(number) + 1);
	return true;
}


static bool line_read(struct line *line, const json_t *obj)
{
	static const char *const langs[LANG_COUNT] = {[LANG_RU] = "ru", [LANG_EN] = "en"};
	struct pl key = text_of(obj, "key"), calendar = text_of(obj, "calendar"), lang = text_of(obj, "lang");
	const json_t *name = json_object_get(obj, "name");

	if (!known_only(obj) || !is_key(key) || !is_key(calendar) || (name && !json_is_object(name)))
		return false;

	memcpy(line->key, key.p, key.l);
	memcpy(line->calendar, calendar.p, calendar.l);

	if (lang.p && 0 == pl_strcmp(&lang, "en"))
		line->lang = LANG_EN;
	else if (lang.p && pl_strcmp(&lang, "ru"))
		return false;

	for (int i = 0; i < LANG_COUNT; i++)
		line->name[i] = text_of(name, langs[i]);

	return caller_read(line, json_object_get(obj, "caller")) && numbers_read(line, json_object_get(obj, "numbers"));
}


static bool flow_set(struct line *line, const json_t *obj, const struct flows *flows)
{
	struct pl name = json_object_get(obj, "flow") ? text_of(obj, "flow") : PL_LIT("default");

	line->flow = name.p ? flows_find(flows, name) : NULL;
	return line->flow;
}


int lines_read(struct lines **lp, const json_t *array, const struct flows *flows, const char *from, struct mbuf *why)
{
	struct lines *lines;
	json_t *item;
	size_t i;
	int err = 0;

	if (array && (!json_is_array(array) || json_array_size(array) > LINES_MAX))
		return why_say(why, EINVAL, "%s: member `lines` must be an array of at most %d", from, LINES_MAX);

	lines = mem_zalloc(sizeof(*lines), NULL);
	if (!lines)
		return ENOMEM;

	json_array_foreach((json_t *)array, i, item) {
		if (!line_read(&lines->at[i], item)) {
			err = why_say(why, EINVAL, "%s: lines[%zu]: a line is {\"key\": \"hotline\", \"numbers\": [\"+78000000000\"], "
				      "\"calendar\": \"line\", \"lang\": \"ru\", \"name\": {\"ru\": …, \"en\": …}}", from, i);
			break;
		}
		if (!flow_set(&lines->at[i], item, flows)) {
			err = why_say(why, EINVAL, "%s: lines[%zu]: `flow` is the name of one of `flows`, or is left out", from, i);
			break;
		}
		if (line_find(lines, pl_of(lines->at[i].key))) {
			err = why_say(why, EINVAL, "%s: lines[%zu]: another line has the key `%s`", from, i, lines->at[i].key);
			break;
		}
		lines->n++;
	}

	if (err)
		mem_deref(lines);
	else
		*lp = lines;

	return err;
}
