/**
 * @file record.c  Recordings of calls: paused while one talks, listed on the card, listened to
 *
 * A listening is asked for once, which writes it to the journal, and gives a ticket; the sound comes with the ticket alone, in as many ranges
 * as a player wants.
 */
#include <sodium.h>
#include "base/clock.h"
#include "record/store.h"
#include "web/api/call.h"
#include "web/api/desk.h"
#include "web/app.h"
#include "web/table.h"
#include "web/web.h"

enum { BODY_MAX = 1024 };

struct on_in {
	bool on;
};

static const struct want on_want[] = {
	{"on", WANT_BOOL, offsetof(struct on_in, on), true, 0, NULL},
};


static void refuse(struct request *req, enum record_refusal refusal)
{
	if (RECORD_NOT_YOURS == refusal)
		reply_problem(req, 403, "recording.not_yours");
	else if (RECORD_GONE == refusal)
		reply_problem(req, 409, "recording.gone");
	else
		reply_problem(req, 404, "recording.unknown");
}


/* The call of the path; 0: it cannot be one */
static int64_t call_id(const struct request *req)
{
	struct pl id = request_param(req, 0);

	return id.l && id.l < 20 && id.p[0] >= '1' && id.p[0] <= '9' ? (int64_t)pl_u64(&id) : 0;
}


/* ---- while one talks ---- */

static void set_h(struct request *req, void *arg)
{
	if (!call_refused(req, arg))
		reply_empty(req, 204);
}


static int record_h(struct request *req)
{
	struct on_in in = {false};
	struct call_ask *ask;

	if (!request_want(req, on_want, sizeof(on_want) / sizeof(on_want[0]), &in))
		return 0;

	ask = call_ask_new(req, CALL_ASK_RECORD, NULL);
	if (ask)
		ask->on = in.on;
	return call_ask_send(req, ask, set_h);
}


/* ---- on the card ---- */

static int list_view_h(const struct view *v, void *arg, json_t **objp, int *refusal)
{
	enum appeal_refusal r = APPEAL_ALLOWED;
	int err = record_view(v, *(int64_t *)arg, objp, &r);

	*refusal = (int)r;
	return err;
}


static int list_h(struct request *req)
{
	int64_t *digits = request_alloc(req, sizeof(*digits), NULL);

	if (!digits)
		return ENOMEM;

	return desk_number(req, digits) ? app_view(req, list_view_h, digits) : 0;
}


/* ---- a listening ---- */

static void heard_h(struct request *req, void *arg)
{
	const struct record_hear *hear = arg;

	if (hear->cmd.err)
		reply_errno(req, hear->cmd.err);
	else if (hear->cmd.refusal)
		refuse(req, (enum record_refusal)hear->cmd.refusal);
	else
		reply_json(req, 201, json_pack("{s:s}", "ticket", hear->ticket));
}


static int hear_h(struct request *req)
{
	const struct session *session = request_session(req);
	struct record_hear *hear = request_alloc(req, sizeof(*hear), NULL);

	if (!hear)
		return ENOMEM;

	*hear = (struct record_hear){
		.cmd = {.apply_h = record_hear_apply}, .call = call_id(req), .actor = {session->staff, session->roles}};

	return request_write(req, &hear->cmd, heard_h, hear);
}


struct sending {
	struct query q;
	const struct keyring *keys;
	const struct blob_store *blobs;
	int64_t call;
	struct record_place place;
	struct blob_reader *reader;              /* owned */
	enum record_refusal refusal;
};


static void sending_destructor(void *arg)
{
	struct sending *s = arg;

	sodium_memzero(&s->place, sizeof(s->place));
	mem_deref(s->reader);
}


static int sending_read_h(struct db *db, struct query *q)
{
	struct sending *s = CONTAINER_OF(q, struct sending, q);
	int err = record_find(db, s->keys, s->call, &s->place, &s->refusal);

	return err || s->refusal ? err : blob_open(&s->reader, s->blobs, s->place.blob, s->place.key);
}


static void sending_done_h(struct request *req, void *arg)
{
	struct sending *s = arg;
	struct blob_reader *reader = s->reader;
	char name[40];

	if (s->q.err) {
		reply_errno(req, s->q.err);
	}
	else if (s->refusal) {
		refuse(req, s->refusal);
	}
	else {
		s->reader = NULL;
		(void)re_snprintf(name, sizeof(name), "%lld.opus", s->call);
		reply_file(req, reader, blob_size(reader), RECORD_TYPE, name);
	}
}


static int sound_h(struct request *req)
{
	const struct keyring *keys = web_keys(request_web(req));
	struct sending *s = request_alloc(req, sizeof(*s), sending_destructor);

	if (!s)
		return ENOMEM;

	s->q.read_h = sending_read_h;
	s->keys = keys;
	s->blobs = web_blobs(request_web(req));
	s->call = call_id(req);
	if (!record_ticket_good(keys, request_query(req, "ticket"), s->call, request_session(req)->staff, clock_wall_ms())) {
		reply_problem(req, 409, "recording.ticket");
		return 0;
	}

	return request_read(req, &s->q, sending_done_h, s);
}


static const struct route rows[] = {
	{POST, "/api/v1/desk/calls/{id}/recording", ROLE_DESK, BODY_JSON, BODY_MAX, RATE_STAFF, record_h,
	 "Pauses the recording of one's call while personal data are spoken, or lets it go on", "CallHold", NULL, 204, 0},
	{GET, "/api/v1/desk/appeals/{number}/recordings", ROLE_DESK | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, list_h,
	 "Recordings of the calls of an appeal, with their waveforms", NULL, "Recordings", 200, 0},
	{POST, "/api/v1/desk/recordings/{id}/listening", ROLE_DESK | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, hear_h,
	 "Begins to listen to the recording of a call: written to the journal; the ticket opens the sound for an hour", NULL, "Listening", 201, 0},
	{GET, "/api/v1/desk/recordings/{id}/sound", ROLE_DESK | ROLE_AUDITOR, BODY_NONE, 0, RATE_STAFF, sound_h,
	 "The sound, two-channel Ogg Opus: left the citizen, right the member of staff; ?ticket= of a listening", NULL, NULL, 200, 0},
};

const struct route_set record_routes = ROUTE_SET(rows);
