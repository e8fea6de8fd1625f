/**
 * @file pronounce.h  How words are told to the voice program where it reads them wrongly
 *
 * espeak-ng 1.51 stresses some Russian words on the wrong syllable, «сорок» and «уже» among them, and takes no stress marks; it
 * does take phonemes between [[ and ]]. The words that people read stay as they are. (Texts of people hold no brackets:
 * phrase.h.) What the list gives was heard and compared with `espeak-ng -v ru -x`.
 */
#ifndef OTKLIK_SOUND_PRONOUNCE_H
#define OTKLIK_SOUND_PRONOUNCE_H

#include "base/catalog.h"

/** Writes words as the voice program shall have them */
int pronounce(struct mbuf *mb, enum lang lang, struct pl words) MUST_CHECK;

#endif
