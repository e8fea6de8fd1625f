/**
 * @file webleg.h  A leg that is a browser (WebRTC)
 *
 *     open ── first path and keys ──▶ up ◀── webleg_again ──▶ lost ── WEBLEG_LOST_MS ──▶ gone
 *      ╰── no connection within ICE_CONSENT_MS ──▶ gone
 *
 * The leg outlives the browser's connection: a page that is loaded anew, or whose network was away, comes back with a new
 * offer and goes on in the same call. Who hangs up says so by the API; a page that merely vanishes is lost, then gone.
 */
#ifndef OTKLIK_VOICE_WEBLEG_H
#define OTKLIK_VOICE_WEBLEG_H

#include "voice/webrtc/browser.h"
#include "voice/media/leg.h"

enum { WEBLEG_LOST_MS = 30 * 1000 };

/**
 * A new leg for an offer
 *
 * @param legp    Owned
 * @param answer  Owned text: our SDP (mem_deref)
 * @param refusal CALL_GRANTED, or why not (CALL_SDP_BAD, CALL_FULL): then there is no leg
 * @param bs      Borrowed for the leg's life
 * @param sdp     The browser's offer; borrowed during the call
 * @param gone    Cause with which the leg goes when the browser does not come back: CALL_LOST or CALL_OPERATOR_LOST
 *
 * @return 0 (see *refusal) or ENOMEM
 */
int webleg_alloc(struct leg **legp, char **answer, enum call_refusal *refusal, struct browsers *bs, const char *sdp,
		 enum call_cause gone) MUST_CHECK;

/**
 * The page is there again, or has another network: its new offer takes the place of the old connection, which is closed
 *
 * @return as webleg_alloc; with a refusal everything stays as it was. CALL_UNKNOWN: the leg has gone; CALL_NOT_NOW: it is no browser
 */
int webleg_again(struct leg *leg, char **answer, enum call_refusal *refusal, const char *sdp) MUST_CHECK;

/** Counters of the connection that is there now; false: there is none */
bool webleg_stats(const struct leg *leg, struct browser_stats *stats);

#endif
