/**
 * @file problem.h  What is wrong with a flow, for people: every fault with its place, in the caller's language
 */
#ifndef OTKLIK_FLOW_PROBLEM_H
#define OTKLIK_FLOW_PROBLEM_H

#include "flow/flow.h"

/**
 * Reads and checks a flow
 *
 * [{path: "main[4].items[0]", code, text}]; code is "" for what no editor lets anybody write, whose text is English
 *
 * @param listp Owned; empty: it is right
 * @param tp    The flow when the reader took it, owned; else untouched. May be NULL
 */
int flow_problems(json_t **listp, struct flow_tree **tp, struct pl name, json_t *steps, enum lang lang) MUST_CHECK;

#endif
