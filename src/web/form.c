/**
 * @file form.c  Fields of forms: application/x-www-form-urlencoded
 */
#include "web/form.h"
#include "web/web_priv.h"


struct field {
	struct le le;
	struct pl name, val;
	char buf[];
};

struct form {
	struct list fieldl;
};


static void form_destructor(void *arg)
{
	struct form *form = arg;

	list_flush(&form->fieldl);
}


int form_alloc(struct form **formp)
{
	*formp = mem_zalloc(sizeof(**formp), form_destructor);
	return *formp ? 0 : ENOMEM;
}


static int field_add(struct form *form, struct pl name, struct pl val)
{
	struct field *field;
	int err;

	if (list_count(&form->fieldl) == FORM_FIELDS_MAX)
		return E2BIG;

	field = mem_zalloc(sizeof(*field) + name.l + val.l + 2, NULL);
	if (!field)
		return ENOMEM;

	list_append(&form->fieldl, &field->le, field);
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
		int err = name.l ? field_add(form, name, val) : l ? EBADMSG : 0;

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


bool form_begin(struct request *req, struct pl type)
{
	if (req->route->body != BODY_FORM && req->route->body != BODY_UPLOAD)
		return true;

	if (form_alloc(&req->form)) {
		reply_errno(req, ENOMEM);
		return false;
	}

	return true;
}


int form_end(struct request *req)
{
	int err = form_parse(req->form, request_body(req));

	if (err == EBADMSG || err == E2BIG)
		reply_problem(req, 400, "request.form");
	else if (err)
		reply_errno(req, err);

	return err;
}


struct pl request_field(const struct request *req, const char *name)
{
	return form_field(req->form, name);
}
