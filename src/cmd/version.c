/**
 * @file version.c  otklik version
 */
#include <stdio.h>
#include "cmd/cmd.h"


int cmd_version(int argc, char *argv[])
{
	(void)argv;

	if (argc > 1)
		return cmd_usage("version", "takes no arguments");

	printf("otklik %s\n", OTKLIK_VERSION);
	return CMD_OK;
}
