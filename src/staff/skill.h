/**
 * @file skill.h  What a member may be offered: topics with levels, languages, regions, how much at once (R71)
 *
 * Nothing written down means everything, at the middle level. The queue judges by it; this room only keeps it.
 */
#ifndef OTKLIK_STAFF_SKILL_H
#define OTKLIK_STAFF_SKILL_H

#include "staff/staff.h"

enum {
	SKILLS_MAX = 64,                 /* topics of a member with a level of their own */
	SKILL_LEVELS = 9,                /* 1 … 9; 0: not this topic */
	SKILL_LEVEL_ALL = 5,             /* of whom nothing is written down */
	SKILL_REGION_MAX = 99,           /* codes 1 … 99 */
	SKILL_WRITTEN_MAX = 1000,
};

struct skill {
	int64_t topic;
	unsigned level;
};

struct skill_work {
	unsigned langs;                  /* bits by enum lang */
	unsigned level_other;            /* in topics that are not named */
	int64_t written_most;            /* DB_NULL: as the setting says */
	uint64_t regions[2];             /* bits by code; both 0: every region */
	int64_t version;                 /* 0: nothing was ever written down */
};

/** Everybody who is active, by name */
struct skill_member {
	int64_t id;
	unsigned roles;
	struct pl name;                  /* borrowed for the call */
	struct skill_work work;
};
typedef int (skill_member_h)(const struct skill_member *member, void *arg);
int skill_members(struct db *db, skill_member_h *h, void *arg) MUST_CHECK;

/** All their levels, by member and topic */
typedef int (skill_h)(int64_t staff, const struct skill *skill, void *arg);
int skill_each(struct db *db, skill_h *h, void *arg) MUST_CHECK;

/** Writes down what a member may be offered; journalled with what was before. Refusals: STAFF_UNKNOWN, STAFF_CHANGED, STAFF_SKILL */
struct skill_set {
	struct command cmd;
	int64_t actor, id;
	struct skill_work work;          /* version: of what was seen; result: the new one */
	struct skill skill[SKILLS_MAX];
	size_t n;
	int64_t new_version;             /* result */
};
int skill_set_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
