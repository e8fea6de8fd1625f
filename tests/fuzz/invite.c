/**
 * @file invite.c  Fuzzes what telephones send: a SIP request before libre's sessions see it, and its SDP
 *
 * Whatever the bytes are, a request is let through or refused, and an offer that is taken is answered with one audio line of G.711.
 */
#include "fuzz.h"
#include "voice/sip/dialled.h"
#include "voice/sip/phone_sdp.h"
#include "voice/sip/registrar.h"


static void offer(struct mbuf *mb)
{
	struct phone_sdp sdp = {.session = NULL};
	bool secure = phone_sdp_wants_secure(mb);
	struct phone_agreed agreed;
	struct mbuf *answer = NULL;
	struct sa addr;
	struct pl pl;

	(void)sa_set_str(&addr, "192.0.2.9", 0);
	CLAIM(0 == phone_sdp_open(&sdp, &addr, 20000, secure));
	if (!phone_sdp_read(&sdp, mb, true, &agreed)) {
		CLAIM(LEG_PCMA == agreed.codec || LEG_PCMU == agreed.codec);
		CLAIM(agreed.event_pt < 128 && sa_port(&agreed.said));
		CLAIM(0 == phone_sdp_write(&sdp, false, &answer));
		pl_set_mbuf(&pl, answer);
		CLAIM(0 == re_regex(pl.p, pl.l, secure ? "m=audio 20000 RTP/SAVP" : "m=audio 20000 RTP/AVP"));
		CLAIM(secure == !re_regex(pl.p, pl.l, "a=crypto:"));
		mem_deref(answer);
	}
	phone_sdp_close(&sdp);
}


/* A trusted trunk's: its headers say which line was dialled and who calls */
static void headers(struct voice *v, const struct sip_msg *msg)
{
	const struct line_number *number = NULL;
	char caller[64];

	(void)dialled_line(v, msg, v->trunks->at[0], &number);
	dialled_caller(caller, sizeof(caller), msg, v->trunks->at[0]);
	CLAIM(strlen(caller) < sizeof(caller));
}


/* What a REGISTER wishes: within its ceilings, and kept whole or not at all */
static void bindings(const struct sip_msg *msg)
{
	struct binding_wishes wishes;
	struct list list = LIST_INIT;
	struct binding *b = NULL;

	if (!binding_wishes_read(&wishes, msg, 60))
		return;

	CLAIM(wishes.n <= BINDING_WISHES_MAX && (!wishes.all || !wishes.n));
	for (size_t i = 0; i < wishes.n; i++) {
		CLAIM(0 == binding_alloc(&b, &list, NULL));
		if (binding_fill(b, &wishes.at[i], msg))
			mem_deref(b);
		else
			CLAIM(strlen(b->said) < sizeof(b->said) && binding_find(&list, &wishes.at[i]));
	}
	list_flush(&list);
}


static void open_voice(struct voice *v)
{
	static struct trunk_plan plan = {.key = "a", .trusted = true};
	static struct lines lines = {.n = 1, .at = {{.key = "hotline", .numbers = 1, .number = {{"+78000000000"}}}}};

	CLAIM(0 == sip_alloc(&v->sip, NULL, 32, 32, 32, "fuzz", NULL, NULL));
	CLAIM(0 == sources_alloc(&v->sources));
	v->registrar = mem_zalloc(sizeof(*v->registrar), NULL);
	CLAIM(v->registrar);
	str_ncpy(v->registrar->realm, "otklik", sizeof(v->registrar->realm));
	v->trunks = mem_zalloc(sizeof(*v->trunks), NULL);
	CLAIM(v->trunks);
	v->trunks->n = 1;
	v->trunks->at[0] = mem_zalloc(sizeof(*v->trunks->at[0]), NULL);
	CLAIM(v->trunks->at[0]);
	v->trunks->at[0]->plan = &plan;
	v->prm.lines = &lines;
	v->limits = (struct voice_limits){.ban_after = 10, .ban_ms = 1, .ban_loopback = true};
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct voice voice;
	struct mbuf *mb = mbuf_alloc(size + 1);
	struct sip_msg *msg = NULL;

	if (!voice.sip)
		open_voice(&voice);

	CLAIM(mb && 0 == mbuf_write_mem(mb, data, size));
	mb->pos = 0;
	if (!sip_msg_decode(&msg, mb) && msg->req) {
		msg->tp = SIP_TRANSP_UDP;
		(void)sa_set_str(&msg->src, "192.0.2.1", 5060);
		headers(&voice, msg);
		bindings(msg);
		if (!request_h(msg, &voice) && mbuf_get_left(msg->mb))
			offer(msg->mb);
	}

	mem_deref(msg);
	mem_deref(mb);
	return 0;
}
