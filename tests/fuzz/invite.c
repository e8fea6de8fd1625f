/**
 * @file invite.c  Fuzzes what telephones send: a SIP request before libre's sessions see it, and its SDP
 *
 * Whatever the bytes are, a request is let through or refused, and an offer that is taken is answered with one audio line of G.711.
 */
#include "fuzz.h"
#include "voice/phone_sdp.h"
#include "voice/voice_priv.h"


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


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct voice voice;
	struct mbuf *mb = mbuf_alloc(size + 1);
	struct sip_msg *msg = NULL;

	if (!voice.sip)
		CLAIM(0 == sip_alloc(&voice.sip, NULL, 32, 32, 32, "fuzz", NULL, NULL));

	CLAIM(mb && 0 == mbuf_write_mem(mb, data, size));
	mb->pos = 0;
	if (!sip_msg_decode(&msg, mb) && msg->req) {
		msg->tp = SIP_TRANSP_UDP;
		(void)sa_set_str(&msg->src, "192.0.2.1", 5060);
		if (!request_h(msg, &voice) && mbuf_get_left(msg->mb))
			offer(msg->mb);
	}

	mem_deref(msg);
	mem_deref(mb);
	return 0;
}
