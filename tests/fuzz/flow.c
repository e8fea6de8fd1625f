/**
 * @file flow.c  Fuzzes flows of a profile: reader, checker, and a caller who presses whatever comes
 *
 * The text before the first byte 0 is the flow, behind it are keys (another byte is silence, the end of what is said, what a look-up
 * found). Whatever is accepted leads every caller to the queue or to the end: silence alone does.
 */
#include "base/jsonmem.h"
#include "flow/walk.h"
#include "fuzz.h"


static void claim_out(const struct walk *w, const struct walk_out *out)
{
	CLAIM(out->n <= WALK_SAY_MAX && w->topic <= FLOW_TOPICS_MAX && w->typed <= FLOW_DIGITS_MAX);
	CLAIM(WALK_LOOK != out->act || (strlen(w->application) >= 2 && strlen(w->person) <= FLOW_DIGITS_MAX));
	CLAIM(WALK_FIND != out->act || (WALK_NUMBER == strlen(w->number) && WALK_CODE == strlen(w->code)));
	CLAIM(WALK_OVER == w->phase || (WALK_JOIN != out->act && WALK_LEAVE != out->act && WALK_GIVE != out->act));
	CLAIM(WALK_CALL != out->act || (walk_calls(w) && '+' == *walk_calls(w)));
	CLAIM((!w->region || region_known(w->region)) && (!w->office || region_known(w->office)));

	for (unsigned i = 0; i < out->n; i++) {
		static const struct service_status service = {.state = SERVICE_READY, .step = 2, .steps = 4, .has_due = true, .due = 20788,
			.name = {{"x", "y"}}, .delay = {{"x", "y"}}};
		static const struct walk_values values = {.application = PL_CONST("77"), .service = &service, .org = PL_CONST("x"), .topic = PL_CONST("y"), .change_ms = 1795341996123,
			.state = APPEAL_IN_WORK, .digits = 1234567890, .due_ms = 1795341996123, .phone = PL_CONST("+79160000000"),
			.numbered = true, .code = PL_CONST("12345678")};
		enum phrase_refusal why = PHRASE_OK;
		struct text_arg argv[WALK_ARGS];
		struct utterance *u = NULL;
		struct phrase ph;

		CLAIM(walk_phrase(&ph, argv, &out->say[i], &values));
		CLAIM(0 == zone_get(&ph.zone, "Europe/Moscow"));
		CLAIM(0 == utterance_make(&u, &why, NULL, &ph) && (u || PHRASE_VALUE == why));
		mem_deref(u);
	}
}


static void walk(const struct flow_tree *tree, const uint8_t *keys, size_t n)
{
	static const char all[] = "0123456789*#ABCD";
	struct offices offices = {.n = 3, .at = {{.region = 77, .open = true, .staff = 1}, {.region = 66, .open = n & 8, .staff = 2},
		{.region = 74, .open = true, .down = n & 16, .staff = 1, .waiting = (unsigned)n % 32}}};
	struct walk_out out;
	struct walk w;

	walk_init(&w, tree, n & 1 ? LANG_EN : LANG_RU);
	w.facts = (struct walk_facts){.dials = n & 1, .call_ms = 1, .open = n ? keys[0] : 1, .again = n & 2, .known = n & 4, .waiting = (unsigned)n, .topics = n % 10,
		.region = n & 32 ? 66 : 0, .offices = n & 64 ? NULL : &offices};
	walk_step(&w, WALK_BEGIN, 0, &out);
	claim_out(&w, &out);

	for (size_t i = 0; i < n; i++) {
		const unsigned offers = walk_offers(&w, keys[i] * 10);

		for (unsigned k = 0; offers >> k; k++) {
			if (offers >> k & 1) {
				out.n = 1;
				walk_offer_say(&w, k, &out.say[0]);
				claim_out(&w, &out);
			}
		}
		if (walk_accept(&w, offers, all[keys[i] % 16], &out)) {
			claim_out(&w, &out);
			continue;
		}
		if (keys[i] < 0x80)
			walk_step(&w, WALK_KEY, (unsigned char)all[keys[i] % 16], &out);
		else
			walk_step(&w, (enum walk_event)(WALK_BEGIN + 1 + keys[i] % (WALK_UNSURE - 1)), keys[i], &out);
		claim_out(&w, &out);
	}

	for (unsigned i = 0; WALK_OVER != w.phase; i++) {
		CLAIM(i < 4 * FLOW_NODES_MAX);
		walk_step(&w, WALK_LOOKING == w.phase ? WALK_UNSURE : i % 2 ? WALK_QUIET : WALK_SAID, 0, &out);
		claim_out(&w, &out);
	}
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, 0, size) : NULL;
	size_t text = end ? (size_t)(end - data) : size;
	struct list faults = LIST_INIT;
	struct flow_tree *tree = NULL;
	json_t *steps;

	jsonmem_init();
	steps = json_loadb((const char *)data, text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	if (!steps)
		return 0;

	CLAIM(0 == flow_read(&tree, PL_LIT("f"), steps, &faults));
	CLAIM(!tree == !list_isempty(&faults));
	if (tree)
		CLAIM(0 == flow_check(tree, &faults));
	CLAIM(list_count(&faults) <= FLOW_FAULTS_MAX);
	if (tree && list_isempty(&faults))
		walk(tree, end ? end + 1 : data, end ? size - text - 1 : 0);

	list_flush(&faults);
	mem_deref(tree);
	json_decref(steps);
	return 0;
}
