/**
 * @file form_priv.h  What form.c and upload.c share
 */
#ifndef OTKLIK_WEB_FORM_PRIV_H
#define OTKLIK_WEB_FORM_PRIV_H

#include "web/form.h"
#include "web/multipart.h"
#include "web/web_priv.h"

struct sink;

struct form {
	struct list fieldl;
	struct request *req;               /* borrowed */
	struct multipart *mp;              /* NULL: urlencoded */

	char name[FORM_NAME_MAX + 1];      /* of the part that comes */
	struct mbuf *val;                  /* its text; NULL: a file, or nothing */
	size_t text_bytes;

	struct upload *uploadv;            /* FORM_FILES_MAX */
	size_t uploadc;
	int64_t files_bytes;
	struct sink *sink;                 /* where the file that comes goes; NULL: no file */
	const char *refused;               /* code of the field's problem */
	const char *fault;                 /* the same on a page: the file was left out, the form goes on */
	char fault_name[256];              /* of that file */
};

/** A field with its value as it is */
int form_add(struct form *form, struct pl name, struct pl val) MUST_CHECK;

/* upload.c */
int upload_begin(struct form *form, struct pl filename) MUST_CHECK;
int upload_data(struct form *form, const uint8_t *data, size_t size) MUST_CHECK;
int upload_end(struct form *form);

/** How many more bytes may be fed before the sink must be emptied */
size_t upload_room(const struct form *form);

/** Sends what waits to a worker: true, then the connection has to sleep */
bool upload_flush(struct form *form);

/** Removes what no command kept */
void upload_scrap(struct form *form);

#endif
