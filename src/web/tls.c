/**
 * @file tls.c  Certificate and key, exchanged without a drop
 *
 * GnuTLS borrows chain and key from the moment it asks until the handshake is over. So a pair that was replaced is kept until
 * the next-but-one replacement, and for at least KEEP_MS: a handshake that takes longer has been cut by the sweeper.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include "base/clock.h"
#include "base/why.h"
#include "web/tls.h"


enum {
	CHAIN_MAX = 8,
	KEEP_MS = 120000,
};

struct pair {
	struct pair *next;                 /* replaced ones, newest first */
	int64_t replaced_ms;
	gnutls_pcert_st chainv[CHAIN_MAX];
	unsigned chainc;
	gnutls_privkey_t key;
};

struct certs {
	pthread_mutex_t lock;              /* for loading: two reloads at once */
	_Atomic(struct pair *) pair;
	struct pair *old;
};

static _Atomic(struct certs *) serving;


static void pair_free(struct pair *pair)
{
	if (!pair)
		return;

	for (unsigned i = 0; i < pair->chainc; i++)
		gnutls_pcert_deinit(&pair->chainv[i]);
	if (pair->key)
		gnutls_privkey_deinit(pair->key);
	free(pair);
}


static void certs_destructor(void *arg)
{
	struct certs *tls = arg, *self = tls;

	(void)atomic_compare_exchange_strong(&serving, &self, NULL);
	pair_free(atomic_load(&tls->pair));
	while (tls->old) {
		struct pair *next = tls->old->next;

		pair_free(tls->old);
		tls->old = next;
	}
	pthread_mutex_destroy(&tls->lock);
}


/* Is the key that of the leaf? Compared by the key's identifier */
static bool pair_fits(const struct pair *pair)
{
	uint8_t a[64], b[64];
	size_t al = sizeof(a), bl = sizeof(b);
	gnutls_pubkey_t pub;
	bool fits;

	if (gnutls_pubkey_init(&pub))
		return false;

	fits = !gnutls_pubkey_import_privkey(pub, pair->key, 0, 0) &&
	       !gnutls_pubkey_get_key_id(pub, GNUTLS_KEYID_USE_SHA256, a, &al) &&
	       !gnutls_pubkey_get_key_id(pair->chainv[0].pubkey, GNUTLS_KEYID_USE_SHA256, b, &bl) &&
	       al == bl && !memcmp(a, b, al);

	gnutls_pubkey_deinit(pub);
	return fits;
}


static int file_load(gnutls_datum_t *dst, const char *file, struct mbuf *why)
{
	int err;

	errno = 0;
	if (!gnutls_load_file(file, dst))
		return 0;

	err = errno ? errno : EIO;
	return why_say(why, err, "%s: cannot be read: %s", file, strerror(err));
}


/* What the files hold, in `pair`, which is empty */
static int pair_import(struct pair *pair, const gnutls_datum_t *cert, const gnutls_datum_t *key, const char *cert_file,
		       const char *key_file, struct mbuf *why)
{
	unsigned count = CHAIN_MAX;

	if (gnutls_pcert_list_import_x509_raw(pair->chainv, &count, cert, GNUTLS_X509_FMT_PEM, 0) || !count)
		return why_say(why, EINVAL, "%s: not a certificate, or a chain of at most %d, in PEM", cert_file, CHAIN_MAX);

	pair->chainc = count;
	if (gnutls_privkey_init(&pair->key))
		return ENOMEM;
	if (gnutls_privkey_import_x509_raw(pair->key, key, GNUTLS_X509_FMT_PEM, NULL, 0))
		return why_say(why, EINVAL, "%s: not a private key in PEM without a password", key_file);

	return pair_fits(pair) ? 0 : why_say(why, EINVAL, "%s: is not the key of the certificate in %s", key_file, cert_file);
}


static int pair_load(struct pair **pairp, const char *cert_file, const char *key_file, struct mbuf *why)
{
	struct pair *pair = calloc(1, sizeof(*pair));
	gnutls_datum_t cert = {NULL, 0}, key = {NULL, 0};
	int err;

	if (!pair)
		return ENOMEM;

	err = file_load(&cert, cert_file, why);
	if (!err)
		err = file_load(&key, key_file, why);
	if (!err)
		err = pair_import(pair, &cert, &key, cert_file, key_file, why);

	if (key.data)
		gnutls_memset(key.data, 0, key.size);
	gnutls_free(cert.data);
	gnutls_free(key.data);
	if (err)
		pair_free(pair);
	else
		*pairp = pair;

	return err;
}


int certs_check(const char *cert_file, const char *key_file, struct mbuf *why)
{
	struct pair *pair = NULL;
	int err = pair_load(&pair, cert_file, key_file, why);

	pair_free(pair);
	return err;
}


int certs_load(struct certs *tls, const char *cert_file, const char *key_file)
{
	struct pair *pair, **pp;
	int64_t now = clock_mono_ms();
	int err;

	err = pair_load(&pair, cert_file, key_file, NULL);
	if (err)
		return err;

	pthread_mutex_lock(&tls->lock);
	pair = atomic_exchange(&tls->pair, pair);
	if (pair) {
		pair->replaced_ms = now;
		pair->next = tls->old;
		tls->old = pair;
	}

	for (pp = &tls->old; *pp;) {

		struct pair *old = *pp;

		if (now - old->replaced_ms < KEEP_MS) {
			pp = &old->next;
			continue;
		}
		*pp = old->next;
		pair_free(old);
	}
	pthread_mutex_unlock(&tls->lock);

	return 0;
}


int certs_alloc(struct certs **tlsp, const char *cert_file, const char *key_file)
{
	struct certs *tls = mem_zalloc(sizeof(*tls), certs_destructor);
	int err;

	if (!tls)
		return ENOMEM;

	pthread_mutex_init(&tls->lock, NULL);
	err = certs_load(tls, cert_file, key_file);
	if (err) {
		mem_deref(tls);
		return err;
	}

	atomic_store(&serving, tls);
	*tlsp = tls;
	return 0;
}


int certs_retrieve_h(gnutls_session_t session, const gnutls_datum_t *req_ca_dn, int nreqs, const gnutls_pk_algorithm_t *pk_algos,
		   int pk_algos_length, gnutls_pcert_st **pcert, unsigned int *pcert_length, gnutls_privkey_t *pkey)
{
	struct certs *tls = atomic_load(&serving);
	struct pair *pair = tls ? atomic_load(&tls->pair) : NULL;

	if (!pair)
		return -1;

	*pcert = pair->chainv;
	*pcert_length = pair->chainc;
	*pkey = pair->key;
	return 0;
}
