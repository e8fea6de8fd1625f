/**
 * @file test_flow.c  What a caller is told and asked, key by key
 */
#include "flow/trail.h"
#include "test.h"
#include "voice/flow.h"

int test_flow(void);
int test_flow_announces(void);
int test_flow_topics(void);
int test_flow_number(void);
int test_flow_self(void);
int test_flow_closed(void);
int test_flow_queue(void);
int test_flow_full(void);
int test_flow_greet(void);
int test_flow_trail(void);
int test_flow_random(void);


static bool says(const struct flow_out *out, enum flow_words words)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (words == out->say[i].words)
			return true;
	}

	return false;
}


/* Does the profile's flow say this? */
static bool walks(const struct flow_out *out, enum walk_words words)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (SAY_WALK == out->say[i].words && words == out->say[i].walk.words)
			return true;
	}

	return false;
}


static bool prompts(const struct flow_out *out, enum text_key key)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (SAY_WALK == out->say[i].words && out->say[i].walk.text.prompt && key == out->say[i].walk.text.key)
			return true;
	}

	return false;
}


/* The key of a topic on the page that is said; 0: it is not there */
static char topic_key(const struct flow_out *out, unsigned topic)
{
	for (unsigned i = 0; i < out->n; i++) {
		if (SAY_WALK == out->say[i].words && WALK_TOPIC == out->say[i].walk.words && topic == out->say[i].walk.n)
			return out->say[i].walk.key;
	}

	return 0;
}


/* The built-in flow, from its beginning */
static int begin(struct flow *f, struct flows **fp, bool open, unsigned topics, struct flow_out *out)
{
	struct list faults = LIST_INIT;
	int err = *fp ? 0 : flows_read(fp, NULL, &faults);

	if (err || !*fp)
		return err ? err : EINVAL;

	flow_init(f, flows_find(*fp, PL_LIT("default")), LANG_RU);
	f->walk.facts = (struct walk_facts){.open = open, .topics = topics};
	flow_step(f, FLOW_BEGIN, 0, out);
	return 0;
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


/* What every caller is told stands before the greeting, and takes nothing of it away */
int test_flow_announces(void)
{
	struct flows *flows = NULL;
	struct flow_out plain, out;
	struct flow f;
	int err;

	TEST_OK(begin(&f, &flows, true, 2, &plain));
	flow_init(&f, flows_find(flows, PL_LIT("default")), LANG_RU);
	f.walk.facts = (struct walk_facts){.open = true, .topics = 2};
	f.announces = true;
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(plain.n + 1 == out.n && SAY_ANNOUNCEMENT == out.say[0].words && !says(&plain, SAY_ANNOUNCEMENT));
	for (unsigned i = 0; i < plain.n; i++)
		TEST(out.say[i + 1].words == plain.say[i].words && out.say[i + 1].walk.words == plain.say[i].walk.words);

out:
	mem_deref(flows);
	return err;
}


int test_flow(void)
{
	struct flows *flows = NULL;
	struct flow_out out;
	struct flow f;
	int err = 0;

	/* an open line: greeting, status, menu, a topic at once */
	TEST_OK(begin(&f, &flows, true, 3, &out));
	TEST(prompts(&out, T_VOICE_GREET) && walks(&out, WALK_HOURS) && !out.quiet_ms);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(prompts(&out, T_VOICE_MENU_BEGIN) && walks(&out, WALK_TOPIC) && prompts(&out, T_VOICE_MENU_PERSON) && WALK_QUIET_MS == out.quiet_ms);
	TEST(FLOW_JOIN == key(&f, '3', &out) && 3 == f.walk.topic && out.cut && walks(&out, WALK_CHOSEN));
	TEST(FLOW_NOTHING == key(&f, '1', &out) && 3 == f.walk.topic && !out.cut);

	/* a key interrupts the greeting; a wrong one is told; thrice is a person */
	TEST_OK(begin(&f, &flows, true, 3, &out));
	TEST(FLOW_NOTHING == key(&f, '4', &out) && prompts(&out, T_VOICE_MENU_WRONG) && prompts(&out, T_VOICE_MENU_BEGIN) && out.cut);
	TEST(FLOW_NOTHING == key(&f, '7', &out));
	TEST(FLOW_JOIN == key(&f, 'A', &out) && 0 == f.walk.topic && prompts(&out, T_VOICE_CONNECT));

	/* silence repeats, then a person; * and 9 do not count */
	TEST_OK(begin(&f, &flows, true, 7, &out));
	flow_step(&f, FLOW_SAID, 0, &out);
	flow_step(&f, FLOW_QUIET, 0, &out);
	TEST(prompts(&out, T_VOICE_MENU_SILENCE) && FLOW_NOTHING == out.act);
	TEST(FLOW_NOTHING == key(&f, '*', &out) && prompts(&out, T_VOICE_MENU_BEGIN) && !prompts(&out, T_VOICE_MENU_WRONG));
	TEST(FLOW_NOTHING == key(&f, '9', &out) && LANG_EN == f.walk.lang && prompts(&out, T_VOICE_MENU_BEGIN));
	flow_step(&f, FLOW_QUIET, 0, &out);
	flow_step(&f, FLOW_QUIET, 0, &out);
	TEST(FLOW_JOIN == out.act && 0 == f.walk.topic);

	/* a closed line says until when, and hangs up on who chooses nothing */
	TEST_OK(begin(&f, &flows, false, 3, &out));
	TEST(walks(&out, WALK_HOURS) && prompts(&out, T_VOICE_LINE_WRITE));
	TEST(FLOW_NOTHING == key(&f, '0', &out) && out.cut && walks(&out, WALK_HOURS) && !prompts(&out, T_VOICE_MENU_PERSON));
	TEST(FLOW_NOTHING == keys(&f, "DDD", &out) && walks(&out, WALK_HOURS) && prompts(&out, T_VOICE_BYE));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

	/* who was cut off goes on at once */
	f.walk.facts.open = true;
	f.walk.facts.again = true;
	f.state = FLOW_MENU;
	flow_step(&f, FLOW_BEGIN, 0, &out);
	TEST(FLOW_JOIN == out.act && prompts(&out, T_VOICE_CALLBACK_AGAIN));

out:
	mem_deref(flows);
	return err;
}


int test_flow_number(void)
{
	struct flows *flows = NULL;
	struct flow_out out;
	struct flow f;
	int err = 0;

	TEST_OK(begin(&f, &flows, true, 2, &out));
	TEST(FLOW_NOTHING == key(&f, '8', &out) && prompts(&out, T_VOICE_MENU_KNOWN) && !prompts(&out, T_VOICE_NUMBER_ASK));
	TEST(FLOW_NOTHING == key(&f, '1', &out) && prompts(&out, T_VOICE_NUMBER_ASK));
	TEST(FLOW_NOTHING == keys(&f, "123#", &out) && walks(&out, WALK_SHORT) && 3 == out.say[0].walk.n && 10 == out.say[0].walk.want);
	TEST(FLOW_NOTHING == keys(&f, "0123456789", &out) && prompts(&out, T_VOICE_NUMBER_ASK_CODE));
	TEST(FLOW_NOTHING == keys(&f, "#", &out) && !walks(&out, WALK_SHORT));      /* as the prompt says; it may come late */
	TEST(FLOW_FIND == keys(&f, "87654321", &out));
	TEST(0 == strcmp(f.walk.number, "0123456789") && 0 == strcmp(f.walk.code, "87654321"));
	TEST(FLOW_NOTHING == keys(&f, "#1", &out));
	flow_step(&f, FLOW_NOT_FOUND, 0, &out);
	TEST(FLOW_NOTHING == out.act && prompts(&out, T_VOICE_NUMBER_NONE) && prompts(&out, T_VOICE_NUMBER_ASK));

	TEST(FLOW_FIND == keys(&f, "012345678987654321", &out));
	flow_step(&f, FLOW_FOUND, 0, &out);
	TEST(FLOW_NOTHING == out.act && walks(&out, WALK_STATUS));       /* told, again, slowly; and to an operator with it */
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(prompts(&out, T_VOICE_LIST_AGAIN) && prompts(&out, T_VOICE_LIST_SLOWLY) && prompts(&out, T_VOICE_MENU_PERSON) && out.quiet_ms);
	TEST(FLOW_NOTHING == key(&f, '1', &out) && walks(&out, WALK_STATUS) && !out.say[0].walk.slow);
	TEST(FLOW_NOTHING == key(&f, '2', &out) && walks(&out, WALK_STATUS) && out.say[0].walk.slow);
	TEST(FLOW_JOIN == key(&f, '0', &out) && f.known && prompts(&out, T_VOICE_CONNECT));

	/* wrong thrice: a person; back with a star; nobody could look: a person */
	TEST_OK(begin(&f, &flows, true, 2, &out));
	(void)keys(&f, "81", &out);
	for (int i = 0; i < WALK_TRIES; i++) {
		TEST(FLOW_FIND == keys(&f, "012345678987654321", &out));
		flow_step(&f, FLOW_NOT_FOUND, 0, &out);
	}
	TEST(FLOW_JOIN == out.act && !f.known && prompts(&out, T_VOICE_NUMBER_LOCK));

	TEST_OK(begin(&f, &flows, true, 2, &out));
	TEST(FLOW_NOTHING == keys(&f, "81012*", &out) && prompts(&out, T_VOICE_MENU_KNOWN));
	TEST(FLOW_NOTHING == keys(&f, "*", &out) && prompts(&out, T_VOICE_MENU_BEGIN));
	TEST(FLOW_FIND == keys(&f, "81012345678987654321", &out));
	flow_step(&f, FLOW_UNSURE, 0, &out);
	TEST(FLOW_JOIN == out.act && !f.known);

out:
	mem_deref(flows);
	return err;
}


/* A closed line offers what needs nobody: nothing of it leads to a queue, and 0 says until when it is closed */
int test_flow_closed(void)
{
	static struct checklist list = {.n = 0};
	struct flows *flows = NULL;
	struct flow_out out;
	struct flow f;
	int err = 0;

	TEST_OK(begin(&f, &flows, false, 3, &out));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(prompts(&out, T_VOICE_MENU_KNOWN) && prompts(&out, T_VOICE_MENU_HOURS) && out.quiet_ms);
	TEST(!prompts(&out, T_VOICE_MAIL_OFFER) && !prompts(&out, T_VOICE_MENU_SERVICE) && !prompts(&out, T_VOICE_MENU_LIST));
	TEST(FLOW_NOTHING == key(&f, '5', &out) && walks(&out, WALK_HOURS));
	TEST(FLOW_NOTHING == key(&f, '0', &out) && walks(&out, WALK_HOURS) && prompts(&out, T_VOICE_MENU_KNOWN));

	/* an appeal: told, again, slowly, a list; 0 has nobody there either */
	TEST(FLOW_FIND == keys(&f, "2012345678987654321", &out));
	flow_step(&f, FLOW_FOUND, 0, &out);
	TEST(walks(&out, WALK_STATUS));
	TEST(FLOW_NOTHING == key(&f, '2', &out) && walks(&out, WALK_STATUS) && out.say[0].walk.slow);
	TEST(FLOW_NOTHING == key(&f, '0', &out) && walks(&out, WALK_HOURS));
	TEST(FLOW_NOTHING == key(&f, '*', &out) && prompts(&out, T_VOICE_MENU_HOURS));
	TEST(FLOW_FIND == keys(&f, "2012345678987654321", &out));
	flow_step(&f, FLOW_UNSURE, 0, &out);
	TEST(FLOW_NOTHING == out.act && prompts(&out, T_VOICE_NUMBER_UNCHECKED) && !prompts(&out, T_VOICE_CONNECT));

	/* with a recorder, an adapter and lists; 1 is the message */
	f.walk.facts.service = true;
	f.walk.facts.mail_ms = 60000;
	f.walk.facts.of_topic[2] = &list;
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(prompts(&out, T_VOICE_MAIL_OFFER) && prompts(&out, T_VOICE_MENU_SERVICE) && prompts(&out, T_VOICE_MENU_LIST));
	TEST(FLOW_LOOK == keys(&f, "377001234561234", &out));
	flow_step(&f, FLOW_UNSURE, 0, &out);
	TEST(FLOW_NOTHING == out.act && prompts(&out, T_VOICE_SERVICE_AWAY) && !prompts(&out, T_VOICE_CONNECT));
	TEST(FLOW_LOOK == keys(&f, "377001234561234", &out));
	flow_step(&f, FLOW_FOUND, 0, &out);
	TEST(FLOW_NOTHING == key(&f, '2', &out) && prompts(&out, T_VOICE_MENU_LIST_TOPIC) && topic_key(&out, 2));
	TEST(FLOW_NOTHING == key(&f, '0', &out) && walks(&out, WALK_HOURS));
	TEST(FLOW_NOTHING == keys(&f, "1*", &out) && FLOW_NOTHING == keys(&f, "*", &out) && prompts(&out, T_VOICE_MENU_HOURS));
	TEST(FLOW_NOTHING == key(&f, '1', &out) && prompts(&out, T_VOICE_MAIL_ASK));

out:
	mem_deref(flows);
	return err;
}


/* What is known of self-service: it offers what can be had alone; slow speech, an application, a checklist, each with 0 to a person */
int test_flow_self(void)
{
	static struct checklist list = {.n = 0};
	struct flows *flows = NULL;
	struct flow_out out;
	struct flow f;
	int err = 0;

	TEST_OK(begin(&f, &flows, true, 8, &out));
	TEST(FLOW_NOTHING == key(&f, '8', &out) && prompts(&out, T_VOICE_MENU_KNOWN) && prompts(&out, T_VOICE_MENU_SLOW));
	TEST(!prompts(&out, T_VOICE_MENU_SERVICE) && !prompts(&out, T_VOICE_MENU_LIST));
	TEST(FLOW_NOTHING == key(&f, '2', &out) && prompts(&out, T_VOICE_MENU_WRONG));
	TEST(FLOW_NOTHING == key(&f, '4', &out) && prompts(&out, T_VOICE_MENU_BEGIN) && f.walk.slow && out.say[0].walk.slow);
	TEST(FLOW_JOIN == keys(&f, "80", &out) && f.walk.slow);

	TEST_OK(begin(&f, &flows, true, 8, &out));
	f.walk.facts.service = true;
	f.walk.facts.of_topic[2] = f.walk.facts.of_topic[6] = &list;
	TEST(FLOW_NOTHING == key(&f, '8', &out) && prompts(&out, T_VOICE_MENU_SERVICE) && prompts(&out, T_VOICE_MENU_LIST));
	TEST(FLOW_LOOK == keys(&f, "277001234561234", &out));
	flow_step(&f, FLOW_FOUND, 0, &out);
	TEST(FLOW_NOTHING == out.act && walks(&out, WALK_SERVICE));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(prompts(&out, T_VOICE_MENU_SERVICE_OTHER) && prompts(&out, T_VOICE_MENU_LIST) && prompts(&out, T_VOICE_MENU_PERSON));
	TEST(FLOW_LOOK == keys(&f, "177001234561234", &out));
	flow_step(&f, FLOW_UNSURE, 0, &out);
	TEST(FLOW_JOIN == out.act && prompts(&out, T_VOICE_SERVICE_AWAY) && prompts(&out, T_VOICE_CONNECT));

	/* the topics that have a list, on keys of their own; heard in silence, and back to what one came from */
	TEST_OK(begin(&f, &flows, true, 8, &out));
	f.walk.facts.of_topic[2] = f.walk.facts.of_topic[6] = &list;
	f.walk.facts.sms = f.walk.facts.mobile = true;
	TEST(FLOW_NOTHING == keys(&f, "83", &out) && prompts(&out, T_VOICE_MENU_LIST_TOPIC) && '1' == topic_key(&out, 2) && '2' == topic_key(&out, 6));
	TEST(!topic_key(&out, 0) && !prompts(&out, T_VOICE_MENU_MORE));
	TEST(FLOW_NOTHING == key(&f, '2', &out) && 7 == f.walk.topic && walks(&out, WALK_CHOSEN));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(prompts(&out, T_VOICE_LIST_SMS) && prompts(&out, T_VOICE_LIST_ON));
	flow_step(&f, FLOW_QUIET, 0, &out);
	TEST(FLOW_NOTHING == out.act && prompts(&out, T_VOICE_MENU_KNOWN));

out:
	mem_deref(flows);
	return err;
}


int test_flow_queue(void)
{
	struct flows *flows = NULL;
	struct flow_out out;
	struct flow f;
	int err = 0;

	TEST_OK(begin(&f, &flows, true, 2, &out));
	(void)key(&f, '1', &out);
	flow_step(&f, FLOW_JOINED, 0, &out);
	TEST(says(&out, SAY_ENTER) && says(&out, SAY_PLACE) && says(&out, SAY_READY));
	flow_step(&f, FLOW_MOVED, 0, &out);
	TEST(!says(&out, SAY_ENTER) && says(&out, SAY_PLACE) && !says(&out, SAY_READY));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_NOTHING == out.act && !out.n);

	/* nobody is there, or no more: no words of operators who are busy, nor of minutes; somebody again: as ever */
	f.nobody = true;
	flow_step(&f, FLOW_MOVED, 0, &out);
	TEST(says(&out, SAY_NONE) && says(&out, SAY_STAY) && says(&out, SAY_WRITE) && !says(&out, SAY_BAND) && !f.offered);
	flow_step(&f, FLOW_COMFORT, 60, &out);
	TEST(says(&out, SAY_NONE) && !says(&out, SAY_BAND));
	f.walk.facts.dials = f.walk.facts.phone = true;          /* what comes after minutes else is offered now, and its key counts */
	f.walk.facts.mail_ms = 60000;
	flow_step(&f, FLOW_MOVED, 0, &out);
	TEST(says(&out, SAY_NONE) && !says(&out, SAY_WRITE) && prompts(&out, T_VOICE_CALLBACK_OFFER) && prompts(&out, T_VOICE_MAIL_OFFER) && 3 == f.offered);
	f.nobody = false;
	flow_step(&f, FLOW_COMFORT, 60, &out);
	TEST(!says(&out, SAY_NONE) && says(&out, SAY_BAND));

	flow_step(&f, FLOW_ANSWERED, 0, &out);
	TEST(out.cut && !out.n);
	flow_step(&f, FLOW_OPERATOR_LOST, 0, &out);
	TEST(says(&out, SAY_LOST) && FLOW_WAITING == f.state);
	flow_step(&f, FLOW_ANSWERED, 0, &out);
	f.numbered = true;
	flow_step(&f, FLOW_OPERATOR_LEFT, 0, &out);
	TEST(says(&out, SAY_NUMBER) && !says(&out, SAY_CODE) && says(&out, SAY_OPERATOR) && !says(&out, SAY_LATER));

	f.state = FLOW_WAITING;                  /* who answered hung up before that was written */
	flow_step(&f, FLOW_OPERATOR_LEFT, 0, &out);
	TEST(says(&out, SAY_NUMBER) && says(&out, SAY_OPERATOR) && FLOW_FAREWELL == f.state);

	f.state = FLOW_TALKING;
	f.fresh = true;
	f.more = 1;
	flow_step(&f, FLOW_OPERATOR_LEFT, 0, &out);
	TEST(6 + 1 == out.n && SAY_CODE == out.say[2].words && SAY_NUMBER == out.say[3].words && 1 == out.say[4].n);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

out:
	mem_deref(flows);
	return err;
}


/* A queue that takes no more: what its chain has is offered, taken or not, and only then it is goodbye; where it has nothing, at once */
int test_flow_full(void)
{
	struct flows *flows = NULL;
	struct flow_out out;
	struct flow f;
	int err = 0;

	TEST_OK(begin(&f, &flows, true, 2, &out));
	(void)key(&f, '0', &out);
	flow_step(&f, FLOW_NO_ROOM, 0, &out);
	TEST(out.cut && says(&out, SAY_FULL) && !walks(&out, WALK_ITEM) && !out.quiet_ms);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

	TEST_OK(begin(&f, &flows, true, 2, &out));
	f.walk.facts.dials = f.walk.facts.phone = true;
	f.walk.facts.mail_ms = 1000;
	(void)key(&f, '1', &out);
	flow_step(&f, FLOW_NO_ROOM, 0, &out);
	TEST(says(&out, SAY_FULL) && prompts(&out, T_VOICE_CALLBACK_OFFER) && prompts(&out, T_VOICE_MAIL_OFFER) && WALK_QUIET_MS == out.quiet_ms);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_NOTHING == out.act);
	TEST(FLOW_NOTHING == key(&f, '7', &out) && FLOW_FULL == f.state && prompts(&out, T_VOICE_CALLBACK_OFFER) && out.quiet_ms);
	TEST(FLOW_NOTHING == key(&f, '1', &out) && FLOW_MENU == f.state && out.unqueue && walks(&out, WALK_PHONE));
	TEST(FLOW_JOIN == key(&f, '0', &out) && 1 == f.walk.topic);         /* a person after all: perhaps there is room by now */
	flow_step(&f, FLOW_NO_ROOM, 0, &out);
	TEST(says(&out, SAY_FULL) && prompts(&out, T_VOICE_CALLBACK_OFFER));
	flow_step(&f, FLOW_QUIET, 0, &out);
	TEST(FLOW_NOTHING == out.act && says(&out, SAY_BYE));
	TEST(FLOW_NOTHING == key(&f, '1', &out) && !out.n);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

	TEST_OK(begin(&f, &flows, true, 2, &out));
	f.walk.facts.dials = f.walk.facts.phone = true;
	(void)key(&f, '1', &out);
	flow_step(&f, FLOW_NO_ROOM, 0, &out);
	for (int wrong = 0; wrong < 2; wrong++)
		TEST(FLOW_NOTHING == key(&f, '7', &out) && prompts(&out, T_VOICE_CALLBACK_OFFER));
	TEST(FLOW_NOTHING == key(&f, '7', &out) && out.cut && says(&out, SAY_BYE) && !prompts(&out, T_VOICE_CALLBACK_OFFER));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_LEAVE == out.act);

out:
	mem_deref(flows);
	return err;
}


/* Who answers is said first, when that is wanted; then, or when the operator goes before, all is as without */
int test_flow_greet(void)
{
	struct flows *flows = NULL;
	struct flow_out out;
	struct flow f;
	int err = 0;

	TEST_OK(begin(&f, &flows, true, 2, &out));
	(void)key(&f, '1', &out);
	flow_step(&f, FLOW_JOINED, 0, &out);
	flow_step(&f, FLOW_GREET, 0, &out);
	TEST(out.cut && 1 == out.n && says(&out, SAY_ANSWERS));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_BRIDGE == out.act);
	flow_step(&f, FLOW_ANSWERED, 0, &out);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_NOTHING == out.act);

	/* given to a colleague: the wait, how the answer comes, and what if the line breaks; back again, the wait alone */
	flow_step(&f, FLOW_GIVEN, 0, &out);
	TEST(says(&out, SAY_GIVEN) && says(&out, SAY_RING) && says(&out, SAY_WAY) && says(&out, SAY_OWED));
	flow_step(&f, FLOW_CAME_BACK, 0, &out);
	TEST(says(&out, SAY_CAME_BACK) && says(&out, SAY_RING) && !says(&out, SAY_WAY));

	flow_step(&f, FLOW_GREET, 0, &out);
	flow_step(&f, FLOW_OPERATOR_LOST, 0, &out);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_NOTHING == out.act && FLOW_WAITING == f.state);

out:
	mem_deref(flows);
	return err;
}


static void pressed(struct trail *trail, struct flow *f, const char *keys)
{
	static const int64_t topics[] = {101, 102};
	struct flow_out out;

	for (; *keys; keys++) {
		const struct walk before = f->walk;

		flow_step(f, FLOW_KEY, (unsigned char)*keys, &out);
		trail_key(trail, &before, &f->walk, *keys, 7, topics);
	}
}


/* More topics than the menu has keys for: each of them is chosen, a page or more on; behind the last page comes the first, and the record knows which it was */
int test_flow_topics(void)
{
	static const int64_t ids[] = {101, 102, 103, 104, 105, 106, 107, 108};
	struct flows *flows = NULL;
	struct trail trail;
	struct walk before;
	char text[TRAIL_SIZE + 2], want[32], c;
	struct flow_out out;
	struct flow f;
	int err = 0;

	for (unsigned topic = 0; topic < 8; topic++) {
		TEST_OK(begin(&f, &flows, true, 8, &out));
		flow_step(&f, FLOW_SAID, 0, &out);
		TEST(prompts(&out, T_VOICE_MENU_MORE) && topic_key(&out, 0));
		for (unsigned page = 0; page < 8 && !topic_key(&out, topic); page++)
			TEST(FLOW_NOTHING == key(&f, '#', &out) && out.cut && prompts(&out, T_VOICE_MENU_MORE) && out.quiet_ms);

		before = f.walk;
		c = topic_key(&out, topic);
		TEST(FLOW_JOIN == key(&f, c, &out) && topic + 1 == f.walk.topic && walks(&out, WALK_CHOSEN));
		memset(&trail, 0, sizeof(trail));
		trail_key(&trail, &before, &f.walk, c, 7, ids);
		trail_print(&trail, text, sizeof(text));
		(void)re_snprintf(want, sizeof(want), "\"topic\":\"%u\"", 101 + topic);
		TEST(strstr(text, want));
	}

	/* silence and * stay on the page; a key that this one has no topic for is wrong; few topics have no other page */
	TEST_OK(begin(&f, &flows, true, 8, &out));
	while (!topic_key(&out, 7))
		(void)key(&f, '#', &out);
	flow_step(&f, FLOW_SAID, 0, &out);
	flow_step(&f, FLOW_QUIET, 0, &out);
	TEST(topic_key(&out, 7));
	TEST(FLOW_NOTHING == key(&f, '*', &out) && topic_key(&out, 7));
	TEST(FLOW_NOTHING == key(&f, '7', &out) && prompts(&out, T_VOICE_MENU_WRONG) && topic_key(&out, 7));
	TEST(FLOW_NOTHING == key(&f, '#', &out) && topic_key(&out, 0));

	TEST_OK(begin(&f, &flows, true, 2, &out));
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(!prompts(&out, T_VOICE_MENU_MORE));
	TEST(FLOW_NOTHING == key(&f, '#', &out) && prompts(&out, T_VOICE_MENU_WRONG));

out:
	mem_deref(flows);
	return err;
}


/* What was pressed: keys with what they chose, digits counted and not kept, and never more than fits */
int test_flow_trail(void)
{
	struct flows *flows = NULL;
	struct trail trail = {.n = 0};
	char text[TRAIL_SIZE + 2];
	struct flow_out out;
	struct flow f;
	int err = 0;

	TEST_OK(begin(&f, &flows, true, 2, &out));
	trail_print(&trail, text, sizeof(text));
	TEST(0 == strcmp(text, "[]"));

	pressed(&trail, &f, "81012345678987654321");
	trail_print(&trail, text, sizeof(text));
	TEST(strstr(text, "\"n\":10,\"of\":\"number\"") && strstr(text, "\"n\":8,\"of\":\"code\"") && strstr(text, "\"key\":\"8\""));
	TEST(!strstr(text, "0123") && !strstr(text, "8765"));

	TEST_OK(begin(&f, &flows, true, 2, &out));
	memset(&trail, 0, sizeof(trail));
	pressed(&trail, &f, "2");
	trail_print(&trail, text, sizeof(text));
	TEST(0 == strcmp(text, "[{\"at\":7,\"key\":\"2\",\"topic\":\"102\",\"what\":\"topic\"}]"));

	TEST_OK(begin(&f, &flows, true, 2, &out));
	memset(&trail, 0, sizeof(trail));
	for (int i = 0; i < 200; i++)
		pressed(&trail, &f, "8*");
	trail_print(&trail, text, sizeof(text));
	TEST(strlen(text) < TRAIL_SIZE + 2 && ']' == text[strlen(text) - 1] && TRAIL_MARKS == trail.n);

out:
	mem_deref(flows);
	return err;
}


/* Whatever comes in whatever order: bounds hold, and only silence and keys keep a caller from a person or the end */
int test_flow_random(void)
{
	static const char all[] = "0123456789*#AD";
	struct flows *flows = NULL;
	uint32_t x = 12345;
	int err = 0;

	for (int run = 0; run < 2000; run++) {
		struct flow_out out;
		struct flow f;

		TEST_OK(begin(&f, &flows, run % 8, (unsigned)run % 9, &out));
		for (int i = 0; i < 60; i++) {
			x = x * 1664525 + 1013904223;
			flow_step(&f, (enum flow_event)(FLOW_SAID + (x >> 16) % (FLOW_OPERATOR_LEFT)), (unsigned)all[(x >> 8) % 14], &out);
			TEST(out.n <= FLOW_SAY_MAX && f.walk.topic <= f.walk.facts.topics && f.walk.typed <= WALK_NUMBER);
			TEST(FLOW_FIND != out.act || (10 == strlen(f.walk.number) && 8 == strlen(f.walk.code)));
		}

		/* silence alone always ends at a person, or with the call */
		TEST_OK(begin(&f, &flows, true, 7, &out));
		for (int i = 0; i < 20 && FLOW_JOIN != out.act; i++)
			flow_step(&f, i % 2 ? FLOW_QUIET : FLOW_SAID, 0, &out);
		TEST(FLOW_JOIN == out.act);
	}

out:
	mem_deref(flows);
	return err;
}
