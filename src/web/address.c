/**
 * @file address.c  Whose request it is: the peer's address, or what a trusted proxy says it was
 *
 * X-Forwarded-For is believed from the right: the last entry was written by the nearest proxy. Entries of trusted proxies are
 * stepped over; the first that is not trusted is the client. A proxy may add a header of its own instead of lengthening the one
 * that came, so several are one list, in their order (RFC 9110 §5.3). Without trusted proxies (the default) none is looked at.
 *
 * X-Forwarded-Proto of a trusted proxy says whether the client speaks TLS: "https" and nothing else does.
 */
#include <arpa/inet.h>
#include "web/web_priv.h"


enum { FORWARDED_MAX = 8 };        /* headers; of more, the last */

struct ip {
	uint8_t byte[16];          /* IPv4 as ::ffff:a.b.c.d */
};

static const uint8_t v4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};


static void ip_of(struct ip *ip, const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET6) {
		memcpy(ip->byte, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
		return;
	}

	memcpy(ip->byte, v4_prefix, sizeof(v4_prefix));
	memcpy(ip->byte + 12, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
}


static bool ip_parse(struct ip *ip, struct pl text)
{
	char buf[INET6_ADDRSTRLEN];
	uint8_t v4[4];

	while (text.l && (*text.p == ' ' || *text.p == '\t')) {
		text.p++;
		text.l--;
	}
	while (text.l && (text.p[text.l - 1] == ' ' || text.p[text.l - 1] == '\t'))
		text.l--;
	if (!text.l || text.l >= sizeof(buf))
		return false;

	memcpy(buf, text.p, text.l);
	buf[text.l] = '\0';
	if (1 == inet_pton(AF_INET6, buf, ip->byte))
		return true;
	if (1 != inet_pton(AF_INET, buf, v4))
		return false;

	memcpy(ip->byte, v4_prefix, sizeof(v4_prefix));
	memcpy(ip->byte + 12, v4, sizeof(v4));
	return true;
}


static bool ip_is_v4(const struct ip *ip)
{
	return !memcmp(ip->byte, v4_prefix, sizeof(v4_prefix));
}


/* "10.0.0.0/8" */
static bool net_holds(struct pl net, const struct ip *ip)
{
	const char *slash = memchr(net.p, '/', net.l);
	struct pl addr = {net.p, slash ? (size_t)(slash - net.p) : net.l}, len = {NULL, 0};
	unsigned bits = 128;
	struct ip want;

	if (!ip_parse(&want, addr))
		return false;

	if (slash) {
		len = (struct pl){slash + 1, net.l - addr.l - 1};
		bits = pl_u32(&len) + (ip_is_v4(&want) && !memchr(addr.p, ':', addr.l) ? 96 : 0);
	}

	for (unsigned i = 0; i < 16 && bits; i++) {

		unsigned n = bits < 8 ? bits : 8;
		uint8_t mask = (uint8_t)(0xff << (8 - n));

		if ((want.byte[i] ^ ip->byte[i]) & mask)
			return false;
		bits -= n;
	}

	return true;
}


static bool address_trusted(const char *nets, const struct ip *ip)
{
	while (nets && *nets) {

		size_t skip = strspn(nets, " ,"), l = strcspn(nets + skip, " ,");

		if (l && net_holds((struct pl){nets + skip, l}, ip))
			return true;
		nets += skip + l;
	}

	return false;
}


/* One header from its right; true: all of it are trusted proxies, so what stands before it counts too */
static bool forwarded(struct ip *ip, const char *nets, struct pl header)
{
	while (header.l) {

		const char *comma = memrchr(header.p, ',', header.l);
		struct pl last = comma ? (struct pl){comma + 1, (size_t)(header.p + header.l - comma - 1)} : header;

		if (!address_trusted(nets, ip) || !ip_parse(ip, last))
			return false;
		header.l = comma ? (size_t)(comma - header.p) : 0;
	}

	return true;
}


struct forwards {
	struct pl at[FORWARDED_MAX];
	unsigned n;
};


static enum MHD_Result forwarded_h(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *val,
				   size_t val_len)
{
	struct forwards *f = arg;
	struct pl header = {name, name_len};

	if (!pl_strcasecmp(&header, "X-Forwarded-For"))
		f->at[f->n++ % FORWARDED_MAX] = (struct pl){val, val ? val_len : 0};

	return MHD_YES;
}


static void forwards_follow(struct ip *ip, const char *nets, struct MHD_Connection *mc)
{
	struct forwards f = {.n = 0};

	(void)MHD_get_connection_values_n(mc, MHD_HEADER_KIND, forwarded_h, &f);

	for (unsigned i = 0; i < f.n && i < FORWARDED_MAX; i++) {
		if (!forwarded(ip, nets, f.at[(f.n - 1 - i) % FORWARDED_MAX]))
			return;
	}
}


static bool proto_secure(const struct request *req)
{
	struct pl proto = request_header(req, "X-Forwarded-Proto");

	return proto.p && !pl_strcasecmp(&proto, "https");
}


bool address_forwarded(const struct request *req)
{
	static const char *const marks[] = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && !req->proxied; i++) {
		if (request_header(req, marks[i]).p)
			return true;
	}

	return false;
}


bool address_within(const struct request *req, const char *nets)
{
	struct ip ip;

	return ip_parse(&ip, pl_of(req->address)) && address_trusted(nets, &ip);
}


void address_read(struct request *req)
{
	const char *nets = req->web->prm.limits.proxies;
	struct ip ip;

	ip_of(&ip, MHD_get_connection_info(req->mc, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
	req->proxied = address_trusted(nets, &ip);
	req->secure = req->web->tls || (req->proxied && proto_secure(req));
	if (req->proxied)
		forwards_follow(&ip, nets, req->mc);

	if (ip_is_v4(&ip)) {
		(void)inet_ntop(AF_INET, ip.byte + 12, req->address, sizeof(req->address));
		req->bucket_len = 4;
		memcpy(req->bucket, ip.byte + 12, 4);
	}
	else {
		(void)inet_ntop(AF_INET6, ip.byte, req->address, sizeof(req->address));
		req->bucket_len = 8;
		memcpy(req->bucket, ip.byte, 8);
	}
}
