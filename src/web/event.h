/**
 * @file event.h  Events for open screens: SSE (WHATWG HTML §9.2) at GET /api/v1/events
 *
 * One log of recent events, shared by all streams; a stream is a place in it, so an event costs its text once and a silent
 * stream next to nothing:
 *
 *      evicted …│ 5 │ 6 │ 7 │ v │ 8 │◄── web_event_publish        v: without a position ("who is typing"), never replayed
 *                     ▲           ▲
 *                 a slow stream   most streams (asleep)
 *
 * A stream that falls out of the log is cut; the browser comes back with Last-Event-ID and gets what it missed, or `reset`
 * when that is no longer there. What a stream may see is decided by the roles of its session; when they change, it is cut.
 */
#ifndef OTKLIK_WEB_EVENT_H
#define OTKLIK_WEB_EVENT_H

#include "base/def.h"

struct web;

enum { EVENT_LOG = 8192 };         /* events that are kept */

/**
 * Gives an event to the streams whose session has one of the roles. On the web thread
 *
 * @param pos      Position in the journal, growing; 0: none, not replayed
 * @param audience Bits of enum role
 * @param type     "appeal"
 * @param json     One line
 */
void web_event_publish(struct web *web, int64_t pos, unsigned audience, const char *type, struct pl json);

/** The same from any thread: copies and posts */
int web_event_post(struct web *web, int64_t pos, unsigned audience, const char *type, struct pl json) MUST_CHECK;

/** Where the journal stands when the program starts: older positions get `reset`. Any thread, before or after streams open */
int web_event_floor(struct web *web, int64_t pos) MUST_CHECK;

/** Open streams; web thread */
unsigned web_event_streams(const struct web *web);

/** Open streams of one member of staff: a window each. Web thread */
unsigned web_event_windows(const struct web *web, int64_t staff);

/** Gives an event without a position to the streams of one member of staff alone. On the web thread */
void web_event_tell(struct web *web, int64_t staff, const char *type, struct pl json);

#endif
