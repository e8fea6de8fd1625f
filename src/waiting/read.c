/**
 * @file read.c  What is set about waiting: from the configuration, from and to a document
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/setting.h"
#include "waiting/waiting.h"

enum { PATH_SIZE = 48, ID_DIGITS = 18 };

static const struct {
	const char *name;
	enum setting_id id;
} values[WAITING_VALUES] = {
	[WAITING_CALLS] = {"calls", SET_QUEUE_CALLS},
	[WAITING_RING] = {"ring_s", SET_QUEUE_RING},
	[WAITING_WRAP_UP] = {"wrap_up_s", SET_QUEUE_WRAP_UP},
	[WAITING_WIDEN] = {"widen_s", SET_QUEUE_WIDEN},
	[WAITING_WIDEN_REGION] = {"widen_region_s", SET_QUEUE_WIDEN_REGION},
	[WAITING_MISSES] = {"misses", SET_QUEUE_MISSES},
	[WAITING_OWNER] = {"owner_s", SET_QUEUE_OWNER},
	[WAITING_WRITTEN] = {"written", SET_QUEUE_WRITTEN},
	[WAITING_COMFORT] = {"comfort_s", SET_QUEUE_COMFORT},
	[WAITING_WRAP_MOST] = {"wrap_most_s", SET_QUEUE_WRAP_MOST},
	[WAITING_SECOND] = {"second_s", SET_QUEUE_SECOND},
	[WAITING_REDIAL] = {"redial_s", SET_QUEUE_REDIAL},
	[WAITING_REPEAT] = {"repeat_s", SET_QUEUE_REPEAT},
	[WAITING_REPEAT_AFTER] = {"repeat_after_s", SET_QUEUE_REPEAT_AFTER},
};

static const char *const faults[] = {"", "shape", "range", "order", "topic"};


const char *waiting_fault_name(enum waiting_fault fault)
{
	return (unsigned)fault < sizeof(faults) / sizeof(faults[0]) ? faults[fault] : "";
}


static const struct setting *row_of(unsigned value)
{
	return &setting_table[values[value].id];
}


/* ms of a second where it is a time */
static int64_t unit_of(unsigned value)
{
	return SETTING_DURATION == row_of(value)->type ? 1000 : 1;
}


void waiting_init(struct waiting *w, const struct settings *settings)
{
	*w = (struct waiting){.topics = 0};
	for (unsigned i = 0; i < WAITING_VALUES; i++)
		w->all[i] = setting_int(settings, values[i].id);
	if (w->all[WAITING_WIDEN_REGION] < w->all[WAITING_WIDEN])
		w->all[WAITING_WIDEN_REGION] = w->all[WAITING_WIDEN];
}


struct reading {
	waiting_fault_h *fault_h;
	void *arg;
	unsigned faults;
};


static void fault(struct reading *r, const char *at, const char *name, enum waiting_fault why, const struct setting *row)
{
	char path[PATH_SIZE];

	r->faults++;
	if (!r->fault_h)
		return;

	(void)snprintf(path, sizeof(path), "%s%s%.24s", at, *name ? "." : "", name);
	r->fault_h(path, why, row, r->arg);
}


static unsigned value_find(const char *name)
{
	unsigned i = 0;

	while (i < WAITING_VALUES && strcmp(values[i].name, name))
		i++;

	return i;
}


/* The values below `most` that an object has; others stay */
static void object_read(struct reading *r, int64_t *out, unsigned most, const json_t *obj, const char *at)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)obj, key, value) {
		unsigned i = value_find(key);
		int64_t n = json_integer_value(value);

		if (WAITING_OWN == most && 0 == strcmp(key, "topic"))
			continue;
		if (i >= most || !json_is_integer(value))
			fault(r, at, key, WAITING_SHAPE, NULL);
		else if (n < 0 || n > INT32_MAX || n * unit_of(i) < row_of(i)->min || n * unit_of(i) > row_of(i)->max)
			fault(r, at, key, WAITING_RANGE, row_of(i));
		else
			out[i] = n * unit_of(i);
	}
}


static void all_read(struct reading *r, struct waiting *w, const json_t *obj)
{
	if (!json_is_object(obj)) {
		fault(r, "all", "", WAITING_SHAPE, NULL);
		return;
	}

	object_read(r, w->all, WAITING_VALUES, obj, "all");
	for (unsigned i = 0; i < WAITING_VALUES && r->fault_h; i++) {
		if (!json_object_get(obj, values[i].name))
			fault(r, "all", values[i].name, WAITING_SHAPE, NULL);
	}
	if (!r->faults && w->all[WAITING_WIDEN_REGION] < w->all[WAITING_WIDEN])
		fault(r, "all", values[WAITING_WIDEN_REGION].name, WAITING_ORDER, NULL);
}


static int64_t id_read(const json_t *text)
{
	const char *s = json_string_value(text);
	size_t len = json_string_length(text);

	if (!len || len > ID_DIGITS || strspn(s, "0123456789") != len)
		return 0;

	return strtoll(s, NULL, 10);
}


static const struct waiting_topic *topic_find(const struct waiting *w, int64_t topic)
{
	for (size_t i = 0; i < w->topics && topic; i++) {
		if (w->at[i].topic == topic)
			return &w->at[i];
	}

	return NULL;
}


static void topic_read(struct reading *r, struct waiting *w, const json_t *obj, const char *at)
{
	struct waiting_topic *t = &w->at[w->topics];
	unsigned before = r->faults;

	t->topic = id_read(json_object_get(obj, "topic"));
	for (unsigned i = 0; i < WAITING_OWN; i++)
		t->own[i] = -1;
	if (!t->topic || topic_find(w, t->topic))
		fault(r, at, "topic", WAITING_TOPIC, NULL);

	object_read(r, t->own, WAITING_OWN, obj, at);
	w->topics++;
	if (before == r->faults && waiting_of(w, WAITING_WIDEN_REGION, t->topic) < waiting_of(w, WAITING_WIDEN, t->topic))
		fault(r, at, values[WAITING_WIDEN_REGION].name, WAITING_ORDER, NULL);
}


static int topic_cmp(const void *ap, const void *bp)
{
	const struct waiting_topic *a = ap, *b = bp;

	return (a->topic > b->topic) - (a->topic < b->topic);
}


int waiting_read(struct waiting *w, const json_t *body, waiting_fault_h *fault_h, void *arg)
{
	const json_t *topics = json_object_get(body, "topics");
	struct reading r = {fault_h, arg, 0};
	struct waiting now = {.topics = 0};
	json_t *one;
	size_t i;

	memcpy(now.all, w->all, sizeof(now.all));
	all_read(&r, &now, json_object_get(body, "all"));
	if (!json_is_array(topics) || json_array_size(topics) > WAITING_TOPICS) {
		fault(&r, "topics", "", WAITING_SHAPE, NULL);
		return EINVAL;
	}

	json_array_foreach(topics, i, one) {
		char at[PATH_SIZE];

		(void)snprintf(at, sizeof(at), "topics.%zu", i);
		topic_read(&r, &now, one, at);
	}
	if (r.faults)
		return EINVAL;

	qsort(now.at, now.topics, sizeof(now.at[0]), topic_cmp);
	*w = now;
	return 0;
}


/* Parts of a second count as a whole one: nothing rings shorter than was meant */
static int put(json_t *obj, unsigned value, int64_t number)
{
	int64_t unit = unit_of(value);

	return json_object_set_new(obj, values[value].name, json_integer((json_int_t)((number + unit - 1) / unit)));
}


static int topics_put(const struct waiting *w, json_t *list)
{
	int err = 0;

	for (size_t i = 0; i < w->topics && !err; i++) {
		json_t *one = json_pack("{s:o}", "topic", json_sprintf("%lld", (long long)w->at[i].topic));

		err = json_array_append_new(list, one);
		for (unsigned k = 0; k < WAITING_OWN && !err; k++) {
			if (w->at[i].own[k] >= 0)
				err = put(one, k, w->at[i].own[k]);
		}
	}

	return err;
}


json_t *waiting_json(const struct waiting *w)
{
	json_t *all = json_object(), *topics = json_array();
	int err = all && topics ? topics_put(w, topics) : -1;

	for (unsigned i = 0; i < WAITING_VALUES && !err; i++)
		err = put(all, i, w->all[i]);
	if (!err)
		return json_pack("{s:o, s:o}", "all", all, "topics", topics);

	json_decref(all);
	json_decref(topics);
	return NULL;
}


json_t *waiting_bounds(void)
{
	json_t *obj = json_object();
	int err = obj ? 0 : -1;

	for (unsigned i = 0; i < WAITING_VALUES && !err; i++)
		err = json_object_set_new(obj, values[i].name, json_pack("{s:I, s:I, s:b}", "least",
				(json_int_t)(row_of(i)->min / unit_of(i)), "most", (json_int_t)(row_of(i)->max / unit_of(i)),
				"own", i < WAITING_OWN));
	if (!err)
		return obj;

	json_decref(obj);
	return NULL;
}
