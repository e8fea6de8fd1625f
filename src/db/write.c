/**
 * @file write.c  The writer: groups of commands, one transaction each
 *
 *   mailbox ─▶ queue ─▶ group of ≤ 200 ─▶ begin, head lock ─▶ look up what is remembered ─▶ apply each ─▶ head, commit ─▶ done
 *                                                    any error: roll back, replay singly ─┘
 *
 * An error of the machine that would meet every command alike (no disk, no server, a lock) is not replayed: each command of
 * the group has it.
 */
#include <pthread.h>
#include <stdatomic.h>
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "db/tx_priv.h"
#include "db/write.sql.h"

enum {
	COMMAND_KEPT_MS = 48 * 3600 * 1000,
	SWEEP_EVERY_MS = 60 * 1000,
	SWEEP_MOST = 500,
	GROUP_MS = 8000,                     /* a group that takes longer is given up: whoever waits is told */
	TRY_EVERY_MS = 1000,
};

struct writer {
	pthread_t thread;
	bool started;
	struct mailbox *mailbox;
	struct msg stop;
	struct db *db;
	struct writer_prm prm;
	char *heads_log;
	struct command *head, **tail;        /* delivered, not yet run */
	atomic_uint waiting;
	atomic_bool closed;                  /* no new commands */
	bool stopping;
	int64_t unsigned_since_ms;           /* monotonic; 0: the last head is signed */
	bool close_log;                      /* heads.log may lack the head that closed the last month … */
	int64_t close_ms;                    /* … monotonic: not looked at before */
	int64_t sweep_ms;                    /* monotonic, next sweep of remembered commands */
	int64_t try_ms;                      /* monotonic, next try of a store that could not write; 0: it can */
};


static int found_h(const struct row_command_find *row, void *arg)
{
	struct command *cmd = arg;

	if (row->digest.l != sizeof(cmd->known_digest) || row->result.l > sizeof(cmd->result))
		return EBADMSG;

	cmd->known = true;
	memcpy(cmd->known_digest, row->digest.p, row->digest.l);
	memcpy(cmd->result, row->result.p, row->result.l);
	cmd->result_len = (uint16_t)row->result.l;

	return 0;
}


/* The same command twice in one group: the second sees what the first has just given */
static void find_in_group(struct command *cmd, struct command *const *group, size_t before)
{
	for (size_t i = 0; i < before; i++) {
		const struct command *first = group[i];

		if (!first->keep || first->refusal || memcmp(first->id, cmd->id, sizeof(cmd->id)))
			continue;

		cmd->known = true;
		memcpy(cmd->known_digest, first->repeated ? first->known_digest : first->digest, sizeof(cmd->digest));
		memcpy(cmd->result, first->result, first->result_len);
		cmd->result_len = first->result_len;
		return;
	}
}


static int apply(struct tx *tx, struct command *cmd)
{
	int err;

	if (cmd->known) {
		cmd->repeated = 0 == memcmp(cmd->known_digest, cmd->digest, sizeof(cmd->digest));
		cmd->refusal = cmd->repeated ? 0 : REFUSED_ID_REUSED;
		return 0;
	}

	err = cmd->apply_h(tx, cmd);
	if (err || cmd->refusal)
		return err;

	tx->moved = true;
	if (!cmd->keep)
		return 0;

	return sql_command_keep(tx->db, (struct pl){(char *)cmd->id, sizeof(cmd->id)},
				(struct pl){(char *)cmd->digest, sizeof(cmd->digest)}, tx->now_ms,
				(struct pl){cmd->result, cmd->result_len});
}


static void command_reset(struct command *cmd)
{
	cmd->refusal = 0;
	cmd->repeated = cmd->known = false;
	cmd->result_len = 0;
}


static int group_apply(struct tx *tx, struct command *const *group, size_t n)
{
	int err = 0;

	for (size_t i = 0; i < n && !err; i++) {

		command_reset(group[i]);
		if (group[i]->keep)
			err = sql_command_find_later(tx->db, (struct pl){(char *)group[i]->id, COMMAND_ID_SIZE}, found_h, group[i]);
	}
	if (!err)
		err = db_flush(tx->db);

	for (size_t i = 0; i < n && !err; i++) {

		if (group[i]->keep && !group[i]->known)
			find_in_group(group[i], group, i);

		err = apply(tx, group[i]);
	}

	return err;
}


/* What came of a transaction; untouched when nothing was written */
struct outcome {
	int64_t pos;             /* the journal's position, when it moved */
	bool wrote, closed;      /* … and a month's segment was closed */
};


static int group_try(struct db *db, const struct keyring *keys, struct command *const *group, size_t n, struct outcome *out)
{
	struct tx tx;
	int err;

	err = tx_begin(&tx, db, keys, clock_wall_ms());
	if (err)
		return err;

	err = journal_close_month(&tx);
	if (!err)
		err = group_apply(&tx, group, n);
	if (err) {
		db_rollback(db);
		return err;
	}

	err = tx_end(&tx);
	if (!err && tx.moved)
		out->wrote = true;
	if (!err && tx.pos != tx.head_pos)
		out->pos = tx.pos;
	if (!err && tx.closed)
		out->closed = true;

	return err;
}


/* Would this meet every command of the group alike? Not EBADMSG: one row, or one citizen's key, may be spoilt or destroyed */
static bool of_machine(int err)
{
	return ENOSPC == err || ENOTCONN == err || EBUSY == err || ETIMEDOUT == err || EROFS == err || EIO == err;
}


/* Is it not known before the next write whether this still holds? A lock or a lost server shows at every begin */
static bool of_writing(int err)
{
	return ENOSPC == err || EDQUOT == err || EROFS == err || EIO == err || EBADMSG == err;
}


static void tried(struct writer *w, int err, bool wrote)
{
	if (of_writing(err))
		w->try_ms = clock_mono_ms() + TRY_EVERY_MS;
	else if (wrote)
		w->try_ms = 0;

	if (w->prm.tried_h)
		w->prm.tried_h(err, wrote, w->prm.arg);
}


static void group_run(struct writer *w, struct command *const *group, size_t n)
{
	struct outcome out = {.pos = 0};
	int err;

	db_deadline(w->db, clock_mono_ms() + GROUP_MS);
	err = group_try(w->db, w->prm.keys, group, n, &out);
	if (err)
		log_warn("write: group rolled back n=%zu err=%m (%s)", n, err, db_errmsg(w->db));

	for (size_t i = 0; i < n; i++)
		group[i]->err = err;

	for (size_t i = 0; i < n && err && n > 1 && !of_machine(err); i++) {
		db_deadline(w->db, clock_mono_ms() + GROUP_MS);
		group[i]->err = group_try(w->db, w->prm.keys, &group[i], 1, &out);
	}
	db_deadline(w->db, 0);

	tried(w, group[n - 1]->err, out.wrote);
	if (out.closed) {
		w->close_log = true;
		w->close_ms = 0;
	}

	if (out.pos) {
		if (!w->unsigned_since_ms)
			w->unsigned_since_ms = clock_mono_ms();
		if (w->prm.wake_h)
			w->prm.wake_h(out.pos, w->prm.arg);
	}
}


static void done_h(struct msg *msg)
{
	struct command *cmd = CONTAINER_OF(msg, struct command, msg);

	cmd->done_h(cmd);
}


static void command_done(struct command *cmd)
{
	struct writer *w = cmd->writer;

	atomic_fetch_sub(&w->waiting, 1);

	if (!cmd->home) {
		cmd->done_h(cmd);
		return;
	}

	cmd->msg.deliver_h = done_h;
	mailbox_post(cmd->home, &cmd->msg);
}


static void queue_h(struct msg *msg)
{
	struct command *cmd = CONTAINER_OF(msg, struct command, msg);
	struct writer *w = cmd->writer;

	cmd->next = NULL;
	*w->tail = cmd;
	w->tail = &cmd->next;
}


static void stop_h(struct msg *msg)
{
	CONTAINER_OF(msg, struct writer, stop)->stopping = true;
}


static struct command *queue_pop(struct writer *w)
{
	struct command *cmd = w->head;

	if (cmd) {
		w->head = cmd->next;
		if (!w->head)
			w->tail = &w->head;
	}

	return cmd;
}


static void queue_run(struct writer *w)
{
	struct command *group[COMMAND_GROUP_MAX], *cmd;
	int64_t now_ms = clock_mono_ms();
	size_t n = 0;

	while (n < COMMAND_GROUP_MAX && (cmd = queue_pop(w))) {

		if (cmd->deadline_ms && cmd->deadline_ms < now_ms) {
			cmd->err = ETIMEDOUT;
			command_done(cmd);
			continue;
		}
		group[n++] = cmd;
	}
	if (!n)
		return;

	group_run(w, group, n);

	for (size_t i = 0; i < n; i++)
		command_done(group[i]);
}


static int sweep(struct writer *w)
{
	int err;

	err = db_begin(w->db);
	if (err)
		return err;

	err = sql_command_sweep(w->db, clock_wall_ms() - COMMAND_KEPT_MS, SWEEP_MOST);
	if (err) {
		db_rollback(w->db);
		return err;
	}

	return db_commit(w->db);
}


/* Signs the head in a transaction of its own and hands the line to heads.log */
static int sign(struct writer *w)
{
	struct journal_mark mark;
	struct tx tx;
	int err;

	err = tx_begin(&tx, w->db, w->prm.keys, clock_wall_ms());
	if (err)
		return err;

	err = journal_mark_make(&tx, false, &mark);
	if (err) {
		db_rollback(w->db);
		return err;
	}

	tx.moved = true;
	err = tx_end(&tx);
	if (err)
		return err;

	w->unsigned_since_ms = 0;

	return w->heads_log ? journal_mark_log(w->heads_log, &mark) : 0;
}


/* The head as it stands is written again: the least that shows whether the store can be written */
static int write_try(struct writer *w)
{
	struct tx tx;
	int err;

	err = tx_begin(&tx, w->db, w->prm.keys, clock_wall_ms());
	if (err)
		return err;

	tx.moved = true;
	return tx_end(&tx);
}


static void idle_work(struct writer *w)
{
	int64_t now_ms = clock_mono_ms();
	int err;

	if (w->try_ms && now_ms >= w->try_ms && !w->stopping) {
		w->try_ms = now_ms + TRY_EVERY_MS;
		err = write_try(w);
		tried(w, err, !err);
	}

	/* before the next head is signed: those of the file are in the order of their rows */
	if (w->close_log && w->heads_log && (w->stopping || now_ms >= w->close_ms)) {
		err = journal_close_log(w->db, w->heads_log);
		w->close_log = err && EBADMSG != err;
		w->close_ms = now_ms + SWEEP_EVERY_MS;
		if (err)
			log_warn("write: closing head of the month not in heads.log err=%m", err);
	}

	if (w->unsigned_since_ms && (w->stopping || now_ms - w->unsigned_since_ms >= w->prm.sign_every_ms)) {
		err = sign(w);
		if (err) {
			log_warn("write: head not signed err=%m", err);
			w->unsigned_since_ms = now_ms;
		}
	}

	if (now_ms >= w->sweep_ms) {
		w->sweep_ms = now_ms + SWEEP_EVERY_MS;
		err = sweep(w);
		if (err)
			log_warn("write: old commands not swept err=%m", err);
	}
}


static void *writer_thread(void *arg)
{
	struct writer *w = arg;

	while (!w->stopping || w->head) {

		if (w->head)
			mailbox_deliver(w->mailbox);
		else if (mailbox_wait(w->mailbox, 1000) == EINVAL)
			break;

		queue_run(w);
		db_deadline(w->db, clock_mono_ms() + GROUP_MS);
		idle_work(w);
		db_deadline(w->db, 0);
	}

	return NULL;
}


static void writer_destructor(void *arg)
{
	struct writer *w = arg;

	writer_drain(w);
	mem_deref(w->db);
	mem_deref(w->mailbox);
	mem_deref(w->heads_log);
}


/* A new store has a head of zeros; one that is there must be ours */
static int head_check(struct db *db, const struct keyring *keys)
{
	const uint8_t zero[JOURNAL_HASH_SIZE] = {0};
	uint8_t mac[32];
	struct tx tx;
	int err;

	head_mac(keys, 1, 0, 0, 0, zero, mac);

	err = db_begin(db);
	if (err)
		return err;

	err = sql_head_make(db, (struct pl){(char *)zero, sizeof(zero)}, (struct pl){(char *)mac, sizeof(mac)});
	if (err) {
		db_rollback(db);
		return err;
	}

	err = db_commit(db);
	if (err)
		return err;

	err = tx_begin(&tx, db, keys, 0);
	if (!err)
		db_rollback(db);

	return err;
}


int writer_start(struct writer **wp, const struct writer_prm *prm)
{
	struct writer *w;
	int err;

	w = mem_zalloc(sizeof(*w), writer_destructor);
	if (!w)
		return ENOMEM;

	w->prm = *prm;
	w->prm.url = NULL;
	w->tail = &w->head;
	w->close_log = true;
	w->stop.deliver_h = stop_h;

	err = mailbox_alloc(&w->mailbox);
	if (!err && prm->heads_log)
		err = str_dup(&w->heads_log, prm->heads_log);
	if (!err)
		err = db_open(&w->db, prm->url, DB_WRITE, NULL);
	if (!err)
		err = head_check(w->db, prm->keys);
	if (!err)
		err = pthread_create(&w->thread, NULL, writer_thread, w);
	if (err)
		goto out;

	w->started = true;
	(void)pthread_setname_np(w->thread, "writer");

out:
	if (err)
		mem_deref(w);
	else
		*wp = w;

	return err;
}


int writer_submit(struct writer *w, struct command *cmd)
{
	static const uint8_t none[COMMAND_ID_SIZE];

	if (atomic_load(&w->closed))
		return ESHUTDOWN;

	if (atomic_fetch_add(&w->waiting, 1) >= COMMAND_QUEUE_MAX) {
		atomic_fetch_sub(&w->waiting, 1);
		return EAGAIN;
	}

	if (0 == memcmp(cmd->id, none, sizeof(none)))
		id_random(cmd->id, sizeof(cmd->id));

	cmd->writer = w;
	cmd->msg.deliver_h = queue_h;
	mailbox_post(w->mailbox, &cmd->msg);

	return 0;
}


void writer_drain(struct writer *w)
{
	if (!w || !w->started)
		return;

	atomic_store(&w->closed, true);
	mailbox_post(w->mailbox, &w->stop);
	pthread_join(w->thread, NULL);
	w->started = false;
}


struct mailbox *writer_mailbox(const struct writer *w)
{
	return w->mailbox;
}


unsigned writer_waiting(const struct writer *w)
{
	return atomic_load(&w->waiting);
}


int command_run(struct db *db, const struct keyring *keys, struct command *cmd)
{
	struct outcome out = {.pos = 0};
	int err;

	err = head_check(db, keys);
	if (!err)
		err = group_try(db, keys, &cmd, 1, &out);

	cmd->err = err;
	return err;
}
