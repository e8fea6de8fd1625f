/**
 * @file dtmf.c  Fuzzes telephone keys: presses of which any packets are lost or doubled are each heard once; then packets of any bytes
 *
 * Two bytes a press: the key (low four bits; 0x10: each packet comes twice), and which of its eight packets come.
 */
#include "fuzz.h"
#include "voice/media/dtmf.h"

enum { PACKETS = 8, ENDS = 3, PRESS = PACKETS * DTMF_STEP, PAUSE = 400 };


static unsigned press(struct dtmf *d, uint32_t ts, uint8_t how, uint8_t mask)
{
	uint8_t payload[DTMF_SIZE];
	unsigned heard = 0;

	for (int i = 0; i < PACKETS; i++) {
		bool end = i >= PACKETS - ENDS;

		if (!(mask & 1 << i))
			continue;
		dtmf_encode(payload, how & 15, end, (uint16_t)(DTMF_STEP * (end ? PACKETS - ENDS : i + 1)));
		for (int twice = 0; twice < (how & 0x10 ? 2 : 1); twice++) {
			char key = dtmf_heard(d, ts, 7, payload, sizeof(payload));

			CLAIM(!key || dtmf_event(key) == (how & 15));
			heard += key != 0;
		}
	}

	return heard;
}


static void any(const uint8_t *data, size_t size)
{
	struct dtmf d = {0};

	for (; size >= 8; data += 8, size -= 8) {
		uint32_t ts = (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
		char key = dtmf_heard(&d, ts, data[4] & 3, data + 4, data[7] & 7);

		CLAIM(!key || dtmf_event(key) == data[4]);
		CLAIM(!dtmf_heard(&d, ts, data[4] & 3, data + 4, data[7] & 7));
	}
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dtmf d = {0};
	uint32_t ts = size ? data[0] * 0x01010101U : 0;

	for (size_t i = 0; i + 1 < size; i += 2) {
		CLAIM(press(&d, ts, data[i], data[i + 1]) == (data[i + 1] != 0));
		ts += PRESS + PAUSE;
	}

	any(data, size);
	return 0;
}
