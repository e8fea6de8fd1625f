/**
 * @file voice.c  The voice thread: its start and end, its ticks, what reaches it from others
 */
#include <malloc.h>
#include <semaphore.h>
#include <sys/resource.h>
#include <time.h>
#include "base/clock.h"
#include "base/log.h"
#include "base/why.h"
#include "sound/hold.h"
#include "sound/ringing.h"
#include "sound/speech.h"
#include "voice/back.h"
#include "voice/media/leg.h"
#include "voice/media/sock.h"
#include "voice/desk.h"
#include "voice/handset.h"
#include "voice/office.h"
#include "voice/sip/registrar.h"
#include "voice/sip/trunk.h"

enum {
	FDS_MAX = 65536,                 /* numbers of descriptors that libre's loop can hold */
	TICK_LATE_MAX = 200,             /* ms of sound that are made up for when the thread was held up; more is skipped */
	SECOND_MS = 1000,
	PREPARE_MS = 10 * 1000,          /* from the start until prompts are rendered: who looks and goes does not wait for it */
	CALLS_HASH = 1024,
	TRIM_MS = 34 * 1000,             /* after the last call: transactions of SIP live 32 s longer */
};

struct voice_stop {
	struct msg msg;
	struct voice *v;
	sem_t done;
};


static void voice_destructor(void *arg)
{
	struct voice *v = arg;

	mem_deref(v->loop);
	mem_deref(v->gate.mailbox);
	book_unref(v->book);
	topics_unref(v->topics);
	switchboard_unref(v->board);
	sound_unref(v->music);
	sound_unref(v->ringing);
	sound_unref(v->beep);
	mem_deref(v->calls_by_id);
	mem_deref(v->trunks);
	mem_deref(v->registrar);
}


/* ----------------------------------------------------------------------- ticks */

static void tick_h(void *arg);


static void tick_start(struct voice *v)
{
	int64_t now_ms = clock_mono_ms(), wait_ms = v->tick_ms - now_ms;

	tmr_start(&v->tick, wait_ms > 0 ? (uint64_t)wait_ms : 0, tick_h, v);
}


void voice_tick_want(struct voice *v)
{
	if (tmr_isrunning(&v->tick))
		return;

	v->tick_ms = clock_mono_ms() + LEG_PACKET_MS;
	tick_start(v);
}


static void tick_h(void *arg)
{
	struct voice *v = arg;
	int64_t now_ms = clock_mono_ms();

	if (now_ms - v->tick_ms > TICK_LATE_MAX)
		v->tick_ms = now_ms;

	socks_hold(v->socks);
	for (; v->tick_ms <= now_ms; v->tick_ms += LEG_PACKET_MS) {
		struct le *le = v->calls.head;

		while (le) {
			struct vcall *call = le->data;

			le = le->next;
			vcall_tick(call);
		}
	}
	socks_send(v->socks);

	if (v->callc)
		tick_start(v);
}


/* What calls have freed goes back to the system: a peak is not kept for ever */
static void memory_back(struct voice *v, int64_t now_ms)
{
	if (!v->ended_ms || now_ms - v->ended_ms < TRIM_MS)
		return;

	v->ended_ms = 0;
	(void)malloc_trim(0);
}


static void second_h(void *arg)
{
	struct voice *v = arg;
	int64_t now_ms = clock_mono_ms();
	struct le *le = v->calls.head;

	while (le) {
		struct vcall *call = le->data;

		le = le->next;
		vcall_second(call, now_ms);
	}

	if (v->hub)
		desk_sweep(v, now_ms);
	registrar_second(v, now_ms);
	handset_second(v);
	office_look(v);
	sources_sweep(v->sources, now_ms);
	note_again(v);
	back_second(v, now_ms);
	memory_back(v, now_ms);
	tmr_start(&v->second, SECOND_MS, second_h, v);
}


/* ---------------------------------------------------------------- start and end */

static void stop_tell(struct voice *v)
{
	if (v->stop && !v->callc && !v->awayc) {
		sem_post(&v->stop->done);
		v->stop = NULL;
	}
}


void voice_back(struct voice *v)
{
	v->awayc--;
	stop_tell(v);
}


static void exit_h(void *arg)
{
	struct voice *v = arg;

	v->stop = NULL;                          /* who waited for it waits no more */
	while (v->calls.head)
		vcall_end(v->calls.head->data, CALL_STOPPED);

	if (v->late.head)
		log_error("voice: notes of calls were never written n=%u", note_close(v));
	tmr_cancel(&v->tick);
	tmr_cancel(&v->second);
	tmr_cancel(&v->prepare);
	mailbox_unlisten(v->gate.mailbox);
	desk_close(v);
	ask_close(v);
	registrar_close(v);
	stack_close(v);
	v->socks = mem_deref(v->socks);
	v->sources = mem_deref(v->sources);
}


/* Prompts are rendered as they are asked for; from now on before that */
static void prepare_h(void *arg)
{
	struct voice *v = arg;

	speech_prepare(v->prm.speech);
}


static int init_h(void *arg)
{
	struct voice *v = arg;
	int err;

	tmr_init(&v->tick);
	tmr_init(&v->second);
	tmr_init(&v->prepare);

	err = registrar_open(v);
	if (!err)
		err = sources_alloc(&v->sources);
	if (!err)
		err = socks_alloc(&v->socks);
	if (!err)
		err = stack_open(v);
	if (!err)
		err = address_media(v);
	if (!err)
		err = ask_open(v);
	if (!err)
		err = mailbox_listen(v->gate.mailbox);

	if (err) {
		ask_close(v);
		registrar_close(v);
		stack_close(v);
		v->socks = mem_deref(v->socks);
		v->sources = mem_deref(v->sources);
		return err;
	}

	trunk_begin(v);
	tmr_start(&v->second, SECOND_MS, second_h, v);
	if (v->prm.speech)
		tmr_start(&v->prepare, PREPARE_MS, prepare_h, v);
	return 0;
}


/* A recording may have taken its place: a row of the journal says so, as of everything else that is set. Who hears the old one hears it to the end */
static void music_take(struct voice *v)
{
	struct sound *music = v->prm.speech ? speech_tune_kept(v->prm.speech) : NULL;

	if (!music)
		return;

	sound_unref(v->music);
	v->music = music;
}


/* Calls there are keep theirs */
static void board_take(struct voice *v, struct switchboard *board)
{
	if (!board)
		return;

	switchboard_unref(v->board);
	v->board = board;
	v->prm.lines = switchboard_lines(board);
	v->comfort_ms = switchboard_waiting(board)->all[WAITING_COMFORT];
	office_take(v);
	trunk_take(v);
	music_take(v);
}


static void ask_deliver_h(struct msg *msg);


int voice_start(struct voice **vp, const struct voice_prm *prm, struct mbuf *why)
{
	struct rlimit lim = {FDS_MAX, FDS_MAX};
	struct voice *v;
	int err;

	v = mem_zalloc(sizeof(*v), voice_destructor);
	if (!v)
		return ENOMEM;

	v->registrar = mem_zalloc(sizeof(*v->registrar), NULL);
	if (!v->registrar) {
		mem_deref(v);
		return ENOMEM;
	}

	v->prm = *prm;
	queue_prm_init(&v->queue);
	v->book = book_ref(prm->book);
	v->topics = topics_ref(prm->topics);
	board_take(v, switchboard_ref(prm->board));
	v->why = why;
	voice_limits_read(&v->limits, prm->settings);
	office_take(v);
	(void)getrlimit(RLIMIT_NOFILE, &lim);

	err = prm->speech ? speech_tune(prm->speech, &v->music) : hold_make(&v->music);
	if (!err)
		err = ringing_make(&v->ringing);
	if (!err)
		err = beep_make(&v->beep);
	if (!err)
		err = hash_alloc(&v->calls_by_id, CALLS_HASH);
	if (!err)
		err = mailbox_alloc(&v->gate.mailbox);
	if (err)
		goto out;

	v->gate.deliver_h = ask_deliver_h;
	v->gate.arg = v;
	err = loop_alloc(&v->loop, &(struct loop_prm){
			.name = "voice", .fds_max = lim.rlim_cur < FDS_MAX ? (int)lim.rlim_cur : FDS_MAX, .init_h = init_h,
			.exit_h = exit_h, .arg = v});
	v->why = NULL;
	v->prm.settings = NULL;

out:
	if (err)
		mem_deref(v);
	else
		*vp = v;

	return err;
}


static void stop_deliver_h(struct msg *msg)
{
	struct voice_stop *stop = CONTAINER_OF(msg, struct voice_stop, msg);
	struct voice *v = stop->v;

	v->stopping = true;
	v->stop = stop;
	while (v->calls.head)
		vcall_end(v->calls.head->data, CALL_STOPPED);

	stop_tell(v);
}


void voice_stop(struct voice *v, int64_t wait_ms)
{
	struct voice_stop stop = {.msg = {.deliver_h = stop_deliver_h}, .v = v};
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += wait_ms / 1000 + 1;
	sem_init(&stop.done, 0, 0);
	mailbox_post(v->gate.mailbox, &stop.msg);

	while (sem_timedwait(&stop.done, &until) && EINTR == errno)
		;
	loop_stop(v->loop);
	sem_destroy(&stop.done);
}


void voice_settle(struct voice *v)
{
	while (mailbox_deliver(v->gate.mailbox))
		;
}


/* ------------------------------------------------------------- what others post */

static void ask_deliver_h(struct msg *msg)
{
	struct call_ask *ask = CONTAINER_OF(msg, struct call_ask, msg);

	ask_take(ask->gate->arg, ask);
}


const struct call_gate *voice_gate(const struct voice *v)
{
	return &v->gate;
}


unsigned voice_calls(const struct voice *v)
{
	return v->callc;
}


unsigned long long voice_calls_total(const struct voice *v)
{
	return v->rung;
}


const char *voice_address(const struct voice *v)
{
	return v->address;
}


/* From the hub: itself, or what it decided */
struct word {
	struct msg msg;
	struct voice *v;
	struct hub *hub;
	bool phones;                     /* accounts of telephones are read (anew) */
	struct queue_decision decision;
};


static void word_h(struct msg *msg)
{
	struct word *word = CONTAINER_OF(msg, struct word, msg);

	if (word->hub)
		word->v->hub = word->hub;
	if (word->hub || word->phones)
		registrar_load(word->v);
	else
		desk_decide(word->v, &word->decision);
	mem_deref(word);
}


static int word_post(struct voice *v, struct hub *hub, const struct queue_decision *decision, bool phones)
{
	struct word *word = mem_zalloc(sizeof(*word), NULL);

	if (!word)
		return ENOMEM;

	word->msg.deliver_h = word_h;
	word->v = v;
	word->hub = hub;
	word->phones = phones;
	if (decision)
		word->decision = *decision;
	mailbox_post(v->gate.mailbox, &word->msg);
	return 0;
}


int voice_hub(struct voice *v, struct hub *hub)
{
	return word_post(v, hub, NULL, false);
}


int voice_decide(struct voice *v, const struct queue_decision *decision)
{
	return word_post(v, NULL, decision, false);
}


int voice_phones(struct voice *v)
{
	return word_post(v, NULL, NULL, true);
}


struct news {
	struct msg msg;
	struct voice *v;
	struct voice_limits limits;
	struct book *book;
	struct topics *topics;
	struct switchboard *board;
};


static void limits_deliver_h(struct msg *msg)
{
	struct news *news = CONTAINER_OF(msg, struct news, msg);

	news->v->limits = news->limits;
	mem_deref(news);
}


static void settings_deliver_h(struct msg *msg)
{
	struct news *news = CONTAINER_OF(msg, struct news, msg);
	struct voice *v = news->v;

	book_unref(v->book);
	topics_unref(v->topics);
	v->book = news->book;
	v->topics = news->topics;
	board_take(v, news->board);
	mem_deref(news);
}


void voice_limits_read(struct voice_limits *lim, const struct settings *s)
{
	lim->calls = (unsigned)setting_int(s, SET_SIP_CALLS);
	lim->calls_source = (unsigned)setting_int(s, SET_SIP_CALLS_PER_SOURCE);
	lim->rate_source = (unsigned)setting_int(s, SET_SIP_RATE);
	lim->answer_ms = (unsigned)setting_int(s, SET_SIP_ANSWER);
	lim->shown = setting_bool(s, SET_SUPERVISION_SHOWN);
	lim->record = setting_bool(s, SET_RECORD_CALLS);
	callback_rules_read(&lim->callback, s);
	lim->mail_ms = setting_int(s, SET_VOICEMAIL_LIMIT);
	lim->survey = setting_bool(s, SET_SURVEY_CALLS);
	lim->sms_number = setting_bool(s, SET_SMS_NUMBER);
	lim->greets = setting_bool(s, SET_VOICE_GREETS);
	lim->loopback_free = setting_bool(s, SET_DEMO);
	lim->ban_after = (unsigned)setting_int(s, SET_SIP_BAN_AFTER);
	lim->ban_ms = setting_int(s, SET_SIP_BAN_FOR);
	lim->ban_loopback = setting_bool(s, SET_SIP_BAN_LOOPBACK);
}


int voice_reload(struct voice *v, const struct voice_limits *limits)
{
	struct news *news = mem_zalloc(sizeof(*news), NULL);

	if (!news)
		return ENOMEM;

	news->msg.deliver_h = limits_deliver_h;
	news->v = v;
	news->limits = *limits;
	mailbox_post(v->gate.mailbox, &news->msg);

	return 0;
}


int voice_settings(struct voice *v, struct book *book, struct topics *topics, struct switchboard *board)
{
	struct news *news = mem_zalloc(sizeof(*news), NULL);

	if (!news) {
		book_unref(book);
		topics_unref(topics);
		switchboard_unref(board);
		return ENOMEM;
	}

	news->msg.deliver_h = settings_deliver_h;
	news->v = v;
	news->book = book;
	news->topics = topics;
	news->board = board;
	mailbox_post(v->gate.mailbox, &news->msg);

	return 0;
}
