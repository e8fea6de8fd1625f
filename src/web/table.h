/**
 * @file table.h  Every route of the program: the tables of api/<room>.c and site/<page>.c, NULL-terminated
 *
 * To add a file: `const struct route_set <room>_routes = ROUTE_SET(routes);` at its end, its declaration and its row here.
 */
#ifndef OTKLIK_WEB_TABLE_H
#define OTKLIK_WEB_TABLE_H

#include "web/route.h"

extern const struct route_set event_routes;
extern const struct route_set health_routes;
extern const struct route_set metric_routes;
extern const struct route_set openapi_routes;
extern const struct route_set appeal_routes;
extern const struct route_set call_routes;
extern const struct route_set call_guest_routes;
extern const struct route_set call_listen_routes;
extern const struct route_set call_send_routes;
extern const struct route_set call_work_routes;
extern const struct route_set callback_routes;
extern const struct route_set checklists_routes;
extern const struct route_set send_routes;
extern const struct route_set check_routes;
extern const struct route_set desk_routes;
extern const struct route_set line_routes;
extern const struct route_set file_routes;
extern const struct route_set phone_routes;
extern const struct route_set private_routes;
extern const struct route_set viewing_routes;
extern const struct route_set record_routes;
extern const struct route_set repeat_routes;
extern const struct route_set survey_routes;
extern const struct route_set answers_routes;
extern const struct route_set service_routes;
extern const struct route_set session_routes;
extern const struct route_set colleague_routes;
extern const struct route_set presence_routes;
extern const struct route_set staff_routes;
extern const struct route_set calendar_routes;
extern const struct route_set journal_routes;
extern const struct route_set public_routes;
extern const struct route_set skill_routes;
extern const struct route_set term_routes;
extern const struct route_set topic_routes;
extern const struct route_set announce_routes;
extern const struct route_set office_routes;
extern const struct route_set flow_routes;
extern const struct route_set flow_drop_routes;
extern const struct route_set flow_try_routes;
extern const struct route_set recording_routes;
extern const struct route_set prompts_routes;
extern const struct route_set lines_routes;
extern const struct route_set queues_routes;
extern const struct route_set trunks_routes;
extern const struct route_set site_start_routes;
extern const struct route_set site_form_routes;
extern const struct route_set site_find_routes;
extern const struct route_set site_write_routes;
extern const struct route_set site_hours_routes;
extern const struct route_set site_plain_routes;

static const struct route_set *const route_table[] = {
	&event_routes,
	&health_routes,
	&metric_routes,
	&openapi_routes,
	&appeal_routes,
	&call_routes,
	&call_guest_routes,
	&call_listen_routes,
	&call_send_routes,
	&call_work_routes,
	&callback_routes,
	&checklists_routes,
	&send_routes,
	&check_routes,
	&desk_routes,
	&line_routes,
	&file_routes,
	&phone_routes,
	&private_routes,
	&viewing_routes,
	&record_routes,
	&repeat_routes,
	&survey_routes,
	&answers_routes,
	&service_routes,
	&session_routes,
	&colleague_routes,
	&presence_routes,
	&staff_routes,
	&calendar_routes,
	&journal_routes,
	&public_routes,
	&skill_routes,
	&term_routes,
	&topic_routes,
	&announce_routes,
	&office_routes,
	&flow_routes,
	&flow_drop_routes,
	&flow_try_routes,
	&recording_routes,
	&prompts_routes,
	&lines_routes,
	&queues_routes,
	&trunks_routes,
	&site_start_routes,
	&site_form_routes,
	&site_find_routes,
	&site_write_routes,
	&site_hours_routes,
	&site_plain_routes,
	NULL
};

#endif
