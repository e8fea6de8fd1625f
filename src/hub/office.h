/**
 * @file office.h  Who answers for the office of a region, as the queue core has it
 */
#ifndef OTKLIK_HUB_OFFICE_H
#define OTKLIK_HUB_OFFICE_H

#include "hub/hub.h"
#include "region/region.h"

/** Sets `staff` and `waiting` of an office: who can answer its calls now, and how many wait for it. Any thread */
void hub_office_count(const struct hub_view *view, struct office *office);

#endif
