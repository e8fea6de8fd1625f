/**
 * @file tell.h  What was committed, told to open screens: journal rows as events
 */
#ifndef OTKLIK_WEB_TELL_H
#define OTKLIK_WEB_TELL_H

#include "hub/hub.h"

struct web;

/** Posts the event for a journal row, if it is one that screens show. Any thread */
int tell_row(struct web *web, const struct hub_event *event) MUST_CHECK;

#endif
