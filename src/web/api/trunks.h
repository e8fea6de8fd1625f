/**
 * @file trunks.h  How a trunk stands, as a document
 */
#ifndef OTKLIK_WEB_API_TRUNKS_H
#define OTKLIK_WEB_API_TRUNKS_H

#include <jansson.h>
#include "trunk/trunk.h"

/** {key, state, calls, reason?, registered?, since?, simple?}; owned. `since` (owned; NULL: none) is its since_ms in words. NULL: ENOMEM */
json_t *trunk_json(const struct trunk_view *t, json_t *since) MUST_CHECK;

#endif
