/**
 * @file join.h  A provisional appeal becomes part of a known one
 *
 * A call that waits is given an appeal and a number of its own, and often it turns out to be about an appeal that there is already.
 * Then the two become one: what was said, files, drafts, contacts, promises and other numbers of the provisional appeal go over to the
 * known one, sealed anew under that citizen's key; its number leads there from now on, with its own receipt code; the row goes.
 *
 *   provisional ── messages (the first one as a note), files, drafts, contacts, call-backs ──▶ known
 *        ╰──────── number ──▶ alias ──────────────────────────────────────────────────────────▶ known
 *
 * Provisional is what a call began and nobody answered: it is new or in work, nothing was written to the citizen, and the citizen wrote
 * nothing. What has a history of its own keeps it and is not joined (APPEAL_NOT_NOW). A promise to answer the provisional appeal is
 * dropped: the known one has its own. A phone or mail address that the known citizen did not give is added; one that differs is noted.
 *
 * Threads: the writer, inside a transaction. Journal: appeal.joined about both.
 */
#ifndef OTKLIK_APPEAL_JOIN_H
#define OTKLIK_APPEAL_JOIN_H

#include "appeal/appeal.h"

struct appeal_join;

/**
 * Reads both, judges, and seals anew what goes over; writes nothing
 *
 * @param jp      Owned, when nothing is refused and they are two; mem_deref
 * @param digits  Number of the provisional appeal
 * @param into    Number of the known one; any that leads to it
 * @param refusal APPEAL_ALLOWED; APPEAL_UNKNOWN: there is no known one; APPEAL_NOT_NOW: it is not provisional; APPEAL_ERASED: a
 *                citizen's key was destroyed; APPEAL_FULL
 */
int appeal_join_look(struct appeal_join **jp, struct tx *tx, const struct keyring *keys, int64_t digits, int64_t into,
		     enum appeal_refusal *refusal) MUST_CHECK;

/** Whatever else refers to the provisional appeal has been led to the known one: does it */
int appeal_join_do(struct appeal_join *j, struct tx *tx, int64_t actor) MUST_CHECK;

int64_t appeal_join_from(const struct appeal_join *j);
int64_t appeal_join_into(const struct appeal_join *j);

/** Ids and own digits of the appeal that a number leads to; `idp` 0: none */
int appeal_ids(struct db *db, const struct keyring *keys, int64_t digits, int64_t *idp, int64_t *ownp) MUST_CHECK;

/** The contact that an appeal began with */
int appeal_first_contact(struct db *db, int64_t appeal, int64_t *contactp) MUST_CHECK;

/**
 * The phone of an appeal's citizen: for the program that calls there, never for a screen
 *
 * @param lang    Language of the citizen
 * @param phone   E.164; "" none was given
 * @param refusal APPEAL_UNKNOWN, APPEAL_ERASED
 */
int appeal_phone(struct db *db, const struct keyring *keys, int64_t digits, char phone[32], int64_t *idp, enum lang *lang,
		 enum appeal_refusal *refusal) MUST_CHECK;

/** The same of any address, "phone" or "email" */
int appeal_address(struct db *db, const struct keyring *keys, int64_t digits, const char *field, char *address, size_t size, int64_t *idp,
		   enum lang *lang, enum appeal_refusal *refusal) MUST_CHECK;

#endif
