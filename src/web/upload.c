/**
 * @file upload.c  Files of a form: from the socket into the blob store, piece by piece
 *
 * The web thread collects a piece of at most BLOB_CHUNK, hands it to a worker and lets the connection sleep until it is written:
 * so a file is never whole in memory, and a slow disk holds up its sender alone. What came is scrapped unless a command
 * kept it.
 */
#include <stdlib.h>
#include "db/blob.h"
#include "web/filetype.h"
#include "web/form_priv.h"


struct sink {
	struct job job;
	struct request *req;               /* ref while the job is out */
	struct upload *upload;
	const struct blob_store *bs;
	struct blob_writer *bw;
	int64_t max_bytes;
	bool last, full;
	int err;
	size_t len;
	uint8_t buf[BLOB_CHUNK + MULTIPART_HOLD];
};

/* What is removed by a worker, when nobody waits for it */
struct scrap {
	struct job job;
	const struct blob_store *bs;
	struct blob_writer *bw;
	char name[BLOB_NAME_SIZE];
};


static void scrap_work_h(struct job *job)
{
	struct scrap *scrap = CONTAINER_OF(job, struct scrap, job);

	mem_deref(scrap->bw);
	if (*scrap->name)
		(void)!blob_remove(scrap->bs, scrap->name);        /* else the sweep finds it */
}


static void scrap_done_h(struct job *job)
{
	free(CONTAINER_OF(job, struct scrap, job));
}


static void scrap_send(const struct web *web, struct blob_writer *bw, const char *name)
{
	struct scrap *scrap = calloc(1, sizeof(*scrap));

	if (scrap) {
		scrap->job.work_h = scrap_work_h;
		scrap->job.done_h = scrap_done_h;
		scrap->bs = web->prm.blobs;
		scrap->bw = bw;
		str_ncpy(scrap->name, name, sizeof(scrap->name));
		if (!pool_submit(web->prm.workers, &scrap->job))
			return;
	}

	free(scrap);
	mem_deref(bw);
}


static void sink_destructor(void *arg)
{
	struct sink *sink = arg;

	if (sink->bw)
		scrap_send(sink->req->web, sink->bw, "");
}


void upload_scrap(struct form *form)
{
	form->sink = mem_deref(form->sink);

	for (size_t i = 0; i < form->uploadc; i++) {

		struct upload *up = &form->uploadv[i];

		if (!up->kept && *up->blob)
			scrap_send(form->req->web, NULL, up->blob);
	}
}


/* A client of the API is refused at once. On a page the file is left out and the form is read to its end, so that nothing
   else that was typed is lost; the page says of the first such file what is wrong with it */
static int refuse(struct form *form, const char *code, struct pl name)
{
	if (!(form->req->route->flags & ROUTE_PAGE)) {
		form->refused = code;
		return 0;
	}

	if (!form->fault) {
		form->fault = code;
		filename_clean(form->fault_name, sizeof(form->fault_name), name);
	}

	form->sink = mem_deref(form->sink);
	return 0;
}


int upload_begin(struct form *form, struct pl filename)
{
	const struct web_prm *prm = &form->req->web->prm;
	struct upload *up;

	if (!prm->blobs || !prm->workers || form->req->route->body != BODY_UPLOAD)
		return EBADMSG;
	if (form->uploadc == FORM_FILES_MAX)
		return refuse(form, "file.count", filename);

	if (!form->uploadv)
		form->uploadv = mem_zalloc(FORM_FILES_MAX * sizeof(*form->uploadv), NULL);
	form->sink = mem_zalloc(sizeof(*form->sink), sink_destructor);
	if (!form->uploadv || !form->sink)
		return ENOMEM;

	up = &form->uploadv[form->uploadc];
	memset(up, 0, sizeof(*up));
	str_ncpy(up->field, form->name, sizeof(up->field));
	filename_clean(up->name, sizeof(up->name), filename);

	form->sink->req = form->req;
	form->sink->upload = up;
	form->sink->bs = prm->blobs;
	form->sink->max_bytes = (int64_t)prm->limits.file_max_bytes;
	return 0;
}


int upload_data(struct form *form, const uint8_t *data, size_t size)
{
	const struct web_limits *lim = &form->req->web->prm.limits;
	struct sink *sink = form->sink;

	if (form->refused)
		return 0;

	sink->upload->size_bytes += (int64_t)size;
	form->files_bytes += (int64_t)size;
	if (sink->upload->size_bytes > (int64_t)lim->file_max_bytes)
		return refuse(form, "file.large", pl_of(sink->upload->name));
	if (form->files_bytes > (int64_t)lim->files_max_bytes)
		return refuse(form, "file.large_all", pl_of(sink->upload->name));

	memcpy(sink->buf + sink->len, data, size);
	sink->len += size;
	return 0;
}


int upload_end(struct form *form)
{
	if (!form->sink->upload->size_bytes)
		return refuse(form, "file.empty", pl_of(form->sink->upload->name));

	form->sink->last = true;
	return 0;
}


size_t upload_room(const struct form *form)
{
	return BLOB_CHUNK - (form->sink && form->sink->len < BLOB_CHUNK ? form->sink->len : 0);
}


/* On a worker */
static void sink_work_h(struct job *job)
{
	struct sink *sink = CONTAINER_OF(job, struct sink, job);
	struct upload *up = sink->upload;
	int64_t size;

	if (!sink->bw)
		sink->err = blob_create(&sink->bw, sink->bs, sink->max_bytes);
	if (!sink->err)
		sink->err = blob_write(sink->bw, sink->buf, sink->len);
	if (!sink->err && sink->last)
		sink->err = blob_finish(sink->bw, up->blob, up->key, &size);
	if (sink->err || sink->last)
		sink->bw = mem_deref(sink->bw);
}


static void sink_done_h(struct job *job)
{
	struct sink *sink = CONTAINER_OF(job, struct sink, job);
	struct request *req = sink->req;
	int err = job->err ? job->err : sink->err;

	req->pending--;
	sink->len = 0;
	if (err)
		reply_errno(req, err);
	if (err || sink->last) {
		if (!err)
			req->form->uploadc++;
		req->form->sink = mem_deref(sink);
	}

	conn_phase(req->conn, PHASE_BODY);
	request_resume(req);
	mem_deref(req);
}


bool upload_flush(struct form *form)
{
	struct sink *sink = form->sink;
	struct request *req = form->req;
	int err;

	if (!sink || (!sink->last && sink->len < BLOB_CHUNK))
		return false;

	if (!sink->upload->type) {
		sink->upload->type = filetype_of((struct pl){(char *)sink->buf, sink->len});
		if (!sink->upload->type) {
			(void)refuse(form, "file.type", pl_of(sink->upload->name));
			if (!form->refused)
				return false;
			reply_field(req, form->name, form->refused, NULL, 0, NULL);
			reply_problem(req, 422, "request.fields");
			return true;
		}
	}

	sink->job.home = web_mailbox(req->web);
	sink->job.work_h = sink_work_h;
	sink->job.done_h = sink_done_h;
	err = pool_submit(req->web->prm.workers, &sink->job);
	if (err) {
		reply_errno(req, err);
		return true;
	}

	mem_ref(req);
	req->pending++;
	req->suspended = true;
	conn_phase(req->conn, PHASE_WORK);
	MHD_suspend_connection(req->mc);
	return true;
}


const char *request_upload_fault(const struct request *req, const char **namep)
{
	*namep = req->form ? req->form->fault_name : "";
	return req->form ? req->form->fault : NULL;
}


int request_upload_add(struct request *req, const struct upload *up)
{
	struct form *form = req->form;

	if (!form)
		return EINVAL;

	for (size_t i = 0; i < form->uploadc; i++) {
		if (!strcmp(form->uploadv[i].blob, up->blob))
			return 0;
	}
	if (form->uploadc == FORM_FILES_MAX)
		return E2BIG;

	if (!form->uploadv)
		form->uploadv = mem_zalloc(FORM_FILES_MAX * sizeof(*form->uploadv), NULL);
	if (!form->uploadv)
		return ENOMEM;

	form->uploadv[form->uploadc] = *up;
	form->uploadv[form->uploadc++].kept = true;
	return 0;
}


void request_uploads_keep(struct request *req)
{
	for (size_t i = 0; req->form && i < req->form->uploadc; i++)
		req->form->uploadv[i].kept = true;
}
