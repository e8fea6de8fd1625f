/**
 * @file file.c  A file of an appeal
 */
#include <sodium.h>
#include "appeal/appeal.sql.h"
#include "appeal/file.h"
#include "appeal/row_priv.h"


struct finding {
	uint8_t key[KEY_SIZE];           /* the citizen's */
	int64_t citizen, id;
	struct appeal_file *file;
	bool found, erased;
};


/* The sealed value is the file's key, then its name (row.c) */
static int open_sealed(struct finding *f, struct pl sealed)
{
	struct mbuf *mb = mbuf_alloc(512);
	struct pl name;
	int err;

	if (!mb)
		return ENOMEM;

	err = vault_open(f->key, f->citizen, VAULT_FILE, f->id, sealed, mb);
	if (!err && mb->end < KEY_SIZE)
		err = EBADMSG;
	if (!err) {
		name = (struct pl){(char *)mb->buf + KEY_SIZE, mb->end - KEY_SIZE};
		memcpy(f->file->key, mb->buf, KEY_SIZE);
		err = pl_strcpy(&name, f->file->name, sizeof(f->file->name));
	}

	sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


static int file_h(const struct row_file_by_id *row, void *arg)
{
	struct finding *f = arg;
	int err;

	err = pl_strcpy(&row->blob, f->file->blob, sizeof(f->file->blob));
	if (!err)
		err = pl_strcpy(&row->type, f->file->type, sizeof(f->file->type));
	if (err)
		return err;

	f->file->size_bytes = row->size_bytes;
	f->found = true;
	return open_sealed(f, row->wrapped);
}


int appeal_file_find(struct db *db, const struct keyring *keys, int64_t digits, int64_t id, struct appeal_file *file,
		     enum appeal_refusal *refusal)
{
	struct finding f = {.id = id, .file = file};
	struct appeal_row row;
	int err;

	err = appeal_row_read(db, keys, digits, &row);
	if (err || !row.found)
		goto out;

	f.citizen = row.citizen;
	err = citizen_key(db, keys, row.citizen, f.key);
	if (!err)
		err = sql_file_by_id(db, row.id, id, file_h, &f);
	f.erased = ENODATA == err;
	if (f.erased)
		err = 0;

out:
	if (!err)
		*refusal = f.found ? APPEAL_ALLOWED : f.erased ? APPEAL_ERASED : APPEAL_UNKNOWN;

	sodium_memzero(f.key, sizeof(f.key));
	appeal_row_close(&row);
	return err;
}
