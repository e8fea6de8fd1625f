/**
 * @file text.c  A checklist as it is sent
 */
#include "base/text.h"
#include "checklist/checklist.h"


int checklist_print(struct mbuf *mb, const struct checklist *list, enum lang lang)
{
	int err = mbuf_printf(mb, "%r:", &list->name[lang]);

	for (unsigned i = 0; !err && i < list->n; i++)
		err = mbuf_printf(mb, "\n%u. %r", i + 1, &list->line[i][lang]);

	return err;
}


const struct checklist *checklists_find(const struct checklists *lists, struct pl key)
{
	for (size_t i = 0; lists && i < lists->n; i++) {
		if (0 == pl_strcmp(&key, lists->at[i].key))
			return &lists->at[i];
	}

	return NULL;
}


const struct checklist *checklists_of(const struct checklists *lists, struct pl topic, struct pl other)
{
	for (size_t i = 0; lists && i < lists->n; i++) {
		struct pl of = lists->at[i].topic;

		if (of.l && ((topic.l && text_alike(of, topic)) || (other.l && text_alike(of, other))))
			return &lists->at[i];
	}

	return NULL;
}
