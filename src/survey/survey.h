/**
 * @file survey.h  What callers said of talks, 1 to 5, as figures
 *
 * What this room is for: how many answered and what, by day, by topic and by who talked (decision 0280). What it refuses: asking (the line does), and
 * keeping (the room of calls does, once a call).
 *
 * Who may see it is role_sees_scores (staff/role.h). An average of few answers says little: it is shown as few, and of one member of staff not at all.
 */
#ifndef OTKLIK_SURVEY_SURVEY_H
#define OTKLIK_SURVEY_SURVEY_H

#include <jansson.h>
#include "appeal/view.h"

enum {
	SURVEY_BEST = 5,
	SURVEY_FEW  = 5,                 /* fewer answers than these are few */
};

/** The mean of n answers that come to `total` together, in hundredths, rounded to the nearest; 0 without answers. Pure */
int64_t survey_mean_hundredths(int64_t n, int64_t total);

/**
 * {from, to, few, n, average, scores:[how many said 1, … 5], days:[{day, n, average}], topics:[{topic?:{id, name}, n, average}],
 * staff:[{id, name, n, average}]}
 *
 * Of answers given from from_ms until before to_ms. An average is null without answers; a member's is null below SURVEY_FEW. Days are
 * those where the organisation is, those without answers absent. The caller has asked role_sees_scores.
 */
int survey_view(const struct view *v, int64_t from_ms, int64_t to_ms, json_t **objp) MUST_CHECK;

#endif
