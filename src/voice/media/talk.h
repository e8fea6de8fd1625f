/**
 * @file talk.h  Who hears whom in a call of more than two: pure rules
 *
 *               hears    citizen   operator   colleague   supervisor
 *     citizen              ·          yes        yes          no           all of them talk, and a supervisor listens
 *     operator            yes          ·         yes       whispering
 *     colleague           yes         yes         ·           no
 *     supervisor          yes         yes        yes           ·
 *
 * On hold the citizen hears music and is heard by nobody: operator and colleague talk among themselves, and a supervisor hears that.
 */
#ifndef OTKLIK_VOICE_TALK_H
#define OTKLIK_VOICE_TALK_H

#include "base/def.h"

enum talk_side { TALK_CITIZEN, TALK_STAFF, TALK_GUEST, TALK_EAR, TALK_SIDES };

#define TALK_BIT(side) (1U << (side))

struct talk {
	unsigned here;                  /* bits of sides that take part */
	bool joined;                    /* citizen and operator hear each other; else the citizen hears music */
	bool whisper;                   /* the supervisor is heard by the operator */
};

/** The sides that this side hears, as bits */
unsigned talk_hears(const struct talk *talk, enum talk_side side);

#endif
