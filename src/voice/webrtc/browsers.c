/**
 * @file browsers.c  The sockets, and whose each datagram is
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/webrtc/browser_priv.h"

enum {
	BUCKETS = 1024,
	OUT_SIZE = RTP_HEADER_SIZE + BROWSER_PAYLOAD_MAX + 64,
	SOCKET_BUFFER = 1024 * 1024,     /* bytes: a second of a thousand calls */
	SOUND_FIRST = 128, SOUND_LAST = 191,     /* first byte of RTP and RTCP (RFC 7983 §7) */
	RTCP_FIRST = 192, RTCP_LAST = 223,       /* second byte (RFC 5761 §4) */
};


static void browsers_destructor(void *arg)
{
	struct browsers *bs = arg;

	for (size_t i = 0; i < bs->socketc; i++) {
		mem_deref(bs->socketv[i].dtls);
		mem_deref(bs->socketv[i].sound);
		mem_deref(bs->socketv[i].udp);
	}
	mem_deref(bs->names);
	mem_deref(bs->sources);
	mem_deref(bs->out);
	mem_deref(bs->ctx);
}


static bool name_cmp_h(struct le *le, void *arg)
{
	const struct browser *b = le->data;
	const struct pl *name = arg;

	return 0 == pl_strcmp(name, b->id.ufrag);
}


static struct browser *browser_named(const struct browsers *bs, struct pl name)
{
	return list_ledata(hash_lookup(bs->names, hash_joaat((const void *)name.p, name.l), name_cmp_h, &name));
}


static bool source_cmp_h(struct le *le, void *arg)
{
	const struct source *src = le->data;

	return sa_cmp(&src->addr, arg, SA_ALL);
}


static struct browser *browser_at(const struct browsers *bs, const struct sa *addr)
{
	struct source *src = list_ledata(hash_lookup(bs->sources, sa_hash(addr, SA_ALL), source_cmp_h, (void *)addr));

	return src ? src->browser : NULL;
}


/* The address is of this browser from now on; the oldest of its others is forgotten when there are too many */
static void source_learn(struct browser *b, const struct sa *addr)
{
	struct source *src;
	struct browser *old = browser_at(b->all, addr);

	if (old == b)
		return;
	for (unsigned i = 0; old && i < BROWSER_SOURCES; i++) {
		if (sa_cmp(&old->sourcev[i].addr, addr, SA_ALL))
			hash_unlink(&old->sourcev[i].le);
	}

	src = &b->sourcev[b->source_next++ % BROWSER_SOURCES];
	hash_unlink(&src->le);
	src->browser = b;
	src->addr = *addr;
	hash_append(b->all->sources, sa_hash(addr, SA_ALL), &src->le, src);
}


static void path_set(struct browser *b, struct socket *s, const struct sa *addr)
{
	if (b->socket == s && sa_cmp(&b->peer, addr, SA_ALL))
		return;

	b->peer = *addr;
	b->socket = s;
	if (!b->sec)
		return;

	if (b->sec_socket == s)
		secure_peer_set(b->sec, addr);
	else if (!secure_up(b->sec))
		b->sec = mem_deref(b->sec);      /* it begins anew on the other path */
}


static void check_recv(struct socket *s, const struct sa *src, struct mbuf *mb)
{
	struct ice_check *check = NULL;
	enum ice_verdict verdict;
	struct mbuf *reply = NULL;
	struct browser *b;

	if (ice_check_read(&check, mb))
		return;

	b = browser_named(s->all, ice_check_name(check));
	if (!b || b->ended || ice_check_answer(&verdict, &reply, check, &b->id, src))
		goto out;

	if (ICE_REFUSED != verdict) {
		b->checked_ms = clock_mono_ms();
		source_learn(b, src);
		if (ICE_NOMINATED == verdict || !b->socket)
			path_set(b, s, src);
	}
	(void)udp_send(s->udp, src, reply);      /* lost is as good as not sent: the browser asks again */

out:
	mem_deref(reply);
	mem_deref(check);
}


static void control_recv(struct browser *b, struct mbuf *mb)
{
	if (secure_decrypt(b->sec, SECURE_RTCP, mb))
		b->stats.rx_bad++;
	else
		(void)report_take(&b->report, mb, clock_mono_ms());
}


static void sound_recv(struct browser *b, struct mbuf *mb)
{
	struct rtp_header hdr;

	if (secure_decrypt(b->sec, SECURE_RTP, mb) || rtp_hdr_decode(&hdr, mb)) {
		b->stats.rx_bad++;
		return;
	}
	if (hdr.pad) {
		uint8_t pad = mbuf_get_left(mb) ? mb->buf[mb->end - 1] : 0;

		if (!pad || pad > mbuf_get_left(mb))
			return;
		mb->end -= pad;
	}

	b->stats.rx++;
	reception_count(&b->report.in, &hdr, b->report.rate_hz, clock_mono_ms());
	b->h.rtp_h(&hdr, mb, b->h.arg);          /* may free it */
}


static void datagram_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	struct socket *s = arg;
	struct browser *b;
	uint8_t first, second;

	if (mbuf_get_left(mb) < 2)
		return;

	first = mbuf_buf(mb)[0];
	second = mbuf_buf(mb)[1];
	if (first < 4) {                         /* RFC 7983 §7; 20 … 63, DTLS, was taken by libre's dtls_sock */
		check_recv(s, src, mb);
		return;
	}
	if (first < SOUND_FIRST || first > SOUND_LAST)
		return;

	b = browser_at(s->all, src);
	if (!b || b->ended || !secure_up(b->sec))
		return;

	if (second >= RTCP_FIRST && second <= RTCP_LAST)
		control_recv(b, mb);
	else
		sound_recv(b, mb);
}


static void up_h(void *arg)
{
	struct browser *b = arg;

	b->h.up_h(b->h.arg);
}


static void close_h(int err, void *arg)
{
	struct browser *b = arg;
	bool up = secure_up(b->sec);

	if (up) {
		browser_end(b, BROWSER_CLOSED);
		return;
	}
	if (EACCES == err || EPROTO == err) {
		log_info("voice: browser refused err=%m", err);
		browser_end(b, BROWSER_REFUSED);
		return;
	}

	b->sec = mem_deref(b->sec);              /* it may try again until its time is over */
}


static void conn_h(const struct sa *peer, void *arg)
{
	struct socket *s = arg;
	struct browser *b = browser_at(s->all, peer);
	int err;

	if (!b || b->ended || b->sec)
		return;

	b->sec_socket = s;
	err = secure_accept(&b->sec, s->all->ctx, s->dtls, offer_media(b->offer)->digest, up_h, close_h, b);
	if (err)
		log_warn("voice: handshake not begun err=%m", err);
}


/* Handshakes and checks are libre's to read, sound is ours: where the system cannot part them, libre reads all */
static void sound_open(struct socket *s, struct socks *socks, int af)
{
	int err = sock_beside(&s->sound, socks, udp_sock_fd(s->udp, af), SOUND_FIRST, datagram_h, s);

	if (err)
		log_warn("voice: sound of browsers is read singly err=%m", err);
	if (err)
		return;

	sock_buffer(s->sound, SOCKET_BUFFER);
	sock_crowd(s->sound);
}


static int socket_open(struct socket *s, struct browsers *bs, struct socks *socks, const struct sa *local, const struct sa *public)
{
	struct sa bound;
	int err;

	s->all = bs;
	err = udp_listen(&s->udp, local, datagram_h, s);
	if (err)
		return err;

	(void)udp_sockbuf_set(s->udp, SOCKET_BUFFER);    /* less than asked for is no fault */
	err = udp_local_get(s->udp, &bound);
	if (err)
		return err;

	s->public = public ? *public : bound;
	if (!sa_port(&s->public))
		sa_set_port(&s->public, sa_port(&bound));

	sound_open(s, socks, sa_af(&bound));
	return dtls_listen(&s->dtls, NULL, s->udp, BUCKETS, 0, conn_h, s);
}


int browsers_alloc(struct browsers **bsp, const struct browsers_prm *prm)
{
	struct browsers *bs;
	int err;

	if (!prm->addrc || prm->addrc > OFFER_CANDIDATES_MAX)
		return EINVAL;

	bs = mem_zalloc(sizeof(*bs), browsers_destructor);
	if (!bs)
		return ENOMEM;

	bs->max = prm->max;
	bs->out = mbuf_alloc(OUT_SIZE);
	if (!bs->out) {
		err = ENOMEM;
		goto out;
	}

	err = secure_ctx_alloc(&bs->ctx);
	if (!err)
		err = hash_alloc(&bs->names, BUCKETS);
	if (!err)
		err = hash_alloc(&bs->sources, BUCKETS);
	for (size_t i = 0; i < prm->addrc && !err; i++) {
		err = socket_open(&bs->socketv[i], bs, prm->socks, &prm->localv[i], prm->publicv ? &prm->publicv[i] : NULL);
		bs->socketc++;
	}

out:
	if (err)
		mem_deref(bs);
	else
		*bsp = bs;

	return err;
}


unsigned browsers_count(const struct browsers *bs)
{
	return bs->count;
}


const struct sa *browsers_address(const struct browsers *bs, unsigned n)
{
	return n < bs->socketc ? &bs->socketv[n].public : NULL;
}
