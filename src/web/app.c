/**
 * @file app.c  What handlers share
 */
#include "appeal/view.h"
#include "base/clock.h"
#include "base/rfc3339.h"
#include "web/app.h"
#include "web/web.h"


struct app *app_of(const struct request *req)
{
	return web_arg(request_web(req));
}


/* New settings on their way to the web thread */
struct settings_msg {
	struct msg msg;
	struct app *app;
	struct book *book;
	struct topics *topics;
	struct switchboard *board;
};


static void settings_h(struct msg *msg)
{
	struct settings_msg *s = CONTAINER_OF(msg, struct settings_msg, msg);

	book_unref(s->app->book);
	topics_unref(s->app->topics);
	s->app->book = s->book;
	s->app->topics = s->topics;
	if (s->board) {
		switchboard_unref(s->app->board);
		s->app->board = s->board;
		s->app->lines = switchboard_lines(s->board);
	}

	mem_deref(s);
}


int app_settings(struct web *web, struct book *book, struct topics *topics, struct switchboard *board)
{
	struct settings_msg *s = mem_zalloc(sizeof(*s), NULL);

	if (!s) {
		book_unref(book);
		topics_unref(topics);
		switchboard_unref(board);
		return ENOMEM;
	}

	s->msg.deliver_h = settings_h;
	s->app = web_arg(web);
	s->book = book;
	s->topics = topics;
	s->board = board;
	mailbox_post(web_mailbox(web), &s->msg);

	return 0;
}


struct viewing {
	struct query q;
	struct view v;
	struct book *book;               /* one reference of each, for the errand */
	struct topics *topics;
	app_view_h *view_h;
	app_viewed_h *done_h;
	void *arg;
	json_t *obj;
	int refusal;
};


static void viewing_destructor(void *arg)
{
	struct viewing *view = arg;

	json_decref(view->obj);
	book_unref(view->book);
	topics_unref(view->topics);
}


static int read_h(struct db *db, struct query *q)
{
	struct viewing *view = CONTAINER_OF(q, struct viewing, q);

	view->v.db = db;

	return view->view_h(&view->v, view->arg, &view->obj, &view->refusal);
}


static void viewed_h(struct request *req, void *arg)
{
	struct viewing *view = arg;
	json_t *obj = view->obj;

	view->obj = NULL;
	view->done_h(req, view->arg, obj, view->refusal, view->q.err);
}


int app_view_then(struct request *req, app_view_h *view_h, app_viewed_h *done_h, void *arg)
{
	struct viewing *view = request_alloc(req, sizeof(*view), viewing_destructor);
	const struct session *session = request_session(req);
	struct app *app = app_of(req);

	if (!view)
		return ENOMEM;

	view->q.read_h = read_h;
	view->book = book_ref(app->book);
	view->topics = topics_ref(app->topics);
	view->view_h = view_h;
	view->done_h = done_h;
	view->arg = arg;
	view->v = (struct view){
		.keys = web_keys(request_web(req)), .book = view->book, .topics = view->topics, .lang = request_lang(req),
		.actor = {session->staff, session->roles}, .now_ms = clock_wall_ms(),
	};

	return request_read(req, &view->q, viewed_h, view);
}


void app_viewed(struct request *req, json_t *owned, int refusal, int err)
{
	if (err) {
		json_decref(owned);
		reply_errno(req, err);
	}
	else if (refusal) {
		json_decref(owned);
		app_refuse(req, refusal);
	}
	else {
		reply_json(req, 200, owned);
	}
}


static void reply_view_h(struct request *req, void *arg, json_t *owned, int refusal, int err)
{
	(void)arg;
	app_viewed(req, owned, refusal, err);
}


int app_view(struct request *req, app_view_h *view_h, void *arg)
{
	return app_view_then(req, view_h, reply_view_h, arg);
}


void app_idempotent(struct request *req, struct command *cmd, struct pl key, const char *scope, struct pl what)
{
	const struct session *session = request_session(req);
	uint8_t digest[32];
	char head[96];
	struct mbuf *mb;
	int n;

	if (!key.l)
		return;

	/* keyed: what is asked holds phones and names, and the store must not let them be guessed */
	keyring_digest(web_keys(request_web(req)), KEY_DIGEST, what, cmd->digest);

	mb = mbuf_alloc(sizeof(head) + key.l);
	if (!mb)
		return;

	/* a key is its sender's own: another scope or another member of staff is another key */
	n = re_snprintf(head, sizeof(head), "%s\n%lld\n", scope, session->staff);
	if (n > 0 && 0 == mbuf_write_mem(mb, (uint8_t *)head, (size_t)n) && 0 == mbuf_write_pl(mb, &key)) {
		keyring_digest(web_keys(request_web(req)), KEY_DIGEST, (struct pl){(char *)mb->buf, mb->end}, digest);
		memcpy(cmd->id, digest, sizeof(cmd->id));
		cmd->keep = true;
	}

	mem_deref(mb);
}


const struct line *app_line(const struct app *app)
{
	static const char scheme[] = "tel:";
	struct pl number = app->org->phone_url;
	const struct line *line;

	if (!app->lines || !app->lines->n)
		return NULL;

	if (number.l > sizeof(scheme) - 1)
		pl_advance(&number, sizeof(scheme) - 1);
	line = line_find(app->lines, number, clock_wall_ms(), NULL);

	return line ? line : &app->lines->at[0];
}


struct pl app_hours(const struct app *app)
{
	const struct line *line = app_line(app);
	struct pl own = line ? pl_of(line->calendar) : (struct pl){NULL, 0};

	return line && book_calendar(app->book, LANG_RU, own) ? own : PL_LIT(BOOK_LINE);
}


json_t *app_time(const struct request *req, int64_t ms)
{
	char buf[RFC3339_SIZE];

	if (rfc3339_print(buf, ms, zone_offset_s(book_zone(app_of(req)->book), ms)))
		return json_null();

	return json_string(buf);
}


void app_refuse(struct request *req, int refusal)
{
	static const int status[] = {
		[APPEAL_UNKNOWN] = 404, [APPEAL_CHANGED] = 409, [APPEAL_NOT_NOW] = 409, [APPEAL_NOT_YOURS] = 409,
		[APPEAL_NOT_PERMITTED] = 403, [APPEAL_DRAFT_NEWER] = 409, [APPEAL_TOPIC_UNKNOWN] = 422, [APPEAL_FULL] = 422,
		[APPEAL_ERASED] = 410, [APPEAL_IDENTIFIER] = 422,
	};
	char code[64];

	if (REFUSED_ID_REUSED == refusal) {
		reply_problem(req, 422, "appeal.id_reused");
		return;
	}

	(void)re_snprintf(code, sizeof(code), "appeal.%s", appeal_refusal_name((enum appeal_refusal)refusal));
	reply_problem(req, status[refusal], code);
}
