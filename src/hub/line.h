/**
 * @file line.h  The hub's queue core and what feeds it (of the hub alone; on its thread, but for the asks)
 */
#ifndef OTKLIK_HUB_LINE_H
#define OTKLIK_HUB_LINE_H

#include "hub/hub.h"

struct line;

/** The line of a hub, empty; freed by mem_deref on the hub's thread or after it */
int line_alloc(struct line **linep, const struct hub_prm *prm) MUST_CHECK;

/** Begins to keep time; ends it. On the hub's thread */
void line_start(struct line *line);
void line_stop(struct line *line);

/** An ask that came to the hub; its result is in it when this returns */
void line_ask(struct line *line, struct hub_ask *ask);

#endif
