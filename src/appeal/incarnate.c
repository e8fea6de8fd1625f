/**
 * @file incarnate.c  One run of the program
 */
#include "appeal/appeal.sql.h"
#include "appeal/incarnate.h"
#include "base/id.h"


static int journal(struct tx *tx, const char *kind, const struct incarnate *in)
{
	char body[96];
	int n;

	n = re_snprintf(body, sizeof(body), "{\"contacts\":%lld,\"crashed\":%lld,\"node\":%lld}", in->contacts, in->crashed, in->node);

	return n > 0 ? tx_journal(tx, &(struct journal_entry){.kind = kind, .actor = -1, .body = {body, (size_t)n}}) : ENOMEM;
}


int incarnate_begin_apply(struct tx *tx, struct command *cmd)
{
	struct incarnate *in = CONTAINER_OF(cmd, struct incarnate, cmd);
	int err;

	in->id = id_new(tx_now(tx));

	err = sql_contact_crash(tx_db(tx), in->node, tx_now(tx), &in->contacts);
	if (!err)
		err = sql_incarnation_crash(tx_db(tx), in->node, tx_now(tx), &in->crashed);
	if (!err)
		err = sql_incarnation_add(tx_db(tx), in->id, in->node, tx_now(tx));

	return err ? err : journal(tx, "program.started", in);
}


int incarnate_end_apply(struct tx *tx, struct command *cmd)
{
	struct incarnate *in = CONTAINER_OF(cmd, struct incarnate, cmd);
	int err;

	err = sql_incarnation_end(tx_db(tx), in->id, tx_now(tx));

	return err ? err : journal(tx, "program.stopped", in);
}
