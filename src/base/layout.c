/**
 * @file layout.c  Letters that look alike in two alphabets, and keys that carry a letter of each
 */
#include "base/text.h"


struct pair {
	uint16_t latin;
	uint16_t cyrillic;
};

/* Upper case: the twelve letters that look the same. Lower case: only those that do (к is no Latin k on paper) */
static const struct pair alike[] = {
	{'A', 0x410}, {'B', 0x412}, {'C', 0x421}, {'E', 0x415}, {'H', 0x41d}, {'K', 0x41a},
	{'M', 0x41c}, {'O', 0x41e}, {'P', 0x420}, {'T', 0x422}, {'X', 0x425}, {'Y', 0x423},
	{'a', 0x430}, {'c', 0x441}, {'e', 0x435}, {'o', 0x43e}, {'p', 0x440}, {'x', 0x445}, {'y', 0x443},
};

/* The keys of a PC keyboard with a letter in the Russian layout, row by row */
static const struct pair keys[] = {
	{'`', 0x451}, {'q', 0x439}, {'w', 0x446}, {'e', 0x443}, {'r', 0x43a}, {'t', 0x435}, {'y', 0x43d}, {'u', 0x433},
	{'i', 0x448}, {'o', 0x449}, {'p', 0x437}, {'[', 0x445}, {']', 0x44a},
	{'a', 0x444}, {'s', 0x44b}, {'d', 0x432}, {'f', 0x430}, {'g', 0x43f}, {'h', 0x440}, {'j', 0x43e}, {'k', 0x43b},
	{'l', 0x434}, {';', 0x436}, {'\'', 0x44d},
	{'z', 0x44f}, {'x', 0x447}, {'c', 0x441}, {'v', 0x43c}, {'b', 0x438}, {'n', 0x442}, {'m', 0x44c}, {',', 0x431},
	{'.', 0x44e},
	{'~', 0x401}, {'Q', 0x419}, {'W', 0x426}, {'E', 0x423}, {'R', 0x41a}, {'T', 0x415}, {'Y', 0x41d}, {'U', 0x413},
	{'I', 0x428}, {'O', 0x429}, {'P', 0x417}, {'{', 0x425}, {'}', 0x42a},
	{'A', 0x424}, {'S', 0x42b}, {'D', 0x412}, {'F', 0x410}, {'G', 0x41f}, {'H', 0x420}, {'J', 0x41e}, {'K', 0x41b},
	{'L', 0x414}, {':', 0x416}, {'"', 0x42d},
	{'Z', 0x42f}, {'X', 0x427}, {'C', 0x421}, {'V', 0x41c}, {'B', 0x418}, {'N', 0x422}, {'M', 0x42c}, {'<', 0x411},
	{'>', 0x42e},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))


static uint32_t cyrillic(const struct pair *pairs, size_t n, uint32_t cp)
{
	for (size_t i = 0; i < n; i++) {
		if (pairs[i].latin == cp)
			return pairs[i].cyrillic;
	}

	return cp;
}


static uint32_t latin(const struct pair *pairs, size_t n, uint32_t cp)
{
	for (size_t i = 0; i < n; i++) {
		if (pairs[i].cyrillic == cp)
			return pairs[i].latin;
	}

	return cp;
}


uint32_t text_to_cyrillic(uint32_t cp)
{
	return cyrillic(alike, COUNT(alike), cp);
}


uint32_t text_to_latin(uint32_t cp)
{
	return latin(alike, COUNT(alike), cp);
}


uint32_t text_to_jcuken(uint32_t cp)
{
	return cyrillic(keys, COUNT(keys), cp);
}


uint32_t text_to_qwerty(uint32_t cp)
{
	return latin(keys, COUNT(keys), cp);
}
