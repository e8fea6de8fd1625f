/**
 * @file calls.c  calls COUNT [plain]: both ends of so many calls, telephones that speak RTP and browsers that speak WebRTC
 *
 * A telephone is a socket that answers whoever sends to it first, as its signalling is made elsewhere (sipp). A browser is
 * tests/peer.c; or, when it is given keys, SRTP alone to one place, for the relay that the program is measured beside.
 *
 * With "plain" the second end is a telephone too, as an operator may have one.
 *
 * Prints the ports of the telephones in one line; of the first ends, and then of the second. Commands, a line each, and what they print:
 *
 *   offer I                    the offer of browser I; here and below "|" stands for the ends of lines
 *   answer I SDP               ok, or an errno
 *   up                         how many browsers shook hands, how many telephones were spoken to
 *   direct I PORT PORT         ok: both ends I speak to these ports of 127.0.0.1, browsers with the keys of bench/srtp.h
 *   ports                      the ports of the browsers
 *   run SECONDS                every end sends a packet in 20 ms, at times of its own, evenly spread; then, a moment later: packets sent by
 *                              telephones, received of them by browsers; sent by browsers, received of them by telephones; then of the way of
 *                              all these packets, in µs: what half of them took at most, and 99 of 100
 *
 * What is counted carries the mark of this program and the number of its run: music and reports do not count, nor what is late.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/loop.h"
#include "bench/srtp.h"
#include "tests/peer.h"

enum { CALLS_MAX = 2000, PACKET_MS = 20, TICK_US = 100, PAYLOAD = 160, LINE_MAX = 65536, PCMA = 8, SETTLE_MS = 500, MARK_SIZE = 8, WAY_MAX_US = 100 * 1000, FDS = 16384 };

struct end {
	struct udp_sock *phone;
	struct sa to;                    /* of the phone; unset: nobody has spoken to it yet */
	struct peer *browser;            /* or, when all are plain: */
	struct udp_sock *desk;
	struct sa desk_to;
	uint16_t seq;
	uint32_t ts;
};

struct calls {
	bool plain;
	struct end endv[CALLS_MAX];
	unsigned n;
	struct tls *tls;
	struct tmr settle;
	int tick_fd;                     /* of a timer: libre's know milliseconds only */
	uint8_t payload[PAYLOAD];        /* mark, number of the run, silence */
	int64_t began_us;
	uint64_t total, sent;            /* places of the schedule: each a packet of one end */
	unsigned way[WAY_MAX_US + 1];    /* packets that were so many µs on their way; the last: and longer */
	uint64_t phone_sent, browser_sent, phone_got, browser_got;
	char line[LINE_MAX];
	size_t len;
};


static void die(const char *what, int err)
{
	fprintf(stderr, "calls: %s: %s\n", what, strerror(err));
	exit(1);
}


static bool marked(const struct calls *calls, const uint8_t *payload, size_t len)
{
	return PAYLOAD == len && 0 == memcmp(payload, calls->payload, MARK_SIZE);
}


static struct calls calls;


/* RFC 5761 §4: RTCP. It goes to the port above that of its telephone, which here is mostly that of another end */
static bool is_report(const struct mbuf *mb)
{
	return mbuf_get_left(mb) >= RTP_HEADER_SIZE && (mbuf_buf(mb)[1] & 0xe0) == 0xc0;
}


/* When it was sent stands behind the mark */
static void way_count(const uint8_t *payload)
{
	int64_t sent_us, took_us;

	memcpy(&sent_us, payload + MARK_SIZE, sizeof(sent_us));
	took_us = clock_mono_us() - sent_us;
	calls.way[took_us < 0 ? 0 : took_us > WAY_MAX_US ? WAY_MAX_US : took_us]++;
}


static unsigned way_us(unsigned percent)
{
	uint64_t least = (calls.phone_got + calls.browser_got) * percent / 100, count = 0;
	unsigned us = 0;

	while (us < WAY_MAX_US && (count += calls.way[us]) < least)
		us++;

	return us;
}


static const uint8_t *stamped(void)
{
	int64_t now_us = clock_mono_us();

	memcpy(calls.payload + MARK_SIZE, &now_us, sizeof(now_us));
	return calls.payload;
}


static void phone_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	struct end *end = arg;

	if (is_report(mb))
		return;
	if (!sa_isset(&end->to, SA_ALL))
		end->to = *src;
	if (mbuf_get_left(mb) <= RTP_HEADER_SIZE || !marked(&calls, mbuf_buf(mb) + RTP_HEADER_SIZE, mbuf_get_left(mb) - RTP_HEADER_SIZE))
		return;

	way_count(mbuf_buf(mb) + RTP_HEADER_SIZE);
	calls.phone_got++;
}


static void browser_h(struct peer *p, const struct rtp_header *hdr, struct mbuf *mb, void *arg)
{
	(void)p;
	(void)hdr;
	(void)arg;
	if (!marked(&calls, mbuf_buf(mb), mbuf_get_left(mb)))
		return;

	way_count(mbuf_buf(mb));
	calls.browser_got++;
}


static void desk_h(const struct sa *src, struct mbuf *mb, void *arg)
{
	struct end *end = arg;

	if (is_report(mb))
		return;
	if (!sa_isset(&end->desk_to, SA_ALL))
		end->desk_to = *src;
	if (mbuf_get_left(mb) <= RTP_HEADER_SIZE || !marked(&calls, mbuf_buf(mb) + RTP_HEADER_SIZE, mbuf_get_left(mb) - RTP_HEADER_SIZE))
		return;

	way_count(mbuf_buf(mb) + RTP_HEADER_SIZE);
	calls.browser_got++;
}


static bool plain_send(const struct end *end, struct udp_sock *from, const struct sa *to)
{
	const struct rtp_header hdr = {.ver = RTP_VERSION, .pt = PCMA, .seq = end->seq, .ts = end->ts, .ssrc = 1};
	struct mbuf *mb = mbuf_alloc(RTP_HEADER_SIZE + PAYLOAD);
	int err;

	if (!mb || rtp_hdr_encode(mb, &hdr) || mbuf_write_mem(mb, stamped(), PAYLOAD))
		die("memory", ENOMEM);

	mb->pos = 0;
	err = udp_send(from, to, mb);
	mem_deref(mb);

	return 0 == err;
}


static void settled_h(void *arg)
{
	(void)arg;
	printf("%llu %llu %llu %llu %u %u\n", (unsigned long long)calls.phone_sent, (unsigned long long)calls.browser_got,
	       (unsigned long long)calls.browser_sent, (unsigned long long)calls.phone_got, way_us(50), way_us(99));
	fflush(stdout);
}


static void tick_set(int every_us)
{
	const struct itimerspec when = {{0, every_us * 1000}, {0, every_us * 1000}};

	if (timerfd_settime(calls.tick_fd, 0, &when, NULL))
		die("timer", errno);
}


/* First all telephones, each in its turn, then the browser of each, half a packet later */
static void tick_h(int flags, void *arg)
{
	uint64_t due = (uint64_t)(clock_mono_us() - calls.began_us) * 2 * calls.n / (PACKET_MS * 1000), ticks;

	(void)flags;
	(void)arg;
	(void)!read(calls.tick_fd, &ticks, sizeof(ticks));
	for (; calls.sent < due && calls.sent < calls.total; calls.sent++) {
		unsigned place = (unsigned)(calls.sent % (2 * calls.n));
		struct end *end = &calls.endv[place % calls.n];

		if (place < calls.n) {
			end->seq++;
			end->ts += PAYLOAD;
			calls.phone_sent += plain_send(end, end->phone, &end->to);
		}
		else if (calls.plain) {
			calls.browser_sent += plain_send(end, end->desk, &end->desk_to);
		}
		else if (0 == peer_send(end->browser, false, PCMA, end->seq, end->ts, stamped(), PAYLOAD)) {
			calls.browser_sent++;
		}
	}

	if (calls.sent < calls.total)
		return;

	tick_set(0);
	tmr_start(&calls.settle, SETTLE_MS, settled_h, NULL);
}


static void run(unsigned seconds)
{
	calls.payload[MARK_SIZE - 1]++;
	calls.phone_sent = calls.browser_sent = calls.phone_got = calls.browser_got = calls.sent = 0;
	memset(calls.way, 0, sizeof(calls.way));
	calls.total = (uint64_t)seconds * (1000 / PACKET_MS) * calls.n * 2;
	calls.began_us = clock_mono_us();
	tick_set(TICK_US);
}


static void up(void)
{
	unsigned browsers = 0, phones = 0;

	for (unsigned i = 0; i < calls.n; i++) {
		browsers += calls.plain ? sa_isset(&calls.endv[i].desk_to, SA_ALL) : peer_up(calls.endv[i].browser);
		phones += sa_isset(&calls.endv[i].to, SA_ALL);
	}
	printf("%u %u\n", browsers, phones);
}


static void replace(char *text, char from, char to)
{
	for (; *text; text++) {
		if (*text == from)
			*text = to;
	}
}


static void offer(const struct end *end)
{
	for (const char *p = peer_offer(end->browser); *p; p++) {
		if ('\r' != *p)
			putchar('\n' == *p ? '|' : *p);
	}
	putchar('\n');
}


static int direct(struct end *end, unsigned phone_port, unsigned browser_port)
{
	struct sa to;
	int err = sa_set_str(&end->to, "127.0.0.1", (uint16_t)phone_port);

	if (!err)
		err = sa_set_str(&to, "127.0.0.1", (uint16_t)browser_port);
	if (!err && calls.plain) {
		end->desk_to = to;
		return 0;
	}

	return err ? err : peer_direct(end->browser, &to, SRTP_AES_128_GCM, srtp_key, sizeof(srtp_key));
}


static void ports(bool browsers)
{
	struct sa sa;

	for (unsigned i = 0; i < calls.n; i++) {
		int err = !browsers ? udp_local_get(calls.endv[i].phone, &sa)
			: calls.plain ? udp_local_get(calls.endv[i].desk, &sa) : peer_local(calls.endv[i].browser, &sa);

		if (err)
			die("port", err);
		printf("%u ", sa_port(&sa));
	}
	putchar('\n');
}


static void command(char *line)
{
	unsigned i = 0, a = 0, b = 0;
	int at = 0;

	if (1 == sscanf(line, "run %u", &a)) {
		run(a);
		return;
	}

	if (0 == strcmp(line, "up"))
		up();
	else if (0 == strcmp(line, "ports"))
		ports(true);
	else if (1 == sscanf(line, "offer %u", &i) && i < calls.n)
		offer(&calls.endv[i]);
	else if (3 == sscanf(line, "direct %u %u %u", &i, &a, &b) && i < calls.n)
		printf("%s\n", direct(&calls.endv[i], a, b) ? "bad" : "ok");
	else if (1 == sscanf(line, "answer %u %n", &i, &at) && at && i < calls.n) {
		replace(line + at, '|', '\n');
		printf("%s\n", peer_answer(calls.endv[i].browser, line + at, 0) ? "bad" : "ok");
	}
	else
		die(line, EINVAL);
	fflush(stdout);
}


static void stdin_h(int flags, void *arg)
{
	ssize_t n = read(STDIN_FILENO, calls.line + calls.len, sizeof(calls.line) - 1 - calls.len);
	char *end;

	(void)flags;
	(void)arg;
	if (n <= 0) {
		re_cancel();
		return;
	}

	calls.len += (size_t)n;
	calls.line[calls.len] = '\0';
	while ((end = strchr(calls.line, '\n'))) {
		*end++ = '\0';
		command(calls.line);
		calls.len -= (size_t)(end - calls.line);
		memmove(calls.line, end, calls.len + 1);
	}
}


static void end_open(struct end *end)
{
	const struct peer_prm prm = {.rtp_h = browser_h};
	struct sa any;
	int err;

	sa_init(&end->to, AF_INET);
	err = sa_set_str(&any, "127.0.0.1", 0);
	if (!err)
		err = udp_listen(&end->phone, &any, phone_h, end);
	sa_init(&end->desk_to, AF_INET);
	if (!err)
		err = calls.plain ? udp_listen(&end->desk, &any, desk_h, end) : peer_alloc(&end->browser, calls.tls, &prm);
	if (err)
		die("a call", err);
}


int main(int argc, char *argv[])
{
	int err;

	calls.n = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
	if (!calls.n || calls.n > CALLS_MAX) {
		fprintf(stderr, "calls COUNT [plain]\n");
		return 2;
	}

	calls.plain = argc > 2 && 0 == strcmp(argv[2], "plain");
	memset(calls.payload, 0xd5, sizeof(calls.payload));
	memcpy(calls.payload, "bench 0", MARK_SIZE);
	err = libre_init();
	if (!err)
		err = fd_setsize(FDS);
	if (!err)
		err = peer_tls_alloc(&calls.tls, false);
	if (err)
		die("start", err);
	for (unsigned i = 0; i < calls.n; i++)
		end_open(&calls.endv[i]);

	ports(false);
	fflush(stdout);
	calls.tick_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	err = fd_listen(STDIN_FILENO, FD_READ, stdin_h, NULL);
	if (!err)
		err = fd_listen(calls.tick_fd, FD_READ, tick_h, NULL);
	if (err)
		die("input", err);
	(void)re_main(NULL);

	for (unsigned i = 0; i < calls.n; i++) {
		mem_deref(calls.endv[i].phone);
		mem_deref(calls.endv[i].browser);
		mem_deref(calls.endv[i].desk);
	}
	mem_deref(calls.tls);
	return 0;
}
