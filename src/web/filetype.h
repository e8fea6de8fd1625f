/**
 * @file filetype.h  What a file is, by its content; pure
 */
#ifndef OTKLIK_WEB_FILETYPE_H
#define OTKLIK_WEB_FILETYPE_H

#include "base/def.h"

/**
 * The media type of a file by its beginning, from the list of those that we take
 *
 * @param head The first bytes, as many as there are up to 64 KiB
 *
 * @return Constant: application/pdf, image/png, image/jpeg, image/gif, image/webp, image/heic, image/tiff, the three of OOXML
 *         and ODF texts, tables and slides, text/plain; NULL for all else
 */
const char *filetype_of(struct pl head);

/**
 * Cleans the name that a client gives: the part after the last slash or backslash, without control and direction characters,
 * valid UTF-8, at most `size` - 1 bytes (the ending is kept); "file" when nothing is left
 */
void filename_clean(char *name, size_t size, struct pl given);

#endif
