/**
 * @file spool.c  Spools of recordings: pieces as they are once opened, and names of files
 */
#include "fuzz.h"
#include "record/spool.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct spool_piece piece;
	static uint8_t out[SPOOL_PLAIN_MAX];
	char name[SPOOL_NAME_SIZE + 8] = "";

	if (!spool_unpack(&piece, (struct pl){(const char *)data, size})) {
		CLAIM(piece.index < SPOOL_PIECES_MAX && piece.sides < 4 && !(piece.paused >> SPOOL_SLOTS));
		CLAIM(spool_pack(out, &piece) == size && !memcmp(out, data, size));
	}

	if (size)
		memcpy(name, data, size < sizeof(name) - 1 ? size : sizeof(name) - 1);
	CLAIM(spool_call(name) >= 0);
	return 0;
}
