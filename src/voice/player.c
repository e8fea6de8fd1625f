/**
 * @file player.c  What plays to a leg
 */
#include "voice/g711.h"
#include "voice/player.h"


int player_add(struct player *p, struct mbuf *sound, unsigned gap_ms)
{
	unsigned i;

	if (p->n == PLAYER_MAX)
		return ENOSPC;

	i = (p->first + p->n) % PLAYER_MAX;
	p->at[i].sound = mem_ref(sound);
	p->at[i].gap = gap_ms * 8;
	p->n++;

	return 0;
}


void player_music(struct player *p, struct mbuf *music)
{
	if (music == p->music)
		return;

	mem_deref(p->music);
	p->music = mem_ref(music);
	p->music_pos = 0;
}


static void next(struct player *p)
{
	p->at[p->first].sound = mem_deref(p->at[p->first].sound);
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


bool player_busy(const struct player *p)
{
	return p->n || p->music;
}


/* Samples of what waits; how many there were before it ended */
static size_t take_waiting(struct player *p, uint8_t *out, size_t want)
{
	size_t got = 0;

	while (got < want && p->n) {
		struct mbuf *sound = p->at[p->first].sound;
		size_t size = sound ? sound->end : 0, all = size + p->at[p->first].gap;
		size_t part = p->pos < size ? size - p->pos : all - p->pos;

		if (p->pos >= all) {
			next(p);
			continue;
		}

		if (part > want - got)
			part = want - got;
		if (p->pos < size)
			memcpy(out + got, sound->buf + p->pos, part);
		else
			memset(out + got, G711_ALAW_SILENCE, part);
		p->pos += part;
		got += part;
	}

	return got;
}


static void take_music(struct player *p, uint8_t *out, size_t want)
{
	while (want) {
		size_t part = p->music->end - p->music_pos;

		if (part > want)
			part = want;
		memcpy(out, p->music->buf + p->music_pos, part);
		out += part;
		want -= part;
		p->music_pos = p->music_pos + part == p->music->end ? 0 : p->music_pos + part;
	}
}


bool player_tick(struct player *p, struct leg *leg)
{
	uint8_t out[LEG_PACKET_SIZE];
	bool waited = p->n > 0;
	size_t got;

	if (!player_busy(p))
		return false;

	got = take_waiting(p, out, sizeof(out));
	if (!got && !p->music)
		return waited;

	if (p->music && p->music->end)
		take_music(p, out + got, sizeof(out) - got);
	else
		memset(out + got, G711_ALAW_SILENCE, sizeof(out) - got);

	p->seq++;
	p->ts += LEG_PACKET_SIZE;
	leg_send(leg, p, &(struct leg_media){.codec = LEG_PCMA, .seq = p->seq, .ts = p->ts, .data = out, .size = sizeof(out)});

	return waited && !p->n;
}
