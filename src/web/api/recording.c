/**
 * @file recording.c  Recordings in the place of what is rendered: looked for, put there, taken away; journalled
 *
 * Sound comes as WAV in base64: PCM, mono, 16 bits, 8 or 16 kHz. A browser makes that of anything it can play.
 */
#include <sodium.h>
#include "sheet/sheet.h"
#include "sound/recording.h"
#include "web/api/heard.h"
#include "web/api/setting.h"
#include "web/table.h"

enum { LOOK_MAX = 4096, BODY_MAX = 6 * 1024 * 1024 };

static const char *const langs[] = {"ru", "en", NULL};

struct recorded {
	struct heard what;
	struct pl sound;                     /* base64 */
	struct speech *speech;               /* borrowed: outlives the workers */
	bool puts, removes;
	struct recording was, is;
	int err;
	struct sheet_tell tell;
};


/* The bytes of the sound; NULL: it is no base64, or no memory */
static struct mbuf *bytes_of(struct pl base64)
{
	struct mbuf *mb = mbuf_alloc(base64.l / 4 * 3 + 3);
	size_t n = 0;

	if (mb && sodium_base642bin(mb->buf, mb->size, base64.p, base64.l, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL)) {
		mem_deref(mb);
		return NULL;
	}
	if (mb)
		mb->end = n;
	return mb;
}


/* On a worker: files are read and written */
static void work_h(void *arg)
{
	struct recorded *r = arg;
	struct utterance *u = NULL;
	struct mbuf *mb = NULL;
	int err;

	err = heard_make(&u, &r->what);
	if (!err)
		err = u ? speech_recording(&r->was, r->speech, u) : EINVAL;
	r->is = r->was;
	if (!err && r->puts) {
		mb = bytes_of(r->sound);
		err = mb ? speech_record(&r->is, r->speech, u, (struct pl){(char *)mb->buf, mb->end}) : EBADMSG;
	}
	if (!err && r->removes)
		err = speech_record(&r->is, r->speech, u, (struct pl){NULL, 0});

	mem_deref(mb);
	mem_deref(u);
	r->err = err;
}


static void reply(struct request *req, const struct recorded *r)
{
	reply_json(req, 200, json_pack("{s:b, s:b}", "recorded", (int)(r->is.digest[0] != 0), "may", (int)(r->is.name[0] != 0)));
}


static void told_h(struct request *req, void *arg)
{
	struct recorded *r = arg;

	if (r->tell.cmd.err)
		reply_errno(req, r->tell.cmd.err);
	else
		reply(req, r);
}


static void refuse(struct request *req, const struct recorded *r)
{
	if (EINVAL == r->err) {
		reply_problem(req, 422, "sheet.unrecordable");
	}
	else if (EBADMSG == r->err || ENOTSUP == r->err || EFBIG == r->err) {
		reply_field(req, "sound", EFBIG == r->err ? "problem.sheet.sound_long" : "problem.sheet.sound", NULL, 0, NULL);
		reply_problem(req, 422, "request.fields");
	}
	else {
		reply_errno(req, r->err);
	}
}


static void worked_h(struct request *req, void *arg)
{
	struct recorded *r = arg;
	int err = 0;

	if (r->err) {
		refuse(req, r);
		return;
	}
	if (!r->puts && !r->removes) {
		reply(req, r);
		return;
	}

	r->tell = (struct sheet_tell){
		.cmd = {.apply_h = sheet_tell_apply}, .actor = request_session(req)->staff, .kind = PL_LIT("recording"),
		.key = pl_of(r->is.name), .act = r->puts ? "recorded" : "removed", .was = r->was.digest, .is = r->is.digest};
	err = request_write(req, &r->tell.cmd, told_h, r);
	if (err)
		reply_errno(req, err);
}


static const struct want want[] = {
	{"lang",   WANT_CHOICE, offsetof(struct recorded, what.lang),   true,  0, langs},
	{"prompt", WANT_LINE,   offsetof(struct recorded, what.prompt), false, 40, NULL},
	{"words",  WANT_LINE,   offsetof(struct recorded, what.words),  false, FLOW_WORDS_MAX, NULL},
	{"key",    WANT_LINE,   offsetof(struct recorded, what.key),    false, 1, NULL},
	{"sound",  WANT_SECRET, offsetof(struct recorded, sound),       true,  0, NULL},
};

enum { WANTS = sizeof(want) / sizeof(want[0]) };


static int send(struct request *req, bool puts, bool removes)
{
	struct app *app = app_of(req);
	struct recorded *r = request_alloc(req, sizeof(*r), NULL);

	if (!r)
		return ENOMEM;
	if (!request_want(req, want, puts ? WANTS : WANTS - 1, r))
		return 0;
	if (!app->speech) {
		reply_problem(req, 503, "sheet.silent");
		return 0;
	}

	r->speech = app->speech;
	r->what.org = app->org;
	r->puts = puts;
	r->removes = removes;
	return request_work(req, work_h, worked_h, r);
}


static int look_h(struct request *req)
{
	return send(req, false, false);
}


static int put_h(struct request *req)
{
	return send(req, true, false);
}


static int remove_h(struct request *req)
{
	return send(req, false, true);
}


static const struct route rows[] = {
	{POST, "/api/v1/settings/recordings", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Puts a recording in the place of what is rendered; it is heard from the next call on", "RecordingPut", "RecordingLook", 200, 0},
	{POST, "/api/v1/settings/recordings/look", ROLE_SETTINGS, BODY_JSON, LOOK_MAX, RATE_STAFF, look_h,
	 "Is there a recording of a prompt or of words, and may there be?", "RecordingOf", "RecordingLook", 200, 0},
	{POST, "/api/v1/settings/recordings/remove", ROLE_ADMINISTRATOR, BODY_JSON, LOOK_MAX, RATE_STAFF, remove_h,
	 "Takes a recording away: the words are rendered again", "RecordingOf", "RecordingLook", 200, 0},
};

const struct route_set recording_routes = ROUTE_SET(rows);
