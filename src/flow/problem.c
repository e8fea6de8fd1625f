/**
 * @file problem.c  What is wrong with a flow, for people
 */
#include <stdio.h>
#include "flow/problem.h"


static int problem_put(json_t *list, const struct flow_fault *fault, enum lang lang)
{
	char key[64];
	enum text_key words;
	bool own;

	(void)snprintf(key, sizeof(key), "flow.fault.%s", fault->code);
	own = *fault->code && text_find(&words, pl_of(key));

	return json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "path", fault->path, "code", fault->code, "text",
						     own ? t(lang, words) : fault->what)) ? ENOMEM : 0;
}


int flow_problems(json_t **listp, struct flow_tree **tp, struct pl name, json_t *steps, enum lang lang)
{
	struct list faults = LIST_INIT;
	struct flow_tree *tree = NULL;
	json_t *list = json_array();
	const struct le *le;
	int err = list ? 0 : ENOMEM;

	if (!err)
		err = flow_read(&tree, name, steps, &faults);
	if (!err && tree)
		err = flow_check(tree, &faults);
	for (le = list_head(&faults); !err && le; le = le->next)
		err = problem_put(list, le->data, lang);
	list_flush(&faults);

	if (err) {
		json_decref(list);
		mem_deref(tree);
		return err;
	}

	*listp = list;
	if (tp && tree)
		*tp = tree;
	else
		mem_deref(tree);
	return 0;
}
