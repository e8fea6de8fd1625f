/**
 * @file wait.h  A caller who waits: what is said meanwhile, and who leaves the queue by their own wish
 */
#ifndef OTKLIK_VOICE_WAIT_H
#define OTKLIK_VOICE_WAIT_H

#include "voice/vcall.h"

/** A second has passed: the next offer has its time, or nothing was said for long. May end the call */
void wait_second(struct vcall *call, int64_t now_ms);

/** Out of the queue: the flow has it again. Whoever answers an older offer is too late */
void wait_leave(struct vcall *call);

#endif
