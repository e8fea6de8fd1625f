/**
 * @file registrar.c  REGISTER: who it is, and where the telephone is (RFC 3261 §10.3, RFC 7616, RFC 8760)
 */
#include <sodium.h>
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "voice/sip/ban.h"
#include "voice/sip/digest_read.h"
#include "voice/sip/digest_uri.h"
#include "voice/sip/nat.h"
#include "voice/sip/registrar.h"

enum {
	FOR_EVER_S = 24 * 3600,                  /* between pings of a connection: phones ping, not we */
	CONTACTS_MAX = 4096,                     /* bytes of an answer's Contacts */
};


int registrar_open(struct voice *v)
{
	struct registrar *r = v->registrar;
	const struct settings *set = v->prm.settings;

	str_ncpy(r->realm, setting_text(set, SET_SIP_REALM), sizeof(r->realm));
	r->least_s = (uint32_t)(setting_int(set, SET_SIP_REGISTER_MIN) / 1000);
	r->most_s = (uint32_t)(setting_int(set, SET_SIP_REGISTER_FOR) / 1000);
	r->watch_ms = (unsigned)setting_int(set, SET_SIP_WATCH);
	r->kind[DIGEST_SHA256] = strcmp(setting_text(set, SET_SIP_DIGEST), "md5") != 0;
	r->kind[DIGEST_MD5] = strcmp(setting_text(set, SET_SIP_DIGEST), "sha-256") != 0;
	id_random(r->key, sizeof(r->key));

	return strpbrk(r->realm, "\"\\") ? EINVAL : 0;
}


void registrar_close(struct voice *v)
{
	list_flush(&v->registrar->handsets);
	sodium_memzero(v->registrar->key, sizeof(v->registrar->key));
}


struct handset *registrar_handset(const struct voice *v, int64_t staff)
{
	for (struct le *le = v->registrar->handsets.head; le; le = le->next) {
		struct handset *h = le->data;

		if (h->staff == staff)
			return h;
	}

	return NULL;
}


static struct handset *handset_of(const struct voice *v, const struct pl *user)
{
	for (struct le *le = v->registrar->handsets.head; le; le = le->next) {
		struct handset *h = le->data;

		if (h->registers && 0 == pl_strcmp(user, h->user))
			return h;
	}

	return NULL;
}


/* ---- who it is ---- */

/* Is a telephone asked by this hash? Who is nobody's, or could not be asked at all, as everybody */
static bool asked(const struct registrar *r, const struct handset *h, enum digest_kind kind)
{
	bool any = false;

	for (unsigned i = DIGEST_MD5; h && i <= DIGEST_SHA256; i++)
		any = any || (r->kind[i] && phone_secret_can(&h->secret, (enum digest_kind)i));

	return r->kind[kind] && (!any || phone_secret_can(&h->secret, kind));
}


/* Who cannot answer by SHA-256 answers by MD5: the first is the better one (RFC 8760 §2.4) */
static void challenge(struct voice *v, const struct handset *h, const struct sip_msg *msg, bool stale)
{
	const struct registrar *r = v->registrar;
	uint8_t chance[NONCE_CHANCE];
	char nonce[NONCE_SIZE], headers[640];
	size_t n = 0;

	id_random(chance, sizeof(chance));
	nonce_make(nonce, r->key, chance, clock_mono_ms());
	headers[0] = '\0';
	for (unsigned kind = DIGEST_SHA256; kind > DIGEST_NONE; kind--) {
		if (asked(r, h, (enum digest_kind)kind))
			(void)re_snprintf(headers + n, sizeof(headers) - n,
					  "WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s\r\n",
					  r->realm, nonce, digest_kind_name((enum digest_kind)kind), stale ? ", stale=true" : "");
		n = strlen(headers);
	}
	stack_reply(v, msg, 401, "Unauthorized", headers);
}


struct search {
	const struct registrar *registrar;
	struct digest_given *given;
	bool found;
};


/* What is said for our realm; other schemes and realms are not for us (RFC 3261 §22.2) */
static bool given_h(const struct sip_hdr *hdr, const struct sip_msg *msg, void *arg)
{
	struct search *s = arg;

	(void)msg;
	s->found = digest_read(s->given, hdr->val) && 0 == pl_strcmp(&s->given->realm, s->registrar->realm) && digest_whole(s->given);
	return s->found;
}


static bool right(const struct handset *h, const struct digest_given *g, const struct sip_msg *msg)
{
	if (!h || !h->v->registrar->kind[g->kind] || !phone_secret_can(&h->secret, g->kind) || pl_strcmp(&g->username, h->user))
		return false;

	return DIGEST_SHA256 == g->kind ? digest_right(g, h->secret.sha256, sizeof(h->secret.sha256), msg->met)
		: digest_right(g, h->secret.md5, sizeof(h->secret.md5), msg->met);
}


/* Has it signed what it asks? (RFC 7616 §3.4.6) */
static bool meant(const struct voice *v, const struct digest_given *g, const struct sip_msg *msg)
{
	struct sa seen = msg->dst;
	const struct digest_place place = {.asked = &msg->uri, .at = &seen, .realm = v->registrar->realm, .user = g->username,
					   .proxied = sip_msg_hdr_count(msg, SIP_HDR_VIA) > 1};

	(void)nat_public(v->nat, &msg->src, &seen);
	return digest_uri_fits(g->uri, &place);
}


/* An administrator has to see which two */
static void mean_warn(const struct handset *h, const struct digest_given *g, const struct sip_msg *msg)
{
	struct uri given;
	const bool is_uri = !uri_decode(&given, &g->uri);

	log_warn("voice: a telephone has signed another address than the one it asks: refused staff=%lld signed=%r asked=%r",
		 h->staff, is_uri ? &given.host : NULL, &msg->uri.host);
}


/* Whose telephone it is; NULL: it was answered */
static struct handset *known(struct voice *v, const struct sip_msg *msg)
{
	struct digest_given given = {.kind = DIGEST_NONE};
	struct search s = {.registrar = v->registrar, .given = &given};
	struct handset *h = handset_of(v, &msg->to.uri.user);
	enum nonce_verdict verdict;

	(void)sip_msg_hdr_apply(msg, true, SIP_HDR_AUTHORIZATION, given_h, &s);
	if (!s.found) {
		challenge(v, h, msg, false);
		return NULL;
	}

	verdict = nonce_judge(given.nonce, v->registrar->key, clock_mono_ms());
	if (NONCE_FOREIGN == verdict) {                  /* of the run before, as a rule: no fault of the phone's */
		challenge(v, h, msg, true);
		return NULL;
	}
	if (!right(h, &given, msg)) {
		challenge(v, h, msg, false);
		ban_guess(v, msg);
		return NULL;
	}
	if (NONCE_STALE == verdict || !nonce_use(&h->nonces, given.nonce, given.count)) {
		challenge(v, h, msg, true);
		return NULL;
	}
	if (!meant(v, &given, msg)) {                    /* last, so that what others have heard on the way fills no log */
		mean_warn(h, &given, msg);
		stack_reply(v, msg, 400, "Digest URI Mismatch", "");
		return NULL;
	}

	return h;
}


/* ---- where it is ---- */

static void broken_h(int err, void *arg)
{
	struct binding *b = arg;
	struct handset *h = b->handset;

	(void)err;
	mem_deref(b);
	handset_changed(h);
}


/* The one that ends first makes room */
static void make_room(struct handset *h)
{
	struct binding *first = NULL;

	if (list_count(&h->bindings) < BINDINGS_MAX)
		return;

	for (struct le *le = h->bindings.head; le; le = le->next) {
		struct binding *b = le->data;

		if (!first || b->until_ms < first->until_ms)
			first = b;
	}
	mem_deref(first);
}


static int bind_one(struct handset *h, const struct binding_wish *wish, const struct sip_msg *msg, uint32_t expires_s)
{
	struct binding *b = binding_find(&h->bindings, wish);
	bool fresh = !b;
	int err = 0;

	if (fresh) {
		make_room(h);
		err = binding_alloc(&b, &h->bindings, h);
	}
	if (!err)
		err = binding_fill(b, wish, msg);
	if (err) {
		mem_deref(b);
		return err;
	}

	b->until_ms = clock_mono_ms() + (int64_t)expires_s * 1000;
	b->lost = false;
	b->ka = mem_deref(b->ka);
	if (SIP_TRANSP_UDP != b->tp)
		err = sip_keepalive_start(&b->ka, h->v->sip, msg, FOR_EVER_S, broken_h, b);
	if (fresh && !err)
		handset_watch(b);

	return err;
}


/* An older request of the same phone came late (§10.3 step 7) */
static bool is_late(const struct handset *h, const struct binding_wishes *wishes, const struct sip_msg *msg)
{
	for (struct le *le = h->bindings.head; le; le = le->next) {
		const struct binding *b = le->data;
		bool meant = wishes->all;

		for (size_t i = 0; i < wishes->n && !meant; i++)
			meant = binding_find(&h->bindings, &wishes->at[i]) == b;
		if (meant && 0 == pl_strcmp(&msg->callid, b->call_id) && msg->cseq.num <= b->cseq)
			return true;
	}

	return false;
}


static int bind_all(struct handset *h, const struct binding_wishes *wishes, const struct sip_msg *msg)
{
	uint32_t most_s = h->v->registrar->most_s;
	int err = 0;

	if (wishes->all)
		list_flush(&h->bindings);

	for (size_t i = 0; i < wishes->n && !err; i++) {
		const struct binding_wish *wish = &wishes->at[i];

		if (wish->expires_s)
			err = bind_one(h, wish, msg, wish->expires_s < most_s ? wish->expires_s : most_s);
		else
			mem_deref(binding_find(&h->bindings, wish));
	}

	return err;
}


static bool too_short(const struct binding_wishes *wishes, uint32_t least_s)
{
	for (size_t i = 0; i < wishes->n; i++) {
		if (wishes->at[i].expires_s && wishes->at[i].expires_s < least_s)
			return true;
	}

	return false;
}


static void granted(struct handset *h, const struct sip_msg *msg)
{
	struct mbuf *mb = mbuf_alloc(256);
	char *text = NULL;
	int err = mb ? binding_print(mb, &h->bindings, clock_mono_ms()) : ENOMEM;

	if (!err) {
		mb->pos = 0;
		err = mbuf_strdup(mb, &text, mb->end < CONTACTS_MAX ? mb->end : CONTACTS_MAX);
	}
	if (err)
		stack_reply(h->v, msg, 500, "Server Internal Error", "");
	else
		stack_reply(h->v, msg, 200, "OK", text);

	mem_deref(text);
	mem_deref(mb);
}


void registrar_request(struct voice *v, const struct sip_msg *msg)
{
	const struct registrar *r = v->registrar;
	struct binding_wishes wishes;
	struct handset *h;
	char headers[64];
	int err;

	if (v->stopping) {
		stack_reply(v, msg, 503, "Service Unavailable", "Retry-After: 30\r\n");
		return;
	}
	if (!binding_wishes_read(&wishes, msg, r->most_s)) {
		stack_reply(v, msg, 400, "Bad Request", "");
		return;
	}

	h = known(v, msg);
	if (!h)
		return;

	if (too_short(&wishes, r->least_s)) {
		(void)re_snprintf(headers, sizeof(headers), "Min-Expires: %u\r\n", r->least_s);
		stack_reply(v, msg, 423, "Interval Too Brief", headers);
		return;
	}
	if (is_late(h, &wishes, msg)) {
		stack_reply(v, msg, 400, "Out Of Order", "");
		return;
	}

	err = bind_all(h, &wishes, msg);
	if (err) {
		log_warn("voice: a telephone was not bound staff=%lld err=%m", h->staff, err);
		stack_reply(v, msg, E2BIG == err ? 400 : 500, E2BIG == err ? "Bad Request" : "Server Internal Error", "");
	}
	else {
		granted(h, msg);
	}
	handset_changed(h);
}
