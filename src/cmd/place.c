/**
 * @file place.c  What commands share that work with a store
 */
#include <limits.h>
#include <stdio.h>
#include "base/why.h"
#include "cmd/place.h"


bool place_key(char *path, const struct settings *s, const char *command)
{
	const char *file = setting_text(s, SET_MASTER_KEY), *data = setting_text(s, SET_DATA);
	int n;

	if (file) {
		n = snprintf(path, PATH_MAX, "%s", file);
	}
	else if (data) {
		n = snprintf(path, PATH_MAX, "%s/master.key", data);
	}
	else {
		(void)cmd_usage(command, "say where the data are (--data DIR)");
		return false;
	}

	return n > 0 && n < PATH_MAX;
}


int place_store(struct place *p, const char *command, bool lock)
{
	struct store_prm prm = {
		.data_dir = setting_text(p->settings, SET_DATA),
		.db_url = setting_text(p->settings, SET_DB),
		.master_key = setting_text(p->settings, SET_MASTER_KEY),
		.lock = lock,
	};
	struct mbuf *why;
	int err;

	if (!prm.data_dir)
		return cmd_usage(command, "say where the data are (--data DIR)");

	why = mbuf_alloc(256);
	err = why ? store_open(&p->store, &prm, why) : ENOMEM;
	if (err && why && why->end)
		(void)cmd_fail(command, "%b", why->buf, why->end);
	else if (err)
		(void)cmd_fail(command, "%m", err);

	mem_deref(why);
	return cmd_status(err);
}


int place_open(struct place *p, int argc, char *argv[], bool lock)
{
	int rc;

	*p = (struct place){NULL, NULL};
	rc = cmd_settings(&p->settings, NULL, argc, argv);
	if (CMD_OK == rc)
		rc = place_store(p, argv[0], lock);
	if (CMD_OK != rc)
		place_close(p);

	return rc;
}


void place_close(struct place *p)
{
	p->store = mem_deref(p->store);
	p->settings = mem_deref(p->settings);
}
