/**
 * @file demo.h  The demonstration: staff to sign in as, and where to look
 */
#ifndef OTKLIK_CMD_DEMO_H
#define OTKLIK_CMD_DEMO_H

#include <stdio.h>
#include "db/store.h"
#include "line/line.h"

/** Adds the demonstration's staff where they are missing */
int demo_fill(struct store *store) MUST_CHECK;

/** Prints where to look, with a one-time sign-in link for each member; `origin` is "http://127.0.0.1:8080", `sip` "127.0.0.1:5060" or "" */
int demo_tell(struct store *store, const char *origin, const char *sip, const struct lines *lines, FILE *out) MUST_CHECK;

#endif
