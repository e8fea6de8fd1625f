/**
 * @file dialled.h  Which line was really dialled, and who calls
 *
 * Diversion, History-Info and P-Asserted-Identity are believed of trusted trunks alone: anybody can write them.
 */
#ifndef OTKLIK_VOICE_DIALLED_H
#define OTKLIK_VOICE_DIALLED_H

#include "line/line.h"
#include "voice/sip/trunk.h"

/**
 * The line: of what was dialled before it was forwarded to us (trusted), of the request's address; of a trunk's call also of To, for a
 * carrier sends to the name that we registered, and then of the trunk's own number
 *
 * @param t      Whose call it is; NULL: of no trunk
 * @param number Which number of the line; NULL: its key. Borrowed; untouched when there is no line
 *
 * @return borrowed; NULL: there is none
 */
const struct line *dialled_line(const struct voice *v, const struct sip_msg *msg, const struct trunk *t, const struct line_number **number);

/** Who calls, as it stands in the address; "" withheld. `size` bytes with the zero */
void dialled_caller(char *user, size_t size, const struct sip_msg *msg, const struct trunk *t);

#endif
