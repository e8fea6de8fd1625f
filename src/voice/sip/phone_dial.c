/**
 * @file phone_dial.c  A call of ours through trunks
 */
#include <sodium.h>
#include "base/log.h"
#include "voice/sip/phone_priv.h"


/* Why nobody answered (RFC 3261 §21): a busy or unwilling phone, a number that is none; nobody there; a fault on the way */
enum call_cause phone_unanswered(const struct sip_msg *msg)
{
	if (!msg)
		return CALL_FAILED;

	switch (msg->scode) {

	case 401:
	case 407:
		return CALL_FAILED;

	case 408:
	case 480:
	case 487:
		return CALL_NOT_ANSWERED;

	default:
		return msg->scode >= 500 && msg->scode < 600 ? CALL_FAILED : CALL_REFUSED;
	}
}


/* Is it the trunk that failed, and not the phone behind it? */
static enum trunk_reason trunk_fault(int err, const struct sip_msg *msg)
{
	if (!msg)
		return ETIMEDOUT == err ? TRUNK_SILENT : TRUNK_UNREACHABLE;

	return 401 == msg->scode || 407 == msg->scode ? TRUNK_PASSWORD : msg->scode >= 500 && msg->scode < 600 ? TRUNK_REFUSED : TRUNK_NONE;
}


void phone_dial_heard(struct phone *p, const struct sip_msg *msg)
{
	tmr_cancel(&p->patience);
	p->unheard = false;
	if (p->trunk)
		trunk_heard(p->trunk, TRUNK_NONE, &msg->src);
}


static int invite_next(struct phone *p);


bool phone_dial_goes_on(struct phone *p, int err, const struct sip_msg *msg)
{
	if (!p->trunk || p->rang || !trunk_fault(err, msg))
		return false;

	log_warn("voice: a trunk did not take a call trunk=%s status=%u err=%m", p->trunk->plan->key, msg ? msg->scode : 0, err);
	if (!msg && EAGAIN != err)                       /* its connection is just being made (vouch.c) */
		trunk_heard(p->trunk, trunk_fault(err, msg), NULL);

	return !invite_next(p);
}


static void patience_h(void *arg);


/* INVITE through the trunk that it has now, from sockets of its own: a late answer of the one before finds nobody */
static int invite(struct phone *p)
{
	char contact[NAT_CONTACT_SIZE];
	struct phone_invite in = {.contact = trunk_contact(p->trunk, contact), .headers = "", .auth_h = trunk_auth_h, .auth_arg = p->trunk};
	char *to = NULL, *from = NULL;
	struct sa peer;
	int err;

	trunk_peer(p->trunk, &peer);
	p->sess = mem_deref(p->sess);
	p->secure = p->trunk->plan->srtp;
	err = phone_media_open(p, trunk_media(p->trunk), &peer);
	if (!err)
		err = trunk_uris(p->trunk, p->number, p->dial.from, &to, &from);
	if (!err) {
		in.to = to;
		in.from = from;
		err = phone_invite(p, &in);
	}
	if (!err)
		tmr_start(&p->patience, TRUNK_PATIENCE_MS, patience_h, p);

	if (to)
		sodium_memzero(to, strlen(to));
	mem_deref(to);
	mem_deref(from);
	return err;
}


/* ENOENT: there is no trunk more to try; the call stays as it is */
static int invite_next(struct phone *p)
{
	struct trunk_share *share = NULL;
	struct trunk *trunk = NULL;
	int err;

	for (;;) {
		err = trunk_next(&trunk, &share, p->v, p->number, &p->tried);
		if (err)
			return err;

		mem_deref(p->trunk);
		p->trunk = mem_ref(trunk);
		mem_deref(p->share);
		p->share = share;
		err = invite(p);
		if (!err || ENOMEM == err)
			return err;

		log_warn("voice: a trunk cannot be called trunk=%s err=%m", p->trunk->plan->key, err);
		trunk_heard(p->trunk, TRUNK_UNREACHABLE, NULL);
	}
}


/* Nothing was heard, not even 100. Without another trunk it is waited for as for any phone */
static void patience_h(void *arg)
{
	struct phone *p = arg;

	log_warn("voice: a trunk does not answer a call trunk=%s", p->trunk->plan->key);
	trunk_heard(p->trunk, TRUNK_SILENT, NULL);
	p->unheard = true;
	if (trunk_more(p->v, p->number, &p->tried) && invite_next(p))
		leg_change(&p->leg, LEG_GONE, CALL_FAILED);
}


bool phone_unheard(const struct leg *leg)
{
	return phone_is(leg) && CONTAINER_OF(leg, const struct phone, leg)->unheard;
}


int phone_dial(struct leg **legp, struct voice *v, const struct phone_dial *dial)
{
	struct phone *p;
	int err;

	err = phone_new(&p, v);
	if (err)
		return err;

	p->dial = *dial;
	p->dial.number = NULL;
	str_ncpy(p->number, dial->number, sizeof(p->number));
	p->leg.mute = true;

	err = invite_next(p);
	if (err)
		mem_deref(p);
	else
		*legp = &p->leg;

	return ENOENT == err ? ENOTCONN : err;
}
