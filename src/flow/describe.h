/**
 * @file describe.h  The verbs of flows, for whoever edits one: what each has, what may stand there, how it is called
 *
 * The editor of the desk knows no verb: it shows what stands here. A verb that is added to verb.c wants rows in describe.c and words in
 * the catalogue (flow.verb.NAME, flow.about.NAME, flow.member.NAME); test_flow_describe says which are missing.
 */
#ifndef OTKLIK_FLOW_DESCRIBE_H
#define OTKLIK_FLOW_DESCRIBE_H

#include "flow/flow.h"

/**
 * {verbs: [{verb, title, about, ends, fields: [FIELD…]}], prompts: [{name, words, wants: ["org"]}], most: {steps, depth, items, words}}
 *
 * FIELD: {name, title, kind, must?, min?, max?, default?, wants?, options?: [{value, title}], when?: {member: [value…]}, fields?: [FIELD…]}
 * kind: prompt words number choice flag calendar topic step line key digits steps, list and object (which have fields of their own), json
 *
 * @param objp Owned
 */
int flow_describe(json_t **objp, enum lang lang) MUST_CHECK;

/** The first word or row that a verb lacks, "verb branch: member `over` has no row"; for the test. 0: none; E2BIG: no room */
int flow_undescribed(char *what, size_t size) MUST_CHECK;

#endif
