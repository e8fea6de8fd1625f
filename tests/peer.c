/**
 * @file peer.c  A browser of our own
 */
#include <stdlib.h>
#include "base/id.h"
#include "peer.h"

enum { CHECK_MS = 50, CONSENT_MS = 2000, UFRAG = 4, KEY = 24, OFFER_SIZE = 2048, KEY_MAX = 64 };

struct peer {
	struct peer_prm prm;
	struct tls *tls;
	struct udp_sock *udp;
	struct dtls_sock *dtls;
	struct tls_conn *conn;
	struct srtp *rx, *tx;
	struct tmr timer;
	struct sa to;
	char ufrag[64], pwd[64];         /* of the answer */
	char offer[OFFER_SIZE];
	uint32_t ssrc;
	unsigned checks;
	bool stopped;
};


int peer_tls_alloc(struct tls **tlsp, bool old_cipher)
{
	struct tls *tls = NULL;
	int err = tls_alloc(&tls, TLS_METHOD_DTLS, NULL, NULL);

	if (!err)
		err = tls_set_selfsigned_rsa(tls, "peer", 2048);
	if (!err)
		err = tls_set_srtp(tls, old_cipher ? "SRTP_AES128_CM_SHA1_80" : "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80");
	if (err)
		mem_deref(tls);
	else
		*tlsp = tls;

	return err;
}


static void peer_destructor(void *arg)
{
	struct peer *p = arg;

	tmr_cancel(&p->timer);
	mem_deref(p->conn);
	mem_deref(p->dtls);
	mem_deref(p->udp);
	mem_deref(p->rx);
	mem_deref(p->tx);
	mem_deref(p->tls);
}


static void estab_h(void *arg)
{
	struct peer *p = arg;
	uint8_t client[KEY_MAX], server[KEY_MAX];
	enum srtp_suite suite;
	size_t len;

	if (tls_srtp_keyinfo(p->conn, &suite, client, sizeof(client), server, sizeof(server)))
		return;

	len = SRTP_AES_128_GCM == suite ? 28 : 30;
	if (srtp_alloc(&p->tx, suite, client, len, 0) || srtp_alloc(&p->rx, suite, server, len, 0))
		return;
	if (p->prm.up_h)
		p->prm.up_h(p, p->prm.arg);
}


static void closed_h(int err, void *arg)
{
	struct peer *p = arg;

	(void)err;
	p->conn = mem_deref(p->conn);
	p->rx = mem_deref(p->rx);
	p->tx = mem_deref(p->tx);
}


static void check_h(void *arg)
{
	struct peer *p = arg;
	struct mbuf *mb = mbuf_alloc(256);
	uint8_t tid[STUN_TID_SIZE];
	char user[128];

	tmr_start(&p->timer, p->checks ? CONSENT_MS : CHECK_MS, check_h, p);
	if (!mb || p->stopped || PEER_DUMB == p->prm.fault)
		goto out;

	id_random(tid, sizeof(tid));
	(void)re_snprintf(user, sizeof(user), "%s:peer", p->ufrag);
	if (stun_msg_encode(mb, STUN_METHOD_BINDING, STUN_CLASS_REQUEST, tid, NULL, (const void *)p->pwd, strlen(p->pwd), true,
			    0, 4, STUN_ATTR_USERNAME, user, STUN_ATTR_PRIORITY, &(uint32_t){1}, STUN_ATTR_CONTROLLING,
			    &(uint64_t){1}, STUN_ATTR_USE_CAND, &(int){0}))
		goto out;

	mb->pos = 0;
	(void)udp_send(p->udp, &p->to, mb);

out:
	mem_deref(mb);
}


static void stun_answer(struct peer *p, struct mbuf *mb)
{
	struct stun_unknown_attr ua;
	struct stun_msg *msg = NULL;

	if (stun_msg_decode(&msg, mb, &ua))
		return;

	if (STUN_CLASS_SUCCESS_RESP == stun_msg_class(msg) && !stun_msg_chk_fingerprint(msg) &&
	    !stun_msg_chk_mi(msg, (const void *)p->pwd, strlen(p->pwd)) && stun_msg_attr(msg, STUN_ATTR_XOR_MAPPED_ADDR)) {
		p->checks++;
		if (!p->conn)
			(void)dtls_connect(&p->conn, p->tls, p->dtls, &p->to, estab_h, NULL, closed_h, p);
	}
	mem_deref(msg);
}


static void datagram_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	struct peer *p = arg;
	struct rtp_header hdr;
	uint8_t first = mbuf_get_left(mb) > 1 ? mbuf_buf(mb)[0] : 255;

	(void)src;
	if (first < 4) {
		stun_answer(p, mb);
		return;
	}
	if (first < 128 || first > 191 || !p->rx || (mbuf_buf(mb)[1] >= 192 && mbuf_buf(mb)[1] <= 223))
		return;
	if (srtp_decrypt(p->rx, mb) || rtp_hdr_decode(&hdr, mb) || !p->prm.rtp_h)
		return;

	p->prm.rtp_h(p, &hdr, mb, p->prm.arg);
}


static int offer_make(struct peer *p)
{
	uint8_t md[32];
	char hex[100], *at = hex;
	int err = tls_fingerprint(p->tls, TLS_FINGERPRINT_SHA256, md, sizeof(md));

	if (err)
		return err;
	if (PEER_WRONG_CERTIFICATE == p->prm.fault)
		md[0] ^= 1;
	for (unsigned i = 0; i < sizeof(md); i++)
		at += re_snprintf(at, 4, "%s%02X", i ? ":" : "", md[i]);

	return re_snprintf(p->offer, sizeof(p->offer),
			   "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
			   "m=audio 9 UDP/TLS/RTP/SAVPF %s\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n"
			   "a=ice-ufrag:peer\r\na=ice-pwd:peerpeerpeerpeerpeerpeer\r\na=fingerprint:sha-256 %s\r\n"
			   "a=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:8 PCMA/8000\r\n"
			   "a=rtpmap:0 PCMU/8000\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:126 telephone-event/8000\r\n",
			   p->prm.formats ? p->prm.formats : "8 0 126", hex) < 0 ? ENOMEM : 0;
}


int peer_alloc(struct peer **pp, struct tls *tls, const struct peer_prm *prm)
{
	struct peer *p = mem_zalloc(sizeof(*p), peer_destructor);
	struct sa any;
	int err;

	if (!p)
		return ENOMEM;

	p->prm = *prm;
	p->tls = mem_ref(tls);
	id_random(&p->ssrc, sizeof(p->ssrc));

	err = sa_set_str(&any, prm->host ? prm->host : "127.0.0.1", 0);
	if (!err)
		err = udp_listen(&p->udp, &any, datagram_h, p);
	if (!err)
		err = dtls_listen(&p->dtls, NULL, p->udp, 2, 0, NULL, p);
	if (!err)
		err = offer_make(p);
	if (err)
		mem_deref(p);
	else
		*pp = p;

	return err;
}


const char *peer_offer(const struct peer *p)
{
	return p->offer;
}


static bool attr_get(char *dst, size_t size, const char *sdp, const char *name)
{
	const char *at = strstr(sdp, name);
	size_t len;

	if (!at)
		return false;
	at += strlen(name);
	len = strcspn(at, "\r\n");
	if (len >= size)
		return false;

	memcpy(dst, at, len);
	dst[len] = '\0';
	return true;
}


int peer_answer(struct peer *p, const char *sdp, unsigned use)
{
	const char *at = sdp;
	char line[256], host[64];
	unsigned port;

	for (unsigned i = 0; at && i <= use; i++)
		at = strstr(at + (i ? 1 : 0), "a=candidate:");
	if (!at || !attr_get(line, sizeof(line), at, "a=candidate:") ||
	    !attr_get(p->ufrag, sizeof(p->ufrag), sdp, "a=ice-ufrag:") ||
	    !attr_get(p->pwd, sizeof(p->pwd), sdp, "a=ice-pwd:"))
		return EBADMSG;

	if (2 != sscanf(line, "%*u 1 udp %*u %63s %u typ host", host, &port) || sa_set_str(&p->to, host, (uint16_t)port))
		return EBADMSG;
	if (PEER_WRONG_PASSWORD == p->prm.fault)
		p->pwd[0] ^= 1;

	tmr_start(&p->timer, 1, check_h, p);
	return 0;
}


int peer_direct(struct peer *p, const struct sa *to, enum srtp_suite suite, const uint8_t *key, size_t size)
{
	int err = srtp_alloc(&p->tx, suite, key, size, 0);

	if (!err)
		err = srtp_alloc(&p->rx, suite, key, size, 0);
	if (!err)
		p->to = *to;

	return err;
}


int peer_local(const struct peer *p, struct sa *local)
{
	return udp_local_get(p->udp, local);
}


bool peer_up(const struct peer *p)
{
	return p->tx != NULL;
}


unsigned peer_checks(const struct peer *p)
{
	return p->checks;
}


void peer_stop(struct peer *p)
{
	p->stopped = true;
}


int peer_raw(struct peer *p, const uint8_t *data, size_t size)
{
	struct mbuf *mb = mbuf_alloc(size);
	int err;

	if (!mb)
		return ENOMEM;

	err = mbuf_write_mem(mb, data, size);
	mb->pos = 0;
	if (!err)
		err = udp_send(p->udp, &p->to, mb);
	mem_deref(mb);
	return err;
}


int peer_send(struct peer *p, bool marker, uint8_t pt, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size)
{
	struct rtp_header hdr = {.ver = RTP_VERSION, .m = marker, .pt = pt, .seq = seq, .ts = ts, .ssrc = p->ssrc};
	struct mbuf *mb;
	int err;

	if (!p->tx)
		return ENOTCONN;

	mb = mbuf_alloc(size + 64);
	if (!mb)
		return ENOMEM;

	err = rtp_hdr_encode(mb, &hdr);
	if (!err)
		err = mbuf_write_mem(mb, data, size);
	mb->pos = 0;
	if (!err)
		err = srtp_encrypt(p->tx, mb);
	if (!err)
		err = udp_send(p->udp, &p->to, mb);
	mem_deref(mb);
	return err;
}
