/**
 * @file fork.c  Several answers to one INVITE of ours (RFC 3261 §13.2.2.4)
 *
 * A carrier may ring more than one telephone, and two may be picked up. libre takes the first 200 and lets the others go by: those would send
 * it for 32 s, and somebody would listen to nothing. Each gets ACK and BYE. A 200 that comes again is answered so again.
 */
#include "base/log.h"
#include "voice/sip/phone_priv.h"

enum {
	FORKS_MAX = 8,                   /* of a call at a time */
	HEADERS_MAX = 4096,
};

struct fork {
	struct le le;                    /* of its phone; owned by the list */
	struct phone *p;                 /* borrowed: whose INVITE it was */
	char *uri, *headers;             /* its Contact; Route, To, From, Call-ID; owned */
	char *first;                     /* the first Route; owned; NULL: none */
	struct uri route;                /* the next hop; borrowed of the two */
	uint32_t cseq;
	struct sip_auth *auth;           /* owned; NULL: nobody asked who we are */
	struct sip_request *bye;         /* on its way; libre clears it */
};


static void fork_destructor(void *arg)
{
	struct fork *f = arg;

	list_unlink(&f->le);
	mem_deref(f->bye);
	mem_deref(f->auth);
	mem_deref(f->uri);
	mem_deref(f->headers);
	mem_deref(f->first);
}


static void bye_h(int err, const struct sip_msg *msg, void *arg);


static int bye(struct fork *f)
{
	return sip_requestf(&f->bye, f->p->v->sip, true, "BYE", f->uri, &f->route, f->auth, NULL, bye_h, f,
			    "%sCSeq: %u BYE\r\nContent-Length: 0\r\n\r\n", f->headers, ++f->cseq);
}


static bool signed_again(struct fork *f, const struct sip_msg *msg)
{
	return (401 == msg->scode || 407 == msg->scode) && !f->auth && f->p->trunk &&
	       !sip_auth_alloc(&f->auth, trunk_auth_h, f->p->trunk, false) && !sip_auth_authenticate(f->auth, msg) && !bye(f);
}


static void bye_h(int err, const struct sip_msg *msg, void *arg)
{
	struct fork *f = arg;

	if (!err && (msg->scode < 200 || signed_again(f, msg)))
		return;

	mem_deref(f);
}


/* Of a way there and back the last is the next */
static bool route_h(const struct sip_hdr *hdr, const struct sip_msg *msg, void *arg)
{
	(void)msg;
	return 0 != mbuf_printf(arg, "Route: %r\r\n", &hdr->val);
}


static bool first_h(const struct sip_hdr *hdr, const struct sip_msg *msg, void *arg)
{
	struct sip_addr addr;

	(void)msg;
	if (!sip_addr_decode(&addr, &hdr->val))
		(void)pl_strdup(arg, &addr.auri);

	return true;
}


static int read_headers(struct fork *f, const struct sip_msg *msg)
{
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	if (!mb)
		return ENOMEM;

	(void)sip_msg_hdr_apply(msg, false, SIP_HDR_RECORD_ROUTE, first_h, &f->first);
	err = sip_msg_hdr_apply(msg, false, SIP_HDR_RECORD_ROUTE, route_h, mb) ? ENOMEM : 0;
	if (!err)
		err = mbuf_printf(mb, "To: %r\r\nFrom: %r\r\nCall-ID: %r\r\n", &msg->to.val, &msg->from.val, &msg->callid);
	if (!err && mb->end > HEADERS_MAX)
		err = EMSGSIZE;
	mb->pos = 0;
	if (!err)
		err = mbuf_strdup(mb, &f->headers, mb->end);

	mem_deref(mb);
	return err;
}


static int read_answer(struct fork *f, const struct sip_msg *msg)
{
	const struct sip_hdr *contact = sip_msg_hdr(msg, SIP_HDR_CONTACT);
	struct sip_addr addr;
	struct pl next;
	int err;

	if (!contact || sip_addr_decode(&addr, &contact->val))
		return EBADMSG;

	f->cseq = msg->cseq.num;
	err = pl_strdup(&f->uri, &addr.auri);
	if (!err)
		err = read_headers(f, msg);
	if (err)
		return err;

	pl_set_str(&next, f->first ? f->first : f->uri);
	return uri_decode(&f->route, &next);
}


static int hang_up(struct phone *p, const struct sip_msg *msg)
{
	struct fork *f;
	int err;

	f = mem_zalloc(sizeof(*f), fork_destructor);
	if (!f)
		return ENOMEM;

	f->p = p;
	list_append(&p->forks, &f->le, f);
	err = read_answer(f, msg);
	if (!err)
		err = sip_requestf(NULL, p->v->sip, false, "ACK", f->uri, &f->route, NULL, NULL, NULL, NULL,
				   "%sCSeq: %u ACK\r\nContent-Length: 0\r\n\r\n", f->headers, f->cseq);
	if (!err)
		err = bye(f);
	if (err)
		mem_deref(f);

	return err;
}


bool phone_forked(struct leg *leg, const struct sip_msg *msg)
{
	struct phone *p = CONTAINER_OF(leg, struct phone, leg);
	struct sip_dialog *dialog = phone_is(leg) && p->sess ? sipsess_dialog(p->sess) : NULL;
	int err;

	if (!dialog || !sip_dialog_established(dialog) || !sip_dialog_cmp_half(dialog, msg) || sip_dialog_cmp(dialog, msg))
		return false;

	err = list_count(&p->forks) < FORKS_MAX ? hang_up(p, msg) : ENOBUFS;
	if (err)
		log_warn("voice: who answered a call of ours second is not hung up on err=%m", err);

	return true;
}
