/**
 * @file walk_region.c  The caller's region, and the neighbour that answers in its place
 *
 *   code ──two digits──▶ «Ваш регион: …» ──1──▶ on            office cannot serve ─▶ «… может ответить: …» ──1──▶ yes
 *     │ ▲                    │ 2                                                              │ 2
 *     # ╰────────────────────╯◀── a key ── list, five at a time                               ╰──▶ no
 *     ╰──────────────────────────────────────▶
 */
#include "flow/walk_priv.h"

enum { PAGE = 5, CODE = 2 };

#define KEY_YES  '1'
#define KEY_NO   '2'
#define KEY_MORE '6'


static const struct node *node_of(const struct walk *w)
{
	return &w->tree->node[w->at];
}


static uint16_t way_to(const struct walk *w, const struct node *node, unsigned way)
{
	return w->tree->way[node->way + way].to;
}


/* ------------------------------------------------------------------------------- offices */

static enum office_state state_of(const struct walk *w, const struct node *node)
{
	const unsigned region = w->office ? w->office : w->region;

	return w->facts.offices && region ? office_state(w->facts.offices, region, node->n) : OFFICE_NONE;
}


bool region_served(const struct walk *w, const struct node *node)
{
	enum office_state state = state_of(w, node);

	return OFFICE_SERVES == state || OFFICE_NONE == state;
}


unsigned region_neighbour(const struct walk *w, const struct node *node)
{
	unsigned best = w->facts.offices && w->region ? office_neighbour(w->facts.offices, w->region, node->n) : 0;

	return best == walk_office(w) ? 0 : best;
}


unsigned walk_office(const struct walk *walk)
{
	if (walk->office)
		return walk->office;

	return walk->facts.offices && office_find(walk->facts.offices, walk->region) ? walk->region : 0;
}


bool region_passes(struct walk *w, uint16_t *at)
{
	const struct node *node = node_of(w);

	if (VERB_REGION == node->verb && w->region) {
		*at = node->next;
		return true;
	}
	if (VERB_NEIGHBOUR != node->verb)
		return false;

	if (region_served(w, node)) {
		*at = way_to(w, node, WAY_SERVES);
		return true;
	}

	w->picked = region_neighbour(w, node);
	if (!w->picked)
		*at = way_to(w, node, WAY_NO);

	return !w->picked;
}


/* ------------------------------------------------------------------------------- sayings */

static void list_page(struct walk *w, struct walk_out *out)
{
	const struct node *node = node_of(w);
	const unsigned first = w->page * PAGE;

	for (unsigned i = first; i < node->regions && i < first + PAGE; i++) {
		struct walk_say *s = walk_says(w, out, WALK_REGION);

		s->n = node->region[i];
		s->key = (char)('1' + i - first);
	}
	if (node->regions > PAGE)
		walk_says_key(w, out, T_VOICE_REGION_MORE, KEY_MORE);
	walk_says_key(w, out, T_VOICE_REGION_TYPE, '*');
	out->quiet_ms = WALK_QUIET_MS;
}


void region_ask(struct walk *w, enum walk_phase phase, struct walk_out *out)
{
	const struct node *node = node_of(w);

	w->phase = phase;
	w->typed = 0;
	if (WALK_LISTING == phase) {
		list_page(w, out);
	}
	else if (WALK_CONFIRMING == phase) {
		walk_says(w, out, WALK_REGION_IS)->n = w->picked;
		walk_says_key(w, out, T_VOICE_REGION_RIGHT, KEY_YES);
		walk_says_key(w, out, T_VOICE_REGION_WRONG, KEY_NO);
		out->quiet_ms = WALK_QUIET_MS;
	}
	else {
		if (node->text.there)
			walk_says(w, out, WALK_TEXT)->text = node->text;
		else
			walk_says_prompt(w, out, T_VOICE_REGION_ASK);
		if (node->regions)
			walk_says_key(w, out, T_VOICE_REGION_LIST, '#');
		out->quiet_ms = WALK_DIGITS_MS;
	}
}


static void say_neighbour(const struct walk *w, unsigned region, char key, struct walk_say *s)
{
	*s = (struct walk_say){.words = WALK_NEIGHBOUR, .n = region, .key = key, .lang = w->lang, .slow = w->slow};
}


void neighbour_ask(struct walk *w, struct walk_out *out)
{
	struct walk_say *s = walk_says(w, out, WALK_OFFICE);

	w->phase = WALK_CONFIRMING;
	s->n = w->region;
	s->want = state_of(w, node_of(w));
	say_neighbour(w, w->picked, KEY_YES, walk_says(w, out, WALK_NEIGHBOUR));
	walk_says_key(w, out, T_VOICE_NEIGHBOUR_REFUSE, KEY_NO);
	out->quiet_ms = WALK_QUIET_MS;
}


/* ---------------------------------------------------------------------------------- keys */

static struct region_step stays(void)
{
	return (struct region_step){REGION_STAYS, NODE_NONE};
}


static struct region_step go(const struct walk *w, enum region_next next)
{
	return (struct region_step){next, node_of(w)->next};
}


/* Something that nobody offered */
static struct region_step wrong(const struct walk *w, struct walk_out *out, enum text_key prompt)
{
	out->cut = true;
	walk_says_prompt(w, out, prompt);
	return go(w, REGION_AGAIN);
}


static struct region_step turn(struct walk *w, enum walk_phase phase, struct walk_out *out)
{
	out->cut = true;
	region_ask(w, phase, out);
	return stays();
}


static struct region_step pick(struct walk *w, unsigned region, struct walk_out *out)
{
	w->picked = region;
	return turn(w, WALK_CONFIRMING, out);
}


static struct region_step code_key(struct walk *w, char key, struct walk_out *out)
{
	unsigned region;

	if ('*' == key)
		return go(w, REGION_BACK);
	if ('#' == key && !w->typed && node_of(w)->regions) {
		w->page = 0;
		return turn(w, WALK_LISTING, out);
	}
	if (key < '0' || key > '9')
		return wrong(w, out, T_VOICE_MENU_WRONG);

	out->cut = true;
	out->quiet_ms = WALK_DIGITS_MS;
	w->phase = WALK_ASKING;
	w->digits[w->typed++] = key;
	w->digits[w->typed] = '\0';
	if (w->typed < CODE)
		return stays();

	region = region_code((struct pl){w->digits, CODE});
	return region ? pick(w, region, out) : wrong(w, out, T_VOICE_REGION_UNKNOWN);
}


static void page_turn(struct walk *w)
{
	w->page = (w->page + 1) * PAGE < node_of(w)->regions ? w->page + 1 : 0;
}


static struct region_step list_key(struct walk *w, char key, struct walk_out *out)
{
	const struct node *node = node_of(w);
	const unsigned i = w->page * PAGE + (unsigned)(key - '1');

	if ('0' == key)
		return go(w, REGION_PERSON);
	if ('*' == key)
		return turn(w, WALK_ASKING, out);
	if (key >= '1' && key < '1' + PAGE && i < node->regions)
		return pick(w, node->region[i], out);
	if (KEY_MORE != key || node->regions <= PAGE)
		return wrong(w, out, T_VOICE_MENU_WRONG);

	page_turn(w);
	return turn(w, WALK_LISTING, out);
}


static struct region_step confirm_key(struct walk *w, char key, struct walk_out *out)
{
	switch (key) {

	case KEY_YES:
		w->region = w->picked;
		return go(w, REGION_ON);

	case KEY_NO:
	case '*':
		return turn(w, WALK_ASKING, out);

	case '0':
		return go(w, REGION_PERSON);

	default:
		return wrong(w, out, T_VOICE_MENU_WRONG);
	}
}


/* Nobody consents to what was not said yet */
static struct region_step neighbour_key(struct walk *w, char key, struct walk_out *out)
{
	const struct node *node = node_of(w);
	struct region_step step = {REGION_ON, way_to(w, node, WAY_NO)};

	if (WALK_CONFIRMING != w->phase)
		return stays();

	switch (key) {

	case KEY_YES:
		w->office = w->picked;
		step.to = way_to(w, node, WAY_YES);
		return step;

	case KEY_NO:
		return step;

	case '0':
		return go(w, REGION_PERSON);

	case '*':
		return go(w, REGION_BACK);

	default:
		(void)wrong(w, out, T_VOICE_MENU_WRONG);
		step.next = REGION_AGAIN;
		return step;
	}
}


struct region_step region_key(struct walk *w, char key, struct walk_out *out)
{
	if (VERB_NEIGHBOUR == node_of(w)->verb)
		return neighbour_key(w, key, out);

	return WALK_CONFIRMING == w->phase ? confirm_key(w, key, out) : WALK_LISTING == w->phase ? list_key(w, key, out) : code_key(w, key, out);
}


/* Who types nothing is read the list, once */
struct region_step region_quiet(struct walk *w, struct walk_out *out)
{
	const struct node *node = node_of(w);

	if (VERB_NEIGHBOUR == node->verb)
		return (struct region_step){REGION_AGAIN, way_to(w, node, WAY_NO)};

	if (WALK_ASKING == w->phase && node->regions && !w->tries) {
		w->tries++;
		w->page = 0;
		return turn(w, WALK_LISTING, out);
	}
	if (WALK_LISTING == w->phase)
		page_turn(w);

	return go(w, REGION_AGAIN);
}


/* -------------------------------------------------------------------- offers to who waits */

static const struct node *queue_of(const struct walk *w)
{
	const struct node *node = w->tree && w->at < w->tree->n ? node_of(w) : NULL;

	return node && WALK_OVER == w->phase && VERB_QUEUE == node->verb ? node : NULL;
}


unsigned walk_offers(const struct walk *walk, unsigned waited_s)
{
	const struct node *node = queue_of(walk);
	unsigned offers = 0;

	for (unsigned i = 0; node && i < node->ways; i++) {

		const struct way *way = &walk->tree->way[node->way + i];

		if (waited_s >= way->after_s && walk_can(walk, way->to) && (!way->neighbour || region_neighbour(walk, node)))
			offers |= 1u << i;
	}

	return offers;
}


unsigned walk_offers_full(const struct walk *walk)
{
	const struct node *node = queue_of(walk);
	unsigned offers = walk_offers(walk, FLOW_AFTER_MAX_S);

	for (unsigned i = 0; node && i < node->ways; i++) {
		if (walk->tree->way[node->way + i].neighbour)
			offers &= ~(1u << i);
	}

	return offers;
}


void walk_offer_say(const struct walk *walk, unsigned i, struct walk_say *say)
{
	const struct node *node = node_of(walk);
	const struct way *way = &walk->tree->way[node->way + i];
	const char key = (char)('1' + i);

	if (way->neighbour)
		say_neighbour(walk, region_neighbour(walk, node), key, say);
	else
		*say = (struct walk_say){.words = WALK_ITEM, .text = way->text, .key = key, .lang = walk->lang, .slow = walk->slow};
}
