/**
 * @file cmd.c  The table of commands
 */
#include <stdarg.h>
#include <stdio.h>
#include "base/jsonmem.h"
#include "cmd/cmd.h"


const struct cmd cmd_table[] = {
	{"adapter", "simulate [status|sms|mail] [--delay MS] [--away WORDS] [--end N] [--hang] [--garble] [--flood] [--today DATE] [--file FILE] | "
	 "ask NUMBER [PERSON] --adapter.status COMMAND | ask sms|mail TO TEXT --adapter.sms COMMAND",
	 "Plays an adapter with made-up applications, or one that sends nothing, on stdin and stdout; or starts one, asks it once (has it send "
	 "a message in earnest) and prints the answer (docs/adapter.md).", cmd_adapter},
	{"backup", "DIR --data DIR [--db URL]",
	 "Copies database, files and signed heads to a new folder, beside a program at work. The master key is never inside.",
	 cmd_backup},
	{"check", "KIND [VALUE…] [--today DATE]",
	 "Checks values, or lines of stdin: snils, inn, oms, passport, phone, birthdate, name (Фамилия|Имя|Отчество), number. "
	 "Prints verdict, normalised value, message key and suggestion with tabs between.", cmd_check},
	{"config", "check [FILE | OPTION…] | show [OPTION…]",
	 "Checks the settings, or shows what holds and where each comes from.", cmd_config},
	{"export", "[--format jsonl|csv] [--out FILE] [--what appeals|journal] [--bom] --data DIR",
	 "Writes appeals without personal data, or the journal, for other programs. --bom marks CSV as UTF-8 for spreadsheets.", cmd_export},
	{"flow", "check FILE | walk FILE [NAME] [--lang ru|en] [--closed] [--again] [--known] [--unsent] [--waiting N]",
	 "Checks the flows of a profile, or of a file with one alone, and says all that is wrong (status 2); or walks through one: keys are "
	 "lines of stdin (an empty one is silence), what is said and done is printed (docs/flows.md).", cmd_flow},
	{"help", "[COMMAND | settings]",
	 "Says what commands there are, how one is used, or what can be set.", cmd_help},
	{"journal", "verify [--data DIR | --export FILE --public-key FILE] [--head FILE] | export --data DIR [--from ROW] [--to ROW] "
	 "[--month YYYY-MM] | public-key --data DIR",
	 "Verifies the journal of a store, or an export of it with the public key alone (status 0 intact, 1 a fault); writes an "
	 "export; prints the public key.", cmd_journal},
	{"key", "check | rotate | add  --data DIR [--master-key FILE]",
	 "Checks that the master key opens everything; puts everything under a new one (stop the program first); adds a version to "
	 "the file alone.", cmd_key},
	{"office", "down REGION --reason WORDS [--until TIME] | up REGION | list, with --data DIR",
	 "Marks a region's office down, until a time or until it is up again: its callers are offered a neighbour. A program that runs takes it up at "
	 "once. Lists the offices that were ever marked.", cmd_office},
	{"serve", "--data DIR [OPTION…]",
	 "Runs until SIGTERM; SIGHUP reads the settings anew. With --demo it fills in a demonstration and says where to look.",
	 cmd_serve},
	{"restore", "DIR --data NEWDIR --master-key FILE [--db URL]",
	 "Makes a store of a backup and verifies every part, every key and the whole journal before it says done.", cmd_restore},
	{"say", "KEY [name=value…] [--lang ru|en] [--wav FILE] [--pieces] [--slow] [--now TIME] [--time moscow|local] [--data DIR] | music --wav FILE | --list",
	 "Prints what a caller hears, and renders it to a file. Times are written as the caller's clock shows them. --pieces names the "
	 "recordings that may take its place, under DIR/recordings; --list lists the phrases and their values.", cmd_say},
	{"staff", "add LOGIN --roles ROLE,… [--name NAME] | list | disable LOGIN | reset LOGIN\n"
	 "                | phone LOGIN [--address sip:… | --digest HASH | --remove] [--auto-answer], with --data DIR",
	 "Accounts without the desk: add and reset print a sign-in link that works once within 72 hours; reset takes the password away. phone gives "
	 "an operator a SIP telephone, one that registers (its password is printed, once) or one at a fixed address, or takes it away.",
	 cmd_staff},
	{"version", "", "Prints the version.", cmd_version},
	{NULL, NULL, NULL, NULL}
};


const struct cmd *cmd_find(const char *name)
{
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++) {
		if (0 == strcmp(cmd->name, name))
			return cmd;
	}

	return NULL;
}


int cmd_main(int argc, char *argv[])
{
	const char *name = argc > 1 ? argv[1] : NULL;
	const struct cmd *cmd;

	jsonmem_init();
	if (!name) {
		(void)re_fprintf(stderr, "otklik: say which command; otklik help lists them\n");
		return CMD_USAGE;
	}

	if (0 == strcmp(name, "--help") || 0 == strcmp(name, "-h"))
		name = "help";
	else if (0 == strcmp(name, "--version"))
		name = "version";

	cmd = cmd_find(name);
	if (!cmd) {
		(void)re_fprintf(stderr, "otklik: there is no command %s; otklik help lists them\n", name);
		return CMD_USAGE;
	}

	if (3 == argc && (0 == strcmp(argv[2], "--help") || 0 == strcmp(argv[2], "-h"))) {
		char *help[] = {argv[0], argv[1], NULL};

		return cmd_find("help")->run(2, help);
	}

	return cmd->run(argc - 1, argv + 1);
}


int cmd_usage(const char *name, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)re_fprintf(stderr, "otklik %s: %v (otklik help%s%s)\n", name, fmt, &ap, strcmp(name, "help") ? " " : "",
			 strcmp(name, "help") ? name : "");
	va_end(ap);

	return CMD_USAGE;
}


int cmd_status(int err)
{
	switch (err) {

	case 0:
		return CMD_OK;

	case EADDRINUSE:
	case EADDRNOTAVAIL:
	case EAGAIN:
	case EBUSY:
	case EDQUOT:
	case EIO:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ENOSPC:
	case ENOTCONN:
	case EROFS:
	case ETIMEDOUT:
		return CMD_FAIL;

	default:
		return CMD_USAGE;
	}
}


int cmd_fail(const char *name, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)re_fprintf(stderr, "otklik %s: %v\n", name, fmt, &ap);
	va_end(ap);

	return CMD_FAIL;
}
