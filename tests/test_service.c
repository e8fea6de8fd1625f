/**
 * @file test_service.c  What is taken of an answer about an application, and what may be asked; lines of the protocol
 */
#include "base/date.h"
#include "service/service.h"
#include "test.h"

int test_service_read(void);
int test_service_refuse(void);
int test_service_ask(void);
int test_adapter_reply(void);
int test_adapter_request(void);
int test_adapter_blot(void);


int test_service_read(void)
{
	struct service_status s = {.state = 0};
	int32_t day = 0;
	int err;

	TEST_OK(service_read(&s, PL_LIT("{\"state\":\"in_work\",\"step\":{\"n\":2,\"of\":4,\"ru\":\"проверка.\",\"en\":\"checks\"},"
					"\"due\":\"2026-12-01\",\"delay\":{\"ru\":\" ждём ответа \"},\"more\":[1]}")));
	TEST_OK(date_parse(PL_LIT("2026-12-01"), &day));
	TEST(SERVICE_IN_WORK == s.state && 2 == s.step && 4 == s.steps && s.has_due && s.due == day);
	TEST_PL(PL_LIT("проверка"), pl_of(s.name.in[LANG_RU]));
	TEST_PL(PL_LIT("checks"), pl_of(service_words_in(&s.name, LANG_EN)));
	TEST_PL(PL_LIT("ждём ответа"), pl_of(service_words_in(&s.delay, LANG_EN)));
	TEST(service_due_ms(&s) == ((int64_t)day * 24 + 6) * 3600 * 1000);

	TEST_OK(service_read(&s, PL_LIT("{\"state\":\"ready\",\"step\":null,\"due\":null,\"delay\":\"нет бумаги\"}")));
	TEST(SERVICE_READY == s.state && !s.step && !s.has_due && !s.name.in[LANG_RU][0]);
	TEST_PL(PL_LIT("нет бумаги"), pl_of(s.delay.in[LANG_RU]));
	TEST(0 == strcmp(service_state_name(SERVICE_WITHDRAWN), "withdrawn"));

out:
	return err;
}


/* What it does not know it does not take, and the last one stays */
int test_service_refuse(void)
{
	static const char *const bad[] = {
		"", "[]", "{}", "{\"state\":\"lost\"}", "{\"state\":1}", "{\"state\":\"ready\",\"state\":\"ready\"}",
		"{\"state\":\"ready\",\"due\":\"1.12.2026\"}", "{\"state\":\"ready\",\"due\":\"2026-02-30\"}", "{\"state\":\"ready\",\"due\":7}",
		"{\"state\":\"ready\",\"step\":3}", "{\"state\":\"ready\",\"step\":{\"n\":0}}", "{\"state\":\"ready\",\"step\":{\"n\":5,\"of\":4}}",
		"{\"state\":\"ready\",\"step\":{\"n\":1e3}}", "{\"state\":\"ready\",\"delay\":[]}", "{\"state\":\"ready\",\"delay\":\"a\\nb\"}",
		"{\"state\":\"ready\",\"delay\":{\"ru\":5}}",
	};
	struct service_status s = {.state = SERVICE_ISSUED};
	char text[600] = "{\"state\":\"ready\",\"delay\":\"";
	int err = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		TEST(EBADMSG == service_read(&s, pl_of(bad[i])));

	memset(text + strlen(text), 'x', SERVICE_WORDS_MAX + 1);
	strcat(text, "\"}");
	TEST(EBADMSG == service_read(&s, pl_of(text)));
	TEST(SERVICE_ISSUED == s.state);

out:
	return err;
}


int test_service_ask(void)
{
	struct adapter_ask ask = {.which = ADAPTERS};
	int err = 0;

	TEST(service_number_fits(PL_LIT("7700123456")) && service_number_fits(PL_LIT("МФЦ-2026/000123.1")));
	TEST(!service_number_fits(PL_LIT("")) && !service_number_fits(PL_LIT("abc")) && !service_number_fits(PL_LIT("12 34")) &&
	     !service_number_fits(PL_LIT("12;34")) && !service_number_fits(PL_LIT("\xff""1")) &&
	     !service_number_fits(PL_LIT("12345678901234567890123456789012345678901")));
	TEST(service_person_fits(PL_LIT("")) && service_person_fits(PL_LIT("1234")) && !service_person_fits(PL_LIT("123")) &&
	     !service_person_fits(PL_LIT("12a4")) && !service_person_fits(PL_LIT("123456789012345678901")));

	TEST_OK(service_ask_fill(&ask, PL_LIT("77"), PL_LIT("1234")));
	TEST(ADAPTER_STATUS == ask.which && 0 == strcmp(ask.verb, "status"));
	TEST_PL(PL_LIT("77"), pl_of(json_string_value(json_object_get(ask.args, "application"))));
	TEST_PL(PL_LIT("1234"), pl_of(json_string_value(json_object_get(ask.args, "person"))));

out:
	json_decref(ask.args);
	return err;
}


/* A line, and what it is */
static int reply(const char *line, enum reply_kind kind, int64_t id)
{
	struct adapter_reply r;
	int err = adapter_reply_read(&r, pl_of(line), "status");

	if (!err && (r.kind != kind || r.id != id)) {
		test_diff(__FILE__, __LINE__, pl_of("another kind"), pl_of(line));
		err = EINVAL;
	}
	mem_deref(r.result);

	return err;
}


int test_adapter_reply(void)
{
	struct adapter_reply r = {.result = NULL};
	char line[600] = "{\"id\":1,\"away\":\"";
	int err;

	TEST_OK(reply("{\"adapter\":1,\"asks\":[\"person\",\"status\"],\"name\":\"x\"}", REPLY_HELLO, 0));
	TEST_OK(reply("{\"adapter\":2,\"asks\":[\"status\"]}", REPLY_BAD, 0));
	TEST_OK(reply("{\"adapter\":1,\"asks\":[\"person\"]}", REPLY_BAD, 0));
	TEST_OK(reply("{\"id\":7,\"result\":{\"a\":[1,2]}}", REPLY_FOUND, 7));
	TEST_OK(reply("{\"id\":8,\"none\":\"unknown\"}", REPLY_NONE, 8));
	TEST_OK(reply("{\"id\":9,\"away\":\"\"}", REPLY_AWAY, 9));
	TEST_OK(reply("", REPLY_BAD, 0));
	TEST_OK(reply("hello", REPLY_BAD, 0));
	TEST_OK(reply("[1]", REPLY_BAD, 0));
	TEST_OK(reply("{\"id\":0,\"none\":\"unknown\"}", REPLY_BAD, 0));
	TEST_OK(reply("{\"id\":\"1\",\"none\":\"unknown\"}", REPLY_BAD, 0));
	TEST_OK(reply("{\"id\":1}", REPLY_BAD, 1));
	TEST_OK(reply("{\"id\":1,\"none\":\"Not Found\"}", REPLY_BAD, 1));
	TEST_OK(reply("{\"id\":1,\"result\":7}", REPLY_BAD, 1));
	TEST_OK(reply("{\"id\":1,\"result\":{},\"none\":\"unknown\"}", REPLY_BAD, 1));
	TEST_OK(reply("{\"id\":1,\"id\":2,\"result\":{}}", REPLY_BAD, 0));

	memset(line + strlen(line), 'y', ADAPTER_NOTE_SIZE + 50);
	strcat(line, "\"}");
	TEST_OK(adapter_reply_read(&r, pl_of(line), "status"));
	TEST(REPLY_AWAY == r.kind && ADAPTER_NOTE_SIZE - 1 == strlen(r.note));
	TEST_OK(adapter_reply_read(&r, PL_LIT("{\"id\":1,\"away\":\"until\\n18:00 ы\"}"), "status"));
	TEST_PL(PL_LIT("until 18:00 ы"), pl_of(r.note));
	TEST_OK(adapter_reply_read(&r, PL_LIT("{\"id\":1,\"result\":{\"a\": \"б\"}}"), "status"));
	TEST_PL(PL_LIT("{\"a\":\"б\"}"), pl_of(r.result));

out:
	mem_deref(r.result);
	return err;
}


int test_adapter_request(void)
{
	struct mbuf *mb = mbuf_alloc(16);
	int err = mb ? 0 : ENOMEM;

	if (err)
		return err;

	TEST_OK(adapter_request_print(mb, 3, "status", PL_LIT("{\"application\":\"1\"}"), 3000));
	TEST_PL(PL_LIT("{\"id\":3,\"ask\":\"status\",\"wait_ms\":3000,\"args\":{\"application\":\"1\"}}\n"), ((struct pl){(char *)mb->buf, mb->end}));

out:
	mem_deref(mb);
	return err;
}


int test_adapter_blot(void)
{
	char text[32];
	int err = 0;

	adapter_said_blot(text, sizeof(text), PL_LIT("no reply for 7700123456 (Иванов, ivan@x.ru)\t!"));
	TEST_PL(PL_LIT("no reply for # (#, ivan#x.ru) !"), pl_of(text));
	adapter_said_blot(text, 4, PL_LIT("abcdef"));
	TEST_PL(PL_LIT("abc"), pl_of(text));

out:
	return err;
}
