/**
 * @file status.h  How an appeal stands, as a page
 */
#ifndef OTKLIK_WEB_SITE_STATUS_H
#define OTKLIK_WEB_SITE_STATUS_H

#include "web/site/site.h"

/** What the page is asked for; in memory of the request */
struct status_ask {
	int64_t digits;                    /* number and code were checked */
	bool again;                        /* an addition has to be shown again, with what is wrong: */
	bool reused;                       /* its files belong to what was added under the old key */
	int status;                        /* of HTTP */
	struct pl key, text;               /* hidden key, what was typed */
	struct pl text_error, files_error, trouble;
	int64_t retry_s;
};

int status_reply(struct request *req, struct status_ask *ask) MUST_CHECK;

#endif
