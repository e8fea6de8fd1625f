/**
 * @file folder.h  A folder of a test's own, with a master key file and a keyring when it needs them
 */
#ifndef OTKLIK_TEST_FOLDER_H
#define OTKLIK_TEST_FOLDER_H

#include "base/def.h"

enum { FOLDER_MAX = 64, FOLDER_PATH = 160 };

struct keyring;

/** Makes a new folder; `dir` has FOLDER_MAX bytes */
int folder_make(char *dir) MUST_CHECK;

/** Removes it with everything in it; an empty name is nothing */
void folder_remove(const char *dir);

/** "dir/name" in `path`, which has FOLDER_PATH bytes */
const char *folder_path(char *path, const char *dir, const char *name);

/** A keyring whose master key and working keys are the same at every run; no store */
int folder_keyring(struct keyring **krp, const char *dir) MUST_CHECK;

/** Changes one byte of a file at `offset` (from the end when negative) */
int folder_flip(const char *path, long offset) MUST_CHECK;

#endif
