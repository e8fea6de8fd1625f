/* The table of unit tests: X(function, flags), by room. */

X(test_def, 0)

X(test_catalog_find, 0)
X(test_catalog_print, 0)
X(test_catalog_plural, 0)
