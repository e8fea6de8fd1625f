/**
 * @file send.c  What the desk sends: a checklist to the citizen of an appeal; and what could not be sent yet
 *
 * Nobody at the desk sees or types where it goes: it is the appeal's own phone or mail (R18).
 */
#include "outbox/sender.h"
#include "outbox/view.h"
#include "profile/switchboard.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/table.h"

enum { BODY_MAX = 1024, TEXT_SIZE = 1024 };

static const char *const ways[] = {"sms", "mail", NULL};
static const char *const langs[] = {"ru", "en", NULL};

struct in {
	struct pl checklist;
	int by, lang;
};

static const struct want wants[] = {
	{"checklist", WANT_LINE,   offsetof(struct in, checklist), true,  CHECKLIST_KEY_SIZE, NULL},
	{"by",        WANT_CHOICE, offsetof(struct in, by),        true,  0, ways},
	{"lang",      WANT_CHOICE, offsetof(struct in, lang),      false, 0, langs},
};


/* ---- which there are, and by what they can go ---- */

static json_t *one_json(const struct checklist *list, enum lang lang)
{
	json_t *lines = json_array(), *one;

	for (unsigned i = 0; i < list->n; i++)
		(void)json_array_append_new(lines, json_stringn(list->line[i][lang].p, list->line[i][lang].l));

	one = json_pack("{s:s, s:s%, s:o, s:{s:i, s:i}}", "key", list->key, "name", list->name[lang].p, list->name[lang].l, "lines", lines,
			"parts", "ru", (int)list->parts[LANG_RU], "en", (int)list->parts[LANG_EN]);
	if (one && list->topic.l)
		(void)json_object_set_new(one, "topic", json_stringn(list->topic.p, list->topic.l));

	return one;
}


static int list_h(struct request *req)
{
	const struct app *app = app_of(req);
	const struct checklists *lists = switchboard_checklists(app->board);
	json_t *items = json_array();

	for (size_t i = 0; lists && i < lists->n; i++)
		(void)json_array_append_new(items, one_json(&lists->at[i], request_lang(req)));

	reply_json(req, 200, json_pack("{s:o, s:b, s:b}", "items", items, "sms", (int)sender_can(app->adapters, OUTBOX_SMS),
				       "mail", (int)sender_can(app->adapters, OUTBOX_MAIL)));
	return 0;
}


/* ---- sent ---- */

static void destructor(void *arg)
{
	struct outbox_message **mp = arg;

	mem_deref(*mp);
}


static void sent_h(struct request *req, void *arg)
{
	static const int status[] = {
		[OUTBOX_APPEAL_UNKNOWN] = 404, [OUTBOX_ERASED] = 409, [OUTBOX_NO_ADDRESS] = 409, [OUTBOX_LANDLINE] = 409, [OUTBOX_ENOUGH] = 429,
	};
	const struct command *cmd = &(*(struct outbox_message **)arg)->cmd;
	char code[40];

	if (cmd->err) {
		reply_errno(req, cmd->err);
	}
	else if (cmd->refusal > 0) {
		(void)re_snprintf(code, sizeof(code), "outbox.%s", outbox_refusal_name((enum outbox_refusal)cmd->refusal));
		reply_problem(req, status[cmd->refusal], code);
	}
	else {
		reply_empty(req, 204);
	}
}


static int message_make(struct outbox_message **mp, struct request *req, const struct checklist *list, const struct in *in)
{
	struct mbuf *mb = mbuf_alloc(TEXT_SIZE);
	struct outbox_message *m = NULL;
	int err = mb ? checklist_print(mb, list, (enum lang)in->lang) : ENOMEM;

	if (!err)
		err = outbox_message_make(&m, in->by ? OUTBOX_MAIL : OUTBOX_SMS, "checklist", (struct pl){(char *)mb->buf, mb->end});
	if (!err) {
		m->actor = request_session(req)->staff;
		m->own = true;
		str_ncpy(m->word, list->key, sizeof(m->word));
		(void)pl_strcpy(&list->name[in->lang], m->subject, in->by ? sizeof(m->subject) : 1);
		*mp = m;
	}

	mem_deref(mb);
	return err;
}


static int send_h(struct request *req)
{
	struct outbox_message **mp = request_alloc(req, sizeof(struct outbox_message *), destructor);
	const struct app *app = app_of(req);
	const struct checklist *list;
	struct in in = {.lang = (int)request_lang(req)};
	int64_t digits;
	int err;

	if (!mp)
		return ENOMEM;
	if (!desk_number(req, &digits) || !request_want(req, wants, sizeof(wants) / sizeof(wants[0]), &in))
		return 0;

	list = checklists_find(switchboard_checklists(app->board), in.checklist);
	if (!list || !sender_can(app->adapters, in.by ? OUTBOX_MAIL : OUTBOX_SMS)) {
		reply_problem(req, list ? 503 : 404, list ? "outbox.absent" : "outbox.checklist");
		return 0;
	}

	err = message_make(mp, req, list, &in);
	if (err)
		return err;

	(*mp)->digits = digits;
	return request_write(req, &(*mp)->cmd, sent_h, mp);
}


/* ---- what could not be sent yet ---- */

static int owed_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	(void)arg;
	*refusal = 0;
	return outbox_view(v, objp);
}


static int owed_h(struct request *req)
{
	return app_view(req, owed_view_h, NULL);
}


static const struct route rows[] = {
	{GET, "/api/v1/desk/checklists", ROLE_DESK | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Checklists, how many SMS each takes, and whether SMS and mail can be sent now", NULL, "Checklists", 200, 0},
	{POST, "/api/v1/desk/appeals/{number}/checklist", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, send_h,
	 "Sends a checklist to the phone or mail that the appeal has; what cannot be sent is refused", "ChecklistSend", NULL, 204, 0},
	{GET, "/api/v1/desk/outbox", ROLE_SUPERVISOR | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, owed_h,
	 "What could not be sent yet or was given up, and why, without addresses; how much waits", NULL, "Outbox", 200, 0},
};

const struct route_set send_routes = ROUTE_SET(rows);
