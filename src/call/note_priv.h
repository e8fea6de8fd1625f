/**
 * @file note_priv.h  Inside the room of calls: what is owed
 */
#ifndef OTKLIK_CALL_NOTE_PRIV_H
#define OTKLIK_CALL_NOTE_PRIV_H

#include "call/note.h"

/** A call back is owed once, however often a caller was cut off; the promise is then the one that there is. `back` NULL: people make it */
int call_owe(struct tx *tx, int64_t appeal, struct promise *promise, struct callback *back) MUST_CHECK;

/** Who was owed a call back has been talked to; `callback`: in the call that was dialled for it, 0 in another */
int call_kept(struct tx *tx, int64_t appeal, int64_t callback) MUST_CHECK;

#endif
