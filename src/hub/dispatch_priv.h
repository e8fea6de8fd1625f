/**
 * @file dispatch_priv.h  Inside dispatch
 */
#ifndef OTKLIK_HUB_DISPATCH_PRIV_H
#define OTKLIK_HUB_DISPATCH_PRIV_H

#include "base/timer.h"
#include "hub/dispatch.h"
#include "hub/record.h"

enum {
	EARLY_MOST = 64,                 /* phones of who is not known yet; the oldest is forgotten, and said again by its desk */
};

struct dispatch {
	struct queue_core *core;
	struct tmr timer, look_timer;
	struct hub_prm prm;
	struct record *record;
	int64_t wall_ms;                 /* the wall clock less the monotonic one, as at the start: order must not step */
	struct dispatch_staff *staff;    /* by id: as they were told */
	size_t staffs;
	int64_t early[EARLY_MOST];       /* whose phone is there and who are not known yet, from the newest; 0 none */
	bool runs;
	bool hungry;                     /* written work was refused: the core was full */
};

void dispatch_moved(struct dispatch *d);

/** A phone of one the core does not know yet is there, or is not: when he is known (early_take: once) he can be rung */
void early_set(struct dispatch *d, int64_t staff, bool on);
bool early_take(struct dispatch *d, int64_t staff);

int dispatch_look(const struct dispatch *d, int64_t now_ms, struct hub_view **vp) MUST_CHECK;

#endif
