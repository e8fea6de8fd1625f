/**
 * @file office.c  When the office of a region is open, and how much it bears
 */
#include "line/office.h"


bool line_office_open(const struct lines *lines, const struct book *book, unsigned region, int64_t now_ms, int64_t *opens_ms)
{
	int64_t first_ms = 0;

	for (size_t i = 0; lines && i < lines->n; i++) {
		const struct line *line = &lines->at[i];
		const struct calendar *cal = region == line->region ? book_calendar(book, LANG_RU, pl_of(line->calendar)) : NULL;
		struct status status;

		if (region != line->region)
			continue;
		if (!cal)
			return true;

		status = calendar_status(cal, now_ms);
		if (status.open)
			return true;
		if (status.change_ms && (!first_ms || status.change_ms < first_ms))
			first_ms = status.change_ms;
	}

	if (opens_ms)
		*opens_ms = first_ms;
	return false;
}


unsigned line_office_load(const struct lines *lines, unsigned region)
{
	unsigned least = 0;

	for (size_t i = 0; lines && i < lines->n; i++) {
		const struct line *line = &lines->at[i];
		unsigned load = region == line->region ? flow_load(line->flow) : 0;

		if (load && (!least || load < least))
			least = load;
	}

	return least;
}
