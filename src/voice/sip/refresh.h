/**
 * @file refresh.h  Session timers (RFC 4028): a call whose other side is gone ends, though nobody said BYE
 *
 * One side refreshes the call now and then; when it does not, the other hangs up. Pure: what two sides agree on, and when what is due.
 */
#ifndef OTKLIK_VOICE_REFRESH_H
#define OTKLIK_VOICE_REFRESH_H

#include "base/def.h"

/** Who refreshes: "uac" called, "uas" was called */
enum refresh_by { REFRESH_ANY, REFRESH_UAC, REFRESH_UAS };

struct refresh {
	unsigned s;                      /* so long a call lives without; 0: for ever */
	enum refresh_by by;
};

enum refresh_verdict { REFRESH_GOOD, REFRESH_TOO_SHORT };

/** "1800;refresher=uac". False: it is none, and there is no timer */
bool refresh_read(struct refresh *r, struct pl value);

/** How we take the wish of who calls us: `supported` when it knows session timers itself; without a wish there is no timer */
enum refresh_verdict refresh_take(struct refresh *r, const struct refresh *wish, bool supported, unsigned min_s);

/** Milliseconds from a refresh to the next thing that is to be done: to refresh (we do), or to hang up (they did not); 0: nothing */
unsigned refresh_due_ms(const struct refresh *r, bool ours);

/** "uac", "uas" */
const char *refresh_by_name(enum refresh_by by);

#endif
