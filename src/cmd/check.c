/**
 * @file check.c  otklik check KIND [VALUE…] [--today DATE]
 *
 * Checks the values given, or the lines of stdin when there are none. One line each to stdout, tab-separated: verdict,
 * normalised value, message key, suggestion (the last three may be empty). The verdict is data: the command ends with 0
 * when every value was read, with 1 when stdin or stdout failed, with 2 when it was asked wrongly.
 */
#include <stdio.h>
#include <time.h>
#include "base/clock.h"
#include "base/text.h"
#include "appeal/number.h"
#include "cmd/cmd.h"


/* What the command line asks for */
struct order {
	check_h *checkh;
	int32_t today;
	char **values;          /* borrowed from argv */
	int n;
};


/* The day it is in the machine's time zone */
static int32_t day_now(void)
{
	time_t now = (time_t)(clock_wall_ms() / 1000);
	struct tm tm;

	(void)localtime_r(&now, &tm);

	return date_day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}


/* Writes a field; control characters, which could act on a terminal or break the line, as U+FFFD */
static void print_field(const char *text)
{
	struct pl pl = pl_of(text);
	uint32_t cp;
	char bytes[4] = {0};

	while ((cp = text_next(&pl)) < TEXT_END) {
		bool control = cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || 0x2028 == cp || 0x2029 == cp;

		(void)fwrite(bytes, 1, text_encode(bytes, control ? 0xfffd : cp), stdout);
	}
}


static void check_one(const struct order *od, struct pl value)
{
	struct check_result res;

	od->checkh(&res, value, od->today);

	print_field(check_verdict_name(res.verdict));
	putchar('\t');
	print_field(res.value);
	putchar('\t');
	print_field(text_name(res.key));
	putchar('\t');
	print_field(res.suggestion);
	putchar('\n');
}


/*
 * Every line of stdin, of any bytes; of a line past the ceiling only so much is kept that the check sees it is too long
 */
static int check_lines(const struct order *od)
{
	char line[CHECK_TEXT_MAX + 2];
	size_t n = 0;
	bool any = false;
	int c;

	while (EOF != (c = getchar())) {
		any = '\n' != c;
		if (any) {
			if (n < sizeof(line))
				line[n++] = (char)c;
			continue;
		}
		if (n && n < sizeof(line) && '\r' == line[n - 1])
			n--;
		check_one(od, (struct pl){line, n});
		n = 0;
	}
	if (any)
		check_one(od, (struct pl){line, n});

	return ferror(stdin) ? cmd_fail("check", "stdin cannot be read: %m", errno) : CMD_OK;
}


/* The value of an option "--today DATE" or "--today=DATE"; NULL when there is none. Moves *i past it */
static const char *option_value(int argc, char *argv[], int *i)
{
	const char *equals = strchr(argv[*i], '=');

	if (equals)
		return equals + 1;

	return *i + 1 < argc ? argv[++*i] : NULL;
}


/* Reads what follows the kind: options anywhere, the rest are values */
static int read_order(struct order *od, int argc, char *argv[])
{
	bool values_only = false;

	for (int i = 2; i < argc; i++) {
		const char *date;

		if (!values_only && 0 == strcmp(argv[i], "--")) {
			values_only = true;
		}
		else if (!values_only && (0 == strcmp(argv[i], "--today") || 0 == strncmp(argv[i], "--today=", 8))) {
			date = option_value(argc, argv, &i);
			if (!date || date_parse(pl_of(date), &od->today))
				return cmd_usage("check", "--today wants a date as 2026-11-22, not %s",
						 date ? date : "nothing");
		}
		else if (!values_only && 0 == strncmp(argv[i], "--", 2)) {
			return cmd_usage("check", "there is no option %s; there is --today DATE", argv[i]);
		}
		else {
			od->values[od->n++] = argv[i];
		}
	}

	return CMD_OK;
}


int cmd_check(int argc, char *argv[])
{
	struct order od = {.values = argv};
	struct pl kind = pl_of(argc > 1 ? argv[1] : NULL);
	int rc;

	od.checkh = 0 == pl_strcmp(&kind, "number") ? check_number : check_find(kind);
	if (!od.checkh) {
		return cmd_usage("check", "%s%s: say snils, inn, oms, passport, phone, birthdate, name or number",
				 argc > 1 ? "there is no kind " : "the kind is missing", argc > 1 ? argv[1] : "");
	}
	od.today = day_now();
	rc = read_order(&od, argc, argv);
	if (rc)
		return rc;

	for (int i = 0; i < od.n; i++)
		check_one(&od, pl_of(od.values[i]));
	if (!od.n)
		rc = check_lines(&od);

	if (fflush(stdout) || ferror(stdout))
		return cmd_fail("check", "stdout cannot be written: %m", errno);

	return rc;
}
