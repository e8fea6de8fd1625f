/**
 * @file quality.c  How good the sound of one side of a call is
 */
#include "call/call.h"


static enum call_grade of(int value, int fair, int poor)
{
	if (value < 0)
		return CALL_GRADE_UNKNOWN;

	return value >= poor ? CALL_GRADE_POOR : value >= fair ? CALL_GRADE_FAIR : CALL_GRADE_GOOD;
}


enum call_grade call_grade(const struct call_quality *q)
{
	const enum call_grade all[] = {
		of(q->lost, 20, 80), of(q->far_lost, 20, 80), of(q->jitter_ms, 30, 80), of(q->far_jitter_ms, 30, 80), of(q->rtt_ms, 200, 500),
	};
	enum call_grade worst = CALL_GRADE_UNKNOWN;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (all[i] && (!worst || all[i] < worst))
			worst = all[i];
	}

	return worst;
}


const char *call_grade_name(enum call_grade grade)
{
	static const char *const names[] = {
		[CALL_GRADE_POOR] = "poor", [CALL_GRADE_FAIR] = "fair", [CALL_GRADE_GOOD] = "good",
	};

	return names[grade];
}
