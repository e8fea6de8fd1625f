/**
 * @file leg.h  A leg: one side of a call as media
 *
 *     phone ── RTP ───▶ SIP leg ─┐              ┌─ player: prompts, music
 *                                ├─ struct leg ─┤
 *   browser ── SRTP ──▶ web leg ─┘              └─ bridge ── the other leg
 *
 * What this is for: whoever plays, listens or bridges does not see which kind of leg it is. Payload at this seam is always
 * G.711, 20 ms a packet as a rule; a kind that speaks Opus transcodes inside. A leg counts its own sequence numbers and
 * timestamps: at each change of source they are rebased, so that the receiver's jitter buffer sees one stream whose time never
 * jumps (a gap is as long as the silence was).
 *
 * States:   open ──▶ up ◀──▶ lost ──▶ gone        open: no media heard yet; lost: of a web leg that reloads, 30 s
 *             ╰───────────────────▶ gone          gone: with its cause; nothing comes after it
 *
 * Threads: voice alone. Ownership: whoever made a leg owns it (mem_deref); the handler may do so from within a handler's call,
 * for a kind touches no leg after it has told of it. Kinds embed `struct leg`.
 */
#ifndef OTKLIK_VOICE_LEG_H
#define OTKLIK_VOICE_LEG_H

#include "call/call.h"
#include "voice/media/dtmf.h"

enum {
	LEG_PACKET_MS   = 20,
	LEG_PACKET_SIZE = 160,          /* bytes of 20 ms of G.711 */
	LEG_MEDIA_MAX   = 1600,         /* bytes of a packet: more is not sent on */
	LEG_SILENT_MS   = 30 * 1000,    /* a leg that is not heard for so long is gone */
	LEG_UNHEARD_MS  = 8 * 1000,     /* no sound for so long is a fault on the way, though RTCP may come */
	LEG_DIGIT_MS    = 120,          /* of a key that we press */
};

/** Numbers are the static payload types of RFC 3551 */
enum leg_codec { LEG_PCMU = 0, LEG_PCMA = 8 };

enum leg_state { LEG_OPEN, LEG_UP, LEG_LOST, LEG_GONE };

struct leg;

/** A piece of sound */
struct leg_media {
	enum leg_codec codec;
	bool marker;                    /* first after a silence */
	uint16_t seq;                   /* of its source: order and loss go through */
	uint32_t ts;                    /* of its source, 8 kHz */
	uint32_t ssrc;                  /* whose seq and ts they are, within its source: a page that was loaded anew has another */
	const uint8_t *data;            /* borrowed */
	size_t size;                    /* bytes, ≤ LEG_MEDIA_MAX */
};

/** Who listens to a leg; any may be NULL */
struct leg_handler {
	void (*media_h)(struct leg *leg, const struct leg_media *media, void *arg);
	void (*digit_h)(struct leg *leg, char digit, void *arg);                 /* once a press, as it begins */
	void (*state_h)(struct leg *leg, enum leg_state state, enum call_cause cause, void *arg);
	void (*hold_h)(struct leg *leg, bool on, void *arg);     /* of a telephone: its side holds the call, or takes it back; must not end it */
};

/** Who listens from now on; handler borrowed while it does, NULL nobody */
void leg_listen(struct leg *leg, const struct leg_handler *handler, void *arg);

enum leg_state leg_state(const struct leg *leg);

/** Does its side hold: it wants no sound now */
bool leg_holds(const struct leg *leg);

/** What is best sent to it: anything else is converted by table */
enum leg_codec leg_codec(const struct leg *leg);

/**
 * Sends sound
 *
 * @param source Whose numbers `seq` and `ts` are, with the sound's ssrc: any address that stays the same while they go on
 *
 * What cannot be sent now (held, not up, the network full) is dropped without a word.
 */
void leg_send(struct leg *leg, const void *source, const struct leg_media *media);

/** Presses a key towards the other side (RFC 4733); sound is not sent while it lasts. EINVAL no key; ENOTSUP; EBUSY */
int leg_digit(struct leg *leg, char digit) MUST_CHECK;

/** Ends it politely (BYE, close_notify); state_h is not called. The owner still has it to mem_deref */
void leg_end(struct leg *leg, enum call_cause cause);

/** Once in 20 ms from the voice thread's tick: keys go out */
void leg_tick(struct leg *leg);

/** Once a second or so: true when nothing was heard for LEG_SILENT_MS, though the other side was to send. A lost one is waited for */
bool leg_silent(const struct leg *leg, int64_t now_ms);

/** Once a second or so: true when no sound came for LEG_UNHEARD_MS, though the other side was to send: it is not heard */
bool leg_unheard(const struct leg *leg, int64_t now_ms);

/** Once a second or so: true when its reports say that nothing of ours arrives there, though we send (RTCP) */
bool leg_unreached(const struct leg *leg);

/** Once a second or so: reports go out (RTCP) */
void leg_second(struct leg *leg, int64_t now_ms);

/** How good its sound is, both ways; what is not known is negative */
void leg_quality(const struct leg *leg, struct call_quality *q);

/** Its silence begins anew: it may send from now on */
void leg_expect(struct leg *leg);

/* ------------------------------------------------------------ for the kinds */

struct leg_kind {
	const char *name;               /* "sip", "web" */

	/** Sends one RTP packet; payload type, sequence number, timestamp and source are settled */
	void (*send_h)(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, const uint8_t *data, size_t size);

	void (*end_h)(struct leg *leg, enum call_cause cause);

	/** A second has passed; NULL: nothing is done */
	void (*second_h)(struct leg *leg, int64_t now_ms);

	/** How good its sound is; false, or NULL: nothing is known */
	bool (*quality_h)(const struct leg *leg, struct call_quality *q);
};

struct leg {
	const struct leg_kind *kind;
	const struct leg_handler *handler;
	void *arg;                      /* of the handler */

	enum leg_state state;
	enum leg_codec codec;           /* what is sent to it */
	int event_pt;                   /* payload type of its telephone events; negative: none were agreed on */
	bool deaf;                      /* held by its side: nothing is sent to it */
	bool mute;                      /* it need not send: its silence is no fault */

	/* out */
	const void *source;             /* of the last packet; NULL: none yet */
	uint32_t ssrc;                  /* of the last packet */
	uint16_t seq, seq_off;          /* last sent; ours = the source's + off */
	uint32_t ts, ts_off;
	int64_t sent_ms;                /* clock_mono_ms of the last packet */

	/* a key on its way out */
	int key;                        /* event; negative: none */
	uint16_t key_ticks;             /* packets sent of it */
	uint32_t key_ts;

	/* in */
	struct dtmf dtmf;
	int64_t heard_ms;               /* clock_mono_ms of the last packet that was its own, RTCP as well … */
	int64_t sound_ms;               /* … and of the last RTP */
};

/** Fills a new leg; heard_ms is now */
void leg_init(struct leg *leg, const struct leg_kind *kind, enum leg_codec codec, int event_pt);

/** A packet of the other side that proved to be its own (latched, decrypted). May free the leg */
void leg_heard(struct leg *leg, uint8_t pt, bool marker, uint16_t seq, uint32_t ts, uint32_t ssrc, const uint8_t *data, size_t size);

/** Tells a new state; nothing when it is the old one, or after LEG_GONE. May free the leg */
void leg_change(struct leg *leg, enum leg_state state, enum call_cause cause);

#endif
