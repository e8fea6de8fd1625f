/**
 * @file test_webleg.c  A leg that is a browser: offers, checks, keys, sound both ways, reload, loss
 */
#include "base/clock.h"
#include "peer.h"
#include "test.h"
#include <math.h>
#include <rem/rem_g711.h>
#include "voice/media/sock.h"
#include "voice/media/transcode.h"
#include "voice/webrtc/webleg.h"


int test_ice(void);
int test_offer(void);
int test_offer_refuse(void);
int test_webleg(void);
int test_transcode(void);

enum { ROUND_MS = 20000, PACKETS = 25, OPUS_PT = 111 };

static const char fingerprint[] = "a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:"
				  "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F\r\n";


/* A check as the browser writes it; `bad` turns a bit after it was signed */
static struct mbuf *check_make(const struct ice_id *id, uint16_t role, bool nominate, size_t bad)
{
	struct mbuf *mb = mbuf_alloc(256);
	uint8_t tid[STUN_TID_SIZE] = {1, 2, 3};
	char user[64];
	int err;

	if (!mb)
		return NULL;
	(void)re_snprintf(user, sizeof(user), "%s:them", id->ufrag);
	err = stun_msg_encode(mb, STUN_METHOD_BINDING, STUN_CLASS_REQUEST, tid, NULL, (const void *)id->pwd, ICE_PWD, true, 0,
			      nominate ? 3 : 2, STUN_ATTR_USERNAME, user, (int)role, &(uint64_t){7}, STUN_ATTR_USE_CAND, &(int){0});
	if (err)
		return mem_deref(mb);

	mb->pos = 0;
	if (bad)
		mb->buf[bad] ^= 1;
	return mb;
}


/* What became of a check: -1 not read, else the verdict */
static int check_judge(int *resultp, struct mbuf *mb, const struct ice_id *id)
{
	struct ice_check *check = NULL;
	enum ice_verdict verdict = ICE_REFUSED;
	struct mbuf *reply = NULL;
	struct sa src;
	int err;

	if (!mb)
		return ENOMEM;

	(void)sa_set_str(&src, "192.0.2.1", 5000);
	*resultp = -1;
	err = ice_check_read(&check, mb);
	if (EBADMSG == err)
		return 0;
	if (!err)
		err = ice_check_answer(&verdict, &reply, check, id, &src);
	if (!err)
		*resultp = (int)verdict;

	mem_deref(check);
	mem_deref(reply);
	return err;
}


int test_ice(void)
{
	struct ice_id id, other;
	struct mbuf *mb = NULL;
	int err, got;

	ice_id_make(&id);
	ice_id_make(&other);
	TEST(strlen(id.ufrag) == ICE_UFRAG && strlen(id.pwd) == ICE_PWD && strcmp(id.pwd, other.pwd));

	TEST_OK(check_judge(&got, mb = check_make(&id, STUN_ATTR_CONTROLLING, true, 0), &id));
	TEST(ICE_NOMINATED == got);
	mem_deref(mb);

	TEST_OK(check_judge(&got, mb = check_make(&id, STUN_ATTR_CONTROLLING, false, 0), &id));
	TEST(ICE_GOOD == got);
	mem_deref(mb);

	TEST_OK(check_judge(&got, mb = check_make(&id, STUN_ATTR_CONTROLLED, true, 0), &id));
	TEST(ICE_REFUSED == got);
	mem_deref(mb);

	TEST_OK(check_judge(&got, mb = check_make(&id, STUN_ATTR_CONTROLLING, true, 0), &other));
	TEST(ICE_REFUSED == got);
	mem_deref(mb);

	TEST_OK(check_judge(&got, mb = check_make(&id, STUN_ATTR_CONTROLLING, true, 24), &id));
	TEST(-1 == got);

out:
	mem_deref(mb);
	return err;
}


static int offer_text(char *dst, size_t size, const char *line, const char *attrs, const char *print)
{
	return re_snprintf(dst, size, "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n%s\r\nc=IN IP4 0.0.0.0\r\n"
			   "a=mid:a1\r\na=sendrecv\r\n%sa=rtpmap:111 opus/48000/2\r\na=rtpmap:8 PCMA/8000\r\n"
			   "a=rtpmap:0 PCMU/8000\r\na=rtpmap:110 telephone-event/48000\r\na=rtpmap:126 telephone-event/8000\r\n%s",
			   line, attrs, print) < 0 ? ENOMEM : 0;
}


int test_offer(void)
{
	static const struct {
		const char *line;
		enum offer_codec codec;
		int pt, digit_pt;
	} casev[] = {
		{"m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 110 126", OFFER_PCMA, 8, 126},
		{"m=audio 9 UDP/TLS/RTP/SAVPF 111 0 110 126", OFFER_PCMU, 0, 126},
		{"m=audio 9 UDP/TLS/RTP/SAVPF 111 110", OFFER_OPUS, 111, 110},
		{"m=audio 9 UDP/TLS/RTP/SAVPF 8", OFFER_PCMA, 8, -1},
	};
	struct offer *offer = NULL;
	struct mbuf *mb = NULL;
	enum offer_fault fault;
	struct ice_id id;
	struct sa addrv[2];
	struct offer_answer prm = {&id, NULL, 7, addrv, 2};
	uint8_t digest[SECURE_DIGEST] = {0xab};
	char text[2048];
	struct pl pl;
	int err;

	ice_id_make(&id);
	prm.digest = digest;
	TEST_OK(sa_set_str(&addrv[0], "192.0.2.7", 4000));
	TEST_OK(sa_set_str(&addrv[1], "2001:db8::7", 4000));

	for (size_t i = 0; i < sizeof(casev) / sizeof(casev[0]); i++) {

		const struct offer_media *media;

		TEST_OK(offer_text(text, sizeof(text), casev[i].line, "a=rtcp-mux\r\na=setup:actpass\r\n", fingerprint));
		TEST_OK(offer_read(&offer, &fault, pl_of(text)));
		TEST(OFFER_GOOD == fault);
		media = offer_media(offer);
		TEST(media->codec == casev[i].codec && media->pt == casev[i].pt && media->digit_pt == casev[i].digit_pt);
		TEST(1 == media->digest[1] && 31 == media->digest[31]);

		TEST_OK(offer_answer(&mb, offer, &prm));
		pl_set_mbuf(&pl, mb);
		TEST(!re_regex(pl.p, pl.l, "a=setup:passive"));
		TEST(!re_regex(pl.p, pl.l, "a=ice-lite"));
		TEST(!re_regex(pl.p, pl.l, "a=mid:a1"));
		TEST(!re_regex(pl.p, pl.l, "a=group:BUNDLE a1"));
		TEST(!re_regex(pl.p, pl.l, "a=candidate:1 1 udp 2130706431 192.0.2.7 4000 typ host"));
		TEST(!re_regex(pl.p, pl.l, "2001:db8::7 4000 typ host"));
		TEST(!re_regex(pl.p, pl.l, "a=fingerprint:sha-256 AB:00"));
		mb = mem_deref(mb);
		offer = mem_deref(offer);
	}

out:
	mem_deref(mb);
	mem_deref(offer);
	return err;
}


int test_offer_refuse(void)
{
	static const char audio[] = "m=audio 9 UDP/TLS/RTP/SAVPF 8 126", good[] = "a=rtcp-mux\r\na=setup:actpass\r\n";
	const struct {
		const char *line, *attrs, *print;
		enum offer_fault fault;
	} casev[] = {
		{audio, good, fingerprint, OFFER_GOOD},
		{"m=audio 9 RTP/AVP 8", good, fingerprint, OFFER_NO_AUDIO},
		{"m=video 9 UDP/TLS/RTP/SAVPF 96", good, fingerprint, OFFER_NO_AUDIO},
		{"m=audio 9 UDP/TLS/RTP/SAVPF 9 97", good, fingerprint, OFFER_NO_CODEC},
		{audio, "a=setup:actpass\r\n", fingerprint, OFFER_NO_MUX},
		{audio, "a=rtcp-mux\r\na=setup:passive\r\n", fingerprint, OFFER_NO_FINGERPRINT},
		{audio, good, "", OFFER_NO_FINGERPRINT},
		{audio, good, "a=fingerprint:sha-1 00:01\r\n", OFFER_NO_FINGERPRINT},
		{audio, good, "a=fingerprint:sha-256 00:01:02\r\n", OFFER_NO_FINGERPRINT},
		{"m=audio nine", good, fingerprint, OFFER_MALFORMED},
	};
	struct offer *offer = NULL;
	enum offer_fault fault;
	char text[2048];
	int err;

	for (size_t i = 0; i < sizeof(casev) / sizeof(casev[0]); i++) {
		TEST_OK(offer_text(text, sizeof(text), casev[i].line, casev[i].attrs, casev[i].print));
		TEST_OK(offer_read(&offer, &fault, pl_of(text)));
		if (fault != casev[i].fault)
			(void)re_fprintf(stderr, "case %zu: %d\n", i, fault);
		TEST(fault == casev[i].fault);
		TEST(!offer == (OFFER_GOOD != fault));
		offer = mem_deref(offer);
	}

	TEST_OK(offer_read(&offer, &fault, (struct pl){NULL, 0}));
	TEST(OFFER_MALFORMED == fault);

out:
	mem_deref(offer);
	return err;
}


/* One call: what our browser sends, the leg's listener sends back */
struct room {
	struct browsers *all;
	struct leg *leg;
	struct peer *peer;
	struct tls *tls;
	struct tmr tick, limit;
	unsigned sent, echoed, heard;
	enum leg_state state;
	enum call_cause cause;
	char digit;
	bool timeout;
	struct transcoder *opus;         /* of a peer that speaks it alone */
	bool (*done_h)(const struct room *room);
};


static void media_h(struct leg *leg, const struct leg_media *media, void *arg)
{
	struct room *room = arg;

	room->heard++;
	leg_send(leg, room, media);
}


static void digit_h(struct leg *leg, char digit, void *arg)
{
	(void)leg;
	((struct room *)arg)->digit = digit;
}


static void state_h(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg)
{
	struct room *room = arg;

	(void)leg;
	room->state = state;
	room->cause = cause;
}


static void rtp_h(struct peer *p, const struct rtp_header *hdr, struct mbuf *mb, void *arg)
{
	struct room *room = arg;

	(void)p;
	if (room->opus ? OPUS_PT == hdr->pt : LEG_PCMA == hdr->pt && LEG_PACKET_SIZE == mbuf_get_left(mb))
		room->echoed++;
}


static void tick_h(void *arg)
{
	struct room *room = arg;
	uint8_t sound[LEG_PACKET_SIZE], key[DTMF_SIZE], opus[TRANSCODE_BYTES];

	memset(sound, 0x55, sizeof(sound));
	tmr_start(&room->tick, 2, tick_h, room);
	if (peer_up(room->peer) && room->opus) {
		if (!peer_send(room->peer, !room->sent, OPUS_PT, (uint16_t)room->sent, room->sent * LEG_PACKET_SIZE * TRANSCODE_RATIO, opus,
			       transcode_out(room->opus, opus, sound, sizeof(sound))))
			room->sent++;
	}
	else if (peer_up(room->peer)) {
		if (!peer_send(room->peer, !room->sent, LEG_PCMA, (uint16_t)room->sent, room->sent * LEG_PACKET_SIZE, sound,
			       sizeof(sound)))
			room->sent++;
		dtmf_encode(key, dtmf_event('7'), false, DTMF_STEP);
		if (PACKETS == room->sent &&
		    !peer_send(room->peer, true, 126, (uint16_t)room->sent, room->sent * LEG_PACKET_SIZE, key, sizeof(key)))
			room->sent++;
	}
	if (room->done_h(room))
		re_cancel();
}


static void limit_h(void *arg)
{
	struct room *room = arg;

	room->timeout = true;
	re_cancel();
}


static int room_run(struct room *room, bool (*done_h)(const struct room *room))
{
	room->done_h = done_h;
	tmr_start(&room->limit, ROUND_MS, limit_h, room);
	tmr_start(&room->tick, 1, tick_h, room);
	(void)re_main(NULL);
	tmr_cancel(&room->limit);
	tmr_cancel(&room->tick);
	return room->timeout ? ETIMEDOUT : 0;
}


static bool spoken(const struct room *room)
{
	return room->echoed >= PACKETS && (room->digit || room->opus);
}


static bool gone(const struct room *room)
{
	return LEG_GONE == room->state;
}


static bool lost(const struct room *room)
{
	return LEG_LOST == room->state;
}


static int room_open(struct room *room, const struct peer_prm *prm, unsigned use)
{
	static const struct leg_handler handler = {media_h, digit_h, state_h};
	enum call_refusal refusal = CALL_NOT_NOW;
	char *answer = NULL;
	int err;

	room->state = LEG_OPEN;
	room->sent = room->echoed = room->heard = 0;
	room->digit = 0;
	room->peer = mem_deref(room->peer);
	err = peer_alloc(&room->peer, room->tls, prm);
	if (err)
		return err;

	if (room->leg)
		err = webleg_again(room->leg, &answer, &refusal, peer_offer(room->peer));
	else
		err = webleg_alloc(&room->leg, &answer, &refusal, room->all, peer_offer(room->peer), CALL_LOST);
	if (!err && refusal)
		err = EPROTO;
	if (!err)
		leg_listen(room->leg, &handler, room);
	if (!err)
		err = peer_answer(room->peer, answer, use);
	mem_deref(answer);
	return err;
}


int test_webleg(void)
{
	struct room room = {0};
	struct peer_prm prm = {.host = "127.0.0.1", .rtp_h = rtp_h, .arg = &room};
	struct browser_stats stats;
	struct sa localv[2];
	struct browsers_prm bprm = {.localv = localv, .addrc = 2, .max = 2};
	int err;

	TEST_OK(re_thread_init());
	TEST_OK(fd_setsize(1024));
	TEST_OK(sa_set_str(&localv[0], "127.0.0.1", 0));
	TEST_OK(sa_set_str(&localv[1], "::1", 0));
	TEST_OK(socks_alloc(&bprm.socks));
	TEST_OK(browsers_alloc(&room.all, &bprm));
	TEST_OK(peer_tls_alloc(&room.tls, false));

	/* both ways, and a key */
	TEST_OK(room_open(&room, &prm, 0));
	TEST_OK(room_run(&room, spoken));
	TEST(LEG_UP == room.state && '7' == room.digit && room.heard >= PACKETS);
	TEST(webleg_stats(room.leg, &stats) && stats.rx >= PACKETS && stats.tx >= PACKETS && !stats.rx_bad && !stats.rx_lost);

	/* the page is loaded anew, now over IPv6: the same leg goes on */
	prm.host = "::1";
	TEST_OK(room_open(&room, &prm, 1));
	TEST_OK(room_run(&room, spoken));
	TEST(LEG_UP == room.state && 1 == browsers_count(room.all));

	/* it says goodbye: lost, and may come back */
	room.peer = mem_deref(room.peer);
	prm.host = "127.0.0.1";
	TEST_OK(peer_alloc(&room.peer, room.tls, &prm));
	TEST_OK(room_run(&room, lost));
	TEST_OK(room_open(&room, &prm, 0));
	TEST_OK(room_run(&room, spoken));
	leg_end(room.leg, CALL_OPERATOR_LEFT);
	TEST(0 == browsers_count(room.all));
	room.leg = mem_deref(room.leg);

	/* a certificate that is not the offer's */
	prm.fault = PEER_WRONG_CERTIFICATE;
	TEST_OK(room_open(&room, &prm, 0));
	TEST_OK(room_run(&room, gone));
	TEST(0 == room.heard && CALL_LOST == room.cause);
	room.leg = mem_deref(room.leg);

	/* the older cipher */
	room.tls = mem_deref(room.tls);
	TEST_OK(peer_tls_alloc(&room.tls, true));
	prm.fault = PEER_SOUND;
	TEST_OK(room_open(&room, &prm, 0));
	TEST_OK(room_run(&room, spoken));
	room.leg = mem_deref(room.leg);

	/* one that speaks Opus alone: what the leg's listener gets and gives is A-law */
	prm.formats = "111";
	TEST_OK(transcoder_alloc(&room.opus));
	TEST_OK(room_open(&room, &prm, 0));
	TEST_OK(room_run(&room, spoken));
	TEST(LEG_PCMA == leg_codec(room.leg));

out:
	mem_deref(room.opus);
	tmr_cancel(&room.limit);
	tmr_cancel(&room.tick);
	mem_deref(room.peer);
	mem_deref(room.leg);
	mem_deref(bprm.socks);
	mem_deref(room.all);
	mem_deref(room.tls);
	re_thread_close();
	return err;
}


/* How much of a second of a tone comes through both ways: its power beside that of what went in, at its frequency */
int test_transcode(void)
{
	struct transcoder *t = NULL;
	uint8_t alaw[LEG_PACKET_SIZE], opus[TRANSCODE_BYTES], back[TRANSCODE_SAMPLES];
	const double w = 2 * M_PI * 440 / 8000;
	double re = 0, im = 0, all = 0, in = 0;
	unsigned pos = 0, got = 0;
	int err;

	TEST_OK(transcoder_alloc(&t));
	for (unsigned packet = 0; packet < 50; packet++) {

		size_t n;

		for (unsigned i = 0; i < LEG_PACKET_SIZE; i++, pos++) {
			double x = 8000 * sin(w * pos);

			alaw[i] = g711_pcm2alaw((int16_t)x);
			in += packet >= 10 ? x * x : 0;
		}
		n = transcode_out(t, opus, alaw, sizeof(alaw));
		TEST(n > 0);
		n = transcode_in(t, back, opus, n);
		TEST(LEG_PACKET_SIZE == n);
		for (unsigned i = 0; i < n && packet >= 10; i++, got++) {
			double x = g711_alaw2pcm(back[i]);

			re += x * cos(w * got);
			im += x * sin(w * got);
			all += x * x;
		}
	}

	TEST(all > in / 2 && all < in * 2);
	TEST(2 * (re * re + im * im) / got > 0.9 * all);

	TEST(0 == transcode_out(t, opus, alaw, 100) && 0 == transcode_in(t, back, opus, 0));

out:
	mem_deref(t);
	return err;
}
