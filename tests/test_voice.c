/**
 * @file test_voice.c  Parts of voice that need no thread: limits by source, whose packets are believed, what plays
 */
#include "base/clock.h"
#include "test.h"
#include "voice/media/player.h"
#include "voice/media/rtp.h"
#include "voice/media/source.h"

int test_source_limit(void);
int test_latch(void);
int test_ports(void);
int test_player(void);


int test_source_limit(void)
{
	struct source *share[4] = {NULL};
	struct sources *ss = NULL;
	struct sa one, two, net1, net2;
	int err;

	TEST_OK(sources_alloc(&ss));
	TEST_OK(sa_set_str(&one, "192.0.2.1", 1));
	TEST_OK(sa_set_str(&two, "192.0.2.2", 1));
	TEST_OK(sa_set_str(&net1, "2001:db8::1", 1));
	TEST_OK(sa_set_str(&net2, "2001:db8::2", 1));

	/* so many at one time; the port is nobody's own */
	TEST_OK(source_take(&share[0], ss, &one, 2, 0, 0));
	sa_set_port(&one, 2);
	TEST_OK(source_take(&share[1], ss, &one, 2, 0, 0));
	TEST(EBUSY == source_take(&share[2], ss, &one, 2, 0, 0));
	TEST_OK(source_take(&share[2], ss, &two, 2, 0, 0));
	TEST(2 == sources_count(ss));

	share[1] = mem_deref(share[1]);
	TEST_OK(source_take(&share[1], ss, &one, 2, 0, 0));

	for (int i = 0; i < 3; i++)
		share[i] = mem_deref(share[i]);
	sources_sweep(ss, 1);
	TEST(0 == sources_count(ss));

	/* so many a second, an IPv6 network as one */
	TEST_OK(source_take(&share[0], ss, &net1, 0, 2, 1000));
	TEST_OK(source_take(&share[1], ss, &net2, 0, 2, 1000));
	TEST(EAGAIN == source_take(&share[2], ss, &net1, 0, 2, 1400));
	TEST_OK(source_take(&share[2], ss, &net1, 0, 2, 1500));
	share[0] = mem_deref(share[0]);
	share[1] = mem_deref(share[1]);
	share[2] = mem_deref(share[2]);
	sources_sweep(ss, 1600);
	TEST(1 == sources_count(ss));
	sources_sweep(ss, 2600);
	TEST(0 == sources_count(ss));

	/* what is not here, three times in ten minutes: silence for a second */
	TEST(!source_strange(ss, &two, 3, 1000, 0) && !source_strange(ss, &two, 3, 1000, 1) && !source_banned(ss, &two, 1));
	TEST(!source_strange(ss, &two, 3, 1000, 600000));
	sources_sweep(ss, 600001);
	TEST(1 == sources_count(ss) && !source_strange(ss, &two, 3, 1000, 600002) && source_strange(ss, &two, 3, 1000, 600003));
	TEST(source_banned(ss, &two, 601002) && !source_banned(ss, &two, 601003) && !source_banned(ss, &one, 600003));
	sources_sweep(ss, 1300000);
	TEST(0 == sources_count(ss));

	/* forged addresses that ask for nothing that is here keep no caller out */
	for (uint32_t i = 0; i < SOURCES_MAX; i++) {
		sa_set_in(&net1, 0x0a000000U + i, 1);
		(void)source_strange(ss, &net1, 3, 1000, 1300000);
	}
	TEST(sources_count(ss) <= SOURCES_STRANGE);
	TEST_OK(source_take(&share[0], ss, &one, 2, 2, 1300000));

out:
	for (int i = 0; i < 4; i++)
		mem_deref(share[i]);
	mem_deref(ss);
	return err;
}


static void packet_h(const struct rtp_header *hdr, const uint8_t *payload, size_t size, void *arg)
{
	(void)hdr, (void)payload, (void)size, (void)arg;
}


/* As long as one pair of ports is free it is found, wherever it lies; then there are none */
int test_ports(void)
{
	enum { FROM = 41000, PAIRS = 100 };
	struct rtp *held[PAIRS] = {NULL}, *more = NULL;
	struct socks *socks = NULL;
	uint16_t next = FROM + 60;
	unsigned n = 0, freed;
	struct sa local;
	int err = 0;

	TEST_OK(re_thread_init());
	TEST_OK(fd_setsize(1024));
	TEST_OK(socks_alloc(&socks));
	TEST_OK(sa_set_str(&local, "127.0.7.77", 0));
	while (n < PAIRS && !(err = rtp_open(&held[n], socks, &local, FROM, FROM + 2 * PAIRS - 1, &next, packet_h, NULL)))
		n++;
	TEST_OK(err);
	TEST(EADDRINUSE == rtp_open(&more, socks, &local, FROM, FROM + 2 * PAIRS - 1, &next, packet_h, NULL));

	freed = rtp_port(held[n / 2]);
	held[n / 2] = mem_deref(held[n / 2]);
	next = (uint16_t)(freed + 2);            /* all the others are looked at first */
	TEST_OK(rtp_open(&held[n / 2], socks, &local, FROM, FROM + 2 * PAIRS - 1, &next, packet_h, NULL));
	TEST(freed == rtp_port(held[n / 2]));

out:
	for (unsigned i = 0; i < PAIRS; i++)
		mem_deref(held[i]);
	mem_deref(more);
	mem_deref(socks);
	re_thread_close();
	return err;
}


int test_latch(void)
{
	struct rtp_latch l = {0};
	struct sa said, nat, other;
	int err;

	TEST_OK(sa_set_str(&said, "192.0.2.1", 4000));
	TEST_OK(sa_set_str(&nat, "198.51.100.7", 5000));
	TEST_OK(sa_set_str(&other, "203.0.113.9", 6000));

	/* a stranger needs a row; a gap and another's packet break it */
	TEST(!rtp_latch(&l, &nat, &said, 1, 10, 0));
	TEST(!rtp_latch(&l, &nat, &said, 1, 11, 0));
	TEST(!rtp_latch(&l, &other, &said, 2, 12, 0));
	TEST(!rtp_latch(&l, &nat, &said, 1, 12, 0));
	TEST(!rtp_latch(&l, &nat, &said, 1, 14, 0));
	TEST(!rtp_latch(&l, &nat, &said, 1, 15, 0));
	TEST(!rtp_latch(&l, &nat, &said, 1, 16, 0));
	TEST(rtp_latch(&l, &nat, &said, 1, 17, 0));

	/* then nobody else, until it has been silent; its SSRC and numbers may change */
	for (uint16_t i = 0; i < 10; i++)
		TEST(!rtp_latch(&l, &other, &said, 2, i, RTP_DEAD_MS - 1));
	TEST(rtp_latch(&l, &nat, &said, 99, 5000, RTP_DEAD_MS - 1));
	TEST(!rtp_latch(&l, &said, &said, 3, 1, RTP_DEAD_MS));
	TEST(rtp_latch(&l, &said, &said, 3, 1, 3 * RTP_DEAD_MS));
	TEST(!rtp_latch(&l, &nat, &said, 99, 5001, 3 * RTP_DEAD_MS));

	/* the address of the SDP is believed at once, whatever its port */
	memset(&l, 0, sizeof(l));
	sa_set_port(&said, 4321);
	TEST(rtp_latch(&l, &said, &said, 3, 1, 0));

out:
	return err;
}


static struct {
	unsigned n;
	uint8_t bytes[16 * LEG_PACKET_SIZE];
} heard;


static void send_h(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size)
{
	(void)leg, (void)pt, (void)marker, (void)seq, (void)ts;
	if (heard.n + size <= sizeof(heard.bytes))
		memcpy(heard.bytes + heard.n, data, size);
	heard.n += (unsigned)size;
}

static const struct leg_kind kind = {.name = "test", .send_h = send_h};


static int sound_of(struct sound **sp, int value, size_t n)
{
	uint8_t samples[256];

	memset(samples, value, n);
	return sound_alloc(sp, samples, n);
}


int test_player(void)
{
	struct sound *a = NULL, *b = NULL, *music = NULL;
	struct player p = {0};
	struct leg leg = {0};
	int err;

	TEST_OK(sound_of(&a, 1, 200));
	TEST_OK(sound_of(&b, 2, 50));
	TEST_OK(sound_of(&music, 3, 70));

	heard.n = 0;
	leg_init(&leg, &kind, LEG_PCMA, -1);
	TEST(!player_tick(&p, &leg) && !heard.n);

	/* 200 of a, 80 of silence, 50 of b, then silence to the end of the packet */
	TEST_OK(player_add(&p, a, 10));
	TEST_OK(player_add(&p, b, 0));
	TEST(!player_tick(&p, &leg));
	TEST(!player_tick(&p, &leg));
	TEST(player_tick(&p, &leg) && !player_tick(&p, &leg));
	TEST(!player_waits(&p) && 480 == heard.n && 1 == heard.bytes[199] && SOUND_SILENCE == heard.bytes[200] && SOUND_SILENCE == heard.bytes[279]);
	TEST(2 == heard.bytes[280] && 2 == heard.bytes[329] && SOUND_SILENCE == heard.bytes[330]);

	/* music goes round, and behind what is said; what is cut is gone at once */
	heard.n = 0;
	player_music(&p, music);
	TEST_OK(player_add(&p, b, 0));
	TEST(player_tick(&p, &leg));
	TEST(!player_tick(&p, &leg));
	TEST(320 == heard.n && 2 == heard.bytes[49] && 3 == heard.bytes[50] && 3 == heard.bytes[319]);
	TEST_OK(player_add(&p, a, 0));
	player_cut(&p);
	TEST(!player_tick(&p, &leg) && 3 == heard.bytes[320]);

	for (int i = 0; i < PLAYER_MAX; i++)
		TEST_OK(player_add(&p, a, 0));
	TEST(ENOSPC == player_add(&p, a, 0));

out:
	player_clear(&p);
	sound_unref(a);
	sound_unref(b);
	sound_unref(music);
	return err;
}
