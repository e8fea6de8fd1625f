/**
 * @file report.c  Fuzzes RTCP of browsers and what is counted of their sound: datagrams, each a byte of kind, two of length, its bytes
 */
#include "fuzz.h"
#include "voice/webrtc/browser_priv.h"

enum { TEN_S = 10 * 1000 };


static void feed(struct browser *b, uint8_t kind, const uint8_t *data, size_t size, int64_t now_ms)
{
	struct mbuf *mb = mbuf_alloc(size + 1);
	struct rtp_header hdr;

	CLAIM(mb && 0 == mbuf_write_mem(mb, data, size));
	mb->pos = 0;
	if (kind & 1)
		report_take(b, mb, now_ms);
	else if (!rtp_hdr_decode(&hdr, mb))
		reception_count(&b->in, &hdr, kind & 2 ? 48000 : 8000, now_ms);

	CLAIM(b->stats.rtt_ms <= TEN_S);
	CLAIM(b->stats.tx_lost <= 0x7fffff);
	CLAIM(!b->in.begun || b->in.received);
	mem_deref(mb);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct browser b;
	int64_t now_ms = 1000000;

	memset(&b, 0, sizeof(b));
	b.ssrc = 0x01020304;

	while (size >= 3) {
		size_t part = (size_t)(data[1] << 8 | data[2]);

		part = part > size - 3 ? size - 3 : part;
		feed(&b, data[0], data + 3, part, now_ms);
		now_ms += data[0] >> 2;
		data += 3 + part;
		size -= 3 + part;
	}

	return 0;
}
