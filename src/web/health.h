/**
 * @file health.h  What ails this node, as codes: shown by /healthz
 */
#ifndef OTKLIK_WEB_HEALTH_H
#define OTKLIK_WEB_HEALTH_H

#include "base/def.h"

struct web;

enum reason {
	REASON_STORE_GONE,
	REASON_STORE_LOCKED,
	REASON_STORE_SLOW,
	REASON_STORE_FULL,
	REASON_STORE_ERROR,
	REASON_BUSY,
	REASON_CLOCK,
	REASON_THREAD,
	REASON_DRAINING,
};

/** Sets or clears a reason; logs when it changes. Any thread */
void health_set(struct web *web, enum reason reason, bool on);

/** How the store is, of whoever works with it all the time (the writer): 0 or errno, and was something written? Any thread */
void health_store(struct web *web, int err, bool wrote);

/** What an errand to the store ended with: 0 or errno */
void health_wrote(struct web *web, int err);
void health_read(struct web *web, int err);

/** Bits 1 << enum reason */
unsigned health_ails(const struct web *web);

#endif
