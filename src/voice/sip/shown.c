/**
 * @file shown.c  Who has proved to be at the other side of a connection
 */
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include "base/clock.h"
#include "voice/sip/shown.h"

enum { NAME_SIZE = 256, SHOWS_MS = 4000 };     /* so long it may take to show a certificate */

struct shown {
	struct le le;
	struct sa peer;
	SSL *ssl;                        /* borrowed; it goes when that does */
	char name[NAME_SIZE];            /* verified by it; "": by none */
	int64_t begun_ms;
	bool told;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int slot = -1;                            /* where a state of OpenSSL's has its connection */

static __thread struct list all;
static __thread bool waits;
static __thread SSL *made;                       /* since shown_begin */


static void shown_destructor(void *arg)
{
	struct shown *s = arg;

	list_unlink(&s->le);
}


static void made_h(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp)
{
	(void)ptr;
	(void)ad;
	(void)idx;
	(void)argl;
	(void)argp;
	if (waits)
		made = parent;
}


static void gone_h(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp)
{
	(void)parent;
	(void)ad;
	(void)idx;
	(void)argl;
	(void)argp;
	mem_deref(ptr);
}


static void slot_make(void)
{
	slot = SSL_get_ex_new_index(0, NULL, made_h, NULL, gone_h);
}


int shown_open(void)
{
	return pthread_once(&once, slot_make) || slot < 0 ? ENOSYS : 0;
}


void shown_close(void)
{
	while (all.head) {
		struct shown *s = all.head->data;

		(void)SSL_set_ex_data(s->ssl, slot, NULL);
		mem_deref(s);
	}
	waits = false;
	made = NULL;
}


void shown_begin(void)
{
	waits = true;
	made = NULL;
}


int shown_add(const struct sa *peer, const char *name)
{
	SSL *ssl = made;
	struct shown *s;

	waits = false;
	made = NULL;
	if (!ssl)
		return ENOSYS;

	s = mem_zalloc(sizeof(*s), shown_destructor);
	if (!s || !SSL_set_ex_data(ssl, slot, s)) {
		mem_deref(s);
		return ENOMEM;
	}

	s->peer = *peer;
	s->ssl = ssl;
	s->begun_ms = clock_mono_ms();
	str_ncpy(s->name, name, sizeof(s->name));
	list_append(&all, &s->le, s);

	return 0;
}


/* As tls_set_verify_server has OpenSSL do it: an address in numbers is one */
static bool names(SSL *ssl, const char *host)
{
	X509 *cert = SSL_get0_peer_certificate(ssl);

	return cert && (1 == X509_check_ip_asc(cert, host, 0) || 1 == X509_check_host(cert, host, 0, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, NULL));
}


static enum shown_verdict judge(const struct shown *s, const char *host)
{
	if (!s->name[0])
		return SHOWN_OTHER;
	if (0 == str_casecmp(s->name, host))
		return SHOWN_FITS;
	if (!SSL_is_init_finished(s->ssl))
		return clock_mono_ms() < s->begun_ms + SHOWS_MS ? SHOWN_LATER : SHOWN_OTHER;

	return names(s->ssl, host) ? SHOWN_FITS : SHOWN_OTHER;
}


/* libre takes one of those that there are: all have to do */
enum shown_verdict shown_judge(const struct sa *peer, const char *host, bool *fresh)
{
	enum shown_verdict worst = SHOWN_FITS;

	*fresh = false;
	for (struct le *le = all.head; le; le = le->next) {
		struct shown *s = le->data;
		enum shown_verdict verdict = sa_cmp(&s->peer, peer, SA_ALL) ? judge(s, host) : SHOWN_FITS;

		if (SHOWN_OTHER == verdict) {
			*fresh = *fresh || !s->told;
			s->told = true;
		}
		worst = verdict > worst ? verdict : worst;
	}

	return worst;
}
