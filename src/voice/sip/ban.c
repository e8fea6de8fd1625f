/**
 * @file ban.c  Scanners get no answer
 */
#include "base/clock.h"
#include "base/log.h"
#include "voice/sip/ban.h"
#include "voice/sip/registrar.h"
#include "voice/sip/trunk.h"

/* As they call themselves in User-Agent */
static const char *const scanners[] = {"friendly-scanner", "sipvicious", "sip-scan", "sipcli", "sundayddr", "vaxsipuseragent", "pplsip"};


/* Where a telephone of ours stands: an office behind one address must not fall silent over one forged datagram */
static bool is_telephone(const struct voice *v, const struct sa *src)
{
	for (const struct le *le = v->registrar ? v->registrar->handsets.head : NULL; le; le = le->next) {
		const struct handset *h = le->data;

		for (const struct le *b = h->bindings.head; b; b = b->next) {
			if (sa_cmp(&((const struct binding *)b->data)->at, src, SA_ADDR))
				return true;
		}
	}

	return false;
}


static bool exempt(const struct voice *v, const struct sa *src)
{
	return !v->limits.ban_after || (!v->limits.ban_loopback && sa_is_loopback(src)) || trunk_from(v, src) || is_telephone(v, src);
}


static bool is_scanner(const struct sip_msg *msg)
{
	const struct sip_hdr *agent = sip_msg_hdr(msg, SIP_HDR_USER_AGENT);

	for (size_t i = 0; agent && i < sizeof(scanners) / sizeof(scanners[0]); i++) {
		size_t n = strlen(scanners[i]);

		for (size_t k = 0; k + n <= agent->val.l; k++) {
			if (0 == strncasecmp(agent->val.p + k, scanners[i], n))
				return true;
		}
	}

	return false;
}


static void strange(struct voice *v, const struct sa *src, unsigned most, const char *why)
{
	char addr[64];

	if (!source_strange(v->sources, src, most, v->limits.ban_ms, clock_mono_ms()))
		return;

	(void)re_snprintf(addr, sizeof(addr), "%j", src);
	log_warn("voice: an address gets no answer for a while addr=%s s=%lld why=%s", addr, v->limits.ban_ms / 1000, why);
}


bool ban_silent(struct voice *v, const struct sip_msg *msg)
{
	if (!v->limits.ban_after)
		return false;
	if (source_banned(v->sources, &msg->src, clock_mono_ms()))
		return !exempt(v, &msg->src);
	if (!is_scanner(msg) || exempt(v, &msg->src))
		return false;

	strange(v, &msg->src, 1, "scanner");
	return true;
}


void ban_strange(struct voice *v, const struct sip_msg *msg)
{
	if (!exempt(v, &msg->src))
		strange(v, &msg->src, v->limits.ban_after, "numbers");
}


void ban_guess(struct voice *v, const struct sip_msg *msg)
{
	if (!exempt(v, &msg->src))
		strange(v, &msg->src, v->limits.ban_after, "passwords");
}
