/**
 * @file ask.c  What pages and desks ask of calls, through the gate (call/call.h)
 */
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/why.h"
#include "voice/company.h"
#include "voice/desk.h"
#include "voice/dial.h"
#include "voice/gone.h"
#include "voice/guest.h"
#include "voice/outside.h"
#include "voice/sip/registrar.h"
#include "voice/send.h"
#include "voice/taping.h"
#include "voice/webrtc/webleg.h"


enum { PORT_TRIES = 32, BROWSERS_MAX = 40000 };


int ask_open(struct voice *v)
{
	struct sa localv[VOICE_ADDRESSES_MAX], publicv[VOICE_ADDRESSES_MAX];
	struct browsers_prm prm = {.localv = localv, .publicv = publicv, .addrc = v->mediac, .socks = v->socks, .max = BROWSERS_MAX};
	int err = EADDRINUSE;

	for (unsigned i = 0; i < PORT_TRIES && EADDRINUSE == err && v->port_max > v->port_min + 1; i++, v->port_max--) {

		for (size_t k = 0; k < v->mediac; k++) {
			localv[k] = v->mediav[k].local;
			publicv[k] = v->mediav[k].public;
			sa_set_port(&localv[k], v->port_max);
			sa_set_port(&publicv[k], v->port_max);
		}
		err = browsers_alloc(&v->browsers, &prm);
	}

	return err ? why_say(v->why, err, "--media: no port for calls from pages: %s", strerror(err)) : 0;
}


void ask_close(struct voice *v)
{
	v->browsers = mem_deref(v->browsers);
}


static void token_make(char token[CALL_TOKEN_SIZE])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	id_random(token, CALL_TOKEN_SIZE - 1);
	for (size_t i = 0; i < CALL_TOKEN_SIZE - 1; i++)
		token[i] = letters[token[i] & 63];
	token[CALL_TOKEN_SIZE - 1] = '\0';
}


static bool token_same(const struct vcall *call, const struct call_ask *ask)
{
	uint8_t differ = 0;

	if (!call->token[0])
		return false;
	for (size_t i = 0; i < CALL_TOKEN_SIZE; i++)           /* in a time that tells nothing */
		differ |= (uint8_t)(call->token[i] ^ ask->token[i]);

	return !differ;
}


/* The call of an ask, when who asks takes part in it; else the refusal is said */
static struct vcall *call_of(const struct voice *v, struct call_ask *ask)
{
	struct vcall *call = ask->call ? vcall_find(v, ask->call) : vcall_of_staff(v, ask->staff);

	if (!call || (!ask->staff && !token_same(call, ask))) {
		ask->refusal = CALL_UNKNOWN;
		return NULL;
	}
	if (ask->staff && call->operator != ask->staff) {
		ask->refusal = CALL_NOT_YOURS;
		return NULL;
	}

	return call;
}


/* A share of the limits for a page */
static int admitted(struct voice *v, struct call_ask *ask, struct source **sp)
{
	const struct voice_limits *lim = &v->limits;
	struct sa addr;
	bool free;
	int err;

	if (v->stopping || v->callc >= lim->calls || !v->browsers) {
		ask->refusal = CALL_FULL;
		return 0;
	}

	err = sa_set_str(&addr, ask->source, 0);
	if (err)
		return err;

	free = lim->loopback_free && sa_is_loopback(&addr);
	err = source_take(sp, v->sources, &addr, free ? 0 : lim->calls_source, free ? 0 : lim->rate_source, clock_mono_ms());
	if (EBUSY == err || EAGAIN == err) {
		ask->refusal = CALL_FULL;
		return 0;
	}

	return err;
}


static int page(struct voice *v, struct call_ask *ask)
{
	const struct line *line = line_find(v->prm.lines, pl_of(ask->line), clock_wall_ms(), NULL);
	struct source *source = NULL;
	struct vcall *call = NULL;
	int err;

	if (!line) {
		ask->refusal = CALL_LINE_UNKNOWN;
		return 0;
	}

	err = admitted(v, ask, &source);
	if (err || ask->refusal)
		return err;

	err = vcall_alloc(&call, v, line, CALL_PAGE);
	if (err) {
		mem_deref(source);
		return err;
	}

	call->source = source;
	call->lang = ask->lang;
	token_make(call->token);
	err = webleg_alloc(&call->citizen, &ask->answer, &ask->refusal, v->browsers, ask->sdp, CALL_LOST);
	if (err || ask->refusal) {
		mem_deref(call);
		return err;
	}

	ask->call = call->id;
	memcpy(ask->token, call->token, sizeof(ask->token));
	vcall_begin(call);
	return 0;
}


static int again(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = call_of(v, ask);
	struct leg *leg;

	if (!call)
		return 0;

	leg = ask->staff ? call->staff : call->citizen;
	if (!leg) {
		ask->refusal = CALL_NOT_NOW;
		return 0;
	}

	return webleg_again(leg, &ask->answer, &ask->refusal, ask->sdp);
}


/* A key of the page is heard as one of its own telephone; one of the desk goes to the citizen's side */
static int digit(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = call_of(v, ask);
	int err;

	if (!call)
		return 0;
	if (!ask->staff) {
		vcall_digit(call, ask->digit);
		return 0;
	}

	err = call->citizen ? leg_digit(call->citizen, ask->digit) : ENOTSUP;    /* nobody was called yet */
	if (ENOTSUP == err || EBUSY == err) {
		ask->refusal = CALL_NOT_NOW;
		return 0;
	}

	return err;
}


/* What only rings at an operator is refused, not hung up: its caller waits on */
static void hangup(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = call_of(v, ask);

	if (call && ask->staff && call->lifting)
		vcall_end(call, CALL_OPERATOR_LEFT);
	else if (call && ask->staff && !call->staff)
		ask->refusal = CALL_NOT_NOW;
	else if (call && ask->staff)
		vcall_left(call);
	else if (call)
		vcall_end(call, CALL_CITIZEN_LEFT);
}


static void hold(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = call_of(v, ask);

	if (call && call->staff && (ask->on || desk_able(call, ask->staff)))
		desk_hold(call, ask->on);
	else if (call)
		ask->refusal = CALL_NOT_NOW;
}


static void record(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = call_of(v, ask);

	if (call)
		ask->refusal = call->staff ? taping_pause(call, !ask->on) : CALL_NOT_NOW;
}


/* Of its operator about a colleague. @return true when it goes home later */
static bool guest(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = call_of(v, ask);

	if (call && CALL_ASK_CALL_IN == ask->verb && vcall_beside(v, ask->staff, call)) {
		ask->refusal = CALL_NOT_NOW;     /* two calls in one hand are talks of two people */
		return false;
	}
	if (call && CALL_ASK_CALL_IN == ask->verb && ask->to && vcall_of_staff(v, ask->to)) {
		ask->refusal = CALL_NOT_OPEN;    /* that one's second call is one that is given, not a talk of three */
		return false;
	}
	if (call && CALL_ASK_CALL_IN == ask->verb && ask->phone[0]) {
		outside_call(call, ask, false);
		return false;
	}
	if (call && CALL_ASK_CALL_IN == ask->verb) {
		guest_call(call, ask);
		return true;
	}
	if (call && CALL_ASK_DISMISS == ask->verb)
		guest_dismiss(call, ask);
	else if (call)
		guest_pass(call, ask);

	return false;
}


/* @return true when it goes home later */
static bool give(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = call_of(v, ask);

	if (call && ask->phone[0] && vcall_beside(v, ask->staff, call)) {
		ask->refusal = CALL_NOT_NOW;
		return false;
	}
	if (call && ask->phone[0]) {
		outside_call(call, ask, true);
		return false;
	}
	if (call)
		send_ask(call, ask);

	return call;
}


static void show(struct voice *v, struct call_ask *ask)
{
	const struct vcall *call = call_of(v, ask);

	if (!call)
		return;

	ask->call = call->id;
	vcall_view(call, &ask->view);
	desk_second(call, ask->staff, &ask->view.second);
	if (!ask->staff) {                       /* a page is not told who else is in it */
		ask->view.listened = false;
		ask->view.guest = 0;
	}
}


/* An operator has attached it to another appeal: that one's number is said at the end */
static void moved(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = vcall_find(v, ask->call);

	if (!call) {
		ask->refusal = CALL_UNKNOWN;
		return;
	}

	call->rec.appeal = ask->appeal;
	call->digits = ask->digits;
	call->flow.numbered = call->flow.known = true;
	call->flow.fresh = false;                /* whose it is, the operator says: the code is not this caller's to hear */
	vcall_view(call, &ask->view);
}


/* An operator has made a second appeal of it: its number is said, too */
static void split(struct voice *v, struct call_ask *ask)
{
	struct vcall *call = vcall_find(v, ask->call);

	if (!call)
		ask->refusal = CALL_UNKNOWN;
	else if (call->flow.more < ALSO_MAX)
		call->also[call->flow.more++] = ask->digits;
}


/* Where it registered last. One at a fixed address did not */
static void telephone_seen(struct call_telephone *t, const struct handset *h)
{
	const struct binding *b = h->registers ? list_ledata(list_tail(&h->bindings)) : NULL;

	if (!b)
		return;

	t->since_ms = b->since_ms;
	(void)re_snprintf(t->at, sizeof(t->at), "%s %J", sip_transp_name(b->tp), &b->at);
	(void)re_snprintf(t->agent, sizeof(t->agent), "%s", b->agent);
}


static const char *digest_of(const struct handset *h)
{
	bool sha256 = phone_secret_can(&h->secret, DIGEST_SHA256), md5 = phone_secret_can(&h->secret, DIGEST_MD5);

	return !h->registers || (!sha256 && !md5) ? NULL
		: phone_digest_names[sha256 && md5 ? PHONE_DIGEST_BOTH : sha256 ? PHONE_DIGEST_SHA256 : PHONE_DIGEST_MD5];
}


static int telephones(const struct voice *v, struct call_ask *ask)
{
	const struct list *all = &v->registrar->handsets;

	ask->n = 0;
	ask->telephones = mem_zalloc((list_count(all) + 1) * sizeof(ask->telephones[0]), NULL);
	if (!ask->telephones)
		return ENOMEM;

	for (const struct le *le = all->head; le; le = le->next) {
		const struct handset *h = le->data;

		if (ask->to && ask->to != h->staff)
			continue;
		ask->telephones[ask->n] = (struct call_telephone){
			.staff = h->staff, .bindings = list_count(&h->bindings), .registers = h->registers,
			.auto_answer = h->auto_answer, .there = handset_there(h),
			.digest = digest_of(h)};
		telephone_seen(&ask->telephones[ask->n++], h);
	}

	return 0;
}


void ask_take(struct voice *v, struct call_ask *ask)
{
	if (guest_ask(v, ask))
		return;

	switch (ask->verb) {

	case CALL_ASK_PAGE:
		ask->err = page(v, ask);
		break;

	case CALL_ASK_AGAIN:
		ask->err = again(v, ask);
		break;

	case CALL_ASK_DIGIT:
		ask->err = digit(v, ask);
		break;

	case CALL_ASK_HANGUP:
		hangup(v, ask);
		break;

	case CALL_ASK_RECORD:
		record(v, ask);
		break;

	case CALL_ASK_SHOW:
		show(v, ask);
		break;

	case CALL_ASK_GONE:
		gone_ask(v, ask);
		break;

	case CALL_ASK_SPLIT:
		split(v, ask);
		break;

	case CALL_ASK_MOVED:
		moved(v, ask);
		break;

	case CALL_ASK_ANSWER:
		desk_answer(v, ask);
		return;

	case CALL_ASK_REFUSE:
		desk_refuse(v, ask);
		return;

	case CALL_ASK_HOLD:
		hold(v, ask);
		break;

	case CALL_ASK_SEND:
		if (give(v, ask))
			return;
		break;

	case CALL_ASK_CALL_IN:
	case CALL_ASK_DISMISS:
	case CALL_ASK_PASS:
		if (guest(v, ask))
			return;
		break;

	case CALL_ASK_LISTEN:
		company_listen(v, ask);
		break;

	case CALL_ASK_WHISPER:
		company_whisper(v, ask);
		break;

	case CALL_ASK_UNLISTEN:
		company_unlisten(v, ask);
		break;

	case CALL_ASK_SEIZE:
		company_seize(v, ask);
		return;

	case CALL_ASK_PHONE:
		ask->err = desk_phone(v, ask->staff, ask->on);
		break;

	case CALL_ASK_TELEPHONES:
		ask->err = telephones(v, ask);
		break;

	case CALL_ASK_DIAL:
		dial_ask(v, ask);
		return;
	}

	if (ask->err)
		log_warn("voice: ask verb=%d err=%m", ask->verb, ask->err);
	call_asked(ask);
}
