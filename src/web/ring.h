/**
 * @file ring.h  An operator's desk rings: an event without a position, to this operator alone, before anything is written
 *
 *     event: ring    {"call": "…", "generation": 7, "on": true}         an offer; answered with its generation
 *     event: ring    {"call": "…", "generation": 7, "on": false}        it was taken back
 */
#ifndef OTKLIK_WEB_RING_H
#define OTKLIK_WEB_RING_H

#include "queue/queue.h"

struct web;

/** Tells an offer or its withdrawal; other decisions are nothing to a desk. Any thread. ENOMEM */
int ring_tell(struct web *web, const struct queue_decision *decision) MUST_CHECK;

#endif
