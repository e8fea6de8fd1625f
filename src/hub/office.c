/**
 * @file office.c  Who answers for the office of a region
 */
#include "hub/office.h"


/* May this one be rung with calls of a region? No region written down means every one */
static bool answers(const struct queue_staff_view *staff, unsigned region)
{
	if (QUEUE_OUT == staff->state || !staff->reached[QUEUE_CALL] || !staff->most[QUEUE_CALL])
		return false;

	return !(staff->regions[0] | staff->regions[1]) || staff->regions[region / 64] >> (region % 64) & 1;
}


void hub_office_count(const struct hub_view *view, struct office *office)
{
	office->staff = office->waiting = 0;

	for (size_t i = 0; i < view->staffs; i++)
		office->staff += answers(&view->staff[i], office->region);
	for (size_t i = 0; i < view->rows; i++) {
		const struct queue_row_view *row = &view->row[i];

		if (QUEUE_CALL == row->medium && office->region == row->region)
			office->waiting += row->waiting + row->offered;
	}
}
