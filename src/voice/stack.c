/**
 * @file stack.c  libre's SIP stack on our addresses
 */
#include "base/log.h"
#include "base/why.h"
#include "voice/dial.h"
#include "voice/handset.h"
#include "voice/sip/nat.h"
#include "voice/sip/trunk.h"
#include "voice/sip/vouch.h"

#define DEBUG_MODULE "voice"
#define DEBUG_LEVEL  0
#include <re/re_dbg.h>

enum {
	HASH_SIZE = 4096,                /* buckets of transactions and dialogs; a power of two */
	PORTS_TRIED = 16,                /* when any port will do: one that UDP and TCP both have */
	DEMO_PORT = 5060,
	ADDRESSES_MAX = 64,              /* of a machine, in both families */
};


static int listen_both(struct voice *v, const struct sa *addr)
{
	struct sa at = *addr;
	struct udp_sock *probe = NULL;
	int err;

	/* any port: UDP picks, TCP follows */
	if (!sa_port(&at)) {
		err = udp_listen(&probe, &at, NULL, NULL);
		if (!err)
			err = udp_local_get(probe, &at);
		mem_deref(probe);
		if (err)
			return err;
	}

	err = sip_transp_add(v->sip, SIP_TRANSP_TCP, &at);
	if (!err)
		err = sip_transp_add(v->sip, SIP_TRANSP_UDP, &at);
	if (!err)
		v->sipv[v->sipc++] = at;

	return err;
}


static int listen_at(struct voice *v, const struct sa *addr)
{
	int err = EADDRINUSE;

	for (unsigned i = 0; EADDRINUSE == err && i < (sa_port(addr) ? 1 : PORTS_TRIED); i++)
		err = listen_both(v, addr);

	return err;
}


/* libre says in Via and Contact where it listens, so "any" is each address that the machine has now, loopback last */
static int listen_any(struct voice *v, const struct sa *any)
{
	struct sa addrv[ADDRESSES_MAX];
	uint16_t port = sa_port(any);
	size_t n = 0;
	int err;

	err = address_machine(addrv, &n, ADDRESSES_MAX, false);
	if (!err)
		err = address_machine(addrv, &n, ADDRESSES_MAX, true);

	for (size_t i = 0; !err && i < n; i++) {

		if (sa_af(&addrv[i]) != sa_af(any))
			continue;
		if (VOICE_ADDRESSES_MAX == v->sipc) {
			log_warn("voice: more addresses than SIP is listened on; name those that matter (--sip)");
			break;
		}

		sa_set_port(&addrv[i], port);
		err = listen_at(v, &addrv[i]);
		if (!err)
			port = sa_port(&v->sipv[v->sipc - 1]);
	}

	return err ? err : v->sipc ? 0 : EADDRNOTAVAIL;
}


static int listen_set(struct voice *v)
{
	const struct settings *set = v->prm.settings;
	struct sockaddr_storage ss;
	struct sa addr;
	socklen_t len;
	int err = 0;

	for (size_t i = 0; !err && setting_address_at(set, SET_SIP, i, &ss, &len); i++) {
		if (i == VOICE_ADDRESSES_MAX)
			return why_say(v->why, EINVAL, "--sip: at most %d addresses", VOICE_ADDRESSES_MAX);

		err = sa_set_sa(&addr, (struct sockaddr *)&ss);
		if (!err)
			err = sa_is_any(&addr) ? listen_any(v, &addr) : listen_at(v, &addr);
		if (err) {
			char text[64];

			(void)re_snprintf(text, sizeof(text), "%J", &addr);
			return why_say(v->why, err, "--sip %s: cannot be listened on: %s", text, strerror(err));
		}
	}

	return err;
}


/* The demonstration wants no settings, and more than one of it may run */
static int listen_demo(struct voice *v)
{
	struct sa addr;
	int err;

	err = sa_set_str(&addr, "127.0.0.1", DEMO_PORT);
	if (!err)
		err = listen_at(v, &addr);
	if (EADDRINUSE == err) {
		sip_transp_flush(v->sip);
		sa_set_port(&addr, 0);
		err = listen_at(v, &addr);
	}

	return err ? why_say(v->why, err, "127.0.0.1: SIP cannot be listened on: %s", strerror(err)) : 0;
}


/* A redirection would lead our call to wherever the other side says: libre follows it, unless the call has ended by then */
static void trace_h(bool tx, enum sip_transp tp, const struct sa *src, const struct sa *dst, const uint8_t *pkt, size_t len, void *arg)
{
	static const char moved[] = "SIP/2.0 3";
	struct sip_msg *msg = NULL;
	struct mbuf *mb;

	(void)tp;
	(void)src;
	(void)dst;
	if (tx || len < sizeof(moved) - 1 || memcmp(pkt, moved, sizeof(moved) - 1))
		return;

	mb = mbuf_alloc(len);
	if (mb && !mbuf_write_mem(mb, pkt, len)) {
		mb->pos = 0;
		if (!sip_msg_decode(&msg, mb)) {
			dial_redirected(arg, &msg->callid);
			handset_redirected(arg, &msg->callid);
		}
	}

	mem_deref(msg);
	mem_deref(mb);
}


int stack_open(struct voice *v)
{
	int err;

	dbg_init(DBG_CRIT, DBG_NONE);            /* what fails is told by its errno */
	v->session_s = (unsigned)(setting_int(v->prm.settings, SET_SIP_SESSION) / 1000);
	v->session_min_s = (unsigned)(setting_int(v->prm.settings, SET_SIP_SESSION_MIN) / 1000);
	(void)re_snprintf(v->session_min, sizeof(v->session_min), "Min-SE: %u\r\n", v->session_min_s);
	err = trunk_open(v);
	if (!err)
		err = sip_alloc(&v->sip, v->dns, HASH_SIZE, HASH_SIZE, HASH_SIZE, "Otklik/" OTKLIK_VERSION, NULL, v);
	if (!err)
		err = nat_open(v);
	if (err)
		return err;
	sip_set_trace_handler(v->sip, trace_h);

	/* ours first: what it takes libre's own handlers do not see */
	err = sip_listen(&v->lsnr_req, v->sip, true, request_h, v);
	if (!err)
		err = sip_listen(&v->lsnr_resp, v->sip, false, response_h, v);
	if (!err)
		err = sipsess_listen(&v->ssock, v->sip, HASH_SIZE, invite_h, v);
	if (!err)
		err = setting_text(v->prm.settings, SET_SIP) ? listen_set(v) : v->prm.demo ? listen_demo(v) : 0;
	if (!err)
		err = stack_tls_open(v);
	if (!err && v->sipc)
		(void)re_snprintf(v->address, sizeof(v->address), "%J", &v->sipv[0]);

	return err;
}


void stack_close(struct voice *v)
{
	/* calls that wait for an ACK hold the stack, and it them */
	if (v->ssock)
		sipsess_close_all(v->ssock);
	v->ssock = mem_deref(v->ssock);
	trunk_close(v);
	vouch_close();
	v->lsnr_req = mem_deref(v->lsnr_req);
	v->lsnr_resp = mem_deref(v->lsnr_resp);
	if (v->sip)
		sip_close(v->sip, true);
	nat_close(v);
	v->sip = mem_deref(v->sip);
	v->tls = mem_deref(v->tls);
	v->dns = mem_deref(v->dns);
}


void stack_reply(struct voice *v, const struct sip_msg *msg, uint16_t code, const char *reason, const char *headers)
{
	(void)sip_treplyf(NULL, NULL, v->sip, msg, false, code, reason, "%sContent-Length: 0\r\n\r\n", headers);
}
