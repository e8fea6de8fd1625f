/* The table of unit tests: X(function, flags), by room. */

X(test_def, 0)

X(test_catalog_find, 0)
X(test_catalog_print, 0)
X(test_catalog_plural, 0)

X(test_id, 0)
X(test_id_threads, TEST_NO_OOM)
X(test_log_text, 0)
X(test_log_json, 0)
X(test_log_full, 0)
X(test_mailbox_order, 0)
X(test_mailbox_threads, TEST_NO_OOM)
X(test_pool_work, TEST_NO_OOM)
X(test_pool_full, TEST_NO_OOM)
X(test_pool_stop, TEST_NO_OOM)
X(test_pool_init, TEST_NO_OOM)

/* base: time */
X(test_date, 0)
X(test_date_refuse, 0)
X(test_clock, 0)
X(test_clock_virtual, 0)
X(test_clock_step, 0)
X(test_rfc3339, 0)
X(test_rfc3339_refuse, 0)
X(test_zone, 0)
X(test_zone_first, 0)
X(test_zone_refuse, 0)
X(test_zone_gap, 0)
X(test_zone_random, 0)
X(test_zone_cost, 0)

/* what people type */
X(test_text_utf8, 0)
X(test_text_trim, 0)
X(test_text_map, 0)
X(test_text_layout, 0)
/* appeal */
X(test_life, 0)
X(test_life_names, 0)

X(test_master_parse, 0)
X(test_master_file, 0)
X(test_keyring_wrap, 0)
X(test_keyring_sign, 0)
X(test_vault, 0)
X(test_vault_moved, 0)

X(test_journal_chain, 0)
X(test_journal_head, 0)
X(test_journal_mark, 0)

X(test_loop, TEST_NO_OOM)
X(test_timer_selftest, TEST_NO_OOM)
X(test_timer_model, 0)
X(test_timer_again, 0)
X(test_timer_expire, 0)
X(test_timer_cost, TEST_NO_OOM)
X(test_timer_thread, TEST_NO_OOM)
