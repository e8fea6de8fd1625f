/**
 * @file desk.h  What handlers of the desk share
 */
#ifndef OTKLIK_WEB_API_DESK_H
#define OTKLIK_WEB_API_DESK_H

#include "web/request.h"

/** The ten digits of the number in the path, which may lack its letters; false: replied 404 */
bool desk_number(struct request *req, int64_t *digits);

/** Who has an appeal open now: [{id, name, typing}] */
json_t *viewing_list(int64_t digits);

#endif
