/**
 * @file house.c  A store as a program that has started has it
 */
#include "appeal/incarnate.h"
#include "base/clock.h"
#include "house.h"
#include "test.h"


int house_open(struct house *house, const struct test_store *st)
{
	struct incarnate in = {.cmd = {.apply_h = incarnate_begin_apply}};
	int err;

	*house = (struct house){.db = NULL};
	TEST_OK(folder_make(house->dir));
	TEST_OK(folder_keyring(&house->keys, house->dir));
	TEST_OK(db_open(&house->db, st->url, DB_WRITE, NULL));
	TEST_OK(db_migrate(house->db, migration_count, NULL));
	TEST_OK(command_run(house->db, house->keys, &in.cmd));
	house->incarnation = in.id;

	TEST_OK(db_begin(house->db));
	err = book_load(&house->book, house->db, clock_wall_ms());
	if (!err)
		err = topics_load(&house->topics, house->db);
	db_rollback(house->db);
	TEST_OK(err);

out:
	return err;
}


void house_close(struct house *house)
{
	topics_unref(house->topics);
	book_unref(house->book);
	mem_deref(house->keys);
	mem_deref(house->db);
	folder_remove(house->dir);
}
