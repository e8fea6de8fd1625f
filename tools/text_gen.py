#!/usr/bin/env python3
"""text_gen.py: makes C of the text catalogue (text/ru.json, text/en.json), or tidies the two files.

    text_gen.py RU.json EN.json TEXT_KEY.h TEXT_TABLE.c      the keys as an enum, the texts as a table
    text_gen.py --tidy RU.json EN.json                       rewrites both files in order, one key a line

A key is the path of names that leads to a text: {"site": {"form": {"title": "…"}}} is `site.form.title`, in C
T_SITE_FORM_TITLE. A text that depends on a number is an object of plural forms: one, few, many, other in Russian, one
and other in English; the number is the placeholder {n}. A placeholder is a name in braces: {when}.

The build fails, naming the key, when a key stands in one language only, a language lacks a plural form, the
placeholders differ, a key stands twice or out of order, or a text is empty.

In the section "voice", which is spoken, a placeholder says behind a colon what kind of value it is and in which form of its
language it is said: {n:count gen minute} (src/phrase/phrase.h has the list). The kind is one in both languages.
"""
import json
import re
import sys

LANGS = {'ru': ('one', 'few', 'many', 'other'), 'en': ('one', 'other')}
FORMS = ('one', 'few', 'many', 'other')
NAME = re.compile(r'[a-z0-9][a-z0-9_-]*\Z')
HOLE = re.compile(r'\{([a-z][a-z0-9_]*)\}')
SPOKEN = re.compile(r'\{([a-z][a-z0-9_]*:[a-z]+)(?: [a-z]+)*\}')      # name and kind; the form may differ


def stop(where, what):
    sys.exit(f'{where}: {what}')


def is_plural(node):
    return isinstance(node, dict) and 'other' in node and set(node) <= set(FORMS)


def load(path):
    def pairs(items):
        names = [name for name, _ in items]
        for name in names:
            if names.count(name) > 1:
                stop(path, f'«{name}» stands twice in one section')
        return dict(items)

    try:
        with open(path, encoding='utf-8') as file:
            return json.load(file, object_pairs_hook=pairs)
    except ValueError as err:
        stop(path, err)


def is_spoken(key):
    return key.startswith('voice.')


def hole_of(key):
    return SPOKEN if is_spoken(key) else HOLE


def check_text(path, key, text):
    if not isinstance(text, str) or not text.strip():
        stop(path, f'{key}: a text or plural forms are wanted')
    rest = hole_of(key).sub('', text)
    if '\0' in text or '{' in rest or '}' in rest:
        shape = '{name:kind form}' if is_spoken(key) else '{name}'
        stop(path, f'{key}: a brace that is no placeholder; a placeholder is {shape} of small letters')


def flatten(path, lang, node, prefix=''):
    """The texts of a section: {key: {form: text}}"""
    texts = {}
    if list(node) != sorted(node):
        stop(path, f'section «{prefix or "top"}» is out of order; run tools/text_gen.py --tidy text/ru.json text/en.json')
    for name, value in node.items():
        key = f'{prefix}.{name}' if prefix else name
        if not NAME.match(name):
            stop(path, f'{key}: a name has small letters, digits, - and _ only')
        if is_plural(value):
            if set(value) != set(LANGS[lang]):
                stop(path, f'{key}: plural forms of {lang} are {", ".join(LANGS[lang])}')
            texts[key] = value
        elif isinstance(value, dict):
            texts.update(flatten(path, lang, value, key))
            continue
        else:
            texts[key] = {'other': value}
        for text in texts[key].values():
            check_text(path, key, text)
    return texts


def holes(key, forms):
    return {name for text in forms.values() for name in hole_of(key).findall(text)}


def check_same(paths, texts):
    ru, en = texts['ru'], texts['en']
    for key in ru.keys() ^ en.keys():
        stop(paths['en' if key in ru else 'ru'], f'{key} is missing; the other language has it')
    for key in ru:
        if holes(key, ru[key]) != holes(key, en[key]):
            stop(paths['en'], f'{key}: placeholders differ: ru {sorted(holes(key, ru[key]))}, en {sorted(holes(key, en[key]))}')
        if (len(ru[key]) > 1) != (len(en[key]) > 1):
            stop(paths['en'], f'{key}: plural forms in one language only')
        if len(ru[key]) > 1 and is_spoken(key):
            stop(paths['ru'], f'{key}: what is spoken has no plural forms: {{n:count nom minute}} agrees by itself')
        if len(ru[key]) > 1 and 'n' not in holes(key, ru[key]):
            stop(paths['ru'], f'{key}: plural forms want the placeholder {{n}}')


def c_name(key):
    return 'T_' + re.sub(r'[^A-Z0-9]', '_', key.upper())


def c_string(text):
    return '"' + re.sub(r'["\\\n]', lambda m: {'"': '\\"', '\\': '\\\\', '\n': '\\n'}[m[0]], text) + '"'


def write_header(path, keys):
    with open(path, 'w', encoding='utf-8') as out:
        out.write('/* Made by tools/text_gen.py of text/ru.json and text/en.json */\n')
        out.write('#ifndef OTKLIK_TEXT_KEY_H\n#define OTKLIK_TEXT_KEY_H\n\nenum text_key {\n')
        for key in keys:
            out.write(f'\t{c_name(key)},    /* {key} */\n')
        out.write('\tTEXT_COUNT\n};\n\n#endif\n')


def write_table(path, keys, texts):
    with open(path, 'w', encoding='utf-8') as out:
        out.write('/* Made by tools/text_gen.py of text/ru.json and text/en.json */\n#include "base/catalog_priv.h"\n\n')
        out.write('const struct text_row text_table[TEXT_COUNT] = {\n')
        for key in keys:
            out.write(f'\t{{{c_string(key)}, {{\n')
            for lang in LANGS:
                cells = ', '.join(c_string(texts[lang][key][form]) if form in texts[lang][key] else 'NULL'
                                  for form in FORMS)
                out.write(f'\t\t{{{cells}}},\n')
            out.write('\t}},\n')
        out.write('};\n')


def tidy(path):
    def show(node, depth):
        pad = '  ' * depth
        if is_plural(node):
            return '{' + ', '.join(f'"{form}": {json.dumps(node[form], ensure_ascii=False)}'
                                   for form in FORMS if form in node) + '}'
        if isinstance(node, dict):
            lines = [f'{pad}  "{name}": {show(node[name], depth + 1)}' for name in sorted(node)]
            return '{\n' + ',\n'.join(lines) + f'\n{pad}}}'
        return json.dumps(node, ensure_ascii=False).replace('\u00a0', '\\u00a0').replace('\u00ad', '\\u00ad')

    tree = load(path)
    with open(path, 'w', encoding='utf-8') as out:
        out.write(show(tree, 0) + '\n')


def main(args):
    if len(args) == 3 and args[0] == '--tidy':
        tidy(args[1])
        tidy(args[2])
        return
    if len(args) != 4:
        sys.exit(__doc__)

    paths = dict(zip(LANGS, args))
    texts = {lang: flatten(path, lang, load(path)) for lang, path in paths.items()}
    check_same(paths, texts)
    keys = sorted(texts['ru'], key=lambda key: key.encode())
    names = {}
    for key in keys:
        if names.setdefault(c_name(key), key) != key:
            stop(paths['ru'], f'{key} and {names[c_name(key)]} both give {c_name(key)}')
    write_header(args[2], keys)
    write_table(args[3], keys, texts)


main(sys.argv[1:])
