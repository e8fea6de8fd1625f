/**
 * @file region.c  Codes of regions
 */
#include "person/check_priv.h"
#include "person/region_priv.h"


bool region_is_tax(unsigned code)
{
	/* Districts merged into their neighbours in 2005-2008 (Коми-Пермяцкий, Таймырский, Эвенкийский, Корякский,
	   Усть-Ордынский, Агинский): the ИНН given there stay. 97 … 99: inter-regional inspections */
	static const uint8_t others[] = {80, 81, 82, 84, 85, 88, 97, 98, 99};

	if (code >= 100)
		return false;
	for (size_t i = 0; i < sizeof(others); i++) {
		if (others[i] == code)
			return true;
	}

	return region_tax[code];
}


bool region_is_passport(unsigned code)
{
	return code < 100 && region_passport[code];
}
