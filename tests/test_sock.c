/**
 * @file test_sock.c  Sockets for sound: parted by the first byte, read and sent in batches, freed while they are read
 */
#include "test.h"
#include "voice/media/sock.h"

int test_sock(void);

enum { DATAGRAMS = 400, SOUND = 130, CHECK = 20, LIMIT_MS = 5000, BYTES = 8 };

struct room {
	struct socks *socks;
	struct udp_sock *udp, *far;      /* the port; who sends to it */
	struct sock *sound;
	struct sa at, far_at;
	struct tmr limit;
	unsigned sounds, checks, echoes, strange;
	unsigned want, free_at;
};


static void done(const struct room *room)
{
	if (room->sounds + room->checks + room->echoes >= room->want)
		re_cancel();
}


static void limit_h(void *arg)
{
	(void)arg;
	re_cancel();
}


/* Each is of `first`, and has its number behind it */
static bool next(const struct mbuf *mb, uint8_t first, unsigned n)
{
	return BYTES == mbuf_get_left(mb) && first == mbuf_buf(mb)[0] && (n & 0xff) == mbuf_buf(mb)[1] && n >> 8 == mbuf_buf(mb)[2];
}


static void sound_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	struct room *room = arg;

	room->strange += !next(mb, SOUND, room->sounds++) || !sa_cmp(src, &room->far_at, SA_ALL);
	room->strange += !sock_send(room->sound, src, mbuf_buf(mb), mbuf_get_left(mb));
	if (room->sounds == room->free_at)
		room->sound = mem_deref(room->sound);
	done(room);
}


static void check_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	struct room *room = arg;

	(void)src;
	room->strange += !next(mb, CHECK, room->checks++);
	done(room);
}


static void echo_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	struct room *room = arg;

	room->strange += !next(mb, SOUND, room->echoes++) || !sa_cmp(src, &room->at, SA_ALL);
	done(room);
}


static int datagram_send(struct room *room, uint8_t first, unsigned n, size_t size)
{
	struct mbuf *mb = mbuf_alloc(size);
	int err;

	if (!mb)
		return ENOMEM;

	err = mbuf_fill(mb, 0, size);
	mb->buf[0] = first;
	mb->buf[1] = (uint8_t)n;
	mb->buf[2] = (uint8_t)(n >> 8);
	mb->pos = 0;
	if (!err)
		err = udp_send(room->far, &room->at, mb);
	mem_deref(mb);
	return err;
}


static int room_open(struct room *room)
{
	struct sa any;
	int err = sa_set_str(&any, "127.0.0.1", 0);

	if (!err)
		err = socks_alloc(&room->socks);
	if (!err)
		err = udp_listen(&room->udp, &any, check_h, room);
	if (!err)
		err = udp_listen(&room->far, &any, echo_h, room);
	if (!err)
		err = udp_local_get(room->udp, &room->at);
	if (!err)
		err = udp_local_get(room->far, &room->far_at);
	if (!err)
		err = sock_beside(&room->sound, room->socks, udp_sock_fd(room->udp, AF_INET), 128, sound_h, room);
	if (!err)
		sock_crowd(room->sound);

	return err;
}


static void room_run(struct room *room, unsigned want)
{
	room->want = want;
	tmr_start(&room->limit, LIMIT_MS, limit_h, NULL);
	(void)re_main(NULL);
	tmr_cancel(&room->limit);
}


int test_sock(void)
{
	struct room room = {0};
	struct sock *taken = NULL;
	int err;

	TEST_OK(re_thread_init());
	TEST_OK(fd_setsize(1024));
	TEST_OK(room_open(&room));

	/* parted by the first byte, in order, one that is too long left out, answered in batches */
	for (unsigned i = 0; i < DATAGRAMS; i++) {
		TEST_OK(datagram_send(&room, i % 2 ? SOUND : CHECK, i / 2, BYTES));
		if (i == DATAGRAMS / 2)
			TEST_OK(datagram_send(&room, SOUND, 0, SOCK_PACKET_MAX + 1));
	}
	room_run(&room, DATAGRAMS + DATAGRAMS / 2);
	TEST(DATAGRAMS / 2 == room.sounds && DATAGRAMS / 2 == room.checks && DATAGRAMS / 2 == room.echoes && !room.strange);

	/* one at a time, once it is quiet */
	for (unsigned i = DATAGRAMS / 2; i < DATAGRAMS / 2 + 3; i++) {
		TEST_OK(datagram_send(&room, SOUND, i, BYTES));
		room_run(&room, room.sounds + room.checks + room.echoes + 2);
	}
	TEST(DATAGRAMS / 2 + 3 == room.echoes && !room.strange);

	TEST(EADDRINUSE == sock_open(&taken, room.socks, &room.at, sound_h, &room));

	/* freed by its own handler: what is behind in the batch is not heard, what it had sent goes out */
	room.free_at = room.sounds + 3;
	for (unsigned i = 0; i < 10; i++)
		TEST_OK(datagram_send(&room, SOUND, DATAGRAMS / 2 + 3 + i, BYTES));
	room_run(&room, room.sounds + room.checks + room.echoes + 6);
	TEST(!room.sound && room.sounds == room.free_at && room.echoes == room.sounds && !room.strange);

out:
	tmr_cancel(&room.limit);
	mem_deref(taken);
	mem_deref(room.sound);
	mem_deref(room.udp);
	mem_deref(room.far);
	mem_deref(room.socks);
	re_thread_close();
	return err;
}
