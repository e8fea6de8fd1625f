/**
 * @file secure.h  DTLS-SRTP (RFC 5763, 5764): who speaks is who made the offer, and nobody else hears
 *
 * One certificate a run of the program, made by itself (EC P-256): its fingerprint goes into every SDP answer, and the browser's
 * certificate must have the fingerprint of its offer, which came over HTTPS. We are the server (setup:passive).
 *
 *     secure_accept ── handshake (libre's dtls_sock, by source address) ──► up_h ── secure_encrypt / _decrypt
 *                                                                        └► close_h: refused, or ended by the browser
 */
#ifndef OTKLIK_VOICE_SECURE_H
#define OTKLIK_VOICE_SECURE_H

#include "voice/libre.h"

enum { SECURE_DIGEST = 32 };         /* SHA-256, bytes */

struct dtls_sock;
struct secure_ctx;
struct secure;

/**
 * Makes certificate and context
 *
 * @return 0, ENOMEM, or EPROTO when the cryptography refused
 */
int secure_ctx_alloc(struct secure_ctx **ctxp) MUST_CHECK;

/** SHA-256 of our certificate */
const uint8_t *secure_fingerprint(const struct secure_ctx *ctx);

/** Prints a digest as SDP writes it, "AB:CD:…" (RFC 8122 §5): for %H, of SECURE_DIGEST bytes */
int secure_print_digest(struct re_printf *pf, const uint8_t *digest);

/** Reads it back, either case; false: anything else */
bool secure_digest_parse(uint8_t digest[SECURE_DIGEST], struct pl text);

/** Both on the thread of the loop, and the last thing that libre's frame does: they may free the secure */
typedef void (secure_up_h)(void *arg);

/** err: EACCES wrong fingerprint, EPROTO no common SRTP suite, else of the handshake; ECONNRESET the browser closed */
typedef void (secure_close_h)(int err, void *arg);

/**
 * Takes the handshake that waits in `sock` (call it from its connection handler)
 *
 * @param secp   Owned; mem_deref closes
 * @param ctx    Borrowed for its life
 * @param sock   Borrowed for its life
 * @param digest Fingerprint of the offer: SHA-256
 */
int secure_accept(struct secure **secp, struct secure_ctx *ctx, struct dtls_sock *sock, const uint8_t digest[SECURE_DIGEST],
		  secure_up_h *up_h, secure_close_h *close_h, void *arg) MUST_CHECK;

/** The browser's path has changed: what comes from there is of this leg */
void secure_peer_set(struct secure *sec, const struct sa *peer);

/** Are there keys? */
bool secure_up(const struct secure *sec);

/** "AES_128_GCM": for the log */
const char *secure_suite(const struct secure *sec);

enum secure_kind { SECURE_RTP, SECURE_RTCP };

/** In place, from mb->pos to mb->end; room for a tag of 20 bytes behind. ENOTCONN before secure_up; else of libre's srtp_* */
int secure_encrypt(struct secure *sec, enum secure_kind kind, struct mbuf *mb) MUST_CHECK;
int secure_decrypt(struct secure *sec, enum secure_kind kind, struct mbuf *mb) MUST_CHECK;

#endif
