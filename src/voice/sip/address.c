/**
 * @file address.c  Where sound goes in and out, and what this machine's addresses are
 */
#include <ifaddrs.h>
#include <net/if.h>
#include "base/id.h"
#include "base/why.h"
#include "voice/voice_priv.h"


/* LOCAL, or LOCAL=PUBLIC */
static bool media_parse(struct voice_media *m, struct pl word)
{
	const char *equals = memchr(word.p, '=', word.l);
	struct pl local = word, public;

	if (equals)
		local.l = (size_t)(equals - word.p);
	public = equals ? (struct pl){equals + 1, word.l - local.l - 1} : local;

	return !sa_set(&m->local, &local, 0) && !sa_set(&m->public, &public, 0) && sa_af(&m->local) == sa_af(&m->public);
}


static int media_set(struct voice *v, const char *text)
{
	while (*(text += strspn(text, " "))) {
		struct pl word = {text, strcspn(text, " ")};

		if (VOICE_ADDRESSES_MAX == v->mediac || !media_parse(&v->mediav[v->mediac], word))
			return why_say(v->why, EINVAL, "--media: must be at most %d addresses in numbers, each LOCAL or LOCAL=PUBLIC, e.g. "
				       "192.0.2.1 10.0.0.5=203.0.113.7", VOICE_ADDRESSES_MAX);
		v->mediac++;
		text += word.l;
	}

	return 0;
}


static void media_add(struct voice *v, const struct sa *addr)
{
	struct voice_media *m = &v->mediav[v->mediac];

	if (VOICE_ADDRESSES_MAX == v->mediac || voice_media_for(v, addr))
		return;

	m->local = *addr;
	sa_set_port(&m->local, 0);
	m->public = m->local;
	v->mediac++;
}


int address_machine(struct sa *addrv, size_t *n, size_t max, bool loopback)
{
	struct ifaddrs *all, *ifa;
	struct sa addr;

	if (getifaddrs(&all))
		return errno;

	for (ifa = all; ifa && *n < max; ifa = ifa->ifa_next) {
		if (ifa->ifa_addr && (ifa->ifa_flags & IFF_UP) && !sa_set_sa(&addr, ifa->ifa_addr) &&
		    loopback == sa_is_loopback(&addr) && !sa_is_linklocal(&addr))
			addrv[(*n)++] = addr;
	}
	freeifaddrs(all);

	return 0;
}


/* Nobody telephones, and the pages are for this machine alone: so are calls from them. Behind a proxy --media says more */
static bool machine_alone(const struct voice *v)
{
	struct sockaddr_storage ss;
	struct sa addr;
	socklen_t len;

	return !setting_address(v->prm.settings, SET_HTTP, &ss, &len) || sa_set_sa(&addr, (struct sockaddr *)&ss) ||
	       sa_is_loopback(&addr);
}


/* Nothing was said: where SIP is listened on; without it the machine's own addresses, one of a family; else loopback */
static int media_guess(struct voice *v)
{
	struct sa addrv[VOICE_ADDRESSES_MAX], addr;
	size_t n = 0;
	int err;

	for (size_t i = 0; i < v->sipc; i++)
		media_add(v, &v->sipv[i]);

	if (!v->mediac && !machine_alone(v)) {
		err = address_machine(addrv, &n, VOICE_ADDRESSES_MAX, false);
		if (err)
			return err;
		for (size_t i = 0; i < n; i++)
			media_add(v, &addrv[i]);
	}

	if (!v->mediac && !sa_set_str(&addr, "127.0.0.1", 0))
		media_add(v, &addr);

	return 0;
}


/* FROM-TO, an even number of ports */
static int ports_set(struct voice *v, const char *text)
{
	unsigned from, to, start;
	char rest;

	if (2 != sscanf(text, "%5u-%5u%c", &from, &to, &rest) || from < 1024 || to > 65535 || to < from + 1)
		return why_say(v->why, EINVAL, "--media-ports: must be FROM-TO, 1024 to 65535, e.g. 20000-29999");

	v->port_min = (uint16_t)((from + 1) & ~1u);
	v->port_max = (uint16_t)to;

	/* anywhere: strangers do not guess it, and two programs of one machine seldom meet */
	id_random(&start, sizeof(start));
	v->port_next = (uint16_t)(v->port_min + (start % (unsigned)(v->port_max - v->port_min + 1) & ~1u));

	return 0;
}


int address_media(struct voice *v)
{
	const char *media = setting_text(v->prm.settings, SET_MEDIA);
	int err = ports_set(v, setting_text(v->prm.settings, SET_MEDIA_PORTS));

	if (err)
		return err;

	return media ? media_set(v, media) : media_guess(v);
}


const struct voice_media *voice_media_for(const struct voice *v, const struct sa *local)
{
	const struct voice_media *same = NULL;

	for (size_t i = 0; i < v->mediac; i++) {
		const struct voice_media *m = &v->mediav[i];

		if (sa_cmp(&m->local, local, SA_ADDR))
			return m;
		if (!same && sa_af(&m->local) == sa_af(local))
			same = m;
	}

	return same;
}
