/**
 * @file source.h  How many calls come from where
 *
 * IPv4 counts by address, IPv6 by /64. A source is remembered while it has calls or has used up some of its rate; there are at
 * most SOURCES_MAX of them: past that, strangers are refused until the idle ones are forgotten. Pure: now is an argument.
 */
#ifndef OTKLIK_VOICE_SOURCE_H
#define OTKLIK_VOICE_SOURCE_H

#include "voice/libre.h"

enum { SOURCES_MAX = 20000 };

struct sources;
struct source;

int sources_alloc(struct sources **sp) MUST_CHECK;

/**
 * A new call
 *
 * @param sp     One call's share in its source: *owned*, mem_deref gives it back; set when 0 is returned
 * @param calls  At one time; 0 any number
 * @param rate   A second, with bursts of as many; 0 any
 *
 * @return 0; EBUSY too many at one time; EAGAIN too fast, or too many sources; ENOMEM
 */
int source_take(struct source **sp, struct sources *ss, const struct sa *addr, unsigned calls, unsigned rate, int64_t now_ms) MUST_CHECK;

/** Forgets idle sources: now and then */
void sources_sweep(struct sources *ss, int64_t now_ms);

unsigned sources_count(const struct sources *ss);

#endif
