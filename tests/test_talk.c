/**
 * @file test_talk.c  Who hears whom in a call of more than two, and several voices as one
 */
#include <stdlib.h>
#include <stdint.h>
#include <rem/rem_g711.h>
#include "test.h"
#include "voice/media/mix.h"

int test_talk_hears(void);
int test_mix(void);
int test_mix_late(void);

enum { C = TALK_BIT(TALK_CITIZEN), S = TALK_BIT(TALK_STAFF), G = TALK_BIT(TALK_GUEST), E = TALK_BIT(TALK_EAR) };


/* Each side, in each talk: the citizen never hears a supervisor, nor anybody while on hold */
int test_talk_hears(void)
{
	static const struct {
		struct talk talk;
		unsigned hears[TALK_SIDES];      /* citizen, operator, colleague, supervisor */
	} cases[] = {
		{{C | S, true, false},          {S, C, 0, 0}},
		{{C | S, false, false},         {0, 0, 0, 0}},
		{{C | S | E, true, false},      {S, C, 0, C | S}},
		{{C | S | E, true, true},       {S, C | E, 0, C | S}},
		{{C | S | E, false, true},      {0, E, 0, S}},
		{{C | S | G, true, false},      {S | G, C | G, C | S, 0}},
		{{C | S | G, false, false},     {0, G, S, 0}},
		{{C | S | G | E, true, true},   {S | G, C | G | E, C | S, C | S | G}},
		{{C | S | G | E, false, true},  {0, G | E, S, S | G}},
		{{C | E, true, true},           {0, 0, 0, C}},
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (unsigned side = 0; side < TALK_SIDES; side++)
			TEST(cases[i].hears[side] == talk_hears(&cases[i].talk, side));
	}

	/* whatever the talk, a citizen hears no supervisor, and nobody hears himself or who is not there */
	for (unsigned here = 0; here < 1U << TALK_SIDES; here++) {
		for (unsigned how = 0; how < 4; how++) {
			const struct talk talk = {here, how & 1, how & 2};

			TEST(!(talk_hears(&talk, TALK_CITIZEN) & E) && !(talk_hears(&talk, TALK_GUEST) & E));
			for (unsigned side = 0; side < TALK_SIDES; side++)
				TEST(!(talk_hears(&talk, side) & ~(here & ~TALK_BIT(side))));
		}
	}

out:
	return err;
}


static void put(struct mix *mix, enum talk_side side, enum leg_codec codec, uint16_t seq, int16_t value)
{
	uint8_t data[LEG_PACKET_SIZE];

	memset(data, LEG_PCMA == codec ? g711_pcm2alaw(value) : g711_pcm2ulaw(value), sizeof(data));
	mix_put(mix, side, &(struct leg_media){.codec = codec, .seq = seq, .ts = seq * LEG_PACKET_SIZE, .data = data, .size = sizeof(data)});
}


static int take(const struct mix *mix, unsigned sides)
{
	uint8_t out[LEG_PACKET_SIZE];

	mix_take(mix, sides, out);
	return g711_alaw2pcm(out[LEG_PACKET_SIZE / 2]);
}


static bool near(int want, int got)
{
	return abs(want - got) <= abs(want) / 16 + 32;
}


/* Sums of what is there, in both laws; too loud is cut, never turned round */
int test_mix(void)
{
	struct mix *mix = mem_zalloc(sizeof(*mix), NULL);
	int err = 0;

	if (!mix)
		return ENOMEM;

	for (uint16_t seq = 1; seq <= 4; seq++) {
		put(mix, TALK_CITIZEN, LEG_PCMA, seq, 4000);
		put(mix, TALK_STAFF, LEG_PCMU, seq, -1000);
		put(mix, TALK_GUEST, LEG_PCMA, seq, 30000);
	}
	mix_tick(mix);
	TEST(near(4000, take(mix, C)));
	TEST(near(3000, take(mix, C | S)));
	TEST(near(32000, take(mix, C | S | G)));
	TEST(near(0, take(mix, E)));

out:
	mem_deref(mix);
	return err;
}


/* Begins with some of it in hand; out of order and twice is dropped; an end is silence; what piles up is cut to what is kept */
int test_mix_late(void)
{
	struct mix *mix = mem_zalloc(sizeof(*mix), NULL);
	int err = 0;

	if (!mix)
		return ENOMEM;

	put(mix, TALK_STAFF, LEG_PCMA, 65535, 1000);
	mix_tick(mix);
	TEST(near(0, take(mix, S)));                     /* one alone may be followed by a late one */
	put(mix, TALK_STAFF, LEG_PCMA, 0, 2000);
	put(mix, TALK_STAFF, LEG_PCMA, 65535, 9000);
	put(mix, TALK_STAFF, LEG_PCMA, 0, 9000);
	mix_tick(mix);
	TEST(near(1000, take(mix, S)));
	mix_tick(mix);
	TEST(near(2000, take(mix, S)));
	mix_tick(mix);
	TEST(near(0, take(mix, S)));

	for (uint16_t seq = 1; seq <= 10; seq++)
		put(mix, TALK_STAFF, LEG_PCMA, seq, (int16_t)(seq * 1000));
	mix_tick(mix);
	TEST(near(5000, take(mix, S)));                  /* six packets are kept */

out:
	mem_deref(mix);
	return err;
}
