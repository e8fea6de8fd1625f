/**
 * @file adapter.c  Questions to adapters: in their order, each with a time
 */
#include <sodium.h>
#include <stdlib.h>
#include "adapter/adapter_priv.h"
#include "base/clock.h"
#include "base/log.h"

enum { FDS_MAX = 65536 };

const struct adapter_row adapter_table[ADAPTERS] = {
	[ADAPTER_STATUS] = {"status", SET_ADAPTER_STATUS, "/proc/self/exe adapter simulate", true},
	[ADAPTER_SMS] = {"sms", SET_ADAPTER_SMS, "/proc/self/exe adapter simulate sms", false},
	[ADAPTER_MAIL] = {"mail", SET_ADAPTER_MAIL, "/proc/self/exe adapter simulate mail", false},
};


const char *adapter_name(enum adapter_which which)
{
	return adapter_table[which].name;
}


const char *adapter_reason_name(enum adapter_reason reason)
{
	static const char *const names[ADAPTER_REASONS] = {
		[ADAPTER_WELL] = "", [ADAPTER_ABSENT] = "absent", [ADAPTER_STARTS] = "starts", [ADAPTER_MISSING] = "missing",
		[ADAPTER_ENDED] = "ended", [ADAPTER_LATE] = "late", [ADAPTER_GARBLED] = "garbled", [ADAPTER_SYSTEM] = "system",
		[ADAPTER_BUSY] = "busy", [ADAPTER_STOPPED] = "stopped",
	};

	return names[reason];
}


/* ---- going home ---- */

static void home_h(struct msg *msg)
{
	struct adapter_ask *ask = CONTAINER_OF(msg, struct adapter_ask, msg);

	ask->done_h(ask);
}


/* What it has is its answer */
static void home(struct adapter_ask *ask)
{
	if (ask->text)
		sodium_memzero(ask->text, strlen(ask->text));
	ask->text = mem_deref(ask->text);
	ask->took_ms = (unsigned)(clock_mono_ms() - ask->began_ms);
	ask->msg.deliver_h = home_h;
	mailbox_post(ask->home, &ask->msg);
}


static void away(struct adapter *ad, struct adapter_ask *ask, enum adapter_reason reason)
{
	int64_t since_ms = ad->since_ms, now_ms = clock_wall_ms();

	ask->answer = ADAPTER_AWAY;
	ask->reason = reason;
	ask->since_ms = since_ms && (int)reason == ad->reason ? since_ms : now_ms;
	ask->at_ms = now_ms;
	ad->away_total++;
	home(ask);
}


/* It waits and is under way no more */
static void take_out(struct adapter *ad, struct adapter_ask *ask)
{
	tmr_cancel(&ask->tmr);
	list_unlink(&ask->le);
	ad->asked--;
	ad->way -= ask->id > 0;
}


void adapter_reason_set(struct adapter *ad, enum adapter_reason reason)
{
	if ((int)reason == ad->reason)
		return;

	ad->since_ms = clock_wall_ms();
	ad->reason = reason;
}


void adapter_fail(struct adapter *ad, enum adapter_reason reason)
{
	adapter_reason_set(ad, reason);
	while (ad->asks.head) {
		struct adapter_ask *ask = ad->asks.head->data;

		take_out(ad, ask);
		away(ad, ask, reason);
	}
}


/* ---- there and back ---- */

/* No answer in time; who gives none to several hangs */
static void late_h(void *arg)
{
	struct adapter_ask *ask = arg;
	struct adapter *ad = &ask->to->at[ask->which];
	bool sent = ask->id > 0;

	take_out(ad, ask);
	ad->owed += sent;
	if (ad->ready)                   /* else it is away for another reason, or starts */
		adapter_reason_set(ad, ADAPTER_LATE);
	away(ad, ask, ad->ready ? ADAPTER_LATE : (enum adapter_reason)ad->reason);

	if (sent && ++ad->lates >= ADAPTER_LATE_MAX)
		run_kill(ad, ADAPTER_LATE);
	else if (ad->ready)
		adapter_send(ad);
}


static int line_send(struct adapter *ad, struct adapter_ask *ask)
{
	struct mbuf *mb = mbuf_alloc(256);
	int err = mb ? 0 : ENOMEM;

	if (!err)
		err = adapter_request_print(mb, ad->next_id, ask->verb, pl_of(ask->text), setting_int(ad->room->settings, SET_ADAPTER_WAIT));
	if (!err)
		err = child_write(ad->child, mb->buf, mb->end);
	if (!err) {
		ask->id = ad->next_id++;
		ad->way++;
	}

	if (mb)
		sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
	return err;
}


void adapter_send(struct adapter *ad)
{
	struct le *le = ad->asks.head;

	while (le && ad->ready && ad->way < ADAPTER_WAY_MAX) {
		struct adapter_ask *ask = le->data;
		int err = ask->id ? 0 : line_send(ad, ask);

		le = le->next;
		if (EAGAIN == err)               /* it does not read: the next answer, or the end of a time, tries again */
			return;
		if (err) {
			take_out(ad, ask);
			away(ad, ask, EPIPE == err ? ADAPTER_ENDED : ADAPTER_BUSY);
		}
	}
}


static struct adapter_ask *under_way(const struct adapter *ad, int64_t id)
{
	for (struct le *le = ad->asks.head; le; le = le->next) {
		struct adapter_ask *ask = le->data;

		if (ask->id == id)
			return ask;
	}

	return NULL;
}


/* An answer to nothing: one that comes too late, or too many */
static void stray(struct adapter *ad)
{
	if (ad->owed)
		ad->owed--;
	else if (++ad->strays > ADAPTER_STRAY_MAX)
		run_kill(ad, ADAPTER_GARBLED);
}


void adapter_heard(struct adapter *ad, struct adapter_reply *reply)
{
	struct adapter_ask *ask = under_way(ad, reply->id);
	bool system = REPLY_AWAY == reply->kind;

	adapter_reason_set(ad, system ? ADAPTER_SYSTEM : ADAPTER_WELL);
	ad->lates = 0;
	if (!ask) {
		stray(ad);
		return;
	}

	ad->strays = 0;
	take_out(ad, ask);
	ask->at_ms = clock_wall_ms();
	if (system) {
		str_ncpy(ask->note, reply->note, sizeof(ask->note));
		away(ad, ask, ADAPTER_SYSTEM);
	}
	else {
		ask->answer = REPLY_FOUND == reply->kind ? ADAPTER_FOUND : ADAPTER_NONE;
		ask->result = reply->result;
		reply->result = NULL;
		memcpy(ask->word, reply->word, sizeof(ask->word));
		if (ask->result && adapter_table[ad->which].kept)
			kept_add(ad->room, ask);
		home(ask);
	}
	adapter_send(ad);
}


/* ---- a new one ---- */

/* The question as text, by which it is sent and kept */
static int text_make(struct adapter_ask *ask)
{
	char *text = json_dumps(ask->args, JSON_COMPACT | JSON_SORT_KEYS);
	int err = text ? str_dup(&ask->text, text) : ENOMEM;

	if (text)
		sodium_memzero(text, strlen(text));
	free(text);
	json_decref(ask->args);
	ask->args = NULL;

	return err;
}


static void begin(struct adapter *ad, struct adapter_ask *ask)
{
	list_append(&ad->asks, &ask->le, ask);
	ad->asked++;
	tmr_start(&ask->tmr, (uint64_t)setting_int(ad->room->settings, SET_ADAPTER_WAIT), late_h, ask);
	adapter_send(ad);
}


static void take_h(struct msg *msg)
{
	struct adapter_ask *ask = CONTAINER_OF(msg, struct adapter_ask, msg);
	struct adapters *a = ask->to;
	struct adapter *ad = &a->at[ask->which];
	int err = text_make(ask);

	ask->began_ms = clock_mono_ms();
	ad->asks_total++;
	if (!a->stopping && run_changed(ad)) {
		run_end(ad);
		adapter_fail(ad, ADAPTER_STARTS);
		ad->pause_ms = 0;
		run_begin(ad);
	}

	if (a->stopping)
		away(ad, ask, ADAPTER_STOPPED);
	else if (err || ad->asked >= ADAPTER_QUEUE_MAX)
		away(ad, ask, ADAPTER_BUSY);
	else if (adapter_table[ad->which].kept && kept_find(a, ask, setting_int(a->settings, SET_ADAPTER_KEEP)))
		home(ask);
	else if (!ad->child)
		away(ad, ask, (enum adapter_reason)ad->reason);
	else
		begin(ad, ask);
}


void adapter_ask(struct adapters *a, struct adapter_ask *ask)
{
	ask->to = a;
	ask->id = 0;
	ask->answer = 0;
	tmr_init(&ask->tmr);
	ask->msg.deliver_h = take_h;
	mailbox_post(a->mailbox, &ask->msg);
}


void adapter_look(const struct adapters *a, enum adapter_which which, struct adapter_view *view)
{
	const struct adapter *ad = &a->at[which];

	*view = (struct adapter_view){
		.reason = (enum adapter_reason)ad->reason, .since_ms = ad->since_ms, .asked = ad->asks_total, .away = ad->away_total};
}


/* ---- start and end ---- */

static int init_h(void *arg)
{
	struct adapters *a = arg;

	tmr_init(&a->sweep);
	for (unsigned i = 0; i < ADAPTERS; i++) {
		struct adapter *ad = &a->at[i];

		tmr_init(&ad->timer);
		ad->room = a;
		ad->which = (enum adapter_which)i;
		ad->next_id = 1;
		run_begin(ad);
	}

	return mailbox_listen(a->mailbox);
}


static void exit_h(void *arg)
{
	struct adapters *a = arg;

	a->stopping = true;
	for (unsigned i = 0; i < ADAPTERS; i++) {
		run_end(&a->at[i]);
		adapter_fail(&a->at[i], ADAPTER_STOPPED);
	}
	while (mailbox_deliver(a->mailbox))      /* whoever asked at the last moment is answered, too */
		;
	mailbox_unlisten(a->mailbox);
	kept_close(a);
}


static void adapters_destructor(void *arg)
{
	struct adapters *a = arg;

	adapters_stop(a);
	mem_deref(a->loop);
	mem_deref(a->mailbox);
}


int adapters_start(struct adapters **ap, const struct settings *settings)
{
	struct adapters *a = mem_zalloc(sizeof(*a), adapters_destructor);
	int err;

	if (!a)
		return ENOMEM;

	a->settings = settings;
	err = mailbox_alloc(&a->mailbox);
	if (!err)
		err = loop_alloc(&a->loop, &(struct loop_prm){
				.name = "adapter", .fds_max = FDS_MAX, .init_h = init_h, .exit_h = exit_h, .arg = a});

	if (err)
		mem_deref(a);
	else
		*ap = a;

	return err;
}


struct mailbox *adapters_mailbox(const struct adapters *a)
{
	return a->mailbox;
}


void adapters_stop(struct adapters *a)
{
	if (a)
		loop_stop(a->loop);
}
