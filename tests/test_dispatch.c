/**
 * @file test_dispatch.c  The hub's queue core agrees with the store, whatever rows come, in whatever order, how often
 */
#include "base/clock.h"
#include "hub/dispatch.h"
#include "appeal/appeal.h"
#include "test.h"

int test_dispatch_written(void);
int test_dispatch_staff(void);
int test_dispatch_full(void);
int test_dispatch_ask(void);
int test_dispatch_early(void);

enum { DAY_MS = 24 * 3600 * 1000 };

struct desk {
	struct dispatch *d;
	struct queue_decision last;      /* offer or withdrawal */
	int64_t now_ms;                  /* of the wall clock */
};


static void decide_h(const struct queue_decision *decision, void *arg)
{
	struct desk *desk = arg;

	if (QUEUE_OFFER == decision->what || QUEUE_WITHDRAW == decision->what)
		desk->last = *decision;
}


static int begin(struct desk *desk, unsigned work_most)
{
	struct hub_prm prm = {.decide_h = decide_h, .arg = desk, .written_most = 2};
	static struct mailbox *home;

	*desk = (struct desk){.now_ms = clock_wall_ms()};
	queue_prm_init(&prm.queue);
	if (work_most)
		prm.queue.medium[QUEUE_WRITTEN].work_most = work_most;

	return dispatch_alloc(&desk->d, &prm, &home);
}


static struct hub_ask look(struct desk *desk)
{
	struct hub_ask ask = {.verb = HUB_LOOK};

	dispatch_ask(desk->d, &ask);

	return ask;
}


/* How many wait, are offered, are in hand */
static bool stands(struct desk *desk, unsigned waiting, unsigned offered, unsigned in_hand)
{
	struct hub_ask ask = look(desk);
	bool good = false;

	if (ask.view) {
		const struct queue_counts *c = &ask.view->counts;

		good = waiting == c->waiting[QUEUE_WRITTEN] && offered == c->offered[QUEUE_WRITTEN] && in_hand == c->in_hand[QUEUE_WRITTEN];
	}
	mem_deref(ask.view);

	return good;
}


static void appeal(struct desk *desk, int64_t id, enum appeal_state state, int64_t owner)
{
	dispatch_appeal(desk->d, &(struct dispatch_work){
		.id = id, .state = state, .topic = DB_NULL, .region = DB_NULL, .lang = LANG_RU, .owner = owner ? owner : DB_NULL,
		.answer_by_ms = desk->now_ms + DAY_MS + id});
}


static int people(struct desk *desk, const struct dispatch_staff *staff, size_t n)
{
	return dispatch_staffs(desk->d, &(struct dispatch_people){.staff = staff, .staffs = n});
}


#define MEMBER(nr, role, how) \
	{.id = (nr), .roles = (role), .state = (how), .work = {.langs = 3, .level_other = SKILL_LEVEL_ALL, .written_most = DB_NULL}}


/* An appeal's life as rows tell it: each comes twice, and the core stands as the appeal does */
int test_dispatch_written(void)
{
	const struct dispatch_staff staff[] = {MEMBER(1, ROLE_OPERATOR, PRESENCE_READY), MEMBER(2, ROLE_SUPERVISOR, PRESENCE_READY)};
	struct desk desk;
	int err;

	TEST_OK(begin(&desk, 0));
	TEST_OK(people(&desk, staff, 2));

	for (int twice = 0; twice < 2; twice++)
		appeal(&desk, 11, APPEAL_NEW, 0);
	appeal(&desk, 12, APPEAL_NEW, 0);
	TEST(stands(&desk, 1, 1, 0) && 11 == desk.last.work && 1 == desk.last.staff);

	/* a supervisor is offered nothing but may take: the offer is withdrawn, the next is made */
	for (int twice = 0; twice < 2; twice++)
		appeal(&desk, 11, APPEAL_IN_WORK, 2);
	TEST(stands(&desk, 0, 1, 1) && 12 == desk.last.work);

	/* another has it now; the citizen is asked; answers; it is returned, reopened, closed */
	appeal(&desk, 11, APPEAL_IN_WORK, 1);
	TEST(stands(&desk, 0, 1, 1));
	appeal(&desk, 11, APPEAL_WAITING, 1);
	TEST(stands(&desk, 0, 1, 0));
	appeal(&desk, 11, APPEAL_IN_WORK, 1);
	appeal(&desk, 11, APPEAL_NEW, 0);
	TEST(stands(&desk, 1, 1, 0));
	appeal(&desk, 11, APPEAL_ANSWERED, 1);
	appeal(&desk, 11, APPEAL_REOPENED, 1);
	TEST(stands(&desk, 0, 1, 1));
	appeal(&desk, 11, APPEAL_CLOSED, 1);
	appeal(&desk, 12, APPEAL_CLOSED, 0);
	TEST(stands(&desk, 0, 0, 0));

	/* in the hand of nobody we know: not ours */
	appeal(&desk, 13, APPEAL_IN_WORK, 77);
	TEST(stands(&desk, 0, 0, 0));

out:
	mem_deref(desk.d);
	return err;
}


/* Presence, roles and those who go */
int test_dispatch_staff(void)
{
	struct dispatch_staff staff[] = {MEMBER(2, ROLE_OPERATOR, PRESENCE_BREAK), MEMBER(1, ROLE_OPERATOR, PRESENCE_OFFLINE)};
	struct desk desk;
	int err;

	TEST_OK(begin(&desk, 0));
	TEST_OK(people(&desk, staff, 2));
	appeal(&desk, 11, APPEAL_NEW, 0);
	TEST(stands(&desk, 1, 0, 0));

	dispatch_presence(desk.d, 2, PRESENCE_READY);
	TEST(stands(&desk, 0, 1, 0) && 2 == desk.last.staff);

	/* what is told again changes nothing; another presence does */
	staff[0].state = PRESENCE_READY;
	TEST_OK(people(&desk, staff, 2));
	TEST(stands(&desk, 0, 1, 0));
	staff[1].state = PRESENCE_READY;
	staff[0].state = PRESENCE_AWAY;
	TEST_OK(people(&desk, staff, 2));
	TEST(stands(&desk, 0, 1, 0) && 1 == desk.last.staff);

	/* skills that were written down anew act at once: no Russian any more */
	staff[1].work.langs = 1U << LANG_EN;
	staff[1].work.version = 1;
	TEST_OK(people(&desk, staff, 2));
	TEST(stands(&desk, 1, 0, 0));

	/* no longer here: what was in hand is nobody's, until somebody takes it */
	appeal(&desk, 11, APPEAL_IN_WORK, 1);
	TEST_OK(people(&desk, staff, 1));
	TEST(stands(&desk, 0, 0, 1));
	appeal(&desk, 11, APPEAL_IN_WORK, 2);
	TEST(stands(&desk, 0, 0, 1));

out:
	mem_deref(desk.d);
	return err;
}


/* More waits than the core holds: it says so, and again when there is room */
int test_dispatch_full(void)
{
	struct desk desk;
	int err;

	TEST_OK(begin(&desk, 4));
	for (int64_t id = 1; id <= 5; id++)
		appeal(&desk, id, APPEAL_NEW, 0);
	TEST(stands(&desk, 4, 0, 0) && dispatch_full(desk.d) && !dispatch_hungry(desk.d));

	appeal(&desk, 1, APPEAL_CLOSED, 0);
	appeal(&desk, 2, APPEAL_CLOSED, 0);
	TEST(dispatch_hungry(desk.d) && !dispatch_full(desk.d) && !dispatch_hungry(desk.d));

out:
	mem_deref(desk.d);
	return err;
}


/* A phone that is there before its owner is known is no less there; one that went again is not */
int test_dispatch_early(void)
{
	const struct dispatch_staff staff[] = {MEMBER(1, ROLE_OPERATOR, PRESENCE_READY), MEMBER(2, ROLE_OPERATOR, PRESENCE_READY)};
	struct hub_ask join = {.verb = HUB_JOIN, .id = 21, .work = {.id = 21, .class = QUEUE_NORMAL, .since_ms = clock_mono_ms()}};
	const struct {int64_t staff; bool on;} said[] = {{1, true}, {2, true}, {2, true}, {1, false}};
	struct desk desk;
	int err;

	TEST_OK(begin(&desk, 0));
	dispatch_ask(desk.d, &join);
	for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
		struct hub_ask ask = {.verb = HUB_PHONE, .staff = said[i].staff, .on = said[i].on};

		dispatch_ask(desk.d, &ask);
		TEST(QUEUE_NOBODY == ask.refusal);
	}
	TEST_OK(people(&desk, staff, 1));
	TEST(!desk.last.gen);
	TEST_OK(people(&desk, staff, 2));
	TEST(21 == desk.last.work && 2 == desk.last.staff);

out:
	mem_deref(desk.d);
	return err;
}


/* What an edge asks: a call comes, rings where there is a phone, is answered once */
int test_dispatch_ask(void)
{
	const struct dispatch_staff staff[] = {MEMBER(1, ROLE_OPERATOR, PRESENCE_READY)};
	struct hub_ask ask = {.verb = HUB_JOIN, .id = 21, .work = {.id = 21, .class = QUEUE_NORMAL, .since_ms = clock_mono_ms()}};
	int64_t ids[2];
	struct desk desk;
	int err;

	TEST_OK(begin(&desk, 0));
	TEST_OK(people(&desk, staff, 1));
	dispatch_ask(desk.d, &ask);
	TEST(!ask.err && !ask.refusal && 1 == ask.place.place && !desk.last.gen && !ask.place.manned);

	ask = (struct hub_ask){.verb = HUB_PHONE, .staff = 1, .on = true};
	dispatch_ask(desk.d, &ask);
	TEST(!ask.refusal && 21 == desk.last.work);

	ask = (struct hub_ask){.verb = HUB_ANSWER, .offer = {21, 1, desk.last.gen + 1}, .reply = QUEUE_ACCEPT};
	dispatch_ask(desk.d, &ask);
	TEST(QUEUE_STALE == ask.refusal);
	ask.refusal = QUEUE_DONE;
	ask.offer.gen--;
	dispatch_ask(desk.d, &ask);
	TEST(QUEUE_DONE == ask.refusal);

	/* who comes while the only operator talks is told that all are busy, not that nobody is there */
	ask = (struct hub_ask){.verb = HUB_JOIN, .id = 23, .work = {.id = 23, .class = QUEUE_NORMAL, .since_ms = clock_mono_ms()}};
	dispatch_ask(desk.d, &ask);
	TEST(!ask.err && !ask.refusal && ask.place.manned);
	ask = (struct hub_ask){.verb = HUB_LEAVE, .id = 23, .cause = QUEUE_ABANDONED};
	dispatch_ask(desk.d, &ask);

	/* one who is called joins in hand; the list is of written work */
	ask = (struct hub_ask){.verb = HUB_TAKE, .id = 22, .staff = 1, .work = {.id = 22, .class = QUEUE_NORMAL}};
	dispatch_ask(desk.d, &ask);
	TEST(QUEUE_DONE == ask.refusal);
	appeal(&desk, 11, APPEAL_NEW, 0);
	ask = (struct hub_ask){.verb = HUB_LIST, .staff = 1, .ids = ids, .most = 2};
	dispatch_ask(desk.d, &ask);
	TEST(!ask.err && 1 == ask.n && 11 == ids[0] && !ask.offer.gen);
	ask.staff = 9;
	dispatch_ask(desk.d, &ask);
	TEST(ENOENT == ask.err);

out:
	mem_deref(desk.d);
	return err;
}
