/* The table of unit tests: X(function, flags), by room. */

X(test_def, 0)
