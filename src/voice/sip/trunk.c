/**
 * @file trunk.c  The ways to the telephone network: trunks of the profile, and the one of the settings, which is tried first
 *
 * An address in numbers needs no names; a name is asked of name servers (NAPTR, SRV, A, AAAA: RFC 3263, by libre). Nothing is dialled but
 * what dial.c gives: the phone of an appeal's citizen, where the trunk permits its beginning. Redirections are refused (stack.c).
 */
#include <sodium.h>
#include <sys/stat.h>
#include "base/clock.h"
#include "base/durable.h"
#include "base/text.h"
#include "base/why.h"
#include "person/check.h"
#include "voice/sip/auth.h"
#include "voice/sip/trunk.h"

enum { SERVERS_MAX = 4, SECRETS_MAX = 64 * 1024, US = 1000, PLACEHOLDER_PORT = 5060 };

struct trunk_share {
	struct trunk *trunk;             /* borrowed: trunks live longer than calls */
};


static void trunks_destructor(void *arg)
{
	struct trunks *ts = arg;

	for (size_t i = 0; i < ts->n; i++) {
		char *password = ts->at[i].password;

		if (password)
			sodium_memzero(password, strlen(password));
		mem_deref(password);
	}
}


/* ---- what they are */

/* host, host:port, [v6]:port, sip:host…;transport=tcp */
static bool uri_parse(struct trunk *t)
{
	static const char scheme[] = "sip:";
	const char *text = t->plan->uri;
	bool whole = 0 == strncasecmp(text, scheme, sizeof(scheme) - 1);
	struct pl pl, transport;

	if (re_snprintf(t->text, sizeof(t->text), "%s%s", whole ? "" : scheme, text) < 0)
		return false;

	pl_set_str(&pl, t->text);
	if (uri_decode(&t->uri, &pl) || !t->uri.host.l || t->uri.user.l || t->uri.password.l || t->uri.headers.l)
		return false;

	return uri_param_get(&t->uri.params, &(const struct pl)PL_CONST("transport"), &transport) ||
		0 == pl_strcasecmp(&transport, "udp") || 0 == pl_strcasecmp(&transport, "tcp") || 0 == pl_strcasecmp(&transport, "tls");
}


/* The beginnings that may be called where a plan names none */
static int allow_fill(struct trunk_plan *plan, const char *text, struct mbuf *why)
{
	while (*(text += strspn(text, " "))) {
		struct pl word = {text, strcspn(text, " ")};

		if (!trunk_allow_add(plan, word))
			return why_say(why, EINVAL, "--sip.trunk-allow: must be at most %d beginnings of numbers, e.g. +7 +375", TRUNK_ALLOW_MAX);
		text += word.l;
	}

	return 0;
}


/* The simplest form: one trunk, by settings alone */
static int simple_fill(struct trunk_plan *plan, const struct voice *v)
{
	const struct settings *set = v->prm.settings;
	const char *uri = setting_text(set, SET_SIP_TRUNK), *number = setting_text(set, SET_SIP_TRUNK_NUMBER),
		*user = setting_text(set, SET_SIP_TRUNK_USER);
	struct check_result res;

	if (strlen(uri) >= sizeof(plan->uri))
		return why_say(v->why, EINVAL, "--sip.trunk: must be a carrier's SIP address of at most %zu bytes", sizeof(plan->uri) - 1);

	str_ncpy(plan->key, "trunk", sizeof(plan->key));
	str_ncpy(plan->uri, uri, sizeof(plan->uri));
	if (user && (strlen(user) >= sizeof(plan->user) || strpbrk(user, "<>\"\\ ")))
		return why_say(v->why, EINVAL, "--sip.trunk-user: must be the name that the carrier gave, at most %zu bytes", sizeof(plan->user) - 1);
	str_ncpy(plan->user, user ? user : "", sizeof(plan->user));
	plan->registers = user != NULL;

	if (number) {
		check_phone(&res, pl_of(number), 0);
		if (CHECK_INVALID == res.verdict || '+' != res.value[0] || strlen(res.value) >= sizeof(plan->number))
			return why_say(v->why, EINVAL, "--sip.trunk-number: must be a telephone number, e.g. +74950000000");
		str_ncpy(plan->number, res.value, sizeof(plan->number));
	}

	return 0;
}


/* NAME = PASSWORD, a line each; what begins with # is none. The password's place in `text`; none when the name is not there */
static struct pl secret_find(struct pl text, const char *name)
{
	while (text.l) {
		const char *end = memchr(text.p, '\n', text.l), *equals;
		struct pl line = {text.p, end ? (size_t)(end - text.p) : text.l}, key;

		text = end ? (struct pl){end + 1, text.l - line.l - 1} : (struct pl){NULL, 0};
		equals = line.l ? memchr(line.p, '=', line.l) : NULL;
		if (!equals)
			continue;

		key = text_trim((struct pl){line.p, (size_t)(equals - line.p)});
		if (0 == pl_strcmp(&key, name))
			return text_trim((struct pl){equals + 1, line.l - (size_t)(equals + 1 - line.p)});
	}

	return (struct pl){NULL, 0};
}


/* The file of passwords, which nobody else may read */
static int secrets_read(struct mbuf **mbp, const struct voice *v)
{
	const char *path = setting_text(v->prm.settings, SET_SIP_SECRETS);
	struct stat st;
	int err;

	if (!path)
		return 0;

	err = stat(path, &st) ? errno : durable_read(path, SECRETS_MAX, mbp);
	if (err)
		return why_say(v->why, err, "--sip.secrets: %s: cannot be read: %s", path, strerror(err));
	if (st.st_mode & S_IRWXO)
		return why_say(v->why, EINVAL, "--sip.secrets: %s: others may read it; chmod 600 %s", path, path);

	return 0;
}


static void wipe(struct mbuf *mb)
{
	if (mb)
		sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
}


static int password_take(struct trunk *t, const struct mbuf *secrets)
{
	const char *simple = setting_text(t->v->prm.settings, SET_SIP_TRUNK_PASSWORD);
	struct pl found = {NULL, 0};

	if (t->plan == &t->v->trunks->simple)
		found = pl_of(simple);
	else if (t->plan->secret[0] && secrets)
		found = secret_find((struct pl){(char *)secrets->buf, secrets->end}, t->plan->secret);

	if (found.l)
		return pl_strdup(&t->password, &found);
	if (t->plan->secret[0])
		return why_say(t->v->why, EINVAL, "trunk %s: there is no secret `%s` in the file of --sip.secrets: a line is NAME = PASSWORD",
			       t->plan->key, t->plan->secret);
	if (t->plan->registers)
		return why_say(t->v->why, EINVAL, "trunk %s: registers, but has no password: %s", t->plan->key,
			       t->plan == &t->v->trunks->simple ? "set sip.trunk-password" : "name a `secret`");

	return 0;
}


static int names_open(struct voice *v)
{
	struct sockaddr_storage ss;
	struct sa srvv[SERVERS_MAX], addr;
	uint32_t n = 0, max = SERVERS_MAX;
	bool wanted = false;
	socklen_t len;
	int err = 0;

	for (size_t i = 0; i < v->trunks->n; i++)
		wanted = wanted || sa_set(&addr, &v->trunks->at[i].uri.host, 0);
	if (!wanted)
		return 0;

	while (n < SERVERS_MAX && setting_address_at(v->prm.settings, SET_SIP_NAME_SERVERS, n, &ss, &len)) {
		err = sa_set_sa(&srvv[n++], (struct sockaddr *)&ss);
		if (err)
			return err;
	}
	if (!n) {
		err = dns_srv_get(NULL, 0, srvv, &max);
		n = max;
	}
	if (!err)
		err = dnsc_alloc(&v->dns, NULL, srvv, n);

	return err ? why_say(v->why, err, "trunks: no name server to ask: %s", strerror(err)) : 0;
}


static bool over_tls(const struct trunk *t)
{
	struct pl transport;

	return !uri_param_get(&t->uri.params, &(const struct pl)PL_CONST("transport"), &transport) && 0 == pl_strcasecmp(&transport, "tls");
}


static int trunk_init(struct trunk *t, struct voice *v, struct trunk_plan *plan)
{
	t->v = v;
	t->plan = plan;
	tmr_init(&t->watch);
	tmr_init(&t->late);
	tmr_init(&t->again);

	if (!uri_parse(t))
		return why_say(v->why, EINVAL, "%s: must be a carrier's SIP address over UDP, TCP or TLS, e.g. 192.0.2.1 or sip:192.0.2.1:5060;transport=tcp",
			       plan == &v->trunks->simple ? "--sip.trunk" : plan->key);

	if (over_tls(t) && !setting_text(v->prm.settings, SET_SIP_TLS))
		return why_say(v->why, EINVAL, "trunk %s: is called over TLS: say where TLS is spoken (--sip.tls)", plan->key);

	return plan->allows ? 0 : allow_fill(plan, setting_text(v->prm.settings, SET_SIP_TRUNK_ALLOW), v->why);
}


int trunk_open(struct voice *v)
{
	bool simple = setting_text(v->prm.settings, SET_SIP_TRUNK) != NULL;
	size_t planned = v->prm.trunks ? v->prm.trunks->n : 0;
	struct mbuf *secrets = NULL;
	struct trunks *ts;
	int err;

	ts = mem_zalloc(sizeof(*ts) + (planned + simple) * sizeof(ts->at[0]), trunks_destructor);
	if (!ts)
		return ENOMEM;

	v->trunks = ts;
	v->watch_ms = (unsigned)setting_int(v->prm.settings, SET_SIP_WATCH);
	err = auth_selftest();
	if (!err && simple)
		err = simple_fill(&ts->simple, v);
	if (!err)
		err = secrets_read(&secrets, v);

	for (size_t i = 0; i < planned + simple && !err; i++) {
		struct trunk *t = &ts->at[i];

		err = trunk_init(t, v, simple && !i ? &ts->simple : &v->prm.trunks->at[i - simple]);
		if (!err)
			err = password_take(t, secrets);
		ts->n = i + 1;
	}

	wipe(secrets);
	return err ? err : names_open(v);
}


void trunk_begin(struct voice *v)
{
	for (size_t i = 0; i < v->trunks->n; i++)
		trunk_watch_begin(&v->trunks->at[i]);
}


void trunk_close(struct voice *v)
{
	for (size_t i = 0; v->trunks && i < v->trunks->n; i++)
		trunk_watch_close(&v->trunks->at[i]);
}


/* ---- which one */

static bool has_room(const struct trunk *t)
{
	return !t->plan->calls || t->calls < t->plan->calls;
}


enum call_refusal trunk_refusal(const struct voice *v, const char *phone)
{
	enum call_refusal refusal = v->trunks->n ? CALL_NOT_ALLOWED : CALL_NO_TRUNK;

	for (size_t i = 0; i < v->trunks->n; i++) {
		const struct trunk *t = &v->trunks->at[i];

		if (phone && !trunk_permits(t->plan, phone))
			continue;
		if (has_room(t))
			return CALL_GRANTED;
		refusal = CALL_FULL;
	}

	return refusal;
}


/* Those that are not known to be down come first */
static struct trunk *pick(const struct voice *v, const char *phone, uint32_t tried)
{
	struct trunk *down = NULL;

	for (size_t i = 0; i < v->trunks->n; i++) {
		struct trunk *t = &v->trunks->at[i];

		if (tried & 1u << i || !trunk_permits(t->plan, phone) || !has_room(t))
			continue;
		if (TRUNK_DOWN != t->health.state)
			return t;
		if (!down)
			down = t;
	}

	return down;
}


bool trunk_more(const struct voice *v, const char *phone, uint32_t tried)
{
	return pick(v, phone, tried) != NULL;
}


int trunk_next(struct trunk **tp, struct trunk_share **sp, struct voice *v, const char *phone, uint32_t *tried)
{
	for (struct trunk *t = pick(v, phone, *tried); t; t = pick(v, phone, *tried)) {
		int err;

		*tried |= 1u << (t - v->trunks->at);
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

	s->trunk->shown = --s->trunk->calls;
}


int trunk_share_take(struct trunk_share **sp, struct trunk *t, int64_t now_ms)
{
	int64_t now_us = now_ms * US, step_us = t->plan->rate ? 1000000 / t->plan->rate : 0, full_us;
	struct trunk_share *s;

	full_us = (t->full_us > now_us ? t->full_us : now_us) + step_us;
	if (t->plan->rate && full_us - now_us > step_us * t->plan->rate)
		return EAGAIN;
	if (!has_room(t))
		return EBUSY;

	s = mem_zalloc(sizeof(*s), share_destructor);
	if (!s)
		return ENOMEM;

	s->trunk = t;
	t->full_us = full_us;
	t->shown = ++t->calls;
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


const char *trunk_contact(const struct trunk *t)
{
	return t->plan->registers ? t->plan->user : "otklik";
}


const struct voice_media *trunk_media(const struct trunk *t)
{
	struct sa dst, local;

	if (sa_set(&dst, &t->uri.host, PLACEHOLDER_PORT))
		(void)sa_set_str(&dst, "192.0.2.1", PLACEHOLDER_PORT);   /* a name: as one calls over IPv4 */
	if (sip_transp_laddr(t->v->sip, &local, SIP_TRANSP_UDP, &dst))
		local = dst;                                     /* its family is what matters */

	return voice_media_for(t->v, &local);
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
		if (is_of(&v->trunks->at[i], src, key))
			return &v->trunks->at[i];
	}

	return NULL;
}
