/**
 * @file peers.c  Browsers of our own, many at once, for tests that speak over the network: commanded line by line
 *
 *   new NAME                → «NAME offer BASE64»: its SDP
 *   answer NAME BASE64      → «NAME up» when it is connected, «NAME bad» when the answer lacks something
 *   tone NAME HZ            speaks a tone; 0: silence
 *   key NAME DIGIT          presses a key
 *   hear NAME HZ…           → «NAME heard PACKETS LEVEL SHARE…»: of the last second: the level (RMS of 32768), and how much of it each
 *                             frequency is, 0 … 1
 *   shift NAME              its sequence has a hole and its timestamps begin anew
 *   junk NAME COUNT         sends so many datagrams of random bytes: like checks, handshakes, sound, reports; a second takes 1000
 *   drop NAME               goes as a browser that was closed
 *   crash NAME              goes and says nothing
 *
 * Ends with its input.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/id.h"
#include "voice/media/dtmf.h"
#include "voice/libre.h"
#include <re/re_base64.h>
#include <rem/rem_g711.h>
#include "peer.h"

enum { NAMES = 512, NAME_SIZE = 24, LINE_SIZE = 64 * 1024, PIECE = 160, TICK_MS = 20, SECOND = 8000, EVENT_PT = 126, JUNK_SIZE = 1000, JUNK_TICK = 20, WORDS = 12, FDS = 4096 };

struct end {
	char name[NAME_SIZE];
	struct peer *peer;
	bool said_up;
	unsigned packets, hz, phase, key_left;
	int key;
	uint16_t seq;
	uint32_t ts, key_ts, next_ts;    /* next_ts: heard up to here */
	int16_t heard[SECOND];           /* a ring */
	unsigned junk;                   /* that are still to be sent */
	unsigned at, quiet;              /* pieces without a packet since the last one */
};

static struct end *ends[NAMES];
static struct tls *tls;
static struct tmr ticker;
static char input[LINE_SIZE];
static size_t input_len;


static struct end *find(const char *name)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (ends[i] && 0 == strcmp(ends[i]->name, name))
			return ends[i];
	}

	return NULL;
}


static void say(const char *name, const char *what)
{
	printf("%s %s\n", name, what);
	fflush(stdout);
}


static void up_h(struct peer *p, void *arg)
{
	struct end *e = arg;

	(void)p;
	say(e->name, "up");
}


/* Where the sound of a time belongs: what was lost is silence, what is late goes back to its place */
static unsigned place(struct end *e, uint32_t ts)
{
	int32_t ahead = (int32_t)(ts - e->next_ts);

	if (ahead > SECOND || ahead < -SECOND + PIECE) {
		e->next_ts = ts;
		ahead = 0;
	}
	for (; ahead > -PIECE; ahead--, e->next_ts++, e->at = (e->at + 1) % SECOND)
		e->heard[e->at] = 0;

	return (e->at + SECOND - (e->next_ts - ts) % SECOND) % SECOND;
}


static void rtp_h(struct peer *p, const struct rtp_header *hdr, struct mbuf *mb, void *arg)
{
	struct end *e = arg;

	unsigned at;

	(void)p;
	e->packets++;
	e->quiet = 0;
	if (8 != hdr->pt && 0 != hdr->pt)
		return;

	at = place(e, hdr->ts);
	while (mbuf_get_left(mb)) {
		uint8_t octet = mbuf_read_u8(mb);

		e->heard[at] = 8 == hdr->pt ? g711_alaw2pcm(octet) : g711_ulaw2pcm(octet);
		at = (at + 1) % SECOND;
	}
}


static void end_destructor(void *arg)
{
	struct end *e = arg;

	mem_deref(e->peer);
}


static void new_do(const char *name)
{
	struct peer_prm prm = {.up_h = up_h, .rtp_h = rtp_h};
	struct end *e;
	char text[8192];
	size_t len = sizeof(text) - 1, i = 0;

	while (i < NAMES && ends[i])
		i++;
	e = i < NAMES && !find(name) ? mem_zalloc(sizeof(*e), end_destructor) : NULL;
	if (!e) {
		say(name, "bad");
		return;
	}

	str_ncpy(e->name, name, sizeof(e->name));
	prm.arg = e;
	e->key = -1;
	id_random(&e->seq, sizeof(e->seq));
	id_random(&e->ts, sizeof(e->ts));
	if (peer_alloc(&e->peer, tls, &prm) || base64_encode((const uint8_t *)peer_offer(e->peer), strlen(peer_offer(e->peer)), text, &len)) {
		say(name, "bad");
		mem_deref(e);
		return;
	}

	ends[i] = e;
	text[len] = '\0';
	printf("%s offer %s\n", name, text);
	fflush(stdout);
}


static void answer_do(struct end *e, const char *text)
{
	uint8_t sdp[16384];
	size_t len = sizeof(sdp) - 1;

	if (base64_decode(text, strlen(text), sdp, &len)) {
		say(e->name, "bad");
		return;
	}

	sdp[len] = '\0';
	if (peer_answer(e->peer, (const char *)sdp, 0))
		say(e->name, "bad");
}


/* Its share of the last second, by Goertzel's way */
static double share(const struct end *e, unsigned hz, double total)
{
	double c = 2 * cos(2 * 3.14159265358979 * hz / SECOND), a = 0, b = 0, s;

	for (unsigned i = 0; i < SECOND; i++) {
		s = e->heard[(e->at + i) % SECOND] + c * a - b;
		b = a;
		a = s;
	}

	return total > 0 ? 2 * (a * a + b * b - c * a * b) / SECOND / total : 0;
}


static void hear_do(struct end *e, char *const *word, unsigned n)
{
	double total = 0;

	for (unsigned i = 0; i < SECOND; i++)
		total += (double)e->heard[i] * e->heard[i];

	printf("%s heard %u %.0f", e->name, e->packets, sqrt(total / SECOND));
	for (unsigned i = 0; i < n; i++)
		printf(" %.3f", share(e, (unsigned)atoi(word[i]), total));
	printf("\n");
	fflush(stdout);
}


static void forget(struct end *e)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (ends[i] == e)
			ends[i] = NULL;
	}
	mem_deref(e);
}


static void command(char *line)
{
	char *word[WORDS], *rest = NULL;
	unsigned n = 0;
	struct end *e;

	for (char *w = strtok_r(line, " ", &rest); w && n < WORDS; w = strtok_r(NULL, " ", &rest))
		word[n++] = w;
	if (n < 2)
		return;
	if (0 == strcmp(word[0], "new")) {
		new_do(word[1]);
		return;
	}

	e = find(word[1]);
	if (!e)
		say(word[1], "unknown");
	else if (0 == strcmp(word[0], "answer") && n > 2)
		answer_do(e, word[2]);
	else if (0 == strcmp(word[0], "tone") && n > 2)
		e->hz = (unsigned)atoi(word[2]);
	else if (0 == strcmp(word[0], "key") && n > 2)
		e->key = dtmf_event(word[2][0]);
	else if (0 == strcmp(word[0], "hear"))
		hear_do(e, word + 2, n - 2);
	else if (0 == strcmp(word[0], "shift"))
		id_random(&e->ts, sizeof(e->ts)), e->seq = (uint16_t)(e->seq + 100);
	else if (0 == strcmp(word[0], "junk") && n > 2)
		e->junk = (unsigned)atoi(word[2]);
	else if (0 == strcmp(word[0], "drop"))
		forget(e);
	else if (0 == strcmp(word[0], "crash"))
		peer_stop(e->peer);
}


static void input_h(int flags, void *arg)
{
	ssize_t n = read(STDIN_FILENO, input + input_len, sizeof(input) - input_len - 1);
	char *end;

	(void)flags;
	(void)arg;
	if (n <= 0) {
		re_cancel();
		return;
	}

	input_len += (size_t)n;
	input[input_len] = '\0';
	while ((end = memchr(input, '\n', input_len))) {
		size_t used = (size_t)(end - input) + 1;

		*end = '\0';
		command(input);
		memmove(input, input + used, input_len - used);
		input_len -= used;
	}
}


static void key_send(struct end *e)
{
	uint8_t data[DTMF_SIZE];
	enum { STEPS = 5 };

	if (!e->key_left) {
		e->key_left = STEPS + 3;
		e->key_ts = e->ts;
	}
	e->key_left--;
	dtmf_encode(data, e->key, e->key_left < 3, (uint16_t)(PIECE * (e->key_left < 3 ? STEPS : STEPS + 3 - e->key_left)));
	(void)!peer_send(e->peer, STEPS + 2 == e->key_left, EVENT_PT, ++e->seq, e->key_ts, data, sizeof(data));
	if (!e->key_left)
		e->key = -1;
}


/* Its first bytes say what it is taken for */
static void junk_send(struct end *e)
{
	static const uint8_t first[] = {0, 1, 20, 21, 22, 23, 25, 64, 0x80, 0x80, 0x81, 0x90, 0xbf, 0xff};
	static const uint8_t second[] = {1, 0xfe, 8, 126, 200, 201, 203, 205};
	uint8_t data[JUNK_SIZE], dice[4];

	id_random(dice, sizeof(dice));
	id_random(data, sizeof(data));
	data[0] = first[dice[0] % sizeof(first)];
	if (dice[1] & 1)
		data[1] = second[dice[1] / 2 % sizeof(second)];
	if (dice[0] & 0x80 && data[0] >= 20 && data[0] <= 25)
		memcpy(data + 1, "\xfe\xfd\0\1\0\0\0\0\0\5\0\50", 12);      /* a record of the right epoch */
	(void)!peer_raw(e->peer, data, 1 + (dice[2] + (dice[3] & 3) * 256U) % JUNK_SIZE);
}


static void speak(struct end *e)
{
	uint8_t piece[PIECE];

	e->ts += PIECE;
	if (e->key >= 0) {
		key_send(e);
		return;
	}

	for (unsigned i = 0; i < PIECE; i++, e->phase++)
		piece[i] = g711_pcm2alaw(e->hz ? (int16_t)(8000 * sin(2 * 3.14159265358979 * e->hz * (e->phase % SECOND) / SECOND)) : 0);
	(void)!peer_send(e->peer, false, 8, ++e->seq, e->ts, piece, sizeof(piece));
}


/* A time without a packet is silence, until what was only late goes to its place in it */
static void tick_h(void *arg)
{
	(void)arg;
	tmr_start(&ticker, TICK_MS, tick_h, NULL);
	for (size_t i = 0; i < NAMES; i++) {
		struct end *e = ends[i];

		if (!e)
			continue;
		if (++e->quiet > 5) {
			for (unsigned k = 0; k < PIECE; k++, e->next_ts++, e->at = (e->at + 1) % SECOND)
				e->heard[e->at] = 0;
		}
		if (peer_up(e->peer))
			speak(e);
		for (unsigned k = 0; k < JUNK_TICK && e->junk; k++, e->junk--)
			junk_send(e);
	}
}


int main(void)
{
	int err = re_thread_init();

	if (!err)
		err = fd_setsize(FDS);
	if (!err)
		err = peer_tls_alloc(&tls, false);
	if (!err)
		err = fd_listen(STDIN_FILENO, FD_READ, input_h, NULL);
	if (err) {
		fprintf(stderr, "peers: %s\n", strerror(err));
		return 1;
	}

	tmr_init(&ticker);
	tmr_start(&ticker, TICK_MS, tick_h, NULL);
	(void)re_main(NULL);

	for (size_t i = 0; i < NAMES; i++)
		mem_deref(ends[i]);
	tmr_cancel(&ticker);
	fd_close(STDIN_FILENO);
	mem_deref(tls);
	re_thread_close();
	return 0;
}
