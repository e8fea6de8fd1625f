/**
 * @file adapter_priv.h  Inside of the adapters: all on their thread, but what says otherwise
 */
#ifndef OTKLIK_ADAPTER_ADAPTER_PRIV_H
#define OTKLIK_ADAPTER_ADAPTER_PRIV_H

#include <stdatomic.h>
#include "adapter/adapter.h"
#include "base/child.h"
#include "base/loop.h"

enum {
	HELLO_MS       = 10 * 1000,      /* from its start until it says that it is there */
	PAUSE_FIRST_MS = 1000,           /* before it is started again */
	PAUSE_MAX_MS   = 60 * 1000,
	STEADY_MS      = 60 * 1000,      /* who ran so long begins again with the first pause */
	CLOSE_MS       = 1000,           /* it may end by itself for so long when we stop */
	SAID_MAX       = 200,            /* bytes of a line of stderr */
	SAID_A_MINUTE  = 20,             /* lines of stderr in the log */
	ARGS_MAX       = 16,             /* words of its command */
	COMMAND_MAX    = 2048,
};

struct adapter {
	struct adapters *room;           /* borrowed */
	enum adapter_which which;
	char command[COMMAND_MAX];       /* as it was started last; "" none */
	struct child *child;             /* owned; NULL: it does not run */
	int64_t started_ms;              /* clock_mono_ms */
	bool ready;                      /* it has said that it is there */
	struct tmr timer;                /* until it must have said so; until it is started again */
	unsigned pause_ms;
	struct list asks;                /* struct adapter_ask: in their order, the asker's */
	unsigned asked, way;             /* how many there are; how many are under way */
	int64_t next_id;
	unsigned lates, strays;
	unsigned owed;                   /* answers that may still come, of questions whose time was over */
	int64_t said_ms;                 /* of the minute whose lines of stderr are counted */
	unsigned said;

	atomic_int reason;               /* others may look */
	atomic_llong since_ms;
	atomic_ullong asks_total, away_total;
};

/** An answer that is kept */
struct kept {
	struct le le;
	enum adapter_which which;
	char *text;                      /* of the question; owned, wiped */
	char *result;                    /* owned, wiped */
	int64_t mono_ms, at_ms;
};

struct adapters {
	const struct settings *settings; /* borrowed */
	struct loop *loop;
	struct mailbox *mailbox;         /* owned */
	bool stopping;
	struct adapter at[ADAPTERS];
	struct list kept;                /* struct kept, oldest first */
	unsigned keptc;
	struct tmr sweep;
};

/** How a program is named: its name, its setting, and what it is asked */
struct adapter_row {
	const char *name;
	enum setting_id command;
	const char *demo;                /* what the demonstration runs when no program is set: this very program, which plays one */
	bool kept;                       /* an answer that was found may be told again */
};
extern const struct adapter_row adapter_table[ADAPTERS];

/* ---- adapter.c */

/** What it said of a question, or of none */
void adapter_heard(struct adapter *ad, struct adapter_reply *reply);

/** It is there: what waits is sent */
void adapter_send(struct adapter *ad);

/** Everybody who waits is told that it is away */
void adapter_fail(struct adapter *ad, enum adapter_reason reason);

/** It is away for this reason from now on, unless it is so already; ADAPTER_WELL: it is back */
void adapter_reason_set(struct adapter *ad, enum adapter_reason reason);

/* ---- run.c */

/** Starts it, unless it runs; as the settings are now */
void run_begin(struct adapter *ad);

/** The settings name another program: it is started anew */
bool run_changed(const struct adapter *ad);

/** It is of no use any more: killed, started again later */
void run_kill(struct adapter *ad, enum adapter_reason reason);

/** For good */
void run_end(struct adapter *ad);

/* ---- keep.c */

/** The answer to a question, when it is kept. true: the ask has it */
bool kept_find(struct adapters *a, struct adapter_ask *ask, int64_t keep_ms);

/** Keeps the answer that an ask has */
void kept_add(struct adapters *a, const struct adapter_ask *ask);

void kept_close(struct adapters *a);

#endif
