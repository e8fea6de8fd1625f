/**
 * @file appeal.c  Appeals for everybody: sending one in, asking how it stands, adding to it
 *
 * Others rely on this contract: POST /api/v1/appeals and GET /api/v1/appeals/{number} with the header Appeal-Code. A wrong
 * code and an unknown number are one and the same answer.
 */
#include "appeal/enter.h"
#include "appeal/number.h"
#include "appeal/receipt.h"
#include "appeal/view.h"
#include "base/clock.h"
#include "web/api/appeal.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 64 * 1024, KEY_MIN = 1, KEY_MAX = 200 };


bool appeal_key_good(struct pl key)
{
	if (!key.l)
		return true;
	if (key.l < KEY_MIN || key.l > KEY_MAX)
		return false;

	for (size_t i = 0; i < key.l; i++) {
		if (key.p[i] <= ' ' || key.p[i] > '~')
			return false;
	}

	return true;
}


int32_t app_today(const struct request *req)
{
	return zone_local(book_zone(app_of(req)->book), clock_wall_ms()).day;
}


/* An intake on its way: the form is kept so that a page can show it again */
struct intake {
	struct appeal_enter *enter;
	struct act_file *files;
	struct upload *uploads;
	size_t filec;
	intake_done_h *done_h;
	void *arg;
};


static void intake_destructor(void *arg)
{
	struct intake *in = arg;

	mem_deref(in->enter);
	mem_deref(in->files);
}


/**
 * Whose the files are now: the appeal's. Those of a repeated form are already there, those of a refused one nobody's. After an
 * error nobody knows: a server that vanished while it committed may have committed. The sweep removes what no appeal has
 */
static void uploads_settle(struct upload *uploads, size_t n, const struct command *cmd)
{
	bool unsure = ENOTCONN == cmd->err || ETIMEDOUT == cmd->err || EIO == cmd->err;

	if (cmd->err ? !unsure : cmd->refusal || cmd->repeated)
		return;

	for (size_t i = 0; i < n; i++)
		uploads[i].kept = true;
}


static void intake_written_h(struct request *req, void *arg)
{
	struct intake *in = arg;
	struct command *cmd = appeal_enter_command(in->enter);
	struct intake_result res = {.err = cmd->err, .refusal = cmd->refusal, .repeated = cmd->repeated};

	if (!res.err && !res.refusal)
		res.err = appeal_enter_result(cmd, &res.digits, &res.answer_by_ms);

	uploads_settle(in->uploads, in->filec, cmd);

	in->done_h(req, &res, in->arg);
}


static int files_of(struct request *req, struct intake *in)
{
	size_t n = 0;
	const struct upload *uploads = request_uploads(req, &n);

	if (!n)
		return 0;

	in->files = mem_zalloc(n * sizeof(*in->files), NULL);
	if (!in->files)
		return ENOMEM;

	in->uploads = (struct upload *)uploads;
	in->filec = n;
	for (size_t i = 0; i < n; i++)
		in->files[i] = (struct act_file){uploads[i].blob, uploads[i].key, uploads[i].name, uploads[i].type, uploads[i].size_bytes};

	return 0;
}


/* All that was asked, so that the same key with another content is noticed */
static struct mbuf *what_of(const struct appeal_clean *clean, const struct intake *in)
{
	struct mbuf *mb = mbuf_alloc(256 + clean->text.l);

	if (!mb)
		return NULL;

	if (mbuf_printf(mb, "%d\n%lld\n%lld\n%s\n%s\n%s\n%zu\n%r", clean->kind, clean->topic, clean->region, clean->name,
			clean->phone, clean->email, in->filec, &clean->text))
		return mem_deref(mb);

	for (size_t i = 0; i < in->filec; i++) {
		if (mbuf_printf(mb, "\n%s %lld", in->files[i].name, in->files[i].size_bytes))
			return mem_deref(mb);
	}

	return mb;
}


int appeal_intake(struct request *req, const struct appeal_clean *clean, struct pl key, intake_done_h *done_h, void *arg)
{
	struct intake *in = request_alloc(req, sizeof(*in), intake_destructor);
	struct app *app = app_of(req);
	struct command *cmd;
	struct mbuf *what;
	int err;

	if (!in)
		return ENOMEM;

	in->done_h = done_h;
	in->arg = arg;

	err = files_of(req, in);
	if (err)
		return err;

	err = appeal_enter_prepare(&in->enter, web_keys(request_web(req)), app->book, clean, in->files, in->filec,
				   app->incarnation, clock_wall_ms());
	if (err)
		return err;

	what = what_of(clean, in);
	if (!what)
		return ENOMEM;

	cmd = appeal_enter_command(in->enter);
	app_idempotent(req, cmd, key, "appeal", (struct pl){(char *)what->buf, what->end});
	mem_deref(what);

	return request_write(req, cmd, intake_written_h, in);
}


void appeal_entered_reply(struct request *req, const struct intake_result *res, const char *code)
{
	char number[NUMBER_SIZE];

	if (res->err) {
		reply_errno(req, res->err);
		return;
	}
	if (res->refusal) {
		app_refuse(req, res->refusal);
		return;
	}

	number_format(number, res->digits, NUMBER_LATIN);
	if (code)
		reply_header(req, "Location", "/api/v1/appeals/%s", number);
	reply_json(req, 201, json_pack("{s:s, s:s*, s:s, s:o}", "number", number, "code", code, "status", "new",
				       "answer_by", app_time(req, res->answer_by_ms)));
}


static void entered_h(struct request *req, const struct intake_result *res, void *arg)
{
	char code[RECEIPT_SIZE];

	(void)arg;
	receipt_code(code, keyring_key(web_keys(request_web(req)), KEY_RECEIPT), res->digits);
	appeal_entered_reply(req, res, code);
}


struct post {
	struct pl kind, text, topic, name, phone, email, region, lang;
};

static const struct want post_want[] = {
	{"kind",   WANT_LINE, offsetof(struct post, kind),   false, 40, NULL},
	{"text",   WANT_TEXT, offsetof(struct post, text),   false, 0, NULL},
	{"topic",  WANT_LINE, offsetof(struct post, topic),  false, 200, NULL},
	{"name",   WANT_LINE, offsetof(struct post, name),   false, 200, NULL},
	{"phone",  WANT_LINE, offsetof(struct post, phone),  false, 200, NULL},
	{"email",  WANT_LINE, offsetof(struct post, email),  false, 300, NULL},
	{"region", WANT_LINE, offsetof(struct post, region), false, 200, NULL},
	{"lang",   WANT_LINE, offsetof(struct post, lang),   false, 10, NULL},
};


void appeal_faults_reply(struct request *req, const struct form_faults *faults)
{
	for (unsigned i = 0; i < faults->n; i++)
		reply_field(req, faults->at[i].field, text_name(faults->at[i].key), NULL, 0, faults->at[i].suggestion);
}


bool appeal_form_read(struct request *req, enum contact_channel channel, struct appeal_clean *clean)
{
	const struct session *session = request_session(req);
	struct app *app = app_of(req);
	struct form_faults faults;
	struct post in = {{NULL, 0}};
	enum lang lang = request_lang(req);

	want_json(req, request_json(req), post_want, sizeof(post_want) / sizeof(post_want[0]), &in);
	if (!appeal_key_good(request_header(req, "Idempotency-Key")))
		reply_field(req, "Idempotency-Key", "appeal.form.key", NULL, 0, NULL);
	if (in.lang.l && !lang_find(&lang, in.lang))
		reply_field(req, "lang", "appeal.form.lang", NULL, 0, NULL);

	appeal_form_check(&(struct appeal_form){
			.kind = in.kind, .text = in.text, .topic = in.topic, .name = in.name, .phone = in.phone, .email = in.email,
			.region = in.region, .lang = lang, .channel = channel, .actor = session->staff},
			book_regions(app->book), app->topics, app_today(req), clean, &faults);
	appeal_faults_reply(req, &faults);
	if (!reply_has_fields(req))
		return true;

	reply_problem(req, 422, "request.fields");
	return false;
}


static int post_h(struct request *req)
{
	struct appeal_clean clean;

	if (!appeal_form_read(req, CHANNEL_API, &clean))
		return 0;

	return appeal_intake(req, &clean, request_header(req, "Idempotency-Key"), entered_h, NULL);
}


/* ---- how it stands: number and code ---- */

bool appeal_known(struct request *req, struct pl number, struct pl code, int64_t *digits)
{
	const uint8_t *key = keyring_key(web_keys(request_web(req)), KEY_RECEIPT);
	enum number_form form;
	char limit[24] = "";
	int64_t found = 0;

	form = number_parse(&found, number);
	if (NUMBER_WHOLE == form || NUMBER_BARE == form)
		(void)re_snprintf(limit, sizeof(limit), "n%lld", found);

	if (!request_tried(req, pl_of(limit)))
		return false;

	if (!limit[0] || !receipt_match(key, found, code)) {
		request_wrong(req, pl_of(limit), 404, "appeal.unknown");
		return false;
	}

	*digits = found;
	return true;
}


struct asked {
	int64_t digits, file;
};


static int status_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	const struct asked *asked = arg;
	enum appeal_refusal r = 0;
	int err = view_status(v, asked->digits, objp, &r);

	*refusal = r;
	return err;
}


static int get_h(struct request *req)
{
	struct asked *asked = request_alloc(req, sizeof(*asked), NULL);

	if (!asked)
		return ENOMEM;
	if (!appeal_known(req, request_param(req, 0), request_header(req, "Appeal-Code"), &asked->digits))
		return 0;

	return app_view(req, status_view_h, asked);
}


/* ---- adding to it ---- */

struct adding {
	struct appeal_act act;
	struct book *book;
	struct mbuf *text;
	struct act_file *files;
	struct upload *uploads;
	adding_done_h *done_h;
	void *arg;
};


static void adding_destructor(void *arg)
{
	struct adding *a = arg;

	book_unref(a->book);
	mem_deref(a->text);
	mem_deref(a->files);
}


static void added_h(struct request *req, void *arg)
{
	struct adding *a = arg;
	struct command *cmd = &a->act.cmd;

	uploads_settle(a->uploads, a->act.filec, cmd);
	appeal_act_recall(&a->act);
	a->done_h(req, &a->act, a->arg);
}


/* All that is added, so that the same key with another content is noticed */
static struct mbuf *what_added(const struct adding *a)
{
	struct mbuf *mb = mbuf_alloc(256 + a->act.text.l);

	if (!mb)
		return NULL;

	if (a->act.text.l && mbuf_write_pl(mb, &a->act.text))
		return mem_deref(mb);

	for (size_t i = 0; i < a->act.filec; i++) {
		if (mbuf_printf(mb, "\n%s %lld", a->files[i].name, a->files[i].size_bytes))
			return mem_deref(mb);
	}

	return mb;
}


static int add(struct request *req, const struct appeal_act *act, struct pl key, adding_done_h *done_h, void *arg)
{
	struct adding *a = request_alloc(req, sizeof(*a), adding_destructor);
	const struct session *session = request_session(req);
	struct app *app = app_of(req);
	struct mbuf *what;
	char scope[48];
	size_t n = 0;

	if (!a)
		return ENOMEM;

	a->done_h = done_h;
	a->arg = arg;
	a->book = book_ref(app->book);
	a->uploads = (struct upload *)request_uploads(req, &n);
	a->files = n ? mem_zalloc(n * sizeof(*a->files), NULL) : NULL;
	if (n && !a->files)
		return ENOMEM;
	for (size_t i = 0; i < n; i++)
		a->files[i] = (struct act_file){a->uploads[i].blob, a->uploads[i].key, a->uploads[i].name, a->uploads[i].type,
			a->uploads[i].size_bytes};

	a->act = *act;
	a->act.cmd.apply_h = appeal_act_apply;
	a->act.keys = web_keys(request_web(req));
	a->act.book = a->book;
	a->act.actor = (struct actor){session->staff, session->roles};
	a->act.topic = a->act.answer_by_ms = DB_NULL;
	a->act.incarnation = app->incarnation;
	a->act.files = a->files;
	a->act.filec = n;

	what = what_added(a);
	if (!what)
		return ENOMEM;

	(void)re_snprintf(scope, sizeof(scope), "%s %lld", APPEAL_ADD_FILE == act->event ? "file" : "message", act->digits);
	app_idempotent(req, &a->act.cmd, key, scope, (struct pl){(char *)what->buf, what->end});
	mem_deref(what);

	return request_write(req, &a->act.cmd, added_h, a);
}


int appeal_add(struct request *req, int64_t digits, struct pl text, struct pl key, enum contact_channel channel,
	       adding_done_h *done_h, void *arg)
{
	/* files alone are an answer too: an appeal that waits goes on */
	return add(req, &(struct appeal_act){.digits = digits, .event = APPEAL_CITIZEN_WRITES, .text = text, .channel = channel},
		   key, done_h, arg);
}


int appeal_attach(struct request *req, int64_t digits, struct pl key, adding_done_h *done_h, void *arg)
{
	return add(req, &(struct appeal_act){.digits = digits, .event = APPEAL_ADD_FILE, .channel = CHANNEL_DESK}, key, done_h, arg);
}


void appeal_added_reply(struct request *req, const struct appeal_act *act, const char *status)
{
	if (act->cmd.err)
		reply_errno(req, act->cmd.err);
	else if (act->cmd.refusal)
		app_refuse(req, act->cmd.refusal);
	else
		reply_json(req, 201, json_pack("{s:s}", "status", act->cmd.repeated ? "repeated" : status));
}


static void message_added_h(struct request *req, const struct appeal_act *act, void *arg)
{
	(void)arg;
	appeal_added_reply(req, act, appeal_state_name(act->state));
}


struct message_in {
	struct pl text;
};

static const struct want message_want[] = {
	{"text", WANT_TEXT, offsetof(struct message_in, text), true, APPEAL_TEXT_MAX, NULL},
};


static int message_h(struct request *req)
{
	struct pl key = request_header(req, "Idempotency-Key");
	struct message_in in = {{NULL, 0}};
	int64_t digits;

	if (!appeal_known(req, request_param(req, 0), request_header(req, "Appeal-Code"), &digits))
		return 0;
	if (!request_want(req, message_want, 1, &in))
		return 0;
	if (!appeal_key_good(key)) {
		reply_field(req, "Idempotency-Key", "appeal.form.key", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	return appeal_add(req, digits, in.text, key, CHANNEL_API, message_added_h, NULL);
}


static const struct route rows[] = {
	{POST, "/api/v1/appeals", ROLE_PUBLIC, BODY_JSON, BODY_MAX, RATE_INTAKE, post_h,
	 "Sends an appeal in and gives its number, its code and the time by which an answer is due",
	 "AppealNew", "AppealReceipt", 201, ROUTE_NO_CSRF},
	{GET, "/api/v1/appeals/{number}", ROLE_PUBLIC, BODY_NONE, 0, RATE_STATUS, get_h,
	 "How an appeal stands and what happened to it; the receipt code goes into the header Appeal-Code",
	 NULL, "AppealStatus", 200, 0},
	{POST, "/api/v1/appeals/{number}/messages", ROLE_PUBLIC, BODY_JSON, BODY_MAX, RATE_STATUS, message_h,
	 "Adds to an appeal; one that waits for the citizen goes on, one that was over is opened again",
	 "MessageNew", "MessageAdded", 201, ROUTE_NO_CSRF},
};

const struct route_set appeal_routes = ROUTE_SET(rows);
