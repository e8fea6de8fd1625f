/**
 * @file verb.c  The verbs of flows: what each is called, what stands beside it, how it is read
 */
#include "appeal/topic.h"
#include "flow/flow_priv.h"
#include "person/check.h"
#include "region/region.h"

enum { LOAD_MAX = 1000 };

enum { SERVICE_DIGITS = 10, SERVICE_PERSON_MIN = 4 };


/* A whole number; `def` when there is none */
static unsigned number_read(struct reading *r, const json_t *object, const char *member, unsigned min, unsigned max, unsigned def)
{
	const json_t *value = json_object_get(object, member);
	json_int_t n = json_integer_value(value);

	if (!value && def)
		return def;
	if (json_is_integer(value) && n >= min && n <= max)
		return (unsigned)n;

	fault_code_here(r, "number", "`%s` is a whole number from %u to %u", member, min, max);
	return min;
}


/* Words that must be there */
static void text_want(struct reading *r, struct flow_text *text, const json_t *object, const char *value)
{
	text_read(r, text, object, value);
	if (!text->there)
		fault_code_here(r, "empty", "there is nothing to say: \"prompt\": NAME, or \"words\": {\"ru\": …, \"en\": …}");
}


/* The list behind a member of a step */
static uint16_t branch_read(struct reading *r, const json_t *object, const char *member, uint16_t next)
{
	size_t length = path_enter(r, ".%s", member);
	uint16_t to = list_read(r, json_object_get(object, member), next);

	path_leave(r, length);
	return to;
}


static void say_read(struct reading *r, struct node *node, const json_t *step)
{
	text_want(r, &node->text, step, "org");
}


static void nothing_read(struct reading *r, struct node *node, const json_t *step)
{
	(void)r;
	(void)step;
	if (verb_ends(node->verb))
		node->next = NODE_NONE;
}


/* ------------------------------------------------------------------------------ menu */

static void topics_read(struct reading *r, struct node *node, const json_t *topics, struct way *way)
{
	size_t length = path_enter(r, ".topics");

	if (json_is_object(topics) && members_only(r, topics, "", "prompt words most steps")) {
		text_read(r, &way->text, topics, NULL);
		node->n = number_read(r, topics, "most", 1, FLOW_TOPIC_KEYS, FLOW_TOPIC_KEYS);
		way->to = branch_read(r, topics, "steps", node->next);
	}
	else if (!json_is_object(topics)) {
		fault_here(r, "topics are {\"prompt\": \"menu.begin\", \"most\": %d, \"steps\": [STEP…]}", FLOW_TOPIC_KEYS);
	}

	path_leave(r, length);
}


/* The key of an item: no other's, none of the topics' */
static void key_read(struct reading *r, const struct node *node, const json_t *item, struct way *way)
{
	struct pl key = pl_of(json_string_value(json_object_get(item, "key")));

	if (1 != key.l || *key.p < '1' || *key.p >= FLOW_KEY_LANGUAGE) {
		fault_code_here(r, "key", "`key` is one of \"1\" to \"8\": 0 is a person, * back, 9 the other language, in every menu");
		return;
	}
	if (*key.p <= (char)('0' + node->n)) {
		fault_code_here(r, "key_topics", "key %s is one of the topics', which take 1 to %u; take a higher one, or lower `most`", key.p, node->n);
		return;
	}
	for (const struct way *other = r->tree->way + node->way; other < way; other++) {
		if (other->is.p && 0 == pl_cmp(&other->is, &key)) {
			fault_code_here(r, "key_twice", "key %s is another item's too", key.p);
			return;
		}
	}

	way->is = key;
}


static void item_read(struct reading *r, const struct node *node, const json_t *item, struct way *way)
{
	if (!json_is_object(item)) {
		fault_here(r, "an item is {\"key\": \"1\", \"words\": {\"ru\": …, \"en\": …}, \"steps\": [STEP…]}");
		return;
	}
	if (!members_only(r, item, "", "key prompt words steps"))
		return;

	key_read(r, node, item, way);
	text_want(r, &way->text, item, "key");
	way->to = branch_read(r, item, "steps", node->next);
}


static void menu_read(struct reading *r, struct node *node, const json_t *step)
{
	const json_t *topics = json_object_get(step, "topics"), *items = json_object_get(step, "items");
	size_t n = json_array_size(items);
	uint16_t up = r->up;
	struct way *way;

	text_read(r, &node->text, step, NULL);
	if ((items && !json_is_array(items)) || n > 8 || (!topics && !n)) {
		fault_code_here(r, "menu", "a menu has `topics`, or `items`, which are a list of at most 8, or both");
		return;
	}

	way = ways_take(r, node, n + !!topics);
	if (!way)
		return;

	r->up = (uint16_t)(node - r->tree->node);
	if (topics)
		topics_read(r, node, topics, way++);
	for (size_t i = 0; i < n; i++) {
		size_t length = path_enter(r, ".items[%zu]", i);

		item_read(r, node, json_array_get(items, i), way++);
		path_leave(r, length);
	}
	r->up = up;
}


/* ------------------------------------------------------------------------------- ask */

static void case_read(struct reading *r, const struct node *node, const json_t *item, struct way *way)
{
	struct pl is = pl_of(json_string_value(json_object_get(item, "is")));

	if (!is.p || is.l != node->n || strspn(is.p, "0123456789") != is.l) {
		fault_code_here(r, "case", "a case is {\"is\": \"%0*d\", \"steps\": [STEP…]}, with as many digits as are asked for", (int)node->n, 0);
		return;
	}
	if (!members_only(r, item, "", "is steps"))
		return;
	for (const struct way *other = r->tree->way + node->way; other < way; other++) {
		if (other->is.p && 0 == pl_cmp(&other->is, &is))
			fault_code_here(r, "case_twice", "there is a case %s already", is.p);
	}

	way->is = is;
	way->to = branch_read(r, item, "steps", node->next);
}


static void ask_read(struct reading *r, struct node *node, const json_t *step)
{
	const json_t *cases = json_object_get(step, "cases");
	size_t n = json_array_size(cases);
	struct way *way;

	text_want(r, &node->text, step, NULL);
	node->n = number_read(r, step, "digits", 1, FLOW_DIGITS_MAX, 0);
	if (!json_is_array(cases) || !n || n > FLOW_CASES_MAX) {
		fault_code_here(r, "cases", "`cases` is a list of at most %d: [{\"is\": \"77\", \"steps\": [STEP…]}, …]", FLOW_CASES_MAX);
		return;
	}

	way = ways_take(r, node, n + 1);
	if (!way)
		return;

	for (size_t i = 0; i < n; i++) {
		size_t length = path_enter(r, ".cases[%zu]", i);

		case_read(r, node, json_array_get(cases, i), way++);
		path_leave(r, length);
	}
	way->to = branch_read(r, step, "else", node->next);
}


/* --------------------------------------------------------------------- appeal, branch */

static void appeal_read(struct reading *r, struct node *node, const json_t *step)
{
	struct way *way = ways_take(r, node, 2);

	if (!way)
		return;

	way[WAY_FOUND].to = branch_read(r, step, "found", node->next);
	way[WAY_UNKNOWN].to = branch_read(r, step, "unknown", node->next);
}


/* `person`: how many digits of whom, and what asks for them */
static void person_read(struct reading *r, struct node *node, const json_t *step)
{
	const json_t *person = json_object_get(step, "person");
	size_t length = path_enter(r, ".person");

	if (json_is_object(person) && members_only(r, person, "", "digits prompt words")) {
		text_read(r, &node->person_text, person, NULL);
		node->person = number_read(r, person, "digits", SERVICE_PERSON_MIN, FLOW_DIGITS_MAX, 0);
	}
	else if (person && !json_is_object(person)) {
		fault_here(r, "`person` is {\"digits\": 4, \"words\": {\"ru\": …, \"en\": …}}");
	}

	path_leave(r, length);
}


static void service_verb_read(struct reading *r, struct node *node, const json_t *step)
{
	struct way *way = ways_take(r, node, 3);

	text_read(r, &node->text, step, NULL);
	node->n = number_read(r, step, "digits", 2, FLOW_DIGITS_MAX, SERVICE_DIGITS);
	person_read(r, node, step);
	if (!way)
		return;

	way[WAY_FOUND].to = branch_read(r, step, "found", node->next);
	way[WAY_UNKNOWN].to = branch_read(r, step, "unknown", node->next);
	way[WAY_AWAY].to = branch_read(r, step, "away", node->next);
}


/* The place of a calendar among those that the flow asks for */
static unsigned calendar_take(struct reading *r, const json_t *step)
{
	struct flow_tree *tree = r->tree;
	struct pl name = pl_of(json_string_value(json_object_get(step, "calendar")));

	if (!json_object_get(step, "calendar"))
		return 0;
	if (!flow_is_name(name)) {
		fault_code_here(r, "calendar", "`calendar` is the name of one; without it the line's own is asked");
		return 0;
	}

	for (unsigned i = 1; i < tree->calendars; i++) {
		if (0 == pl_strcmp(&name, tree->calendar[i]))
			return i;
	}
	if (FLOW_CALENDARS_MAX == tree->calendars) {
		fault_here(r, "a flow asks for the hours of %d calendars at most", FLOW_CALENDARS_MAX);
		return 0;
	}

	memcpy(tree->calendar[tree->calendars], name.p, name.l);
	return tree->calendars++;
}


/* Codes of regions, none twice */
static void regions_read(struct reading *r, struct node *node, const json_t *step, const char *member)
{
	const json_t *list = json_object_get(step, member);
	size_t n = json_array_size(list);

	for (size_t i = 0; i < n && i < FLOW_REGIONS_MAX; i++) {
		unsigned code = region_code(pl_of(json_string_value(json_array_get(list, i))));

		if (!code || memchr(node->region, (int)code, node->regions)) {
			fault_here(r, "`%s`[%zu] is no code of a region, or is there twice; codes have two digits: \"77\"", member, i);
			return;
		}
		node->region[node->regions++] = (uint8_t)code;
	}

	if (list && (!n || n > FLOW_REGIONS_MAX))
		fault_here(r, "`%s` is a list of at most %d codes of regions: [\"77\", \"78\"]", member, FLOW_REGIONS_MAX);
}


/* How many waiting calls for each who can answer are too much */
static unsigned load_read(struct reading *r, const json_t *step)
{
	return number_read(r, step, "over", 1, LOAD_MAX, OFFICE_LOAD);
}


static void on_read(struct reading *r, struct node *node, const json_t *step)
{
	static const char *const names[] = {[BRANCH_OPEN] = "open", [BRANCH_AGAIN] = "again", [BRANCH_KNOWN] = "known",
					    [BRANCH_QUEUE] = "queue", [BRANCH_REGION] = "region", [BRANCH_SERVES] = "serves"};
	struct pl on = pl_of(json_string_value(json_object_get(step, "on")));
	unsigned i = 0;

	while (i < sizeof(names) / sizeof(names[0]) && (!on.p || pl_strcmp(&on, names[i])))
		i++;
	node->on = (enum branch_on)i;

	if (i == sizeof(names) / sizeof(names[0]))
		fault_here(r, "`on` is \"open\", \"again\", \"known\", \"queue\", \"region\" or \"serves\"");
	else if (BRANCH_OPEN != i && json_object_get(step, "calendar"))
		fault_here(r, "`calendar` stands with \"on\": \"open\" only");
	else if (BRANCH_QUEUE != i && BRANCH_SERVES != i && json_object_get(step, "over"))
		fault_here(r, "`over` stands with \"on\": \"queue\" or \"serves\" only");
	else if (BRANCH_REGION != i && json_object_get(step, "is"))
		fault_here(r, "`is` stands with \"on\": \"region\" only");
	else if (BRANCH_OPEN == i)
		node->n = calendar_take(r, step);
	else if (BRANCH_QUEUE == i)
		node->n = number_read(r, step, "over", 0, 100000, 0);
	else if (BRANCH_SERVES == i)
		node->n = load_read(r, step);
	else if (BRANCH_REGION == i)
		regions_read(r, node, step, "is");
}


static void branch_verb_read(struct reading *r, struct node *node, const json_t *step)
{
	struct way *way = ways_take(r, node, 2);

	on_read(r, node, step);
	if (!way)
		return;

	way[WAY_YES].to = branch_read(r, step, "yes", node->next);
	way[WAY_NO].to = branch_read(r, step, "no", node->next);
	if (way[WAY_YES].to == node->next && way[WAY_NO].to == node->next)
		fault_code_here(r, "same", "both ways are the same; give `yes` or `no` a list of steps");
}


/* -------------------------------------------------------------- call-back, voice-mail */

static void done_read(struct reading *r, struct node *node, const json_t *step)
{
	struct way *way;

	text_read(r, &node->text, step, NULL);
	way = ways_take(r, node, 2);
	if (!way)
		return;

	way[WAY_DONE].to = branch_read(r, step, "done", node->next);
	way[WAY_ELSE].to = branch_read(r, step, "else", node->next);
}


/* The number as the network wants it, however it is written */
static void transfer_phone_read(struct reading *r, struct node *node, const json_t *step)
{
	struct check_result res = {.verdict = CHECK_INVALID};
	struct pl to = pl_of(json_string_value(json_object_get(step, "to")));

	if (to.l)
		check_phone(&res, to, 0);
	if (CHECK_INVALID == res.verdict || '+' != res.value[0] || strspn(res.value + 1, "0123456789") + 1 != strlen(res.value) ||
	    strlen(res.value) >= sizeof(node->phone)) {
		fault_code_here(r, "phone", "`to` is a telephone number with the code of its country: \"+74952223344\"");
		return;
	}

	str_ncpy(node->phone, res.value, sizeof(node->phone));
}


static void transfer_read(struct reading *r, struct node *node, const json_t *step)
{
	struct way *way = ways_take(r, node, 1);

	text_read(r, &node->text, step, NULL);
	transfer_phone_read(r, node, step);
	if (way)
		way[WAY_ALONE].to = branch_read(r, step, "no", node->next);
}


/* A checklist by its key; without one that of the topic */
static void checklist_read(struct reading *r, struct node *node, const json_t *step)
{
	const json_t *key = json_object_get(step, "checklist");

	node->word = pl_of(json_string_value(key));
	if (key && !flow_is_name(node->word))
		fault_code_here(r, "checklist", "`checklist` is the key of one, or is left out: then it is that of the caller's topic");
	done_read(r, node, step);
}


/* -------------------------------------------------------------- region, neighbour, queue */

static void region_read(struct reading *r, struct node *node, const json_t *step)
{
	text_read(r, &node->text, step, NULL);
	regions_read(r, node, step, "list");
}


static void neighbour_read(struct reading *r, struct node *node, const json_t *step)
{
	struct way *way = ways_take(r, node, 3);

	node->n = load_read(r, step);
	if (!way)
		return;

	way[WAY_YES].to = branch_read(r, step, "yes", node->next);
	way[WAY_NO].to = branch_read(r, step, "no", node->next);
}


/* What is offered to who waits; the neighbour's queue is the same step again, unless there are others */
static void offer_read(struct reading *r, const struct node *node, const json_t *offer, struct way *way)
{
	const json_t *neighbour = json_object_get(offer, "neighbour");

	if (!json_is_object(offer)) {
		fault_here(r, "an offer is {\"after\": 60, \"neighbour\": true}, or {\"after\": 120, \"words\": {\"ru\": …, \"en\": …}, \"steps\": [STEP…]}");
		return;
	}
	if (!members_only(r, offer, "after neighbour prompt words", "steps"))
		return;

	way->after_s = number_read(r, offer, "after", 1, FLOW_AFTER_MAX_S, 0);
	if (way > r->tree->way + node->way && way->after_s <= way[-1].after_s)
		fault_here(r, "`after` is more than that of the offer before, which is made %u s after the wait began", way[-1].after_s);

	way->neighbour = json_is_true(neighbour);
	if (neighbour && !way->neighbour)
		fault_here(r, "`neighbour` is true, or is left out");
	else if (way->neighbour && (json_object_get(offer, "prompt") || json_object_get(offer, "words")))
		fault_here(r, "what is said of a neighbour says its name, and is always the same; leave `prompt` and `words` out");
	else if (!way->neighbour)
		text_want(r, &way->text, offer, "key");

	way->to = branch_read(r, offer, "steps", way->neighbour ? (uint16_t)(node - r->tree->node) : NODE_NONE);
	if (NODE_NONE == way->to)
		fault_here(r, "`steps` says what follows when the caller takes the offer");
}


static void queue_read(struct reading *r, struct node *node, const json_t *step)
{
	const json_t *offers = json_object_get(step, "offers");
	size_t n = json_array_size(offers);
	uint16_t up = r->up;
	struct way *way;

	node->next = NODE_NONE;
	node->n = load_read(r, step);
	if (offers && (!json_is_array(offers) || !n || n > FLOW_OFFERS_MAX)) {
		fault_here(r, "`offers` is a list of at most %d", FLOW_OFFERS_MAX);
		return;
	}

	way = n ? ways_take(r, node, n) : NULL;
	if (!way)
		return;

	r->up = (uint16_t)(node - r->tree->node);
	for (size_t i = 0; i < n; i++) {
		size_t length = path_enter(r, ".offers[%zu]", i);

		offer_read(r, node, json_array_get(offers, i), way++);
		path_leave(r, length);
	}
	r->up = up;
}


/* ----------------------------------------------------------------------- the small ones */

static void topic_read(struct reading *r, struct node *node, const json_t *step)
{
	node->word = word_read(r, step, "topic", TOPIC_NAME_MAX);
}


static void language_read(struct reading *r, struct node *node, const json_t *step)
{
	struct pl lang = pl_of(json_string_value(json_object_get(step, "lang")));

	if (lang.p && 0 == pl_strcmp(&lang, "en"))
		node->lang = LANG_EN;
	else if (!lang.p || pl_strcmp(&lang, "ru"))
		fault_here(r, "`lang` is \"ru\" or \"en\"");
}


static void slow_read(struct reading *r, struct node *node, const json_t *step)
{
	const json_t *on = json_object_get(step, "on");

	node->slow = !on || json_is_true(on);
	if (on && !json_is_boolean(on))
		fault_here(r, "`on` is true or false");
}


static void go_read(struct reading *r, struct node *node, const json_t *step)
{
	node->word = pl_of(json_string_value(json_object_get(step, "to")));
	node->next = NODE_NONE;
	if (!flow_is_name(node->word))
		fault_code_here(r, "go", "`to` is the `name` of a step");
}


const struct verb_row verb_table[VERBS] = {
	[VERB_SAY] = {"say", "prompt words", say_read},
	[VERB_HOURS] = {"timetable", "", nothing_read},
	[VERB_MENU] = {"menu", "prompt words topics items", menu_read},
	[VERB_ASK] = {"ask", "prompt words digits cases else", ask_read},
	[VERB_APPEAL] = {"appeal", "found unknown", appeal_read},
	[VERB_STATUS] = {"status", "", nothing_read},
	[VERB_SERVICE] = {"service", "prompt words digits person found unknown away", service_verb_read},
	[VERB_BRANCH] = {"branch", "on calendar over is yes no", branch_verb_read},
	[VERB_REGION] = {"region", "prompt words list", region_read},
	[VERB_NEIGHBOUR] = {"neighbour", "over yes no", neighbour_read},
	[VERB_TOPIC] = {"topic", "topic", topic_read},
	[VERB_LANGUAGE] = {"language", "lang", language_read},
	[VERB_SLOW] = {"slow", "on", slow_read},
	[VERB_GO] = {"go", "to", go_read},
	[VERB_CALL_BACK] = {"call-back", "prompt words done else", done_read},
	[VERB_VOICE_MAIL] = {"voice-mail", "prompt words done else", done_read},
	[VERB_CHECKLIST] = {"checklist", "checklist prompt words done else", checklist_read},
	[VERB_TRANSFER] = {"transfer", "to prompt words no", transfer_read},
	[VERB_QUEUE] = {"queue", "offers over", queue_read},
	[VERB_HANG_UP] = {"hang-up", "", nothing_read},
};
