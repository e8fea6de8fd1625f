/**
 * @file store_priv.h  Inside of the store of recordings
 */
#ifndef OTKLIK_RECORD_STORE_PRIV_H
#define OTKLIK_RECORD_STORE_PRIV_H

#include "record/store.h"
#include "staff/role.h"

/** Who may hear it: who talked, who has the appeal (0: nobody), or whose role it is. Pure */
bool record_may(const struct actor *actor, int64_t talked, int64_t owner);

#endif
