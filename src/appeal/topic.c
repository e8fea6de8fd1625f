/**
 * @file topic.c  What appeals are about
 */
#include <jansson.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "appeal/topic.h"
#include "appeal/topic.sql.h"
#include "base/id.h"
#include "base/text.h"


static const char *const refusals[] = {"", "unknown", "changed", "name", "parent", "full"};


const char *topic_refusal_name(enum topic_refusal refusal)
{
	return (unsigned)refusal < sizeof(refusals) / sizeof(refusals[0]) ? refusals[refusal] : "";
}


static void topics_destructor(void *arg)
{
	struct topics *topics = arg;

	for (size_t i = 0; i < topics->n; i++) {
		for (int lang = 0; lang < LANG_COUNT; lang++)
			mem_deref(topics->at[i].name[lang]);
	}

	mem_deref(topics->at);
}


static int list_h(const struct row_topic_list *row, void *arg)
{
	struct topics *topics = arg;
	struct topic *topic;
	int err;

	if (topics->n >= TOPICS_MAX)
		return 0;

	topic = &topics->at[topics->n++];
	*topic = (struct topic){
		.id = row->id, .parent = row->parent, .sort = row->sort, .version = row->version, .active = row->active};

	err = pl_strdup(&topic->name[LANG_RU], &row->name_ru);

	return err ? err : pl_strdup(&topic->name[LANG_EN], &row->name_en);
}


int topics_load(struct topics **tp, struct db *db)
{
	struct topics *topics;
	int err = ENOMEM;

	topics = mem_zalloc(sizeof(*topics), topics_destructor);
	if (!topics)
		return ENOMEM;

	atomic_init(&topics->refs, 1);

	topics->at = mem_zalloc(TOPICS_MAX * sizeof(*topics->at), NULL);
	if (topics->at)
		err = sql_topic_list(db, list_h, topics);

	if (err)
		mem_deref(topics);
	else
		*tp = topics;

	return err;
}


struct topics *topics_ref(struct topics *topics)
{
	if (topics)
		atomic_fetch_add(&topics->refs, 1);

	return topics;
}


struct topics *topics_unref(struct topics *topics)
{
	if (topics && 1 == atomic_fetch_sub(&topics->refs, 1))
		mem_deref(topics);

	return NULL;
}


const struct topic *topics_find(const struct topics *topics, int64_t id)
{
	for (size_t i = 0; topics && i < topics->n; i++) {

		if (topics->at[i].id == id)
			return &topics->at[i];
	}

	return NULL;
}


const struct topic *topics_named(const struct topics *topics, struct pl name)
{
	const struct topic *found = NULL;

	for (size_t i = 0; topics && i < topics->n; i++) {

		const struct topic *t = &topics->at[i];
		bool alike = false;

		for (size_t l = 0; l < LANG_COUNT; l++)
			alike = alike || text_alike(pl_of(t->name[l]), name);

		if (!alike || !t->active)
			continue;
		if (found)
			return NULL;
		found = t;
	}

	return found;
}


static bool name_good(struct pl name)
{
	return text_valid(name) && text_trim(name).l && name.l <= TOPIC_NAME_MAX;
}


struct found {
	json_t *was;
	int64_t version, parent;
	bool found;
};


static int get_h(const struct row_topic_get *row, void *arg)
{
	struct found *f = arg;

	f->found = true;
	f->version = row->version;
	f->parent = row->parent;
	f->was = json_pack("{s:b, s:s%, s:s%, s:I}", "active", (int)row->active, "name_en", row->name_en.p, row->name_en.l,
			   "name_ru", row->name_ru.p, row->name_ru.l, "sort", (json_int_t)row->sort);

	return f->was ? 0 : ENOMEM;
}


static int count_h(const struct row_topic_count *row, void *arg)
{
	*(int64_t *)arg = row->n;
	return 0;
}


/* A parent is a topic of the first level, and not the topic itself: the tree has two levels */
static int parent_check(struct tx *tx, const struct topic_set *set, enum topic_refusal *refusal)
{
	struct found parent = {0};
	int err;

	if (DB_NULL == set->parent)
		return 0;

	err = sql_topic_get(tx_db(tx), set->parent, get_h, &parent);
	json_decref(parent.was);
	if (!err && (!parent.found || set->parent == set->id || DB_NULL != parent.parent))
		*refusal = TOPIC_PARENT;

	return err;
}


static int journal(struct tx *tx, const struct topic_set *set, json_t *was)
{
	json_t *body = json_pack("{s:{s:b, s:s%, s:s%, s:I}, s:O*, s:I}",
				 "after", "active", set->active, "name_en", set->name_en.p, set->name_en.l,
				 "name_ru", set->name_ru.p, set->name_ru.l, "sort", (json_int_t)set->sort,
				 "before", was, "id", (json_int_t)set->id);
	char *text = body ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	int err = ENOMEM;

	if (text)
		err = tx_journal(tx, &(struct journal_entry){.kind = "settings.topic", .actor = set->actor, .body = pl_of(text)});

	free(text);
	json_decref(body);
	return err;
}


static int add(struct tx *tx, struct topic_set *set)
{
	int64_t n = 0;
	int err;

	err = sql_topic_count(tx_db(tx), count_h, &n);
	if (err)
		return err;
	if (n >= TOPICS_MAX) {
		set->cmd.refusal = TOPIC_FULL;
		return 0;
	}

	set->id = id_new(tx_now(tx));

	return sql_topic_add(tx_db(tx), &(struct sql_topic_add){
			.id = set->id, .parent = set->parent, .name_ru = set->name_ru, .name_en = set->name_en,
			.sort = set->sort, .active = set->active});
}


static int change(struct tx *tx, struct topic_set *set, struct found *f)
{
	int64_t changed = 0;
	int err;

	err = sql_topic_get(tx_db(tx), set->id, get_h, f);
	if (err)
		return err;

	set->cmd.refusal = !f->found ? TOPIC_UNKNOWN : f->version != set->version ? TOPIC_CHANGED : TOPIC_ALLOWED;
	if (set->cmd.refusal)
		return 0;

	return sql_topic_change(tx_db(tx), &(struct sql_topic_change){
			.id = set->id, .parent = set->parent, .name_ru = set->name_ru, .name_en = set->name_en,
			.sort = set->sort, .active = set->active, .version = set->version}, &changed);
}


int topic_set_apply(struct tx *tx, struct command *cmd)
{
	struct topic_set *set = CONTAINER_OF(cmd, struct topic_set, cmd);
	enum topic_refusal refusal = TOPIC_ALLOWED;
	struct found f = {0};
	bool fresh = !set->id || set->added;     /* given in a transaction that could not be committed: nobody's */
	int err;

	if (fresh)
		set->id = 0;

	if (!name_good(set->name_ru) || !name_good(set->name_en))
		refusal = TOPIC_NAME;

	err = refusal ? 0 : parent_check(tx, set, &refusal);
	if (err || refusal) {
		cmd->refusal = refusal;
		return err;
	}

	err = fresh ? add(tx, set) : change(tx, set, &f);
	if (!err && !cmd->refusal)
		err = journal(tx, set, f.was);

	set->added = fresh && !err && !cmd->refusal;
	if (fresh && !set->added)
		set->id = 0;
	json_decref(f.was);
	return err;
}
