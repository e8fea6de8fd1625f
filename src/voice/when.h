/**
 * @file when.h  In whose time a caller is told hours and times, and whether it is named
 *
 * Hours of a line are those of its calendar, in the calendar's zone. What is promised to a citizen is told in the time of the place where
 * the citizen lives, as far as that is known: the region named in the call, or that of the line. Whoever may take it for another is told
 * which it is: «по московскому времени», «по местному времени».
 */
#ifndef OTKLIK_VOICE_WHEN_H
#define OTKLIK_VOICE_WHEN_H

#include "phrase/phrase.h"
#include "voice/vcall.h"

struct when {
	const struct zone *zone;         /* borrowed for ever */
	enum phrase_zone named;
};

/** Where a citizen lives: the region, 0 not known; else the line's hours, NULL none; else the organisation's. Borrowed for ever */
const struct zone *when_lives(const struct voice *v, unsigned region, const struct line *line);

/** For the hours of the call's line */
struct when when_hours(const struct vcall *call);

/** For what the citizen is promised */
struct when when_promised(const struct vcall *call);

#endif
