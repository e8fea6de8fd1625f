/**
 * @file walk_offer.c  What a caller is offered: of topics and steps those that can be had here and now
 */
#include "flow/flow_priv.h"
#include "flow/walk_priv.h"

/* A topic is offered unless it leads to a checklist that it has not */
static bool topic_can(const struct walk *w, const struct node *menu, unsigned i)
{
	const uint16_t to = w->tree->way[menu->way].to;
	const struct node *node = to < w->tree->n ? &w->tree->node[to] : NULL;

	return !node || VERB_CHECKLIST != node->verb || node->word.l || w->facts.of_topic[i];
}


unsigned walk_topics(const struct walk *w, const struct node *menu, uint8_t topic[FLOW_TOPICS_MAX])
{
	unsigned n = 0;

	for (unsigned i = 0; menu->n && i < w->facts.topics && i < FLOW_TOPICS_MAX; i++) {
		if (topic_can(w, menu, i))
			topic[n++] = (uint8_t)i;
	}

	return n;
}


int walk_topic(const struct walk *w, char key)
{
	const struct node *menu = w->at < w->tree->n ? &w->tree->node[w->at] : NULL;
	const unsigned i = (unsigned)(key - '1');
	uint8_t topic[FLOW_TOPICS_MAX];
	unsigned n;

	if (!menu || VERB_MENU != menu->verb || key < '1' || i >= menu->n)
		return -1;

	n = walk_topics(w, menu, topic);
	return w->page * menu->n + i < n ? topic[w->page * menu->n + i] : -1;
}


bool walk_bare(const struct walk *w, const struct node *node)
{
	uint8_t topic[FLOW_TOPICS_MAX];

	return node_lists(w->tree, node) && !walk_topics(w, node, topic);
}


bool walk_can(const struct walk *w, uint16_t to)
{
	const struct node *node = node_first(w->tree, to);
	enum verb verb = node ? node->verb : VERB_SAY;

	return !((VERB_CALL_BACK == verb || VERB_TRANSFER == verb) && !w->facts.dials) && !(VERB_VOICE_MAIL == verb && !w->facts.mail_ms) &&
	       !(VERB_SERVICE == verb && !w->facts.service) && !(VERB_CHECKLIST == verb && !recite_of(w, node)) && !(node && walk_bare(w, node));
}
