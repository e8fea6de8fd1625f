/**
 * @file event.c  The log of events and the streams that read it
 */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "base/log.h"
#include "web/event.h"
#include "web/table.h"
#include "web/web_priv.h"


enum {
	TICK_MS = 1000,
	STALL_MS = 20000,          /* a reader that takes nothing for so long is cut */
	LIFE_MS = 3600 * 1000,     /* then the stream ends, and the browser comes again with its session */
	BLOCK = 512,               /* MHD's own buffer for a client of HTTP/1.0 */
	JSON_MAX = 64 * 1024,
};

struct chunk {
	int64_t pos;
	int64_t staff;             /* for the streams of this member alone; 0: for all of the audience */
	unsigned audience;
	size_t len;
	char text[];
};

struct events {
	struct web *web;
	struct chunk *logv[EVENT_LOG];     /* by sequence */
	uint64_t next;                     /* sequence of the next one; the first is 1 */
	int64_t pos, floor;                /* newest position; oldest that can be continued from */
	unsigned woken;                    /* audience of what came since the last flush */
	struct list streaml;
	struct tmr tick;
};

struct stream {
	struct le le;
	struct request *req;               /* ref */
	struct events *ev;
	struct chunk *own;                 /* owned: hello, reset, heartbeat; before the log */
	size_t offset;                     /* sent of the piece that goes */
	uint64_t seq;                      /* of the log, next to be sent */
	int64_t after;                     /* positions up to it are known to the client */
	int64_t opened_ms, sent_ms;
	bool ending;
};


static void events_destructor(void *arg)
{
	struct events *ev = arg;

	tmr_cancel(&ev->tick);
	for (size_t i = 0; i < EVENT_LOG; i++)
		mem_deref(ev->logv[i]);
}


static struct chunk *chunk_alloc(int64_t pos, unsigned audience, const char *type, struct pl json)
{
	size_t size = 64 + strlen(type) + json.l;
	struct chunk *c = mem_alloc(sizeof(*c) + size, NULL);
	int n;

	if (!c)
		return NULL;

	c->pos = pos;
	c->staff = 0;
	c->audience = audience;
	if (pos)
		n = re_snprintf(c->text, size, "id: %lld\nevent: %s\ndata: %r\n\n", pos, type, &json);
	else
		n = re_snprintf(c->text, size, "event: %s\ndata: %r\n\n", type, &json);
	if (n < 0)
		return mem_deref(c);

	c->len = (size_t)n;
	return c;
}


static struct chunk *chunk_text(const char *text)
{
	size_t len = strlen(text);
	struct chunk *c = mem_alloc(sizeof(*c) + len, NULL);

	if (!c)
		return NULL;

	*c = (struct chunk){.len = len};
	memcpy(c->text, text, len);
	return c;
}


static void stream_end(struct stream *st)
{
	st->ending = true;
	request_resume(st->req);
}


/* Nobody may miss an event in silence: all come again and reload */
static void streams_restart(struct events *ev, int64_t pos)
{
	ev->floor = pos > ev->floor ? pos : ev->floor;
	for (struct le *le = ev->streaml.head; le; le = le->next)
		stream_end(le->data);
}


static void log_append(struct events *ev, struct chunk *owned)
{
	struct chunk **slot = &ev->logv[ev->next % EVENT_LOG];

	if (*slot && (*slot)->pos > ev->floor)
		ev->floor = (*slot)->pos;
	mem_deref(*slot);
	*slot = owned;
	ev->next++;
}


void web_event_publish(struct web *web, int64_t pos, unsigned audience, const char *type, struct pl json)
{
	struct events *ev = web->events;
	struct chunk *c;

	if (json.l > JSON_MAX || (pos && pos <= ev->pos)) {
		log_error("web: event refused type=%s pos=%lld size=%zu", type, pos, json.l);
		return;
	}

	c = chunk_alloc(pos, audience, type, json);
	if (!c) {
		streams_restart(ev, pos);
		return;
	}

	log_append(ev, c);
	if (pos)
		ev->pos = pos;

	ev->woken |= audience;
	web_kick(web);                                     /* events_flush() once this turn */
}


void web_event_tell(struct web *web, int64_t staff, const char *type, struct pl json)
{
	struct events *ev = web->events;
	struct chunk *c = json.l > JSON_MAX ? NULL : chunk_alloc(0, ROLE_STAFF, type, json);

	if (!c) {
		streams_restart(ev, 0);
		return;
	}

	c->staff = staff;
	log_append(ev, c);
	for (struct le *le = ev->streaml.head; le; le = le->next) {

		struct stream *st = le->data;

		if (st->req->session.staff == staff)
			request_resume(st->req);
	}
}


/* Wakes whom the new events concern; those that are awake find them by themselves */
void events_flush(struct web *web)
{
	struct events *ev = web->events;
	unsigned woken = ev->woken;

	if (!woken)
		return;

	ev->woken = 0;
	for (struct le *le = ev->streaml.head; le; le = le->next) {

		struct stream *st = le->data;

		if (st->req->session.roles & woken)
			request_resume(st->req);
	}
}


/* Copies from a piece what still fits; true: it is through */
static bool piece_copy(struct stream *st, const struct chunk *c, char *buf, size_t max, size_t *np)
{
	size_t left = c->len - st->offset, n = left < max - *np ? left : max - *np;

	memcpy(buf + *np, c->text + st->offset, n);
	*np += n;
	st->offset += n;
	if (st->offset < c->len)
		return false;

	st->offset = 0;
	return true;
}


static bool chunk_concerns(const struct chunk *c, const struct stream *st)
{
	const struct session *session = &st->req->session;

	return (c->audience & session->roles) && (!c->pos || c->pos > st->after) && (!c->staff || c->staff == session->staff);
}


static ssize_t stream_read_h(void *arg, uint64_t ignored, char *buf, size_t max)
{
	struct stream *st = arg;
	struct events *ev = st->ev;
	size_t n = 0;

	if (st->own && piece_copy(st, st->own, buf, max, &n))
		st->own = mem_deref(st->own);

	while (!st->own && n < max && st->seq < ev->next) {

		struct chunk *c = ev->logv[st->seq % EVENT_LOG];

		if (ev->next - st->seq > EVENT_LOG)
			return MHD_CONTENT_READER_END_WITH_ERROR;      /* overtaken: too slow */

		if (!chunk_concerns(c, st) || piece_copy(st, c, buf, max, &n))
			st->seq++;
	}

	if (n) {
		st->sent_ms = clock_mono_ms();
		return (ssize_t)n;
	}
	if (st->ending)
		return MHD_CONTENT_READER_END_OF_STREAM;

	st->req->suspended = true;
	MHD_suspend_connection(st->req->mc);
	return 0;
}


static void stream_destructor(void *arg)
{
	struct stream *st = arg;

	list_unlink(&st->le);
	mem_deref(st->own);
	mem_deref(st->req);
}


static void stream_free_h(void *arg)
{
	mem_deref(arg);
}


/* Sign of life for the silent, the end for those that stall or have lived long */
static void tick_h(void *arg)
{
	struct events *ev = arg;
	int64_t now_ms = clock_mono_ms(), beat_ms = ev->web->prm.limits.heartbeat_ms;

	tmr_start(&ev->tick, beat_ms / 4 < TICK_MS ? (uint64_t)beat_ms / 4 + 1 : TICK_MS, tick_h, ev);

	for (struct le *le = ev->streaml.head; le; le = le->next) {

		struct stream *st = le->data;
		int64_t silent_ms = now_ms - st->sent_ms;

		if (!st->req->suspended && silent_ms > STALL_MS + beat_ms && st->req->conn) {
			conn_drop(st->req->conn);
			continue;
		}
		if (!st->req->suspended)
			continue;

		if (now_ms - st->opened_ms > LIFE_MS) {
			stream_end(st);
		}
		else if (silent_ms >= beat_ms && !st->own) {
			st->own = chunk_text(": \n\n");
			request_resume(st->req);
		}
	}
}


int events_alloc(struct events **evp, struct web *web)
{
	struct events *ev = mem_zalloc(sizeof(*ev), events_destructor);

	if (!ev)
		return ENOMEM;

	ev->web = web;
	ev->next = 1;
	tmr_init(&ev->tick);
	*evp = ev;
	return 0;
}


void events_listen(struct web *web)
{
	tick_h(web->events);
}


void events_unlisten(struct web *web)
{
	tmr_cancel(&web->events->tick);
}


void events_drain(struct web *web)
{
	for (struct le *le = web->events->streaml.head; le; le = le->next)
		stream_end(le->data);
}


void events_staff_drop(struct web *web, int64_t staff)
{
	for (struct le *le = web->events->streaml.head; le; le = le->next) {

		struct stream *st = le->data;

		if (st->req->session.staff == staff)
			stream_end(st);
	}
}


/* Where the stream begins: after Last-Event-ID, or now */
static void stream_place(struct stream *st)
{
	struct pl last = request_header(st->req, "Last-Event-ID");
	struct events *ev = st->ev;
	bool reset = false;
	char text[128];

	st->seq = ev->next;
	st->after = ev->pos;
	if (last.l && last.l < 19) {

		int64_t pos = (int64_t)pl_u64(&last);

		reset = pos < ev->floor || pos > ev->pos;
		if (!reset) {
			st->after = pos;
			st->seq = ev->next > EVENT_LOG ? ev->next - EVENT_LOG : 1;
			while (st->seq < ev->next && ev->logv[st->seq % EVENT_LOG]->pos <= pos)
				st->seq++;
		}
	}

	(void)re_snprintf(text, sizeof(text), "retry: 3000\n%s%lld\nevent: %s\ndata: {\"position\":%lld}\n\n",
			  "id: ", st->after, reset ? "reset" : "hello", ev->pos);
	st->own = chunk_text(text);
}


static int events_h(struct request *req)
{
	struct stream *st = mem_zalloc(sizeof(*st), stream_destructor);
	unsigned dead_ms = STALL_MS + 10000;
	struct MHD_Response *resp;

	if (!st)
		return ENOMEM;

	st->req = mem_ref(req);
	st->ev = req->web->events;
	st->opened_ms = st->sent_ms = clock_mono_ms();
	stream_place(st);

	resp = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, stream_read_h, st, stream_free_h);
	if (!resp) {
		mem_deref(st);
		return ENOMEM;
	}

	list_append(&st->ev->streaml, &st->le, st);
	(void)setsockopt(req->conn->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead_ms, sizeof(dead_ms));
	conn_phase(req->conn, PHASE_STREAM);
	(void)MHD_add_response_header(resp, "Content-Type", "text/event-stream");
	reply_header(req, "X-Accel-Buffering", "no");
	reply_close(req);                                  /* at its end */
	reply_response(req, 200, resp);
	return 0;
}


/* Messages of other threads */
struct post {
	struct msg msg;
	struct web *web;
	int64_t pos;
	unsigned audience;
	char type[32];
	bool floor;
	size_t len;
	char json[];
};


static void post_h(struct msg *msg)
{
	struct post *post = CONTAINER_OF(msg, struct post, msg);
	struct events *ev = post->web->events;

	if (!post->floor) {
		web_event_publish(post->web, post->pos, post->audience, post->type, (struct pl){post->json, post->len});
	}
	else if (post->pos > ev->pos) {
		ev->floor = ev->pos = post->pos;
	}

	free(post);
}


static int post_send(struct web *web, const struct post *head, struct pl json)
{
	struct post *post = malloc(sizeof(*post) + json.l);

	if (!post)
		return ENOMEM;

	*post = *head;
	post->msg.deliver_h = post_h;
	post->web = web;
	post->len = json.l;
	if (json.l)
		memcpy(post->json, json.p, json.l);
	mailbox_post(web_mailbox(web), &post->msg);
	return 0;
}


int web_event_post(struct web *web, int64_t pos, unsigned audience, const char *type, struct pl json)
{
	struct post head = {.pos = pos, .audience = audience};

	if (json.l > JSON_MAX)
		return EMSGSIZE;

	str_ncpy(head.type, type, sizeof(head.type));
	return post_send(web, &head, json);
}


int web_event_floor(struct web *web, int64_t pos)
{
	return post_send(web, &(struct post){.pos = pos, .floor = true}, (struct pl){NULL, 0});
}


unsigned web_event_streams(const struct web *web)
{
	return list_count(&web->events->streaml);
}


unsigned web_event_windows(const struct web *web, int64_t staff)
{
	unsigned n = 0;

	for (const struct le *le = web->events->streaml.head; le; le = le->next) {

		const struct stream *st = le->data;

		n += st->req->session.staff == staff;
	}

	return n;
}


static const struct route rows[] = {
	{GET, "/api/v1/events", ROLE_STAFF, BODY_NONE, 0, RATE_STAFF, events_h,
	 "What happens, as it happens (Server-Sent Events); Last-Event-ID continues", NULL, "Event", 200, 0},
};

const struct route_set event_routes = ROUTE_SET(rows);
