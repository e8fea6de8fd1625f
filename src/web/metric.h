/**
 * @file metric.h  /metrics: what this node does, in numbers (Prometheus text format 0.0.4)
 *
 * Requests are counted by route and status, their time in a histogram by route. Rooms add figures of their own: a handler
 * that reads an atomic. No label ever holds what a person typed.
 */
#ifndef OTKLIK_WEB_METRIC_H
#define OTKLIK_WEB_METRIC_H

#include "base/def.h"

struct web;

enum metric_type { METRIC_COUNTER, METRIC_GAUGE };

/**
 * Adds a figure
 *
 * @param name    "otklik_appeals_entered_total"; constant
 * @param help    A sentence; constant
 * @param value_h Called on the web thread at each look: reads an atomic, waits for nothing
 * @param arg     Borrowed for the life of the server
 *
 * Any thread
 */
int metric_add(struct web *web, const char *name, const char *help, enum metric_type type, double (*value_h)(void *arg),
	       void *arg) MUST_CHECK;

#endif
