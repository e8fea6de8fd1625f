/**
 * @file read.c  What the status adapter answers, as it is read
 */
#include <stdio.h>
#include "base/date.h"
#include "base/text.h"
#include "service/service.h"

enum { DAY_MS = 24 * 3600 * 1000, MORNING_MS = 6 * 3600 * 1000, PERSON_MIN = 4 };

static const char *const states[SERVICE_STATES] = {
	[SERVICE_RECEIVED] = "received", [SERVICE_IN_WORK] = "in_work", [SERVICE_WAITING] = "waiting", [SERVICE_READY] = "ready",
	[SERVICE_ISSUED] = "issued", [SERVICE_REFUSED] = "refused", [SERVICE_WITHDRAWN] = "withdrawn",
};


const char *service_state_name(enum service_state state)
{
	return state > 0 && state < SERVICE_STATES ? states[state] : "";
}


const char *service_words_in(const struct service_words *words, enum lang lang)
{
	return words->in[lang][0] ? words->in[lang] : words->in[LANG_RU == lang ? LANG_EN : LANG_RU];
}


int64_t service_due_ms(const struct service_status *s)
{
	return (int64_t)s->due * DAY_MS + MORNING_MS;
}


bool service_number_fits(struct pl number)
{
	struct pl rest = number;
	bool digit = false;
	uint32_t cp;

	if (!number.l || !text_valid(number) || text_count(number) > SERVICE_NUMBER_MAX)
		return false;

	while ((cp = text_next(&rest)) < TEXT_END) {
		bool is = cp >= '0' && cp <= '9';

		digit |= is;
		if (!is && !text_is_russian(cp) && !text_is_latin(cp) && '-' != cp && '/' != cp && '.' != cp)
			return false;
	}

	return digit;
}


bool service_person_fits(struct pl person)
{
	for (size_t i = 0; i < person.l; i++) {
		if (person.p[i] < '0' || person.p[i] > '9')
			return false;
	}

	return !person.l || (person.l >= PERSON_MIN && person.l <= SERVICE_PERSON_MAX);
}


/* A line of text without control characters; a full stop at its end goes, for it stands inside a sentence */
static bool line_take(char out[SERVICE_WORDS_MAX + 1], const json_t *value)
{
	struct pl text = text_trim((struct pl){json_string_value(value), json_string_length(value)}), rest = text;
	uint32_t cp;

	if (!json_is_string(value) || !text_valid(text))
		return false;
	if (text.l && '.' == text.p[text.l - 1])
		text.l--;
	if (text.l > SERVICE_WORDS_MAX)
		return false;

	while ((cp = text_next(&rest)) < TEXT_END) {
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			return false;
	}

	if (text.l)
		memcpy(out, text.p, text.l);
	out[text.l] = '\0';
	return true;
}


/* {"ru": …, "en": …}, or text that is Russian */
static bool words_take(struct service_words *words, const json_t *object)
{
	const json_t *ru = json_object_get(object, "ru"), *en = json_object_get(object, "en");

	if (!object || json_is_null(object))
		return true;
	if (json_is_string(object))
		return line_take(words->in[LANG_RU], object);

	return json_is_object(object) && (!ru || line_take(words->in[LANG_RU], ru)) && (!en || line_take(words->in[LANG_EN], en));
}


static bool count_take(unsigned *n, const json_t *value)
{
	json_int_t got = json_integer_value(value);

	if (!value || json_is_null(value))
		return true;
	if (!json_is_integer(value) || got < 1 || got > SERVICE_STEPS_MAX)
		return false;

	*n = (unsigned)got;
	return true;
}


/* {"n": 2, "of": 5, "ru": …, "en": …} */
static bool step_take(struct service_status *s, const json_t *step)
{
	if (!step || json_is_null(step))
		return true;

	return json_is_object(step) && count_take(&s->step, json_object_get(step, "n")) && count_take(&s->steps, json_object_get(step, "of")) &&
		words_take(&s->name, step) && s->step <= (s->steps ? s->steps : s->step);
}


static bool due_take(struct service_status *s, const json_t *due)
{
	struct pl text = {json_string_value(due), json_string_length(due)};

	if (!due || json_is_null(due))
		return true;

	s->has_due = json_is_string(due) && !date_parse(text, &s->due);
	return s->has_due;
}


static bool state_take(struct service_status *s, const json_t *state)
{
	const char *word = json_string_value(state);

	for (unsigned i = 1; word && i < SERVICE_STATES; i++) {
		if (0 == strcmp(word, states[i]))
			s->state = (enum service_state)i;
	}

	return s->state;
}


int service_read(struct service_status *sp, struct pl result)
{
	json_t *object = json_loadb(result.p, result.l, JSON_REJECT_DUPLICATES, NULL);
	struct service_status s = {.state = 0};
	bool good;

	good = json_is_object(object) && state_take(&s, json_object_get(object, "state")) && step_take(&s, json_object_get(object, "step")) &&
		due_take(&s, json_object_get(object, "due")) && words_take(&s.delay, json_object_get(object, "delay"));
	json_decref(object);
	if (!good)
		return EBADMSG;

	*sp = s;
	return 0;
}
