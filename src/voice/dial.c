/**
 * @file dial.c  A call of ours: an operator calls the citizen of an appeal
 */
#include <sodium.h>
#include "base/clock.h"
#include "base/log.h"
#include "call/attach.h"
#include "voice/desk.h"
#include "voice/dial.h"
#include "voice/handset.h"
#include "voice/outside.h"
#include "voice/sip/phone.h"
#include "voice/sip/registrar.h"
#include "voice/sip/trunk.h"
#include "voice/webrtc/webleg.h"

enum {
	FIND_MS = 3000,
	RECORD_MS = 3000,                /* nobody is called whose call is not written by then */
};

/** Whose phone is it? */
struct finding {
	struct query q;
	struct voice *v;
	struct call_ask *ask;
	struct call_dial to;
	enum call_refusal refusal;
};


static void finding_destructor(void *arg)
{
	struct finding *f = arg;

	sodium_memzero(&f->to, sizeof(f->to));
}


static void refuse(struct call_ask *ask, enum call_refusal refusal)
{
	ask->refusal = refusal;
	call_asked(ask);
}


static void fail(struct call_ask *ask, int err)
{
	log_warn("voice: dial err=%m", err);
	ask->err = err;
	call_asked(ask);
}


/* ---- until it rings ---- */

/* phone NULL: it is not known yet */
static bool admitted(const struct voice *v, const struct call_ask *ask, const char *phone, enum call_refusal *refusal)
{
	*refusal = trunk_refusal(v, phone);
	if (*refusal)
		return false;

	if (v->stopping || !v->hub || (ask->sdp && !v->browsers) || v->callc >= v->limits.calls)
		*refusal = CALL_FULL;
	else if (vcall_of_staff(v, ask->staff))
		*refusal = CALL_NOT_NOW;
	else if (!ask->sdp && !handset_there(registrar_handset(v, ask->staff)))
		*refusal = CALL_NO_HANDSET;
	else
		return true;

	return false;
}


static int call_make(struct vcall **cp, struct finding *f)
{
	struct call_ask *ask = f->ask;
	struct vcall *call = NULL;
	int err;

	err = vcall_alloc(&call, f->v, NULL, CALL_OUT);
	if (err)
		return err;

	call->lang = f->to.lang;
	call->state = CALL_OFFERED;
	call->operator = ask->staff;
	call->digits = f->to.digits;
	call->rec.appeal = f->to.appeal;
	flow_init(&call->flow, NULL, call->lang);
	call->flow.numbered = call->flow.known = true;
	str_ncpy(call->caller, f->to.phone, sizeof(call->caller));
	str_ncpy(call->shown, line_caller(f->v->prm.lines, f->to.line, f->to.region), sizeof(call->shown));
	str_ncpy(call->operator_name, ask->name, sizeof(call->operator_name));

	call->lifting = !ask->sdp;
	if (ask->sdp)
		err = webleg_alloc(&call->staff, &ask->answer, &ask->refusal, f->v->browsers, ask->sdp, CALL_OPERATOR_LOST);
	if (err || ask->refusal) {
		mem_deref(call);
		return err;
	}

	*cp = call;
	return 0;
}


/* One call at a time for a person: the program may be calling back just now */
static bool talks(const struct voice *v, const struct vcall *but, const char *phone)
{
	for (const struct le *le = v->calls.head; le; le = le->next) {
		const struct vcall *call = le->data;

		if (call != but && 0 == strcmp(call->caller, phone))
			return true;
	}

	return false;
}


static void found(struct finding *f)
{
	struct call_ask *ask = f->ask;
	struct vcall *call = NULL;
	int err;

	if (!f->q.err && !f->refusal && talks(f->v, NULL, f->to.phone))
		f->refusal = CALL_NOT_NOW;
	if (f->q.err || f->refusal || !admitted(f->v, ask, f->to.phone, &f->refusal)) {
		if (f->q.err)
			fail(ask, f->q.err);
		else
			refuse(ask, f->refusal);
		return;
	}

	err = call_make(&call, f);
	if (!call) {
		if (err)
			fail(ask, err);
		else
			call_asked(ask);
		return;
	}

	ask->call = call->id;
	call->asking = ask;
	if (call->staff)
		desk_listen(call);
	vcall_enlist(call);
	desk_take(call);
}


static int find_read_h(struct db *db, struct query *q)
{
	struct finding *f = CONTAINER_OF(q, struct finding, q);

	return call_dial_find(db, f->v->prm.keys, f->ask->digits, &f->to, &f->refusal);
}


static void find_done_h(struct query *q)
{
	struct finding *f = CONTAINER_OF(q, struct finding, q);
	struct voice *v = f->v;

	found(f);
	mem_deref(f);
	voice_back(v);
}


void dial_ask(struct voice *v, struct call_ask *ask)
{
	enum call_refusal refusal = CALL_GRANTED;
	struct finding *f;
	int err;

	if (!admitted(v, ask, NULL, &refusal)) {
		refuse(ask, refusal);
		return;
	}

	f = mem_zalloc(sizeof(*f), finding_destructor);
	if (!f) {
		fail(ask, ENOMEM);
		return;
	}

	f->v = v;
	f->ask = ask;
	f->q.read_h = find_read_h;
	f->q.done_h = find_done_h;
	err = read_submit(v->prm.readers, &f->q, v->gate.mailbox, clock_mono_ms() + FIND_MS);
	if (err) {
		mem_deref(f);
		fail(ask, err);
		return;
	}

	v->awayc++;
}


void dial_taken(struct vcall *call, bool good)
{
	if (!good) {
		call->asking->refusal = CALL_NOT_NOW;
		vcall_end(call, CALL_FAILED);
		return;
	}

	vcall_await(call, RECORD_MS);
	note_send(call, CALL_DIALLED);
}


/* ---- it rings: at the operator's own telephone first, when there is no browser ---- */

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
	call->state = CALL_TALKING;
	player_music(&call->player, NULL);
	vcall_answered(call);
}


static int ring(struct vcall *call)
{
	struct phone_dial dial = {.number = call->caller, .from = call->shown, .progress_h = progress_h, .answered_h = answered_h, .arg = call};
	struct leg *leg = NULL;
	int err;

	err = phone_dial(&leg, call->v, &dial);
	if (err)
		return err;

	vcall_citizen_set(call, leg);
	vcall_await(call, call->v->limits.answer_ms);
	voice_tick_want(call->v);
	return 0;
}


void dial_lifted(struct voice *v, int64_t id, struct leg *leg)
{
	struct vcall *call = vcall_find(v, id);
	int err;

	if (!call || !call->lifting) {
		mem_deref(leg);                  /* says BYE */
		return;
	}

	call->lifting = false;
	call->staff = leg;
	desk_listen(call);
	if (talks(v, call, call->caller)) {      /* they have called us meanwhile */
		vcall_end(call, CALL_REFUSED);
		return;
	}

	err = ring(call);
	if (err) {
		log_warn("voice: nobody is called call=%lld err=%m", id, err);
		vcall_end(call, CALL_FAILED);
	}
}


void dial_unlifted(struct voice *v, int64_t id, bool refused)
{
	struct vcall *call = vcall_find(v, id);

	if (call && call->lifting)
		vcall_end(call, refused ? CALL_OPERATOR_LEFT : CALL_NOT_LIFTED);
}


/* The operator's telephone, for as long as an offer would */
static void lift(struct vcall *call)
{
	if (handset_ring(call))
		vcall_await(call, (unsigned)voice_ring_ms(call));
	else
		call->asking->refusal = CALL_NO_HANDSET;
}


void dial_noted(struct vcall *call, bool written)
{
	struct call_ask *ask = call->asking;
	int err;

	if (!ask)                                /* too late */
		return;

	err = !written ? EAGAIN : call->lifting ? 0 : ring(call);
	if (!err && call->lifting)
		lift(call);
	if (err || ask->refusal) {
		log_warn("voice: nobody is called call=%lld refusal=%s err=%m", call->id, call_refusal_name(ask->refusal), err);
		ask->err = err;
		vcall_end(call, err ? CALL_FAILED : CALL_NOT_LIFTED);
		return;
	}

	call->asking = NULL;
	vcall_view(call, &ask->view);
	call_asked(ask);
}


void dial_late(struct vcall *call)
{
	if (call->asking)
		call->asking->err = ETIMEDOUT;

	if (call->asking || (call->citizen && phone_unheard(call->citizen)))
		vcall_end(call, CALL_FAILED);
	else
		vcall_end(call, call->lifting ? CALL_NOT_LIFTED : CALL_NOT_ANSWERED);
}


void dial_redirected(struct voice *v, const struct pl *callid)
{
	struct le *le = v->calls.head;

	while (le) {
		struct vcall *call = le->data;

		le = le->next;
		if (outside_redirected(call, callid))
			return;
		if (CALL_OUT != call->medium || call->answered || !call->citizen || !phone_has_id(call->citizen, callid))
			continue;

		log_warn("voice: the trunk sent a call of ours elsewhere: refused call=%lld", call->id);
		vcall_end(call, CALL_REFUSED);
		return;
	}
}


void dial_over(struct vcall *call)
{
	struct call_ask *ask = call->asking;

	if (call->lifting)
		handset_unring(call);
	call->asking = NULL;
	if (!ask)
		return;

	if (!ask->err && !ask->refusal)
		ask->err = ESHUTDOWN;
	call_asked(ask);
}
