/**
 * @file test_flow.c  What a caller is told and asked, key by key
 */
#include "test.h"
#include "voice/flow.h"

int test_flow(void);
int test_flow_number(void);
int test_flow_queue(void);
int test_flow_random(void);


static bool says(const struct flow_out *out, enum flow_words words)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (words == out->say[i].words)
			return true;
	}

	return false;
}


static enum flow_do key(struct flow *f, char c, struct flow_out *out)
{
	flow_step(f, FLOW_KEY, (unsigned)c, out);
	return out->act;
}


static enum flow_do keys(struct flow *f, const char *text, struct flow_out *out)
{
	while (*text)
		(void)key(f, *text++, out);

	return out->act;
}


int test_flow(void)
{
	struct flow_out out;
	struct flow f;
	int err = 0;

	/* an open line: greeting, status, menu, a topic at once */
	flow_init(&f, true, 3);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(says(&out, SAY_GREET) && says(&out, SAY_STATUS) && !out.quiet_ms);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(says(&out, SAY_MENU) && says(&out, SAY_TOPIC) && says(&out, SAY_PERSON) && FLOW_QUIET_MS == out.quiet_ms);
	TEST(FLOW_JOIN == key(&f, '3', &out) && 3 == f.topic && out.cut && says(&out, SAY_CHOSEN));
	TEST(FLOW_NOTHING == key(&f, '1', &out) && 3 == f.topic && !out.cut);

	/* a key interrupts the greeting; a wrong one is told; thrice is a person */
	flow_init(&f, true, 3);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(FLOW_NOTHING == key(&f, '4', &out) && says(&out, SAY_WRONG) && says(&out, SAY_MENU) && out.cut);
	TEST(FLOW_NOTHING == key(&f, '8', &out));
	TEST(FLOW_JOIN == key(&f, 'A', &out) && 0 == f.topic && says(&out, SAY_CONNECT));

	/* silence repeats, then a person; * and # do not count */
	flow_init(&f, true, 8);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	flow_step(&f, FLOW_SAID, 0, &out);
	flow_step(&f, FLOW_QUIET, 0, &out);
	TEST(says(&out, SAY_SILENCE) && FLOW_NOTHING == out.act);
	TEST(FLOW_NOTHING == key(&f, '*', &out) && says(&out, SAY_MENU) && !says(&out, SAY_WRONG));
	TEST(FLOW_SWITCH == key(&f, '#', &out) && says(&out, SAY_MENU));
	flow_step(&f, FLOW_QUIET, 0, &out);
	flow_step(&f, FLOW_QUIET, 0, &out);
	TEST(FLOW_JOIN == out.act && 0 == f.topic);

	/* a closed line says until when and hangs up, whatever is pressed */
	flow_init(&f, false, 3);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(says(&out, SAY_CLOSED) && says(&out, SAY_WRITE));
	TEST(FLOW_NOTHING == key(&f, '0', &out) && !out.cut);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

	/* who was cut off goes on at once */
	flow_init(&f, true, 3);
	f.again = true;
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(FLOW_JOIN == out.act && says(&out, SAY_AGAIN));

out:
	return err;
}


int test_flow_number(void)
{
	struct flow_out out;
	struct flow f;
	int err = 0;

	flow_init(&f, true, 2);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(FLOW_NOTHING == key(&f, '9', &out) && says(&out, SAY_ASK_NUMBER));
	TEST(FLOW_NOTHING == keys(&f, "123#", &out) && says(&out, SAY_SHORT) && 3 == out.say[0].n);
	TEST(FLOW_NOTHING == keys(&f, "0123456789", &out) && says(&out, SAY_ASK_CODE));
	TEST(FLOW_NOTHING == keys(&f, "#", &out) && !says(&out, SAY_SHORT));      /* as the prompt says; it may come late */
	TEST(FLOW_FIND == keys(&f, "87654321", &out));
	TEST(0 == strcmp(f.number, "0123456789") && 0 == strcmp(f.code, "87654321"));
	TEST(FLOW_NOTHING == keys(&f, "#1", &out));
	flow_step(&f, FLOW_NOT_FOUND, 0, &out);
	TEST(FLOW_NOTHING == out.act && says(&out, SAY_NONE) && says(&out, SAY_ASK_NUMBER));

	TEST(FLOW_FIND == keys(&f, "012345678987654321", &out));
	flow_step(&f, FLOW_FOUND, 0, &out);
	TEST(FLOW_JOIN == out.act && f.known && says(&out, SAY_FOUND));

	/* wrong thrice: a person; back with a star; nobody could look: a person */
	flow_init(&f, true, 2);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	(void)keys(&f, "9", &out);
	for (int i = 0; i < FLOW_TRIES; i++) {
		TEST(FLOW_FIND == keys(&f, "012345678987654321", &out));
		flow_step(&f, FLOW_NOT_FOUND, 0, &out);
	}
	TEST(FLOW_JOIN == out.act && !f.known && says(&out, SAY_LOCK));

	flow_init(&f, true, 2);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(FLOW_NOTHING == keys(&f, "9012*", &out) && says(&out, SAY_MENU));
	TEST(FLOW_FIND == keys(&f, "9012345678987654321", &out));
	flow_step(&f, FLOW_UNSURE, 0, &out);
	TEST(FLOW_JOIN == out.act && !f.known);

out:
	return err;
}


int test_flow_queue(void)
{
	struct flow_out out;
	struct flow f;
	int err = 0;

	flow_init(&f, true, 2);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	(void)key(&f, '1', &out);
	flow_step(&f, FLOW_JOINED, 0, &out);
	TEST(says(&out, SAY_ENTER) && says(&out, SAY_PLACE) && says(&out, SAY_READY));
	flow_step(&f, FLOW_MOVED, 0, &out);
	TEST(!says(&out, SAY_ENTER) && says(&out, SAY_PLACE) && !says(&out, SAY_READY));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_NOTHING == out.act && !out.n);

	flow_step(&f, FLOW_ANSWERED, 0, &out);
	TEST(out.cut && !out.n);
	flow_step(&f, FLOW_OPERATOR_LOST, 0, &out);
	TEST(says(&out, SAY_LOST) && FLOW_WAITING == f.state);
	flow_step(&f, FLOW_ANSWERED, 0, &out);
	f.numbered = true;
	flow_step(&f, FLOW_OPERATOR_LEFT, 0, &out);
	TEST(says(&out, SAY_NUMBER) && !says(&out, SAY_CODE) && says(&out, SAY_OPERATOR) && !says(&out, SAY_LATER));

	f.state = FLOW_TALKING;
	f.fresh = true;
	f.more = 1;
	flow_step(&f, FLOW_OPERATOR_LEFT, 0, &out);
	TEST(6 + 1 == out.n && SAY_CODE == out.say[2].words && SAY_NUMBER == out.say[3].words && 1 == out.say[4].n);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

	flow_init(&f, true, 2);
	flow_step(&f, FLOW_BEGIN, 0, &out);
	(void)key(&f, '0', &out);
	flow_step(&f, FLOW_NO_ROOM, 0, &out);
	TEST(says(&out, SAY_FULL));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

out:
	return err;
}


/* Whatever comes in whatever order: bounds hold, and only silence and keys keep a caller from a person or the end */
int test_flow_random(void)
{
	static const char all[] = "0123456789*#AD";
	uint32_t x = 12345;
	int err = 0;

	for (int run = 0; run < 2000; run++) {
		struct flow_out out;
		struct flow f;

		flow_init(&f, run % 8, (unsigned)run % 9);
		flow_step(&f, FLOW_BEGIN, 0, &out);
		for (int i = 0; i < 60; i++) {
			x = x * 1664525 + 1013904223;
			flow_step(&f, (enum flow_event)(FLOW_SAID + (x >> 16) % (FLOW_OPERATOR_LEFT)), (unsigned)all[(x >> 8) % 14], &out);
			TEST(out.n <= FLOW_SAY_MAX && f.topic <= f.topics && f.typed <= FLOW_NUMBER);
			TEST(FLOW_FIND != out.act || (10 == strlen(f.number) && 8 == strlen(f.code)));
		}

		/* silence alone always ends at a person, or with the call */
		flow_init(&f, true, 8);
		flow_step(&f, FLOW_BEGIN, 0, &out);
		for (int i = 0; i < 20 && FLOW_JOIN != out.act; i++)
			flow_step(&f, i % 2 ? FLOW_QUIET : FLOW_SAID, 0, &out);
		TEST(FLOW_JOIN == out.act);
	}

out:
	return err;
}
