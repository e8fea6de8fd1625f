/**
 * @file test_report.c  RTCP: two sides report to each other; what is lost, how far, in one word
 */
#include "base/clock.h"
#include "call/call.h"
#include "voice/media/report.h"
#include "test.h"

enum { PACKETS = 250, TENTH = 10, WAY_MS = 120, STEP = 160 };

int test_report(void);
int test_report_unseen(void);
int test_call_grade(void);


/* Packets of one side to the other; `drops`: of so many one is lost; those of one key share a timestamp */
static void speak(struct report *from, struct report *to, unsigned drops, int64_t now_ms)
{
	for (unsigned i = 0; i < PACKETS; i++) {

		struct rtp_header hdr = {.ver = RTP_VERSION, .ssrc = from->ssrc, .seq = (uint16_t)(65500 + i), .ts = (i < PACKETS - 9 ? i : PACKETS - 9) * STEP};

		report_sent(from, hdr.ts, STEP);
		if (!drops || i % drops)
			reception_count(&to->in, &hdr, to->rate_hz, now_ms + i * 20);
	}
}


static int tell(struct report *from, struct report *to, int64_t sent_ms, int64_t now_ms)
{
	struct mbuf *mb = mbuf_alloc(REPORT_SIZE);
	int err = mb ? report_encode(mb, from, sent_ms) : ENOMEM;

	if (!err && mb->end > REPORT_SIZE)
		err = EOVERFLOW;
	if (!err && !report_take(to, mb, now_ms))
		err = EBADMSG;
	mem_deref(mb);

	return err;
}


int test_report(void)
{
	struct report here = {.ssrc = 1, .rate_hz = 8000}, there = {.ssrc = 2, .rate_hz = 8000}, stranger = {.ssrc = 3, .rate_hz = 8000};
	struct call_quality q;
	int64_t now_ms = 1000000;
	int err = 0;

	report_quality(&here, &q);
	TEST(q.lost < 0 && q.lost_all < 0 && q.jitter_ms < 0 && q.far_lost < 0 && q.far_jitter_ms < 0 && q.rtt_ms < 0);

	speak(&here, &there, TENTH, now_ms);
	speak(&there, &here, 0, now_ms);
	now_ms += 5000;
	TEST_OK(tell(&there, &here, now_ms, now_ms));
	report_quality(&here, &q);
	TEST(q.far_lost >= 90 && q.far_lost <= 110 && q.far_lost_all >= 90 && q.far_lost_all <= 110);
	TEST(0 == q.far_jitter_ms);
	TEST(q.rtt_ms < 0);

	/* a report that names ours says how far it is */
	here.in.sr_ms = 0;
	TEST_OK(tell(&here, &there, now_ms, now_ms));
	there.in.sr_ms = clock_mono_ms();                /* as if it had come just now, of which the encoder's clock tells the age */
	TEST_OK(tell(&there, &here, now_ms, now_ms + WAY_MS));
	report_quality(&here, &q);
	TEST(q.rtt_ms >= WAY_MS - 60 && q.rtt_ms <= WAY_MS + 1);
	TEST(0 == q.lost && 0 == q.lost_all && 0 == q.jitter_ms);

	/* the second report is of what has come since the first */
	TEST(0 == q.far_lost && q.far_lost_all >= 90);

	/* what is told of another's stream is nothing to us */
	speak(&here, &stranger, 2, now_ms);
	stranger.in.ssrc = 77;
	TEST_OK(tell(&stranger, &here, now_ms, now_ms));
	report_quality(&here, &q);
	TEST(0 == q.far_lost && q.far_lost_all < 110);

out:
	return err;
}


/* It reports, and tells nothing of what we send, or the same again: after two of them that does not arrive; the first that tells anew says it does */
int test_report_unseen(void)
{
	static const struct {
		unsigned sent, arrive;           /* packets since the report before, pieces of PACKETS */
		bool named;                      /* the stream that it tells of is ours */
		bool unseen;
	} steps[] = {
		{1, 1, true, false}, {1, 0, true, false}, {1, 0, true, true}, {1, 1, true, false},      /* it came, stopped, came again */
		{0, 0, true, false}, {0, 0, true, false}, {0, 0, true, false},                          /* nothing is sent: nothing is to come */
		{1, 0, false, false}, {1, 0, false, false}, {1, 0, false, false},                       /* of another's name: nobody knows */
	};
	struct report here = {.ssrc = 1, .rate_hz = 8000}, there = {.ssrc = 2, .rate_hz = 8000}, empty = {.ssrc = 4, .rate_hz = 8000};
	struct call_quality q;
	uint16_t seq = 0;
	int err = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		for (unsigned n = 0; n < steps[i].sent * PACKETS; n++, seq++) {
			struct rtp_header hdr = {.ver = RTP_VERSION, .ssrc = here.ssrc, .seq = seq, .ts = seq * STEP};

			report_sent(&here, hdr.ts, STEP);
			if (steps[i].arrive)
				reception_count(&there.in, &hdr, there.rate_hz, 1000000 + seq * 20);
		}
		there.in.ssrc = steps[i].named ? here.ssrc : 77;
		TEST_OK(tell(&there, &here, 1000000, 1000000));
		report_quality(&here, &q);
		TEST(steps[i].unseen == q.unseen);
	}

	/* who never had a block about it may be one that has none whatever it hears: nobody knows; from the first block on it counts */
	here = (struct report){.ssrc = 1, .rate_hz = 8000};
	there = (struct report){.ssrc = 2, .rate_hz = 8000};
	for (unsigned i = 0; i < 6; i++) {
		speak(&here, &there, 0, 1000000);
		TEST_OK(tell(3 == i ? &there : &empty, &here, 1000000, 1000000));
		report_quality(&here, &q);
		TEST((5 == i) == q.unseen);
	}

	/* the call goes on at another place, of which nobody knows */
	report_moved(&here);
	for (unsigned i = 0; i < 4; i++) {
		speak(&here, &there, 0, 1000000);
		TEST_OK(tell(&empty, &here, 1000000, 1000000));
		report_quality(&here, &q);
		TEST(!q.unseen);
	}

	/* one that says from the beginning that nothing came */
	here = (struct report){.ssrc = 1, .rate_hz = 8000};
	there = (struct report){.ssrc = 2, .rate_hz = 8000, .in = {.begun = true, .ssrc = 1}};
	for (unsigned i = 0; i <= REPORT_UNSEEN; i++) {
		report_quality(&here, &q);
		TEST((i == REPORT_UNSEEN) == q.unseen);
		speak(&here, &empty, 0, 1000000);
		TEST_OK(tell(&there, &here, 1000000, 1000000));
	}

out:
	return err;
}


int test_call_grade(void)
{
	static const struct {
		struct call_quality q;
		enum call_grade grade;
	} casev[] = {
		{CALL_QUALITY_UNKNOWN, CALL_GRADE_UNKNOWN},
		{{.lost = 0, .lost_all = -1, .jitter_ms = -1, .far_lost = -1, .far_lost_all = -1, .far_jitter_ms = -1, .rtt_ms = -1}, CALL_GRADE_GOOD},
		{{.lost = 19, .jitter_ms = 29, .far_lost = 19, .far_jitter_ms = 29, .rtt_ms = 199}, CALL_GRADE_GOOD},
		{{.lost = 20}, CALL_GRADE_FAIR},
		{{.far_lost = 80}, CALL_GRADE_POOR},
		{{.jitter_ms = 30}, CALL_GRADE_FAIR},
		{{.far_jitter_ms = 80}, CALL_GRADE_POOR},
		{{.lost = 30, .rtt_ms = 500}, CALL_GRADE_POOR},
		{{.lost_all = 900, .far_lost_all = 900}, CALL_GRADE_GOOD},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(casev) / sizeof(casev[0]); i++)
		TEST(casev[i].grade == call_grade(&casev[i].q));
	TEST(!call_grade_name(CALL_GRADE_UNKNOWN) && 0 == str_cmp("poor", call_grade_name(CALL_GRADE_POOR)));

out:
	return err;
}
