/**
 * @file outbox.h  What must reach the outside: kept until it did, tried again with growing pauses, at least once
 *
 * What this room is for: the record of each thing to be told to somebody outside (a letter, an SMS, a call of another program), written
 * in the same transaction as what it tells of; when to try again; when to give up; and the list of those whom nobody was told.
 * What it refuses: speaking to anybody (the edge of a channel does, at its own pace) and what is said (the edge asks the
 * room that owns it, by appeal and kind).
 *
 * States:  waiting ──▶ sent                  the edge had the other side's word for it
 *          waiting ──▶ waiting, later        it failed: after 1, 2, 4 … minutes, at most 6 hours, each a little off so that many do
 *                                            not come at once
 *          waiting ──▶ given up              after OUTBOX_TRIES_MAX tries, or at once when the other side refuses for good
 *
 * At least once: an edge that dies between sending and outbox_sent() sends again; the id goes along so that the other side can
 * tell. message.h: what is said and to whom; sender.h: the edge.
 */
#ifndef OTKLIK_OUTBOX_OUTBOX_H
#define OTKLIK_OUTBOX_OUTBOX_H

#include "db/write.h"

enum {
	OUTBOX_TRIES_MAX = 16,              /* the last about three days after the first */
	OUTBOX_PAUSE_MS = 60 * 1000,
	OUTBOX_PAUSE_MAX_MS = 6 * 3600 * 1000,
	OUTBOX_ERROR_MAX = 200,             /* bytes of the last error's words: of the machine, never of a person */
};

enum outbox_channel { OUTBOX_MAIL = 1, OUTBOX_SMS, OUTBOX_WEBHOOK };
enum outbox_state { OUTBOX_WAITING, OUTBOX_SENT, OUTBOX_GIVEN_UP };

struct outbox_item {
	int64_t id, appeal, made_ms, next_ms;       /* appeal DB_NULL: of none */
	enum outbox_channel channel;
	enum outbox_state state;
	unsigned tries;
	char kind[40];                              /* what is to be said: "receipt" */
};

/** The pause after so many failed tries (1 …): doubled each time, ± an eighth taken from `chance` (any number) */
int64_t outbox_pause_ms(unsigned tries, uint32_t chance);

/** Puts something in, inside the transaction of what it tells of; due at once. @param idp its id, may be NULL */
int outbox_put(struct tx *tx, enum outbox_channel channel, int64_t appeal, const char *kind, int64_t *idp) MUST_CHECK;

typedef int (outbox_h)(const struct outbox_item *item, void *arg);

/** What is due now on a channel, oldest first, at most `most`; for the edge, on a reader */
int outbox_due(struct db *db, enum outbox_channel channel, int64_t now_ms, unsigned most, outbox_h *h, void *arg) MUST_CHECK;

/** Whom nobody was told: given up, newest first */
int outbox_given_up(struct db *db, unsigned most, outbox_h *h, void *arg) MUST_CHECK;

/** "mail", "sms", "webhook" */
const char *outbox_channel_name(enum outbox_channel channel);

/** How a try ended; journalled when it is the end. Texts are borrowed until done */
struct outbox_tried {
	struct command cmd;
	int64_t id;
	bool sent;
	bool for_good;                      /* refused for good: no other try */
	struct pl error;                    /* words of the machine */
	enum outbox_state state;            /* result */
	int64_t next_ms;                    /* result while waiting */
};
int outbox_tried_apply(struct tx *tx, struct command *cmd) MUST_CHECK;

#endif
