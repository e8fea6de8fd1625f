"""program.py: the real program as a test sees it: started, asked over HTTP, killed, started again; on both engines."""
import http.client
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time

WAIT_S = 60          # what has not come by then never will
IDLE_S = 10          # a connection that was not used for so long may have been ended by the program
OTKLIK = os.path.abspath(os.environ.get('OTKLIK', os.path.join(os.environ.get('BUILD', 'build'), 'otklik')))
SOAK = bool(os.environ.get('OTKLIK_SOAK'))


class Store:
    """A data folder, and for PostgreSQL a database of its own on the server that tests/pg started"""

    def __init__(self, engine, name='store'):
        self.engine, self.name = engine, name
        self.top = tempfile.TemporaryDirectory(prefix='otklik-durable-')
        self.dir = os.path.join(self.top.name, name)
        self.url = None
        if engine == 'postgres':
            server = os.environ['OTKLIK_TEST_PG']
            database = 'durable_' + name.replace('-', '_')
            subprocess.run(['psql', '-qAt', server, '-c', f'DROP DATABASE IF EXISTS {database}', '-c', f'CREATE DATABASE {database}'],
                           check=True, capture_output=True)
            self.url = server.replace('/postgres?', f'/{database}?')

    def options(self):
        return ['--data', self.dir] + (['--db', self.url] if self.url else [])

    def run(self, *words, **more):
        """A command on the store: status and what it said on both channels"""
        done = subprocess.run([OTKLIK, *words, *self.options()], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=WAIT_S, **more)
        return done.returncode, done.stdout.strip()

    def verify(self):
        status, said = self.run('journal', 'verify')
        assert status == 0 and ': intact: ' in said, f'journal verify: {status} {said}'
        return said

    def journal(self):
        """The journal's rows, as exported"""
        done = subprocess.run([OTKLIK, 'journal', 'export', *self.options()], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=WAIT_S)
        assert done.returncode == 0, f'journal export: {done.stderr}'
        return [row for row in map(json.loads, done.stdout.splitlines()) if 'kind' in row]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.top.cleanup()


class Program:
    """`otklik serve` at work"""

    def __init__(self, store, *options, wrap=(), wait=True, env=None, preexec_fn=None):
        self.began = time.monotonic()
        self.log, self.port, self.ready_s = [], None, None
        self.changed = threading.Condition()
        self.process = subprocess.Popen([*wrap, OTKLIK, 'serve', '--demo', '--http', '127.0.0.1:0', *store.options(), *options],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **(env or {})}, preexec_fn=preexec_fn)
        self.out = []
        self.readers = [threading.Thread(target=self.follow, args=(self.process.stderr, self.log), daemon=True),
                        threading.Thread(target=self.follow, args=(self.process.stdout, self.out), daemon=True)]
        for reader in self.readers:
            reader.start()
        if wait:
            self.wait_ready()

    def follow(self, pipe, lines):
        for line in pipe:
            with self.changed:
                lines.append(line.rstrip('\n'))
                found = re.search(r'serve: ready at=https?://127\.0\.0\.1:(\d+)', line)
                if found:
                    self.port, self.ready_s = int(found[1]), time.monotonic() - self.began
                self.changed.notify_all()
        pipe.close()

    def wait_ready(self, seconds=WAIT_S):
        with self.changed:
            self.changed.wait_for(lambda: self.port or self.process.poll() is not None, seconds)
        if not self.port:
            self.kill()
            raise AssertionError('did not start: ' + ' | '.join(self.log[-5:]))
        return self

    def wait_log(self, words, seconds=WAIT_S):
        with self.changed:
            found = self.changed.wait_for(lambda: any(words in line for line in self.log), seconds)
        assert found, f'the log never said {words!r}: {self.log[-10:]}'

    def said(self, words):
        return any(words in line for line in self.log)

    def end(self, how):
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(WAIT_S)
        for reader in self.readers:
            reader.join(WAIT_S)
        return status

    def kill(self):
        return self.end(signal.SIGKILL)

    def stop(self):
        """SIGTERM; it ends well and says so"""
        status = self.end(signal.SIGTERM)
        assert status == 0, f'ended with {status}: {self.log[-20:]}'
        errors = [line for line in self.log if ' error ' in line.split('Z', 1)[-1][:8]]
        return errors

    def client(self, timeout=30):
        return Client(self.port, timeout)

    def sign_in_links(self):
        """Of the demonstration: who and token"""
        with self.changed:
            self.changed.wait_for(lambda: any('Ctrl+C' in line for line in self.out), WAIT_S)
        return dict(re.findall(r'(\w+)\s+\S+#signin=(\S+)', '\n'.join(self.out)))

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None:
            self.kill()
        if kind:
            print('\n'.join(self.log[-15:]), file=sys.stderr)


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def code(self):
        """The stable code of a problem"""
        return self.json().get('code')


class Client:
    """One connection, kept open and made anew when it was lost, or long not used: the program ends such"""

    def __init__(self, port, timeout=30):
        self.port, self.timeout, self.conn, self.used = port, timeout, None, 0

    def ask(self, method, path, body=None, **headers):
        if time.monotonic() - self.used > IDLE_S:
            self.close()
        self.used = time.monotonic()
        if self.conn is None:
            self.conn = http.client.HTTPConnection('127.0.0.1', self.port, timeout=self.timeout)
        head = {name.replace('_', '-'): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
            head.setdefault('Content-Type', 'application/json')
        try:
            self.conn.request(method, path, body, head)
            reply = self.conn.getresponse()
            return Reply(reply.status, reply.headers, reply.read())
        except Exception:
            self.close()
            raise

    def send(self, key, text, **fields):
        """An appeal"""
        return self.ask('POST', '/api/v1/appeals', {'kind': 'question', 'text': text, **fields}, Idempotency_Key=key)

    def status(self, number, code):
        return self.ask('GET', '/api/v1/appeals/' + number, Appeal_Code=code)

    def health(self):
        reply = self.ask('GET', '/healthz').json()
        return reply['status'], [reason['code'] for reason in reply['reasons']]

    def close(self):
        if self.conn:
            self.conn.close()
        self.conn = None


def until(condition, what, seconds=WAIT_S, every=0.05):
    """Waits for a condition; how long it took"""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise AssertionError(f'not within {seconds} s: {what}')
        select.select([], [], [], every)
    return time.monotonic() - began


def engines():
    return ['sqlite'] + (['postgres'] if os.environ.get('OTKLIK_TEST_PG') else [])


def run(tests):
    """Runs (name, function) pairs; ends with one line"""
    passed = failed = 0
    only = sys.argv[1:]
    for name, h in tests:
        if only and not any(word in name for word in only):
            continue
        began = time.monotonic()
        try:
            said = h()
            passed += 1
            if os.environ.get('VERBOSE') or said:
                print(f'{name}: {said or "ok"} ({time.monotonic() - began:.1f} s)')
        except Exception as e:  # noqa: a test may fail in any way
            failed += 1
            print(f'FAILED {name}: {type(e).__name__}: {e}', file=sys.stderr)
            if os.environ.get('VERBOSE'):
                raise
    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)
