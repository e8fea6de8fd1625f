/**
 * @file sdnotify.h  Tells the service manager how we are: sd_notify(3), spoken directly
 *
 * The protocol is one datagram to the socket that $NOTIFY_SOCKET names, and it is promised to stay; so the library is left out.
 * Without that variable every function does nothing. A manager that does not listen holds nobody up and is no error.
 */
#ifndef OTKLIK_BASE_SDNOTIFY_H
#define OTKLIK_BASE_SDNOTIFY_H

#include "base/def.h"

/** The start is done, or a reload is */
void sdnotify_ready(void);

/** A reload begins; sdnotify_ready ends it */
void sdnotify_reloading(void);

/** The end begins */
void sdnotify_stopping(void);

/** Sign of life for the watchdog */
void sdnotify_alive(void);

/** A line for `systemctl status`; libre's formats, at most 200 bytes */
void sdnotify_status(const char *fmt, ...);

/** How often sdnotify_alive is to be called, ms: half of what the watchdog allows; 0: nobody waits for it */
int64_t sdnotify_interval_ms(void);

#endif
