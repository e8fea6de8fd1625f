/**
 * @file mail.c  A message is left
 *
 *   what to say, a tone ──▶ recorded ── # or its limit ──▶ 1 send, 2 hear it, 3 say it anew; silence sends ──▶ taken: the appeal's number
 *        ▲                     │ nothing was said                         │
 *        ╰─────────────────────┴──────────────────────── 3 ───────────────╯
 */
#include "flow/flow_priv.h"


static void tell(struct walk *w, struct walk_out *out)
{
	w->phase = WALK_ASKING;
	w->talk = MAIL_TELL;
	(void)walk_says(w, out, WALK_TONE);
	out->quiet_ms = 0;
}


void mail_ask(struct walk *w, struct walk_out *out)
{
	const struct flow_text *text = &w->tree->node[w->at].text;

	if (text->there)
		walk_says_text(w, out, text);
	else
		walk_says_prompt(w, out, T_VOICE_MAIL_ASK);
	tell(w, out);
}


void mail_said(struct walk *w, struct walk_out *out)
{
	w->talk = MAIL_RECORD;
	out->act = WALK_RECORD;
	out->quiet_ms = w->facts.mail_ms;
}


static void stop(struct walk *w, struct walk_out *out)
{
	w->talk = MAIL_STOP;
	w->phase = WALK_LOOKING;
	out->act = WALK_STOP;
}


static void choose(struct walk *w, struct walk_out *out)
{
	w->phase = WALK_ASKING;
	w->talk = MAIL_ASK;
	walk_says_key(w, out, T_VOICE_MAIL_SEND, '1');
	walk_says_key(w, out, T_VOICE_MAIL_HEAR, '2');
	walk_says_key(w, out, T_VOICE_MAIL_ANEW, '3');
	out->quiet_ms = WALK_QUIET_MS;
}


static void send_it(struct walk *w, struct walk_out *out)
{
	w->talk = MAIL_SEND;
	w->phase = WALK_LOOKING;
	out->act = WALK_SEND;
}


static void chosen(struct walk *w, char key, struct walk_out *out)
{
	out->cut = true;
	switch (key) {

	case '1':
		send_it(w, out);
		break;

	case '2':
		(void)walk_says(w, out, WALK_HEARD);
		choose(w, out);
		break;

	case '3':
		tell(w, out);
		break;

	case '0':
		if (!walk_person(w, out))
			choose(w, out);
		break;

	case '#':
		walk_language(w);
		choose(w, out);
		break;

	default:
		choose(w, out);
	}
}


void mail_key(struct walk *w, char key, struct walk_out *out)
{
	if (MAIL_ASK == w->talk) {
		chosen(w, key, out);
	}
	else if (MAIL_RECORD == w->talk) {
		if ('#' == key)
			stop(w, out);
	}
	else if ('#' == key && MAIL_TELL == w->talk) {
		out->cut = true;
		tell(w, out);
	}
	else if ('*' == key) {
		out->cut = true;
		walk_back(w, out);
	}
	else if ('0' == key) {
		out->cut = true;
		if (!walk_person(w, out))
			mail_ask(w, out);
	}
}


void mail_quiet(struct walk *w, struct walk_out *out)
{
	if (MAIL_RECORD == w->talk)
		stop(w, out);
	else if (MAIL_ASK == w->talk)
		send_it(w, out);
}


static void fail(struct walk *w, struct walk_out *out)
{
	walk_says_prompt(w, out, T_VOICE_MAIL_NOT);
	walk_way(w, WAY_ELSE, out);
}


void mail_looked(struct walk *w, enum walk_event event, struct walk_out *out)
{
	if (WALK_FOUND == event && MAIL_STOP == w->talk) {
		walk_says_prompt(w, out, T_VOICE_MAIL_DONE);
		choose(w, out);
	}
	else if (WALK_FOUND == event) {
		walk_says_prompt(w, out, T_VOICE_MAIL_TAKEN);
		for (unsigned i = 0; i < 3; i++)
			walk_says(w, out, WALK_GIVEN)->n = i;
		walk_way(w, WAY_DONE, out);
	}
	else if (WALK_NOT_FOUND == event && ++w->tries < WALK_TRIES) {
		walk_says_prompt(w, out, T_VOICE_MAIL_EMPTY);
		tell(w, out);
	}
	else {
		fail(w, out);
	}
}
