/**
 * @file mail.c  A message that a caller leaves
 */
#include <sodium.h>
#include "base/clock.h"
#include "base/log.h"
#include "record/spool.h"
#include "voice/mail.h"
#include "voice/tap.h"

enum {
	PER_MS = SPOOL_RATE / 1000,
	LOUD_CODE = 0x20,                /* of A-law's magnitude: 36 dB below the loudest */
	NOTE_WAIT_MS = 3000,
	GROW = 30 * SPOOL_RATE,
};

struct mail {
	struct vcall *call;              /* borrowed */
	struct tap *tap;                 /* NULL: nothing is recorded */
	int64_t began_ms, length_ms;     /* clock_mono_ms; length 0: it goes on */
	uint8_t *sound;                  /* A-law; owned */
	size_t n, size, loud;            /* samples */
	bool sent;
	bool asked;                      /* the flow waits for its record */
};


static void mail_destructor(void *arg)
{
	struct mail *m = arg;

	tap_drop(m->tap);
	if (m->sound)
		sodium_memzero(m->sound, m->size);
	mem_deref(m->sound);
}


unsigned mail_limit_ms(const struct vcall *call)
{
	return call->v->prm.recorder ? (unsigned)call->v->limits.mail_ms : 0;
}


/* Half a second; what finds no memory is not heard again, but it is in the spool */
static void piece_h(const uint8_t *sound, size_t n, void *arg)
{
	struct mail *m = arg;

	for (size_t i = 0; i < n; i++)
		m->loud += ((sound[i] ^ 0x55) & 0x7f) >= LOUD_CODE;

	if (m->n + n > m->size) {
		uint8_t *more = m->sound ? mem_realloc(m->sound, m->size + GROW) : mem_alloc(GROW, NULL);

		if (!more)
			return;
		m->sound = more;
		m->size += GROW;
	}

	memcpy(m->sound + m->n, sound, n);
	m->n += n;
}


void mail_record(struct vcall *call)
{
	struct mail *m;

	call->mail = mem_deref(call->mail);
	m = mem_zalloc(sizeof(*m), mail_destructor);
	if (m && tap_alloc(&m->tap, call->v, call->id))
		m = mem_deref(m);
	if (!m) {
		log_error("voice: no memory for a message call=%lld", call->id);
		return;
	}

	m->call = call;
	m->began_ms = clock_mono_ms();
	tap_hear(m->tap, piece_h, m);
	call->mail = m;
	voice_tick_want(call->v);
}


/* Is there a message? It ends here */
static bool closed(struct mail *m)
{
	if (!m->length_ms) {
		size_t most;

		tap_stop(m->tap);
		m->length_ms = clock_mono_ms() - m->began_ms;
		most = (size_t)m->length_ms * PER_MS;
		m->n = m->n < most ? m->n : most;
	}

	return m->length_ms >= MAIL_LEAST_MS && m->loud >= MAIL_LOUD_MS * PER_MS;
}


void mail_stop(struct vcall *call)
{
	if (!call->mail)
		vcall_step(call, FLOW_UNSURE, 0);
	else
		vcall_step(call, closed(call->mail) ? FLOW_FOUND : FLOW_NOT_FOUND, 0);
}


/* 0, or what keeps it from being written */
static int write_down(struct vcall *call, struct call_note **np)
{
	struct mail *m = call->mail;
	struct call_note *note = note_begin(call, CALL_MESSAGE);
	int err = note ? note_appeal(call, note, T_CALL_APPEAL_MESSAGE, '+' == call->caller[0] ? call->caller : "") : ENOMEM;

	if (err) {
		log_error("voice: a message becomes no appeal call=%lld err=%m", call->id, err);
		mem_deref(note);
		return err;
	}

	note->length_ms = m->length_ms;
	m->sent = true;
	tap_end(m->tap);
	m->tap = NULL;
	*np = note;
	return 0;
}


void mail_send(struct vcall *call)
{
	struct call_note *note = NULL;

	if (!call->mail || call->mail->sent || write_down(call, &note)) {
		vcall_step(call, FLOW_UNSURE, 0);
		return;
	}

	call->mail->asked = true;
	vcall_await(call, NOTE_WAIT_MS);
	note_hand(call, note);
}


void mail_noted(struct vcall *call)
{
	if (!call->mail || !call->mail->asked)
		return;

	call->mail->asked = false;
	tmr_cancel(&call->patience);
	vcall_step(call, FLOW_FOUND, 0);         /* it will be written, late perhaps: what was said is in the spool */
}


void mail_media(struct vcall *call, const struct leg_media *media)
{
	if (call->mail->tap && !call->mail->length_ms)
		tap_media(call->mail->tap, false, media, clock_mono_ms());
}


void mail_tick(struct vcall *call)
{
	if (call->mail->tap && !call->mail->length_ms)
		tap_tick(call->mail->tap, clock_mono_ms());
}


struct sound *mail_sound(const struct vcall *call)
{
	struct sound *sound = NULL;

	if (!call->mail || !call->mail->n || sound_alloc(&sound, call->mail->sound, call->mail->n))
		return NULL;

	return sound;
}


void mail_leave(struct vcall *call)
{
	if (!call->mail)
		return;

	if (call->mail->sent)
		call->told = call->unrecorded = true;
	else
		call->mail = mem_deref(call->mail);
}


void mail_over(struct vcall *call)
{
	struct call_note *note = NULL;

	if (call->mail && !call->mail->sent && closed(call->mail) && !write_down(call, &note))
		note_hand(call, note);
}
