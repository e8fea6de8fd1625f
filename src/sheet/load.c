/**
 * @file load.c  Sheets as they are in force, and single versions
 */
#include <stdio.h>
#include "sheet/sheet.h"
#include "sheet/sheet.sql.h"

enum { ROOM_STEP = 16 };


static void sheets_destructor(void *arg)
{
	struct sheets *sheets = arg;

	for (size_t i = 0; i < sheets->n; i++)
		json_decref(sheets->at[i].body);
	mem_deref(sheets->at);
}


static int grow(struct sheets *sheets)
{
	struct sheet *at;

	if (sheets->n < sheets->room)
		return 0;

	at = mem_zalloc((sheets->room + ROOM_STEP) * sizeof(*at), NULL);
	if (!at)
		return ENOMEM;

	if (sheets->n)
		memcpy(at, sheets->at, sheets->n * sizeof(*at));
	mem_deref(sheets->at);
	sheets->at = at;
	sheets->room += ROOM_STEP;
	return 0;
}


/* What a store holds is what this program wrote, but a disk may fail */
static int body_read(json_t **bodyp, struct pl text)
{
	json_error_t error;
	json_t *body = json_loadb(text.p, text.l, JSON_REJECT_DUPLICATES, &error);

	if (!body)
		return json_error_out_of_memory == json_error_code(&error) ? ENOMEM : EBADMSG;

	*bodyp = body;
	return 0;
}


static int force_h(const struct row_sheet_in_force *row, void *arg)
{
	struct sheets *sheets = arg;
	struct sheet *sheet;
	int err;

	err = grow(sheets);
	if (err)
		return err;

	sheet = &sheets->at[sheets->n];
	if (pl_strcpy(&row->kind, sheet->kind, sizeof(sheet->kind)) || pl_strcpy(&row->key, sheet->key, sizeof(sheet->key)))
		return EBADMSG;

	sheet->version = row->version;
	err = body_read(&sheet->body, row->body);
	if (!err)
		sheets->n++;

	return err;
}


int sheets_load(struct sheets **sp, struct db *db)
{
	struct sheets *sheets = mem_zalloc(sizeof(*sheets), sheets_destructor);
	int err;

	if (!sheets)
		return ENOMEM;

	err = sql_sheet_in_force(db, force_h, sheets);
	if (err)
		mem_deref(sheets);
	else
		*sp = sheets;

	return err;
}


static int marks_h(const struct row_sheet_marks *row, void *arg)
{
	*(struct sheet_marks *)arg = (struct sheet_marks){.newest = row->newest, .in_force = row->in_force};
	return 0;
}


int sheet_marks(struct sheet_marks *marks, struct db *db, struct pl kind, struct pl key)
{
	return sql_sheet_marks(db, kind, key, marks_h, marks);
}


struct found {
	json_t *body;
	bool published;
};


static int get_h(const struct row_sheet_get *row, void *arg)
{
	struct found *f = arg;

	f->published = DB_NULL != row->published_ms;
	return body_read(&f->body, row->body);
}


int sheet_body(json_t **bodyp, bool *published, struct db *db, struct pl kind, struct pl key, int64_t version)
{
	struct found f = {NULL, false};
	int err;

	err = sql_sheet_get(db, kind, key, version, get_h, &f);
	if (err) {
		json_decref(f.body);
		return err;
	}

	*bodyp = f.body;
	if (published)
		*published = f.published;
	return 0;
}
