/**
 * @file trunk.c  The way out to the telephone network: a carrier's address from the settings
 *
 * An address in numbers needs no names; a name is asked of the machine's name servers. Nothing is dialled but what dial.c gives: the
 * phone of an appeal's citizen. Redirections are refused (stack.c), and a carrier that asks who we are is not answered yet.
 */
#include "base/why.h"
#include "person/check.h"
#include "voice/voice_priv.h"

enum { SERVERS_MAX = 4 };

static const char scheme[] = "sip:";


/* host, host:port, [v6]:port, sip:host…;transport=tcp */
static bool trunk_parse(struct trunk *t, const char *text)
{
	bool whole = 0 == strncasecmp(text, scheme, sizeof(scheme) - 1);
	struct pl pl;

	if (re_snprintf(t->text, sizeof(t->text), "%s%s", whole ? "" : scheme, text) < 0)
		return false;

	pl_set_str(&pl, t->text);
	return !uri_decode(&t->uri, &pl) && t->uri.host.l && !t->uri.user.l && !t->uri.password.l && !t->uri.headers.l;
}


static int names_open(struct trunk *t)
{
	struct sa srvv[SERVERS_MAX], addr;
	uint32_t n = SERVERS_MAX;
	int err;

	if (!sa_set(&addr, &t->uri.host, 0))
		return 0;

	err = dns_srv_get(NULL, 0, srvv, &n);

	return err ? err : dnsc_alloc(&t->dns, NULL, srvv, n);
}


int trunk_open(struct voice *v)
{
	const char *text = setting_text(v->prm.settings, SET_SIP_TRUNK), *number = setting_text(v->prm.settings, SET_SIP_TRUNK_NUMBER);
	struct trunk *t = &v->trunk;
	struct check_result res;
	int err;

	t->text[0] = t->number[0] = '\0';
	if (!text)
		return 0;

	if (!trunk_parse(t, text))
		return why_say(v->why, EINVAL, "--sip.trunk: must be a carrier's SIP address, e.g. 192.0.2.1 or sip:192.0.2.1:5060;transport=tcp");

	if (number) {
		check_phone(&res, pl_of(number), 0);
		if (CHECK_INVALID == res.verdict || '+' != res.value[0] || strlen(res.value) >= sizeof(t->number))
			return why_say(v->why, EINVAL, "--sip.trunk-number: must be a telephone number, e.g. +74950000000");
		str_ncpy(t->number, res.value, sizeof(t->number));
	}

	err = names_open(t);
	return err ? why_say(v->why, err, "--sip.trunk: no name server to ask: %s", strerror(err)) : 0;
}


void trunk_close(struct voice *v)
{
	v->trunk.dns = mem_deref(v->trunk.dns);
}


int trunk_uris(const struct voice *v, const char *phone, char **to, char **from)
{
	const struct trunk *t = &v->trunk;
	struct uri callee = t->uri, caller = t->uri;
	int err;

	if (!t->text[0])
		return ENOTCONN;

	callee.user = pl_of(phone);
	caller.user = pl_of(t->number);
	caller.port = 0;
	caller.params = pl_of(NULL);

	err = re_sdprintf(to, "%H", uri_encode, &callee);
	if (err)
		return err;

	err = t->number[0] ? re_sdprintf(from, "%H", uri_encode, &caller) : re_sdprintf(from, "sip:anonymous@anonymous.invalid");
	if (err)
		*to = mem_deref(*to);

	return err;
}


const struct voice_media *trunk_media(const struct voice *v)
{
	struct sa dst, local;

	if (sa_set(&dst, &v->trunk.uri.host, 5060))
		(void)sa_set_str(&dst, "192.0.2.1", 5060);       /* a name: as one calls over IPv4 */
	if (sip_transp_laddr(v->sip, &local, SIP_TRANSP_UDP, &dst))
		local = dst;                                     /* its family is what matters */

	return voice_media_for(v, &local);
}
