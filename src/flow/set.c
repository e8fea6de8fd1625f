/**
 * @file set.c  The flows of a profile
 */
#include "flow/flow_priv.h"

/** data/flows/default.json, built in */
extern const char data_flow_default[];
extern const size_t data_flow_default_size;

#define FLOW_DEFAULT "default"

struct flows {
	size_t n;
	struct flow_tree *at[FLOWS_MAX + 1];      /* owned */
};


static void flows_destructor(void *arg)
{
	struct flows *flows = arg;

	for (size_t i = 0; i < flows->n; i++)
		mem_deref(flows->at[i]);
}


static int add(struct flows *flows, struct pl name, json_t *steps, struct list *faults)
{
	struct flow_tree *tree = NULL;
	int err;

	err = flow_read(&tree, name, steps, faults);
	if (err || !tree)
		return err;

	flows->at[flows->n++] = tree;
	return flow_check(tree, faults);
}


json_t *flow_builtin(void)
{
	return json_loadb(data_flow_default, data_flow_default_size, JSON_REJECT_DUPLICATES, NULL);
}


static int default_add(struct flows *flows, struct list *faults)
{
	json_t *json;
	int err;

	if (flows_find(flows, PL_LIT(FLOW_DEFAULT)))
		return 0;

	json = flow_builtin();
	err = json ? add(flows, PL_LIT(FLOW_DEFAULT), json, faults) : ENOMEM;
	json_decref(json);

	return err;
}


int flows_read(struct flows **fp, json_t *object, struct list *faults)
{
	const uint32_t before = list_count(faults);
	struct flows *flows;
	const char *name;
	json_t *steps;
	int err = 0;

	flows = mem_zalloc(sizeof(*flows), flows_destructor);
	if (!flows)
		return ENOMEM;

	if (object && (!json_is_object(object) || json_object_size(object) > FLOWS_MAX)) {
		err = fault_add(faults, "flows", "flows are an object of at most %d: {\"main\": [STEP…]}", FLOWS_MAX);
	}
	else {
		json_object_foreach(object, name, steps) {
			if (!err)
				err = add(flows, pl_of(name), steps, faults);
		}
	}
	if (!err)
		err = default_add(flows, faults);

	if (err || list_count(faults) > before)
		mem_deref(flows);
	else
		*fp = flows;

	return err;
}


const struct flow_tree *flows_find(const struct flows *flows, struct pl name)
{
	for (size_t i = 0; i < flows->n; i++) {
		if (0 == pl_strcmp(&name, flows->at[i]->name))
			return flows->at[i];
	}

	return NULL;
}


const struct flow_tree *flows_at(const struct flows *flows, size_t i)
{
	return i < flows->n ? flows->at[i] : NULL;
}
