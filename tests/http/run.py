#!/usr/bin/env python3
"""run.py [PROBE] [NAME…]: HTTP as it is on the wire, against a real server (tests/web_probe.c) on a loopback port.

    case/*.http   one file a case: requests and what has to come back
    slow.py       clients that are slow, half open, many: what a file cannot say

A case is exchanges separated by a line of `=`. Of one exchange the request stands above a line `---`, the reply below:

    POST /echo                        method and path; HTTP/1.1, Host and Content-Length are added
    Content-Type: application/json
                                      an empty line, then the body
    {"text": "a"}
    ---
    200
    Content-Type: application/json    a header that must be there; ~ before the value: a regular expression; !Name: must not
                                      an empty line, then the body: JSON is compared as a subset, else the text must occur
    {"text": "a"}

`#raw` as the first line sends the request as it stands (\\r\\n at line ends; \\xHH and \\0 are bytes) on a connection of its own;
`#closed` below the --- wants the connection closed after the reply.
"""
import glob
import json
import os
import re
import socket
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
WAIT = 10  # seconds: a reply that has not come by then never will


class Server:
    """A probe of its own, with its own limits"""

    def __init__(self, probe, *args):
        self.dir = tempfile.TemporaryDirectory(prefix='otklik-http-')
        self.process = subprocess.Popen([probe, '--data', self.dir.name, *map(str, args)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def connect(self, rcvbuf=0):
        s = socket.socket()
        if rcvbuf:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        s.settimeout(WAIT)
        s.connect(('127.0.0.1', self.port))
        return s

    def tell(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def stop(self):
        """Drains; returns what was logged and how it ended"""
        self.process.stdin.close()
        log = self.process.stderr.read()
        rc = self.process.wait(60)
        self.process.stdout.close()
        self.process.stderr.close()
        self.dir.cleanup()
        return rc, log

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        rc, log = self.stop()
        if kind is None and (rc or 'ERROR: ' in log):
            raise AssertionError(f'the server ended with {rc}: {log[-3000:]}')


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


class Stream:
    """Reads replies off a socket"""

    def __init__(self, sock):
        self.sock, self.buf = sock, b''

    def more(self):
        data = self.sock.recv(65536)
        self.buf += data
        return data

    def line(self):
        while b'\r\n' not in self.buf:
            if not self.more():
                raise EOFError
        line, self.buf = self.buf.split(b'\r\n', 1)
        return line.decode('latin-1')

    def take(self, n):
        while len(self.buf) < n:
            if not self.more():
                raise EOFError
        data, self.buf = self.buf[:n], self.buf[n:]
        return data

    def chunks(self):
        body = b''
        while size := int(self.line(), 16):
            body += self.take(size)
            self.line()
        self.line()
        return body

    def reply(self, head=False):
        status = int(self.line().split()[1])
        headers = []
        while line := self.line():
            name, value = line.split(':', 1)
            headers.append((name.lower(), value.strip()))
        found = dict(headers)
        if status == 100:
            return self.reply(head)
        if head or status in (204, 304):
            body = b''
        elif found.get('transfer-encoding') == 'chunked':
            body = self.chunks()
        elif 'content-length' in found:
            body = self.take(int(found['content-length']))
        else:
            body = self.buf
            while data := self.more():
                body += data
            self.buf = b''
        return Reply(status, headers, body)

    def closed(self):
        """MHD sends some of its own refusals twice: what still comes before the end does not count"""
        try:
            while self.sock.recv(65536):
                pass
            return True
        except ConnectionResetError:
            return True


def unescape(text):
    return re.sub(rb'\\(x[0-9a-f]{2}|0|r|n)', lambda m: {b'0': b'\0', b'r': b'\r', b'n': b'\n'}.get(m[1]) or
                  bytes([int(m[1][1:], 16)]), text)


def request_of(text, raw):
    if raw:
        return unescape(text.replace(b'\n', b'\r\n'))
    head, _, body = text.partition(b'\n\n')
    lines = head.rstrip(b'\n').split(b'\n')
    lines[0] += b' HTTP/1.1'
    body = unescape(body.rstrip(b'\n'))
    names = {line.split(b':')[0].lower() for line in lines[1:]}
    if b'host' not in names:
        lines.append(b'Host: localhost')
    if b'content-length' not in names and (body or lines[0].split()[0] in (b'POST', b'PUT')):
        lines.append(b'Content-Length: %d' % len(body))
    return b'\r\n'.join(lines) + b'\r\n\r\n' + body


def subset(want, got, where='body'):
    if isinstance(want, dict) and isinstance(got, dict):
        for key, value in want.items():
            assert key in got, f'{where}.{key} is missing in {got}'
            subset(value, got[key], f'{where}.{key}')
    elif isinstance(want, list) and isinstance(got, list):
        assert len(want) <= len(got), f'{where}: {got}'
        for i, value in enumerate(want):
            subset(value, got[i], f'{where}[{i}]')
    else:
        assert want == got, f'{where}: want {want!r}, got {got!r}'


def check(text, reply):
    head, _, body = text.partition(b'\n\n')
    lines = [line for line in head.decode().split('\n') if line and not line.startswith('#')]
    assert reply.status == int(lines[0]), f'status: want {lines[0]}, got {reply.status} {reply.body[:300]}'
    for line in lines[1:]:
        name, _, value = line.partition(':')
        name, value = name.strip().lower(), value.strip()
        got = [v for n, v in reply.headers if n == name.lstrip('!')]
        if name.startswith('!'):
            assert not got, f'{name[1:]} is there: {got}'
        elif value.startswith('~'):
            assert any(re.search(value[1:].strip(), v) for v in got), f'{name}: want {value}, got {got}'
        else:
            assert value in got, f'{name}: want {value!r}, got {got}'
    body = body.strip(b'\n')
    if body[:1] in (b'{', b'['):
        subset(json.loads(body), json.loads(reply.body))
    elif body:
        assert unescape(body) in reply.body, f'body: want {body!r}, got {reply.body[:300]!r}'


def case_run(server, path):
    with open(path, 'rb') as f:
        exchanges = re.split(rb'\n===+\n', f.read())
    stream = None
    for number, exchange in enumerate(exchanges, 1):
        exchange = b'\n'.join(line for line in exchange.split(b'\n') if not line.startswith(b'# '))
        raw = exchange.startswith(b'#raw\n')
        ask, _, want = exchange[5 * raw:].partition(b'\n---\n')
        if raw or stream is None:
            if stream:
                stream.sock.close()
            stream = Stream(server.connect())
        stream.sock.sendall(request_of(ask, raw))
        try:
            for text in re.split(rb'\n---\n', want):             # pipelined: several replies
                check(text, stream.reply(head=ask.startswith(b'HEAD')))
            if b'#closed' in want:
                assert stream.closed(), 'the connection is still open'
                stream.sock.close()
                stream = None
        except Exception as e:
            raise AssertionError(f'exchange {number}: {e!r}') from e
    if stream:
        stream.sock.close()


def main():
    probe = sys.argv[1] if len(sys.argv) > 1 else 'build/tests/web-probe'
    only = sys.argv[2:]
    passed = failed = 0

    def attempt(name, h, *args):
        nonlocal passed, failed
        if only and not any(word in name for word in only):
            return
        try:
            h(*args)
            passed += 1
        except Exception as e:  # noqa: a test may fail in any way
            failed += 1
            print(f'FAILED {name}: {type(e).__name__}: {e}', file=sys.stderr)

    with Server(probe) as server:
        for path in sorted(glob.glob(os.path.join(HERE, 'case', '*.http'))):
            attempt(os.path.basename(path), case_run, server, path)

    import slow
    for name in dir(slow):
        if name.startswith('test_'):
            attempt(name, getattr(slow, name), probe)

    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    sys.modules['run'] = sys.modules['__main__']
    main()
