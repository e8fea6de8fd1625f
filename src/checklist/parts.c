/**
 * @file parts.c  How many SMS a text takes
 */
#include "base/text.h"
#include "checklist/checklist.h"

enum { GSM_ONE = 160, GSM_EACH = 153, UCS_ONE = 70, UCS_EACH = 67 };

/* The GSM 7-bit default alphabet beyond ASCII */
static const uint32_t gsm_more[] = {
	0xa3, 0xa5, 0xe8, 0xe9, 0xf9, 0xec, 0xf2, 0xc7, 0xd8, 0xf8, 0xc5, 0xe5, 0x394, 0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398,
	0x39e, 0xc6, 0xe6, 0xdf, 0xc9, 0xa4, 0xa1, 0xc4, 0xd6, 0xd1, 0xdc, 0xa7, 0xbf, 0xe4, 0xf6, 0xf1, 0xfc, 0xe0,
};


/* How many septets a character takes; 0: it is not of that alphabet */
static unsigned septets(uint32_t cp)
{
	if ('\n' == cp || '\r' == cp)
		return 1;
	if (0x20ac == cp || (cp && cp < 0x80 && strchr("^{}\\[~]|", (int)cp)))
		return 2;
	if (cp >= 0x20 && cp < 0x7f)
		return '`' != cp;

	for (size_t i = 0; i < sizeof(gsm_more) / sizeof(gsm_more[0]); i++) {
		if (cp == gsm_more[i])
			return 1;
	}

	return 0;
}


unsigned sms_parts(struct pl text)
{
	unsigned gsm = 0, ucs = 0, one, each, n;
	bool plain = true;
	uint32_t cp;

	while ((cp = text_next(&text)) < TEXT_END) {
		unsigned size = septets(cp);

		plain &= size > 0;
		gsm += size;
		ucs += cp > 0xffff ? 2 : 1;
	}
	if (TEXT_BAD == cp)
		return 0;

	n = plain ? gsm : ucs;
	one = plain ? GSM_ONE : UCS_ONE;
	each = plain ? GSM_EACH : UCS_EACH;

	return n <= one ? n > 0 : (n + each - 1) / each;
}
