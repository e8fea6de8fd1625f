/**
 * @file page_sample.h  Every page of the site with sample data: for the preview and for the unit tests
 */
#ifndef OTKLIK_TESTS_PAGE_SAMPLE_H
#define OTKLIK_TESTS_PAGE_SAMPLE_H

#include "web/pages.h"

struct page_sample {
	const char *name;
	int (*render_h)(struct mbuf *mb, enum lang lang);
};

extern const struct page_sample samples[];
extern const size_t sample_count;

/** What all pages share, of the demo organisation */
struct page_base sample_base(enum lang lang, const char *path);

#endif
