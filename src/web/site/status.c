/**
 * @file status.c  How an appeal stands, as a page: from the room's document (appeal/view.h) to words of the catalogue
 */
#include "appeal/cut.h"
#include "appeal/view.h"
#include "base/rfc3339.h"
#include "web/site/status.h"
#include "web/web.h"


static struct pl string_of(const json_t *obj, const char *name)
{
	const json_t *val = json_object_get(obj, name);

	return (struct pl){json_string_value(val), json_string_length(val)};
}


static bool string_is(const json_t *obj, const char *name, const char *word)
{
	struct pl val = string_of(obj, name);

	return val.p && !pl_strcmp(&val, word);
}


/* false: there is none */
static bool time_of(const json_t *obj, const char *name, int64_t *ms)
{
	struct pl val = string_of(obj, name);

	return val.p && !rfc3339_parse(val, ms, NULL);
}


static struct page_time time_print(struct site *s, const json_t *obj, const char *name, enum when_form form)
{
	int64_t ms;

	return time_of(obj, name, &ms) ? site_time(s, form, ms) : (struct page_time){{NULL, 0}, {NULL, 0}};
}


/* What a state is called, what it means, and where it stands on the line of steps */
static const struct state_words {
	enum appeal_state state;
	enum text_key name, text;
	enum page_stage stage;
} state_list[] = {
	{APPEAL_NEW,      T_SITE_STATE_NEW,      T_SITE_STATE_NEW_TEXT,      PAGE_STAGE_TAKEN},
	{APPEAL_IN_WORK,  T_SITE_STATE_IN_WORK,  T_SITE_STATE_IN_WORK_TEXT,  PAGE_STAGE_WORK},
	{APPEAL_WAITING,  T_SITE_STATE_WAITING,  T_SITE_STATE_WAITING_TEXT,  PAGE_STAGE_WORK},
	{APPEAL_ANSWERED, T_SITE_STATE_ANSWERED, T_SITE_STATE_ANSWERED_TEXT, PAGE_STAGE_ANSWERED},
	{APPEAL_CLOSED,   T_SITE_STATE_CLOSED,   T_SITE_STATE_CLOSED_TEXT,   PAGE_STAGE_CLOSED},
	{APPEAL_REOPENED, T_SITE_STATE_REOPENED, T_SITE_STATE_REOPENED_TEXT, PAGE_STAGE_WORK},
};


static const struct state_words *state_find(enum appeal_state state)
{
	for (size_t i = 0; i < sizeof(state_list) / sizeof(state_list[0]); i++) {
		if (state_list[i].state == state)
			return &state_list[i];
	}

	return &state_list[0];
}


/* Lines of the history; files belong to those that bring something */
static const struct event_words {
	const char *what;
	enum page_event_kind kind;
	enum text_key title;
	bool brings;
} event_list[] = {
	{"entered",   PAGE_EVENT_CITIZEN, T_SITE_EVENT_TAKEN,    true},
	{"message",   PAGE_EVENT_CITIZEN, T_SITE_EVENT_WROTE,    true},
	{"file",      PAGE_EVENT_STEP,    T_SITE_EVENT_FILES,    true},
	{"taken",     PAGE_EVENT_STEP,    T_SITE_EVENT_STARTED,  false},
	{"answered",  PAGE_EVENT_ANSWER,  T_SITE_EVENT_ANSWERED, true},
	{"requested", PAGE_EVENT_ANSWER,  T_SITE_EVENT_ASKED,    true},
	{"delay",     PAGE_EVENT_STEP,    T_SITE_EVENT_DELAYED,  false},
	{"closed",    PAGE_EVENT_STEP,    T_SITE_EVENT_CLOSED,   false},
	{"reopened",  PAGE_EVENT_STEP,    T_SITE_EVENT_REOPENED, false},
	{"late",      PAGE_EVENT_STEP,    T_SITE_EVENT_LATE,     false},
};


static const struct event_words *event_find(const json_t *row)
{
	for (size_t i = 0; i < sizeof(event_list) / sizeof(event_list[0]); i++) {
		if (string_is(row, "what", event_list[i].what))
			return &event_list[i];
	}

	return NULL;
}


/* "Обращение закрыто: решено"; only the last closing's result is known */
static struct pl closed_print(struct site *s, const json_t *doc)
{
	static const enum text_key keys[] = {
		[RESULT_SOLVED] = T_SITE_RESULT_SOLVED, [RESULT_EXPLAINED] = T_SITE_RESULT_EXPLAINED,
		[RESULT_REFUSED] = T_SITE_RESULT_REFUSED, [RESULT_REDIRECTED] = T_SITE_RESULT_REDIRECTED,
		[RESULT_WITHDRAWN] = T_SITE_RESULT_WITHDRAWN,
	};
	struct pl word = string_of(doc, "result");
	enum appeal_result result = word.p ? appeal_result_of(word) : 0;
	struct text_arg arg;

	if (!result)
		return site_text(s, T_SITE_EVENT_CLOSED, NULL, 0);

	arg = TEXT_PL("result", pl_of(t(s->lang, keys[result])));
	return site_text(s, T_SITE_EVENT_CLOSED_RESULT, &arg, 1);
}


/* The files that came at the moment of a line of the history */
static void files_fill(struct site *s, const json_t *doc, const json_t *row, struct page_event *event)
{
	const json_t *list = json_object_get(doc, "files"), *file;
	struct pl at = string_of(row, "at");
	struct page_file *files = site_alloc(s, json_array_size(list) * sizeof(*files));
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i, file) {

		struct pl when = string_of(file, "at"), name = string_of(file, "name");

		if (!files || pl_cmp(&at, &when))
			continue;
		if (!name.l)
			name = site_text(s, T_SITE_STATUS_FILE, NULL, 0);

		files[event->files_n++] = (struct page_file){
			name, site_size(s, json_integer_value(json_object_get(file, "size"))), string_of(file, "id"),
		};
	}

	event->files = files;
}


/* cut_value_h: what was cut out of a text stays unseen here, and is called by its name */
static bool hidden_h(struct pl *value, enum cut_kind kind, unsigned n, void *arg)
{
	static const enum text_key keys[CUT_KINDS] = {
		[CUT_SNILS] = T_SITE_CUT_SNILS, [CUT_INN] = T_SITE_CUT_INN, [CUT_OMS] = T_SITE_CUT_OMS,
		[CUT_PASSPORT] = T_SITE_CUT_PASSPORT, [CUT_PHONE] = T_SITE_CUT_PHONE, [CUT_EMAIL] = T_SITE_CUT_EMAIL,
		[CUT_CARD] = T_SITE_CUT_CARD, [CUT_MARK] = T_SITE_CUT_MARK, [CUT_MORE] = T_SITE_CUT_MORE,
	};
	const struct site *s = arg;

	*value = pl_of(t(s->lang, keys[kind]));
	return true;
}


static struct pl text_shown(struct site *s, struct pl text)
{
	struct mbuf *mb = text.p ? mbuf_alloc(text.l + 1) : NULL;

	if (!text.p)
		return text;

	return site_hold(s, mb, mb ? text_restore(mb, text, hidden_h, s) : ENOMEM);
}


static void events_fill(struct site *s, const json_t *doc, struct page_status *p)
{
	const json_t *list = json_object_get(doc, "history"), *row;
	struct page_event *events = site_alloc(s, json_array_size(list) * sizeof(*events));
	size_t i, closed = SIZE_MAX;

	if (!events)
		return;

	json_array_foreach((json_t *)(uintptr_t)list, i, row) {

		const struct event_words *words = event_find(row);
		struct page_event *event = &events[p->events_n];

		if (!words)
			continue;

		*event = (struct page_event){
			.kind = words->kind, .at = time_print(s, row, "at", WHEN_MOMENT), .title = site_text(s, words->title, NULL, 0),
			.text = words->brings ? text_shown(s, string_of(row, "text")) : pl_of(NULL),
		};
		if (words->brings)
			files_fill(s, doc, row, event);
		if (T_SITE_EVENT_ANSWERED == words->title)
			p->answer = event;
		if (T_SITE_EVENT_CLOSED == words->title)
			closed = p->events_n;
		p->events_n++;
	}

	if (closed != SIZE_MAX)
		events[closed].title = closed_print(s, doc);
	p->events = events;
}


static void number_set(struct site *s, struct page_status *p, int64_t digits)
{
	p->number = site_number(s, digits, &p->number_shown);
	p->code = site_code(s, digits);
}


/* The time by which an answer is due: while one is owed, and the term runs */
static void term_set(struct site *s, const json_t *doc, enum appeal_state state, struct page_status *p)
{
	int64_t due_ms;

	if (APPEAL_NEW != state && APPEAL_IN_WORK != state && APPEAL_REOPENED != state)
		return;
	if (!time_of(doc, "answer_by", &due_ms))
		return;

	p->answer_by = site_time(s, WHEN_DUE, due_ms);
	p->late = s->now_ms > due_ms;
	p->delay = string_of(doc, "delay");
}


static void again_set(struct site *s, const struct status_ask *ask, struct page_status *p)
{
	p->key = ask->again ? ask->key : site_key(s);
	if (!ask->again)
		return;

	p->text = (struct page_field){.value = ask->text, .error = ask->text_error};
	p->files_error = ask->files_error;
	p->trouble = ask->trouble;
	if (!ask->reused)
		p->kept = files_keep(s, ask->key, &p->kept_n);
}


static struct page_status page_make(struct site *s, const struct status_ask *ask, const json_t *doc)
{
	enum appeal_state state = appeal_state_of(string_of(doc, "status"));
	const struct state_words *words = state_find(state);
	struct page_status p = {
		.base = site_base(s, "/status"), .status = words->name, .status_text = words->text, .stage = words->stage,
		.waiting = APPEAL_WAITING == state, .sent = time_print(s, doc, "entered", WHEN_MOMENT),
		.kind = string_of(doc, "kind").p, .topic = string_of(json_object_get(doc, "topic"), "name"),
		.erased = json_is_true(json_object_get(doc, "erased")), .limits = site_limits(s),
	};

	p.can_add = APPEAL_CLOSED != state && !p.erased;
	p.can_reopen = APPEAL_CLOSED == state && !p.erased;
	number_set(s, &p, ask->digits);
	term_set(s, doc, state, &p);
	events_fill(s, doc, &p);
	again_set(s, ask, &p);

	return p;
}


static int view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct status_ask *ask = arg;
	enum appeal_refusal r = 0;
	int err = view_status(v, ask->digits, objp, &r);

	*refusal = r;
	return err;
}


static void viewed_h(struct request *req, void *arg, json_t *owned, int refusal, int err)
{
	const struct status_ask *ask = arg;
	struct site s = site_of(req);
	struct page_status p;
	struct mbuf *mb;

	if (!err && refusal) {
		app_refuse(req, refusal);
		goto out;
	}

	if (!err) {
		p = page_make(&s, ask, owned);
		mb = mbuf_alloc(SITE_PAGE);
		if (ask->retry_s)
			reply_header(req, "Retry-After", "%lld", ask->retry_s);
		err = site_reply(&s, ask->again ? ask->status : 200, mb, mb ? page_status(mb, &p) : ENOMEM);
	}
	if (err)
		reply_errno(req, err);

out:
	json_decref(owned);
}


int status_reply(struct request *req, struct status_ask *ask)
{
	return app_view_then(req, view_h, viewed_h, ask);
}
