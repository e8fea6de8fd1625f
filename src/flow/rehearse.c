/**
 * @file rehearse.c  A caller without a telephone
 */
#include "flow/flow_priv.h"
#include "flow/rehearse.h"
#include "flow/walk.h"

enum { DUE_DAY = 20788 /* 2026-12-01 */, MAIL_MS = 120 * 1000, RING_MS = 60 * 1000 };

#define PROMISED_MS ((DUE_DAY * 24LL + 12) * 3600 * 1000)         /* noon of that day */

static const char keys[] = "0123456789*#ABCD";

struct rehearsing {
	const struct rehearsal *r;
	struct walk walk;
	struct walk_out out;
	json_t *told;                   /* owned by the caller */
	size_t next;                    /* event */
	const char *left;               /* keys of the last one that were not pressed yet */
	const struct topic *menu[FLOW_TOPICS_MAX];
	unsigned topicc;
	unsigned waited_s;              /* in the queue, all in all */
	unsigned offered;               /* bits: what was offered there */
	bool taken;                     /* an offer: `out` says what follows */
};


static void topics_take(struct rehearsing *h)
{
	const struct topics *topics = h->r->topics;

	for (size_t i = 0; topics && i < topics->n && h->topicc < FLOW_TOPICS_MAX; i++) {
		const struct topic *topic = &topics->at[i];

		if (topic->active && DB_NULL == topic->parent)
			h->menu[h->topicc++] = topic;
	}
}


static const char *path_of(const struct rehearsing *h)
{
	return h->walk.at < h->r->tree->n ? h->r->tree->node[h->walk.at].path : "";
}


static int tell(struct rehearsing *h, const char *what, struct pl words)
{
	json_t *one;

	if (json_array_size(h->told) >= REHEARSE_TOLD_MAX)
		return 0;

	one = json_pack("{s:s, s:s}", "what", what, "lang", lang_tag(h->walk.lang));
	if (one && words.p)
		(void)json_object_set_new(one, "words", json_stringn(words.p, words.l));

	return json_array_append_new(h->told, one) ? ENOMEM : 0;
}


static struct pl topic_name(const struct rehearsing *h, unsigned i, enum lang lang)
{
	return pl_of(i < h->topicc ? h->menu[i]->name[lang] : NULL);
}


/* The appeal that was found is late: there is no clock here; of an application all is told */
static int say(struct rehearsing *h, const struct walk_say *say)
{
	const struct pl number = pl_of(h->walk.number);
	static const struct service_status service = {.state = SERVICE_IN_WORK, .step = 2, .steps = 4, .has_due = true, .due = DUE_DAY};
	const struct walk_values values = {
		.org = h->r->org[say->lang], .topic = topic_name(h, say->n, say->lang), .open = !h->r->closed,
		.state = APPEAL_IN_WORK, .digits = (int64_t)pl_u64(&number), .application = pl_of(h->walk.application), .service = &service,
		.due_ms = WALK_PROMISED == say->words ? PROMISED_MS : 0, .numbered = true, .code = PL_LIT("12345678"),
		.phone = h->walk.phone[0] ? pl_of(h->walk.phone) : PL_LIT("+79990000000"),
		.mail = PL_LIT("i"), .mail_host = PL_LIT("example.org"),
	};
	struct text_arg argv[WALK_ARGS];
	enum phrase_refusal refusal;
	struct utterance *u = NULL;
	struct mbuf *mb = NULL;
	struct phrase ph;
	json_t *one;
	int err = 0;

	if (!walk_phrase(&ph, argv, say, &values))
		return 0;

	mb = mbuf_alloc(256);
	if (!mb)
		return ENOMEM;

	ph.now_ms = PROMISED_MS;
	err = zone_get(&ph.zone, "UTC");
	if (!err)
		err = utterance_make(&u, &refusal, NULL, &ph);
	if (!err && u)
		err = utterance_print(mb, u);
	if (!err)
		err = tell(h, "say", (struct pl){(char *)mb->buf, mb->end});
	if (!err) {
		one = json_array_get(h->told, json_array_size(h->told) - 1);
		(void)json_object_set_new(one, "lang", json_string(lang_tag(say->lang)));
		if (say->slow)
			(void)json_object_set_new(one, "slow", json_true());
	}

	mem_deref(u);
	mem_deref(mb);
	return err;
}


/* The next key or silence; false: there are no more events */
static bool key_next(struct rehearsing *h, enum walk_event *event, unsigned *key)
{
	if (!h->left || !*h->left) {
		h->left = json_string_value(json_array_get(h->r->events, h->next));
		if (!h->left)
			return false;
		h->next++;
	}

	*event = *h->left ? WALK_KEY : WALK_QUIET;
	*key = *h->left ? (unsigned char)*h->left++ : 0;
	return true;
}


static bool found_next(struct rehearsing *h, enum walk_event *event)
{
	const char *word = json_string_value(json_array_get(h->r->events, h->next));

	if (!word)
		return false;

	h->left = NULL;
	h->next++;
	*event = 0 == strcmp(word, "found") ? WALK_FOUND : 0 == strcmp(word, "unsure") ? WALK_UNSURE : WALK_NOT_FOUND;
	return true;
}


static int queue_tell(struct rehearsing *h)
{
	const unsigned office = walk_office(&h->walk);
	struct pl topic = h->walk.topic_named;
	int err;

	if (h->walk.topic)
		topic = topic_name(h, h->walk.topic - 1, h->walk.lang);

	err = tell(h, "queue", topic);
	if (!err && office)
		(void)json_object_set_new(json_array_get(h->told, json_array_size(h->told) - 1), "office", json_string(region_name(office, h->walk.lang)));

	return err;
}


/* What is looked up, or done, and somebody must say how that went */
static int act_tell(struct rehearsing *h, enum walk_do act)
{
	switch (act) {

	case WALK_LOOK:    return tell(h, "service", pl_of(h->walk.application));
	case WALK_PROMISE: return tell(h, "call-back", pl_of(h->walk.phone));
	case WALK_DELIVER: return tell(h, "send", h->walk.by_mail ? (struct pl){NULL, 0} : pl_of(h->walk.phone));
	case WALK_CALL:    return tell(h, "transfer", pl_of(walk_calls(&h->walk)));
	case WALK_STOP:    return tell(h, "recorded", (struct pl){NULL, 0});
	case WALK_SEND:    return tell(h, "message-sent", (struct pl){NULL, 0});
	default:           return tell(h, "find", pl_of(h->walk.number));
	}
}


static int pressed(struct rehearsing *h, enum walk_event event, unsigned key)
{
	char c = (char)key;

	return WALK_KEY == event ? tell(h, "key", (struct pl){&c, 1}) : tell(h, "quiet", (struct pl){NULL, 0});
}


/* Seconds of "wait 60"; 0: it is something else */
static unsigned wait_of(const char *word)
{
	const bool wait = 0 == strncmp(word, "wait ", 5) && word[5] && strspn(word + 5, "0123456789") == strlen(word + 5) && strlen(word) <= 9;
	const struct pl number = pl_of(wait ? word + 5 : "0");

	return (unsigned)pl_u64(&number);
}


/* So much later: what is offered by then */
static int waited(struct rehearsing *h, const char *word)
{
	struct walk_say words;
	unsigned fresh;
	int err;

	h->waited_s += wait_of(word);
	h->left = NULL;
	h->next++;
	fresh = walk_offers(&h->walk, h->waited_s) & ~h->offered;
	h->offered |= fresh;

	err = tell(h, "wait", pl_of(word + 5));
	for (unsigned i = 0; !err && fresh >> i; i++) {
		if (!(fresh >> i & 1))
			continue;
		walk_offer_say(&h->walk, i, &words);
		err = say(h, &words);
	}

	return err;
}


/* Who waits: time that passes, and keys of what was offered; any other says nothing */
static int queue_wait(struct rehearsing *h, const char **waits)
{
	enum walk_event event;
	unsigned key;
	int err = 0;

	while (!err && !h->taken) {
		const char *word = json_string_value(json_array_get(h->r->events, h->next));

		if (!(h->left && *h->left) && word && wait_of(word)) {
			err = waited(h, word);
			continue;
		}
		if (!key_next(h, &event, &key)) {
			*waits = "queue";
			break;
		}
		err = pressed(h, event, key);
		h->taken = WALK_KEY == event && walk_accept(&h->walk, h->offered, (char)key, &h->out);
	}

	return err;
}


static int queue_join(struct rehearsing *h, const char **waits)
{
	int err = queue_tell(h);

	h->offered = 0;
	if (!walk_offers(&h->walk, FLOW_AFTER_MAX_S))
		*waits = "over";

	return err || **waits ? err : queue_wait(h, waits);
}


/* What comes next; *waits "": it goes on by `event`, or by what was taken */
static int next(struct rehearsing *h, const char **waits, enum walk_event *event, unsigned *key)
{
	const struct walk_out *out = &h->out;
	int err = 0;

	*waits = "";
	if (WALK_JOIN == out->act)
		return queue_join(h, waits);
	if (WALK_LEAVE == out->act) {
		*waits = "over";
		return tell(h, "hang-up", (struct pl){NULL, 0});
	}
	if (WALK_GIVE == out->act) {
		*waits = "over";
		return tell(h, "transferred", (struct pl){NULL, 0});
	}
	if (WALK_NOTHING != out->act && WALK_RECORD != out->act) {
		err = act_tell(h, out->act);
		if (err)
			return err;
		if (!found_next(h, event))
			*waits = "find";
		return 0;
	}
	if (out->n && !out->quiet_ms) {
		*event = WALK_SAID;
		return 0;
	}
	if (!key_next(h, event, key)) {
		*waits = "key";
		return 0;
	}

	return pressed(h, *event, *key);
}


static bool events_fit(const json_t *events)
{
	const json_t *one;
	size_t i;

	if (!json_is_array(events) || json_array_size(events) > REHEARSE_EVENTS_MAX)
		return false;

	json_array_foreach((json_t *)events, i, one) {
		const char *text = json_string_value(one);

		if (!text || json_string_length(one) > 32)
			return false;
		if (strspn(text, keys) != strlen(text) && strcmp(text, "found") && strcmp(text, "unknown") && strcmp(text, "unsure") && !wait_of(text))
			return false;
	}

	return true;
}


static int walk(struct rehearsing *h, const char **waits)
{
	enum walk_event event = WALK_BEGIN;
	unsigned key = 0, steps = 0;
	int err = 0;

	*waits = "";
	while (!err && !**waits && steps++ < 32 * REHEARSE_EVENTS_MAX) {
		if (!h->taken)
			walk_step(&h->walk, event, key, &h->out);
		h->taken = false;
		for (unsigned i = 0; !err && i < h->out.n; i++)
			err = say(h, &h->out.say[i]);
		if (!err)
			err = next(h, waits, &event, &key);
	}

	return err;
}


int flow_rehearse(json_t **objp, bool *wrong, const struct rehearsal *r)
{
	struct rehearsing h = {.r = r};
	const char *waits;
	int err;

	*wrong = !events_fit(r->events);
	if (*wrong)
		return 0;

	h.told = json_array();
	if (!h.told)
		return ENOMEM;

	topics_take(&h);
	walk_init(&h.walk, r->tree, r->lang);
	h.walk.facts = (struct walk_facts){
		.open = r->closed ? 0 : UINT32_MAX, .again = r->again, .known = r->known, .waiting = r->waiting, .topics = h.topicc,
		.dials = !r->mute, .call_ms = RING_MS, .service = true, .phone = true, .mail_ms = MAIL_MS, .region = r->region, .offices = r->offices,
		.lists = r->lists, .sms = r->sms, .mail = r->mail, .mobile = true, .mail_known = true};
	for (unsigned i = 0; i < h.topicc; i++)
		h.walk.facts.of_topic[i] = checklists_of(r->lists, topic_name(&h, i, LANG_RU), topic_name(&h, i, LANG_EN));

	err = walk(&h, &waits);
	if (!err) {
		*objp = json_pack("{s:O, s:s, s:s, s:i}", "told", h.told, "waits", *waits ? waits : "over", "path", path_of(&h),
				  "quiet_s", (int)(h.out.quiet_ms / 1000));
		err = *objp ? 0 : ENOMEM;
	}

	json_decref(h.told);
	return err;
}
