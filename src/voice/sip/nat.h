/**
 * @file nat.h  Which of our addresses a network sees: what stands in Via, Contact and SDP
 *
 * The program listens at an address of the machine, but behind a translation the carrier sees another, while telephones of the house see
 * the machine's own. The setting sip.nat says it network by network, the first that fits counts:
 *
 *     10.0.0.0/8=local any=203.0.113.7        to the house its own address, to all others 203.0.113.7
 *
 * Threads: read on the start, then voice's alone.
 */
#ifndef OTKLIK_VOICE_SIP_NAT_H
#define OTKLIK_VOICE_SIP_NAT_H

#include "voice/voice_priv.h"

enum { NAT_CONTACT_SIZE = 160 };

struct nat;

/** Reads sip.nat: behind sip_alloc. v->nat stays NULL without it. EINVAL with words; ENOMEM; ENOSYS libre would not ask us */
int nat_open(struct voice *v) MUST_CHECK;
void nat_close(struct voice *v);

/** Puts in place of an address of ours what a peer sees of it; its port stays unless a rule names another. True: it is another */
bool nat_public(const struct nat *nat, const struct sa *peer, struct sa *ours);

/** Our own address towards a peer, as libre knows it: nothing is put in its place. EPROTONOSUPPORT */
int nat_own(struct sip *sip, struct sa *ours, enum sip_transp tp, const struct sa *peer) MUST_CHECK;

/** What libre is given for a Contact: the user, or where our address is not ours "sip:user@203.0.113.7:5060". `ours`: where libre would say it is */
const char *nat_contact(char buf[NAT_CONTACT_SIZE], const struct nat *nat, const char *user, const struct sa *ours, enum sip_transp tp,
			const struct sa *peer);

#endif
