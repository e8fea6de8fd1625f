/**
 * @file file.c  Files of appeals: down to the citizen and the desk, up from the desk
 */
#include <sodium.h>
#include "appeal/act.h"
#include "appeal/file.h"
#include "web/api/appeal.h"
#include "web/api/desk.h"
#include "web/api/file.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum { FIELDS_MAX = 64 * 1024 };


struct sending {
	struct query q;
	const struct keyring *keys;
	const struct blob_store *blobs;
	int64_t digits, id;
	struct appeal_file file;
	struct blob_reader *reader;
	enum appeal_refusal refusal;
};


static void sending_destructor(void *arg)
{
	struct sending *s = arg;

	sodium_memzero(s->file.key, sizeof(s->file.key));
	mem_deref(s->reader);
}


/* On a reader: the row, its seal, and the file itself */
static int sending_read_h(struct db *db, struct query *q)
{
	struct sending *s = CONTAINER_OF(q, struct sending, q);
	int err;

	err = appeal_file_find(db, s->keys, s->digits, s->id, &s->file, &s->refusal);
	if (err || s->refusal)
		return err;

	return blob_open(&s->reader, s->blobs, s->file.blob, s->file.key);
}


static void sending_done_h(struct request *req, void *arg)
{
	struct sending *s = arg;
	struct blob_reader *reader = s->reader;

	if (s->q.err) {
		reply_errno(req, s->q.err);
	}
	else if (s->refusal) {
		app_refuse(req, s->refusal);
	}
	else {
		s->reader = NULL;
		reply_file(req, reader, blob_size(reader), s->file.type, s->file.name);
	}
}


int file_send(struct request *req, int64_t digits, struct pl id)
{
	struct sending *s = request_alloc(req, sizeof(*s), sending_destructor);

	if (!s)
		return ENOMEM;

	s->q.read_h = sending_read_h;
	s->keys = web_keys(request_web(req));
	s->blobs = web_blobs(request_web(req));
	s->digits = digits;
	s->id = id.l ? (int64_t)pl_u64(&id) : 0;

	return request_read(req, &s->q, sending_done_h, s);
}


static int citizen_file_h(struct request *req)
{
	int64_t digits;

	if (!appeal_known(req, request_param(req, 0), request_header(req, "Appeal-Code"), &digits))
		return 0;

	return file_send(req, digits, request_param(req, 1));
}


static int desk_file_h(struct request *req)
{
	int64_t digits;

	return desk_number(req, &digits) ? file_send(req, digits, request_param(req, 1)) : 0;
}


/* ---- up from the desk ---- */

static void uploaded_h(struct request *req, const struct appeal_act *act, void *arg)
{
	(void)arg;
	appeal_added_reply(req, act, "stored");
}


static int desk_upload_h(struct request *req)
{
	struct pl key = request_header(req, "Idempotency-Key");
	int64_t digits;
	size_t n = 0;

	if (!desk_number(req, &digits))
		return 0;

	(void)request_uploads(req, &n);
	if (!n)
		reply_field(req, "files", "file.none", NULL, 0, NULL);
	if (!appeal_key_good(key))
		reply_field(req, "Idempotency-Key", "appeal.form.key", NULL, 0, NULL);
	if (reply_has_fields(req)) {
		reply_problem(req, 422, "request.fields");
		return 0;
	}

	return appeal_attach(req, digits, key, uploaded_h, NULL);
}


static const struct route rows[] = {
	{GET, "/api/v1/appeals/{number}/files/{id}", ROLE_PUBLIC, BODY_NONE, 0, RATE_STATUS, citizen_file_h,
	 "A file of an appeal; the receipt code goes into the header Appeal-Code", NULL, NULL, 200, 0},
	{GET, "/api/v1/desk/appeals/{number}/files/{id}", ROLE_DESK, BODY_NONE, 0, RATE_STAFF, desk_file_h,
	 "A file of an appeal, as an attachment", NULL, NULL, 200, 0},
	{POST, "/api/v1/desk/appeals/{number}/files", ROLE_DESK, BODY_UPLOAD, FIELDS_MAX, RATE_STAFF, desk_upload_h,
	 "Adds files, which the citizen sees too; multipart/form-data, field `files`", "FileNew", "MessageAdded", 201, 0},
};

const struct route_set file_routes = ROUTE_SET(rows);
