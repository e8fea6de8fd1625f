/**
 * @file invite.c  Fuzzes what telephones send: a SIP request before libre's sessions see it, and its SDP
 *
 * Whatever the bytes are, a request is let through or refused, and an offer that is taken is answered with one audio line of G.711.
 */
#include "fuzz.h"
#include "voice/dialled.h"
#include "voice/phone_sdp.h"


static void offer(struct mbuf *mb)
{
	struct phone_sdp sdp = {NULL, NULL, NULL};
	struct phone_agreed agreed;
	struct mbuf *answer = NULL;
	struct sa addr;
	struct pl pl;

	(void)sa_set_str(&addr, "192.0.2.9", 0);
	CLAIM(0 == phone_sdp_open(&sdp, &addr, 20000));
	if (!phone_sdp_read(&sdp, mb, true, &agreed)) {
		CLAIM(LEG_PCMA == agreed.codec || LEG_PCMU == agreed.codec);
		CLAIM(agreed.event_pt < 128 && sa_port(&agreed.said));
		CLAIM(0 == phone_sdp_write(&sdp, false, &answer));
		pl_set_mbuf(&pl, answer);
		CLAIM(0 == re_regex(pl.p, pl.l, "m=audio 20000 RTP/AVP"));
		mem_deref(answer);
	}
	phone_sdp_close(&sdp);
}


/* A trusted trunk's: its headers say which line was dialled and who calls */
static void headers(struct voice *v, const struct sip_msg *msg)
{
	char caller[64];

	(void)dialled_line(v, msg, &v->trunks->at[0]);
	dialled_caller(caller, sizeof(caller), msg, &v->trunks->at[0]);
	CLAIM(strlen(caller) < sizeof(caller));
}


static void open_voice(struct voice *v)
{
	static struct trunk_plan plan = {.key = "a", .trusted = true};
	static struct lines lines = {.n = 1, .at = {{.key = "hotline", .numbers = 1, .number = {"+78000000000"}}}};

	CLAIM(0 == sip_alloc(&v->sip, NULL, 32, 32, 32, "fuzz", NULL, NULL));
	CLAIM(0 == sources_alloc(&v->sources));
	v->trunks = mem_zalloc(sizeof(*v->trunks) + sizeof(v->trunks->at[0]), NULL);
	CLAIM(v->trunks);
	v->trunks->n = 1;
	v->trunks->at[0].plan = &plan;
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
		if (!request_h(msg, &voice) && mbuf_get_left(msg->mb))
			offer(msg->mb);
	}

	mem_deref(msg);
	mem_deref(mb);
	return 0;
}
