/**
 * @file test_line.c  Lines of a profile, and which one was dialled
 */
#include "line/office.h"
#include "test.h"

int test_line(void);
int test_line_numbers(void);
int test_line_refuse(void);
int test_line_load(void);


/* Of these flows; NULL: of the built-in one. The flows are JSON, as `object` */
static int read_with(struct lines **lp, struct flows **fp, json_t **root, const char *text, json_t *object)
{
	struct list faults = LIST_INIT;
	int err;

	*root = json_loads(text, 0, NULL);
	if (!*root)
		return ENOMEM;

	err = flows_read(fp, object, &faults);
	if (!err && !*fp)
		err = EINVAL;
	if (!err)
		err = lines_read(lp, *root, *fp, "test", NULL);
	if (err) {
		*fp = mem_deref(*fp);
		json_decref(*root);
	}
	list_flush(&faults);

	return err;
}


static int read_text(struct lines **lp, struct flows **fp, json_t **root, const char *text)
{
	return read_with(lp, fp, root, text, NULL);
}


int test_line(void)
{
	static const char text[] = "[{\"key\":\"hotline\",\"numbers\":[\"+78000000000\",\"122\"],\"calendar\":\"line\"},"
		"{\"key\":\"help-en\",\"numbers\":[\"88000000001\"],\"calendar\":\"line\",\"lang\":\"en\",\"name\":{\"en\":\"Help\"}}]";
	static const char *const first[] = {
		"hotline", "HotLine", "hotline;phone-context=x", "+78000000000", "78000000000", "88000000000", "8 (800) 000-00-00",
		"122", "+7-800-000-00-00;ext=1",
	};
	static const char *const none[] = {"", ";", "hot", "hotline2", "12", "1222", "+7800000000", "+780000000001234567890123", "8+000", "hotline "};
	struct flows *flows = NULL;
	struct lines *lines = NULL;
	json_t *root = NULL;
	int err;

	err = read_text(&lines, &flows, &root, text);
	if (err)
		return err;

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		TEST(&lines->at[0] == line_find(lines, pl_of(first[i]), 0, NULL));
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		TEST(!line_find(lines, pl_of(none[i]), 0, NULL));

	TEST(&lines->at[1] == line_find(lines, pl_of("+78000000001"), 0, NULL) && LANG_EN == lines->at[1].lang);
	TEST_PL(pl_of("Help"), lines->at[1].name[LANG_EN]);
	TEST(lines->at[0].flow && 0 == strcmp("default", flow_name(lines->at[0].flow)) && lines->at[1].flow == lines->at[0].flow);

out:
	mem_deref(lines);
	mem_deref(flows);
	json_decref(root);
	return err;
}


/* Each number in its time, by the day of the line's region; what has come in its place */
int test_line_numbers(void)
{
	static const char text[] = "[{\"key\":\"old\",\"calendar\":\"x\",\"region\":\"54\",\"caller\":\"+78000000008\",\"numbers\":["
		"{\"number\":\"+78000000001\",\"from\":\"2026-01-02\",\"to\":\"2026-03-31\",\"instead\":\"+78000000002\"},"
		"{\"number\":\"+78000000002\",\"from\":\"2026-03-01\"}]},"
		"{\"key\":\"next\",\"calendar\":\"x\",\"caller\":\"+78000000009\",\"numbers\":[{\"number\":\"+78000000001\",\"from\":\"2026-04-01\"}]}]";
	enum { HOUR = 3600 * 1000 };
	const int64_t day = 1767312000000 - 7 * (int64_t)HOUR;           /* 2026-01-02T00:00:00+07:00 */
	const int64_t april = 1775001600000;                             /* 2026-04-01T00:00:00Z */
	const struct line_number *number = NULL;
	struct flows *flows = NULL;
	struct lines *lines = NULL;
	json_t *root = NULL;
	int err;

	err = read_text(&lines, &flows, &root, text);
	if (err)
		return err;

	TEST(54 == lines->at[0].region && 0 == lines->at[1].region);
	TEST(!line_find(lines, PL_LIT("88000000001"), day - 1, &number) && !number);
	TEST(&lines->at[0] == line_find(lines, PL_LIT("88000000001"), day, &number) && &lines->at[0].number[0] == number);
	TEST(0 == strcmp("+78000000002", number->instead));
	TEST(!line_find(lines, PL_LIT("88000000002"), day, &number));
	TEST(&lines->at[0] == line_find(lines, PL_LIT("88000000002"), april, &number) && &lines->at[0].number[1] == number && !number->instead[0]);
	TEST(&lines->at[0] == line_find(lines, PL_LIT("OLD"), 0, &number) && !number);

	/* the old number passes on to another line: by the day of each */
	TEST(&lines->at[0] == line_find(lines, PL_LIT("88000000001"), april - 7 * HOUR - 1, NULL));
	TEST(!line_find(lines, PL_LIT("88000000001"), april - 7 * HOUR, NULL));
	TEST(&lines->at[1] == line_find(lines, PL_LIT("88000000001"), april - 3 * HOUR, NULL));

	/* what whoever is called sees: the line's own, else its region's, else nothing of ours to say */
	TEST(0 == strcmp("+78000000009", line_caller(lines, "next", 54)) && 0 == strcmp("+78000000008", line_caller(lines, "gone", 54)));
	TEST(0 == strcmp("", line_caller(lines, "", 0)) && 0 == strcmp("", line_caller(lines, "gone", 77)) && 0 == strcmp("", line_caller(NULL, "next", 54)));

out:
	mem_deref(lines);
	mem_deref(flows);
	json_decref(root);
	return err;
}


#define NUMBER(numbers) "[{\"key\":\"a\",\"calendar\":\"x\",\"numbers\":[" numbers "]}]"

int test_line_refuse(void)
{
	static const char *const bad[] = {
		"{}", "[1]", "[{}]", "[{\"key\":\"a\"}]", "[{\"key\":\"A\",\"calendar\":\"x\"}]", "[{\"key\":\"a\",\"calendar\":\"x\",\"more\":1}]",
		"[{\"key\":\"a\",\"calendar\":\"x\"},{\"key\":\"a\",\"calendar\":\"x\"}]", "[{\"key\":\"a\",\"calendar\":\"x\",\"lang\":\"de\"}]",
		"[{\"key\":\"a\",\"calendar\":\"x\",\"numbers\":[\"8 800\"]}]", "[{\"key\":\"a\",\"calendar\":\"x\",\"numbers\":[\"+\"]}]",
		"[{\"key\":\"a\",\"calendar\":\"x\",\"numbers\":\"122\"}]", "[{\"key\":\"a\",\"calendar\":\"x\",\"flow\":\"night\"}]",
		"[{\"key\":\"a\",\"calendar\":\"x\",\"region\":\"99\"}]", "[{\"key\":\"a\",\"calendar\":\"x\",\"region\":77}]",
		NUMBER("{}"), NUMBER("{\"number\":1}"), NUMBER("{\"number\":\"122\",\"more\":1}"), NUMBER("{\"number\":\"122\",\"from\":\"2026-13-01\"}"),
		NUMBER("{\"number\":\"122\",\"from\":1}"), NUMBER("{\"number\":\"122\",\"instead\":\"123\"}"), NUMBER("\"122\",\"122\""),
		NUMBER("{\"number\":\"122\",\"from\":\"2026-01-02\",\"to\":\"2026-01-01\"}"),
		NUMBER("{\"number\":\"+78000000000\",\"to\":\"2026-01-02\"},{\"number\":\"88000000000\",\"from\":\"2026-01-02\"}"),
		"[{\"key\":\"a\",\"calendar\":\"x\",\"numbers\":[\"122\"]},{\"key\":\"b\",\"calendar\":\"x\",\"numbers\":[\"122\"]}]",
		"[{\"key\":\"a\",\"calendar\":\"x\",\"flow\":1}]", "[{\"key\":\"0123456789012345678901234567890X\",\"calendar\":\"x\"}]",
	};
	struct flows *flows = NULL;
	struct lines *lines = NULL;
	json_t *root = NULL;
	int err = 0;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int got = read_text(&lines, &flows, &root, bad[i]);

		if (ENOMEM == got)
			return got;
		TEST(EINVAL == got);
	}

out:
	return err;
}


/* An office bears what the flows of its own lines say, the least of them: their neighbour steps, without one whether it serves */
int test_line_load(void)
{
	static const char text[] = "[{\"key\":\"a\",\"calendar\":\"x\",\"region\":\"66\",\"flow\":\"both\"},"
		"{\"key\":\"b\",\"calendar\":\"x\",\"region\":\"66\",\"flow\":\"more\"},"
		"{\"key\":\"c\",\"calendar\":\"x\",\"region\":\"16\",\"flow\":\"serves\"},"
		"{\"key\":\"d\",\"calendar\":\"x\",\"region\":\"54\"},"
		"{\"key\":\"e\",\"calendar\":\"x\",\"flow\":\"all\"}]";
	json_t *object = json_loads(
		"{\"both\":[{\"do\":\"branch\",\"on\":\"serves\",\"over\":2,\"no\":[{\"do\":\"say\",\"prompt\":\"hold\"}]},"
		"{\"do\":\"neighbour\",\"over\":7},{\"do\":\"queue\",\"over\":1}],"
		"\"more\":[{\"do\":\"neighbour\",\"over\":9},{\"do\":\"queue\"}],"
		"\"serves\":[{\"do\":\"branch\",\"on\":\"serves\",\"over\":3,\"no\":[{\"do\":\"say\",\"prompt\":\"hold\"}]},{\"do\":\"queue\"}],"
		"\"all\":[{\"do\":\"neighbour\",\"over\":1},{\"do\":\"queue\"}]}", 0, NULL);
	struct flows *flows = NULL;
	struct lines *lines = NULL;
	json_t *root = NULL;
	int err;

	if (!object)
		return ENOMEM;

	err = read_with(&lines, &flows, &root, text, object);
	if (err) {
		json_decref(object);
		return err;
	}

	TEST(7 == line_office_load(lines, 66) && 3 == line_office_load(lines, 16));
	TEST(0 == line_office_load(lines, 54) && 0 == line_office_load(lines, 77) && 0 == line_office_load(NULL, 66));

out:
	mem_deref(lines);
	mem_deref(flows);
	json_decref(root);
	json_decref(object);
	return err;
}
