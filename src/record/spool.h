/**
 * @file spool.h  A call while it is recorded: a file that can be read up to its last whole piece, whatever ended it
 *
 *   DATA/spool/CALL.spool          CALL: the call's id in decimal
 *
 *   0                   16     24      32                    104
 *   | "otklik spool 1\n" | call | began | the spool's own key | piece | piece | …
 *
 *   piece    le16 size of what is sealed | index le32 | sealed: index le32, paused le32, sides u8, 4000 bytes of each side with sound | tag
 *
 * A piece is half a second of A-law of both sides. Its own key lies sealed under KEY_SOUND, with the bytes before it as associated data;
 * pieces are sealed under it with XChaCha20-Poly1305, the same associated data and le64 of their index as nonce. An index is written once: what
 * a full disk cut short is lost, and never tried again with other bytes. A piece that was changed, moved or cut does not open. What does not open ends the spool: a torn tail
 * is no fault, the program or the power went while it was written.
 *
 * Threads: a spool and a reader belong to one at a time.
 */
#ifndef OTKLIK_RECORD_SPOOL_H
#define OTKLIK_RECORD_SPOOL_H

#include "db/keyring.h"

enum {
	SPOOL_RATE       = 8000,                /* samples a second of each side */
	SPOOL_SLOTS      = 25,                  /* of 20 ms in a piece */
	SPOOL_SIDE       = 4000,                /* samples of a side in a piece */
	SPOOL_PIECE_MS   = 500,
	SPOOL_PIECES_MAX = 8 * 3600 * 2,        /* 8 hours: what goes on is not recorded */
	SPOOL_HEAD       = 104,
	SPOOL_PLAIN_MAX  = 9 + 2 * SPOOL_SIDE,
	SPOOL_TAG        = 16,
	SPOOL_NAME_SIZE  = 20 + sizeof(".spool"),
	SPOOL_SILENCE    = 0xd5,                /* a sample of A-law */
};

enum spool_side { SPOOL_CITIZEN, SPOOL_STAFF, SPOOL_SIDES };

/** Half a second; what a side did not send is silence */
struct spool_piece {
	uint32_t index;                         /* from the beginning; one that is missing was lost */
	uint32_t paused;                        /* bits by slot: not recorded on purpose */
	uint8_t sides;                          /* bits by enum spool_side: has sound */
	uint8_t sound[SPOOL_SIDES][SPOOL_SIDE]; /* A-law */
};

/** A piece as bytes, and back: pure. @return how many; 0 … SPOOL_PLAIN_MAX */
size_t spool_pack(uint8_t out[SPOOL_PLAIN_MAX], const struct spool_piece *piece);
/** EBADMSG: not a piece. Sides without sound are filled with silence */
int spool_unpack(struct spool_piece *piece, struct pl plain) MUST_CHECK;

/** "123.spool", and back: 0 when it is another name */
void spool_name(char name[SPOOL_NAME_SIZE], int64_t call);
int64_t spool_call(const char *name);

struct spool;

/**
 * Begins a file; mem_deref closes it, and it stays
 *
 * @param dirfd    Folder of the spools; borrowed
 * @param began_ms Unix ms of index 0
 *
 * @return EEXIST; ENOSPC the disk is full
 */
int spool_create(struct spool **sp, int dirfd, const struct keyring *keys, int64_t call, int64_t began_ms) MUST_CHECK;

/** Adds a piece, of a higher index than the one before. After ENOSPC the file is as it was, and the next piece may find room */
int spool_add(struct spool *s, const struct spool_piece *piece) MUST_CHECK;

/** Durable from here on */
int spool_sync(struct spool *s) MUST_CHECK;

struct spool_reader;

/** EBADMSG: not a spool, or under another key; ENOENT */
int spool_open(struct spool_reader **rp, int dirfd, const char *name, const struct keyring *keys) MUST_CHECK;

/** From an open file, which is taken over also when it fails */
int spool_open_fd(struct spool_reader **rp, int fd, const struct keyring *keys) MUST_CHECK;

int64_t spool_began_ms(const struct spool_reader *r);
int64_t spool_call_of(const struct spool_reader *r);

/** The next piece; *more false: there is none, *piece untouched. Fails only where the disk does */
int spool_next(struct spool_reader *r, struct spool_piece *piece, bool *more) MUST_CHECK;

/** After the last piece: was there more that could not be read? */
bool spool_torn(const struct spool_reader *r);

#endif
