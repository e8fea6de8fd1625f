/**
 * @file test_trunk.c  Trunks: the profile's plans, who may be called, whose address it is, up and down, headers, digest
 */
#include "test.h"
#include "voice/sip/named.h"
#include "base/clock.h"
#include "store.h"
#include "trunk/trunk.h"
#include "voice/sip/auth.h"
#include "phone/digest.h"

int test_trunk_read(void);
int test_trunk_refuse(void);
int test_trunk_permits(void);
int test_trunk_desk(void);
int test_trunk_set(void);
int test_trunk_net(void);
int test_trunk_health(void);
int test_trunk_header(void);
int test_digest(void);
int test_named(void);
int test_auth(void);


static int read_text(struct trunk_plans **tp, const char *text, struct mbuf *why)
{
	json_t *root = json_loads(text, 0, NULL);
	int err = root ? trunks_read(tp, root, TRUNK_OF_PROFILE, "test", why) : ENOMEM;

	json_decref(root);
	return err;
}


int test_trunk_read(void)
{
	static const char text[] = "[{\"key\":\"main\",\"uri\":\"sip:carrier.example\",\"number\":\"8 495 000-00-00\",\"user\":\"hotline\","
		"\"secret\":\"main\",\"register\":true,\"allow\":[\"+7\",\"+375\"],\"calls\":30,\"rate\":5,\"trusted\":true,\"from\":[\"192.0.2.0/24\"]},"
		"{\"key\":\"spare\",\"uri\":\"192.0.2.1\"}]";
	struct trunk_plans *plans = NULL;
	int err;

	TEST_OK(read_text(&plans, text, NULL));
	TEST(2 == plans->n);
	TEST(0 == strcmp("main", plans->at[0].key) && 0 == strcmp("+74950000000", plans->at[0].number));
	TEST(plans->at[0].registers && plans->at[0].trusted && 30 == plans->at[0].calls && 5 == plans->at[0].rate);
	TEST(2 == plans->at[0].allows && 1 == plans->at[0].nets && 0 == strcmp("hotline", plans->at[0].user));
	TEST(0 == strcmp("192.0.2.1", plans->at[1].uri) && !plans->at[1].trusted && !plans->at[1].allows && !plans->at[1].number[0]);
	plans = mem_deref(plans);

	TEST_OK(trunks_read(&plans, NULL, TRUNK_OF_PROFILE, "test", NULL));
	TEST(0 == plans->n);

out:
	mem_deref(plans);
	return err;
}


/* What the desk alone may say, and where it is wrong */
int test_trunk_desk(void)
{
	static const struct { const char *text, *wrong; size_t at; } rows[] = {
		{"[{\"key\":\"a\",\"uri\":\"h\",\"user\":\"u\",\"password\":true,\"off\":true}]", NULL, 0},
		{"[{\"key\":\"a\",\"uri\":\"h\"},{\"key\":\"b\",\"uri\":\"h\",\"password\":true}]", "password", 1},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"user\":\"u\",\"secret\":\"s\",\"password\":true}]", "password", 0},
		{"[{\"key\":\"a\",\"uri\":\"h\"},{\"key\":\"a\",\"uri\":\"h\"}]", "twice", 1},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"colour\":1}]", "member", 0}, {"[7]", "member", 0},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"off\":1}]", "off", 0},
	};
	static const char *const hosts[][2] = {
		{"sip:carrier.example:5060;transport=tcp", "carrier.example"}, {"192.0.2.1", "192.0.2.1"}, {"SIP:h;lr", "h"},
		{"[2001:db8::1]:5060", "[2001:db8::1"}, {"h:5061", "h"},
	};
	struct trunk_plan plan = {.key = "a"};
	json_t *root = NULL;
	int err = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *wrong;
		size_t at = 0;

		root = json_loads(rows[i].text, 0, NULL);
		if (!root)
			return ENOMEM;
		wrong = trunks_fault(root, TRUNK_OF_DESK, &at);
		TEST(!wrong == !rows[i].wrong && (!wrong || (0 == strcmp(wrong, rows[i].wrong) && at == rows[i].at)));
		json_decref(root);
		root = NULL;
	}

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct pl host;

		str_ncpy(plan.uri, hosts[i][0], sizeof(plan.uri));
		host = trunk_host(&plan);
		TEST(0 == pl_strcmp(&host, hosts[i][1]));
	}

	TEST(trunk_password_good(PL_LIT("a \"b\" = #")) && !trunk_password_good(PL_LIT("")) && !trunk_password_good(PL_LIT("a\nb")));

out:
	json_decref(root);
	return err;
}


struct desk {
	struct db *db;
	struct keyring *kr;
	char dir[FOLDER_MAX];
	struct trunk_plans *plans;
};


/* Publishes, and reads what the store has then */
static int publish(struct desk *d, const char *text, const char *typed, int64_t base)
{
	struct trunk_plans *plans = NULL;
	json_t *root = json_loads(text, 0, NULL);
	struct trunk_set set = {.typed = {typed}};
	int err = root ? trunks_read(&plans, root, TRUNK_OF_DESK, "test", NULL) : ENOMEM;

	json_decref(root);
	if (err)
		return err;

	d->plans = mem_deref(d->plans);
	set.plans = d->plans = plans;
	set.save = (struct sheet_save){
		.cmd = {.apply_h = trunk_set_apply}, .actor = 11, .kind = PL_LIT(SHEET_TRUNK), .key = PL_LIT(SHEET_ALL), .body = pl_of(text),
		.base = base, .of = -1, .publish = true};
	err = command_run(d->db, d->kr, &set.save.cmd);
	if (!err)
		err = set.save.cmd.refusal ? EPERM : 0;

	if (!err)
		err = db_begin(d->db);
	if (err)
		return err;

	err = trunk_passwords_load(plans, d->db);
	db_rollback(d->db);
	return err;
}


/* A password is kept over versions, opens for its trunk and its host alone, and goes with the trunk */
static int set_on(struct test_store *st)
{
	char password[TRUNK_PASSWORD_SIZE];
	struct desk d = {.dir = ""};
	struct trunk_plan other;
	int err;

	clock_virtual_start(INT64_C(1795413600000), 0);
	TEST_OK(folder_make(d.dir));
	TEST_OK(folder_keyring(&d.kr, d.dir));
	TEST_OK(db_open(&d.db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(d.db, 1, NULL));

	TEST_OK(publish(&d, "[{\"key\":\"a\",\"uri\":\"h:5060\",\"user\":\"u\",\"password\":true}]", "one", 0));
	TEST_OK(trunk_password_open(d.kr, &d.plans->at[0], password));
	TEST(0 == strcmp("one", password));

	other = d.plans->at[0];
	str_ncpy(other.uri, "g:5060", sizeof(other.uri));
	TEST(EBADMSG == trunk_password_open(d.kr, &other, password));
	other = d.plans->at[0];
	str_ncpy(other.key, "b", sizeof(other.key));
	TEST(EBADMSG == trunk_password_open(d.kr, &other, password));

	TEST_OK(publish(&d, "[{\"key\":\"a\",\"uri\":\"h\",\"user\":\"u\",\"password\":true,\"calls\":2}]", NULL, 1));
	TEST_OK(trunk_password_open(d.kr, &d.plans->at[0], password));
	TEST(0 == strcmp("one", password));
	TEST(EPERM == publish(&d, "[]", NULL, 1));

	TEST_OK(publish(&d, "[{\"key\":\"a\",\"uri\":\"h\"}]", NULL, 2));
	TEST_OK(publish(&d, "[{\"key\":\"a\",\"uri\":\"h\",\"user\":\"u\",\"password\":true}]", NULL, 3));
	TEST(!d.plans->at[0].sealed_there && EBADMSG == trunk_password_open(d.kr, &d.plans->at[0], password));

out:
	clock_virtual_stop();
	mem_deref(d.plans);
	mem_deref(d.db);
	mem_deref(d.kr);
	folder_remove(d.dir);
	return err;
}


int test_trunk_set(void)
{
	return store_each(set_on);
}


/* Each with the member that is wrong, in the words */
int test_trunk_refuse(void)
{
	static const char *const rows[][2] = {
		{"{}", "array"}, {"[1]", "trunks[0]"}, {"[{}]", "].key"}, {"[{\"key\":\"A B\",\"uri\":\"h\"}]", "].key"},
		{"[{\"key\":\"a\"}]", "].uri"}, {"[{\"key\":\"a\",\"uri\":\"h <x>\"}]", "].uri"},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"number\":\"12\"}]", "].number"}, {"[{\"key\":\"a\",\"uri\":\"h\",\"number\":7}]", "].number"},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"user\":\"x\\\"y\"}]", "].user"}, {"[{\"key\":\"a\",\"uri\":\"h\",\"register\":true}]", "].register"},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"srtp\":true}]", "].srtp"},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"allow\":[]}]", "].allow"}, {"[{\"key\":\"a\",\"uri\":\"h\",\"allow\":[\"7\"]}]", "].allow"},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"calls\":0}]", "].calls"}, {"[{\"key\":\"a\",\"uri\":\"h\",\"rate\":\"5\"}]", "].rate"},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"from\":[\"192.0.2.0/33\"]}]", "].from"}, {"[{\"key\":\"a\",\"uri\":\"h\",\"trusted\":1}]", "].trusted"},
		{"[{\"key\":\"a\",\"uri\":\"h\",\"password\":\"x\"}]", "].password"},
		{"[{\"key\":\"a\",\"uri\":\"h\"},{\"key\":\"a\",\"uri\":\"g\"}]", "another trunk"},
	};
	struct trunk_plans *plans = NULL;
	struct mbuf *why = NULL;
	int err = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		mem_deref(why);
		why = mbuf_alloc(64);
		if (!why)
			return ENOMEM;

		err = read_text(&plans, rows[i][0], why);
		if (ENOMEM == err)
			goto out;
		TEST(EINVAL == err && !plans);
		TEST(memmem(why->buf, why->end, rows[i][1], strlen(rows[i][1])));
	}

	err = 0;
out:
	mem_deref(why);
	return err;
}


int test_trunk_permits(void)
{
	struct trunk_plan plan = {.allows = 0};
	int err = 0;

	TEST(!trunk_permits(&plan, "+79160000000"));
	TEST(trunk_allow_add(&plan, PL_LIT("+7")) && trunk_allow_add(&plan, PL_LIT("+37517")));
	TEST(!trunk_allow_add(&plan, PL_LIT("")) && !trunk_allow_add(&plan, PL_LIT("7")) && !trunk_allow_add(&plan, PL_LIT("+7x")));
	TEST(!trunk_allow_add(&plan, PL_LIT("+7000000000000000000")));
	TEST(trunk_permits(&plan, "+79160000000") && trunk_permits(&plan, "+375170000000"));
	TEST(!trunk_permits(&plan, "+375290000000") && !trunk_permits(&plan, "79160000000") && !trunk_permits(&plan, "+8"));
	TEST(trunk_allow_add(&plan, PL_LIT("+")) && trunk_permits(&plan, "+88216000000"));

out:
	return err;
}


static bool within(const char *net, const char *addr)
{
	struct trunk_net n, a;

	return trunk_net_read(&n, pl_of(net)) && trunk_net_read(&a, pl_of(addr)) && trunk_net_has(&n, a.addr);
}


int test_trunk_net(void)
{
	struct trunk_net n;
	int err = 0;

	TEST(within("192.0.2.0/24", "192.0.2.255") && !within("192.0.2.0/24", "192.0.3.0"));
	TEST(within("192.0.2.16/28", "192.0.2.31") && !within("192.0.2.16/28", "192.0.2.32"));
	TEST(within("192.0.2.1", "192.0.2.1") && !within("192.0.2.1", "192.0.2.2"));
	TEST(within("0.0.0.0/0", "203.0.113.9") && !within("0.0.0.0/0", "2001:db8::1"));
	TEST(within("2001:db8::/33", "2001:db8:7fff::1") && !within("2001:db8::/33", "2001:db8:8000::1"));
	TEST(within("::/0", "2001:db8::1") && within("::/0", "192.0.2.1"));
	TEST(!trunk_net_read(&n, PL_LIT("")) && !trunk_net_read(&n, PL_LIT("192.0.2.0/")) && !trunk_net_read(&n, PL_LIT("192.0.2.0/33")));
	TEST(!trunk_net_read(&n, PL_LIT("carrier.example")) && !trunk_net_read(&n, PL_LIT("2001:db8::/129")));

out:
	return err;
}


int test_trunk_health(void)
{
	struct trunk_health h = {.state = TRUNK_UNKNOWN};
	int err = 0;

	TEST(trunk_watched(&h, TRUNK_NONE, 1) && TRUNK_UP == h.state && 1 == h.since_ms);
	TEST(!trunk_watched(&h, TRUNK_NONE, 2) && 1 == h.since_ms);
	TEST(trunk_watched(&h, TRUNK_SILENT, 3) && TRUNK_DOWN == h.state && TRUNK_SILENT == h.reason);
	TEST(!trunk_watched(&h, TRUNK_SILENT, 4) && 3 == h.since_ms);

	/* it is there again, but does not know us */
	TEST(trunk_registered(&h, TRUNK_PASSWORD, 5) && TRUNK_DOWN == h.state && TRUNK_PASSWORD == h.reason);
	TEST(!trunk_watched(&h, TRUNK_NONE, 6) && TRUNK_DOWN == h.state);
	TEST(trunk_registered(&h, TRUNK_NONE, 7) && TRUNK_UP == h.state && h.registered && TRUNK_NONE == h.reason);
	TEST(0 == strcmp("password", trunk_reason_name(TRUNK_PASSWORD)) && 0 == strcmp("down", trunk_state_name(TRUNK_DOWN)));

out:
	return err;
}


int test_trunk_header(void)
{
	static const char *const good[][2] = {
		{"<sip:+74951112233@carrier.example;user=phone>;reason=unconditional", "+74951112233"},
		{"\"Отдел <1>\" <sip:%2B74951112233@192.0.2.1:5060>", "+74951112233"}, {"tel:+7-495-111-22-33;phone-context=x", "+7-495-111-22-33"},
		{"sip:hotline@carrier.example", "hotline"}, {"<tel:122>", "122"}, {"<sips:a;isub=1@h>;index=1", "a"}, {"  sip:b:secret@h", "b"},
	};
	static const char *const bad[] = {"", "<sip:carrier.example>", "<sip:carrier.example:5060>", "<mailto:a@h>", "<sip:@h>", "\"x", "<sip:a%00b@h>",
		"<sip:carrier.example>, <sip:a@h>", "<sip:01234567890123456789@h>"};
	char user[20];
	int err = 0;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		TEST(trunk_user(user, sizeof(user), pl_of(good[i][0])) && 0 == strcmp(good[i][1], user));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		TEST(!trunk_user(user, sizeof(user), pl_of(bad[i])));

	TEST(trunk_history_first(PL_LIT("<sip:a@h>;index=1")) && trunk_history_first(PL_LIT("<sip:a@h> ; index=1;foo=1")));
	TEST(trunk_history_first(PL_LIT("<sip:a@h>;index=1;foo=1")) && !trunk_history_first(PL_LIT("<sip:a@h>;index=1.1")));
	TEST(!trunk_history_first(PL_LIT("<sip:a@h>;index=11")) && !trunk_history_first(PL_LIT("<sip:a@h>")));

out:
	return err;
}


static struct dnsrr named_link(const char *name, uint16_t type, const char *target, uint32_t addr)
{
	struct dnsrr rr = {.name = (char *)name, .type = type};

	if (DNS_TYPE_A == type)
		rr.rdata.a.addr = addr;
	else if (DNS_TYPE_SRV == type)
		rr.rdata.srv.target = (char *)target;
	else if (DNS_TYPE_NAPTR == type)
		rr.rdata.naptr.replace = (char *)target;
	else
		rr.rdata.cname.cname = (char *)target;

	return rr;
}


/* Along NAPTR, SRV, aliases and addresses; what nobody asked for is not kept; what was said last counts; a circle ends */
int test_named(void)
{
	static const struct {
		const char *name, *target;
		uint16_t type;
		uint32_t addr;
		bool root;
	} links[] = {
		{"a.test", "_sips._tcp.a.test", DNS_TYPE_NAPTR, 0, true}, {"_sips._tcp.A.test", "host.a.test", DNS_TYPE_SRV, 0, true},
		{"host.a.test", "alias.test", DNS_TYPE_CNAME, 0, false}, {"alias.test", "host.a.test", DNS_TYPE_CNAME, 0, false},
		{"ALIAS.test", NULL, DNS_TYPE_A, 0x7f000003, false}, {"b.test", NULL, DNS_TYPE_A, 0x7f000004, true},
		{"stranger.test", NULL, DNS_TYPE_A, 0x7f000005, false}, {"b.test", NULL, DNS_TYPE_A, 0x7f000003, true},
	};
	const struct pl a = PL("a.test"), b = PL("b.test"), stranger = PL("stranger.test");
	struct named *named = NULL;
	struct sa at[3];
	int err;

	for (unsigned i = 0; i < 3; i++)
		sa_set_in(&at[i], 0x7f000003 + i, 5061);
	TEST_OK(named_alloc(&named));
	TEST(!named_leads(named, &a, &at[0]));

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct dnsrr rr = named_link(links[i].name, links[i].type, links[i].target, links[i].addr);

		named_add(named, &rr, links[i].root);
	}
	TEST(named_leads(named, &a, &at[0]) && !named_leads(named, &a, &at[1]));
	TEST(named_leads(named, &b, &at[1]) && !named_leads(named, &stranger, &at[2]));
	TEST(named_leads(named, &b, &at[0]) > named_leads(named, &a, &at[0]));
	TEST(named_is("_sips._tcp.b.test", &b) && !named_is("xb.test", &b) && !named_is("_b.test", &b) && !named_is("c.b.test", &b));

	/* full: the oldest has gone */
	for (uint32_t i = 0; i < NAMED_MAX; i++) {
		struct dnsrr rr = named_link("b.test", DNS_TYPE_A, NULL, 0x0a000000 + i);

		named_add(named, &rr, true);
	}
	TEST(!named_leads(named, &a, &at[0]) && !named_leads(named, &b, &at[1]));

out:
	mem_deref(named);
	return err;
}


/* The example of RFC 7616 §3.9.1, and one of RFC 2069 without qop, computed by another's hand */
int test_digest(void)
{
	struct digest_question q = {
		.kind = DIGEST_MD5, .nonce = PL_LIT("7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"), .uri = PL_LIT("/dir/index.html"),
		.method = PL_LIT("GET"), .nc = PL_LIT("00000001"), .cnonce = PL_LIT("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")};
	struct pl user = PL_LIT("Mufasa"), realm = PL_LIT("http-auth@example.org"), pass = PL_LIT("Circle of Life");
	char ha1[DIGEST_SIZE], response[DIGEST_SIZE];
	int err;

	TEST_OK(digest_ha1(ha1, DIGEST_MD5, user, realm, pass));
	TEST_OK(digest_response(response, ha1, &q));
	TEST(0 == strcmp("8ca523f5e9506fed4657c9700eebdbec", response));

	q.kind = DIGEST_SHA256;
	TEST_OK(digest_ha1(ha1, DIGEST_SHA256, user, realm, pass));
	TEST_OK(digest_response(response, ha1, &q));
	TEST(0 == strcmp("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", response));

	TEST(DIGEST_MD5 == digest_kind_of(PL_LIT("")) && DIGEST_MD5 == digest_kind_of(PL_LIT("md5")));
	TEST(DIGEST_SHA256 == digest_kind_of(PL_LIT("SHA-256")) && DIGEST_NONE == digest_kind_of(PL_LIT("SHA-512-256")));

out:
	return err;
}


static int who_h(char **user, char **pass, const char *realm, void *arg)
{
	int err;

	(void)realm;
	(void)arg;
	err = str_dup(user, "hotline");
	return err ? err : str_dup(pass, "secret");
}


static int answer_read(struct sip_msg **msgp, const char *challenges)
{
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	if (!mb)
		return ENOMEM;

	err = mbuf_printf(mb, "SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n"
			  "To: <sip:b@h>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n%sContent-Length: 0\r\n\r\n", challenges);
	mb->pos = 0;
	if (!err)
		err = sip_msg_decode(msgp, mb);
	mem_deref(mb);

	return err;
}


static int challenge(struct sip_auth *auth, const char *challenges)
{
	struct sip_msg *msg = NULL;
	int err = answer_read(&msg, challenges);

	if (!err)
		err = sip_auth_authenticate(auth, msg);
	mem_deref(msg);

	return err;
}


static bool said(const struct mbuf *mb, const char *text)
{
	return memmem(mb->buf, mb->end, text, strlen(text)) != NULL;
}

#define CHALLENGE "Digest realm=\"r\", nonce=\"n1\", "


/* The strongest is answered; a password that is not taken is not said again, one with a new nonce is */
int test_auth(void)
{
	struct sip_auth *auth = NULL;
	struct mbuf *mb = mbuf_alloc(512);
	int err;

	if (!mb)
		return ENOMEM;

	TEST_OK(auth_selftest());
	TEST_OK(sip_auth_alloc(&auth, who_h, NULL, false));
	err = challenge(auth, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256\r\n");
	TEST(EAUTH == err || ENOMEM == err);
	TEST_OK(challenge(auth, "WWW-Authenticate: " CHALLENGE "algorithm=MD5, qop=\"auth\"\r\n"
			  "WWW-Authenticate: " CHALLENGE "algorithm=SHA-256, qop=\"auth-int,auth\", opaque=\"o\"\r\n"));
	TEST_OK(sip_auth_encode(mb, auth, "REGISTER", "sip:h"));
	TEST(said(mb, "algorithm=SHA-256") && !said(mb, "algorithm=MD5") && said(mb, "nc=00000001") && said(mb, "opaque=\"o\"") &&
	     said(mb, "Authorization: Digest username=\"hotline\""));

	mbuf_rewind(mb);
	TEST_OK(sip_auth_encode(mb, auth, "REGISTER", "sip:h"));
	TEST(said(mb, "nc=00000002"));

	/* "n1" was taken twice: a server that forgot it and does not say "stale" has another try, one alone */
	TEST_OK(challenge(auth, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n4\", algorithm=SHA-256, qop=\"auth\"\r\n"));
	mbuf_rewind(mb);
	TEST_OK(sip_auth_encode(mb, auth, "REGISTER", "sip:h"));
	TEST(said(mb, "nonce=\"n4\"") && said(mb, "nc=00000001"));
	err = challenge(auth, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n5\", algorithm=SHA-256, qop=\"auth\"\r\n");
	TEST(EAUTH == err || ENOMEM == err);

	/* refused: the next request is asked anew, and answers */
	mbuf_rewind(mb);
	TEST_OK(sip_auth_encode(mb, auth, "REGISTER", "sip:h"));
	TEST(0 == mb->end);
	TEST_OK(challenge(auth, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n6\", algorithm=SHA-256, qop=\"auth\"\r\n"));
	mbuf_rewind(mb);
	TEST_OK(sip_auth_encode(mb, auth, "REGISTER", "sip:h"));
	TEST(said(mb, "nonce=\"n6\""));
	TEST_OK(challenge(auth, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n2\", stale=true, algorithm=SHA-256, qop=\"auth\"\r\n"));
	mbuf_rewind(mb);
	TEST_OK(sip_auth_encode(mb, auth, "REGISTER", "sip:h"));
	TEST(said(mb, "nonce=\"n2\"") && said(mb, "nc=00000001"));

	sip_auth_reset(auth);
	TEST_OK(challenge(auth, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n3\"\r\n"));
	mbuf_rewind(mb);
	TEST_OK(sip_auth_encode(mb, auth, "INVITE", "sip:h"));
	TEST(said(mb, "Proxy-Authorization: Digest") && said(mb, "algorithm=MD5") && !said(mb, "cnonce"));

out:
	mem_deref(auth);
	mem_deref(mb);
	return err;
}
