/**
 * @file named.h  Whose address it is, as name servers have said: to vouch for a connection, which knows an address alone
 *
 * libre asks for NAPTR, SRV and A of a trunk's name and then connects to an address. What the answers to our own questions say is kept as
 * links, name to name and name to address; a trunk's name leads to an address when they do. Of one thread: that of voice.
 */
#ifndef OTKLIK_VOICE_NAMED_H
#define OTKLIK_VOICE_NAMED_H

#include "voice/libre.h"

enum { NAMED_MAX = 256, NAMED_SIZE = 256 };      /* links; bytes of a name with its end */

struct named;

/** No links. ENOMEM */
int named_alloc(struct named **namedp) MUST_CHECK;

/** A record was read: one that belongs to none of what is looked for (roots) is not kept. The oldest makes room */
void named_add(struct named *named, const struct dnsrr *rr, bool root);

/** Is a name this host, or one of those that are asked in its place: _sips._tcp.HOST? */
bool named_is(const char *name, const struct pl *host);

/** When a host was last said to lead to an address, as a count; 0: never */
uint64_t named_leads(const struct named *named, const struct pl *host, const struct sa *peer);

#endif
