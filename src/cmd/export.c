/**
 * @file export.c  otklik export: appeals or the journal for other programs, as JSON Lines or CSV
 *
 * Memory does not grow with the store: one appeal, or one page of the journal, at a time. A file is written beside its place
 * and renamed when it is whole. Nothing that identifies a citizen is in it. (`otklik journal export` is another thing: rows that
 * can be verified.)
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "appeal/export.h"
#include "appeal/record.h"
#include "base/clock.h"
#include "base/durable.h"
#include "cmd/place.h"
#include "cmd/progress.h"

enum { PAGE = 200 };

struct export {
	struct db *db;
	struct book *book;
	struct view view;
	FILE *out;
	bool csv;
	struct progress bar;
	int64_t done;
};


/* ---- lines ---- */

static int failed(FILE *out)
{
	return ferror(out) ? (errno ? errno : EIO) : 0;
}


static int line_write(struct export *ex, const json_t *obj)
{
	if (json_dumpf(obj, ex->out, JSON_COMPACT | JSON_SORT_KEYS))
		return failed(ex->out) ? failed(ex->out) : ENOMEM;

	(void)putc('\n', ex->out);
	return failed(ex->out);
}


/*
 * A cell of RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it: citizens write the texts,
 * and a formula runs where an employee opens the file (OWASP, CSV injection).
 */
static void cell(FILE *out, const char *text, bool first)
{
	bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';
	bool formula = text[0] && strchr("=+-@\t\r", text[0]);

	if (!first)
		(void)putc(',', out);
	if (quoted)
		(void)putc('"', out);
	if (formula)
		(void)putc('\'', out);
	for (const char *p = text; *p; p++) {
		if ('"' == *p)
			(void)putc('"', out);
		(void)putc(*p, out);
	}
	if (quoted)
		(void)putc('"', out);
}


static int row_end(FILE *out)
{
	(void)fputs("\r\n", out);
	return failed(out);
}


static const char *text_of(const json_t *obj, const char *name)
{
	const char *text = json_string_value(json_object_get(obj, name));

	return text ? text : "";
}


/* ---- appeals ---- */

static const char *const appeal_columns[] = {
	"number", "kind", "status", "channel", "topic", "region", "lang", "entered", "answer_by", "answered", "closed", "result",
	"delay", "owner", "messages", "question", "answer",
};

enum { PLAIN_COLUMNS = 14 };               /* before the count of messages: members of the document as they are */


/* The first text of a kind, or the last */
static const char *message_of(const json_t *obj, const char *kind, bool last)
{
	const char *found = "";
	json_t *msg;
	size_t i;

	json_array_foreach(json_object_get(obj, "messages"), i, msg) {
		if (0 == strcmp(text_of(msg, "kind"), kind) && (last || !*found))
			found = text_of(msg, "text");
	}

	return found;
}


static int appeal_row(FILE *out, const json_t *obj)
{
	char count[24];

	for (unsigned i = 0; i < PLAIN_COLUMNS; i++) {
		const json_t *topic = 0 == strcmp(appeal_columns[i], "topic") ? json_object_get(obj, "topic") : NULL;

		cell(out, topic ? text_of(topic, "name") : text_of(obj, appeal_columns[i]), 0 == i);
	}

	(void)snprintf(count, sizeof(count), "%zu", json_array_size(json_object_get(obj, "messages")));
	cell(out, count, false);
	cell(out, message_of(obj, "question", false), false);
	cell(out, message_of(obj, "answer", true), false);

	return row_end(out);
}


/* Up to PAGE appeals of one snapshot; *after is -1 at the end */
static int appeals_page(struct export *ex, int64_t *after)
{
	int err = 0;

	for (unsigned i = 0; i < PAGE && !err; i++) {
		json_t *obj = NULL;

		err = view_export(&ex->view, *after, after, &obj);
		if (!err && !obj) {
			*after = -1;
			break;
		}
		if (!err)
			err = ex->csv ? appeal_row(ex->out, obj) : line_write(ex, obj);
		json_decref(obj);
		ex->done++;
	}

	return err;
}


/* ---- the journal ---- */

static const char *const journal_columns[] = {"pos", "at", "actor", "actor_name", "kind", "appeal", "data"};


static int journal_row(FILE *out, const json_t *obj)
{
	const json_t *actor = json_object_get(obj, "actor");
	char *data = json_dumps(json_object_get(obj, "data"), JSON_COMPACT | JSON_SORT_KEYS);
	char pos[24];

	if (!data)
		return ENOMEM;

	(void)snprintf(pos, sizeof(pos), "%lld", (long long)json_integer_value(json_object_get(obj, "pos")));
	cell(out, pos, true);
	cell(out, text_of(obj, "at"), false);
	cell(out, json_is_string(actor) ? json_string_value(actor) : text_of(actor, "id"), false);
	cell(out, text_of(actor, "name"), false);
	cell(out, text_of(obj, "kind"), false);
	cell(out, text_of(obj, "appeal"), false);
	cell(out, data, false);
	free(data);

	return row_end(out);
}


static int journal_page(struct export *ex, int64_t *from)
{
	enum appeal_refusal refusal = APPEAL_ALLOWED;
	json_t *page = NULL, *row, *next;
	size_t i;
	int err;

	err = view_record(&ex->view, DB_NULL, *from, PAGE, &page, &refusal);
	if (err)
		return err;

	json_array_foreach(json_object_get(page, "items"), i, row) {
		if (!err)
			err = ex->csv ? journal_row(ex->out, row) : line_write(ex, row);
		ex->done++;
	}

	next = json_object_get(page, "next");
	*from = next ? json_integer_value(next) : -1;
	json_decref(page);

	return err;
}


/* ---- the whole ---- */

static void header(FILE *out, const char *const *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cell(out, columns[i], 0 == i);
	(void)row_end(out);
}


static int begin(struct export *ex, bool journal)
{
	int64_t total = 0;
	int err;

	err = db_begin(ex->db);
	if (err)
		return err;

	err = book_load(&ex->book, ex->db, clock_wall_ms());
	if (!err && !journal)
		err = export_total(ex->db, &total);
	db_rollback(ex->db);

	ex->view = (struct view){.db = ex->db, .book = ex->book, .lang = LANG_RU, .now_ms = clock_wall_ms()};
	progress_start(&ex->bar, journal ? "journal" : "appeals", total);
	if (ex->csv && !journal)
		header(ex->out, appeal_columns, sizeof(appeal_columns) / sizeof(appeal_columns[0]));
	else if (ex->csv)
		header(ex->out, journal_columns, sizeof(journal_columns) / sizeof(journal_columns[0]));

	return err;
}


static int pages(struct export *ex, bool journal)
{
	int64_t at = 0;
	int err;

	err = begin(ex, journal);

	while (!err && at >= 0) {
		err = db_begin(ex->db);
		if (err)
			break;

		err = journal ? journal_page(ex, &at) : appeals_page(ex, &at);
		db_rollback(ex->db);
		progress_show(&ex->bar, ex->done);
	}

	progress_end(&ex->bar);
	ex->book = book_unref(ex->book);
	if (!err && fflush(ex->out))
		err = errno;

	return err;
}


struct asked {
	const char *format, *out, *what;
	bool bom;
};


static int open_part(FILE **fp, const char *part)
{
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600), err;

	if (fd < 0)
		return errno;

	*fp = fdopen(fd, "w");
	if (*fp)
		return 0;

	err = errno;
	(void)close(fd);
	return err;
}


/* To a temporary name beside the place; there when it is whole */
static int file_write(struct export *ex, const struct asked *asked)
{
	char part[PATH_MAX];
	int err;

	if (snprintf(part, sizeof(part), "%s.part", asked->out) >= (int)sizeof(part))
		return ENAMETOOLONG;

	err = open_part(&ex->out, part);
	if (err)
		return err;

	if (asked->bom)
		(void)fputs("\xef\xbb\xbf", ex->out);
	err = pages(ex, 0 == strcmp(asked->what, "journal"));
	if (!err && fsync(fileno(ex->out)))
		err = errno;
	if (fclose(ex->out) && !err)
		err = errno;
	if (!err && rename(part, asked->out))
		err = errno;
	if (err)
		(void)unlink(part);

	return err ? err : durable_parent(asked->out);
}


static int stream_write(struct export *ex, const struct asked *asked)
{
	ex->out = stdout;
	if (asked->bom)
		(void)fputs("\xef\xbb\xbf", ex->out);

	return pages(ex, 0 == strcmp(asked->what, "journal"));
}


static bool asked_check(const struct asked *asked)
{
	if (strcmp(asked->format, "csv") && strcmp(asked->format, "jsonl"))
		(void)cmd_usage("export", "%s: the format is csv or jsonl", asked->format);
	else if (strcmp(asked->what, "appeals") && strcmp(asked->what, "journal"))
		(void)cmd_usage("export", "%s: appeals or journal can be exported", asked->what);
	else if (asked->bom && strcmp(asked->format, "csv"))
		(void)cmd_usage("export", "--bom goes with --format csv");
	else
		return true;

	return false;
}


int cmd_export(int argc, char *argv[])
{
	struct asked asked = {"jsonl", NULL, "appeals", false};
	const struct cmd_option options[] = {
		{"format", &asked.format, NULL}, {"out", &asked.out, NULL}, {"what", &asked.what, NULL}, {"bom", NULL, &asked.bom},
		{NULL, NULL, NULL}
	};
	struct export ex = {0};
	struct place p;
	int err, rc;

	rc = cmd_options(&argc, argv, options);
	if (CMD_OK != rc)
		return rc;
	if (!asked_check(&asked))
		return CMD_USAGE;

	rc = place_open(&p, argc, argv, false);
	if (CMD_OK != rc)
		return rc;

	ex.csv = 0 == strcmp(asked.format, "csv");
	err = db_open(&ex.db, p.store->url, DB_READ, NULL);
	if (!err)
		err = asked.out ? file_write(&ex, &asked) : stream_write(&ex, &asked);
	if (err) {
		(void)cmd_fail("export", "%s: %m", asked.out ? asked.out : p.store->data_dir, err);
		rc = cmd_status(err);
	}

	mem_deref(ex.db);
	place_close(&p);
	return rc;
}
