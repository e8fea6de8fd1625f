/**
 * @file shown.h  Connections of SIP over TLS, and who has proved to be at their other side
 *
 * libre sends by the connection that there is to an address, whoever asks. So before a request for a trunk's name goes out, what is there
 * must have proved to be that name: verified by it, or by another in the same certificate (as RFC 5923 §3.2 reuses a connection). libre
 * tells no server by which name it is called (SNI), so an address has one certificate: a second connection would see no other.
 *
 * A connection is known as long as OpenSSL keeps its state. Of one thread: that of voice.
 */
#ifndef OTKLIK_VOICE_SHOWN_H
#define OTKLIK_VOICE_SHOWN_H

#include "voice/libre.h"

enum shown_verdict {
	SHOWN_FITS,                      /* or there is no connection */
	SHOWN_LATER,                     /* it is just being made, by another name */
	SHOWN_OTHER,                     /* of another, or of nobody: it came in, or shows nothing */
};

/** ENOSYS OpenSSL lets nobody look */
int shown_open(void) MUST_CHECK;
void shown_close(void);

/** What OpenSSL begins from now on, until shown_add, is the next connection */
void shown_begin(void);

/** It is to this address; `name`: it is verified by it; "": by none. ENOSYS nothing has begun; ENOMEM */
int shown_add(const struct sa *peer, const char *name) MUST_CHECK;

/** May a request for a host go by what is connected to an address? `fresh`: nobody was told of that connection yet */
enum shown_verdict shown_judge(const struct sa *peer, const char *host, bool *fresh);

#endif
