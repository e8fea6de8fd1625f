/**
 * @file vcall.h  A call as voice has it
 */
#ifndef OTKLIK_VOICE_VCALL_H
#define OTKLIK_VOICE_VCALL_H

#include "voice/leg.h"
#include "voice/player.h"
#include "voice/voice_priv.h"

struct vcall {
	struct le le;                    /* of the voice's calls; owned by the list */
	struct voice *v;
	int64_t id;
	int64_t entered_ms;              /* clock_wall_ms */
	enum call_state state;
	enum call_medium medium;
	const struct line *line;         /* borrowed */
	enum lang lang;

	struct source *source;           /* its share in the limits */
	struct leg *citizen, *staff;     /* owned */
	struct player player;            /* to the citizen */
};

/** A telephone that called a line. `source` is taken over. A refusal has been answered */
void vcall_ring(struct voice *v, const struct sip_msg *msg, const struct line *line, struct source *source);

/** Ends a call: both legs, its record, its place in the queue. The call is freed */
void vcall_end(struct vcall *call, enum call_cause cause);

/** 20 ms have passed */
void vcall_tick(struct vcall *call);

/** A second has passed */
void vcall_second(struct vcall *call, int64_t now_ms);

#endif
