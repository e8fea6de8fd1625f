/**
 * @file offer.c  Offers read and answered, on libre's SDP
 */
#include <ctype.h>
#include "voice/webrtc/offer.h"

enum {
	MID_MAX = 32,
	PLACE = 9,                      /* a port that says "not yet known" (RFC 8840 §4.1.1) */
	PRIORITY = 2130706431,          /* host candidate, first component (RFC 8445 §5.1.2.1) */
	PRIORITY_STEP = 256,
};

static const char proto[] = "UDP/TLS/RTP/SAVPF";

static const struct codec {
	const char *id, *name;
	uint32_t rate_hz;
	uint8_t channels;
} codecs[] = {
	[OFFER_PCMA] = {"8", "PCMA", 8000, 1},
	[OFFER_PCMU] = {"0", "PCMU", 8000, 1},
	[OFFER_OPUS] = {NULL, "opus", 48000, 2},
};

struct offer {
	struct sdp_session *sdp;
	struct sdp_media *audio;        /* of sdp */
	struct offer_media media;
};


static void offer_destructor(void *arg)
{
	struct offer *offer = arg;

	mem_deref(offer->audio);
	mem_deref(offer->sdp);
}


static int formats_add(struct offer *offer, const struct codec *codec)
{
	char rate[8];
	int err;

	(void)re_snprintf(rate, sizeof(rate), "%u", codec->rate_hz);
	err = sdp_format_add(NULL, offer->audio, false, codec->id, codec->name, codec->rate_hz, codec->channels, NULL, NULL,
			     NULL, false, OFFER_OPUS == codec - codecs ? "minptime=20;useinbandfec=1;stereo=0" : NULL);
	if (err)
		return err;

	return sdp_format_add(NULL, offer->audio, false, NULL, "telephone-event", codec->rate_hz, 1, NULL, NULL, NULL, false,
			      "0-15");
}


static int session_make(struct offer *offer, const struct codec *codec)
{
	struct sa any;
	int err;

	offer->audio = mem_deref(offer->audio);
	offer->sdp = mem_deref(offer->sdp);

	sa_init(&any, AF_INET);
	(void)sa_set_str(&any, "0.0.0.0", PLACE);
	err = sdp_session_alloc(&offer->sdp, &any);
	if (err)
		return err;

	err = sdp_media_add(&offer->audio, offer->sdp, "audio", PLACE, proto);
	if (err)
		return err;
	(void)mem_ref(offer->audio);

	return formats_add(offer, codec);
}


/* Reads the offer with one codec of ours; false: it cannot be read, or has no common format */
static int decode(struct offer *offer, const struct codec *codec, struct mbuf *mb, bool *okp)
{
	int err = session_make(offer, codec);

	if (err)
		return err;

	mb->pos = 0;
	err = sdp_decode(offer->sdp, mb, true);
	if (ENOMEM == err)
		return err;

	*okp = !err;
	return 0;
}


static bool has_codec(const struct offer *offer, const struct codec *codec)
{
	const struct sdp_format *f = sdp_media_rformat(offer->audio, NULL);

	if (!f || f->pt < 0 || f->pt > 127 || !f->sup)
		return false;

	return !f->name || !str_casecmp(f->name, codec->name) || (codec->id && !strcmp(f->id, codec->id));
}


static const char *attr(const struct offer *offer, const char *name)
{
	return sdp_media_session_rattr(offer->audio, offer->sdp, name);
}


static bool fingerprint_read(struct offer *offer)
{
	const char *print = attr(offer, "fingerprint"), *setup = attr(offer, "setup");
	static const char sha[] = "sha-256 ";

	if (setup && !str_casecmp(setup, "passive"))
		return false;
	if (!print || strncasecmp(print, sha, sizeof(sha) - 1))
		return false;

	return secure_digest_parse(offer->media.digest, pl_of(print + sizeof(sha) - 1));
}


static const char *mid_of(const struct offer *offer)
{
	const char *mid = sdp_media_rattr(offer->audio, "mid");

	if (!mid)
		return NULL;
	if (!*mid || strlen(mid) > MID_MAX)
		return "";
	for (const char *p = mid; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("-._", *p))
			return "";
	}

	return mid;
}


static enum offer_fault judge(struct offer *offer, const struct codec *codec)
{
	const struct sdp_format *digit;
	const char *mid = mid_of(offer);

	if (!sdp_media_rport(offer->audio))
		return OFFER_NO_AUDIO;
	if (mid && !*mid)
		return OFFER_MALFORMED;
	if (!has_codec(offer, codec))
		return OFFER_NO_CODEC;
	if (!attr(offer, "rtcp-mux"))
		return OFFER_NO_MUX;
	if (!fingerprint_read(offer))
		return OFFER_NO_FINGERPRINT;

	offer->media.codec = (enum offer_codec)(codec - codecs);
	offer->media.pt = (uint8_t)sdp_media_rformat(offer->audio, NULL)->pt;
	digit = sdp_media_rformat(offer->audio, "telephone-event");
	offer->media.digit_pt = digit && digit->pt >= 0 && digit->pt <= 127 ? digit->pt : -1;
	return OFFER_GOOD;
}


int offer_read(struct offer **op, enum offer_fault *fault, struct pl sdp)
{
	struct offer *offer = NULL;
	struct mbuf *mb = NULL;
	enum offer_fault f = OFFER_MALFORMED;
	int err = 0;

	if (!sdp.l || sdp.l > OFFER_MAX || memchr(sdp.p, '\0', sdp.l))
		goto out;

	offer = mem_zalloc(sizeof(*offer), offer_destructor);
	mb = mbuf_alloc(sdp.l);
	if (!offer || !mb) {
		err = ENOMEM;
		goto out;
	}

	err = mbuf_write_mem(mb, (const void *)sdp.p, sdp.l);
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]) && !err; i++) {

		bool ok = false;

		err = decode(offer, &codecs[i], mb, &ok);
		f = ok ? judge(offer, &codecs[i]) : OFFER_MALFORMED;
		if (OFFER_NO_CODEC != f)
			break;
	}

out:
	mem_deref(mb);
	if (err || f) {
		mem_deref(offer);
		offer = NULL;
	}
	if (!err) {
		*fault = f;
		if (offer)
			*op = offer;
	}

	return err;
}


const struct offer_media *offer_media(const struct offer *offer)
{
	return &offer->media;
}


static int candidates_set(struct offer *offer, const struct offer_answer *answer)
{
	struct sdp_media *m = offer->audio;
	int err = 0;

	for (unsigned i = 0; i < answer->addrc && i < OFFER_CANDIDATES_MAX && !err; i++) {

		const struct sa *addr = &answer->addrv[i];

		err = sdp_media_set_lattr(m, false, "candidate", "%u 1 udp %u %j %u typ host", i + 1,
					  PRIORITY - i * PRIORITY_STEP, addr, sa_port(addr));
	}

	return err ? err : sdp_media_set_lattr(m, true, "end-of-candidates", NULL);
}


static int attributes_set(struct offer *offer, const struct offer_answer *answer)
{
	struct sdp_media *m = offer->audio;
	const char *mid = mid_of(offer);
	int err = 0;

	if (mid) {
		err |= sdp_session_set_lattr(offer->sdp, true, "group", "BUNDLE %s", mid);
		err |= sdp_media_set_lattr(m, true, "mid", "%s", mid);
	}
	err |= sdp_session_set_lattr(offer->sdp, true, "ice-lite", NULL);
	err |= sdp_media_set_lattr(m, true, "rtcp-mux", NULL);
	err |= sdp_media_set_lattr(m, true, "ice-ufrag", "%s", answer->ice->ufrag);
	err |= sdp_media_set_lattr(m, true, "ice-pwd", "%s", answer->ice->pwd);
	err |= sdp_media_set_lattr(m, true, "fingerprint", "sha-256 %H", secure_print_digest, answer->digest);
	err |= sdp_media_set_lattr(m, true, "setup", "passive");
	err |= sdp_media_set_lattr(m, true, "ptime", "20");
	err |= sdp_media_set_lattr(m, true, "ssrc", "%u cname:otklik", answer->ssrc);

	return err ? ENOMEM : candidates_set(offer, answer);
}


int offer_answer(struct mbuf **sdp, struct offer *offer, const struct offer_answer *answer)
{
	struct mbuf *mb = NULL;
	int err;

	if (!answer->addrc)
		return EINVAL;

	sdp_session_set_laddr(offer->sdp, &answer->addrv[0]);
	sdp_media_set_lport(offer->audio, sa_port(&answer->addrv[0]));
	err = attributes_set(offer, answer);
	if (err)
		return err;

	err = sdp_encode(&mb, offer->sdp, false);
	if (err)
		return err;

	*sdp = mb;
	return 0;
}
