/**
 * @file test_leg.c  Legs: one stream whatever its sources; keys heard once, keys sent
 */
#include "base/clock.h"
#include "test.h"
#include "voice/media/g711.h"
#include "voice/media/leg.h"

struct packet {
	uint8_t pt;
	bool marker;
	uint16_t seq;
	uint32_t ts;
	uint8_t first;
	size_t size;
};

int test_leg_rebase(void);
int test_leg_law(void);
int test_leg_digit(void);
int test_dtmf(void);
int test_call_names(void);

static struct {
	unsigned n;
	struct packet at[32];
} sent;

static char pressed[32];


static void send_h(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size)
{
	(void)leg;
	if (sent.n < 32)
		sent.at[sent.n++] = (struct packet){pt, marker, seq, ts, data[0], size};
}


static void end_h(struct leg *leg, enum call_cause cause)
{
	(void)leg;
	(void)cause;
}


static void digit_h(struct leg *leg, char digit, void *arg)
{
	(void)leg;
	(void)arg;
	strncat(pressed, &digit, 1);
}

static const struct leg_kind kind = {.name = "test", .send_h = send_h, .end_h = end_h};
static const struct leg_handler handler = {.digit_h = digit_h};


/* A second source begins right after the first, later by what the clock says, and what it lost stays lost */
int test_leg_rebase(void)
{
	uint8_t sound[LEG_PACKET_SIZE] = {0};
	struct leg_media m = {.codec = LEG_PCMA, .data = sound, .size = sizeof(sound)};
	struct leg leg = {0};
	int one, two, err = 0;

	clock_virtual_start(0, 0);
	sent.n = 0;
	leg_init(&leg, &kind, LEG_PCMA, 101);

	m.seq = 100, m.ts = 5000;
	leg_send(&leg, &one, &m);
	clock_virtual_advance(20);
	m.seq = 101, m.ts = 5160;
	leg_send(&leg, &one, &m);

	clock_virtual_advance(500);
	m.seq = 7, m.ts = 77;
	leg_send(&leg, &two, &m);
	clock_virtual_advance(40);
	m.seq = 9, m.ts = 77 + 320;
	leg_send(&leg, &two, &m);
	m.seq = 8, m.ts = 77 + 160;
	leg_send(&leg, &two, &m);

	TEST(5 == sent.n);
	TEST(sent.at[0].marker && !sent.at[1].marker && sent.at[2].marker && !sent.at[3].marker);
	TEST((uint16_t)(sent.at[1].seq - sent.at[0].seq) == 1 && sent.at[1].ts - sent.at[0].ts == 160);
	TEST((uint16_t)(sent.at[2].seq - sent.at[1].seq) == 1 && sent.at[2].ts - sent.at[1].ts == 4000);
	TEST((uint16_t)(sent.at[3].seq - sent.at[2].seq) == 2 && sent.at[3].ts - sent.at[2].ts == 320);
	TEST((uint16_t)(sent.at[3].seq - sent.at[4].seq) == 1);

	/* the same side after a reload counts from elsewhere: a receiver of SRTP would take what lies behind for a repetition */
	clock_virtual_advance(60);
	m.seq = 9 - 5000, m.ts = 123456789, m.ssrc = 2;
	leg_send(&leg, &two, &m);
	TEST(6 == sent.n && sent.at[5].marker);
	TEST((uint16_t)(sent.at[5].seq - sent.at[3].seq) == 1 && sent.at[5].ts - sent.at[3].ts == 480);

	/* and so does one that began anew without saying so */
	clock_virtual_advance(20);
	m.seq = (uint16_t)(m.seq + 20000), m.ts = 7;
	leg_send(&leg, &two, &m);
	TEST(7 == sent.n && sent.at[6].marker);
	TEST((uint16_t)(sent.at[6].seq - sent.at[5].seq) == 1 && sent.at[6].ts - sent.at[5].ts == 160);

	/* silence is the other side's, and is said once its time is over */
	TEST(!leg_silent(&leg, clock_mono_ms()));
	clock_virtual_advance(LEG_SILENT_MS);
	TEST(leg_silent(&leg, clock_mono_ms()));

	/* one that is lost is waited for, and begins anew when it is back */
	leg_change(&leg, LEG_LOST, CALL_LOST);
	TEST(!leg_silent(&leg, clock_mono_ms()));
	leg_change(&leg, LEG_UP, CALL_ONGOING);
	TEST(!leg_silent(&leg, clock_mono_ms()));

out:
	clock_virtual_stop();
	return err;
}


int test_leg_law(void)
{
	uint8_t all[256], back[256];
	struct leg_media m = {.codec = LEG_PCMU, .data = all, .size = 160};
	struct leg leg = {0};
	int err = 0;

	for (int i = 0; i < 256; i++)
		all[i] = (uint8_t)i;

	g711_ulaw_to_alaw(back, all, 256);
	TEST(G711_ALAW_SILENCE == back[G711_ULAW_SILENCE]);
	TEST(0xaa == back[0x80] && 0x2a == back[0x00]);                  /* the loudest of each sign */
	g711_alaw_to_ulaw(back, back, 256);
	for (int i = 0; i < 256; i++)
		TEST(back[i] - all[i] <= 1 && all[i] - back[i] <= 1);    /* at most a step is lost on the way there and back */

	sent.n = 0;
	leg_init(&leg, &kind, LEG_PCMA, -1);
	all[0] = 0x80;
	leg_send(&leg, &leg, &m);
	TEST(1 == sent.n && LEG_PCMA == sent.at[0].pt && 0xaa == sent.at[0].first);

out:
	return err;
}


static void key(struct leg *leg, uint32_t ts, int event, bool end, unsigned duration)
{
	uint8_t p[DTMF_SIZE];

	dtmf_encode(p, event, end, (uint16_t)duration);
	leg_heard(leg, 101, false, 0, ts, 1, p, sizeof(p));
}


/* Each press once: ends lost, starts lost, the same key again, packets late, long presses, moving timestamps */
int test_dtmf(void)
{
	struct leg leg = {0};
	uint8_t p[DTMF_SIZE] = {16, 0, 0, 160};
	int err = 0;

	pressed[0] = '\0';
	leg_init(&leg, &kind, LEG_PCMA, 101);
	leg_listen(&leg, &handler, NULL);

	key(&leg, 1000, 5, false, 160);
	key(&leg, 1000, 5, false, 320);
	key(&leg, 1000, 5, true, 480);
	key(&leg, 1000, 5, true, 480);
	TEST(0 == strcmp(pressed, "5"));

	key(&leg, 3000, 5, false, 160);              /* again, its end lost */
	key(&leg, 5000, 5, false, 160);              /* and again */
	TEST(0 == strcmp(pressed, "555"));

	key(&leg, 7000, 11, true, 800);              /* only the end came */
	key(&leg, 5000, 5, true, 480);               /* late */
	TEST(0 == strcmp(pressed, "555#"));

	key(&leg, 9000, 1, false, 0xffff);
	key(&leg, 9000 + 0xffff, 1, false, 160);     /* a long press goes on */
	key(&leg, 9000 + 0xffff, 1, true, 320);
	TEST(0 == strcmp(pressed, "555#1"));

	key(&leg, 200000, 2, false, 160);
	key(&leg, 200160, 2, false, 320);            /* a phone that moves the timestamp */
	key(&leg, 200320, 2, true, 480);
	key(&leg, 200960, 2, false, 160);
	TEST(0 == strcmp(pressed, "555#122"));

	leg_heard(&leg, 101, false, 0, 300000, 1, p, sizeof(p));         /* a flash is no key */
	leg_heard(&leg, 101, false, 0, 300000, 1, p, 3);
	TEST(0 == strcmp(pressed, "555#122"));

	TEST('#' == dtmf_heard(&(struct dtmf){0}, 0, 0, (const uint8_t[]){11, 0, 0, 0}, 4));
	TEST(dtmf_event('x') < 0 && dtmf_event('\0') < 0 && 12 == dtmf_event('a') && 10 == dtmf_event('*'));

out:
	return err;
}


int test_leg_digit(void)
{
	uint8_t sound[LEG_PACKET_SIZE] = {0};
	struct leg_media m = {.codec = LEG_PCMA, .seq = 5, .ts = 800, .data = sound, .size = sizeof(sound)};
	struct leg leg = {0};
	int err = 0;

	clock_virtual_start(0, 0);
	sent.n = 0;
	leg_init(&leg, &kind, LEG_PCMA, -1);
	TEST(ENOTSUP == leg_digit(&leg, '1'));
	leg.event_pt = 96;
	TEST(EINVAL == leg_digit(&leg, 'x'));
	leg_send(&leg, &m, &m);
	TEST_OK(leg_digit(&leg, '1'));
	TEST(EBUSY == leg_digit(&leg, '1'));

	for (int i = 0; i < 12; i++) {
		clock_virtual_advance(20);
		m.seq++, m.ts += 160;
		leg_tick(&leg);
		leg_send(&leg, &m, &m);
	}

	/* the sound, six packets of the key, its end three times, and sound again, in one row of numbers */
	TEST(sent.n >= 12 && 96 == sent.at[1].pt && 96 == sent.at[9].pt && LEG_PCMA == sent.at[10].pt && sent.at[10].marker);
	for (unsigned i = 1; i < sent.n; i++)
		TEST((uint16_t)(sent.at[i].seq - sent.at[i - 1].seq) == 1);
	TEST(sent.at[1].ts == sent.at[9].ts && sent.at[10].ts - sent.at[1].ts >= 6 * 160);

out:
	clock_virtual_stop();
	return err;
}


int test_call_names(void)
{
	int err = 0;

	for (int i = 1; i < CALL_CAUSES; i++)
		TEST((enum call_cause)i == call_cause_of(pl_of(call_cause_name((enum call_cause)i))));
	for (int i = 1; i < CALL_REFUSALS; i++)
		TEST(call_refusal_name((enum call_refusal)i)[0]);

	TEST(!call_owes(CALL_MENU, CALL_LOST) && call_owes(CALL_QUEUED, CALL_LOST) && !call_owes(CALL_TALKING, CALL_CITIZEN_LEFT));
	TEST(!call_owes(CALL_ENDED, CALL_CRASHED) && call_owes(CALL_TALKING, CALL_CRASHED));

out:
	return err;
}
