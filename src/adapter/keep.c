/**
 * @file keep.c  Answers, kept for a short time
 *
 * In memory alone, wiped when they go: a question names an application and a person.
 */
#include <sodium.h>
#include "adapter/adapter_priv.h"
#include "base/clock.h"

enum { SWEEP_MS = 1000 };


static void wipe(char *text)
{
	if (text)
		sodium_memzero(text, strlen(text));
	mem_deref(text);
}


static void kept_destructor(void *arg)
{
	struct kept *k = arg;

	list_unlink(&k->le);
	wipe(k->text);
	wipe(k->result);
}


static void drop(struct adapters *a, struct kept *k)
{
	mem_deref(k);
	a->keptc--;
}


static int64_t keep_ms(const struct adapters *a)
{
	return setting_int(a->settings, SET_ADAPTER_KEEP);
}


static void sweep_h(void *arg)
{
	struct adapters *a = arg;
	int64_t now_ms = clock_mono_ms();

	while (a->kept.head) {
		struct kept *k = a->kept.head->data;

		if (now_ms - k->mono_ms < keep_ms(a))
			break;
		drop(a, k);
	}
	if (a->keptc)
		tmr_start(&a->sweep, SWEEP_MS, sweep_h, a);
}


bool kept_find(struct adapters *a, struct adapter_ask *ask, int64_t most_ms)
{
	int64_t now_ms = clock_mono_ms();

	for (struct le *le = a->kept.tail; le; le = le->prev) {
		struct kept *k = le->data;

		if (now_ms - k->mono_ms >= most_ms)
			break;
		if (k->which != ask->which || strcmp(k->text, ask->text))
			continue;
		if (str_dup(&ask->result, k->result))
			return false;

		ask->answer = ADAPTER_FOUND;
		ask->at_ms = k->at_ms;
		return true;
	}

	return false;
}


void kept_add(struct adapters *a, const struct adapter_ask *ask)
{
	struct kept *k;

	if (!keep_ms(a))
		return;

	k = mem_zalloc(sizeof(*k), kept_destructor);
	if (!k)
		return;

	k->which = ask->which;
	k->mono_ms = clock_mono_ms();
	k->at_ms = ask->at_ms;
	if (str_dup(&k->text, ask->text) || str_dup(&k->result, ask->result)) {
		mem_deref(k);
		return;
	}

	list_append(&a->kept, &k->le, k);
	if (++a->keptc > ADAPTER_KEPT_MAX)
		drop(a, a->kept.head->data);
	if (!tmr_isrunning(&a->sweep))
		tmr_start(&a->sweep, SWEEP_MS, sweep_h, a);
}


void kept_close(struct adapters *a)
{
	tmr_cancel(&a->sweep);
	while (a->kept.head)
		drop(a, a->kept.head->data);
}
