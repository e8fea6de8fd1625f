/**
 * @file form.c  Forms: application/x-www-form-urlencoded, and the fields of multipart/form-data
 */
#include <strings.h>
#include "web/form_priv.h"


struct field {
	struct le le;
	struct pl name, val;
	char buf[];
};


static void form_destructor(void *arg)
{
	struct form *form = arg;

	upload_scrap(form);
	list_flush(&form->fieldl);
	mem_deref(form->mp);
	mem_deref(form->val);
	mem_deref(form->uploadv);
}


int form_alloc(struct form **formp)
{
	*formp = mem_zalloc(sizeof(**formp), form_destructor);
	return *formp ? 0 : ENOMEM;
}


static struct field *field_alloc(struct form *form, size_t name_len, size_t val_len, int *err)
{
	struct field *field;

	*err = E2BIG;
	if (list_count(&form->fieldl) == FORM_FIELDS_MAX || name_len > 3 * FORM_NAME_MAX)
		return NULL;

	*err = ENOMEM;
	field = mem_zalloc(sizeof(*field) + name_len + val_len + 2, NULL);
	if (!field)
		return NULL;

	*err = 0;
	list_append(&form->fieldl, &field->le, field);
	return field;
}


int form_add(struct form *form, struct pl name, struct pl val)
{
	int err;
	struct field *field = field_alloc(form, name.l, val.l, &err);

	if (!field)
		return err;

	memcpy(field->buf, name.p, name.l);
	if (val.l)
		memcpy(field->buf + name.l + 1, val.p, val.l);
	field->name = (struct pl){field->buf, name.l};
	field->val = (struct pl){field->buf + name.l + 1, val.l};
	return 0;
}


static int field_decode(struct form *form, struct pl name, struct pl val)
{
	int err;
	struct field *field = field_alloc(form, name.l, val.l, &err);

	if (!field)
		return err;

	err = percent_decode(&field->name, name, field->buf, true);
	if (!err)
		err = percent_decode(&field->val, val, field->buf + name.l + 1, true);
	if (!err && field->name.l > FORM_NAME_MAX)
		err = E2BIG;

	return err;
}


int form_parse(struct form *form, struct pl body)
{
	while (body.l) {

		const char *end = memchr(body.p, '&', body.l);
		size_t l = end ? (size_t)(end - body.p) : body.l;
		const char *eq = memchr(body.p, '=', l);
		struct pl name = {body.p, eq ? (size_t)(eq - body.p) : l};
		struct pl val = {eq ? eq + 1 : body.p + l, eq ? l - name.l - 1 : 0};
		int err = name.l ? field_decode(form, name, val) : l ? EBADMSG : 0;

		if (err)
			return err;

		body.p += l + (end != NULL);
		body.l -= l + (end != NULL);
	}

	return 0;
}


struct pl form_field(const struct form *form, const char *name)
{
	for (const struct le *le = form ? form->fieldl.head : NULL; le; le = le->next) {

		const struct field *field = le->data;

		if (!pl_strcmp(&field->name, name))
			return field->val;
	}

	return (struct pl){NULL, 0};
}


/* Handlers of the multipart parser */

static int part_begin_h(struct pl name, struct pl filename, void *arg)
{
	struct form *form = arg;

	if (!utf8_valid(name))
		return EBADMSG;
	if (name.l > FORM_NAME_MAX)
		return E2BIG;

	memcpy(form->name, name.p, name.l);
	form->name[name.l] = '\0';

	if (filename.p)
		return filename.l ? upload_begin(form, filename) : 0;      /* "": no file was chosen */

	form->val = mbuf_alloc(256);
	return form->val ? 0 : ENOMEM;
}


static int part_data_h(const uint8_t *data, size_t size, void *arg)
{
	struct form *form = arg;

	if (form->sink)
		return upload_data(form, data, size);
	if (!form->val)
		return 0;

	form->text_bytes += size;
	return form->text_bytes > FORM_TEXT_MAX ? E2BIG : mbuf_write_mem(form->val, data, size);
}


static int part_end_h(void *arg)
{
	struct form *form = arg;
	struct pl val;
	int err;

	if (form->sink)
		return upload_end(form);
	if (!form->val)
		return 0;

	val = (struct pl){(char *)form->val->buf, form->val->end};
	err = utf8_valid(val) ? form_add(form, pl_of(form->name), val) : EBADMSG;
	form->val = mem_deref(form->val);
	return err;
}


bool form_begin(struct request *req, struct pl type)
{
	struct multipart_h h = {part_begin_h, part_data_h, part_end_h, NULL};
	int err;

	if (req->route->body != BODY_FORM && req->route->body != BODY_UPLOAD)
		return true;

	err = form_alloc(&req->form);
	if (!err && type.l > 10 && !strncasecmp(type.p, "multipart/", 10)) {
		h.arg = req->form;
		err = multipart_alloc(&req->form->mp, type, &h);
	}
	if (!err)
		req->form->req = req;

	if (err == EBADMSG)
		reply_problem(req, 400, "request.form");
	else if (err)
		reply_errno(req, err);

	return !err;
}


bool form_streams(const struct request *req)
{
	return req->form && req->form->mp;
}


static void refuse(struct request *req, int err)
{
	struct form *form = req->form;

	if (form->refused) {
		reply_field(req, form->name, form->refused,
			    (struct text_arg[]){TEXT_NUM("n", FORM_FILES_MAX),
						TEXT_NUM("mb", (int64_t)(req->web->prm.limits.file_max_bytes >> 20))}, 2, NULL);
		reply_problem(req, 422, "request.fields");
	}
	else if (err == EBADMSG) {
		reply_problem(req, 400, "request.form");
	}
	else if (err == E2BIG) {
		reply_problem(req, 413, "request.large");
	}
	else {
		reply_errno(req, err);
	}
}


void form_take(struct request *req, const uint8_t *data, size_t size, size_t *used)
{
	struct form *form = req->form;

	*used = 0;
	while (*used < size) {

		size_t room = upload_room(form), left = size - *used, n;
		int err = multipart_feed(form->mp, data + *used, left < room ? left : room, &n);

		*used += n;
		if (err || form->refused) {
			refuse(req, err);
			*used = size;
			return;
		}
		if (upload_flush(form)) {
			if (req->resp)
				*used = size;              /* refused: the rest is of no use */
			return;
		}
	}
}


int form_end(struct request *req)
{
	int err = req->form->mp ? multipart_end(req->form->mp) : form_parse(req->form, request_body(req));

	if (err)
		refuse(req, err == E2BIG ? EBADMSG : err);

	return err;
}


struct pl request_field(const struct request *req, const char *name)
{
	return form_field(req->form, name);
}


struct pl request_field_nth(const struct request *req, const char *name, unsigned n)
{
	for (const struct le *le = req->form ? req->form->fieldl.head : NULL; le; le = le->next) {

		const struct field *field = le->data;

		if (!pl_strcmp(&field->name, name) && !n--)
			return field->val;
	}

	return (struct pl){NULL, 0};
}


void request_form_rescue(struct request *req)
{
	if (req->form && !req->form->mp && list_isempty(&req->form->fieldl) && form_parse(req->form, request_body(req)))
		list_flush(&req->form->fieldl);
}


const struct upload *request_uploads(const struct request *req, size_t *countp)
{
	*countp = req->form ? req->form->uploadc : 0;
	return req->form ? req->form->uploadv : NULL;
}
