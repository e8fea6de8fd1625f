"""slow.py: clients that are slow, half open, many, impolite. Each test has a server with small limits; none sleeps for a guess."""
import json
import os
import resource
import select
import ssl
import subprocess
import threading
import time
from run import Server, Stream

MULTIPART = b'Content-Type: multipart/form-data; boundary=XX\r\n'


def until_closed(sock, most_s):
    """How long the server keeps the connection; reads what comes"""
    begin = time.monotonic()
    sock.settimeout(most_s)
    try:
        while sock.recv(65536):
            pass
    except (ConnectionResetError, BrokenPipeError):
        pass
    return time.monotonic() - begin


def get(server, path, headers=b''):
    with server.connect() as s:
        s.sendall(b'GET ' + path + b' HTTP/1.1\r\nHost: a\r\n' + headers + b'\r\n')
        return Stream(s).reply()


def test_slow_headers(probe):
    """A byte at a time does not keep a connection: headers have a deadline as a whole"""
    with Server(probe, '--head', 400) as server, server.connect() as s:
        begin = time.monotonic()
        s.sendall(b'GET /healthz HTTP/1.1\r\nHost: a\r\nX: ')
        s.settimeout(0.05)
        try:
            while time.monotonic() - begin < 5:
                s.sendall(b'x')
                try:
                    if not s.recv(10):
                        break
                except TimeoutError:
                    pass
        except OSError:
            pass
        assert 0.3 < time.monotonic() - begin < 3, time.monotonic() - begin


def test_half_open(probe):
    """A connection that says nothing ends too"""
    with Server(probe, '--head', 300) as server, server.connect() as s:
        assert 0.2 < until_closed(s, 5) < 3


def test_idle(probe):
    with Server(probe, '--idle', 300) as server, server.connect() as s:
        s.sendall(b'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
        assert Stream(s).reply().status == 200
        assert 0.2 < until_closed(s, 5) < 3


def test_slow_body(probe):
    """A body below the least rate is cut; one above it is not"""
    with Server(probe, '--grace', 400, '--rate', 10000) as server:
        with server.connect() as s:
            s.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{')
            assert 0.2 < until_closed(s, 8) < 4
        with server.connect() as s:
            body = b'{"text": "' + b'a' * 90 + b'"}' + b' ' * 3000
            s.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' % len(body))
            for i in range(0, len(body), 700):
                s.sendall(body[i:i + 700])
                select.select([s], [], [], 0.05)
            assert Stream(s).reply().status == 200


def test_slow_reader(probe):
    """A reply that nobody reads is cut, and nobody else waits meanwhile"""
    with Server(probe, '--grace', 400, '--rate', 100000) as server, server.connect(rcvbuf=4096) as s:
        s.sendall(b'GET /large HTTP/1.1\r\nHost: a\r\n\r\n')
        assert get(server, b'/healthz').status == 200
        deadline = time.monotonic() + 8
        poll = select.poll()
        poll.register(s, select.POLLHUP | select.POLLRDHUP | select.POLLERR)
        assert poll.poll(8000), 'never cut'
        assert time.monotonic() < deadline


def test_early_413(probe):
    """Who asks before sending is told at once"""
    with Server(probe) as server, server.connect() as s:
        s.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n'
                  b'Expect: 100-continue\r\n\r\n')
        reply = Stream(s).reply()
        assert reply.status == 413 and ('connection', 'close') in [(n, v.lower()) for n, v in reply.headers], reply.status


def test_polite_413(probe):
    """Who does not ask is heard out, so that the refusal arrives"""
    with Server(probe) as server, server.connect() as s:
        s.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n' +
                  b' ' * 3000000)
        assert Stream(s).reply().status == 413


def test_chunked_overflow(probe):
    with Server(probe) as server, server.connect() as s:
        s.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n')
        for _ in range(10):
            s.sendall(b'400\r\n' + b' ' * 1024 + b'\r\n')
        s.sendall(b'0\r\n\r\n')
        assert Stream(s).reply().status == 413


def upload(parts):
    body = b''
    for name, filename, data in parts:
        body += b'--XX\r\nContent-Disposition: form-data; name="%s"' % name
        body += b'; filename="%s"\r\nContent-Type: x/y' % filename if filename is not None else b''
        body += b'\r\n\r\n' + data + b'\r\n'
    return body + b'--XX--\r\n'


def send_upload(server, body, path=b'/upload', step=0, headers=b''):
    with server.connect() as s:
        s.sendall(b'POST ' + path + b' HTTP/1.1\r\nHost: a\r\n' + MULTIPART + headers + b'Content-Length: %d\r\n\r\n' % len(body))
        step = step or len(body) or 1
        for i in range(0, len(body), step):
            s.sendall(body[i:i + step])
        return Stream(s).reply()


def test_upload_pieces(probe):
    """However the bytes arrive, the file is the same; nothing stays behind that no command kept"""
    data = bytes('Заявление\r\n--X\r\n--XY\r\n\r\r\n--', 'utf-8') * 4000
    with Server(probe) as server:
        for step in (0, 1021, 65537):
            body = upload([(b'note', None, 'привет'.encode()), (b'files', b'a.txt', data)])
            reply = send_upload(server, body, step=step)
            assert reply.status == 200, reply.body
            got = json.loads(reply.body)
            assert got['note'] == 'привет' and got['files'][0]['size'] == len(data), got
            mirror = send_upload(server, upload([(b'files', b'a.txt', data)]), b'/mirror', step)
            assert mirror.body == data
        body = upload([(b'n', None, b'1')] + [(b'files', b'%d.txt' % i, b'x') for i in range(10)])
        assert send_upload(server, body, step=1).status == 200
        blobs = os.path.join(server.dir.name, 'blobs')
        deadline = time.monotonic() + 5
        while left := [f for _, _, names in os.walk(blobs) for f in names if f != 'format']:
            assert time.monotonic() < deadline, left
            select.select([], [], [], 0.02)


def test_upload_refused(probe):
    with Server(probe) as server:
        for parts, code in (
                ([(b'f', b'a.exe', b'MZ\0\0')], 'file.type'),
                ([(b'f', b'a.txt', b'')], 'file.empty'),
                ([(b'f', b'%d.txt' % i, b'x') for i in range(11)], 'file.count')):
            reply = send_upload(server, upload(parts))
            assert reply.status == 422 and json.loads(reply.body)['fields'][0]['code'] == code, (reply.status, reply.body)
        big = upload([(b'f', b'a.txt', b'x' * (21 << 20))])
        reply = send_upload(server, big)
        assert reply.status == 422 and json.loads(reply.body)['fields'][0]['code'] == 'file.large', reply.body
        for body in (b'', b'--XX', b'--XX\r\n\r\n', b'--XY\r\n', upload([(b'a', None, b'b')])[:-6], b'--XX\r\nA: b\r\n\r\nx\r\n--XX--',
                     upload([(b'a' * 40, None, b'')]), upload([(b'a', None, b'\xff')]), upload([(b'', None, b'')])):
            assert send_upload(server, body).status in (400, 413), body


def events(server, cookie=b'staff-1-1', headers=b''):
    s = server.connect()
    s.sendall(b'GET /api/v1/events HTTP/1.1\r\nHost: a\r\nCookie: otklik_session=' + cookie + b'\r\n' + headers + b'\r\n')
    return s


def read_until(sock, want, buf=b''):
    while want not in buf:
        data = sock.recv(65536)
        assert data, buf
        buf += data
    return buf


def test_events(probe):
    """Audience, order, continuation, reset, heartbeat, end of a session"""
    with Server(probe, '--beat', 200) as server:
        operator, auditor = events(server), events(server, b'staff-2-16')
        read_until(operator, b'event: hello')
        read_until(auditor, b'event: hello')
        for pos, who in ((3, 1), (4, 16), (5, 17)):
            get(server, b'/publish?pos=%d&who=%d&size=5' % (pos, who))
        got = read_until(operator, b'id: 5\n')
        assert b'id: 3\n' in got and b'id: 4\n' not in got, got
        got = read_until(auditor, b'id: 5\n')
        assert b'id: 4\n' in got and b'id: 3\n' not in got, got
        read_until(operator, b'\n: \n')                          # heartbeat
        again = events(server, b'staff-1-17', b'Last-Event-ID: 3\r\n')
        got = read_until(again, b'id: 5\n')
        assert b'event: hello' in got and got.index(b'id: 4\n') < got.index(b'id: 5\n')
        late = events(server, headers=b'Last-Event-ID: 99\r\n')
        read_until(late, b'event: reset')
        server.tell('drop 1')
        assert until_closed(operator, 5) < 5
        for s in (operator, auditor, again, late):
            s.close()


def test_events_reader_that_stops(probe):
    """One who does not read falls out of the log and is cut; the others get everything"""
    with Server(probe, '--beat', 300) as server:
        deaf = events(server)
        read_until(deaf, b'event: hello')
        hearing = events(server)
        read_until(hearing, b'event: hello')
        stop = threading.Event()

        def listen():
            got = b''
            while b'id: 400\n' not in got[-200000:]:
                got += hearing.recv(1 << 20)
            stop.count = got.count(b'event: appeal')
            stop.set()

        thread = threading.Thread(target=listen)
        thread.start()
        with server.connect() as s:
            stream = Stream(s)
            for pos in range(1, 401):
                s.sendall(b'GET /publish?pos=%d&who=1&size=50000 HTTP/1.1\r\nHost: a\r\n\r\n' % pos)
                assert stream.reply().status == 204
        assert stop.wait(20) and stop.count == 400
        thread.join()
        deaf.close()
        hearing.close()


def rss_kb(pid):
    with open(f'/proc/{pid}/status') as f:
        return next(int(line.split()[1]) for line in f if line.startswith('VmRSS'))


def streams_measure(probe, count, *args, wrap=None):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2 * count + 100:
        count = hard // 2 - 100
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 2 * count + 200)), hard))
    with Server(probe, '--conns', 100000, '--beat', 20000, *args) as server:
        before = rss_kb(server.process.pid)
        socks = []
        for i in range(count):
            s = server.connect()
            if wrap:
                s = wrap(s)
            s.sendall(b'GET /api/v1/events HTTP/1.1\r\nHost: a\r\nCookie: otklik_session=staff-%d-1\r\n\r\n' % (i % 19 + 1))
            socks.append(s)
        for s in socks:
            read_until(s, b'event: hello')
        each = (rss_kb(server.process.pid) - before) / count
        poll = select.epoll()
        for s in socks:
            poll.register(s, select.EPOLLIN)
        begin = time.monotonic()
        get(server, b'/publish?pos=1&who=1&size=200') if not wrap else socks_publish(server, wrap)
        waiting = set(s.fileno() for s in socks)
        while waiting and time.monotonic() - begin < 10:
            waiting -= {fd for fd, _ in poll.poll(1)}
        spent = time.monotonic() - begin
        for s in socks:
            s.close()
        assert not waiting
        return count, each, spent * 1000


def socks_publish(server, wrap):
    with wrap(server.connect()) as s:
        s.sendall(b'GET /publish?pos=1&who=1&size=200 HTTP/1.1\r\nHost: a\r\n\r\n')
        assert Stream(s).reply().status == 204


def test_events_many(probe):
    """2,000 open desks: memory of each, time of a broadcast"""
    count, each, ms = streams_measure(probe, 2000)
    print(f'# {count} event streams: {each:.1f} KB each, broadcast {ms:.0f} ms')
    if not sanitized(probe):
        assert each <= 20 and ms <= 1000, (each, ms)


def sanitized(probe):
    return subprocess.run(['grep', '-qc', '__asan_init\\|__tsan_init', probe], check=False).returncode == 0


def certificate(folder, name='localhost'):
    cert, key = os.path.join(folder, name + '.crt'), os.path.join(folder, name + '.key')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1',
                    '-subj', '/CN=' + name, '-keyout', key, '-out', cert], check=True, capture_output=True)
    return cert, key


def tls_context():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_tls(probe):
    """TLS 1.2 and 1.3 only, HSTS, a certificate exchanged without a drop"""
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        cert, key = certificate(folder)
        with Server(probe, '--cert', cert, '--key', key, '--head', 700) as server:
            context = tls_context()
            old = context.wrap_socket(server.connect())
            assert old.version() == 'TLSv1.3'
            first = old.getpeercert(True)
            weak = tls_context()
            weak.minimum_version = weak.maximum_version = ssl.TLSVersion.TLSv1_1
            weak.set_ciphers('ALL:@SECLEVEL=0')
            try:
                weak.wrap_socket(server.connect()).close()
                raise AssertionError('TLS 1.1 was taken')
            except (ssl.SSLError, ConnectionError, OSError):
                pass
            certificate(folder)
            server.tell('reload')
            assert server.process.stdout.readline() == '0\n'
            with context.wrap_socket(server.connect()) as s:
                assert s.getpeercert(True) != first
            old.sendall(b'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
            reply = Stream(old).reply()
            assert reply.status == 200 and 'strict-transport-security' in dict(reply.headers)
            old.close()
            with open(key, 'w') as f:
                f.write('broken')
            server.tell('reload')
            assert server.process.stdout.readline() != '0\n'
            context.wrap_socket(server.connect()).close()
            with server.connect() as s:                          # a handshake that never comes
                assert until_closed(s, 5) < 4


def test_tls_events_many(probe):
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        cert, key = certificate(folder)
        context = tls_context()
        count, each, ms = streams_measure(probe, 500, '--cert', cert, '--key', key, wrap=context.wrap_socket)
        print(f'# {count} event streams under TLS: {each:.1f} KB each, broadcast {ms:.0f} ms')


def test_limit(probe):
    with Server(probe, '--intake', 3) as server, server.connect() as s:
        stream = Stream(s)
        got = []
        for _ in range(5):
            s.sendall(b'POST /intake HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"text":"a"}')
            reply = stream.reply()
            got.append(reply.status)
        assert got == [200, 200, 200, 429, 429], got
        assert int(dict(reply.headers)['retry-after']) > 0


def test_wrong_codes(probe):
    """Each wrong code waits longer; then 429"""
    with Server(probe, '--wrong', 3) as server:
        spent, got = [], []
        for _ in range(4):
            begin = time.monotonic()
            got.append(get(server, b'/wrong/AB-1').status)
            spent.append(time.monotonic() - begin)
        assert got == [404, 404, 404, 429], got
        assert 0.19 < spent[0] < spent[1] < spent[2] and spent[3] < 0.2, spent


def test_wrong_elsewhere(probe):
    """What is no number at all has no count of its own: strangers who mistype do not use up each other's tries"""
    with Server(probe, '--wrong', 1, '--proxies', '127.0.0.1') as server:
        for i in range(12):
            assert get(server, b'/nobody', b'X-Forwarded-For: 192.0.2.%d\r\n' % i).status == 404, i


def test_address(probe):
    """Of what proxies say the right end counts, however many headers it stands in"""
    with Server(probe, '--proxies', '127.0.0.1 10.0.0.0/8') as server:
        for headers, want in (
                (b'', '127.0.0.1'),
                (b'X-Forwarded-For: 192.0.2.1\r\n', '192.0.2.1'),
                (b'X-Forwarded-For: 1.1.1.1, 192.0.2.1, 10.0.0.7\r\n', '192.0.2.1'),
                (b'X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 192.0.2.1\r\n', '192.0.2.1'),
                (b'X-Forwarded-For: 192.0.2.1\r\nx-forwarded-for: 10.0.0.7\r\n', '192.0.2.1'),
                (b''.join(b'X-Forwarded-For: 1.1.1.%d\r\n' % i for i in range(20)) + b'X-Forwarded-For: 2001:db8::1\r\n',
                 '2001:db8::1'),
                (b'X-Forwarded-For: 1.1.1.1, nonsense\r\n', '127.0.0.1')):
            got = json.loads(get(server, b'/address', headers).body)['address']
            assert got == want, (headers, got)


def test_secure(probe):
    """A cookie is for TLS alone where there is TLS: what a trusted proxy says of it counts, and nobody else"""
    proxied = b'X-Forwarded-Proto: https\r\n'
    with Server(probe) as server:
        assert not secure(server, b'') and not secure(server, proxied)
    with Server(probe, '--proxies', '192.0.2.0/24') as server:
        assert not secure(server, proxied)
    with Server(probe, '--proxies', '127.0.0.1') as server:
        for headers, want in ((b'', False), (proxied, True), (b'X-Forwarded-Proto: HTTPS\r\n', True), (b'X-Forwarded-Proto: http\r\n', False),
                              (proxied + b'X-Forwarded-For: 192.0.2.1\r\n', True), (b'X-Forwarded-Proto: https, http\r\n', False)):
            assert secure(server, headers) == want, headers


def secure(server, headers):
    reply = get(server, b'/cookie', headers)
    names = {n.lower(): v for n, v in reply.headers}
    assert ('strict-transport-security' in names) == ('; Secure' in names['set-cookie']), names
    return '; Secure' in names['set-cookie']


def test_metrics(probe):
    """Figures are for this machine: not for whom a proxy on it forwards, unless the proxy is known and says who; or for a token"""
    forwarded = (b'X-Forwarded-For: 127.0.0.1\r\n', b'x-forwarded-for: 192.0.2.1\r\n', b'Forwarded: for=192.0.2.1\r\n',
                 b'X-Real-IP: 192.0.2.1\r\n', b'Via: 1.1 proxy\r\n')
    with Server(probe) as server:
        assert get(server, b'/metrics').status == 200
        for headers in forwarded:
            assert get(server, b'/metrics', headers).status == 403, headers
        assert get(server, b'/metrics', b'Authorization: Bearer \r\n' + forwarded[0]).status == 403
    with Server(probe, '--proxies', '127.0.0.1') as server:
        assert get(server, b'/metrics', b'X-Forwarded-For: 192.0.2.1\r\n').status == 403
        assert get(server, b'/metrics', b'X-Forwarded-For: 127.0.0.7\r\n').status == 200
    with Server(probe, '--metrics-token', 'figures-2026') as server:
        assert get(server, b'/metrics').status == 200
        for headers in forwarded:
            assert get(server, b'/metrics', headers + b'Authorization: Bearer figures-2026\r\n').status == 200, headers
            for wrong in (b'Bearer figures-202', b'Bearer figures-20266', b'Basic figures-2026', b'figures-2026', b'Bearer'):
                assert get(server, b'/metrics', headers + b'Authorization: ' + wrong + b'\r\n').status == 403, wrong


def test_drain(probe):
    """At the end what runs is answered, what is idle is closed, streams are ended"""
    server = Server(probe)
    idle, stream, busy = server.connect(), events(server), server.connect()
    read_until(stream, b'event: hello')
    busy.sendall(b'GET /wrong/AB-1 HTTP/1.1\r\nHost: a\r\n\r\n')   # answers after 200 ms
    idle.sendall(b'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
    assert Stream(idle).reply().status == 200
    begin = time.monotonic()
    server.process.stdin.close()
    reply = Stream(busy).reply()
    assert reply.status == 404 and ('connection', 'close') in [(n, v.lower()) for n, v in reply.headers]
    assert until_closed(idle, 5) < 5
    assert until_closed(stream, 5) < 5
    assert server.process.wait(10) == 0 and time.monotonic() - begin < 5, server.process.stderr.read()
    for s in (idle, stream, busy):
        s.close()
    server.process.stdout.close()
    server.process.stderr.close()
    server.dir.cleanup()


def test_drain_body(probe):
    """A client that died in the middle of its body holds nobody up; one that is still sending is heard out"""
    server = Server(probe)
    head = b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n'
    dead, slow = server.connect(), server.connect()
    dead.sendall(head + b'{"te')
    slow.sendall(head)
    begin = time.monotonic()
    server.process.stdin.close()
    for i in range(15):
        slow.sendall(b'{"text": "abc"}'[i:i + 1])
        time.sleep(0.15)                      # the pace of a bad line: two seconds in all
    assert Stream(slow).reply().status == 200
    assert server.process.wait(10) == 0 and time.monotonic() - begin < 6, time.monotonic() - begin
    for s in (dead, slow):
        s.close()
    server.process.stdout.close()
    server.process.stderr.close()
    server.dir.cleanup()
