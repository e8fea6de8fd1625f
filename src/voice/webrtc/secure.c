/**
 * @file secure.c  DTLS handshakes and SRTP keys
 */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sodium.h>
#include <time.h>
#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "voice/webrtc/secure.h"

enum {
	PEM_MAX = 4096,
	SERIAL = 16,
	KEY_MAX = 64,
	YEARS = 10,
	MTU = 1200,                          /* of handshake datagrams: fits every path that carries a call */
};

struct secure_ctx {
	struct tls *tls;
	uint8_t digest[SECURE_DIGEST];
};

struct secure {
	struct tls_conn *conn;
	struct srtp *rx, *tx;
	enum srtp_suite suite;
	uint8_t digest[SECURE_DIGEST];       /* what the browser's certificate must have */
	secure_up_h *up_h;
	secure_close_h *close_h;
	void *arg;
};


static void ctx_destructor(void *arg)
{
	struct secure_ctx *ctx = arg;

	mem_deref(ctx->tls);
}


/* A self-signed certificate of the key; the browser looks at its fingerprint alone (RFC 8827 §6.5) */
static int certificate_fill(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key)
{
	static const char name[] = "otklik";
	uint8_t serial[SERIAL];
	time_t now = (time_t)(clock_wall_ms() / 1000);

	id_random(serial, sizeof(serial));
	serial[0] &= 0x7f;

	return gnutls_x509_crt_set_version(crt, 3) ||
	       gnutls_x509_crt_set_serial(crt, serial, sizeof(serial)) ||
	       gnutls_x509_crt_set_activation_time(crt, now - 24 * 3600) ||
	       gnutls_x509_crt_set_expiration_time(crt, now + YEARS * 365 * 24 * 3600) ||
	       gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, sizeof(name) - 1) ||
	       gnutls_x509_crt_set_key(crt, key) ||
	       gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0) ? EPROTO : 0;
}


/* Key and certificate as one PEM text of *lenp bytes */
static int certificate_make(char *pem, size_t *lenp)
{
	gnutls_x509_privkey_t key = NULL;
	gnutls_x509_crt_t crt = NULL;
	size_t klen = *lenp, clen;
	int err = EPROTO;

	if (gnutls_x509_privkey_init(&key) || gnutls_x509_crt_init(&crt))
		goto out;
	if (gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) ||
	    certificate_fill(crt, key) ||
	    gnutls_x509_privkey_export(key, GNUTLS_X509_FMT_PEM, pem, &klen))
		goto out;

	clen = *lenp - klen;
	if (gnutls_x509_crt_export(crt, GNUTLS_X509_FMT_PEM, pem + klen, &clen))
		goto out;

	*lenp = klen + clen;
	err = 0;

out:
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
	return err;
}


int secure_ctx_alloc(struct secure_ctx **ctxp)
{
	struct secure_ctx *ctx = mem_zalloc(sizeof(*ctx), ctx_destructor);
	char pem[PEM_MAX];
	size_t len = sizeof(pem);
	int err;

	if (!ctx)
		return ENOMEM;

	err = certificate_make(pem, &len);
	if (err)
		goto out;

	err = tls_alloc(&ctx->tls, TLS_METHOD_DTLS, NULL, NULL);
	if (err)
		goto out;

	err = tls_set_certificate(ctx->tls, pem, len);
	if (!err)
		err = tls_set_srtp(ctx->tls, "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80");
	if (!err)
		err = tls_fingerprint(ctx->tls, TLS_FINGERPRINT_SHA256, ctx->digest, sizeof(ctx->digest));
	if (!err)
		tls_set_verify_client(ctx->tls);

out:
	sodium_memzero(pem, sizeof(pem));
	if (err)
		mem_deref(ctx);
	else
		*ctxp = ctx;

	return err;
}


const uint8_t *secure_fingerprint(const struct secure_ctx *ctx)
{
	return ctx->digest;
}


int secure_print_digest(struct re_printf *pf, const uint8_t *digest)
{
	int err = 0;

	for (unsigned i = 0; i < SECURE_DIGEST && !err; i++)
		err = re_hprintf(pf, "%s%02X", i ? ":" : "", digest[i]);

	return err;
}


bool secure_digest_parse(uint8_t digest[SECURE_DIGEST], struct pl text)
{
	uint8_t out[SECURE_DIGEST];

	if (text.l != 3 * SECURE_DIGEST - 1)
		return false;

	for (unsigned i = 0; i < SECURE_DIGEST; i++) {
		if (!bytes_unhex(&out[i], 1, (struct pl){text.p + i * 3, 2}))
			return false;
		if (i && ':' != text.p[i * 3 - 1])
			return false;
	}

	memcpy(digest, out, sizeof(out));
	return true;
}


static void secure_destructor(void *arg)
{
	struct secure *sec = arg;

	mem_deref(sec->conn);
	mem_deref(sec->rx);
	mem_deref(sec->tx);
}


static size_t key_bytes(enum srtp_suite suite)
{
	return SRTP_AES_128_GCM == suite ? 28 : 30;
}


/* Fingerprint first, then the keys: theirs is the client's */
static int keys_take(struct secure *sec)
{
	uint8_t digest[SECURE_DIGEST], client[KEY_MAX], server[KEY_MAX];
	enum srtp_suite suite;
	int err;

	err = tls_peer_fingerprint(sec->conn, TLS_FINGERPRINT_SHA256, digest, sizeof(digest));
	if (err || sodium_memcmp(digest, sec->digest, sizeof(digest)))
		return EACCES;

	err = tls_srtp_keyinfo(sec->conn, &suite, client, sizeof(client), server, sizeof(server));
	if (err || (SRTP_AES_128_GCM != suite && SRTP_AES_CM_128_HMAC_SHA1_80 != suite)) {
		err = EPROTO;
		goto out;
	}

	sec->suite = suite;
	err = srtp_alloc(&sec->rx, suite, client, key_bytes(suite), 0);
	if (!err)
		err = srtp_alloc(&sec->tx, suite, server, key_bytes(suite), 0);

out:
	sodium_memzero(client, sizeof(client));
	sodium_memzero(server, sizeof(server));
	return err;
}


static void estab_h(void *arg)
{
	struct secure *sec = arg;
	int err = keys_take(sec);

	if (err)
		sec->close_h(err, sec->arg);
	else
		sec->up_h(sec->arg);
}


static void recv_h(struct mbuf *mb, void *arg)
{
	(void)mb;           /* nothing is said over DTLS itself: no data channels */
	(void)arg;
}


static void conn_close_h(int err, void *arg)
{
	struct secure *sec = arg;

	sec->close_h(err ? err : ECONNRESET, sec->arg);
}


int secure_accept(struct secure **secp, struct secure_ctx *ctx, struct dtls_sock *sock, const uint8_t digest[SECURE_DIGEST],
		  secure_up_h *up_h, secure_close_h *close_h, void *arg)
{
	struct secure *sec = mem_zalloc(sizeof(*sec), secure_destructor);
	int err;

	if (!sec)
		return ENOMEM;

	memcpy(sec->digest, digest, SECURE_DIGEST);
	sec->up_h = up_h;
	sec->close_h = close_h;
	sec->arg = arg;
	dtls_set_mtu(sock, MTU);

	err = dtls_accept(&sec->conn, ctx->tls, sock, estab_h, recv_h, conn_close_h, sec);
	if (err)
		mem_deref(sec);
	else
		*secp = sec;

	return err;
}


void secure_peer_set(struct secure *sec, const struct sa *peer)
{
	dtls_set_peer(sec->conn, peer);
}


bool secure_up(const struct secure *sec)
{
	return sec && sec->tx;
}


const char *secure_suite(const struct secure *sec)
{
	return secure_up(sec) ? srtp_suite_name(sec->suite) : "none";
}


int secure_encrypt(struct secure *sec, enum secure_kind kind, struct mbuf *mb)
{
	if (!secure_up(sec))
		return ENOTCONN;

	return SECURE_RTCP == kind ? srtcp_encrypt(sec->tx, mb) : srtp_encrypt(sec->tx, mb);
}


int secure_decrypt(struct secure *sec, enum secure_kind kind, struct mbuf *mb)
{
	if (!secure_up(sec))
		return ENOTCONN;

	return SECURE_RTCP == kind ? srtcp_decrypt(sec->rx, mb) : srtp_decrypt(sec->rx, mb);
}
