/**
 * @file named.c  What the ids of the journal's rows are called: staff, topics, regions by name, appeals by number
 *
 * Rows hold ids alone (docs/journal.md). Who reads them is told, with each row, what the ids in it are called now; what is gone has no
 * name. Each id is looked for once in a page.
 */
#include "appeal/appeal.sql.h"
#include "appeal/record.h"
#include "appeal/view_priv.h"

/* Members of a row's data that may hold an id of somebody or something */
static const char *const members[] = {"staff", "operator", "from", "to", "with", "owner", "into", "work", "other", "topic"};

struct naming {
	const struct view *v;
	json_t *known;                       /* id → its name, or null: it has none */
	json_t *found;                       /* of the last id; owned */
};


static int staff_h(const struct row_staff_name *row, void *arg)
{
	struct naming *n = arg;

	n->found = json_stringn(row->name.p, row->name.l);
	return n->found ? 0 : ENOMEM;
}


static int number_h(const struct row_journal_number *row, void *arg)
{
	struct naming *n = arg;

	n->found = view_number(row->digits);
	return n->found ? 0 : ENOMEM;
}


static int region_find(struct naming *n, const char *code)
{
	const struct region *region = regions_find(book_regions(n->v->book), pl_of(code));

	n->found = json_string(region ? region->name : code);
	return n->found ? 0 : ENOMEM;
}


static int id_find(struct naming *n, int64_t id)
{
	const struct topic *topic = n->v->topics ? topics_find(n->v->topics, id) : NULL;
	int err;

	if (topic) {
		n->found = json_string(topic->name[n->v->lang]);
		return n->found ? 0 : ENOMEM;
	}

	err = sql_staff_name(n->v->db, id, staff_h, n);
	if (!err && !n->found)
		err = sql_journal_number(n->v->db, id, number_h, n);

	return err;
}


/* Sets in `names` what `key` is called; nothing when it has no name */
static int name_set(struct naming *n, json_t *names, const char *key, bool region)
{
	json_t *known = json_object_get(n->known, key);
	int err = 0;

	if (!known) {
		n->found = NULL;
		err = region ? region_find(n, key) : id_find(n, strtoll(key, NULL, 10));
		if (err) {
			json_decref(n->found);
			return err;
		}
		known = n->found ? n->found : json_null();
		if (json_object_set_new(n->known, key, known))
			return ENOMEM;
	}

	return json_is_null(known) || !json_object_set(names, key, known) ? 0 : ENOMEM;
}


/* An id is a 64-bit number in decimal; the shortest that there is has more digits than any other number in a row */
static bool is_id(const char *text)
{
	return strlen(text) > 5 && strlen(text) < 20 && strspn(text, "0123456789") == strlen(text);
}


/* Skills of somebody, as staff.skills has them: pairs of a topic and a level */
static int skills_name(struct naming *n, json_t *names, const json_t *list)
{
	const json_t *one;
	size_t i;
	int err = 0;

	json_array_foreach(list, i, one) {
		const char *topic = json_string_value(json_array_get(one, 0));

		if (!err && topic && is_id(topic))
			err = name_set(n, names, topic, false);
	}

	return err;
}


static int row_names(struct naming *n, json_t *names, const json_t *data)
{
	const char *region = json_string_value(json_object_get(data, "region"));
	int err = 0;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]) && !err; i++) {
		const char *id = json_string_value(json_object_get(data, members[i]));

		if (id && is_id(id))
			err = name_set(n, names, id, false);
	}

	if (!err && region && n->v->book && strcmp(region, "00"))
		err = name_set(n, names, region, true);
	if (!err)
		err = skills_name(n, names, json_object_get(json_object_get(data, "before"), "skills"));
	if (!err)
		err = skills_name(n, names, json_object_get(json_object_get(data, "after"), "skills"));

	return err;
}


int record_names(const struct view *v, json_t *rows)
{
	struct naming n = {v, json_object(), NULL};
	json_t *row, *names;
	size_t i;
	int err = n.known ? 0 : ENOMEM;

	json_array_foreach(rows, i, row) {
		if (err)
			break;

		names = json_object();
		err = names ? row_names(&n, names, json_object_get(row, "data")) : ENOMEM;
		if (!err && json_object_size(names))
			err = json_object_set(row, "names", names) ? ENOMEM : 0;
		json_decref(names);
	}

	json_decref(n.known);
	return err;
}
