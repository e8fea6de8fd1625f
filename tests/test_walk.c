/**
 * @file test_walk.c  Flows of a profile: what is read, what is refused, and how a caller goes through them
 */
#include "test.h"
#include "walk.h"

int test_flow_read(void);
int test_flow_refuse(void);
int test_flow_check(void);
int test_walk_menus(void);
int test_walk_ask(void);
int test_walk_facts(void);
int test_walk_closed(void);
int test_walk_long(void);
int test_walk_phrase(void);
int test_walk_service(void);
int test_walk_back(void);
int test_walk_mail(void);

int test_flow_read(void)
{
	struct list faults = LIST_INIT;
	struct flow_tree *tree = NULL;
	struct flows *flows = NULL;
	json_t *object = NULL;
	int err;

	TEST_OK(flows_read(&flows, NULL, &faults));
	TEST(flows && list_isempty(&faults));
	TEST(flows_at(flows, 0) == flows_find(flows, PL_LIT("default")) && !flows_at(flows, 1) && !flows_find(flows, PL_LIT("x")));
	TEST(0 == strcmp("", flow_calendar(flows_at(flows, 0), 0)) && !flow_calendar(flows_at(flows, 0), 1));
	TEST(!flow_asks_queue(flows_at(flows, 0)) && !flow_asks_known(flows_at(flows, 0)));
	flows = mem_deref(flows);

	/* one's own "default" stands for the built-in one */
	object = json_loads("{\"default\":[{\"do\":\"queue\"}],\"night\":[{\"do\":\"queue\"}]}", 0, NULL);
	TEST_OK(object ? 0 : ENOMEM);
	TEST_OK(flows_read(&flows, object, &faults));
	TEST(flows && flows_at(flows, 1) && !flows_at(flows, 2));
	TEST(flows_find(flows, PL_LIT("default")) == flows_at(flows, 0));

	TEST_OK(right(&tree, "[{'do':'branch','on':'open','calendar':'day','no':[" SAY "]},{'do':'branch','on':'queue','over':5,'yes':[" SAY "]},"
		      "{'do':'branch','on':'known','yes':[" SAY "]}," QUEUE "]"));
	TEST(0 == strcmp("day", flow_calendar(tree, 1)) && !flow_calendar(tree, 2) && flow_asks_queue(tree) && flow_asks_known(tree));

out:
	list_flush(&faults);
	mem_deref(tree);
	mem_deref(flows);
	json_decref(object);
	return err;
}


int test_flow_refuse(void)
{
	int err;

	TEST_OK(wrong("{}", "f: a flow is a list of steps"));
	TEST_OK(wrong("[]", "f: a flow is a list of steps"));
	TEST_OK(wrong("[1,{'verb':'say'}]", "f[0]: a step is an object|f[1]: a step is an object"));
	TEST_OK(wrong("[{'do':'fax'}]", "f[0]: there is no verb `fax`; there are: say timetable menu ask"));
	TEST_OK(wrong("[{'do':'queue','to':'x'}]", "f[0]: there is no member `to` here; there are: do name"));
	TEST_OK(wrong("[{'do':'say','words':{'en':'Hi','ru':' ! '}}]", "f[0].words: `ru` is a line of text with a letter"));
	TEST_OK(wrong("[{'do':'say'}]", "f[0]: there is nothing to say"));
	TEST_OK(wrong("[{'do':'say','prompt':'nothing'}]", "f[0]: there is no prompt `nothing`"));
	TEST_OK(wrong("[{'do':'say','prompt':1}]", "f[0]: there is no prompt ``"));
	TEST_OK(wrong("[{'do':'say','prompt':'queue.place'}]", "f[0]: the prompt `queue.place` asks for `n`"));
	TEST_OK(wrong("[{'do':'say','prompt':'hold'," WORDS "}]", "f[0]: there are both"));
	TEST_OK(wrong("[{'do':'say','words':{'ru':'','en':'x','de':'y'}}]", "f[0].words: there is no member `de` here; there are: ru en"));
	TEST_OK(wrong("[{'do':'say','words':{'ru':' ','en':1}}]", "f[0].words: `ru` is a line of text|f[0].words: `en` is a line"));

	/* menus */
	TEST_OK(wrong("[{'do':'menu'}]", "f[0]: a menu has `topics`, or `items`"));
	TEST_OK(wrong("[{'do':'menu','items':[1]}]", "f[0].items[0]: an item is"));
	TEST_OK(wrong("[{'do':'menu','items':[{'key':'0'," WORDS "}]}]", "f[0].items[0]: `key` is one of \"1\" to \"8\""));
	TEST_OK(wrong("[{'do':'menu','items':[{'key':'1','prompt':'hold'}]}]", "f[0].items[0]: the prompt `hold` does not say which key"));
	TEST_OK(wrong("[{'do':'menu','items':[{'key':'1'," WORDS "},{'key':'1'," WORDS "}]}]", "f[0].items[1]: key 1 is another item's"));
	TEST_OK(wrong("[{'do':'menu','topics':{'most':4},'items':[{'key':'4'," WORDS "}]}]", "f[0].items[0]: key 4 is one of the topics'"));
	TEST_OK(wrong("[{'do':'menu','topics':{'most':9}}]", "f[0].topics: `most` is a whole number from 1 to 7"));
	TEST_OK(wrong("[{'do':'menu','topics':1}]", "f[0].topics: topics are"));
	TEST_OK(wrong("[{'do':'menu','topics':{'steps':{}}}]", "f[0].topics.steps: steps are a list"));

	/* the others */
	TEST_OK(wrong("[{'do':'ask'," WORDS ",'digits':2,'cases':[{'is':'123'}]}]", "f[0].cases[0]: a case is {\"is\": \"00\""));
	TEST_OK(wrong("[{'do':'ask'," WORDS ",'digits':21}]", "f[0]: `digits` is a whole number from 1 to 20|f[0]: `cases` is a list"));
	TEST_OK(wrong("[{'do':'ask'," WORDS ",'digits':1,'cases':[{'is':'1'},{'is':'1'}]}]", "f[0].cases[1]: there is a case 1"));
	TEST_OK(wrong("[{'do':'branch','on':'moon','yes':[" BYE "]}]", "f[0]: `on` is"));
	TEST_OK(wrong("[{'do':'branch','on':'open'}]", "f[0]: both ways are the same"));
	TEST_OK(wrong("[{'do':'branch','on':'queue','yes':[" BYE "]}]", "f[0]: `over` is a whole number"));
	TEST_OK(wrong("[{'do':'branch','on':'known','over':1,'yes':[" BYE "]}]", "f[0]: `over` stands with"));
	TEST_OK(wrong("[{'do':'branch','on':'known','calendar':'x','yes':[" BYE "]}]", "f[0]: `calendar` stands with"));
	TEST_OK(wrong("[{'do':'topic'}]", "f[0]: `topic` is a line of text"));
	TEST_OK(wrong("[{'do':'language','lang':'de'}]", "f[0]: `lang` is"));
	TEST_OK(wrong("[{'do':'slow','on':1}]", "f[0]: `on` is true or false"));
	TEST_OK(wrong("[{'do':'go'}]", "f[0]: `to` is the `name` of a step"));
	TEST_OK(wrong("[{'do':'go','to':'x'}]", "f[0]: no step is called `x`"));
	TEST_OK(wrong("[{'do':'queue','name':'a b'},{'do':'queue','name':'a'},{'do':'queue','name':'a'}]",
		      "f[0]: `name` is 1 to 31|f[2]: another step is called `a`"));
	TEST_OK(wrong("[{'do':'appeal','found':[{'do':'appeal','found':[{'do':'appeal','found':[{'do':'appeal','found':[{'do':'appeal',"
		      "'found':[{'do':'appeal','found':[" QUEUE "]}]}]}]}]}]}]",
		      "f[0].found[0].found[0].found[0].found[0].found[0].found: lists stand in lists 6 deep at most"));

out:
	return err;
}


int test_flow_check(void)
{
	int err;

	TEST_OK(wrong("[" QUEUE "," SAY "]", "f[1]: nothing leads to this step"));
	TEST_OK(wrong("[" SAY "]", "f[0]: the call has nowhere to go"));
	TEST_OK(wrong("[{'do':'menu','items':[{'key':'1'," WORDS "}]}]", "f[0]: the call has nowhere to go"));
	TEST_OK(wrong("[" BYE "]", "f[0]: there is no way to a person"));
	TEST_OK(wrong("[{'do':'branch','on':'known','yes':[" QUEUE "]}," BYE "]", "f[1]: there is no way to a person"));
	TEST_OK(wrong("[{'do':'status'}," QUEUE "]", "f[0]: there is no appeal here"));
	TEST_OK(wrong("[{'do':'appeal','found':[{'do':'status'}],'unknown':[{'do':'status'}]}," QUEUE "]", "f[0].unknown[0]: there is no appeal"));
	TEST_OK(wrong("[{'do':'say','name':'a','prompt':'hold'},{'do':'go','to':'a'}]", "f[1]: the caller goes round"));
	TEST_OK(wrong("[{'do':'say','words':{'ru':'Да'}},{'do':'menu','topics':{'words':{},'steps':[" QUEUE "]},"
		      "'items':[{'key':'8','words':{'en':'x'},'steps':[" QUEUE "]}]}]",
		      "f[0]: there are no words for who listens in this language; add `en`|f[1].topics: there are no words|"
		      "f[1].topics: there are no words|f[1].items[0]: there are no words for who listens in this language; add `ru`"));
#define ITEM(key) "{'key':'" key "'," WORDS ",'steps':[" QUEUE "]}"
	TEST_OK(wrong("[{'do':'menu','items':[" ITEM("1") "," ITEM("2") "," ITEM("3") "," ITEM("4") "," ITEM("5") "," ITEM("6") "]}]",
		      "f[0]: 6 items are more than a caller keeps in mind"));

	/* all that is wrong, not only the first; a closed line and a full queue may hang up */
	TEST_OK(wrong("[{'do':'branch','on':'open','no':[" BYE "]},{'do':'branch','on':'queue','over':9,'yes':[" BYE "]},"
		      "{'do':'branch','on':'open','calendar':'x','no':[" BYE "," SAY "]}," SAY "]",
		      "f[3]: the call has nowhere|f[2].no[1]: nothing leads|f[2].no[0]: there is no way to a person"));

out:
	return err;
}


int test_walk_menus(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[{'do':'say','prompt':'greet'},{'do':'menu','items':["
		      "{'key':'1'," WORDS ",'steps':[{'do':'menu','name':'in'," WORDS ",'items':["
		      "  {'key':'3'," WORDS ",'steps':[{'do':'topic','topic':'Roads'}," QUEUE "]},{'key':'4'," WORDS ",'steps':[{'do':'go','to':'in'}]}]}]},"
		      "{'key':'2'," WORDS ",'steps':[{'do':'slow'},{'do':'language','lang':'en'}," SAY "]}]}," SAY "," BYE "]"));

	begin(&w, tree, true, &out);
	TEST(1 == out.n && prompts(&out, T_VOICE_GREET) && !out.quiet_ms && !out.cut);
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(5 == out.n && 2 == 1 + says(&out, WALK_ITEM) && '1' == out.say[1].key && prompts(&out, T_VOICE_MENU_AGAIN));
	TEST(LANG_EN == out.say[0].lang && LANG_RU == out.say[4].lang && WALK_QUIET_MS == out.quiet_ms);

	/* a menu in a menu: * back, 9 the other language, 0 a person */
	TEST(WALK_NOTHING == keys(&w, "1", &out) && out.cut && prompts(&out, T_VOICE_MENU_BACK) && 6 == out.n);
	TEST(WALK_NOTHING == keys(&w, "4", &out) && prompts(&out, T_VOICE_MENU_BACK));
	TEST(WALK_NOTHING == keys(&w, "9", &out) && LANG_EN == w.lang && LANG_EN == out.say[0].lang && LANG_RU == out.say[5].lang);
	TEST(WALK_NOTHING == keys(&w, "*", &out) && prompts(&out, T_VOICE_MENU_AGAIN));
	TEST(WALK_NOTHING == keys(&w, "*", &out) && prompts(&out, T_VOICE_MENU_AGAIN));
	TEST(WALK_JOIN == keys(&w, "0", &out) && prompts(&out, T_VOICE_CONNECT) && !w.topic && !w.topic_named.p);
	TEST(WALK_NOTHING == keys(&w, "1", &out) && !out.n && !out.cut);

	begin(&w, tree, true, &out);
	TEST(WALK_JOIN == keys(&w, "13", &out) && 0 == pl_strcmp(&w.topic_named, "Roads"));

	/* wrong keys count for one menu: a third, in the next, is its first */
	begin(&w, tree, true, &out);
	TEST(WALK_NOTHING == keys(&w, "771", &out) && WALK_NOTHING == keys(&w, "77", &out) && prompts(&out, T_VOICE_MENU_WRONG));
	TEST(WALK_JOIN == keys(&w, "7", &out));

	/* what is behind an item's end is what is behind the menu; all is said before the line hangs up */
	begin(&w, tree, true, &out);
	TEST(WALK_NOTHING == keys(&w, "2", &out) && 2 == out.n && out.say[0].slow && LANG_EN == out.say[0].lang && !out.quiet_ms);
	TEST(WALK_NOTHING == keys(&w, "0", &out) && !out.n);
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_LEAVE == out.act && !out.n);

out:
	mem_deref(tree);
	return err;
}


int test_walk_ask(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[{'do':'ask'," WORDS ",'digits':2,'cases':[{'is':'77','steps':[{'do':'topic','topic':'M'}," QUEUE "]},"
		      "{'is':'78','steps':[{'do':'topic','topic':'S'}]}],'else':[{'do':'menu','items':["
		      "{'key':'1'," WORDS ",'steps':[{'do':'appeal','found':[{'do':'status'}," SAY "]}]}]}]}," QUEUE "]"));

	begin(&w, tree, true, &out);
	TEST(1 == out.n && says(&out, WALK_TEXT) && WALK_DIGITS_MS == out.quiet_ms);
	TEST(WALK_NOTHING == keys(&w, "7", &out) && out.cut && WALK_DIGITS_MS == out.quiet_ms);
	TEST(WALK_NOTHING == keys(&w, "#", &out) && says(&out, WALK_SHORT) && 1 == out.say[0].n && 2 == out.say[0].want && 2 == out.n);
	TEST(WALK_JOIN == keys(&w, "77", &out) && 0 == pl_strcmp(&w.topic_named, "M") && !out.quiet_ms);

	begin(&w, tree, true, &out);
	TEST(WALK_JOIN == keys(&w, "78", &out) && 0 == pl_strcmp(&w.topic_named, "S"));

	/* silence repeats, then a person */
	begin(&w, tree, true, &out);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(1 == out.n && WALK_NOTHING == out.act);
	walk_step(&w, WALK_QUIET, 0, &out);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(WALK_JOIN == out.act);

	/* the appeal: not found, then nobody could look */
	begin(&w, tree, true, &out);
	TEST(WALK_NOTHING == keys(&w, "001", &out) && prompts(&out, T_VOICE_NUMBER_ASK));
	TEST(WALK_FIND == keys(&w, "012345678912345678", &out) && !out.quiet_ms);
	TEST(0 == strcmp(w.number, "0123456789") && 0 == strcmp(w.code, "12345678"));
	walk_step(&w, WALK_NOT_FOUND, 0, &out);
	TEST(prompts(&out, T_VOICE_NUMBER_NONE) && prompts(&out, T_VOICE_NUMBER_ASK));
	TEST(WALK_NOTHING == keys(&w, "*", &out) && says(&out, WALK_ITEM));
	TEST(WALK_FIND == keys(&w, "1012345678912345678", &out));
	walk_step(&w, WALK_UNSURE, 0, &out);
	TEST(WALK_JOIN == out.act && !w.found && !out.n);

	/* found: how it stands is told */
	begin(&w, tree, true, &out);
	TEST(WALK_FIND == keys(&w, "001012345678912345678", &out));
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(WALK_JOIN == out.act && w.found && 2 == out.n && WALK_STATUS == out.say[0].words);
	tree = mem_deref(tree);

	/* who types on before a second question is heard answers it */
	TEST_OK(right(&tree, "[{'do':'ask'," WORDS ",'digits':2,'cases':[{'is':'11','steps':[" SAY "]}]},{'do':'ask'," WORDS ",'digits':1,"
		      "'cases':[{'is':'5','steps':[{'do':'topic','topic':'five'}]}]}," QUEUE "]"));
	begin(&w, tree, true, &out);
	TEST(WALK_NOTHING == keys(&w, "11", &out) && prompts(&out, T_VOICE_HOLD) && !out.quiet_ms);
	TEST(WALK_JOIN == keys(&w, "5", &out) && 0 == pl_strcmp(&w.topic_named, "five"));

out:
	mem_deref(tree);
	return err;
}


int test_walk_facts(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[{'do':'branch','on':'queue','over':9,'yes':[{'do':'topic','topic':'q'}," QUEUE "]},"
		      "{'do':'branch','on':'open','calendar':'x','no':[{'do':'topic','topic':'x'}," QUEUE "]},"
		      "{'do':'branch','on':'known','yes':[{'do':'topic','topic':'k'}," QUEUE "]}," QUEUE "]"));

	for (unsigned i = 0; i < 4; i++) {
		static const char *const want[] = {"q", "x", "k"};

		walk_init(&w, tree, LANG_RU);
		w.facts = (struct walk_facts){.waiting = i ? 9 : 10, .open = 1u | (i > 1 ? 2u : 0), .known = i < 3};
		walk_step(&w, WALK_BEGIN, 0, &out);
		TEST(WALK_JOIN == out.act && !w.topic_named.p == (3 == i) && (3 == i || 0 == pl_strcmp(&w.topic_named, want[i])));
	}

out:
	mem_deref(tree);
	return err;
}


/* A menu of a closed line: nobody is there, which is said; silence ends the call */
int test_walk_closed(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[{'do':'menu','topics':{'most':2},'items':[{'key':'3'," WORDS "}]}," QUEUE "]"));

	begin(&w, tree, false, &out);
	TEST(!says(&out, WALK_TOPIC) && says(&out, WALK_ITEM));
	TEST(WALK_NOTHING == keys(&w, "0", &out) && out.cut && says(&out, WALK_HOURS) && says(&out, WALK_ITEM) && out.quiet_ms);
	for (unsigned i = 0; i < WALK_TRIES; i++)
		walk_step(&w, WALK_QUIET, 0, &out);
	TEST(WALK_NOTHING == out.act && says(&out, WALK_HOURS) && prompts(&out, T_VOICE_BYE) && 2 == out.n);
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_LEAVE == out.act);

	/* topics take keys up to as many as there are */
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .topics = 1};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(says(&out, WALK_TOPIC) && WALK_NOTHING == keys(&w, "2", &out) && prompts(&out, T_VOICE_MENU_WRONG));
	TEST(WALK_JOIN == keys(&w, "1", &out) && 1 == w.topic && says(&out, WALK_CHOSEN));

out:
	mem_deref(tree);
	return err;
}


/* More than is said at one time is said bit by bit */
int test_walk_long(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	unsigned said = 0;
	struct walk w;
	int err;

#define SAY4 SAY "," SAY "," SAY "," SAY
	TEST_OK(right(&tree, "[" SAY4 "," SAY4 "," SAY4 "," SAY4 "," SAY4 "," SAY4 "," SAY "," QUEUE "]"));
	begin(&w, tree, true, &out);
	for (unsigned i = 0; i < 20 && WALK_JOIN != out.act; i++) {
		said += out.n;
		TEST(out.n && out.n < WALK_SAY_MAX && !out.quiet_ms);
		walk_step(&w, WALK_SAID, 0, &out);
	}
	TEST(25 == said + out.n && WALK_JOIN == out.act);

out:
	mem_deref(tree);
	return err;
}


int test_walk_phrase(void)
{
	static const struct walk_values values = {.org = PL_CONST("Org"), .topic = PL_CONST("Roads"), .open = true, .change_ms = 7};
	const struct walk_say say[] = {
		{.words = WALK_TEXT, .text = {.there = true, .prompt = true, .key = T_VOICE_GREET}, .lang = LANG_EN},
		{.words = WALK_TEXT, .text = {.there = true, .prompt = true, .key = T_VOICE_BYE}},
		{.words = WALK_TEXT, .text = {.there = true, .words = {PL_LIT("Да"), PL_LIT("Yes")}}, .lang = LANG_EN},
		{.words = WALK_ITEM, .text = {.there = true, .words = {PL_LIT("Да"), PL_LIT("Yes")}}, .key = '5'},
		{.words = WALK_ITEM, .text = {.there = true, .prompt = true, .key = T_VOICE_MENU_PERSON}, .key = '0'},
		{.words = WALK_TOPIC, .key = '1'}, {.words = WALK_CHOSEN}, {.words = WALK_HOURS}, {.words = WALK_SHORT, .n = 3, .want = 8},
	};
	static const struct {
		enum text_key key;
		size_t argc;
	} want[] = {{T_VOICE_GREET, 1}, {T_VOICE_BYE, 0}, {T_VOICE_WORDS, 1}, {T_VOICE_MENU_TOPIC, 2}, {T_VOICE_MENU_PERSON, 1},
		    {T_VOICE_MENU_TOPIC, 2}, {T_VOICE_MENU_CHOSEN, 1}, {T_VOICE_LINE_OPEN, 1}, {T_VOICE_NUMBER_SHORT, 2}};
	struct walk_values gone = {.org = PL_LIT("Org")};
	struct text_arg argv[WALK_ARGS];
	struct phrase ph;
	int err = 0;

	for (size_t i = 0; i < sizeof(say) / sizeof(say[0]); i++) {
		TEST(walk_phrase(&ph, argv, &say[i], &values));
		TEST(want[i].key == ph.key && want[i].argc == ph.argc && say[i].lang == ph.lang);
	}

	/* why a line is closed, and that it closes earlier than else; ordinary hours need no reason */
	for (int why = STATUS_ORDINARY; why <= STATUS_SHORT; why++) {
		static const enum text_key closed[] = {0, T_VOICE_LINE_REASON, T_VOICE_LINE_HOLIDAY, 0};
		const struct walk_say hours = {.words = WALK_HOURS}, reason = {.words = WALK_HOURS, .n = 1};
		struct walk_values v = {.open = true, .change_ms = 7, .why = (enum status_why)why, .reason = PL_LIT("Ремонт")};

		TEST(walk_phrase(&ph, argv, &hours, &v) && ph.key == (STATUS_SHORT == why ? T_VOICE_LINE_SHORT : T_VOICE_LINE_OPEN));
		TEST(!walk_phrase(&ph, argv, &reason, &v));
		v.open = false;
		TEST(walk_phrase(&ph, argv, &hours, &v) && T_VOICE_LINE_CLOSED == ph.key);
		TEST(closed[why] ? walk_phrase(&ph, argv, &reason, &v) && closed[why] == ph.key : !walk_phrase(&ph, argv, &reason, &v));
	}

	/* how an appeal stands */
	for (int state = 0; state <= APPEAL_REOPENED; state++) {
		static const enum text_key key[] = {0, T_VOICE_STATUS_NEW, T_VOICE_STATUS_WORK, T_VOICE_STATUS_WAITING, T_VOICE_STATUS_ANSWERED,
						    T_VOICE_STATUS_CLOSED, T_VOICE_STATUS_WORK};
		const struct walk_say status = {.words = WALK_STATUS};
		struct walk_values v = {.state = (enum appeal_state)state, .digits = 1, .due_ms = 8, .now_ms = 7};
		bool due = APPEAL_NEW == state || APPEAL_IN_WORK == state || APPEAL_REOPENED == state;

		TEST(walk_phrase(&ph, argv, &status, &v) == (state > 0) && (!state || (key[state] == ph.key && 1u + due == ph.argc)));
		v.now_ms = 8;
		TEST(!due || (walk_phrase(&ph, argv, &status, &v) && T_VOICE_STATUS_LATE == ph.key && 1 == ph.argc));
	}

	TEST(!walk_phrase(&ph, argv, &say[5], &gone) && !walk_phrase(&ph, argv, &say[6], &gone));
	TEST(walk_phrase(&ph, argv, &say[7], &gone) && T_VOICE_LINE_CLOSED_LONG == ph.key);

out:
	return err;
}


/* How an application stands: found, not found three times, nobody could say; with and without a person */
int test_walk_service(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(wrong("[{'do':'service','digits':1},{'do':'queue'}]", "f[0]: `digits` is a whole number from 2"));
	TEST_OK(wrong("[{'do':'service','person':{'digits':3}},{'do':'queue'}]", "f[0].person: `digits` is a whole number from 4"));
	TEST_OK(wrong("[{'do':'service','person':4},{'do':'queue'}]", "f[0].person: `person` is {"));
	TEST_OK(wrong("[{'do':'service','person':{'digits':4,'words':{'ru':'Да'}}},{'do':'queue'}]",
		      "f[0].person: there are no words for who listens in this language"));
	TEST_OK(right(&tree, "[{'do':'service','digits':4,'person':{'digits':4},'unknown':[" BYE "],'away':[" QUEUE "]}," SAY "," QUEUE "]"));

	begin(&w, tree, true, &out);
	TEST(says(&out, WALK_WANTED) && 4 == out.say[0].n && T_VOICE_SERVICE_ASK == out.say[0].text.key && WALK_DIGITS_MS == out.quiet_ms);
	TEST(WALK_NOTHING == keys(&w, "7700", &out) && T_VOICE_SERVICE_ASK_PERSON == out.say[0].text.key);
	TEST(WALK_LOOK == keys(&w, "1234", &out) && says(&out, WALK_APPLICATION) && !out.quiet_ms);
	TEST(0 == strcmp(w.application, "7700") && 0 == strcmp(w.person, "1234"));
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(!out.n && WALK_LOOKING == w.phase);
	walk_step(&w, WALK_NOT_FOUND, 0, &out);
	TEST(prompts(&out, T_VOICE_SERVICE_NONE) && says(&out, WALK_WANTED));
	TEST(WALK_LOOK == keys(&w, "77011234", &out));
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(out.n >= WALK_PARTS && WALK_SERVICE == out.say[0].words && WALK_PART_DELAY == out.say[4].n && prompts(&out, T_VOICE_HOLD));
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_JOIN == out.act || WALK_OVER == w.phase);

	begin(&w, tree, true, &out);
	TEST(WALK_LOOK == keys(&w, "77011234", &out));
	walk_step(&w, WALK_UNSURE, 0, &out);
	TEST(prompts(&out, T_VOICE_SERVICE_AWAY) && WALK_JOIN == out.act);

	begin(&w, tree, true, &out);
	for (unsigned i = 0; i < WALK_TRIES; i++) {
		TEST(WALK_LOOK == keys(&w, "77011234", &out));
		walk_step(&w, WALK_NOT_FOUND, 0, &out);
	}
	TEST(WALK_LEAVING == w.phase && prompts(&out, T_VOICE_SERVICE_NONE));

out:
	mem_deref(tree);
	return err;
}


int test_walk_back(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(wrong("[{'do':'call-back','else':[" BYE "]}," QUEUE "]", "f[0].else[0]: there is no way to a person"));
	TEST_OK(wrong("[{'do':'call-back','name':'a','else':[{'do':'go','to':'a'}]}," QUEUE "]", "f[0].else[0]: the caller goes round"));
	TEST_OK(wrong("[{'do':'call-back','then':[]}," QUEUE "]", "f[0]: there is no member `then` here"));
	TEST_OK(right(&tree, "[{'do':'call-back','done':[" BYE "],'else':[{'do':'topic','topic':'E'}," QUEUE "]}]"));

	/* no way out: at once on by `else` */
	begin(&w, tree, true, &out);
	TEST(WALK_JOIN == out.act && 0 == pl_strcmp(&w.topic_named, "E"));

	/* the caller's own number, read back and confirmed */
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .dials = true, .phone = true};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(says(&out, WALK_PHONE) && prompts(&out, T_VOICE_CALLBACK_CONFIRM) && out.quiet_ms);
	TEST(WALK_PROMISE == keys(&w, "1", &out) && !w.phone[0] && out.cut);
	TEST(WALK_NOTHING == keys(&w, "1", &out) && !out.n);
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(says(&out, WALK_PROMISED) && says(&out, WALK_GIVEN) && WALK_NOTHING == out.act);
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_LEAVE == out.act);

	/* another one, typed; wrong ones are said to be; one that cannot be called is asked for again */
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .dials = true, .phone = true};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(WALK_NOTHING == keys(&w, "2", &out) && prompts(&out, T_VOICE_CALLBACK_ASK));
	TEST(WALK_NOTHING == keys(&w, "12#", &out) && prompts(&out, T_VOICE_CALLBACK_WRONG) && prompts(&out, T_VOICE_CALLBACK_ASK));
	TEST(WALK_NOTHING == keys(&w, "8916AB5554433D#", &out) && says(&out, WALK_PHONE) && 0 == strcmp("+79165554433", w.phone));
	TEST(WALK_PROMISE == keys(&w, "1", &out));
	walk_step(&w, WALK_NOT_FOUND, 0, &out);
	TEST(prompts(&out, T_VOICE_CALLBACK_WRONG) && !w.phone[0]);
	TEST(WALK_NOTHING == keys(&w, "9165554434", &out));
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(says(&out, WALK_PHONE) && 0 == strcmp("+79165554434", w.phone) && WALK_PROMISE == keys(&w, "1", &out));
	walk_step(&w, WALK_UNSURE, 0, &out);
	TEST(prompts(&out, T_VOICE_CALLBACK_NOT) && WALK_JOIN == out.act);

	/* a withheld number is asked for; three silences are no call back; 0 is a person */
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .dials = true};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(prompts(&out, T_VOICE_CALLBACK_ASK) && !says(&out, WALK_PHONE));
	walk_step(&w, WALK_QUIET, 0, &out);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(prompts(&out, T_VOICE_CALLBACK_ASK) && WALK_NOTHING == out.act);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(WALK_JOIN == out.act && 0 == pl_strcmp(&w.topic_named, "E"));
	w.facts.phone = true;
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .dials = true, .phone = true};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(WALK_JOIN == keys(&w, "0", &out) && !w.topic_named.p);

out:
	mem_deref(tree);
	return err;
}


int test_walk_mail(void)
{
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(right(&tree, "[{'do':'voice-mail','done':[" SAY "," BYE "],'else':[" QUEUE "]}]"));

	begin(&w, tree, true, &out);
	TEST(WALK_JOIN == out.act);

	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 0, .mail_ms = 60000};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(prompts(&out, T_VOICE_MAIL_ASK) && says(&out, WALK_TONE) && !out.quiet_ms && WALK_NOTHING == out.act);
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_RECORD == out.act && 60000 == out.quiet_ms && !out.n);
	TEST(WALK_NOTHING == keys(&w, "1", &out) && !out.n);

	/* # ends it; heard again, said anew, sent */
	TEST(WALK_STOP == keys(&w, "#", &out));
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(prompts(&out, T_VOICE_MAIL_DONE) && prompts(&out, T_VOICE_MAIL_SEND) && out.quiet_ms);
	TEST(WALK_NOTHING == keys(&w, "2", &out) && WALK_HEARD == out.say[0].words && prompts(&out, T_VOICE_MAIL_ANEW));
	TEST(WALK_NOTHING == keys(&w, "3", &out) && 1 == out.n && says(&out, WALK_TONE));
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_RECORD == out.act);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(WALK_STOP == out.act);
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(WALK_SEND == keys(&w, "1", &out));
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(prompts(&out, T_VOICE_MAIL_TAKEN) && says(&out, WALK_GIVEN));
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_LEAVE == out.act);

	/* nothing was said, thrice; silence in the menu sends */
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .mail_ms = 60000};
	walk_step(&w, WALK_BEGIN, 0, &out);
	for (unsigned i = 0; i < 2; i++) {
		walk_step(&w, WALK_SAID, 0, &out);
		TEST(WALK_STOP == keys(&w, "#", &out));
		walk_step(&w, WALK_NOT_FOUND, 0, &out);
		TEST(prompts(&out, T_VOICE_MAIL_EMPTY) && says(&out, WALK_TONE));
	}
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_STOP == keys(&w, "#", &out));
	walk_step(&w, WALK_FOUND, 0, &out);
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(WALK_SEND == out.act);
	walk_step(&w, WALK_UNSURE, 0, &out);
	TEST(prompts(&out, T_VOICE_MAIL_NOT) && WALK_JOIN == out.act);

out:
	mem_deref(tree);
	return err;
}
