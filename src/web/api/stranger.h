/**
 * @file stranger.h  Logins that nobody has: they are locked like those that somebody has
 *
 * The store counts wrong passwords of members alone. Were a login that is not there never locked, the fifth wrong password
 * would tell which logins exist. So the last STRANGERS_MAX unknown ones are remembered here, by a digest, with the rule of
 * the staff room (sign_in_pause_ms). Web thread only.
 */
#ifndef OTKLIK_WEB_API_STRANGER_H
#define OTKLIK_WEB_API_STRANGER_H

#include "base/def.h"

enum { STRANGERS_MAX = 4096 };

/** A wrong password for a login that nobody has */
void stranger_wrong(const char *login, int64_t now_ms);

/** Is it locked, and until when? */
bool stranger_locked(const char *login, int64_t now_ms, int64_t *until_ms);

#endif
