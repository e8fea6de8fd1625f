/**
 * @file feed.c  What the store holds, read for the queue core
 */
#include "appeal/appeal.h"
#include "base/clock.h"
#include "base/log.h"
#include "hub/feed.h"
#include "hub/hub.sql.h"

enum { ROWS_MOST = 500, STAFF_MOST = 5000, QUERY_MS = 10000 };

/* The order of reading: capacities are known before anything is offered */
enum stage { STAGE_STAFF, STAGE_IN_WORK, STAGE_REOPENED, STAGE_NEW, STAGES };

static const int64_t state_of[STAGES] = {
	[STAGE_IN_WORK] = APPEAL_IN_WORK, [STAGE_REOPENED] = APPEAL_REOPENED, [STAGE_NEW] = APPEAL_NEW};

struct feed {
	struct query q;
	struct feed_prm prm;
	enum stage stage;
	int64_t after_ms, after_id;              /* cursor within a stage */
	struct dispatch_work work[ROWS_MOST];
	struct dispatch_staff staff[STAFF_MOST];
	size_t n;
	struct mbuf *skills;                     /* of struct dispatch_skill, by staff; owned */
	bool runs, stopped;
	bool works;                              /* this run reads work too */
	bool again, again_works;                 /* another was asked for meanwhile */
};


static int work_h(const struct row_hub_written *row, void *arg)
{
	struct feed *feed = arg;

	feed->work[feed->n++] = (struct dispatch_work){
		.id = row->id, .state = state_of[feed->stage], .topic = row->topic, .region = row->region, .lang = row->lang,
		.owner = row->owner, .answer_by_ms = row->answer_by_ms, .urged = DB_NULL == row->urged ? 0 : row->urged};

	return 0;
}


/* Both lists are by name: presence finds its member from where it found the last */
struct meeting {
	struct feed *feed;
	size_t at;
};


static int member_h(const struct skill_member *m, void *arg)
{
	struct meeting *meet = arg;
	struct feed *feed = meet->feed;

	if (feed->n < STAFF_MOST)
		feed->staff[feed->n++] = (struct dispatch_staff){
			.id = m->id, .roles = m->roles, .state = PRESENCE_OFFLINE, .work = m->work};

	return 0;
}


static int here_h(const struct staff_here *here, void *arg)
{
	struct meeting *meet = arg;
	struct feed *feed = meet->feed;

	for (size_t i = 0; i < feed->n; i++) {

		size_t at = (meet->at + i) % feed->n;

		if (feed->staff[at].id != here->id)
			continue;

		feed->staff[at].state = here->state;
		meet->at = at + 1;
		break;
	}

	return 0;
}


static int skill_read_h(int64_t staff, const struct skill *skill, void *arg)
{
	const struct dispatch_skill one = {staff, {skill->topic, skill->level}};
	struct feed *feed = arg;

	return mbuf_write_mem(feed->skills, (const uint8_t *)&one, sizeof(one));
}


static int people_read(struct feed *feed, struct db *db)
{
	struct meeting meet = {feed, 0};
	int err;

	mbuf_rewind(feed->skills);
	err = skill_members(db, member_h, &meet);
	if (!err)
		err = staff_here_list(db, here_h, &meet);
	if (!err)
		err = skill_each(db, skill_read_h, feed);

	return err;
}


static int read_h(struct db *db, struct query *q)
{
	struct feed *feed = CONTAINER_OF(q, struct feed, q);

	feed->n = 0;
	if (STAGE_STAFF == feed->stage)
		return people_read(feed, db);

	return sql_hub_written(db, state_of[feed->stage], feed->after_ms, feed->after_id, ROWS_MOST, work_h, feed);
}


static void done_h(struct query *q);


/* The readers may be busy: then the whole run is tried again by feed_more() */
static void ask(struct feed *feed)
{
	feed->q = (struct query){.read_h = read_h, .done_h = done_h};
	feed->runs = 0 == read_submit(feed->prm.readers, &feed->q, *feed->prm.home, clock_mono_ms() + QUERY_MS);
	if (feed->runs)
		return;

	feed->again = true;
	feed->again_works |= feed->works;
}


static void stage_begin(struct feed *feed, enum stage stage)
{
	feed->stage = stage;
	feed->after_ms = INT64_MIN + 1;
	feed->after_id = 0;
	ask(feed);
}


/* What was read goes to the core; is there more of this stage? */
static bool deliver(struct feed *feed)
{
	const struct dispatch_work *last = feed->n ? &feed->work[feed->n - 1] : NULL;
	int err;

	if (STAGE_STAFF == feed->stage) {
		err = dispatch_staffs(feed->prm.dispatch, &(struct dispatch_people){
			.staff = feed->staff, .staffs = feed->n, .skill = (const struct dispatch_skill *)(const void *)feed->skills->buf,
			.skills = feed->skills->end / sizeof(struct dispatch_skill)});
		if (err)
			log_warn("hub: operators not taken err=%m", err);
		return false;
	}

	for (size_t i = 0; i < feed->n; i++)
		dispatch_appeal(feed->prm.dispatch, &feed->work[i]);

	if (feed->n < ROWS_MOST || dispatch_full(feed->prm.dispatch))
		return false;

	feed->after_ms = last->answer_by_ms;
	feed->after_id = last->id;

	return true;
}


static void done_h(struct query *q)
{
	struct feed *feed = CONTAINER_OF(q, struct feed, q);

	feed->runs = false;
	if (feed->stopped)
		return;

	if (q->err) {
		log_warn("hub: work not read err=%m", q->err);
		feed->again = true;
		feed->again_works |= feed->works;
		return;
	}

	if (deliver(feed))
		ask(feed);
	else if (feed->works && feed->stage + 1 < STAGES)
		stage_begin(feed, feed->stage + 1);
	else if (feed->again)
		feed_run(feed, false);
	else
		feed->prm.done_h(feed->prm.arg);
}


void feed_run(struct feed *feed, bool work)
{
	if (feed->stopped)
		return;
	if (feed->runs) {
		feed->again = true;
		feed->again_works |= work;
		return;
	}

	feed->works = work || feed->again_works;
	feed->again = feed->again_works = false;
	stage_begin(feed, STAGE_STAFF);
}


void feed_more(struct feed *feed)
{
	if (!feed->runs && feed->again)
		feed_run(feed, false);
}


bool feed_runs(const struct feed *feed)
{
	return feed->runs || feed->again;
}


void feed_stop(struct feed *feed)
{
	feed->stopped = true;
}


static void feed_destructor(void *arg)
{
	struct feed *feed = arg;

	mem_deref(feed->skills);
}


int feed_alloc(struct feed **fp, const struct feed_prm *prm)
{
	struct feed *feed = mem_zalloc(sizeof(*feed), feed_destructor);

	if (!feed)
		return ENOMEM;

	feed->prm = *prm;
	feed->skills = mbuf_alloc(1024);
	if (!feed->skills) {
		mem_deref(feed);
		return ENOMEM;
	}

	*fp = feed;

	return 0;
}
