/**
 * @file form.h  Bodies of HTML forms
 */
#ifndef OTKLIK_WEB_FORM_H
#define OTKLIK_WEB_FORM_H

#include "web/request.h"

enum {
	FORM_FIELDS_MAX = 64,
	FORM_NAME_MAX = 31,                /* bytes of a field's name */
	FORM_FILES_MAX = 10,
	FORM_TEXT_MAX = 256 * 1024,        /* all fields of a multipart body together, bytes */
};

struct form;

/** Prepares for the body that comes; false: refused (replied). A route that takes no form: true */
bool form_begin(struct request *req, struct pl type) MUST_CHECK;

/**
 * Takes a piece of a multipart body
 *
 * @param used Result: how much; less than `size` when the connection sleeps until a file's piece is written
 */
void form_take(struct request *req, const uint8_t *data, size_t size, size_t *used);

/** Is the body taken by form_take()? Others are collected whole */
bool form_streams(const struct request *req);

/** The body is whole; not 0: refused (replied) */
int form_end(struct request *req) MUST_CHECK;

/** Splits and decodes "a=1&b=2"; pure. EBADMSG, E2BIG more than FORM_FIELDS_MAX or too long a name */
int form_parse(struct form *form, struct pl body) MUST_CHECK;
int form_alloc(struct form **formp) MUST_CHECK;

/** A field, p == NULL: none */
struct pl form_field(const struct form *form, const char *name);

#endif
