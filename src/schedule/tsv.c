/**
 * @file tsv.c  Reads tab-separated data files, with the line and the column of what is wrong
 */
#include <unicode/utf8.h>
#include "schedule/schedule_priv.h"


bool text_clean(struct pl text)
{
	const uint8_t *p = (const uint8_t *)text.p;
	int32_t len = (int32_t)text.l, i = 0;

	if (text.l > INT32_MAX)
		return false;

	while (i < len) {

		UChar32 c;

		U8_NEXT(p, i, len, c);
		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return false;
		if (c == 0x7f)
			return false;
	}

	return true;
}


void tsv_refuse(struct tsv *tsv, unsigned column, enum schedule_refusal why)
{
	*tsv->fault = (struct schedule_fault){why, tsv->line, column};
}


/* Takes a line off the rest, without its end */
static bool line_take(struct tsv *tsv, struct pl *line)
{
	const char *end;

	if (!tsv->rest.l)
		return false;

	end = memchr(tsv->rest.p, '\n', tsv->rest.l);
	line->p = tsv->rest.p;
	line->l = end ? (size_t)(end - tsv->rest.p) : tsv->rest.l;

	tsv->line++;
	pl_advance(&tsv->rest, (ssize_t)(end ? line->l + 1 : line->l));

	if (line->l && line->p[line->l - 1] == '\r')
		line->l--;

	return true;
}


/* Splits a line at its tabs; the number of columns, TSV_COLUMNS_MAX + 1 when there are too many */
static unsigned split(struct pl line, struct pl *field)
{
	unsigned n = 0;

	for (;;) {
		const char *tab = line.l ? memchr(line.p, '\t', line.l) : NULL;

		if (n == TSV_COLUMNS_MAX)
			return n + 1;

		field[n].p = line.p;
		field[n++].l = tab ? (size_t)(tab - line.p) : line.l;

		if (!tab)
			return n;
		pl_advance(&line, tab - line.p + 1);
	}
}


bool tsv_open(struct tsv *tsv, struct pl text, size_t size_max, const char *header, struct schedule_fault *fault)
{
	struct pl line, want = pl_of(header);

	*fault = (struct schedule_fault){SCHEDULE_OK, 0, 0};
	*tsv = (struct tsv){.rest = text, .fault = fault};

	if (text.l > size_max) {
		tsv_refuse(tsv, 0, SCHEDULE_FILE_LARGE);
		return false;
	}
	if (text.l >= 3 && 0 == memcmp(text.p, "\xef\xbb\xbf", 3))
		pl_advance(&tsv->rest, 3);

	while (line_take(tsv, &line)) {

		if (!text_clean(line)) {
			tsv_refuse(tsv, 0, SCHEDULE_FILE_TEXT);
			return false;
		}
		if (line.l && line.p[0] == '#')
			continue;
		if (pl_cmp(&line, &want))
			break;

		tsv->columns = split(line, tsv->field);
		return true;
	}

	tsv_refuse(tsv, 0, SCHEDULE_FILE_HEADER);
	return false;
}


bool tsv_next(struct tsv *tsv)
{
	struct pl line;

	if (!line_take(tsv, &line))
		return false;

	if (!text_clean(line)) {
		tsv_refuse(tsv, 0, SCHEDULE_FILE_TEXT);
		return false;
	}
	if (split(line, tsv->field) != tsv->columns) {
		tsv_refuse(tsv, 0, SCHEDULE_FILE_COLUMNS);
		return false;
	}

	return true;
}
