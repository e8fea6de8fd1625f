/**
 * @file test_setting.c  Where a setting comes from, what is refused and with which words
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <netinet/in.h>
#include "base/setting.h"
#include "test.h"


/* What was said to be wrong: "where: what\n" each */
struct said {
	char text[4096];
	unsigned count;
};


int test_setting_table(void);
int test_setting_file(void);
int test_setting_words(void);
int test_setting_sources(void);
int test_setting_arguments(void);
int test_setting_reload(void);
int test_setting_near(void);


static void problem(const char *where, const char *what, void *arg)
{
	struct said *said = arg;
	size_t n = strlen(said->text);

	said->count++;
	snprintf(said->text + n, sizeof(said->text) - n, "%s: %s\n", where, what);
}


/* The one problem of a text, or "" */
static int check(struct said *said, const char *text)
{
	int err;

	memset(said, 0, sizeof(*said));
	err = settings_check_text("f", pl_of(text), problem, said);

	return EINVAL == err ? 0 : err;
}


/* Every row is there, has a sentence and a default that its own rules take */
int test_setting_table(void)
{
	char why[256];
	int err = 0;

	for (int id = 0; id < SETTINGS; id++) {

		const struct setting *row = &setting_table[id];
		struct setting_value value = {NULL, 0};

		TEST(row->name && row->help && row->def);
		TEST((enum setting_id)id == setting_find(pl_of(row->name)));
		if (*row->def) {
			TEST_OK(setting_parse(&value, row, pl_of(row->def), NULL, why, sizeof(why)));
			mem_deref(value.text);
		}
		TEST(SETTING_WORD != row->type || row->words);
		TEST('.' == row->help[strlen(row->help) - 1]);
	}
	TEST(SETTINGS == setting_find(PL_LIT("nothing")));

out:
	return err;
}


int test_setting_file(void)
{
	struct said said;
	int err;

	TEST_OK(check(&said, "\xef\xbb\xbf# a comment\r\n\n  http = [::1]:80\r\nweb.idle_timeout=90 s\ndemo = on\nweb.rate-min = 0"));
	TEST_PL(PL_LIT(""), pl_of(said.text));

	TEST_OK(check(&said, "\nhttp 1\n"));
	TEST_PL(PL_LIT("f:2: must be NAME = VALUE, or a comment that begins with #\n"), pl_of(said.text));

	TEST_OK(check(&said, "htpp = 1\nlimit.pags = 4\nzzzzzzzz = 1\n"));
	TEST_PL(PL_LIT("f:1: there is no such setting; did you mean http?\n"
		       "f:2: there is no such setting; did you mean limit.pages?\n"
		       "f:3: there is no such setting; otklik help settings lists them\n"), pl_of(said.text));

	TEST_OK(check(&said, "node = 1\nnode = 2\nconfig = /x\n"));
	TEST_PL(PL_LIT("f:2: node is set in line 1 already\nf:3: config cannot be set in a file\n"), pl_of(said.text));

	TEST_OK(check(&said, "tls-cert = a.pem\n"));
	TEST_PL(PL_LIT("tls-cert: needs tls-key beside it\n"), pl_of(said.text));

	TEST_OK(check(&said, "sip = 127.0.0.1:5060 [::1]:5060\n"));
	TEST_PL(PL_LIT(""), pl_of(said.text));

out:
	return err;
}


int test_setting_words(void)
{
	static const struct {
		const char *text, *what;
	} rows[] = {
		{"drain = 30", "drain must be a duration with its unit (ms, s, min, h, d), e.g. 30s"},
		{"drain = 2h", "drain must be from 0ms to 1h"},
		{"drain = 99999999999999999d", "drain must be a duration with its unit (ms, s, min, h, d), e.g. 30s"},
		{"drain =", "drain has no value"},
		{"node = -1", "node must be a whole number, e.g. 0"},
		{"node = 1024", "node must be from 0 to 511"},
		{"node = 12345678901234567890", "node must be a whole number, e.g. 0"},
		{"web.rate-min = 1T", "web.rate-min must be a size with its unit (B, K, M, G), e.g. 512B"},
		{"demo = maybe", "demo must be yes or no"},
		{"log-level = loud", "log-level must be one of: error warn info debug"},
		{"log-level = error warn", "log-level must be one of: error warn info debug"},
		{"http = localhost:80", "http must be ADDRESS:PORT in numbers, e.g. 127.0.0.1:8080 or [::1]:8080"},
		{"sip = 127.0.0.1:5060 5061", "sip must be one or more ADDRESS:PORT in numbers, e.g. 192.0.2.1:5060 [2001:db8::1]:5060"},
		{"http = 127.0.0.1", "http must be ADDRESS:PORT in numbers, e.g. 127.0.0.1:8080 or [::1]:8080"},
		{"http = ::1:80", "http must be ADDRESS:PORT in numbers, e.g. 127.0.0.1:8080 or [::1]:8080"},
		{"http = 127.0.0.1:65536", "http must be ADDRESS:PORT in numbers, e.g. 127.0.0.1:8080 or [::1]:8080"},
		{"data = a\x01", "data holds a control character"},
	};
	struct said said;
	int err = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {

		char want[256];

		snprintf(want, sizeof(want), "f:1: %s\n", rows[i].what);
		TEST_OK(check(&said, rows[i].text));
		TEST_PL(pl_of(want), pl_of(said.text));
	}

out:
	return err;
}


static int write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f)
		return errno;

	fputs(text, f);
	return fclose(f) ? EIO : 0;
}


/* A folder with an otklik.conf; path receives the file's name */
static int make_dir(char dir[32], char path[64], const char *text)
{
	strcpy(dir, "/tmp/otklik-test-XXXXXX");
	if (!mkdtemp(dir))
		return errno;

	snprintf(path, 64, "%s/otklik.conf", dir);
	return write_file(path, text);
}


static void remove_dir(const char *dir, const char *path)
{
	(void)unlink(path);
	(void)rmdir(dir);
}


int test_setting_sources(void)
{
	char dir[32] = "", path[64] = "", data[48], *env[] = {(char *)"OTKLIK_NODE=3", data, (char *)"OTHER=1", NULL};
	const char *argv[] = {"serve", "--node", "2", "--demo"};
	struct said said = {.count = 0};
	struct setting_input in = {4, (char **)argv, env, problem, &said};
	struct settings *s = NULL;
	struct sockaddr_storage addr;
	socklen_t len;
	unsigned line;
	int err;

	TEST_OK(make_dir(dir, path, "node = 4\ndrain = 1min\nmaster-key = keys/m\nweb.rate-min = 2K\n"));
	snprintf(data, sizeof(data), "OTKLIK_DATA=%s", dir);

	TEST_OK(settings_load(&s, NULL, &in));
	TEST(0 == said.count);
	TEST(2 == setting_int(s, SET_NODE) && SOURCE_OPTION == setting_source(s, SET_NODE, NULL));
	TEST(SOURCE_ENV == setting_source(s, SET_DATA, NULL));
	TEST(60000 == setting_int(s, SET_DRAIN) && SOURCE_FILE == setting_source(s, SET_DRAIN, &line) && 2 == line);
	TEST(2048 == setting_int(s, SET_WEB_RATE_MIN));
	TEST(setting_bool(s, SET_DEMO));
	TEST(SOURCE_DEFAULT == setting_source(s, SET_HTTP, &line) && 0 == line);
	TEST(!setting_text(s, SET_DB) && !setting_text(s, SET_SIP));
	TEST_PL(pl_of(path), pl_of(settings_file(s)));

	snprintf(data, sizeof(data), "%s/keys/m", dir);
	TEST_PL(pl_of(data), pl_of(setting_text(s, SET_MASTER_KEY)));
	TEST(setting_address(s, SET_HTTP, &addr, &len) && AF_INET == addr.ss_family && sizeof(struct sockaddr_in) == len);
	TEST(8080 == ntohs(((struct sockaddr_in *)&addr)->sin_port));

out:
	mem_deref(s);
	remove_dir(dir, path);
	return err;
}


int test_setting_arguments(void)
{
	const char *argv[] = {"export", "first", "--node=7", "second", "--no-demo", "--db", "postgresql://u:secret@h/", "--", "--x"};
	const char *good[] = {"export", "first", "--node=7", "second", "--log-level", "warn", "--", "--x"};
	const char *bad[] = {"serve", "--node", "--htpp=1", "--node=1", "--node=2", "--db=\x01secret", "extra"};
	struct said said = {.count = 0};
	struct setting_input in = {9, (char **)argv, NULL, problem, &said};
	struct settings *s = NULL;
	int rest = -1, err;

	err = settings_load(&s, &rest, &in);
	TEST(ENOMEM == err || EINVAL == err);
	if (ENOMEM == err)
		goto out;
	TEST(-1 == rest && !s);
	TEST_PL(PL_LIT("--no-demo: there is no such option; otklik help settings lists them\n"), pl_of(said.text));

	in = (struct setting_input){8, (char **)good, NULL, problem, &said};
	TEST_OK(settings_load(&s, &rest, &in));
	TEST(5 == rest);
	TEST_PL(PL_LIT("first"), pl_of(good[5]));
	TEST_PL(PL_LIT("second"), pl_of(good[6]));
	TEST_PL(PL_LIT("--x"), pl_of(good[7]));
	TEST(7 == setting_int(s, SET_NODE));

	s = mem_deref(s);
	said = (struct said){.count = 0};
	in = (struct setting_input){7, (char **)bad, NULL, problem, &said};
	err = settings_load(&s, NULL, &in);
	TEST(ENOMEM == err || EINVAL == err);
	if (ENOMEM == err)
		goto out;
	err = 0;
	TEST_PL(PL_LIT("--node: wants a value\n"
		       "--htpp: there is no such option; did you mean --http?\n"
		       "--node: node is given twice\n"
		       "--db: db holds a control character\n"
		       "extra: is one argument too many\n"), pl_of(said.text));

out:
	mem_deref(s);
	return err;
}


struct changes {
	bool applied[SETTINGS], told[SETTINGS];
};


static void changed(enum setting_id id, bool applied, void *arg)
{
	struct changes *changes = arg;

	changes->told[id] = true;
	changes->applied[id] = applied;
}


int test_setting_reload(void)
{
	char dir[32] = "", path[64] = "", *argv[] = {(char *)"serve", (char *)"--data", dir};
	struct setting_input in = {3, argv, NULL, NULL, NULL};
	struct changes changes = {.told = {false}};
	struct settings *s = NULL;
	const char *level;
	int err;

	TEST_OK(make_dir(dir, path, "log-level = warn\nnode = 4\n"));
	TEST_OK(settings_load(&s, NULL, &in));
	level = setting_text(s, SET_LOG_LEVEL);

	TEST_OK(write_file(path, "log-level = debug\nnode = 5\nlimit.pages = 9\n"));
	TEST_OK(settings_reload(s, NULL, changed, &changes));
	TEST(changes.applied[SET_LOG_LEVEL] && changes.applied[SET_LIMIT_PAGES]);
	TEST(changes.told[SET_NODE] && !changes.applied[SET_NODE] && !changes.told[SET_HTTP]);
	TEST_PL(PL_LIT("debug"), pl_of(setting_text(s, SET_LOG_LEVEL)));
	TEST_PL(PL_LIT("warn"), pl_of(level));
	TEST(4 == setting_int(s, SET_NODE) && 9 == setting_int(s, SET_LIMIT_PAGES));

	TEST_OK(write_file(path, "limit.pages = 10\nlimit.staff = x\n"));
	err = settings_reload(s, NULL, changed, &changes);
	TEST(ENOMEM == err || EINVAL == err);
	if (EINVAL == err)
		err = 0;
	TEST(9 == setting_int(s, SET_LIMIT_PAGES));

out:
	mem_deref(s);
	remove_dir(dir, path);
	return err;
}


int test_setting_near(void)
{
	int err = 0;

	TEST_PL(PL_LIT("http"), pl_of(setting_nearest(PL_LIT("htt"))));
	TEST_PL(PL_LIT("tls-cert"), pl_of(setting_nearest(PL_LIT("tls_crt"))));
	TEST_PL(PL_LIT("limit.sign-in"), pl_of(setting_nearest(PL_LIT("limit.signin"))));
	TEST(!setting_nearest(PL_LIT("")));
	TEST(!setting_nearest(PL_LIT("something-else-altogether-and-much-longer-than-any-name-in-the-table")));

out:
	return err;
}
