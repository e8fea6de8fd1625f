/**
 * @file qr.h  A QR code as SVG
 */
#ifndef OTKLIK_WEB_QR_H
#define OTKLIK_WEB_QR_H

#include "base/def.h"

/**
 * Writes an <svg> with the QR code of a text (error correction M, quiet zone of four modules, dark on white in every theme)
 *
 * @param mb   Buffer
 * @param text At most 512 bytes
 *
 * @return 0, E2BIG for a longer text, ENOMEM
 */
int qr_svg(struct mbuf *mb, struct pl text) MUST_CHECK;

#endif
