/**
 * @file test_check.c  The checks of what people type, over every line of tests/data/vectors
 */
#include <stdio.h>
#include "test.h"
#include "base/text.h"
#include "person/check.h"


enum { LINE_MAX_BYTES = 512, TODAY_YEAR = 2026, TODAY_MONTH = 11, TODAY_DAY = 22 };

int test_check_vectors(void);
int test_check_suggest(void);
int test_check_refuse(void);
int test_check_name(void);
int test_check_birthdate(void);
int test_check_phone(void);
int test_check_age(void);

struct vector {
	const char *kind;
	const char *value;
	enum check_verdict verdict;
	enum text_key key;             /* TEXT_COUNT: any */
	const char *norm;              /* NULL: any */
	const char *suggestion;        /* NULL: any */
};


static int32_t today(void)
{
	return date_day(TODAY_YEAR, TODAY_MONTH, TODAY_DAY);
}


/* The verdict that a word of the vectors asks for; what it says of the value and the key is looked at apart */
static enum check_verdict verdict_of(const char *expect)
{
	if ('+' == *expect || 0 == strcmp(expect, "valid") || 0 == strcmp(expect, "valid-after-normalising"))
		return CHECK_VALID;
	if (0 == strcmp(expect, "INVALID-OR-+79161234567"))
		return CHECK_VALID;
	if (0 == strcmp(expect, "suspicious") || 0 == strcmp(expect, "ambiguous") || 0 == strncmp(expect, "foreign-", 8))
		return CHECK_SUSPICIOUS;

	return CHECK_INVALID;
}


/* The message key that a word asks for; "" any */
static const char *key_of(const char *expect)
{
	if (0 == strcmp(expect, "SHORT"))
		return "check.phone.short";
	if (0 == strcmp(expect, "NO-CLI"))
		return "check.phone.no_cli";
	if (0 == strcmp(expect, "INVALID-LOCAL"))
		return "check.phone.local";

	return "";
}


static int try_line(const char *kind, struct pl value, const char *expect)
{
	struct check_result res;
	const char *key = key_of(expect);
	int err = 0;

	check_find(pl_of(kind))(&res, value, today());

	if (res.verdict != verdict_of(expect)) {
		fprintf(stderr, "%s [%.*s]: want %s, got %s %s\n", kind, (int)value.l, value.p, expect,
			check_verdict_name(res.verdict), text_name(res.key));
		err = EINVAL;
		goto out;
	}
	if (*key)
		TEST_PL(pl_of(key), pl_of(text_name(res.key)));
	if ('+' == *expect)
		TEST_PL(pl_of(expect), pl_of(res.value));
	if (CHECK_VALID != res.verdict)
		TEST(T_CHECK_VALID != res.key);

out:
	return err;
}


/* Runs the lines of a file; each has a value, a tab and what is expected */
static int run_file(const char *kind, const char *file, unsigned *np)
{
	char path[1024], line[LINE_MAX_BYTES];
	unsigned n = 0, lost = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/tests/data/vectors/%s", test_source(), file);
	f = fopen(path, "r");
	if (!f)
		return errno;

	while (fgets(line, sizeof(line), f)) {
		char *expect = strchr(line, '\t');

		if (!n++)
			continue;              /* the header */
		if (!expect) {
			lost++;
			break;
		}
		expect[strcspn(expect + 1, "\t\n") + 1] = '\0';
		lost += 0 != try_line(kind, (struct pl){line, (size_t)(expect - line)}, expect + 1);
	}
	(void)fclose(f);
	*np += n ? n - 1 : 0;

	return lost ? EINVAL : 0;
}


int test_check_vectors(void)
{
	unsigned n = 0;
	int err = 0;

	TEST_OK(run_file("snils", "snils.tsv", &n));
	TEST_OK(run_file("inn", "inn.tsv", &n));
	TEST_OK(run_file("oms", "oms.tsv", &n));
	TEST_OK(run_file("passport", "passport.tsv", &n));
	TEST_OK(run_file("phone", "phone.tsv", &n));
	TEST_OK(run_file("birthdate", "birthdate.tsv", &n));
	TEST_OK(run_file("name", "fio.tsv", &n));
	TEST(223 == n);

out:
	return err;
}


static int try_vectors(const struct vector *vectors, size_t n)
{
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		const struct vector *v = &vectors[i];
		struct check_result res;

		check_find(pl_of(v->kind))(&res, pl_of(v->value), today());
		TEST_PL(pl_of(check_verdict_name(v->verdict)), pl_of(check_verdict_name(res.verdict)));
		if (TEXT_COUNT != v->key)
			TEST_PL(pl_of(text_name(v->key)), pl_of(text_name(res.key)));
		if (v->norm)
			TEST_PL(pl_of(v->norm), pl_of(res.value));
		if (v->suggestion)
			TEST_PL(pl_of(v->suggestion), pl_of(res.suggestion));
	}

out:
	if (err)
		fprintf(stderr, "%s\n", "test_check: a line of the table above");
	return err;
}

#define TRY(table) try_vectors(table, sizeof(table) / sizeof((table)[0]))


int test_check_suggest(void)
{
	static const struct vector table[] = {
		/* the same digits in both forms of letters */
		{"snils", "782-3O6-286 O9", CHECK_INVALID, T_CHECK_SNILS_LETTERS, "", "782-306-286 09"},
		{"snils", "782-зОб-286 О9", CHECK_INVALID, T_CHECK_SNILS_LETTERS, "", "782-306-286 09"},
		{"snils", "782-3O7-286 O9", CHECK_INVALID, T_CHECK_SNILS_LETTERS, "", ""},
		{"inn", "92195939880З", CHECK_INVALID, T_CHECK_INN_LETTERS, "", ""},
		{"inn", "921959398802", CHECK_VALID, T_CHECK_VALID, "921959398802", ""},
		{"inn", "921959398872", CHECK_INVALID, T_CHECK_INN_CONTROL, "921959398872", ""},
		{"inn", "927738145125", CHECK_INVALID, T_CHECK_INN_CONTROL, "927738145125", "927738145120"},
		{"snils", "872-306-286 09", CHECK_INVALID, T_CHECK_SNILS_CONTROL, "872-306-286 09", ""},
		{"snils", "479-644-404 68", CHECK_INVALID, T_CHECK_SNILS_CONTROL, "479-644-404 68", "779-644-404 68"},
		{"oms", "7707930007314800", CHECK_INVALID, T_CHECK_OMS_CONTROL, "7707930007314800", ""},
		{"oms", "77O7930007314809", CHECK_INVALID, T_CHECK_OMS_LETTERS, "", "7707930007314809"},
		{"passport", "4S 08 123456", CHECK_INVALID, T_CHECK_PASSPORT_LETTERS, "", "45 08 123456"},
		{"passport", "45 30 123456", CHECK_INVALID, T_CHECK_PASSPORT_YEAR, "45 30 123456", ""},
		{"phone", "+7 9I6 123-45-67", CHECK_INVALID, T_CHECK_PHONE_LETTERS, "", "+79161234567"},
		{"phone", "+8 916 123 45 67", CHECK_INVALID, T_CHECK_PHONE_PLUS_EIGHT, "", "+79161234567"},
		{"birthdate", "01.13.1985", CHECK_INVALID, T_CHECK_BIRTHDATE_NO_DAY, "", "1985-01-13"},
		{"birthdate", "2026-12-11", CHECK_INVALID, T_CHECK_BIRTHDATE_FUTURE, "2026-12-11", "2026-11-12"},
		{"birthdate", "31.04.1985", CHECK_INVALID, T_CHECK_BIRTHDATE_NO_DAY, "", ""},
		{"birthdate", "1.1.85", CHECK_SUSPICIOUS, T_CHECK_BIRTHDATE_SHORT_YEAR, "", "1985-01-01"},
		{"birthdate", "1.1.15", CHECK_SUSPICIOUS, T_CHECK_BIRTHDATE_SHORT_YEAR, "", ""},
		{"name", "Иванов|Ивaн|Иванович", CHECK_INVALID, T_CHECK_NAME_MIXED, NULL, "Иванов|Иван|Иванович"},
		{"name", "Bdfyjd|Bdfy|Bdfyjdbx", CHECK_SUSPICIOUS, T_CHECK_NAME_LATIN, NULL, "Иванов|Иван|Иванович"},
		{"name", "Cthutq|Cthuttd|", CHECK_SUSPICIOUS, T_CHECK_NAME_LATIN, NULL, "Сергей|Сергеев|"},
		{"name", "Fkt[byf|K.,jdm|", CHECK_INVALID, T_CHECK_NAME_SIGN, NULL, "Алехина|Любовь|"},
		{"name", "Ivanov|Ivan|Ivanovich", CHECK_SUSPICIOUS, T_CHECK_NAME_LATIN, NULL, ""},
		{"name", "Lynn|John|", CHECK_SUSPICIOUS, T_CHECK_NAME_LATIN, NULL, ""},
		{"name", "Smith|Anna|", CHECK_SUSPICIOUS, T_CHECK_NAME_LATIN, NULL, ""},
		{"name", "Schmidt|Hans|", CHECK_SUSPICIOUS, T_CHECK_NAME_LATIN, NULL, ""},
		{"name", "Pratt|Chris|", CHECK_SUSPICIOUS, T_CHECK_NAME_LATIN, NULL, ""},
		{"name", "Иванов Иван Иванович", CHECK_INVALID, T_CHECK_NAME_FIELDS, "", "Иванов|Иван|Иванович"},
	};

	return TRY(table);
}


int test_check_refuse(void)
{
	static const char *const kinds[] = {"birthdate", "inn", "name", "oms", "passport", "phone", "snils"};
	char text[CHECK_TEXT_MAX + 1];
	struct check_result res;
	int err = 0;

	memset(text, '1', sizeof(text));

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		check_h *checkh = check_find(pl_of(kinds[i]));

		TEST(checkh);
		checkh(&res, (struct pl){text, sizeof(text)}, today());
		TEST(CHECK_INVALID == res.verdict && T_CHECK_TOO_LONG == res.key);
		checkh(&res, (struct pl){text, CHECK_TEXT_MAX}, today());
		TEST(CHECK_INVALID == res.verdict && T_CHECK_TOO_LONG != res.key);
		checkh(&res, (struct pl){"1\0002", 3}, today());
		TEST(CHECK_INVALID == res.verdict && T_CHECK_BROKEN == res.key);
		checkh(&res, PL_LIT("1985\xc0\x80"), today());
		TEST(CHECK_INVALID == res.verdict && T_CHECK_BROKEN == res.key);
		checkh(&res, pl_of(NULL), today());
		TEST(CHECK_INVALID == res.verdict && !*res.value && !*res.suggestion);
	}
	TEST(!check_find(PL_LIT("")) && !check_find(PL_LIT("inns")));

out:
	return err;
}


int test_check_name(void)
{
	static const struct vector table[] = {
		{"name", "  Салтыков – Щедрин |  Михаил\u00a0 ", CHECK_VALID, T_CHECK_VALID, "Салтыков-Щедрин|Михаил|", ""},
		{"name", "О'Коннор|Шон|—", CHECK_VALID, T_CHECK_VALID, "О’Коннор|Шон|", ""},
		{"name", "Чайкои\u0306|Семе\u0308н|", CHECK_VALID, T_CHECK_VALID, "Чайкой|Семён|", ""},
		{"name", "Иванов|Иван|Иванович|", CHECK_INVALID, T_CHECK_NAME_FIELDS, "", ""},
		{"name", "Иванов||Иванович", CHECK_INVALID, T_CHECK_NAME_NO_GIVEN, NULL, ""},
		{"name", "Иванов|Иван-|", CHECK_INVALID, T_CHECK_NAME_HYPHEN, NULL, ""},
		{"name", "Иванов|Иван’|", CHECK_INVALID, T_CHECK_NAME_SIGN, NULL, ""},
		{"name", "Шевченко|Тарас|Григорійович", CHECK_SUSPICIOUS, T_CHECK_NAME_LETTERS, NULL, NULL},
		{"name", "李|小龙|", CHECK_SUSPICIOUS, T_CHECK_NAME_LETTERS, NULL, ""},
	};

	return TRY(table);
}


int test_check_birthdate(void)
{
	static const struct vector table[] = {
		{"birthdate", "12 декабря 1985 г.", CHECK_VALID, T_CHECK_VALID, "1985-12-12", ""},
		{"birthdate", "1 МАЯ 1985", CHECK_VALID, T_CHECK_VALID, "1985-05-01", ""},
		{"birthdate", "3 март 1985 года", CHECK_VALID, T_CHECK_VALID, "1985-03-03", ""},
		{"birthdate", "01121985", CHECK_VALID, T_CHECK_VALID, "1985-12-01", ""},
		{"birthdate", "19851201", CHECK_VALID, T_CHECK_VALID, "1985-12-01", ""},
		{"birthdate", "１.１２.１９８５", CHECK_VALID, T_CHECK_VALID, "1985-12-01", ""},
		{"birthdate", "2012-11-23", CHECK_VALID, T_CHECK_BIRTHDATE_CHILD, "2012-11-23", ""},
		{"birthdate", "1906-11-22", CHECK_VALID, T_CHECK_VALID, "1906-11-22", ""},
		{"birthdate", "1905-11-22", CHECK_SUSPICIOUS, T_CHECK_BIRTHDATE_OLD, "1905-11-22", ""},
		{"birthdate", "1895-11-22", CHECK_INVALID, T_CHECK_BIRTHDATE_TOO_OLD, "1895-11-22", ""},
		{"birthdate", "1185-11-22", CHECK_INVALID, T_CHECK_BIRTHDATE_NO_DAY, "", ""},
		{"birthdate", "декабрь", CHECK_INVALID, T_CHECK_BIRTHDATE_FORM, "", ""},
		{"birthdate", "1985-12", CHECK_INVALID, T_CHECK_BIRTHDATE_FORM, "", ""},
		{"birthdate", "99999999", CHECK_INVALID, T_CHECK_BIRTHDATE_NO_DAY, "", ""},
		{"birthdate", "999999999", CHECK_INVALID, T_CHECK_BIRTHDATE_FORM, "", ""},
	};

	return TRY(table);
}


int test_check_phone(void)
{
	static const struct vector table[] = {
		{"phone", "８ ９１６ １２３ ４５ ６７", CHECK_VALID, T_CHECK_VALID, "+79161234567", ""},
		{"phone", "+7 701 123 45 67", CHECK_VALID, T_CHECK_PHONE_FOREIGN, "+77011234567", ""},
		{"phone", "+86 10 6552 9988", CHECK_VALID, T_CHECK_PHONE_FOREIGN, "+861065529988", ""},
		{"phone", "+84 912 345 678", CHECK_SUSPICIOUS, T_CHECK_PHONE_PLUS_EIGHT, "", "+74912345678"},
		{"phone", "+880 2 987 6543", CHECK_SUSPICIOUS, T_CHECK_PHONE_PLUS_EIGHT, "", "+78029876543"},
		{"phone", "8 10 84 912 345 678", CHECK_VALID, T_CHECK_PHONE_FOREIGN, "+84912345678", ""},
		{"phone", "+999 12 345 678", CHECK_INVALID, T_CHECK_PHONE_COUNTRY, "", ""},
		{"phone", "8 916 123 45 6", CHECK_INVALID, T_CHECK_PHONE_LENGTH, "", ""},
		{"phone", "tel:+7-495-777-77-77;ext=12", CHECK_VALID, T_CHECK_VALID, "+74957777777;ext=12", ""},
		{"phone", "TEL:89161234567;phone-context=+7", CHECK_VALID, T_CHECK_VALID, "+79161234567", ""},
		{"phone", "sip:anonymous@anonymous.invalid", CHECK_INVALID, T_CHECK_PHONE_NO_CLI, "", ""},
		{"phone", "8 (495) 777-77-77 доб.", CHECK_INVALID, T_CHECK_PHONE_LETTERS, "", ""},
		{"phone", "+", CHECK_INVALID, T_CHECK_PHONE_LENGTH, "", ""},
		{"phone", "000000000000", CHECK_INVALID, T_CHECK_PHONE_COUNTRY, "", ""},
		{"phone", "1234567890123456789012345", CHECK_INVALID, T_CHECK_PHONE_LENGTH, "", ""},
	};

	return TRY(table);
}


int test_check_age(void)
{
	int32_t leap = date_day(2012, 2, 29);
	int err = 0;

	TEST(13 == check_age(leap, date_day(2026, 2, 28)));
	TEST(14 == check_age(leap, date_day(2026, 3, 1)));
	TEST(16 == check_age(leap, date_day(2028, 2, 29)));
	TEST(0 == check_age(leap, leap));

out:
	return err;
}
