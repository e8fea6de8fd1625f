/**
 * @file help.c  otklik help [COMMAND]
 */
#include <stdio.h>
#include "cmd/cmd.h"


int cmd_help(int argc, char *argv[])
{
	const struct cmd *cmd;

	if (argc > 2)
		return cmd_usage("help", "one command at a time");

	if (2 == argc) {
		cmd = cmd_find(argv[1]);
		if (!cmd)
			return cmd_usage("help", "there is no command %s", argv[1]);

		printf("otklik %s %s\n\n%s\n", cmd->name, cmd->usage, cmd->help);
		return CMD_OK;
	}

	printf("otklik: a public-service hotline in one program\n\n");
	for (cmd = cmd_table; cmd->name; cmd++)
		printf("  otklik %-10s %s\n", cmd->name, cmd->help);

	return CMD_OK;
}
