/**
 * @file setting.h  What the handlers of settings share
 */
#ifndef OTKLIK_WEB_API_SETTING_H
#define OTKLIK_WEB_API_SETTING_H

#include "schedule/set.h"
#include "web/app.h"

/** Who changes how the hotline works, and who sees it */
enum { ROLE_SETTINGS = ROLE_SUPERVISOR | ROLE_ADMINISTRATOR };

/** Replies with the problem `schedule.…` of a refusal; `field` is set right by fault->word, or by this when it says none */
void setting_refuse(struct request *req, enum set_refusal refusal, const struct book_fault *fault);

/** Replies with the document that a query on a reader gives, status as told; NULL documents are 404 schedule.unknown */
typedef int (setting_read_h)(struct db *db, int64_t now_ms, const void *arg, json_t **objp);
int setting_reply(struct request *req, int status, setting_read_h *handler, const void *arg) MUST_CHECK;

/** A positive decimal id of the path, -1 when it is none */
int64_t setting_id(struct pl text);

#endif
