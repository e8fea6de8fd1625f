/**
 * @file phone_call.c  A call to a telephone of the staff
 */
#include "voice/sip/nat.h"
#include "voice/sip/phone_priv.h"

enum {
	FROM_SIZE = 160,
	PATIENCE_MS = 4000,              /* a telephone that has said nothing by then, not even 100, is not there */
};

/* There is no one header for it: phones know one of these (RFC 5373, and what was there before) */
static const char by_itself[] = "Answer-Mode: Auto\r\nCall-Info: <sip:otklik>;answer-after=0\r\nAlert-Info: <http://otklik>;info=alert-autoanswer;delay=0\r\n";


/* It is not heard how it rings there */
static void rings_h(bool sound, void *arg)
{
	(void)sound;
	(void)arg;
}


static void silent_h(void *arg)
{
	struct phone *p = arg;

	leg_change(&p->leg, LEG_GONE, CALL_FAILED);
}


/* The address of ours that its requests come to, without a port in numbers of its own */
static void local_of(struct sa *local, const struct voice *v, const struct phone_call *call)
{
	if (nat_own(v->sip, local, call->tp, call->at))
		*local = *call->at;
}


int phone_call(struct leg **legp, struct voice *v, const struct phone_call *call)
{
	struct phone_invite in = {.to = call->uri, .from_name = call->from_name, .contact = "otklik",
		.headers = call->auto_answer ? by_itself : ""};
	char from[FROM_SIZE], contact[NAT_CONTACT_SIZE];
	struct sa local, seen;
	struct phone *p;
	int err;

	local_of(&local, v, call);
	seen = local;
	(void)nat_public(v->nat, call->at, &seen);
	if (re_snprintf(from, sizeof(from), AF_INET6 == sa_af(&seen) ? "sip:%s@[%j]" : "sip:%s@%j", call->from_user, &seen) < 0)
		return E2BIG;
	in.contact = nat_contact(contact, v->nat, in.contact, &local, call->tp, call->at);

	err = phone_new(&p, v);
	if (err)
		return err;

	p->ours = true;
	p->secure = SIP_TRANSP_TLS == call->tp;          /* keys are for nobody else to read */
	p->leg.mute = true;
	p->dial = (struct phone_dial){.progress_h = rings_h, .answered_h = call->answered_h, .arg = call->arg};
	if (call->aimed)
		str_ncpy(p->aim, call->uri, sizeof(p->aim));
	in.from = from;

	err = phone_media_open(p, voice_media_for(v, &local), call->at);
	if (!err)
		err = phone_invite(p, &in);
	if (err) {
		mem_deref(p);
	}
	else {
		tmr_start(&p->patience, PATIENCE_MS, silent_h, p);
		*legp = &p->leg;
	}

	return err;
}
