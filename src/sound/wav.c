/**
 * @file wav.c  Reads and writes WAV (RIFF, Multimedia Programming Interface and Data Specifications 1.0, 1991)
 */
#include <endian.h>
#include "sound/wav.h"

enum { RIFF_HEAD = 12, CHUNK_HEAD = 8, FMT_MIN = 16, RATE_MIN = 4000, RATE_MAX = 48000 };


static uint32_t le(const uint8_t *p, unsigned bytes)
{
	uint32_t v = 0;

	while (bytes--)
		v = v << 8 | p[bytes];

	return v;
}


static int format_read(struct wav *wav, const uint8_t *fmt, size_t size)
{
	if (size < FMT_MIN)
		return EBADMSG;

	wav->rate = le(fmt + 4, 4);
	if (1 != le(fmt, 2) || 1 != le(fmt + 2, 2) || 16 != le(fmt + 14, 2))
		return ENOTSUP;

	return wav->rate < RATE_MIN || wav->rate > RATE_MAX ? ENOTSUP : 0;
}


int wav_read(struct wav *wav, const uint8_t *buf, size_t size)
{
	struct wav got = {0};
	size_t at = RIFF_HEAD;

	if (size < RIFF_HEAD || memcmp(buf, "RIFF", 4) || memcmp(buf + 8, "WAVE", 4))
		return EBADMSG;

	while (size - at >= CHUNK_HEAD) {

		const uint8_t *chunk = buf + at;
		const size_t said = le(chunk + 4, 4), left = size - at - CHUNK_HEAD, len = said < left ? said : left;

		if (0 == memcmp(chunk, "fmt ", 4)) {
			int err = format_read(&got, chunk + CHUNK_HEAD, len);

			if (err)
				return err;
		}
		else if (0 == memcmp(chunk, "data", 4)) {
			if (!got.rate)
				return EBADMSG;
			got.data = chunk + CHUNK_HEAD;
			got.samples = len / 2;
			*wav = got;
			return 0;
		}

		at += CHUNK_HEAD + len + (len % 2 && len < left);
	}

	return EBADMSG;
}


int16_t wav_sample(const struct wav *wav, size_t at)
{
	return (int16_t)le(wav->data + 2 * at, 2);
}


int wav_write(struct mbuf *mb, const int16_t *samples, size_t n, unsigned rate)
{
	const uint32_t bytes = (uint32_t)(2 * n);
	int err;

	err  = mbuf_write_str(mb, "RIFF");
	err |= mbuf_write_u32(mb, htole32(36 + bytes));
	err |= mbuf_write_str(mb, "WAVEfmt ");
	err |= mbuf_write_u32(mb, htole32(FMT_MIN));
	err |= mbuf_write_u16(mb, htole16(1));
	err |= mbuf_write_u16(mb, htole16(1));
	err |= mbuf_write_u32(mb, htole32(rate));
	err |= mbuf_write_u32(mb, htole32(2 * rate));
	err |= mbuf_write_u16(mb, htole16(2));
	err |= mbuf_write_u16(mb, htole16(16));
	err |= mbuf_write_str(mb, "data");
	err |= mbuf_write_u32(mb, htole32(bytes));
	for (size_t i = 0; !err && i < n; i++)
		err = mbuf_write_u16(mb, htole16((uint16_t)samples[i]));

	return err;
}
