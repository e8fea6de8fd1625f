/**
 * @file rfc3339.c  Instants as text
 */
#include <stdio.h>
#include "base/date.h"
#include "base/rfc3339.h"

enum { DAY_MS = 86400000, OFFSET_MAX_S = 23 * 3600 + 59 * 60 };


/* Two digits at most `max`, or -1 */
static int two(const char *p, int max)
{
	int v;

	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;

	v = (p[0] - '0') * 10 + p[1] - '0';
	return v <= max ? v : -1;
}


/* Reads ".123456789" from *p; the milliseconds, or -1 */
static int fraction(struct pl *rest)
{
	static const int16_t weight[3] = {100, 10, 1};
	int ms = 0;
	size_t n = 0;

	if (!rest->l || rest->p[0] != '.')
		return 0;

	pl_advance(rest, 1);
	while (n < rest->l && rest->p[n] >= '0' && rest->p[n] <= '9') {
		if (n < 3)
			ms += (rest->p[n] - '0') * weight[n];
		n++;
	}
	if (n < 1 || n > 9)
		return -1;

	pl_advance(rest, (ssize_t)n);
	return ms;
}


static int offset(struct pl s, int *offset_s)
{
	int h, m;

	if (s.l == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
		*offset_s = 0;
		return 0;
	}
	if (s.l != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':')
		return EBADMSG;

	h = two(s.p + 1, 23);
	m = two(s.p + 4, 59);
	if (h < 0 || m < 0)
		return EBADMSG;

	*offset_s = (h * 3600 + m * 60) * (s.p[0] == '-' ? -1 : 1);
	return 0;
}


int rfc3339_parse(struct pl text, int64_t *ms, int *offset_s)
{
	struct pl rest = text;
	int h, m, s, frac, off;
	int64_t t;
	int32_t day;

	if (!text.p || text.l < 20 || text.l > RFC3339_SIZE + 5)
		return EBADMSG;
	if (date_parse((struct pl){text.p, 10}, &day))
		return EBADMSG;
	if ((text.p[10] != 'T' && text.p[10] != 't') || text.p[13] != ':' || text.p[16] != ':')
		return EBADMSG;

	h = two(text.p + 11, 23);
	m = two(text.p + 14, 59);
	s = two(text.p + 17, 60);
	if (h < 0 || m < 0 || s < 0)
		return EBADMSG;

	pl_advance(&rest, 19);
	frac = fraction(&rest);
	if (frac < 0 || offset(rest, &off))
		return EBADMSG;

	t = ((int64_t)day * 86400 + h * 3600 + m * 60 + s - off) * 1000 + frac;
	if (s == 60 && (t - frac) % DAY_MS)
		return EBADMSG;

	*ms = t;
	if (offset_s)
		*offset_s = off;
	return 0;
}


int rfc3339_print(char buf[RFC3339_SIZE], int64_t ms, int offset_s)
{
	const int64_t first = (int64_t)DATE_DAY_MIN * DAY_MS, last = ((int64_t)DATE_DAY_MAX + 1) * DAY_MS;
	char date[DATE_SIZE], frac[8] = "", zone[8] = "Z";
	int minutes = offset_s / 60, s, n;
	int64_t local, day;

	if (offset_s > OFFSET_MAX_S || offset_s < -OFFSET_MAX_S)
		return EINVAL;
	if (ms < first - DAY_MS || ms > last + DAY_MS)
		return EINVAL;

	local = ms + (int64_t)minutes * 60000;
	if (local < first || local >= last)
		return EINVAL;

	day = (local >= 0 ? local : local - (DAY_MS - 1)) / DAY_MS;
	local -= day * DAY_MS;
	s = (int)(local / 1000);

	date_print(date, (int32_t)day);
	if (local % 1000)
		snprintf(frac, sizeof(frac), ".%03d", (int)(local % 1000));
	if (minutes) {
		n = minutes < 0 ? -minutes : minutes;
		snprintf(zone, sizeof(zone), "%c%02d:%02d", minutes < 0 ? '-' : '+', n / 60 % 24, n % 60);
	}

	snprintf(buf, RFC3339_SIZE, "%s" "T%02d:%02d:%02d%s%s", date, s / 3600, s / 60 % 60, s % 60, frac, zone);
	return 0;
}
