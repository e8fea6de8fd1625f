/**
 * @file tls.h  Certificate and key of the server, which may be read anew while it serves
 */
#ifndef OTKLIK_WEB_TLS_H
#define OTKLIK_WEB_TLS_H

#include <gnutls/abstract.h>
#include "base/def.h"

struct certs;

/** Would both files serve? Errors as of certs_alloc(), in `why` which file is not right, and how */
int certs_check(const char *cert_file, const char *key_file, struct mbuf *why) MUST_CHECK;

/** Reads both PEM files; EINVAL when they do not fit together, or the errno of reading */
int certs_alloc(struct certs **tlsp, const char *cert_file, const char *key_file) MUST_CHECK;

/** Reads them anew; on failure the old pair stays. Any thread. Handshakes under way keep the pair they began with */
int certs_load(struct certs *tls, const char *cert_file, const char *key_file) MUST_CHECK;

/** For MHD_OPTION_HTTPS_CERT_CALLBACK, which has no argument of its own: serves the pair of the newest certs_alloc() */
int certs_retrieve_h(gnutls_session_t session, const gnutls_datum_t *req_ca_dn, int nreqs, const gnutls_pk_algorithm_t *pk_algos,
		   int pk_algos_length, gnutls_pcert_st **pcert, unsigned int *pcert_length, gnutls_privkey_t *pkey);

#endif
