/**
 * @file keep.c  How long a recording is kept, by what the call was about
 */
#include "base/setting.h"
#include "base/text.h"
#include "base/why.h"
#include "record/keep.h"


/* "Жалобы 365d": the last word is the term */
static int keep_read(struct record_keep *keep, struct pl text, struct mbuf *why)
{
	struct setting_value value = {NULL, 0};
	struct pl name = text, term;
	char what[256];
	int err;

	while (name.l && ' ' != name.p[name.l - 1])
		name.l--;
	term = (struct pl){text.p + name.l, text.l - name.l};
	name = text_trim(name);
	if (!name.l || name.l > RECORD_KEEP_NAME || !text_valid(name))
		return why_say(why, EINVAL, "--record.keep-topics: must be names of topics with terms, e.g. Жалобы 365d; ЖКХ 90d");

	err = setting_parse(&value, &setting_table[SET_RECORD_KEEP], term, NULL, what, sizeof(what));
	mem_deref(value.text);
	if (err)
		return EINVAL == err ? why_say(why, EINVAL, "--record.keep-topics: %.*s: %s", (int)name.l, name.p, what) : err;

	keep->keep_ms = value.num;
	return pl_strcpy(&name, keep->name, sizeof(keep->name));
}


int record_keeps_read(struct record_keeps *keeps, const char *text, int64_t def_ms, struct mbuf *why)
{
	struct pl rest = pl_of(text);

	*keeps = (struct record_keeps){.def_ms = def_ms};
	while (rest.l) {
		const char *end = memchr(rest.p, ';', rest.l);
		struct pl one = {rest.p, end ? (size_t)(end - rest.p) : rest.l};
		int err;

		pl_advance(&rest, (ssize_t)(one.l + !!end));
		one = text_trim(one);
		if (!one.l)
			continue;
		if (RECORD_KEEPS_MAX == keeps->n)
			return why_say(why, EINVAL, "--record.keep-topics: at most %d topics", RECORD_KEEPS_MAX);

		err = keep_read(&keeps->at[keeps->n], one, why);
		if (err)
			return err;
		keeps->n++;
	}

	return 0;
}


int64_t record_keep_of(const struct record_keeps *keeps, const struct pl *namev, size_t namec)
{
	for (size_t i = 0; i < namec; i++) {
		for (size_t k = 0; k < keeps->n && namev[i].l; k++) {
			if (text_alike(namev[i], pl_of(keeps->at[k].name)))
				return keeps->at[k].keep_ms;
		}
	}

	return keeps->def_ms;
}
