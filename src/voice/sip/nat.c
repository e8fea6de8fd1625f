/**
 * @file nat.c  Which of our addresses a network sees
 *
 * libre asks sip_transp_laddr what to write into Via and Contact of each request, so that is defined here in its place (as sip_auth_* are)
 * and asks libre's own. What libre writes into answers it takes from where the request came in: those Contacts are given whole.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include "base/why.h"
#include "trunk/trunk.h"
#include "voice/sip/nat.h"

enum { RULES_MAX = 32 };

struct rule {
	struct trunk_net net;
	bool any;                        /* every network */
	bool local;                      /* our own address */
	struct sa public;                /* port 0: ours */
};

struct nat {
	size_t n;
	struct rule at[RULES_MAX];
};

typedef int (laddr_h)(struct sip *sip, struct sa *laddr, enum sip_transp tp, const struct sa *dst);

/* Of the one program: set before the first request, cleared behind the last */
static struct {
	laddr_h *own;                    /* libre's */
	const struct sip *sip;
	const struct nat *nat;
} bound;


static void key_of(uint8_t key[16], const struct sa *addr)
{
	uint32_t in = sa_in(addr);

	if (AF_INET6 == sa_af(addr)) {
		sa_in6(addr, key);
		return;
	}

	memset(key, 0, 10);
	memset(key + 10, 0xff, 2);
	for (unsigned i = 0; i < 4; i++)
		key[12 + i] = (uint8_t)(in >> (24 - 8 * i));
}


static bool fits(const struct rule *r, const struct sa *peer, const struct sa *ours)
{
	uint8_t key[16];

	key_of(key, peer);
	return (r->any || trunk_net_has(&r->net, key)) && (r->local || sa_af(&r->public) == sa_af(ours));
}


bool nat_public(const struct nat *nat, const struct sa *peer, struct sa *ours)
{
	uint16_t port = sa_port(ours);

	for (size_t i = 0; nat && i < nat->n; i++) {
		const struct rule *r = &nat->at[i];

		if (!fits(r, peer, ours))
			continue;
		if (r->local)
			return false;

		*ours = r->public;
		if (!sa_port(ours))
			sa_set_port(ours, port);
		return true;
	}

	return false;
}


/* As libre's own calls are bound: the first of this name that the loader finds is ours, the next is libre's */
static int bind_own(void)
{
	union {
		void *found;
		laddr_h *h;
	} first = {.found = dlsym(RTLD_DEFAULT, "sip_transp_laddr")}, next = {.found = dlsym(RTLD_NEXT, "sip_transp_laddr")};

	if (first.h != sip_transp_laddr || !next.found)
		return ENOSYS;

	bound.own = next.h;
	return 0;
}


int nat_own(struct sip *sip, struct sa *ours, enum sip_transp tp, const struct sa *peer)
{
	int err = bound.own ? 0 : bind_own();

	return err ? err : bound.own(sip, ours, tp, peer);
}


/* In the place of libre's */
int sip_transp_laddr(struct sip *sip, struct sa *laddr, enum sip_transp tp, const struct sa *dst)
{
	int err = nat_own(sip, laddr, tp, dst);

	if (!err && sip == bound.sip)
		(void)nat_public(bound.nat, dst, laddr);

	return err;
}


const char *nat_contact(char buf[NAT_CONTACT_SIZE], const struct nat *nat, const char *user, const struct sa *ours, enum sip_transp tp,
			const struct sa *peer)
{
	struct sa seen = *ours;

	if (!nat_public(nat, peer, &seen) ||
	    re_snprintf(buf, NAT_CONTACT_SIZE, "sip:%s@%J%s", user, &seen, sip_transp_param(tp)) < 0)
		return user;

	return buf;
}


/* ---- the setting */

/* NETWORK=ADDRESS, NETWORK=local, any=ADDRESS */
static bool rule_read(struct rule *r, struct pl word)
{
	const char *equals = memchr(word.p, '=', word.l);
	struct pl net = {word.p, equals ? (size_t)(equals - word.p) : 0}, public = {word.p + net.l + 1, equals ? word.l - net.l - 1 : 0};
	bool v4 = !memchr(net.p, ':', net.l);

	if (!net.l || !public.l)
		return false;

	r->any = 0 == pl_strcmp(&net, "any");
	r->local = 0 == pl_strcmp(&public, "local");
	if (!r->any && !trunk_net_read(&r->net, net))
		return false;
	if (r->local)
		return true;

	return (!sa_set(&r->public, &public, 0) || !sa_decode(&r->public, public.p, public.l)) && !sa_is_any(&r->public) &&
	       (r->any || v4 == (AF_INET == sa_af(&r->public)));
}


/* What comes behind "any" would never be asked */
static bool shadowed(const struct nat *nat, const struct rule *r)
{
	for (size_t i = 0; i < nat->n; i++) {
		const struct rule *was = &nat->at[i];

		if (was->any && (was->local || r->local || sa_af(&was->public) == sa_af(&r->public)))
			return true;
	}

	return false;
}


static int rules_read(struct nat *nat, const char *text, struct mbuf *why)
{
	while (*(text += strspn(text, " "))) {
		struct pl word = {text, strcspn(text, " ")};
		struct rule r = {.any = false};

		if (RULES_MAX == nat->n)
			return why_say(why, EINVAL, "--sip.nat: at most %d networks", RULES_MAX);
		if (!rule_read(&r, word))
			return why_say(why, EINVAL, "--sip.nat: `%.*s` must be NETWORK=ADDRESS of one family, NETWORK=local or any=ADDRESS, e.g. "
				       "10.0.0.0/8=local any=203.0.113.7", (int)word.l, word.p);
		if (shadowed(nat, &r))
			return why_say(why, EINVAL, "--sip.nat: `%.*s` comes behind `any` and would never be asked; put it before",
				       (int)word.l, word.p);

		nat->at[nat->n++] = r;
		text += word.l;
	}

	return 0;
}


int nat_open(struct voice *v)
{
	const char *text = setting_text(v->prm.settings, SET_SIP_NAT);
	struct nat *nat;
	int err = bind_own();

	if (err || !text)
		return err;

	nat = mem_zalloc(sizeof(*nat), NULL);
	if (!nat)
		return ENOMEM;

	err = rules_read(nat, text, v->why);
	if (err) {
		mem_deref(nat);
		return err;
	}

	v->nat = nat;
	bound.sip = v->sip;
	bound.nat = nat;
	return 0;
}


void nat_close(struct voice *v)
{
	if (v->nat && bound.nat == v->nat) {
		bound.sip = NULL;
		bound.nat = NULL;
	}
	v->nat = mem_deref(v->nat);
}
