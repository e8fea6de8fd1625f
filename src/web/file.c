/**
 * @file file.c  Replies with a sealed file: a piece at a time, read by a worker while the connection sleeps
 *
 * One range (RFC 9110 §14): several, or what cannot be read, give the whole. Always as an attachment under a sandbox: what a
 * stranger sent is never shown as a page of ours.
 */
#include <ctype.h>
#include "db/blob.h"
#include "web/web_priv.h"


enum { BLOCK = 16 * 1024 };        /* MHD's own buffer for the reply */

struct file {
	struct job job;
	struct request *req;       /* ref */
	struct blob_reader *reader;
	int64_t left;              /* bytes that are to be read yet */
	size_t begin, end;         /* what waits in buf */
	int err;
	bool out;                  /* the job is with a worker */
	uint8_t buf[BLOB_CHUNK];
};


static void file_destructor(void *arg)
{
	struct file *file = arg;

	mem_deref(file->reader);
	mem_deref(file->req);
}


/* On a worker */
static void file_work_h(struct job *job)
{
	struct file *file = CONTAINER_OF(job, struct file, job);
	size_t want = file->left < BLOB_CHUNK ? (size_t)file->left : BLOB_CHUNK, n = 0;

	file->err = blob_read(file->reader, file->buf, want, &n);
	file->begin = 0;
	file->end = n;
	if (!file->err && !n)
		file->err = EBADMSG;
}


static void file_done_h(struct job *job)
{
	struct file *file = CONTAINER_OF(job, struct file, job);

	if (job->err)
		file->err = job->err;
	file->out = false;
	file->left -= (int64_t)file->end;
	if (file->req->conn)
		conn_phase(file->req->conn, PHASE_SEND);
	request_resume(file->req);
	mem_deref(file);
}


static ssize_t file_read_h(void *arg, uint64_t pos, char *buf, size_t max)
{
	struct file *file = arg;
	struct request *req = file->req;
	size_t n = file->end - file->begin;

	if (n) {
		n = n < max ? n : max;
		memcpy(buf, file->buf + file->begin, n);
		file->begin += n;
		return (ssize_t)n;
	}

	if (file->err)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (!file->left)
		return MHD_CONTENT_READER_END_OF_STREAM;

	file->begin = file->end = 0;
	file->job.home = web_mailbox(req->web);
	file->job.work_h = file_work_h;
	file->job.done_h = file_done_h;
	if (pool_submit(req->web->prm.workers, &file->job))
		return MHD_CONTENT_READER_END_WITH_ERROR;

	mem_ref(file);
	file->out = true;
	req->suspended = true;
	conn_phase(req->conn, PHASE_WORK);
	MHD_suspend_connection(req->mc);
	return 0;
}


static void file_free_h(void *arg)
{
	mem_deref(arg);
}


static bool digits(struct pl text)
{
	for (size_t i = 0; i < text.l; i++) {
		if (!isdigit((unsigned char)text.p[i]))
			return false;
	}

	return text.l < 19;
}


int range_parse(struct pl header, int64_t size, int64_t *first, int64_t *last)
{
	const char *dash = header.l > 6 && !memcmp(header.p, "bytes=", 6) ? memchr(header.p, '-', header.l) : NULL;
	struct pl from, to;

	if (!dash)
		return ENOENT;

	from = (struct pl){header.p + 6, (size_t)(dash - header.p) - 6};
	to = (struct pl){dash + 1, header.l - from.l - 7};
	if (!digits(from) || !digits(to) || (!from.l && !to.l))
		return ENOENT;

	if (!from.l) {                             /* the last n bytes */
		int64_t n = (int64_t)pl_u64(&to);

		if (!n || !size)
			return ERANGE;
		*first = n < size ? size - n : 0;
		*last = size - 1;
		return 0;
	}

	*first = (int64_t)pl_u64(&from);
	*last = to.l ? (int64_t)pl_u64(&to) : size - 1;
	if (to.l && *last < *first)
		return ENOENT;
	if (*first >= size)
		return ERANGE;
	if (*last >= size)
		*last = size - 1;

	return 0;
}


/* RFC 6266: an ASCII name for old clients, the real one percent-encoded */
static void disposition_set(struct request *req, const char *name)
{
	char plain[128], coded[3 * 256 + 1];
	size_t n = 0, m = 0;

	for (const char *p = name; *p; p++) {

		uint8_t c = (uint8_t)*p;
		bool safe = isalnum(c) || (c && strchr("-_.", c));

		if (n + 1 < sizeof(plain) && c < 0x80)
			plain[n++] = safe ? (char)c : '_';
		if (m + 4 < sizeof(coded))
			m += (size_t)re_snprintf(coded + m, sizeof(coded) - m, safe ? "%c" : "%%%02X", c);
	}

	plain[n] = coded[m] = '\0';
	reply_header(req, "Content-Disposition", "attachment; filename=\"%s%s\"; filename*=UTF-8''%s",
		     !n || plain[0] == '.' ? "file" : "", plain, coded);
}


int range_take(struct request *req, int64_t size_bytes, int64_t *first, int64_t *last, int *status)
{
	struct pl range = request_header(req, "Range");
	int err = range.p && !request_header(req, "If-Range").p ? range_parse(range, size_bytes, first, last) : ENOENT;

	if (err == ERANGE) {
		reply_header(req, "Content-Range", "bytes */%lld", size_bytes);
		reply_problem(req, 416, "request.range");
		return err;
	}

	if (err) {
		*first = 0;
		*last = size_bytes - 1;
		return 0;
	}

	*status = 206;
	reply_header(req, "Content-Range", "bytes %lld-%lld/%lld", *first, *last, size_bytes);
	return 0;
}


void reply_file(struct request *req, struct blob_reader *owned, int64_t size_bytes, const char *type, const char *name)
{
	struct file *file = mem_zalloc(sizeof(*file), file_destructor);
	struct MHD_Response *resp = NULL;
	int64_t first, last;
	int status = 200;

	if (!file) {
		mem_deref(owned);
		reply_errno(req, ENOMEM);
		return;
	}

	file->reader = owned;
	file->req = mem_ref(req);
	if (range_take(req, size_bytes, &first, &last, &status))
		goto out;

	if (blob_seek(owned, first)) {
		reply_errno(req, EBADMSG);
		goto out;
	}

	file->left = last - first + 1;
	resp = MHD_create_response_from_callback((uint64_t)file->left, BLOCK, file_read_h, file, file_free_h);
	if (!resp) {
		reply_errno(req, ENOMEM);
		goto out;
	}

	(void)MHD_add_response_header(resp, "Content-Type", type);
	(void)MHD_add_response_header(resp, "Accept-Ranges", "bytes");
	disposition_set(req, name);
	reply_response(req, status, resp);
	return;

out:
	mem_deref(file);
}
