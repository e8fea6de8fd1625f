/**
 * @file bridge.h  Joins a caller with an operator: what one says the other hears
 *
 * Sound goes through as it is, packet by packet, when both sides speak the same; else leg_send converts A-law and µ-law by table.
 * leg_send rebases numbers at each change of source, so bridging, parting and music are one stream to the receiver. Keys of the
 * citizen go through to the operator's side too.
 */
#ifndef OTKLIK_VOICE_BRIDGE_H
#define OTKLIK_VOICE_BRIDGE_H

#include "voice/vcall.h"

/** Is either side to hear the other now? Joins or parts them accordingly; called whenever something of it changed */
void bridge_set(struct vcall *call);

/** Sound of a side: to the other one, while they are joined */
void bridge_media(struct vcall *call, struct leg *from, const struct leg_media *media);

/** A key of the citizen */
void bridge_digit(struct vcall *call, char digit);

#endif
