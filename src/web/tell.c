/**
 * @file tell.c  Journal rows as events for open screens
 *
 * An event says what changed and how it stands now; whoever wants more asks. Nothing in it names a person outside the staff.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include "appeal/number.h"
#include "base/rfc3339.h"
#include "staff/role.h"
#include "web/event.h"
#include "web/session.h"
#include "web/tell.h"


static const struct tells {
	const char *kind;        /* of the journal, as it stands or up to a dot */
	const char *type;        /* of the event */
	unsigned audience;
	bool bare;               /* without the body of the row: who hears it asks */
} tells[] = {
	{"appeal.revealed", NULL,       0},
	{"appeal.",         "appeal",   ROLE_DESK},
	{"promise.broken",  "appeal",   ROLE_DESK},
	{"callback.",       "callback", ROLE_DESK | ROLE_AUDITOR, true},
	{"outbox.",         "outbox",   ROLE_SUPERVISOR | ROLE_AUDITOR, true},
	{"staff.presence",  "presence", ROLE_DESK},
	{"settings.",       "settings", ROLE_DESK | ROLE_ADMINISTRATOR},
};


/* Whose sessions are others now: the member of the body, else who did it. Another node, or the command line, may have done it */
static const char *const ends[] = {"staff.changed", "staff.reset", "staff.password", "staff.signed_out"};


static const struct tells *tells_find(struct pl kind)
{
	for (size_t i = 0; i < sizeof(tells) / sizeof(tells[0]); i++) {
		size_t n = strlen(tells[i].kind);
		bool head = '.' == tells[i].kind[n - 1];

		if (head ? kind.l > n && 0 == memcmp(kind.p, tells[i].kind, n) : 0 == pl_strcmp(&kind, tells[i].kind))
			return tells[i].type ? &tells[i] : NULL;
	}

	return NULL;
}


/* A body of the journal without its last brace; its term, in milliseconds there, as a time of the API. No parsing, as every appeal
   comes this way: this program wrote it, and a text in it has no bare quotation mark */
static int body_write(struct mbuf *mb, struct pl body)
{
	static const char term[] = "\"answer_by\":";
	const char *at = memmem(body.p, body.l, term, sizeof(term) - 1);
	struct pl digits = {NULL, 0};
	char text[RFC3339_SIZE];
	int err;

	if (at)
		digits = (struct pl){at + sizeof(term) - 1, 0};
	while (digits.p && digits.p + digits.l < body.p + body.l && isdigit((unsigned char)digits.p[digits.l]))
		digits.l++;

	if (!digits.l || rfc3339_print(text, (int64_t)pl_u64(&digits), 0))
		return mbuf_write_mem(mb, (const uint8_t *)body.p, body.l);

	err = mbuf_write_mem(mb, (const uint8_t *)body.p, (size_t)(digits.p - body.p));
	if (!err)
		err = mbuf_printf(mb, "\"%s\"", text);

	return err ? err : mbuf_write_mem(mb, (const uint8_t *)digits.p + digits.l, (size_t)(body.p + body.l - digits.p) - digits.l);
}


/* The body of the row goes on with what the row says besides. Kinds are plain words */
static int document(struct mbuf *mb, const struct hub_event *event)
{
	const char *dot = pl_strchr(&event->kind, '.');
	struct pl what = {dot + 1, event->kind.l - (size_t)(dot + 1 - event->kind.p)};
	char buf[256], number[NUMBER_SIZE] = "", at[RFC3339_SIZE];
	int n, err;

	if (event->body.l < 2 || '{' != event->body.p[0] || '}' != event->body.p[event->body.l - 1] || what.l > 64)
		return EBADMSG;

	if (event->digits != DB_NULL)
		number_format(number, event->digits, NUMBER_LATIN);

	err = rfc3339_print(at, event->at_ms, 0);
	if (err)
		return err;

	n = snprintf(buf, sizeof(buf), "%s\"pos\":%lld,\"at\":\"%s\",\"what\":\"%.*s\",\"actor\":\"%lld\"%s%s%s}",
		     event->body.l > 2 ? "," : "", (long long)event->pos, at, (int)what.l, what.p,
		     (long long)event->actor, number[0] ? ",\"number\":\"" : "", number, number[0] ? "\"" : "");

	err = body_write(mb, (struct pl){event->body.p, event->body.l - 1});

	return err ? err : mbuf_write_mem(mb, (const uint8_t *)buf, (size_t)n);
}


/* Who may do what has changed: sessions are looked up anew */
static int sessions_drop(struct web *web, const struct hub_event *event)
{
	json_t *obj = json_loadb(event->body.p, event->body.l, 0, NULL);
	const char *id = json_string_value(json_object_get(obj, "staff"));
	int err = web_session_drop(web, id ? strtoll(id, NULL, 10) : event->actor);

	json_decref(obj);
	return err;
}


int tell_row(struct web *web, const struct hub_event *event)
{
	const struct tells *t = tells_find(event->kind);
	struct hub_event told = *event;
	struct mbuf *mb;
	int err;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (0 == pl_strcmp(&event->kind, ends[i]))
			return sessions_drop(web, event);
	}
	if (!t)
		return 0;

	if (t->bare)
		told.body = PL_LIT("{}");
	mb = mbuf_alloc(told.body.l + 256);
	if (!mb)
		return ENOMEM;

	err = document(mb, &told);
	if (!err)
		err = web_event_post(web, event->pos, t->audience, t->type, (struct pl){(char *)mb->buf, mb->end});

	mem_deref(mb);
	return err;
}
