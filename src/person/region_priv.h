/**
 * @file region_priv.h  Codes of regions in two registers, made of data/regions.tsv; never use one's number in the other
 */
#ifndef OTKLIK_PERSON_REGION_PRIV_H
#define OTKLIK_PERSON_REGION_PRIV_H

#include <stdbool.h>

extern const bool region_tax[100];              /* the tax register: the first two digits of an ИНН */
extern const bool region_passport[100];         /* the first group of a passport series (ОКАТО, mostly) */

#endif
