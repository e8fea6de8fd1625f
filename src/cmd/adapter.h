/**
 * @file adapter.h  Inside of `otklik adapter`
 */
#ifndef OTKLIK_CMD_ADAPTER_H
#define OTKLIK_CMD_ADAPTER_H

#include "base/def.h"

/** Plays a status adapter on stdin and stdout until stdin ends; what argv asks for. One of CMD_… */
int adapter_simulate(int argc, char *argv[]);

/** What the simulator knows of an application (JSON text, to be freed): a state by the last digit; `today` is a day number */
enum simulated { SIMULATED_FOUND, SIMULATED_NONE, SIMULATED_AWAY };
enum simulated adapter_simulated(char **result, const char *application, const char *person, int32_t today, unsigned *delay_ms);

#endif
