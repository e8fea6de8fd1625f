/**
 * @file asset.h  The files that browsers load, embedded in the program by tools/asset_gen.py
 *
 * Found by address, already compressed, never changing while the program runs: everything here is constant, and may be
 * handed to libmicrohttpd as persistent memory. Addresses for templates and C are the constants of web/asset_name.h.
 */
#ifndef OTKLIK_WEB_ASSET_H
#define OTKLIK_WEB_ASSET_H

#include "base/def.h"
#include "web/asset_name.h"

enum asset_coding {
	ASSET_PLAIN,
	ASSET_GZIP,
	ASSET_BROTLI,
	ASSET_CODING_COUNT
};

struct asset_part {
	const uint8_t *data;      /* NULL: not kept in this coding */
	size_t size;              /* bytes */
};

struct asset {
	const char *path;         /* "/a/site.1f0c….css", "/desk/" */
	const char *type;         /* Content-Type */
	const char *digest;       /* of the plain content, 24 hexadecimal digits */
	bool immutable;           /* the name changes with the content: Cache-Control: public, max-age=31536000, immutable */
	struct asset_part part[ASSET_CODING_COUNT];
};

enum { ASSET_ETAG_SIZE = 32 };

/** The asset of a path (without query), or NULL */
const struct asset *asset_find(struct pl path);

/**
 * The smallest kept coding that a client takes
 *
 * @param asset  Asset
 * @param accept Accept-Encoding, or none; RFC 9110 section 12.5.3: q=0 refuses, * stands for those not named
 *
 * @return Coding; ASSET_PLAIN when nothing else is acceptable
 */
enum asset_coding asset_pick(const struct asset *asset, struct pl accept);

/** Does a client take a coding? */
bool asset_accepts(struct pl accept, enum asset_coding coding);

/** The Content-Encoding of a coding: "gzip", "br"; NULL for the plain one */
const char *asset_coding_name(enum asset_coding coding);

/** Writes the strong ETag, quotes and all; it differs between codings, because their bytes differ (RFC 9110 section 8.8.1) */
void asset_etag(char etag[ASSET_ETAG_SIZE], const struct asset *asset, enum asset_coding coding);

/** Does If-None-Match name the asset in any coding? Then the answer is 304 */
bool asset_fresh(const struct asset *asset, struct pl if_none_match);

#endif
