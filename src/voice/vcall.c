/**
 * @file vcall.c  A call as voice has it: from its first ring to its end, and what the flow decides
 */
#include <limits.h>
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "person/check.h"
#include "voice/back.h"
#include "voice/bridge.h"
#include "voice/company.h"
#include "voice/desk.h"
#include "voice/dial.h"
#include "voice/sip/dialled.h"
#include "voice/guest.h"
#include "voice/list.h"
#include "voice/mail.h"
#include "voice/office.h"
#include "voice/outside.h"
#include "voice/sip/phone.h"
#include "voice/send.h"
#include "voice/service.h"
#include "voice/taping.h"
#include "voice/wait.h"

enum {
	ANSWER_WAIT_MS = 400,            /* the phone is answered so late at most, when its record is not written */
	RECORD_WAIT_MS = 2000,           /* and queue and operator come so late */
	GREET_WAIT_MS = 6000,            /* and is joined so late, when who answers cannot be said */
	PLACE_EVERY_MS = 30 * 1000,      /* a place is said at most so often */
};


static void vcall_destructor(void *arg)
{
	struct vcall *call = arg;

	if (call->le.list) {
		list_unlink(&call->le);
		hash_unlink(&call->he);
		call->v->callc--;
		call->v->ended_ms = clock_mono_ms();
	}
	taping_end(call);
	dial_over(call);
	tmr_cancel(&call->quiet);
	tmr_cancel(&call->patience);
	say_cut(call);
	player_clear(&call->player);
	service_over(call);
	send_over(call);
	company_parted(call);
	mem_deref(call->back);
	mem_deref(call->mail);
	mem_deref(call->mail_mask);
	mem_deref(call->leaving);
	mem_deref(call->citizen);
	mem_deref(call->staff);
	mem_deref(call->source);
	mem_deref(call->share);
	switchboard_unref(call->board);
}


static void media_h(struct leg *leg, const struct leg_media *media, void *arg)
{
	const struct vcall *call = arg;

	if (call->mail && leg == call->citizen)
		mail_media(arg, media);
	bridge_media(arg, leg, media);
}


static void digit_h(struct leg *leg, char digit, void *arg)
{
	(void)leg;
	vcall_digit(arg, digit);
}


static void state_h(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg)
{
	struct vcall *call = arg;

	(void)leg;
	if (LEG_GONE == state)
		vcall_end(call, cause);
	else
		bridge_set(call);
}

static const struct leg_handler citizen_h = {.media_h = media_h, .digit_h = digit_h, .state_h = state_h};


/* The topics that menus offer */
static void topics_take(struct vcall *call)
{
	const struct topics *topics = call->v->topics;

	for (size_t i = 0; i < topics->n && call->topicc < LINE_TOPICS_MAX; i++) {
		const struct topic *t = &topics->at[i];

		if (t->active && DB_NULL == t->parent)
			call->menu[call->topicc++] = t->id;
	}
}


/* Is a calendar open now, and until when? One that is missing keeps nobody out */
static struct status status_of(const struct vcall *call, const char *calendar)
{
	const struct calendar *cal = book_calendar(call->v->book, call->lang, pl_of(calendar));
	const struct status always = {.open = true};

	if (!cal)
		log_warn("voice: a line keeps hours that are not there line=%s calendar=%s", call->line->key, calendar);

	return cal ? calendar_status(cal, call->entered_ms) : always;
}


bool vcall_waits(const struct vcall *call)
{
	bool own = CALL_OUT == call->medium && !call->back;

	return !own && (CALL_QUEUED == call->state || CALL_OFFERED == call->state);
}


static unsigned waiting(const struct voice *v)
{
	unsigned n = 0;

	for (const struct le *le = v->calls.head; le; le = le->next) {
		const struct vcall *call = le->data;

		n += vcall_waits(call);
	}

	return n;
}


/* What the line's flow may ask for */
static void facts_take(struct vcall *call)
{
	const struct flow_tree *tree = call->line->flow;
	struct walk_facts *facts = &call->flow.walk.facts;
	struct status line = status_of(call, call->line->calendar);
	const char *calendar;

	call->change_ms = line.change_ms;
	facts->open = line.open;
	for (unsigned i = 1; (calendar = flow_calendar(tree, i)); i++)
		facts->open |= (uint32_t)status_of(call, calendar).open << i;
	facts->topics = call->topicc;
	facts->dials = back_offers(call->v);
	facts->service = service_offers(call->v);
	facts->call_ms = call->v->limits.answer_ms;
	facts->phone = back_reaches(call->v, call->caller);
	facts->mail_ms = mail_limit_ms(call);
	list_facts(call);
	call->flow.asks = call->v->limits.survey;
	facts->region = call->line->region;
	facts->offices = &call->v->offices;
	call->flow.replaced = call->number && call->number->instead[0];
	facts->waiting = flow_asks_queue(tree) ? waiting(call->v) : 0;
}


int vcall_alloc(struct vcall **cp, struct voice *v, const struct line *line, enum call_medium medium)
{
	struct vcall *call;

	call = mem_zalloc(sizeof(*call), vcall_destructor);
	if (!call)
		return ENOMEM;

	call->v = v;
	call->entered_ms = clock_wall_ms();
	call->id = id_new(call->entered_ms);
	call->state = CALL_MENU;
	call->medium = medium;
	call->board = switchboard_ref(v->board);
	call->line = line;
	call->lang = line ? line->lang : LANG_RU;
	call->trailed = UINT_MAX;
	for (unsigned i = 0; i < CALL_VOICES; i++)
		call->quality[i] = (struct call_quality)CALL_QUALITY_UNKNOWN;
	tmr_init(&call->quiet);
	tmr_init(&call->patience);
	*cp = call;

	return 0;
}


static void patience_h(void *arg)
{
	struct vcall *call = arg;

	if (!call->answered && CALL_OUT == call->medium)
		dial_late(call);
	else if (!call->answered)
		vcall_answer(call);
	else if (FLOW_TO_QUEUE == call->flow.state)
		desk_queue(call);
	else if (call->staff && !call->committed)
		vcall_joined(call);      /* also when it is on hold already */
	else
		vcall_step(call, FLOW_UNSURE, 0);
}


void vcall_await(struct vcall *call, unsigned wait_ms)
{
	tmr_start(&call->patience, wait_ms, patience_h, call);
}


void vcall_enlist(struct vcall *call)
{
	list_append(&call->v->calls, &call->le, call);
	hash_append(call->v->calls_by_id, (uint32_t)(call->id ^ call->id >> 22), &call->he, call);
	call->v->callc++;
	call->v->rung++;
}


void vcall_citizen_set(struct vcall *call, struct leg *leg)
{
	call->citizen = leg;
	leg_listen(leg, &citizen_h, call);
}


void vcall_begin(struct vcall *call)
{
	office_look(call->v);
	topics_take(call);
	flow_init(&call->flow, call->line->flow, call->lang);
	facts_take(call);
	call->flow.announces = switchboard_announcement(call->board, call->lang, call->entered_ms).l > 0;

	vcall_citizen_set(call, call->citizen);
	vcall_enlist(call);

	vcall_await(call, ANSWER_WAIT_MS);
	note_send(call, CALL_ENTERED);
}


void vcall_answer(struct vcall *call)
{
	struct leg *leg = call->citizen;

	if (call->answered)
		return;

	call->answered = true;
	tmr_cancel(&call->patience);
	if (CALL_PHONE == call->medium && phone_answer(leg))
		vcall_end(call, CALL_FAILED);
	else
		vcall_step(call, FLOW_BEGIN, 0);
}


static bool id_h(struct le *le, void *arg)
{
	const struct vcall *call = le->data;

	return call->id == *(const int64_t *)arg;
}


struct vcall *vcall_find(const struct voice *v, int64_t id)
{
	return list_ledata(hash_lookup(v->calls_by_id, (uint32_t)(id ^ id >> 22), id_h, &id));
}


uint64_t voice_ring_ms(const struct vcall *call)
{
	return (uint64_t)waiting_of(switchboard_waiting(call->v->board), WAITING_RING, call->rec.topic);
}


/* What rings comes last: 1; 0: it is not this operator's at all */
static uint64_t hand_rank(const struct vcall *call, int64_t staff)
{
	if (call->operator == staff)
		return call->staff || call->lifting ? 2 + call->turn : 1;

	return guest_is(call, staff) ? 1 + (guest_leg(call) != NULL) : 0;
}


bool vcall_in_hand(const struct vcall *call, int64_t staff)
{
	return hand_rank(call, staff) > 1;
}


struct vcall *vcall_beside(const struct voice *v, int64_t staff, const struct vcall *but)
{
	struct vcall *best = NULL;
	uint64_t most = 0;

	for (struct le *le = v->calls.head; le && staff; le = le->next) {

		struct vcall *call = le->data;
		uint64_t rank = call == but ? 0 : hand_rank(call, staff);

		if (rank > most) {
			most = rank;
			best = call;
		}
	}

	return best;
}


struct vcall *vcall_of_staff(const struct voice *v, int64_t staff)
{
	return vcall_beside(v, staff, NULL);
}


static void quality_of(struct call_quality *q, const struct leg *leg)
{
	static const struct call_quality unknown = CALL_QUALITY_UNKNOWN;

	*q = unknown;
	if (leg)
		leg_quality(leg, q);
}


void vcall_view(const struct vcall *call, struct call_view *view)
{
	bool there;

	*view = (struct call_view){
		.state = call->state, .medium = call->medium, .generation = call->generation, .began_ms = call->entered_ms,
		.by_phone = call->lifting || (!call->outside && phone_is(call->staff)), .lifting = call->lifting,
		.lost = call->staff && LEG_LOST == leg_state(call->staff),
		.away = call->citizen && LEG_LOST == leg_state(call->citizen), .digits = call->digits, .fresh = call->flow.fresh,
		.topic = call->rec.topic, .unheard = call->joined && call->unheard[0], .staff_unheard = call->joined && call->unheard[1],
		.unreached = call->joined && call->unheard[2], .staff_unreached = call->joined && call->unheard[3],
		.listened = call->v->limits.shown && company_listened(call),
		.recording = taping_state(call),
		.queued_ms = call->rec.queued_ms, .answered_ms = call->rec.answered_ms,
		.place = CALL_QUEUED == call->state || CALL_OFFERED == call->state ? call->place : 0,
	};
	quality_of(&view->citizen, call->citizen);
	quality_of(&view->operator, call->staff);
	quality_of(&view->called_in, guest_leg(call));
	view->guest = company_guest(call, &there);
	view->guest_there = there;
	str_ncpy(view->line, call->line ? call->line->key : "", sizeof(view->line));
	str_ncpy(view->dialled, call->number ? call->number->number : "", sizeof(view->dialled));
	trail_print(&call->trail, view->path, sizeof(view->path));
	view->region = call->flow.walk.region;
	view->callback = back_reason(call);
	view->repeats = call->repeats;
	view->vain = call->vain;
	view->outside = outside_here(call, &there);
	view->outside_there = there;
}


/* Who calls: a number in its own form, or the address as it stands; a caller may withhold it */
static void caller_take(struct vcall *call, const struct sip_msg *msg, const struct trunk *trunk)
{
	struct check_result res;
	char user[CALLER_MAX];

	dialled_caller(user, sizeof(user), msg, trunk);
	if (!user[0])
		return;

	check_phone(&res, pl_of(user), 0);
	if (CHECK_INVALID != res.verdict && '+' == res.value[0] && strlen(res.value) < sizeof(call->caller))
		str_ncpy(call->caller, res.value, sizeof(call->caller));
	else if (re_snprintf(call->caller, sizeof(call->caller), "%s@%r", user, &msg->from.uri.host) < 0)
		call->caller[0] = '\0';
}


void vcall_ring(struct voice *v, const struct sip_msg *msg, const struct vcall_origin *origin)
{
	struct phone_refusal refusal = {0};
	struct vcall *call = NULL;
	int err;

	err = vcall_alloc(&call, v, origin->line, CALL_PHONE);
	if (err) {
		mem_deref(origin->source);
		mem_deref(origin->share);
		goto out;
	}

	call->number = origin->number;
	call->source = origin->source;
	call->share = origin->share;
	caller_take(call, msg, origin->trunk);
	err = phone_ring(&call->citizen, &refusal, v, msg);
	if (err || refusal.code)
		goto out;

	vcall_begin(call);
	return;

out:
	if (err)
		log_warn("voice: a call was not taken err=%m", err);
	stack_reply(v, msg, err ? 500 : refusal.code, err ? "Server Internal Error" : refusal.reason, err ? "" : refusal.headers);
	mem_deref(call);
}


/* ------------------------------------------------------------------ what the flow decides */

static void quiet_h(void *arg)
{
	vcall_step(arg, FLOW_QUIET, 0);
}


static void quiet_start(struct vcall *call)
{
	if (call->quiet_ms)
		tmr_start(&call->quiet, call->quiet_ms, quiet_h, call);
	call->quiet_ms = 0;
}


/* That the caller chose, or the flow; 0 none */
static int64_t topic_of(const struct vcall *call)
{
	const struct walk *w = &call->flow.walk;
	const struct topic *named = w->topic_named.p ? topics_named(call->v->topics, w->topic_named) : NULL;

	if (w->topic_named.p && !named)
		log_warn("voice: a flow names a topic that is not there line=%s flow=%s", call->line->key, flow_name(w->tree));

	return named ? named->id : w->topic && w->topic <= call->topicc ? call->menu[w->topic - 1] : 0;
}


static void join(struct vcall *call)
{
	mail_leave(call);
	call->state = CALL_QUEUED;
	call->rec.topic = call->back ? call->rec.topic : topic_of(call);
	call->rec.region = call->flow.walk.region;
	call->rec.office = walk_office(&call->flow.walk);
	player_music(&call->player, call->v->music);
	taping_announce(call);
	vcall_await(call, RECORD_WAIT_MS);
	if (call->rec.queued_ms && !call->rec.appeal)
		desk_queue(call);        /* it waited before: the note of then is still on its way, and brings the appeal */
	else
		note_waits(call);
}


/* Why a call ends that we end */
static enum call_cause leave_cause(const struct vcall *call)
{
	return flow_done(&call->flow) ? CALL_OPERATOR_LEFT : CALL_SAID_ALL;
}


/* May end the call */
static void act(struct vcall *call, enum flow_do what)
{
	switch (what) {

	case FLOW_NOTHING:
		break;

	case FLOW_FIND:
		note_find(call);
		break;

	case FLOW_LOOK:
		service_look(call);
		break;

	case FLOW_JOIN:
		join(call);
		break;

	case FLOW_LEAVE:
		vcall_end(call, leave_cause(call));
		break;

	case FLOW_PROMISE:
		back_promise(call);
		break;

	case FLOW_RECORD:
		mail_record(call);
		break;

	case FLOW_STOP:
		mail_stop(call);
		break;

	case FLOW_SEND:
		mail_send(call);
		break;

	case FLOW_DELIVER:
		list_send(call);
		break;

	case FLOW_CALL:
		outside_give(call);
		break;

	case FLOW_DROP:
		back_drop(call);
		break;

	case FLOW_BRIDGE:
		vcall_joined(call);
		break;

	case FLOW_SCORE:
		note_scored(call, call->flow.score);
		break;
	}
}


/* What a key chose stays with the call */
static void trail_add(struct vcall *call, const struct walk *before, enum flow_state was, char key)
{
	unsigned at_s = (unsigned)((clock_wall_ms() - call->entered_ms) / 1000);

	if (FLOW_MENU == was)
		trail_key(&call->trail, before, &call->flow.walk, key, at_s, call->menu);
	else if ((FLOW_WAITING == was || FLOW_FULL == was) && was != call->flow.state)
		trail_offer(&call->trail, before, key, at_s);
}


void vcall_step(struct vcall *call, enum flow_event event, unsigned n)
{
	const enum flow_state was = call->flow.state;
	const struct walk before = call->flow.walk;
	struct voice *v = call->v;
	int64_t id = call->id;
	struct flow_out out;

	if (FLOW_SAID == event)
		quiet_start(call);

	call->flow.walk.facts.dials = back_offers(v);
	flow_step(&call->flow, event, n, &out);
	if (FLOW_KEY == event)
		trail_add(call, &before, was, (char)n);

	if (out.cut)
		say_cut(call);
	call->lang = call->flow.walk.lang;
	if (out.cut || out.n)
		call->quiet_ms = out.quiet_ms;
	for (unsigned i = 0; i < out.n; i++)
		say_add(call, out.say[i]);
	if (!out.n && out.quiet_ms)
		quiet_start(call);

	if (out.unqueue)
		wait_leave(call);
	outside_flow(call);
	act(call, out.act);
	if ((out.n || FLOW_JOIN == out.act) && call == vcall_find(v, id))
		say_go(call);
}


void vcall_digit(struct vcall *call, char digit)
{
	if (call->staff)
		bridge_digit(call, digit);
	else if (call->answered && !(CALL_MENU != call->state && taping_key(call, digit)))
		vcall_step(call, FLOW_KEY, (unsigned char)digit);
}


/* ------------------------------------------------------------------ queue and operator */

void vcall_queued(struct vcall *call, bool room)
{
	tmr_cancel(&call->patience);
	call->placed_ms = clock_mono_ms();
	if (!room && !call->answered) {          /* a call back whose operator comes first */
		vcall_end(call, CALL_FAILED);
		return;
	}
	vcall_step(call, room ? FLOW_JOINED : FLOW_NO_ROOM, 0);
}


void vcall_moved(struct vcall *call)
{
	int64_t now_ms = clock_mono_ms();

	if (now_ms - call->placed_ms < PLACE_EVERY_MS || say_busy(call))
		return;

	call->placed_ms = now_ms;
	vcall_step(call, FLOW_MOVED, 0);
}


void vcall_answered(struct vcall *call)
{
	vcall_await(call, RECORD_WAIT_MS);
	note_send(call, CALL_ANSWERED);
}


void vcall_joined(struct vcall *call)
{
	if (call->committed || !call->staff)
		return;

	tmr_cancel(&call->patience);
	if (call->v->limits.greets && call->operator_name[0] && CALL_OUT != call->medium && !call->greeted) {
		call->greeted = true;
		vcall_await(call, GREET_WAIT_MS);        /* a voice that is late greets nobody */
		vcall_step(call, FLOW_GREET, 0);
		return;
	}

	call->committed = true;
	bridge_set(call);
	if (leg_holds(call->staff))              /* since before the answer: nothing was to be held then */
		desk_hold(call, true);
	vcall_step(call, FLOW_ANSWERED, 0);
}


/* The operator's side is no more */
static void parted(struct vcall *call, enum call_cause cause)
{
	company_parted(call);
	tmr_cancel(&call->patience);             /* with an answer that is not written */
	if (call->staff)
		leg_end(call->staff, cause);
	call->staff = mem_deref(call->staff);
	call->operator = 0;
	call->committed = call->greeted = false;
	bridge_set(call);
}


void vcall_parted(struct vcall *call)
{
	parted(call, CALL_OPERATOR_LEFT);
	player_music(&call->player, call->v->music);
}


void vcall_left(struct vcall *call)
{
	bool talked = FLOW_TALKING == call->flow.state || (call->answered && FLOW_WAITING == call->flow.state);

	if (guest_inherits(call))
		return;

	send_over(call);
	taping_end(call);
	if (talked)
		note_send(call, CALL_PARTED);
	parted(call, CALL_OPERATOR_LEFT);
	player_music(&call->player, NULL);
	desk_leave(call, QUEUE_ENDED);

	if (talked)
		vcall_step(call, FLOW_OPERATOR_LEFT, 0);
	else
		vcall_end(call, CALL_OPERATOR_LEFT);
}


void vcall_lost(struct vcall *call)
{
	if (!call->answered) {                   /* a call of ours that still rings */
		vcall_end(call, CALL_OPERATOR_LOST);
		return;
	}

	if (guest_inherits(call))
		return;

	send_over(call);
	parted(call, CALL_OPERATOR_LOST);
	call->state = CALL_QUEUED;
	player_music(&call->player, call->v->music);
	desk_give_back(call);
	vcall_step(call, FLOW_OPERATOR_LOST, 0);
}


/* ------------------------------------------------------------------------------- its end */

void vcall_end(struct vcall *call, enum call_cause cause)
{
	if (CALL_ENDED == call->state)
		return;

	call->rec.cause = cause;
	mail_over(call);
	if (call->rec.id)
		note_send(call, CALL_OVER);
	desk_leave(call, call->lifting ? QUEUE_AWAY : call->staff ? QUEUE_ENDED : QUEUE_ABANDONED);

	call->state = CALL_ENDED;
	call->joined = false;
	if (call->citizen)
		leg_end(call->citizen, cause);
	if (call->staff)
		leg_end(call->staff, cause);

	mem_deref(call);
}


void vcall_tick(struct vcall *call)
{
	struct leg *to = call->answered || CALL_OUT != call->medium ? call->citizen : call->staff;

	if (call->citizen)
		leg_tick(call->citizen);
	if (call->staff)
		leg_tick(call->staff);
	company_tick(call);
	taping_tick(call);
	if (call->mail)
		mail_tick(call);
	if (!call->joined && to && player_tick(&call->player, to))
		say_played(call);
}


void vcall_second(struct vcall *call, int64_t now_ms)
{
	quality_second(call, now_ms);
	if (call->citizen && leg_silent(call->citizen, now_ms))
		vcall_end(call, CALL_SILENT);
	else if (call->outside && call->staff && leg_silent(call->staff, now_ms))
		vcall_left(call);
	else if (call->staff && phone_is(call->staff) && leg_silent(call->staff, now_ms))
		vcall_lost(call);                /* a browser's loss is noticed by its checks */
	else if (call->joined)
		unheard_second(call, now_ms);
	else
		wait_second(call, now_ms);
}
