/**
 * @file staff.h  Staff as the API shows them, and the staff room's refusals as replies
 */
#ifndef OTKLIK_WEB_API_STAFF_H
#define OTKLIK_WEB_API_STAFF_H

#include "staff/staff.h"
#include "web/request.h"

/** ["operator", "senior"]; NULL without memory */
json_t *staff_roles_json(unsigned roles);

/** Replies with the problem `staff.…` of a refusal; what is about a field names it */
void staff_refuse(struct request *req, enum staff_refusal refusal);

#endif
