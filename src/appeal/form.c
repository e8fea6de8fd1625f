/**
 * @file form.c  Is a form good enough to be taken in?
 *
 * Only what makes an appeal impossible to answer is refused: no kind, no text, a phone or a mail address that leads nowhere.
 */
#include "appeal/enter.h"
#include "appeal/topic.h"
#include "base/text.h"

enum { NAME_MAX_CHARS = 100, EMAIL_MAX = 254, EMAIL_LOCAL_MAX = 64 };


static void fault(struct form_faults *faults, const char *field, enum text_key key, const char *suggestion)
{
	struct form_fault *f;

	if (faults->n >= FORM_FAULTS_MAX)
		return;

	f = &faults->at[faults->n++];
	f->field = field;
	f->key = key;
	(void)re_snprintf(f->suggestion, sizeof(f->suggestion), "%s", suggestion ? suggestion : "");
}


/* Valid UTF-8 without control characters other than the ends of lines and tabs */
static bool text_good(struct pl text)
{
	if (!text_valid(text))
		return false;

	for (size_t i = 0; i < text.l; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || 0x7f == c)
			return false;
	}

	return true;
}


bool appeal_text_check(struct pl text, struct pl *clean, enum text_key *key)
{
	*clean = text_trim(text);

	/* no more bytes than that are no more characters either */
	if (text_good(text) && clean->l && (clean->l <= APPEAL_TEXT_MAX || text_count(*clean) <= APPEAL_TEXT_MAX))
		return true;

	*key = !text_good(text) ? T_APPEAL_FORM_TEXT_BROKEN : !clean->l ? T_APPEAL_FORM_TEXT_EMPTY : T_APPEAL_FORM_TEXT_LONG;
	return false;
}


static void check_text(const struct appeal_form *form, struct appeal_clean *clean, struct form_faults *faults)
{
	enum text_key key;

	if (!appeal_text_check(form->text, &clean->text, &key))
		fault(faults, "text", key, NULL);
}


static void check_called(const struct appeal_form *form, struct appeal_clean *clean, struct form_faults *faults)
{
	struct pl name = text_trim(form->name);

	if (!name.l)
		return;

	if (!text_good(name) || text_count(name) > NAME_MAX_CHARS || name.l >= sizeof(clean->name)) {
		fault(faults, "name", T_APPEAL_FORM_NAME, NULL);
		return;
	}

	(void)pl_strcpy(&name, clean->name, sizeof(clean->name));
}


static void check_call_back(const struct appeal_form *form, int32_t today, struct appeal_clean *clean,
			    struct form_faults *faults)
{
	struct pl phone = text_trim(form->phone);
	struct check_result res;

	if (!phone.l)
		return;

	check_phone(&res, phone, today);

	if (CHECK_INVALID == res.verdict || strlen(res.value) >= sizeof(clean->phone))
		fault(faults, "phone", res.key, res.suggestion);
	else
		(void)re_snprintf(clean->phone, sizeof(clean->phone), "%s", res.value);
}


/* One @, something before it, a domain with a dot behind it, nothing that cannot stand there (RFC 5321 4.5.3.1 for lengths).
   Whether it leads anywhere only a letter can tell. The domain in lower case: it makes no difference (RFC 4343). */
bool appeal_email_check(struct pl email, char *dst, size_t size)
{
	const char *at = pl_strchr(&email, '@');
	size_t local = at ? (size_t)(at - email.p) : 0;
	bool dot = false;

	if (!local || local > EMAIL_LOCAL_MAX || email.l > EMAIL_MAX || email.l >= size)
		return false;

	for (size_t i = 0; i < email.l; i++) {
		unsigned char c = (unsigned char)email.p[i];

		if (c <= ' ' || 0x7f == c || strchr("()<>,;:\\\"[]", c) || ('@' == c && i != local))
			return false;
		if ('.' == c && (0 == i || i + 1 == local || i == local + 1 || i + 1 == email.l || '.' == email.p[i - 1]))
			return false;
		if ('.' == c && i > local)
			dot = true;

		dst[i] = i > local && c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : (char)c;
	}
	dst[email.l] = '\0';

	return dot && email.l > local + 3;
}


static void check_mail(const struct appeal_form *form, struct appeal_clean *clean, struct form_faults *faults)
{
	struct pl email = text_trim(form->email);

	if (!email.l)
		return;

	if (!text_good(email) || !appeal_email_check(email, clean->email, sizeof(clean->email))) {
		clean->email[0] = '\0';
		fault(faults, "email", T_APPEAL_FORM_EMAIL, NULL);
	}
}


static void check_place(const struct appeal_form *form, const struct regions *regions, const struct topics *topics,
			struct appeal_clean *clean, struct form_faults *faults)
{
	struct pl region = text_trim(form->region), topic = text_trim(form->topic);

	clean->region = clean->topic = DB_NULL;

	if (region.l) {
		const struct region *found = regions_find(regions, region);
		struct pl code;

		if (!found)
			found = regions_named(regions, region);

		code = pl_of(found ? found->code : NULL);
		if (found)
			clean->region = pl_u32(&code);
		else
			fault(faults, "region", T_APPEAL_FORM_REGION, NULL);
	}

	if (topic.l) {
		const struct topic *found = topics_find(topics, (int64_t)pl_u64(&topic));

		if (!found)
			found = topics_named(topics, topic);

		if (found && found->active)
			clean->topic = found->id;
		else
			fault(faults, "topic", T_APPEAL_FORM_TOPIC, NULL);
	}
}


void appeal_form_check(const struct appeal_form *form, const struct regions *regions, const struct topics *topics,
		       int32_t today, struct appeal_clean *clean, struct form_faults *faults)
{
	memset(clean, 0, sizeof(*clean));
	faults->n = 0;

	clean->lang = form->lang;
	clean->channel = form->channel;
	clean->actor = form->actor;
	clean->kind = appeal_kind_of(text_trim(form->kind));
	if (!clean->kind)
		fault(faults, "kind", T_APPEAL_FORM_KIND, NULL);

	check_text(form, clean, faults);
	check_place(form, regions, topics, clean, faults);
	check_called(form, clean, faults);
	check_call_back(form, today, clean, faults);
	check_mail(form, clean, faults);
}
