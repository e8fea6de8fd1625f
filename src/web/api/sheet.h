/**
 * @file sheet.h  What the handlers of sheets share, and the life of a document that is published when it is saved
 *
 *   GET             what is in force, or with ?version=N what was in that one, and the versions
 *   PUT             judged; published as a new version
 *   POST roll-back  an older version is judged; published as a new one
 *
 * Such a document is one for all (SHEET_ALL): lines, trunks, what is set about waiting. Version 0 is what the organisation's own files say.
 */
#ifndef OTKLIK_WEB_API_SHEET_H
#define OTKLIK_WEB_API_SHEET_H

#include "sheet/sheet.h"
#include "web/app.h"

struct sheet_act;

/** What differs; handlers return 0 or an errno */
struct sheet_kind {
	struct pl kind;
	int (*own_h)(struct sheet_act *act);                            /* on a reader: version 0 into act->body, owned */
	int (*show_h)(struct sheet_act *act, json_t *reply);            /* on a reader: the members that act->body gives the reply */
	int (*live_h)(struct request *req, json_t *reply);              /* what stands beside it now; may be NULL */
	int (*look_h)(struct sheet_act *act, struct db *db);            /* on a reader: judges act->body; may be NULL */
	bool (*right_h)(struct request *req, struct sheet_act *act, int *errp);    /* false: it has replied what is wrong, or *errp */
};

/** The first member of each kind's own; from request_alloc */
struct sheet_act {
	struct query q;
	const struct sheet_kind *of;
	struct sheet_save *save;             /* whose apply_h is set; borrowed for the act's life */
	int64_t base, version;               /* `version`: back to this one; -1: what was sent */
	bool old;                            /* GET: `version` is asked for, not what is in force */
	struct pl note;
	json_t *body;                        /* owned */
	json_t *reply;                       /* owned until it is sent */
	char *text;                          /* of malloc */
};

/** Gives back what the act owns; for the destructor of the kind's own */
void sheet_act_close(struct sheet_act *act);

/** GET: what is in force, or the version that the query names */
int sheet_get(struct request *req, struct sheet_act *act) MUST_CHECK;

/** PUT: act->body has been set, and act->base and act->note by rows of request_want */
int sheet_put(struct request *req, struct sheet_act *act) MUST_CHECK;

/** PUT of `base`, `note` and a list of at most `most` `items`, which becomes act->body */
int sheet_put_items(struct request *req, struct sheet_act *act, size_t most) MUST_CHECK;

/** POST of `version` and `base` */
int sheet_back(struct request *req, struct sheet_act *act) MUST_CHECK;

/** Replies with the problem `sheet.…` of a refusal of the room */
void sheet_refuse(struct request *req, int refusal);

/** false: there can be no such version, and 404 sheet.unknown has been replied */
bool sheet_version_good(struct request *req, int64_t version);

#endif
