/**
 * @file keyfile.c  Fuzzes the master key file: what is read is written and read again as the same; what is not has words
 */
#include "fuzz.h"
#include "base/why.h"
#include "db/keyring_priv.h"


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mbuf *why = mbuf_alloc(64), *mb = mbuf_alloc(64);
	struct master m, again;
	int err = master_parse(&m, (struct pl){(const char *)data, size}, why);

	CLAIM(0 == err || (EBADMSG == err && why->end));
	CLAIM(0 == err ? m.count > 0 && m.count <= MASTER_VERSIONS : 0 == m.count);
	if (!err) {
		CLAIM(0 == master_print(&m, 0, mb));
		CLAIM(0 == master_parse(&again, why_words(mb), why));
		CLAIM(m.count == again.count && !memcmp(m.key, again.key, m.count * KEY_SIZE));
		CLAIM(!memcmp(m.version, again.version, m.count * sizeof(m.version[0])));
	}

	mem_deref(why);
	mem_deref(mb);
	return 0;
}
