/**
 * @file key.c  otklik key check|add|rotate: the master key (docs/keys.md)
 */
#include <limits.h>
#include <stdio.h>
#include "base/why.h"
#include "cmd/place.h"
#include "cmd/progress.h"
#include "db/rotate.h"


static void progress_h(int64_t done, void *arg)
{
	progress_show(arg, done);
}


static int fail(const struct mbuf *why, int err)
{
	return why->end ? cmd_fail("key", "%b", why->buf, why->end) : cmd_fail("key", "%m", err);
}


static int bad_say(const struct rotate_report *rep)
{
	if (rep->bad_citizen < 0)
		return cmd_fail("key", "%lld keys do not open; the first is the working key %lld", (long long)rep->bad,
				(long long)(-1 - rep->bad_citizen));

	return cmd_fail("key", "%lld keys do not open; the first is that of citizen %lld", (long long)rep->bad,
			(long long)rep->bad_citizen);
}


static int check(struct rotate_prm *prm)
{
	struct rotate_report rep;
	int err = keyring_check(prm, &rep);

	if (err)
		return cmd_fail("key", "%m", err);
	if (rep.bad)
		return bad_say(&rep);

	printf("%s: version %u opens %lld working keys and %lld keys of citizens\n", prm->file, rep.version,
	       (long long)rep.working, (long long)rep.citizens);
	if (rep.old)
		printf("%lld of them are still under an older version: finish the rotation (otklik key rotate)\n", (long long)rep.old);

	return CMD_OK;
}


static int rotate(struct rotate_prm *prm)
{
	struct mbuf *why = mbuf_alloc(256);
	struct rotate_report rep;
	struct progress bar;
	int err, rc = CMD_OK;

	if (!why)
		return cmd_fail("key", "%m", ENOMEM);

	progress_start(&bar, "rewrapping", 0);
	prm->progress_h = progress_h;
	prm->arg = &bar;    // cppcheck-suppress autoVariables; taken back below
	err = keyring_rotate(prm, &rep, why);
	prm->arg = NULL;
	progress_end(&bar);

	if (err && rep.bad)
		rc = bad_say(&rep);
	else if (err)
		rc = fail(why, err);
	else
		printf("%s: version %u holds; %lld working keys and %lld keys of citizens were rewrapped. Keep a copy of this file "
		       "apart from the backups; older backups still need the older file.\n", prm->file, rep.version,
		       (long long)rep.working, (long long)rep.citizens);

	mem_deref(why);
	return rc;
}


static int with_store(int argc, char *argv[], int (*h)(struct rotate_prm *prm))
{
	struct rotate_prm prm;
	struct place place;
	int rc;

	rc = place_open(&place, argc, argv, true);
	if (CMD_OK != rc)
		return rc;

	prm = (struct rotate_prm){.keys = place.store->keys, .db = place.store->db, .file = place.store->master_key};
	rc = h(&prm);
	place_close(&place);
	return rc;
}


/* Without the store: for the owner of a file that the program may only read, such as a credential of systemd */
static int add(int argc, char *argv[])
{
	struct settings *s = NULL;
	struct mbuf *why = NULL;
	char path[PATH_MAX];
	uint32_t version;
	int err, rc;

	rc = cmd_settings(&s, NULL, argc, argv);
	if (CMD_OK != rc)
		return rc;

	if (!place_key(path, s, "key")) {
		rc = CMD_USAGE;
		goto out;
	}

	why = mbuf_alloc(256);
	err = why ? master_file_add(path, &version, why) : ENOMEM;
	if (err)
		rc = why ? fail(why, err) : cmd_fail("key", "%m", err);
	else
		printf("%s: version %u added; now stop the program and run otklik key rotate\n", path, version);

out:
	mem_deref(why);
	mem_deref(s);
	return rc;
}


int cmd_key(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";

	/* the word is taken out; the name stays for what is said */
	if (argc > 1) {
		argv[1] = argv[0];
		argc--;
		argv++;
	}

	if (!strcmp(what, "check"))
		return with_store(argc, argv, check);
	if (!strcmp(what, "rotate"))
		return with_store(argc, argv, rotate);
	if (!strcmp(what, "add"))
		return add(argc, argv);

	return cmd_usage("key", "say check, add or rotate");
}
