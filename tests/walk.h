/**
 * @file walk.h  What the tests of flows and walks share: flows as text, and a caller who presses keys
 */
#ifndef OTKLIK_TESTS_WALK_H
#define OTKLIK_TESTS_WALK_H

#include "flow/walk.h"
#include "test.h"

#define SAY "{'do':'say','prompt':'hold'}"
#define QUEUE "{'do':'queue'}"
#define BYE "{'do':'hang-up'}"
#define WORDS "'words':{'ru':'Да','en':'Yes'}"


/* A flow alone, called "f"; ' stands for " */
static inline int take(struct flow_tree **tp, const char *text, struct list *faults)
{
	char json[16384];
	json_t *steps;
	size_t n = 0;
	int err;

	*tp = NULL;
	for (; *text && n < sizeof(json) - 1; text++)
		json[n++] = '\'' == *text ? '"' : *text;
	json[n] = '\0';

	steps = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	if (!steps)
		return ENOMEM;

	err = flow_read(tp, PL_LIT("f"), steps, faults);
	if (!err && *tp)
		err = flow_check(*tp, faults);
	json_decref(steps);

	return err;
}


/* The same, which is right */
static inline int right(struct flow_tree **tp, const char *text)
{
	struct list faults = LIST_INIT;
	int err = take(tp, text, &faults);

	for (struct le *le = list_head(&faults); le && !err; le = le->next) {
		const struct flow_fault *fault = le->data;

		(void)re_fprintf(stderr, "%s: %s\n", fault->path, fault->what);
		err = EINVAL;
	}
	if (err)
		*tp = mem_deref(*tp);
	list_flush(&faults);

	return err;
}


/* Is exactly this wrong: "PATH: beginning of what|PATH: …"? */
static inline int wrong(const char *text, const char *want)
{
	struct list faults = LIST_INIT;
	struct flow_tree *tree = NULL;
	struct mbuf *mb = mbuf_alloc(1024);
	struct le *le;
	int err = mb ? take(&tree, text, &faults) : ENOMEM;

	for (le = list_head(&faults); le && !err; le = le->next) {
		const struct flow_fault *fault = le->data;
		char line[FLOW_PATH_SIZE + FLOW_WHAT_SIZE + 2];
		size_t n = strcspn(want, "|");

		(void)re_snprintf(line, sizeof(line), "%s: %s", fault->path, fault->what);
		if (!n || strncmp(line, want, n)) {
			test_diff(__FILE__, __LINE__, (struct pl){want, n}, pl_of(line));
			err = EINVAL;
		}
		want += n + ('|' == want[n]);
	}
	if (!err && *want) {
		test_diff(__FILE__, __LINE__, pl_of(want), pl_of("nothing"));
		err = EINVAL;
	}

	list_flush(&faults);
	mem_deref(tree);
	mem_deref(mb);
	return err;
}


static inline bool says(const struct walk_out *out, enum walk_words words)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (words == out->say[i].words)
			return true;
	}

	return false;
}


static inline bool prompts(const struct walk_out *out, enum text_key key)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (out->say[i].text.prompt && key == out->say[i].text.key)
			return true;
	}

	return false;
}


static inline enum walk_do keys(struct walk *w, const char *text, struct walk_out *out)
{
	for (; *text; text++)
		walk_step(w, WALK_KEY, (unsigned char)*text, out);

	return out->act;
}


static inline void begin(struct walk *w, const struct flow_tree *tree, bool open, struct walk_out *out)
{
	walk_init(w, tree, LANG_RU);
	w->facts.open = open;
	walk_step(w, WALK_BEGIN, 0, out);
}

#endif
