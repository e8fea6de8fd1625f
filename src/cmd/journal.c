/**
 * @file journal.c  otklik journal verify|export|public-key (docs/journal.md)
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <sodium.h>
#include "base/bytes.h"
#include "base/durable.h"
#include "base/why.h"
#include "cmd/place.h"
#include "db/journal.h"

/* SubjectPublicKeyInfo of an Ed25519 key (RFC 8410), before its 32 bytes */
static const uint8_t spki[12] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

enum { PUBLIC_FILE_MAX = 4096 };


/* 0 intact, 1 a fault */
static int report(const char *what, const struct journal_report *rep)
{
	if (JOURNAL_OK != rep->fault) {
		printf("%s: FAULT: %s\n", what, rep->words);
		return CMD_FAIL;
	}

	printf("%s: intact: %lld rows up to row %lld, %lld signed heads\n", what, (long long)rep->rows, (long long)rep->pos,
	       (long long)rep->marks);
	return CMD_OK;
}


/* 64 hex digits, or what openssl calls PEM */
static bool public_parse(uint8_t key[32], struct pl text)
{
	static const char begin[] = "-----BEGIN PUBLIC KEY-----", end[] = "-----END PUBLIC KEY-----";
	uint8_t der[64];
	const char *p, *q;
	size_t n;

	while (text.l && strchr(" \r\n", text.p[text.l - 1]))
		text.l--;
	if (bytes_unhex(key, 32, text))
		return true;

	p = text.l ? memmem(text.p, text.l, begin, sizeof(begin) - 1) : NULL;
	q = p ? memmem(p, text.l - (size_t)(p - text.p), end, sizeof(end) - 1) : NULL;
	if (!q)
		return false;

	p += sizeof(begin) - 1;
	if (sodium_base642bin(der, sizeof(der), p, (size_t)(q - p), " \r\n", &n, NULL, sodium_base64_VARIANT_ORIGINAL) ||
	    sizeof(spki) + 32 != n || memcmp(der, spki, sizeof(spki)))
		return false;

	memcpy(key, der + sizeof(spki), 32);
	return true;
}


static int public_read(uint8_t key[32], const char *file)
{
	struct mbuf *mb = NULL;
	int err = durable_read(file, PUBLIC_FILE_MAX, &mb), rc = CMD_OK;

	if (err) {
		(void)cmd_fail("journal", "%s: %m", file, err);
		return CMD_USAGE;
	}

	if (!public_parse(key, (struct pl){(char *)mb->buf, mb->end})) {
		(void)cmd_fail("journal", "%s: not a public key: 64 hex digits are wanted, or PEM of an Ed25519 key", file);
		rc = CMD_USAGE;
	}

	mem_deref(mb);
	return rc;
}


static int verify_file(const char *file, const char *public_key, const char *head)
{
	struct journal_report rep;
	uint8_t key[32];
	int err, rc;

	if (!public_key)
		return cmd_usage("journal", "say which public key verifies the export (--public-key FILE)");

	rc = public_read(key, public_key);
	if (CMD_OK != rc)
		return rc;

	err = journal_verify_export(file, key, head, &rep);
	if (err) {
		(void)cmd_fail("journal", "%s%s%s: %m", file, head ? " or " : "", head ? head : "", err);
		return CMD_USAGE;
	}

	return report(file, &rep);
}


/* Reads beside a program that writes: a connection of its own that sees one moment */
static int reader_open(struct db **dbp, const struct place *p)
{
	int err = db_open(dbp, p->store->url, DB_READ, NULL);

	return err ? cmd_fail("journal", "%s: %m", p->store->data_dir, err) : CMD_OK;
}


static int verify_store(int argc, char *argv[], const char *head)
{
	struct journal_report rep;
	struct db *db = NULL;
	struct place p;
	int err, rc;

	rc = place_open(&p, argc, argv, false);
	if (CMD_OK != rc)
		return rc;

	rc = reader_open(&db, &p);
	if (CMD_OK == rc) {
		err = journal_verify(db, p.store->keys, head ? head : p.store->heads_log, false, &rep);
		rc = err ? cmd_fail("journal", "%m (%s)", err, db_errmsg(db)) : report(p.store->data_dir, &rep);
	}

	mem_deref(db);
	place_close(&p);
	return rc;
}


static int verify(int argc, char *argv[])
{
	const char *file = NULL, *public_key = NULL, *head = NULL;
	const struct cmd_option options[] = {
		{"export", &file, NULL}, {"public-key", &public_key, NULL}, {"head", &head, NULL}, {NULL, NULL, NULL}
	};
	int rc = cmd_options(&argc, argv, options);

	if (CMD_OK != rc)
		return rc;
	if (!file && public_key)
		return cmd_usage("journal", "--public-key goes with --export FILE; a store has its own");
	if (file && argc > 1)
		return cmd_usage("journal", "an export needs nothing else than its public key: %s", argv[1]);

	return file ? verify_file(file, public_key, head) : verify_store(argc, argv, head);
}


static bool number_parse(int64_t *v, const char *text)
{
	char *end;

	if (!text)
		return true;

	errno = 0;
	*v = strtoll(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && !*end && !errno && *v > 0;
}


/* First moment of a month and of the next, UTC */
static bool month_parse(const char *text, int64_t *from_ms, int64_t *to_ms)
{
	struct tm tm = {0};
	int year, month, n = 0;

	if (2 != sscanf(text, "%4d-%2d%n", &year, &month, &n) || 7 != n || text[7] || year < 1970 || month < 1 || month > 12)
		return false;

	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = 1;
	*from_ms = (int64_t)timegm(&tm) * 1000;
	tm.tm_mon++;
	*to_ms = (int64_t)timegm(&tm) * 1000;
	return true;
}


static int line_h(struct pl line, void *arg)
{
	return line.l == fwrite(line.p, 1, line.l, stdout) ? 0 : errno ? errno : EIO;
}


struct range {
	const char *from_text, *to_text, *month;
	int64_t from, to, from_ms, to_ms;
};


static int export_store(struct db *db, const struct place *p, struct range *r)
{
	struct journal_report rep;
	int err = 0;

	if (r->month)
		err = journal_between(db, r->from_ms, r->to_ms, &r->from, &r->to);
	if (ENODATA == err)
		return cmd_fail("journal", "there is no row of %s", r->month);
	if (!err)
		err = journal_export(db, p->store->keys, r->from, r->to, line_h, NULL, &rep);
	if (!err && fflush(stdout))
		err = errno;
	if (ERANGE == err)
		return cmd_fail("journal", "the journal has no such rows");
	if (err)
		return cmd_fail("journal", "%m", err);

	return JOURNAL_OK == rep.fault ? CMD_OK : cmd_fail("journal", "FAULT: %s; the export has no end", rep.words);
}


static int export(int argc, char *argv[])
{
	struct range r = {0};
	const struct cmd_option options[] = {
		{"from", &r.from_text, NULL}, {"to", &r.to_text, NULL}, {"month", &r.month, NULL}, {NULL, NULL, NULL}
	};
	struct db *db = NULL;
	struct place p;
	int rc = cmd_options(&argc, argv, options);

	if (CMD_OK != rc)
		return rc;
	if (!number_parse(&r.from, r.from_text) || !number_parse(&r.to, r.to_text))
		return cmd_usage("journal", "--from and --to are numbers of rows, from 1");
	if (r.month && (r.from || r.to || !month_parse(r.month, &r.from_ms, &r.to_ms)))
		return cmd_usage("journal", "--month is written 2026-10 and goes without --from and --to");

	rc = place_open(&p, argc, argv, false);
	if (CMD_OK != rc)
		return rc;

	rc = reader_open(&db, &p);
	if (CMD_OK == rc)
		rc = export_store(db, &p, &r);

	mem_deref(db);
	place_close(&p);
	return rc;
}


static int public_key(int argc, char *argv[])
{
	uint8_t der[sizeof(spki) + 32];
	char text[sodium_base64_ENCODED_LEN(sizeof(der), sodium_base64_VARIANT_ORIGINAL)];
	struct place p;
	int rc;

	rc = place_open(&p, argc, argv, false);
	if (CMD_OK != rc)
		return rc;

	bytes_put(bytes_put(der, spki, sizeof(spki)), keyring_public(p.store->keys), 32);
	sodium_bin2base64(text, sizeof(text), der, sizeof(der), sodium_base64_VARIANT_ORIGINAL);
	printf("-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n", text);
	place_close(&p);
	return CMD_OK;
}


int cmd_journal(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";

	if (argc > 1) {
		argv[1] = argv[0];
		argc--;
		argv++;
	}

	if (!strcmp(what, "verify"))
		return verify(argc, argv);
	if (!strcmp(what, "export"))
		return export(argc, argv);
	if (!strcmp(what, "public-key"))
		return public_key(argc, argv);

	return cmd_usage("journal", "say verify, export or public-key");
}
