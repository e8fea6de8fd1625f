/**
 * @file talk.c  Who hears whom
 */
#include "voice/media/talk.h"


unsigned talk_hears(const struct talk *talk, enum talk_side side)
{
	unsigned citizen = talk->joined ? TALK_BIT(TALK_CITIZEN) : 0, staff = TALK_BIT(TALK_STAFF), guest = TALK_BIT(TALK_GUEST);
	unsigned hears = 0;

	if (!(talk->here & TALK_BIT(side)))
		return 0;

	switch (side) {

	case TALK_CITIZEN: hears = talk->joined ? staff | guest : 0; break;
	case TALK_STAFF:   hears = citizen | guest | (talk->whisper ? TALK_BIT(TALK_EAR) : 0); break;
	case TALK_GUEST:   hears = citizen | staff; break;
	case TALK_EAR:     hears = citizen | staff | guest; break;
	default:           break;
	}

	return hears & talk->here;
}
