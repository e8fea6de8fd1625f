/**
 * @file flow.c  What a caller is told and asked
 */
#include "voice/flow.h"


static void say(struct flow_out *out, enum flow_words words, unsigned n)
{
	if (out->n < FLOW_SAY_MAX)
		out->say[out->n++] = (struct flow_say){words, n};
}


void flow_init(struct flow *flow, bool open, unsigned topics)
{
	*flow = (struct flow){.open = open, .topics = topics};
}


/* ------------------------------------------------------------------- the menu */

static void menu(struct flow *f, struct flow_out *out)
{
	f->state = FLOW_MENU;
	f->typed = 0;

	if (f->topics)
		say(out, SAY_MENU, 0);
	for (unsigned i = 0; i < f->topics; i++)
		say(out, SAY_TOPIC, i);
	say(out, SAY_KNOWN, 0);
	say(out, SAY_PERSON, 0);
	say(out, SAY_REPEAT, 0);
	say(out, SAY_LANGUAGE, 0);
	out->quiet_ms = FLOW_QUIET_MS;
}


static void join(struct flow *f, struct flow_out *out)
{
	f->state = FLOW_TO_QUEUE;
	out->act = FLOW_JOIN;
}


static void person(struct flow *f, struct flow_out *out)
{
	f->topic = 0;
	say(out, SAY_CONNECT, 0);
	join(f, out);
}


/* Once more, or a person when it was enough */
static bool again(struct flow *f, struct flow_out *out)
{
	if (++f->tries < FLOW_TRIES)
		return true;

	person(f, out);
	return false;
}


static void ask_number(struct flow *f, struct flow_out *out)
{
	f->state = FLOW_ASK_NUMBER;
	f->typed = 0;
	say(out, SAY_ASK_NUMBER, 0);
	out->quiet_ms = FLOW_DIGITS_MS;
}


static void ask_code(struct flow *f, struct flow_out *out)
{
	f->state = FLOW_ASK_CODE;
	f->typed = 0;
	say(out, SAY_ASK_CODE, 0);
	out->quiet_ms = FLOW_DIGITS_MS;
}


static void menu_key(struct flow *f, char key, struct flow_out *out)
{
	out->cut = true;

	if (key >= '1' && key < (char)('1' + f->topics)) {
		f->topic = (unsigned)(key - '0');
		say(out, SAY_CHOSEN, f->topic - 1);
		join(f, out);
	}
	else if ('0' == key) {
		person(f, out);
	}
	else if (FLOW_KEY_NUMBER == key) {
		f->tries = 0;
		ask_number(f, out);
	}
	else if ('*' == key) {
		menu(f, out);
	}
	else if ('#' == key) {
		out->act = FLOW_SWITCH;
		menu(f, out);
	}
	else if (again(f, out)) {
		say(out, SAY_WRONG, 0);
		menu(f, out);
	}
}


/* ----------------------------------------------------------------- a known appeal */

static bool typing(const struct flow *f)
{
	return FLOW_ASK_NUMBER == f->state || FLOW_ASK_CODE == f->state;
}


/* The last digit of what was asked for goes on by itself; the # that may follow it says nothing */
static void typed_all(struct flow *f, struct flow_out *out)
{
	out->cut = true;

	if (FLOW_ASK_NUMBER == f->state) {
		ask_code(f, out);
		return;
	}

	f->state = FLOW_LOOKING;
	out->act = FLOW_FIND;
}


static void typed_key(struct flow *f, char key, struct flow_out *out)
{
	unsigned want = FLOW_ASK_NUMBER == f->state ? FLOW_NUMBER : FLOW_CODE;
	char *to = FLOW_ASK_NUMBER == f->state ? f->number : f->code;

	if ('*' == key) {
		out->cut = true;
		menu(f, out);
	}
	else if (key >= '0' && key <= '9') {
		out->cut = true;
		out->quiet_ms = FLOW_DIGITS_MS;
		to[f->typed++] = key;
		to[f->typed] = '\0';
		if (f->typed == want)
			typed_all(f, out);
	}
	else if ('#' == key && f->typed) {
		out->cut = true;
		if (!again(f, out))
			return;
		say(out, SAY_SHORT, f->typed);
		if (FLOW_ASK_NUMBER == f->state)
			ask_number(f, out);
		else
			ask_code(f, out);
	}
}


static void quiet(struct flow *f, struct flow_out *out)
{
	if (!again(f, out))
		return;

	if (FLOW_ASK_NUMBER == f->state) {
		ask_number(f, out);
	}
	else if (FLOW_ASK_CODE == f->state) {
		ask_code(f, out);
	}
	else {
		say(out, SAY_SILENCE, 0);
		menu(f, out);
	}
}


static void looked(struct flow *f, enum flow_event event, struct flow_out *out)
{
	if (FLOW_FOUND == event) {
		f->known = true;
		say(out, SAY_FOUND, 0);
		join(f, out);
	}
	else if (FLOW_UNSURE != event && ++f->tries < FLOW_TRIES) {
		say(out, SAY_NONE, 0);
		ask_number(f, out);
	}
	else {
		say(out, SAY_LOCK, 0);
		join(f, out);
	}
}


/* ---------------------------------------------------------------- queue and after */

static void place(struct flow *f, struct flow_out *out)
{
	say(out, SAY_PLACE, 0);
	say(out, SAY_BAND, 0);
	if (!f->ready_said)
		say(out, SAY_READY, 0);
	f->ready_said = true;
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
	say(out, SAY_BYE, 0);
}


static void said(struct flow *f, struct flow_out *out)
{
	if (FLOW_GREETING == f->state)
		menu(f, out);
	else if (FLOW_CLOSED == f->state || FLOW_FAREWELL == f->state)
		out->act = FLOW_LEAVE;
}


static void begin(struct flow *f, struct flow_out *out)
{
	f->state = f->open ? FLOW_GREETING : FLOW_CLOSED;
	say(out, SAY_GREET, 0);
	say(out, f->open ? SAY_STATUS : SAY_CLOSED, 0);
	if (!f->open) {
		say(out, SAY_WRITE, 0);
		say(out, SAY_BYE, 0);
	}
	else if (f->again) {
		say(out, SAY_AGAIN, 0);
		join(f, out);            /* who was cut off need not choose again */
	}
}


static void key_pressed(struct flow *f, char key, struct flow_out *out)
{
	if (FLOW_GREETING == f->state || FLOW_MENU == f->state)
		menu_key(f, key, out);
	else if (typing(f))
		typed_key(f, key, out);
}


/* Where it goes, the wait, and how the answer comes when the line breaks (R10) */
static void sent(struct flow *f, enum flow_event event, struct flow_out *out)
{
	bool talked = FLOW_TALKING == f->state;

	f->state = FLOW_WAITING;
	out->cut = true;
	say(out, FLOW_SENT == event ? SAY_SENT : FLOW_GIVEN == event ? SAY_GIVEN : SAY_CAME_BACK, 0);
	if (FLOW_SENT == event) {
		say(out, SAY_PLACE, 0);
		say(out, SAY_BAND, 0);
	}
	if (talked)
		say(out, SAY_OWED, 0);
}


static void waiting(struct flow *f, enum flow_event event, struct flow_out *out)
{
	f->state = FLOW_WAITING;
	if (FLOW_OPERATOR_LOST == event) {
		out->cut = true;
		say(out, SAY_LOST, 0);
		return;
	}

	if (FLOW_JOINED == event)
		say(out, SAY_ENTER, 0);
	place(f, out);
}


void flow_step(struct flow *f, enum flow_event event, unsigned n, struct flow_out *out)
{
	memset(out, 0, sizeof(*out));

	switch (event) {

	case FLOW_BEGIN:
		begin(f, out);
		break;

	case FLOW_SAID:
		said(f, out);
		break;

	case FLOW_KEY:
		key_pressed(f, (char)n, out);
		break;

	case FLOW_QUIET:
		if (FLOW_MENU == f->state || typing(f))
			quiet(f, out);
		break;

	case FLOW_FOUND:
	case FLOW_NOT_FOUND:
	case FLOW_UNSURE:
		if (FLOW_LOOKING == f->state)
			looked(f, event, out);
		break;

	case FLOW_JOINED:
		if (FLOW_TO_QUEUE == f->state)
			waiting(f, event, out);
		break;

	case FLOW_MOVED:
		if (FLOW_WAITING == f->state)
			waiting(f, event, out);
		break;

	case FLOW_NO_ROOM:
		f->state = FLOW_CLOSED;
		out->cut = true;
		say(out, SAY_FULL, 0);
		break;

	case FLOW_ANSWERED:
		f->state = FLOW_TALKING;
		out->cut = true;
		break;

	case FLOW_OPERATOR_LOST:
		if (FLOW_TALKING == f->state)
			waiting(f, event, out);
		break;

	case FLOW_SENT:
	case FLOW_GIVEN:
		if (FLOW_TALKING == f->state)
			sent(f, event, out);
		break;

	case FLOW_CAME_BACK:
		if (FLOW_WAITING == f->state)
			sent(f, event, out);
		break;

	case FLOW_OPERATOR_LEFT:
		if (FLOW_TALKING == f->state)
			farewell(f, out);
		break;
	}
}
