/**
 * @file test_telephone.c  Operators' SIP telephones: passwords, nonces, bindings, keys, accounts
 */
#include "phone/account.h"
#include "test.h"
#include "voice/sip/binding.h"
#include "voice/sip/digest_read.h"
#include "voice/sip/digest_uri.h"
#include "voice/sip/nonce.h"
#include "voice/media/sdes.h"

int test_digest_given(void);
int test_digest_refuse(void);
int test_digest_uri(void);
int test_nonce(void);
int test_sdes(void);
int test_binding_read(void);
int test_binding_where(void);
int test_phone_address(void);

#define REALM "http-auth@example.org"


/* RFC 7616 §3.9.1: the same by both */
int test_digest_given(void)
{
	static const char head[] = "Digest username=\"Mufasa\", realm=\"" REALM "\", uri=\"/dir/index.html\", algorithm=%s, "
		"nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
		"qop=auth, response=\"%s\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
	static const char *const rows[][2] = {
		{"SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
		{"MD5", "8ca523f5e9506fed4657c9700eebdbec"},
	};
	struct phone_secret secret;
	struct digest_given g;
	char text[800];
	int err;

	err = phone_secret_make(&secret, PHONE_DIGEST_BOTH, pl_of("Mufasa"), pl_of(REALM), "Circle of Life");
	TEST_OK(err);

	for (size_t i = 0; i < 2; i++) {
		TEST(re_snprintf(text, sizeof(text), head, rows[i][0], rows[i][1]) > 0);
		TEST(digest_read(&g, pl_of(text)) && digest_whole(&g) && 1 == g.count);
		TEST(digest_right(&g, i ? secret.md5 : secret.sha256, i ? PHONE_HA1_MD5 : PHONE_HA1_SHA256, pl_of("GET")));
		TEST(!digest_right(&g, i ? secret.md5 : secret.sha256, i ? PHONE_HA1_MD5 : PHONE_HA1_SHA256, pl_of("PUT")));
		TEST(!digest_right(&g, i ? secret.sha256 : secret.md5, i ? PHONE_HA1_SHA256 : PHONE_HA1_MD5, pl_of("GET")));
	}

out:
	return err;
}


int test_digest_refuse(void)
{
	static const char *const bad[] = {
		"", "Digest", "Digest ", "Basic dXNlcg==", "NoOneKnowsThisScheme opaque-data=here", "Digest username", "Digest username=", "Digest =x",
		"Digest username=\"a", "Digest username=\"a\\\"", "Digest username=\"a\" realm=\"b\"", "Digest username=\"a\",", "Digest realm=\"a\", realm=\"b\"",
	};
	static const char *const half[] = {
		"Digest username=\"a\"", "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", cnonce=\"c\", qop=auth",
		"Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", cnonce=\"c\", qop=auth-int, nc=00000001",
		"Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", cnonce=\"c\", qop=auth, nc=1",
		"Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", cnonce=\"c\", qop=auth, nc=00000001, algorithm=SHA-512",
	};
	struct digest_given g;
	int err = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		TEST(!digest_read(&g, pl_of(bad[i])));
	for (size_t i = 0; i < sizeof(half) / sizeof(half[0]); i++)
		TEST(digest_read(&g, pl_of(half[i])) && !digest_whole(&g));
	TEST(digest_read(&g, pl_of("digest  username = \"a\\\"b\" , QOP=\"auth\"")) && 4 == g.username.l && 4 == g.qop.l);

out:
	return err;
}


/* What may be signed when a registrar is asked: the first is the Request-URI. It came in at 192.0.2.1, for anna, realm hotline.example */
int test_digest_uri(void)
{
	static const struct {
		const char *asked, *uri;
		bool fits;
	} rows[] = {
		{"sip:192.0.2.1", "sip:192.0.2.1", true},
		{"sip:Otklik.Example", "SIP:otklik.example", true},
		{"sip:otklik.example:5060", "sip:otklik.example", true},                 /* which strictly are two: phones write both */
		{"sip:otklik.example", "sip:otklik.example:5060;transport=udp", true},
		{"sip:otklik.example;transport=TCP", "sip:otklik.example;transport=tcp", true},
		{"sip:otklik.example;transport=tcp", "sip:otklik.example;lr", true},
		{"sip:[2001:db8::1]", "sip:[2001:db8:0:0:0:0:0:1]:5060", true},
		{"sip:otklik.example", "sip:192.0.2.1:5062", true},                      /* sipp; a proxy with a name in front of us */
		{"sip:10.0.0.5", "sip:hotline.example", true},
		{"sip:otklik.example", "sip:anna@otklik.example", true},
		{"sip:%61nna@otklik.example", "sip:anna@otklik.example", true},
		{"sip:boris@otklik.example", "sip:otklik.example", true},
		{"sip:otklik.example;transport=tls", "sips:otklik.example", true},
		{"sips:otklik.example", "sip:otklik.example;transport=tls", true},
		{"sip:otklik.example", "sip:boris@otklik.example", false},
		{"sip:otklik.example", "sip:other.example", false},
		{"sip:otklik.example", "sip:otklik.example.other.example", false},
		{"sip:192.0.2.1", "sip:192.0.2.2", false},
		{"sip:192.0.2.7", "sip:192.0.2.70", false},
		{"sip:otklik.example:5060", "sip:otklik.example:5070", false},
		{"sip:otklik.example;transport=tcp", "sip:otklik.example;transport=udp", false},
		{"sip:otklik.example;maddr=192.0.2.9", "sip:otklik.example;maddr=192.0.2.8", false},
		{"sip:otklik.example", "otklik.example", false},
		{"sip:otklik.example", "tel:otklik.example", false},
		{"sip:otklik.example", "/", false},
		{"sip:otklik.example", "", false},
	};
	static const struct pl inner = PL("sip:10.0.0.5");
	struct digest_place place;
	struct uri uri;
	struct sa at;
	int err;

	err = sa_set_str(&at, "192.0.2.1", 5060);
	TEST_OK(err);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct pl asked = pl_of(rows[i].asked);

		err = uri_decode(&uri, &asked);
		TEST_OK(err);
		TEST(rows[i].fits == digest_uri_fits(pl_of(rows[i].uri), &(struct digest_place){&uri, &at, "hotline.example", pl_of("anna"), false}));
	}

	/* a proxy has put our address there, and may not put another user */
	err = uri_decode(&uri, &inner);
	TEST_OK(err);
	place = (struct digest_place){&uri, &at, "otklik", pl_of("anna"), false};
	TEST(!digest_uri_fits(pl_of("sip:otklik.example"), &place));
	place.proxied = true;
	TEST(digest_uri_fits(pl_of("sip:otklik.example"), &place));
	TEST(!digest_uri_fits(pl_of("sip:boris@otklik.example"), &place) && !digest_uri_fits(pl_of("tel:1"), &place));

out:
	return err;
}


int test_nonce(void)
{
	static const uint8_t key[NONCE_KEY] = {1}, other[NONCE_KEY] = {2}, chance[NONCE_CHANCE] = {3};
	struct nonce_uses uses;
	char nonce[NONCE_SIZE];
	int err = 0;

	memset(&uses, 0, sizeof(uses));
	nonce_make(nonce, key, chance, 5000);
	TEST(NONCE_GOOD == nonce_judge(pl_of(nonce), key, 5000) && NONCE_GOOD == nonce_judge(pl_of(nonce), key, 5000 + NONCE_MS));
	TEST(NONCE_STALE == nonce_judge(pl_of(nonce), key, 5001 + NONCE_MS));
	TEST(NONCE_FOREIGN == nonce_judge(pl_of(nonce), other, 5000) && NONCE_FOREIGN == nonce_judge(pl_of("x"), key, 5000));
	TEST(!nonce_use(&uses, pl_of(nonce), 0) && nonce_use(&uses, pl_of(nonce), 1) && !nonce_use(&uses, pl_of(nonce), 1));
	TEST(nonce_use(&uses, pl_of(nonce), 7) && !nonce_use(&uses, pl_of(nonce), 6) && nonce_use(&uses, pl_of(nonce), 8));
	nonce[0] = '1' == nonce[0] ? '2' : '1';
	TEST(NONCE_FOREIGN == nonce_judge(pl_of(nonce), key, 5000));

out:
	return err;
}


int test_sdes(void)
{
	static const char good[] = "1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
	static const char *const bad[] = {
		"", "1", "1 AES_CM_128_HMAC_SHA1_80", "x AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz",
		"1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubG", "1 F8_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz",
		"1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4",
		"1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz UNENCRYPTED_SRTP",
		"1 AEAD_AES_128_GCM inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz",
	};
	static const enum srtp_suite suites[] = {SRTP_AES_CM_128_HMAC_SHA1_80, SRTP_AES_CM_128_HMAC_SHA1_32, SRTP_AES_128_GCM, SRTP_AES_256_GCM,
		SRTP_AES_256_CM_HMAC_SHA1_80};
	char text[SDES_TEXT_SIZE];
	struct sdes s, again;
	int err = 0;

	TEST(sdes_read(&s, pl_of(good)) && 1 == s.tag && 30 == s.size && 0 == memcmp(s.key, "YS___semctl", 11));
	TEST(sdes_read(&s, pl_of("7 aes_cm_128_hmac_sha1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20")) && 7 == s.tag);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		TEST(!sdes_read(&again, pl_of(bad[i])));
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		sdes_make(&s, suites[i], 3);
		err = sdes_print(text, &s);
		TEST_OK(err);
		TEST(sdes_read(&again, pl_of(text)) && sdes_same(&s, &again) && 3 == again.tag);
		again.key[5] ^= 1;
		TEST(!sdes_same(&s, &again));
	}

out:
	return err;
}


static int message(struct sip_msg **msgp, const char *headers, const char *via)
{
	struct mbuf *mb = mbuf_alloc(1024);
	int err;

	if (!mb)
		return ENOMEM;

	err = mbuf_printf(mb, "REGISTER sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bKa%s\r\nFrom: <sip:anna@192.0.2.1>;tag=a\r\n"
			  "To: <sip:anna@192.0.2.1>\r\nCall-ID: one\r\nCSeq: 1 REGISTER\r\n%sContent-Length: 0\r\n\r\n", via, headers);
	mb->pos = 0;
	if (!err)
		err = sip_msg_decode(msgp, mb);
	mem_deref(mb);
	if (err)
		return err;

	(*msgp)->tp = SIP_TRANSP_UDP;
	return sa_set_str(&(*msgp)->src, "192.0.2.77", 31000);
}


/* What is wished, for how long; and what is wrong */
int test_binding_read(void)
{
	static const struct {
		const char *headers;
		bool good;
		size_t n;
		uint32_t expires_s;
	} rows[] = {
		{"", true, 0, 0},
		{"Contact: <sip:anna@10.0.0.7>\r\n", true, 1, 99},
		{"Contact: <sip:anna@10.0.0.7>\r\nExpires: 30\r\n", true, 1, 30},
		{"Contact: <sip:anna@10.0.0.7>;expires=7\r\nExpires: 30\r\n", true, 1, 7},
		{"Contact: <sip:anna@10.0.0.7>;expires=junk\r\nExpires: 30\r\n", true, 1, 30},
		{"Contact: sip:anna@10.0.0.7;expires=0, <sip:b@10.0.0.8>\r\n", true, 2, 0},
		{"Contact: <mailto:anna@example.org>\r\n", true, 0, 0},
		{"Contact: *\r\nExpires: 0\r\n", true, 0, 0},
		{"Contact: *\r\nExpires: 5\r\n", false, 0, 0},
		{"Contact: *\r\n", false, 0, 0},
		{"Contact: *, <sip:anna@10.0.0.7>\r\nExpires: 0\r\n", false, 0, 0},
		{"Contact: sip:anna@10.0.0.7?Route=%3Csip:x%3E\r\n", false, 0, 0},
		{"Contact: <sip:anna@10.0.0.7;a=b\r\n c>\r\n", false, 0, 0},
		{"Contact: <sip:anna@10.0.0.7?Route=%3Csip:x%3E>\r\n", true, 1, 99},
	};
	struct binding_wishes wishes;
	struct sip_msg *msg = NULL;
	int err = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		msg = mem_deref(msg);
		err = message(&msg, rows[i].headers, "");
		TEST_OK(err);
		TEST(rows[i].good == binding_wishes_read(&wishes, msg, 99));
		TEST(!rows[i].good || (rows[i].n == wishes.n && (!rows[i].n || rows[i].expires_s == wishes.at[0].expires_s)));
	}

out:
	mem_deref(msg);
	return err;
}


/* Where it is called: behind a translation where its request came from */
int test_binding_where(void)
{
	static const struct {
		const char *via;
		enum sip_transp tp;
		const char *uri;
	} rows[] = {
		{"", SIP_TRANSP_UDP, "sip:anna@10.0.0.7:5070;line=1"},
		{";rport", SIP_TRANSP_UDP, "sip:anna@192.0.2.77:31000;line=1"},
		{"", SIP_TRANSP_TCP, "sip:anna@192.0.2.77:31000;line=1;transport=tcp"},
		{"", SIP_TRANSP_TLS, "sip:anna@192.0.2.77:31000;line=1;transport=tls"},
	};
	struct binding_wishes wishes;
	struct list list = LIST_INIT;
	struct binding *b = NULL;
	struct sip_msg *msg = NULL;
	int err = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		msg = mem_deref(msg);
		err = message(&msg, "Contact: <sip:anna@10.0.0.7:5070;line=1>;+sip.instance=\"<urn:uuid:1>\"\r\n", rows[i].via);
		TEST_OK(err);
		msg->tp = rows[i].tp;
		TEST(binding_wishes_read(&wishes, msg, 60) && 1 == wishes.n);
		if (!b) {
			TEST(!binding_find(&list, &wishes.at[0]));
			err = binding_alloc(&b, &list, NULL);
			TEST_OK(err);
		}
		err = binding_fill(b, &wishes.at[0], msg);
		TEST_OK(err);
		TEST(0 == strcmp(b->uri, rows[i].uri) && b == binding_find(&list, &wishes.at[0]));
	}

out:
	list_flush(&list);
	mem_deref(msg);
	return err;
}


int test_phone_address(void)
{
	static const char *const good[] = {"sip:203@192.0.2.7", "sip:203@192.0.2.7:5060;transport=tcp", "sip:a.b_c@phone-3.example", "sip:1@[2001:db8::1]:5060"};
	static const char *const bad[] = {"", "sip:", "sip:@x", "sip:203@", "203@192.0.2.7", "sips:203@x", "sip:2 3@x", "sip:203@x>", "sip:203@x;transport=ws",
		"sip:203@x?a=b", "sip:203@x;transport=tcp;lr"};
	int err = 0;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		TEST(phone_address_good(pl_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		TEST(!phone_address_good(pl_of(bad[i])));

out:
	return err;
}
