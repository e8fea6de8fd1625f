/**
 * @file test_journal_store.c  The journal in a store and as an export: what another hand did is found, and where
 */
#include <stdio.h>
#include <unistd.h>
#include "test.h"
#include "base/durable.h"
#include "base/why.h"
#include "db/journal_priv.h"
#include "db/keyring_priv.h"
#include "db/tx_priv.h"
#include "store.h"
#include "store.sql.h"

/*
 * 25 rows in transactions of 5; the head is signed after rows 5, 10, 15 and 20, in the store and in heads.log; the 15th row is
 * the last of October 2026
 */
enum { ROWS = 25, GROUP = 5 };

#define OCTOBER INT64_C(1793491200000)       /* 2026-11-01T00:00:00Z */

struct fixture {
	struct test_store *st;
	struct db *db;
	struct keyring *kr;
	char dir[FOLDER_MAX], heads[FOLDER_PATH], file[FOLDER_PATH];
	struct journal_report rep;
	struct mbuf *mb;                     /* the export */
};

int test_journal_verify(void);
int test_journal_export(void);
int test_journal_malformed(void);
int test_journal_month(void);
int test_journal_heads_log(void);
int test_keyring_store(void);


static int rows_write(struct fixture *f, unsigned first)
{
	struct journal_mark mark;
	struct tx tx;
	int err;

	err = tx_begin(&tx, f->db, f->kr, first <= 15 ? OCTOBER - 1000 + first : OCTOBER + first);
	if (err)
		return err;

	err = journal_close_month(&tx);
	if (!err && first > 1) {
		err = journal_mark_make(&tx, false, &mark);
		if (!err)
			err = journal_mark_log(f->heads, &mark);
	}

	for (unsigned i = first; i < first + GROUP && !err; i++) {

		const struct journal_entry entry = {.kind = "appeal.entered", .appeal = 40 + i, .actor = -1,
						    .body = PL_LIT("{\"kind\":\"question «\\\" \\u0001\"}")};

		err = tx_journal(&tx, &entry);
	}
	if (err) {
		db_rollback(f->db);
		return err;
	}

	return tx_end(&tx);
}


static int refuse_h(struct tx *tx, struct command *cmd)
{
	cmd->refusal = 1;
	return 0;
}


/* A command that is refused writes nothing: what is left is the head of a new store */
static int head_make(struct fixture *f)
{
	struct command cmd = {.apply_h = refuse_h};

	return command_run(f->db, f->kr, &cmd);
}


static void fixture_free(struct fixture *f)
{
	mem_deref(f->db);
	mem_deref(f->kr);
	mem_deref(f->mb);
	folder_remove(f->dir);
}


static int fixture_make(struct fixture *f, struct test_store *st)
{
	int err;

	*f = (struct fixture){.st = st};
	err = folder_make(f->dir);
	if (err)
		return err;

	folder_path(f->heads, f->dir, "heads.log");
	folder_path(f->file, f->dir, "export");
	f->mb = mbuf_alloc(1024);
	if (!f->mb)
		return ENOMEM;

	err = folder_keyring(&f->kr, f->dir);
	if (!err)
		err = db_open(&f->db, st->url, DB_WRITE, NULL);
	if (!err)
		err = db_migrate(f->db, 1, NULL);
	if (!err)
		err = head_make(f);
	for (unsigned i = 1; i <= ROWS && !err; i += GROUP)
		err = rows_write(f, i);

	return err;
}


static int line_h(struct pl line, void *arg)
{
	return mbuf_write_mem(arg, (const uint8_t *)line.p, line.l);
}


static int export(struct fixture *f, int64_t from, int64_t to)
{
	int err;

	mbuf_rewind(f->mb);
	err = journal_export(f->db, f->kr, from, to, line_h, f->mb, &f->rep);
	return err ? err : durable_file(f->file, (struct pl){(char *)f->mb->buf, f->mb->end}, true);
}


static int check(struct fixture *f, const char *heads)
{
	return journal_verify_export(f->file, keyring_public(f->kr), heads, &f->rep);
}


enum act { ROW, HASH, REMOVE, TAIL, TAIL_AND_HEAD, TAIL_AND_MARKS, MARK, HEAD, ACTS };

/* What each act does, and what a whole and a quick verification say of it */
static const struct {
	const char *name;
	enum journal_fault whole, quick;
	int64_t pos;
	const char *words;
} acts[ACTS] = {
	[ROW] = {"a changed byte", JOURNAL_CHANGED, JOURNAL_OK, 7, "row 7 was changed"},
	[HASH] = {"another hash", JOURNAL_CHANGED, JOURNAL_OK, 7, "row 7 was changed"},
	[REMOVE] = {"a removed row", JOURNAL_GAP, JOURNAL_OK, 12, "row 12 is missing: after row 11 comes row 13"},
	[TAIL] = {"a cut tail", JOURNAL_CUT, JOURNAL_CUT, 23, "cut after row 22: the head row knows row 25"},
	[TAIL_AND_HEAD] = {"a cut tail and head", JOURNAL_FORGED_HEAD, JOURNAL_FORGED_HEAD, 18, "its seal does not fit"},
	[TAIL_AND_MARKS] = {"a tail cut at an earlier whole state", JOURNAL_CUT, JOURNAL_CUT, 11, "knows row"},
	[MARK] = {"a forged signature", JOURNAL_FORGED_HEAD, JOURNAL_FORGED_HEAD, 20, "does not bear the signature"},
	[HEAD] = {"a forged head row", JOURNAL_FORGED_HEAD, JOURNAL_FORGED_HEAD, 24, "its seal does not fit"},
};


static int tamper(struct fixture *f, enum act act)
{
	uint8_t zero[JOURNAL_SIGNATURE_SIZE] = {0};
	const struct pl hash = {(char *)zero, JOURNAL_HASH_SIZE}, signature = {(char *)zero, sizeof(zero)};
	int64_t n = 0;
	int err;

	err = db_begin(f->db);
	if (err)
		return err;

	switch (act) {

	case ROW:    err = sql_tamper_row(f->db, 7, PL_LIT("{\"kind\":\"question\"}"), &n); break;
	case HASH:   err = sql_tamper_hash(f->db, 7, hash, &n); break;
	case REMOVE: err = sql_tamper_remove(f->db, 12, 12, &n); break;
	case TAIL:   err = sql_tamper_remove(f->db, 23, 99, &n); break;
	case MARK:   err = sql_tamper_mark(f->db, 20, signature, &n); break;
	case HEAD:   err = sql_tamper_head(f->db, 24, hash, &n); break;

	case TAIL_AND_HEAD:
		err = sql_tamper_remove(f->db, 19, 99, &n);
		if (!err)
			err = sql_tamper_unmark(f->db, 18, &n);
		if (!err)
			err = sql_tamper_head(f->db, 18, hash, &n);
		break;

	default:
		break;
	}

	if (err || !n) {
		db_rollback(f->db);
		return err ? err : EPROTO;
	}
	return db_commit(f->db);
}


/* A copy of the store as it was after ten rows, put back: only heads.log, which lies elsewhere, knows better */
static int put_back(struct fixture *f)
{
	int64_t n = 0;
	uint8_t zero[JOURNAL_HASH_SIZE] = {0};
	struct journal_head head = {.epoch = 1};
	struct journal_mark mark;
	struct tx tx = {.db = f->db};
	int err;

	err = db_begin(f->db);
	if (err)
		return err;

	err = journal_mark_load(f->db, 10, &mark);
	if (!err)
		err = sql_tamper_remove(f->db, 11, 99, &n);
	if (!err)
		err = sql_tamper_unmark(f->db, 11, &n);
	if (!err)
		err = sql_tamper_head(f->db, 10, (struct pl){(char *)zero, sizeof(zero)}, &n);
	if (err) {
		db_rollback(f->db);
		return err;
	}

	/* the seal is made as only who has the keys can */
	head.pos = 10;
	memcpy(head.hash, mark.hash, sizeof(head.hash));
	tx = (struct tx){.db = f->db, .keys = f->kr, .now_ms = 1, .epoch = 1, .pos = 10, .moved = true};
	memcpy(tx.hash, mark.hash, sizeof(tx.hash));
	return tx_end(&tx);
}


static int act_check(struct test_store *st, enum act act)
{
	struct fixture f;
	int err;

	TEST_OK(fixture_make(&f, st));
	TEST_OK(journal_verify(f.db, f.kr, f.heads, false, &f.rep));
	TEST(JOURNAL_OK == f.rep.fault && ROWS == f.rep.rows && 4 == f.rep.marks && ROWS == f.rep.pos);
	TEST_OK(journal_verify(f.db, f.kr, f.heads, true, &f.rep));
	TEST(JOURNAL_OK == f.rep.fault && 6 == f.rep.rows && ROWS == f.rep.pos);

	TEST_OK(TAIL_AND_MARKS == act ? put_back(&f) : tamper(&f, act));
	TEST_OK(journal_verify(f.db, f.kr, f.heads, false, &f.rep));
	if (acts[act].whole != f.rep.fault || acts[act].pos != f.rep.pos || !strstr(f.rep.words, acts[act].words))
		fprintf(stderr, "%s: fault %d at %lld: %s\n", acts[act].name, f.rep.fault, (long long)f.rep.pos, f.rep.words);
	TEST(acts[act].whole == f.rep.fault && acts[act].pos == f.rep.pos && strstr(f.rep.words, acts[act].words));

	TEST_OK(journal_verify(f.db, f.kr, f.heads, true, &f.rep));
	if (acts[act].quick != f.rep.fault)
		fprintf(stderr, "%s, quick: fault %d at %lld: %s\n", acts[act].name, f.rep.fault, (long long)f.rep.pos, f.rep.words);
	TEST(acts[act].quick == f.rep.fault);

	/* without heads.log the copy put back is a whole state: the store alone cannot know */
	TEST_OK(journal_verify(f.db, f.kr, NULL, false, &f.rep));
	TEST((TAIL_AND_MARKS == act) == (JOURNAL_OK == f.rep.fault));

	/* what is wrong cannot be exported either */
	if (TAIL_AND_MARKS != act) {
		TEST_OK(export(&f, 1, 0));
		TEST(JOURNAL_OK != f.rep.fault);
		TEST_OK(check(&f, NULL));
		TEST(JOURNAL_OK != f.rep.fault);
	}

out:
	fixture_free(&f);
	return err;
}


int test_journal_verify(void)
{
	int err = 0;

	for (enum db_engine engine = DB_SQLITE; engine <= DB_POSTGRES && !err; engine++) {

		if (DB_POSTGRES == engine && !store_server())
			break;

		for (enum act act = 0; act < ACTS && !err; act++) {

			struct test_store st;

			err = store_make(&st, engine);
			if (!err)
				err = act_check(&st, act);
			store_remove(&st);
		}
	}

	return err;
}


static unsigned lines_count(const struct mbuf *mb)
{
	unsigned n = 0;

	for (size_t i = 0; i < mb->end; i++)
		n += '\n' == mb->buf[i];

	return n;
}


/* Removes line `no` (from 1) of the export, or cuts it there */
static int line_remove(struct fixture *f, unsigned no, bool tail)
{
	char *p = (char *)f->mb->buf, *end = p + f->mb->end, *next;

	for (unsigned i = 1; i < no; i++)
		p = (char *)memchr(p, '\n', (size_t)(end - p)) + 1;
	next = tail ? end : (char *)memchr(p, '\n', (size_t)(end - p)) + 1;

	memmove(p, next, (size_t)(end - next));
	return durable_file(f->file, (struct pl){(char *)f->mb->buf, f->mb->end - (size_t)(next - p)}, true);
}


static int exports(struct test_store *st)
{
	uint8_t other[32];
	struct fixture f;
	int err;

	TEST_OK(fixture_make(&f, st));
	memcpy(other, keyring_public(f.kr), 32);
	other[3] ^= 4;

	/* format, 25 rows, 4 heads, and the one of the end */
	TEST_OK(export(&f, 0, 0));
	TEST(JOURNAL_OK == f.rep.fault && 1 + ROWS + 5 == lines_count(f.mb));
	TEST_OK(check(&f, NULL));
	TEST(JOURNAL_OK == f.rep.fault && ROWS == f.rep.rows && 5 == f.rep.marks && ROWS == f.rep.pos);
	TEST_OK(check(&f, f.heads));
	TEST(JOURNAL_OK == f.rep.fault);
	TEST_OK(journal_verify_export(f.file, other, NULL, &f.rep));
	TEST(JOURNAL_FORGED_HEAD == f.rep.fault);

	/* every line is needed */
	for (unsigned i = 1; i <= 1 + ROWS + 5; i++) {

		TEST_OK(export(&f, 0, 0));
		TEST_OK(line_remove(&f, i, false));
		TEST_OK(check(&f, f.heads));
		TEST((JOURNAL_OK == f.rep.fault) == (7 == i || 13 == i || 19 == i || 25 == i));    /* heads in the middle */

		TEST_OK(export(&f, 0, 0));
		TEST_OK(line_remove(&f, i, true));
		TEST_OK(check(&f, f.heads));
		TEST(JOURNAL_OK != f.rep.fault || i > 25);
		TEST_OK(check(&f, NULL));
		TEST((JOURNAL_OK == f.rep.fault) == (8 == i || 14 == i || 20 == i || 26 == i));    /* ends with a head */
	}

	/* every byte of it counts */
	TEST_OK(export(&f, 11, 14));
	TEST(1 + 1 + 5 + 1 == lines_count(f.mb));
	for (long i = 0; i < (long)f.mb->end; i++) {
		if ('\n' == f.mb->buf[i] || ' ' == (f.mb->buf[i] ^ 1))
			continue;
		TEST_OK(folder_flip(f.file, i));
		TEST_OK(check(&f, NULL));
		TEST(JOURNAL_OK != f.rep.fault);
		TEST_OK(folder_flip(f.file, i));
	}
	TEST_OK(check(&f, NULL));
	TEST(JOURNAL_OK == f.rep.fault && 5 == f.rep.rows && 15 == f.rep.pos);

	TEST(ERANGE == export(&f, 0, 26));
	TEST(ERANGE == export(&f, 27, 0));

out:
	fixture_free(&f);
	return err;
}


int test_journal_export(void)
{
	return store_each(exports);
}


int test_journal_malformed(void)
{
#define FORMAT "{\"format\":\"otklik journal 1\"}\n"
#define ZERO32 "0000000000000000000000000000000000000000000000000000000000000000"
	static const struct {
		const char *text, *words;
	} list[] = {
		{"", "the file is empty"},
		{"\n", "line 1: not JSON"},
		{"{}\n", "line 1: neither a row nor a signed head"},
		{"{\"format\":\"otklik journal 2\"}\n", "line 1: not the format"},
		{FORMAT, "it ends without a signed head"},
		{FORMAT FORMAT, "line 2: a second line of format"},
		{FORMAT "[1]\n", "line 2: neither a row nor a signed head"},
		{FORMAT "\n", "line 2: not JSON"},
		{FORMAT "{\"pos\":1,\"pos\":1}\n", "line 2: not JSON: duplicate object key"},
		{FORMAT "{\"pos\":1.0,\"at_ms\":1,\"appeal\":1,\"actor\":1,\"kind\":\"a\",\"body\":\"{}\",\"hash\":\"" ZERO32 "\"}\n",
		 "line 2: neither a row nor a signed head: Expected integer"},
		{FORMAT "{\"pos\":1,\"at_ms\":1,\"appeal\":1,\"actor\":1,\"kind\":\"a\",\"body\":\"{}\",\"hash\":\"00\"}\n",
		 "line 2: a hash or signature that is not hex digits"},
		{FORMAT "{\"pos\":1,\"at_ms\":1,\"appeal\":1,\"actor\":1,\"kind\":\"a\",\"body\":\"{}\",\"hash\":\"" ZERO32 "\",\"x\":1}\n",
		 "line 2: neither a row nor a signed head: 1 object item(s) left unpacked: x"},
		{FORMAT "{\"pos\":1,\"at_ms\":1,\"appeal\":1,\"actor\":1,\"kind\":\"a\",\"body\":\"{}\",\"hash\":\"" ZERO32 "\"}\n",
		 "row 1 was changed"},
		{FORMAT "{\"pos\":2,\"at_ms\":1,\"appeal\":1,\"actor\":1,\"kind\":\"a\",\"body\":\"{}\",\"hash\":\"" ZERO32 "\"}\n",
		 "no signed head of row 1 stands before it"},
		{FORMAT "{\"pos\":\"\\ud800\"}\n", "line 2: not JSON"},
		{FORMAT "\xff\n", "line 2: not JSON"},
	};
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	const uint8_t key[32] = {1};
	struct journal_report rep;
	struct mbuf *mb = mbuf_alloc(2 * JOURNAL_LINE_MAX);
	int err;

	if (!mb)
		return ENOMEM;

	TEST_OK(folder_make(dir));
	folder_path(path, dir, "export");
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		TEST_OK(durable_file(path, pl_of(list[i].text), true));
		TEST_OK(journal_verify_export(path, key, NULL, &rep));
		TEST(JOURNAL_OK != rep.fault && strstr(rep.words, list[i].words));
	}

	TEST_OK(mbuf_write_str(mb, FORMAT));
	TEST_OK(mbuf_fill(mb, ' ', JOURNAL_LINE_MAX + 1));
	TEST_OK(durable_file(path, (struct pl){(char *)mb->buf, mb->end}, true));
	TEST_OK(journal_verify_export(path, key, NULL, &rep));
	TEST(strstr(rep.words, "line 2: longer than"));
	TEST(ENOENT == journal_verify_export("/nowhere/export", key, NULL, &rep));

out:
	mem_deref(mb);
	folder_remove(dir);
	return err;
}


static int month(struct test_store *st)
{
	struct fixture f;
	int64_t from = 0, to = 0;
	int err;

	TEST_OK(fixture_make(&f, st));
	TEST_OK(journal_between(f.db, 0, OCTOBER, &from, &to));
	TEST(1 == from && 15 == to);
	TEST_OK(export(&f, from, to));
	TEST_OK(check(&f, NULL));
	TEST(JOURNAL_OK == f.rep.fault && 15 == f.rep.rows && 15 == f.rep.pos);
	TEST(memmem(f.mb->buf, f.mb->end, "\"closing\":true", 14));
	TEST(strstr((char *)f.mb->buf + f.mb->end - 400, "\"closing\":true"));

	TEST_OK(journal_between(f.db, OCTOBER, INT64_MAX, &from, &to));
	TEST(16 == from && ROWS == to);
	TEST_OK(export(&f, from, to));
	TEST_OK(check(&f, NULL));
	TEST(JOURNAL_OK == f.rep.fault && 10 == f.rep.rows && ROWS == f.rep.pos);
	TEST(ENODATA == journal_between(f.db, 0, 1000, &from, &to));

out:
	fixture_free(&f);
	return err;
}


int test_journal_month(void)
{
	return store_each(month);
}


/* A crash in the middle of a line: it never counted, and the next line is whole */
int test_journal_heads_log(void)
{
	struct journal_mark mark = {.epoch = 1, .pos = 5}, last;
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct journal_report rep = {0};
	struct keyring *kr = NULL;
	struct mbuf *mb = NULL;
	bool found = false;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&kr, dir));
	folder_path(path, dir, "heads.log");

	for (unsigned i = 0; i < 20; i++) {
		mark.pos++;
		journal_sign(kr, &mark);
		TEST_OK(journal_mark_log(path, &mark));
	}
	TEST_OK(durable_read(path, 1 << 20, &mb));
	TEST(0 == truncate(path, (off_t)mb->end - 100));

	TEST_OK(heads_last(path, &last, &found, &rep));
	TEST(found && 24 == last.pos && journal_mark_valid(keyring_public(kr), &last));

	mark.pos = 99;
	journal_sign(kr, &mark);
	TEST_OK(journal_mark_log(path, &mark));
	TEST_OK(heads_last(path, &last, &found, &rep));
	TEST(99 == last.pos && JOURNAL_OK == rep.fault);

out:
	mem_deref(mb);
	mem_deref(kr);
	folder_remove(dir);
	return err;
}


static int keyring_store(struct test_store *st)
{
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct keyring *kr[3] = {NULL};
	struct fixture f = {0};
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(db_open(&f.db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(f.db, 1, NULL));

	for (unsigned i = 0; i < 2; i++) {
		TEST_OK(keyring_master(&kr[i], folder_path(path, dir, "key"), true, NULL));
		TEST_OK(db_begin(f.db));
		TEST_OK(keyring_open(kr[i], f.db));
		TEST_OK(db_commit(f.db));
	}
	TEST(!memcmp(kr[0]->s, kr[1]->s, sizeof(*kr[0]->s)));
	TEST(!memcmp(keyring_public(kr[0]), keyring_public(kr[1]), 32));
	TEST(memcmp(keyring_key(kr[0], KEY_NUMBER), keyring_key(kr[0], KEY_RECEIPT), KEY_SIZE));

	/* another master key opens nothing */
	TEST_OK(keyring_master(&kr[2], folder_path(path, dir, "other"), true, NULL));
	TEST_OK(db_begin(f.db));
	TEST(EBADMSG == keyring_open(kr[2], f.db));
	db_rollback(f.db);

out:
	for (unsigned i = 0; i < 3; i++)
		mem_deref(kr[i]);
	mem_deref(f.db);
	folder_remove(dir);
	return err;
}


int test_keyring_store(void)
{
	return store_each(keyring_store);
}
