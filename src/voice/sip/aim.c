/**
 * @file aim.c  Where requests within a call go
 *
 * A phone behind a translation names an address in its Contact that nobody outside can reach, and one that came by TCP or TLS is reached
 * by its own connection alone. libre takes the target of a dialog from the Contact of a message: so it is given one that says better.
 */
#include "voice/sip/phone_priv.h"


int aim_dialog(struct sip_dialog *dialog, const char *uri)
{
	struct sip_msg *msg = NULL;
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	if (!mb)
		return ENOMEM;

	err = mbuf_printf(mb, "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKaim\r\nFrom: <sip:a@192.0.2.1>;tag=a\r\n"
			  "To: <sip:b@192.0.2.1>;tag=b\r\nCall-ID: aim\r\nCSeq: 1 INVITE\r\nContact: <%s>\r\nContent-Length: 0\r\n\r\n", uri);
	mb->pos = 0;
	if (!err)
		err = sip_msg_decode(&msg, mb);
	if (!err)
		err = sip_dialog_update(dialog, msg);

	mem_deref(msg);
	mem_deref(mb);
	return err;
}
