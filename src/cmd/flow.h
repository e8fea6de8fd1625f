/**
 * @file flow.h  otklik flow: what its two commands share
 */
#ifndef OTKLIK_CMD_FLOW_H
#define OTKLIK_CMD_FLOW_H

#include "checklist/checklist.h"
#include "flow/flow.h"
#include "region/region.h"

/** The caller who walks, and what stands around the flow; borrowed */
struct flow_walker {
	const struct flow_tree *tree;
	const json_t *profile;          /* for its name and topics; NULL: it is a flow alone */
	enum lang lang;
	bool closed, again, known;
	unsigned waiting;
	unsigned region;                /* of the line; 0 none */
	struct offices offices;         /* those of the profile's lines */
	const struct checklists *lists; /* those of the profile */
	bool unsent;                    /* there is no program that sends */
};

/** Keys are lines of stdin, an empty one is silence; what is said and done goes to stdout. One of CMD_… */
int flow_walk(const struct flow_walker *walker);

#endif
