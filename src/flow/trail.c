/**
 * @file trail.c  How a caller came through a flow
 */
#include "flow/flow_priv.h"
#include "flow/trail.h"

enum { WORDS_MAX = 100 };                /* bytes of an item's own words that are kept */


static const struct node *node_of(const struct walk *w)
{
	return &w->tree->node[w->at];
}


/* One more mark (owned); one for which there is no room ends the list */
static void add(struct trail *trail, json_t *mark)
{
	char *text = mark ? json_dumps(mark, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	size_t len = text ? strlen(text) : 0;

	if (len && trail->n < TRAIL_MARKS && trail->len + len + 2 < sizeof(trail->text)) {
		trail->text[trail->len] = trail->n++ ? ',' : '[';
		memcpy(trail->text + trail->len + 1, text, len + 1);
		trail->len += len + 1;
	}
	else {
		trail->n = TRAIL_MARKS;
	}

	free(text);
	json_decref(mark);
}


static json_t *mark(const char *what, unsigned at_s)
{
	return json_pack("{s:s, s:i}", "what", what, "at", (int)at_s);
}


static json_t *mark_key(const char *what, unsigned at_s, char key)
{
	return json_pack("{s:s, s:i, s:s%}", "what", what, "at", (int)at_s, "key", &key, (size_t)1);
}


/* At a letter's end */
static size_t cut(struct pl words)
{
	size_t n = words.l;

	if (n <= WORDS_MAX || !words.p)
		return n;
	for (n = WORDS_MAX; n && (words.p[n] & 0xc0) == 0x80; n--)
		;
	return n;
}


/* A prompt stands by its name, words as they are */
static void item(struct trail *trail, const struct flow_text *text, enum lang lang, char key, unsigned at_s)
{
	json_t *m = mark_key("item", at_s, key);

	if (text->there && text->prompt)
		(void)json_object_set_new(m, "prompt", json_string(text_name(text->key)));
	else if (text->there)
		(void)json_object_set_new(m, "words", json_stringn(text->words[lang].p ? text->words[lang].p : "", cut(text->words[lang])));
	add(trail, m);
}


static const struct way *item_of(const struct walk *w, char key)
{
	const struct node *node = node_of(w);

	for (unsigned i = node->n ? 1 : 0; i < node->ways; i++) {
		const struct way *way = &w->tree->way[node->way + i];

		if (key == *way->is.p)
			return way;
	}

	return NULL;
}


static const char *common(char key)
{
	return '0' == key ? "person" : '*' == key ? "back" : FLOW_KEY_LANGUAGE == key ? "language" : "key";
}


static void menu(struct trail *trail, const struct walk *w, char key, unsigned at_s, const int64_t *topics)
{
	const struct way *way = item_of(w, key);
	const int topic = walk_topic(w, key);
	char id[24];
	json_t *m;

	if (topic >= 0) {
		m = mark_key("topic", at_s, key);
		(void)re_snprintf(id, sizeof(id), "%lld", topics[topic]);
		(void)json_object_set_new(m, "topic", json_string(id));
		add(trail, m);
	}
	else if (way) {
		item(trail, &way->text, w->lang, key, at_s);
	}
	else {
		add(trail, mark_key(common(key), at_s, key));
	}
}


static void region(struct trail *trail, const struct walk *before, const struct walk *after, char key, unsigned at_s)
{
	bool own = after->region != before->region;
	unsigned code = own ? after->region : after->office != before->office ? after->office : 0;
	char text[8];
	json_t *m;

	if (!code) {
		if ('0' == key && after->phase >= WALK_LEAVING)
			add(trail, mark_key("person", at_s, key));
		return;
	}

	m = mark(own ? "region" : "office", at_s);
	(void)re_snprintf(text, sizeof(text), "%02u", code);
	(void)json_object_set_new(m, "region", json_string(text));
	add(trail, m);
}


static void digits(struct trail *trail, unsigned n, const char *of, unsigned at_s)
{
	add(trail, json_pack("{s:s, s:i, s:i, s:s}", "what", "digits", "at", (int)at_s, "n", (int)n, "of", of));
}


static const char *asked(const struct walk *w)
{
	bool code = WALK_ASKING_CODE == w->phase;

	switch (node_of(w)->verb) {

	case VERB_APPEAL:  return code ? "code" : "number";
	case VERB_SERVICE: return code ? "person" : "application";
	default:           return "digits";
	}
}


/* The last digit that was wanted */
static void typed(struct trail *trail, const struct walk *before, const struct walk *after, char key, unsigned at_s)
{
	if ('*' == key)
		add(trail, mark_key("back", at_s, key));
	else if (key >= '0' && key <= '9' && (after->typed != before->typed + 1 || after->phase >= WALK_LOOKING))
		digits(trail, before->typed + 1, asked(before), at_s);
}


void trail_key(struct trail *trail, const struct walk *before, const struct walk *after, char key, unsigned at_s, const int64_t *topics)
{
	enum verb verb;

	if (!before->tree || before->phase >= WALK_LOOKING || before->at >= before->tree->n)
		return;

	verb = node_of(before)->verb;
	if (!verb_waits(verb))
		return;

	switch (verb) {

	case VERB_MENU:
		menu(trail, before, key, at_s, topics);
		break;

	case VERB_REGION:
	case VERB_NEIGHBOUR:
		region(trail, before, after, key, at_s);
		break;

	case VERB_CALL_BACK:
	case VERB_VOICE_MAIL:
		if (BACK_TYPE != before->talk)
			add(trail, mark_key(VERB_CALL_BACK == verb ? "callback" : "message", at_s, key));
		else if (BACK_TYPE != after->talk)
			digits(trail, before->typed, "phone", at_s);
		break;

	case VERB_CHECKLIST:
		if (LIST_TYPE != before->talk)
			add(trail, mark_key(common(key), at_s, key));
		else if (LIST_TYPE != after->talk)
			digits(trail, before->typed, "phone", at_s);
		break;

	default:
		typed(trail, before, after, key, at_s);
		break;
	}
}


void trail_offer(struct trail *trail, const struct walk *before, char key, unsigned at_s)
{
	unsigned i = (unsigned)(key - '1');

	if (before->tree && before->at < before->tree->n && i < node_of(before)->ways)
		item(trail, &before->tree->way[node_of(before)->way + i].text, before->lang, key, at_s);
}


void trail_print(const struct trail *trail, char *text, size_t size)
{
	(void)re_snprintf(text, size, "%s]", trail->len ? trail->text : "[");
}


/* ---- shown ---- */

/* A prompt as it is said, its placeholder being the key */
static json_t *prompt(const char *name, const char *key, enum lang lang)
{
	char out[400];
	enum text_key found;
	size_t n = 0;

	if (!text_find(&found, pl_of(name)))
		return json_string(name);

	for (const char *p = t(lang, found); *p && n + 2 < sizeof(out); p++) {
		if ('{' == *p) {
			const char *end = strchr(p, '}');

			out[n++] = *key;
			p = end ? end : p;
		}
		else {
			out[n++] = *p;
		}
	}

	return json_stringn(out, n);
}


static int show_one(json_t *m, enum lang lang, const struct topics *topics, const struct book *book)
{
	const char *name = json_string_value(json_object_get(m, "prompt")), *key = json_string_value(json_object_get(m, "key"));
	const char *code = json_string_value(json_object_get(m, "region")), *id = json_string_value(json_object_get(m, "topic"));
	const struct topic *topic = id ? topics_find(topics, strtoll(id, NULL, 10)) : NULL;
	const struct region *where = code ? regions_find(book_regions(book), pl_of(code)) : NULL;
	int err = 0;

	if (name)
		err |= json_object_set_new(m, "words", prompt(name, key ? key : "", lang));
	if (topic)
		err |= json_object_set_new(m, "words", json_string(topic->name[lang]));
	if (where)
		err |= json_object_set_new(m, "words", json_string(where->name));
	(void)json_object_del(m, "prompt");

	return err ? ENOMEM : 0;
}


json_t *trail_show(struct pl text, enum lang lang, const struct topics *topics, const struct book *book)
{
	json_t *list = text.l ? json_loadb(text.p, text.l, 0, NULL) : NULL, *m;
	size_t i;

	if (!json_is_array(list)) {
		json_decref(list);
		return json_array();
	}

	json_array_foreach(list, i, m) {
		if (show_one(m, lang, topics, book)) {
			json_decref(list);
			return NULL;
		}
	}

	return list;
}
