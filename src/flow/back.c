/**
 * @file back.c  Which number is called back?
 *
 *   the caller's own is read back ── 1 ──▶ promised: until when, and the appeal's number
 *       │ 2, or it is not known        ▲
 *       ╰──▶ another is typed ──#──────╯        * and three silences: no call back
 */
#include "flow/flow_priv.h"
#include "person/check.h"

enum { TYPED_MAX = 15, TYPED_MIN = 5 };          /* digits: E.164's most; fewer than the least wait for more */


static void confirm(struct walk *w, struct walk_out *out)
{
	w->talk = BACK_CONFIRM;
	(void)walk_says(w, out, WALK_PHONE);
	walk_says_key(w, out, T_VOICE_CALLBACK_CONFIRM, '1');
	walk_says_key(w, out, T_VOICE_CALLBACK_OTHER, '2');
	walk_says_key(w, out, T_VOICE_MENU_BACK, '*');
	out->quiet_ms = WALK_QUIET_MS;
}


static void type(struct walk *w, struct walk_out *out)
{
	w->talk = BACK_TYPE;
	w->typed = 0;
	walk_says_prompt(w, out, T_VOICE_CALLBACK_ASK);
	out->quiet_ms = WALK_DIGITS_MS;
}


void back_ask(struct walk *w, struct walk_out *out)
{
	w->phase = WALK_ASKING;
	if (TALK_NONE == w->talk)
		walk_says_text(w, out, &w->tree->node[w->at].text);

	if (w->phone[0] || (w->facts.phone && BACK_TYPE != w->talk))
		confirm(w, out);
	else
		type(w, out);
}


static void make(struct walk *w, struct walk_out *out)
{
	w->talk = BACK_MAKE;
	w->phase = WALK_LOOKING;
	out->act = WALK_PROMISE;
}


/* @return false: it was tried often enough */
static bool again(struct walk *w, struct walk_out *out)
{
	if (++w->tries < WALK_TRIES)
		return true;

	walk_way(w, WAY_ELSE, out);
	return false;
}


static void typed_all(struct walk *w, struct walk_out *out)
{
	struct check_result res;

	check_phone(&res, (struct pl){w->digits, w->typed}, 0);
	if (CHECK_INVALID != res.verdict && '+' == res.value[0] && strlen(res.value) < sizeof(w->phone)) {
		str_ncpy(w->phone, res.value, sizeof(w->phone));
		confirm(w, out);
		return;
	}

	if (!again(w, out))
		return;
	walk_says_prompt(w, out, T_VOICE_CALLBACK_WRONG);
	type(w, out);
}


static void type_key(struct walk *w, char key, struct walk_out *out)
{
	out->cut = true;
	if ('*' == key) {
		if (w->typed)
			type(w, out);
		else
			walk_back(w, out);
	}
	else if ('#' == key || w->typed + 1 > TYPED_MAX) {
		typed_all(w, out);
	}
	else if (key < '0' || key > '9') {       /* A to D: some telephones have them, no number does */
		out->quiet_ms = WALK_DIGITS_MS;
	}
	else {
		out->quiet_ms = WALK_DIGITS_MS;
		w->digits[w->typed++] = key;
		w->digits[w->typed] = '\0';
	}
}


static void confirm_key(struct walk *w, char key, struct walk_out *out)
{
	out->cut = true;
	switch (key) {

	case '1':
		make(w, out);
		break;

	case '2':
		w->phone[0] = '\0';
		type(w, out);
		break;

	case '0':
		if (!walk_person(w, out))
			confirm(w, out);
		break;

	case '*':
		walk_back(w, out);
		break;

	case '#':
		walk_language(w);
		confirm(w, out);
		break;

	default:
		if (again(w, out)) {
			walk_says_prompt(w, out, T_VOICE_MENU_WRONG);
			confirm(w, out);
		}
	}
}


void back_key(struct walk *w, char key, struct walk_out *out)
{
	if (BACK_TYPE == w->talk)
		type_key(w, key, out);
	else if (BACK_CONFIRM == w->talk || '0' == key || '*' == key)
		confirm_key(w, key, out);
}


void back_quiet(struct walk *w, struct walk_out *out)
{
	if (BACK_TYPE == w->talk && w->typed >= TYPED_MIN)
		typed_all(w, out);
	else if (again(w, out))
		back_ask(w, out);
}


void back_looked(struct walk *w, enum walk_event event, struct walk_out *out)
{
	if (WALK_FOUND == event) {
		(void)walk_says(w, out, WALK_PROMISED);
		for (unsigned i = 0; i < 3; i++)
			walk_says(w, out, WALK_GIVEN)->n = i;
		walk_way(w, WAY_DONE, out);
	}
	else if (WALK_NOT_FOUND == event && again(w, out)) {
		w->phase = WALK_ASKING;
		w->phone[0] = '\0';
		walk_says_prompt(w, out, T_VOICE_CALLBACK_WRONG);
		type(w, out);
	}
	else if (WALK_UNSURE == event) {
		walk_says_prompt(w, out, T_VOICE_CALLBACK_NOT);
		walk_way(w, WAY_ELSE, out);
	}
}
