/**
 * @file auth.c  Digest in the place of libre's
 *
 * A challenge is kept a realm and header; its next request carries the answer, each later one with the next count (nc). The same
 * realm asked again without "stale" has refused our password: EAUTH, which ends the request, and what was known of the realm is
 * forgotten, so that the next try begins anew. But not every server says "stale" when it has forgotten its nonce: one that was taken
 * before (its count is past the first) is answered once more with the new one.
 */
#include <dlfcn.h>
#include <sodium.h>
#include "base/id.h"
#include "voice/sip/auth.h"
#include "phone/digest.h"

enum { REALMS_MAX = 8, CNONCE_BYTES = 8 };

struct sip_auth {
	struct list realms;
	sip_auth_h *auth_h;
	void *arg;
	bool ref;
};

struct realm {
	struct le le;
	enum sip_hdrid header;           /* of the challenge */
	enum digest_kind kind;
	char *realm, *nonce, *opaque;
	char ha1[DIGEST_SIZE];
	char *user;
	bool qop;
	bool fresh;                      /* of the message that is read now */
	uint32_t nc;
};

/** A message with challenges */
struct reading {
	struct sip_auth *auth;
	bool refused;                    /* our password is not taken */
	int err;
};


static void realm_destructor(void *arg)
{
	struct realm *r = arg;

	list_unlink(&r->le);
	sodium_memzero(r->ha1, sizeof(r->ha1));
	mem_deref(r->realm);
	mem_deref(r->nonce);
	mem_deref(r->opaque);
	mem_deref(r->user);
}


static void auth_destructor(void *arg)
{
	struct sip_auth *auth = arg;

	list_flush(&auth->realms);
	if (auth->ref)
		mem_deref(auth->arg);
}


static struct realm *realm_find(const struct sip_auth *auth, const struct pl *name, enum sip_hdrid header)
{
	for (struct le *le = auth->realms.head; le; le = le->next) {
		struct realm *r = le->data;

		if (header == r->header && 0 == pl_strcmp(name, r->realm))
			return r;
	}

	return NULL;
}


static bool has_auth(struct pl qop)
{
	while (qop.l) {
		const char *comma = memchr(qop.p, ',', qop.l);
		struct pl word = {qop.p, comma ? (size_t)(comma - qop.p) : qop.l};

		qop = comma ? (struct pl){comma + 1, qop.l - word.l - 1} : (struct pl){NULL, 0};
		while (word.l && ' ' == *word.p)
			word = (struct pl){word.p + 1, word.l - 1};
		while (word.l && ' ' == word.p[word.l - 1])
			word.l--;
		if (0 == pl_strcasecmp(&word, "auth"))
			return true;
	}

	return false;
}


static int realm_fill(struct realm *r, struct sip_auth *auth, const struct httpauth_digest_chall *ch)
{
	char *user = NULL, *pass = NULL;
	int err;

	err = pl_strdup(&r->realm, &ch->realm);
	if (!err)
		err = pl_strdup(&r->nonce, &ch->nonce);
	if (!err && ch->opaque.l)
		err = pl_strdup(&r->opaque, &ch->opaque);
	if (!err)
		err = auth->auth_h ? auth->auth_h(&user, &pass, r->realm, auth->arg) : EAUTH;
	if (!err)
		err = digest_ha1(r->ha1, r->kind, pl_of(user), pl_of(r->realm), pl_of(pass));

	r->user = user;
	if (pass)
		sodium_memzero(pass, strlen(pass));
	mem_deref(pass);

	return err;
}


/* What cannot be answered is passed over: another challenge may be one that can */
static bool challenge_h(const struct sip_hdr *hdr, const struct sip_msg *msg, void *arg)
{
	struct reading *reading = arg;
	struct httpauth_digest_chall ch = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
	enum digest_kind kind;
	struct realm *old, *r;

	(void)msg;
	if (httpauth_digest_challenge_decode(&ch, &hdr->val) || list_count(&reading->auth->realms) >= REALMS_MAX)
		return false;

	kind = digest_kind_of(ch.algorithm);
	if (DIGEST_NONE == kind || (ch.qop.l && !has_auth(ch.qop)))
		return false;

	old = realm_find(reading->auth, &ch.realm, hdr->id);
	if (old && old->fresh && old->kind >= kind)
		return false;
	if (old && !old->fresh && old->nc <= 1 && pl_strcasecmp(&ch.stale, "true")) {
		reading->refused = true;
		mem_deref(old);
		return true;
	}

	r = mem_zalloc(sizeof(*r), realm_destructor);
	if (!r) {
		reading->err = ENOMEM;
		return true;
	}

	r->header = hdr->id;
	r->kind = kind;
	r->qop = ch.qop.l > 0;
	r->fresh = true;
	reading->err = realm_fill(r, reading->auth, &ch);
	if (reading->err) {
		mem_deref(r);
		return true;
	}

	mem_deref(old);
	list_append(&reading->auth->realms, &r->le, r);
	return false;
}


int sip_auth_authenticate(struct sip_auth *auth, const struct sip_msg *msg)
{
	struct reading reading = {.auth = auth};
	bool any = false;

	if (!auth || !msg)
		return EINVAL;

	if (!sip_msg_hdr_apply(msg, true, SIP_HDR_WWW_AUTHENTICATE, challenge_h, &reading))
		(void)sip_msg_hdr_apply(msg, true, SIP_HDR_PROXY_AUTHENTICATE, challenge_h, &reading);

	for (struct le *le = auth->realms.head; le; le = le->next) {
		struct realm *r = le->data;

		any = any || r->fresh;
		r->fresh = false;
	}

	return reading.err ? reading.err : reading.refused || !any ? EAUTH : 0;
}


static int realm_encode(struct mbuf *mb, struct realm *r, const char *met, const char *uri)
{
	char response[DIGEST_SIZE], cnonce[2 * CNONCE_BYTES + 1], nc[9];
	struct digest_question q = {.kind = r->kind, .nonce = pl_of(r->nonce), .uri = pl_of(uri), .method = pl_of(met)};
	uint8_t drawn[CNONCE_BYTES];
	int err;

	id_random(drawn, sizeof(drawn));
	(void)sodium_bin2hex(cnonce, sizeof(cnonce), drawn, sizeof(drawn));
	(void)re_snprintf(nc, sizeof(nc), "%08x", ++r->nc);
	if (r->qop) {
		q.nc = pl_of(nc);
		q.cnonce = pl_of(cnonce);
	}

	err = digest_response(response, r->ha1, &q);
	if (!err)
		err = mbuf_printf(mb, "%sAuthorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", "
				  "algorithm=%s", SIP_HDR_PROXY_AUTHENTICATE == r->header ? "Proxy-" : "", r->user, r->realm, r->nonce, uri,
				  response, digest_kind_name(r->kind));
	if (!err && r->opaque)
		err = mbuf_printf(mb, ", opaque=\"%s\"", r->opaque);
	if (!err && r->qop)
		err = mbuf_printf(mb, ", cnonce=\"%s\", qop=auth, nc=%s", cnonce, nc);

	return err ? err : mbuf_write_str(mb, "\r\n");
}


int sip_auth_encode(struct mbuf *mb, struct sip_auth *auth, const char *met, const char *uri)
{
	int err = 0;

	if (!mb || !auth || !met || !uri)
		return EINVAL;

	for (struct le *le = auth->realms.head; le && !err; le = le->next)
		err = realm_encode(mb, le->data, met, uri);

	return err;
}


int sip_auth_alloc(struct sip_auth **authp, sip_auth_h *authh, void *arg, bool ref)
{
	struct sip_auth *auth;

	if (!authp)
		return EINVAL;

	auth = mem_zalloc(sizeof(*auth), auth_destructor);
	if (!auth)
		return ENOMEM;

	auth->auth_h = authh;
	auth->arg = ref ? mem_ref(arg) : arg;
	auth->ref = ref;
	*authp = auth;

	return 0;
}


void sip_auth_reset(struct sip_auth *auth)
{
	if (auth)
		list_flush(&auth->realms);
}


/* As libre's own calls are bound: the first of this name that the loader finds */
int auth_selftest(void)
{
	union {
		void *found;
		int (*encode)(struct mbuf *, struct sip_auth *, const char *, const char *);
	} u = {.found = dlsym(RTLD_DEFAULT, "sip_auth_encode")};

	return u.encode == sip_auth_encode ? 0 : ENOSYS;
}
