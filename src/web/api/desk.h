/**
 * @file desk.h  What handlers of the desk share
 */
#ifndef OTKLIK_WEB_API_DESK_H
#define OTKLIK_WEB_API_DESK_H

#include "web/request.h"

/** The ten digits of the number in the path, which may lack its letters; false: replied 404 */
bool desk_number(struct request *req, int64_t *digits);

/** Days as the query has them ("2026-11-24"), where the organisation is: from the beginning of one to the end of another. An empty one leaves
    its time as it is. False: one is no day */
bool desk_days(const struct request *req, struct pl from, struct pl to, int64_t *from_ms, int64_t *to_ms);

/** The span of whole days that the query names (from, to), the last 30 days without; false: replied 422 */
bool desk_span(struct request *req, int64_t *from_ms, int64_t *to_ms);

/** Who has an appeal open now: [{id, name, typing}] */
json_t *viewing_list(int64_t digits);

#endif
