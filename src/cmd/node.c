/**
 * @file node.c  The parts of a running program
 */
#include <limits.h>
#include <stdio.h>
#include <unistd.h>
#include "appeal/act.h"
#include "appeal/incarnate.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/why.h"
#include "call/note.h"
#include "cmd/demo.h"
#include "cmd/node.h"
#include "db/journal.h"
#include "record/record.h"
#include "record/store.h"
#include "sound/speech.h"
#include "staff/staff.h"
#include "web/event.h"
#include "web/health.h"
#include "web/ring.h"
#include "web/session.h"
#include "web/site/keep.h"
#include "web/site/site.h"
#include "web/table.h"
#include "web/tell.h"
#include "web/tls.h"

enum { SIGN_EVERY_MS = 60 * 1000, SWEEP_MS = 600 * 1000, BLOB_ORPHAN_MS = 24 * 3600 * 1000 };

static int journal_check(struct node *node, struct mbuf *why)
{
	struct journal_report rep;
	int err;

	err = journal_verify(node->store->db, node->store->keys, node->store->heads_log, true, &rep);
	if (err)
		return why_say(why, err, "the journal cannot be read: %s", strerror(err));

	return JOURNAL_OK == rep.fault ? 0
		: why_say(why, EBADMSG, "the journal is not as it was written: %s; look with: otklik journal verify --data %s",
			  rep.words, node->store->data_dir);
}


/* The folder of files is made when it is missing, but not when appeals have files */
static int blobs_open(struct node *node, struct mbuf *why)
{
	struct db *db = node->store->db;
	char path[PATH_MAX];
	bool any = false;
	int err;

	(void)snprintf(path, sizeof(path), "%s/blobs", node->store->data_dir);

	if (access(path, F_OK)) {
		err = db_begin(db);
		if (err)
			return err;

		err = appeal_blob_any(db, &any);
		if (!err && !any)
			err = record_blob_any(db, &any);
		db_rollback(db);
		if (err)
			return err;
		if (any)
			return why_say(why, EBADMSG, "%s: is missing, but appeals have files or recordings: the folder was copied in part; restore a "
				       "backup (otklik restore)", path);
	}

	return blob_store_open(&node->blobs, node->store->data_dir, why);
}


/* Without --profile an installation looks like the demonstration, which is better than a page without a name */
static int profile_open(struct node *node, struct mbuf *why)
{
	int err = profile_read(&node->profile, setting_text(node->settings, SET_PROFILE), why);

	if (!err) {
		node->app.org = profile_org(node->profile);
		node->app.lines = profile_lines(node->profile);
		node->app.profile = node->profile;
	}

	return err;
}


/* Read here for the words; the server reads them itself */
static int tls_look(const struct node *node, struct mbuf *why)
{
	const char *cert = setting_text(node->settings, SET_TLS_CERT);

	return cert ? certs_check(cert, setting_text(node->settings, SET_TLS_KEY), why) : 0;
}


struct beginning {
	struct incarnate in;
	struct callback_rules rules;
};


/* Can citizens be called? In doubt they can */
static bool has_trunks(const struct node *node)
{
	const struct trunk_plans *plans;
	struct switchboard *board = NULL;
	struct mbuf *why = mbuf_alloc(64);
	bool has = true;

	if (why && !db_begin(node->store->db)) {
		if (!switchboard_load(&board, node->profile, &node->waiting, node->store->db, why)) {
			plans = switchboard_trunks(board, NULL);
			has = plans && plans->n;
		}
		db_rollback(node->store->db);
	}

	switchboard_unref(board);
	mem_deref(why);
	return has;
}


static int incarnate(struct node *node, int (*apply_h)(struct tx *, struct command *))
{
	struct beginning b = {.in = {
		.cmd = {.apply_h = apply_h}, .node = setting_int(node->settings, SET_NODE), .id = node->app.incarnation}};
	int err;

	callback_rules_read(&b.rules, node->settings);
	b.rules.cut = b.rules.cut && (setting_text(node->settings, SET_SIP_TRUNK) || has_trunks(node));
	err = command_run(node->store->db, node->store->keys, &b.in.cmd);
	if (err)
		return err;

	node->app.incarnation = b.in.id;
	if (b.in.crashed)
		log_warn("node: the last run did not end as it should contacts=%lld", b.in.contacts);

	return 0;
}


/* The calls of a dead run first: they are known by it */
static int begin_apply(struct tx *tx, struct command *cmd)
{
	struct incarnate *in = CONTAINER_OF(cmd, struct incarnate, cmd);
	const struct beginning *b = CONTAINER_OF(in, struct beginning, in);
	int64_t calls;
	int err;

	err = call_crash(tx, in->node, &b->rules, &calls);

	return err ? err : incarnate_begin_apply(tx, cmd);
}


/* Lines and flows: the profile's, and over them what was published */
static int board_read(struct node *node, struct db *db)
{
	struct mbuf *why = mbuf_alloc(256);
	int err;

	if (!why)
		return ENOMEM;

	err = switchboard_load(&node->app.board, node->profile, &node->waiting, db, why);
	if (!err)
		node->app.lines = switchboard_lines(node->app.board);
	if (why->end)
		log_warn("node: a sheet is left out: %b", why->buf, why->end);

	mem_deref(why);
	return err;
}


/* The settings as they are at the start; later the hub brings new ones */
static int settings_read(struct node *node)
{
	struct db *db = node->store->db;
	int err;

	err = db_begin(db);
	if (err)
		return err;

	err = book_load(&node->app.book, db, clock_wall_ms());
	if (!err)
		err = topics_load(&node->app.topics, db);
	if (!err)
		err = board_read(node, db);
	db_rollback(db);

	return err;
}


static void wake_h(int64_t pos, void *arg)
{
	struct node *node = arg;
	struct hub *hub = node->hub;

	(void)pos;
	if (hub)
		hub_wake(hub);
}


static void tried_h(int err, bool wrote, void *arg)
{
	struct node *node = arg;

	if (node->web)
		health_store(node->web, err, wrote);
}


static void event_h(const struct hub_event *event, void *arg)
{
	struct node *node = arg;
	int err = tell_row(node->web, event);

	if (err)
		log_warn("node: event not told pos=%lld err=%m", event->pos, err);

	if (0 == pl_strcmp(&event->kind, "outbox.put"))
		sender_wake(node->sender);

	/* who got a telephone, and who works here no more */
	if (0 == pl_strcmp(&event->kind, "staff.phone") || 0 == pl_strcmp(&event->kind, "staff.changed")) {
		err = voice_phones(node->voice);
		if (err)
			log_warn("node: telephones are not read anew err=%m", err);
	}
}


/* The hub is there by then, and so is web */
static void phone_h(int64_t staff, bool there, void *arg)
{
	struct node *node = arg;
	int err = ring_phone(node->web, staff, there);

	if (err)
		log_warn("node: a telephone not told err=%m", err);
}


static void settings_h(struct book *book, struct topics *topics, struct switchboard *board, void *arg)
{
	struct node *node = arg;
	int err = voice_settings(node->voice, book_ref(book), topics_ref(topics), switchboard_ref(board));
	int err2 = app_settings(node->web, book, topics, board);

	err = err ? err : err2;
	if (err)
		log_warn("node: new settings not handed over err=%m", err);
}


static int session_h(struct db *db, struct pl digest, int64_t now_ms, struct session_row *row)
{
	struct staff_session s;
	int err;

	err = staff_session(db, digest, now_ms, &s);
	if (err)
		return err;
	if (!s.found)
		return ENOENT;

	row->expires_ms = s.expires_ms;
	row->session.staff = s.staff;
	row->session.roles = s.roles;
	(void)snprintf(row->session.csrf, sizeof(row->session.csrf), "%s", s.csrf);
	(void)snprintf(row->session.name, sizeof(row->session.name), "%s", s.name);

	return 0;
}


static int threads_start(struct node *node)
{
	const struct settings *set = node->settings;
	int err;

	err = readers_start(&node->readers, node->store->url, (unsigned)setting_int(set, SET_READ_THREADS));
	if (!err)
		err = pool_alloc(&node->workers, &(struct pool_prm){
				.name = "worker", .threads = (unsigned)setting_int(set, SET_WORK_THREADS),
				.queue_max = (unsigned)setting_int(set, SET_WORK_QUEUE)});
	if (!err)
		err = writer_start(&node->writer, &(struct writer_prm){
				.url = node->store->url, .keys = node->store->keys, .heads_log = node->store->heads_log,
				.sign_every_ms = SIGN_EVERY_MS, .wake_h = wake_h, .tried_h = tried_h, .arg = node});

	return err;
}


/* Without espeak-ng calls go on in silence: speech says so in the log when it is asked */
static int voice_open(struct node *node, struct mbuf *why)
{
	struct record_keeps keeps;
	int err;

	err = speech_alloc(&node->speech, &(struct speech_prm){
			.dir = setting_text(node->settings, SET_DATA), .program = setting_text(node->settings, SET_SPEECH_PROGRAM),
			.speed_wpm = (unsigned)setting_int(node->settings, SET_SPEECH_SPEED)});
	if (err)
		return why_say(why, err, "%s/prompts: cannot be made: %s", setting_text(node->settings, SET_DATA), strerror(err));

	err = record_keeps_read(&keeps, setting_text(node->settings, SET_RECORD_KEEP_TOPICS), setting_int(node->settings, SET_RECORD_KEEP), why);
	if (err)
		return err;

	err = recorder_start(&node->recorder, &(struct recorder_prm){
			.dir = setting_text(node->settings, SET_DATA), .keys = node->store->keys, .blobs = node->blobs, .writer = node->writer,
			.readers = node->readers, .keeps = &keeps}, why);
	if (err)
		return err;

	err = adapters_start(&node->adapters, node->settings);
	if (err)
		return err;

	node->app.adapters = node->adapters;
	err = sender_start(&node->sender, &(struct sender_prm){
			.adapters = node->adapters, .readers = node->readers, .writer = node->writer, .keys = node->store->keys});
	if (err)
		return err;

	err = voice_start(&node->voice, &(struct voice_prm){
			.settings = node->settings, .board = node->app.board, .book = node->app.book,
			.topics = node->app.topics, .writer = node->writer, .readers = node->readers, .keys = node->store->keys,
			.speech = node->speech, .recorder = node->recorder, .adapters = node->adapters, .incarnation = node->app.incarnation, .phone_h = phone_h, .arg = node,
			.demo = setting_bool(node->settings, SET_DEMO)}, why);
	if (err)
		return err;

	node->app.trunks_h = voice_trunks;
	node->app.trunk_fits_h = voice_trunk_fits;
	node->app.trunks_arg = node->voice;
	node->app.speech = node->speech;
	return 0;
}


/* What the queue core decided: the caller's side and the operator's desk hear of it at once */
static void decide_h(const struct queue_decision *d, void *arg)
{
	struct node *node = arg;
	int err = 0;

	if (QUEUE_CALL == d->medium)
		err = voice_decide(node->voice, d);
	if (!err)
		err = ring_tell(node->web, d);
	if (err)
		log_error("node: decision lost work=%lld err=%m", d->work, err);
}


/* Supervisors look at how the line stands again */
static void look_h(const struct queue_counts *counts, void *arg)
{
	struct node *node = arg;
	int err = web_event_post(node->web, 0, ROLE_SUPERVISOR | ROLE_AUDITOR, "line", PL_LIT("{}"));

	node_counted(node, counts);
	if (err)
		log_warn("node: a change of the line not told err=%m", err);
}


static int web_open(struct node *node, struct mbuf *why)
{
	struct web_prm prm = {
		.tls_cert = setting_text(node->settings, SET_TLS_CERT), .tls_key = setting_text(node->settings, SET_TLS_KEY),
		.sets = route_table, .writer = node->writer, .readers = node->readers, .workers = node->workers,
		.blobs = node->blobs, .keys = node->store->keys, .session_h = session_h, .page_h = site_page_h, .arg = &node->app,
	};
	int err;

	web_limits_read(&prm.limits, node->settings);
	(void)setting_address(node->settings, SET_HTTP, &prm.addr, &prm.addr_len);

	err = web_start(&node->web, &prm);
	if (!err)
		web_calls(node->web, voice_gate(node->voice));

	return err ? why_say(why, err, "%s: cannot be listened on: %s", setting_text(node->settings, SET_HTTP), strerror(err)) : 0;
}


/* What was written before is not told: open screens read how it stands, and the hub goes on from there */
static int hub_open(struct node *node)
{
	struct hub_prm prm = {
		.writer = node->writer, .readers = node->readers, .keys = node->store->keys, .profile = node->profile, .waiting = &node->waiting,
		.waiting_first = switchboard_waiting(node->app.board), .event_h = event_h,
		.settings_h = settings_h, .decide_h = decide_h, .look_h = look_h, .arg = node};
	struct journal_report rep;
	struct hub *hub = NULL;
	int err;

	queue_prm_init(&prm.queue);
	prm.queue.head_start_ms[QUEUE_RAISED] = setting_int(node->settings, SET_QUEUE_REPEAT);
	err = journal_verify(node->store->db, node->store->keys, NULL, true, &rep);
	if (!err)
		err = web_event_floor(node->web, rep.pos);
	if (err)
		return err;

	prm.from_pos = rep.pos;
	err = hub_start(&hub, &prm);
	if (!err) {
		node->hub = hub;
		web_hub(node->web, hub);
		err = voice_hub(node->voice, hub);
	}

	return err;
}


/* Once: what was begun is finished, nothing new is asked. Who asks goes before who answers */
static void drain(struct node *node)
{
	if (node->drained)
		return;

	node->drained = true;
	if (node->web)
		web_stop(node->web);
	if (node->voice)
		voice_stop(node->voice, setting_int(node->settings, SET_DRAIN));
	sender_stop(node->sender);
	adapters_stop(node->adapters);
	recorder_halt(node->recorder);
	if (node->web)
		web_hub(node->web, NULL);
	if (node->hub)
		hub_halt(node->hub);
	if (node->writer)
		writer_drain(node->writer);
	if (node->readers)
		readers_stop(node->readers);
	pool_stop(node->workers, 0);
	node->recorder = mem_deref(node->recorder);
	node->speech = mem_deref(node->speech);
	if (node->voice)
		voice_settle(node->voice);
}


static void node_destructor(void *arg)
{
	struct node *node = arg;

	drain(node);

	/* the hub first: nothing is on its way to it any more */
	mem_deref(node->hub);
	mem_deref(node->web);
	mem_deref(node->voice);
	mem_deref(node->sender);
	mem_deref(node->adapters);
	mem_deref(node->writer);
	mem_deref(node->readers);
	mem_deref(node->workers);
	mem_deref(node->blobs);

	mem_deref(node->app.keep);
	book_unref(node->app.book);
	topics_unref(node->app.topics);
	switchboard_unref(node->app.board);
	mem_deref(node->profile);
	mem_deref(node->store);
}


int node_start(struct node **np, const struct settings *settings, struct mbuf *why)
{
	struct node *node;
	int err;

	node = mem_zalloc(sizeof(*node), node_destructor);
	if (!node)
		return ENOMEM;

	node->settings = settings;
	waiting_init(&node->waiting, settings);
	node->app.waiting = &node->waiting;
	node->app.realm = setting_text(settings, SET_SIP_REALM);
	node->app.notice_min_ms = setting_int(settings, SET_NOTICE_MIN);
	id_node_set((unsigned)setting_int(settings, SET_NODE));

	/* first what a person wrote, so that what is wrong in it changes nothing */
	err = profile_open(node, why);
	if (!err)
		err = tls_look(node, why);
	if (!err)
		err = store_open(&node->store, &(struct store_prm){
				.data_dir = setting_text(settings, SET_DATA), .db_url = setting_text(settings, SET_DB),
				.master_key = setting_text(settings, SET_MASTER_KEY), .create = true, .lock = true}, why);
	if (!err)
		err = journal_check(node, why);
	if (!err)
		err = blobs_open(node, why);
	if (!err)
		err = incarnate(node, begin_apply);
	if (!err)
		err = profile_fill(node->profile, node->store, why);
	if (!err && setting_bool(settings, SET_DEMO))
		err = demo_fill(node->store);
	if (!err)
		err = settings_read(node);
	if (!err)
		err = threads_start(node);
	if (!err)
		err = voice_open(node, why);
	if (!err)
		err = keep_alloc(&node->app.keep);
	if (!err)
		err = web_open(node, why);
	if (!err)
		err = node_figures(node);
	if (!err)
		err = hub_open(node);

	if (err) {
		if (!why_words(why).l)
			(void)why_say(why, err, "cannot start: %s", strerror(err));
		if (node->app.incarnation)
			node_stop(node);
		else
			mem_deref(node);
	}
	else {
		*np = node;
	}

	return err;
}


/* Blobs of forms that were never sent to their end */
struct sweep {
	struct query q;
	struct node *node;
	struct db *db;
};


static bool blob_known(const char *name, void *arg)
{
	struct sweep *sweep = arg;
	bool known = true;

	/* in doubt it is known: a file too many is better than one too few */
	if (appeal_blob_known(sweep->db, pl_of(name), &known) || known)
		return true;

	return record_blob_known(sweep->db, pl_of(name), &known) || known;
}


static int sweep_read_h(struct db *db, struct query *q)
{
	struct sweep *sweep = CONTAINER_OF(q, struct sweep, q);
	unsigned removed = 0;
	int err;

	sweep->db = db;
	err = blob_sweep(sweep->node->blobs, clock_wall_ms(), BLOB_ORPHAN_MS, blob_known, sweep, &removed);
	if (removed)
		log_info("node: orphaned files removed n=%u", removed);

	return err;
}


static void sweep_done_h(struct query *q)
{
	if (q->err)
		log_warn("node: orphaned files not swept err=%m", q->err);

	mem_deref(CONTAINER_OF(q, struct sweep, q));
}


void node_sweep(struct node *node)
{
	struct sweep *sweep = mem_zalloc(sizeof(*sweep), NULL);

	if (!sweep)
		return;

	sweep->node = node;
	sweep->q.read_h = sweep_read_h;
	sweep->q.done_h = sweep_done_h;

	if (read_submit(node->readers, &sweep->q, NULL, clock_mono_ms() + SWEEP_MS))
		mem_deref(sweep);
}


void node_stop(struct node *node)
{
	int err;

	if (!node)
		return;

	drain(node);

	err = incarnate(node, incarnate_end_apply);
	if (err)
		log_warn("node: the end was not written err=%m", err);

	mem_deref(node);
}
