/**
 * @file config.c  otklik config check [FILE], otklik config show
 */
#include <stdio.h>
#include <unistd.h>
#include "cmd/cmd.h"


static void say(const char *where, const char *what, void *arg)
{
	(void)arg;
	(void)re_fprintf(stderr, "%s: %s\n", where, what);
}


static int check_file(const char *path)
{
	int err = settings_check_file(path, say, NULL);

	if (EINVAL == err)
		return CMD_USAGE;
	if (err)
		return cmd_fail("config", "%m", err);

	printf("%s: in order\n", path);
	return CMD_OK;
}


/* Without a file: all sources, as a start would read them */
static int check_all(int argc, char *argv[])
{
	struct setting_input in = {argc, argv, environ, say, NULL};
	struct settings *s = NULL;
	const char *file;
	int err;

	err = settings_load(&s, NULL, &in);
	if (EINVAL == err)
		return CMD_USAGE;
	if (err)
		return cmd_fail("config", "%m", err);

	file = settings_file(s);
	printf("%s: in order\n", file ? file : "no file of settings; options, environment and defaults");
	mem_deref(s);
	return CMD_OK;
}


static int check(int argc, char *argv[])
{
	if (2 == argc && strncmp(argv[1], "--", 2))
		return check_file(argv[1]);

	return check_all(argc, argv);
}


static int print_source(struct re_printf *pf, const struct settings *s, enum setting_id id)
{
	unsigned line;

	switch (setting_source(s, id, &line)) {

	case SOURCE_OPTION: return re_hprintf(pf, "--%s", setting_table[id].name);
	case SOURCE_ENV:    return re_hprintf(pf, "%H", setting_print_env, &setting_table[id]);
	case SOURCE_FILE:   return re_hprintf(pf, "%s:%u", settings_file(s), line);
	default:            return re_hprintf(pf, "default");
	}
}


struct shown {
	const struct settings *s;
	enum setting_id id;
};


static int print_shown(struct re_printf *pf, const struct shown *shown)
{
	return print_source(pf, shown->s, shown->id);
}


static int show(int argc, char *argv[])
{
	struct settings *s;
	int rc;

	rc = cmd_settings(&s, NULL, argc, argv);
	if (rc)
		return rc;

	for (int id = 0; id < SETTINGS; id++) {

		const struct setting *row = &setting_table[id];
		struct shown shown = {s, (enum setting_id)id};
		const char *text = setting_text(s, (enum setting_id)id);

		if (text && (row->flags & SETTING_SECRET))
			text = "(secret)";

		if (text)
			(void)re_printf("%-28s %-32s %H\n", row->name, text, print_shown, &shown);
		else
			(void)re_printf("%-28s (not set)\n", row->name);
	}

	mem_deref(s);
	return CMD_OK;
}


int cmd_config(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	bool is_check = 0 == strcmp(what, "check");

	if (!is_check && strcmp(what, "show"))
		return cmd_usage("config", "say check or show");

	argv[1] = argv[0];
	return is_check ? check(argc - 1, argv + 1) : show(argc - 1, argv + 1);
}
