/**
 * @file transfer.c  The caller goes to somebody outside
 *
 *   said where to ── all said ──▶ it rings there ── answered ──▶ the walk is over: they talk
 *        ╰────────────── 0, * ────────╯ ╰─ busy, refused, not in time ─▶ `no`
 */
#include "flow/flow_priv.h"

enum { MINUTE_MS = 60 * 1000 };


static const struct node *node_of(const struct walk *w)
{
	return &w->tree->node[w->at];
}


const char *walk_calls(const struct walk *walk)
{
	return walk->tree && WALK_LOOKING == walk->phase && VERB_TRANSFER == node_of(walk)->verb ? node_of(walk)->phone : NULL;
}


/* Comes here twice: before where it goes is said, and after */
void transfer_go(struct walk *w, struct walk_out *out)
{
	if (CALL_TOLD == w->talk) {
		w->talk = TALK_NONE;
		w->phase = WALK_LOOKING;
		out->act = WALK_CALL;
		return;
	}

	w->talk = CALL_TOLD;
	w->phase = WALK_TELLING;
	if (node_of(w)->text.there)
		walk_says_text(w, out, &node_of(w)->text);
	else
		walk_says_prompt(w, out, T_VOICE_TRANSFER_ELSEWHERE);
	walk_says(w, out, WALK_CALL_WAIT)->n = (w->facts.call_ms + MINUTE_MS - 1) / MINUTE_MS;
}


/* Who does not want to wait for it: a person here, or the menu around */
void transfer_key(struct walk *w, char key, struct walk_out *out)
{
	if (w->phase > WALK_LOOKING)
		return;

	if ('0' == key && walk_person(w, out)) {
		w->talk = TALK_NONE;
		out->cut = true;
	}
	else if ('*' == key && NODE_NONE != node_of(w)->up) {
		out->cut = true;
		walk_back(w, out);
	}
}


void transfer_looked(struct walk *w, enum walk_event event, struct walk_out *out)
{
	out->cut = true;
	if (WALK_FOUND == event) {
		w->phase = WALK_OVER;
		out->act = WALK_GIVE;
		return;
	}

	walk_says_prompt(w, out, T_VOICE_TRANSFER_NOBODY);
	walk_way(w, WAY_ALONE, out);
}
