/**
 * @file main.c  The command line; wires the rooms in order, nothing else
 */
#include <stdio.h>
#include <string.h>


int main(int argc, char *argv[])
{
	if (argc == 2 && 0 == strcmp(argv[1], "version")) {
		printf("otklik %s\n", OTKLIK_VERSION);
		return 0;
	}

	fprintf(stderr, "otklik: unknown command; try: otklik help\n");
	return 2;
}
