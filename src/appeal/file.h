/**
 * @file file.h  A file of an appeal: where it lies, and the key that opens it
 */
#ifndef OTKLIK_APPEAL_FILE_H
#define OTKLIK_APPEAL_FILE_H

#include "appeal/appeal.h"
#include "db/blob.h"

struct appeal_file {
	char blob[BLOB_NAME_SIZE];
	uint8_t key[BLOB_KEY_SIZE];      /* wipe it: sodium_memzero */
	char name[256], type[128];
	int64_t size_bytes;
};

/**
 * Finds a file of an appeal and opens what is sealed of it
 *
 * @param db      Inside a read transaction
 * @param file    Result, set when allowed
 * @param refusal APPEAL_UNKNOWN: no such appeal or no such file of it; APPEAL_ERASED: its data were destroyed
 *
 * @return 0 (look at *refusal), ENOMEM, EBADMSG or an errno of the store
 */
int appeal_file_find(struct db *db, const struct keyring *keys, int64_t digits, int64_t id, struct appeal_file *file,
		     enum appeal_refusal *refusal) MUST_CHECK;

#endif
