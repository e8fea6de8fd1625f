/**
 * @file backup_part.c  Parts of a backup and its manifest
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <stdlib.h>
#include <jansson.h>
#include <sodium.h>
#include "base/bytes.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/backup_priv.h"
#include "db/db_priv.h"

enum { MANIFEST_MAX = 64 * 1024 };


bool backup_path(char path[PATH_MAX], const char *dir, const char *name)
{
	int n = snprintf(path, PATH_MAX, "%s/%s", dir, name);

	return n > 0 && n < PATH_MAX;
}


static int pour(int in, int out, struct backup_part *part, struct backup_meter *meter)
{
	crypto_hash_sha256_state st;
	uint8_t buf[64 * 1024];

	crypto_hash_sha256_init(&st);
	part->size = 0;

	for (;;) {

		size_t n = 0;
		int err = durable_read_some(in, buf, sizeof(buf), &n);

		if (!err && n && out >= 0)
			err = durable_write_all(out, buf, n);
		if (err)
			return err;
		if (0 == n)
			break;

		crypto_hash_sha256_update(&st, buf, n);
		part->size += (int64_t)n;
		meter->rep->bytes += out < 0 ? 0 : (int64_t)n;
		if (meter->prm->progress_h)
			meter->prm->progress_h(meter->rep->bytes, meter->prm->arg);
	}

	crypto_hash_sha256_final(&st, part->sha);
	return out >= 0 && fdatasync(out) ? errno : 0;
}


int backup_copy(const char *from, const char *to, struct backup_part *part, struct backup_meter *meter)
{
	int err, out = -1, in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (in < 0)
		return errno;

	if (to)
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	err = to && out < 0 ? ENOENT == errno ? EIO : errno : pour(in, out, part, meter);
	close(in);
	if (out >= 0 && close(out) && !err)
		err = errno;

	return err;
}


static json_t *parts_make(const struct backup_manifest *m)
{
	json_t *parts = json_array();
	char hex[2 * BACKUP_SHA + 1];

	for (unsigned i = 0; parts && i < m->partc; i++) {

		bytes_hex(hex, m->part[i].sha, BACKUP_SHA);
		if (json_array_append_new(parts, json_pack("{s:s,s:I,s:s}", "name", m->part[i].name,
							   "size_bytes", (json_int_t)m->part[i].size, "sha256", hex))) {
			json_decref(parts);
			return NULL;
		}
	}

	return parts;
}


int manifest_write(const struct backup_manifest *m, const char *dir)
{
	json_t *parts = parts_make(m), *json;
	char path[PATH_MAX], *text = NULL;
	int err = 0;

	json = parts ? json_pack("{s:s,s:s,s:i,s:s,s:I,s:s,s:o}", "format", BACKUP_FORMAT, "program", OTKLIK_VERSION,
				 "schema", m->schema, "engine", DB_SQLITE == m->engine ? "sqlite" : "postgresql",
				 "made_ms", (json_int_t)m->made_ms, "head", m->head, "parts", parts) : NULL;
	if (json)
		text = json_dumps(json, JSON_INDENT(2));
	if (!text)
		err = ENOMEM;
	else if (!backup_path(path, dir, "manifest.json"))
		err = ENAMETOOLONG;
	else
		err = durable_file(path, pl_of(text), false);

	free(text);
	json_decref(json);
	return err;
}


static int part_read(struct backup_part *part, json_t *json)
{
	const char *name, *sha;
	json_int_t size;

	if (json_unpack(json, "{s:s,s:I,s:s!}", "name", &name, "size_bytes", &size, "sha256", &sha) ||
	    strlen(name) >= sizeof(part->name) || strchr(name, '/') || '.' == name[0] ||
	    !bytes_unhex(part->sha, BACKUP_SHA, pl_of(sha)))
		return EBADMSG;

	memcpy(part->name, name, strlen(name) + 1);
	part->size = size;
	return 0;
}


static int manifest_parse(struct backup_manifest *m, json_t *json)
{
	const char *format, *engine, *head;
	json_int_t made_ms;
	json_t *parts;
	int err = 0;

	if (json_unpack(json, "{s:s,s:i,s:s,s:I,s:s,s:o}", "format", &format, "schema", &m->schema, "engine", &engine,
			"made_ms", &made_ms, "head", &head, "parts", &parts))
		return EBADMSG;
	if (strcmp(format, BACKUP_FORMAT) || m->schema > migration_count)
		return EOVERFLOW;
	if (strlen(head) >= sizeof(m->head) || json_array_size(parts) > BACKUP_PARTS)
		return EBADMSG;

	m->engine = strcmp(engine, "sqlite") ? DB_POSTGRES : DB_SQLITE;
	m->made_ms = made_ms;
	memcpy(m->head, head, strlen(head) + 1);
	m->partc = (unsigned)json_array_size(parts);
	for (unsigned i = 0; i < m->partc && !err; i++)
		err = part_read(&m->part[i], json_array_get(parts, i));

	return err;
}


int manifest_read(struct backup_manifest *m, const char *dir, struct mbuf *why)
{
	char path[PATH_MAX];
	struct mbuf *mb = NULL;
	json_t *json;
	int err;

	memset(m, 0, sizeof(*m));
	if (!backup_path(path, dir, "manifest.json"))
		return ENAMETOOLONG;

	err = durable_read(path, MANIFEST_MAX, &mb);
	if (ENOENT == err)
		return why_say(why, EBADMSG, "%s: holds no manifest.json: not a backup, or copied by halves; copy it again", dir);
	if (err)
		return why_say(why, err, "%s: %s", path, strerror(err));

	json = json_loadb((char *)mb->buf, mb->end, JSON_REJECT_DUPLICATES, NULL);
	err = json ? manifest_parse(m, json) : EBADMSG;
	json_decref(json);
	mem_deref(mb);

	if (EOVERFLOW == err)
		return why_say(why, err, "%s: made by a newer version (schema %d, this program knows %d); restore it with that one", dir,
			       m->schema, migration_count);
	if (err)
		return why_say(why, err, "%s: not the manifest of a backup, or damaged", path);

	return 0;
}
