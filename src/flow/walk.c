/**
 * @file walk.c  One caller in a flow
 */
#include "flow/flow_priv.h"
#include "flow/walk_priv.h"

enum { RUN_MAX = 6 };                    /* sayings before the rest waits for them to be said */

static const struct node *node_of(const struct walk *w)
{
	return &w->tree->node[w->at];
}


static const struct way *way_of(const struct walk *w, unsigned i)
{
	return &w->tree->way[node_of(w)->way + i];
}


static bool open_now(const struct walk *w, unsigned calendar)
{
	return w->facts.open & 1u << calendar;
}


/* A closed line has nobody, unless a neighbour answers in its place */
static bool manned(const struct walk *w)
{
	return open_now(w, 0) || w->office;
}


/* ---------------------------------------------------------------- what waits for a key */

static enum lang other(enum lang lang)
{
	return LANG_RU == lang ? LANG_EN : LANG_RU;
}


/* In the language that it leads to */
static void language(const struct walk *w, struct walk_out *out)
{
	walk_says_key(w, out, T_VOICE_LANGUAGE, FLOW_KEY_LANGUAGE);
	out->say[out->n - 1].lang = other(w->lang);
}


/* A page of topics, and the key of the next when there are more */
static void topics_say(const struct walk *w, struct walk_out *out)
{
	const struct node *node = node_of(w);
	uint8_t topic[FLOW_TOPICS_MAX];
	const unsigned n = walk_topics(w, node, topic), first = w->page * node->n;

	if (n)
		walk_says_text(w, out, &way_of(w, 0)->text);
	for (unsigned i = 0; i < node->n && first + i < n; i++) {
		struct walk_say *s = walk_says(w, out, WALK_TOPIC);

		s->n = topic[first + i];
		s->key = (char)('1' + i);
	}
	if (n > node->n)
		walk_says_key(w, out, T_VOICE_MENU_MORE, FLOW_KEY_MORE);
}


static void menu(struct walk *w, struct walk_out *out)
{
	const struct node *node = node_of(w);
	const unsigned first = node->n ? 1 : 0;
	const bool outermost = NODE_NONE == node->up;

	w->phase = WALK_ASKING;
	if (outermost)
		language(w, out);       /* who does not understand need not hear all of it */
	walk_says_text(w, out, &node->text);
	topics_say(w, out);
	for (unsigned i = first; i < node->ways; i++) {
		if (walk_can(w, way_of(w, i)->to))
			walk_says_item(w, out, &way_of(w, i)->text, *way_of(w, i)->is.p);
	}

	if (manned(w))
		walk_says_key(w, out, T_VOICE_MENU_PERSON, '0');
	walk_says_key(w, out, outermost ? T_VOICE_MENU_AGAIN : T_VOICE_MENU_BACK, '*');
	if (!outermost)
		language(w, out);
	out->quiet_ms = WALK_QUIET_MS;
}


/* Of a service: first the application, then, where it is wanted, the person. Words of the flow's own, or ours with the count */
static void service_ask(const struct walk *w, enum walk_phase phase, struct walk_out *out)
{
	const struct node *node = node_of(w);
	bool person = WALK_ASKING_CODE == phase;
	const struct flow_text *text = person ? &node->person_text : &node->text;
	struct walk_say *s;

	if (text->there) {
		walk_says_text(w, out, text);
		return;
	}

	s = walk_says(w, out, WALK_WANTED);
	s->text = (struct flow_text){.there = true, .prompt = true, .key = person ? T_VOICE_SERVICE_ASK_PERSON : T_VOICE_SERVICE_ASK};
	s->n = person ? node->person : node->n;
}


/* Asks what the node wants to know; of an appeal first the number, then the code */
static void digits(struct walk *w, enum walk_phase phase, struct walk_out *out)
{
	const struct node *node = node_of(w);

	w->phase = phase;
	w->typed = 0;
	if (VERB_ASK == node->verb)
		walk_says_text(w, out, &node->text);
	else if (VERB_SERVICE == node->verb)
		service_ask(w, phase, out);
	else
		walk_says_prompt(w, out, WALK_ASKING == phase ? T_VOICE_NUMBER_ASK : T_VOICE_NUMBER_ASK_CODE);
	out->quiet_ms = WALK_DIGITS_MS;
}


static void ask(struct walk *w, enum walk_phase phase, struct walk_out *out)
{
	switch (node_of(w)->verb) {

	case VERB_MENU:       menu(w, out); break;
	case VERB_REGION:
		region_ask(w, WALK_CONFIRMING == phase || WALK_LISTING == phase ? phase : WALK_ASKING, out);
		break;

	case VERB_NEIGHBOUR:  neighbour_ask(w, out); break;
	case VERB_CALL_BACK:  back_ask(w, out); break;
	case VERB_VOICE_MAIL: mail_ask(w, out); break;
	case VERB_CHECKLIST:  recite_ask(w, out); break;
	default:              digits(w, phase, out); break;
	}
}


/* ------------------------------------------------------------------------- step by step */

static void join(struct walk *w, struct walk_out *out)
{
	w->phase = WALK_OVER;
	out->act = WALK_JOIN;
}


/* All has been told: at once when nothing was */
static void leave(struct walk *w, struct walk_out *out)
{
	w->phase = out->n ? WALK_LEAVING : WALK_OVER;
	if (!out->n)
		out->act = WALK_LEAVE;
}


static bool branch(const struct walk *w, const struct node *node)
{
	switch (node->on) {

	case BRANCH_OPEN:  return open_now(w, node->n);
	case BRANCH_AGAIN: return w->facts.again;
	case BRANCH_KNOWN: return w->facts.known;
	case BRANCH_QUEUE: return w->facts.waiting > node->n;
	case BRANCH_REGION: return w->region && (!node->regions || memchr(node->region, (int)w->region, node->regions));
	case BRANCH_SERVES: return region_served(w, node);
	}

	return false;
}


/* Does the node, and gives the one behind it */
static uint16_t pass(struct walk *w, const struct node *node, struct walk_out *out)
{
	switch (node->verb) {

	case VERB_SAY:
		walk_says_text(w, out, &node->text);
		break;

	case VERB_HOURS:
		(void)walk_says(w, out, WALK_HOURS);
		walk_says(w, out, WALK_HOURS)->n = 1;
		break;

	case VERB_STATUS:
		if (w->found)
			(void)walk_says(w, out, WALK_STATUS);
		break;

	case VERB_BRANCH:
		return way_of(w, branch(w, node) ? WAY_YES : WAY_NO)->to;

	case VERB_TOPIC:
		w->topic = 0;
		w->topic_named = node->word;
		break;

	case VERB_LANGUAGE:
		w->lang = node->lang;
		break;

	case VERB_SLOW:
		w->slow = node->slow;
		break;

	default:
		break;
	}

	return node->next;
}


/* Comes to what waits for a key: what has been said so far is heard before it asks, but keys act at once */
static void arrive(struct walk *w, struct walk_out *out)
{
	w->tries = w->typed = w->page = 0;
	w->talk = TALK_NONE;
	w->phone[0] = '\0';
	w->phase = WALK_TELLING;
	if (!out->n)
		ask(w, WALK_ASKING, out);
}


/* A menu that has nothing to choose from leads on as its first item does */
static bool empty(const struct walk *w)
{
	const struct node *node = node_of(w);

	if (VERB_MENU != node->verb || walk_bare(w, node))
		return VERB_MENU == node->verb;
	if (node->n)
		return false;

	for (unsigned i = 0; i < node->ways; i++) {
		if (walk_can(w, way_of(w, i)->to))
			return false;
	}

	return true;
}


/* On to what waits for a key or ends */
static void run(struct walk *w, struct walk_out *out)
{
	for (unsigned i = 0; i < FLOW_NODES_MAX && w->at < w->tree->n; i++) {
		const struct node *node = node_of(w);

		if (empty(w)) {
			w->at = way_of(w, 0)->to;
			continue;
		}
		if (verb_may_not(node->verb) && !walk_can(w, w->at)) {
			w->at = way_of(w, verb_not_way(node->verb))->to;
			continue;
		}
		if (region_passes(w, &w->at))
			continue;
		if (verb_waits(node->verb)) {
			arrive(w, out);
			return;
		}
		if (VERB_TRANSFER == node->verb) {
			transfer_go(w, out);
			return;
		}
		if (VERB_QUEUE == node->verb) {
			join(w, out);
			return;
		}
		if (VERB_HANG_UP == node->verb) {
			leave(w, out);
			return;
		}
		if (out->n >= RUN_MAX) {
			w->phase = WALK_TELLING;
			return;
		}
		w->at = pass(w, node, out);
	}

	join(w, out);                    /* never happens in a flow that was checked */
}


static void run_to(struct walk *w, uint16_t to, struct walk_out *out)
{
	w->at = to;
	run(w, out);
}


/* Does the caller come from the queue, to something that it offers? */
static bool offered(const struct walk *w)
{
	uint16_t up = node_of(w)->up;

	while (up < w->tree->n && VERB_QUEUE != w->tree->node[up].verb)
		up = w->tree->node[up].up;

	return up < w->tree->n;
}


/* Who comes from the queue goes back as they were there; where nobody is, it is said until when */
static bool person(struct walk *w, struct walk_out *out)
{
	if (!manned(w)) {
		(void)walk_says(w, out, WALK_HOURS);
		return false;
	}

	if (!offered(w)) {
		w->topic = 0;
		w->topic_named = (struct pl){NULL, 0};
	}
	walk_says_prompt(w, out, T_VOICE_CONNECT);
	if (NODE_NONE != w->tree->queue)
		w->at = w->tree->queue;  /* what is offered there is offered to who waits by 0, too */
	join(w, out);
	return true;
}


/* Once more, or a person when it was enough */
static bool again(struct walk *w, struct walk_out *out)
{
	if (++w->tries < WALK_TRIES)
		return true;

	if (!person(w, out)) {
		walk_says_prompt(w, out, T_VOICE_BYE);
		leave(w, out);
	}
	return false;
}


/* ---------------------------------------------------------------------------------- keys */

/* The item of a key; NULL: there is none */
static const struct way *item_of(const struct walk *w, char key)
{
	const struct node *node = node_of(w);

	for (unsigned i = node->n ? 1 : 0; i < node->ways; i++) {
		if (key == *way_of(w, i)->is.p && walk_can(w, way_of(w, i)->to))
			return way_of(w, i);
	}

	return NULL;
}


static void topic_chosen(struct walk *w, unsigned topic, struct walk_out *out)
{
	w->topic = topic;
	w->topic_named = (struct pl){NULL, 0};
	walk_says(w, out, WALK_CHOSEN)->n = topic - 1;
	run_to(w, way_of(w, 0)->to, out);
}


/* To the menu around this place, or the queue that offered it; in the outermost, or in none, the same again */
static void back(struct walk *w, struct walk_out *out)
{
	uint16_t up = node_of(w)->up;

	if (NODE_NONE != up) {
		w->at = up;
		w->page = 0;
	}
	if (VERB_QUEUE == node_of(w)->verb)
		join(w, out);
	else
		ask(w, WALK_ASKING, out);
}


/* On to the topics that follow, behind the last to the first; false: there is one page alone */
static bool page_turn(struct walk *w)
{
	const struct node *node = node_of(w);
	uint8_t topic[FLOW_TOPICS_MAX];
	const unsigned n = walk_topics(w, node, topic);

	if (n <= node->n)
		return false;

	w->page = (w->page + 1) * node->n < n ? w->page + 1 : 0;
	return true;
}


static void menu_key(struct walk *w, char key, struct walk_out *out)
{
	const struct way *item = item_of(w, key);
	const int topic = walk_topic(w, key);

	out->cut = true;

	if (topic >= 0) {
		topic_chosen(w, (unsigned)topic + 1, out);
	}
	else if (FLOW_KEY_MORE == key && page_turn(w)) {
		menu(w, out);
	}
	else if (item) {
		run_to(w, item->to, out);
	}
	else if ('0' == key) {
		if (!person(w, out))
			menu(w, out);
	}
	else if ('*' == key) {
		back(w, out);
	}
	else if (FLOW_KEY_LANGUAGE == key) {
		w->lang = other(w->lang);
		menu(w, out);
	}
	else if (again(w, out)) {
		walk_says_prompt(w, out, T_VOICE_MENU_WRONG);
		menu(w, out);
	}
}


static unsigned wanted(const struct walk *w)
{
	const struct node *node = node_of(w);

	if (VERB_SERVICE == node->verb)
		return WALK_ASKING_CODE == w->phase ? node->person : node->n;

	return VERB_ASK == node_of(w)->verb ? node_of(w)->n : WALK_ASKING_CODE == w->phase ? WALK_CODE : WALK_NUMBER;
}


/* The case that fits, else the last */
static void case_chosen(struct walk *w, struct walk_out *out)
{
	unsigned i = 0, last = node_of(w)->ways - 1u;
	struct pl typed = {w->digits, w->typed};

	while (i < last && pl_cmp(&way_of(w, i)->is, &typed))
		i++;
	run_to(w, way_of(w, i)->to, out);
}


/* An application, or its person: what was typed is said back while one looks */
static void service_typed(struct walk *w, struct walk_out *out)
{
	if (WALK_ASKING_CODE != w->phase) {
		memcpy(w->application, w->digits, sizeof(w->application));
		w->person[0] = '\0';
		if (node_of(w)->person) {
			digits(w, WALK_ASKING_CODE, out);
			return;
		}
	}
	else {
		memcpy(w->person, w->digits, sizeof(w->person));
	}

	w->phase = WALK_LOOKING;
	out->act = WALK_LOOK;
	(void)walk_says(w, out, WALK_APPLICATION);
}


/* The last digit of what was asked for goes on by itself; the # that may follow it says nothing */
static void typed_all(struct walk *w, struct walk_out *out)
{
	if (VERB_ASK == node_of(w)->verb) {
		case_chosen(w, out);
	}
	else if (VERB_SERVICE == node_of(w)->verb) {
		service_typed(w, out);
	}
	else if (WALK_ASKING_CODE != w->phase) {
		memcpy(w->number, w->digits, sizeof(w->number));
		digits(w, WALK_ASKING_CODE, out);
	}
	else {
		memcpy(w->code, w->digits, sizeof(w->code));
		w->phase = WALK_LOOKING;
		out->act = WALK_FIND;
	}
}


static void typed_key(struct walk *w, char key, struct walk_out *out)
{
	if ('*' == key) {
		out->cut = true;
		back(w, out);
	}
	else if (key >= '0' && key <= '9') {
		out->cut = true;
		out->quiet_ms = WALK_DIGITS_MS;
		if (WALK_TELLING == w->phase)
			w->phase = WALK_ASKING;
		w->digits[w->typed++] = key;
		w->digits[w->typed] = '\0';
		if (w->typed == wanted(w)) {
			out->quiet_ms = 0;
			typed_all(w, out);
		}
	}
	else if ('#' == key && w->typed) {
		out->cut = true;
		if (again(w, out)) {
			struct walk_say *s = walk_says(w, out, WALK_SHORT);

			s->n = w->typed;
			s->want = wanted(w);
			digits(w, w->phase, out);
		}
	}
}


/* What a key or silence leads to where a region is asked for or a neighbour offered: nobody is kept there for good */
static void region_next(struct walk *w, struct region_step step, struct walk_out *out)
{
	switch (step.next) {

	case REGION_STAYS:
		break;

	case REGION_ON:
		out->cut = true;
		run_to(w, step.to, out);
		break;

	case REGION_AGAIN:
		if (++w->tries < WALK_TRIES)
			ask(w, w->phase, out);
		else
			run_to(w, step.to, out);
		break;

	case REGION_BACK:
		out->cut = true;
		back(w, out);
		break;

	case REGION_PERSON:
		out->cut = true;
		if (!person(w, out))
			ask(w, w->phase, out);
		break;
	}
}


static void key_pressed(struct walk *w, char key, struct walk_out *out)
{
	const struct node *node = node_of(w);

	if (VERB_TRANSFER == node->verb) {
		transfer_key(w, key, out);
		return;
	}
	if (w->phase >= WALK_LOOKING || !verb_waits(node->verb))
		return;

	switch (node->verb) {

	case VERB_MENU:       menu_key(w, key, out); break;
	case VERB_REGION:
	case VERB_NEIGHBOUR:  region_next(w, region_key(w, key, out), out); break;
	case VERB_CALL_BACK:  back_key(w, key, out); break;
	case VERB_VOICE_MAIL: mail_key(w, key, out); break;
	case VERB_CHECKLIST:  recite_key(w, key, out); break;
	default:              typed_key(w, key, out); break;
	}
}


static void quiet(struct walk *w, struct walk_out *out)
{
	if (w->phase < WALK_ASKING || w->phase >= WALK_LOOKING)
		return;
	if (!verb_holds(node_of(w)->verb)) {
		region_next(w, region_quiet(w, out), out);
		return;
	}
	if (VERB_CALL_BACK == node_of(w)->verb) {
		back_quiet(w, out);
		return;
	}
	if (VERB_VOICE_MAIL == node_of(w)->verb) {
		mail_quiet(w, out);
		return;
	}
	if (VERB_CHECKLIST == node_of(w)->verb) {
		recite_quiet(w, out);
		return;
	}
	if (!again(w, out))
		return;

	if (VERB_MENU == node_of(w)->verb)
		walk_says_prompt(w, out, T_VOICE_MENU_SILENCE);
	ask(w, w->phase, out);
}


/* ------------------------------------------------------------------------------- appeal */

static void looked(struct walk *w, enum walk_event event, struct walk_out *out)
{
	if (VERB_CALL_BACK == node_of(w)->verb) {
		back_looked(w, event, out);
	}
	else if (VERB_VOICE_MAIL == node_of(w)->verb) {
		mail_looked(w, event, out);
	}
	else if (VERB_CHECKLIST == node_of(w)->verb) {
		recite_looked(w, event, out);
	}
	else if (VERB_TRANSFER == node_of(w)->verb) {
		transfer_looked(w, event, out);
	}
	else if (WALK_FOUND == event) {
		w->found = true;
		run_to(w, way_of(w, WAY_FOUND)->to, out);
	}
	else if (WALK_UNSURE != event && ++w->tries < WALK_TRIES) {
		walk_says_prompt(w, out, T_VOICE_NUMBER_NONE);
		digits(w, WALK_ASKING, out);
	}
	else {
		run_to(w, way_of(w, WAY_UNKNOWN)->to, out);
	}
}


/* Of an application: told, asked again, or said why not */
static void service_looked(struct walk *w, enum walk_event event, struct walk_out *out)
{
	if (WALK_FOUND == event) {
		for (unsigned part = 0; part < WALK_PARTS; part++)
			walk_says(w, out, WALK_SERVICE)->n = part;
		run_to(w, way_of(w, WAY_FOUND)->to, out);
	}
	else if (WALK_UNSURE == event) {
		walk_says_prompt(w, out, T_VOICE_SERVICE_AWAY);
		run_to(w, way_of(w, WAY_AWAY)->to, out);
	}
	else {
		walk_says_prompt(w, out, T_VOICE_SERVICE_NONE);
		if (++w->tries < WALK_TRIES)
			digits(w, WALK_ASKING, out);
		else
			run_to(w, way_of(w, WAY_UNKNOWN)->to, out);
	}
}


static void said(struct walk *w, struct walk_out *out)
{
	if (WALK_TELLING == w->phase)
		run(w, out);
	else if (WALK_LEAVING == w->phase)
		leave(w, out);
	else if (WALK_ASKING == w->phase && MAIL_TELL == w->talk)
		mail_said(w, out);
}


/* ------------------------------------------------------------ for back.c, mail.c and recite.c */

void walk_back(struct walk *w, struct walk_out *out)
{
	w->talk = TALK_NONE;
	back(w, out);
}


bool walk_person(struct walk *w, struct walk_out *out)
{
	return person(w, out);
}


void walk_way(struct walk *w, unsigned way, struct walk_out *out)
{
	w->talk = TALK_NONE;
	run_to(w, way_of(w, way)->to, out);
}


void walk_language(struct walk *w)
{
	w->lang = other(w->lang);
}


void walk_init(struct walk *walk, const struct flow_tree *tree, enum lang lang)
{
	*walk = (struct walk){.tree = tree, .lang = lang};
}


void walk_step(struct walk *walk, enum walk_event event, unsigned n, struct walk_out *out)
{
	memset(out, 0, sizeof(*out));

	switch (event) {

	case WALK_BEGIN:
		walk->region = walk->facts.region;
		run_to(walk, 0, out);
		break;

	case WALK_SAID:
		said(walk, out);
		break;

	case WALK_KEY:
		key_pressed(walk, (char)n, out);
		break;

	case WALK_QUIET:
		quiet(walk, out);
		break;

	case WALK_FOUND:
	case WALK_NOT_FOUND:
	case WALK_UNSURE:
		if (WALK_LOOKING == walk->phase && VERB_SERVICE == node_of(walk)->verb)
			service_looked(walk, event, out);
		else if (WALK_LOOKING == walk->phase)
			looked(walk, event, out);
		break;
	}
}


bool walk_accept(struct walk *walk, unsigned offers, char key, struct walk_out *out)
{
	unsigned i = (unsigned)(key - '1');
	const struct way *way;
	unsigned office;

	memset(out, 0, sizeof(*out));
	if (key < '1' || i >= FLOW_OFFERS_MAX || !(offers >> i & 1))
		return false;

	way = way_of(walk, i);
	office = way->neighbour ? region_neighbour(walk, node_of(walk)) : walk->office;
	if (way->neighbour && !office)
		return false;

	walk->office = office;
	walk->tries = 0;
	walk->phase = WALK_TELLING;
	out->cut = true;
	run_to(walk, way->to, out);
	return true;
}
