/**
 * @file flow_walk.c  otklik flow walk: a caller without a telephone
 *
 * Each line of stdout is a thing that is said or done, its parts with tabs between:
 *
 *   say LANG WORDS    listen SECONDS    find NUMBER    service NUMBER [PERSON]    queue [TOPIC] [region NN, office NN]    hang-up
 *   send sms NUMBER | mail    call-back NUMBER    transfer NUMBER    transferred    tone    record SECONDS    recorded    message    message-sent    wait SECONDS
 *
 * Where a key is waited for, a line of stdin is taken: each character is a key, an empty line is silence. Behind `find` it is
 * what was found: found, unknown, unsure. Behind `service` it is found, unknown, away. Behind `call-back` (promised, no such number, not written),
 * `send` (it will be sent, it may not be, nobody could write it down), `recorded` (something, nothing) and `message-sent` it is as behind `find`, behind `transfer`
 * answered or failed. Who waits in the queue is
 * offered one thing after the other; when stdin has ended, the walk has.
 */
#include <stdio.h>
#include "cmd/cmd.h"
#include "cmd/flow.h"
#include "flow/walk.h"

enum { LINE_SIZE = 128, DUE_DAY = 20788 /* 2026-12-01 */ };

#define PROMISED_MS ((DUE_DAY * 24LL + 12) * 3600 * 1000)         /* noon of that day */

static const char cmd_name[] = "flow";
static const char keys[] = "0123456789*#ABCD";

struct walking {
	const struct flow_walker *walker;
	struct walk walk;
	struct walk_out out;
	char line[LINE_SIZE];           /* of stdin */
	const char *left;               /* keys of it that were not pressed yet */
};


/* The name of a topic of the profile; none when there is none */
static struct pl topic_name(const struct walking *w, unsigned i, enum lang lang)
{
	const json_t *topic = json_array_get(json_object_get(w->walker->profile, "topics"), i);

	return pl_of(json_string_value(json_object_get(topic, lang_tag(lang))));
}


static struct pl org_name(const struct walking *w, enum lang lang)
{
	struct pl name = pl_of(json_string_value(json_object_get(json_object_get(w->walker->profile, "name"), lang_tag(lang))));

	return name.l ? name : PL_LIT("Otklik");
}


/* The appeal that was found is late: there is no clock here; of an application all is told */
static int say(const struct walking *w, const struct walk_say *say)
{
	static const struct service_status service = {
		.state = SERVICE_IN_WORK, .step = 2, .steps = 4, .has_due = true, .due = DUE_DAY,
		.name = {{[LANG_RU] = "проверка документов", [LANG_EN] = "documents are checked"}},
		.delay = {{[LANG_RU] = "ждём ответа другого ведомства", [LANG_EN] = "another office has not replied yet"}},
	};
	const struct pl number = pl_of(w->walk.number);
	const struct walk_values values = {
		.org = org_name(w, say->lang), .topic = topic_name(w, say->n, say->lang), .open = !w->walker->closed,
		.state = APPEAL_IN_WORK, .digits = (int64_t)pl_u64(&number), .application = pl_of(w->walk.application), .service = &service,
		.due_ms = WALK_PROMISED == say->words ? PROMISED_MS : 0, .numbered = true, .code = PL_LIT("12345678"),
		.phone = w->walk.phone[0] ? pl_of(w->walk.phone) : PL_LIT("+79990000000"),
		.mail = PL_LIT("i"), .mail_host = PL_LIT("example.org"),
	};
	struct text_arg argv[WALK_ARGS];
	enum phrase_refusal refusal;
	struct utterance *u = NULL;
	struct mbuf *mb = mbuf_alloc(256);
	struct phrase ph;
	int err = mb ? 0 : ENOMEM;

	if (!err && (WALK_TONE == say->words || WALK_HEARD == say->words))
		(void)re_printf("%s\n", WALK_TONE == say->words ? "tone" : "message");
	else if (!err && walk_phrase(&ph, argv, say, &values)) {
		ph.now_ms = PROMISED_MS;
		err = zone_get(&ph.zone, "UTC");
		if (!err)
			err = utterance_make(&u, &refusal, NULL, &ph);
		if (!err && u)
			err = utterance_print(mb, u);
		if (!err)
			(void)re_printf("say\t%s%s\t%b\n", lang_tag(say->lang), say->slow ? ", slowly" : "", mb->buf, mb->end);
	}

	mem_deref(u);
	mem_deref(mb);
	return err;
}


/* The next line of stdin without its end; false: there are no more */
static bool line_next(struct walking *w)
{
	w->left = NULL;
	(void)fflush(stdout);
	if (!fgets(w->line, sizeof(w->line), stdin))
		return false;

	w->line[strcspn(w->line, "\r\n")] = '\0';
	w->left = w->line;
	return true;
}


/* CMD_OK and an event, or CMD_FAIL: stdin has ended; CMD_USAGE having said why */
static int key_next(struct walking *w, enum walk_event *event, unsigned *key)
{
	if (w->left && *w->left) {
		*event = WALK_KEY;
	}
	else {
		if (!line_next(w))
			return CMD_FAIL;
		*event = *w->left ? WALK_KEY : WALK_QUIET;
	}

	if (WALK_KEY == *event && !strchr(keys, *w->left))
		return cmd_usage(cmd_name, "%s: a telephone has the keys %s", w->line, keys);

	*key = *w->left ? (unsigned char)*w->left++ : 0;
	return CMD_OK;
}


static int found_next(struct walking *w, const char *unsure, enum walk_event *event)
{
	const char *const words[] = {"found", "unknown", unsure};

	if (!line_next(w))
		return CMD_FAIL;

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (0 == strcmp(w->line, words[i])) {
			*event = (enum walk_event)(WALK_FOUND + i);
			w->left = NULL;
			return CMD_OK;
		}
	}

	return cmd_usage(cmd_name, "%s: say what was found: found, unknown or %s", w->line, unsure);
}


/* Whoever is called outside */
static int answered_next(struct walking *w, enum walk_event *event)
{
	if (!line_next(w))
		return CMD_FAIL;

	if (strcmp(w->line, "answered") && strcmp(w->line, "failed"))
		return cmd_usage(cmd_name, "%s: say whether somebody answered there: answered or failed", w->line);

	*event = 0 == strcmp(w->line, "answered") ? WALK_FOUND : WALK_NOT_FOUND;
	w->left = NULL;
	return CMD_OK;
}


static void queue_print(const struct walking *w)
{
	struct pl topic = w->walk.topic_named;

	if (w->walk.topic)
		topic = topic_name(w, w->walk.topic - 1, w->walk.lang);
	(void)re_printf("queue%s%r", topic.l ? "\t" : "", &topic);
	if (w->walk.region)
		(void)re_printf("\tregion %02u, office %02u", w->walk.region, walk_office(&w->walk));
	(void)re_printf("\n");
}


/* How long after the wait began the next offer is made, and which; 0: there are no more */
static unsigned offer_next(const struct walking *w, unsigned made, unsigned *offer)
{
	unsigned offers = walk_offers(&w->walk, FLOW_AFTER_MAX_S) & ~made, after_s = 0;

	for (*offer = 0; offers && !(offers >> *offer & 1); ++*offer)
		;
	while (offers && !(walk_offers(&w->walk, after_s) >> *offer & 1))
		after_s++;

	return after_s;
}


/* Waits, and is offered what the flow has; CMD_OK: an offer was taken, and `out` says what follows */
static int queue_wait(struct walking *w)
{
	unsigned made = 0, offer, after_s, key = 0;
	enum walk_event event = WALK_QUIET;

	for (;;) {
		struct walk_say words;
		int status;

		after_s = offer_next(w, made, &offer);
		if (after_s) {
			made |= 1u << offer;
			(void)re_printf("wait\t%u s\n", after_s);
			walk_offer_say(&w->walk, offer, &words);
			if (say(w, &words))
				return CMD_FAIL;
		}
		if (!made)
			return CMD_FAIL;

		status = key_next(w, &event, &key);
		if (status)
			return status;
		if (WALK_KEY == event && walk_accept(&w->walk, made, (char)key, &w->out))
			return CMD_OK;
	}
}


/* What the step wants done, and which event comes next; CMD_FAIL: the walk is over */
static int next(struct walking *w, enum walk_event *event, unsigned *key, bool *taken)
{
	const struct walk_out *out = &w->out;

	switch (out->act) {

	case WALK_FIND:
		(void)re_printf("find\t%s\n", w->walk.number);
		return found_next(w, "unsure", event);

	case WALK_LOOK:
		(void)re_printf("service\t%s%s%s\n", w->walk.application, w->walk.person[0] ? "\t" : "", w->walk.person);
		return found_next(w, "away", event);

	case WALK_JOIN:
		queue_print(w);
		*taken = true;
		return queue_wait(w);

	case WALK_LEAVE:
		(void)re_printf("hang-up\n");
		return CMD_FAIL;

	case WALK_PROMISE:
		(void)re_printf("call-back\t%s\n", w->walk.phone[0] ? w->walk.phone : "own");
		return found_next(w, "unsure", event);

	case WALK_DELIVER:
		if (w->walk.by_mail)
			(void)re_printf("send\tmail\n");
		else
			(void)re_printf("send\tsms\t%s\n", w->walk.phone[0] ? w->walk.phone : "own");
		return found_next(w, "unsure", event);

	case WALK_STOP:
		(void)re_printf("recorded\n");
		return found_next(w, "unsure", event);

	case WALK_SEND:
		(void)re_printf("message-sent\n");
		return found_next(w, "unsure", event);

	case WALK_CALL:
		(void)re_printf("transfer\t%s\n", walk_calls(&w->walk));
		return answered_next(w, event);

	case WALK_GIVE:
		(void)re_printf("transferred\n");
		return CMD_FAIL;

	case WALK_RECORD:
		(void)re_printf("record\t%u s\n", out->quiet_ms / 1000);
		break;

	case WALK_NOTHING:
		break;
	}

	if (out->n && !out->quiet_ms) {
		*event = WALK_SAID;
		return CMD_OK;
	}
	if (out->n)
		(void)re_printf("listen\t%u s\n", out->quiet_ms / 1000);

	return key_next(w, event, key);
}


int flow_walk(const struct flow_walker *walker)
{
	struct walking w = {.walker = walker};
	enum walk_event event = WALK_BEGIN;
	int status = CMD_OK, err = 0;
	unsigned key = 0;
	bool taken = false;              /* `out` is there already */

	walk_init(&w.walk, walker->tree, walker->lang);
	w.walk.facts = (struct walk_facts){
		.open = walker->closed ? 0 : UINT32_MAX, .again = walker->again, .known = walker->known, .waiting = walker->waiting,
		.dials = true, .call_ms = 60 * 1000, .service = true, .phone = true, .mail_ms = 120 * 1000,
		.topics = (unsigned)json_array_size(json_object_get(walker->profile, "topics")),
		.region = walker->region, .offices = &walker->offices,
		.lists = walker->lists, .sms = !walker->unsent, .mail = !walker->unsent, .mobile = true, .mail_known = true,
	};
	for (unsigned i = 0; i < FLOW_TOPICS_MAX; i++)
		w.walk.facts.of_topic[i] = checklists_of(walker->lists, topic_name(&w, i, LANG_RU), topic_name(&w, i, LANG_EN));

	while (!err && CMD_OK == status) {
		if (!taken)
			walk_step(&w.walk, event, key, &w.out);
		taken = false;
		for (unsigned i = 0; !err && i < w.out.n; i++)
			err = say(&w, &w.out.say[i]);
		status = err ? CMD_FAIL : next(&w, &event, &key, &taken);
	}

	if (err)
		return cmd_fail(cmd_name, "%m", err);
	if (fflush(stdout) || ferror(stdout))
		return cmd_fail(cmd_name, "stdout cannot be written: %m", errno);

	return CMD_FAIL == status ? CMD_OK : status;
}
