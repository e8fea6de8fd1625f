/**
 * @file switchboard.c  The profile with the published sheets over it
 */
#include <stdatomic.h>
#include "profile/profile_priv.h"
#include "profile/switchboard.h"

struct switchboard {
	_Atomic unsigned refs;
	struct announcement announcement;
	struct waiting waiting;
	struct office_downs downs;
	struct flows *flows;             /* owned */
	struct lines *lines;             /* owned; borrow of the flows, and of the profile or of … */
	const struct trunk_plans *plans; /* borrowed of the profile */
	struct trunk_plans *own;         /* owned: published at the desk; NULL: the profile's are in force */
	struct checklists *checklists;   /* owned */
	json_t *array;                   /* … this: a reference; NULL: the profile's lines are in force */
};


static void switchboard_destructor(void *arg)
{
	struct switchboard *board = arg;

	mem_deref(board->checklists);
	mem_deref(board->lines);
	json_decref(board->array);
	mem_deref(board->flows);
	mem_deref(board->own);
}


/* Is a flow right by itself? Says why not */
static int flow_fits(bool *fits, const struct sheet *sheet, struct mbuf *why)
{
	struct list faults = LIST_INIT;
	const struct flow_fault *first;
	struct flow_tree *tree = NULL;
	int err;

	err = flow_read(&tree, pl_of(sheet->key), sheet->body, &faults);
	if (!err && tree)
		err = flow_check(tree, &faults);

	first = list_ledata(list_head(&faults));
	if (!err && first)
		err = mbuf_printf(why, "%sthe published flow %s, version %lld: %s: %s", why->end ? "; " : "", sheet->key, sheet->version,
				  first->path, first->what);
	*fits = !first;

	mem_deref(tree);
	list_flush(&faults);
	return err;
}


/* The profile's flows, those of sheets in their place */
static int flows_merge(json_t **objp, const struct profile *profile, const struct sheets *sheets, struct mbuf *why)
{
	const json_t *own = json_object_get(profile->root, "flows");
	json_t *obj = json_is_object(own) ? json_copy((json_t *)own) : json_object();
	int err = obj ? 0 : ENOMEM;

	for (size_t i = 0; !err && sheets && i < sheets->n; i++) {
		const struct sheet *sheet = &sheets->at[i];
		bool fits = false;

		if (strcmp(sheet->kind, SHEET_FLOW))
			continue;
		if (0 == json_array_size(sheet->body)) {         /* it was deleted; the profile's is hidden with it */
			(void)json_object_del(obj, sheet->key);
			continue;
		}
		err = flow_fits(&fits, sheet, why);
		if (!err && fits)
			err = json_object_set(obj, sheet->key, sheet->body) ? ENOMEM : 0;
	}

	if (err)
		json_decref(obj);
	else
		*objp = obj;

	return err;
}


/* The lines that were published, when this program can take them; else those of the profile */
static int lines_take(struct switchboard *board, const struct profile *profile, const struct sheets *sheets, struct mbuf *why)
{
	int err = EINVAL;

	for (size_t i = 0; sheets && i < sheets->n; i++) {
		const struct sheet *sheet = &sheets->at[i];

		if (strcmp(sheet->kind, SHEET_LINE) || strcmp(sheet->key, SHEET_ALL))
			continue;
		err = lines_read(&board->lines, sheet->body, board->flows, "the published lines", why);
		if (!err)
			board->array = json_incref(sheet->body);
	}

	return EINVAL == err ? lines_read(&board->lines, json_object_get(profile->root, "lines"), board->flows, profile->from, why) : err;
}


/* What was published about waiting, when this program can take it; else what the settings say */
static int waiting_take(struct switchboard *board, const struct sheets *sheets, struct mbuf *why)
{
	for (size_t i = 0; sheets && i < sheets->n; i++) {
		const struct sheet *sheet = &sheets->at[i];

		if (strcmp(sheet->kind, SHEET_QUEUE) || strcmp(sheet->key, SHEET_ALL))
			continue;
		if (waiting_read(&board->waiting, sheet->body, NULL, NULL))
			return mbuf_printf(why, "%squeues, version %lld: not as this program knows them", why->end ? "; " : "", sheet->version);
	}

	return 0;
}


/* Those that were published, when this program can take them; else those of the profile stay in force */
static int trunks_take(struct switchboard *board, const struct sheets *sheets, struct mbuf *why)
{
	int err = 0;

	for (size_t i = 0; sheets && i < sheets->n; i++) {
		const struct sheet *sheet = &sheets->at[i];

		if (!strcmp(sheet->kind, SHEET_TRUNK) && !strcmp(sheet->key, SHEET_ALL))
			err = trunks_read(&board->own, sheet->body, TRUNK_OF_DESK, "the published trunks", why);
	}

	return EINVAL == err ? 0 : err;
}


/* Checklists the same way */
static int checklists_take(struct switchboard *board, const struct profile *profile, const struct sheets *sheets, struct mbuf *why)
{
	int err = EINVAL;

	for (size_t i = 0; sheets && i < sheets->n; i++) {
		const struct sheet *sheet = &sheets->at[i];

		if (0 == strcmp(sheet->kind, SHEET_CHECKLIST) && 0 == strcmp(sheet->key, SHEET_ALL))
			err = checklists_read(&board->checklists, sheet->body, "the published checklists", why);
	}

	return EINVAL == err ? checklists_read(&board->checklists, json_object_get(profile->root, "checklists"), profile->from, why) : err;
}


int switchboard_make(struct switchboard **sp, const struct profile *profile, const struct waiting *waiting, const struct sheets *sheets,
		     struct mbuf *why)
{
	struct switchboard *board = mem_zalloc(sizeof(*board), switchboard_destructor);
	struct list faults = LIST_INIT;
	json_t *flows = NULL;
	int err = ENOMEM;

	if (!board)
		return ENOMEM;

	atomic_init(&board->refs, 1);
	board->waiting = *waiting;
	board->plans = profile->trunks;
	err = flows_merge(&flows, profile, sheets, why);
	if (!err)
		err = flows_read(&board->flows, flows, &faults);
	if (!err && !board->flows) {                     /* too many of them together: those of the profile alone are right */
		list_flush(&faults);
		err = mbuf_printf(why, "%sthere are more than %d flows; those of the profile are in force", why->end ? "; " : "", FLOWS_MAX);
		if (!err)
			err = flows_read(&board->flows, json_object_get(profile->root, "flows"), &faults);
	}
	if (!err)
		err = lines_take(board, profile, sheets, why);
	if (!err)
		err = waiting_take(board, sheets, why);
	if (!err)
		err = trunks_take(board, sheets, why);
	if (!err)
		err = checklists_take(board, profile, sheets, why);

	list_flush(&faults);
	json_decref(flows);
	if (err)
		mem_deref(board);
	else
		*sp = board;

	return err;
}


int switchboard_load(struct switchboard **sp, const struct profile *profile, const struct waiting *waiting, struct db *db, struct mbuf *why)
{
	struct announcement announcement = {.id = 0};
	struct switchboard *board = NULL;
	struct sheets *sheets = NULL;
	struct office_downs downs;
	int err;

	err = announcement_load(&announcement, db);
	if (!err)
		err = office_downs_load(&downs, db);
	if (!err)
		err = sheets_load(&sheets, db);
	if (!err)
		err = switchboard_make(&board, profile, waiting, sheets, why);
	if (!err && board->own)
		err = trunk_passwords_load(board->own, db);
	if (err) {
		mem_deref(board);
	}
	else {
		board->announcement = announcement;
		board->downs = downs;
		*sp = board;
	}

	mem_deref(sheets);
	return err;
}


bool switchboard_office_down(const struct switchboard *board, unsigned region, int64_t now_ms)
{
	return board && office_is_down(&board->downs, region, now_ms);
}


struct pl switchboard_announcement(const struct switchboard *board, enum lang lang, int64_t now_ms)
{
	bool heard = board && announcement_heard(&board->announcement, now_ms);

	return pl_of(heard ? board->announcement.words[lang] : NULL);
}


struct switchboard *switchboard_ref(struct switchboard *board)
{
	if (board)
		atomic_fetch_add(&board->refs, 1);

	return board;
}


struct switchboard *switchboard_unref(struct switchboard *board)
{
	if (board && 1 == atomic_fetch_sub(&board->refs, 1))
		mem_deref(board);

	return NULL;
}


const struct lines *switchboard_lines(const struct switchboard *board)
{
	return board ? board->lines : NULL;
}


const struct waiting *switchboard_waiting(const struct switchboard *board)
{
	return board ? &board->waiting : NULL;
}


const struct trunk_plans *switchboard_trunks(const struct switchboard *board, bool *of_desk)
{
	if (of_desk)
		*of_desk = board && board->own;

	return !board ? NULL : board->own ? board->own : board->plans;
}


const struct flows *switchboard_flows(const struct switchboard *board)
{
	return board ? board->flows : NULL;
}


const struct checklists *switchboard_checklists(const struct switchboard *board)
{
	return board ? board->checklists : NULL;
}
