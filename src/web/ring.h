/**
 * @file ring.h  An operator's desk rings: an event without a position, to this operator alone, before anything is written
 *
 *     event: ring    {"call": "…", "generation": 7, "on": true}         an offer; answered with its generation
 *     event: ring    {"call": "…", "generation": 7, "on": false}        it was taken back
 *
 *     event: phone   {"there": true}                                    the operator's SIP telephone can be rung, or not
 *
 * Who is in wrap-up all at the desk see, likewise before anything is written:
 *
 *     event: wrap-up {"staff": "…", "until_ms": 1795372800000}          0: it is over; wall clock
 *     event: wrap-up {"staff": "…", "until_ms": 1795372800000, "reason": "record"}     it was extended
 */
#ifndef OTKLIK_WEB_RING_H
#define OTKLIK_WEB_RING_H

#include "queue/queue.h"

struct web;

/**
 * Tells an offer, its withdrawal, a wrap-up; other decisions are nothing to a desk. Any thread
 *
 * @return 0, ENOMEM
 */
int ring_tell(struct web *web, const struct queue_decision *decision) MUST_CHECK;

/** An operator's SIP telephone came, or went. Any thread. ENOMEM */
int ring_phone(struct web *web, int64_t staff, bool there) MUST_CHECK;

/** A wrap-up lasts until then, or (0) is over; reason: a word (staff/reason.h), "" none. Any thread. ENOMEM */
int ring_wrap_up(struct web *web, int64_t staff, int64_t until_ms, const char *reason) MUST_CHECK;

#endif
