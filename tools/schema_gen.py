#!/usr/bin/env python3
"""schema_gen.py SCHEMA.json OUT.c: checks the schemas of the API and embeds them as one C string

Each schema has a name and no others than #/components/schemas/NAME are referred to; the build fails when one is missing.
"""
import json
import sys


def pairs(items):
    names = [name for name, _ in items]
    for name in names:
        if names.count(name) > 1:
            sys.exit(f'{sys.argv[1]}: «{name}» stands twice')
    return dict(items)


def refs(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == '$ref':
                yield value
            else:
                yield from refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from refs(value)


def main():
    with open(sys.argv[1], encoding='utf-8') as f:
        schemas = json.load(f, object_pairs_hook=pairs)
    for ref in refs(schemas):
        name = ref.removeprefix('#/components/schemas/')
        if name == ref or name not in schemas:
            sys.exit(f'{sys.argv[1]}: there is no schema {ref}')
    data = json.dumps(schemas, ensure_ascii=True, separators=(',', ':')).encode()
    rows = [', '.join(str(b) for b in data[i:i + 30]) for i in range(0, len(data), 30)]
    with open(sys.argv[2], 'w', encoding='ascii') as f:
        f.write('/* made by tools/schema_gen.py */\n#include "web/schema.h"\n\nconst char schema_text[] = {\n\t' +
                ',\n\t'.join(rows) + ', 0\n};\n')


main()
