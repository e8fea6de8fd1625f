/**
 * @file seal.h  To what the secret of a telephone is bound (inside the room)
 */
#ifndef OTKLIK_PHONE_SEAL_H
#define OTKLIK_PHONE_SEAL_H

#include "base/def.h"

enum { PHONE_CONTEXT_SIZE = 40 };

struct pl phone_seal_context(char buf[PHONE_CONTEXT_SIZE], int64_t staff);

#endif
