/**
 * @file walk_say.c  What a walk has said: a list that the caller's step gives back
 */
#include "flow/flow_priv.h"


struct walk_say *walk_says(const struct walk *w, struct walk_out *out, enum walk_words words)
{
	static struct walk_say nowhere;  /* never happens: a menu has room, and a run stops before */
	struct walk_say *s = out->n < WALK_SAY_MAX ? &out->say[out->n++] : &nowhere;

	*s = (struct walk_say){.words = words, .lang = w->lang, .slow = w->slow};
	return s;
}


void walk_says_text(const struct walk *w, struct walk_out *out, const struct flow_text *text)
{
	if (text->there)
		walk_says(w, out, WALK_TEXT)->text = *text;
}


void walk_says_item(const struct walk *w, struct walk_out *out, const struct flow_text *text, char key)
{
	struct walk_say *s = walk_says(w, out, WALK_ITEM);

	s->text = *text;
	s->key = key;
}


void walk_says_prompt(const struct walk *w, struct walk_out *out, enum text_key key)
{
	walk_says_text(w, out, &(struct flow_text){.there = true, .prompt = true, .key = key});
}


void walk_says_key(const struct walk *w, struct walk_out *out, enum text_key prompt, char key)
{
	walk_says_item(w, out, &(struct flow_text){.there = true, .prompt = true, .key = prompt}, key);
}
