/**
 * @file static.c  Embedded files (web/asset.h): compressed beforehand, never changing while the program runs; whole, or one range of them
 */
#include "web/asset.h"
#include "web/web_priv.h"


/* "/desk/appeals/AB-…" is the desk's own address: its page finds the way. A name with a dot would be a file */
static bool desk_address(struct pl path)
{
	if (path.l < 6 || memcmp(path.p, "/desk/", 6))
		return false;

	for (size_t i = path.l; i-- && path.p[i] != '/';) {
		if (path.p[i] == '.')
			return false;
	}

	return true;
}


const struct asset *static_find(struct pl path)
{
	const struct asset *asset = asset_find(path);

	return !asset && desk_address(path) ? asset_find(PL_LIT("/desk/")) : asset;
}


void static_reply(struct request *req, const struct asset *asset)
{
	enum asset_coding coding = asset_pick(asset, request_header(req, "Accept-Encoding"));
	const struct asset_part *part = &asset->part[coding];
	struct MHD_Response *resp;
	char etag[ASSET_ETAG_SIZE];
	int64_t first, last;
	int status = 200;

	asset_etag(etag, asset, coding);
	reply_header(req, "ETag", "%s", etag);
	reply_header(req, "Vary", "Accept-Encoding");
	reply_header(req, "Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");

	if (asset_fresh(asset, request_header(req, "If-None-Match"))) {
		reply_empty(req, 304);
		return;
	}

	reply_header(req, "Accept-Ranges", "bytes");
	if (range_take(req, (int64_t)part->size, &first, &last, &status))
		return;

	reply_header(req, "Content-Type", "%s", asset->type);
	if (coding != ASSET_PLAIN)
		reply_header(req, "Content-Encoding", "%s", asset_coding_name(coding));

	resp = MHD_create_response_from_buffer((size_t)(last - first + 1), (void *)(uintptr_t)(part->data + first), MHD_RESPMEM_PERSISTENT);
	reply_response(req, status, resp);
}
