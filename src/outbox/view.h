/**
 * @file view.h  The outbox, for those who look after it
 */
#ifndef OTKLIK_OUTBOX_VIEW_H
#define OTKLIK_OUTBOX_VIEW_H

#include "appeal/view.h"
#include "outbox/outbox.h"

/**
 * {channels: [{channel, waiting, tried, given_up}], owed: [{channel, kind, state, tries, made_at, next_at, why, number}]}
 *
 * What waits, how much of it was tried in vain, and what was given up in the last 30 days: whom nobody was told, and why. An app_view_h's work
 */
int outbox_view(const struct view *v, json_t **objp) MUST_CHECK;

#endif
