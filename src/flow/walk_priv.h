/**
 * @file walk_priv.h  Inside a walk: what is offered (walk_offer.c), the caller's region and its neighbours (walk_region.c), which walk.c leads to and from
 */
#ifndef OTKLIK_FLOW_WALK_PRIV_H
#define OTKLIK_FLOW_WALK_PRIV_H

#include "flow/flow_priv.h"
#include "flow/walk.h"

/** Can the step be done here and now, or that to which it goes? A call back wants a trunk, a message a recorder, an application a system to ask; what cannot be done is neither said nor offered */
bool walk_can(const struct walk *w, uint16_t to);

/** The topics that a menu offers, in their order; @return how many, of FLOW_TOPICS_MAX */
unsigned walk_topics(const struct walk *w, const struct node *menu, uint8_t topic[FLOW_TOPICS_MAX]);

/** A menu of topics alone, none of which has a checklist */
bool walk_bare(const struct walk *w, const struct node *node);

/** Asks for the region: its code, from a list, or whether it is the right one */
void region_ask(struct walk *w, enum walk_phase phase, struct walk_out *out);

/** Offers the neighbour that region_passes found */
void neighbour_ask(struct walk *w, struct walk_out *out);

/**
 * Goes past a step that need not ask: a region that is known, a neighbour that is not needed or not there
 *
 * @param at The node; set to what follows when true is returned
 */
bool region_passes(struct walk *w, uint16_t *at);

/** Can the caller's office serve now? Who has none is served by everybody */
bool region_served(const struct walk *w, const struct node *node);

/** The best neighbour that is not the caller's office already; 0 none */
unsigned region_neighbour(const struct walk *w, const struct node *node);

/** What a key or silence leads to */
struct region_step {
	enum region_next {
		REGION_STAYS,           /* all is said and set */
		REGION_ON,              /* on to `to` */
		REGION_AGAIN,           /* the same again, as long as there are tries; then on to `to` */
		REGION_BACK,            /* the menu around */
		REGION_PERSON,
	} next;
	uint16_t to;
};

struct region_step region_key(struct walk *w, char key, struct walk_out *out);
struct region_step region_quiet(struct walk *w, struct walk_out *out);

#endif
