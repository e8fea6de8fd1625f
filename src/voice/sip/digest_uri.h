/**
 * @file digest_uri.h  What a phone has signed, and what it asks: the same resource? (RFC 7616 §3.4.6, RFC 3261 §19.1.4 and §22.4)
 */
#ifndef OTKLIK_VOICE_DIGEST_URI_H
#define OTKLIK_VOICE_DIGEST_URI_H

#include "voice/libre.h"

/** Whose registrar was asked, and under which names it is known besides the one that was used */
struct digest_place {
	const struct uri *asked;                 /* the Request-URI */
	const struct sa *at;                     /* where the request came in, as its sender sees it */
	const char *realm;
	struct pl user;                          /* who asks */
	bool proxied;                            /* it has come by somebody who may have put another host there */
};

/**
 * Is the `uri` of an Authorization this registrar? As SIP URIs are compared, but for what honest telephones and what stands between may
 * write in one of the two alone: a user part, a port, parameters, the s of sips. A host of ours in numbers or by our realm is ours
 * whatever stands in the Request-URI: a router that translates has put another there. A proxy, which has signed nothing, may put any.
 */
bool digest_uri_fits(struct pl uri, const struct digest_place *place);

#endif
