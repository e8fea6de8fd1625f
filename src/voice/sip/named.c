/**
 * @file named.c  Whose address it is, as name servers have said
 */
#include "voice/sip/named.h"

enum { STEPS_MAX = 6 };                  /* NAPTR, SRV, aliases, A */

/** `name` leads to a name or to an address */
struct link {
	uint64_t said;                   /* a count; 0: this one is free */
	char name[NAMED_SIZE];
	char target[NAMED_SIZE];         /* "": an address */
	struct sa addr;
};

struct named {
	uint64_t said;
	struct link at[NAMED_MAX];
};


int named_alloc(struct named **namedp)
{
	struct named *named = mem_zalloc(sizeof(*named), NULL);

	if (!named)
		return ENOMEM;

	*namedp = named;
	return 0;
}


bool named_is(const char *name, const struct pl *host)
{
	size_t n = strlen(name);

	if (n > host->l && '_' == name[0] && '.' == name[n - host->l - 1])
		name += n - host->l;

	return 0 == pl_strcasecmp(host, name);
}


static bool is_target(const struct named *named, const char *name)
{
	for (size_t i = 0; i < NAMED_MAX; i++) {
		if (named->at[i].said && 0 == str_casecmp(named->at[i].target, name))
			return true;
	}

	return false;
}


static bool link_of(struct link *l, const struct dnsrr *rr)
{
	const char *target = DNS_TYPE_CNAME == rr->type ? rr->rdata.cname.cname : DNS_TYPE_SRV == rr->type ? rr->rdata.srv.target
		: DNS_TYPE_NAPTR == rr->type ? rr->rdata.naptr.replace : NULL;

	if (!rr->name || strlen(rr->name) >= sizeof(l->name) || (target && (!target[0] || strlen(target) >= sizeof(l->target))))
		return false;

	str_ncpy(l->name, rr->name, sizeof(l->name));
	if (target)
		str_ncpy(l->target, target, sizeof(l->target));
	else if (DNS_TYPE_A == rr->type)
		sa_set_in(&l->addr, rr->rdata.a.addr, 0);
	else if (DNS_TYPE_AAAA == rr->type)
		sa_set_in6(&l->addr, rr->rdata.aaaa.addr, 0);

	return target || sa_isset(&l->addr, SA_ADDR);
}


static bool is_same(const struct link *a, const struct link *b)
{
	return 0 == str_casecmp(a->name, b->name) && 0 == str_casecmp(a->target, b->target) && (a->target[0] || sa_cmp(&a->addr, &b->addr, SA_ADDR));
}


void named_add(struct named *named, const struct dnsrr *rr, bool root)
{
	struct link fresh = {.said = 0}, *to = &named->at[0];

	if (!link_of(&fresh, rr) || (!root && !is_target(named, rr->name)))
		return;

	for (size_t i = 0; i < NAMED_MAX; i++) {
		struct link *l = &named->at[i];

		if (l->said && is_same(l, &fresh)) {
			to = l;
			break;
		}
		if (l->said < to->said)
			to = l;
	}

	fresh.said = ++named->said;
	*to = fresh;
}


static bool is_reached(const struct named *named, const bool reached[NAMED_MAX], const struct pl *host, const char *name)
{
	if (named_is(name, host))
		return true;

	for (size_t i = 0; i < NAMED_MAX; i++) {
		if (reached[i] && 0 == str_casecmp(named->at[i].target, name))
			return true;
	}

	return false;
}


/* A step further at a time, so that links in a circle, or many between the same, cost no more than others. As late as the last of them: the address */
uint64_t named_leads(const struct named *named, const struct pl *host, const struct sa *peer)
{
	bool reached[NAMED_MAX] = {false};
	uint64_t latest = 0;

	for (unsigned step = 0; step < STEPS_MAX; step++) {
		for (size_t i = 0; i < NAMED_MAX; i++) {
			const struct link *l = &named->at[i];

			if (!l->said || reached[i] || !is_reached(named, reached, host, l->name))
				continue;

			reached[i] = true;
			if (!l->target[0] && l->said > latest && sa_cmp(&l->addr, peer, SA_ADDR))
				latest = l->said;
		}
	}

	return latest;
}
