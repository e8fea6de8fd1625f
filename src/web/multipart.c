/**
 * @file multipart.c  The parser of multipart/form-data
 *
 * Content is scanned for CR LF "--" BOUNDARY. Bytes that may be the beginning of it are counted (`match`), not stored: they are
 * known, so when they turn out to be content they are told from the delimiter itself.
 */
#include <strings.h>
#include "web/multipart.h"


enum state {
	FIRST,             /* the boundary that begins the body */
	AFTER,             /* behind a boundary: CRLF or "--" */
	HEADERS,
	CONTENT,
	EPILOGUE,
};

struct multipart {
	struct multipart_h h;
	enum state state;
	char delim[4 + MULTIPART_BOUNDARY_MAX + 1];        /* CR LF - - BOUNDARY */
	size_t delim_len, match;
	char head[MULTIPART_HEADERS_MAX + 1];
	size_t head_len;
};


static bool boundary_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr("'()+_,-./:=? ", c));
}


/* The value of a parameter: `; name=token` or `; name="…"` (backslash escapes are kept out: browsers write %22) */
static bool param_find(struct pl *val, struct pl header, const char *name)
{
	size_t nl = strlen(name);

	for (size_t i = 0; i + nl + 1 < header.l; i++) {

		const char *p = header.p + i, *end = header.p + header.l, *q;

		if (*p == '"') {                           /* over a quoted value */
			q = memchr(p + 1, '"', (size_t)(end - p - 1));
			if (!q)
				return false;
			i = (size_t)(q - header.p);
			continue;
		}
		if ((*p != ';' && *p != ' ' && *p != '\t') || strncasecmp(p + 1, name, nl) || p[1 + nl] != '=')
			continue;

		p += nl + 2;
		if (p < end && *p == '"') {
			q = memchr(p + 1, '"', (size_t)(end - p - 1));
			if (!q)
				return false;
			*val = (struct pl){p + 1, (size_t)(q - p - 1)};
			return true;
		}

		for (q = p; q < end && *q != ';' && *q != ' '; q++)
			;
		*val = (struct pl){p, (size_t)(q - p)};
		return true;
	}

	return false;
}


int multipart_alloc(struct multipart **mpp, struct pl type, const struct multipart_h *handlers)
{
	struct multipart *mp;
	struct pl boundary;

	if (type.l < 20 || strncasecmp(type.p, "multipart/form-data", 19) || !param_find(&boundary, type, "boundary"))
		return EBADMSG;
	if (!boundary.l || boundary.l > MULTIPART_BOUNDARY_MAX || boundary.p[boundary.l - 1] == ' ')
		return EBADMSG;
	for (size_t i = 0; i < boundary.l; i++) {
		if (!boundary_char(boundary.p[i]))
			return EBADMSG;
	}

	mp = mem_zalloc(sizeof(*mp), NULL);
	if (!mp)
		return ENOMEM;

	mp->h = *handlers;
	mp->delim_len = 4 + boundary.l;
	memcpy(mp->delim, "\r\n--", 4);
	memcpy(mp->delim + 4, boundary.p, boundary.l);
	mp->match = 2;                                     /* the first boundary has no line before it */

	*mpp = mp;
	return 0;
}


/* One header of a part, without its line end */
static int header_take(struct pl line, struct pl *name, struct pl *filename)
{
	static const char want[] = "content-disposition:";
	struct pl rest;

	if (!memchr(line.p, ':', line.l))
		return EBADMSG;
	if (line.l < sizeof(want) - 1 || strncasecmp(line.p, want, sizeof(want) - 1))
		return 0;

	rest = (struct pl){line.p + sizeof(want) - 1, line.l - sizeof(want) + 1};
	while (rest.l && *rest.p == ' ') {
		rest.p++;
		rest.l--;
	}
	if (name->p || rest.l < 9 || strncasecmp(rest.p, "form-data", 9) || !param_find(name, rest, "name"))
		return EBADMSG;

	(void)param_find(filename, rest, "filename");
	return 0;
}


/* The headers of a part are whole, with the empty line */
static int headers_take(struct multipart *mp)
{
	struct pl name = {NULL, 0}, filename = {NULL, 0};
	const char *p = mp->head, *end = mp->head + mp->head_len - 2;

	while (p < end) {

		const char *cr = memchr(p, '\r', (size_t)(end - p));
		int err;

		if (!cr || cr + 1 >= end + 2 || cr[1] != '\n')
			return EBADMSG;

		err = header_take((struct pl){p, (size_t)(cr - p)}, &name, &filename);
		if (err)
			return err;
		p = cr + 2;
	}

	if (!name.l)
		return EBADMSG;

	mp->state = CONTENT;
	mp->match = 0;
	return mp->h.begin_h(name, filename, mp->h.arg);
}


static int head_byte(struct multipart *mp, uint8_t c)
{
	size_t n = mp->head_len;

	if (n == MULTIPART_HEADERS_MAX || !c)
		return EBADMSG;

	mp->head[mp->head_len++] = (char)c;
	n = mp->head_len;
	if (c == '\n' && (n < 2 || mp->head[n - 2] != '\r'))
		return EBADMSG;

	if (n == 2 && !memcmp(mp->head, "\r\n", 2))        /* no headers at all: no name */
		return EBADMSG;

	return n >= 4 && !memcmp(mp->head + n - 4, "\r\n\r\n", 4) ? headers_take(mp) : 0;
}


/* Behind a boundary: two characters decide */
static int after_byte(struct multipart *mp, uint8_t c)
{
	mp->head[mp->head_len++] = (char)c;
	if (mp->head_len < 2)
		return c == '\r' || c == '-' ? 0 : EBADMSG;

	if (!memcmp(mp->head, "--", 2))
		mp->state = EPILOGUE;
	else if (!memcmp(mp->head, "\r\n", 2))
		mp->state = HEADERS;
	else
		return EBADMSG;

	mp->head_len = 0;
	return 0;
}


static int tell(struct multipart *mp, const uint8_t *data, size_t size)
{
	return size ? mp->h.data_h(data, size, mp->h.arg) : 0;
}


/* Content up to the next delimiter; *used is what was taken */
static int content_take(struct multipart *mp, const uint8_t *data, size_t size, size_t *used)
{
	size_t i = 0, from = 0;
	const uint8_t *cr;
	int err;

	while (i < size) {

		if (data[i] == (uint8_t)mp->delim[mp->match]) {
			if (!mp->match) {
				err = tell(mp, data + from, i - from);
				if (err)
					return err;
			}
			i++;
			from = i;
			if (++mp->match < mp->delim_len)
				continue;

			*used = i;
			mp->state = AFTER;
			mp->match = mp->head_len = 0;
			return mp->h.end_h(mp->h.arg);
		}

		if (mp->match) {                           /* it was content after all; this byte may begin anew */
			err = tell(mp, (const uint8_t *)mp->delim, mp->match);
			if (err)
				return err;
			mp->match = 0;
			from = i;
			continue;
		}

		cr = memchr(data + i, '\r', size - i);
		i = cr ? (size_t)(cr - data) : size;
	}

	*used = size;
	return mp->match ? 0 : tell(mp, data + from, size - from);
}


static int first_byte(struct multipart *mp, uint8_t c)
{
	if (c != (uint8_t)mp->delim[mp->match])
		return EBADMSG;

	if (++mp->match == mp->delim_len) {
		mp->state = AFTER;
		mp->match = 0;
	}

	return 0;
}


int multipart_feed(struct multipart *mp, const uint8_t *data, size_t size, size_t *used)
{
	*used = 0;

	while (*used < size) {

		enum state was = mp->state;
		size_t n = 1;
		int err = 0;

		switch (mp->state) {

		case FIRST:
			err = first_byte(mp, data[*used]);
			break;

		case AFTER:
			err = after_byte(mp, data[*used]);
			break;

		case HEADERS:
			err = head_byte(mp, data[*used]);
			break;

		case CONTENT:
			err = content_take(mp, data + *used, size - *used, &n);
			break;

		case EPILOGUE:
			n = size - *used;
			break;
		}

		if (err)
			return err;

		*used += n;
		if (was == CONTENT && mp->state == AFTER)
			break;                             /* a part has ended */
	}

	return 0;
}


int multipart_end(const struct multipart *mp)
{
	return mp->state == EPILOGUE ? 0 : EBADMSG;
}
