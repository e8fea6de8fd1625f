/**
 * @file backup_blob.c  The blobs of a backup, and the list of them: "SHA-256 size name" a line
 */
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/stat.h>
#include "base/bytes.h"
#include "base/lines.h"
#include "base/why.h"
#include "db/backup.sql.h"
#include "db/backup_priv.h"
#include "db/blob_priv.h"

enum { LIST_LINE = 160, FILE_PAGE = 500 };


static int folder_make(const char *dir, const char *name)
{
	char path[PATH_MAX];

	if (!backup_path(path, dir, name))
		return ENAMETOOLONG;

	return mkdir(path, 0700) && EEXIST != errno ? errno : 0;
}


static int line_write(FILE *list, const struct backup_part *part, const char *name)
{
	char hex[2 * BACKUP_SHA + 1];

	bytes_hex(hex, part->sha, BACKUP_SHA);
	return fprintf(list, "%s %lld %s\n", hex, (long long)part->size, name) < 0 ? errno ? errno : EIO : 0;
}


static int blob_copy(const char *from, const char *to, const char *rel, struct backup_part *part, struct backup_meter *meter)
{
	char src[PATH_MAX], dst[PATH_MAX];

	if (!backup_path(src, from, rel) || !backup_path(dst, to, rel))
		return ENAMETOOLONG;

	return backup_copy(src, dst, part, meter);
}


/* One folder of two digits */
static int folder_copy(const char *from, const char *to, const char *two, FILE *list, struct backup_meter *meter)
{
	char path[PATH_MAX], rel[BLOB_REL_SIZE];
	struct dirent *de;
	int err;
	DIR *d;

	if (!backup_path(path, from, two))
		return ENAMETOOLONG;

	d = opendir(path);
	if (!d)
		return ENOENT == errno ? 0 : errno;

	err = folder_make(to, two);
	while (!err && (errno = 0, de = readdir(d))) {

		struct backup_part part;

		if (!blob_rel(rel, de->d_name))
			continue;

		err = blob_copy(from, to, rel, &part, meter);
		if (ENOENT == err) {         /* removed meanwhile: erased, or an orphan swept; backup_files_check() looks */
			err = 0;
			continue;
		}
		if (!err)
			err = line_write(list, &part, de->d_name);
		meter->rep->blobs++;
	}
	if (!err)
		err = errno;                 /* of readdir: the folder was not read to its end */

	closedir(d);
	return err;
}


static int places(char from[PATH_MAX], char to[PATH_MAX], const char *a, const char *b)
{
	return backup_path(from, a, "blobs") && backup_path(to, b, "blobs") ? 0 : ENAMETOOLONG;
}


static int format_copy(const char *from, const char *to, struct backup_meter *meter)
{
	struct backup_part part;
	int err = blob_copy(from, to, "format", &part, meter);

	return ENOENT == err ? 0 : err;      /* no file was ever kept there */
}


int backup_blobs_make(const char *data, const char *dir, struct backup_meter *meter)
{
	char from[PATH_MAX], to[PATH_MAX], path[PATH_MAX], two[4];
	FILE *list;
	int err;

	err = places(from, to, data, dir);
	if (!err)
		err = folder_make(dir, "blobs");
	if (!err && !backup_path(path, dir, "blobs.list"))
		err = ENAMETOOLONG;
	if (err)
		return err;

	list = fopen(path, "wxe");
	if (!list)
		return errno;

	err = format_copy(from, to, meter);
	for (uint8_t i = 0; !err; i++) {
		snprintf(two, sizeof(two), "%02x", i);
		err = folder_copy(from, to, two, list, meter);
		if (0xff == i)
			break;
	}

	if (fclose(list) && !err)
		err = errno;

	return err;
}


struct files {
	const char *blobs;
	int64_t before_ms, after;
	unsigned count;
	struct backup_meter *meter;
};


static int file_h(const struct row_backup_file_list *row, void *arg)
{
	struct files *f = arg;
	char name[BLOB_NAME_SIZE], rel[BLOB_REL_SIZE], path[PATH_MAX];

	f->after = row->id;
	f->count++;
	if (row->at_ms >= f->before_ms)
		return 0;

	snprintf(name, sizeof(name), "%.*s", (int)(row->blob.l < sizeof(name) ? row->blob.l : 0), row->blob.p);
	if (!blob_rel(rel, name) || !backup_path(path, f->blobs, rel) || access(path, F_OK))
		f->meter->rep->missing++;

	return 0;
}


int backup_files_check(struct db *db, const char *dir, int64_t before_ms, struct backup_meter *meter)
{
	char path[PATH_MAX];
	struct files f = {.blobs = path, .before_ms = before_ms, .after = INT64_MIN + 1, .meter = meter};
	int err;

	if (!backup_path(path, dir, "blobs"))
		return ENAMETOOLONG;

	do {
		f.count = 0;
		err = db_begin(db);
		if (err)
			return err;
		err = sql_backup_file_list(db, f.after, FILE_PAGE, file_h, &f);
		db_rollback(db);
	} while (!err && f.count);

	return err;
}


/* Copies the blob of one line and compares */
static int line_restore(const char *from, const char *to, struct pl line, struct backup_meter *meter, struct mbuf *why)
{
	char text[LIST_LINE], name[BLOB_NAME_SIZE], hex[2 * BACKUP_SHA + 1], rel[BLOB_REL_SIZE], two[3];
	struct backup_part part;
	uint8_t sha[BACKUP_SHA];
	long long size;
	int err;

	snprintf(text, sizeof(text), "%.*s", (int)line.l, line.p);
	if (3 != sscanf(text, "%64s %lld %32s", hex, &size, name) || !bytes_unhex(sha, BACKUP_SHA, pl_of(hex)) || !blob_rel(rel, name))
		return why_say(why, EBADMSG, "blobs.list: «%s» is no line of it", text);

	snprintf(two, sizeof(two), "%.2s", name);
	err = folder_make(to, two);
	if (!err)
		err = blob_copy(from, to, rel, &part, meter);
	if (ENOENT == err)
		return why_say(why, EBADMSG, "the file blobs/%s is missing: the backup was copied by halves; copy it again", rel);
	if (err)
		return err;
	if (part.size != size || memcmp(part.sha, sha, BACKUP_SHA))
		return why_say(why, EBADMSG, "the file blobs/%s was changed or cut: its SHA-256 is not that of the list", rel);

	meter->rep->blobs++;
	return 0;
}


int backup_blobs_restore(const char *dir, const char *data, struct backup_meter *meter, struct mbuf *why)
{
	char from[PATH_MAX], to[PATH_MAX], path[PATH_MAX];
	struct lines *lines = NULL;
	struct pl line;
	int err;

	err = places(from, to, dir, data);
	if (!err)
		err = folder_make(data, "blobs");
	if (!err)
		err = format_copy(from, to, meter);
	if (!err && !backup_path(path, dir, "blobs.list"))
		err = ENAMETOOLONG;
	if (!err)
		err = lines_open(&lines, path, LIST_LINE - 1);

	while (!err && !(err = lines_next(lines, &line)))
		err = line_restore(from, to, line, meter, why);

	mem_deref(lines);
	return ENODATA == err ? 0 : err;
}
