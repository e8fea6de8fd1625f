/**
 * @file role.h  Who works here, as bits: a staff member may hold several roles
 */
#ifndef OTKLIK_STAFF_ROLE_H
#define OTKLIK_STAFF_ROLE_H

#include <stdbool.h>

enum role {
	ROLE_OPERATOR      = 1 << 0,   /* answers appeals */
	ROLE_SENIOR        = 1 << 1,   /* checks answers */
	ROLE_SPECIALIST    = 1 << 2,   /* works on appeals in a department */
	ROLE_SUPERVISOR    = 1 << 3,   /* sees all work, changes topics, calendars and terms */
	ROLE_AUDITOR       = 1 << 4,   /* reads everything that happened, changes nothing */
	ROLE_ADMINISTRATOR = 1 << 5,   /* staff and settings; sees no appeal */

	ROLE_PUBLIC        = 1 << 6,   /* nobody signed in is needed */

	ROLE_DESK = ROLE_OPERATOR | ROLE_SENIOR | ROLE_SPECIALIST | ROLE_SUPERVISOR,
	ROLE_SCORES = ROLE_SUPERVISOR | ROLE_AUDITOR,   /* what callers said of a talk (decision 0280) */
	ROLE_STAFF = ROLE_DESK | ROLE_AUDITOR | ROLE_ADMINISTRATOR,
};

/** May they see what callers said of talks: of each, and of each member of staff? Pure */
bool role_sees_scores(unsigned bits);

#endif
