/**
 * @file hub.c  The hub's thread: following the journal, watching promises
 */
#include <jansson.h>
#include <stdatomic.h>
#include "appeal/search.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/timer.h"
#include "announce/announce.h"
#include "hub/feed.h"
#include "hub/hub_priv.h"
#include "hub/hub.sql.h"
#include "promise/promise.h"
#include "region/mark.h"

enum {
	ROWS_MOST = 500,         /* of the journal, at a time */
	LOOK_EVERY_MS = 1000,    /* for what another process wrote, and for promises that fall due */
	QUERY_MS = 10000,        /* deadline of a query and of a command */
	LAPSE_EVERY_MS = 10 * 1000,      /* for an announcement that nobody confirmed, an office that is up again */
	INDEX_AFTER_MS = 250,    /* words are gathered so long: a token's page is then written once for many appeals */
};

/* A row that was read, kept until the batch is told */
struct told {
	struct hub_event event;
	struct dispatch_work work;       /* the appeal as it is now; id 0 none; state 0: it is no more, or a call */
	char *text;              /* kind and body */
};

/* The journal is read by one query at a time; so are the settings */
struct follow {
	struct query q;
	struct hub *hub;
	bool runs;
	int64_t after;
	struct told rows[ROWS_MOST];
	unsigned n;
};

struct settings {
	struct query q;
	struct hub *hub;
	bool runs, again;
	struct book *book;
	struct topics *topics;
	struct switchboard *board;
};

struct hub {
	struct hub_prm prm;
	struct loop *loop;
	struct mailbox *mailbox;         /* borrowed from the loop */
	struct msg wake, halt;
	atomic_bool waking;              /* the wake message is on its way */
	struct tmr timer, index_timer;
	struct follow *follow;
	struct settings settings;
	int64_t pos;                     /* told up to here */
	bool behind;                     /* woken while a query ran */
	bool stopping;
	struct promise_watch watch;
	struct command lapse;
	int64_t lapse_ms;                /* when it is looked at again, clock_mono_ms */
	bool lapsing;
	struct search_index index;
	bool watching, indexing;
	struct dispatch *dispatch;
	struct feed *feed;
	struct msg begin;
	bool unindexed;                  /* the last run, or a try that failed, left words: the timer tries again */
};


static void look(struct hub *hub);
static void index_later(struct hub *hub);


static int row_h(const struct row_hub_journal *row, void *arg)
{
	struct follow *f = arg;
	struct told *told = &f->rows[f->n];
	size_t kind_len = row->kind.l;

	told->text = mem_alloc(kind_len + row->body.l + 1, NULL);
	if (!told->text)
		return ENOMEM;

	memcpy(told->text, row->kind.p, kind_len);
	memcpy(told->text + kind_len, row->body.p, row->body.l);

	told->event = (struct hub_event){
		.pos = row->pos, .at_ms = row->at_ms, .appeal = row->appeal, .actor = row->actor,
		.kind = {told->text, kind_len}, .body = {told->text + kind_len, row->body.l},
		.digits = row->digits, .topic = row->topic, .owner = row->owner,
	};
	told->work = (struct dispatch_work){
		.id = row->appeal, .state = DB_NULL == row->digits || (row->calls && DB_NULL == row->owner) ? 0 : row->state, .topic = row->topic, .region = row->region,
		.lang = row->lang, .owner = row->owner, .answer_by_ms = row->answer_by_ms, .urged = DB_NULL == row->urged ? 0 : row->urged};
	f->n++;

	return 0;
}


static int follow_read_h(struct db *db, struct query *q)
{
	struct follow *f = CONTAINER_OF(q, struct follow, q);

	return sql_hub_journal(db, f->after, ROWS_MOST, row_h, f);
}


static bool starts(struct pl kind, const char *head)
{
	return kind.l >= strlen(head) && 0 == memcmp(kind.p, head, strlen(head));
}


static int board_load(struct settings *s, struct db *db)
{
	struct mbuf *why;
	int err;

	if (!s->hub->prm.profile)
		return 0;

	why = mbuf_alloc(256);
	if (!why)
		return ENOMEM;

	err = switchboard_load(&s->board, s->hub->prm.profile, s->hub->prm.waiting, db, why);
	if (why->end)
		log_warn("hub: a sheet is left out: %b", why->buf, why->end);

	mem_deref(why);
	return err;
}


static void settings_drop(struct settings *s)
{
	s->book = book_unref(s->book);
	s->topics = topics_unref(s->topics);
	s->board = switchboard_unref(s->board);
}


static int settings_read_h(struct db *db, struct query *q)
{
	struct settings *s = CONTAINER_OF(q, struct settings, q);
	int err;

	err = book_load(&s->book, db, clock_wall_ms());
	if (!err)
		err = topics_load(&s->topics, db);
	if (!err)
		err = board_load(s, db);
	if (err)
		settings_drop(s);

	return err;
}


static void settings_read(struct hub *hub);


static void settings_done_h(struct query *q)
{
	struct settings *s = CONTAINER_OF(q, struct settings, q);
	struct hub *hub = s->hub;

	s->runs = false;

	if (q->err) {
		log_warn("hub: settings not read err=%m", q->err);
		s->again = true;                 /* the timer asks again: what was published is to hold */
		return;
	}
	if (hub->stopping) {
		settings_drop(s);
	}
	else {
		if (dispatch_waiting(hub->dispatch, switchboard_waiting(s->board)))
			feed_run(hub->feed, false);
		hub->prm.settings_h(s->book, s->topics, s->board, hub->prm.arg);
	}

	s->book = NULL;
	s->topics = NULL;
	s->board = NULL;

	if (s->again && !hub->stopping)
		settings_read(hub);
}


static void settings_read(struct hub *hub)
{
	struct settings *s = &hub->settings;

	s->again = s->runs;
	if (s->runs)
		return;

	s->q = (struct query){.read_h = settings_read_h, .done_h = settings_done_h};
	s->runs = 0 == read_submit(hub->prm.readers, &s->q, hub->mailbox, clock_mono_ms() + QUERY_MS);
	s->again = !s->runs;
}


static void presence(struct hub *hub, const struct hub_event *event)
{
	json_t *body = json_loadb(event->body.p, event->body.l, 0, NULL);
	const json_t *state = json_object_get(body, "state");

	dispatch_presence(hub->dispatch, event->actor,
			  presence_of((struct pl){json_string_value(state), json_string_length(state)}));
	json_decref(body);
}


/* What the queue core has to know of a row */
static void queue(struct hub *hub, const struct told *told)
{
	if (hub->stopping)
		return;

	if (told->work.id)
		dispatch_appeal(hub->dispatch, &told->work);
	else if (0 == pl_strcmp(&told->event.kind, "staff.presence"))
		presence(hub, &told->event);
	else if (0 == pl_strcmp(&told->event.kind, "staff.wrap_up"))
		return;                          /* who wrote it tells the core (web/api/presence.c) */
	else if (starts(told->event.kind, "staff."))
		feed_run(hub->feed, false);
}


static void tell(struct hub *hub, struct follow *f)
{
	bool words = false, settings = false;

	for (unsigned i = 0; i < f->n; i++) {
		const struct hub_event *event = &f->rows[i].event;

		if (!hub->stopping)
			hub->prm.event_h(event, hub->prm.arg);

		queue(hub, &f->rows[i]);
		words |= starts(event->kind, "appeal.");
		settings |= starts(event->kind, "settings.");
		hub->pos = event->pos;
	}

	if (settings)
		settings_read(hub);
	if (words)
		index_later(hub);
}


static void follow_done_h(struct query *q)
{
	struct follow *f = CONTAINER_OF(q, struct follow, q);
	struct hub *hub = f->hub;
	bool full = f->n == ROWS_MOST;

	f->runs = false;

	if (!q->err)
		tell(hub, f);
	else if (!hub->stopping)
		log_warn("hub: journal not read err=%m", q->err);

	for (unsigned i = 0; i < f->n; i++)
		f->rows[i].text = mem_deref(f->rows[i].text);
	f->n = 0;

	if ((full || hub->behind) && !q->err)
		look(hub);
}


static void look(struct hub *hub)
{
	struct follow *f = hub->follow;

	hub->behind = f->runs || feed_runs(hub->feed);
	if (hub->behind || hub->stopping)
		return;

	f->after = hub->pos;
	f->q = (struct query){.read_h = follow_read_h, .done_h = follow_done_h};
	f->runs = 0 == read_submit(hub->prm.readers, &f->q, hub->mailbox, clock_mono_ms() + QUERY_MS);
}


static void watch_done_h(struct command *cmd)
{
	struct promise_watch *watch = CONTAINER_OF(cmd, struct promise_watch, cmd);
	struct hub *hub = CONTAINER_OF(watch, struct hub, watch);

	hub->watching = false;
	if (cmd->err)
		log_warn("hub: promises not watched err=%m", cmd->err);
}


static void promises_watch(struct hub *hub)
{
	if (hub->watching)
		return;

	hub->watch = (struct promise_watch){.cmd = {
		.home = hub->mailbox, .apply_h = promise_watch_apply, .done_h = watch_done_h,
		.deadline_ms = clock_mono_ms() + QUERY_MS}};
	hub->watching = 0 == writer_submit(hub->prm.writer, &hub->watch.cmd);
}


/* What ends by itself when its time is over */
static int lapse_apply(struct tx *tx, struct command *cmd)
{
	int err = announce_lapse_apply(tx, cmd);

	return err ? err : office_lapse_apply(tx, cmd);
}


static void lapse_done_h(struct command *cmd)
{
	struct hub *hub = CONTAINER_OF(cmd, struct hub, lapse);

	hub->lapsing = false;
	if (cmd->err)
		log_warn("hub: announcements and offices not watched err=%m", cmd->err);
}


/* Who speaks knows by itself what has ended; the journal hears of it here */
static void lapse_watch(struct hub *hub)
{
	int64_t now_ms = clock_mono_ms();

	if (hub->lapsing || !hub->prm.profile || now_ms < hub->lapse_ms)
		return;

	hub->lapse_ms = now_ms + LAPSE_EVERY_MS;
	hub->lapse = (struct command){
		.home = hub->mailbox, .apply_h = lapse_apply, .done_h = lapse_done_h, .deadline_ms = now_ms + QUERY_MS};
	hub->lapsing = 0 == writer_submit(hub->prm.writer, &hub->lapse);
}


static void index_more(struct hub *hub);


static void index_done_h(struct command *cmd)
{
	struct search_index *index = CONTAINER_OF(cmd, struct search_index, cmd);
	struct hub *hub = CONTAINER_OF(index, struct hub, index);

	hub->indexing = false;
	hub->unindexed = cmd->err;
	if (cmd->err)
		log_warn("hub: words not indexed err=%m", cmd->err);
	else if (index->more)
		index_more(hub);
}


static void index_more(struct hub *hub)
{
	if (hub->indexing || hub->stopping)
		return;

	hub->index = (struct search_index){.keys = hub->prm.keys, .cmd = {
		.home = hub->mailbox, .apply_h = search_index_apply, .done_h = index_done_h,
		.deadline_ms = clock_mono_ms() + QUERY_MS}};
	hub->indexing = 0 == writer_submit(hub->prm.writer, &hub->index.cmd);
	hub->unindexed = !hub->indexing;
}


static void index_timer_h(void *arg)
{
	struct hub *hub = arg;

	if (hub->indexing)
		index_later(hub);
	else
		index_more(hub);
}


static void index_later(struct hub *hub)
{
	if (!hub->stopping && !tmr_isrunning(&hub->index_timer))
		tmr_start(&hub->index_timer, INDEX_AFTER_MS, index_timer_h, hub);
}


static void timer_h(void *arg)
{
	struct hub *hub = arg;

	tmr_start(&hub->timer, LOOK_EVERY_MS, timer_h, hub);

	if (dispatch_hungry(hub->dispatch))
		feed_run(hub->feed, true);
	feed_more(hub->feed);
	look(hub);
	promises_watch(hub);
	lapse_watch(hub);
	if (hub->settings.again)
		settings_read(hub);
	if (hub->unindexed)
		index_later(hub);
}


/* What waited when the program stopped */
static void begin_h(struct msg *msg)
{
	struct hub *hub = CONTAINER_OF(msg, struct hub, begin);

	feed_run(hub->feed, true);
}


static void fed_h(void *arg)
{
	look(arg);
}


static void wake_h(struct msg *msg)
{
	struct hub *hub = CONTAINER_OF(msg, struct hub, wake);

	atomic_store(&hub->waking, false);
	look(hub);
}


static int init_h(void *arg)
{
	struct hub *hub = arg;

	tmr_init(&hub->timer);
	tmr_init(&hub->index_timer);
	tmr_start(&hub->timer, LOOK_EVERY_MS, timer_h, hub);
	dispatch_start(hub->dispatch);

	return 0;
}


static void exit_h(void *arg)
{
	struct hub *hub = arg;

	tmr_cancel(&hub->timer);
	tmr_cancel(&hub->index_timer);
	dispatch_stop(hub->dispatch);
	feed_stop(hub->feed);
}


static void halt_h(struct msg *msg)
{
	struct hub *hub = CONTAINER_OF(msg, struct hub, halt);

	hub->stopping = true;
	tmr_cancel(&hub->timer);
	tmr_cancel(&hub->index_timer);
	dispatch_stop(hub->dispatch);
}


static void hub_destructor(void *arg)
{
	struct hub *hub = arg;

	mem_deref(hub->loop);
	mem_deref(hub->follow);
	mem_deref(hub->feed);
	mem_deref(hub->dispatch);
}


struct mailbox *hub_mailbox(const struct hub *hub)
{
	return hub->mailbox;
}


struct dispatch *hub_dispatch(const struct hub *hub)
{
	return hub->stopping ? NULL : hub->dispatch;
}


int hub_start(struct hub **hubp, const struct hub_prm *prm)
{
	struct hub *hub;
	int err;

	hub = mem_zalloc(sizeof(*hub), hub_destructor);
	if (!hub)
		return ENOMEM;

	hub->prm = *prm;
	hub->pos = prm->from_pos;
	hub->wake.deliver_h = wake_h;
	hub->halt.deliver_h = halt_h;
	hub->begin.deliver_h = begin_h;
	hub->settings.hub = hub;
	hub->unindexed = true;

	hub->follow = mem_zalloc(sizeof(*hub->follow), NULL);
	if (!hub->follow) {
		err = ENOMEM;
		goto out;
	}
	hub->follow->hub = hub;

	err = dispatch_alloc(&hub->dispatch, prm, &hub->mailbox);
	if (!err)
		err = feed_alloc(&hub->feed, &(struct feed_prm){
				.dispatch = hub->dispatch, .readers = prm->readers, .home = &hub->mailbox, .done_h = fed_h, .arg = hub});
	if (err)
		goto out;

	err = loop_alloc(&hub->loop, &(struct loop_prm){
			.name = "hub", .fds_max = 64, .init_h = init_h, .exit_h = exit_h, .arg = hub});
	if (err)
		goto out;

	hub->mailbox = loop_mailbox(hub->loop);
	mailbox_post(hub->mailbox, &hub->begin);

out:
	if (err)
		mem_deref(hub);
	else
		*hubp = hub;

	return err;
}


void hub_wake(struct hub *hub)
{
	if (!atomic_exchange(&hub->waking, true))
		mailbox_post(hub->mailbox, &hub->wake);
}


void hub_halt(struct hub *hub)
{
	mailbox_post(hub->mailbox, &hub->halt);
}
