/**
 * @file test_walk_region.c  The caller's region, the neighbour that answers in its place, and what is offered to who waits
 */
#include "test.h"
#include "walk.h"

int test_walk_region(void);
int test_walk_neighbour(void);
int test_walk_offers(void);
int test_walk_cannot(void);


/* The region: by the line, by its code, from the list; said back; a wrong one is asked again, and silence goes on without */
int test_walk_region(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[{'do':'region','list':['77','78','54','66','16','23','61']},"
		      "{'do':'branch','on':'region','is':['54','02'],'yes':[{'do':'topic','topic':'is'}," QUEUE "]},"
		      "{'do':'branch','on':'region','no':[{'do':'topic','topic':'none'}," QUEUE "]}," QUEUE "]"));

	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .region = 54};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(WALK_JOIN == out.act && 54 == w.region && 0 == pl_strcmp(&w.topic_named, "is") && !out.n);

	begin(&w, tree, true, &out);
	TEST(prompts(&out, T_VOICE_REGION_ASK) && prompts(&out, T_VOICE_REGION_LIST) && WALK_DIGITS_MS == out.quiet_ms);
	TEST(WALK_NOTHING == keys(&w, "77", &out) && says(&out, WALK_REGION_IS) && 77 == out.say[0].n && !w.region);
	TEST(WALK_NOTHING == keys(&w, "2", &out) && prompts(&out, T_VOICE_REGION_ASK) && !w.region);
	TEST(WALK_NOTHING == keys(&w, "99", &out) && prompts(&out, T_VOICE_REGION_UNKNOWN) && prompts(&out, T_VOICE_REGION_ASK));
	TEST(WALK_JOIN == keys(&w, "021", &out) && 2 == w.region && 0 == pl_strcmp(&w.topic_named, "is"));

	/* the list, its pages, and back to the code */
	begin(&w, tree, true, &out);
	TEST(WALK_NOTHING == keys(&w, "#", &out) && 7 == out.n && 77 == out.say[0].n && '5' == out.say[4].key && prompts(&out, T_VOICE_REGION_MORE));
	TEST(WALK_NOTHING == keys(&w, "6", &out) && 4 == out.n && 23 == out.say[0].n);
	TEST(WALK_NOTHING == keys(&w, "3", &out) && prompts(&out, T_VOICE_MENU_WRONG) && 23 == out.say[1].n);
	TEST(WALK_NOTHING == keys(&w, "*", &out) && prompts(&out, T_VOICE_REGION_ASK));
	TEST(WALK_NOTHING == keys(&w, "#62", &out) && says(&out, WALK_REGION_IS) && 61 == out.say[0].n);
	TEST(WALK_JOIN == keys(&w, "1", &out) && 61 == w.region && !w.topic_named.p);

	/* a person at any time, but where 0 is a digit */
	begin(&w, tree, true, &out);
	TEST(WALK_JOIN == keys(&w, "#0", &out) && !w.region);
	begin(&w, tree, true, &out);
	TEST(WALK_JOIN == keys(&w, "020", &out) && !w.region);

	/* silence: the list, then on without */
	begin(&w, tree, true, &out);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(says(&out, WALK_REGION) && 77 == out.say[0].n);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(says(&out, WALK_REGION) && 23 == out.say[0].n);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(WALK_JOIN == out.act && !w.region && 0 == pl_strcmp(&w.topic_named, "none"));

	TEST_OK(wrong("[{'do':'region','list':['77','77']}," QUEUE "]", "f[0]: `list`[1] is no code"));
	TEST_OK(wrong("[{'do':'region','list':[]}," QUEUE "]", "f[0]: `list` is a list of at most"));
	TEST_OK(wrong("[{'do':'branch','on':'region','is':['7'],'yes':[" SAY "]}," QUEUE "]", "f[0]: `is`[0] is no code"));
	TEST_OK(wrong("[{'do':'branch','on':'open','is':['77'],'yes':[" SAY "]}," QUEUE "]", "f[0]: `is` stands with"));
	TEST_OK(wrong("[{'do':'region','name':'r'},{'do':'go','to':'r'}]", "f[1]: the caller goes round"));

out:
	mem_deref(tree);
	return err;
}


/* A neighbour: offered when the own office cannot serve, and only then; taken by a key that was pressed after it was said */
int test_walk_neighbour(void)
{
	struct offices offices = {.n = 3, .at = {{.region = 66, .open = true, .staff = 1}, {.region = 2, .open = true, .staff = 1},
						 {.region = 74, .open = true, .staff = 1}}};
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[" SAY ",{'do':'neighbour','over':3,'yes':[{'do':'topic','topic':'yes'}," QUEUE "],'no':[{'do':'topic','topic':'no'},"
		      "{'do':'branch','on':'serves','over':3,'yes':[{'do':'topic','topic':'serves'}]}," QUEUE "]}," QUEUE "]"));

	for (unsigned i = 0; i < 6; i++) {
		static const enum office_state state[] = {OFFICE_SERVES, OFFICE_NOBODY, OFFICE_FULL, OFFICE_CLOSED, OFFICE_DOWN, OFFICE_NONE};
		static const char *const press[] = {"", "1", "2", "5*1", "92", ""};
		struct offices now = offices;

		now.at[0].staff = 1 != i;
		now.at[0].waiting = 2 == i ? 3 : 2;
		now.at[0].open = 3 != i;
		now.at[0].down = 4 == i;
		walk_init(&w, tree, LANG_RU);
		w.facts = (struct walk_facts){.open = 1, .region = 5 == i ? 50 : 66, .offices = &now};
		walk_step(&w, WALK_BEGIN, 0, &out);
		if (!*press[i]) {
			TEST(WALK_JOIN == out.act && !w.office && walk_office(&w) == (5 == i ? 0u : 66u) && !w.topic_named.p);
			continue;
		}
		TEST(WALK_NOTHING == keys(&w, "1", &out) && !w.office);
		walk_step(&w, WALK_SAID, 0, &out);
		TEST(says(&out, WALK_OFFICE) && 66 == out.say[0].n && state[i] == out.say[0].want && says(&out, WALK_NEIGHBOUR) && 2 == out.say[1].n);
		TEST(WALK_JOIN == keys(&w, press[i], &out));
		TEST(1 == i % 2 ? 2 == w.office && 2 == walk_office(&w) && 0 == pl_strcmp(&w.topic_named, "yes")
				: !w.office && 66 == walk_office(&w) && 0 == pl_strcmp(&w.topic_named, "no"));
	}

	/* nobody else serves either; silence refuses */
	offices.at[0].down = offices.at[1].down = true;
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .region = 66, .offices = &offices};
	walk_step(&w, WALK_BEGIN, 0, &out);
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(74 == out.say[1].n);
	for (unsigned i = 0; i < WALK_TRIES; i++)
		walk_step(&w, WALK_QUIET, 0, &out);
	TEST(WALK_JOIN == out.act && !w.office && 0 == pl_strcmp(&w.topic_named, "no"));
	offices.at[2].open = false;
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .region = 66, .offices = &offices};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(WALK_JOIN == out.act && 0 == pl_strcmp(&w.topic_named, "no"));

	TEST_OK(wrong("[{'do':'neighbour','over':0}," QUEUE "]", "f[0]: `over` is a whole number from 1"));
	TEST_OK(wrong("[{'do':'neighbour','yes':[{'do':'go','to':'n'}],'name':'n'},{'do':'go','to':'n'}]", "f[1]: the caller goes round|"
		      "f[0].yes[0]: the caller goes round"));

out:
	mem_deref(tree);
	return err;
}


/* Who waits is offered one thing after the other, and walks on when it is taken; by 0 the same */
int test_walk_offers(void)
{
	struct offices offices = {.n = 2, .at = {{.region = 66, .open = true, .staff = 1}, {.region = 2, .open = true, .staff = 1}}};
	struct flow_tree *tree = NULL;
	struct walk_say say;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[{'do':'menu','items':[{'key':'1'," WORDS ",'steps':[" SAY "]}]},{'do':'queue','offers':[{'after':60,'neighbour':true},"
		      "{'after':90," WORDS ",'steps':[" SAY "," BYE "]},{'after':120," WORDS ",'steps':[{'do':'topic','topic':'t'},{'do':'queue'}]}]}]"));
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .region = 66, .offices = &offices};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(!walk_offers(&w, 1000));
	TEST(WALK_JOIN == keys(&w, "0", &out));

	TEST(0 == walk_offers(&w, 59) && 1 == walk_offers(&w, 60) && 3 == walk_offers(&w, 90) && 7 == walk_offers(&w, 120));
	walk_offer_say(&w, 0, &say);
	TEST(WALK_NEIGHBOUR == say.words && 2 == say.n && '1' == say.key);
	walk_offer_say(&w, 1, &say);
	TEST(WALK_ITEM == say.words && '2' == say.key);
	TEST(!walk_accept(&w, 1, '2', &out) && !walk_accept(&w, 3, '0', &out) && !walk_accept(&w, 7, '*', &out) && !walk_accept(&w, 7, '9', &out));

	/* the neighbour: waits there, where no other is offered */
	TEST(walk_accept(&w, 3, '1', &out) && WALK_JOIN == out.act && 2 == w.office && 2 == walk_office(&w));
	TEST(6 == walk_offers(&w, 120) && !walk_accept(&w, 7, '1', &out));

	/* steps of its own, to another queue or to the end */
	TEST(walk_accept(&w, 4, '3', &out) && WALK_JOIN == out.act && 0 == pl_strcmp(&w.topic_named, "t") && !walk_offers(&w, 1000));
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(WALK_JOIN == keys(&w, "1", &out) && 6 == walk_offers(&w, 120));
	TEST(walk_accept(&w, 6, '2', &out) && out.cut && prompts(&out, T_VOICE_HOLD) && WALK_NOTHING == out.act);
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_LEAVE == out.act);

	TEST_OK(wrong("[{'do':'queue','offers':[{'after':60,'neighbour':true},{'after':60,'neighbour':true}]}]", "f[0].offers[1]: `after` is more than"));
	TEST_OK(wrong("[{'do':'queue','offers':[{'after':0,'neighbour':true}]}]", "f[0].offers[0]: `after` is a whole number"));
	TEST_OK(wrong("[{'do':'queue','offers':[{'after':9," WORDS "}]}]", "f[0].offers[0]: `steps` says what follows"));
	TEST_OK(wrong("[{'do':'queue','offers':[{'after':9,'steps':[" BYE "]}]}]", "f[0].offers[0]: there is nothing to say"));
	TEST_OK(wrong("[{'do':'queue','offers':[{'after':9,'neighbour':false," WORDS ",'steps':[" BYE "]}]}]", "f[0].offers[0]: `neighbour` is true"));
	TEST_OK(wrong("[{'do':'queue','offers':[{'after':9," WORDS ",'steps':[" SAY "]}]}]", "f[0].offers[0].steps[0]: the call has nowhere to go"));
	TEST_OK(wrong("[{'do':'queue','offers':[]}]", "f[0]: `offers` is a list"));

out:
	mem_deref(tree);
	return err;
}


/* What cannot be done is neither offered nor said: no trunk, no recorder. From an offer * and 0 lead back to the queue, with its topic */
int test_walk_cannot(void)
{
	struct flow_tree *tree = NULL, *mail = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[{'do':'topic','topic':'t'},{'do':'queue','name':'q','offers':["
		      "{'after':10,'prompt':'callback.offer','steps':[{'do':'call-back','done':[" BYE "],'else':[{'do':'go','to':'q'}]}]},"
		      "{'after':20,'prompt':'mail.offer','steps':[{'do':'voice-mail','done':[" BYE "],'else':[{'do':'go','to':'q'}]}]}]}]"));
	for (unsigned can = 0; can < 4; can++) {
		walk_init(&w, tree, LANG_RU);
		w.facts = (struct walk_facts){.open = 1, .dials = can & 1, .phone = true, .mail_ms = can & 2 ? 1000 : 0};
		walk_step(&w, WALK_BEGIN, 0, &out);
		TEST(WALK_JOIN == out.act && can == walk_offers(&w, 20) && (can & 1) == walk_offers(&w, 10));
	}

	TEST(walk_accept(&w, 3, '1', &out) && WALK_NOTHING == out.act && says(&out, WALK_PHONE));
	TEST(WALK_JOIN == keys(&w, "*", &out) && 3 == walk_offers(&w, 20) && 0 == pl_strcmp(&w.topic_named, "t"));
	TEST(walk_accept(&w, 3, '1', &out) && WALK_JOIN == keys(&w, "0", &out) && 0 == pl_strcmp(&w.topic_named, "t"));
	TEST(walk_accept(&w, 3, '2', &out) && prompts(&out, T_VOICE_MAIL_ASK) && WALK_JOIN == keys(&w, "0", &out));
	TEST(walk_accept(&w, 3, '2', &out) && WALK_JOIN == keys(&w, "*", &out) && 3 == walk_offers(&w, 20));

	/* a menu that is left with nothing is passed by; of others the item is left out */
	TEST_OK(right(&mail, "[{'do':'menu','items':[{'key':'1','prompt':'mail.offer','steps':[{'do':'voice-mail'}]}]},"
		      "{'do':'menu','items':[{'key':'1','prompt':'mail.offer','steps':[{'do':'voice-mail'}]},{'key':'2'," WORDS "}]}," QUEUE "]"));
	begin(&w, mail, true, &out);
	TEST(!prompts(&out, T_VOICE_MAIL_OFFER) && '2' == out.say[1].key && prompts(&out, T_VOICE_MENU_PERSON));
	TEST(WALK_NOTHING == keys(&w, "1", &out) && prompts(&out, T_VOICE_MENU_WRONG) && WALK_JOIN == keys(&w, "2", &out));
	walk_init(&w, mail, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .mail_ms = 1000};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(prompts(&out, T_VOICE_MAIL_OFFER) && '1' == out.say[1].key && WALK_NOTHING == keys(&w, "1", &out) && prompts(&out, T_VOICE_MAIL_ASK));
	TEST_OK(wrong("[{'do':'menu','name':'m','items':[{'key':'1'," WORDS ",'steps':[{'do':'voice-mail'}]}]},{'do':'go','to':'m'}]",
		      "f[1]: the caller goes round"));
	TEST_OK(wrong("[{'do':'menu','name':'m','items':[{'key':'1'," WORDS ",'steps':[{'do':'call-back','else':[{'do':'go','to':'m'}]}," QUEUE "]},"
		      "{'key':'2'," WORDS ",'steps':[{'do':'service'}," QUEUE "]}]}]", "f[0].items[0].steps[0].else[0]: the caller goes round"));

out:
	mem_deref(mail);
	mem_deref(tree);
	return err;
}
