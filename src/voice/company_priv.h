/**
 * @file company_priv.h  Inside of a call's company (company.c, guest.c)
 */
#ifndef OTKLIK_VOICE_COMPANY_PRIV_H
#define OTKLIK_VOICE_COMPANY_PRIV_H

#include "voice/company.h"
#include "voice/media/mix.h"
#include "voice/task.h"

struct company {
	unsigned hears[TALK_SIDES];      /* talk_hears */
	struct mix mix;
	struct {
		uint16_t seq;
		uint32_t ts;
	} out[TALK_SIDES];

	/* the supervisor */
	struct leg *ear;                 /* owned; NULL none */
	int64_t listener;                /* who it is */
	bool whisper;

	/* the colleague */
	int64_t work;                    /* its id in the queue core; 0: nobody is called in */
	int64_t guest;                   /* who it is */
	uint64_t generation;             /* of the ring; 0 not yet */
	struct leg *leg;                 /* owned; NULL: rings */
	struct leg *coming;              /* of an answer that is judged; owned */
	struct task *leaving;            /* to the hub at the end; owned until then */
	bool outside;                    /* a telephone outside (outside.h): its leg is there from the first ring */
	bool answered;                   /* … and has answered */
	bool blind;                      /* … and has the call when it does */
	bool flows;                      /* … by the line's flow: no operator gave it */
	struct tmr ring;
	char name[CALL_NAME_SIZE];       /* as citizens hear it */
};

/** A call's company, made when there is none. NULL: no memory */
struct company *company_get(struct vcall *call);

/** Who hears whom is set anew; an empty company is no more */
void company_tidy(struct vcall *call);

#endif
