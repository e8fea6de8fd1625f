/**
 * @file vcall.h  A call as voice has it
 */
#ifndef OTKLIK_VOICE_VCALL_H
#define OTKLIK_VOICE_VCALL_H

#include "voice/leg.h"
#include "voice/player.h"
#include "voice/voice_priv.h"

struct errand;

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
	char token[CALL_TOKEN_SIZE];     /* of a page call: who has it speaks for the citizen; "" of others */
	struct leg *citizen, *staff;     /* owned */
	int64_t operator;                /* at whom it rings, or who has it; 0 nobody */
	uint64_t generation;             /* of the newest offer; 0 none yet */
	int64_t topic;                   /* chosen; 0 none */
	int64_t queued_ms, answered_ms;  /* clock_wall_ms; 0 not yet */
	unsigned place, band;            /* in the queue, as told last; 0 none */
	struct errand *leaving;          /* to the hub when it ends; owned; NULL: it is not in the queue core */
	bool committed;                  /* the answer is in the store: the two may be joined */
	bool joined;                     /* each hears the other (bridge.h) */
	struct player player;            /* to the citizen */
};

/** A new call in the menu, not yet among the voice's calls; owned until vcall_begin */
int vcall_alloc(struct vcall **cp, struct voice *v, const struct line *line, enum call_medium medium) MUST_CHECK;

/** It has its citizen's leg: it is one of the voice's calls from now on, which owns it */
void vcall_begin(struct vcall *call);

/** A call by its id; NULL: there is none, or no more. Borrowed */
struct vcall *vcall_find(const struct voice *v, int64_t id);

/** The call that rings at an operator, or that the operator has; NULL none. Borrowed */
struct vcall *vcall_of_staff(const struct voice *v, int64_t staff);

/** How it stands, for who takes part in it */
void vcall_view(const struct vcall *call, struct call_view *view);

/** The citizen pressed a key. May end the call */
void vcall_digit(struct vcall *call, char digit);

/** An operator has answered: writes it down; once that is done, the two are joined. May end the call */
void vcall_answered(struct vcall *call);

/** A telephone that called a line. `source` is taken over. A refusal has been answered */
void vcall_ring(struct voice *v, const struct sip_msg *msg, const struct line *line, struct source *source);

/** Ends a call: both legs, its record, its place in the queue. The call is freed */
void vcall_end(struct vcall *call, enum call_cause cause);

/** 20 ms have passed */
void vcall_tick(struct vcall *call);

/** A second has passed */
void vcall_second(struct vcall *call, int64_t now_ms);

#endif
