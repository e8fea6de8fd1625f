"""common: what the parts share: the table, the tools, a program that runs"""
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, os.environ.get('BUILD', 'build'))
OTKLIK = os.path.join(BUILD, 'otklik')
TICK = os.sysconf('SC_CLK_TCK')
PREPARED_S = 12          # after its start a program renders prompts, ahead of the first call
QUIET_S = 0.02           # CPU of a second in which it does nothing
table = []


def row(what, value, target='', good=None):
    """A line of the table: good None has no target"""
    verdict = '' if good is None else 'pass' if good else 'MISS'
    table.append((what, value, target, verdict))
    print(f'{what:<58} {value:>18} {target:>12} {verdict}', flush=True)


def tool(name, *args, **more):
    """Runs one of the tools; its line as numbers"""
    out = subprocess.run([os.path.join(BUILD, 'bench', name), *map(str, args)], check=True, stdout=subprocess.PIPE, text=True, **more).stdout
    return [float(word) for word in out.split()]


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def browser_packages():
    """What tests/e2e needs to drive Chromium"""
    e2e = os.path.join(ROOT, 'tests/e2e')
    if not os.path.exists(os.path.join(e2e, 'node_modules/.package-lock.json')):
        subprocess.run(['npm', 'ci', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], check=True, cwd=e2e)


def store_dir(base, name):
    path = os.path.join(base, name)
    os.mkdir(path, 0o700)
    return path


def cpu_s(pid):
    """CPU seconds of a process, of each kind of its threads, and under «kernel» those of all that the kernel took"""
    threads, kernel = {}, 0
    for tid in os.listdir(f'/proc/{pid}/task'):
        with open(f'/proc/{pid}/task/{tid}/stat') as f:
            name, rest = re.match(r'\d+ \((.*)\) (.*)', f.read()).groups()
        user, system = (int(field) / TICK for field in rest.split()[11:13])
        threads[name] = threads.get(name, 0) + user + system
        kernel += system
    return sum(threads.values()), {**threads, 'kernel': kernel}


class Node:
    """A running program with the demonstration"""

    def __init__(self, data, *options):
        self.port = free_port()
        self.began = time.monotonic()
        self.process = subprocess.Popen([OTKLIK, 'serve', '--data', data, '--demo', '--http', f'127.0.0.1:{self.port}', *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.origin = f'http{"s" if "--tls-cert" in options else ""}://127.0.0.1:{self.port}'
        self.trust = ssl._create_unverified_context() if '--tls-cert' in options else None
        self.links = {}
        said = ''
        for line in self.process.stderr:
            said += line
            if 'serve: ready' in line:
                break
        else:
            raise SystemExit(f'bench: the program does not start: {said}')
        self.ready_s = time.monotonic() - self.began
        for line in self.process.stdout:
            m = re.match(r'  (\w+) +(https?://\S+#signin=(\S+))', line)
            if m:
                self.links[m.group(1)] = m.group(3)
            if 'Ctrl+C' in line:
                break

    def cpu_s(self):
        """CPU seconds of the process, of each kind of its threads, and under «kernel» those of all that the kernel took"""
        return cpu_s(self.process.pid)

    def rss_kb(self):
        with open(f'/proc/{self.process.pid}/status') as f:
            return int(re.search(r'VmRSS:\s+(\d+)', f.read()).group(1))

    def get(self, path, **headers):
        req = urllib.request.Request(f'http://127.0.0.1:{self.port}{path}', headers={k.replace('_', '-'): v for k, v in headers.items()})
        with urllib.request.urlopen(req, timeout=20) as reply:
            return reply.read(), reply.headers

    def post(self, path, body, method='POST', head=None):
        """What a page asks; the reply as an object"""
        req = urllib.request.Request(f'http://127.0.0.1:{self.port}{path}', None if body is None else json.dumps(body).encode(),
                                     {'Content-Type': 'application/json', **(head or {})}, method=method)
        with urllib.request.urlopen(req, timeout=20) as reply:
            return json.loads(reply.read() or 'null')

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.stderr.read()
        self.process.wait(60)


@contextlib.contextmanager
def node(data, *options):
    n = Node(data, *options)
    try:
        yield n
    finally:
        n.stop()


def settle(n):
    """Waits until the program has made what it makes after its start (prompts are rendered then) and does nothing more"""
    time.sleep(max(0, n.began + PREPARED_S - time.monotonic()))
    busy = QUIET_S + 1
    while busy > QUIET_S:
        before = n.cpu_s()[0]
        time.sleep(1)
        busy = n.cpu_s()[0] - before


def wait_for(what, seconds=60, name='something'):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise SystemExit(f'bench: waited in vain for {name() if callable(name) else name}')
        time.sleep(0.01)


class Caller:
    """Somebody of the staff who asks a program: signed in by a link"""

    def __init__(self, n, token):
        self.port, self.head = n.port, {}
        got = self('POST', '/api/v1/session', {'token': token})
        self.head['X-CSRF'] = got['csrf']
        self.id = got['staff']['id']

    def __call__(self, method, path, body=None):
        """The reply as an object, or None when there is nothing in it; anything but success ends the measurement"""
        head = {**self.head, 'Content-Type': 'application/json'} if body is not None else self.head
        conn = http.client.HTTPConnection('127.0.0.1', self.port, timeout=20)
        with contextlib.closing(conn):
            conn.request(method, path, None if body is None else json.dumps(body), head)
            reply = conn.getresponse()
            got = reply.read()
        if reply.status >= 300:
            raise SystemExit(f'bench: {method} {path}: {reply.status} {got.decode()}')
        if cookie := reply.getheader('Set-Cookie'):
            self.head['Cookie'] = cookie.split(';')[0]
        return json.loads(got) if got else None
