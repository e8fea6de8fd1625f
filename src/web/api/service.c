/**
 * @file service.c  How an application for a service stands, asked at the desk; and which other systems can be asked (R75, R76)
 *
 * The answer is shown when the question is in the journal, and not before.
 */
#include <sodium.h>
#include "appeal/number.h"
#include "appeal/view.h"
#include "base/date.h"
#include "base/log.h"
#include "base/text.h"
#include "service/service.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 1024, PERSON_TYPED_MAX = 40, NUMBER_TYPED_MAX = 40 };

struct in {
	struct pl application, person, number;
};

static const struct want wants[] = {
	{"application", WANT_LINE, offsetof(struct in, application), true,  SERVICE_NUMBER_MAX, NULL},
	{"person",      WANT_LINE, offsetof(struct in, person),      false, PERSON_TYPED_MAX, NULL},
	{"number",      WANT_LINE, offsetof(struct in, number),      false, NUMBER_TYPED_MAX, NULL},
};

struct asking {
	struct adapter_ask ask;
	struct service_note *note;               /* owned */
	struct service_status status;
	char application[SERVICE_NUMBER_MAX * 4 + 1];
	bool about;                              /* an appeal: its digits */
	int64_t digits;
};


static void asking_destructor(void *arg)
{
	struct asking *a = arg;

	json_decref(a->ask.args);
	mem_deref(a->ask.result);
	mem_deref(a->note);
	sodium_memzero(a->application, sizeof(a->application));
	sodium_memzero(&a->status, sizeof(a->status));
}


/* ---- the answer ---- */

static json_t *words_or_null(const struct service_words *words, enum lang lang)
{
	const char *text = service_words_in(words, lang);

	return text[0] ? json_string(text) : json_null();
}


static json_t *count_or_null(unsigned n)
{
	return n ? json_integer(n) : json_null();
}


static json_t *found_json(const struct request *req, const struct asking *a)
{
	const struct service_status *s = &a->status;
	enum lang lang = request_lang(req);
	char due[DATE_SIZE] = "";

	if (s->has_due)
		date_print(due, s->due);

	return json_pack("{s:s, s:o, s:s, s:{s:o, s:o, s:o}, s:o, s:o}", "answer", "found", "at", app_time(req, a->ask.at_ms),
		"state", service_state_name(s->state),
		"step", "n", count_or_null(s->step), "of", count_or_null(s->steps), "name", words_or_null(&s->name, lang),
		"due", s->has_due ? json_string(due) : json_null(), "delay", words_or_null(&s->delay, lang));
}


static json_t *away_json(const struct request *req, const struct adapter_ask *ask)
{
	return json_pack("{s:s, s:o, s:s, s:o, s:o}", "answer", "away", "at", app_time(req, ask->at_ms),
		"reason", adapter_reason_name(ask->reason), "since", app_time(req, ask->since_ms),
		"note", ask->note[0] ? json_string(ask->note) : json_null());
}


static void noted_h(struct request *req, void *arg)
{
	const struct asking *a = arg;
	const struct command *cmd = &a->note->cmd;

	if (cmd->err)
		reply_errno(req, cmd->err);
	else if (cmd->refusal)
		app_refuse(req, APPEAL_UNKNOWN);
	else if (ADAPTER_FOUND == a->ask.answer)
		reply_json(req, 200, found_json(req, a));
	else if (ADAPTER_NONE == a->ask.answer)
		reply_json(req, 200, json_pack("{s:s, s:o}", "answer", "unknown", "at", app_time(req, a->ask.at_ms)));
	else
		reply_json(req, 200, away_json(req, &a->ask));
}


/* An answer that cannot be read is none */
static void read_answer(struct asking *a)
{
	if (ADAPTER_FOUND != a->ask.answer || !service_read(&a->status, pl_of(a->ask.result)))
		return;

	log_warn("service: what the status adapter found cannot be read");
	a->ask.answer = ADAPTER_AWAY;
	a->ask.reason = ADAPTER_GARBLED;
	a->ask.since_ms = a->ask.at_ms;
}


static void asked_h(struct request *req, void *arg)
{
	struct asking *a = arg;
	int err;

	read_answer(a);
	err = service_note_make(&a->note, web_keys(request_web(req)), pl_of(a->application), &a->ask);
	if (!err) {
		a->note->about = a->about;
		a->note->digits = a->digits;
		a->note->staff = request_session(req)->staff;
		err = request_write(req, &a->note->cmd, noted_h, a);
	}
	if (err)
		reply_errno(req, err);
}


/* ---- the question ---- */

/* Digits of what was typed with spaces, dots and dashes between; false: there is something else */
static bool digits_only(char out[SERVICE_PERSON_MAX + 1], struct pl typed)
{
	struct pl rest = typed;
	size_t n = 0;
	uint32_t cp;

	while ((cp = text_next(&rest)) < TEXT_END) {
		int digit = text_digit(cp);

		if (digit >= 0 && n < SERVICE_PERSON_MAX)
			out[n++] = (char)('0' + digit);
		else if (digit >= 0 || (!text_is_space(cp) && !text_is_dash(cp) && '.' != cp))
			return false;
	}

	out[n] = '\0';
	return true;
}


static bool field_wrong(struct request *req, const char *field, const char *key)
{
	reply_field(req, field, key, NULL, 0, NULL);
	reply_problem(req, 422, "request.fields");
	return false;
}


/* false: replied */
static bool in_read(struct request *req, struct in *in, char person[SERVICE_PERSON_MAX + 1], struct asking *a)
{
	enum number_form form;

	person[0] = '\0';
	if (!request_want(req, wants, sizeof(wants) / sizeof(wants[0]), in))
		return false;

	in->application = text_trim(in->application);
	if (!service_number_fits(in->application) || pl_strcpy(&in->application, a->application, sizeof(a->application)))
		return field_wrong(req, "application", "field.application");
	if (in->person.l && (!digits_only(person, in->person) || !service_person_fits(pl_of(person))))
		return field_wrong(req, "person", "field.person");
	if (!in->number.l)
		return true;

	form = number_parse(&a->digits, in->number);
	a->about = NUMBER_WHOLE == form || NUMBER_BARE == form;
	if (a->about)
		return true;

	app_refuse(req, APPEAL_UNKNOWN);
	return false;
}


static int ask_h(struct request *req)
{
	const struct session *session = request_session(req);
	struct asking *a = request_alloc(req, sizeof(*a), asking_destructor);
	struct adapters *adapters = app_of(req)->adapters;
	struct in in = {{NULL, 0}};
	char person[SERVICE_PERSON_MAX + 1];
	int err;

	if (!a)
		return ENOMEM;
	if (!in_read(req, &in, person, a))
		return 0;
	if (!request_limit(req, RATE_SERVICE, (struct pl){(const char *)&session->staff, sizeof(session->staff)}))
		return 0;

	err = service_ask_fill(&a->ask, pl_of(a->application), pl_of(person));
	sodium_memzero(person, sizeof(person));

	return err ? err : !adapters ? ENOTSUP : request_adapter(req, adapters, &a->ask, asked_h, a);
}


/* ---- which systems there are ---- */

static int systems_h(struct request *req)
{
	struct adapters *adapters = app_of(req)->adapters;
	json_t *list = json_array();

	for (unsigned i = 0; i < ADAPTERS && adapters; i++) {
		struct adapter_view view;
		json_t *one;

		adapter_look(adapters, (enum adapter_which)i, &view);
		one = json_pack("{s:s, s:b}", "system", adapter_name((enum adapter_which)i), "available", !view.reason);
		if (one && view.reason) {
			(void)json_object_set_new(one, "reason", json_string(adapter_reason_name(view.reason)));
			(void)json_object_set_new(one, "since", app_time(req, view.since_ms));
		}
		(void)json_array_append_new(list, one);
	}

	reply_json(req, 200, json_pack("{s:o}", "systems", list));
	return 0;
}


static const struct route rows[] = {
	{POST, "/api/v1/desk/applications", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, ask_h,
	 "Asks another system how an application stands: state, step, due day, reason of a delay; written to the journal. When it cannot be asked: "
	 "why, and since when", "ApplicationAsk", "ApplicationStatus", 200, 0},
	{GET, "/api/v1/desk/systems", ROLE_DESK | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, systems_h,
	 "Which other systems can be asked now; of those that cannot, why and since when", NULL, "Systems", 200, 0},
};

const struct route_set service_routes = ROUTE_SET(rows);
