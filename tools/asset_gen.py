#!/usr/bin/env python3
"""asset_gen.py: embeds the files that browsers load (style sheet, fonts, icons, the built desk) in the program.

    asset_gen.py --site DIR --desk DIR --work DIR --depfile FILE ASSET_NAME.h ASSET_TABLE.c ASSET_DATA.S

Files of --site are served as /a/NAME.HASH.EXT, the hash being of their content: they may be kept for ever. ASSET_NAME.h gives
each address as a constant, site.css as ASSET_SITE_CSS; a url(…) in a style sheet is turned into the address. Files of --desk (what
Vite made; the folder may be absent) are served as /desk/PATH: Vite put its own hash into the names below assets/, and
index.html, asked for anew each time, is /desk/.

Each file is also kept compressed by gzip and brotli where that saves a twentieth. The data come in by .incbin, so the
compiler never reads them. The strong ETag is the hash of the content.
"""
import argparse
import gzip
import hashlib
import os
import re
import subprocess
import sys

TYPES = {
    '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.html': 'text/html; charset=utf-8',
    '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.png': 'image/png', '.ico': 'image/x-icon', '.json': 'application/json',
    '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json', '.wav': 'audio/wav', '.mp3': 'audio/mpeg',
}
PACKED = {'.woff2', '.png', '.mp3'}       # compressed already
SKIPPED = ('.map', '.md', '.d.ts', 'OFL.txt', 'LICENSE')
HASHED = re.compile(r'-[A-Za-z0-9_-]{8}\.\w+\Z')


def files_of(root):
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(SKIPPED) and not name.startswith('.'):
                yield os.path.relpath(os.path.join(folder, name), root)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def type_of(path):
    kind = TYPES.get(os.path.splitext(path)[1])
    if not kind:
        sys.exit(f'{path}: asset_gen.py knows no content type of this ending; it knows {" ".join(TYPES)}')
    return kind


def css_urls(path, text, urls):
    """A style sheet with its relative url(…) turned into addresses"""
    def swap(match):
        name = os.path.normpath(os.path.join(os.path.dirname(path), match[1]))
        if name not in urls:
            sys.exit(f'{path}: url({match[1]}) is no file of ui/site')
        return f'url({urls[name]})'

    text = re.sub(r'/\*.*?\*/', '', text, flags=re.S)
    text = re.sub(r'\s*\n\s*', '\n', text).strip() + '\n'
    return re.sub(r'url\(["\']?(?!data:|/|#)([^)"\']+)["\']?\)', swap, text)


def site_assets(root):
    """(address, content, constant) of each file; style sheets last, because they name the others"""
    urls, found = {}, []
    for path in sorted(files_of(root), key=lambda path: (path.endswith('.css'), path)):
        data = read(os.path.join(root, path))
        if path.endswith('.css'):
            data = css_urls(path, data.decode(), urls).encode()
        stem, ending = os.path.splitext(os.path.basename(path))
        urls[path] = f'/a/{stem}.{hashlib.sha256(data).hexdigest()[:10]}{ending}'
        found.append((urls[path], data, 'ASSET_' + re.sub(r'[^A-Z0-9]', '_', path.upper()), True))
    return found


def desk_assets(root):
    return [('/desk/' if path == 'index.html' else f'/desk/{path}', read(os.path.join(root, path)), None,
             bool(HASHED.search(path))) for path in files_of(root)] if os.path.isdir(root) else []


def packed(name, data, work):
    """The files of one asset: as it is, gzip, brotli; None where packing saves nothing"""
    plain = os.path.join(work, name)
    write(plain, data)
    if os.path.splitext(name)[1] in PACKED:
        return [(plain, len(data)), None, None]
    brotli = subprocess.run(['brotli', '-q', '11', '-c', plain], check=True, stdout=subprocess.PIPE).stdout
    parts = [(plain, len(data))]
    for ending, small in (('.gz', gzip.compress(data, 9, mtime=0)), ('.br', brotli)):
        if len(small) * 20 > len(data) * 19:
            parts.append(None)
            continue
        write(plain + ending, small)
        parts.append((plain + ending, len(small)))
    return parts


def write(path, data):
    with open(path, 'wb' if isinstance(data, bytes) else 'w') as out:
        out.write(data)


def main():
    parser = argparse.ArgumentParser()
    for name in ('--site', '--desk', '--work', '--depfile'):
        parser.add_argument(name, required=True)
    parser.add_argument('out', nargs=3)
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)

    assets = sorted(site_assets(args.site) + desk_assets(args.desk), key=lambda asset: asset[0].encode())
    data_s, rows, names = ['\t.section .rodata'], [], []
    for n, (url, data, constant, immutable) in enumerate(assets):
        digest = hashlib.sha256(data).hexdigest()
        kind = type_of('index.html' if url == '/desk/' else url)
        cells = []
        for i, part in enumerate(packed(f'{n}{os.path.splitext(url)[1] or ".html"}', data, args.work)):
            if part:
                data_s.append(f'\t.global asset_{n}_{i}\nasset_{n}_{i}:    /* {digest[:16]} */\n\t.incbin "{os.path.abspath(part[0])}"')
                cells.append((f'extern const uint8_t asset_{n}_{i}[];', f'{{asset_{n}_{i}, {part[1]}}}'))
            else:
                cells.append(('', '{NULL, 0}'))
        rows.append((''.join(extern + '\n' for extern, _ in cells if extern),
                     f'\t{{"{url}", "{kind}", "{digest[:24]}", {str(immutable).lower()}, {{{", ".join(cell for _, cell in cells)}}}}},\n'))
        if constant:
            names.append(f'#define {constant} "{url}"\n')

    note = '/* Made by tools/asset_gen.py of ui/site and ui/desk */\n'
    write(args.out[0], f'{note}#ifndef OTKLIK_WEB_ASSET_NAME_H\n#define OTKLIK_WEB_ASSET_NAME_H\n\n{"".join(names)}\n#endif\n')
    write(args.out[1], f'{note}#include "web/asset_priv.h"\n\n{"".join(row[0] for row in rows)}\n'
          f'const struct asset asset_table[] = {{\n{"".join(row[1] for row in rows)}}};\n\n'
          f'const size_t asset_count = {len(rows)};\n')
    write(args.out[2], '\n'.join(data_s) + '\n\t.section .note.GNU-stack,"",%progbits\n')

    watched = [os.path.dirname(args.desk)] if not os.path.isdir(args.desk) else []
    for root in (args.site, args.desk):
        for folder, _, found in os.walk(root):
            watched += [folder] + [os.path.join(folder, name) for name in found]
    write(args.depfile, f'{args.out[0]}: ' + ' '.join(path.replace(' ', '\\ ') for path in watched if os.path.exists(path)) + '\n')


main()
