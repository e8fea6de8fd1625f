/**
 * @file player.c  What plays to a leg
 */
#include "voice/media/player.h"


int player_add(struct player *p, struct sound *sound, unsigned gap_ms)
{
	unsigned i;

	if (p->n == PLAYER_MAX)
		return ENOSPC;

	i = (p->first + p->n) % PLAYER_MAX;
	p->at[i].sound = sound_ref(sound);
	p->at[i].gap = gap_ms * (SOUND_RATE / 1000);
	p->n++;

	return 0;
}


void player_music(struct player *p, struct sound *music)
{
	if (music == p->music)
		return;

	sound_unref(p->music);
	p->music = music ? sound_ref(music) : NULL;
	p->music_pos = 0;
}


static void next(struct player *p)
{
	p->at[p->first].sound = sound_unref(p->at[p->first].sound);
	p->first = (uint8_t)((p->first + 1) % PLAYER_MAX);
	p->n--;
	p->pos = 0;
}


void player_cut(struct player *p)
{
	while (p->n)
		next(p);
}


void player_clear(struct player *p)
{
	player_cut(p);
	player_music(p, NULL);
}


bool player_waits(const struct player *p)
{
	return p->n > 0;
}


/* Samples of what waits; how many there were before it ended */
static size_t take_waiting(struct player *p, uint8_t *out, size_t want)
{
	size_t got = 0;

	while (got < want && p->n) {
		size_t all = sound_samples(p->at[p->first].sound) + p->at[p->first].gap;
		size_t part = all - p->pos;

		if (!part) {
			next(p);
			continue;
		}

		if (part > want - got)
			part = want - got;
		sound_read(p->at[p->first].sound, p->pos, out + got, part);      /* behind its end there is silence: the gap */
		p->pos += part;
		got += part;
		if (p->pos == all)
			next(p);
	}

	return got;
}


static void take_music(struct player *p, uint8_t *out, size_t want)
{
	sound_read_loop(p->music, p->music_pos, out, want);
	p->music_pos = (p->music_pos + want) % sound_samples(p->music);
}


bool player_tick(struct player *p, struct leg *leg)
{
	uint8_t out[LEG_PACKET_SIZE];
	bool waited = p->n > 0;
	size_t got;

	if (!p->n && !p->music)
		return false;

	got = take_waiting(p, out, sizeof(out));
	if (p->music)
		take_music(p, out + got, sizeof(out) - got);
	else
		memset(out + got, SOUND_SILENCE, sizeof(out) - got);

	p->seq++;
	p->ts += LEG_PACKET_SIZE;
	leg_send(leg, p, &(struct leg_media){.codec = LEG_PCMA, .seq = p->seq, .ts = p->ts, .data = out, .size = sizeof(out)});

	return waited && !p->n;
}
