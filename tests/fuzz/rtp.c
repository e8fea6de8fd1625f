/**
 * @file rtp.c  Fuzzes RTP and RTCP of telephones, with their keys: datagrams of many sources, each two bytes of length and its bytes
 */
#include "fuzz.h"
#include "voice/media/leg.h"
#include "voice/media/rtp.h"

static unsigned keys, sounds;


static void media_h(struct leg *leg, const struct leg_media *media, void *arg)
{
	(void)arg;
	CLAIM(media->size > 0 && media->size <= LEG_MEDIA_MAX && LEG_GONE != leg_state(leg));
	sounds++;
}


static void digit_h(struct leg *leg, char digit, void *arg)
{
	(void)leg;
	(void)arg;
	CLAIM(dtmf_event(digit) >= 0);
	keys++;
}


static void send_h(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size)
{
	(void)leg, (void)pt, (void)marker, (void)seq, (void)ts, (void)data, (void)size;
}

static const struct leg_kind kind = {.name = "fuzz", .send_h = send_h};
static const struct leg_handler handler = {.media_h = media_h, .digit_h = digit_h};


static void packet_h(const struct rtp_header *hdr, const uint8_t *payload, size_t size, void *arg)
{
	if (hdr)
		leg_heard(arg, hdr->pt, hdr->m, hdr->seq, hdr->ts, hdr->ssrc, payload, size);
}


/* A datagram of one of four sources */
static void feed(struct rtp *rtp, uint8_t source, const uint8_t *data, size_t size)
{
	struct mbuf *mb = mbuf_alloc(size + 1);
	struct sa src;

	(void)sa_set_str(&src, source & 2 ? "192.0.2.1" : "198.51.100.1", source & 1 ? 4000 : 4002);
	CLAIM(mb && 0 == mbuf_write_mem(mb, data, size));
	mb->pos = 0;
	rtp_in(rtp, &src, mb);
	mem_deref(mb);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rtp *rtp;
	static struct socks *socks;
	static uint16_t next;
	struct leg leg = {0};
	struct sa said;

	(void)sa_set_str(&said, "127.0.0.1", 0);
	if (!socks)
		CLAIM(0 == socks_alloc(&socks));
	if (!rtp)
		CLAIM(0 == rtp_open(&rtp, socks, &said, 30000, 39999, &next, packet_h, NULL));

	mem_deref(rtp);
	rtp = NULL;
	CLAIM(0 == rtp_open(&rtp, socks, &said, 30000, 39999, &next, packet_h, &leg));
	(void)sa_set_str(&said, "192.0.2.1", 4000);
	rtp_peer_set(rtp, &said);
	leg_init(&leg, &kind, LEG_PCMA, 101);
	leg_listen(&leg, &handler, NULL);

	while (size >= 2) {
		size_t part = data[1];

		part = part > size - 2 ? size - 2 : part;
		feed(rtp, data[0], data + 2, part);
		data += 2 + part;
		size -= 2 + part;
	}

	return 0;
}
