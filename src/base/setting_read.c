/**
 * @file setting_read.c  The sources of settings: command line, environment, file, defaults
 */
#include <fcntl.h>
#include <unistd.h>
#include "base/setting_priv.h"


#define FILE_DEFAULT "/etc/otklik/otklik.conf"

enum {
	FILE_MAX_BYTES = 256 * 1024,
	WHY_MAX = 256,
};


static void problem(struct reading *r, const char *where, const char *fmt, ...)
{
	char what[WHY_MAX * 2];
	va_list ap;

	va_start(ap, fmt);
	(void)re_vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);

	r->wrong = true;
	if (r->problem_h)
		r->problem_h(where, what, r->arg);
}


static int print_where(char **wherep, const char *name, unsigned line)
{
	return line ? re_sdprintf(wherep, "%s:%u", name, line) : re_sdprintf(wherep, "%s", name);
}


/* A value of a source: checked, and taken if no source before it said one. Sources come in the order of their weight */
static int take(struct reading *r, enum setting_id id, enum setting_source source, const char *where, unsigned line,
		struct pl text, const char *dir)
{
	const struct setting *row = &setting_table[id];
	struct entry *entry = &r->s->entries[id];
	struct setting_value value;
	char why[WHY_MAX];
	int err;

	if (entry->said && source == entry->source) {
		problem(r, where, line ? "%s is set in line %u already" : "%s is given twice", row->name, entry->line);
		return 0;
	}

	err = setting_parse(&value, row, text, dir, why, sizeof(why));
	if (EINVAL == err) {
		problem(r, where, "%s %s", row->name, why);
		return 0;
	}
	if (err)
		return err;

	if (entry->said) {
		mem_deref(value.text);
		return 0;
	}

	atomic_store(&entry->text, value.text);
	atomic_store(&entry->num, value.num);
	entry->source = source;
	entry->line = line;
	entry->said = true;
	return 0;
}


/* What is no option, and its value, so that this is not taken for an argument */
static void refuse_option(struct reading *r, struct pl name, const char *where, bool has_value, int *ip)
{
	const char *nearest = setting_nearest(name);

	if (nearest)
		problem(r, where, "there is no such option; did you mean --%s?", nearest);
	else
		problem(r, where, "there is no such option; otklik help settings lists them");

	*ip += has_value;
}


/* `--name=value`, `--name value`, `--name` of a yes or no; *ip moves past what was used */
static int read_option(struct reading *r, int argc, char *argv[], int *ip)
{
	const char *arg = argv[*ip] + 2, *equals = strchr(arg, '=');
	struct pl name = {arg, equals ? (size_t)(equals - arg) : strlen(arg)}, text = PL_LIT("yes");
	bool has_value = !equals && *ip + 1 < argc && strncmp(argv[*ip + 1], "--", 2);
	enum setting_id id = setting_find(name);
	char where[80];

	(void)re_snprintf(where, sizeof(where), "--%r", &name);
	if (SETTINGS == id) {
		refuse_option(r, name, where, has_value, ip);
		return 0;
	}

	if (equals) {
		text = pl_of(equals + 1);
	}
	else if (SETTING_BOOL != setting_table[id].type) {
		if (!has_value) {
			problem(r, where, "wants a value");
			return 0;
		}
		text = pl_of(argv[++*ip]);
	}

	return take(r, id, SOURCE_OPTION, where, 0, text, NULL);
}


/* Moves argv[from …] in front of argv[to], to <= from */
static void move_front(char *argv[], int to, int from, int n)
{
	for (; n; n--, to++, from++) {

		char *arg = argv[from];

		memmove(&argv[to + 1], &argv[to], (size_t)(from - to) * sizeof(*argv));
		argv[to] = arg;
	}
}


/* Options come first in argv afterwards, arguments last; the index of the first argument */
static int read_options(struct reading *r, int argc, char *argv[], int *restp)
{
	int rest = 1, err = 0;

	for (int i = 1; i < argc && !err; i++) {

		int first = i;

		if (0 == strcmp(argv[i], "--")) {
			move_front(argv, rest++, i, 1);
			break;
		}
		if (strncmp(argv[i], "--", 2))
			continue;

		err = read_option(r, argc, argv, &i);
		move_front(argv, rest, first, i - first + 1);
		rest += i - first + 1;
	}

	*restp = rest;
	return err;
}


static const char *env_find(char **env, const char *name)
{
	size_t n = strlen(name);

	for (; env && *env; env++) {
		if (0 == strncmp(*env, name, n) && '=' == (*env)[n])
			return *env + n + 1;
	}

	return NULL;
}


static int read_env(struct reading *r, char **env)
{
	int err = 0;

	for (int id = 0; id < SETTINGS && !err; id++) {

		char name[80];
		const char *text;

		(void)re_snprintf(name, sizeof(name), "%H", setting_print_env, &setting_table[id]);
		text = env_find(env, name);
		if (text)
			err = take(r, (enum setting_id)id, SOURCE_ENV, name, 0, pl_of(text), NULL);
	}

	return err;
}


static struct pl trim(struct pl text)
{
	while (text.l && strchr(" \t\r", *text.p))
		pl_advance(&text, 1);
	while (text.l && strchr(" \t\r", text.p[text.l - 1]))
		text.l--;

	return text;
}


/* One line of the file, without its end */
static int read_line(struct reading *r, struct pl text, const char *where, unsigned line, const char *dir)
{
	const char *equals;
	const char *nearest;
	enum setting_id id;
	struct pl name;

	text = trim(text);
	if (!text.l || '#' == *text.p)
		return 0;

	equals = memchr(text.p, '=', text.l);
	if (!equals) {
		problem(r, where, "must be NAME = VALUE, or a comment that begins with #");
		return 0;
	}

	name = trim((struct pl){text.p, (size_t)(equals - text.p)});
	id = setting_find(name);
	if (SETTINGS == id) {
		nearest = setting_nearest(name);
		if (nearest)
			problem(r, where, "there is no such setting; did you mean %s?", nearest);
		else
			problem(r, where, "there is no such setting; otklik help settings lists them");
		return 0;
	}
	if (setting_table[id].flags & SETTING_NO_FILE) {
		problem(r, where, "%s cannot be set in a file", setting_table[id].name);
		return 0;
	}

	return take(r, id, SOURCE_FILE, where, line, trim((struct pl){equals + 1, text.p + text.l - equals - 1}), dir);
}


int settings_read_text(struct reading *r, const char *file, struct pl text)
{
	const char *slash = strrchr(file, '/');
	char *dir = NULL, *where = NULL;
	unsigned line = 0;
	int err;

	err = slash ? re_sdprintf(&dir, "%b", file, slash == file ? (size_t)1 : (size_t)(slash - file))
		    : re_sdprintf(&dir, ".");

	if (text.l >= 3 && 0 == memcmp(text.p, "\xef\xbb\xbf", 3))
		pl_advance(&text, 3);

	while (text.l && !err) {

		const char *end = memchr(text.p, '\n', text.l);
		struct pl part = {text.p, end ? (size_t)(end - text.p) : text.l};

		err = print_where(&where, file, ++line);
		if (err)
			break;

		err = read_line(r, part, where, line, dir);
		where = mem_deref(where);
		pl_advance(&text, (ssize_t)(part.l + (end != NULL)));
	}

	mem_deref(dir);
	return err;
}


static int load_bytes(struct mbuf *mb, const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY), err = 0;
	uint8_t buf[8192];
	ssize_t n = 0;

	if (fd < 0)
		return errno;

	while (!err && (n = read(fd, buf, sizeof(buf))) > 0)
		err = mb->end + (size_t)n > FILE_MAX_BYTES ? EFBIG : mbuf_write_mem(mb, buf, (size_t)n);
	if (n < 0)
		err = errno;

	(void)close(fd);
	return err;
}


int settings_read_file(struct reading *r, const char *file, bool must)
{
	struct mbuf *mb = mbuf_alloc(4096);
	int err;

	if (!mb)
		return ENOMEM;

	err = load_bytes(mb, file);
	if (ENOMEM == err)
		goto out;
	if (ENOENT == err && !must) {
		err = 0;
		goto out;
	}
	if (EFBIG == err) {
		problem(r, file, "is larger than %d bytes", FILE_MAX_BYTES);
		err = 0;
		goto out;
	}
	if (err) {
		problem(r, file, "cannot be read: %m", err);
		err = 0;
		goto out;
	}

	err = str_dup(&r->s->file, file);
	if (err)
		goto out;

	err = settings_read_text(r, file, (struct pl){(char *)mb->buf, mb->end});

out:
	mem_deref(mb);
	return err;
}


static int find_and_read_file(struct reading *r)
{
	const char *config = setting_text(r->s, SET_CONFIG), *data = setting_text(r->s, SET_DATA);
	char *file = NULL;
	int err;

	if (config)
		return settings_read_file(r, config, true);
	if (!data)
		return settings_read_file(r, FILE_DEFAULT, false);

	err = re_sdprintf(&file, "%s/otklik.conf", data);
	if (!err)
		err = settings_read_file(r, file, false);

	mem_deref(file);
	return err;
}


static int take_defaults(struct reading *r)
{
	for (int id = 0; id < SETTINGS; id++) {

		const struct setting *row = &setting_table[id];
		struct entry *entry = &r->s->entries[id];
		struct setting_value value;
		char why[WHY_MAX];
		int err;

		if (entry->said || !*row->def)
			continue;

		err = setting_parse(&value, row, pl_of(row->def), NULL, why, sizeof(why));
		if (EINVAL == err)
			problem(r, row->name, "default of the table: %s", why);
		if (err)
			return err;

		atomic_store(&entry->text, value.text);
		atomic_store(&entry->num, value.num);
	}

	return 0;
}


void settings_check_together(struct reading *r)
{
	bool cert = setting_text(r->s, SET_TLS_CERT), key = setting_text(r->s, SET_TLS_KEY);

	if (cert && !key)
		problem(r, "tls-cert", "needs tls-key beside it");
	if (key && !cert)
		problem(r, "tls-key", "needs tls-cert beside it");
}


int settings_read(struct reading *r, int *restp)
{
	struct settings *s = r->s;
	int rest = s->argc, err;

	err = read_options(r, s->argc, s->argv, &rest);
	if (err)
		return err;
	if (restp)
		*restp = rest;
	else if (rest < s->argc)
		problem(r, s->argv[rest], "is one argument too many");

	err = read_env(r, s->env);
	if (err)
		return err;

	err = find_and_read_file(r);
	if (err)
		return err;

	err = take_defaults(r);
	if (err)
		return err;

	settings_check_together(r);
	return r->wrong ? EINVAL : 0;
}
