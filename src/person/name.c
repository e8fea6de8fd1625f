/**
 * @file name.c  Фамилия|Имя|Отчество
 *
 * A name is written in letters of the Russian alphabet; a hyphen joins no more than two parts; a space stands between
 * words, an apostrophe inside one (О’Коннор). 143-ФЗ art. 18: no digits and no signs but the hyphen, no more than two
 * parts.
 */
#include <stdio.h>
#include <unicode/uchar.h>
#include "base/text.h"
#include "person/check_priv.h"
#include "person/name_priv.h"


enum { SURNAME, GIVEN, PATRONYMIC, FIELDS = NAME_FIELDS };

/* What letters a field is written in */
struct script {
	bool russian;
	bool latin;
	bool other;
};


/* й and ё typed as two code points (a Mac does) become one; others stay. 0 when the mark belongs to no letter */
static uint32_t compose(uint32_t letter, uint32_t mark)
{
	if (0x306 == mark && (0x438 == letter || 0x418 == letter))
		return letter + 1;
	if (0x308 == mark && 0x435 == letter)
		return 0x451;
	if (0x308 == mark && 0x415 == letter)
		return 0x401;

	return 0;
}


/* Writes a code point after the ones before; false when there is no room */
static bool put(struct name_field *fd, uint32_t cp)
{
	char bytes[4];
	size_t len = text_encode(bytes, cp);

	if (fd->len + len >= sizeof(fd->text))
		return false;
	memcpy(fd->text + fd->len, bytes, len);
	fd->len += len;
	fd->text[fd->len] = '\0';

	return true;
}


static enum text_key read_field(struct name_field *fd, struct pl text)
{
	uint32_t last = 0, cp;

	fd->len = 0;
	fd->text[0] = '\0';
	text = text_trim(text);

	while ((cp = text_next(&text)) < TEXT_END) {
		uint32_t one = compose(last, cp);

		if (one) {
			fd->len -= 2;          /* и and е take two bytes */
			cp = one;
		}
		cp = text_is_apostrophe(cp) ? 0x2019 : text_plain(cp);
		if (' ' == cp && (' ' == last || '-' == last))
			continue;
		if ('-' == cp && ' ' == last)
			fd->len--;
		if (!put(fd, cp))
			return T_CHECK_NAME_TOO_LONG;
		last = cp;
	}

	return T_CHECK_VALID;
}


enum text_key name_read(struct name *name, const struct pl *fields, unsigned n)
{
	memset(name, 0, sizeof(*name));

	for (unsigned i = 0; i < n; i++) {
		enum text_key key = read_field(&name->field[i], fields[i]);

		if (T_CHECK_VALID != key)
			return key;
	}
	if (0 == strcmp(name->field[PATRONYMIC].text, "-"))       /* typed for "none" */
		memset(&name->field[PATRONYMIC], 0, sizeof(name->field[PATRONYMIC]));

	return T_CHECK_VALID;
}


static bool is_letter(uint32_t cp)
{
	return cp < TEXT_END && u_isalpha((UChar32)cp);
}


static void look_script(struct script *sc, uint32_t cp)
{
	if (text_is_russian(cp))
		sc->russian = true;
	else if (text_is_latin(cp))
		sc->latin = true;
	else
		sc->other = true;
}


/* What refuses a field, and the letters it is written in */
static enum text_key look(struct script *sc, struct pl text)
{
	unsigned hyphens = 0;
	uint32_t last = 0, cp;

	while ((cp = text_next(&text)) < TEXT_END) {
		if (is_letter(cp)) {
			look_script(sc, cp);
		}
		else if ('-' == cp) {
			if (!is_letter(last))
				return T_CHECK_NAME_HYPHEN;
			hyphens++;
		}
		else if (0x2019 == cp) {
			if (!is_letter(last))
				return T_CHECK_NAME_SIGN;
		}
		else if (' ' != cp) {
			return text_digit(cp) >= 0 ? T_CHECK_NAME_DIGIT : T_CHECK_NAME_SIGN;
		}
		last = cp;
	}

	if (last && !is_letter(last))
		return '-' == last ? T_CHECK_NAME_HYPHEN : T_CHECK_NAME_SIGN;
	if (hyphens > 1)
		return T_CHECK_NAME_PARTS;
	if (sc->russian && sc->latin)
		return T_CHECK_NAME_MIXED;

	return T_CHECK_VALID;
}


/* Splits at "|"; false when there are more than three fields */
static bool split(struct pl fields[FIELDS], unsigned *np, struct pl value)
{
	unsigned n = 0;

	for (;;) {
		const char *bar = pl_strchr(&value, '|');
		size_t len = bar ? (size_t)(bar - value.p) : value.l;

		if (FIELDS == n)
			return false;
		fields[n++] = (struct pl){value.p, len};
		if (!bar)
			break;
		pl_advance(&value, (ssize_t)len + 1);
	}
	*np = n;

	return true;
}


void name_print(char dst[CHECK_VALUE_SIZE], const struct name *name)
{
	(void)snprintf(dst, CHECK_VALUE_SIZE, "%s|%s|%s",
		       name->field[SURNAME].text, name->field[GIVEN].text, name->field[PATRONYMIC].text);
}


/* What refuses or doubts a name that was read */
static void judge(struct check_result *res, const struct name *name)
{
	struct script all = {false, false, false};

	for (unsigned i = 0; i < FIELDS; i++) {
		struct script sc = {false, false, false};
		enum text_key key = look(&sc, pl_of(name->field[i].text));

		if (T_CHECK_VALID != key) {
			check_set(res, CHECK_INVALID, key);
			return;
		}
		all.latin |= sc.latin;
		all.other |= sc.other;
	}

	if (!name->field[SURNAME].len)
		check_set(res, CHECK_INVALID, T_CHECK_NAME_NO_SURNAME);
	else if (!name->field[GIVEN].len)
		check_set(res, CHECK_INVALID, T_CHECK_NAME_NO_GIVEN);
	else if (all.latin)
		check_set(res, CHECK_SUSPICIOUS, T_CHECK_NAME_LATIN);
	else if (all.other)
		check_set(res, CHECK_SUSPICIOUS, T_CHECK_NAME_LETTERS);
	else
		check_set(res, CHECK_VALID, T_CHECK_VALID);
}


/* Two or three words in a row are surname, given name and patronymic */
static void suggest_fields(struct check_result *res, struct pl value)
{
	struct check_result other;
	char buf[CHECK_TEXT_MAX + 1];
	unsigned bars = 0;

	if (pl_strchr(&value, '|') || text_map(buf, sizeof(buf), text_trim(value), text_plain))
		return;
	for (char *c = buf; *c; c++) {
		if (' ' != *c)
			continue;
		if (' ' == c[1])
			return;
		*c = '|';
		bars++;
	}
	if (bars < 1 || bars > 2)
		return;

	check_name(&other, pl_of(buf), 0);
	if (CHECK_VALID == other.verdict)
		memcpy(res->suggestion, other.value, sizeof(res->suggestion));
}


bool name_is_valid(const struct name *name)
{
	struct check_result res = {.verdict = CHECK_INVALID};

	judge(&res, name);

	return CHECK_VALID == res.verdict;
}


void check_name(struct check_result *res, struct pl value, int32_t today)
{
	struct pl fields[FIELDS] = {{NULL, 0}};
	struct name name;
	enum text_key key;
	unsigned n;

	(void)today;
	if (!check_open(res, value))
		return;
	if (!split(fields, &n, value) || n < 2) {
		check_set(res, CHECK_INVALID, T_CHECK_NAME_FIELDS);
		suggest_fields(res, value);
		return;
	}

	key = name_read(&name, fields, n);
	if (T_CHECK_VALID != key) {
		check_set(res, CHECK_INVALID, key);
		return;
	}

	name_print(res->value, &name);
	judge(res, &name);
	if (CHECK_VALID != res->verdict)
		name_suggest(res, &name, fields, n);
}
