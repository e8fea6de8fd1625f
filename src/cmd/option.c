/**
 * @file option.c  What commands share in reading their command line
 */
#include <stdio.h>
#include <unistd.h>
#include "cmd/cmd.h"


struct problems {
	const char *command;
	unsigned count;
};


static const struct cmd_option *find(const struct cmd_option *options, const char *arg)
{
	size_t n = strcspn(arg, "=");

	for (; options->name; options++) {
		if (strlen(options->name) == n && 0 == strncmp(options->name, arg, n))
			return options;
	}

	return NULL;
}


/* argv[i] is `--name…`; how many arguments it used, or 0 having said what is wrong */
static int take(const struct cmd_option *option, const char *command, int argc, char *argv[], int i)
{
	const char *equals = strchr(argv[i], '=');

	if (option->flag) {
		if (equals) {
			(void)cmd_usage(command, "--%s takes no value", option->name);
			return 0;
		}
		*option->flag = true;
		return 1;
	}

	if (!equals && (i + 1 == argc || 0 == strncmp(argv[i + 1], "--", 2))) {
		(void)cmd_usage(command, "--%s wants a value", option->name);
		return 0;
	}

	*option->value = equals ? equals + 1 : argv[i + 1];
	return equals ? 1 : 2;
}


int cmd_options(int *argcp, char *argv[], const struct cmd_option *options)
{
	int argc = *argcp, kept = 1;

	for (int i = 1; i < argc; ) {

		const struct cmd_option *option = NULL;
		int used;

		if (0 == strcmp(argv[i], "--")) {
			while (i < argc)
				argv[kept++] = argv[i++];
			break;
		}
		if (0 == strncmp(argv[i], "--", 2))
			option = find(options, argv[i] + 2);
		if (!option) {
			argv[kept++] = argv[i++];
			continue;
		}

		used = take(option, argv[0], argc, argv, i);
		if (!used)
			return CMD_USAGE;
		i += used;
	}

	argv[kept < argc ? kept : argc] = NULL;
	*argcp = kept;
	return CMD_OK;
}


static void say_first(const char *where, const char *what, void *arg)
{
	struct problems *problems = arg;

	if (!problems->count++)
		(void)re_fprintf(stderr, "otklik %s: %s: %s\n", problems->command, where, what);
}


int cmd_settings(struct settings **sp, int *restp, int argc, char *argv[])
{
	struct problems problems = {argv[0], 0};
	struct setting_input in = {argc, argv, environ, say_first, &problems};
	int err;

	err = settings_load(sp, restp, &in);
	if (EINVAL == err)
		return CMD_USAGE;

	return err ? cmd_fail(argv[0], "%m", err) : CMD_OK;
}
