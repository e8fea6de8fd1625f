/**
 * @file setting_value.c  Values of settings: units, words, addresses, names
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include "base/setting.h"


enum {
	TEXT_MAX = 1024,         /* bytes of a value */
	NAME_MAX_LEN = 64,
	ADDRESS_MAX = 64,        /* bytes of ADDR:PORT with its zero */
};

struct unit {
	const char *name;
	int64_t factor;
};

static const struct unit durations[] = {
	{"ms", 1}, {"s", 1000}, {"min", 60 * 1000}, {"h", 3600 * 1000}, {"d", 24 * 3600 * 1000}, {NULL, 0}
};

static const struct unit sizes[] = {
	{"B", 1}, {"K", 1024}, {"M", 1024 * 1024}, {"G", 1024 * 1024 * 1024}, {NULL, 0}
};


/* The name of a setting as it is written in the table: `_` becomes `-`; "" when it is too long */
static struct pl canonical(char buf[NAME_MAX_LEN], struct pl name)
{
	if (name.l > NAME_MAX_LEN)
		name.l = 0;

	for (size_t i = 0; i < name.l; i++)
		buf[i] = '_' == name.p[i] ? '-' : name.p[i];

	return (struct pl){buf, name.l};
}


enum setting_id setting_find(struct pl name)
{
	char buf[NAME_MAX_LEN];
	struct pl key = canonical(buf, name);
	int id;

	for (id = 0; id < SETTINGS; id++) {
		if (0 == pl_strcmp(&key, setting_table[id].name))
			break;
	}

	return (enum setting_id)id;
}


/* Letters to add, drop, change or swap with a neighbour (optimal string alignment) */
static unsigned distance(struct pl a, struct pl b)
{
	unsigned rows[3][NAME_MAX_LEN + 1], *before = rows[0], *last = rows[1], *row = rows[2], *oldest;

	for (size_t j = 0; j <= b.l; j++)
		last[j] = (unsigned)j;

	for (size_t i = 1; i <= a.l; i++) {

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.l; j++) {

			bool same = a.p[i - 1] == b.p[j - 1];

			row[j] = MIN(last[j - 1] + !same, MIN(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				row[j] = MIN(row[j], before[j - 2] + 1);
		}
		oldest = before;
		before = last;
		last = row;
		row = oldest;
	}

	return last[b.l];
}


const char *setting_nearest(struct pl name)
{
	char buf[NAME_MAX_LEN];
	struct pl key = canonical(buf, name);
	unsigned best = key.l < 6 ? 2 : 3;
	const char *nearest = NULL;

	for (int id = 0; key.l && id < SETTINGS; id++) {

		const struct setting *row = &setting_table[id];
		unsigned d;

		d = distance(key, pl_of(row->name));
		if (d < best) {
			best = d;
			nearest = row->name;
		}
	}

	return nearest;
}


int setting_print_env(struct re_printf *pf, const struct setting *row)
{
	int err = re_hprintf(pf, "OTKLIK_");

	for (const char *p = row->name; *p && !err; p++) {

		char c = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;

		err = re_hprintf(pf, "%c", '-' == c || '.' == c ? '_' : c);
	}

	return err;
}


static bool has_word(const char *words, struct pl word)
{
	while (*words) {

		size_t n = strcspn(words, " ");

		if (n == word.l && 0 == memcmp(words, word.p, n))
			return true;
		words += n + (' ' == words[n]);
	}

	return false;
}


/* Digits and what follows them; false without digits, or beyond 18 of them */
static bool read_digits(int64_t *num, struct pl *rest, struct pl text)
{
	size_t i = 0;
	int64_t n = 0;

	while (i < text.l && text.p[i] >= '0' && text.p[i] <= '9') {
		if (i == 18)
			return false;
		n = n * 10 + (text.p[i++] - '0');
	}

	*num = n;
	*rest = (struct pl){text.p + i, text.l - i};
	return i > 0;
}


static bool read_number(int64_t *num, struct pl text)
{
	struct pl rest;

	return read_digits(num, &rest, text) && !rest.l;
}


/* `30s`, `30 s`; a bare 0 needs no unit */
static bool read_unit(int64_t *num, struct pl text, const struct unit *units)
{
	struct pl rest;
	int64_t n;

	if (!read_digits(&n, &rest, text))
		return false;

	while (rest.l && ' ' == *rest.p)
		pl_advance(&rest, 1);

	if (!rest.l && !n) {
		*num = 0;
		return true;
	}

	for (; units->name; units++) {
		if (0 == pl_strcmp(&rest, units->name))
			return !__builtin_mul_overflow(n, units->factor, num);
	}

	return false;
}


static bool read_bool(int64_t *num, struct pl text)
{
	bool yes = has_word("yes true on 1", text);

	if (!yes && !has_word("no false off 0", text))
		return false;

	*num = yes;
	return true;
}


/* Milliseconds or bytes with the greatest unit that divides them */
static int print_unit(struct re_printf *pf, int64_t num, const struct unit *units)
{
	const struct unit *best = units;

	for (; units->name; units++) {
		if (num && 0 == num % units->factor)
			best = units;
	}

	return re_hprintf(pf, "%lld%s", (long long)(num / best->factor), best->name);
}


static int print_num(struct re_printf *pf, const struct setting *row, int64_t num)
{
	switch (row->type) {

	case SETTING_DURATION: return print_unit(pf, num, durations);
	case SETTING_SIZE:     return print_unit(pf, num, sizes);
	default:               return re_hprintf(pf, "%lld", (long long)num);
	}
}


int setting_print_min(struct re_printf *pf, const struct setting *row)
{
	return print_num(pf, row, row->min);
}


int setting_print_max(struct re_printf *pf, const struct setting *row)
{
	return print_num(pf, row, row->max);
}


static int refuse(char *why, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)re_vsnprintf(why, size, fmt, ap);
	va_end(ap);

	return EINVAL;
}


static int check_range(const struct setting *row, int64_t num, char *why, size_t size)
{
	if (num >= row->min && num <= row->max)
		return 0;

	return refuse(why, size, "must be from %H to %H", setting_print_min, row, setting_print_max, row);
}


static bool is_printable(struct pl text)
{
	for (size_t i = 0; i < text.l; i++) {
		if ((unsigned char)text.p[i] < 0x20 || 0x7f == text.p[i])
			return false;
	}

	return true;
}


/* The host and the port of ADDR:PORT; false when it has not that form */
static bool split_address(const char *text, char host[INET6_ADDRSTRLEN], uint16_t *port)
{
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;
	int64_t num;

	if (!colon || strlen(colon + 1) > 5 || !read_number(&num, pl_of(colon + 1)) || num > 65535)
		return false;

	if (n > 2 && '[' == text[0] && ']' == text[n - 1]) {
		text++;
		n -= 2;
	}
	else if (memchr(text, ':', n)) {
		return false;
	}
	if (!n || n >= INET6_ADDRSTRLEN)
		return false;

	memcpy(host, text, n);
	host[n] = '\0';
	*port = (uint16_t)num;
	return true;
}


static bool read_address(const char *text, struct sockaddr_storage *addr, socklen_t *lenp)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)addr;
	struct sockaddr_in *in = (struct sockaddr_in *)addr;
	char host[INET6_ADDRSTRLEN];
	uint16_t port;

	if (!split_address(text, host, &port))
		return false;

	memset(addr, 0, sizeof(*addr));
	if (1 == inet_pton(AF_INET, host, &in->sin_addr)) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		*lenp = sizeof(*in);
		return true;
	}
	if (1 == inet_pton(AF_INET6, host, &in6->sin6_addr)) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		*lenp = sizeof(*in6);
		return true;
	}

	return false;
}


bool setting_address(const struct settings *s, enum setting_id id, struct sockaddr_storage *addr, socklen_t *lenp)
{
	const char *text = setting_text(s, id);

	return text && read_address(text, addr, lenp);
}


/* The i-th word that is an address; false when there are fewer, or it is none */
static bool read_address_at(const char *text, size_t i, struct sockaddr_storage *addr, socklen_t *lenp)
{
	char word[ADDRESS_MAX];
	size_t n;

	for (;; i--) {
		text += strspn(text, " ");
		n = strcspn(text, " ");
		if (!n || n >= sizeof(word))
			return false;
		if (!i)
			break;
		text += n;
	}

	memcpy(word, text, n);
	word[n] = '\0';

	return read_address(word, addr, lenp);
}


static bool all_addresses(const char *text)
{
	struct sockaddr_storage addr;
	socklen_t len;
	size_t n = 0;

	for (const char *p = text; *(p += strspn(p, " ")); p += strcspn(p, " "))
		n++;
	for (size_t i = 0; i < n; i++) {
		if (!read_address_at(text, i, &addr, &len))
			return false;
	}

	return n > 0;
}


bool setting_address_at(const struct settings *s, enum setting_id id, size_t i, struct sockaddr_storage *addr, socklen_t *lenp)
{
	const char *text = setting_text(s, id);

	return text && read_address_at(text, i, addr, lenp);
}


/* The number of a value; texts have none */
static int parse_num(int64_t *num, const struct setting *row, struct pl text, char *why, size_t size)
{
	*num = 0;

	switch (row->type) {

	case SETTING_INT:
		if (!read_number(num, text))
			return refuse(why, size, "must be a whole number, e.g. %s", row->def);
		return check_range(row, *num, why, size);

	case SETTING_DURATION:
		if (!read_unit(num, text, durations))
			return refuse(why, size, "must be a duration with its unit (ms, s, min, h, d), e.g. %s", row->def);
		return check_range(row, *num, why, size);

	case SETTING_SIZE:
		if (!read_unit(num, text, sizes))
			return refuse(why, size, "must be a size with its unit (B, K, M, G), e.g. %s", row->def);
		return check_range(row, *num, why, size);

	case SETTING_BOOL:
		if (!read_bool(num, text))
			return refuse(why, size, "must be yes or no");
		return 0;

	case SETTING_WORD:
		if (!has_word(row->words, text))
			return refuse(why, size, "must be one of: %s", row->words);
		return 0;

	default:
		return 0;
	}
}


int setting_parse(struct setting_value *value, const struct setting *row, struct pl text, const char *dir,
		  char *why, size_t size)
{
	struct sockaddr_storage addr;
	socklen_t len;
	char *copy = NULL;
	int64_t num;
	int err;

	if (!text.l)
		return refuse(why, size, "has no value");
	if (text.l > TEXT_MAX)
		return refuse(why, size, "is longer than %d bytes", TEXT_MAX);
	if (!is_printable(text))
		return refuse(why, size, "holds a control character");

	err = parse_num(&num, row, text, why, size);
	if (err)
		return err;

	if (dir && SETTING_PATH == row->type && '/' != *text.p)
		err = re_sdprintf(&copy, "%s/%r", dir, &text);
	else
		err = pl_strdup(&copy, &text);
	if (err)
		return err;

	if (SETTING_ADDRESS == row->type && !read_address(copy, &addr, &len)) {
		mem_deref(copy);
		return refuse(why, size, "must be ADDRESS:PORT in numbers, e.g. 127.0.0.1:8080 or [::1]:8080");
	}

	if (SETTING_ADDRESSES == row->type && !all_addresses(copy)) {
		mem_deref(copy);
		return refuse(why, size, "must be one or more ADDRESS:PORT in numbers, e.g. 192.0.2.1:5060 [2001:db8::1]:5060");
	}

	*value = (struct setting_value){.text = copy, .num = num};
	return 0;
}
