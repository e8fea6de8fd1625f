/**
 * @file test_walk_transfer.c  Callers who go to somebody outside
 */
#include "test.h"
#include "flow/rehearse.h"
#include "voice/flow.h"
#include "walk.h"

int test_walk_transfer(void);
int test_flow_transfer(void);
int test_flow_transfer_check(void);

#define OUT "{'do':'transfer','to':'8 (495) 222-33-44'"
#define MENU "[{'do':'menu','items':[{'key':'1'," WORDS ",'steps':[" OUT ",'no':[{'do':'topic','topic':'E'}," QUEUE "]}]}," \
	     "{'key':'2'," WORDS ",'steps':[" QUEUE "]}]}]"


static void start(struct walk *w, const struct flow_tree *tree, bool open, bool dials, struct walk_out *out)
{
	walk_init(w, tree, LANG_RU);
	w->facts = (struct walk_facts){.open = open, .dials = dials, .call_ms = 61 * 1000};
	walk_step(w, WALK_BEGIN, 0, out);
}


/* To where it rings outside */
static enum walk_do ring(struct walk *w, const struct flow_tree *tree, bool open, struct walk_out *out)
{
	start(w, tree, open, true, out);
	(void)keys(w, "1", out);
	walk_step(w, WALK_SAID, 0, out);

	return out->act;
}


int test_flow_transfer_check(void)
{
	struct flow_tree *tree = NULL;
	int err;

	TEST_OK(wrong("[{'do':'transfer'}," QUEUE "]", "f[0]: `to` is a telephone number with the code of its country"));
	TEST_OK(wrong("[{'do':'transfer','to':74952223344}," QUEUE "]", "f[0]: `to` is a telephone number"));
	TEST_OK(wrong("[{'do':'transfer','to':'there'}," QUEUE "]", "f[0]: `to` is a telephone number"));
	TEST_OK(wrong("[{'do':'transfer','to':'+7 495 222-33-44, доб. 12'}," QUEUE "]", "f[0]: `to` is a telephone number"));
	TEST_OK(wrong("[{'do':'transfer','to':'sip:boss@example.org'}," QUEUE "]", "f[0]: `to` is a telephone number"));
	TEST_OK(wrong("[" OUT ",'else':[]}," QUEUE "]", "f[0]: there is no member `else` here; there are: do name to prompt words no"));
	TEST_OK(wrong("[" OUT ",'words':{'ru':'Да'}}," QUEUE "]", "f[0]: there are no words for who listens in this language"));

	/* nobody may answer there: then somebody here does, and no round rings for ever */
	TEST_OK(wrong("[" OUT "}," BYE "]", "f[1]: there is no way to a person"));
	TEST_OK(wrong("[" OUT ",'no':[" BYE "]}," QUEUE "]", "f[1]: nothing leads to this step|f[0].no[0]: there is no way to a person"));
	TEST_OK(wrong("[" OUT ",'name':'a','no':[{'do':'go','to':'a'}]}]", "f[0].no[0]: the caller goes round"));
	TEST_OK(wrong("[" OUT "}]", "f[0]: the call has nowhere to go after this"));
	TEST_OK(right(&tree, "[" OUT "}," QUEUE "]"));

out:
	mem_deref(tree);
	return err;
}


int test_walk_transfer(void)
{
	struct flow_tree *tree = NULL;
	struct text_arg argv[WALK_ARGS];
	struct walk_values values = {.open = true};
	struct walk_out out;
	struct phrase ph;
	struct walk w;
	int err;

	TEST_OK(right(&tree, MENU));

	/* said where it goes and how long it rings at most, then called */
	start(&w, tree, true, true, &out);
	TEST(WALK_NOTHING == keys(&w, "1", &out) && prompts(&out, T_VOICE_TRANSFER_ELSEWHERE) && says(&out, WALK_CALL_WAIT) && !walk_calls(&w));
	TEST(2 == out.say[out.n - 1].n && walk_phrase(&ph, argv, &out.say[out.n - 1], &values) && T_VOICE_TRANSFER_WAIT == ph.key);
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_CALL == out.act && !out.n && walk_calls(&w) && 0 == strcmp("+74952223344", walk_calls(&w)));

	/* keys that say nothing, and answered: the walk is over */
	TEST(WALK_NOTHING == keys(&w, "7#", &out) && walk_calls(&w));
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(WALK_GIVE == out.act && out.cut && WALK_OVER == w.phase && !walk_calls(&w) && !out.n);
	TEST(WALK_NOTHING == keys(&w, "0", &out));

	/* nobody: on by `no`, which may come again */
	TEST(WALK_CALL == ring(&w, tree, true, &out));
	walk_step(&w, WALK_NOT_FOUND, 0, &out);
	TEST(WALK_JOIN == out.act && prompts(&out, T_VOICE_TRANSFER_NOBODY) && 0 == pl_strcmp(&w.topic_named, "E") && !walk_calls(&w));

	/* while it is said, and while it rings: 0 a person, * back to the menu, where it can be taken again */
	for (unsigned rings = 0; rings < 2; rings++) {
		start(&w, tree, true, true, &out);
		(void)keys(&w, "1", &out);
		if (rings)
			walk_step(&w, WALK_SAID, 0, &out);
		TEST(WALK_NOTHING == keys(&w, "*", &out) && out.cut && !walk_calls(&w) && WALK_ASKING == w.phase);
		TEST(WALK_NOTHING == keys(&w, "1", &out) && prompts(&out, T_VOICE_TRANSFER_ELSEWHERE));
		if (rings)
			walk_step(&w, WALK_SAID, 0, &out);
		TEST(WALK_JOIN == keys(&w, "0", &out) && out.cut && prompts(&out, T_VOICE_CONNECT) && !walk_calls(&w));
	}

	/* closed: 0 says until when, and it rings on */
	TEST(WALK_CALL == ring(&w, tree, false, &out));
	TEST(WALK_NOTHING == keys(&w, "0", &out) && says(&out, WALK_HOURS) && !out.cut && walk_calls(&w));

	/* no way out: not offered; it fell while it was said where to: on by `no` */
	start(&w, tree, true, false, &out);
	TEST(WALK_NOTHING == keys(&w, "1", &out) && prompts(&out, T_VOICE_MENU_WRONG));
	start(&w, tree, true, true, &out);
	(void)keys(&w, "1", &out);
	w.facts.dials = false;
	walk_step(&w, WALK_SAID, 0, &out);
	TEST(WALK_JOIN == out.act && 0 == pl_strcmp(&w.topic_named, "E"));

out:
	mem_deref(tree);
	return err;
}


/* The frame around it, and a caller without a telephone */
int test_flow_transfer(void)
{
	struct flow_tree *tree = NULL;
	struct flow_out out;
	struct flow f;
	json_t *events = NULL, *obj = NULL;
	bool bad;
	int err;

	TEST_OK(right(&tree, MENU));
	flow_init(&f, tree, LANG_RU);
	f.walk.facts = (struct walk_facts){.open = 1, .dials = true};
	flow_step(&f, FLOW_BEGIN, 0, &out);
	flow_step(&f, FLOW_KEY, '1', &out);
	flow_step(&f, FLOW_SAID, 0, &out);
	TEST(FLOW_CALL == out.act && !flow_done(&f));
	flow_step(&f, FLOW_FOUND, 0, &out);
	TEST(FLOW_NOTHING == out.act && out.cut && !out.n && FLOW_AWAY == f.state && flow_done(&f));
	for (unsigned event = FLOW_SAID; event < FLOW_JOINED; event++) {
		flow_step(&f, (enum flow_event)event, '0', &out);
		TEST(FLOW_NOTHING == out.act && !out.n && FLOW_AWAY == f.state);
	}

	events = json_pack("[s, s, s]", "1", "found", "0");
	TEST_OK(events ? 0 : ENOMEM);
	TEST_OK(flow_rehearse(&obj, &bad, &(struct rehearsal){.tree = tree, .events = events}));
	TEST(!bad && 0 == strcmp("over", json_string_value(json_object_get(obj, "waits"))));
	json_decref(obj);
	obj = NULL;
	json_array_set_new(events, 1, json_string("unknown"));
	TEST_OK(flow_rehearse(&obj, &bad, &(struct rehearsal){.tree = tree, .events = events}));
	TEST(!bad && 0 == strcmp("E", json_string_value(json_object_get(json_array_get(json_object_get(obj, "told"),
		json_array_size(json_object_get(obj, "told")) - 1), "words"))));

out:
	json_decref(events);
	json_decref(obj);
	mem_deref(tree);
	return err;
}
