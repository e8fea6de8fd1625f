/**
 * @file setting.c  The settings as they are now: loaded, asked, loaded again
 */
#include "base/setting_priv.h"


static void old_text_destroy(void *arg)
{
	struct old_text *old = arg;

	list_unlink(&old->le);
	mem_deref(old->text);
}


static void settings_destroy(void *arg)
{
	struct settings *s = arg;

	for (int id = 0; id < SETTINGS; id++)
		mem_deref(atomic_load(&s->entries[id].text));
	list_flush(&s->old_texts);
	mem_deref(s->file);
}


int settings_load(struct settings **sp, int *restp, const struct setting_input *in)
{
	struct reading r = {.problem_h = in->problem_h, .arg = in->arg};
	int rest, err;

	r.s = mem_zalloc(sizeof(*r.s), settings_destroy);
	if (!r.s)
		return ENOMEM;

	r.s->argc = in->argc;
	r.s->argv = in->argv;
	r.s->env = in->env;

	err = settings_read(&r, restp ? &rest : NULL);
	if (err) {
		mem_deref(r.s);
		return err;
	}

	if (restp)
		*restp = rest;
	*sp = r.s;
	return 0;
}


static int check(const char *name, const struct pl *text, setting_problem_h *problem_h, void *arg)
{
	struct reading r = {.problem_h = problem_h, .arg = arg};
	int err;

	r.s = mem_zalloc(sizeof(*r.s), settings_destroy);
	if (!r.s)
		return ENOMEM;

	err = text ? settings_read_text(&r, name, *text) : settings_read_file(&r, name, true);
	if (!err)
		settings_check_together(&r);

	mem_deref(r.s);
	return err ? err : r.wrong ? EINVAL : 0;
}


int settings_check_file(const char *path, setting_problem_h *problem_h, void *arg)
{
	return check(path, NULL, problem_h, arg);
}


int settings_check_text(const char *name, struct pl text, setting_problem_h *problem_h, void *arg)
{
	return check(name, &text, problem_h, arg);
}


/* The old text goes where those who hold it still find it, the new one in its place */
static int replace(struct settings *s, enum setting_id id, struct entry *from)
{
	struct entry *to = &s->entries[id];
	struct old_text *old;

	old = mem_zalloc(sizeof(*old), old_text_destroy);
	if (!old)
		return ENOMEM;

	list_append(&s->old_texts, &old->le, old);
	old->text = atomic_exchange(&to->text, atomic_exchange(&from->text, NULL));
	atomic_store(&to->num, atomic_load(&from->num));
	to->source = from->source;
	to->line = from->line;
	return 0;
}


static bool differs(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : a != b;
}


int settings_reload(struct settings *s, setting_problem_h *problem_h, setting_change_h *change_h, void *arg)
{
	struct setting_input in = {s->argc, s->argv, s->env, problem_h, arg};
	struct settings *fresh;
	int rest, err;

	err = settings_load(&fresh, &rest, &in);
	if (err)
		return err;

	for (int id = 0; id < SETTINGS && !err; id++) {

		bool reload = setting_table[id].flags & SETTING_RELOAD;

		if (!differs(setting_text(s, (enum setting_id)id), setting_text(fresh, (enum setting_id)id)))
			continue;

		if (reload)
			err = replace(s, (enum setting_id)id, &fresh->entries[id]);
		if (!err && change_h)
			change_h((enum setting_id)id, reload, arg);
	}

	mem_deref(fresh);
	return err;
}


const char *setting_text(const struct settings *s, enum setting_id id)
{
	return atomic_load(&s->entries[id].text);
}


int64_t setting_int(const struct settings *s, enum setting_id id)
{
	return atomic_load(&s->entries[id].num);
}


bool setting_bool(const struct settings *s, enum setting_id id)
{
	return atomic_load(&s->entries[id].num);
}


enum setting_source setting_source(const struct settings *s, enum setting_id id, unsigned *linep)
{
	if (linep)
		*linep = s->entries[id].line;

	return s->entries[id].source;
}


const char *settings_file(const struct settings *s)
{
	return s->file;
}
