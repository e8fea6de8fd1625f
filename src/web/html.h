/**
 * @file html.h  Writes text into HTML so that it stays text
 *
 * For the pages that tools/page_gen.py makes; it picks the function by the place of the expression. All of them write to the end of
 * the buffer and return 0 or its errno. Text that is no valid UTF-8 and control characters become U+FFFD.
 */
#ifndef OTKLIK_WEB_HTML_H
#define OTKLIK_WEB_HTML_H

#include "base/catalog.h"

/** Markup of a template, as it is: constants of the generator only */
int html_raw(struct mbuf *mb, const char *markup, size_t size) MUST_CHECK;

/** Text or the value of a quoted attribute: & < > " ' are escaped; "none" writes nothing */
int html_pl(struct mbuf *mb, struct pl text) MUST_CHECK;
int html_str(struct mbuf *mb, const char *text) MUST_CHECK;

/** A whole number, in decimal digits */
int html_int(struct mbuf *mb, int64_t n) MUST_CHECK;

/**
 * A whole URL: a path of the site ("/…", not "//…"), a query ("?…"), a fragment ("#…"), or http:, https:, mailto:, tel:
 *
 * Any other (javascript:, data:, …) is written as "#".
 */
int html_url(struct mbuf *mb, struct pl url) MUST_CHECK;

/** A piece of a URL: all but letters, digits and - . _ ~ is percent-encoded */
int html_query(struct mbuf *mb, struct pl text) MUST_CHECK;

/** The address of a page ("/status") in a language: "/status" or "/en/status"; a path that html_url refuses becomes "/" */
int html_page(struct mbuf *mb, enum lang lang, struct pl path) MUST_CHECK;

/** A text of the catalogue, text and arguments escaped alike */
int html_text(struct mbuf *mb, enum lang lang, enum text_key key, const struct text_arg *argv, size_t argc) MUST_CHECK;

#endif
