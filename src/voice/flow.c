/**
 * @file flow.c  What a caller is told
 */
#include <limits.h>
#include "voice/flow.h"

enum { CALLED_QUIET_MS = 6000, CALLED_TRIES = 3, SURVEY_QUIET_MS = 8000 };


static void say(struct flow_out *out, enum flow_words words, unsigned n)
{
	if (out->n < FLOW_SAY_MAX)
		out->say[out->n++] = (struct flow_say){.words = words, .n = n};
}


void flow_init(struct flow *flow, const struct flow_tree *tree, enum lang lang)
{
	*flow = (struct flow){.state = FLOW_MENU};
	walk_init(&flow->walk, tree, lang);
}


void flow_called(struct flow *flow, enum lang lang)
{
	flow_init(flow, NULL, lang);
	flow->state = FLOW_CALLED;
}


bool flow_done(const struct flow *flow)
{
	return FLOW_FAREWELL == flow->state || FLOW_SURVEY == flow->state || FLOW_AWAY == flow->state;
}


/* ------------------------------------------------------------- what the profile says */

static enum flow_do walked(struct flow *f, enum walk_do act)
{
	switch (act) {

	case WALK_FIND:
		return FLOW_FIND;

	case WALK_LOOK:
		return FLOW_LOOK;

	case WALK_JOIN:
		f->state = FLOW_TO_QUEUE;
		f->known = f->walk.found;
		return FLOW_JOIN;

	case WALK_LEAVE:
		return FLOW_LEAVE;

	case WALK_PROMISE:
		return FLOW_PROMISE;

	case WALK_RECORD:
		return FLOW_RECORD;

	case WALK_STOP:
		return FLOW_STOP;

	case WALK_SEND:
		return FLOW_SEND;

	case WALK_DELIVER:
		return FLOW_DELIVER;

	case WALK_CALL:
		return FLOW_CALL;

	case WALK_GIVE:
		f->state = FLOW_AWAY;
		return FLOW_NOTHING;

	default:
		return FLOW_NOTHING;
	}
}


static void say_walk(struct flow_out *out, const struct walk_say *words)
{
	if (out->n < FLOW_SAY_MAX)
		out->say[out->n++] = (struct flow_say){.words = SAY_WALK, .walk = *words};
}


/* What the walk wants, behind what is said already */
static void walk_take(struct flow *f, const struct walk_out *next, struct flow_out *out)
{
	out->cut = next->cut;
	out->quiet_ms = next->quiet_ms;
	for (unsigned i = 0; i < next->n; i++)
		say_walk(out, &next->say[i]);
	out->act = walked(f, next->act);
}


static void walk(struct flow *f, enum walk_event event, unsigned n, struct flow_out *out)
{
	struct walk_out next;

	if (FLOW_MENU != f->state || !f->walk.tree)
		return;

	walk_step(&f->walk, event, n, &next);
	walk_take(f, &next, out);
}


/* ---------------------------------------------------------------- queue and after */

static void offers_say(const struct flow *f, unsigned offers, struct flow_out *out)
{
	struct walk_say words;

	for (unsigned i = 0; offers >> i; i++) {
		if (!(offers >> i & 1))
			continue;
		walk_offer_say(&f->walk, i, &words);
		say_walk(out, &words);
	}
}


/* Nobody is there: what there is instead is offered without waiting for its time, and who wants to stays */
static void nobody(struct flow *f, struct flow_out *out)
{
	const unsigned offers = walk_offers(&f->walk, UINT_MAX);

	f->offered |= offers;
	say(out, SAY_NONE, 0);
	say(out, SAY_STAY, 0);
	say(out, SAY_PLACE, 0);
	offers_say(f, offers, out);
	if (!offers)
		say(out, SAY_WRITE, 0);
}


static void place(struct flow *f, struct flow_out *out)
{
	if (f->nobody) {
		nobody(f, out);
		return;
	}

	say(out, SAY_PLACE, 0);
	say(out, SAY_BAND, 0);
	if (!f->ready_said)
		say(out, SAY_READY, 0);
	f->ready_said = true;
}


/* The next step of the chain has its time: it is offered, and the caller decides */
static void waited(struct flow *f, unsigned waited_s, struct flow_out *out)
{
	unsigned fresh = walk_offers(&f->walk, waited_s) & ~f->offered;

	if (!fresh)
		return;

	f->offered |= fresh;
	say(out, SAY_THANKS, 0);
	offers_say(f, fresh, out);
}


static void comfort(struct flow *f, unsigned waited_s, struct flow_out *out)
{
	unsigned offers = walk_offers(&f->walk, waited_s);

	f->offered |= offers;
	say(out, SAY_THANKS, 0);
	if (f->nobody)
		say(out, SAY_NONE, 0);
	say(out, SAY_PLACE, 0);
	if (!f->nobody)
		say(out, SAY_BAND, 0);
	say(out, SAY_HINT, f->hint++ % FLOW_HINTS);
	offers_say(f, offers, out);
}


/* The queue takes no more: what it offers to who waits is offered at once, and only then is there nothing left but goodbye */
static void full(struct flow *f, struct flow_out *out)
{
	f->state = FLOW_FULL;
	f->tries = 0;
	f->offered = walk_offers_full(&f->walk);
	out->cut = true;
	say(out, SAY_FULL, 0);
	offers_say(f, f->offered, out);
	out->quiet_ms = f->offered ? WALK_QUIET_MS : 0;
}


/* Nothing was taken */
static void full_quiet(struct flow *f, struct flow_out *out)
{
	f->offered = 0;
	say(out, SAY_BYE, 0);
}


/* A key of somebody who waits; keys that were not offered say nothing */
static void offer_take(struct flow *f, char key, struct flow_out *out)
{
	struct walk_out next;

	if (!f->walk.tree || !walk_accept(&f->walk, f->offered, key, &next))
		return;

	f->state = FLOW_MENU;
	f->offered = 0;
	out->unqueue = true;
	walk_take(f, &next, out);
}


/* A key that was not offered: once more what is */
static void full_key(struct flow *f, char key, struct flow_out *out)
{
	if (!f->offered)
		return;

	offer_take(f, key, out);
	if (FLOW_FULL != f->state)
		return;

	out->cut = true;
	if (++f->tries >= WALK_TRIES)
		full_quiet(f, out);
	else {
		offers_say(f, f->offered, out);
		out->quiet_ms = WALK_QUIET_MS;
	}
}


static void farewell(struct flow *f, struct flow_out *out)
{
	f->state = FLOW_FAREWELL;
	out->cut = true;
	if (f->numbered) {
		say(out, SAY_PENCIL, 0);
		say(out, SAY_NUMBER, 0);
		if (f->fresh)
			say(out, SAY_CODE, 0);
		for (unsigned i = 1; i <= f->more; i++) {
			say(out, SAY_NUMBER, i);
			say(out, SAY_CODE, i);
		}
	}
	else {
		say(out, SAY_LATER, 0);
	}
	say(out, SAY_OPERATOR, 0);
	if (!f->asks) {
		say(out, SAY_BYE, 0);
		return;
	}

	f->state = FLOW_SURVEY;
	say(out, SAY_SURVEY, 0);
	out->quiet_ms = SURVEY_QUIET_MS;
}


/* Once: what was pressed first counts; any other key, and silence, is no answer */
static void scored(struct flow *f, unsigned key, struct flow_out *out)
{
	f->state = FLOW_FAREWELL;
	out->cut = true;
	if (key >= '1' && key <= '5') {
		f->score = key - '0';
		out->act = FLOW_SCORE;
		say(out, SAY_SCORED, 0);
	}
	say(out, SAY_BYE, 0);
}


/* ------------------------------------------------------------------------ we call back */

static void called(struct flow_out *out)
{
	say(out, SAY_CALLED, 0);
	say(out, SAY_CALLED_JOIN, '1');
	say(out, SAY_CALLED_DROP, '2');
	out->quiet_ms = CALLED_QUIET_MS;
}


static void called_key(struct flow *f, unsigned key, struct flow_out *out)
{
	out->cut = true;
	if ('1' == key || '0' == key) {
		f->state = FLOW_TO_QUEUE;
		out->act = FLOW_JOIN;
		say(out, SAY_CONNECT, 0);
	}
	else if ('2' == key) {
		f->state = FLOW_UNWANTED;
		out->act = FLOW_DROP;
		say(out, SAY_DROPPED, 0);
		say(out, SAY_BYE, 0);
	}
	else {
		called(out);
	}
}


/* A machine says nothing to us that we could hear */
static void called_quiet(struct flow *f, struct flow_out *out)
{
	if (++f->tries < CALLED_TRIES)
		called(out);
	else
		out->act = FLOW_LEAVE;
}


/* Where it goes, the wait, how the answer comes, and what we do when the line breaks (R10) */
static void sent(struct flow *f, enum flow_event event, struct flow_out *out)
{
	bool talked = FLOW_TALKING == f->state;

	f->state = FLOW_WAITING;
	f->greeting = false;
	out->cut = true;
	say(out, FLOW_SENT == event ? SAY_SENT : FLOW_GIVEN == event ? SAY_GIVEN : SAY_CAME_BACK, 0);
	if (FLOW_SENT == event) {
		if (f->nobody)
			say(out, SAY_NONE, 0);
		say(out, SAY_PLACE, 0);
		if (!f->nobody)
			say(out, SAY_BAND, 0);
	}
	else {
		say(out, SAY_RING, 0);
	}
	if (!talked)
		return;

	say(out, SAY_WAY, 0);
	say(out, SAY_OWED, 0);
}


static void waiting(struct flow *f, enum flow_event event, struct flow_out *out)
{
	f->state = FLOW_WAITING;
	f->greeting = false;
	if (FLOW_OPERATOR_LOST == event) {
		out->cut = true;
		say(out, SAY_LOST, 0);
		return;
	}

	if (FLOW_JOINED == event && !f->nobody)
		say(out, SAY_ENTER, 0);
	place(f, out);
}


/* While it stands in the queue */
static void queued(struct flow *f, enum flow_event event, unsigned n, struct flow_out *out)
{
	if (FLOW_JOINED == event && FLOW_TO_QUEUE == f->state)
		waiting(f, event, out);
	if (FLOW_JOINED == event || FLOW_WAITING != f->state)
		return;

	if (FLOW_MOVED == event)
		waiting(f, event, out);
	else if (FLOW_WAITED == event)
		waited(f, n, out);
	else
		comfort(f, n, out);
}


/* What every caller is told stands before what the profile says */
static void begin(struct flow *f, struct flow_out *out)
{
	if (f->announces)
		say(out, SAY_ANNOUNCEMENT, 0);
	if (f->replaced)
		say(out, SAY_REPLACED, 0);
	walk(f, WALK_BEGIN, 0, out);
}


/* Who talks is given to somebody else, comes back, or is left */
static void moved(struct flow *f, enum flow_event event, struct flow_out *out)
{
	bool waits = FLOW_WAITING == f->state && (FLOW_CAME_BACK == event || FLOW_OPERATOR_LEFT == event);

	if (FLOW_TALKING != f->state && !waits)
		return;

	if (FLOW_OPERATOR_LOST == event) {
		waiting(f, event, out);
	}
	else if (FLOW_OPERATOR_LEFT == event) {
		farewell(f, out);
	}
	else if (FLOW_OUTSIDE == event) {
		say(out, SAY_OUTSIDE, 0);
		say(out, SAY_WAY, 0);
		say(out, SAY_OWED, 0);
	}
	else {
		sent(f, event, out);
	}
}


void flow_step(struct flow *f, enum flow_event event, unsigned n, struct flow_out *out)
{
	memset(out, 0, sizeof(*out));

	switch (event) {

	case FLOW_BEGIN:
		if (FLOW_CALLED == f->state)
			called(out);
		else
			begin(f, out);
		break;

	case FLOW_SAID:
		if ((FLOW_FULL == f->state && !f->offered) || FLOW_FAREWELL == f->state || FLOW_UNWANTED == f->state)
			out->act = FLOW_LEAVE;
		else if (f->greeting)
			out->act = FLOW_BRIDGE;
		else
			walk(f, WALK_SAID, 0, out);
		break;

	case FLOW_KEY:
		if (FLOW_CALLED == f->state)
			called_key(f, n, out);
		else if (FLOW_SURVEY == f->state)
			scored(f, n, out);
		else if (FLOW_WAITING == f->state)
			offer_take(f, (char)n, out);
		else if (FLOW_FULL == f->state)
			full_key(f, (char)n, out);
		else
			walk(f, WALK_KEY, n, out);
		break;

	case FLOW_QUIET:
		if (FLOW_CALLED == f->state)
			called_quiet(f, out);
		else if (FLOW_SURVEY == f->state)
			scored(f, 0, out);
		else if (FLOW_FULL == f->state)
			full_quiet(f, out);
		else
			walk(f, WALK_QUIET, 0, out);
		break;

	case FLOW_FOUND:
		walk(f, WALK_FOUND, 0, out);
		break;

	case FLOW_NOT_FOUND:
		walk(f, WALK_NOT_FOUND, 0, out);
		break;

	case FLOW_UNSURE:
		walk(f, WALK_UNSURE, 0, out);
		break;

	case FLOW_JOINED:
	case FLOW_MOVED:
	case FLOW_WAITED:
	case FLOW_COMFORT:
		queued(f, event, n, out);
		break;

	case FLOW_NO_ROOM:
		full(f, out);
		break;

	case FLOW_GREET:
		f->state = FLOW_TALKING;
		f->greeting = true;
		f->offered = 0;
		out->cut = true;
		say(out, SAY_ANSWERS, 0);
		break;

	case FLOW_ANSWERED:
		f->state = FLOW_TALKING;
		f->greeting = false;
		f->offered = 0;
		out->cut = true;
		break;

	case FLOW_OPERATOR_LOST:
	case FLOW_SENT:
	case FLOW_GIVEN:
	case FLOW_CAME_BACK:
	case FLOW_OUTSIDE:
	case FLOW_OPERATOR_LEFT:
		moved(f, event, out);
		break;
	}
}
