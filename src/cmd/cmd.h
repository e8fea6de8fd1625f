/**
 * @file cmd.h  The commands of `otklik`: one const table (cmd.c), one file a command
 *
 * To add one: a file cmd/<name>.c with `int cmd_<name>(int argc, char *argv[])`, its prototype here, its row in cmd.c.
 * A command prints its result to stdout, and what is wrong as one line to stderr.
 */
#ifndef OTKLIK_CMD_CMD_H
#define OTKLIK_CMD_CMD_H

#include "base/setting.h"

/** How a command ends */
enum {
	CMD_OK    = 0,
	CMD_FAIL  = 1,      /* it was asked rightly and could not, or the answer is no */
	CMD_USAGE = 2,      /* a wrong option, argument, setting or file */
};

struct cmd {
	const char *name;
	const char *usage;  /* what follows the name; "" nothing */
	const char *help;   /* a sentence */

	/** argv[0] is the command's name. One of CMD_… */
	int (*run)(int argc, char *argv[]);
};

/** Every command; ends with a row without a name */
extern const struct cmd cmd_table[];

/** The command of that name, or NULL */
const struct cmd *cmd_find(const char *name);

/** Looks up argv[1] and runs it; the exit status of the program */
int cmd_main(int argc, char *argv[]);

/** Prints `otklik NAME: … (otklik help NAME)` (libre's formats) as one line to stderr; CMD_USAGE */
int cmd_usage(const char *name, const char *fmt, ...);

/** How a command ends for which `err` came: CMD_FAIL the machine could not, CMD_USAGE what was named is not right */
int cmd_status(int err);

/** Prints `otklik NAME: …` (libre's formats) as one line to stderr; CMD_FAIL */
int cmd_fail(const char *name, const char *fmt, ...);

/** An option of one command, beside the settings: one of value and flag is set */
struct cmd_option {
	const char *name;       /* without dashes; NULL ends the list */
	const char **value;     /* receives what follows; borrowed from argv */
	bool *flag;             /* receives true */
};

/**
 * Takes a command's own options out of argv: --name VALUE, --name=VALUE, --flag. Others stay, in their order
 *
 * @param argcp   Number of arguments, lowered by what was taken
 * @param argv    Arguments; argv[0] is the command's name
 * @param options List that ends with a row without a name
 *
 * @return CMD_OK, or CMD_USAGE having said what is wrong
 */
int cmd_options(int *argcp, char *argv[], const struct cmd_option *options) MUST_CHECK;

/**
 * Loads the settings from what is left of argv, the environment and the file; says the first thing that is wrong
 *
 * @param sp    Owned settings
 * @param restp Index of the first argument that is no option; NULL: there must be none
 *
 * @return CMD_OK, CMD_USAGE or CMD_FAIL having said why
 */
int cmd_settings(struct settings **sp, int *restp, int argc, char *argv[]) MUST_CHECK;

/* The commands, each in a file of its name */
int cmd_adapter(int argc, char *argv[]);
int cmd_backup(int argc, char *argv[]);
int cmd_check(int argc, char *argv[]);
int cmd_config(int argc, char *argv[]);
int cmd_export(int argc, char *argv[]);
int cmd_flow(int argc, char *argv[]);
int cmd_help(int argc, char *argv[]);
int cmd_journal(int argc, char *argv[]);
int cmd_key(int argc, char *argv[]);
int cmd_office(int argc, char *argv[]);
int cmd_restore(int argc, char *argv[]);
int cmd_say(int argc, char *argv[]);
int cmd_serve(int argc, char *argv[]);
int cmd_staff(int argc, char *argv[]);
int cmd_version(int argc, char *argv[]);

#endif
