/**
 * @file switchboard.h  What people dial, what lines say, how long callers wait for what, as it is in force: the profile with the published sheets over it
 *
 *   profile: lines, flows, trunks ──┐
 *   settings: waiting ──────────────┤
 *                                   ├──▶ switchboard, shared by all threads ──▶ voice: calls keep the one they began with
 *   sheets: published ──────────────┘                                       ──▶ web
 *
 * Made once, never changed, counted atomically (switchboard_ref, switchboard_unref), like the schedule's book. The hub has a new one made
 * when something was published. A sheet that this program cannot take (another version wrote it) is left out, which is told.
 */
#ifndef OTKLIK_PROFILE_SWITCHBOARD_H
#define OTKLIK_PROFILE_SWITCHBOARD_H

#include "announce/announce.h"
#include "checklist/checklist.h"
#include "profile/profile.h"
#include "region/mark.h"
#include "sheet/sheet.h"
#include "waiting/waiting.h"

struct switchboard;

/**
 * Makes one
 *
 * @param sp      One reference
 * @param profile Outlives it
 * @param waiting What the settings say of it
 * @param sheets  Published ones; NULL: none
 * @param why     What was left out, and why; may stay empty
 *
 * @return 0, ENOMEM
 */
int switchboard_make(struct switchboard **sp, const struct profile *profile, const struct waiting *waiting, const struct sheets *sheets,
		     struct mbuf *why) MUST_CHECK;

/** The same from what is published in a store; EBADMSG: a sheet is no JSON */
int switchboard_load(struct switchboard **sp, const struct profile *profile, const struct waiting *waiting, struct db *db,
		     struct mbuf *why) MUST_CHECK;

struct switchboard *switchboard_ref(struct switchboard *board);
struct switchboard *switchboard_unref(struct switchboard *board);        /* always NULL */

/* Borrowed of the switchboard; of none, NULL */
const struct lines *switchboard_lines(const struct switchboard *board);
const struct flows *switchboard_flows(const struct switchboard *board);
const struct waiting *switchboard_waiting(const struct switchboard *board);
const struct checklists *switchboard_checklists(const struct switchboard *board);

/** The carriers: of the desk, as they were published there (with their sealed passwords, when they were loaded from a store), or the profile's */
const struct trunk_plans *switchboard_trunks(const struct switchboard *board, bool *of_desk);
/** Has somebody marked the office of a region down, at that time? */
bool switchboard_office_down(const struct switchboard *board, unsigned region, int64_t now_ms);

/** What every caller hears first at that time, in a language; none: nothing */
struct pl switchboard_announcement(const struct switchboard *board, enum lang lang, int64_t now_ms);

#endif
