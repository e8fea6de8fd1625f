/**
 * @file show_priv.h  What the documents of the schedule share
 */
#ifndef OTKLIK_SCHEDULE_SHOW_PRIV_H
#define OTKLIK_SCHEDULE_SHOW_PRIV_H

#include "schedule/show.h"

json_t *show_time(const struct zone *zone, int64_t ms);
json_t *show_hours(const struct hours *hours);
json_t *show_week(const struct week *week);

/* {open, change?, reason_ru?, reason_en?}; NULL: no such calendar, or no memory */
json_t *show_status(const struct book *book, struct pl name, int64_t now_ms);

#endif
