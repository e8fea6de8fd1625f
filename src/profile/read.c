/**
 * @file read.c  A profile as a file: JSON, checked member by member
 */
#include <stdlib.h>
#include "base/durable.h"
#include "base/text.h"
#include "base/why.h"
#include "person/check.h"
#include "profile/profile_priv.h"

static const char format[] = "otklik profile 1";
static const char *const langs[LANG_COUNT] = {[LANG_RU] = "ru", [LANG_EN] = "en"};
static const char *const members[] = {"format", "name", "region", "phone", "privacy_address", "calendars", "terms", "topics",
	"lines", "flows", "trunks", "checklists", "illustrative"};


static void profile_destructor(void *arg)
{
	struct profile *p = arg;

	mem_deref(p->lines);
	mem_deref(p->flows);
	mem_deref(p->trunks);
	mem_deref(p->checklists);
	json_decref(p->root);
	mem_deref(p->phone_url);
	mem_deref(p->from);
}


static int text_of(const struct profile *p, const json_t *obj, const char *name, struct pl *pl, struct mbuf *why)
{
	const json_t *v = json_object_get(obj, name);
	struct pl got = {json_string_value(v), json_string_length(v)};

	if (!got.p || !text_trim(got).l || got.l > PROFILE_TEXT_MAX || memchr(got.p, '\n', got.l))
		return why_say(why, EINVAL, "%s: member `%s` must be a line of text of at most %d bytes", p->from, name, PROFILE_TEXT_MAX);

	*pl = got;
	return 0;
}


static int both(const struct profile *p, const json_t *obj, const char *name, struct pl pl[LANG_COUNT], struct mbuf *why)
{
	const json_t *v = json_object_get(obj, name);
	int err = 0;

	if (!json_is_object(v))
		return why_say(why, EINVAL, "%s: member `%s` must be {\"ru\": …, \"en\": …}", p->from, name);

	for (int lang = 0; lang < LANG_COUNT && !err; lang++)
		err = text_of(p, v, langs[lang], &pl[lang], why);

	return err;
}


static int phone(struct profile *p, struct mbuf *why)
{
	const json_t *v = json_object_get(p->root, "phone");
	struct check_result res;
	struct pl e164 = {NULL, 0};
	int err;

	err = text_of(p, v, "e164", &e164, why);
	if (!err)
		err = text_of(p, v, "shown", &p->org.phone, why);
	if (!err)
		err = both(p, v, "note", p->org.phone_note, why);
	if (err)
		return err;

	check_phone(&res, e164, 0);
	if (CHECK_INVALID == res.verdict)
		return why_say(why, EINVAL, "%s: phone.e164 is no telephone number; write it like +78001234567", p->from);

	err = re_sdprintf(&p->phone_url, "tel:%s", res.value);
	if (!err)
		p->org.phone_url = pl_of(p->phone_url);

	return err;
}


static int known_only(const struct profile *p, struct mbuf *why)
{
	const char *key;
	json_t *value;

	json_object_foreach(p->root, key, value) {
		bool known = false;

		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
			known |= 0 == strcmp(members[i], key);
		if (!known)
			return why_say(why, EINVAL, "%s: there is no member `%s` in a profile", p->from, key);
	}

	return 0;
}


/* One line says the first fault and how many there are; `otklik flow check` says all */
static int flows_take(struct profile *p, struct mbuf *why)
{
	struct list faults = LIST_INIT;
	const struct flow_fault *first;
	unsigned n;
	int err;

	err = flows_read(&p->flows, json_object_get(p->root, "flows"), &faults);
	first = list_ledata(list_head(&faults));
	n = list_count(&faults);
	if (!err && n > 1)
		err = why_say(why, EINVAL, "%s: %s: %s (and %u more: otklik flow check)", p->from, first->path, first->what, n - 1);
	else if (!err && n)
		err = why_say(why, EINVAL, "%s: %s: %s", p->from, first->path, first->what);

	list_flush(&faults);
	return err;
}


static int fill(struct profile *p, struct mbuf *why)
{
	struct pl text;
	int err;

	err = known_only(p, why);
	if (!err)
		err = text_of(p, p->root, "format", &text, why);
	if (!err && pl_strcmp(&text, format))
		err = why_say(why, EINVAL, "%s: member `format` must be \"%s\"", p->from, format);
	if (!err)
		err = both(p, p->root, "name", p->org.name, why);
	if (!err)
		err = both(p, p->root, "region", p->org.region, why);
	if (!err)
		err = phone(p, why);
	if (!err && json_object_get(p->root, "privacy_address"))
		err = both(p, p->root, "privacy_address", p->org.privacy_address, why);
	if (!err && json_object_get(p->root, "illustrative") && !json_is_boolean(json_object_get(p->root, "illustrative")))
		err = why_say(why, EINVAL, "%s: member `illustrative` is true or false", p->from);
	if (!err)
		err = flows_take(p, why);
	if (!err)
		err = lines_read(&p->lines, json_object_get(p->root, "lines"), p->flows, p->from, why);
	if (!err)
		err = trunks_read(&p->trunks, json_object_get(p->root, "trunks"), TRUNK_OF_PROFILE, p->from, why);
	if (!err)
		err = checklists_read(&p->checklists, json_object_get(p->root, "checklists"), p->from, why);

	return err;
}


int profile_read(struct profile **pp, const char *file, struct mbuf *why)
{
	struct mbuf *mb = NULL;
	struct profile *p;
	json_error_t error;
	int err;

	p = mem_zalloc(sizeof(*p), profile_destructor);
	if (!p)
		return ENOMEM;

	err = str_dup(&p->from, file ? file : "the built-in profile");
	if (!err && file) {
		err = durable_read(file, PROFILE_FILE_MAX, &mb);
		if (err)
			err = why_say(why, err, "%s: cannot be read: %s", file, strerror(err));
	}
	if (err)
		goto out;

	p->root = mb ? json_loadb((char *)mb->buf, mb->end, JSON_REJECT_DUPLICATES, &error)
		: json_loadb(data_profile_demo, data_profile_demo_size, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(p->root))
		err = p->root ? why_say(why, EINVAL, "%s: a profile is a JSON object", p->from)
			: why_say(why, EINVAL, "%s:%d: %s", p->from, error.line, error.text);
	else
		err = fill(p, why);

out:
	mem_deref(mb);
	if (err)
		mem_deref(p);
	else
		*pp = p;

	return err;
}


bool profile_illustrative(const struct profile *profile)
{
	return json_is_true(json_object_get(profile->root, "illustrative"));
}


const struct flows *profile_flows(const struct profile *profile)
{
	return profile->flows;
}


const struct lines *profile_lines(const struct profile *profile)
{
	return profile->lines;
}


const json_t *profile_json(const struct profile *profile)
{
	return profile->root;
}


const struct trunk_plans *profile_trunks(const struct profile *profile)
{
	return profile->trunks;
}


const struct org *profile_org(const struct profile *profile)
{
	return &profile->org;
}
