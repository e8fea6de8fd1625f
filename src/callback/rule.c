/**
 * @file rule.c  When a call back may be dialled
 */
#include "callback/callback.h"

enum { HOUR_MS = 3600 * 1000, REDIAL_MS = 60 * 1000 };


const char *callback_state_name(enum callback_state state)
{
	static const char *const names[] = {"", "waits", "dialled", "done", "failed", "dropped"};

	return (unsigned)state < sizeof(names) / sizeof(names[0]) ? names[state] : "";
}


const char *callback_reason_name(enum callback_reason reason)
{
	static const char *const names[] = {"", "flow", "queue", "cut", "desk"};

	return (unsigned)reason < sizeof(names) / sizeof(names[0]) ? names[reason] : "";
}


const char *callback_outcome_name(enum callback_outcome outcome)
{
	static const char *const names[CALLBACK_OUTCOMES] = {
		[CALLBACK_NONE] = "", [CALLBACK_TALKED] = "talked", [CALLBACK_NO_ANSWER] = "no_answer", [CALLBACK_BUSY] = "busy",
		[CALLBACK_UNCONFIRMED] = "unconfirmed", [CALLBACK_LEFT] = "left", [CALLBACK_NO_OPERATOR] = "no_operator",
		[CALLBACK_CUT_OFF] = "cut_off", [CALLBACK_NO_WAY] = "no_way", [CALLBACK_CRASH] = "crash",
		[CALLBACK_UNWANTED] = "unwanted", [CALLBACK_ELSEWHERE] = "elsewhere", [CALLBACK_WITHDRAWN] = "withdrawn",
	};

	return (unsigned)outcome < CALLBACK_OUTCOMES ? names[outcome] : "";
}


void callback_rules_read(struct callback_rules *rules, const struct settings *s)
{
	*rules = (struct callback_rules){
		.from_h = (unsigned)setting_int(s, SET_CALLBACK_FROM), .until_h = (unsigned)setting_int(s, SET_CALLBACK_UNTIL),
		.tries = (unsigned)setting_int(s, SET_CALLBACK_TRIES), .space_ms = setting_int(s, SET_CALLBACK_SPACE),
		.at_once = (unsigned)setting_int(s, SET_CALLBACK_AT_ONCE),
		.operator_first = 0 == str_cmp(setting_text(s, SET_CALLBACK_FIRST), "operator"),
		.cut = setting_bool(s, SET_CALLBACK_CUT),
	};
	if (rules->until_h <= rules->from_h)     /* a window that is none: all day but the night */
		rules->from_h = 9, rules->until_h = 21;
}


int64_t callback_day_ms(const struct callback_rules *rules, const struct zone *zone, int64_t ms)
{
	const struct zone_local at = zone_local(zone, ms);
	const int64_t from = (int64_t)rules->from_h * HOUR_MS, until = (int64_t)rules->until_h * HOUR_MS;

	if (at.ms >= from && at.ms < until)
		return ms;

	return zone_instant(zone, at.ms < from ? at.day : at.day + 1, from);
}


int64_t callback_late_ms(const struct callback_rules *rules, const struct zone *zone, int64_t from_ms, int64_t late_ms)
{
	const int64_t due_ms = from_ms + late_ms, day_ms = callback_day_ms(rules, zone, due_ms - 1);

	return day_ms == due_ms - 1 ? due_ms : day_ms + late_ms;
}


int64_t callback_cut_ms(const struct callback_rules *rules)
{
	return rules->space_ms < REDIAL_MS ? rules->space_ms : REDIAL_MS;
}


int64_t callback_next_ms(const struct callback_rules *rules, const struct zone *zone, int64_t now_ms)
{
	return callback_day_ms(rules, zone, now_ms + rules->space_ms);
}


bool callback_turn(const struct callback_rules *rules, const struct callback_desk *desk, int64_t due_ms, int64_t now_ms)
{
	const bool late = now_ms + 2 * rules->space_ms >= due_ms;

	if (desk->dialled >= rules->at_once || !desk->there)
		return false;
	if (rules->operator_first)
		return true;

	return desk->free > desk->before + desk->dialled || (late && !desk->dialled);
}


enum callback_state callback_after(const struct callback_rules *rules, enum callback_outcome outcome, unsigned tries)
{
	switch (outcome) {

	case CALLBACK_TALKED:
	case CALLBACK_ELSEWHERE:
		return CALLBACK_DONE;

	case CALLBACK_UNWANTED:
	case CALLBACK_WITHDRAWN:
		return CALLBACK_DROPPED;

	case CALLBACK_CRASH:
		return CALLBACK_WAITS;

	default:
		return tries < rules->tries ? CALLBACK_WAITS : CALLBACK_FAILED;
	}
}
