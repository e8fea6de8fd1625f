/**
 * @file profile_priv.h  Inside the profile room
 */
#ifndef OTKLIK_PROFILE_PROFILE_PRIV_H
#define OTKLIK_PROFILE_PROFILE_PRIV_H

#include <jansson.h>
#include "checklist/checklist.h"
#include "profile/profile.h"

struct profile {
	char *from;              /* its file, for words */
	json_t *root;            /* what all texts are borrowed of */
	struct org org;
	struct flows *flows;     /* owned */
	struct lines *lines;     /* owned; borrow of flows */
	struct trunk_plans *trunks;      /* owned */
	struct checklists *checklists;   /* owned */
	char *phone_url;
};

/** data/profiles/demo.json, built in */
extern const char data_profile_demo[];
extern const size_t data_profile_demo_size;

#endif
