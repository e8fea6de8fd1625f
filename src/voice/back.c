/**
 * @file back.c  Calls back
 */
#include <sodium.h>
#include "base/clock.h"
#include "base/log.h"
#include "call/attach.h"
#include "voice/back.h"
#include "voice/desk.h"
#include "voice/sip/phone.h"
#include "voice/sip/trunk.h"
#include "voice/when.h"

enum {
	LOOK_MS = 2000,
	FIND_MS = 3000,
	RECORD_MS = 3000,                /* nobody is called whose call is not written by then */
	DUE_MOST = 20,
};

/** A call back that a call was made for */
struct back {
	int64_t id;
	enum callback_reason reason;
	const struct zone *zone;         /* where the citizen lives; borrowed for ever */
	int64_t next_ms;                 /* when another try may begin */
	bool rung;                       /* the citizen's phone was called */
	bool unwanted;
};

/** What is due, and who is there */
struct looking {
	struct query q;
	struct hub_ask hub;
	struct voice *v;
	int64_t now_ms;                  /* wall */
	unsigned n;
	struct callback_due due[DUE_MOST];
};


bool back_dials(const struct voice *v)
{
	return v->trunks->n > 0;
}


bool back_offers(const struct voice *v)
{
	return trunk_any(v);
}


bool back_reaches(const struct voice *v, const char *phone)
{
	enum call_refusal refusal = '+' == phone[0] ? trunk_refusal(v, phone) : CALL_NOT_ALLOWED;

	return CALL_GRANTED == refusal || CALL_FULL == refusal;
}


bool back_after_cut(const struct vcall *call)
{
	return call->back && CALLBACK_CUT == call->back->reason;
}


enum callback_reason back_reason(const struct vcall *call)
{
	return call->back ? call->back->reason : 0;
}


/* ---- promised ---- */

static void back_fill(const struct vcall *call, struct callback *back, enum callback_reason reason, const char *phone)
{
	*back = (struct callback){
		.call = call->id, .reason = reason, .topic = call->rec.topic, .lang = call->lang, .place_ms = call->rec.since_ms};
	str_ncpy(back->line, call->rec.line, sizeof(back->line));
	str_ncpy(back->phone, phone, sizeof(back->phone));
}


void back_promise(struct vcall *call)
{
	const struct walk *w = &call->flow.walk;
	const char *phone = w->phone[0] ? w->phone : call->caller;
	enum callback_reason reason = call->rec.queued_ms ? CALLBACK_QUEUE : CALLBACK_FLOW;
	struct call_note *note;

	if (!back_offers(call->v)) {             /* the trunks fell meanwhile */
		vcall_step(call, FLOW_UNSURE, 0);
		return;
	}
	if (!back_reaches(call->v, phone)) {
		vcall_step(call, FLOW_NOT_FOUND, 0);
		return;
	}

	call->rec.region = w->region;            /* where it is day when the phone rings, and in whose time it is promised */
	note = note_begin(call, CALL_PROMISED);
	if (!note || call_note_promise(note, call->v->book) || note_appeal(call, note, T_CALL_APPEAL_BACK, phone)) {
		log_warn("voice: a call back is not promised call=%lld", call->id);
		mem_deref(note);
		vcall_step(call, FLOW_UNSURE, 0);
		return;
	}

	back_fill(call, &note->back, reason, phone);
	note->back.next_ms = note->at_ms;
	vcall_await(call, RECORD_MS);
	note_hand(call, note);
}


void back_owe(struct vcall *call, struct call_note *note)
{
	const struct callback_rules *rules = &call->v->limits.callback;

	note->calls_back = note->has_promise && rules->cut && !call->back && back_dials(call->v) && '+' == call->caller[0];
	if (!note->calls_back)
		return;

	back_fill(call, &note->back, CALLBACK_CUT, call->caller);
	note->back.next_ms = note->at_ms + callback_cut_ms(rules);
}


/* ---- how it ended ---- */

static enum callback_outcome outcome_of(const struct vcall *call, bool owed)
{
	if (call->back->unwanted)
		return CALLBACK_UNWANTED;
	if (call->rec.answered_ms)
		return owed ? CALLBACK_CUT_OFF : CALLBACK_TALKED;
	if (call->answered)
		return FLOW_CALLED == call->flow.state ? CALLBACK_UNCONFIRMED : CALLBACK_LEFT;
	if (!call->back->rung)
		return CALLBACK_NO_WAY;

	switch (call->rec.cause) {

	case CALL_NOT_ANSWERED:  return CALLBACK_NO_ANSWER;
	case CALL_REFUSED:       return CALLBACK_BUSY;
	case CALL_OPERATOR_LOST:
	case CALL_OPERATOR_LEFT: return CALLBACK_NO_OPERATOR;
	default:                 return CALLBACK_NO_WAY;
	}
}


void back_over(struct vcall *call, struct call_note *note)
{
	if (!call->back)
		return;

	note->callback = call->back->id;
	note->outcome = outcome_of(call, note->rec.owed);
	note->rules = call->v->limits.callback;
	note->next_ms = call->back->next_ms;
}


void back_drop(struct vcall *call)
{
	if (call->back)
		call->back->unwanted = true;
}


/* ---- rings ---- */

static void progress_h(bool sound, void *arg)
{
	struct vcall *call = arg;

	call->early = call->early || sound;
	player_music(&call->player, call->early ? NULL : call->v->ringing);
	voice_tick_want(call->v);
}


static void answered_h(void *arg)
{
	struct vcall *call = arg;

	call->answered = true;
	call->early = false;
	tmr_cancel(&call->patience);
	player_music(&call->player, NULL);
	if (call->staff) {
		call->state = CALL_TALKING;
		vcall_answered(call);
		return;
	}

	call->state = CALL_MENU;
	voice_tick_want(call->v);
	vcall_step(call, FLOW_BEGIN, 0);
}


void back_ring(struct vcall *call)
{
	struct phone_dial dial = {.number = call->caller, .from = call->shown, .progress_h = progress_h,
				  .answered_h = answered_h, .arg = call};
	struct leg *leg = NULL;
	int err;

	if (call->staff)                         /* whoever looks sees a call of ours that rings */
		call->state = CALL_OFFERED;
	err = phone_dial(&leg, call->v, &dial);
	if (err) {
		log_warn("voice: nobody is called back call=%lld err=%m", call->id, err);
		vcall_end(call, CALL_FAILED);
		return;
	}

	call->back->rung = true;
	vcall_citizen_set(call, leg);
	vcall_await(call, call->v->limits.answer_ms);
	voice_tick_want(call->v);
}


void back_noted(struct vcall *call, bool written)
{
	if (!written) {
		vcall_end(call, CALL_FAILED);
	}
	else if (call->v->limits.callback.operator_first) {
		tmr_cancel(&call->patience);
		call->state = CALL_QUEUED;
		desk_queue(call);
	}
	else {
		back_ring(call);
	}
}


void back_refused(struct vcall *call)
{
	call->rec.id = 0;                        /* nothing was written of it, and nothing will be */
	vcall_end(call, CALL_FAILED);
}


/* ---- which, and when ---- */

static const struct line *line_of(const struct voice *v, const char *key)
{
	for (size_t i = 0; i < v->prm.lines->n; i++) {
		if (0 == strcmp(key, v->prm.lines->at[i].key))
			return &v->prm.lines->at[i];
	}

	return v->prm.lines->n ? &v->prm.lines->at[0] : NULL;
}


static void dial(struct voice *v, const struct callback_due *due, const struct line *line, const struct zone *zone, int64_t now_ms)
{
	struct vcall *call = NULL;

	if (vcall_alloc(&call, v, line, CALL_OUT))
		return;

	call->back = mem_zalloc(sizeof(*call->back), NULL);
	if (!call->back) {
		mem_deref(call);
		return;
	}

	*call->back = (struct back){.id = due->id, .reason = due->reason, .zone = zone,
				    .next_ms = callback_next_ms(&v->limits.callback, zone, now_ms)};
	call->lang = due->lang;
	call->digits = due->digits;
	call->rec.appeal = due->appeal;
	call->rec.topic = due->topic;
	call->rec.since_ms = due->place_ms;
	call->since_ms = clock_mono_ms() - (now_ms - due->place_ms);
	flow_called(&call->flow, call->lang);
	call->flow.numbered = call->flow.known = true;
	call->flow.asks = v->limits.survey;
	str_ncpy(call->caller, due->phone, sizeof(call->caller));
	str_ncpy(call->shown, line_caller(v->prm.lines, due->line, (unsigned)due->region), sizeof(call->shown));
	if (!call->shown[0] && line)
		str_ncpy(call->shown, line->caller, sizeof(call->shown));

	vcall_enlist(call);
	vcall_await(call, RECORD_MS);
	note_dialled(call, call->back->id, call->back->next_ms);
}


static void put_off_h(struct command *cmd)
{
	struct callback_put_off *off = CONTAINER_OF(cmd, struct callback_put_off, cmd);
	struct voice *v = cmd->asker;

	if (cmd->err)
		log_warn("voice: a call back is not put off id=%lld err=%m", off->id, cmd->err);
	mem_deref(off);
	voice_back(v);
}


/* next_ms 0: for people */
static void put_off(struct voice *v, int64_t id, int64_t next_ms)
{
	struct callback_put_off *off = mem_zalloc(sizeof(*off), NULL);

	if (!off)
		return;

	off->id = id;
	off->next_ms = next_ms;
	off->cmd.apply_h = callback_put_off_apply;
	off->cmd.done_h = put_off_h;
	off->cmd.home = v->gate.mailbox;
	off->cmd.asker = v;
	if (writer_submit(v->prm.writer, &off->cmd))
		mem_deref(off);
	else
		v->awayc++;
}


/* Is this person in a call of ours, or of theirs? And how many stand before this place */
static bool talks(const struct voice *v, const struct callback_due *due, struct callback_desk *desk)
{
	desk->before = desk->dialled = 0;
	for (const struct le *le = v->calls.head; le; le = le->next) {
		const struct vcall *call = le->data;

		if (0 == strcmp(call->caller, due->phone) || (call->back && call->back->id == due->id))
			return true;
		if (vcall_waits(call))
			desk->before += call->rec.since_ms <= due->place_ms;
		else if (call->back && CALL_MENU == call->state)
			desk->dialled++;
	}

	return false;
}


static void judge(struct voice *v, const struct callback_due *due, struct callback_desk *desk, int64_t now_ms)
{
	const struct callback_rules *rules = &v->limits.callback;
	const struct line *line = line_of(v, due->line);
	const struct zone *zone = when_lives(v, (unsigned)due->region, due->line[0] && CALLBACK_DESK != due->reason ? line : NULL);
	int64_t day_ms = callback_day_ms(rules, zone, now_ms);
	enum call_refusal refusal = trunk_refusal(v, due->phone[0] ? due->phone : NULL);

	if ('+' != due->phone[0] || CALL_NOT_ALLOWED == refusal)
		put_off(v, due->id, 0);
	else if (day_ms > now_ms)
		put_off(v, due->id, day_ms);
	else if (!refusal && !talks(v, due, desk) && callback_turn(rules, desk, due->due_ms, now_ms))
		dial(v, due, line, zone, now_ms);
}


static void desk_count(struct callback_desk *desk, const struct hub_view *view)
{
	for (size_t i = 0; i < view->staffs; i++) {
		const struct queue_staff_view *s = &view->staff[i];

		if (QUEUE_OUT == s->state || QUEUE_PAUSED == s->state || !s->reached[QUEUE_CALL])
			continue;
		desk->there++;
		desk->free += QUEUE_READY == s->state && !s->in_hand[QUEUE_CALL] && !s->offer[QUEUE_CALL].gen;
	}
}


static void looking_destructor(void *arg)
{
	struct looking *l = arg;

	mem_deref(l->hub.view);
	sodium_memzero(l->due, sizeof(l->due));
}


static void looked_over(struct looking *l)
{
	struct voice *v = l->v;

	v->looks_back = false;
	mem_deref(l);
	voice_back(v);
}


static void looked_h(struct hub_ask *hub)
{
	struct looking *l = CONTAINER_OF(hub, struct looking, hub);
	struct callback_desk desk = {0};

	if (!hub->err && hub->view && !l->v->stopping) {
		desk_count(&desk, hub->view);
		for (unsigned i = 0; i < l->n; i++)
			judge(l->v, &l->due[i], &desk, l->now_ms);
	}
	looked_over(l);
}


/* Whose own phone it is, the appeal knows */
static int phones_find(struct db *db, struct looking *l)
{
	for (unsigned i = 0; i < l->n; i++) {
		enum call_refusal refusal = CALL_GRANTED;
		struct call_dial to = {.appeal = 0};
		int err;

		if (l->due[i].phone[0])
			continue;
		err = call_dial_find(db, l->v->prm.keys, l->due[i].digits, &to, &refusal);
		if (!err && !refusal)
			str_ncpy(l->due[i].phone, to.phone, sizeof(l->due[i].phone));
		sodium_memzero(&to, sizeof(to));
		if (err)
			return err;
	}

	return 0;
}


static int due_read_h(struct db *db, struct query *q)
{
	struct looking *l = CONTAINER_OF(q, struct looking, q);
	int err = callback_due(db, l->v->prm.keys, l->now_ms, l->due, DUE_MOST, &l->n);

	return err ? err : phones_find(db, l);
}


static void due_done_h(struct query *q)
{
	struct looking *l = CONTAINER_OF(q, struct looking, q);

	if (q->err)
		log_warn("voice: call backs are not read err=%m", q->err);
	if (q->err || !l->n || l->v->stopping) {
		looked_over(l);
		return;
	}

	l->hub.home = l->v->gate.mailbox;
	l->hub.done_h = looked_h;
	hub_look(l->v->hub, &l->hub);
}


void back_second(struct voice *v, int64_t now_ms)
{
	struct looking *l;

	if (v->stopping || !v->hub || v->looks_back || now_ms < v->back_ms || !back_dials(v))
		return;

	v->back_ms = now_ms + LOOK_MS;
	l = mem_zalloc(sizeof(*l), looking_destructor);
	if (!l)
		return;

	l->v = v;
	l->now_ms = clock_wall_ms();
	l->q.read_h = due_read_h;
	l->q.done_h = due_done_h;
	if (read_submit(v->prm.readers, &l->q, v->gate.mailbox, clock_mono_ms() + FIND_MS)) {
		mem_deref(l);
		return;
	}

	v->looks_back = true;
	v->awayc++;
}
