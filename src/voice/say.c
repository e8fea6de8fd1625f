/**
 * @file say.c  Words become sound, one after the other
 *
 * Each saying is asked for at once and played in its turn, as soon as those before it are with the player. Without a voice (espeak-ng
 * is missing or hangs) sayings are left out, and the flow goes on in silence.
 */
#include "base/log.h"
#include "sound/speech.h"
#include "voice/mail.h"
#include "voice/words.h"

enum { GAP_MS = 250 };                   /* between two sayings */


bool say_busy(const struct vcall *call)
{
	return call->sayi < call->sayc || player_waits(&call->player);
}


/* All is said: a key may be waited for */
static void all_said(struct vcall *call)
{
	call->sayc = call->sayi = 0;
	vcall_step(call, FLOW_SAID, 0);
}


void say_go(struct vcall *call)
{
	bool any = call->sayi < call->sayc;

	while (call->sayi < call->sayc && call->say[call->sayi].done) {
		struct saying *s = &call->say[call->sayi++];

		if (s->sound && player_add(&call->player, s->sound, GAP_MS))
			log_warn("voice: a saying was left out call=%lld", call->id);
		s->sound = sound_unref(s->sound);
		s->ask = mem_deref(s->ask);
	}

	if (any && !say_busy(call))
		all_said(call);
	else
		voice_tick_want(call->v);
}


static void speech_done_h(int err, struct sound *sound, void *arg)
{
	struct saying *s = arg;

	if (err)
		log_debug("voice: cannot say call=%lld err=%m", s->call->id, err);
	else
		s->sound = sound_ref(sound);

	s->done = true;
	say_go(s->call);
}


/* @return true when the saying is done already */
static bool ask(struct saying *s, struct flow_say say)
{
	struct voice *v = s->call->v;
	struct utterance *u = NULL;
	int err;

	if (SAY_WALK == say.words && (WALK_TONE == say.walk.words || WALK_HEARD == say.walk.words)) {
		s->sound = WALK_TONE == say.walk.words ? sound_ref(v->beep) : mail_sound(s->call);
		return true;
	}

	err = words_make(&u, s->call, say);
	for (size_t i = 0; u && say.walk.slow && i < u->n; i++)
		u->at[i].pace = PACE_SLOW;
	if (!err && u && v->prm.speech) {
		s->sound = speech_kept(v->prm.speech, u);
		if (!s->sound)
			err = speech_ask(&s->ask, v->prm.speech, u, v->gate.mailbox, speech_done_h, s);
	}
	if (err)
		log_warn("voice: cannot say words=%d err=%m", say.words, err);
	mem_deref(u);

	return !s->ask;
}


void say_add(struct vcall *call, struct flow_say say)
{
	struct saying *s;

	if (SAYINGS_MAX == call->sayc) {
		log_warn("voice: too much to say call=%lld", call->id);
		return;
	}

	s = &call->say[call->sayc++];
	*s = (struct saying){.call = call};
	s->done = ask(s, say);
}


void say_cut(struct vcall *call)
{
	for (unsigned i = 0; i < call->sayc; i++) {
		call->say[i].ask = mem_deref(call->say[i].ask);
		call->say[i].sound = sound_unref(call->say[i].sound);
	}
	call->sayc = call->sayi = 0;
	tmr_cancel(&call->quiet);
	player_cut(&call->player);
}


void say_played(struct vcall *call)
{
	if (call->sayi == call->sayc && call->sayc)
		all_said(call);
	else
		say_go(call);
}
