/**
 * @file words.c  What the flow wants said, as a phrase of the catalogue with its values
 */
#include "appeal/receipt.h"
#include "base/clock.h"
#include "db/keyring.h"
#include "voice/back.h"
#include "voice/taping.h"
#include "voice/when.h"
#include "voice/words.h"

enum { MINUTE_MS = 60 * 1000, PLACE_SAID = 50 };

struct words {
	enum text_key key;
	enum lang lang;
	struct text_arg arg[WALK_ARGS];
	size_t n;
	bool none;
	char code[RECEIPT_SIZE];
};


static void say(struct words *w, enum text_key key)
{
	w->key = key;
}


static void say_1(struct words *w, enum text_key key, struct text_arg arg)
{
	w->key = key;
	w->arg[0] = arg;
	w->n = 1;
}


/* The topic that a saying of the menu means; none: it is offered no more */
static struct pl topic(const struct vcall *call, const struct walk_say *say)
{
	const struct topic *t = say->n < call->topicc ? topics_find(call->v->topics, call->menu[say->n]) : NULL;

	return pl_of(t ? t->name[say->lang] : NULL);
}


/* Why the line is closed, or shorter open than else: as it was when the call came, in the saying's language, and without a full stop of its own */
static enum status_why why(const struct vcall *call, enum lang lang, struct pl *reason)
{
	const struct calendar *cal = book_calendar(call->v->book, lang, pl_of(call->line->calendar));
	const char *text = NULL;
	enum status_why why = cal ? calendar_why(cal, call->entered_ms, &text) : STATUS_ORDINARY;

	if (STATUS_SHORT == why && zone_local(calendar_zone(cal), call->change_ms).day != zone_local(calendar_zone(cal), call->entered_ms).day)
		why = STATUS_ORDINARY;
	*reason = pl_of(text);
	while (reason->l && strchr(". ", reason->p[reason->l - 1]))
		reason->l--;

	return why;
}


/* What the profile's flow says */
static void walked(struct words *w, const struct vcall *call, const struct walk_say *say)
{
	const struct walk *walk = &call->flow.walk;
	const bool promised = WALK_PROMISED == say->words, coded = WALK_GIVEN == say->words && call->flow.fresh;
	struct walk_values values = {
		.org = call->line->name[say->lang], .topic = topic(call, say), .open = walk->facts.open & 1,
		.change_ms = call->change_ms, .state = call->found.state, .digits = call->digits,
		.due_ms = promised ? call->promised_ms : call->found.answer_by_ms, .now_ms = clock_wall_ms(),
		.application = pl_of(walk->application), .service = call->service,
		.numbered = call->flow.numbered, .phone = pl_of(walk->phone[0] ? walk->phone : '+' == call->caller[0] ? call->caller : NULL),
	};
	struct phrase ph;

	if (WALK_HOURS == say->words)
		values.why = why(call, say->lang, &values.reason);
	if (call->mail_mask) {
		values.mail = (struct pl){call->mail_mask, (size_t)(strchr(call->mail_mask, '@') - call->mail_mask)};
		values.mail_host = pl_of(call->mail_mask + values.mail.l + 1);
	}
	if (coded) {
		receipt_code(w->code, keyring_key(call->v->prm.keys, KEY_RECEIPT), call->digits);
		values.code = pl_of(w->code);
	}

	w->none = !walk_phrase(&ph, w->arg, say, &values);
	w->key = ph.key;
	w->lang = ph.lang;
	w->n = ph.argc;
}


/* A place far back says nothing that the wait does not say better */
static void place(struct words *w, const struct vcall *call)
{
	if (!call->place || call->place > PLACE_SAID)
		w->none = true;
	else if (1 == call->place)
		say(w, T_VOICE_QUEUE_NEXT);
	else
		say_1(w, T_VOICE_QUEUE_PLACE, TEXT_NUM("n", call->place));
}


/* The band that the queue core gives, in minutes */
static void band(struct words *w, const struct vcall *call)
{
	const struct queue_prm *q = &call->v->queue;
	int64_t from, to;

	if (!call->place) {
		w->none = true;
	}
	else if (call->band >= q->bands) {
		say_1(w, T_VOICE_QUEUE_WAIT_LONG, TEXT_NUM("n", q->bands ? q->band_ms[q->bands - 1] / MINUTE_MS : 0));
	}
	else {
		to = q->band_ms[call->band] / MINUTE_MS;
		from = call->band ? q->band_ms[call->band - 1] / MINUTE_MS : 0;
		if (to <= 1 || !from) {
			say(w, to <= 1 ? T_VOICE_QUEUE_WAIT_SHORT : T_VOICE_QUEUE_WAIT_UNKNOWN);
			return;
		}
		say_1(w, T_VOICE_QUEUE_WAIT, TEXT_NUM("from", from));
		w->arg[w->n++] = TEXT_NUM("to", to);
	}
}


static int64_t digits_of(const struct vcall *call, unsigned i)
{
	return i ? call->also[i - 1] : call->digits;
}


static void number(struct words *w, const struct vcall *call, unsigned i)
{
	say_1(w, i ? T_VOICE_NUMBER_ALSO : call->flow.known ? T_VOICE_NUMBER_KNOWN : T_VOICE_NUMBER_NEW,
	      TEXT_NUM("number", digits_of(call, i)));
}


static void code(struct words *w, const struct vcall *call, unsigned i)
{
	receipt_code(w->code, keyring_key(call->v->prm.keys, KEY_RECEIPT), digits_of(call, i));
	say_1(w, T_VOICE_NUMBER_CODE, TEXT_PL("code", pl_of(w->code)));
}


/* Who calls, and why */
static void called(struct words *w, const struct vcall *call)
{
	struct pl org = call->line ? call->line->name[w->lang] : (struct pl){NULL, 0};

	say_1(w, back_after_cut(call) ? T_VOICE_CALLBACK_CALLED_CUT : T_VOICE_CALLBACK_CALLED, TEXT_PL("org", org.l ? org : PL_LIT("Otklik")));
}


static void press(struct words *w, enum text_key key, unsigned n)
{
	static const char keys[] = "12";
	const char *at = strchr(keys, (char)n);

	say_1(w, key, TEXT_PL("key", ((struct pl){at ? at : keys, 1})));
}


/* Where the operator sends the caller */
static void sent(struct words *w, const struct vcall *call)
{
	const struct topic *t = call->rec.topic ? topics_find(call->v->topics, call->rec.topic) : NULL;

	if (t)
		say_1(w, T_VOICE_TRANSFER_TOPIC, TEXT_PL("topic", pl_of(t->name[w->lang])));
	else
		say(w, T_VOICE_CONNECT);
}


/* How long it rings at who was chosen, at most */
static void ring(struct words *w, const struct vcall *call)
{
	int64_t ring_ms = (int64_t)voice_ring_ms(call);

	say_1(w, T_VOICE_TRANSFER_WAIT, TEXT_NUM("n", (ring_ms + MINUTE_MS - 1) / MINUTE_MS));
}


/* How the answer will come, should this talk not give it */
static void way(struct words *w, const struct vcall *call)
{
	if (call->mails)
		say(w, T_VOICE_TRANSFER_ANSWER_MAIL);
	else if ('+' == call->caller[0])
		say(w, T_VOICE_TRANSFER_ANSWER_PHONE);
	else
		say(w, T_VOICE_TRANSFER_ANSWER_NUMBER);
}


static const enum text_key hints[FLOW_HINTS] = {
	T_VOICE_QUEUE_HINT_NUMBER, T_VOICE_QUEUE_HINT_QUESTION, T_VOICE_QUEUE_HINT_PASSPORT, T_VOICE_QUEUE_HINT_WRITE,
};


static void name(struct words *w, const struct vcall *call, enum text_key key)
{
	if (call->operator_name[0])
		say_1(w, key, TEXT_PL("name", pl_of(call->operator_name)));
	else
		w->none = true;
}


/* While it rings already not all are busy */
static void enter(struct words *w, const struct vcall *call)
{
	if (CALL_OFFERED == call->state)
		w->none = true;
	else
		say(w, T_VOICE_QUEUE_ENTER);
}


static void choose(struct words *w, const struct vcall *call, struct flow_say what)
{
	switch (what.words) {

	case SAY_WALK:     walked(w, call, &what.walk); break;
	case SAY_ENTER:    enter(w, call); break;
	case SAY_NONE:     say(w, T_VOICE_QUEUE_NONE); break;
	case SAY_STAY:     say(w, T_VOICE_QUEUE_STAY); break;
	case SAY_WRITE:    say(w, T_VOICE_LINE_WRITE); break;
	case SAY_PLACE:    place(w, call); break;
	case SAY_BAND:     band(w, call); break;
	case SAY_READY:    say(w, T_VOICE_QUEUE_READY); break;
	case SAY_FULL:     say(w, T_VOICE_FULL); break;
	case SAY_LOST:     say(w, T_VOICE_LOST); break;
	case SAY_SENT:     sent(w, call); break;
	case SAY_GIVEN:    say(w, T_VOICE_TRANSFER_PERSON); break;
	case SAY_OUTSIDE:  say(w, T_VOICE_TRANSFER_OUTSIDE); break;
	case SAY_CAME_BACK: say(w, T_VOICE_TRANSFER_BACK); break;
	case SAY_OWED:     say(w, T_VOICE_CALLBACK_OWED); break;
	case SAY_RESUMED:  say(w, T_VOICE_RESUME); break;
	case SAY_PENCIL:   say(w, T_VOICE_NUMBER_PENCIL); break;
	case SAY_NUMBER:   number(w, call, what.n); break;
	case SAY_CODE:     code(w, call, what.n); break;
	case SAY_LATER:    say(w, T_VOICE_NUMBER_LATER); break;
	case SAY_RECORDED: say_1(w, T_VOICE_RECORD_TOLD, TEXT_PL("key", pl_of(TAPING_KEY))); break;
	case SAY_UNRECORDED: say(w, T_VOICE_RECORD_REFUSED); break;
	case SAY_ANNOUNCEMENT:
		say_1(w, T_VOICE_WORDS, TEXT_PL("words", switchboard_announcement(call->board, w->lang, clock_wall_ms())));
		w->none = !w->arg[0].val.l;
		break;
	case SAY_OPERATOR: name(w, call, T_VOICE_OPERATOR); break;
	case SAY_ANSWERS:  name(w, call, T_VOICE_ANSWERS); break;
	case SAY_RING:     ring(w, call); break;
	case SAY_WAY:      way(w, call); break;
	case SAY_BYE:      say(w, T_VOICE_BYE); break;
	case SAY_CALLED:   called(w, call); break;
	case SAY_CALLED_JOIN: press(w, T_VOICE_CALLBACK_JOIN, what.n); break;
	case SAY_CALLED_DROP: press(w, T_VOICE_CALLBACK_UNWANTED, what.n); break;
	case SAY_DROPPED:  say(w, T_VOICE_CALLBACK_DROPPED); break;
	case SAY_CONNECT:  say(w, T_VOICE_CONNECT); break;
	case SAY_SURVEY:   say(w, T_VOICE_SURVEY_ASK); break;
	case SAY_SCORED:   say(w, T_VOICE_SURVEY_THANKS); break;
	case SAY_REPLACED: say_1(w, T_VOICE_LINE_REPLACED, TEXT_PL("phone", pl_of(call->number->instead))); break;
	case SAY_THANKS:   say(w, T_VOICE_QUEUE_THANKS); break;
	case SAY_HINT:     say(w, hints[what.n]); break;
	}
}


/* Hours of the line, or what somebody is promised? */
static struct when when(const struct vcall *call, const struct flow_say *what)
{
	return SAY_WALK == what->words && WALK_HOURS == what->walk.words ? when_hours(call) : when_promised(call);
}


int words_make(struct utterance **up, const struct vcall *call, struct flow_say what)
{
	struct words w = {.lang = call->lang};
	struct when told;
	struct phrase ph;
	enum phrase_refusal why;
	int err;

	*up = NULL;
	choose(&w, call, what);
	if (w.none)
		return 0;

	told = when(call, &what);
	ph = (struct phrase){.key = w.key, .lang = w.lang, .argv = w.arg, .argc = w.n, .zone = told.zone,
			     .named = told.named, .now_ms = clock_wall_ms()};
	err = utterance_make(up, &why, NULL, &ph);

	return err ? err : PHRASE_OK != why ? EINVAL : 0;
}
