/**
 * @file search.h  The index of words of citizens' and operators' messages: keyed digests, so it holds no plain text
 */
#ifndef OTKLIK_APPEAL_SEARCH_H
#define OTKLIK_APPEAL_SEARCH_H

#include "db/keyring.h"
#include "db/write.h"

/** A command that indexes the messages of up to 1000 journal rows more; `more`: there may be others */
struct search_index {
	struct command cmd;
	const struct keyring *keys;
	bool more;
};

int search_index_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
