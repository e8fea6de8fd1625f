/**
 * @file source.h  How many calls come from where
 *
 * IPv4 counts by address, IPv6 by /64. A source is remembered while it has calls or has used up some of its rate; there are at
 * most SOURCES_MAX of them: past that, strangers are refused until the idle ones are forgotten. A source that asked for too much
 * that is not here is banned for a while (ban.h). Addresses of UDP can be forged: who only asks for what is not here takes no
 * room in the half that is for calls, and is not counted when there is no other. Pure: now is an argument.
 */
#ifndef OTKLIK_VOICE_SOURCE_H
#define OTKLIK_VOICE_SOURCE_H

#include "voice/libre.h"

enum { SOURCES_MAX = 20000, SOURCES_STRANGE = SOURCES_MAX / 2 };

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

/** It asked for what is not here; `most` times in ten minutes ban it for `ban_ms`. True: it is banned from now on */
bool source_strange(struct sources *ss, const struct sa *addr, unsigned most, int64_t ban_ms, int64_t now_ms);

/** Is it banned? */
bool source_banned(const struct sources *ss, const struct sa *addr, int64_t now_ms);

/** Forgets idle sources: now and then */
void sources_sweep(struct sources *ss, int64_t now_ms);

unsigned sources_count(const struct sources *ss);

#endif
