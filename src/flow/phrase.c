/**
 * @file phrase.c  What a flow says becomes a phrase of the catalogue with its values
 */
#include "flow/walk.h"


static void give(struct phrase *ph, struct text_arg argv[WALK_ARGS], struct text_arg arg)
{
	argv[ph->argc++] = arg;
}


/* The key as text that lasts */
static struct pl key_of(char key)
{
	static const char keys[] = "0123456789*#";
	const char *at = key ? strchr(keys, key) : NULL;

	return at ? (struct pl){at, 1} : (struct pl){NULL, 0};
}


static bool text_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_say *say, const struct walk_values *values)
{
	struct pl wants;
	enum phrase_kind kind;

	if (!say->text.prompt) {
		ph->key = WALK_ITEM == say->words ? T_VOICE_MENU_TOPIC : T_VOICE_WORDS;
		give(ph, argv, TEXT_PL(WALK_ITEM == say->words ? "topic" : "words", say->text.words[say->lang]));
		if (WALK_ITEM == say->words)
			give(ph, argv, TEXT_PL("key", key_of(say->key)));
		return say->text.words[say->lang].l > 0;
	}

	ph->key = say->text.key;
	if (WALK_ITEM == say->words)
		give(ph, argv, TEXT_PL("key", key_of(say->key)));
	else if (phrase_wants(ph->key, 0, &wants, &kind))
		give(ph, argv, TEXT_PL("org", values->org));

	return true;
}


static bool topic_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_say *say, const struct walk_values *values)
{
	ph->key = WALK_TOPIC == say->words ? T_VOICE_MENU_TOPIC : T_VOICE_MENU_CHOSEN;
	give(ph, argv, TEXT_PL("topic", values->topic));
	if (WALK_TOPIC == say->words)
		give(ph, argv, TEXT_PL("key", key_of(say->key)));

	return values->topic.l > 0;
}


static void hours_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_values *values)
{
	if (values->open)
		ph->key = values->change_ms ? T_VOICE_LINE_OPEN : T_VOICE_LINE_ALWAYS;
	else
		ph->key = values->change_ms ? T_VOICE_LINE_CLOSED : T_VOICE_LINE_CLOSED_LONG;

	if (values->change_ms)
		give(ph, argv, TEXT_NUM(values->open ? "until" : "opens", values->change_ms));
}


static bool status_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_values *values)
{
	const bool late = values->due_ms <= values->now_ms;
	bool due = false;

	switch (values->state) {

	case APPEAL_NEW:
	case APPEAL_IN_WORK:
	case APPEAL_REOPENED:
		due = !late;
		ph->key = late ? T_VOICE_STATUS_LATE : APPEAL_NEW == values->state ? T_VOICE_STATUS_NEW : T_VOICE_STATUS_WORK;
		break;

	case APPEAL_WAITING:  ph->key = T_VOICE_STATUS_WAITING; break;
	case APPEAL_ANSWERED: ph->key = T_VOICE_STATUS_ANSWERED; break;
	case APPEAL_CLOSED:   ph->key = T_VOICE_STATUS_CLOSED; break;
	default:              return false;
	}

	give(ph, argv, TEXT_NUM("number", values->digits));
	if (due)
		give(ph, argv, TEXT_NUM("due", values->due_ms));

	return true;
}


bool walk_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_say *say, const struct walk_values *values)
{
	*ph = (struct phrase){.lang = say->lang, .argv = argv};

	switch (say->words) {

	case WALK_TEXT:
	case WALK_ITEM:
		return text_phrase(ph, argv, say, values);

	case WALK_TOPIC:
	case WALK_CHOSEN:
		return topic_phrase(ph, argv, say, values);

	case WALK_HOURS:
		hours_phrase(ph, argv, values);
		return true;

	case WALK_STATUS:
		return status_phrase(ph, argv, values);

	case WALK_SHORT:
		ph->key = T_VOICE_NUMBER_SHORT;
		give(ph, argv, TEXT_NUM("n", say->n));
		give(ph, argv, TEXT_NUM("want", say->want));
		return true;
	}

	return false;
}
