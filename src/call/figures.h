/**
 * @file figures.h  How soon calls were answered (R72)
 *
 * Of calls that citizens made, by the day on which they came. A wait begins when the call joins the queue and ends when an operator answers; what is said before
 * is none.
 */
#ifndef OTKLIK_CALL_FIGURES_H
#define OTKLIK_CALL_FIGURES_H

#include <jansson.h>
#include "appeal/view.h"

enum {
	CALL_SOON_MS      = 30 * 1000,   /* an answer within so long is soon */
	CALL_FIGURES_DAYS = 366,         /* the widest span; of a wider one the last days */
};

/**
 * {from, to, soon_s, all, days:[{day, …}], topics:[{topic?:{id, name}, …}]}; all and … are came, queued, answered, soon, abandoned, mean_s?, p90_s?
 *
 * Of calls that came from from_ms until before to_ms. `abandoned`: the caller left while waiting. Means are null without answers. Days are those where
 * the organisation is, those without calls absent.
 */
int call_figures_view(const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp) MUST_CHECK;

#endif
