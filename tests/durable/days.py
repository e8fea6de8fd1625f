#!/usr/bin/env python3
"""days.py: bad days of a program at work: a full disk, a locked store, a store that is frozen, gone or restarted, a stop under load.

Each time: what cannot be done is refused clearly and in bounded time, open screens and /healthz go on, it recovers by itself, and
nothing that was acknowledged is lost.
"""
import base64
import concurrent.futures as futures
import glob
import json
import os
import resource
import signal
import socket
import sqlite3
import struct
import subprocess
import threading
import time

from postgres import Postgres
from program import OTKLIK, Program, Store, engines, run, until

BOUND_S = 20             # the longest wait for an answer while the store does not


class Screen:
    """An open desk: the stream of events"""

    def __init__(self, program):
        client = program.client()
        reply = client.ask('POST', '/api/v1/session', {'token': program.sign_in_links()['operator']})
        assert reply.status == 200, reply.body
        cookie = reply.headers['Set-Cookie'].split(';')[0]
        client.close()
        self.sock = socket.create_connection(('127.0.0.1', program.port))
        self.sock.sendall(f'GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n'.encode())
        self.got, self.open = b'', True
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        try:
            while data := self.sock.recv(65536):
                self.got += data
        except OSError:
            pass
        self.open = False

    def wait(self, words, seconds=30):
        until(lambda: words.encode() in self.got or not self.open, f'an event with {words}', seconds)
        assert words.encode() in self.got, f'the stream ended: {self.got[-300:]}'


def enter(client, key):
    reply = client.send(key, f'Вопрос {key}: когда придёт пособие?')
    assert reply.status == 201, (reply.status, reply.body)
    return reply.json()


def refused(client, key, status, code):
    """A refusal in words, with when to come again; how long it took"""
    began = time.monotonic()
    reply = client.send(key, f'Вопрос {key}: когда придёт пособие?')
    took = time.monotonic() - began
    assert (reply.status, reply.code()) == (status, code), (reply.status, reply.body)
    assert int(reply.headers['Retry-After']) > 0
    assert took < BOUND_S, f'refused after {took:.1f} s'
    return took


def alive(client, got):
    """What does not write goes on, at once"""
    began = time.monotonic()
    reply = client.status(got['number'], got['code'])
    assert reply.status == 200, (reply.status, reply.body)
    assert client.ask('GET', '/healthz').status == 200
    assert time.monotonic() - began < 2, 'reads wait'


def reason(client, code):
    """/healthz says so; at once"""
    began = time.monotonic()
    status, codes = client.health()
    assert time.monotonic() - began < 1, '/healthz waits'
    return status == 'degraded' and code in codes


def healthy(client):
    return until(lambda: client.health() == ('ok', []), '/healthz says ok', 30)


def sound(store, keys):
    store.verify()
    rows = [row for row in store.journal() if row['kind'] == 'appeal.entered']
    assert len(rows) == keys, f'{len(rows)} appeals, {keys} acknowledged'


class SmallDisk:
    """A store on a disk of 8 MiB (root), or whose files have a ceiling"""

    def __init__(self, store):
        self.store, self.filler = store, os.path.join(store.dir, 'filler')
        os.mkdir(store.dir, 0o700)
        self.mounted = os.geteuid() == 0 and not subprocess.run(
            ['mount', '-t', 'tmpfs', '-o', 'size=8m,mode=700', 'tmpfs', store.dir], capture_output=True).returncode

    def fill(self, program):
        if not self.mounted:
            self.was = resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))
            return
        with open(self.filler, 'wb', buffering=0) as f:
            try:
                while f.write(b'x' * 4096):
                    pass
            except OSError:
                pass

    def empty(self, program):
        if self.mounted:
            os.remove(self.filler)
        else:
            resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, self.was)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(['umount', '-l', self.store.dir], check=True)


def upload(client, key):
    """The form with a file of 300 KB"""
    parts = {'kind': 'question', 'text': 'С файлом', 'key': key}
    body = b''.join(b'--bound\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v.encode())
                    for n, v in parts.items())
    body += (b'--bound\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
             + b'text ' * 60000 + b'\r\n--bound--\r\n')
    return client.ask('POST', '/appeal', body, Content_Type='multipart/form-data; boundary=bound')


def full_disk():
    with Store('sqlite') as store, SmallDisk(store) as disk, Program(store) as program:
        client, screen = program.client(), Screen(program)
        first = enter(client, 'before-it-is-full')
        for day in range(2):
            disk.fill(program)
            until(lambda: client.send(f'fills-up-{day}', 'слово ' * 1500).status == 507, 'the disk is full', 20)
            refused(client, f'does-not-fit-{day}', 507, 'machine.full')
            until(lambda: reason(client, 'store.full'), '/healthz says store.full', 5)
            alive(client, first)
            reply = upload(client, f'file-{day}')
            assert reply.status == 507, (reply.status, reply.body[:300])
            assert screen.open
            disk.empty(program)
            took = healthy(client)                      # by itself: nobody sends anything
            enter(client, f'does-not-fit-{day}')
        second = enter(client, 'after-it-was-full')
        screen.wait(second['number'])
        assert program.stop() is not None
        store.verify()
        rows = [row for row in store.journal() if row['kind'] == 'appeal.entered']
        assert len(rows) == 4, len(rows)
        return f'{"tmpfs" if disk.mounted else "RLIMIT_FSIZE"}; ok again after {took:.1f} s'


def locked():
    """Another process holds the store for longer than anybody waits, then for a moment"""
    with Store('sqlite') as store, Program(store) as program:
        client, screen = program.client(), Screen(program)
        first = enter(client, 'before-it-is-locked')
        other = sqlite3.connect(os.path.join(store.dir, 'otklik.db'), isolation_level=None, check_same_thread=False)
        other.execute('BEGIN EXCLUSIVE')
        took = refused(client, 'while-it-is-locked', 503, 'machine.slow')
        assert reason(client, 'store.locked'), client.health()
        alive(client, first)
        assert screen.open
        other.execute('ROLLBACK')
        healthy(client)
        enter(client, 'while-it-is-locked')
        # a moment only: it waits, and is not refused
        other.execute('BEGIN EXCLUSIVE')
        timer = threading.Timer(1.5, lambda: other.execute('ROLLBACK'))
        timer.start()
        began = time.monotonic()
        enter(client, 'while-it-is-slow')
        assert time.monotonic() - began > 1
        timer.join()
        other.close()
        screen.wait('"pos":')
        program.stop()
        sound(store, 3)
        return f'refused after {took:.1f} s'


def unrecorded():
    """A recording that cannot be journalled is none: a first one is gone again, one before it and one that was to be taken away are as they were"""
    def wav(samples):
        data = b'\x00\x20' * samples
        return base64.b64encode(struct.pack('<4sI8sIHHIIHH4sI', b'RIFF', 36 + len(data), b'WAVEfmt ', 16, 1, 1, 8000, 16000, 2, 16, b'data', len(data)) + data).decode()

    def lie():
        return {os.path.relpath(path, store.dir): os.path.getsize(path) for path in glob.glob(os.path.join(store.dir, '**', '*.wav'), recursive=True)}

    with Store('sqlite') as store, Program(store) as program:
        client, at, music = program.client(), '/api/v1/settings/recordings', '/api/v1/settings/music'
        reply = client.ask('POST', '/api/v1/session', {'token': program.sign_in_links()['administrator']})
        head = {'Cookie': reply.headers['Set-Cookie'].split(';')[0], 'X_CSRF': reply.json()['csrf']}
        prompt = lambda name, **more: {'lang': 'ru', 'prompt': name, **more}
        assert client.ask('POST', at, prompt('queue.enter', sound=wav(800)), **head).status == 200
        assert client.ask('POST', at, prompt('bye', sound=wav(900)), **head).status == 200
        assert client.ask('PUT', music, {'sound': wav(8000)}, **head).status == 200
        before = lie()
        assert len(before) == 3, before
        other = sqlite3.connect(os.path.join(store.dir, 'otklik.db'), isolation_level=None)
        other.execute('BEGIN EXCLUSIVE')
        changes = (('POST', at, prompt('menu.begin', sound=wav(400))), ('POST', at, prompt('queue.enter', sound=wav(1600))),
                   ('POST', at + '/remove', prompt('bye')), ('PUT', music, {'sound': wav(4000)}))
        with futures.ThreadPoolExecutor(len(changes)) as pool:
            replies = list(pool.map(lambda change: program.client().ask(*change, **head), changes))
        assert [(reply.status, reply.code()) for reply in replies] == [(503, 'machine.slow')] * len(changes), [reply.body for reply in replies]
        assert lie() == before, (before, lie())
        other.execute('ROLLBACK')
        other.close()
        healthy(client)
        sounds = client.ask('POST', '/api/v1/settings/hear', prompt('queue.enter'), **head).body
        assert len(sounds) == 44 + 1600, len(sounds)
        assert len(client.ask('GET', music, **head).body) == 44 + 16000
        assert client.ask('POST', at + '/remove', prompt('queue.enter'), **head).status == 200
        assert len(lie()) == 2, lie()
        program.stop()
        store.verify()
        acts = [json.loads(row['body'])['act'] for row in store.journal() if row['kind'] == 'settings.changed']
        assert acts == ['recorded'] * 3 + ['removed'], acts
        return f'{len(before)} as they were'


def settings_unread():
    """What was published cannot be read for a moment: it holds all the same, as soon as it can"""
    with Store('sqlite') as store, Program(store) as program:
        client = program.client()
        reply = client.ask('POST', '/api/v1/session', {'token': program.sign_in_links()['administrator']})
        head = {'Cookie': reply.headers['Set-Cookie'].split(';')[0], 'X_CSRF': reply.json()['csrf']}
        other = sqlite3.connect(os.path.join(store.dir, 'otklik.db'), isolation_level=None, timeout=BOUND_S)
        other.execute('ALTER TABLE sheet RENAME TO sheet_away')
        topic = {'name_ru': 'Новая тема', 'name_en': 'New topic', 'sort': 99, 'active': True}
        assert client.ask('POST', '/api/v1/settings/topics', topic, **head).status == 201
        until(lambda: program.said('settings not read'), 'they cannot be read', BOUND_S)
        other.execute('ALTER TABLE sheet_away RENAME TO sheet')
        other.close()
        until(lambda: 'New topic' in client.ask('GET', '/api/v1/topics', Accept_Language='en').body.decode() or
              'Новая тема' in client.ask('GET', '/api/v1/topics').body.decode(), 'in force', BOUND_S)
        program.stop()
        return 'in force'


def postgres_days():
    """Frozen, stopped, crashed; and started again each time"""
    said = []
    with Postgres() as server, Store('sqlite') as store:
        store.engine, store.url = 'postgres', server.url
        with Program(store) as program:
            client, screen = program.client(), Screen(program)
            first = enter(client, 'before-it-is-gone')
            days = (
                ('frozen', server.freeze, lambda: server.freeze(thaw=True), ('machine.slow', 'machine.store')),
                ('stopped', server.stop, server.start, ('machine.store',)),
                ('crashed', lambda: server.stop(signal.SIGQUIT), server.start, ('machine.store',)),
            )
            for name, down, up, codes in days:
                down()
                # nobody has asked yet, and it is known
                until(lambda: client.health()[0] == 'degraded', f'{name}: /healthz says degraded', 30)
                began = time.monotonic()
                reply = client.send(f'while-it-is-{name}', 'Есть кто?')
                took = time.monotonic() - began
                assert reply.status == 503 and reply.code() in codes and took < BOUND_S, (name, reply.status, reply.body, took)
                assert reason(client, 'store.gone') or reason(client, 'store.slow'), client.health()
                began = time.monotonic()
                assert client.status(first['number'], first['code']).status == 503 and time.monotonic() - began < BOUND_S
                assert screen.open and client.ask('GET', '/').status == 200
                up()
                back = healthy(client)
                got = enter(client, f'while-it-is-{name}')
                until(lambda: client.status(got['number'], got['code']).status == 200, 'it is read', 10)
                screen.wait(got['number'])
                said.append(f'{name}: refused after {took:.1f} s, ok again after {back:.1f} s')
            program.stop()
        sound(store, 4)
    return '; '.join(said)


def clock_jumps():
    """Two hours on, then six back: an alarm, work goes on, the journal's time never runs back"""
    clock = os.path.join(os.path.dirname(OTKLIK), 'tests', 'test-clock.so')
    with Store('sqlite') as store:
        offset = os.path.join(store.top.name, 'offset')

        def jump(seconds):
            with open(offset + '.new', 'w') as f:
                f.write(str(seconds))
            os.rename(offset + '.new', offset)

        jump(0)
        with Program(store, env={'LD_PRELOAD': clock, 'TEST_CLOCK': offset}) as program:
            client = program.client()
            got = [enter(client, 'before-the-jump')]
            for n, seconds in enumerate((7200, -14400)):
                jump(seconds)
                until(lambda: sum('the wall clock jumped' in line for line in program.log) > n, 'the alarm', 10)
                assert reason(client, 'clock.step')
                got.append(enter(client, f'after-jump-{n}'))
                for one in got:
                    alive(client, one)
                program.process.send_signal(signal.SIGHUP)            # somebody has seen it
                until(lambda: client.health() == ('ok', []), 'the alarm is taken back', 10)
            program.stop()
        sound(store, 3)
        times = [row['at_ms'] for row in store.journal()]
        assert times == sorted(times) and times[-1] - times[0] >= 7200000, times


def stop_under_load(engine):
    """SIGTERM: what was begun is answered, what is answered is there, and nothing is there that was not answered"""
    with Store(engine, 'drain') as store, Program(store) as program:
        acked, torn, lock, stop = {}, [], threading.Lock(), threading.Event()

        def sender(i):
            client, n = program.client(), 0
            while not stop.is_set():
                n += 1
                key = f'sender-{i}-{n}'
                try:
                    reply = client.send(key, 'Когда придёт пособие?')
                except ConnectionRefusedError:
                    return
                except OSError as e:                    # closed between two requests: not begun, or a reply that was cut
                    torn.append((key, repr(e)))
                    return
                except Exception as e:                  # of http.client: closed without an answer
                    torn.append((key, repr(e)))
                    return
                if reply.status == 201:
                    with lock:
                        acked[key] = reply.json()['number']
                elif reply.status != 503:
                    torn.append((key, reply.status))

        threads = [threading.Thread(target=sender, args=(i,)) for i in range(8)]
        for thread in threads:
            thread.start()
        until(lambda: len(acked) > 50, 'load', every=0.01)
        began = time.monotonic()
        program.process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        errors = program.stop()
        took = time.monotonic() - began
        assert not errors, errors
        assert program.said('serve: stopped') and took < 20, took
        sound(store, len(acked))
        assert not program.said('the end was not written')
        with Program(store) as again:
            assert not again.said('the last run did not end as it should')
            again.stop()
        return f'{len(acked)} acknowledged, {len(torn)} connections closed before they were answered, stopped after {took:.1f} s'


if __name__ == '__main__':
    run([('full-disk', full_disk), ('locked', locked), ('unrecorded', unrecorded), ('settings-unread', settings_unread), ('clock', clock_jumps)]
        + [(f'stop-{engine}', lambda engine=engine: stop_under_load(engine)) for engine in engines()]
        + ([('postgres', postgres_days)] if 'postgres' in engines() else []))
