/**
 * @file file.h  Files of appeals, for the API and for the pages alike
 */
#ifndef OTKLIK_WEB_API_FILE_H
#define OTKLIK_WEB_API_FILE_H

#include "web/request.h"

/** Replies with a file of an appeal, to whom it may be shown: the caller has checked that */
int file_send(struct request *req, int64_t digits, struct pl id) MUST_CHECK;

#endif
