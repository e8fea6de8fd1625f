/**
 * @file write.c  Adding to an appeal
 */
#include "web/api/appeal.h"
#include "web/site/keep.h"
#include "web/site/status.h"

enum { FORM_MAX = 256 * 1024, RETRY_S = 10 };


/* The appeal is shown again with what was typed */
static void again(struct site *s, struct status_ask *ask, int status, struct pl trouble)
{
	int err;

	ask->again = true;
	ask->status = status;
	ask->trouble = trouble;

	err = s->err ? s->err : status_reply(s->req, ask);
	if (err)
		reply_errno(s->req, err);
}


static int added_reply(struct site *s, const struct appeal_act *act, int64_t digits)
{
	struct page_added p = {
		.base = site_base(s, "/status"), .code = request_field(s->req, "code"), .at = site_time(s, WHEN_MOMENT, s->now_ms),
	};
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);

	p.number = site_number(s, digits, &p.number_shown);
	p.reopened = APPEAL_REOPENED == act->state;
	if (APPEAL_NEW == act->state || APPEAL_IN_WORK == act->state || p.reopened)
		p.answer_by = site_time(s, WHEN_DUE, act->answer_by_given_ms);

	return site_reply(s, 201, mb, mb ? page_added(mb, &p) : ENOMEM);
}


static void added_h(struct request *req, const struct appeal_act *act, void *arg)
{
	struct status_ask *ask = arg;
	struct site s = site_of(req);
	int err;

	if (act->cmd.err) {
		ask->retry_s = RETRY_S;
		again(&s, ask, 503, site_text(&s, T_SITE_STATUS_TROUBLE, NULL, 0));
		return;
	}
	if (REFUSED_ID_REUSED == act->cmd.refusal) {
		ask->key = site_key(&s);
		ask->reused = true;
		again(&s, ask, 422, site_text(&s, T_SITE_STATUS_AGAIN, NULL, 0));
		return;
	}
	if (act->cmd.refusal) {
		again(&s, ask, 409, site_text(&s, APPEAL_FULL == act->cmd.refusal ? T_APPEAL_REFUSAL_FULL
				: APPEAL_ERASED == act->cmd.refusal ? T_SITE_STATUS_ERASED : T_APPEAL_REFUSAL_NOT_NOW, NULL, 0));
		return;
	}

	err = added_reply(&s, act, ask->digits);
	if (err)
		reply_errno(req, err);
}


static int add_h(struct request *req)
{
	struct site s = site_of(req);
	struct status_ask *ask = site_alloc(&s, sizeof(*ask));
	struct pl key = request_field(req, "key"), clean;
	enum text_key wrong = T_SITE_STATUS_EMPTY;
	size_t files = 0;
	bool all;

	if (!ask || !find_known(&s, &ask->digits))
		return s.err;

	ask->key = key.l && key.l <= KEEP_KEY_MAX && appeal_key_good(key) ? key : site_key(&s);
	ask->text = site_lines(&s, request_field(req, "text"));
	all = files_collect(&s, ask->key);
	ask->files_error = files_error(&s, all);
	(void)request_uploads(req, &files);

	if (!appeal_text_check(ask->text, &clean, &wrong) && (clean.l || !files))
		ask->text_error = site_text(&s, clean.l ? wrong : T_SITE_STATUS_EMPTY, NULL, 0);

	if (ask->files_error.l || ask->text_error.l) {
		ask->again = true;
		ask->status = 422;
		return s.err ? s.err : status_reply(req, ask);
	}

	return s.err ? s.err : appeal_add(req, ask->digits, clean, ask->key, CHANNEL_FORM, added_h, ask);
}


static const struct route rows[] = {
	{POST, "/status/add", ROLE_PUBLIC, BODY_UPLOAD, FORM_MAX, RATE_STATUS, add_h, "Adds to an appeal", NULL, NULL, 201,
	 ROUTE_PAGE | ROUTE_NO_CSRF},
};

const struct route_set site_write_routes = ROUTE_SET(rows);
