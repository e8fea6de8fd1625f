/**
 * @file main.c  The command line: looks the command up, nothing else
 */
#include "cmd/cmd.h"


int main(int argc, char *argv[])
{
	return cmd_main(argc, argv);
}
