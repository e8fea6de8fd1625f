/**
 * @file player.h  What plays to a leg: sounds one after the other, 20 ms a tick
 *
 * Each sound is shared by any number of players (sound/sound.h). Nothing here allocates.
 */
#ifndef OTKLIK_VOICE_PLAYER_H
#define OTKLIK_VOICE_PLAYER_H

#include "sound/sound.h"
#include "voice/media/leg.h"

enum { PLAYER_MAX = 24 };                /* sounds that wait */

struct player {                          /* zeroed to begin with; player_clear() at the end */
	struct {
		struct sound *sound;     /* a reference */
		uint32_t gap;            /* samples of silence behind it */
	} at[PLAYER_MAX];
	uint8_t first, n;
	size_t pos;                      /* samples of the first that have been played, its gap counted */
	struct sound *music;             /* a reference: played round and round when nothing waits; or NULL */
	size_t music_pos;
	uint16_t seq;
	uint32_t ts;
};

/** Adds a sound at the end (a reference is taken). ENOSPC */
int player_add(struct player *p, struct sound *sound, unsigned gap_ms) MUST_CHECK;

/** What plays when nothing waits (a reference is taken); NULL: nothing */
void player_music(struct player *p, struct sound *music);

/** Forgets what waits, at once; the music stays */
void player_cut(struct player *p);

/** Forgets all */
void player_clear(struct player *p);

/** Does something wait to be played, besides the music? */
bool player_waits(const struct player *p);

/** Sends the next 20 ms to the leg, if there is anything. @return true when the last sound that waited has just ended */
bool player_tick(struct player *p, struct leg *leg);

#endif
