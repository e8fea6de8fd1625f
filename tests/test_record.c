/**
 * @file test_record.c  Recordings: spools whole, torn and forged, what becomes of them, who may hear them
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <signal.h>
#include <sys/resource.h>
#include "appeal/incarnate.h"
#include "base/clock.h"
#include "base/id.h"
#include "call/note.h"
#include "record/store.h"
#include "staff/role.h"
#include "store.h"
#include "test.h"

enum { CALL = 42, PIECES = 5 };

int test_spool_pack(void);
int test_spool_torn(void);
int test_spool_full(void);
int test_record_store(void);
int test_record_keep(void);
int test_record_ticket(void);


static void piece_fill(struct spool_piece *p, uint32_t index, uint8_t sides)
{
	memset(p, 0, sizeof(*p));
	p->index = index;
	p->sides = sides;
	for (unsigned side = 0; side < SPOOL_SIDES; side++) {
		for (unsigned i = 0; i < SPOOL_SIDE; i++)
			p->sound[side][i] = sides & 1u << side ? (uint8_t)(i * 7 + index * 13 + side) : SPOOL_SILENCE;
	}
}


static bool same(const struct spool_piece *a, const struct spool_piece *b)
{
	return a->index == b->index && a->paused == b->paused && a->sides == b->sides && !memcmp(a->sound, b->sound, sizeof(a->sound));
}


int test_spool_pack(void)
{
	uint8_t buf[SPOOL_PLAIN_MAX];
	struct spool_piece *p = mem_zalloc(2 * sizeof(*p), NULL);
	char name[SPOOL_NAME_SIZE];
	size_t n;
	int err = 0;

	if (!p)
		return ENOMEM;

	for (uint8_t sides = 0; sides < 4; sides++) {
		piece_fill(&p[0], 100u + sides, sides);
		p[0].paused = sides * 5u;
		n = spool_pack(buf, &p[0]);
		TEST_OK(spool_unpack(&p[1], (struct pl){(char *)buf, n}));
		TEST(same(&p[0], &p[1]));
		TEST(EBADMSG == spool_unpack(&p[1], (struct pl){(char *)buf, n - 1}));
	}

	buf[8] = 4;                      /* a third side */
	TEST(EBADMSG == spool_unpack(&p[1], (struct pl){(char *)buf, n}));
	buf[8] = 3;
	buf[7] = 0x80;                   /* a slot that no piece has */
	TEST(EBADMSG == spool_unpack(&p[1], (struct pl){(char *)buf, n}));

	spool_name(name, INT64_MAX);
	TEST(INT64_MAX == spool_call(name));
	TEST(!spool_call("0.spool") && !spool_call("12.spool.bad") && !spool_call("-1.spool") && !spool_call(".."));

out:
	mem_deref(p);
	return err;
}


static int folder_fd(const char *dir, int *fdp)
{
	*fdp = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return *fdp < 0 ? errno : 0;
}


static int spool_write(int fd, const struct keyring *keys, unsigned pieces)
{
	struct spool *s = NULL;
	struct spool_piece p;
	int err;

	err = spool_create(&s, fd, keys, CALL, 1000);
	for (unsigned i = 0; i < pieces && !err; i++) {
		piece_fill(&p, i * 2, i % 4);            /* every other one is missing */
		err = spool_add(s, &p);
	}
	if (!err)
		err = spool_sync(s);

	mem_deref(s);
	return err;
}


/* How many pieces can be read, each as it was written */
static int pieces_read(int fd, const struct keyring *keys, unsigned *np, bool *torn)
{
	struct spool_reader *r = NULL;
	struct spool_piece p, want;
	bool more = true;
	int err;

	*np = 0;
	err = spool_open(&r, fd, "42.spool", keys);
	while (!err && more) {
		err = spool_next(r, &p, &more);
		if (err || !more)
			break;
		piece_fill(&want, *np * 2, *np % 4);
		err = same(&p, &want) ? 0 : EPROTO;
		++*np;
	}
	if (!err)
		*torn = spool_torn(r);

	mem_deref(r);
	return err;
}


/* Whatever length a spool was cut to, and whatever byte was changed: what is whole before it is read, and nothing else */
int test_spool_torn(void)
{
	static const unsigned step = 997;
	char dir[FOLDER_MAX] = "", path[FOLDER_PATH];
	struct keyring *keys = NULL, *other = NULL;
	unsigned n = 0, last = PIECES;
	bool torn = true;
	int err, fd = -1;
	off_t size;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&keys, dir));
	TEST_OK(folder_fd(dir, &fd));
	TEST_OK(spool_write(fd, keys, PIECES));
	TEST(EEXIST == spool_write(fd, keys, 1));
	TEST_OK(pieces_read(fd, keys, &n, &torn));
	TEST(PIECES == n && !torn);

	(void)folder_path(path, dir, "42.spool");
	TEST_OK(folder_flip(path, -30));                         /* in the last piece, which has no sound */
	TEST_OK(pieces_read(fd, keys, &n, &torn));
	TEST(PIECES - 1 == n && torn);
	TEST_OK(folder_flip(path, -30));
	TEST_OK(pieces_read(fd, keys, &n, &torn));
	TEST(PIECES == n && !torn);

	size = 3 * (SPOOL_HEAD + 6 + 9 + 16);                    /* more than heads: the pieces are far longer */
	TEST(0 == access(path, R_OK));
	for (off_t at = 4 * (off_t)SPOOL_PLAIN_MAX; at > size; at -= step) {
		TEST(0 == truncate(path, at));
		TEST_OK(pieces_read(fd, keys, &n, &torn));
		TEST(n <= last);
		last = n;
	}
	TEST(last < 3);

	TEST(0 == truncate(path, SPOOL_HEAD));
	TEST_OK(pieces_read(fd, keys, &n, &torn));
	TEST(0 == n && !torn);
	TEST_OK(folder_flip(path, 20));                          /* another call's name */
	TEST(EBADMSG == pieces_read(fd, keys, &n, &torn));
	TEST(0 == truncate(path, SPOOL_HEAD - 1));
	TEST(EBADMSG == pieces_read(fd, keys, &n, &torn));

out:
	if (fd >= 0)
		close(fd);
	mem_deref(other);
	mem_deref(keys);
	folder_remove(dir);
	return err;
}


/* A disk that is full for a while: what was written by halves is cut off, what comes later is there */
int test_spool_full(void)
{
	char dir[FOLDER_MAX] = "";
	struct rlimit was, small;
	struct keyring *keys = NULL;
	struct spool *s = NULL;
	struct spool_reader *r = NULL;
	struct spool_piece p;
	bool more = false;
	int err, fd = -1;

	(void)signal(SIGXFSZ, SIG_IGN);
	TEST(0 == getrlimit(RLIMIT_FSIZE, &was));
	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&keys, dir));
	TEST_OK(folder_fd(dir, &fd));
	TEST_OK(spool_create(&s, fd, keys, CALL, 1000));
	piece_fill(&p, 0, 3);
	TEST_OK(spool_add(s, &p));

	small = (struct rlimit){12000, was.rlim_max};
	TEST(0 == setrlimit(RLIMIT_FSIZE, &small));
	piece_fill(&p, 1, 3);
	err = spool_add(s, &p);
	TEST(0 == setrlimit(RLIMIT_FSIZE, &was));
	TEST(ENOSPC == err);
	TEST(ERANGE == spool_add(s, &p));                        /* its nonce is used */
	piece_fill(&p, 2, 1);
	TEST_OK(spool_add(s, &p));

	TEST_OK(spool_open(&r, fd, "42.spool", keys));
	TEST(CALL == spool_call_of(r) && 1000 == spool_began_ms(r));
	TEST_OK(spool_next(r, &p, &more));
	TEST(more && 0 == p.index);
	TEST_OK(spool_next(r, &p, &more));
	TEST(more && 2 == p.index);
	TEST_OK(spool_next(r, &p, &more));
	TEST(!more && !spool_torn(r));

out:
	if (fd >= 0)
		close(fd);
	mem_deref(r);
	mem_deref(s);
	mem_deref(keys);
	folder_remove(dir);
	return err;
}


int test_record_ticket(void)
{
	char dir[FOLDER_MAX] = "", text[RECORD_TICKET_SIZE] = "5.00000000000000000000000000000000";
	struct keyring *keys = NULL;
	int err;

	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&keys, dir));
	TEST(!record_ticket_good(keys, pl_of(text), CALL, 1, 1));
	TEST(!record_ticket_good(keys, pl_of(NULL), CALL, 1, 1));
	TEST(!record_ticket_good(keys, pl_of(""), CALL, 1, 0));
	TEST(!record_ticket_good(keys, pl_of("99999999999999999999999"), CALL, 1, 0));

out:
	mem_deref(keys);
	folder_remove(dir);
	return err;
}


/* ---- the store ---- */

struct world {
	struct keyring *keys;
	struct blob_store *blobs;
	struct db *db;
	int fd;
	int64_t call, appeal, digits;
};


static int call_make(struct world *w)
{
	struct incarnate in = {.cmd = {.apply_h = incarnate_begin_apply}};
	struct call_record rec = {.line = "hotline", .medium = CALL_PHONE, .entered_ms = clock_wall_ms(), .staff = 0};
	struct call_note *n = NULL;
	struct book *book = NULL;
	int err;

	err = command_run(w->db, w->keys, &in.cmd);
	if (!err)
		err = db_begin(w->db);
	if (err)
		return err;

	err = book_load(&book, w->db, clock_wall_ms());
	db_rollback(w->db);
	rec.id = w->call = CALL;
	rec.incarnation = in.id;
	rec.queued_ms = rec.answered_ms = clock_wall_ms();
	if (!err)
		err = call_note_make(&n, CALL_WAITS, &rec, rec.queued_ms);
	if (!err)
		err = call_note_appeal(n, w->keys, book, PL_LIT("Звонок"), "");
	if (!err)
		err = command_run(w->db, w->keys, &n->cmd);
	if (!err) {
		w->appeal = n->result.appeal;
		w->digits = n->result.digits;
	}

	mem_deref(n);
	book_unref(book);
	return err;
}


static struct record_keeps keeps = {.def_ms = 1000};


static int store(struct world *w, const struct record_made *made, enum record_refusal want)
{
	struct record_store s = {.cmd = {.apply_h = record_store_apply}, .made = made, .keeps = &keeps};
	int err = command_run(w->db, w->keys, &s.cmd);

	return err ? err : (int)want == s.cmd.refusal ? 0 : EPROTO;
}


static int hear(struct world *w, int64_t staff, unsigned roles, enum record_refusal want)
{
	struct record_hear h = {.cmd = {.apply_h = record_hear_apply}, .call = w->call, .actor = {staff, roles}};
	int64_t now_ms = clock_wall_ms();
	struct pl ticket;
	int err = command_run(w->db, w->keys, &h.cmd);

	if (err || want)
		return err ? err : (int)want == h.cmd.refusal ? 0 : EPROTO;

	ticket = pl_of(h.ticket);
	return !h.cmd.refusal && record_ticket_good(w->keys, ticket, w->call, staff, now_ms) &&
	       !record_ticket_good(w->keys, ticket, w->call, staff + 1, now_ms) &&
	       !record_ticket_good(w->keys, ticket, w->call + 1, staff, now_ms) &&
	       !record_ticket_good(w->keys, ticket, w->call, staff, now_ms + RECORD_TICKET_MS) ? 0 : EPROTO;
}


static int find(struct world *w, struct record_place *place, enum record_refusal *refusal)
{
	int err = db_begin(w->db);

	if (err)
		return err;

	err = record_find(w->db, w->keys, w->call, place, refusal);
	db_rollback(w->db);
	return err;
}


static int due(struct world *w, int64_t now_ms, unsigned *np)
{
	int64_t callv[4];
	int err = db_begin(w->db);

	if (err)
		return err;

	err = record_due(w->db, now_ms, callv, 4, np);
	db_rollback(w->db);
	return err;
}


static int erase(struct world *w)
{
	struct record_erase e = {.cmd = {.apply_h = record_erase_apply}, .call = w->call};
	int err;

	TEST_OK(command_run(w->db, w->keys, &e.cmd));
	TEST(!e.cmd.refusal && e.blob[0]);
	TEST_OK(blob_remove(w->blobs, e.blob));
	TEST_OK(command_run(w->db, w->keys, &e.cmd));
	TEST(RECORD_UNKNOWN == e.cmd.refusal && !e.blob[0]);

out:
	return err;
}


static int lives(struct test_store *st)
{
	static const atomic_bool stop = true, on = false;
	struct world w = {.fd = -1};
	struct record_made *made = mem_zalloc(sizeof(*made), NULL);
	char dir[FOLDER_MAX] = "";
	struct record_place place;
	enum record_refusal refusal;
	struct blob_reader *reader = NULL;
	uint8_t head[4];
	unsigned n = 9;
	size_t got = 0;
	int err = made ? 0 : ENOMEM;

	TEST_OK(err);
	TEST_OK(folder_make(dir));
	TEST_OK(folder_keyring(&w.keys, dir));
	TEST_OK(blob_store_open(&w.blobs, dir, NULL));
	TEST_OK(folder_fd(dir, &w.fd));
	TEST_OK(db_open(&w.db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(w.db, migration_count, NULL));

	TEST_OK(spool_write(w.fd, w.keys, PIECES));
	TEST(ECANCELED == record_encode(made, w.fd, "42.spool", w.keys, w.blobs, &stop));
	TEST(ENOENT == record_encode(made, w.fd, "43.spool", w.keys, w.blobs, &on));
	TEST_OK(record_encode(made, w.fd, "42.spool", w.keys, w.blobs, &on));
	TEST(CALL == made->call && 1000 == made->began_ms && (2 * PIECES - 1) * SPOOL_PIECE_MS == made->length_ms && !made->cut);
	TEST(PIECES - 1 == made->gaps.n && 500 == made->gaps.at[0].from_ms && 1000 == made->gaps.at[0].to_ms && !made->pauses.n);
	TEST(2 * PIECES - 1 == made->peakc && !made->peaks[SPOOL_CITIZEN][0] && made->peaks[SPOOL_CITIZEN][2] && !made->peaks[SPOOL_STAFF][2]);

	w.call = CALL;
	TEST_OK(store(&w, made, RECORD_LATER));
	TEST_OK(call_make(&w));
	TEST_OK(find(&w, &place, &refusal));
	TEST(RECORD_UNKNOWN == refusal);
	TEST_OK(store(&w, made, RECORD_GRANTED));
	TEST_OK(store(&w, made, RECORD_TWICE));

	TEST_OK(hear(&w, 7, ROLE_OPERATOR, RECORD_NOT_YOURS));
	TEST_OK(hear(&w, 7, ROLE_SPECIALIST, RECORD_NOT_YOURS));
	TEST_OK(hear(&w, 7, ROLE_SENIOR, RECORD_GRANTED));
	TEST_OK(hear(&w, 7, ROLE_SUPERVISOR, RECORD_GRANTED));
	TEST_OK(hear(&w, 7, ROLE_AUDITOR, RECORD_GRANTED));

	TEST_OK(find(&w, &place, &refusal));
	TEST(!refusal && !strcmp(place.blob, made->blob));
	TEST_OK(blob_open(&reader, w.blobs, place.blob, place.key));
	TEST_OK(blob_read(reader, head, sizeof(head), &got));
	TEST(sizeof(head) == got && !memcmp(head, "OggS", 4));

	TEST_OK(due(&w, made->began_ms + made->length_ms + 999, &n));
	TEST(0 == n);
	TEST_OK(due(&w, made->began_ms + made->length_ms + 1000, &n));
	TEST(1 == n);
	TEST_OK(erase(&w));
	TEST_OK(hear(&w, 7, ROLE_SUPERVISOR, RECORD_UNKNOWN));

out:
	if (w.fd >= 0)
		close(w.fd);
	mem_deref(reader);
	mem_deref(made);
	mem_deref(w.db);
	mem_deref(w.blobs);
	mem_deref(w.keys);
	folder_remove(dir);
	return err;
}


int test_record_store(void)
{
	return store_each(lives);
}


/* What is said of a topic, of the one above it, of none */
int test_record_keep(void)
{
	static const struct {
		const char *text;
		const char *why;
	} bad[] = {
		{"365d", "must be names of topics"}, {"Roads", "must be"}, {"Roads soon", "--record.keep-topics: Roads: "}, {"Roads 1min", "--record.keep-topics: Roads: "},
	};
	static const int64_t day_ms = 24LL * 3600 * 1000;
	struct pl roads[] = {PL_LIT("Дороги"), PL_LIT("Roads"), PL_LIT("ЖКХ"), PL_LIT("Housing")}, none[] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
	struct mbuf *why = mbuf_alloc(64);
	struct record_keeps k;
	int err = why ? 0 : ENOMEM;

	if (err)
		return err;

	TEST_OK(record_keeps_read(&k, " ЖКХ 90d;Жалобы на работу 365d; ", 180 * day_ms, why));
	TEST(2 == k.n && 365 * day_ms == k.at[1].keep_ms && 0 == strcmp(k.at[1].name, "Жалобы на работу"));
	TEST(90 * day_ms == record_keep_of(&k, roads, 4) && 180 * day_ms == record_keep_of(&k, roads, 2) && 180 * day_ms == record_keep_of(&k, none, 4));
	TEST_OK(record_keeps_read(&k, "жкх 90d; ROADS 30d", day_ms, why));
	TEST(30 * day_ms == record_keep_of(&k, roads, 4));
	TEST_OK(record_keeps_read(&k, NULL, day_ms, why));
	TEST(0 == k.n && day_ms == record_keep_of(&k, roads, 4));

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		mbuf_rewind(why);
		err = record_keeps_read(&k, bad[i].text, day_ms, why);
		if (ENOMEM == err)
			goto out;
		TEST(EINVAL == err && why->end > strlen(bad[i].why));
	}
	err = 0;

out:
	mem_deref(why);
	return err;
}
