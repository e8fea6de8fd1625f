/**
 * @file place.h  What commands share that work with a store: settings, then the store they name
 */
#ifndef OTKLIK_CMD_PLACE_H
#define OTKLIK_CMD_PLACE_H

#include "cmd/cmd.h"
#include "db/store.h"

/** Filled by place_open; place_close bears zeros */
struct place {
	struct settings *settings;
	struct store *store;
};

/**
 * Loads the settings from what is left of argv and opens the store they name; says what is wrong
 *
 * @param lock Be the only one that works with the folder
 *
 * @return CMD_OK, CMD_USAGE or CMD_FAIL having said why
 */
int place_open(struct place *p, int argc, char *argv[], bool lock) MUST_CHECK;
/** The second half of it, when the settings are there */
int place_store(struct place *p, const char *command, bool lock) MUST_CHECK;
void place_close(struct place *p);

/** Where the master key lies by the settings (store.h); `path` has PATH_MAX bytes. False, having said it, without --data */
bool place_key(char *path, const struct settings *s, const char *command);

#endif
