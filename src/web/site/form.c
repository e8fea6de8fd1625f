/**
 * @file form.c  The form, and the receipt for it
 *
 * A form with something wrong is shown again with all that was typed and the files that came; so is one that could not be stored.
 * Its hidden key makes a double submit one appeal.
 */
#include <stdlib.h>
#include "web/api/appeal.h"
#include "web/site/keep.h"
#include "web/site/site.h"
#include "web/web.h"

enum { FORM_MAX = 256 * 1024, FIELDS = 7 };

/* What was sent, an accepted suggestion in its place */
struct sent {
	struct pl key;
	struct pl kind, text, topic, region, name, phone, email;
};


/* A key that is none of ours is replaced: then this form is a new one */
static struct sent sent_read(struct site *s)
{
	struct pl key = request_field(s->req, "key");

	return (struct sent){
		.key = key.l && key.l <= KEEP_KEY_MAX && appeal_key_good(key) ? key : site_key(s),
		.kind = site_field(s, "kind"), .text = site_lines(s, site_field(s, "text")), .topic = site_field(s, "topic"),
		.region = site_field(s, "region"), .name = site_field(s, "name"), .phone = site_field(s, "phone"), .email = site_field(s, "email"),
	};
}


/* Topics below the one above them, as the list has them */
static void topics_fill(struct site *s, struct page_form *p)
{
	const struct topics *topics = s->app->topics;
	struct page_option *options = site_alloc(s, topics->n * sizeof(*options));

	for (size_t i = 0; options && i < topics->n; i++) {

		const struct topic *topic = &topics->at[i];
		struct pl id;

		if (!topic->active)
			continue;

		id = site_print(s, "%lld", topic->id);
		options[p->topics_n++] = (struct page_option){id, pl_of(topic->name[s->lang]), !pl_cmp(&id, &p->topic.value)};
	}

	p->topics = options;
}


static int label_cmp(const void *a, const void *b)
{
	const struct page_option *x = a, *y = b;

	return strcmp(x->label.p, y->label.p);
}


/* By name: nobody knows the code of a region */
static void regions_fill(struct site *s, struct page_form *p)
{
	const struct regions *regions = book_regions(s->app->book);
	size_t n = regions_count(regions);
	struct page_option *options = site_alloc(s, n * sizeof(*options));

	for (size_t i = 0; options && i < n; i++) {

		const struct region *region = regions_at(regions, i);

		options[i] = (struct page_option){pl_of(region->code), pl_of(region->name),
			!pl_strcmp(&p->region.value, region->code)};
	}

	if (!options)
		return;

	qsort(options, n, sizeof(*options), label_cmp);
	p->regions = options;
	p->regions_n = n;
}


static struct page_form form_make(struct site *s, const struct sent *sent)
{
	struct page_form p = {
		.base = site_base(s, "/appeal"), .key = sent->key, .limits = site_limits(s), .kind.value = sent->kind,
		.text.value = sent->text, .topic.value = sent->topic, .region.value = sent->region, .name.value = sent->name,
		.phone.value = sent->phone, .email.value = sent->email,
	};

	topics_fill(s, &p);
	regions_fill(s, &p);
	return p;
}


static void faults_set(struct site *s, struct page_form *p, const struct form_faults *faults)
{
	const struct {
		const char *name;
		struct page_field *field;
	} fields[FIELDS] = {
		{"kind", &p->kind}, {"text", &p->text}, {"topic", &p->topic}, {"region", &p->region}, {"name", &p->name},
		{"phone", &p->phone}, {"email", &p->email},
	};

	for (unsigned i = 0; i < faults->n; i++) {
		for (size_t k = 0; k < FIELDS; k++) {

			if (strcmp(faults->at[i].field, fields[k].name))
				continue;

			fields[k].field->error = site_text(s, faults->at[i].key, NULL, 0);
			fields[k].field->suggestion = site_print(s, "%s", faults->at[i].suggestion);
		}
	}
}


static int form_h(struct request *req)
{
	struct site s = site_of(req);
	struct sent sent = {.key = site_key(&s), .kind = request_query(req, "kind")};
	struct page_form p = form_make(&s, &sent);
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);

	return site_reply(&s, 200, mb, mb ? page_form(mb, &p) : ENOMEM);
}


int form_again(struct mbuf *mb, struct site *s, struct pl trouble, int64_t retry_s)
{
	struct page_form p;
	struct sent sent;
	bool all;
	int err;

	request_form_rescue(s->req);
	sent = sent_read(s);
	all = files_collect(s, sent.key);
	p = form_make(s, &sent);
	p.trouble = trouble;
	p.retry_s = retry_s;
	p.kept = files_keep(s, sent.key, &p.kept_n);
	p.files_error = files_error(s, all);

	err = page_form(mb, &p);
	return err ? err : s->err;
}


/* Taken under this key already, with other words: a new key, and the sender decides. Its files may belong to that one */
static void form_reused(struct site *s)
{
	struct sent sent = sent_read(s);
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);
	struct page_form p;
	int err;

	sent.key = site_key(s);
	p = form_make(s, &sent);
	p.trouble = site_text(s, T_SITE_FORM_AGAIN, NULL, 0);

	err = site_reply(s, 422, mb, mb ? page_form(mb, &p) : ENOMEM);
	if (err)
		reply_errno(s->req, err);
}


/* ---- the receipt ---- */

/* "+7 912 345-67-89" */
static struct pl phone_print(struct site *s, const char *phone)
{
	if (strlen(phone) != 12 || strncmp(phone, "+7", 2))
		return site_print(s, "%s", phone);

	return site_print(s, "+7 %b %b-%b-%b", phone + 2, (size_t)3, phone + 5, (size_t)3, phone + 8, (size_t)2, phone + 10, (size_t)2);
}


static void number_set(struct site *s, struct page_receipt *p, int64_t digits)
{
	struct pl origin = site_origin(s);

	p->number = site_number(s, digits, &p->number_shown);
	p->code = site_code(s, digits);
	p->code_shown = site_print(s, "%b %b", p->code.p, p->code.l / 2, p->code.p + p->code.l / 2, p->code.l - p->code.l / 2);

	if (origin.l) {
		struct pl path = site_path(s, PL_LIT("/status"));
		const char *host = pl_strchr(&origin, '/');

		p->status_url = site_print(s, "%r%r?number=%r", &origin, &path, &p->number);
		p->status_url_shown = site_print(s, "%b%r", host + 2, origin.l - (size_t)(host + 2 - origin.p), &path);
	}
}


static void files_list(struct site *s, struct page_receipt *p)
{
	const struct upload *uploads = request_uploads(s->req, &p->files_n);
	struct page_file *files = site_alloc(s, p->files_n * sizeof(*files));

	for (size_t i = 0; files && i < p->files_n; i++)
		files[i] = (struct page_file){pl_of(uploads[i].name), site_size(s, uploads[i].size_bytes), {NULL, 0}};

	p->files = files;
}


static struct pl region_text(const struct site *s, int64_t code)
{
	char buf[24];
	const struct region *region;

	if (DB_NULL == code)
		return (struct pl){NULL, 0};

	(void)re_snprintf(buf, sizeof(buf), "%02lld", code);
	region = regions_find(book_regions(s->app->book), pl_of(buf));

	return region ? pl_of(region->name) : (struct pl){NULL, 0};
}


static int receipt_reply(struct site *s, const struct appeal_clean *clean, const struct intake_result *res)
{
	const struct topic *topic = DB_NULL == clean->topic ? NULL : topics_find(s->app->topics, clean->topic);
	struct page_receipt p = {
		.base = site_base(s, "/appeal"), .sent = site_time(s, WHEN_MOMENT, s->now_ms),
		.answer_by = site_time(s, WHEN_DUE, res->answer_by_ms), .kind = appeal_kind_name(clean->kind), .text = clean->text,
		.topic = topic ? pl_of(topic->name[s->lang]) : pl_of(NULL), .region = region_text(s, clean->region),
		.name = pl_of(clean->name), .phone = phone_print(s, clean->phone), .email = pl_of(clean->email),
	};
	struct mbuf *mb = mbuf_alloc(SITE_PAGE);

	number_set(s, &p, res->digits);
	files_list(s, &p);

	return site_reply(s, 201, mb, mb ? page_receipt(mb, &p) : ENOMEM);
}


static void taken_h(struct request *req, const struct intake_result *res, void *arg)
{
	const struct appeal_clean *clean = arg;
	struct site s = site_of(req);
	int err = res->err;

	if (!err && REFUSED_ID_REUSED == res->refusal) {
		form_reused(&s);
		return;
	}
	if (!err && res->refusal) {
		app_refuse(req, res->refusal);
		return;
	}

	if (!err)
		err = receipt_reply(&s, clean, res);
	if (err)
		reply_errno(req, err);
}


static int send_h(struct request *req)
{
	struct site s = site_of(req);
	struct appeal_clean *clean = site_alloc(&s, sizeof(*clean));
	struct sent sent = sent_read(&s);
	bool all = files_collect(&s, sent.key);
	struct form_faults faults;
	struct page_form p;
	struct mbuf *mb;

	if (s.err)
		return s.err;

	appeal_form_check(&(struct appeal_form){
			.kind = sent.kind, .text = sent.text, .topic = sent.topic, .name = sent.name, .phone = sent.phone,
			.email = sent.email, .region = sent.region, .lang = s.lang, .channel = CHANNEL_FORM},
			book_regions(s.app->book), s.app->topics, app_today(req), clean, &faults);
	p.files_error = files_error(&s, all);
	if (!faults.n && !p.files_error.l)
		return appeal_intake(req, clean, sent.key, taken_h, clean);

	p = form_make(&s, &sent);
	faults_set(&s, &p, &faults);
	p.files_error = files_error(&s, all);
	p.kept = files_keep(&s, sent.key, &p.kept_n);

	mb = mbuf_alloc(SITE_PAGE);
	return site_reply(&s, 422, mb, mb ? page_form(mb, &p) : ENOMEM);
}


static const struct route rows[] = {
	{GET, "/appeal", ROLE_PUBLIC, BODY_NONE, 0, RATE_PAGE, form_h, "The form", NULL, NULL, 200, ROUTE_PAGE},
	{POST, "/appeal", ROLE_PUBLIC, BODY_UPLOAD, FORM_MAX, RATE_INTAKE, send_h, "Takes the form, gives the receipt", NULL, NULL, 201,
	 ROUTE_PAGE | ROUTE_NO_CSRF},
};

const struct route_set site_form_routes = ROUTE_SET(rows);
