#!/usr/bin/env python3
"""session.py: all kinds of requests to the real program, as it is built for finding wrong memory accesses, leaks and races.

`walk` asks every route of /api/openapi.json as everybody who may sign in and as nobody, with bodies right, wrong, torn and too
large, then has a life of appeals and bytes that are no HTTP. `load` does much of it at once from several threads. No answer may be
500, and the program must end as it should after SIGTERM; what a sanitizer found is in its log and its exit status.
OTKLIK_LOAD_S: how long `load` lasts (20 s).
"""
import json
import os
import random
import re
import signal
import socket
import threading
import time

from program import Program, Store, run, until

LOAD_S = float(os.environ.get('OTKLIK_LOAD_S', 20))
ROLES = ('operator', 'senior', 'supervisor', 'administrator')
BODIES = (b'{}', b'{"text": "', b'[]', b'null', b'{"text": "\xff\xfe"}', b'{"a":1,"a":2}', b'', b'{"text":' * 40, b'{"version": 1e999}',
          b'{"kind":"question","text":"\\u0000","topic":"x","number":"","login":"","value":[],"version":-1,"result":"none"}')
RAW = (b'\r\n\r\n', b'GET\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n', b'\0' * 400, b'GET /' + b'a' * 20000 + b' HTTP/1.1\r\n\r\n',
       b'POST /api/v1/appeals HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{', b'GET / HTTP/1.1\r\nHost: a\r\nX: ' + b'y' * 50000,
       b'POST /api/v1/appeals HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc',
       b'POST /appeal HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 30\r\n\r\n--x\r\nContent-Disp')


class Desk:
    """Somebody who signed in"""

    def __init__(self, program, token=None):
        self.client, self.head = program.client(60), {}
        if token:
            reply = self.client.ask('POST', '/api/v1/session', {'token': token})
            assert reply.status == 200, reply.body
            self.head = {'Cookie': reply.headers['Set-Cookie'].split(';')[0], 'X_CSRF': reply.json()['csrf']}

    def ask(self, method, path, body=None, **more):
        try:
            reply = self.client.ask(method, path, body, **self.head, **more)
        except (OSError, EOFError):
            return None
        except Exception as e:
            if 'http.client' in type(e).__module__:      # the server closed, as it may after a refusal
                return None
            raise
        if 'close' in reply.headers.get('Connection', ''):
            self.client.close()
        assert reply.status != 500, f'{method} {path}: {reply.body[:300]}'
        return reply


def stream(program, desk):
    sock = socket.create_connection(('127.0.0.1', program.port))
    sock.sendall(f'GET /api/v1/events HTTP/1.1\r\nHost: a\r\nCookie: {desk.head["Cookie"]}\r\n\r\n'.encode())
    return sock


def raw(program, data, read=True):
    with socket.create_connection(('127.0.0.1', program.port)) as sock:
        sock.settimeout(0.2)
        try:
            sock.sendall(data)
            while read and sock.recv(65536):
                pass
        except OSError:
            pass


def form(client, text, file=b'', **fields):
    body = b''
    for name, value in {'kind': 'question', 'text': text, **fields}.items():
        body += b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value.encode())
    if file:
        body += b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n%s\r\n' % file
    return client.ask('POST', '/appeal', body + b'--b--\r\n', Content_Type='multipart/form-data; boundary=b')


def life(desk, other, n, key):
    """One appeal from its first word to its last; what each step answered"""
    nobody = Desk.__new__(Desk)
    nobody.client, nobody.head = desk.client, {}
    reply = nobody.ask('POST', '/api/v1/appeals', {'kind': 'complaint', 'text': f'Вопрос {n}. СНИЛС 112-233-445 95, +7 916 123-45-67',
                                                   'name': 'Иван Петров', 'phone': '8 916 123-45-67', 'email': 'i@example.org',
                                                   'region': '16'}, Idempotency_Key=f'{key}-{n}')
    if reply is None or reply.status != 201:
        return None
    got = reply.json()
    path = '/api/v1/desk/appeals/' + got['number']
    steps = (
        (desk, 'POST', '/take', {'version': 1}), (other, 'POST', '/take', {'version': 1}),
        (desk, 'PUT', '/draft', {'text': 'Черновик', 'version': 0}), (desk, 'POST', '/reveal', {'field': 'phone', 'reason': 'call'}),
        (desk, 'POST', '/note', {'text': 'Заметка', 'version': 2}), (desk, 'POST', '/viewing', {}),
        (desk, 'POST', '/answer', {'text': 'Ответ', 'version': 3, 'close': True, 'result': 'explained'}),
        (desk, 'GET', '', None),
    )
    said = [who.ask(method, path + part, body) for who, method, part, body in steps]
    said.append(nobody.ask('POST', f'/api/v1/appeals/{got["number"]}/messages', {'text': 'Ещё'}, Appeal_Code=got['code']))
    said.append(nobody.ask('GET', f'/api/v1/appeals/{got["number"]}', Appeal_Code=got['code']))
    return [reply.status if reply else 0 for reply in said]


def ended(program):
    """SIGTERM: it ends as it should, and no sanitizer has complained"""
    status = program.end(signal.SIGTERM)
    found = [line for line in program.log if 'Sanitizer' in line or 'runtime error' in line]
    assert not found, '\n'.join(program.log[program.log.index(found[0]):][:80])
    assert status == 0, f'ended with {status}: {program.log[-20:]}'
    errors = [line for line in program.log if re.match(r'\S+ error ', line)]
    assert not errors, errors[:5]


def together(bodies):
    """Each on a thread of its own; the first failure of any"""
    failures = []

    def attempt(body):
        try:
            body()
        except Exception as e:  # noqa: told below
            failures.append(e)

    threads = [threading.Thread(target=attempt, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def every_route(desk, i, paths):
    """As one of them: right paths and wrong, and what a body may be"""
    for path, methods in paths.items():
        place = re.sub(r'\{\w+\}', lambda m: ('1', 'AB-123456-7890', '%FF', '..')[i % 4], path)
        for method in methods:
            if path == '/api/v1/events' or (method, path) == ('delete', '/api/v1/session'):
                continue
            for body in BODIES if i in (1, 4) and method != 'get' else BODIES[:1]:
                desk.ask(method.upper(), place, None if method == 'get' else body, Content_Type='application/json')


def walk():
    with Store('sqlite') as store, Program(store) as program:
        links = program.sign_in_links()
        desks = [Desk(program)] + [Desk(program, links[role]) for role in ROLES]
        screen = stream(program, desks[1])
        paths = desks[0].ask('GET', '/api/openapi.json').json()['paths']
        for data in RAW:
            raw(program, data)
            raw(program, data, read=False)
        lives = [life(desks[1], desks[2], n, 'walk-key') for n in range(3)]
        assert lives[0] and 200 in lives[0], lives
        together([lambda i=i, desk=desk: every_route(desk, i, paths) for i, desk in enumerate(desks)])
        nobody = desks[0]
        nobody.ask('POST', '/api/v1/appeals', b'x' * (1 << 20), Content_Type='application/json')
        nobody.ask('POST', '/api/v1/appeals', b'{}', Content_Type='text/plain')
        for file in (b'', b'text', b'%PDF-1.4' + b'x' * 300000, b'\x89PNG\r\n\x1a\n' + b'\0' * 999, b'MZ' + b'\0' * 99):
            form(program.client(), 'Из формы', file)
        for path in ('/', '/appeal', '/status', '/hours', '/settings', '/privacy', '/desk/', '/metrics', '/../etc/passwd', '/a/none'):
            for lang in ('ru', 'en', '*;q=0.5,xx', ''):
                nobody.ask('GET', path, Accept_Language=lang, If_None_Match='"x"', Range='bytes=0-10')
        program.process.send_signal(signal.SIGHUP)
        screen.close()
        until(lambda: nobody.ask('GET', '/healthz').json()['status'] == 'ok', 'healthy')
        ended(program)
    return f'{len(paths)} paths of the API document as {len(desks)} kinds of people, lives, forms, pages, torn bytes'


def load():
    counts = [0] * 8
    with Store('sqlite') as store, Program(store) as program:
        links = program.sign_in_links()
        desks = {role: Desk(program, links[role]) for role in ROLES}
        end = time.monotonic() + LOAD_S

        def body(i):
            rnd = random.Random(i)
            mine, other, nobody = Desk(program), Desk(program), Desk(program)
            mine.head, other.head = desks['operator'].head, desks['senior'].head
            admin = Desk(program)
            admin.head = desks['administrator'].head
            while time.monotonic() < end:
                counts[i] += 1
                life(mine, other, counts[i], f'load-{i}')
                if i % 4 == 0:
                    screen = stream(program, mine)
                    screen.recv(100)
                    screen.close()
                if i % 4 == 1:
                    form(nobody.client, 'Из формы', b'text ' * 9999)
                    nobody.ask('GET', '/metrics')
                if i % 4 == 2:
                    raw(program, rnd.choice(RAW[:5]), read=False)
                    admin.ask('POST', '/api/v1/settings/topics', {'name_ru': f'Тема {i} {counts[i]}', 'name_en': 'Topic'})
                    program.process.send_signal(signal.SIGHUP)
                if i % 4 == 3:
                    mine.ask('GET', '/api/v1/work')
                    mine.ask('GET', '/api/v1/work?q=%D0%B2%D0%BE%D0%BF%D1%80%D0%BE%D1%81')
                    nobody.ask('POST', '/api/v1/session', {'login': 'operator', 'password': 'wrong'}) if counts[i] == 1 else None

        together([lambda i=i: body(i) for i in range(8)])
        ended(program)
    return f'{sum(counts)} appeals lived by 8 threads in {LOAD_S:.0f} s'


if __name__ == '__main__':
    run([('walk', walk), ('load', load)])
