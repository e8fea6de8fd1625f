/**
 * @file binding.c  Where an operator's telephone is
 */
#include "base/clock.h"
#include "voice/sip/binding.h"

struct reading {
	struct binding_wishes *wishes;
	uint32_t default_s;
	bool bad;
};


static bool seconds(uint32_t *s, struct pl text)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || n > UINT32_MAX)
			return false;
		n = n * 10 + (uint64_t)(text.p[i] - '0');
	}
	if (!text.l || n > UINT32_MAX)
		return false;

	*s = (uint32_t)n;
	return true;
}


static bool is_sip(const struct uri *uri)
{
	return 0 == pl_strcasecmp(&uri->scheme, "sip") || 0 == pl_strcasecmp(&uri->scheme, "sips");
}


/* It stands in requests and answers of ours: nothing in it may end a line or an address there */
static bool is_plain(struct pl text)
{
	for (size_t i = 0; i < text.l; i++) {
		if ((unsigned char)text.p[i] <= ' ' || 0x7f == text.p[i] || strchr("<>\"", text.p[i]))
			return false;
	}

	return text.l > 0;
}


/* RFC 3261 §20: an address with headers or parameters of its own stands in brackets. Times that cannot be read are as none (§10.3) */
static bool contact_h(const struct sip_hdr *hdr, const struct sip_msg *msg, void *arg)
{
	struct reading *r = arg;
	struct binding_wish *wish = &r->wishes->at[r->wishes->n];
	struct sip_addr addr;
	struct pl text;

	(void)msg;
	if (0 == pl_strcmp(&hdr->val, "*")) {
		r->wishes->all = true;
		return false;
	}

	if (BINDING_WISHES_MAX == r->wishes->n || sip_addr_decode(&addr, &hdr->val) || !is_plain(addr.auri) ||
	    (addr.uri.headers.l && !memchr(hdr->val.p, '<', hdr->val.l))) {
		r->bad = true;
		return true;
	}
	if (!is_sip(&addr.uri))                          /* nothing that we could call */
		return false;

	*wish = (struct binding_wish){.said = addr.auri, .uri = addr.uri, .expires_s = r->default_s};
	if (!msg_param_decode(&addr.params, "expires", &text) && !seconds(&wish->expires_s, text))
		wish->expires_s = r->default_s;
	if (!msg_param_decode(&addr.params, "+sip.instance", &text))
		wish->instance = text;
	r->wishes->n++;

	return false;
}


bool binding_wishes_read(struct binding_wishes *wishes, const struct sip_msg *msg, uint32_t default_s)
{
	struct reading r = {.wishes = wishes, .default_s = default_s};
	uint32_t expires_s = default_s;

	memset(wishes, 0, sizeof(*wishes));
	if (msg->expires.l && seconds(&expires_s, msg->expires))
		r.default_s = expires_s;

	(void)sip_msg_hdr_apply(msg, true, SIP_HDR_CONTACT, contact_h, &r);

	/* "*" stands alone, and with 0 alone */
	return !r.bad && (!wishes->all || (!wishes->n && 1 == sip_msg_hdr_count(msg, SIP_HDR_CONTACT) && msg->expires.l && !r.default_s));
}


static void binding_destructor(void *arg)
{
	struct binding *b = arg;

	list_unlink(&b->le);
	tmr_cancel(&b->watch);
	tmr_cancel(&b->late);
	mem_deref(b->asked);
	mem_deref(b->ka);
}


int binding_alloc(struct binding **bp, struct list *list, struct handset *handset)
{
	struct binding *b = mem_zalloc(sizeof(*b), binding_destructor);

	if (!b)
		return ENOMEM;

	b->handset = handset;
	b->since_ms = clock_wall_ms();
	tmr_init(&b->watch);
	tmr_init(&b->late);
	list_append(list, &b->le, b);
	*bp = b;

	return 0;
}


/* Where its request came from, for the user and with the parameters of its Contact */
static int target_print(struct binding *b, const struct binding_wish *wish, const struct sip_msg *msg)
{
	struct uri uri = wish->uri;
	struct pl transport;
	char host[64];

	if (!b->aimed)
		return re_snprintf(b->uri, sizeof(b->uri), "%r", &wish->said) < 0 ? E2BIG : 0;

	(void)re_snprintf(host, sizeof(host), "%j", &msg->src);
	uri.scheme = (struct pl){"sip", 3};
	uri.host = pl_of(host);
	uri.af = sa_af(&msg->src);
	uri.port = sa_port(&msg->src);
	uri.headers = pl_of(NULL);
	uri.password = pl_of(NULL);
	if (uri_param_get(&uri.params, &(const struct pl)PL_CONST("transport"), &transport))
		transport = pl_of(NULL);

	return re_snprintf(b->uri, sizeof(b->uri), "%H%s", uri_encode, &uri, transport.l || SIP_TRANSP_UDP == msg->tp ? "" :
			   SIP_TRANSP_TLS == msg->tp ? ";transport=tls" : ";transport=tcp") < 0 ? E2BIG : 0;
}


/* What a telephone calls itself is shown: visible ASCII, else a question mark */
static void agent_take(struct binding *b, const struct sip_hdr *hdr)
{
	size_t n = 0;

	for (size_t i = 0; hdr && i < hdr->val.l && n < sizeof(b->agent) - 1; i++) {
		char c = hdr->val.p[i];

		b->agent[n++] = c >= ' ' && c <= '~' ? c : '?';
	}
	b->agent[n] = '\0';
}


int binding_fill(struct binding *b, const struct binding_wish *wish, const struct sip_msg *msg)
{
	struct pl rport;

	if (wish->said.l >= sizeof(b->said) || msg->callid.l >= sizeof(b->call_id))
		return E2BIG;

	(void)pl_strcpy(&wish->said, b->said, sizeof(b->said));
	(void)pl_strcpy(&msg->callid, b->call_id, sizeof(b->call_id));
	if (!wish->instance.l || pl_strcpy(&wish->instance, b->instance, sizeof(b->instance)))
		b->instance[0] = '\0';
	agent_take(b, sip_msg_hdr(msg, SIP_HDR_USER_AGENT));
	b->cseq = msg->cseq.num;
	b->at = msg->src;
	b->tp = msg->tp;
	b->aimed = SIP_TRANSP_UDP != msg->tp || !msg_param_exists(&msg->via.params, "rport", &rport);

	return target_print(b, wish, msg);
}


struct binding *binding_find(const struct list *list, const struct binding_wish *wish)
{
	for (struct le *le = list->head; le; le = le->next) {
		struct binding *b = le->data;

		if (wish->instance.l && b->instance[0] ? 0 == pl_strcmp(&wish->instance, b->instance) : 0 == pl_strcmp(&wish->said, b->said))
			return b;
	}

	return NULL;
}


int binding_print(struct mbuf *mb, const struct list *list, int64_t now_ms)
{
	int err = 0;

	for (struct le *le = list->head; le && !err; le = le->next) {
		const struct binding *b = le->data;
		int64_t left_s = (b->until_ms - now_ms + 500) / 1000;

		err = mbuf_printf(mb, "Contact: <%s>;expires=%lld\r\n", b->said, left_s > 0 ? left_s : 0);
	}

	return err;
}
