/**
 * @file report.c  Fuzzes RTCP and what is counted of their sound: datagrams, each a byte of kind, two of length, its bytes
 */
#include "fuzz.h"
#include "voice/media/report.h"

enum { TEN_S = 10 * 1000, MINUTE = 60 * 1000 };


static void feed(struct report *r, uint8_t kind, const uint8_t *data, size_t size, int64_t now_ms)
{
	struct mbuf *mb = mbuf_alloc(size + 1);
	struct call_quality q;
	struct rtp_header hdr;

	CLAIM(mb && 0 == mbuf_write_mem(mb, data, size));
	mb->pos = 0;
	if (kind & 1)
		(void)report_take(r, mb, now_ms);
	else if (!rtp_hdr_decode(&hdr, mb))
		reception_count(&r->in, &hdr, kind & 2 ? 48000 : 8000, now_ms);

	mbuf_reset(mb);
	CLAIM(!(kind & 4) || 0 == report_encode(mb, r, now_ms));
	CLAIM(mb->end <= REPORT_SIZE);
	report_quality(r, &q);
	CLAIM(q.rtt_ms <= TEN_S && q.lost <= 1000 && q.lost_all <= 1000 && q.far_lost <= 1000 && q.far_lost_all <= 1000);
	CLAIM(q.jitter_ms <= MINUTE && q.far_jitter_ms <= MINUTE);
	CLAIM(!r->in.begun || r->in.received);
	mem_deref(mb);
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report r = {.ssrc = 0x01020304, .rate_hz = 8000};
	int64_t now_ms = 1000000;

	while (size >= 3) {
		size_t part = (size_t)(data[1] << 8 | data[2]);

		part = part > size - 3 ? size - 3 : part;
		feed(&r, data[0], data + 3, part, now_ms);
		now_ms += data[0] >> 2;
		data += 3 + part;
		size -= 3 + part;
	}

	return 0;
}
