/**
 * @file quality.h  How good the sound of one side of a call is
 */
#ifndef OTKLIK_CALL_QUALITY_H
#define OTKLIK_CALL_QUALITY_H

#include <stdbool.h>

/** Of a side; what is not known is negative */
struct call_quality {
	int lost;               /* ‰ of what it sends that did not come, in the last report's time (five seconds) … */
	int lost_all;           /* … and since the beginning */
	int jitter_ms;          /* of what comes */
	int far_lost;           /* ‰ of what we send that did not arrive there, as it reported last … */
	int far_lost_all;       /* … and since the beginning */
	int far_jitter_ms;
	int rtt_ms;             /* there and back */
	bool unseen;            /* it reports, but nothing (new) of what we send: that does not arrive there. False: it does, or nobody knows */
};

/** Nothing is known */
#define CALL_QUALITY_UNKNOWN {-1, -1, -1, -1, -1, -1, -1, false}

/** Whose sound: the third is somebody who was called in */
enum { CALL_CITIZEN, CALL_OPERATOR, CALL_GUEST, CALL_VOICES };

enum call_grade { CALL_GRADE_UNKNOWN, CALL_GRADE_POOR, CALL_GRADE_FAIR, CALL_GRADE_GOOD };

/**
 * One word for it: of what is known the worst counts. Good: less than 2 % lost, 30 ms of jitter, a round trip of 200 ms, as conversation
 * needs (ITU-T G.114: 150 ms one way is felt by nobody); poor: 8 %, 80 ms or 500 ms
 */
enum call_grade call_grade(const struct call_quality *q);

/** "good", "fair", "poor"; NULL: unknown */
const char *call_grade_name(enum call_grade grade);

#endif
