/**
 * @file vouch.c  Whom we call over TLS shows a certificate: of sip.tls-ca, for the name in the trunk's address
 *
 * libre 1.1 opens the TLS connections of its SIP stack without looking at what the other side shows, and offers no place to say so. As its
 * other functions (auth.c, nat.c) three are defined anew: tcp_connect says to whom a connection of ours goes, tls_start_tcp, which follows at
 * once, then asks OpenSSL to verify, and dns_rr_decode tells which trunk's name has led to that address (named.h). Connections that come in, and those to operators' telephones, show nothing: a password does.
 */
#include <dlfcn.h>
#include "voice/sip/named.h"
#include "voice/sip/registrar.h"
#include "voice/sip/trunk.h"
#include "voice/sip/vouch.h"

typedef int (connect_h)(struct tcp_conn **, const struct sa *, tcp_estab_h *, tcp_recv_h *, tcp_close_h *, void *);
typedef int (start_h)(struct tls_conn **, struct tls *, struct tcp_conn *, int);
typedef int (record_h)(struct mbuf *, struct dnsrr **, size_t);

/* As the loader finds them: ours first, libre's own next */
union found {
	void *any;
	connect_h *connect;
	start_h *start;
	record_h *record;
};

/* Of a thread: whose trunks count, and its last connection */
static __thread const struct voice *here;
static __thread struct named *names;             /* where their names lead */
static __thread const struct tcp_conn *last;
static __thread struct sa last_peer;


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
 * Of an address in numbers itself; else the trunk's whose name has led there, the one that did so last. An address that no name has led to is
 * not one of theirs, or the answer that said so was crowded out: the first one's, which is to show its certificate there, too.
 */
static bool name_of(char *name, size_t size, const struct sa *peer)
{
	const struct trunk *found = NULL;
	uint64_t latest = 0;

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
	bool ours = here && here->tls == tls && last == tcp;
	union found own = {.any = dlsym(RTLD_NEXT, "tls_start_tcp")};
	char name[TRUNK_URI_SIZE] = "";
	int err;

	last = NULL;
	err = own.any ? own.start(ptc, tls, tcp, layer) : ENOSYS;
	if (err || !ours || !name_of(name, sizeof(name), &last_peer))
		return err;

	err = tls_set_verify_server(*ptc, name);
	if (err)
		*ptc = mem_deref(*ptc);

	return err;
}


int vouch_open(const struct voice *v)
{
	union found start = {.any = dlsym(RTLD_DEFAULT, "tls_start_tcp")}, connect = {.any = dlsym(RTLD_DEFAULT, "tcp_connect")},
		record = {.any = dlsym(RTLD_DEFAULT, "dns_rr_decode")};
	int err;

	if (start.start != tls_start_tcp || connect.connect != tcp_connect || record.record != dns_rr_decode)
		return ENOSYS;

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
}
