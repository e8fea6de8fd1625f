/**
 * @file service.h  A caller asks how an application stands: the verb `service` of a flow
 */
#ifndef OTKLIK_VOICE_SERVICE_H
#define OTKLIK_VOICE_SERVICE_H

#include "voice/vcall.h"

enum { SERVICE_ASKS_MAX = 10 };          /* of one call: nobody tries numbers through */

/** Is there a system to ask? Menus offer it as long as one is set and can be started: that it is away is told to who asks */
bool service_offers(const struct voice *v);

/** Asks about what was typed; the flow is told. May end the call */
void service_look(struct vcall *call);

/** The call is over: what was found is forgotten */
void service_over(struct vcall *call);

#endif
