/**
 * @file view_priv.h  What the views of an appeal share
 */
#ifndef OTKLIK_APPEAL_VIEW_PRIV_H
#define OTKLIK_APPEAL_VIEW_PRIV_H

#include "appeal/row_priv.h"
#include "appeal/view.h"

int view_set_time(const struct view *v, json_t *obj, const char *name, int64_t ms) MUST_CHECK;     /* nothing when absent */
int view_set_text(json_t *obj, const char *name, struct pl text) MUST_CHECK;
int view_set_topic(const struct view *v, json_t *obj, int64_t topic) MUST_CHECK;
int view_set_ends(const struct view *v, const struct appeal_row *row, json_t *obj) MUST_CHECK;
int view_set_files(const struct view *v, const struct appeal_row *row, json_t *obj) MUST_CHECK;
json_t *view_base(const struct view *v, const struct appeal_row *row);
/* The end of a view: gives its document (owned), or lets it go with an error; without either the refusal stands */
int view_end(int err, json_t *owned, json_t **objp, enum appeal_refusal *refusal) MUST_CHECK;
/* "erased": the data behind the document were destroyed; no member otherwise */
int view_set_erased(json_t *obj, bool erased) MUST_CHECK;

#endif
