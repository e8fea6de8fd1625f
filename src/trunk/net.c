/**
 * @file net.c  Networks of a trunk
 */
#include <arpa/inet.h>
#include "trunk/trunk.h"

enum { TEXT_MAX = INET6_ADDRSTRLEN, MAPPED = 96 };


static bool address_read(uint8_t addr[16], bool *v4, struct pl text)
{
	char buf[TEXT_MAX];

	if (!text.l || text.l >= sizeof(buf))
		return false;

	memcpy(buf, text.p, text.l);
	buf[text.l] = '\0';
	*v4 = !memchr(text.p, ':', text.l);
	if (!*v4)
		return 1 == inet_pton(AF_INET6, buf, addr);

	memset(addr, 0, 10);
	memset(addr + 10, 0xff, 2);
	return 1 == inet_pton(AF_INET, buf, addr + 12);
}


static bool bits_read(unsigned *bits, struct pl text, unsigned max)
{
	unsigned n = 0;

	for (size_t i = 0; i < text.l; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || n > max)
			return false;
		n = n * 10 + (unsigned)(text.p[i] - '0');
	}

	*bits = n;
	return text.l > 0 && n <= max;
}


bool trunk_net_read(struct trunk_net *net, struct pl text)
{
	const char *slash = text.l ? memchr(text.p, '/', text.l) : NULL;
	struct pl host = {text.p, slash ? (size_t)(slash - text.p) : text.l};
	struct trunk_net n = {.bits = 128};
	bool v4;

	if (!address_read(n.addr, &v4, host))
		return false;

	if (slash) {
		if (!bits_read(&n.bits, (struct pl){slash + 1, text.l - host.l - 1}, v4 ? 32 : 128))
			return false;
		n.bits += v4 ? MAPPED : 0;
	}

	*net = n;
	return true;
}


bool trunk_net_has(const struct trunk_net *net, const uint8_t addr[16])
{
	unsigned whole = net->bits / 8, rest = net->bits % 8;
	uint8_t mask = (uint8_t)(0xff00 >> rest);

	return 0 == memcmp(net->addr, addr, whole) && (!rest || 0 == ((net->addr[whole] ^ addr[whole]) & mask));
}
