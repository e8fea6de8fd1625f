/**
 * @file checklist.c  Fuzzes the reader of checklists: what is taken keeps to its ceilings, can be printed, and is found by its key and topic
 */
#include "base/jsonmem.h"
#include "base/text.h"
#include "checklist/checklist.h"
#include "fuzz.h"


static void claim_printed(const struct checklist *list, enum lang lang)
{
	struct mbuf *mb = mbuf_alloc(64);
	struct pl text, line;
	size_t rows = 0;

	CLAIM(mb && 0 == checklist_print(mb, list, lang));
	text = (struct pl){(char *)mb->buf, mb->end};
	CLAIM(text_valid(text) && sms_parts(text) == list->parts[lang]);
	CLAIM(list->parts[lang] >= 1 && list->parts[lang] <= CHECKLIST_PARTS_MAX);

	for (size_t i = 0; i < text.l; i++)
		rows += '\n' == text.p[i];
	CLAIM(rows == list->n);

	for (unsigned i = 0; i < list->n; i++) {
		line = list->line[i][lang];
		CLAIM(line.l && line.l <= CHECKLIST_LINE_MAX);
	}
	mem_deref(mb);
}


static void claim_one(const struct checklists *lists, const struct checklist *list)
{
	CLAIM(list->key[0] && checklists_find(lists, pl_of(list->key)) == list);
	CLAIM(list->n >= 1 && list->n <= CHECKLIST_LINES_MAX);
	CLAIM(list->topic.l <= CHECKLIST_TOPIC_MAX);
	if (list->topic.l)
		CLAIM(checklists_of(lists, list->topic, list->topic));

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		CLAIM(list->name[lang].l && list->name[lang].l <= CHECKLIST_NAME_MAX);
		claim_printed(list, (enum lang)lang);
	}
}


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct checklists *lists = NULL;
	struct mbuf *why = mbuf_alloc(64);
	json_t *array;
	int err;

	jsonmem_init();
	(void)sms_parts((struct pl){(const char *)data, size});

	array = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	err = checklists_read(&lists, array, "fuzz", why);
	CLAIM(0 == err || EINVAL == err);
	CLAIM((0 == err) == (NULL != lists) && (EINVAL == err) == (0 != why->end));

	for (size_t i = 0; lists && i < lists->n; i++)
		claim_one(lists, &lists->at[i]);

	mem_deref(lists);
	mem_deref(why);
	json_decref(array);
	return 0;
}
