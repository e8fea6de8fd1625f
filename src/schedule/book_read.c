/**
 * @file book_read.c  Calendars and exceptions as the store has them: JSON
 */
#include "base/date.h"
#include "schedule/book.h"

enum { WORD_SIZE = sizeof(((struct book_fault *)NULL)->word) };


static void fault_set(struct book_fault *fault, enum schedule_refusal why, const char *word)
{
	fault->why = why;
	(void)re_snprintf(fault->word, WORD_SIZE, "%s", word);
}


static struct pl text_of(const json_t *obj, const char *name)
{
	const json_t *v = json_object_get(obj, name);

	return (struct pl){json_string_value(v), json_string_length(v)};
}


static bool flag_of(const json_t *obj, const char *name, bool otherwise)
{
	const json_t *v = json_object_get(obj, name);

	return json_is_boolean(v) ? json_is_true(v) : otherwise;
}


static int add_weeks(struct calendar *cal, const json_t *obj, struct book_fault *fault)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(obj, "weeks"), i, item) {
		enum schedule_refusal why;
		struct week week;
		int32_t day;
		int err;

		if (flag_of(item, "waits", false))
			continue;

		if (date_parse(text_of(item, "from"), &day)) {
			fault_set(fault, SCHEDULE_WEEK_DATE, "weeks");
			return 0;
		}

		why = week_parse(text_of(item, "week"), &week);
		err = SCHEDULE_OK == why ? calendar_week_add(cal, day, &week, &why) : 0;
		if (err || SCHEDULE_OK != why) {
			fault_set(fault, why, "weeks");
			return err;
		}
	}

	return 0;
}


static int add_holidays(struct calendar *cal, const json_t *obj, struct book_fault *fault)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(obj, "holidays"), i, item) {
		enum schedule_refusal why = SCHEDULE_FILE_DATE;
		int32_t day;
		int err = 0;

		if (0 == date_parse(text_of(item, "day"), &day))
			err = calendar_holiday_add(cal, day, text_of(item, "name"), &why);
		if (err || SCHEDULE_OK != why) {
			fault_set(fault, why, "holidays");
			return err;
		}
	}

	return 0;
}


static int make(struct calendar **calp, struct pl name, const json_t *obj, const struct production *production,
		struct book_fault *fault)
{
	struct pl zone_text = text_of(obj, "zone");
	char zone_word[ZONE_NAME_MAX + 1];
	enum schedule_refusal why;
	struct calendar *cal;
	const struct zone *zone;
	struct week week;
	int err;

	if (!zone_text.p || pl_strcpy(&zone_text, zone_word, sizeof(zone_word)) || zone_get(&zone, zone_word)) {
		fault_set(fault, SCHEDULE_FILE_ZONE, "zone");
		return 0;
	}

	why = week_parse(text_of(obj, "week"), &week);
	if (SCHEDULE_OK != why) {
		fault_set(fault, why, "week");
		return 0;
	}

	err = calendar_alloc(&cal, &(struct calendar_params){
			.name = name, .zone = zone, .production = production, .week = &week,
			.follow_holidays = flag_of(obj, "follow_holidays", true),
			.follow_short = flag_of(obj, "follow_short", true)}, &why);
	if (err || SCHEDULE_OK != why) {
		fault_set(fault, why, "name");
		return err;
	}

	err = add_weeks(cal, obj, fault);
	if (!err && SCHEDULE_OK == fault->why)
		err = add_holidays(cal, obj, fault);

	if (err || SCHEDULE_OK != fault->why)
		mem_deref(cal);
	else
		*calp = cal;

	return err;
}


int book_calendar_make(struct calendar **calp, struct pl name, struct pl body, const struct production *production,
		       struct book_fault *fault)
{
	json_t *obj = json_loadb(body.p ? body.p : "", body.l, JSON_REJECT_DUPLICATES, NULL);
	int err = 0;

	fault_set(fault, SCHEDULE_OK, "");

	if (json_is_object(obj))
		err = make(calp, name, obj, production, fault);
	else
		fault_set(fault, SCHEDULE_FILE_TEXT, "body");

	json_decref(obj);
	return err;
}


int book_exception_read(struct exception *ex, struct pl body, int64_t from_ms, int64_t to_ms, enum lang lang, json_t **root,
			struct book_fault *fault)
{
	json_t *obj = json_loadb(body.p ? body.p : "", body.l, JSON_REJECT_DUPLICATES, NULL);
	struct pl kind = text_of(obj, "kind");
	enum schedule_refusal why = SCHEDULE_OK;

	memset(ex, 0, sizeof(*ex));
	fault_set(fault, SCHEDULE_OK, "");

	ex->from_ms = from_ms;
	ex->to_ms = to_ms;
	ex->reason = text_of(obj, LANG_EN == lang ? "reason_en" : "reason_ru");

	if (0 == pl_strcmp(&kind, "closed")) {
		ex->kind = EXCEPTION_CLOSED;
	}
	else if (0 == pl_strcmp(&kind, "open")) {
		ex->kind = EXCEPTION_OPEN;
	}
	else if (0 == pl_strcmp(&kind, "hours")) {
		ex->kind = EXCEPTION_HOURS;
		why = hours_parse(text_of(obj, "hours"), &ex->hours);
		if (date_parse(text_of(obj, "first"), &ex->first_day) || date_parse(text_of(obj, "last"), &ex->last_day))
			why = SCHEDULE_FILE_DATE;
	}
	else {
		why = SCHEDULE_FILE_KIND;
	}

	if (SCHEDULE_OK == why)
		why = exception_check(ex);
	if (SCHEDULE_OK != why) {
		fault_set(fault, why, "exception");
		json_decref(obj);
		obj = NULL;
	}

	*root = obj;
	return 0;
}
