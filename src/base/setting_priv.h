/**
 * @file setting_priv.h  Inside the settings: setting.c holds them, setting_read.c reads their sources
 */
#ifndef OTKLIK_BASE_SETTING_PRIV_H
#define OTKLIK_BASE_SETTING_PRIV_H

#include <stdatomic.h>
#include "base/setting.h"

struct entry {
	_Atomic(char *) text;    /* owned; NULL: not set */
	_Atomic int64_t num;
	enum setting_source source;
	unsigned line;
	bool said;               /* by some source but the default */
};

/* A text that a reload replaced: somebody may still hold it */
struct old_text {
	struct le le;
	char *text;              /* owned */
};

struct settings {
	struct entry entries[SETTINGS];
	struct list old_texts;   /* struct old_text, owned */
	char *file;              /* owned; NULL: none was read */
	int argc;
	char **argv;             /* borrowed for life, as env: the process's own */
	char **env;
};

/* One reading of the sources */
struct reading {
	struct settings *s;
	setting_problem_h *problem_h;
	void *arg;
	bool wrong;              /* problem_h was told something */
};

/** Reads all sources in the order of their weight; 0, EINVAL when something is wrong, ENOMEM. `restp` as in settings_load */
int settings_read(struct reading *r, int *restp) MUST_CHECK;

/** Reads a file; when it need not be there, its absence is no problem */
int settings_read_file(struct reading *r, const char *file, bool must) MUST_CHECK;

/** Reads the text of a file */
int settings_read_text(struct reading *r, const char *file, struct pl text) MUST_CHECK;

/** Finds settings that need each other */
void settings_check_together(struct reading *r);

#endif
