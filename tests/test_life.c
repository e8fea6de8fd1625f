/**
 * @file test_life.c  The life of an appeal: every state × event × actor
 */
#include "appeal/appeal.h"
#include "staff/role.h"
#include "test.h"


enum { ME = 7, OTHER = 8 };

static const struct actor citizen = {0, 0};
static const struct actor operator = {ME, ROLE_OPERATOR};
static const struct actor supervisor = {OTHER, ROLE_SUPERVISOR};
static const struct actor auditor = {ME, ROLE_AUDITOR};
static const struct actor administrator = {ME, ROLE_ADMINISTRATOR};


int test_life(void);
int test_life_names(void);

/* Those who only look, and those who only set up, change nothing in any state */
static int nobody_else(void)
{
	int err = 0;

	for (int state = APPEAL_NEW; state <= APPEAL_REOPENED; state++) {
		struct appeal_life life = {(enum appeal_state)state, ME};

		TEST(0 == appeal_allowed(&life, &auditor));
		TEST(0 == appeal_allowed(&life, &administrator));
	}

out:
	return err;
}


/* The citizen may write in every state, and an appeal that waited or was over goes on */
static int citizen_writes(void)
{
	static const enum appeal_state next[] = {
		[APPEAL_NEW] = APPEAL_NEW, [APPEAL_IN_WORK] = APPEAL_IN_WORK, [APPEAL_WAITING] = APPEAL_IN_WORK,
		[APPEAL_ANSWERED] = APPEAL_REOPENED, [APPEAL_CLOSED] = APPEAL_REOPENED, [APPEAL_REOPENED] = APPEAL_REOPENED,
	};
	int err = 0;

	for (int state = APPEAL_NEW; state <= APPEAL_REOPENED; state++) {
		struct appeal_life life = {(enum appeal_state)state, ME};
		enum appeal_state got = 0;

		TEST(APPEAL_ALLOWED == appeal_next(&life, APPEAL_CITIZEN_WRITES, &citizen, &got));
		TEST(got == next[state]);
		TEST(APPEAL_NOT_PERMITTED == appeal_next(&life, APPEAL_CITIZEN_WRITES, &operator, &got));
		TEST(APPEAL_NOT_PERMITTED == appeal_next(&life, APPEAL_NOTE, &citizen, &got));
	}

out:
	return err;
}


int test_life(void)
{
	struct appeal_life life = {APPEAL_NEW, DB_NULL};
	enum appeal_state next = 0;
	int err;

	err = nobody_else();
	if (err)
		return err;
	err = citizen_writes();
	if (err)
		return err;

	/* who did not take it does not answer it */
	TEST(APPEAL_NOT_NOW == appeal_next(&life, APPEAL_ANSWER, &operator, &next));
	TEST(0 == next);
	TEST(APPEAL_ALLOWED == appeal_next(&life, APPEAL_TAKE, &operator, &next));
	TEST(APPEAL_IN_WORK == next);

	life = (struct appeal_life){APPEAL_IN_WORK, OTHER};
	TEST(APPEAL_NOT_YOURS == appeal_next(&life, APPEAL_TAKE, &operator, &next));
	TEST(APPEAL_NOT_YOURS == appeal_next(&life, APPEAL_ANSWER, &operator, &next));
	TEST(APPEAL_ALLOWED == appeal_next(&life, APPEAL_NOTE, &operator, &next));

	life.owner = ME;
	TEST(APPEAL_NOT_NOW == appeal_next(&life, APPEAL_TAKE, &operator, &next));
	TEST(APPEAL_ALLOWED == appeal_next(&life, APPEAL_ANSWER, &operator, &next));
	TEST(APPEAL_ANSWERED == next);
	TEST(APPEAL_ALLOWED == appeal_next(&life, APPEAL_REQUEST, &operator, &next));
	TEST(APPEAL_WAITING == next);
	TEST(APPEAL_ALLOWED == appeal_next(&life, APPEAL_RETURN, &supervisor, &next));
	TEST(APPEAL_NEW == next);

	life.state = APPEAL_CLOSED;
	TEST(APPEAL_NOT_NOW == appeal_next(&life, APPEAL_ANSWER, &operator, &next));
	TEST(APPEAL_ALLOWED == appeal_next(&life, APPEAL_REOPEN, &operator, &next));
	TEST(APPEAL_REOPENED == next);

out:
	return err;
}


/* Every word leads back to its number, and a foreign word to none */
int test_life_names(void)
{
	int err = 0;

	for (int i = 1; i <= APPEAL_COMPLAINT; i++)
		TEST(i == (int)appeal_kind_of(pl_of(appeal_kind_name((enum appeal_kind)i))));
	for (int i = 1; i <= APPEAL_REOPENED; i++)
		TEST(i == (int)appeal_state_of(pl_of(appeal_state_name((enum appeal_state)i))));
	for (int i = 1; i <= RESULT_WITHDRAWN; i++)
		TEST(i == (int)appeal_result_of(pl_of(appeal_result_name((enum appeal_result)i))));
	for (int i = 1; i < APPEAL_EVENTS; i++)
		TEST(*appeal_event_name((enum appeal_event)i));

	TEST(0 == appeal_kind_of(PL_LIT("newer")));
	TEST(0 == appeal_state_of(PL_LIT("")));
	TEST('\0' == *appeal_kind_name((enum appeal_kind)99));

out:
	return err;
}
