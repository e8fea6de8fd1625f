#!/usr/bin/env python3
"""data_gen.py: builds data files into the program as text; the program reads them with the parser it has anyway.

    data_gen.py OUT.c NAME=FILE…        const char NAME[] and const size_t NAME_size for each file

The build fails, naming file and line, when a file is not UTF-8 or holds a byte 0.
"""
import sys


def literal(line):
    out = []
    for byte in line:
        char = chr(byte)
        if char in '"\\':
            out.append('\\' + char)
        elif char == '\t':
            out.append('\\t')
        elif char == '?':
            out.append('\\?')
        elif 0x20 <= byte < 0x7f:
            out.append(char)
        else:
            out.append(f'\\{byte:03o}')
    return '"' + ''.join(out) + '\\n"'


def main(out_path, *items):
    with open(out_path, 'w', encoding='ascii') as out:
        out.write('/* made by tools/data_gen.py */\n#include <stddef.h>\n')
        for item in items:
            name, path = item.split('=', 1)
            with open(path, 'rb') as file:
                lines = file.read().rstrip(b'\n').split(b'\n')
            for number, line in enumerate(lines, 1):
                try:
                    line.decode('utf-8')
                except UnicodeDecodeError as err:
                    sys.exit(f'{path}:{number}: not UTF-8: {err}')
                if b'\0' in line:
                    sys.exit(f'{path}:{number}: a byte 0')
            out.write(f'\nextern const char {name}[];\nextern const size_t {name}_size;\n')
            out.write(f'const char {name}[] =\n')
            out.write('\n'.join('\t' + literal(line) for line in lines))
            out.write(f';\nconst size_t {name}_size = sizeof({name}) - 1;\n')


if __name__ == '__main__':
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
