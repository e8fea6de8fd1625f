/**
 * @file rule.c  Was anything done since the citizen came last?
 */
#include "repeat/repeat.h"


bool repeat_open(enum appeal_state state)
{
	return APPEAL_NEW == state || APPEAL_IN_WORK == state || APPEAL_REOPENED == state;
}


/* What an operator did in a contact, and in the time to write after it, is how that was taken down */
static bool belongs(const struct repeat_act *act, const struct repeat_contact *c)
{
	if (!c->staff || c->staff != act->staff || act->at_ms < c->began_ms)
		return false;

	return !c->ended_ms || act->at_ms <= c->ended_ms + REPEAT_WRITE_MS;
}


static bool progress(const struct repeat_facts *f, const struct repeat_act *act)
{
	for (size_t i = 0; i < f->contacts; i++) {
		if (belongs(act, &f->contact[i]))
			return false;
	}

	return true;
}


static int64_t end_of(const struct repeat_contact *c)
{
	return c->ended_ms ? c->ended_ms : INT64_MAX;
}


/* Contacts behind the last progress; those that follow each other at once are one */
static void count(struct repeat *r, const struct repeat_facts *f, int64_t after_ms)
{
	int64_t end_ms = INT64_MIN, began_ms = 0;

	for (size_t i = 0; i < f->contacts; i++) {
		const struct repeat_contact *c = &f->contact[i];

		if (end_of(c) < r->progress_ms)
			continue;
		if (!r->vain || c->began_ms >= end_ms + after_ms) {
			r->vain++;
			r->former_ms = began_ms;
			began_ms = c->began_ms;
		}
		if (end_of(c) > end_ms && c->ended_ms)
			end_ms = c->ended_ms;
	}
}


void repeat_judge(struct repeat *r, const struct repeat_facts *facts, int64_t after_ms)
{
	*r = (struct repeat){.vain = 0};

	for (size_t i = 0; i < facts->acts; i++) {
		const struct repeat_act *act = &facts->act[i];

		if (!progress(facts, act))
			continue;
		r->progress_ms = act->at_ms;
		if (!r->begun_ms)
			r->begun_ms = act->at_ms;
	}

	if (repeat_open(facts->state))
		count(r, facts, after_ms);
}
