/**
 * @file stun.c  Fuzzes connectivity checks: any datagram is read or not, and only one signed with the password is good
 */
#include "fuzz.h"
#include "voice/webrtc/ice.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ice_id id = {"ufragufrag12", "passwordpasswordpasswordpassword"};
	struct mbuf mb = {.buf = (uint8_t *)data, .size = size, .end = size};
	struct ice_check *check = NULL;
	struct mbuf *reply = NULL;
	enum ice_verdict verdict;
	struct sa src;
	int err;

	(void)sa_set_str(&src, "192.0.2.1", 5000);
	err = ice_check_read(&check, &mb);
	CLAIM(0 == err || EBADMSG == err);
	CLAIM(!err == (check != NULL));
	if (err)
		return 0;

	CLAIM(ice_check_name(check).l < size);
	CLAIM(0 == ice_check_answer(&verdict, &reply, check, &id, &src));
	CLAIM(mbuf_get_left(reply) >= STUN_HEADER_SIZE && mbuf_get_left(reply) < 256);

	mem_deref(reply);
	mem_deref(check);
	return 0;
}
