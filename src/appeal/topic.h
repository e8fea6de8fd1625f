/**
 * @file topic.h  What appeals are about: the list in force
 *
 * Read from the store, then never changed, shared by all threads (topics_ref, topics_unref), like the schedule's book.
 */
#ifndef OTKLIK_APPEAL_TOPIC_H
#define OTKLIK_APPEAL_TOPIC_H

#include "base/catalog.h"
#include "db/write.h"

enum { TOPICS_MAX = 1000, TOPIC_NAME_MAX = 200 };

struct topic {
	int64_t id, parent, sort, version;       /* parent DB_NULL: none */
	char *name[LANG_COUNT];                  /* owned */
	bool active;
};

struct topics {
	_Atomic unsigned refs;
	struct topic *at;                        /* by parent, sort, id */
	size_t n;
};

int topics_load(struct topics **tp, struct db *db) MUST_CHECK;
struct topics *topics_ref(struct topics *topics);
struct topics *topics_unref(struct topics *topics);      /* always NULL */
const struct topic *topics_find(const struct topics *topics, int64_t id);

/** The one topic that is offered and called so, in any language and case; NULL: none, or more than one */
const struct topic *topics_named(const struct topics *topics, struct pl name);

enum topic_refusal { TOPIC_ALLOWED = 0, TOPIC_UNKNOWN, TOPIC_CHANGED, TOPIC_NAME, TOPIC_PARENT, TOPIC_FULL };

const char *topic_refusal_name(enum topic_refusal refusal);

/** Adds (id 0) or changes a topic; names and parent are checked; journalled with before and after. Borrowed until done. */
struct topic_set {
	struct command cmd;
	int64_t actor;
	int64_t id, parent, sort, version;       /* id: result when it was 0 */
	struct pl name_ru, name_en;
	bool active;
	bool added;                              /* private: the id is one that was given here */
};

int topic_set_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
