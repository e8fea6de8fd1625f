/**
 * @file test_refresh.c  Session timers: what two sides agree on, and when what is due
 */
#include "test.h"
#include "voice/sip/refresh.h"

int test_refresh(void);


static bool reads(const char *text, unsigned s, enum refresh_by by)
{
	struct refresh r = {0, REFRESH_ANY};

	return refresh_read(&r, pl_of(text)) && s == r.s && by == r.by;
}


int test_refresh(void)
{
	struct refresh r, wish = {1800, REFRESH_ANY};
	int err = 0;

	TEST(reads("1800", 1800, REFRESH_ANY) && reads("90;refresher=uas", 90, REFRESH_UAS) && reads("90 ; x=1;refresher = UAC", 90, REFRESH_UAC));
	TEST(reads("999999999", 7 * 24 * 3600, REFRESH_ANY) && reads("0;refresher=who", 0, REFRESH_ANY));
	TEST(!refresh_read(&r, PL_LIT("")) && !refresh_read(&r, PL_LIT("x")) && !refresh_read(&r, PL_LIT("90x")));
	TEST(!refresh_read(&r, PL_LIT("9999999999")) && !refresh_read(&r, PL_LIT("-90")));

	TEST(REFRESH_GOOD == refresh_take(&r, &wish, true, 90) && 1800 == r.s && REFRESH_UAC == r.by);
	TEST(REFRESH_GOOD == refresh_take(&r, &wish, false, 90) && REFRESH_UAS == r.by);
	wish = (struct refresh){60, REFRESH_UAC};
	TEST(REFRESH_TOO_SHORT == refresh_take(&r, &wish, true, 90));
	TEST(REFRESH_GOOD == refresh_take(&r, &wish, false, 90) && 90 == r.s && REFRESH_UAS == r.by);
	wish = (struct refresh){120, REFRESH_UAS};
	TEST(REFRESH_GOOD == refresh_take(&r, &wish, true, 90) && 120 == r.s && REFRESH_UAS == r.by);

	/* RFC 4028 §10: half the time to refresh; to hang up, before the end by a third or 32 s, whichever is less */
	TEST(60000 == refresh_due_ms(&r, true) && 88000 == refresh_due_ms(&r, false));
	r.s = 60;
	TEST(30000 == refresh_due_ms(&r, true) && 40000 == refresh_due_ms(&r, false));

out:
	return err;
}
