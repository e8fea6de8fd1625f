/**
 * @file office.h  How the offices of the lines' regions stand, for the flows (region/region.h)
 *
 * Hours come from the schedule, marks from the switchboard (region/mark.h), who can answer and how many wait from the queue core, asked once a second and when a call comes in: a
 * caller is never made to wait for it.
 */
#ifndef OTKLIK_VOICE_OFFICE_H
#define OTKLIK_VOICE_OFFICE_H

#include "voice/voice_priv.h"

/** One for each region that has a line, as lines are now */
void office_take(struct voice *v);

/** Looks how they stand, unless it has just done so. The queue core's part comes a little later */
void office_look(struct voice *v);

#endif
