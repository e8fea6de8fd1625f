/**
 * @file flow.c  otklik flow check | walk: what is wrong with the flows of a file, and what a caller would hear
 */
#include <stdlib.h>
#include "base/durable.h"
#include "cmd/cmd.h"
#include "cmd/flow.h"

enum { FILE_MAX = 256 * 1024, WAITING_MAX = 100000 };

static const char cmd_name[] = "flow";

struct flow_cmd {
	const char *file, *lang, *waiting, *region, *down;
	bool closed, again, known, unsent;
	json_t *root;                   /* a profile, or a flow alone */
	struct flows *flows;
	struct checklists *lists;       /* of a profile; NULL none */
};


/* A flow alone is called "flow" */
static int flows_of(struct flow_cmd *c, struct list *faults)
{
	json_t *object;
	int err;

	if (json_is_object(c->root))
		return flows_read(&c->flows, json_object_get(c->root, "flows"), faults);

	object = json_object();
	err = object && !json_object_set(object, "flow", c->root) ? flows_read(&c->flows, object, faults) : ENOMEM;
	json_decref(object);

	return err;
}


static int file_read(struct flow_cmd *c)
{
	struct mbuf *mb = NULL;
	json_error_t error;
	int err;

	err = durable_read(c->file, FILE_MAX, &mb);
	if (err) {
		(void)cmd_fail(cmd_name, "%s: cannot be read: %m", c->file, err);
		return cmd_status(err);
	}

	c->root = json_loadb((char *)mb->buf, mb->end, JSON_REJECT_DUPLICATES, &error);
	mem_deref(mb);
	if (!c->root) {
		(void)cmd_fail(cmd_name, "%s:%d: %s", c->file, error.line, error.text);
		return CMD_USAGE;
	}
	if (!json_is_object(c->root) && !json_is_array(c->root)) {
		(void)cmd_fail(cmd_name, "%s: a profile is a JSON object, a flow alone is a list of steps", c->file);
		return CMD_USAGE;
	}

	return CMD_OK;
}


static int faults_print(const struct flow_cmd *c, const struct list *faults)
{
	const struct le *le;

	for (le = list_head(faults); le; le = le->next) {
		const struct flow_fault *fault = le->data;

		(void)re_fprintf(stderr, "otklik flow: %s: %s: %s\n", c->file, fault->path, fault->what);
	}

	return list_isempty(faults) ? CMD_OK : CMD_USAGE;
}


/* Those of a profile are checked with its flows */
static int lists_take(struct flow_cmd *c)
{
	struct mbuf *why = mbuf_alloc(128);
	int err = why ? checklists_read(&c->lists, json_object_get(c->root, "checklists"), c->file, why) : ENOMEM;
	int status = CMD_OK;

	if (EINVAL == err) {
		(void)re_fprintf(stderr, "otklik flow: %b\n", why->buf, why->end);
		status = CMD_USAGE;
	}
	else if (err) {
		status = cmd_fail(cmd_name, "%m", err);
	}

	mem_deref(why);
	return status;
}


/* Reads and checks what the file has */
static int take(struct flow_cmd *c)
{
	struct list faults = LIST_INIT;
	int status, err;

	status = file_read(c);
	if (status)
		return status;

	err = flows_of(c, &faults);
	status = err ? cmd_fail(cmd_name, "%m", err) : faults_print(c, &faults);
	list_flush(&faults);

	return status ? status : lists_take(c);
}


static int check(struct flow_cmd *c)
{
	const struct flow_tree *tree;

	for (size_t i = 0; (tree = flows_at(c->flows, i)); i++)
		(void)re_printf("%s: right\n", flow_name(tree));

	return CMD_OK;
}


static int number(unsigned *n, const char *text)
{
	char *end = NULL;
	unsigned long value = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || value > WAITING_MAX)
		return EINVAL;

	*n = (unsigned)value;
	return 0;
}


/* The offices of the regions that lines of the profile have, all of them well but those that are named */
static bool offices_take(struct flow_walker *walker, const char *down)
{
	const json_t *line;
	size_t i;

	json_array_foreach(json_object_get(walker->profile, "lines"), i, line) {
		struct offices *o = &walker->offices;
		unsigned region = region_code(pl_of(json_string_value(json_object_get(line, "region"))));

		if (region && o->n < OFFICES_MAX && !office_find(o, region))
			o->at[o->n++] = (struct office){.region = region, .open = true, .staff = 1};
	}

	for (const char *at = down; at && *at; at += strcspn(at, ","), at += ',' == *at) {
		unsigned region = region_code((struct pl){at, strcspn(at, ",")});
		struct office *office = NULL;

		for (i = 0; i < walker->offices.n; i++) {
			if (region == walker->offices.at[i].region)
				office = &walker->offices.at[i];
		}
		if (!office)
			return false;
		office->down = true;
	}

	return true;
}


static int walk(struct flow_cmd *c, const char *name)
{
	struct flow_walker walker = {
		.profile = json_is_object(c->root) ? c->root : NULL, .closed = c->closed, .again = c->again, .known = c->known,
		.lists = c->lists, .unsent = c->unsent,
	};

	walker.tree = name ? flows_find(c->flows, pl_of(name)) : flows_at(c->flows, 0);
	if (!walker.tree)
		return cmd_usage(cmd_name, "%s: there is no flow %s", c->file, name);
	if (c->lang && !lang_find(&walker.lang, pl_of(c->lang)))
		return cmd_usage(cmd_name, "--lang is ru or en, not %s", c->lang);
	if (c->waiting && number(&walker.waiting, c->waiting))
		return cmd_usage(cmd_name, "--waiting is a number of callers up to %d, not %s", WAITING_MAX, c->waiting);

	walker.region = c->region ? region_code(pl_of(c->region)) : 0;
	if (c->region && !walker.region)
		return cmd_usage(cmd_name, "--region is the code of a region, two digits, not %s", c->region);
	if (!offices_take(&walker, c->down))
		return cmd_usage(cmd_name, "--down is a list of regions that lines of the profile have, such as 54,66, not %s", c->down);

	return flow_walk(&walker);
}


int cmd_flow(int argc, char *argv[])
{
	struct flow_cmd c = {.file = NULL};
	const struct cmd_option option[] = {
		{"lang", &c.lang, NULL}, {"waiting", &c.waiting, NULL}, {"closed", NULL, &c.closed}, {"again", NULL, &c.again},
		{"known", NULL, &c.known}, {"unsent", NULL, &c.unsent}, {"region", &c.region, NULL}, {"down", &c.down, NULL}, {NULL, NULL, NULL},
	};
	int status = cmd_options(&argc, argv, option);
	bool checks = argc > 1 && 0 == strcmp(argv[1], "check");

	if (status)
		return status;

	for (int i = 1; i < argc; i++) {
		if (0 == strncmp(argv[i], "--", 2))
			return cmd_usage(cmd_name, "there is no option %s", argv[i]);
	}
	if (argc < 2 || (!checks && strcmp(argv[1], "walk")))
		return cmd_usage(cmd_name, "say check or walk");
	if (argc < 3 || argc > (checks ? 3 : 4))
		return cmd_usage(cmd_name, checks ? "say which file" : "say which file, and which flow of it");

	c.file = argv[2];
	status = take(&c);
	if (!status)
		status = checks ? check(&c) : walk(&c, argv[3]);

	mem_deref(c.lists);
	mem_deref(c.flows);
	json_decref(c.root);
	return status;
}
