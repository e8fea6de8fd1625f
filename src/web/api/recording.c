/**
 * @file recording.c  Recordings in the place of what is rendered, and of the music: looked for, put there, taken away; journalled
 *
 * What cannot be journalled is put back as it was.
 *
 * Sound comes as WAV in base64: PCM, mono, 16 bits, 8 or 16 kHz. A browser makes that of anything it can play.
 */
#include <sodium.h>
#include "base/log.h"
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
	bool music;                          /* not what is said, but what is heard on hold */
	bool puts, removes;
	struct utterance *u;                 /* owned */
	struct mbuf *before;                 /* the file that a change found there, owned; NULL none */
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


/* What there is; of an example there is none, and cannot be */
static int look(struct recorded *r)
{
	bool example = false;
	int err;

	if (r->music)
		return speech_music(&r->was, r->speech);

	err = heard_make(&r->u, &example, &r->what);
	if (!err && (!r->u || (example && r->puts)))
		err = EINVAL;
	if (!err && !example)
		err = speech_recording(&r->was, r->speech, r->u);

	return err;
}


static int change(struct recorded *r, struct pl wav)
{
	return r->music ? speech_music_record(&r->is, &r->before, r->speech, wav) : speech_record(&r->is, &r->before, r->speech, r->u, wav);
}


/* On a worker: files are read and written */
static void work_h(void *arg)
{
	struct recorded *r = arg;
	struct mbuf *mb = NULL;
	int err;

	err = look(r);
	r->is = r->was;
	if (!err && r->puts) {
		mb = bytes_of(r->sound);
		err = mb ? change(r, (struct pl){(char *)mb->buf, mb->end}) : EBADMSG;
	}
	if (!err && r->removes)
		err = change(r, (struct pl){NULL, 0});

	mem_deref(mb);
	r->err = err;
}


static void reply(struct request *req, const struct recorded *r)
{
	reply_json(req, 200, json_pack("{s:b, s:b}", "recorded", (int)(r->is.digest[0] != 0), "may", (int)(r->is.name[0] != 0)));
}


/* On a worker */
static void back_h(void *arg)
{
	struct recorded *r = arg;

	r->err = r->music ? speech_music_back(r->speech, &r->is, r->before) : speech_record_back(r->speech, r->u, &r->is, r->before);
}


static void backed_h(struct request *req, void *arg)
{
	const struct recorded *r = arg;

	if (r->err)
		log_warn("recording: not journalled, and not put back err=%m", r->err);
	reply_errno(req, r->tell.cmd.err);
}


/* Nobody would know who changed what is heard: it is put back */
static void back(struct request *req, struct recorded *r)
{
	int err = request_work(req, back_h, backed_h, r);

	if (err) {
		r->err = err;
		backed_h(req, r);
	}
}


static void told_h(struct request *req, void *arg)
{
	struct recorded *r = arg;

	if (r->tell.cmd.err)
		back(req, r);
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
		.key = pl_of(r->is.name), .act = r->puts ? "recorded" : "removed", .was = r->was.digest, .is = r->is.digest,
		.was_ms = r->was.ms, .is_ms = r->is.ms};
	err = request_write(req, &r->tell.cmd, told_h, r);
	if (err) {
		r->tell.cmd.err = err;
		back(req, r);
	}
}


static const struct want want[] = {
	{"lang",   WANT_CHOICE, offsetof(struct recorded, what.lang),   true,  0, langs},
	{"prompt", WANT_LINE,   offsetof(struct recorded, what.prompt), false, 40, NULL},
	{"words",  WANT_LINE,   offsetof(struct recorded, what.words),  false, FLOW_WORDS_MAX, NULL},
	{"key",    WANT_LINE,   offsetof(struct recorded, what.key),    false, 1, NULL},
	{"part",   WANT_INT,    offsetof(struct recorded, what.part),   false, 0, NULL},
	{"sound",  WANT_SECRET, offsetof(struct recorded, sound),       true,  0, NULL},
};

static const struct want music_want[] = {
	{"sound", WANT_SECRET, offsetof(struct recorded, sound), true, 0, NULL},
};

enum { WANTS = sizeof(want) / sizeof(want[0]) };


static void recorded_destructor(void *arg)
{
	struct recorded *r = arg;

	mem_deref(r->before);
	mem_deref(r->u);
}


/* All that it says of itself is in *how */
static int send(struct request *req, const struct recorded *how, const struct want *wants, size_t n)
{
	struct app *app = app_of(req);
	struct recorded *r = request_alloc(req, sizeof(*r), recorded_destructor);

	if (!r)
		return ENOMEM;

	*r = *how;
	if (n && !request_want(req, wants, n, r))
		return 0;
	if (!app->speech) {
		reply_problem(req, 503, "sheet.silent");
		return 0;
	}

	r->speech = app->speech;
	r->what.org = app->org;
	r->what.zone = book_zone(app->book);
	return request_work(req, work_h, worked_h, r);
}


static int look_h(struct request *req)
{
	return send(req, &(struct recorded){.err = 0}, want, WANTS - 1);
}


static int put_h(struct request *req)
{
	return send(req, &(struct recorded){.puts = true}, want, WANTS);
}


static int remove_h(struct request *req)
{
	return send(req, &(struct recorded){.removes = true}, want, WANTS - 1);
}


static int music_put_h(struct request *req)
{
	return send(req, &(struct recorded){.music = true, .puts = true}, music_want, 1);
}


static int music_remove_h(struct request *req)
{
	return send(req, &(struct recorded){.music = true, .removes = true}, NULL, 0);
}


static const struct route rows[] = {
	{POST, "/api/v1/settings/recordings", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, put_h,
	 "Puts a recording in the place of what is rendered; it is heard from the next call on", "RecordingPut", "RecordingLook", 200, 0},
	{POST, "/api/v1/settings/recordings/look", ROLE_SETTINGS, BODY_JSON, LOOK_MAX, RATE_STAFF, look_h,
	 "Is there a recording of a prompt or of words, and may there be?", "RecordingOf", "RecordingLook", 200, 0},
	{POST, "/api/v1/settings/recordings/remove", ROLE_ADMINISTRATOR, BODY_JSON, LOOK_MAX, RATE_STAFF, remove_h,
	 "Takes a recording away: the words are rendered again", "RecordingOf", "RecordingLook", 200, 0},
	{PUT, "/api/v1/settings/music", ROLE_ADMINISTRATOR, BODY_JSON, BODY_MAX, RATE_STAFF, music_put_h,
	 "Puts a recording in the place of the music on hold; it is heard by whoever begins to wait", "MusicPut", "RecordingLook", 200, 0},
	{DELETE, "/api/v1/settings/music", ROLE_ADMINISTRATOR, BODY_NONE, 0, RATE_STAFF, music_remove_h,
	 "Takes it away: the program's own music is heard again", NULL, "RecordingLook", 200, 0},
};

const struct route_set recording_routes = ROUTE_SET(rows);
