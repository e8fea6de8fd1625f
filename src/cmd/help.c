/**
 * @file help.c  otklik help [COMMAND | settings]
 */
#include <stdio.h>
#include "cmd/cmd.h"


static const char *const type_words[] = {
	[SETTING_TEXT] = "text",
	[SETTING_PATH] = "file or folder",
	[SETTING_ADDRESS] = "address:port",
	[SETTING_ADDRESSES] = "address:port, several with spaces between",
	[SETTING_WORD] = "word",
	[SETTING_INT] = "number",
	[SETTING_BOOL] = "yes or no",
	[SETTING_DURATION] = "duration (ms, s, min, h, d)",
	[SETTING_SIZE] = "size (B, K, M, G)",
};


/* When a change acts */
static const char *applied(const struct setting *row)
{
	if (row->flags & SETTING_DESK)
		return "at once when it is changed at the desk (settings, Queues), else at a restart";

	return row->flags & SETTING_RELOAD ? "a reload applies it" : "needs a restart";
}


static int help_settings(void)
{
	printf("Each is an option (--NAME VALUE), a line of the file (NAME = VALUE) and a variable (OTKLIK_NAME).\n");

	for (int id = 0; id < SETTINGS; id++) {

		const struct setting *row = &setting_table[id];

		(void)re_printf("\n%s%s%s\n    %s", row->name, *row->def ? " = " : "", row->def, type_words[row->type]);
		if (row->unit)
			(void)re_printf(" %s", row->unit);
		if (row->words)
			(void)re_printf(": %s", row->words);
		if (row->type >= SETTING_INT && SETTING_BOOL != row->type)
			(void)re_printf(", from %H to %H", setting_print_min, row, setting_print_max, row);
		(void)re_printf("; %s\n    %s\n", applied(row), row->help);
	}

	return CMD_OK;
}


static int help_command(const char *name)
{
	const struct cmd *cmd = cmd_find(name);

	if (!cmd)
		return cmd_usage("help", "there is no command %s", name);

	printf("otklik %s%s%s\n\n%s\n", cmd->name, *cmd->usage ? " " : "", cmd->usage, cmd->help);
	return CMD_OK;
}


int cmd_help(int argc, char *argv[])
{
	if (argc > 2)
		return cmd_usage("help", "one command at a time");
	if (2 == argc)
		return 0 == strcmp(argv[1], "settings") ? help_settings() : help_command(argv[1]);

	printf("otklik: a public-service hotline in one program\n\n");
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++)
		printf("  otklik %-10s %s\n", cmd->name, cmd->help);

	printf("\notklik help settings lists what can be set.\n");
	return CMD_OK;
}
