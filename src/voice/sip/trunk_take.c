/**
 * @file trunk_take.c  The list of trunks: that of the program's settings, which is tried first, and those of the switchboard
 *
 * An address in numbers needs no names; a name is asked of name servers (NAPTR, SRV, A, AAAA: RFC 3263, by libre). What is wrong with a
 * trunk of the profile stops the start; one of the desk that this program cannot use (it was started otherwise than when it was looked
 * at) is kept, and is down.
 */
#include <sodium.h>
#include <sys/stat.h>
#include "base/durable.h"
#include "base/log.h"
#include "base/text.h"
#include "base/why.h"
#include "person/check.h"
#include "voice/sip/auth.h"
#include "voice/sip/trunk.h"

enum { SERVERS_MAX = 4, SECRETS_MAX = 64 * 1024 };

/* A list that is being made */
struct listing {
	size_t n;
	struct trunk *at[TRUNKS_MAX + 1];        /* references */
};


static void wipe(struct mbuf *mb)
{
	if (mb)
		sodium_memzero(mb->buf, mb->size);
	mem_deref(mb);
}


static void trunks_destructor(void *arg)
{
	struct trunks *ts = arg;

	for (size_t i = 0; i < ts->n; i++)
		mem_deref(ts->at[i]);
	wipe(ts->secrets);
	pthread_mutex_destroy(&ts->lock);
}


static void trunk_destructor(void *arg)
{
	struct trunk *t = arg;

	trunk_watch_close(t);
	if (t->password)
		sodium_memzero(t->password, strlen(t->password));
	mem_deref(t->password);
	mem_deref(t->plan);
	mem_deref(t->load);
}


/* ---- what they are */

/* host, host:port, [v6]:port, sip:host…;transport=tcp */
static bool uri_parse(struct uri *uri, char buf[], size_t size, const char *text)
{
	static const char scheme[] = "sip:";
	bool whole = 0 == strncasecmp(text, scheme, sizeof(scheme) - 1);
	struct pl pl, transport;

	memset(uri, 0, sizeof(*uri));
	if (re_snprintf(buf, size, "%s%s", whole ? "" : scheme, text) < 0)
		return false;

	pl_set_str(&pl, buf);
	if (uri_decode(uri, &pl) || !uri->host.l || uri->user.l || uri->password.l || uri->headers.l)
		return false;

	return uri_param_get(&uri->params, &(const struct pl)PL_CONST("transport"), &transport) ||
		0 == pl_strcasecmp(&transport, "udp") || 0 == pl_strcasecmp(&transport, "tcp") || 0 == pl_strcasecmp(&transport, "tls");
}


static bool over_tls(const struct uri *uri)
{
	struct pl transport;

	return !uri_param_get(&uri->params, &(const struct pl)PL_CONST("transport"), &transport) && 0 == pl_strcasecmp(&transport, "tls");
}


bool trunk_over_tls(const struct trunk *t)
{
	return over_tls(&t->uri);
}


/* NAME = PASSWORD, a line each; what begins with # is none. The password's place in the file; none when the name is not there */
static struct pl secret_find(const struct mbuf *secrets, const char *name)
{
	struct pl text = secrets ? (struct pl){(char *)secrets->buf, secrets->end} : (struct pl){NULL, 0};

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


static const char *fits(const struct trunks *ts, const struct trunk_plan *plan, bool password)
{
	char buf[TRUNK_URI_SIZE + 8];
	struct uri uri;

	if (!uri_parse(&uri, buf, sizeof(buf), plan->uri))
		return "uri";
	if (over_tls(&uri) && !ts->tls)
		return "tls";
	if (plan->secret[0] && !secret_find(ts->secrets, plan->secret).l)
		return "secret-unknown";

	return (plan->registers || plan->password) && !plan->secret[0] && !password ? "password-needed" : NULL;
}


const char *voice_trunk_fits(const struct trunk_plan *plan, bool password, void *arg)
{
	const struct voice *v = arg;

	return fits(v->trunks, plan, password);
}


/* For the person at the command line */
static int unfit_say(const struct trunk *t)
{
	struct mbuf *why = t->v->why;
	const char *key = t->plan->key;

	if (0 == strcmp("uri", t->unfit))
		return why_say(why, EINVAL, "%s: must be a carrier's SIP address over UDP, TCP or TLS, e.g. 192.0.2.1 or sip:192.0.2.1:5060;transport=tcp",
			       t->simple ? "--sip.trunk" : key);
	if (0 == strcmp("tls", t->unfit))
		return why_say(why, EINVAL, "trunk %s: is called over TLS: say where TLS is spoken (--sip.tls)", key);
	if (0 == strcmp("secret-unknown", t->unfit))
		return why_say(why, EINVAL, "trunk %s: there is no secret `%s` in the file of --sip.secrets: a line is NAME = PASSWORD", key,
			       t->plan->secret);

	return why_say(why, EINVAL, "trunk %s: registers, but has no password: %s", key, t->simple ? "set sip.trunk-password" : "name a `secret`");
}


/* `password`: that of the settings; none: the one of the file or of the store */
static int password_take(struct trunk *t, struct pl password)
{
	char typed[TRUNK_PASSWORD_SIZE] = "";
	int err;

	if (!password.l && t->plan->secret[0])
		password = secret_find(t->v->trunks->secrets, t->plan->secret);
	if (t->plan->password && 0 == trunk_password_open(t->v->prm.keys, t->plan, typed))
		password = pl_of(typed);

	err = password.l ? pl_strdup(&t->password, &password) : 0;
	sodium_memzero(typed, sizeof(typed));

	return err;
}


static int trunk_make(struct trunk **tp, struct voice *v, const struct trunk_plan *plan, struct pl password)
{
	struct trunk *t = mem_zalloc(sizeof(*t), trunk_destructor);
	int err = 0;

	if (!t)
		return ENOMEM;

	t->v = v;
	tmr_init(&t->watch);
	tmr_init(&t->late);
	tmr_init(&t->again);
	t->serial = ++v->trunks->serial;
	t->load = mem_zalloc(sizeof(*t->load), NULL);
	t->plan = mem_alloc(sizeof(*t->plan), NULL);
	if (!t->load || !t->plan) {
		err = ENOMEM;
		goto out;
	}

	*t->plan = *plan;
	if (!t->plan->allows) {
		t->plan->allows = v->trunks->allow.allows;
		memcpy(t->plan->allow, v->trunks->allow.allow, sizeof(t->plan->allow));
	}

	err = password_take(t, password);
	if (err)
		goto out;
	t->unfit = fits(v->trunks, plan, t->password != NULL);
	(void)uri_parse(&t->uri, t->text, sizeof(t->text), plan->uri);

out:
	if (err)
		mem_deref(t);
	else
		*tp = t;

	return err;
}


/* ---- the list */

static struct trunk *find(const struct trunks *ts, const char *key, bool simple)
{
	for (size_t i = 0; i < ts->n; i++) {
		if (simple == ts->at[i]->simple && 0 == strcmp(ts->at[i]->plan->key, key))
			return ts->at[i];
	}

	return NULL;
}


/* Does a carrier see the same one? */
static bool same(const struct trunk *a, const struct trunk *b)
{
	return 0 == strcmp(a->plan->uri, b->plan->uri) && 0 == strcmp(a->plan->user, b->plan->user) && a->plan->registers == b->plan->registers &&
		!a->password == !b->password && (!a->password || 0 == strcmp(a->password, b->password)) && !a->unfit && !b->unfit;
}


/* A plan of the switchboard: the trunk that is there with another plan, or a new one */
static int listing_add(struct listing *list, struct voice *v, const struct trunk_plan *plan)
{
	struct trunk *t = NULL, *old = find(v->trunks, plan->key, false);
	int err;

	err = trunk_make(&t, v, plan, pl_of(NULL));
	if (err)
		return err;

	if (old && same(old, t)) {
		struct trunk_plan *was = old->plan;

		pthread_mutex_lock(&v->trunks->lock);
		old->plan = t->plan;
		pthread_mutex_unlock(&v->trunks->lock);
		t->plan = was;
		mem_deref(t);
		t = mem_ref(old);
	}
	else if (old) {
		mem_deref(t->load);
		t->load = mem_ref(old->load);
		t->noted = old->noted;
		t->follows = old->bound && 0 == strcmp(old->plan->user, t->plan->user);
	}

	list->at[list->n++] = t;
	return 0;
}


static bool has(const struct listing *list, const struct trunk *t)
{
	for (size_t i = 0; i < list->n; i++) {
		if (t == list->at[i])
			return true;
	}

	return false;
}


/* The list is this one from now on; what it was is left in `list` */
static void swap(struct trunks *ts, struct listing *list)
{
	struct listing was = {.n = ts->n};

	memcpy(was.at, ts->at, sizeof(was.at));
	pthread_mutex_lock(&ts->lock);
	ts->n = list->n;
	memcpy(ts->at, list->at, sizeof(ts->at));
	pthread_mutex_unlock(&ts->lock);
	*list = was;
}


void trunk_take(struct voice *v)
{
	const struct trunk_plans *plans = switchboard_trunks(v->board, NULL);
	struct listing list = {.n = 0}, now;
	int err = 0;

	if (!v->trunks || !v->trunks->begun || !plans)
		return;

	if (v->trunks->n && v->trunks->at[0]->simple)
		list.at[list.n++] = mem_ref(v->trunks->at[0]);
	for (size_t i = 0; i < plans->n && !err; i++)
		err = plans->at[i].off ? 0 : listing_add(&list, v, &plans->at[i]);

	if (err) {
		log_error("voice: trunks are not taken up err=%m", err);
	}
	else {
		swap(v->trunks, &list);
		now = (struct listing){.n = v->trunks->n};
		memcpy(now.at, v->trunks->at, sizeof(now.at));
		for (size_t i = 0; i < list.n; i++) {
			if (!has(&now, list.at[i]))
				trunk_watch_close(list.at[i]);
		}
		for (size_t i = 0; i < now.n; i++) {
			if (!has(&list, now.at[i]))
				trunk_watch_begin(now.at[i]);
		}
	}

	for (size_t i = 0; i < list.n; i++)
		mem_deref(list.at[i]);
}


/* ---- the start */

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


static int simple_open(struct voice *v)
{
	struct trunk_plan plan = {.key = ""};
	struct trunk *t;
	int err;

	if (!setting_text(v->prm.settings, SET_SIP_TRUNK))
		return 0;

	err = simple_fill(&plan, v);
	if (!err)
		err = trunk_make(&t, v, &plan, pl_of(setting_text(v->prm.settings, SET_SIP_TRUNK_PASSWORD)));
	if (err)
		return err;

	t->simple = true;
	v->trunks->at[v->trunks->n++] = t;

	return t->unfit ? unfit_say(t) : 0;
}


static int planned_open(struct voice *v)
{
	bool desk = false;
	const struct trunk_plans *plans = switchboard_trunks(v->board, &desk);
	struct trunks *ts = v->trunks;
	int err = 0;

	for (size_t i = 0; plans && i < plans->n && !err; i++) {
		if (plans->at[i].off)
			continue;
		err = trunk_make(&ts->at[ts->n], v, &plans->at[i], pl_of(NULL));
		if (err)
			return err;
		ts->n++;
		if (ts->at[ts->n - 1]->unfit && !desk)
			err = unfit_say(ts->at[ts->n - 1]);
	}

	return err;
}


/* A trunk with a name may come later, so it is asked for at once; without one nobody misses it */
static int names_open(struct voice *v)
{
	struct sockaddr_storage ss;
	struct sa srvv[SERVERS_MAX], addr;
	uint32_t n = 0, max = SERVERS_MAX;
	bool wanted = false;
	socklen_t len;
	int err = 0;

	for (size_t i = 0; i < v->trunks->n; i++)
		wanted = wanted || sa_set(&addr, &v->trunks->at[i]->uri.host, 0);

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

	return err && wanted ? why_say(v->why, err, "trunks: no name server to ask: %s", strerror(err)) : ENOMEM == err ? err : 0;
}


int trunk_open(struct voice *v)
{
	struct trunks *ts = mem_zalloc(sizeof(*ts), trunks_destructor);
	int err;

	if (!ts)
		return ENOMEM;

	ts->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
	v->trunks = ts;
	v->watch_ms = (unsigned)setting_int(v->prm.settings, SET_SIP_WATCH);
	ts->tls = setting_text(v->prm.settings, SET_SIP_TLS) != NULL;
	err = auth_selftest();
	if (!err)
		err = allow_fill(&ts->allow, setting_text(v->prm.settings, SET_SIP_TRUNK_ALLOW), v->why);
	if (!err)
		err = secrets_read(&ts->secrets, v);
	if (!err)
		err = simple_open(v);
	if (!err)
		err = planned_open(v);

	return err ? err : names_open(v);
}


void trunk_begin(struct voice *v)
{
	v->trunks->begun = true;
	for (size_t i = 0; i < v->trunks->n; i++)
		trunk_watch_begin(v->trunks->at[i]);
}


void trunk_close(struct voice *v)
{
	if (v->trunks)
		v->trunks->begun = false;
	for (size_t i = 0; v->trunks && i < v->trunks->n; i++)
		trunk_watch_close(v->trunks->at[i]);
}
