/**
 * @file qr.c  Draws the modules of a QR code as one SVG path
 */
#include <qrencode.h>
#include "web/qr.h"

enum {
	QUIET = 4,          /* modules around the code, ISO/IEC 18004 */
	TEXT_MAX = 512,     /* bytes */
};


/* One subpath for each run of dark modules in a row */
static int path_write(struct mbuf *mb, const QRcode *qr)
{
	for (int y = 0; y < qr->width; y++) {
		for (int x = 0; x < qr->width; x++) {

			int start = x, err;

			while (x < qr->width && (qr->data[y * qr->width + x] & 1))
				x++;
			if (start == x)
				continue;

			err = mbuf_printf(mb, "M%d %dh%dv1h-%dz", start + QUIET, y + QUIET, x - start, x - start);
			if (err)
				return err;
		}
	}

	return 0;
}


int qr_svg(struct mbuf *mb, struct pl text)
{
	QRcode *qr;
	int side, err;

	if (text.l > TEXT_MAX)
		return E2BIG;

	qr = QRcode_encodeData((int)text.l, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);
	if (!qr)
		return ENOMEM;

	side = qr->width + 2 * QUIET;
	err = mbuf_printf(mb, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\" shape-rendering=\"crispEdges\">"
			  "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"", side, side, side, side);
	if (err)
		goto out;

	err = path_write(mb, qr);
	if (err)
		goto out;

	err = mbuf_write_str(mb, "\"/></svg>");

out:
	QRcode_free(qr);
	return err;
}
