/**
 * @file show.c  Sheets as others see them: lists of newest versions, and of the versions of one
 */
#include "base/rfc3339.h"
#include "sheet/sheet.h"
#include "sheet/sheet.sql.h"


static json_t *time_of(int64_t ms)
{
	char buf[RFC3339_SIZE];

	return DB_NULL == ms || rfc3339_print(buf, ms, 0) ? NULL : json_string(buf);
}


static json_t *name_of(struct pl name)
{
	return name.p ? json_stringn(name.p, name.l) : NULL;
}


static int append(json_t *list, json_t *owned)
{
	return json_array_append_new(list, owned) ? ENOMEM : 0;
}


static int head_h(const struct row_sheet_heads *row, void *arg)
{
	return append(arg, json_pack("{s:s%, s:I, s:I, s:o*, s:o*, s:o*}", "name", row->key.p, row->key.l, "version", (json_int_t)row->version,
				     "in_force", (json_int_t)row->in_force, "at", time_of(row->at_ms), "by", name_of(row->name),
				     "removed", row->empty ? json_true() : NULL));
}


int sheet_heads(json_t **listp, struct db *db, struct pl kind)
{
	json_t *list = json_array();
	int err = list ? sql_sheet_heads(db, kind, head_h, list) : ENOMEM;

	if (err)
		json_decref(list);
	else
		*listp = list;

	return err;
}


static int version_h(const struct row_sheet_versions *row, void *arg)
{
	json_t *of = DB_NULL == row->of_version ? NULL : json_integer((json_int_t)row->of_version);

	return append(arg, json_pack("{s:I, s:s%, s:s%, s:o*, s:o*, s:o*, s:o*, s:o*}", "version", (json_int_t)row->version,
				     "digest", row->digest.p, row->digest.l, "note", row->note.p, row->note.l, "at", time_of(row->at_ms),
				     "by", name_of(row->name), "of", of, "published", time_of(row->published_ms),
				     "published_by", name_of(row->published_name)));
}


int sheet_versions(json_t **listp, struct db *db, struct pl kind, struct pl key)
{
	json_t *list = json_array();
	int err = list ? sql_sheet_versions(db, kind, key, version_h, list) : ENOMEM;

	if (err)
		json_decref(list);
	else
		*listp = list;

	return err;
}
