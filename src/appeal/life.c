/**
 * @file life.c  The life of an appeal as a table
 */
#include "appeal/appeal.h"
#include "staff/role.h"


/* Whose business a row is */
enum whose {
	CITIZENS,        /* the citizen's own */
	ANYBODYS,        /* any of the desk */
	OWNERS,          /* who works on it; a supervisor too */
};

struct life_row {
	enum appeal_state state;
	enum appeal_event event;
	enum appeal_state next;
	enum whose whose;
};

static const struct life_row table[] = {
	{APPEAL_NEW,      APPEAL_TAKE,           APPEAL_IN_WORK,  ANYBODYS},
	{APPEAL_NEW,      APPEAL_NOTE,           APPEAL_NEW,      ANYBODYS},
	{APPEAL_NEW,      APPEAL_SET_TOPIC,      APPEAL_NEW,      ANYBODYS},
	{APPEAL_NEW,      APPEAL_SET_DELAY,      APPEAL_NEW,      ANYBODYS},
	{APPEAL_NEW,      APPEAL_CITIZEN_WRITES, APPEAL_NEW,      CITIZENS},

	{APPEAL_IN_WORK,  APPEAL_RETURN,         APPEAL_NEW,      OWNERS},
	{APPEAL_IN_WORK,  APPEAL_ANSWER,         APPEAL_ANSWERED, OWNERS},
	{APPEAL_IN_WORK,  APPEAL_REQUEST,        APPEAL_WAITING,  OWNERS},
	{APPEAL_IN_WORK,  APPEAL_NOTE,           APPEAL_IN_WORK,  ANYBODYS},
	{APPEAL_IN_WORK,  APPEAL_CLOSE,          APPEAL_CLOSED,   OWNERS},
	{APPEAL_IN_WORK,  APPEAL_SET_TOPIC,      APPEAL_IN_WORK,  OWNERS},
	{APPEAL_IN_WORK,  APPEAL_SET_DELAY,      APPEAL_IN_WORK,  OWNERS},
	{APPEAL_IN_WORK,  APPEAL_CITIZEN_WRITES, APPEAL_IN_WORK,  CITIZENS},

	{APPEAL_WAITING,  APPEAL_RETURN,         APPEAL_NEW,      OWNERS},
	{APPEAL_WAITING,  APPEAL_ANSWER,         APPEAL_ANSWERED, OWNERS},
	{APPEAL_WAITING,  APPEAL_NOTE,           APPEAL_WAITING,  ANYBODYS},
	{APPEAL_WAITING,  APPEAL_CLOSE,          APPEAL_CLOSED,   OWNERS},
	{APPEAL_WAITING,  APPEAL_SET_TOPIC,      APPEAL_WAITING,  OWNERS},
	{APPEAL_WAITING,  APPEAL_SET_DELAY,      APPEAL_WAITING,  OWNERS},
	{APPEAL_WAITING,  APPEAL_CITIZEN_WRITES, APPEAL_IN_WORK,  CITIZENS},

	{APPEAL_ANSWERED, APPEAL_NOTE,           APPEAL_ANSWERED, ANYBODYS},
	{APPEAL_ANSWERED, APPEAL_CLOSE,          APPEAL_CLOSED,   OWNERS},
	{APPEAL_ANSWERED, APPEAL_REOPEN,         APPEAL_REOPENED, ANYBODYS},
	{APPEAL_ANSWERED, APPEAL_CITIZEN_WRITES, APPEAL_REOPENED, CITIZENS},

	{APPEAL_CLOSED,   APPEAL_NOTE,           APPEAL_CLOSED,   ANYBODYS},
	{APPEAL_CLOSED,   APPEAL_REOPEN,         APPEAL_REOPENED, ANYBODYS},
	{APPEAL_CLOSED,   APPEAL_CITIZEN_WRITES, APPEAL_REOPENED, CITIZENS},

	{APPEAL_REOPENED, APPEAL_TAKE,           APPEAL_IN_WORK,  ANYBODYS},
	{APPEAL_REOPENED, APPEAL_NOTE,           APPEAL_REOPENED, ANYBODYS},
	{APPEAL_REOPENED, APPEAL_SET_TOPIC,      APPEAL_REOPENED, ANYBODYS},
	{APPEAL_REOPENED, APPEAL_SET_DELAY,      APPEAL_REOPENED, ANYBODYS},
	{APPEAL_REOPENED, APPEAL_CITIZEN_WRITES, APPEAL_REOPENED, CITIZENS},
};

static const size_t table_n = sizeof(table) / sizeof(table[0]);


static const struct life_row *row_find(enum appeal_state state, enum appeal_event event)
{
	for (size_t i = 0; i < table_n; i++) {

		if (table[i].state == state && table[i].event == event)
			return &table[i];
	}

	return NULL;
}


static enum appeal_refusal may(const struct life_row *row, const struct appeal_life *life, const struct actor *actor)
{
	if (CITIZENS == row->whose)
		return actor->staff ? APPEAL_NOT_PERMITTED : APPEAL_ALLOWED;

	if (!(actor->roles & ROLE_DESK))
		return APPEAL_NOT_PERMITTED;

	if (OWNERS == row->whose && life->owner != actor->staff && !(actor->roles & ROLE_SUPERVISOR))
		return APPEAL_NOT_YOURS;

	return APPEAL_ALLOWED;
}


enum appeal_refusal appeal_next(const struct appeal_life *life, enum appeal_event event, const struct actor *actor,
				enum appeal_state *nextp)
{
	const struct life_row *row;
	enum appeal_refusal refusal;

	/* in every state the same: a file comes with what is written, and a look is journalled, not forbidden */
	if (APPEAL_ADD_FILE == event || APPEAL_REVEAL == event) {

		if (APPEAL_REVEAL == event && !(actor->roles & ROLE_DESK))
			return APPEAL_NOT_PERMITTED;
		if (actor->staff && !(actor->roles & ROLE_DESK))
			return APPEAL_NOT_PERMITTED;

		*nextp = life->state;
		return APPEAL_ALLOWED;
	}

	row = row_find(life->state, event);
	if (!row) {
		bool taken = APPEAL_TAKE == event && APPEAL_IN_WORK == life->state;

		return taken && life->owner != actor->staff ? APPEAL_NOT_YOURS : APPEAL_NOT_NOW;
	}

	refusal = may(row, life, actor);
	if (APPEAL_ALLOWED == refusal)
		*nextp = row->next;

	return refusal;
}


unsigned appeal_allowed(const struct appeal_life *life, const struct actor *actor)
{
	unsigned bits = 0;

	for (int event = 1; event < APPEAL_EVENTS; event++) {
		enum appeal_state next;

		if (APPEAL_ALLOWED == appeal_next(life, (enum appeal_event)event, actor, &next))
			bits |= 1u << event;
	}

	return bits;
}
