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
