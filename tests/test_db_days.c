/**
 * @file test_db_days.c  Bad days of a store: slow, locked, full, damaged, gone, newer than the program
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include "base/clock.h"
#include "db/postgres_priv.h"
#include "test.h"
#include "store.h"
#include "store.sql.h"


int test_db_slow(void);
int test_db_locked(void);
int test_db_full(void);
int test_db_damaged(void);
int test_db_newer(void);
int test_db_states(void);
int test_db_killed(void);
int test_db_hung(void);
int test_db_secret(void);
int test_db_replica(void);


static int count_h(const struct row_item_count *row, void *arg)
{
	*(int64_t *)arg = row->items;
	return 0;
}


static int item_put(struct db *db, int64_t id, struct pl bytes)
{
	return sql_item_insert(db, &(struct sql_item_insert){.id = id, .num = DB_NULL, .bytes = bytes, .kind = 1});
}


/* Is the store as it should be: can be read and written, and holds `want` items? */
static int healthy(struct db *db, int64_t want)
{
	int64_t n = -1, changed = -1;
	int err;

	TEST_OK(db_begin(db));
	TEST_OK(sql_item_count(db, count_h, &n));
	TEST(n == want);
	TEST_OK(item_put(db, 1 << 20, (struct pl){NULL, 0}));
	TEST_OK(db_commit(db));

	TEST_OK(db_begin(db));
	TEST_OK(sql_item_delete(db, 1 << 20, &changed));
	TEST(1 == changed);
	TEST_OK(db_commit(db));

out:
	if (err)
		fprintf(stderr, "  %s\n", db_errmsg(db));
	return err;
}


/* What takes too long is given up at its deadline, and the connection lives */
static int slow(struct test_store *st)
{
	int64_t start_ms;
	struct db *db = NULL;
	int err;

	TEST_OK(store_connect(&db, st, DB_WRITE));

	for (int i = 0; i < 2; i++) {
		start_ms = clock_mono_ms();
		db_deadline(db, start_ms + 100);
		TEST_OK(db_begin(db));
		TEST_OK(item_put(db, 1, (struct pl){NULL, 0}));
		TEST(ETIMEDOUT == sql_count_slowly(db, NULL, NULL));
		TEST(clock_mono_ms() - start_ms >= 100 && clock_mono_ms() - start_ms < 2000);
		TEST(ETIMEDOUT == db_commit(db));
		TEST(ETIMEDOUT == db_begin(db));
		db_deadline(db, 0);
		TEST_OK(healthy(db, 0));
	}

	/* a deadline that is set in the middle counts too */
	TEST_OK(db_begin(db));
	TEST_OK(item_put(db, 1, (struct pl){NULL, 0}));
	db_deadline(db, clock_mono_ms() + 50);
	TEST(ETIMEDOUT == sql_count_slowly(db, NULL, NULL));
	db_deadline(db, 0);
	db_rollback(db);
	TEST_OK(healthy(db, 0));

out:
	mem_deref(db);
	return err;
}


int test_db_slow(void)
{
	return store_each(slow);
}


/* Another holds the lock: SQLite's is on the file, PostgreSQL's on the row */
static int locked(struct test_store *st)
{
	struct db *a = NULL, *b = NULL;
	int err;

	TEST_OK(store_connect(&a, st, DB_WRITE));
	TEST_OK(store_connect(&b, st, DB_WRITE));
	TEST_OK(db_begin(a));
	TEST_OK(item_put(a, 1, (struct pl){NULL, 0}));
	TEST_OK(db_flush(a));

	db_deadline(b, clock_mono_ms() + 100);
	err = db_begin(b);
	if (!err)
		err = item_put(b, 1, (struct pl){NULL, 0});
	if (!err)
		err = db_flush(b);
	TEST(ETIMEDOUT == err);
	db_rollback(b);
	db_deadline(b, 0);

	if (DB_SQLITE == st->engine) {
		b->busy_ms = 50;
		TEST(EBUSY == db_begin(b));
	}

	TEST_OK(db_commit(a));
	TEST_OK(healthy(b, 1));

out:
	mem_deref(a);
	mem_deref(b);
	return err;
}


int test_db_locked(void)
{
	return store_each(locked);
}


/* Fills a store whose files may not grow past a limit, as a full disk or a quota does; counts what was acknowledged */
static int fill(struct db *db, const char *bytes, size_t len, int64_t *keptp)
{
	for (int64_t id = 1; id < 1000; id++) {

		int err = db_begin(db);

		if (!err)
			err = item_put(db, id, (struct pl){bytes, len});
		if (!err)
			err = db_commit(db);
		else
			db_rollback(db);
		if (err)
			return err;

		*keptp = id;
	}

	return 0;
}


int test_db_full(void)
{
	enum { CHUNK = 20000 };
	struct rlimit was, small;
	struct test_store st = {.engine = DB_SQLITE};
	struct db *db = NULL, *r = NULL;
	char *bytes = calloc(1, CHUNK);
	int64_t kept = 0, n = -1;
	int err;

	if (!bytes)
		return ENOMEM;

	(void)signal(SIGXFSZ, SIG_IGN);
	(void)getrlimit(RLIMIT_FSIZE, &was);

	TEST_OK(store_make(&st, DB_SQLITE));
	TEST_OK(store_connect(&db, &st, DB_WRITE));
	TEST_OK(store_connect(&r, &st, DB_READ));

	small = (struct rlimit){1 << 20, was.rlim_max};
	(void)setrlimit(RLIMIT_FSIZE, &small);
	TEST(ENOSPC == fill(db, bytes, CHUNK, &kept));
	TEST(kept > 10);
	TEST_OK(db_begin(db));
	err = item_put(db, 5000, (struct pl){bytes, CHUNK});
	if (!err)
		err = db_commit(db);
	db_rollback(db);
	TEST(ENOSPC == err);

	/* reads go on, and all that was acknowledged is there */
	n = -1;
	TEST_OK(db_begin(r));
	TEST_OK(sql_item_count(r, count_h, &n));
	TEST(n == kept);
	TEST_OK(db_commit(r));

	/* room again: it recovers alone */
	(void)setrlimit(RLIMIT_FSIZE, &was);
	TEST_OK(healthy(db, kept));

out:
	(void)setrlimit(RLIMIT_FSIZE, &was);
	mem_deref(r);
	mem_deref(db);
	store_remove(&st);
	free(bytes);
	return err;
}


/* A half-copied file, and one in which bytes were overwritten */
static int damage(bool cut)
{
	struct test_store st = {.engine = DB_SQLITE};
	struct db *db = NULL;
	char bytes[9000] = {0};
	int64_t n = 0;
	FILE *f = NULL;
	int err;

	TEST_OK(store_make(&st, DB_SQLITE));
	TEST_OK(store_connect(&db, &st, DB_WRITE));
	for (int i = 1; i < 50; i++) {
		TEST_OK(db_begin(db));
		TEST_OK(item_put(db, i, (struct pl){bytes, sizeof(bytes)}));
		TEST_OK(db_commit(db));
	}
	db = mem_deref(db);

	if (cut) {
		TEST(0 == truncate(st.path, 20 * 4096));
	}
	else {
		f = fopen(st.path, "r+");
		TEST(f);
		for (long page = 4; page < 40; page++)
			TEST(0 == fseek(f, page * 4096, SEEK_SET) && fputs("not a page", f) >= 0);
		(void)fclose(f);
		f = NULL;
	}

	err = db_open(&db, st.url, DB_WRITE, NULL);
	if (!err)
		err = db_begin(db);
	if (!err)
		err = sql_item_count(db, count_h, &n);
	if (!err)
		err = sql_item_move(db, 1, 2, &n);
	if (db)
		db_rollback(db);
	TEST(EBADMSG == err);
	err = 0;

out:
	if (f)
		(void)fclose(f);
	mem_deref(db);
	store_remove(&st);
	return err;
}


int test_db_damaged(void)
{
	struct test_store st = {.engine = DB_SQLITE};
	struct db *db = NULL;
	FILE *f = NULL;
	int err;

	TEST_OK(damage(true));
	TEST_OK(damage(false));

	TEST_OK(store_make(&st, DB_SQLITE));
	f = fopen(st.path, "w");
	TEST(f && fputs("This is a letter to the hotline, and no database at all; it is long enough to have a header.......",
			f) >= 0);
	(void)fclose(f);
	f = NULL;
	TEST(EBADMSG == db_open(&db, st.url, DB_WRITE, NULL));
	err = 0;

out:
	if (f)
		(void)fclose(f);
	store_remove(&st);
	return err;
}


/* Which stores a program serves, by what their migrations say */
static int newer(struct test_store *st)
{
	const struct migration more[] = {
		store_table[0], store_table[1],
		{3, 2, "expand", "three", {"CREATE TABLE x (id INTEGER) STRICT;", "CREATE TABLE x (id BIGINT);"}},
		{4, 4, "contract", "four", {"DROP TABLE note;", "DROP TABLE note;"}},
	};
	struct migration other[] = {store_table[0], store_table[1]};
	struct migration bad[] = {
		store_table[0], store_table[1],
		{3, 3, "wrong", "x", {"CREATE TABLE y (id INTEGER) STRICT; CREATE TABLE y (id INTEGER) STRICT;",
				      "CREATE TABLE y (id BIGINT); CREATE TABLE y (id BIGINT);"}},
	};
	struct db *db = NULL;
	int version = -1, err;

	TEST_OK(db_open(&db, st->url, DB_WRITE, NULL));
	TEST_OK(db_version(db, &version));
	TEST(0 == version);
	TEST_OK(migration_run(db, store_table, 2, 5, &version));
	TEST(2 == version);
	TEST_OK(migration_run(db, store_table, 2, 6, &version));
	TEST_OK(healthy(db, 0));

	TEST(EPROTO == migration_run(db, bad, 3, 7, &version));
	TEST_OK(migration_run(db, store_table, 2, 7, &version));
	TEST(2 == version);

	TEST_OK(migration_run(db, more, 3, 7, &version));
	TEST(3 == version);
	TEST_OK(migration_run(db, store_table, 2, 8, &version));
	TEST(3 == version);
	TEST(EOVERFLOW == migration_run(db, store_table, 1, 8, &version));

	TEST_OK(migration_run(db, more, 4, 9, &version));
	version = -1;
	TEST(EOVERFLOW == migration_run(db, store_table, 2, 10, &version));
	TEST(4 == version && strstr(db_errmsg(db), "newer version"));

	other[1].checksum = "another";
	TEST(EBADMSG == migration_run(db, other, 2, 11, &version));
	TEST(strstr(db_errmsg(db), "note"));
	err = 0;

out:
	mem_deref(db);
	return err;
}


int test_db_newer(void)
{
	return store_each(newer);
}


/* SQLSTATE by SQLSTATE, and after each the connection is fit again */
int test_db_states(void)
{
	static const struct {
		const char *state;
		int err;
	} list[] = {
		{"53100", ENOSPC}, {"53200", ENOMEM}, {"55P03", EBUSY}, {"40001", EBUSY}, {"40P01", EBUSY}, {"57014", ETIMEDOUT},
		{"58030", EIO}, {"XX001", EBADMSG}, {"XX002", EBADMSG}, {"23505", EEXIST}, {"23514", EEXIST}, {"23503", EPROTO},
		{"42601", EPROTO}, {"57P01", ENOTCONN}, {"08006", ENOTCONN}, {"25006", ENOTCONN}, {"XX000", EPROTO},
	};
	struct test_store st;
	struct db *db = NULL;
	int err;

	if (!store_server())
		return 0;

	TEST_OK(store_make(&st, DB_POSTGRES));
	TEST_OK(store_connect(&db, &st, DB_WRITE));
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		TEST_OK(db_begin(db));
		TEST_OK(item_put(db, 1, (struct pl){NULL, 0}));
		err = sql_state_raise(db, pl_of(list[i].state), NULL, NULL);
		if (err != list[i].err)
			fprintf(stderr, "  %s: %s\n", list[i].state, strerror(err));
		TEST(err == list[i].err);
		TEST(list[i].err == db_commit(db));
		TEST_OK(healthy(db, 0));
	}

out:
	mem_deref(db);
	store_remove(&st);
	return err;
}


static int backend_signal(struct db *db, int sig)
{
	struct postgres *pg = CONTAINER_OF(db, struct postgres, db);

	return kill(PQbackendPID(pg->conn), sig) ? errno : 0;
}


/* The server ends the connection: between transactions nobody notices, within one it is ENOTCONN, and then all is well */
int test_db_killed(void)
{
	struct test_store st;
	struct db *db = NULL;
	int64_t n = 0;
	int err;

	if (!store_server())
		return 0;

	TEST_OK(store_make(&st, DB_POSTGRES));
	TEST_OK(store_connect(&db, &st, DB_WRITE));

	for (int when = 0; when < 4; when++) {

		if (1 == when)
			TEST_OK(backend_signal(db, SIGTERM));

		err = db_begin(db);
		if (!err && 2 == when)
			err = sql_item_count(db, count_h, &n);
		if (when > 1)
			TEST_OK(backend_signal(db, SIGTERM));
		if (!err)
			err = item_put(db, 100 + when, (struct pl){NULL, 0});
		if (!err && when < 3)
			err = sql_item_count(db, count_h, &n);
		if (!err)
			err = db_commit(db);
		else
			db_rollback(db);
		/* whether the signal or the statement comes first is a race where nothing waited between */
		TEST(0 == err || (ENOTCONN == err && when));
		TEST(2 != when || ENOTCONN == err);

		TEST_OK(db_begin(db));
		TEST_OK(sql_item_count(db, count_h, &n));
		TEST_OK(db_commit(db));
	}

out:
	mem_deref(db);
	store_remove(&st);
	return err;
}


/* A server that stands still: the deadline holds without its help. And one that takes connections and says nothing. */
int test_db_hung(void)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(sa);
	int64_t n, start_ms;
	struct test_store st;
	struct db *db = NULL;
	struct postgres *pg;
	int fd = -1, err, pid = 0;

	if (!store_server())
		return 0;

	TEST_OK(store_make(&st, DB_POSTGRES));
	TEST_OK(store_connect(&db, &st, DB_WRITE));
	pg = CONTAINER_OF(db, struct postgres, db);

	start_ms = clock_mono_ms();
	db_deadline(db, start_ms + 100);
	TEST_OK(db_begin(db));
	TEST_OK(sql_item_count(db, count_h, &n));
	pid = PQbackendPID(pg->conn);
	TEST(0 == kill(pid, SIGSTOP));
	TEST(ETIMEDOUT == sql_item_count(db, count_h, &n));
	db_rollback(db);
	TEST(clock_mono_ms() - start_ms < 3000);
	db_deadline(db, 0);
	TEST_OK(healthy(db, 0));

	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	TEST(fd >= 0 && 0 == bind(fd, (struct sockaddr *)&sa, sizeof(sa)) && 0 == listen(fd, 5));
	TEST(0 == getsockname(fd, (struct sockaddr *)&sa, &len));
	pg->url = mem_deref(pg->url);
	TEST_OK(re_sdprintf(&pg->url, "postgresql://u:p@127.0.0.1:%u/x", ntohs(sa.sin_port)) < 0 ? ENOMEM : 0);
	pg_drop(pg);

	start_ms = clock_mono_ms();
	db_deadline(db, start_ms + 200);
	TEST(ETIMEDOUT == db_begin(db));
	db_deadline(db, 0);
	TEST(ENOTCONN == db_begin(db));       /* the back-off: at once */
	TEST(clock_mono_ms() - start_ms < 2000);

out:
	if (pid > 0)
		(void)kill(pid, SIGCONT);
	if (fd >= 0)
		(void)close(fd);
	mem_deref(db);
	store_remove(&st);
	return err;
}


/* No word of an error holds the password of the URL */
int test_db_secret(void)
{
	static const char *const urls[] = {
		"postgresql://user:s3kr1t@127.0.0.1:1/x", "postgresql://user:s3kr1t@127.0.0.1:1/s3kr1t",
		"postgresql://user:s3kr1t@[127.0.0.1:1/x", "host=127.0.0.1 port=1 password=s3kr1t",
		"host=127.0.0.1 port=x password=s3kr1t", "password='s3kr1t", "nonsense=s3kr1t",
	};
	struct mbuf *why = mbuf_alloc(64);
	struct db *db = NULL;
	int err = 0;

	if (!why)
		return ENOMEM;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {

		why->end = 0;
		err = db_open(&db, urls[i], DB_WRITE, why);
		TEST(ENOTCONN == err || EINVAL == err);
		TEST(why->end > 0 && !memmem(why->buf, why->end, "s3kr1t", 6));
		err = 0;
	}

out:
	mem_deref(why);
	return err;
}


/* Waits until a commit waits for its replica, and cancels it, as an administrator may */
static void *cancel_thread(void *arg)
{
	*(int *)arg = store_server_exec("DO $$ BEGIN LOOP PERFORM pg_stat_clear_snapshot();"
					" PERFORM pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep';"
					" EXIT WHEN FOUND; PERFORM pg_sleep(0.01); END LOOP; END $$");
	return NULL;
}


/* One commit; *np is how many items there were before it and with it */
static int commit_one(struct db *db, int64_t id, int64_t *np)
{
	int err = db_begin(db);

	if (!err)
		err = item_put(db, id, (struct pl){NULL, 0});
	if (!err)
		err = sql_item_count(db, count_h, np);
	if (!err)
		return db_commit(db);

	db_rollback(db);
	return EPROTO;
}


/* A commit that no replica confirmed is not acknowledged: not after the deadline, nor when the server calls it a commit */
int test_db_replica(void)
{
	struct test_store st;
	struct db *db = NULL;
	pthread_t thread;
	bool started = false;
	int64_t n = -1, id = 0;
	int cancel_err = 0, err;

	if (!store_server())
		return 0;

	TEST_OK(store_make(&st, DB_POSTGRES));
	TEST_OK(store_connect(&db, &st, DB_WRITE));
	TEST_OK(store_server_exec("ALTER SYSTEM SET synchronous_standby_names = 'nobody'"));
	TEST_OK(store_server_exec("DO $$ BEGIN PERFORM pg_reload_conf(); END $$"));

	/* the server has read its settings when a commit waits */
	for (err = 0; !err && id < 1000;) {
		db_deadline(db, clock_mono_ms() + 200);
		err = commit_one(db, ++id, &n);
	}
	TEST(ETIMEDOUT == err);
	db_deadline(db, 0);

	/* the server's half of what was given up ends */
	TEST_OK(store_server_exec("DO $$ BEGIN LOOP PERFORM pg_stat_clear_snapshot();"
				  " PERFORM pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep';"
				  " EXIT WHEN NOT FOUND; PERFORM pg_sleep(0.01); END LOOP; END $$"));
	TEST(0 == pthread_create(&thread, NULL, cancel_thread, &cancel_err));
	started = true;
	TEST(ETIMEDOUT == commit_one(db, ++id, &n));
	TEST(strstr(db_errmsg(db), "replica"));
	err = 0;

out:
	if (store_server_exec("ALTER SYSTEM RESET synchronous_standby_names")
	    || store_server_exec("DO $$ BEGIN PERFORM pg_reload_conf(); END $$"))
		err = ENOTCONN;
	if (started)
		(void)pthread_join(thread, NULL);
	if (!err)
		err = cancel_err;
	if (!err)
		err = healthy(db, n);
	mem_deref(db);
	store_remove(&st);
	return err;
}
