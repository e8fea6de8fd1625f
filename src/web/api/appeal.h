/**
 * @file appeal.h  Taking appeals in and finding them, for the API and for the pages alike
 */
#ifndef OTKLIK_WEB_API_APPEAL_H
#define OTKLIK_WEB_API_APPEAL_H

#include "appeal/act.h"
#include "appeal/enter.h"
#include "web/request.h"

/** An Idempotency-Key has 1 … 200 visible ASCII characters; none is good too */
bool appeal_key_good(struct pl key);

/** The day it is where the organisation is */
int32_t app_today(const struct request *req);

struct intake_result {
	int err, refusal;
	bool repeated;
	int64_t digits, answer_by_ms;
};

/** Takes a checked form in, with the request's files; done_h must reply */
typedef void (intake_done_h)(struct request *req, const struct intake_result *res, void *arg);
int appeal_intake(struct request *req, const struct appeal_clean *clean, struct pl key, intake_done_h *done_h, void *arg) MUST_CHECK;

/** Replies to an intake: 201 with number and term (and the code, with the place of its status, when it is given), or what went wrong */
void appeal_entered_reply(struct request *req, const struct intake_result *res, const char *code);

/** Reads and checks a JSON form; false: replied 422 with every wrong field. Texts are borrowed while the request lives */
bool appeal_form_read(struct request *req, enum contact_channel channel, struct appeal_clean *clean);

/** What a form's check found, as wrong fields of the coming problem */
void appeal_faults_reply(struct request *req, const struct form_faults *faults);

/** Do number and code belong together? false: replied (404, slowing down; 429) */
bool appeal_known(struct request *req, struct pl number, struct pl code, int64_t *digits);

/** Adds a text (borrowed while the request lives) and the request's files to an appeal; done_h must reply */
typedef void (adding_done_h)(struct request *req, const struct appeal_act *act, void *arg);
int appeal_add(struct request *req, int64_t digits, struct pl text, struct pl key, enum contact_channel channel,
	       adding_done_h *done_h, void *arg) MUST_CHECK;

/** Replies to an addition: 201 with this word, "repeated" the second time, or what went wrong */
void appeal_added_reply(struct request *req, const struct appeal_act *act, const char *status);

/** Adds the request's files to an appeal for the desk */
int appeal_attach(struct request *req, int64_t digits, struct pl key, adding_done_h *done_h, void *arg) MUST_CHECK;

#endif
