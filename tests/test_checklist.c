/**
 * @file test_checklist.c  Checklists: read, printed, counted in SMS, read out to a caller and sent
 */
#include "checklist/checklist.h"
#include "walk.h"

int test_checklist_read(void);
int test_checklist_parts(void);
int test_walk_checklist(void);
int test_walk_checklist_mail(void);
int test_walk_checklist_check(void);

#define ONE "{\"key\":\"passport\",\"name\":{\"ru\":\"Паспорт\",\"en\":\"Passport\"},\"topic\":\"Паспорта\"," \
	"\"lines\":[{\"ru\":\"Заявление\",\"en\":\"Application\"},{\"ru\":\"Фото\",\"en\":\"Photograph\"}]}"


static int lists_of(struct checklists **cp, const char *text, struct mbuf *why)
{
	json_t *array = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	int err = array ? checklists_read(cp, array, "profile", why) : ENOMEM;

	json_decref(array);
	return err;
}


/* What is wrong is said, with its place */
static int faulty(const char *text, const char *place)
{
	struct checklists *lists = NULL;
	struct mbuf *why = mbuf_alloc(64);
	int err = why ? lists_of(&lists, text, why) : ENOMEM;
	struct pl words = {why ? (char *)why->buf : NULL, why ? why->end : 0};

	TEST(EINVAL == err || ENOMEM == err);
	if (EINVAL == err)
		err = words.l && memmem(words.p, words.l, place, strlen(place)) ? 0 : EINVAL;

out:
	mem_deref(why);
	mem_deref(lists);
	return err;
}


int test_checklist_read(void)
{
	struct checklists *lists = NULL;
	struct mbuf *mb = NULL;
	const struct checklist *list;
	int err;

	TEST_OK(lists_of(&lists, "[" ONE "]", NULL));
	list = checklists_find(lists, PL_LIT("passport"));
	TEST(list && 2 == list->n && 1 == list->parts[LANG_RU] && 1 == list->parts[LANG_EN]);
	TEST(!checklists_find(lists, PL_LIT("pass")));
	TEST(list == checklists_of(lists, PL_LIT("паспорта"), PL_LIT("Passports")));
	TEST(list == checklists_of(lists, PL_LIT("Passports"), PL_LIT("Паспорта")));
	TEST(!checklists_of(lists, PL_LIT("ЖКХ"), pl_of(NULL)) && !checklists_of(NULL, PL_LIT("ЖКХ"), pl_of(NULL)));

	mb = mbuf_alloc(64);
	TEST_OK(mb ? checklist_print(mb, list, LANG_RU) : ENOMEM);
	TEST_PL(PL_LIT("Паспорт:\n1. Заявление\n2. Фото"), ((struct pl){(char *)mb->buf, mb->end}));
	lists = mem_deref(lists);

	TEST_OK(checklists_read(&lists, NULL, "profile", NULL));
	TEST(!lists->n);

	TEST_OK(faulty("{}", "a list"));
	TEST_OK(faulty("[" ONE "," ONE "]", "checklists[1]: another"));
	TEST_OK(faulty("[{\"key\":\"A\"}]", "checklists[0].key"));
	TEST_OK(faulty("[{\"key\":\"a\",\"name\":{\"ru\":\"Да\"}}]", "checklists[0].name"));
	TEST_OK(faulty("[{\"key\":\"a\",\"name\":{\"ru\":\"Да\",\"en\":\"Yes\"},\"more\":1}]", "nothing else"));
	TEST_OK(faulty("[{\"key\":\"a\",\"name\":{\"ru\":\"Да\",\"en\":\"Yes\"},\"lines\":[]}]", "checklists[0].lines"));
	TEST_OK(faulty("[{\"key\":\"a\",\"name\":{\"ru\":\"Да\",\"en\":\"Yes\"},\"lines\":[{\"ru\":\"Да\\n\",\"en\":\"a\\u0007b\"}]}]", "lines[0]"));
	TEST_OK(faulty("[{\"key\":\"a\",\"name\":{\"ru\":\"Да\",\"en\":\"Yes\"},\"topic\":\"\",\"lines\":[]}]", "topic"));

out:
	mem_deref(mb);
	mem_deref(lists);
	return err;
}


int test_checklist_parts(void)
{
	char text[1024];
	int err = 0;

	memset(text, 'a', sizeof(text));
	TEST(0 == sms_parts(PL_LIT("")) && 1 == sms_parts(PL_LIT("a")));
	TEST(1 == sms_parts((struct pl){text, 160}) && 2 == sms_parts((struct pl){text, 161}));
	TEST(2 == sms_parts((struct pl){text, 306}) && 3 == sms_parts((struct pl){text, 307}));

	/* one letter of another alphabet, and 70 are all there is room for */
	memcpy(text, "я", 2);
	TEST(1 == sms_parts((struct pl){text, 71}) && 2 == sms_parts((struct pl){text, 72}));
	TEST(2 == sms_parts((struct pl){text, 135}) && 3 == sms_parts((struct pl){text, 136}));
	memcpy(text, "aa", 2);

	/* characters of the extension and beyond 16 bits count twice */
	text[0] = '{';
	TEST(1 == sms_parts((struct pl){text, 159}) && 2 == sms_parts((struct pl){text, 160}));
	memcpy(text, "\xf0\x9f\x98\x80", 4);
	TEST(1 == sms_parts((struct pl){text, 72}) && 2 == sms_parts((struct pl){text, 73}));
	memcpy(text, "\xd1" "aaa", 4);
	TEST(0 == sms_parts((struct pl){text, 10}));

out:
	return err;
}


/* ---- a caller ---- */

/* So many own words, which are said slowly or not */
static unsigned own(const struct walk_out *out, bool slow)
{
	unsigned n = 0;

	for (unsigned i = 0; i < out->n; i++)
		n += WALK_TEXT == out->say[i].words && !out->say[i].text.prompt && slow == out->say[i].slow;

	return n;
}


static void hear(struct walk *w, const struct flow_tree *tree, const struct checklists *lists, struct walk_out *out)
{
	walk_init(w, tree, LANG_RU);
	w->facts = (struct walk_facts){.open = 1, .lists = lists, .sms = true, .mobile = true, .phone = true};
	walk_step(w, WALK_BEGIN, 0, out);
}


#define LIST_FLOW "[{'do':'checklist','checklist':'passport','done':[" SAY "," BYE "],'else':[" QUEUE "]}]"

int test_walk_checklist(void)
{
	struct checklists *lists = NULL;
	struct flow_tree *tree = NULL;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(lists_of(&lists, "[" ONE "]", NULL));
	TEST_OK(right(&tree, LIST_FLOW));

	/* there is none of that name: `else`, without a key */
	hear(&w, tree, NULL, &out);
	TEST(WALK_JOIN == out.act);

	/* read out, again, slowly; silence goes on */
	hear(&w, tree, lists, &out);
	TEST(3 == own(&out, false) && prompts(&out, T_VOICE_LIST_SMS) && !prompts(&out, T_VOICE_LIST_BY_MAIL) && out.quiet_ms);
	TEST(WALK_NOTHING == keys(&w, "1", &out) && 3 == own(&out, false) && out.cut);
	TEST(WALK_NOTHING == keys(&w, "2", &out) && 3 == own(&out, true));
	TEST(WALK_NOTHING == keys(&w, "4", &out) && prompts(&out, T_VOICE_MENU_WRONG));
	walk_step(&w, WALK_QUIET, 0, &out);
	TEST(prompts(&out, T_VOICE_HOLD));

	/* to the caller's own number, once it was confirmed */
	hear(&w, tree, lists, &out);
	TEST(WALK_NOTHING == keys(&w, "3", &out) && WALK_LIST_PHONE == out.say[0].words && prompts(&out, T_VOICE_LIST_CONFIRM));
	TEST(WALK_DELIVER == keys(&w, "1", &out) && !w.by_mail && !w.phone[0] && w.list == lists->at);
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(prompts(&out, T_VOICE_LIST_SENT) && prompts(&out, T_VOICE_HOLD));

	/* another; a landline takes none, which is told; what is refused leads back to the keys */
	hear(&w, tree, lists, &out);
	TEST(WALK_NOTHING == keys(&w, "32", &out) && prompts(&out, T_VOICE_LIST_TYPE));
	TEST(WALK_NOTHING == keys(&w, "84951234567#", &out) && prompts(&out, T_VOICE_LIST_NOT_MOBILE));
	TEST(WALK_NOTHING == keys(&w, "89161234567#", &out) && WALK_LIST_PHONE == out.say[0].words);
	TEST(WALK_DELIVER == keys(&w, "1", &out) && 0 == strcmp(w.phone, "+79161234567"));
	walk_step(&w, WALK_NOT_FOUND, 0, &out);
	TEST(prompts(&out, T_VOICE_LIST_ENOUGH) && prompts(&out, T_VOICE_LIST_AGAIN) && !w.phone[0]);
	TEST(WALK_DELIVER == keys(&w, "31", &out) && !w.phone[0]);
	walk_step(&w, WALK_UNSURE, 0, &out);
	TEST(prompts(&out, T_VOICE_LIST_NOT) && prompts(&out, T_VOICE_LIST_AGAIN));
	TEST(WALK_NOTHING == keys(&w, "5", &out) && prompts(&out, T_VOICE_HOLD));

	/* the caller's own is a landline; thrice wrong, and the keys again */
	walk_init(&w, tree, LANG_RU);
	w.facts = (struct walk_facts){.open = 1, .lists = lists, .sms = true, .phone = true};
	walk_step(&w, WALK_BEGIN, 0, &out);
	TEST(WALK_NOTHING == keys(&w, "3", &out) && prompts(&out, T_VOICE_LIST_LANDLINE) && prompts(&out, T_VOICE_LIST_TYPE));
	TEST(WALK_NOTHING == keys(&w, "1#1#", &out) && prompts(&out, T_VOICE_LIST_TYPE));
	TEST(WALK_NOTHING == keys(&w, "1#", &out) && prompts(&out, T_VOICE_LIST_AGAIN));

	/* nothing can be sent: that is said, and no key for it */
	w.facts.sms = false;
	TEST(WALK_NOTHING == keys(&w, "1", &out) && prompts(&out, T_VOICE_LIST_NO_WAY) && !prompts(&out, T_VOICE_LIST_SMS));
	TEST(WALK_NOTHING == keys(&w, "3", &out) && prompts(&out, T_VOICE_MENU_WRONG));

	/* a person; the other language */
	TEST(WALK_NOTHING == keys(&w, "9", &out) && LANG_EN == out.say[0].lang && 3 == own(&out, false));
	TEST(WALK_JOIN == keys(&w, "0", &out));

out:
	mem_deref(tree);
	mem_deref(lists);
	return err;
}


/* By mail only to whom the appeal was found for; of the topic that was chosen */
int test_walk_checklist_mail(void)
{
	struct checklists *lists = NULL;
	struct flow_tree *tree = NULL;
	struct text_arg argv[WALK_ARGS];
	struct walk_values values = {.mail = PL_LIT("i"), .mail_host = PL_LIT("example.org")};
	struct phrase ph;
	struct walk_out out;
	struct walk w;
	int err;

	TEST_OK(lists_of(&lists, "[" ONE "]", NULL));
	TEST_OK(right(&tree, "[{'do':'topic','topic':'паспорта'},{'do':'checklist'}," QUEUE "]"));

	hear(&w, tree, lists, &out);
	w.facts.mail = w.facts.mail_known = true;
	TEST(WALK_NOTHING == keys(&w, "1", &out) && 3 == own(&out, false) && !prompts(&out, T_VOICE_LIST_BY_MAIL));
	w.found = true;
	TEST(WALK_NOTHING == keys(&w, "1", &out) && prompts(&out, T_VOICE_LIST_BY_MAIL));
	TEST(WALK_NOTHING == keys(&w, "4", &out) && WALK_LIST_MAIL == out.say[0].words);
	TEST(walk_phrase(&ph, argv, &out.say[0], &values) && T_VOICE_LIST_MAIL == ph.key);
	TEST(WALK_NOTHING == keys(&w, "*", &out) && prompts(&out, T_VOICE_LIST_AGAIN));
	TEST(WALK_DELIVER == keys(&w, "41", &out) && w.by_mail);
	walk_step(&w, WALK_FOUND, 0, &out);
	TEST(prompts(&out, T_VOICE_LIST_MAILED));

	w.topic_named = PL_LIT("ЖКХ");
	TEST(!w.facts.of_topic[0]);

out:
	mem_deref(tree);
	mem_deref(lists);
	return err;
}


int test_walk_checklist_check(void)
{
	struct list faults = LIST_INIT;
	struct flow_tree *tree = NULL;
	const struct flow_fault *fault;
	int err;

	/* who listens in silence would go round for ever */
	TEST_OK(take(&tree, "[{'do':'checklist','name':'a','checklist':'x','done':[{'do':'go','to':'a'}],'else':[" QUEUE "]}]", &faults));
	fault = list_ledata(list_head(&faults));
	TEST(fault && 0 == strcmp(fault->code, "round"));
	tree = mem_deref(tree);
	list_flush(&faults);

	TEST_OK(take(&tree, "[{'do':'checklist','checklist':'А'}," QUEUE "]", &faults));
	fault = list_ledata(list_head(&faults));
	TEST(fault && 0 == strcmp(fault->code, "checklist"));

out:
	mem_deref(tree);
	list_flush(&faults);
	return err;
}
