/**
 * @file list.h  A caller has a checklist sent: the verb `checklist` of a flow; and the number of the appeal by SMS (setting sms.number)
 */
#ifndef OTKLIK_VOICE_LIST_H
#define OTKLIK_VOICE_LIST_H

#include "voice/vcall.h"

enum { LIST_SENDS_MAX = 3 };             /* of one call: nobody is pestered through us */

/** What can be read out and sent, as the world is now */
void list_facts(struct vcall *call);

/** The checklist goes into the outbox; the flow is told. May end the call */
void list_send(struct vcall *call);

/** How the mail address of an appeal's citizen begins and ends; owned, NULL: none is known. On a reader */
int list_mail_find(char **mailp, struct db *db, const struct keyring *keys, int64_t digits) MUST_CHECK;

/** The caller has shown that the appeal is the caller's own: `mailp` is taken over */
void list_mail_known(struct vcall *call, char **mailp);

/** What is sent when a call is over: its number, when that is wished and can be; owned, NULL: nothing */
struct outbox_message *list_number(const struct vcall *call);

#endif
