/**
 * @file profile.h  The organisation: how it is called and reached, and what its first start begins with
 *
 * A profile is a JSON file (docs/profile.md) that the administrator writes once. Names, telephone and address are read at every
 * start; calendars, terms and topics only fill a store that has none of its own, and belong to the settings screens from then on.
 * What is wrong in it is said with its place: FILE:LINE for what is no JSON, the path of a member for what is no profile.
 */
#ifndef OTKLIK_PROFILE_PROFILE_H
#define OTKLIK_PROFILE_PROFILE_H

#include "base/catalog.h"
#include "db/store.h"
#include "line/line.h"
#include "trunk/trunk.h"

enum { PROFILE_FILE_MAX = 256 * 1024, PROFILE_TEXT_MAX = 300 };

/** How the organisation is called and reached; borrowed from the profile */
struct org {
	struct pl name[LANG_COUNT], region[LANG_COUNT];
	struct pl phone, phone_url, phone_note[LANG_COUNT];      /* "8 800 000-00-00", "tel:+78000000000" */
	struct pl privacy_address[LANG_COUNT];                   /* may be none */
};

struct profile;

/**
 * Reads a profile
 *
 * @param pp   Owned
 * @param file Path; NULL: the one that is built in, of the demonstration
 * @param why  What is wrong and what would be right
 *
 * @return 0; EINVAL; ENOENT, EACCES … of the file; ENOMEM
 */
int profile_read(struct profile **pp, const char *file, struct mbuf *why) MUST_CHECK;

const struct org *profile_org(const struct profile *profile);

/** Are its numbers made up, as those of an example are? */
bool profile_illustrative(const struct profile *profile);

/** What people dial; borrowed from the profile */
const struct lines *profile_lines(const struct profile *profile);

/** What lines say and ask; borrowed from the profile */
const struct flows *profile_flows(const struct profile *profile);

/** Its JSON, as it is in the file; borrowed, for ever the same */
const json_t *profile_json(const struct profile *profile);

/** Through whom calls come and go; borrowed from the profile */
const struct trunk_plans *profile_trunks(const struct profile *profile);

/** Fills what the store does not have: topics, calendars, terms; by commands, so that the journal tells */
int profile_fill(const struct profile *profile, struct store *store, struct mbuf *why) MUST_CHECK;

#endif
