/**
 * @file test_waiting.c  What is set about waiting: its document, what is wrong in one, and the queue core that takes it
 */
#include "base/setting.h"
#include "test.h"
#include "waiting/waiting.h"

int test_waiting_document(void);
int test_waiting_faults(void);
int test_waiting_tune(void);

#define ALL "\"all\":{\"calls\":50,\"ring_s\":15,\"wrap_up_s\":0,\"misses\":2,\"owner_s\":30,\"written\":4,\"comfort_s\":45," \
	    "\"wrap_most_s\":600,\"second_s\":9,\"redial_s\":60,\"repeat_s\":7,\"repeat_after_s\":8," \
	    "\"widen_s\":60,\"widen_region_s\":60}"

enum { S = 1000 };


static int read_text(struct waiting *w, const char *text, waiting_fault_h *h, void *arg)
{
	json_t *body = json_loads(text, 0, NULL);
	int err = body ? waiting_read(w, body, h, arg) : ENOMEM;

	json_decref(body);
	return err;
}


/* What the settings say, shown and read, is what it was */
int test_waiting_document(void)
{
	struct waiting w, again = {.topics = 0};
	struct settings *settings = NULL;
	json_t *body = NULL, *bounds = NULL;
	char name[] = "otklik", widen[] = "--queue.widen=90s", region[] = "--queue.widen-region=30s", ring[] = "--queue.ring=1500ms";
	char *argv[] = {name, widen, region, ring, NULL}, *env[] = {NULL};
	unsigned marked = 0;
	int err;

	for (unsigned i = 0; i < SETTINGS; i++)
		marked += setting_table[i].flags & SETTING_DESK ? 1 : 0;
	TEST(WAITING_VALUES == marked);

	TEST_OK(settings_load(&settings, NULL, &(struct setting_input){.argc = 4, .argv = argv, .env = env}));
	waiting_init(&w, settings);
	TEST(1500 == w.all[WAITING_RING] && 90 * S == w.all[WAITING_WIDEN] && 90 * S == w.all[WAITING_WIDEN_REGION]);

	body = waiting_json(&w);
	if (!body) {
		err = ENOMEM;
		goto out;
	}
	err = waiting_read(&again, body, NULL, NULL);
	TEST_OK(err);
	TEST(2 * S == again.all[WAITING_RING] && w.all[WAITING_CALLS] == again.all[WAITING_CALLS] && 0 == again.topics);

	err = read_text(&w, "{" ALL ",\"topics\":[{\"topic\":\"9\",\"ring_s\":40},{\"topic\":\"7\",\"widen_s\":5,\"calls\":3}]}", NULL, NULL);
	TEST_OK(err);
	TEST(2 == w.topics && 7 == w.at[0].topic && 40 * S == waiting_of(&w, WAITING_RING, 9));
	TEST(9 * S == w.all[WAITING_SECOND] && 600 * S == w.all[WAITING_WRAP_MOST]);
	TEST(60 * S == w.all[WAITING_REDIAL] && 7 * S == w.all[WAITING_REPEAT] && 8 * S == w.all[WAITING_REPEAT_AFTER]);
	TEST(15 * S == waiting_of(&w, WAITING_RING, 7) && 15 * S == waiting_of(&w, WAITING_RING, 0));
	TEST_OK(read_text(&w, "{\"all\":{\"ring_s\":16},\"topics\":[]}", NULL, NULL));       /* older than the other values */
	TEST(16 * S == w.all[WAITING_RING] && 9 * S == w.all[WAITING_SECOND]);
	err = read_text(&w, "{" ALL ",\"topics\":[{\"topic\":\"9\",\"ring_s\":40},{\"topic\":\"7\",\"widen_s\":5,\"calls\":3}]}", NULL, NULL);
	TEST_OK(err);
	TEST(5 * S == waiting_of(&w, WAITING_WIDEN, 7) && 3 == waiting_of(&w, WAITING_CALLS, 7));
	json_decref(body);
	body = waiting_json(&w);
	bounds = waiting_bounds();
	if (!body || !bounds) {
		err = ENOMEM;
		goto out;
	}
	TEST(2 == json_array_size(json_object_get(body, "topics")));
	TEST(1 == json_integer_value(json_object_get(json_object_get(bounds, "ring_s"), "least")));
	TEST(json_is_false(json_object_get(json_object_get(bounds, "comfort_s"), "own")));

out:
	json_decref(body);
	json_decref(bounds);
	mem_deref(settings);
	return err;
}


struct told {
	char path[48];
	enum waiting_fault fault;
	const struct setting *row;
	unsigned n;
};


static void fault_h(const char *path, enum waiting_fault fault, const struct setting *row, void *arg)
{
	struct told *told = arg;

	told->n++;
	told->fault = fault;
	told->row = row;
	(void)re_snprintf(told->path, sizeof(told->path), "%s", path);
}


/* Each with its place; what was in force stays */
int test_waiting_faults(void)
{
	static const struct {
		const char *text, *path;
		enum waiting_fault fault;
	} bad[] = {
		{"{" ALL "}", "topics", WAITING_SHAPE},
		{"{\"topics\":[]}", "all", WAITING_SHAPE},
		{"{" ALL ",\"topics\":[{\"topic\":\"1\",\"ring_s\":0}]}", "topics.0.ring_s", WAITING_RANGE},
		{"{" ALL ",\"topics\":[{\"topic\":\"1\",\"ring_s\":9000000000000000000}]}", "topics.0.ring_s", WAITING_RANGE},
		{"{" ALL ",\"topics\":[{\"topic\":\"1\",\"misses\":1}]}", "topics.0.misses", WAITING_SHAPE},
		{"{" ALL ",\"topics\":[{\"topic\":\"1\",\"second_s\":1}]}", "topics.0.second_s", WAITING_SHAPE},
		{"{" ALL ",\"topics\":[{\"topic\":\"1\",\"ring_s\":\"20\"}]}", "topics.0.ring_s", WAITING_SHAPE},
		{"{" ALL ",\"topics\":[{\"topic\":\"1\",\"widen_s\":61}]}", "topics.0.widen_region_s", WAITING_ORDER},
		{"{" ALL ",\"topics\":[{\"topic\":\"1\"},{\"topic\":\"1\"}]}", "topics.1.topic", WAITING_TOPIC},
		{"{" ALL ",\"topics\":[{\"topic\":1}]}", "topics.0.topic", WAITING_TOPIC},
		{"{" ALL ",\"topics\":[7]}", "topics.0.topic", WAITING_TOPIC},
	};
	struct waiting w = {.topics = 1, .all = {[WAITING_RING] = 7}};
	int err = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct told told = {.n = 0};
		int e = read_text(&w, bad[i].text, fault_h, &told);

		if (ENOMEM == e) {
			err = ENOMEM;
			goto out;
		}
		TEST(EINVAL == e && 1 == told.n && bad[i].fault == told.fault && 0 == strcmp(bad[i].path, told.path));
		TEST((WAITING_RANGE == told.fault) == (NULL != told.row));
		TEST(1 == w.topics && 7 == w.all[WAITING_RING]);
	}

out:
	return err;
}


static void decide_h(const struct queue_decision *d, void *arg)
{
	if (QUEUE_WIDEN == d->what)
		*(int64_t *)arg = d->work;
}


/* The queue core takes it, of all topics and of one */
int test_waiting_tune(void)
{
	enum queue_refusal refusal = QUEUE_DONE;
	struct queue_work one = {.id = 1, .topic = 7}, other = {.id = 2, .topic = 8};
	struct queue_core *core = NULL;
	struct queue_prm prm;
	int64_t widened = 0;
	struct waiting w;
	int err;

	queue_prm_init(&prm);
	prm.decide_h = decide_h;
	prm.arg = &widened;
	err = queue_core_alloc(&core, &prm);
	TEST_OK(err);
	err = read_text(&w, "{" ALL ",\"topics\":[{\"topic\":\"7\",\"widen_s\":5}]}", NULL, NULL);
	TEST_OK(err);
	err = queue_join(core, 0, &one, &refusal);
	TEST_OK(err);
	err = queue_join(core, 0, &other, &refusal);
	TEST_OK(err);
	queue_tick(core, 6 * S);
	TEST(!widened);

	err = waiting_tune(&w, core, 6 * S, &refusal);
	TEST_OK(err);
	TEST(QUEUE_DONE == refusal);
	queue_tick(core, 6 * S);
	TEST(1 == widened);

out:
	mem_deref(core);
	return err;
}
