#!/usr/bin/env python3
"""neighbours_gen.py: makes the table of the regions that the telephone speaks of: names in both languages, borders, hours east of UTC.

    neighbours_gen.py data/regions.tsv data/regions-en.tsv OUT.c

Columns are found by their names in the header. The build fails, naming the line, when a code is not two digits, a region has no name in
one of the languages, a border is not said by both sides, or an offset is none.
"""
import re
import sys


def read(path):
    with open(path, encoding='utf-8') as file:
        rows = [line.rstrip('\n').split('\t') for line in file]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]) or not re.fullmatch(r'\d\d', row[0]):
            sys.exit(f'{path}:{number}: {len(rows[0])} columns are wanted, the first a code of two digits')
    return {row[0]: dict(zip(rows[0], row), line=f'{path}:{number}') for number, row in enumerate(rows[1:], 2)}


def offset_min(row):
    found = re.fullmatch(r'([+-])(\d\d):(\d\d)', row['utc_offset'])
    if not found:
        sys.exit(f'{row["line"]}: an offset such as +03:00 is wanted, not «{row["utc_offset"]}»')
    return (-1 if found[1] == '-' else 1) * (int(found[2]) * 60 + int(found[3]))


def borders(regions, row, column):
    codes = row[column].split()
    for code in codes:
        if row['code'] not in regions.get(code, {column: ''})[column].split():
            sys.exit(f'{row["line"]}: {code} is no region that has {row["code"]} among its {column}')
    return ', '.join(str(int(code)) for code in codes)


def text(words):
    return '"' + words.replace('\\', '\\\\').replace('"', '\\"') + '"'


def main():
    source, names, out = sys.argv[1:]
    regions, english = read(source), read(names)
    with open(out, 'w', encoding='utf-8') as file:
        file.write(f'/* Made by tools/neighbours_gen.py of {source.split("/")[-1]} and {names.split("/")[-1]} */\n#include "region/region_priv.h"\n\n'
                   'const struct region_row region_rows[REGION_CODES] = {\n')
        for code, row in sorted(regions.items()):
            if code not in english:
                sys.exit(f'{row["line"]}: {names} has no name of {code}')
            file.write(f'\t[{int(code)}] = {{{{{text(row["name"])}, {text(english[code]["name"])}}}, {offset_min(row)}, '
                       f'{{{borders(regions, row, "neighbours_land") or 0}}}, {{{borders(regions, row, "neighbours_sea") or 0}}}}},\n')
        file.write('};\n')


main()
