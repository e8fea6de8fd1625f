/**
 * @file vouch.c  Whom we call over TLS shows a certificate: of sip.tls-ca, for the name in the trunk's address
 *
 * libre 1.1 opens the TLS connections of its SIP stack without looking at what the other side shows, and offers no place to say so. As its
 * other functions (auth.c, nat.c) four are defined anew: sip_transp_send says for which trunk's name a request is, and lets it by no
 * connection of another's (shown.h); tcp_connect says to whom a connection of ours goes; tls_start_tcp, which follows at once, then asks
 * OpenSSL to verify. A request within a call names an address alone; if its connection has gone, dns_rr_decode has told which trunk's name
 * leads there (named.h). Connections that come in, and those to operators' telephones, show nothing: a password does.
 */
#include <dlfcn.h>
#include "base/log.h"
#include "voice/sip/named.h"
#include "voice/sip/registrar.h"
#include "voice/sip/shown.h"
#include "voice/sip/trunk.h"
#include "voice/sip/vouch.h"

struct sip_connqent;                             /* libre's own */

typedef int (connect_h)(struct tcp_conn **, const struct sa *, tcp_estab_h *, tcp_recv_h *, tcp_close_h *, void *);
typedef int (start_h)(struct tls_conn **, struct tls *, struct tcp_conn *, int);
typedef int (record_h)(struct mbuf *, struct dnsrr **, size_t);
typedef void (sent_h)(int, void *);
typedef int (send_h)(struct sip_connqent **, struct sip *, void *, enum sip_transp, const struct sa *, struct mbuf *, sent_h *, void *);

int sip_transp_send(struct sip_connqent **qentp, struct sip *sip, void *sock, enum sip_transp tp, const struct sa *dst, struct mbuf *mb, sent_h *sh,
		    void *arg);

/* As the loader finds them: ours first, libre's own next */
union found {
	void *any;
	connect_h *connect;
	start_h *start;
	record_h *record;
	send_h *send;
};

/* Of a thread: whose trunks count, and its last connection */
static __thread const struct voice *here;
static __thread struct named *names;             /* where their names lead */
static __thread const struct tcp_conn *last;
static __thread struct sa last_peer;
static __thread const struct trunk *wanted;      /* for whom what is sent just now is; NULL: its address alone is known */


static bool is_telephone(const struct sa *peer)
{
	for (const struct le *le = here->registrar->handsets.head; le; le = le->next) {
		const struct handset *h = le->data;

		for (const struct le *b = h->bindings.head; b; b = b->next) {
			const struct binding *binding = b->data;

			if (SIP_TRANSP_TLS == binding->tp && sa_cmp(&binding->at, peer, SA_ALL))
				return true;
		}
	}

	return false;
}


/*
 * Of whom a request is for; else of an address in numbers itself; else the trunk's whose name has led there, the one that did so last. An
 * address that no name has led to is not one of theirs, or the answer that said so was crowded out: the first one's, which is to show its
 * certificate there, too.
 */
static bool name_of(char *name, size_t size, const struct sa *peer)
{
	const struct trunk *found = NULL;
	uint64_t latest = 0;

	if (wanted)
		return !pl_strcpy(&wanted->uri.host, name, size);

	for (size_t i = 0; i < here->trunks->n; i++) {
		const struct trunk *t = here->trunks->at[i];
		uint64_t said;
		struct sa addr;

		if (t->unfit || !trunk_over_tls(t))
			continue;
		if (!sa_set(&addr, &t->uri.host, 0)) {
			if (sa_cmp(&addr, peer, SA_ADDR))
				return !pl_strcpy(&t->uri.host, name, size);
			continue;
		}

		said = named_leads(names, &t->uri.host, peer);
		if (!found || said > latest) {
			found = t;
			latest = said;
		}
	}

	return found && (latest || !is_telephone(peer)) && !pl_strcpy(&found->uri.host, name, size);
}


/* Is it a name that we ask for a trunk's sake? */
static bool is_root(const char *name)
{
	for (size_t i = 0; name && i < here->trunks->n; i++) {
		const struct trunk *t = here->trunks->at[i];

		if (!t->unfit && trunk_over_tls(t) && named_is(name, &t->uri.host))
			return true;
	}

	return false;
}


int dns_rr_decode(struct mbuf *mb, struct dnsrr **rr, size_t start)
{
	union found own = {.any = dlsym(RTLD_NEXT, "dns_rr_decode")};
	int err = own.any ? own.record(mb, rr, start) : ENOSYS;

	if (!err && here)
		named_add(names, *rr, is_root((*rr)->name));

	return err;
}


int tcp_connect(struct tcp_conn **tcp, const struct sa *peer, tcp_estab_h *eh, tcp_recv_h *rh, tcp_close_h *ch, void *arg)
{
	union found own = {.any = dlsym(RTLD_NEXT, "tcp_connect")};
	int err = own.any ? own.connect(tcp, peer, eh, rh, ch, arg) : ENOSYS;

	if (!err && here) {
		last = *tcp;
		last_peer = *peer;
	}

	return err;
}


int tls_start_tcp(struct tls_conn **ptc, struct tls *tls, struct tcp_conn *tcp, int layer)
{
	bool ours = here && here->tls == tls, out = ours && last == tcp;
	union found own = {.any = dlsym(RTLD_NEXT, "tls_start_tcp")};
	char name[TRUNK_URI_SIZE] = "";
	struct sa peer = last_peer;
	int err;

	last = NULL;
	if (ours)
		shown_begin();
	err = own.any ? own.start(ptc, tls, tcp, layer) : ENOSYS;
	if (err || !ours)
		return err;

	if (out && name_of(name, sizeof(name), &peer))
		err = tls_set_verify_server(*ptc, name);
	if (!err && !out)
		err = tcp_conn_peer_get(tcp, &peer);
	if (!err)
		err = shown_add(&peer, name);
	if (err)
		*ptc = mem_deref(*ptc);

	return err;
}


/* Whose host it is that a request asks */
static const struct trunk *trunk_of(const struct mbuf *mb)
{
	const char *text = (const char *)mbuf_buf(mb);
	struct pl first, uri_text;
	struct uri uri;

	if (re_regex(text, mbuf_get_left(mb), "[^\r\n]+", &first) || re_regex(first.p, first.l, "[A-Z]+ [^ ]+ SIP/2.0", NULL, &uri_text) ||
	    uri_decode(&uri, &uri_text))
		return NULL;

	for (size_t i = 0; i < here->trunks->n; i++) {
		const struct trunk *t = here->trunks->at[i];

		if (!t->unfit && trunk_over_tls(t) && 0 == pl_casecmp(&t->uri.host, &uri.host))
			return t;
	}

	return NULL;
}


/* May it go by the connection that is there? */
static int is_right(const struct trunk *t, const struct sa *dst)
{
	char host[TRUNK_URI_SIZE];
	bool fresh;

	if (pl_strcpy(&t->uri.host, host, sizeof(host)))
		return EINVAL;

	switch (shown_judge(dst, host, &fresh)) {

	case SHOWN_FITS:
		return 0;

	case SHOWN_LATER:
		return EAGAIN;

	case SHOWN_OTHER:
	default:
		if (fresh)
			log_warn("voice: a trunk is told nothing: the connection to its address has shown no certificate with its name trunk=%s",
				 t->plan->key);
		return EPROTO;
	}
}


int sip_transp_send(struct sip_connqent **qentp, struct sip *sip, void *sock, enum sip_transp tp, const struct sa *dst, struct mbuf *mb, sent_h *sh,
		    void *arg)
{
	union found own = {.any = dlsym(RTLD_NEXT, "sip_transp_send")};
	const struct trunk *t = here && here->sip == sip && SIP_TRANSP_TLS == tp && !sock && dst && mb ? trunk_of(mb) : NULL;
	int err = !own.any ? ENOSYS : t ? is_right(t, dst) : 0;

	if (err)
		return err;

	wanted = t;
	err = own.send(qentp, sip, sock, tp, dst, mb, sh, arg);
	wanted = NULL;

	return err;
}


int vouch_open(const struct voice *v)
{
	union found start = {.any = dlsym(RTLD_DEFAULT, "tls_start_tcp")}, connect = {.any = dlsym(RTLD_DEFAULT, "tcp_connect")},
		record = {.any = dlsym(RTLD_DEFAULT, "dns_rr_decode")}, send = {.any = dlsym(RTLD_DEFAULT, "sip_transp_send")};
	int err;

	if (start.start != tls_start_tcp || connect.connect != tcp_connect || record.record != dns_rr_decode || send.send != sip_transp_send)
		return ENOSYS;

	err = shown_open();
	if (!err)
		err = named_alloc(&names);
	if (!err)
		here = v;

	return err;
}


void vouch_close(void)
{
	here = NULL;
	last = NULL;
	names = mem_deref(names);
	shown_close();
}
