/**
 * @file trunk_watch.c  Are the trunks up? OPTIONS now and then, registration where one is wanted
 *
 *   watch ─▶ OPTIONS ─┬─ answered ─▶ up ──────────── sip.watch ─╮
 *     ▲               ╰─ silent for 4 s, 5xx ─▶ down ─── 5 s ───┤
 *     ╰─────────────────────────────────────────────────────────╯
 *
 * Any answer but 5xx says that somebody is there: a carrier may well refuse OPTIONS. libre refreshes a registration; one that failed
 * is made anew, after a second at first and a minute at last.
 */
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "voice/sip/trunk.h"

enum {
	ANSWER_MS = 4000,                /* for OPTIONS and REGISTER */
	DOWN_MS = 5000,
	SOON_MS = 500,                   /* a connection that is just being made, by another's name (vouch.c) */
	AGAIN_MIN_MS = 1000,
	AGAIN_MAX_MS = 60 * 1000,
	EXPIRES_S = 600,
};

static void watch_h(void *arg);
static int enrol(struct trunk *t);


/* ---- telling */

static void noted_h(struct command *cmd)
{
	struct trunk_note *note = CONTAINER_OF(cmd, struct trunk_note, cmd);
	struct voice *v = cmd->asker;

	if (cmd->err)
		log_warn("voice: the journal does not say trunk=%s state=%s err=%m", note->key, trunk_state_name(note->state), cmd->err);
	mem_deref(note);
	voice_back(v);
}


static void note(struct trunk *t)
{
	struct trunk_note *n = mem_zalloc(sizeof(*n), NULL);

	if (!n)
		return;

	str_ncpy(n->key, t->plan->key, sizeof(n->key));
	n->state = t->health.state;
	n->reason = t->health.reason;
	n->cmd.apply_h = trunk_note_apply;
	n->cmd.home = t->v->gate.mailbox;
	n->cmd.asker = t->v;
	n->cmd.done_h = noted_h;

	if (writer_submit(t->v->prm.writer, &n->cmd))
		mem_deref(n);
	else
		t->v->awayc++;
}


/* The first that is heard of a trunk which is up is no news */
static void changed(struct trunk *t)
{
	const struct trunk_health *h = &t->health;

	t->state = (int)h->state;
	t->reason = (int)h->reason;
	t->registered = h->registered;
	t->since_ms = h->since_ms;

	if (TRUNK_DOWN == h->state)
		log_warn("voice: a trunk is down trunk=%s reason=%s", t->plan->key, trunk_reason_name(h->reason));
	else
		log_info("voice: a trunk is up trunk=%s", t->plan->key);

	if (TRUNK_DOWN == h->state || t->noted)
		note(t);
	t->noted = TRUNK_DOWN == h->state;
}


static bool watching(const struct trunk *t)
{
	return t->v->watch_ms > 0;
}


static void watched(struct trunk *t, enum trunk_reason reason)
{
	if (trunk_watched(&t->health, reason, clock_wall_ms()))
		changed(t);
}


static void learn(struct trunk *t, const struct sa *src)
{
	for (size_t i = 0; i < t->learnt; i++) {
		if (sa_cmp(&t->from[i], src, SA_ADDR))
			return;
	}

	if (t->learnt < TRUNK_LEARNT_MAX)
		t->from[t->learnt++] = *src;
}


/* What a call says holds until the watch says otherwise: without a watch nobody would */
void trunk_heard(struct trunk *t, enum trunk_reason reason, const struct sa *src)
{
	if (src)
		learn(t, src);
	if (!watching(t))
		return;

	watched(t, reason);
	if (reason)
		tmr_start(&t->watch, DOWN_MS, watch_h, t);
}


/* ---- OPTIONS */

static void watch_next(struct trunk *t)
{
	unsigned wait_ms = t->v->watch_ms;

	tmr_cancel(&t->late);
	if (TRUNK_DOWN == t->health.state && wait_ms > DOWN_MS)
		wait_ms = DOWN_MS;
	tmr_start(&t->watch, wait_ms, watch_h, t);
}


static void asked_h(int err, const struct sip_msg *msg, void *arg)
{
	struct trunk *t = arg;

	if (!err && msg->scode < 200)
		return;
	if (EAGAIN == err) {
		tmr_cancel(&t->late);
		tmr_start(&t->watch, SOON_MS, watch_h, t);
		return;
	}

	if (err)
		watched(t, ETIMEDOUT == err ? TRUNK_SILENT : TRUNK_UNREACHABLE);
	else
		watched(t, msg->scode >= 500 && msg->scode < 600 && 501 != msg->scode ? TRUNK_REFUSED : TRUNK_NONE);

	if (!err)
		learn(t, &msg->src);
	watch_next(t);
}


static void silent_h(void *arg)
{
	struct trunk *t = arg;

	t->asked = mem_deref(t->asked);
	watched(t, TRUNK_SILENT);
	watch_next(t);
}


static int contact_h(enum sip_transp tp, const struct sa *src, const struct sa *dst, struct mbuf *mb, void *arg)
{
	const struct trunk *t = arg;
	struct sip_contact contact;

	(void)dst;
	sip_contact_set(&contact, trunk_contact_user(t), src, tp);

	return mbuf_printf(mb, "%H", sip_contact_print, &contact);
}


static void watch_h(void *arg)
{
	struct trunk *t = arg;
	uint64_t drawn[2];
	int err;

	if (t->asked)
		return;

	id_random(drawn, sizeof(drawn));
	err = sip_requestf(&t->asked, t->v->sip, true, "OPTIONS", t->text, NULL, NULL, contact_h, asked_h, t,
			   "To: <%s>\r\nFrom: <sip:%s@%r>;tag=%016llx\r\nCall-ID: %016llx\r\nCSeq: 1 OPTIONS\r\nAccept: application/sdp\r\n"
			   "Content-Length: 0\r\n\r\n", t->text, trunk_contact_user(t), &t->uri.host, (unsigned long long)drawn[0],
			   (unsigned long long)drawn[1]);
	if (EAGAIN == err) {
		tmr_start(&t->watch, SOON_MS, watch_h, t);
		return;
	}
	if (err) {
		watched(t, TRUNK_UNREACHABLE);
		watch_next(t);
		return;
	}

	tmr_start(&t->late, ANSWER_MS, silent_h, t);
}


/* ---- registration */

static void enrolled(struct trunk *t, enum trunk_reason reason)
{
	if (trunk_registered(&t->health, reason, clock_wall_ms()))
		changed(t);
	t->registered = t->health.registered;
}


static void again_h(void *arg)
{
	struct trunk *t = arg;

	t->reg = mem_deref(t->reg);
	t->again_ms = 2 * t->again_ms < AGAIN_MAX_MS ? 2 * t->again_ms : AGAIN_MAX_MS;
	if (enrol(t)) {
		enrolled(t, TRUNK_UNREACHABLE);
		tmr_start(&t->again, t->again_ms, again_h, t);
	}
}


static void enrolled_h(int err, const struct sip_msg *msg, void *arg)
{
	struct trunk *t = arg;

	if (!err && msg && msg->scode < 300) {
		tmr_cancel(&t->again);
		t->again_ms = AGAIN_MIN_MS;
		t->bound = true;
		learn(t, &msg->src);
		enrolled(t, TRUNK_NONE);
		return;
	}

	if (EAGAIN == err) {
		if (!t->bound)
			tmr_start(&t->again, SOON_MS, again_h, t);
		return;
	}

	if (err || !msg)
		enrolled(t, ETIMEDOUT == err ? TRUNK_SILENT : TRUNK_UNREACHABLE);
	else
		enrolled(t, 401 == msg->scode || 403 == msg->scode || 407 == msg->scode ? TRUNK_PASSWORD : TRUNK_UNREGISTERED);

	/* what was bound once is refreshed by libre: ending it would say so to the registrar */
	if (!t->bound)
		tmr_start(&t->again, t->again_ms, again_h, t);
}


/* The first answer has not come; libre goes on asking for 32 s */
static void enrol_late_h(void *arg)
{
	enrolled(arg, TRUNK_SILENT);
}


static int enrol(struct trunk *t)
{
	struct uri who = t->uri;
	char *aor = NULL;
	int err;

	who.user = pl_of(t->plan->user);
	who.port = 0;
	who.params = pl_of(NULL);
	err = re_sdprintf(&aor, "%H", uri_encode, &who);
	if (err)
		return err;

	err = sipreg_register(&t->reg, t->v->sip, t->text, aor, NULL, aor, EXPIRES_S, t->plan->user, NULL, 0, 0, trunk_auth_h, t, true,
			      enrolled_h, t, NULL, NULL);
	if (!err)
		tmr_start(&t->again, ANSWER_MS, enrol_late_h, t);

	mem_deref(aor);
	return err;
}


/* ---- */

void trunk_watch_begin(struct trunk *t)
{
	if (t->unfit) {
		log_warn("voice: a trunk cannot be used trunk=%s why=%s", t->plan->key, t->unfit);
		watched(t, TRUNK_UNUSABLE);
		return;
	}
	if (watching(t))
		watch_h(t);

	/* what is bound there may be by the same name, which is about to be taken back */
	t->again_ms = AGAIN_MIN_MS;
	if (t->plan->registers && t->follows) {
		tmr_start(&t->again, t->again_ms, again_h, t);
	}
	else if (t->plan->registers && enrol(t)) {
		enrolled(t, TRUNK_UNREACHABLE);
		tmr_start(&t->again, t->again_ms, again_h, t);
	}
}


void trunk_watch_close(struct trunk *t)
{
	tmr_cancel(&t->watch);
	tmr_cancel(&t->late);
	tmr_cancel(&t->again);
	t->asked = mem_deref(t->asked);
	t->reg = mem_deref(t->reg);
}
