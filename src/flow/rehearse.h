/**
 * @file rehearse.h  A caller without a telephone, for the editor: the whole walk again from its beginning, each time
 *
 * Nothing is kept between two questions: the flow, what the world is like and all that was pressed so far go in, all that was said and
 * done comes out. So a step that was just changed is heard at once, by the same keys.
 */
#ifndef OTKLIK_FLOW_REHEARSE_H
#define OTKLIK_FLOW_REHEARSE_H

#include "appeal/topic.h"
#include "flow/flow.h"

enum { REHEARSE_EVENTS_MAX = 200, REHEARSE_TOLD_MAX = 600 };

struct rehearsal {
	const struct flow_tree *tree;
	const struct topics *topics;    /* that menus offer; NULL none */
	const struct checklists *lists; /* NULL none */
	struct pl org[LANG_COUNT];      /* how the line is called */
	enum lang lang;
	bool closed, again, known;
	bool sms, mail;                 /* something can be sent that way */
	bool mute;                      /* there is no trunk: nobody is called back, nobody outside called */
	unsigned waiting;
	unsigned region;                /* of the line; 0 none */
	const struct offices *offices;  /* NULL: there are none */
	const json_t *events;           /* ["1", "", "0123456789#", "found", "wait 60"]: keys, silence, behind a search found, unknown or unsure, in the
	                                 * queue so many seconds more of waiting */
};

/**
 * Walks
 *
 * {told: [{what, lang, words?, slow?}], waits, path: where it stands, quiet_s}
 *
 * told.what: say (words), key (words: what was pressed), quiet, find and service (words: the number), queue (words: the topic, if any; office:
 *            the region whose office it is), send (words: the number, none: by mail), wait (words: seconds), transfer (words: the number; found: answered there), transferred, hang-up
 * waits: key (with quiet_s), find (behind find, service, transfer), queue (which offers something to who waits), or over
 *
 * @param objp  Owned
 * @param wrong Set when the events are none; objp is untouched then
 *
 * @return 0, ENOMEM
 */
int flow_rehearse(json_t **objp, bool *wrong, const struct rehearsal *r) MUST_CHECK;

#endif
