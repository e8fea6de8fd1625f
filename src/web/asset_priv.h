/**
 * @file asset_priv.h  The table that tools/asset_gen.py makes; for asset.c alone
 */
#ifndef OTKLIK_WEB_ASSET_PRIV_H
#define OTKLIK_WEB_ASSET_PRIV_H

#include "web/asset.h"

/** Ordered by path, as bytes */
extern const struct asset asset_table[];
extern const size_t asset_count;

#endif
