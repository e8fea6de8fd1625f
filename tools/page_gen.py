#!/usr/bin/env python3
"""page_gen.py: compiles HTML templates (pages/*.html) to C, with escaping as the default.

    page_gen.py PAGES.h PAGES.c TEMPLATE.html…

A template begins with what it renders and becomes a function named after its file, here page_form:

    {# struct page_form, web/page.h #}             int page_form(struct mbuf *mb, const struct page_form *p)
    {# partial struct page_base, web/page.h #}     the same, but static: for {% include %} only

Inside, `p` is the structure and `base` its `struct page_base` (p itself, or &p->base; in a partial p->base, a pointer): language and
settings of the page.

    {{ expr }}             a struct pl, escaped                {{s expr }}     a const char *, escaped
    {{= expr }}            a whole number (int64_t)            {{u expr }}     a whole URL in href, src, action: a struct pl
    {{q expr }}            percent-encoded, further on in a URL
    {{ t:site.form.title }}                   text of the catalogue in the language of the page, escaped
    {{ t:site.receipt.due when=p->due.text n=p->days }}      with placeholders: struct pl each, `n` a number
    {{ t:(expr) }}         the same for an enum text_key
    {{ asset:site.css }}   the address of an embedded asset, as a whole URL
    {{ @/status }}         the address of a page of the site in the language of the page, as a whole URL
    {{ @@ }}               the address of this page in the other language, as a whole URL
    {{! qr_svg expr }}     markup made by one of the functions in RAW: nothing else is written unescaped
    {% if expr %} {% elif expr %} {% else %} {% end %}
    {% for item in p->items %} {% end %}      p->items points to p->items_n elements; item is a pointer
    {% include "head.html" with expr %}       a partial, given a pointer to its structure, perhaps &(struct page_wrong){…}
    {# a comment #}

The generator follows the HTML, so it knows where each expression stands. It stops, naming file and line, at an expression in
script, style, a comment, an on… or style attribute, a tag or attribute name, or without quotes; at a URL attribute that begins
with anything but {{u}}, {{ @/… }}, {{ asset:… }}; at inline script and style, which the Content-Security-Policy refuses; and where
the branches of an {% if %} end in different places of the HTML. Errors inside expressions come from the C compiler, which is told
file and line too. Line breaks and indentation shrink to one line break, except in textarea and pre.
"""
import os
import re
import sys

RAW = {'qr_svg': 'web/qr.h'}      # functions whose markup needs no escaping: int name(struct mbuf *mb, struct pl text)
URL_ATTR = {'href', 'src', 'action', 'formaction', 'poster', 'cite', 'data', 'srcset', 'xlink:href'}
RCDATA = ('title', 'textarea')
PIECE = re.compile(r'\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}', re.S)
HEAD = re.compile(r'\{#\s*(partial\s+)?struct\s+(\w+)\s*,\s*(\S+)\s*#\}\s*')

DATA, TAG, IN_TAG, NAME, EQUALS, VALUE, SEPARATE, RAWTEXT, REMARK, DECLARE = (
    'text', 'a tag name', 'a tag', 'an attribute name', 'an attribute without quotes', 'an attribute',
    'a tag, behind an attribute', 'script or style', 'a comment', 'a declaration')


class Fault(Exception):
    def __init__(self, line, what):
        super().__init__(what)
        self.line = line


class Html:
    """Follows static HTML character by character: where are we, and what may stand here?"""

    def __init__(self):
        self.state, self.tag, self.attr, self.inside = DATA, '', '', ''
        self.quote, self.empty, self.tail, self.has_src = '', True, '\n', False

    def place(self):
        state = SEPARATE if self.state == NAME else self.state
        return (state, self.tag, (self.attr, self.quote) if state == VALUE else '', self.inside)

    def go_back(self, start):
        """Stands again where `start`, a copy of __dict__, was taken; what was written before is not known there"""
        self.__dict__.update(start, tail='')

    def feed(self, text, line):
        """Takes static text; returns it with its line breaks and indentation shrunk"""
        out = []
        for char in text:
            self.step(char, line)
            if char == '\n':
                line += 1
            shrink = self.state in (DATA, IN_TAG) and self.inside not in ('textarea', 'pre')
            if shrink and char in ' \t\n' and self.tail == '\n':
                continue
            if shrink and char == '\n':
                while out and out[-1] in ' \t':
                    out.pop()
            out.append(char)
            self.tail = char
        return ''.join(out)

    def step(self, char, line):
        getattr(self, 'in_' + {DATA: 'data', TAG: 'tag', IN_TAG: 'attrs', SEPARATE: 'attrs', NAME: 'name', EQUALS: 'equals',
                               VALUE: 'value', RAWTEXT: 'data', REMARK: 'remark', DECLARE: 'declare'}[self.state])(char, line)

    def in_data(self, char, line):
        if self.state == RAWTEXT and char not in '<\n\t ' and self.tail != '<':
            raise Fault(line, f'inline {self.inside}: the Content-Security-Policy refuses it; put it into ui/site')
        if char == '<':
            self.state, self.tag = TAG, ''

    def in_tag(self, char, line):
        if self.tag in ('!-', '!--') or (self.tag == '!' and char == '-'):
            self.tag += char
            if self.tag == '!--':
                self.state, self.tail = REMARK, ''
        elif char == '!' and not self.tag:
            self.tag = '!'
        elif self.tag == '!':
            self.state = DECLARE
        elif re.match(r'[a-zA-Z0-9]', char) or (char == '/' and not self.tag) or (self.tag and char == '-'):
            self.tag += char.lower()
        elif self.tag and char in ' \t\n/>':
            self.state, self.has_src = IN_TAG, False
            self.in_attrs(char, line)
        elif self.inside in RCDATA or self.state == RAWTEXT:
            self.state = DATA
        else:
            raise Fault(line, f'«<{self.tag}{char}» begins no tag; write &lt; for the sign itself')

    def in_attrs(self, char, line):
        if char == '>':
            self.leave(line)
        elif char in ' \t\n/':
            self.state = IN_TAG
        elif self.state == SEPARATE:
            raise Fault(line, 'an attribute behind {% if %} or {% end %} wants a space before it')
        elif char in '"\'=<':
            raise Fault(line, f'«{char}» where an attribute name is wanted')
        else:
            self.state, self.attr = NAME, char.lower()

    def in_name(self, char, line):
        if char == '=':
            self.state = EQUALS
            if self.attr.startswith('on') or self.attr in ('style', 'srcdoc'):
                raise Fault(line, f'attribute {self.attr}: the Content-Security-Policy refuses it; use a class of ui/site/site.css')
            self.has_src |= self.attr == 'src'
        elif char in ' \t\n/>':
            self.state = IN_TAG
            self.in_attrs(char, line)
        else:
            self.attr += char.lower()

    def in_equals(self, char, line):
        if char not in '"\'':
            raise Fault(line, f'attribute {self.attr} wants its value in quotes')
        self.state, self.quote, self.empty = VALUE, char, True

    def in_value(self, char, line):
        if char == self.quote:
            self.state = IN_TAG
        self.empty = False

    def in_remark(self, char, line):
        self.tag = (self.tag + char)[-3:]
        if self.tag == '-->':
            self.state = DATA

    def in_declare(self, char, line):
        if char == '>':
            self.state = DATA

    def leave(self, line):
        self.state = DATA
        if self.tag in ('script', 'style'):
            if self.tag == 'style' or not self.has_src:
                raise Fault(line, f'inline {self.tag}: the Content-Security-Policy refuses it; put it into ui/site')
            self.state, self.inside = RAWTEXT, self.tag
        elif self.tag in RCDATA + ('pre',):
            self.inside = self.tag
        elif self.inside and self.tag == '/' + self.inside:
            self.inside = ''
        self.tag = ''


class Block:
    """An open {% if %} or {% for %}: where in the HTML it began, and where its branches ended"""

    def __init__(self, word, line, html):
        self.word, self.line = word, line
        self.place, self.start = html.place(), dict(html.__dict__)
        self.ends, self.may_be_empty, self.closed = [], False, False

    def leave(self, html):
        self.ends.append(html.place())
        self.may_be_empty |= html.empty


class Template:
    def __init__(self, path):
        self.path = path
        self.shown = 'pages/' + os.path.basename(path)
        self.name = 'page_' + os.path.basename(path)[:-len('.html')].replace('-', '_')
        with open(path, encoding='utf-8') as file:
            self.text = file.read()
        self.html, self.code, self.still, self.depth = Html(), [], '', 1
        self.opened = []              # of {% if %} and {% for %}: Block
        self.included, self.raw = set(), set()
        head = HEAD.match(self.text)
        if not head:
            raise Fault(1, 'a template begins with {# struct page_name, web/page.h #}')
        self.partial, self.struct, self.header, self.start = bool(head[1]), head[2], head[3], head.end()

    def prototype(self):
        return f'{"static " if self.partial else ""}int {self.name}(struct mbuf *mb, const struct {self.struct} *p)'

    def emit(self, code, line=None):
        if self.still:
            text, self.still = self.still, ''
            for part in re.findall(r'.{1,480}', text, re.S):
                size = len(part.encode())
                self.code.append('\t' * self.depth + f'W(html_raw(mb, {c_string(part)}, {size}));')
        if code is None:
            return
        if line:
            self.code.append(f'#line {line} "{self.shown}"')
        self.code.append('\t' * self.depth + code)

    def compile(self):
        at, line = self.start, 1 + self.text.count('\n', 0, self.start)
        while at < len(self.text):
            piece = PIECE.search(self.text, at)
            end = piece.start() if piece else len(self.text)
            self.still += self.html.feed(self.text[at:end], line)
            line += self.text.count('\n', at, end)
            if not piece:
                break
            self.piece(piece[0], line)
            line += piece[0].count('\n')
            at = piece.end()
        self.emit(None)
        if self.opened:
            raise Fault(self.opened[-1].line, f'{{% {self.opened[-1].word} %}} lacks its {{% end %}}')
        if self.html.state != DATA:
            raise Fault(line, f'the template ends inside {self.html.state}')

    def piece(self, piece, line):
        if piece.startswith('{#'):
            return
        if piece.startswith('{%'):
            self.directive(piece[2:-2].strip(), line)
            return
        self.html.tail = ''
        self.expression(piece[2:-2], line)

    # {% … %}

    def directive(self, text, line):
        word, _, rest = text.partition(' ')
        rest = rest.strip()
        handler = getattr(self, 'do_' + word, None)
        if not handler:
            raise Fault(line, f'{{% {word} %}} is unknown: if, elif, else, for, include, end')
        handler(rest, line)

    def open(self, word, line):
        if self.html.state == TAG and re.match(r'[a-z]', self.html.tag):
            self.html.state, self.html.has_src = SEPARATE, False      # the tag name ends here
        self.opened.append(Block(word, line, self.html))
        self.depth += 1

    def branch(self, line, word):
        block = self.opened[-1] if self.opened else None
        if not block or block.word != 'if' or block.closed:
            raise Fault(line, f'{{% {word} %}} without {{% if %}}')
        block.leave(self.html)
        block.closed = word == 'else'
        self.html.go_back(block.start)
        self.depth -= 1

    def do_if(self, rest, line):
        self.emit(f'if ({need(rest, line, "if")}) {{', line)
        self.open('if', line)

    def do_elif(self, rest, line):
        self.emit(None)
        self.branch(line, 'elif')
        self.emit(f'}} else if ({need(rest, line, "elif")}) {{', line)
        self.depth += 1

    def do_else(self, rest, line):
        self.emit(None)
        self.branch(line, 'else')
        self.emit('} else {', line)
        self.depth += 1

    def do_for(self, rest, line):
        parts = re.match(r'(\w+)\s+in\s+(\S.*)\Z', rest)
        if not parts:
            raise Fault(line, 'write {% for item in p->items %}')
        name, list_ = parts[1], parts[2]
        self.emit(f'for (size_t {name}_i = 0; {name}_i < {list_}_n; {name}_i++) {{', line)
        self.open('for', line)
        self.emit(f'__typeof__(&({list_})[0]) {name} = &({list_})[{name}_i];', line)

    def do_end(self, rest, line):
        if not self.opened:
            raise Fault(line, '{% end %} without {% if %} or {% for %}')
        self.emit(None)
        block = self.opened.pop()
        block.leave(self.html)
        if not block.closed:      # the path past all branches
            block.ends.append(block.place)
            block.may_be_empty |= block.start['empty']
        if len({merged(place) for place in block.ends}) > 1:
            raise Fault(line, f'the branches of {{% {block.word} %}} (line {block.line}) end in different places of the HTML: '
                        + ', '.join(sorted({describe(place) for place in block.ends})))
        if any(place[0] == SEPARATE for place in block.ends):
            self.html.state = SEPARATE
        self.html.empty = block.may_be_empty
        self.html.tail = ''
        self.depth -= 1
        self.emit('}')

    def do_include(self, rest, line):
        parts = re.match(r'"([\w-]+)\.html"\s+with\s+(\S.*)\Z', rest)
        if not parts:
            raise Fault(line, 'write {% include "head.html" with &p->base %}')
        if self.html.state != DATA or self.html.inside:
            raise Fault(line, f'{{% include %}} inside {describe(self.html.place())}')
        self.included.add(parts[1])
        self.emit(f'W(page_{parts[1].replace("-", "_")}(mb, {parts[2]}));', line)

    # {{ … }}

    def expression(self, text, line):
        html = self.html
        kind, expr = text[0] if text else '', text[1:].strip()
        if html.state == VALUE:
            self.check_attr(kind, expr, line)
        elif html.state != DATA:
            raise Fault(line, f'an expression inside {html.state}')
        elif kind in 'uq' and text[1:2] == ' ':
            raise Fault(line, f'{{{{{kind} }}}} belongs into a URL attribute')
        html.empty = False

        if kind == '!':
            self.raw_markup(expr, line)
        elif kind in '=suq' and text[1:2] == ' ':
            call = {'=': 'int', 's': 'str', 'u': 'url', 'q': 'query'}[kind]
            self.emit(f'W(html_{call}(mb, {need(expr, line, "{{ }}")}));', line)
        elif kind not in ' \n\t':
            raise Fault(line, f'{{{{{kind}}}}} is unknown: {{{{ }}}}, {{{{s }}}}, {{{{= }}}}, {{{{u }}}}, {{{{q }}}}, {{{{! }}}}')
        elif expr.startswith('t:'):
            self.catalog(expr[2:], line)
        elif expr.startswith('asset:'):
            self.emit(f'W(html_str(mb, ASSET_{re.sub("[^A-Z0-9]", "_", expr[6:].upper())}));', line)
        elif expr.startswith('@'):
            lang, page = ('LANG_RU == base->lang ? LANG_EN : LANG_RU', 'base->path') if expr == '@@' else (
                'base->lang', f'PL_LIT({c_string(expr[1:])})')
            self.emit(f'W(html_page(mb, {lang}, {page}));', line)
        else:
            self.emit(f'W(html_pl(mb, {need(expr, line, "{{ }}")}));', line)

    def check_attr(self, kind, expr, line):
        attr = self.html.attr
        whole = kind == 'u' or expr.startswith(('@', 'asset:'))
        if attr in URL_ATTR:
            if self.html.empty and not whole:
                raise Fault(line, f'{attr} begins with an expression that may be any scheme; write {{{{u expr }}}}, {{{{ @/page }}}}')
            if not self.html.empty and kind != 'q':
                raise Fault(line, f'further on in {attr} write {{{{q expr }}}}: it is percent-encoded')
        elif (whole and attr != 'content') or kind == 'q':
            raise Fault(line, f'{attr} is no URL attribute')
        if kind == '!':
            raise Fault(line, f'markup inside attribute {attr}')

    def raw_markup(self, expr, line):
        name, _, rest = expr.partition(' ')
        if name not in RAW:
            raise Fault(line, f'{{{{! }}}} writes unescaped: only the functions {", ".join(RAW)} may')
        if self.html.state != DATA or self.html.inside:
            raise Fault(line, f'markup inside {describe(self.html.place())}')
        self.raw.add(name)
        self.emit(f'W({name}(mb, {need(rest.strip(), line, "{{! }}")}));', line)

    def catalog(self, text, line):
        parts = re.match(r'(\(.*\)|[a-z0-9_.-]+)((?:\s+\w+=\S+)*)\s*\Z', text)
        if not parts:
            raise Fault(line, 'write {{ t:site.key }} or {{ t:site.key when=p->when n=p->count }}')
        key = parts[1] if parts[1][0] == '(' else 'T_' + re.sub(r'[^A-Z0-9]', '_', parts[1].upper())
        args = [arg.partition('=') for arg in parts[2].split()]
        cells = ', '.join(f'TEXT_NUM("n", {value})' if name == 'n' else f'TEXT_PL("{name}", {value})'
                          for name, _, value in args)
        array = f'(struct text_arg[]){{{cells}}}, {len(args)}' if args else 'NULL, 0'
        self.emit(f'W(html_text(mb, base->lang, {key}, {array}));', line)

    def function(self):
        base = 'p' if self.struct == 'page_base' else 'p->base' if self.partial else '&p->base'
        return '\n'.join([f'{self.prototype()}', '{', f'\tconst struct page_base *base = {base};', '\tint err;', '',
                          '\t(void)base;', *self.code, '\treturn 0;', '}'])


def merged(place):
    return (IN_TAG if place[0] in (IN_TAG, SEPARATE) else place[0],) + place[1:]


def describe(place):
    state, tag, attr, inside = place
    where = {VALUE: f'attribute {attr[0] if attr else ""}', DATA: inside or 'text'}.get(state, state)
    return f'{where} of <{tag}>' if tag and state != DATA else where


def need(expr, line, what):
    if not expr:
        raise Fault(line, f'{what} wants an expression')
    return expr


def c_string(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n').replace('\t', '\\t').replace('?', '\\?') + '"'


def main(args):
    if len(args) < 3:
        sys.exit(__doc__)
    templates = []
    path = ''
    try:
        for path in args[2:]:
            template = Template(path)
            templates.append(template)
            template.compile()
        names = {template.name for template in templates if template.partial}
        for template in templates:
            path = template.path
            for name in template.included:
                if 'page_' + name.replace('-', '_') not in names:
                    raise Fault(1, f'{name}.html is no partial; it begins with {{# partial struct …, … #}}')
    except Fault as fault:
        sys.exit(f'pages/{os.path.basename(path)}:{fault.line}: {fault}')

    headers = sorted({template.header for template in templates})
    raw = sorted({RAW[name] for template in templates for name in template.raw})
    with open(args[0], 'w', encoding='utf-8') as out:
        out.write('/* Made by tools/page_gen.py of pages/: each writes a page and returns 0 or the errno of the buffer */\n'
                  '#ifndef OTKLIK_WEB_PAGES_H\n#define OTKLIK_WEB_PAGES_H\n\n')
        out.write(''.join(f'#include "{name}"\n' for name in headers) + '\n')
        out.write(''.join(f'{template.prototype()} MUST_CHECK;\n' for template in templates if not template.partial))
        out.write('\n#endif\n')
    with open(args[1], 'w', encoding='utf-8') as out:
        out.write('/* Made by tools/page_gen.py of pages/ */\n#include "web/pages.h"\n#include "web/html.h"\n'
                  '#include "web/asset.h"\n' + ''.join(f'#include "{name}"\n' for name in raw))
        out.write('\n#define W(call) do { err = (call); if (err) return err; } while (0)\n\n')
        out.write(''.join(f'{template.prototype()};\n' for template in templates if template.partial))
        out.write(''.join(f'\n\n{template.function()}\n' for template in templates))


main(sys.argv[1:])
