/**
 * @file tap.h  What both sides of a call say, as it is said, to the recorder (record/record.h)
 *
 *      packets of a side ──▶ │ · · · · piece n │ · · piece n+1 · │        a packet is put where its time stamp belongs, TAP_LEAD_MS behind
 *                            │                 ▲ now + lead               the moment when the first one came: so much it may be late
 *      tick ──────────────────▶ a piece that is over goes to the recorder, and comes back
 *
 * Begins when the two are joined, goes on while the call is held or waits again (nothing comes: silence), ends with the talk. The two
 * sides are aligned by time: what was heard at one moment lies in one slot. While it is paused nothing is kept, and the slots say so.
 *
 * Nothing here waits or fails: without memory, or with a recorder that is behind, pieces are missing (a gap).
 */
#ifndef OTKLIK_VOICE_TAP_H
#define OTKLIK_VOICE_TAP_H

#include "call/call.h"
#include "record/store.h"
#include "voice/media/leg.h"

struct recorder;
struct tap;
struct voice;

enum {
	TAP_LEAD_MS = 60,
	TAP_SKEW_MS = 200,               /* a time stamp that is further off than this is counted anew */
};

/** Begins; `call` is its id. ENOMEM */
int tap_alloc(struct tap **tp, struct voice *v, int64_t call) MUST_CHECK;

/** What the citizen's side said goes to `h`, too: each piece as it is over, n samples of A-law, borrowed */
void tap_hear(struct tap *tap, void (*h)(const uint8_t *sound, size_t n, void *arg), void *arg);

/** No more is taken; what there is goes to the recorder. tap_end() or tap_drop() follows */
void tap_stop(struct tap *tap);

/** The same as tap_end(), but what was recorded is forgotten. NULL: nothing */
void tap_drop(struct tap *tap);

/** Sound of a side */
void tap_media(struct tap *tap, bool staff, const struct leg_media *media, int64_t now_ms);

/** Once in 20 ms or so */
void tap_tick(struct tap *tap, int64_t now_ms);

/** Pauses, or goes on. False: it was so already */
bool tap_pause(struct tap *tap, bool on);

enum call_recording tap_state(const struct tap *tap);

/** A word into the journal: refused, paused, resumed; staff 0 the citizen */
void tap_mark(struct voice *v, enum record_word word, int64_t call, int64_t staff);

/** The talk is over: what is left goes to the recorder. The tap is freed once all has come back. NULL: nothing */
void tap_end(struct tap *tap);

#endif
