/**
 * @file list.c  Checklists that callers have sent to them
 */
#include <sodium.h>
#include "appeal/join.h"
#include "appeal/number.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "outbox/sender.h"
#include "voice/list.h"

enum { WRITE_MS = 3000, TEXT_SIZE = 1024 };

/* On its way to the writer; it outlives its call */
struct sending_list {
	struct outbox_message *m;        /* owned */
	struct voice *v;
	int64_t call;
};


/* ---- what there is ---- */

static const struct checklist *of_topic(const struct vcall *call, unsigned i)
{
	const struct topic *t = i < call->topicc ? topics_find(call->v->topics, call->menu[i]) : NULL;

	return t ? checklists_of(switchboard_checklists(call->board), pl_of(t->name[LANG_RU]), pl_of(t->name[LANG_EN])) : NULL;
}


void list_facts(struct vcall *call)
{
	struct walk_facts *facts = &call->flow.walk.facts;

	facts->lists = switchboard_checklists(call->board);
	if (!facts->lists || !facts->lists->n)
		return;

	for (unsigned i = 0; i < FLOW_TOPICS_MAX; i++)
		facts->of_topic[i] = of_topic(call, i);
	facts->sms = sender_can(call->v->prm.adapters, OUTBOX_SMS);
	facts->mail = sender_can(call->v->prm.adapters, OUTBOX_MAIL);
	facts->mobile = outbox_takes_sms(pl_of(call->caller));
}


int list_mail_find(char **mailp, struct db *db, const struct keyring *keys, int64_t digits)
{
	enum appeal_refusal refusal = APPEAL_ALLOWED;
	char mail[OUTBOX_TO_SIZE] = "", *at;
	struct pl rest;
	enum lang lang;
	int64_t id;
	int err;

	err = appeal_address(db, keys, digits, "email", mail, sizeof(mail), &id, &lang, &refusal);
	at = err || refusal ? NULL : strchr(mail, '@');
	if (at && at > mail) {
		rest = pl_of(mail);
		(void)text_next(&rest);
		err = re_sdprintf(mailp, "%b%s", mail, (size_t)(rest.p - mail), at);
	}

	sodium_memzero(mail, sizeof(mail));
	return err;
}


void list_mail_known(struct vcall *call, char **mailp)
{
	mem_deref(call->mail_mask);
	call->mail_mask = *mailp;
	*mailp = NULL;
	call->flow.walk.facts.mail_known = call->mail_mask;
}


/* ---- sent ---- */

static void sending_destructor(void *arg)
{
	struct sending_list *s = arg;

	mem_deref(s->m);
}


static void written_h(struct command *cmd)
{
	struct outbox_message *m = CONTAINER_OF(cmd, struct outbox_message, cmd);
	struct sending_list *s = cmd->asker;
	struct vcall *call = vcall_find(s->v, s->call);
	struct voice *v = s->v;

	if (cmd->err)
		log_warn("voice: a checklist is not sent call=%lld err=%m", s->call, cmd->err);
	else if (cmd->refusal)
		log_info("voice: a checklist is not sent call=%lld why=%s", s->call, outbox_refusal_name((enum outbox_refusal)m->cmd.refusal));
	if (call)
		vcall_step(call, cmd->err ? FLOW_UNSURE : cmd->refusal ? FLOW_NOT_FOUND : FLOW_FOUND, 0);

	mem_deref(s);
	voice_back(v);
}


static int message_make(struct outbox_message **mp, const struct vcall *call)
{
	const struct walk *w = &call->flow.walk;
	enum outbox_channel channel = w->by_mail ? OUTBOX_MAIL : OUTBOX_SMS;
	const char *phone = w->phone[0] ? w->phone : call->caller;
	struct mbuf *mb = w->list ? mbuf_alloc(TEXT_SIZE) : NULL;
	struct pl digits = pl_of(w->number);
	struct outbox_message *m = NULL;
	int err = mb ? checklist_print(mb, w->list, w->lang) : ENOMEM;

	if (!err)
		err = outbox_message_make(&m, channel, "checklist", (struct pl){(char *)mb->buf, mb->end});
	if (!err) {
		m->call = call->id;
		m->appeal = call->rec.appeal;
		m->own = w->by_mail;
		m->digits = w->by_mail ? (int64_t)pl_u64(&digits) : 0;
		str_ncpy(m->word, w->list->key, sizeof(m->word));
		str_ncpy(m->to, w->by_mail ? "" : phone, sizeof(m->to));
		(void)pl_strcpy(&w->list->name[w->lang], m->subject, w->by_mail ? sizeof(m->subject) : 1);
		*mp = m;
	}

	mem_deref(mb);
	return err;
}


void list_send(struct vcall *call)
{
	struct sending_list *s;
	struct voice *v = call->v;
	int err;

	if (call->lists >= LIST_SENDS_MAX) {
		vcall_step(call, FLOW_NOT_FOUND, 0);
		return;
	}

	s = mem_zalloc(sizeof(*s), sending_destructor);
	err = s ? message_make(&s->m, call) : ENOMEM;
	if (!err) {
		s->v = v;
		s->call = call->id;
		s->m->cmd.deadline_ms = clock_mono_ms() + WRITE_MS;
		s->m->cmd.home = v->gate.mailbox;
		s->m->cmd.asker = s;
		s->m->cmd.done_h = written_h;
		err = writer_submit(v->prm.writer, &s->m->cmd);
	}
	if (err) {
		log_warn("voice: a checklist is not sent call=%lld err=%m", call->id, err);
		mem_deref(s);
		vcall_step(call, FLOW_UNSURE, 0);
		return;
	}

	call->lists++;
	v->awayc++;
}


/* ---- the number, after the call ---- */

struct outbox_message *list_number(const struct vcall *call)
{
	char number[NUMBER_SIZE];
	struct outbox_message *m = NULL;
	struct mbuf *mb;
	int err;

	if (!call->v->limits.sms_number || !call->flow.numbered || !call->digits || CALL_OUT == call->medium ||
	    !outbox_takes_sms(pl_of(call->caller)) || !sender_can(call->v->prm.adapters, OUTBOX_SMS))
		return NULL;

	mb = mbuf_alloc(TEXT_SIZE);
	if (!mb)
		return NULL;

	number_format(number, call->digits, LANG_RU == call->lang ? NUMBER_CYRILLIC : NUMBER_LATIN);
	err = text_print(mb, call->lang, T_CALL_SMS_NUMBER, &TEXT_PL("number", pl_of(number)), 1);
	if (!err)
		err = outbox_message_make(&m, OUTBOX_SMS, "number", (struct pl){(char *)mb->buf, mb->end});
	if (!err) {
		m->actor = -1;
		m->call = call->id;
		m->appeal = call->rec.appeal;
		str_ncpy(m->to, call->caller, sizeof(m->to));
	}

	mem_deref(mb);
	return m;
}
