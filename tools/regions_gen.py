#!/usr/bin/env python3
"""regions_gen.py: makes the tables of region codes that the checks of ИНН and passports use.

    regions_gen.py data/regions.tsv OUT.c

Reads the columns `code` (the tax register) and `passport_series_prefix` (a «?» marks doubt; doubtful ones count) by their
names in the header; a region may have no series of its own. The build fails, naming the line, when a code is not two
digits.
"""
import re
import sys


def read(path):
    with open(path, encoding='utf-8') as file:
        rows = [line.rstrip('\n').split('\t') for line in file]
    tax, passport = set(), set()
    at_tax, at_passport = rows[0].index('code'), rows[0].index('passport_series_prefix')
    for number, row in enumerate(rows[1:], 2):
        for codes, code, needed in ((tax, row[at_tax], True), (passport, row[at_passport].rstrip('?'), False)):
            if re.fullmatch(r'\d\d', code):
                codes.add(int(code))
            elif code or needed:
                sys.exit(f'{path}:{number}: a code of two digits is wanted, not «{code}»')
    return tax, passport


def table(name, codes):
    body = ''.join(f'\t[{code}] = true,\n' for code in sorted(codes))
    return f'const bool {name}[100] = {{\n{body}}};\n'


def main():
    source, out = sys.argv[1:]
    tax, passport = read(source)
    with open(out, 'w', encoding='utf-8') as file:
        file.write('/* Made by tools/regions_gen.py of data/regions.tsv */\n#include "person/region_priv.h"\n\n')
        file.write(table('region_tax', tax) + '\n' + table('region_passport', passport))


main()
