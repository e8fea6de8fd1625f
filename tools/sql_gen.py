#!/usr/bin/env python3
"""sql_gen.py: makes C of the statements in the rooms' .sql files and of the migrations.

    sql_gen.py room ROOM.sql OUT.sql.h OUT.sql.c        typed functions for the statements of one file
    sql_gen.py index OUT.h OUT.c FILE.sql…              numbers the statements of the whole program
    sql_gen.py migrate OUT.c NNNN_*.sql…                embeds the migrations, in the words of each engine

A statement:

    -- name: appeal_by_digits
    -- One appeal by its ten digits.
    -- params: digits int
    -- returns: id int, state int, owner int?, title text?
    SELECT id, state, owner, title FROM appeal WHERE digits = :digits;

  name     its name, unique in the program, which begins with the room's; in C sql_appeal_by_digits()
  (words)  its purpose: demanded
  params   what it takes, each used as :name; `?` says that it may be absent
  returns  its columns in order; a column without `?` that comes absent is an error (EPROTO)
  changes  the function reports how many rows were changed
  later    also makes sql_…_later(), whose rows come at db_flush()
  sqlite:, postgres:   the text that follows is for that engine alone; what stands before is for both

Types are int (int64), text (UTF-8), blob. A list may go on in the next comment line after a comma. Up to four parameters are
arguments of the function, more are a `const struct sql_NAME *` of the same name, filled with designated initialisers.

A migration is portable: INT, TEXT, BLOB, STRICT and WITHOUT ROWID in capitals are put in the words of each engine; sections
`-- sqlite:`, `-- postgres:`, `-- both:` hold what is for one alone. `-- serves: N` in its head says that a program whose
last migration is N can still work with the store afterwards (an expanding migration); otherwise only one that has it can.

Every error names file and line.
"""
import hashlib
import os
import re
import sys

ENGINES = ('sqlite', 'postgres')
TYPES = {'int': 'DB_INT', 'text': 'DB_TEXT', 'blob': 'DB_BLOB'}
NAME = re.compile(r'[a-z][a-z0-9_]*\Z')
TOKEN = re.compile(r"""(?P<string>'(?:[^']|'')*')|(?P<quoted>"[^"]*")|(?P<comment>--[^\n]*)|(?P<cast>::)"""
                   r"""|:(?P<param>[A-Za-z_][A-Za-z0-9_]*)|(?P<bare>\?\d*|\$\d+)|(?P<end>;)""")
C_WORDS = set('auto break case char const continue default do double else enum extern float for goto if inline int long '
              'register restrict return short signed sizeof static struct switch typedef union unsigned void volatile '
              'while db row_h arg changed prm'.split())
ARGS_MAX = 4


class Wrong(Exception):
    def __init__(self, path, line, what):
        super().__init__(f'{path}:{line}: {what}')


class Field:
    def __init__(self, name, type_, optional):
        self.name, self.type, self.optional = name, type_, optional


class Stmt:
    def __init__(self, path, line, name):
        self.path, self.line, self.name = path, line, name
        self.purpose, self.params, self.returns = [], [], []
        self.changes = self.later = False
        self.text = {'both': None, 'sqlite': None, 'postgres': None}   # engine: (line, [lines])
        self.sql = {}

    def wrong(self, what, line=None):
        return Wrong(self.path, line or self.line, f'{self.name}: {what}')


def fields_read(stmt, line, text):
    fields = []
    for part in text.split(','):
        words = part.split()
        if len(words) != 2:
            raise stmt.wrong(f'«{part.strip()}» is no «name type»', line)
        optional = words[1].endswith('?')
        type_ = words[1].rstrip('?')
        if not NAME.match(words[0]) or words[0] in C_WORDS:
            raise stmt.wrong(f'«{words[0]}» cannot be a name in C', line)
        if type_ not in TYPES:
            raise stmt.wrong(f'type «{words[1]}»: there are int, text and blob, with ? when it may be absent', line)
        if words[0] in [field.name for field in fields]:
            raise stmt.wrong(f'«{words[0]}» stands twice', line)
        fields.append(Field(words[0], type_, optional))
    return fields


def comment_read(stmt, line, text, state):
    """One comment line of a statement's head"""
    if state['list']:
        state['text'] += ' ' + text
    else:
        word = re.match(r'(params|returns):\s*(.*)', text)
        if not word:
            if text == 'changes':
                stmt.changes = True
            elif text == 'later':
                stmt.later = True
            elif text:
                stmt.purpose.append(text)
            return
        state['list'], state['text'] = word[1], word[2]
        if getattr(stmt, word[1]):
            raise stmt.wrong(f'{word[1]} stands twice', line)
    if not state['text'].rstrip().endswith(','):
        setattr(stmt, state['list'], fields_read(stmt, line, state['text']))
        state['list'] = None


def file_read(path):
    """The statements of a file, in order"""
    stmts, stmt, section, state = [], None, 'both', None
    with open(path, encoding='utf-8') as file:
        lines = file.read().split('\n')
    for number, line in enumerate(lines, 1):
        words = line.strip()
        named = re.match(r'--\s*name:\s*(\S*)\s*$', words)
        if named:
            if not NAME.match(named[1]):
                raise Wrong(path, number, f'name «{named[1]}»: small letters, digits and _ only')
            stmt, section, state = Stmt(path, number, named[1]), 'both', {'list': None, 'text': ''}
            stmts.append(stmt)
        elif stmt is None:
            if words and not words.startswith('--'):
                raise Wrong(path, number, 'SQL before the first «-- name:»')
        elif re.match(r'--\s*(sqlite|postgres):$', words):
            section = words[2:].strip().rstrip(':')
            if stmt.text[section]:
                raise stmt.wrong(f'two texts for {section}', number)
            stmt.text[section] = (number + 1, [])
        elif words.startswith('--') and not any(text and text[1] for text in stmt.text.values()):
            comment_read(stmt, number, words[2:].strip(), state)
        elif words or stmt.text[section]:
            if not stmt.text[section]:
                stmt.text[section] = (number, [])
            stmt.text[section][1].append(line)
        if stmt and state['list'] and not words.startswith('--'):
            raise stmt.wrong(f'the list «{state["list"]}» ends with a comma', number)
    return stmts


def sql_make(stmt, engine):
    """The text of a statement for an engine, parameters numbered"""
    found = stmt.text[engine] or stmt.text['both']
    if not found:
        raise stmt.wrong(f'no text for {engine}')
    first, lines = found
    while lines and (not lines[-1].strip() or lines[-1].strip().startswith('--')):
        lines.pop()
    text = '\n'.join(lines)
    numbers = {field.name: i for i, field in enumerate(stmt.params, 1)}
    mark = '?' if engine == 'sqlite' else '$'
    used, ended = set(), []

    def where(match):
        return first + text.count('\n', 0, match.start())

    def put(match):
        if match['end']:
            ended.append(match)
            return ''
        if match['comment']:
            return ''
        if match['bare']:
            raise stmt.wrong(f'«{match[0]}»: a parameter is :name', where(match))
        if not match['param']:
            return match[0]
        if match['param'] not in numbers:
            raise stmt.wrong(f':{match["param"]} is not among its params', where(match))
        used.add(match['param'])
        return f'{mark}{numbers[match["param"]]}'

    sql = TOKEN.sub(put, text)
    if not ended or len(ended) > 1 or text[ended[0].end():].strip():
        raise stmt.wrong(f'one statement that ends with «;» is wanted ({engine})')
    for name in numbers:
        if name not in used:
            raise stmt.wrong(f'the parameter «{name}» is not used ({engine})')
    if re.search(r'\bSELECT\s+\*|,\s*\*|\.\*', sql, re.I):
        raise stmt.wrong('columns are named, not «*»')
    return '\n'.join(line.strip() for line in sql.strip().split('\n') if line.strip())


def room_read(path):
    stmts = file_read(path)
    names = {}
    for stmt in stmts:
        if not stmt.purpose:
            raise stmt.wrong('its purpose is missing: a sentence in the comment')
        if stmt.name in names:
            raise stmt.wrong(f'the name stands already in line {names[stmt.name]}')
        names[stmt.name] = stmt.line
        if stmt.later and not stmt.returns:
            raise stmt.wrong('«later» is for statements that return rows')
        for engine in ENGINES:
            stmt.sql[engine] = sql_make(stmt, engine)
    return stmts


def c_string(text, indent='\t\t'):
    lines = text.replace('\\', '\\\\').replace('"', '\\"').split('\n')
    return f'\n{indent}'.join(f'"{line}\\n"' if i < len(lines) - 1 else f'"{line}"' for i, line in enumerate(lines))


def c_member(field):
    kind = 'int64_t ' if field.type == 'int' else 'struct pl '
    note = ''
    if field.optional:
        note = '    /* DB_NULL: none */' if field.type == 'int' else '    /* p NULL: none */'
    return f'{kind}{field.name};{note}'


def c_head(stmt, later):
    """The declaration of a statement's function, without its end"""
    args = ['struct db *db']
    if len(stmt.params) > ARGS_MAX:
        args.append(f'const struct sql_{stmt.name} *prm')
    else:
        args += [('int64_t ' if field.type == 'int' else 'struct pl ') + field.name for field in stmt.params]
    if stmt.returns:
        args += [f'int (*row_h)(const struct row_{stmt.name} *row, void *arg)', 'void *arg']
    if stmt.changes:
        args.append('int64_t *changed')
    return f'int sql_{stmt.name}{"_later" if later else ""}({", ".join(args)})'


def header_make(path, stmts):
    guard = 'OTKLIK_SQL_' + re.sub(r'[^A-Z0-9]', '_', os.path.basename(path).upper())
    out = [f'/* Made by tools/sql_gen.py of {os.path.basename(path)} */', f'#ifndef {guard}_H', f'#define {guard}_H', '',
           '#include "db/db.h"', '']
    for stmt in stmts:
        for kind, fields in (('row', stmt.returns), ('sql', stmt.params if len(stmt.params) > ARGS_MAX else [])):
            if fields:
                out += [f'struct {kind}_{stmt.name} {{'] + ['\t' + c_member(field) for field in fields] + ['};', '']
        notes = [f'{field.name} may be {"DB_NULL" if field.type == "int" else "none"}'
                 for field in stmt.params if field.optional and len(stmt.params) <= ARGS_MAX]
        out.append('/** ' + '\n * '.join(stmt.purpose + notes) + ' */')
        out.append(c_head(stmt, False) + ' MUST_CHECK;')
        if stmt.later:
            out.append(c_head(stmt, True) + ' MUST_CHECK;')
        out.append('')
    return '\n'.join(out + ['#endif', ''])


def adapter_make(stmt):
    """The function that turns a row of values into the statement's struct"""
    must = [i for i, field in enumerate(stmt.returns) if not field.optional]
    absent = [f'DB_NULL == colv[{i}].i' if stmt.returns[i].type == 'int' else f'!colv[{i}].b.p' for i in must]
    cells = [f'\t\t.{field.name} = colv[{i}].{"i" if field.type == "int" else "b"},'
             for i, field in enumerate(stmt.returns)]
    out = [f'static int row_{stmt.name}_h(const struct db_val *colv, void (*typed_h)(void), void *arg)', '{',
           f'\tconst struct row_{stmt.name} row = {{'] + cells + ['\t};', '']
    if absent:
        out += ['\tif (' + '\n\t    || '.join(absent) + ')', '\t\treturn EPROTO;', '']
    out += ['\tif (!typed_h)', '\t\treturn 0;', '',
            f'\treturn ((int (*)(const struct row_{stmt.name} *, void *))typed_h)(&row, arg);', '}', '', '']
    return out


def function_make(stmt, number, table, later):
    value = 'prm->' if len(stmt.params) > ARGS_MAX else ''
    out = [c_head(stmt, later), '{']
    if stmt.params:
        out.append('\tconst struct db_val vals[] = {')
        for field in stmt.params:
            cell = f'.i = {value}{field.name}' if field.type == 'int' else f'.b = {value}{field.name}'
            out.append(f'\t\t{{.type = {TYPES[field.type]}, {cell}}},')
        out.append('\t};')
    if stmt.returns:
        out.append(f'\tconst struct db_rows rows = {{row_{stmt.name}_h, (void (*)(void))row_h, arg}};')
    if len(out) > 2:
        out.append('')
    call = [f'&{table}[{number}]', 'vals' if stmt.params else 'NULL', '&rows' if stmt.returns else 'NULL']
    if not later:
        call.append('changed' if stmt.changes else 'NULL')
    out += [f'\treturn {"db_later" if later else "db_run"}(db, {", ".join(call)});', '}', '', '']
    return out


def source_make(path, stmts):
    room = re.sub(r'\W', '_', os.path.basename(path)[:-4])
    table = f'sql_{room}_table'
    out = [f'/* Made by tools/sql_gen.py of {os.path.basename(path)} */', f'#include "{include_path(path)}"',
           '#include "db/stmt.h"', '']
    for stmt in stmts:
        for kind, fields in (('params', stmt.params), ('returns', stmt.returns)):
            if fields:
                out.append(f'static const uint8_t {kind}_{stmt.name}[] = '
                           f'{{{", ".join(TYPES[field.type] for field in fields)}}};')
    out += ['', f'const struct db_stmt {table}[] = {{']
    for number, stmt in enumerate(stmts):
        out += ['\t{', f'\t\t"{stmt.name}", {{', f'\t\t{c_string(stmt.sql["sqlite"])},',
                f'\t\t{c_string(stmt.sql["postgres"])},', '\t\t},',
                f'\t\tSTMT_BASE_{room.upper()} + {number}, {len(stmt.params)}, {len(stmt.returns)},',
                f'\t\t{"params_" + stmt.name if stmt.params else "NULL"}, '
                f'{"returns_" + stmt.name if stmt.returns else "NULL"},', '\t},']
    out += ['};', '', '']
    for number, stmt in enumerate(stmts):
        if stmt.returns:
            out += adapter_make(stmt)
        out += function_make(stmt, number, table, False)
        if stmt.later:
            out += function_make(stmt, number, table, True)
    while not out[-1]:
        out.pop()
    return '\n'.join(out + [''])


def include_path(path):
    folder = os.path.basename(os.path.dirname(os.path.abspath(path)))
    return f'{"" if folder == "tests" else folder + "/"}{os.path.basename(path)}.h'


def index_make(paths):
    """The header with the first number of each file, and the table of all files"""
    rooms, names, total = [], {}, 0
    for path in sorted(paths, key=lambda one: (os.path.basename(one), one)):
        stmts = room_read(path)
        room = re.sub(r'\W', '_', os.path.basename(path)[:-4])
        if room in [other for other, _, _ in rooms]:
            raise Wrong(path, 1, f'another file is called {room}.sql')
        for stmt in stmts:
            if stmt.name in names:
                raise stmt.wrong(f'the name stands already in {names[stmt.name].path}:{names[stmt.name].line}')
            names[stmt.name] = stmt
        if stmts:
            rooms.append((room, total, len(stmts)))
            total += len(stmts)
    head = ['/* Made by tools/sql_gen.py: the number of each file\'s first statement */', '#ifndef OTKLIK_DB_STMT_H',
            '#define OTKLIK_DB_STMT_H', '', '#include "db/db.h"', '', 'enum {']
    head += [f'\tSTMT_BASE_{room.upper()} = {base},' for room, base, _ in rooms]
    head += [f'\tSTMT_COUNT = {total}', '};', '']
    head += [f'extern const struct db_stmt sql_{room}_table[{count}];' for room, _, count in rooms]
    table = ['/* Made by tools/sql_gen.py */', '#include "db/stmt.h"', '#include "db/db_priv.h"', '',
             f'const uint16_t db_stmt_count = {total};', 'const struct db_stmt *const db_stmt_filev[] = {']
    table += [f'\tsql_{room}_table,' for room, _, _ in rooms] + ['};', 'const uint16_t db_stmt_filec[] = {']
    table += [f'\t{count},    /* {room} */' for room, _, count in rooms] + ['\t0,', '};', '']
    return '\n'.join(head + ['', '#endif', '']), '\n'.join(table)


MIGRATION = re.compile(r"""(?P<string>'(?:[^']|'')*')|(?P<quoted>"[^"]*")|(?P<comment>--[^\n]*)"""
                       r"""|(?P<table>\)\s*STRICT(?:\s*,?\s*WITHOUT\s+ROWID)?)|\b(?P<word>INT|TEXT|BLOB)\b""")
WORDS = {'sqlite': {'INT': 'INTEGER', 'TEXT': 'TEXT', 'BLOB': 'BLOB'},
         'postgres': {'INT': 'BIGINT', 'TEXT': 'TEXT COLLATE "C"', 'BLOB': 'BYTEA'}}


def migration_text(text, engine):
    """A migration in the words of an engine, without comments"""
    section, kept = 'both', []
    for line in text.split('\n'):
        mark = re.match(r'--\s*(sqlite|postgres|both):\s*$', line.strip())
        if mark:
            section = mark[1]
        elif section in ('both', engine):
            kept.append(line)

    def put(match):
        if match['comment']:
            return ''
        if match['table']:
            if engine == 'postgres':
                return ')'
            return ') STRICT, WITHOUT ROWID' if 'ROWID' in match['table'] else ') STRICT'
        return WORDS[engine][match['word']] if match['word'] else match[0]

    sql = MIGRATION.sub(put, '\n'.join(kept))
    return '\n'.join(line.rstrip() for line in sql.split('\n') if line.strip())


def migrate_make(paths):
    rows = []
    for number, path in enumerate(sorted(paths, key=os.path.basename), 1):
        name = re.match(r'(\d{4})_([a-z0-9_]+)\.sql\Z', os.path.basename(path))
        if not name or int(name[1]) != number:
            raise Wrong(path, 1, f'migrations are called NNNN_name.sql without gaps; this should be {number:04}_…')
        with open(path, encoding='utf-8') as file:
            text = file.read()
        serves = re.search(r'^--\s*serves:\s*(\d+)\s*$', text, re.M)
        digest = hashlib.sha256(migration_text(text, 'sqlite').encode() + b'\0' +
                                migration_text(text, 'postgres').encode()).hexdigest()
        rows.append((number, name[2], int(serves[1]) if serves else number, digest, text))
    out = ['/* Made by tools/sql_gen.py of src/db/migrate */', '#include "db/db_priv.h"', '',
           'const struct migration migration_table[] = {']
    for number, name, serves, digest, text in rows:
        out += ['\t{', f'\t\t{number}, {serves}, "{name}", "{digest}", {{']
        out += [f'\t\t{c_string(migration_text(text, engine))},' for engine in ENGINES] + ['\t\t}', '\t},']
    return '\n'.join(out + ['};', f'const int migration_count = {len(rows)};', ''])


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def main(args):
    try:
        if len(args) == 4 and args[0] == 'room':
            stmts = room_read(args[1])
            write(args[2], header_make(args[1], stmts))
            write(args[3], source_make(args[1], stmts))
        elif len(args) >= 3 and args[0] == 'index':
            head, table = index_make(args[3:])
            write(args[1], head)
            write(args[2], table)
        elif len(args) >= 3 and args[0] == 'migrate':
            write(args[1], migrate_make(args[2:]))
        else:
            sys.exit(__doc__)
    except Wrong as wrong:
        sys.exit(str(wrong))


main(sys.argv[1:])
