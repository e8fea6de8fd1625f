/**
 * @file phrase.c  What a flow says becomes a phrase of the catalogue with its values
 */
#include "flow/walk.h"

enum { DAY_MS = 24 * 3600 * 1000 };


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


static bool region_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_say *say)
{
	static const enum text_key office[] = {
		[OFFICE_DOWN] = T_VOICE_OFFICE_DOWN, [OFFICE_CLOSED] = T_VOICE_OFFICE_CLOSED, [OFFICE_NOBODY] = T_VOICE_OFFICE_NOBODY,
		[OFFICE_FULL] = T_VOICE_OFFICE_FULL,
	};
	const char *name = region_name(say->n, say->lang);

	if (!name || (WALK_OFFICE == say->words && (say->want < OFFICE_DOWN || say->want > OFFICE_FULL)))
		return false;

	ph->key = WALK_REGION == say->words ? T_VOICE_MENU_TOPIC : WALK_REGION_IS == say->words ? T_VOICE_REGION_IS :
		  WALK_NEIGHBOUR == say->words ? T_VOICE_NEIGHBOUR_OFFER : office[say->want];
	give(ph, argv, TEXT_PL(WALK_REGION == say->words ? "topic" : "region", pl_of(name)));
	if (say->key)
		give(ph, argv, TEXT_PL("key", key_of(say->key)));

	return true;
}


/* Ordinary hours need no reason, and a line that is open none either */
static bool why_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_values *values)
{
	if (values->open || (STATUS_EXCEPTION != values->why && STATUS_HOLIDAY != values->why))
		return false;

	ph->key = STATUS_HOLIDAY == values->why ? T_VOICE_LINE_HOLIDAY : T_VOICE_LINE_REASON;
	if (STATUS_EXCEPTION == values->why)
		give(ph, argv, TEXT_PL("reason", values->reason));

	return STATUS_HOLIDAY == values->why || values->reason.l > 0;
}


static void hours_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_values *values)
{
	if (values->open && values->change_ms && STATUS_SHORT == values->why)
		ph->key = T_VOICE_LINE_SHORT;
	else if (values->open)
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


/* What has words in the language that is spoken alone: those of another are not read out with its voice */
static bool words_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], enum text_key key, const char *name, const char *words)
{
	ph->key = key;
	give(ph, argv, TEXT_PL(name, pl_of(words)));
	return words[0];
}


static bool service_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_say *say, const struct walk_values *values)
{
	static const enum text_key states[SERVICE_STATES] = {
		[SERVICE_RECEIVED] = T_VOICE_SERVICE_RECEIVED, [SERVICE_IN_WORK] = T_VOICE_SERVICE_WORK, [SERVICE_WAITING] = T_VOICE_SERVICE_WAITING,
		[SERVICE_READY] = T_VOICE_SERVICE_READY, [SERVICE_ISSUED] = T_VOICE_SERVICE_ISSUED, [SERVICE_REFUSED] = T_VOICE_SERVICE_REFUSED,
		[SERVICE_WITHDRAWN] = T_VOICE_SERVICE_WITHDRAWN,
	};
	const struct service_status *s = values->service;

	if (!s)
		return false;

	switch ((enum walk_part)say->n) {

	case WALK_PART_STATE:
		ph->key = states[s->state];
		return s->state;

	case WALK_PART_STEP:
		ph->key = s->steps ? T_VOICE_SERVICE_STEP : T_VOICE_SERVICE_STEP_ALONE;
		give(ph, argv, TEXT_NUM("n", s->step));
		if (s->steps)
			give(ph, argv, TEXT_NUM("of", s->steps));
		return s->step;

	case WALK_PART_NAME:
		return words_phrase(ph, argv, T_VOICE_SERVICE_STEP_NAME, "step", s->name.in[say->lang]);

	case WALK_PART_DUE:
		ph->key = service_due_ms(s) + DAY_MS / 2 < values->now_ms ? T_VOICE_SERVICE_LATE : T_VOICE_SERVICE_DUE;
		give(ph, argv, TEXT_NUM("due", service_due_ms(s)));
		return s->has_due;

	case WALK_PART_DELAY:
		return words_phrase(ph, argv, T_VOICE_SERVICE_DELAY, "reason", s->delay.in[say->lang]);

	default:
		return false;
	}
}


/* The appeal's number, for who wants to write it down */
static bool given_phrase(struct phrase *ph, struct text_arg argv[WALK_ARGS], const struct walk_say *say, const struct walk_values *values)
{
	if (!values->numbered || (2 == say->n && !values->code.l))
		return false;

	if (!say->n) {
		ph->key = T_VOICE_NUMBER_PENCIL;
	}
	else if (1 == say->n) {
		ph->key = values->code.l ? T_VOICE_NUMBER_NEW : T_VOICE_NUMBER_KNOWN;
		give(ph, argv, TEXT_NUM("number", values->digits));
	}
	else {
		ph->key = T_VOICE_NUMBER_CODE;
		give(ph, argv, TEXT_PL("code", values->code));
	}

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
		if (1 == say->n)
			return why_phrase(ph, argv, values);
		hours_phrase(ph, argv, values);
		return true;

	case WALK_STATUS:
		return status_phrase(ph, argv, values);

	case WALK_PHONE:
		ph->key = T_VOICE_CALLBACK_PHONE;
		give(ph, argv, TEXT_PL("phone", values->phone));
		return values->phone.l > 0;

	case WALK_LIST_PHONE:
		ph->key = T_VOICE_LIST_PHONE;
		give(ph, argv, TEXT_PL("phone", values->phone));
		return values->phone.l > 0;

	case WALK_LIST_MAIL:
		ph->key = T_VOICE_LIST_MAIL;
		give(ph, argv, TEXT_PL("begin", values->mail));
		give(ph, argv, TEXT_PL("host", values->mail_host));
		return values->mail.l > 0;

	case WALK_PROMISED:
		ph->key = T_VOICE_CALLBACK_UNTIL;
		give(ph, argv, TEXT_NUM("due", values->due_ms));
		return true;

	case WALK_GIVEN:
		return given_phrase(ph, argv, say, values);

	case WALK_TONE:                          /* sounds, not words: of whoever plays them */
	case WALK_HEARD:
		return false;

	case WALK_SHORT:
		ph->key = T_VOICE_NUMBER_SHORT;
		give(ph, argv, TEXT_NUM("n", say->n));
		give(ph, argv, TEXT_NUM("want", say->want));
		return true;

	case WALK_WANTED:
		ph->key = say->text.key;
		give(ph, argv, TEXT_NUM("n", say->n));
		return true;

	case WALK_APPLICATION:
		ph->key = T_VOICE_SERVICE_SAID;
		give(ph, argv, TEXT_PL("number", values->application));
		return values->application.l > 0;

	case WALK_SERVICE:
		return service_phrase(ph, argv, say, values);

	case WALK_CALL_WAIT:
		ph->key = T_VOICE_TRANSFER_WAIT;
		give(ph, argv, TEXT_NUM("n", say->n));
		return say->n > 0;

	case WALK_REGION:
	case WALK_REGION_IS:
	case WALK_OFFICE:
	case WALK_NEIGHBOUR:
		return region_phrase(ph, argv, say);
	}

	return false;
}
