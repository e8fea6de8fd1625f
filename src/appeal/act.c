/**
 * @file act.c  What staff and citizens do to an appeal, applied inside a write transaction
 *
 *   read the appeal → its version still the one that was seen? → may this happen now? (life.c) → the effect of the event →
 *   message, files → row, journal
 */
#include <sodium.h>
#include <stdio.h>
#include "appeal/act.h"
#include "appeal/appeal.sql.h"
#include "appeal/cut.h"
#include "appeal/row_priv.h"
#include "base/id.h"

enum { DAY_MS = 86400000 };

/* An act in its transaction */
struct doing {
	struct tx *tx;
	struct appeal_act *act;
	struct appeal_row row;
	uint8_t key[KEY_SIZE];           /* the citizen's, when there are words or files to keep */
	enum appeal_event event;         /* the one being done: an answer that closes is two */
	enum appeal_state next;
};


struct pl appeal_term_name(enum appeal_kind kind)
{
	switch (kind) {

	case APPEAL_TECHNICAL:      return PL_LIT("answer_by.technical");
	case APPEAL_QUESTION:       return PL_LIT("answer_by.question");
	case APPEAL_RECOMMENDATION: return PL_LIT("answer_by.recommendation");
	default:                    return PL_LIT("answer_by.complaint");
	}
}


/* The citizen is owed an answer anew: the term of the kind from now on */
static int promise_anew(struct doing *d)
{
	struct promise promise;
	bool owed = false;
	int err;

	err = promise_owed(tx_db(d->tx), d->row.id, PROMISE_ANSWER, &promise, &owed);
	if (err || owed)
		return err;

	if (SCHEDULE_OK != promise_start(&promise, PROMISE_ANSWER, d->act->book, appeal_term_name(d->row.kind), tx_now(d->tx)))
		return ERANGE;

	promise.id = id_new(tx_now(d->tx));
	promise.appeal = d->row.id;
	d->row.answer_by_ms = promise.clock.due_ms;

	return promise_make(d->tx, &promise);
}


static int promise_stand(struct doing *d)
{
	struct promise promise;
	bool owed = false;
	int err;

	d->row.paused_ms = tx_now(d->tx);

	err = promise_owed(tx_db(d->tx), d->row.id, PROMISE_ANSWER, &promise, &owed);
	if (!err && owed)
		err = promise_look(d->tx, &promise);
	if (err || !owed || SCHEDULE_OK != promise_pause(&promise, d->act->book, tx_now(d->tx)))
		return err;

	return promise_store(d->tx, &promise);
}


static int promise_go_on(struct doing *d)
{
	struct promise promise;
	bool owed = false;
	int err;

	d->row.paused_ms = DB_NULL;

	err = promise_owed(tx_db(d->tx), d->row.id, PROMISE_ANSWER, &promise, &owed);
	if (err || !owed || SCHEDULE_OK != promise_resume(&promise, d->act->book, tx_now(d->tx)))
		return err;

	d->row.answer_by_ms = promise.clock.due_ms;

	return promise_store(d->tx, &promise);
}


static int promise_end(struct doing *d, bool kept)
{
	struct promise promise;
	bool owed = false;
	int err;

	d->row.paused_ms = DB_NULL;

	err = promise_owed(tx_db(d->tx), d->row.id, PROMISE_ANSWER, &promise, &owed);
	if (err || !owed)
		return err;

	return kept ? promise_keep(d->tx, &promise) : promise_drop(d->tx, &promise);
}


static int take(struct doing *d)
{
	d->row.owner = d->act->actor.staff;
	return 0;
}


static int give_back(struct doing *d)
{
	d->row.owner = DB_NULL;
	return APPEAL_WAITING == d->row.state ? promise_go_on(d) : 0;
}


static int answer(struct doing *d)
{
	if (DB_NULL == d->row.answered_ms)
		d->row.answered_ms = tx_now(d->tx);

	return promise_end(d, true);
}


static int request(struct doing *d)
{
	return promise_stand(d);
}


static int close_it(struct doing *d)
{
	d->row.closed_ms = tx_now(d->tx);
	d->row.result = d->act->result;

	return promise_end(d, RESULT_WITHDRAWN != d->act->result);
}


static int reopen(struct doing *d)
{
	d->row.closed_ms = DB_NULL;
	d->row.result = 0;

	return promise_anew(d);
}


static int citizen_writes(struct doing *d)
{
	if (APPEAL_WAITING == d->row.state)
		return promise_go_on(d);

	return APPEAL_REOPENED == d->next ? reopen(d) : 0;
}


static int topic_found_h(const struct row_topic_active *row, void *arg)
{
	*(bool *)arg = row->active;
	return 0;
}


static int set_topic(struct doing *d)
{
	bool active = false;
	int err = 0;

	if (DB_NULL != d->act->topic) {

		err = sql_topic_active(tx_db(d->tx), d->act->topic, topic_found_h, &active);
		if (err)
			return err;
		if (!active) {
			d->act->cmd.refusal = APPEAL_TOPIC_UNKNOWN;
			return 0;
		}
	}

	d->row.topic = d->act->topic;
	return 0;
}


/* A reason the citizen reads, and perhaps a later time; never an earlier one, and never one that has passed */
static int set_delay(struct doing *d)
{
	struct cut_span spans[CUT_MAX];
	struct promise promise;
	bool owed = false;
	int err;

	/* not sealed: it lies beside the appeal. Cut out, the citizen would read a reason with holes (decision 0022) */
	if (cut_find(spans, d->act->text, (int32_t)(tx_now(d->tx) / DAY_MS))) {
		d->act->cmd.refusal = APPEAL_IDENTIFIER;
		return 0;
	}

	d->row.delay = mem_deref(d->row.delay);
	if (d->act->text.l) {
		d->row.delay = mbuf_alloc(d->act->text.l);
		if (!d->row.delay)
			return ENOMEM;

		err = mbuf_write_pl(d->row.delay, &d->act->text);
		if (err)
			return err;
	}

	if (DB_NULL == d->act->answer_by_ms)
		return 0;

	/* while the term stands still there is no time to be later than */
	if (d->act->answer_by_ms <= tx_now(d->tx) || d->act->answer_by_ms < d->row.answer_by_ms || APPEAL_WAITING == d->row.state) {
		d->act->cmd.refusal = APPEAL_NOT_NOW;
		return 0;
	}

	err = promise_owed(tx_db(d->tx), d->row.id, PROMISE_ANSWER, &promise, &owed);
	if (err || !owed || PROMISE_PAUSED == promise.state)
		return err;

	promise.state = PROMISE_OPEN;
	promise.clock.due_ms = d->row.answer_by_ms = d->act->answer_by_ms;

	return promise_store(d->tx, &promise);
}


static int nothing_more(struct doing *d)
{
	(void)d;
	return 0;
}


/* What an event does beside the state, what kind of message it leaves, and the words of the journal */
static const struct effect {
	int (*effect_h)(struct doing *d);
	enum message_kind message;       /* 0: its text is no message */
	const char *journal;
} effects[APPEAL_EVENTS] = {
	[APPEAL_TAKE]           = {take,           0,                "appeal.taken"},
	[APPEAL_RETURN]         = {give_back,      0,                "appeal.returned"},
	[APPEAL_ANSWER]         = {answer,         MESSAGE_ANSWER,   "appeal.answered"},
	[APPEAL_REQUEST]        = {request,        MESSAGE_REQUEST,  "appeal.requested"},
	[APPEAL_NOTE]           = {nothing_more,   MESSAGE_NOTE,     "appeal.noted"},
	[APPEAL_CLOSE]          = {close_it,       MESSAGE_NOTE,     "appeal.closed"},
	[APPEAL_REOPEN]         = {reopen,         MESSAGE_NOTE,     "appeal.reopened"},
	[APPEAL_CITIZEN_WRITES] = {citizen_writes, MESSAGE_QUESTION, "appeal.message"},
	[APPEAL_SET_TOPIC]      = {set_topic,      0,                "appeal.topic"},
	[APPEAL_SET_DELAY]      = {set_delay,      0,                "appeal.delay"},
	[APPEAL_ADD_FILE]       = {nothing_more,   0,                "appeal.file"},
};


static int count_h(const struct row_message_count *row, void *arg)
{
	struct doing *d = arg;

	if (row->messages >= APPEAL_MESSAGES_MAX || row->files + (int64_t)d->act->filec > APPEAL_FILES_MAX)
		d->act->cmd.refusal = APPEAL_FULL;

	return 0;
}


static int contact_of_citizen(struct doing *d, int64_t *idp)
{
	if (d->act->actor.staff) {
		*idp = DB_NULL;
		return 0;
	}

	*idp = id_new(tx_now(d->tx));

	return sql_contact_add(tx_db(d->tx), &(struct sql_contact_add){
			.id = *idp, .appeal = d->row.id, .channel = d->act->channel, .entered_ms = tx_now(d->tx),
			.ended_ms = tx_now(d->tx), .incarnation = d->act->incarnation});
}


/* Does this event leave a message or files? The close that follows an answer leaves none. */
static bool has_words(const struct doing *d)
{
	if (d->event != d->act->event)
		return false;

	return (effects[d->event].message && d->act->text.l) || d->act->filec;
}


/* Is there room for them, and a key to seal them with? */
static int words_allowed(struct doing *d)
{
	int err;

	err = sql_message_count(tx_db(d->tx), d->row.id, count_h, d);
	if (!err)
		err = citizen_key(tx_db(d->tx), d->act->keys, d->row.citizen, d->key);
	if (ENODATA == err) {
		d->act->cmd.refusal = APPEAL_ERASED;
		err = 0;
	}

	return err;
}


/* The text as a message and the files that came with it */
static int keep_words(struct doing *d)
{
	enum message_kind kind = effects[d->event].message;
	struct message msg = {.id = DB_NULL, .appeal = d->row.id, .kind = kind, .author = d->act->actor.staff, .text = d->act->text};
	int err = 0;

	if (kind && d->act->text.l) {
		msg.id = id_new(tx_now(d->tx));
		err = contact_of_citizen(d, &msg.contact);
		if (!err)
			err = message_store(d->tx, d->key, d->row.citizen, &msg);
	}

	return err ? err : files_store(d->tx, d->key, &d->row, msg.id, d->act->files, d->act->filec);
}


static int journal(struct doing *d)
{
	char body[256];
	int n;

	n = re_snprintf(body, sizeof(body), "{\"answer_by\":%lld,\"files\":%zu", d->row.answer_by_ms, d->act->filec);
	if (n > 0 && DB_NULL != d->row.owner)
		n += re_snprintf(body + n, sizeof(body) - n, ",\"owner\":\"%lld\"", d->row.owner);
	if (n > 0 && d->row.result)
		n += re_snprintf(body + n, sizeof(body) - n, ",\"result\":\"%s\"", appeal_result_name(d->row.result));
	n += re_snprintf(body + n, sizeof(body) - n, ",\"state\":\"%s\",\"version\":%lld}", appeal_state_name(d->row.state),
			 d->row.version);
	if (n <= 0)
		return ENOMEM;

	return tx_journal(d->tx, &(struct journal_entry){
			.kind = effects[d->event].journal, .appeal = d->row.id, .actor = d->act->actor.staff,
			.body = {body, (size_t)n}});
}


static int do_event(struct doing *d)
{
	struct appeal_life life = {d->row.state, d->row.owner};
	int err = 0;

	/* whatever refuses comes before the first row that is written */
	d->act->cmd.refusal = appeal_next(&life, d->event, &d->act->actor, &d->next);
	if (!d->act->cmd.refusal && has_words(d))
		err = words_allowed(d);
	if (err || d->act->cmd.refusal)
		return err;

	err = effects[d->event].effect_h(d);
	if (err || d->act->cmd.refusal)
		return err;

	d->row.state = d->next;

	if (has_words(d))
		err = keep_words(d);
	if (err)
		return err;

	err = appeal_row_write(tx_db(d->tx), &d->row);

	return err ? err : journal(d);
}


static int owner_h(const struct row_staff_name *row, void *arg)
{
	struct appeal_act *act = arg;
	struct pl name = row->name;

	if (name.l >= sizeof(act->owner_name))
		name.l = sizeof(act->owner_name) - 1;

	return pl_strcpy(&name, act->owner_name, sizeof(act->owner_name));
}


static int citizen_h(const struct row_citizen_key *row, void *arg)
{
	((struct appeal_act *)arg)->erased = !row->wrapped.p;
	return 0;
}


/* How it stands now: what was done, or what stood in the way */
static int tell(struct doing *d)
{
	struct appeal_act *act = d->act;
	int err;

	act->id = d->row.id;
	act->state = d->row.state;
	act->new_version = d->row.version;
	act->owner = d->row.owner;
	act->answer_by_given_ms = d->row.answer_by_ms;
	act->owner_name[0] = '\0';

	err = sql_citizen_key(tx_db(d->tx), d->row.citizen, citizen_h, act);
	if (err || DB_NULL == act->owner)
		return err;

	return sql_staff_name(tx_db(d->tx), act->owner, owner_h, act);
}


static int draft_done(struct doing *d)
{
	if (APPEAL_ANSWER != d->act->event && APPEAL_REQUEST != d->act->event)
		return 0;

	return sql_draft_drop(tx_db(d->tx), d->row.id, d->act->actor.staff);
}


static int act_on(struct doing *d)
{
	struct appeal_act *act = d->act;
	int err;

	if (!d->row.found) {
		act->cmd.refusal = APPEAL_UNKNOWN;
		return 0;
	}
	if (act->version && act->version != d->row.version) {
		act->cmd.refusal = APPEAL_CHANGED;
		return tell(d);
	}

	d->event = act->event;
	err = do_event(d);

	if (!err && !act->cmd.refusal && act->close) {
		d->event = APPEAL_CLOSE;
		err = do_event(d);
	}
	if (!err && !act->cmd.refusal)
		err = draft_done(d);

	return err ? err : tell(d);
}


int appeal_act_apply(struct tx *tx, struct command *cmd)
{
	struct doing d = {.tx = tx, .act = CONTAINER_OF(cmd, struct appeal_act, cmd)};
	int err;

	err = appeal_row_read(tx_db(tx), d.act->keys, d.act->digits, &d.row);
	if (!err)
		err = act_on(&d);

	if (!err && !cmd->refusal)
		cmd->result_len = (uint16_t)re_snprintf(cmd->result, sizeof(cmd->result), "%lld %d %lld %lld", d.act->id, d.act->state,
							d.act->new_version, d.act->answer_by_given_ms);

	sodium_memzero(d.key, sizeof(d.key));
	appeal_row_close(&d.row);
	return err;
}


/* What appeal_act_apply() left to be remembered */
void appeal_act_recall(struct appeal_act *act)
{
	char buf[COMMAND_RESULT_MAX + 1];
	long long id, version, answer_by_ms;
	int state;

	if (!act->cmd.repeated)
		return;

	memcpy(buf, act->cmd.result, act->cmd.result_len);
	buf[act->cmd.result_len] = '\0';

	if (4 == sscanf(buf, "%lld %d %lld %lld", &id, &state, &version, &answer_by_ms)) {
		act->id = id;
		act->state = (enum appeal_state)state;
		act->new_version = version;
		act->answer_by_given_ms = answer_by_ms;
		act->owner = DB_NULL;
	}
}
