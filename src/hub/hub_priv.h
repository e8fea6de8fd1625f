/**
 * @file hub_priv.h  Inside the hub
 */
#ifndef OTKLIK_HUB_HUB_PRIV_H
#define OTKLIK_HUB_HUB_PRIV_H

#include "hub/dispatch.h"

/** On the hub's thread; NULL when the hub is ending */
struct dispatch *hub_dispatch(const struct hub *hub);

#endif
