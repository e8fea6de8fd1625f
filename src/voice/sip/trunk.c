/**
 * @file trunk.c  The ways to the telephone network: which one a call takes, whose calls come in
 *
 * Nothing is dialled but what dial.c gives: the phone of an appeal's citizen, where the trunk permits its beginning. Redirections are
 * refused (stack.c).
 */
#include "base/clock.h"
#include "voice/sip/trunk.h"

enum { US = 1000, PLACEHOLDER_PORT = 5060 };

struct trunk_share {
	struct trunk_load *load;         /* a reference */
};


/* ---- which one */

static bool has_room(const struct trunk *t)
{
	return !t->plan->calls || t->load->calls < t->plan->calls;
}


enum call_refusal trunk_refusal(const struct voice *v, const char *phone)
{
	enum call_refusal refusal = v->trunks->n ? CALL_NOT_ALLOWED : CALL_NO_TRUNK;

	for (size_t i = 0; i < v->trunks->n; i++) {
		const struct trunk *t = v->trunks->at[i];

		if (t->unfit || (phone && !trunk_permits(t->plan, phone)))
			continue;
		if (has_room(t))
			return CALL_GRANTED;
		refusal = CALL_FULL;
	}

	return refusal;
}


bool trunk_any(const struct voice *v)
{
	for (size_t i = 0; i < v->trunks->n; i++) {
		if (!v->trunks->at[i]->unfit && TRUNK_DOWN != v->trunks->at[i]->health.state)
			return true;
	}

	return false;
}


static bool was_tried(const struct trunk_tried *tried, const struct trunk *t)
{
	for (size_t i = 0; i < tried->n; i++) {
		if (tried->serial[i] == t->serial)
			return true;
	}

	return sizeof(tried->serial) / sizeof(tried->serial[0]) == tried->n;
}


/* Those that are not known to be down come first */
static struct trunk *pick(const struct voice *v, const char *phone, const struct trunk_tried *tried)
{
	struct trunk *down = NULL;

	for (size_t i = 0; i < v->trunks->n; i++) {
		struct trunk *t = v->trunks->at[i];

		if (t->unfit || was_tried(tried, t) || !trunk_permits(t->plan, phone) || !has_room(t))
			continue;
		if (TRUNK_DOWN != t->health.state)
			return t;
		if (!down)
			down = t;
	}

	return down;
}


bool trunk_more(const struct voice *v, const char *phone, const struct trunk_tried *tried)
{
	return pick(v, phone, tried) != NULL;
}


int trunk_next(struct trunk **tp, struct trunk_share **sp, struct voice *v, const char *phone, struct trunk_tried *tried)
{
	for (struct trunk *t = pick(v, phone, tried); t; t = pick(v, phone, tried)) {
		int err;

		tried->serial[tried->n++] = t->serial;
		err = trunk_share_take(sp, t, clock_mono_ms());
		if (!err)
			*tp = t;
		if (!err || ENOMEM == err)
			return err;
	}

	return ENOENT;
}


static void share_destructor(void *arg)
{
	struct trunk_share *s = arg;

	s->load->shown = --s->load->calls;
	mem_deref(s->load);
}


int trunk_share_take(struct trunk_share **sp, struct trunk *t, int64_t now_ms)
{
	int64_t now_us = now_ms * US, step_us = t->plan->rate ? 1000000 / t->plan->rate : 0, full_us;
	struct trunk_share *s;

	full_us = (t->load->full_us > now_us ? t->load->full_us : now_us) + step_us;
	if (t->plan->rate && full_us - now_us > step_us * t->plan->rate)
		return EAGAIN;
	if (!has_room(t))
		return EBUSY;

	s = mem_zalloc(sizeof(*s), share_destructor);
	if (!s)
		return ENOMEM;

	s->load = mem_ref(t->load);
	s->load->full_us = full_us;
	s->load->shown = ++s->load->calls;
	*sp = s;

	return 0;
}


/* ---- what a call through it says */

int trunk_uris(const struct trunk *t, const char *phone, const char *own, char **to, char **from)
{
	struct uri callee = t->uri, caller = t->uri;
	int err;

	callee.user = pl_of(phone);
	caller.user = pl_of(own && own[0] ? own : t->plan->number[0] ? t->plan->number : t->plan->user);
	caller.port = 0;
	caller.params = pl_of(NULL);

	err = re_sdprintf(to, "%H", uri_encode, &callee);
	if (err)
		return err;

	err = caller.user.l ? re_sdprintf(from, "%H", uri_encode, &caller) : re_sdprintf(from, "sip:anonymous@anonymous.invalid");
	if (err)
		*to = mem_deref(*to);

	return err;
}


void trunk_peer(const struct trunk *t, struct sa *peer)
{
	if (!sa_set(peer, &t->uri.host, PLACEHOLDER_PORT))
		return;

	if (t->learnt)
		*peer = t->from[0];
	else
		(void)sa_set_str(peer, "192.0.2.1", PLACEHOLDER_PORT);
}


static enum sip_transp transport_of(const struct trunk *t)
{
	struct pl transport;

	if (uri_param_get(&t->uri.params, &(const struct pl)PL_CONST("transport"), &transport))
		return SIP_TRANSP_UDP;

	return 0 == pl_strcasecmp(&transport, "tls") ? SIP_TRANSP_TLS : 0 == pl_strcasecmp(&transport, "tcp") ? SIP_TRANSP_TCP : SIP_TRANSP_UDP;
}


/* Its family is what matters where libre does not say */
static void own_of(const struct trunk *t, struct sa *own, enum sip_transp tp)
{
	struct sa peer;

	trunk_peer(t, &peer);
	if (nat_own(t->v->sip, own, tp, &peer))
		*own = peer;
}


const char *trunk_contact_user(const struct trunk *t)
{
	return t->plan->registers ? t->plan->user : "otklik";
}


const char *trunk_contact(const struct trunk *t, char buf[NAT_CONTACT_SIZE])
{
	enum sip_transp tp = transport_of(t);
	struct sa peer, own;

	trunk_peer(t, &peer);
	own_of(t, &own, tp);
	return nat_contact(buf, t->v->nat, trunk_contact_user(t), &own, tp, &peer);
}


const struct voice_media *trunk_media(const struct trunk *t)
{
	struct sa own;

	own_of(t, &own, SIP_TRANSP_UDP);
	return voice_media_for(t->v, &own);
}


int trunk_auth_h(char **user, char **pass, const char *realm, void *arg)
{
	const struct trunk *t = arg;
	int err;

	(void)realm;
	if (!t->plan->user[0] || !t->password)
		return EAUTH;

	err = str_dup(user, t->plan->user);

	return err ? err : str_dup(pass, t->password);
}


/* ---- whose calls come in */

static void key_of(uint8_t key[16], const struct sa *addr)
{
	if (AF_INET6 == sa_af(addr)) {
		sa_in6(addr, key);
		return;
	}

	memset(key, 0, 10);
	memset(key + 10, 0xff, 2);
	for (unsigned i = 0; i < 4; i++)
		key[12 + i] = (uint8_t)(sa_in(addr) >> (24 - 8 * i));
}


static bool is_of(const struct trunk *t, const struct sa *src, const uint8_t key[16])
{
	struct sa host;

	for (size_t i = 0; i < t->plan->nets; i++) {
		if (trunk_net_has(&t->plan->net[i], key))
			return true;
	}
	for (size_t i = 0; i < t->learnt; i++) {
		if (sa_cmp(&t->from[i], src, SA_ADDR))
			return true;
	}

	return !sa_set(&host, &t->uri.host, 0) && sa_cmp(&host, src, SA_ADDR);
}


struct trunk *trunk_from(const struct voice *v, const struct sa *src)
{
	uint8_t key[16];

	key_of(key, src);
	for (size_t i = 0; i < v->trunks->n; i++) {
		if (is_of(v->trunks->at[i], src, key))
			return v->trunks->at[i];
	}

	return NULL;
}


/* ---- how they stand, for other threads */

size_t voice_trunks(struct trunk_view *view, size_t max, void *arg)
{
	const struct voice *v = arg;
	size_t n = 0;

	pthread_mutex_lock(&v->trunks->lock);
	for (; n < v->trunks->n && n < max; n++) {
		const struct trunk *t = v->trunks->at[n];

		view[n] = (struct trunk_view){
			.state = (enum trunk_state)t->state, .reason = (enum trunk_reason)t->reason, .since_ms = t->since_ms,
			.registers = t->plan->registers, .registered = t->registered, .simple = t->simple, .calls = t->load->shown};
		str_ncpy(view[n].key, t->plan->key, sizeof(view[n].key));
	}
	pthread_mutex_unlock(&v->trunks->lock);

	return n;
}
