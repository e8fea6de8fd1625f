/**
 * @file note.c  The record of a call, on its way to the writer
 *
 * A call never waits for its record but twice: before it is answered (so that what was answered is known, R14) and
 * before it is joined to an operator (docs/decisions/0080-queue.md), and then not for long: with the store away it goes
 * on without. What could not be written is kept in its order and tried again.
 */
#include "base/clock.h"
#include "base/log.h"
#include "person/check.h"
#include "voice/back.h"
#include "voice/desk.h"
#include "voice/dial.h"
#include "voice/list.h"
#include "voice/mail.h"

enum {
	LATE_MAX = 4096,                 /* notes that are kept while the store is away */
	LATE_AT_ONCE = 100,
	FIND_MS = 3000,
	TEXT_SIZE = 400,
};


static void late_add(struct voice *v, struct call_note *note)
{
	if (list_count(&v->late) >= LATE_MAX) {
		log_error("voice: a note of a call is lost call=%lld what=%d", note->rec.id, note->what);
		mem_deref(note);
		return;
	}

	list_append(&v->late, &note->le, note);
}


/* What a call did not know of itself when its later notes were made */
static void late_tell(struct voice *v, const struct call_note *done)
{
	for (struct le *le = v->late.head; le; le = le->next) {
		struct call_note *note = le->data;

		if (note->rec.id == done->rec.id && !note->rec.appeal)
			note->rec.appeal = done->result.appeal;
	}
}


/* It is a contact of an appeal, of its own perhaps */
static void given(struct vcall *call, const struct call_note *note)
{
	call->rec.appeal = note->result.appeal;
	call->digits = note->result.digits ? note->result.digits : call->digits;
	call->flow.numbered = call->digits > 0;
	call->flow.fresh |= note->result.digits > 0;
}


static void promised(struct vcall *call, const struct call_note *note)
{
	given(call, note);
	call->promised = true;
	call->promised_ms = note->result.due_ms;
}


/* The record has it: the call goes on. May end the call */
static void noted(struct vcall *call, const struct call_note *note, bool written)
{
	switch (note->what) {

	case CALL_ENTERED:
		if (written && note->result.previous) {
			call->rec.previous = note->result.previous;
			if (note->result.waited_since_ms) {
				call->flow.walk.facts.again = true;
				call->since_ms = clock_mono_ms() - (clock_wall_ms() - note->result.waited_since_ms);
				call->rec.since_ms = note->result.waited_since_ms;
				call->rec.appeal = note->result.previous_appeal;
				call->digits = note->result.previous_digits;
				call->flow.numbered = call->digits > 0;
			}
		}
		call->flow.walk.facts.known = written && note->result.known;
		vcall_answer(call);
		break;

	case CALL_WAITS:
		if (written) {
			call->rec.appeal = note->result.appeal;
			call->digits = note->result.digits ? note->result.digits : call->digits;
			call->flow.numbered = call->digits > 0;
			call->flow.fresh |= note->result.digits > 0;
			call->repeats = note->result.repeats_digits;
			call->vain = (unsigned)note->result.vain;
			call->mails = note->result.mails;
		}
		desk_queue(call);
		break;

	case CALL_DIALLED:
		if (call->back)
			back_noted(call, written);
		else
			dial_noted(call, written);
		break;

	case CALL_PROMISED:
		if (written)
			promised(call, note);
		if (BACK_MAKE != call->flow.walk.talk)
			break;                   /* it was not waited for: the flow has gone on */
		tmr_cancel(&call->patience);
		vcall_step(call, written ? FLOW_FOUND : FLOW_UNSURE, 0);
		break;

	case CALL_MESSAGE:
		if (written)
			given(call, note);
		mail_noted(call);
		break;

	case CALL_ANSWERED:
		vcall_joined(call);
		break;

	default:
		break;
	}
}


static void note_done_h(struct command *cmd)
{
	struct call_note *note = CONTAINER_OF(cmd, struct call_note, cmd);
	struct voice *v = cmd->asker;
	struct vcall *call = vcall_find(v, note->rec.id);
	bool written = !cmd->err && !cmd->refusal;

	if (written) {
		call_note_recall(note);
		late_tell(v, note);
	}
	if (call && cmd->refusal > 0)
		back_refused(call);
	else if (call)
		noted(call, note, written);

	if (written || cmd->refusal > 0 || v->stopping) {
		if (!written && !cmd->refusal)
			log_error("voice: a note of a call was not written call=%lld what=%d err=%m", note->rec.id, note->what, cmd->err);
		mem_deref(note);
	}
	else {
		log_debug("voice: a note of a call is late call=%lld err=%m", note->rec.id, cmd->err);
		late_add(v, note);
	}
	voice_back(v);
}


/* 0, or the writer takes no more: the note is still the caller's */
static int submit(struct voice *v, struct call_note *note)
{
	int err;

	note->cmd.home = v->gate.mailbox;
	note->cmd.asker = v;
	note->cmd.done_h = note_done_h;
	note->cmd.err = 0;

	err = writer_submit(v->prm.writer, &note->cmd);
	if (!err)
		v->awayc++;

	return err;
}


/* The call goes on as if it had failed. May end the call */
static void hand(struct vcall *call, struct call_note *note)
{
	struct voice *v = call->v;

	if (submit(v, note)) {
		noted(call, note, false);
		late_add(v, note);
	}
}


void note_again(struct voice *v)
{
	for (unsigned i = 0; i < LATE_AT_ONCE && v->late.head && !v->stopping; i++) {
		struct call_note *note = v->late.head->data;

		if (submit(v, note))
			break;
		list_unlink(&note->le);
	}
}


unsigned note_close(struct voice *v)
{
	unsigned n = list_count(&v->late);

	list_flush(&v->late);
	return n;
}


/* Numbers are known by their own form, whatever the network wrote; anything else is an address */
static void caller_set(struct vcall *call)
{
	call->rec.has_caller = call->caller[0];
	if (call->rec.has_caller)
		call_caller_digest(call->v->prm.keys, pl_of(call->caller), call->rec.caller);
}


static void record_fill(struct vcall *call)
{
	struct call_record *r = &call->rec;

	r->id = call->id;
	str_ncpy(r->line, call->line ? call->line->key : "", sizeof(r->line));
	r->medium = call->medium;
	r->lang = call->lang;
	r->entered_ms = call->entered_ms;
	r->incarnation = call->v->prm.incarnation;
	r->staff = call->operator ? call->operator : r->staff;
}


/* Who goes on a call that was cut off keeps its place */
static void waits_set(struct call_record *rec, int64_t now_ms)
{
	rec->queued_ms = now_ms;
	rec->since_ms = rec->since_ms ? rec->since_ms : now_ms;
}


/* How the caller came here, when the record has not all of it */
static void way_set(struct vcall *call, struct call_note *note)
{
	char path[CALL_PATH_SIZE];

	if (CALL_OUT == call->medium || call->trailed == call->trail.n)
		return;

	trail_print(&call->trail, path, sizeof(path));
	if (str_dup(&note->path, path))
		return;

	call->trailed = call->trail.n;
	str_ncpy(note->dialled, call->number ? call->number->number : "", sizeof(note->dialled));
}


static struct call_note *make(struct vcall *call, enum call_what what)
{
	int64_t now_ms = clock_wall_ms();
	const struct waiting *waiting = switchboard_waiting(call->v->board);
	struct call_note *note = NULL;

	if (!call->rec.id)
		caller_set(call);
	record_fill(call);

	switch (what) {

	case CALL_WAITS:
	case CALL_PROMISED: waits_set(&call->rec, now_ms); break;
	case CALL_RINGS:    call->rec.offered_ms = now_ms; break;
	case CALL_ANSWERED: call->rec.answered_ms = now_ms; break;
	case CALL_PARTED:   call->rec.parted_ms = now_ms; break;
	case CALL_OVER:     call->rec.ended_ms = now_ms; break;
	default:            break;
	}

	if (call_note_make(&note, what, &call->rec, now_ms)) {
		log_error("voice: no memory for a note call=%lld what=%d", call->id, what);
		return NULL;
	}
	note->generation = call->generation;
	if (CALL_WAITS == what || CALL_OVER == what)
		way_set(call, note);
	note->ask_repeat = CALL_WAITS == what && CALL_OUT != call->medium && !call->vain;
	note->repeat_after_ms = waiting ? waiting_of(waiting, WAITING_REPEAT_AFTER, 0) : 0;
	note->redial_ms = waiting ? waiting_of(waiting, WAITING_REDIAL, 0) : 0;
	note->ask_known = CALL_ENTERED == what && call->flow.walk.tree && flow_asks_known(call->flow.walk.tree);

	return note;
}


static void over(struct vcall *call, struct call_note *note, enum call_state state)
{
	memcpy(note->quality, call->quality, sizeof(note->quality));
	note->rated = true;
	call_note_owe(note, call->v->book, state);
	note->rec.owed |= call->promised && !note->rec.answered_ms;      /* who calls again before we do keeps the place */
	back_owe(call, note);
	back_over(call, note);
	note->sms = list_number(call);
}


struct call_note *note_begin(struct vcall *call, enum call_what what)
{
	return make(call, what);
}


void note_hand(struct vcall *call, struct call_note *note)
{
	hand(call, note);
}


void note_dialled(struct vcall *call, int64_t callback, int64_t next_ms)
{
	struct call_note *note = make(call, CALL_DIALLED);

	if (!note) {
		call->rec.id = 0;
		vcall_end(call, CALL_FAILED);
		return;
	}

	note->dial = (struct callback_dial){.id = callback, .call = call->id, .incarnation = call->rec.incarnation, .next_ms = next_ms};
	memcpy(note->dial.caller, call->rec.caller, sizeof(note->dial.caller));
	hand(call, note);
}


void note_scored(struct vcall *call, unsigned score)
{
	struct call_note *note = make(call, CALL_SCORED);

	if (!note)
		return;

	note->score = score;
	hand(call, note);
}


void note_send(struct vcall *call, enum call_what what)
{
	struct call_note *note = make(call, what);
	enum call_state state = call->state;
	struct voice *v = call->v;

	if (!note)
		return;

	if (flow_done(&call->flow))
		state = CALL_ENDED;              /* all was done */
	else if (CALL_OUT == call->medium && !call->answered)
		state = CALL_MENU;               /* whom we did not reach is owed no more than before */

	if (CALL_OVER == what)
		over(call, note, state);

	/* behind what is late, so that a call's end does not overtake its beginning */
	if (CALL_OVER == what && v->late.head)
		late_add(v, note);
	else
		hand(call, note);
}


void note_with(struct vcall *call, enum call_what what, int64_t other, const char *way)
{
	struct call_note *note = make(call, what);

	if (!note)
		return;

	note->other = other;
	note->way = way;
	hand(call, note);
}


/* E.164 of the caller, when that is what the network said */
static const char *phone_of(const struct vcall *call)
{
	return '+' == call->caller[0] ? call->caller : "";
}


int note_appeal(struct vcall *call, struct call_note *note, enum text_key key, const char *phone)
{
	const struct topic *topic = call->rec.topic ? topics_find(call->v->topics, call->rec.topic) : NULL;
	struct text_arg arg = TEXT_PL("topic", pl_of(topic ? topic->name[call->lang] : ""));
	struct mbuf *mb;
	int err;

	if (call->rec.appeal)
		return 0;

	mb = mbuf_alloc(TEXT_SIZE);
	if (!mb)
		return ENOMEM;

	err = text_print(mb, call->lang, key, T_CALL_APPEAL_TOPIC == key ? &arg : NULL, T_CALL_APPEAL_TOPIC == key);
	if (!err)
		err = call_note_appeal(note, call->v->prm.keys, call->v->book, (struct pl){(char *)mb->buf, mb->end}, phone);
	mem_deref(mb);

	return err;
}


void note_waits(struct vcall *call)
{
	const struct topic *topic = call->rec.topic ? topics_find(call->v->topics, call->rec.topic) : NULL;
	struct call_note *note = make(call, CALL_WAITS);
	int err = note ? note_appeal(call, note, topic ? T_CALL_APPEAL_TOPIC : T_CALL_APPEAL_PLAIN, phone_of(call)) : ENOMEM;

	if (err) {
		log_warn("voice: a call waits without an appeal call=%lld err=%m", call->id, err);
		mem_deref(note);
		desk_queue(call);
		return;
	}

	hand(call, note);
}


/* ------------------------------------------------------------ number and code */

struct finding {
	struct query q;
	struct voice *v;
	int64_t call, digits;
	struct call_appeal appeal;
	char *mail;                      /* owned; NULL none */
	char code[WALK_CODE + 1];
};


static void finding_destructor(void *arg)
{
	struct finding *f = arg;

	mem_deref(f->mail);
}


static int find_read_h(struct db *db, struct query *q)
{
	struct finding *f = CONTAINER_OF(q, struct finding, q);

	int err = call_appeal_find(&f->appeal, db, f->v->prm.keys, f->digits, pl_of(f->code));

	return err || !f->appeal.id ? err : list_mail_find(&f->mail, db, f->v->prm.keys, f->digits);
}


static void find_done_h(struct query *q)
{
	struct finding *f = CONTAINER_OF(q, struct finding, q);
	struct vcall *call = vcall_find(f->v, f->call);
	struct voice *v = f->v;

	if (call && !q->err && f->appeal.id) {
		call->rec.appeal = f->appeal.id;
		call->found = f->appeal;
		list_mail_known(call, &f->mail);
		call->digits = f->digits;
		call->flow.numbered = true;
	}
	if (call)
		vcall_step(call, q->err ? FLOW_UNSURE : f->appeal.id ? FLOW_FOUND : FLOW_NOT_FOUND, 0);

	mem_deref(f);
	voice_back(v);
}


void note_find(struct vcall *call)
{
	struct finding *f = mem_zalloc(sizeof(*f), finding_destructor);
	struct pl digits = pl_of(call->flow.walk.number);

	if (f) {
		f->v = call->v;
		f->call = call->id;
		f->digits = (int64_t)pl_u64(&digits);
		memcpy(f->code, call->flow.walk.code, sizeof(f->code));
		f->q.read_h = find_read_h;
		f->q.done_h = find_done_h;
		if (!read_submit(call->v->prm.readers, &f->q, call->v->gate.mailbox, clock_mono_ms() + FIND_MS)) {
			call->v->awayc++;
			return;
		}
		mem_deref(f);
	}

	vcall_step(call, FLOW_UNSURE, 0);
}
