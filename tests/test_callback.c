/**
 * @file test_callback.c  Calls back: when one may be dialled, how often, and what the flow says
 */
#include "callback/callback.h"
#include "voice/flow.h"
#include "test.h"

int test_callback_day(void);
int test_callback_turn(void);
int test_callback_after(void);
int test_callback_flow(void);
int test_callback_survey(void);

enum { HOUR = 3600 * 1000 };

static const struct callback_rules rules = {.from_h = 9, .until_h = 21, .tries = 3, .space_ms = HOUR / 2, .at_once = 2, .cut = true};

#define NOON_UTC 1795348800000LL                 /* 2026-11-22T12:00Z */


int test_callback_day(void)
{
	const struct zone *moscow, *kamchatka, *kaliningrad;
	int err;

	TEST_OK(zone_get(&moscow, "Europe/Moscow"));
	TEST_OK(zone_get(&kamchatka, "Asia/Kamchatka"));
	TEST_OK(zone_get(&kaliningrad, "Europe/Kaliningrad"));

	/* 15:00 in Moscow is midnight in Kamchatka: nine hours to wait there */
	TEST(NOON_UTC == callback_day_ms(&rules, moscow, NOON_UTC));
	TEST(NOON_UTC + 9 * (int64_t)HOUR == callback_day_ms(&rules, kamchatka, NOON_UTC));

	/* the first and the last moment of the day */
	TEST(NOON_UTC - 6 * (int64_t)HOUR == callback_day_ms(&rules, moscow, NOON_UTC - 6 * (int64_t)HOUR - 1));
	TEST(NOON_UTC + 6 * (int64_t)HOUR - 1 == callback_day_ms(&rules, moscow, NOON_UTC + 6 * (int64_t)HOUR - 1));
	TEST(NOON_UTC + 18 * (int64_t)HOUR == callback_day_ms(&rules, moscow, NOON_UTC + 6 * (int64_t)HOUR));
	TEST(NOON_UTC + 6 * (int64_t)HOUR == callback_day_ms(&rules, kaliningrad, NOON_UTC + 6 * (int64_t)HOUR));

	/* a try late in the evening is followed in the morning */
	TEST(NOON_UTC + HOUR / 2 == callback_next_ms(&rules, moscow, NOON_UTC));
	TEST(NOON_UTC + 18 * (int64_t)HOUR == callback_next_ms(&rules, moscow, NOON_UTC + 6 * (int64_t)HOUR - 1000));

	/* an hour after the time that was agreed on; of the evening's last minute, an hour after the next morning's beginning */
	TEST(NOON_UTC + HOUR == callback_late_ms(&rules, moscow, NOON_UTC, HOUR));
	TEST(NOON_UTC + 6 * (int64_t)HOUR == callback_late_ms(&rules, moscow, NOON_UTC + 5 * (int64_t)HOUR, HOUR));
	TEST(NOON_UTC + 19 * (int64_t)HOUR == callback_late_ms(&rules, moscow, NOON_UTC + 6 * (int64_t)HOUR - 60000, HOUR));

out:
	return err;
}


int test_callback_turn(void)
{
	const int64_t now = NOON_UTC, far = now + 10 * (int64_t)HOUR, near = now + HOUR;
	struct callback_rules operator = rules;
	int err = 0;

	operator.operator_first = true;

	/* nobody there; somebody there, but busy; free; free, but others stand before */
	TEST(!callback_turn(&rules, &(struct callback_desk){0}, near, now));
	TEST(!callback_turn(&rules, &(struct callback_desk){.there = 1}, far, now));
	TEST(callback_turn(&rules, &(struct callback_desk){.there = 1, .free = 1}, far, now));
	TEST(!callback_turn(&rules, &(struct callback_desk){.there = 2, .free = 1, .before = 1}, far, now));
	TEST(callback_turn(&rules, &(struct callback_desk){.there = 2, .free = 2, .before = 1}, far, now));
	TEST(!callback_turn(&rules, &(struct callback_desk){.there = 1, .free = 1, .dialled = 1}, far, now));

	/* time is nearly up: somebody who is there will be free */
	TEST(callback_turn(&rules, &(struct callback_desk){.there = 1, .before = 5}, near, now));
	TEST(callback_turn(&rules, &(struct callback_desk){.there = 1, .before = 5}, now - HOUR, now));
	TEST(!callback_turn(&rules, &(struct callback_desk){.there = 1, .before = 5, .dialled = 1}, near, now));

	/* never more than were allowed at once */
	TEST(!callback_turn(&rules, &(struct callback_desk){.there = 9, .free = 9, .dialled = 2}, far, now));

	/* with the operator first the queue decides */
	TEST(callback_turn(&operator, &(struct callback_desk){.there = 1, .before = 5}, far, now));
	TEST(!callback_turn(&operator, &(struct callback_desk){.before = 0}, near, now));

out:
	return err;
}


int test_callback_after(void)
{
	int err = 0;

	TEST(CALLBACK_WAITS == callback_after(&rules, CALLBACK_NO_ANSWER, 1) && CALLBACK_WAITS == callback_after(&rules, CALLBACK_BUSY, 2));
	TEST(CALLBACK_FAILED == callback_after(&rules, CALLBACK_NO_ANSWER, 3) && CALLBACK_FAILED == callback_after(&rules, CALLBACK_LEFT, 4));
	TEST(CALLBACK_DONE == callback_after(&rules, CALLBACK_TALKED, 1) && CALLBACK_DONE == callback_after(&rules, CALLBACK_ELSEWHERE, 9));
	TEST(CALLBACK_DROPPED == callback_after(&rules, CALLBACK_UNWANTED, 1));
	TEST(CALLBACK_WAITS == callback_after(&rules, CALLBACK_CRASH, 9));
	TEST(callback_cut_ms(&rules) == 60 * 1000);

	for (unsigned i = 1; i < CALLBACK_OUTCOMES; i++)
		TEST(callback_outcome_name((enum callback_outcome)i)[0]);
	TEST(0 == strcmp("", callback_outcome_name(CALLBACK_OUTCOMES)) && 0 == strcmp("queue", callback_reason_name(CALLBACK_QUEUE)));

out:
	return err;
}


static bool said(const struct flow_out *out, enum flow_words words)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (words == out->say[i].words)
			return true;
	}

	return false;
}


int test_callback_flow(void)
{
	struct flow_out out;
	struct flow f;
	int err = 0;

	/* who answers hears who calls, confirms, and gets into the queue */
	flow_called(&f, LANG_RU);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(said(&out, SAY_CALLED) && said(&out, SAY_CALLED_JOIN) && out.quiet_ms && FLOW_NOTHING == out.act);
	flow_step(&f, FLOW_KEY, '7', &out);
	TEST(said(&out, SAY_CALLED) && out.cut);
	flow_step(&f, FLOW_KEY, '1', &out);
	TEST(FLOW_JOIN == out.act && FLOW_TO_QUEUE == f.state);
	flow_step(&f, FLOW_JOINED, 0, &out);
	TEST(said(&out, SAY_ENTER) && FLOW_WAITING == f.state);

	/* who does not want it */
	flow_called(&f, LANG_EN);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	flow_step(&f, FLOW_KEY, '2', &out);
	TEST(FLOW_DROP == out.act && said(&out, SAY_DROPPED) && !flow_done(&f));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

	/* a machine presses nothing */
	flow_called(&f, LANG_RU);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	for (unsigned i = 0; i < 2; i++) {
		flow_step(&f, FLOW_QUIET, 0, &out);
		TEST(said(&out, SAY_CALLED) && FLOW_NOTHING == out.act);
	}
	flow_step(&f, FLOW_QUIET, 0, &out);
	TEST(FLOW_LEAVE == out.act && FLOW_CALLED == f.state);

	/* with the operator first nothing is asked: they talk */
	flow_called(&f, LANG_RU);
	flow_step(&f, FLOW_ANSWERED, 0, &out);
	flow_step(&f, FLOW_KEY, '1', &out);
	TEST(FLOW_TALKING == f.state && !out.n && FLOW_NOTHING == out.act);

out:
	return err;
}


int test_callback_survey(void)
{
	struct flow_out out;
	struct flow f;
	int err = 0;

	flow_called(&f, LANG_RU);
	f.asks = true;
	flow_step(&f, FLOW_ANSWERED, 0, &out);
	flow_step(&f, FLOW_OPERATOR_LEFT, 0, &out);
	TEST(said(&out, SAY_SURVEY) && !said(&out, SAY_BYE) && out.quiet_ms && flow_done(&f));
	flow_step(&f, FLOW_KEY, '5', &out);
	TEST(FLOW_SCORE == out.act && 5 == f.score && said(&out, SAY_SCORED) && said(&out, SAY_BYE));

	/* once: a second key says nothing */
	flow_step(&f, FLOW_KEY, '1', &out);
	TEST(5 == f.score && FLOW_NOTHING == out.act);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

	/* silence and other keys are no answer */
	flow_called(&f, LANG_RU);
	f.asks = true;
	flow_step(&f, FLOW_ANSWERED, 0, &out);
	flow_step(&f, FLOW_OPERATOR_LEFT, 0, &out);
	flow_step(&f, FLOW_KEY, '6', &out);
	TEST(!f.score && FLOW_NOTHING == out.act && said(&out, SAY_BYE) && !said(&out, SAY_SCORED));

	/* not asked: as before */
	flow_called(&f, LANG_RU);
	flow_step(&f, FLOW_ANSWERED, 0, &out);
	flow_step(&f, FLOW_OPERATOR_LEFT, 0, &out);
	TEST(!said(&out, SAY_SURVEY) && said(&out, SAY_BYE));

out:
	return err;
}
