/**
 * @file multipart.h  multipart/form-data (RFC 7578), strictly and by the piece; pure
 *
 *     --BOUNDARY CRLF headers CRLF CRLF content CRLF --BOUNDARY CRLF … CRLF --BOUNDARY-- epilogue
 *
 * Fed with whatever came; tells its handlers of parts, and stops after a part has ended so that its owner may wait (the
 * content of files goes to disk elsewhere). Holds back at most a boundary's length. Nothing is guessed: a line without
 * CR, a header that is too long, a part without a name are EBADMSG.
 */
#ifndef OTKLIK_WEB_MULTIPART_H
#define OTKLIK_WEB_MULTIPART_H

#include "base/def.h"

enum {
	MULTIPART_BOUNDARY_MAX = 70,       /* RFC 2046 §5.1.1 */
	MULTIPART_HEADERS_MAX = 2048,      /* of one part, bytes */
	MULTIPART_HOLD = MULTIPART_BOUNDARY_MAX + 4,   /* at most so much more than was fed is told */
};

struct multipart;

struct multipart_h {
	/** A part begins; filename.p == NULL: a field. Borrowed until it returns; not checked to be UTF-8 */
	int (*begin_h)(struct pl name, struct pl filename, void *arg);
	int (*data_h)(const uint8_t *data, size_t size, void *arg);
	int (*end_h)(void *arg);
	void *arg;
};

/** @param type The Content-Type; EBADMSG without a good boundary */
int multipart_alloc(struct multipart **mpp, struct pl type, const struct multipart_h *handlers) MUST_CHECK;

/**
 * Takes bytes
 *
 * @param used Result: how many were taken; fewer than `size` when a part ended: call again with the rest
 */
int multipart_feed(struct multipart *mp, const uint8_t *data, size_t size, size_t *used) MUST_CHECK;

/** The body is whole: EBADMSG when the closing boundary has not come */
int multipart_end(const struct multipart *mp) MUST_CHECK;

#endif
