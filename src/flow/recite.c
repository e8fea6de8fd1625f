/**
 * @file recite.c  A checklist is read out, and sent to who wants it
 *
 *   name, lines ─▶ 1 again, 2 slowly, 3 by SMS, 4 by mail, 5 on; silence goes on ─▶ done
 *                        3 ─▶ the caller's own number is read back ─ 1 ─▶ sent: told, on
 *                               │ 2, or it takes no SMS                ▲
 *                               ╰─▶ another is typed ─#────────────────╯     * and three times wrong: the keys again
 *                        4 ─▶ how the address of the appeal that was found begins ─ 1 ─▶ sent
 */
#include "flow/flow_priv.h"
#include "outbox/message.h"
#include "person/check.h"

enum { TYPED_MAX = 15, TYPED_MIN = 11 };         /* digits: E.164's most; fewer than the least wait for more */


const struct checklist *recite_of(const struct walk *w, const struct node *node)
{
	if (node->word.l)
		return checklists_find(w->facts.lists, node->word);
	if (w->topic_named.l)
		return checklists_of(w->facts.lists, w->topic_named, (struct pl){NULL, 0});

	return w->topic && w->topic <= FLOW_TOPICS_MAX ? w->facts.of_topic[w->topic - 1] : NULL;
}


static bool mails(const struct walk *w)
{
	return w->facts.mail && w->found && w->facts.mail_known;
}


/* What can be done with it; who cannot have it sent is told so */
static void choose(struct walk *w, struct walk_out *out)
{
	w->phase = WALK_ASKING;
	w->talk = LIST_ASK;
	w->typed = 0;
	walk_says_key(w, out, T_VOICE_LIST_AGAIN, '1');
	walk_says_key(w, out, T_VOICE_LIST_SLOWLY, '2');
	if (w->facts.sms)
		walk_says_key(w, out, T_VOICE_LIST_SMS, '3');
	if (mails(w))
		walk_says_key(w, out, T_VOICE_LIST_BY_MAIL, '4');
	if (!w->facts.sms && !mails(w))
		walk_says_prompt(w, out, T_VOICE_LIST_NO_WAY);
	walk_says_key(w, out, T_VOICE_LIST_ON, '5');
	out->quiet_ms = WALK_QUIET_MS;
}


static void words(const struct walk *w, struct walk_out *out, const struct pl text[LANG_COUNT], bool slow)
{
	struct walk_say *s = walk_says(w, out, WALK_TEXT);

	s->text.there = true;
	memcpy(s->text.words, text, sizeof(s->text.words));
	s->slow |= slow;
}


static void read_out(struct walk *w, bool slow, struct walk_out *out)
{
	const struct checklist *list = w->list;

	words(w, out, list->name, slow);
	for (unsigned i = 0; i < list->n; i++)
		words(w, out, list->line[i], slow);
	choose(w, out);
}


void recite_ask(struct walk *w, struct walk_out *out)
{
	const struct node *node = &w->tree->node[w->at];

	w->list = recite_of(w, node);
	w->tries = 0;
	if (!w->list) {                          /* never happens: nobody comes here without one */
		walk_way(w, WAY_ELSE, out);
		return;
	}

	if (TALK_NONE == w->talk)
		walk_says_text(w, out, &node->text);
	read_out(w, false, out);
}


/* ---- to which number ---- */

static void confirm(struct walk *w, struct walk_out *out)
{
	w->talk = LIST_CONFIRM;
	(void)walk_says(w, out, WALK_LIST_PHONE);
	walk_says_key(w, out, T_VOICE_LIST_CONFIRM, '1');
	walk_says_key(w, out, T_VOICE_CALLBACK_OTHER, '2');
	walk_says_key(w, out, T_VOICE_MENU_BACK, '*');
	out->quiet_ms = WALK_QUIET_MS;
}


static void type(struct walk *w, struct walk_out *out)
{
	w->talk = LIST_TYPE;
	w->typed = 0;
	w->phone[0] = '\0';
	walk_says_prompt(w, out, T_VOICE_LIST_TYPE);
	out->quiet_ms = WALK_DIGITS_MS;
}


static void by_sms(struct walk *w, struct walk_out *out)
{
	if (w->phone[0] || w->facts.mobile) {
		confirm(w, out);
		return;
	}

	if (w->facts.phone)
		walk_says_prompt(w, out, T_VOICE_LIST_LANDLINE);
	type(w, out);
}


/* Enough of it: the keys again */
static bool again(struct walk *w, struct walk_out *out)
{
	if (++w->tries < WALK_TRIES)
		return true;

	w->tries = 0;
	w->phone[0] = '\0';
	choose(w, out);
	return false;
}


static void typed_all(struct walk *w, struct walk_out *out)
{
	struct check_result res;

	check_phone(&res, (struct pl){w->digits, w->typed}, 0);
	if (CHECK_INVALID != res.verdict && outbox_takes_sms(pl_of(res.value))) {
		str_ncpy(w->phone, res.value, sizeof(w->phone));
		confirm(w, out);
		return;
	}

	walk_says_prompt(w, out, T_VOICE_LIST_NOT_MOBILE);
	if (again(w, out))
		type(w, out);
}


static void type_key(struct walk *w, char key, struct walk_out *out)
{
	out->cut = true;
	if ('*' == key && w->typed) {
		type(w, out);
	}
	else if ('*' == key) {
		choose(w, out);
	}
	else if ('#' == key || w->typed + 1 > TYPED_MAX) {
		typed_all(w, out);
	}
	else if (key >= '0' && key <= '9') {
		out->quiet_ms = WALK_DIGITS_MS;
		w->digits[w->typed++] = key;
		w->digits[w->typed] = '\0';
	}
}


/* ---- it goes out ---- */

static void by_mail(struct walk *w, struct walk_out *out)
{
	w->talk = LIST_MAIL;
	(void)walk_says(w, out, WALK_LIST_MAIL);
	walk_says_key(w, out, T_VOICE_LIST_CONFIRM, '1');
	walk_says_key(w, out, T_VOICE_MENU_BACK, '*');
	out->quiet_ms = WALK_QUIET_MS;
}


static void deliver(struct walk *w, bool mail, struct walk_out *out)
{
	w->by_mail = mail;
	w->talk = LIST_SENDS;
	w->phase = WALK_LOOKING;
	out->act = WALK_DELIVER;
}


/* The same question once more, in whichever of the three it is */
static void ask_again(struct walk *w, struct walk_out *out)
{
	if (LIST_CONFIRM == w->talk)
		confirm(w, out);
	else if (LIST_MAIL == w->talk)
		by_mail(w, out);
	else
		choose(w, out);
}


/* @return false: the key says nothing here */
static bool chosen(struct walk *w, char key, struct walk_out *out)
{
	if ('1' == key || '2' == key)
		read_out(w, '2' == key, out);
	else if ('3' == key && w->facts.sms)
		by_sms(w, out);
	else if ('4' == key && mails(w))
		by_mail(w, out);
	else if ('5' == key)
		walk_way(w, WAY_DONE, out);
	else
		return false;

	return true;
}


static bool confirmed(struct walk *w, char key, struct walk_out *out)
{
	if ('1' == key)
		deliver(w, LIST_MAIL == w->talk, out);
	else if ('2' == key && LIST_CONFIRM == w->talk)
		type(w, out);
	else if ('*' == key)
		choose(w, out);
	else
		return false;

	return true;
}


void recite_key(struct walk *w, char key, struct walk_out *out)
{
	if (LIST_TYPE == w->talk) {
		type_key(w, key, out);
		return;
	}

	out->cut = true;
	if (TALK_NONE == w->talk) {              /* what was said before it is still being said */
		w->list = recite_of(w, &w->tree->node[w->at]);
		w->talk = LIST_ASK;
	}
	if (!w->list) {                          /* never happens: nobody comes here without one */
		walk_way(w, WAY_ELSE, out);
		return;
	}
	if (LIST_ASK == w->talk ? chosen(w, key, out) : confirmed(w, key, out))
		return;

	if ('0' == key) {
		if (!walk_person(w, out))
			ask_again(w, out);
	}
	else if ('*' == key) {
		walk_back(w, out);
	}
	else if (FLOW_KEY_LANGUAGE == key) {
		walk_language(w);
		if (LIST_ASK == w->talk)
			read_out(w, false, out);
		else
			ask_again(w, out);
	}
	else if (again(w, out)) {
		walk_says_prompt(w, out, T_VOICE_MENU_WRONG);
		ask_again(w, out);
	}
}


void recite_quiet(struct walk *w, struct walk_out *out)
{
	if (LIST_ASK == w->talk)
		walk_way(w, WAY_DONE, out);
	else if (LIST_TYPE == w->talk && w->typed >= TYPED_MIN - 1)
		typed_all(w, out);
	else if (again(w, out) && LIST_TYPE == w->talk)
		type(w, out);
	else if (LIST_ASK != w->talk)
		ask_again(w, out);
}


void recite_looked(struct walk *w, enum walk_event event, struct walk_out *out)
{
	if (WALK_FOUND == event) {
		walk_says_prompt(w, out, w->by_mail ? T_VOICE_LIST_MAILED : T_VOICE_LIST_SENT);
		walk_way(w, WAY_DONE, out);
		return;
	}

	w->phone[0] = '\0';
	walk_says_prompt(w, out, WALK_NOT_FOUND == event ? T_VOICE_LIST_ENOUGH : T_VOICE_LIST_NOT);
	choose(w, out);
}
