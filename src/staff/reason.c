/**
 * @file reason.c  Why an operator takes no work now
 */
#include "staff/reason.h"

enum { BUSY = 1u << PRESENCE_BUSY, BREAK = 1u << PRESENCE_BREAK, AWAY = 1u << PRESENCE_AWAY, WRAP_UP = 1u << (PRESENCE_AWAY + 1) };

static const struct {
	const char *name;
	unsigned with;
} reasons[REASONS] = {
	[REASON_NONE]      = {"",          0},
	[REASON_WRITTEN]   = {"written",   BUSY},
	[REASON_TRAINING]  = {"training",  BUSY},
	[REASON_MEETING]   = {"meeting",   BUSY},
	[REASON_LUNCH]     = {"lunch",     BREAK},
	[REASON_REST]      = {"rest",      BREAK},
	[REASON_TECHNICAL] = {"technical", AWAY | WRAP_UP},
	[REASON_UNLISTED]  = {"unlisted",  BUSY | AWAY | WRAP_UP},
	[REASON_MISSES]    = {"misses",    AWAY},
	[REASON_RECORD]    = {"record",    WRAP_UP},
	[REASON_COLLEAGUE] = {"colleague", WRAP_UP},
	[REASON_CALLBACK]  = {"callback",  WRAP_UP},
};


const char *reason_name(enum reason reason)
{
	return (unsigned)reason < REASONS ? reasons[reason].name : "";
}


enum reason reason_of(struct pl name)
{
	for (unsigned i = 1; i < REASONS; i++) {

		if (0 == pl_strcmp(&name, reasons[i].name))
			return (enum reason)i;
	}

	return REASON_NONE;
}


bool reason_fits(enum presence state, enum reason reason)
{
	return !reason || ((unsigned)reason < REASONS && reasons[reason].with >> state & 1);
}


bool reason_of_wrap_up(enum reason reason)
{
	return (unsigned)reason < REASONS && reasons[reason].with & WRAP_UP;
}


int staff_wrap_up_apply(struct tx *tx, struct command *cmd)
{
	const struct staff_wrap_up *w = CONTAINER_OF(cmd, struct staff_wrap_up, cmd);
	char body[96];
	int n = re_snprintf(body, sizeof(body), "{\"reason\":\"%s\",\"seconds\":%lld}", reason_name(w->reason), w->seconds);

	return n < 0 ? EINVAL : tx_journal(tx, &(struct journal_entry){.kind = "staff.wrap_up", .actor = w->id, .body = {body, (size_t)n}});
}
