/**
 * @file refresh.c  Session timers: what two sides agree on, and when what is due
 */
#include "voice/sip/refresh.h"

enum { DIGITS_MAX = 9, S_MAX = 7 * 24 * 3600, GRACE_MAX_S = 32, MS = 1000 };


const char *refresh_by_name(enum refresh_by by)
{
	return REFRESH_UAS == by ? "uas" : "uac";
}


bool refresh_read(struct refresh *r, struct pl value)
{
	struct pl digits = {value.p, 0}, by;
	unsigned s = 0;

	while (digits.l < value.l && digits.l <= DIGITS_MAX && value.p[digits.l] >= '0' && value.p[digits.l] <= '9')
		s = s * 10 + (unsigned)(value.p[digits.l++] - '0');

	if (!digits.l || digits.l > DIGITS_MAX || (digits.l < value.l && !strchr("; \t\r", value.p[digits.l])))
		return false;

	*r = (struct refresh){.s = s < S_MAX ? s : S_MAX, .by = REFRESH_ANY};
	if (0 == re_regex(value.p, value.l, "refresher[ ]*=[ ]*[a-z]3", NULL, NULL, &by))
		r->by = 0 == pl_strcasecmp(&by, "uas") ? REFRESH_UAS : 0 == pl_strcasecmp(&by, "uac") ? REFRESH_UAC : REFRESH_ANY;

	return true;
}


/* Who does not know timers does not refresh, and is not told that it asks for too little: we refresh, no more often than we want */
enum refresh_verdict refresh_take(struct refresh *r, const struct refresh *wish, bool supported, unsigned min_s)
{
	if (wish->s && wish->s < min_s && supported)
		return REFRESH_TOO_SHORT;

	r->s = wish->s && wish->s < min_s ? min_s : wish->s;
	r->by = !supported || REFRESH_UAS == wish->by ? REFRESH_UAS : REFRESH_UAC;
	return REFRESH_GOOD;
}


unsigned refresh_due_ms(const struct refresh *r, bool ours)
{
	unsigned ms = r->s * MS, grace = ms / 3 < GRACE_MAX_S * MS ? ms / 3 : GRACE_MAX_S * MS;

	return ours ? ms / 2 : ms - grace;
}
