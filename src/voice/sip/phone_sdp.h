/**
 * @file phone_sdp.h  What a telephone and we agree on: SDP, offer and answer (RFC 3264)
 *
 * One audio stream, G.711, keys by RFC 4733. Where the phone knows A-law the answer names A-law alone: then nothing on the way has to
 * be converted. Static payload types need no rtpmap, so they are known by number.
 */
#ifndef OTKLIK_VOICE_PHONE_SDP_H
#define OTKLIK_VOICE_PHONE_SDP_H

#include "voice/media/leg.h"
#include "voice/libre.h"
#include "voice/media/sdes.h"

struct phone_sdp {                       /* zeroed to begin with; phone_sdp_close() at the end */
	struct sdp_session *session;     /* owned */
	struct sdp_media *media;         /* borrowed of session */
	struct sdp_format *ulaw;         /* borrowed of media; NULL: it does not stand in it now */
	bool secure;                     /* RTP/SAVP: keys by SDES */
	struct sdes ours, theirs;        /* size 0: not yet */
};

/** What came out */
struct phone_agreed {
	enum leg_codec codec;            /* to send */
	int event_pt;                    /* of keys; negative: none */
	bool deaf;                       /* the phone wants no sound now: it holds */
	bool mute;                       /* the phone sends none now */
	struct sa said;                  /* where it listens … */
	struct sa control;               /* … for RTCP */
	bool mux;                        /* RTCP comes and goes by the port of sound (RFC 5761): as it offered */
};

/** Opens a session at a public address and port; secure: with SRTP. 0 or ENOMEM */
int phone_sdp_open(struct phone_sdp *s, const struct sa *addr, uint16_t port, bool secure) MUST_CHECK;
void phone_sdp_close(struct phone_sdp *s);

/** Does an offer want SRTP? It is not moved on */
bool phone_sdp_wants_secure(const struct mbuf *mb);

/** Reads an offer, or the answer to ours. @return 0; ENOMEM; another errno: it cannot be read, or has nothing that we speak */
int phone_sdp_read(struct phone_sdp *s, struct mbuf *mb, bool offer, struct phone_agreed *agreed) MUST_CHECK;

/** Writes our answer, or our offer: then both laws stand in it. 0 or ENOMEM */
int phone_sdp_write(struct phone_sdp *s, bool offer, struct mbuf **mbp) MUST_CHECK;

#endif
