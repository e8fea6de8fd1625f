/**
 * @file read.c  Lines as the profile has them
 */
#include "base/date.h"
#include "base/why.h"
#include "line/line.h"
#include "region/region.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 3600 * 1000, MOSCOW = 77 };

static const char *const members[] = {"key", "numbers", "calendar", "lang", "flow", "name", "caller", "region", NULL};
static const char *const number_members[] = {"number", "from", "to", "instead", NULL};


/* Where the fault is and of what kind; always false */
static bool wrong(struct line_fault *fault, const char *member, const char *what)
{
	fault->member = member;
	fault->what = what;
	return false;
}


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


static bool known_only(const json_t *obj, const char *const *names)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)obj, key, value) {
		const char *const *name = names;

		while (*name && strcmp(*name, key))
			name++;
		if (!*name)
			return false;
	}

	return json_is_object(obj);
}


/* "+78000000000", or a short one as it is dialled */
static bool digits_read(char out[LINE_NUMBER_SIZE], const char *number)
{
	size_t digits = number ? strspn(number + ('+' == *number), "0123456789") : 0;

	if (!digits || digits + ('+' == *number) != strlen(number) || strlen(number) >= LINE_NUMBER_SIZE)
		return false;

	memcpy(out, number, strlen(number) + 1);
	return true;
}


/* The first moment of a day where the line is, or of the day behind it; untouched when there is no such member */
static bool day_read(int64_t *ms, const json_t *obj, const char *name, unsigned region, struct line_fault *fault)
{
	struct pl text = text_of(obj, name);
	int32_t day;

	if (!json_object_get(obj, name))
		return true;
	if (!text.p || date_parse(text, &day))
		return wrong(fault, name, "day");

	*ms = (int64_t)(day + (0 == strcmp(name, "to"))) * DAY_MS - (int64_t)region_utc_min(region ? region : MOSCOW) * MINUTE_MS;
	return true;
}


static bool number_read(struct line_number *number, const json_t *item, unsigned region, struct line_fault *fault)
{
	const json_t *instead = json_object_get(item, "instead");

	number->from_ms = INT64_MIN;
	number->until_ms = INT64_MAX;
	if (!json_is_string(item) && !known_only(item, number_members))
		return wrong(fault, "number", "number");
	if (!digits_read(number->number, json_string_value(json_is_string(item) ? item : json_object_get(item, "number"))))
		return wrong(fault, "number", "number");
	if (instead && (!digits_read(number->instead, json_string_value(instead)) || '+' != number->instead[0]))
		return wrong(fault, "instead", "instead");
	if (!day_read(&number->from_ms, item, "from", region, fault) || !day_read(&number->until_ms, item, "to", region, fault))
		return false;

	return number->from_ms < number->until_ms || wrong(fault, "to", "order");
}


static bool numbers_read(struct line *line, const json_t *array, struct line_fault *fault)
{
	json_t *item;
	size_t i;

	if (array && (!json_is_array(array) || json_array_size(array) > LINE_NUMBERS_MAX))
		return wrong(fault, "numbers", "numbers");

	json_array_foreach((json_t *)array, i, item) {
		fault->number = (int)i;
		if (!number_read(&line->number[line->numbers++], item, line->region, fault))
			return false;
	}
	fault->number = -1;

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


static bool line_read(struct line *line, const json_t *obj, struct line_fault *fault)
{
	static const char *const langs[LANG_COUNT] = {[LANG_RU] = "ru", [LANG_EN] = "en"};
	struct pl key = text_of(obj, "key"), calendar = text_of(obj, "calendar"), lang = text_of(obj, "lang");
	const json_t *name = json_object_get(obj, "name");

	if (!known_only(obj, members))
		return wrong(fault, "key", "member");
	if (!is_key(key))
		return wrong(fault, "key", "key");
	if (!is_key(calendar))
		return wrong(fault, "calendar", "calendar");
	if (name && !json_is_object(name))
		return wrong(fault, "name", "name");

	memcpy(line->key, key.p, key.l);
	memcpy(line->calendar, calendar.p, calendar.l);

	if (lang.p && 0 == pl_strcmp(&lang, "en"))
		line->lang = LANG_EN;
	else if (lang.p && pl_strcmp(&lang, "ru"))
		return wrong(fault, "lang", "lang");

	for (int i = 0; i < LANG_COUNT; i++)
		line->name[i] = text_of(name, langs[i]);

	line->region = region_code(text_of(obj, "region"));
	if (json_object_get(obj, "region") && !line->region)
		return wrong(fault, "region", "region");
	if (!caller_read(line, json_object_get(obj, "caller")))
		return wrong(fault, "caller", "caller");

	return numbers_read(line, json_object_get(obj, "numbers"), fault);
}


static void flow_set(struct line *line, const json_t *obj, const struct flows *flows)
{
	struct pl name = json_object_get(obj, "flow") ? text_of(obj, "flow") : PL_LIT("default");

	line->flow = name.p ? flows_find(flows, name) : NULL;
}


static bool key_taken(const struct lines *lines, const char *key)
{
	for (size_t i = 0; i < lines->n; i++) {
		if (0 == strcmp(key, lines->at[i].key))
			return true;
	}

	return false;
}


/* Which number of this line an earlier number is too, at the same time; -1: all are its own */
static int number_taken(const struct lines *lines, const struct line *line)
{
	for (size_t k = 0; k < line->numbers; k++) {
		for (const struct line *other = lines->at; other <= line; other++) {
			for (size_t i = 0; i < (other == line ? k : other->numbers); i++) {
				if (line_numbers_meet(&line->number[k], &other->number[i]))
					return (int)k;
			}
		}
	}

	return -1;
}


/* What is wrong with the line that was read last, beside its form */
static int fits(const struct lines *lines, const char *from, struct mbuf *why, struct line_fault *fault)
{
	const struct line *line = &lines->at[lines->n];

	if (!line->flow) {
		(void)wrong(fault, "flow", "flow");
		return why_say(why, EINVAL, "%s: lines[%zu]: `flow` is the name of one of `flows`, or is left out", from, lines->n);
	}
	if (key_taken(lines, line->key)) {
		(void)wrong(fault, "key", "twice");
		return why_say(why, EINVAL, "%s: lines[%zu]: another line has the key `%s`", from, lines->n, line->key);
	}

	fault->number = number_taken(lines, line);
	if (fault->number < 0)
		return 0;

	(void)wrong(fault, "number", "taken");
	return why_say(why, EINVAL, "%s: lines[%zu]: the number %s belongs to two at the same time; let one end (`to`) before the "
		       "other begins (`from`)", from, lines->n, line->number[fault->number].number);
}


/* One more of the lines */
static int take(struct lines *lines, const json_t *item, const struct flows *flows, const char *from, struct mbuf *why,
		struct line_fault *fault)
{
	*fault = (struct line_fault){.line = lines->n, .number = -1};
	if (!line_read(&lines->at[lines->n], item, fault))
		return why_say(why, EINVAL, "%s: lines[%zu]: a line is {\"key\": \"hotline\", \"numbers\": [\"+78000000000\"], "
			       "\"calendar\": \"line\", \"lang\": \"ru\", \"region\": \"77\", \"name\": {\"ru\": …, \"en\": …}}; a number with a time "
			       "of its own is {\"number\": \"+78000000001\", \"from\": \"2026-01-01\", \"to\": \"2026-12-31\", \"instead\": "
			       "\"+78000000000\"}", from, lines->n);

	flow_set(&lines->at[lines->n], item, flows);
	return fits(lines, from, why, fault);
}


int lines_read_told(struct lines **lp, const json_t *array, const struct flows *flows, const char *from, struct mbuf *why,
		    struct line_fault *fault)
{
	struct lines *lines;
	json_t *item;
	size_t i;
	int err = 0;

	*fault = (struct line_fault){.number = -1};
	if (array && (!json_is_array(array) || json_array_size(array) > LINES_MAX))
		return why_say(why, EINVAL, "%s: member `lines` must be an array of at most %d", from, LINES_MAX);

	lines = mem_zalloc(sizeof(*lines), NULL);
	if (!lines)
		return ENOMEM;

	json_array_foreach((json_t *)array, i, item) {
		err = take(lines, item, flows, from, why, fault);
		if (err)
			break;
		lines->n++;
	}

	if (err)
		mem_deref(lines);
	else
		*lp = lines;

	return err;
}


int lines_read(struct lines **lp, const json_t *array, const struct flows *flows, const char *from, struct mbuf *why)
{
	struct line_fault fault;

	return lines_read_told(lp, array, flows, from, why, &fault);
}
