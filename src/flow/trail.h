/**
 * @file trail.h  How a caller came through a flow: what was pressed, and what that chose
 *
 * An operator who sees it need not ask again what the line has asked. Keys of menus stand with the words that they choose; digits that
 * were typed (numbers, codes, phones) are counted and never kept: a receipt code is a secret, and a number leads to an appeal anyway.
 *
 * Text: a JSON array of {"at": seconds since the call began, "what", …}; `what`: item, topic, person, back, language, digits, region, office,
 * key. Threads: none of its own.
 */
#ifndef OTKLIK_FLOW_TRAIL_H
#define OTKLIK_FLOW_TRAIL_H

#include <jansson.h>
#include "appeal/topic.h"
#include "flow/walk.h"
#include "schedule/book.h"

enum { TRAIL_SIZE = 1000, TRAIL_MARKS = 24 };    /* what follows is left out */

struct trail {
	unsigned n;
	size_t len;                      /* of text */
	char text[TRAIL_SIZE];           /* "[{…},{…}", without the last bracket; "" nothing yet */
};

/**
 * A key was pressed in a walk
 *
 * @param before How the walk stood
 * @param after  How it stands now
 * @param topics Ids of the topics that the menu offers, by key; borrowed
 */
void trail_key(struct trail *trail, const struct walk *before, const struct walk *after, char key, unsigned at_s, const int64_t *topics);

/** Who waits took an offer */
void trail_offer(struct trail *trail, const struct walk *before, char key, unsigned at_s);

/** The whole text, "[]" when nothing was pressed; into `size` bytes (TRAIL_SIZE + 2 are enough), always terminated */
void trail_print(const struct trail *trail, char *text, size_t size);

/** As a desk shows it: [{at, what, key?, words?, n?, of?, topic?, region?}]; NULL: no memory. What cannot be read is an empty list */
json_t *trail_show(struct pl text, enum lang lang, const struct topics *topics, const struct book *book);

#endif
