/**
 * @file incarnate.h  One run of the program: contacts that it leaves open are known to be its own
 *
 * Each start has an id. A start finds runs that never ended, closes their contacts as "crash" and says so in the journal; what is
 * owed to those citizens (a call back, once calls exist) hangs on that.
 */
#ifndef OTKLIK_APPEAL_INCARNATE_H
#define OTKLIK_APPEAL_INCARNATE_H

#include "db/write.h"

struct incarnate {
	struct command cmd;
	int64_t node;
	int64_t id;              /* result; when it ends, of the run that ends */
	int64_t crashed;         /* result: runs found dead */
	int64_t contacts;        /* result: contacts closed */
};

int incarnate_begin_apply(struct tx *tx, struct command *cmd) MUST_CHECK;
int incarnate_end_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
