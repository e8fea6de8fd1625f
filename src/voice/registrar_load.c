/**
 * @file registrar_load.c  The accounts of telephones as the store has them, and whether a telephone is there
 */
#include <sodium.h>
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "voice/desk.h"
#include "voice/handset.h"
#include "voice/sip/registrar.h"

enum {
	LOAD_MS = 10 * 1000,
	ANSWER_MS = 4000,                        /* for OPTIONS */
	LOST_MS = 5000,                          /* a lost one is looked at so often */
};

/** As it was read: on its way from a reader */
struct read_account {
	int64_t staff, version;
	bool registers, auto_answer;
	struct phone_secret secret;
	char user[LOGIN_MAX + 1], name[CALL_NAME_SIZE], address[PHONE_ADDRESS_MAX + 1];
};

struct loading {
	struct query q;
	struct voice *v;
	struct read_account *at;
	size_t n, room;
	unsigned stale;                          /* whose password is of another realm, or does not open */
};


static void loading_destructor(void *arg)
{
	struct loading *l = arg;

	if (l->at)
		sodium_memzero(l->at, l->room * sizeof(l->at[0]));
	mem_deref(l->at);
}


static void handset_destructor(void *arg)
{
	struct handset *h = arg;

	list_unlink(&h->le);
	list_flush(&h->bindings);
	mem_deref(h->ringing);
	sodium_memzero(&h->secret, sizeof(h->secret));
}


/* ---- is it there? ---- */

bool handset_there(const struct handset *h)
{
	for (struct le *le = h ? h->bindings.head : NULL; le; le = le->next) {
		const struct binding *b = le->data;

		if (!b->lost)
			return true;
	}

	return false;
}


void handset_changed(struct handset *h)
{
	bool there = handset_there(h);

	if (there == h->there)
		return;

	h->there = there;
	log_info("voice: an operator's telephone is %s staff=%lld", there ? "there" : list_isempty(&h->bindings) ? "not registered" : "lost",
		 h->staff);
	if (!there)
		handset_gone(h);
	if (h->v->hub && desk_reach(h->v, h->staff))
		log_warn("voice: the queue does not know of a telephone staff=%lld", h->staff);
	if (h->v->hub && h->v->prm.phone_h)
		h->v->prm.phone_h(h->staff, there, h->v->prm.arg);
}


static void watch_h(void *arg);


static void watch_next(struct binding *b)
{
	unsigned wait_ms = b->handset->v->registrar->watch_ms;

	tmr_cancel(&b->late);
	if (wait_ms)
		tmr_start(&b->watch, b->lost && wait_ms > LOST_MS ? LOST_MS : wait_ms, watch_h, b);
}


static void watched(struct binding *b, bool lost)
{
	b->lost = lost;
	watch_next(b);
	handset_changed(b->handset);
}


static void asked_h(int err, const struct sip_msg *msg, void *arg)
{
	if (err || msg->scode >= 200)
		watched(arg, err || 408 == msg->scode);
}


static void silent_h(void *arg)
{
	struct binding *b = arg;

	b->asked = mem_deref(b->asked);
	watched(b, true);
}


static int contact_h(enum sip_transp tp, const struct sa *src, const struct sa *dst, struct mbuf *mb, void *arg)
{
	struct sip_contact contact;

	(void)dst;
	(void)arg;
	sip_contact_set(&contact, "otklik", src, tp);

	return mbuf_printf(mb, "%H", sip_contact_print, &contact);
}


/* Any answer says that it is there; it keeps the way through a translation open, too */
static void watch_h(void *arg)
{
	struct binding *b = arg;
	uint64_t drawn[2];
	int err;

	if (b->asked)
		return;

	id_random(drawn, sizeof(drawn));
	err = sip_requestf(&b->asked, b->handset->v->sip, true, "OPTIONS", b->uri, NULL, NULL, contact_h, asked_h, b,
			   "To: <%s>\r\nFrom: <sip:otklik@%s>;tag=%016llx\r\nCall-ID: %016llx\r\nCSeq: 1 OPTIONS\r\n"
			   "Accept: application/sdp\r\nContent-Length: 0\r\n\r\n", b->uri, b->handset->v->registrar->realm,
			   (unsigned long long)drawn[0], (unsigned long long)drawn[1]);
	if (err)
		watched(b, true);
	else
		tmr_start(&b->late, ANSWER_MS, silent_h, b);
}


void handset_watch(struct binding *b)
{
	watch_next(b);
}


void registrar_second(struct voice *v, int64_t now_ms)
{
	for (struct le *le = v->registrar->handsets.head; le; le = le->next) {
		struct handset *h = le->data;
		struct le *next;

		for (struct le *at = h->bindings.head; at; at = next) {
			struct binding *b = at->data;

			next = at->next;
			if (b->until_ms <= now_ms)
				mem_deref(b);
		}
		handset_changed(h);
	}
}


/* ---- the accounts ---- */

static int room_make(struct loading *l)
{
	size_t room = l->room ? 2 * l->room : 64;
	struct read_account *at;

	if (l->n < l->room)
		return 0;

	at = mem_zalloc(room * sizeof(*at), NULL);
	if (!at)
		return ENOMEM;

	if (l->n)
		memcpy(at, l->at, l->n * sizeof(*at));
	if (l->at)
		sodium_memzero(l->at, l->room * sizeof(*at));
	mem_deref(l->at);
	l->at = at;
	l->room = room;

	return 0;
}


static int account_h(const struct phone_account *account, void *arg)
{
	struct loading *l = arg;
	struct read_account *a;
	int err = room_make(l);

	if (err)
		return err;

	a = &l->at[l->n];
	*a = (struct read_account){
		.staff = account->staff, .version = account->version, .registers = account->sealed.p, .auto_answer = account->auto_answer};
	(void)pl_strcpy(&account->login, a->user, sizeof(a->user));
	(void)pl_strcpy(&account->name, a->name, sizeof(a->name));
	(void)pl_strcpy(&account->address, a->address, sizeof(a->address));
	if (a->registers && (pl_strcmp(&account->realm, l->v->registrar->realm) ||
			     phone_secret_open(l->v->prm.keys, a->staff, account->sealed, &a->secret)))
		l->stale++;
	else
		l->n++;

	return 0;
}


static int read_h(struct db *db, struct query *q)
{
	return phone_list(db, account_h, CONTAINER_OF(q, struct loading, q));
}


/* A telephone that does not register is where it is */
static int fix(struct handset *h, const char *address)
{
	struct binding *b = NULL;
	struct uri uri;
	struct pl pl = pl_of(address), transport;
	int err;

	err = uri_decode(&uri, &pl);
	if (!err)
		err = binding_alloc(&b, &h->bindings, h);
	if (err)
		return err;

	str_ncpy(b->uri, address, sizeof(b->uri));
	str_ncpy(b->said, address, sizeof(b->said));
	b->until_ms = INT64_MAX;
	b->lost = h->v->registrar->watch_ms > 0;
	if (!uri_param_get(&uri.params, &(const struct pl)PL_CONST("transport"), &transport))
		b->tp = 0 == pl_strcasecmp(&transport, "tcp") ? SIP_TRANSP_TCP : 0 == pl_strcasecmp(&transport, "tls") ? SIP_TRANSP_TLS : SIP_TRANSP_UDP;
	if (sa_set(&b->at, &uri.host, uri.port ? uri.port : SIP_PORT))
		(void)sa_set_str(&b->at, "192.0.2.1", SIP_PORT);         /* a name: as one calls over IPv4 */
	if (h->v->registrar->watch_ms)
		watch_h(b);

	return 0;
}


static int take(struct voice *v, const struct read_account *a)
{
	struct handset *h = registrar_handset(v, a->staff);
	bool same = h && h->version == a->version && h->registers == a->registers;
	const struct binding *first = h ? list_ledata(h->bindings.head) : NULL;

	if (!h) {
		h = mem_zalloc(sizeof(*h), handset_destructor);
		if (!h)
			return ENOMEM;
		h->v = v;
		h->staff = a->staff;
		list_append(&v->registrar->handsets, &h->le, h);
	}

	/* another password: what was bound by the old one is no more */
	if (!same && (!a->registers || !h->registers || memcmp(&h->secret, &a->secret, sizeof(a->secret)))) {
		if (a->registers || !first || strcmp(first->said, a->address))
			list_flush(&h->bindings);
	}

	h->known = true;
	h->version = a->version;
	h->registers = a->registers;
	h->auto_answer = a->auto_answer;
	h->secret = a->secret;
	str_ncpy(h->user, a->user, sizeof(h->user));
	str_ncpy(h->name, a->name, sizeof(h->name));

	return a->registers || !list_isempty(&h->bindings) ? 0 : fix(h, a->address);
}


static void taken(struct voice *v, const struct loading *l)
{
	struct le *le;

	for (le = v->registrar->handsets.head; le; le = le->next)
		((struct handset *)le->data)->known = false;
	for (size_t i = 0; i < l->n; i++) {
		int err = take(v, &l->at[i]);

		if (err)
			log_warn("voice: a telephone cannot be used staff=%lld err=%m", l->at[i].staff, err);
	}

	le = v->registrar->handsets.head;
	while (le) {
		struct handset *h = le->data;

		le = le->next;
		if (!h->known)
			list_flush(&h->bindings);
		handset_changed(h);
		if (!h->known)
			mem_deref(h);
	}
}


static void load_done_h(struct query *q)
{
	struct loading *l = CONTAINER_OF(q, struct loading, q);
	struct voice *v = l->v;
	bool again = v->registrar->again;

	v->registrar->loading = v->registrar->again = false;
	if (q->err)
		log_warn("voice: operators' telephones were not read err=%m", q->err);
	else if (!v->stopping)
		taken(v, l);
	if (l->stale)
		log_warn("voice: passwords of telephones are of another realm, or do not open: make them anew n=%u", l->stale);

	mem_deref(l);
	if (again)
		registrar_load(v);
	voice_back(v);
}


void registrar_load(struct voice *v)
{
	struct registrar *r = v->registrar;
	struct loading *l;

	if (v->stopping)
		return;
	if (r->loading) {
		r->again = true;
		return;
	}

	l = mem_zalloc(sizeof(*l), loading_destructor);
	if (!l)
		return;

	l->v = v;
	l->q.read_h = read_h;
	l->q.done_h = load_done_h;
	if (read_submit(v->prm.readers, &l->q, v->gate.mailbox, clock_mono_ms() + LOAD_MS)) {
		log_warn("voice: operators' telephones were not asked for");
		mem_deref(l);
		return;
	}

	r->loading = true;
	v->awayc++;
}
