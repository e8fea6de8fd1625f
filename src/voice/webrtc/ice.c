/**
 * @file ice.c  Connectivity checks, answered
 */
#include "base/id.h"
#include "voice/webrtc/ice.h"

enum { TIE_PADDING = 0 };


struct ice_check {
	struct stun_msg *msg;
	struct stun_unknown_attr unknown;
	struct pl name;                 /* in the USERNAME of msg */
};


/* Letters of RFC 8839 §5.4 (ice-char), 64 of them: six bits each */
static void letters_make(char *dst, size_t len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t buf[ICE_PWD];

	id_random(buf, len);
	for (size_t i = 0; i < len; i++)
		dst[i] = letters[buf[i] & 63];
	dst[len] = '\0';
}


void ice_id_make(struct ice_id *id)
{
	letters_make(id->ufrag, ICE_UFRAG);
	letters_make(id->pwd, ICE_PWD);
}


static void check_destructor(void *arg)
{
	struct ice_check *check = arg;

	mem_deref(check->msg);
}


static bool sound(struct ice_check *check)
{
	const struct stun_attr *user;
	const char *colon;

	if (!stun_msg_mcookie(check->msg) || STUN_CLASS_REQUEST != stun_msg_class(check->msg) ||
	    STUN_METHOD_BINDING != stun_msg_method(check->msg) || stun_msg_chk_fingerprint(check->msg))
		return false;

	user = stun_msg_attr(check->msg, STUN_ATTR_USERNAME);
	colon = user ? strchr(user->v.username, ':') : NULL;
	if (!colon)
		return false;

	check->name = (struct pl){user->v.username, (size_t)(colon - user->v.username)};
	return true;
}


int ice_check_read(struct ice_check **checkp, const struct mbuf *mb)
{
	struct ice_check *check;
	struct mbuf *copy;
	int err;

	if (mbuf_get_left(mb) > ICE_DATAGRAM_MAX || mbuf_get_left(mb) < STUN_HEADER_SIZE)
		return EBADMSG;

	check = mem_zalloc(sizeof(*check), check_destructor);
	copy = mbuf_alloc(mbuf_get_left(mb));       /* the decoder moves its place and keeps a reference */
	if (!check || !copy) {
		err = ENOMEM;
		goto out;
	}

	err = mbuf_write_mem(copy, mbuf_buf(mb), mbuf_get_left(mb));
	if (err)
		goto out;
	copy->pos = 0;

	err = stun_msg_decode(&check->msg, copy, &check->unknown);
	if (err && ENOMEM != err)
		err = EBADMSG;
	if (!err && !sound(check))
		err = EBADMSG;

out:
	mem_deref(copy);
	if (err)
		mem_deref(check);
	else
		*checkp = check;

	return err;
}


struct pl ice_check_name(const struct ice_check *check)
{
	return check->name;
}


static int refuse(struct mbuf *mb, const struct ice_check *check, const struct ice_id *id, uint16_t code)
{
	struct stun_errcode ec = {code, NULL};
	size_t keylen = 401 == code ? 0 : ICE_PWD;      /* to who does not know the password no proof of it */
	const uint8_t *key = keylen ? (const void *)id->pwd : NULL;
	char reason[32];

	(void)re_snprintf(reason, sizeof(reason), "%s", 401 == code ? "Unauthorized" : 487 == code ? "Role Conflict" :
			  "Unknown Attribute");
	ec.reason = reason;

	return stun_msg_encode(mb, STUN_METHOD_BINDING, STUN_CLASS_ERROR_RESP, stun_msg_tid(check->msg), &ec, key, keylen,
			       true, TIE_PADDING, 420 == code ? 1 : 0, STUN_ATTR_UNKNOWN_ATTR, &check->unknown);
}


/* 0: good; else the error's code (RFC 8489 §14.8, RFC 8445 §7.3) */
static uint16_t judge(const struct ice_check *check, const struct ice_id *id)
{
	if (stun_msg_chk_mi(check->msg, (const void *)id->pwd, ICE_PWD))
		return 401;
	if (check->unknown.typec)
		return 420;
	if (stun_msg_attr(check->msg, STUN_ATTR_CONTROLLED))
		return 487;                             /* lite is never the one who decides */

	return 0;
}


int ice_check_answer(enum ice_verdict *verdict, struct mbuf **reply, const struct ice_check *check, const struct ice_id *id,
		     const struct sa *src)
{
	uint16_t code = judge(check, id);
	struct mbuf *mb = mbuf_alloc(128);
	int err;

	if (!mb)
		return ENOMEM;

	if (code)
		err = refuse(mb, check, id, code);
	else
		err = stun_msg_encode(mb, STUN_METHOD_BINDING, STUN_CLASS_SUCCESS_RESP, stun_msg_tid(check->msg), NULL,
				      (const void *)id->pwd, ICE_PWD, true, TIE_PADDING, 1, STUN_ATTR_XOR_MAPPED_ADDR, src);
	if (err) {
		mem_deref(mb);
		return err;
	}

	mb->pos = 0;
	*reply = mb;
	*verdict = code ? ICE_REFUSED : stun_msg_attr(check->msg, STUN_ATTR_USE_CAND) ? ICE_NOMINATED : ICE_GOOD;
	return 0;
}
