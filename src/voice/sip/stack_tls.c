/**
 * @file stack_tls.c  SIP over TLS
 *
 * A telephone does not show a certificate: its password says who it is. A trunk that we call over TLS has to: by sip.tls-ca, for the
 * name in its address (vouch.c).
 */
#include <sodium.h>
#include "base/durable.h"
#include "base/log.h"
#include "base/why.h"
#include "voice/sip/vouch.h"

enum { PEM_MAX = 256 * 1024 };


static int pem_read(struct mbuf **mbp, const struct voice *v, const char *path, const char *setting)
{
	int err = path ? durable_read(path, PEM_MAX, mbp) : ENOENT;

	if (!path)
		return why_say(v->why, EINVAL, "--sip.tls: wants a certificate: set %s", setting);

	return err ? why_say(v->why, err, "--%s: %s: cannot be read: %s", setting, path, strerror(err)) : 0;
}


static const char *either(const struct settings *set, enum setting_id own, enum setting_id other)
{
	return setting_text(set, own) ? setting_text(set, own) : setting_text(set, other);
}


static int certificate_set(struct voice *v)
{
	const struct settings *set = v->prm.settings;
	const char *ca = setting_text(set, SET_SIP_TLS_CA);
	struct mbuf *cert = NULL, *key = NULL;
	int err;

	err = pem_read(&cert, v, either(set, SET_SIP_TLS_CERT, SET_TLS_CERT), "sip.tls-cert");
	if (!err)
		err = pem_read(&key, v, either(set, SET_SIP_TLS_KEY, SET_TLS_KEY), "sip.tls-key");
	if (!err)
		err = tls_alloc(&v->tls, TLS_METHOD_SSLV23, NULL, NULL);
	if (!err && cert && key && tls_set_certificate_pem(v->tls, (char *)cert->buf, cert->end, (char *)key->buf, key->end))
		err = why_say(v->why, EINVAL, "--sip.tls-cert: certificate and key cannot be used, or do not belong together");
	if (!err && tls_add_ca(v->tls, ca))
		log_warn("voice: no certificates to know trunks by: none is called over TLS file=%s", ca);

	if (key)
		sodium_memzero(key->buf, key->size);
	mem_deref(key);
	mem_deref(cert);
	return err;
}


/* Any port: the system says which is free */
static int port_find(struct sa *addr)
{
	struct tcp_sock *probe = NULL;
	int err;

	if (sa_port(addr))
		return 0;

	err = tcp_listen(&probe, addr, NULL, NULL);
	if (!err)
		err = tcp_sock_local_get(probe, addr);
	mem_deref(probe);

	return err;
}


int stack_tls_open(struct voice *v)
{
	const struct settings *set = v->prm.settings;
	struct sockaddr_storage ss;
	struct sa addr;
	socklen_t len;
	int err = 0;

	if (!setting_address_at(set, SET_SIP_TLS, 0, &ss, &len))
		return 0;

	err = certificate_set(v);
	if (!err)
		err = vouch_open(v);
	for (size_t i = 0; !err && i < VOICE_ADDRESSES_MAX && setting_address_at(set, SET_SIP_TLS, i, &ss, &len); i++) {
		char text[64];

		err = sa_set_sa(&addr, (struct sockaddr *)&ss);
		if (!err)
			err = port_find(&addr);
		if (!err)
			err = sip_transp_add(v->sip, SIP_TRANSP_TLS, &addr, v->tls);
		(void)re_snprintf(text, sizeof(text), "%J", &addr);
		if (err)
			err = why_say(v->why, err, "--sip.tls %s: cannot be listened on: %s", text, strerror(err));
		else
			log_info("voice: SIP over TLS at=%s", text);
	}

	return err;
}
