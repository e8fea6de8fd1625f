"""part_web: memory, streams, pages and the desk in Chromium"""
import json
import os
import re
import subprocess
import time
import urllib.request
from common import BUILD, ROOT, browser_packages, node, row, store_dir

STREAMS = 2000
BROADCASTS = 20
ACTIONS = 40             # of each kind, in the desk


def signed_in(n):
    """The cookie of a session of the demonstration's operator"""
    req = urllib.request.Request(f'{n.origin}/api/v1/session', json.dumps({'token': n.links['operator']}).encode(),
                                 {'Content-Type': 'application/json'})
    with urllib.request.urlopen(req, timeout=20, context=n.trust) as reply:
        return reply.headers['Set-Cookie'].split(';')[0]


def streams_run(data, what, most_kb, *options):
    """Memory of a stream, and a broadcast to all of them"""
    with node(data, '--web.connections-per-address', '10000', '--limit.staff', '1000000', *options) as n:
        cookie = signed_in(n)
        time.sleep(1)
        idle = n.rss_kb()
        with subprocess.Popen([os.path.join(BUILD, 'bench', 'sse'), str(n.port), str(STREAMS), str(int(bool(options))), cookie,
                               str(BROADCASTS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sse:
            if sse.stdout.readline() != 'ready\n':
                raise SystemExit('bench: the streams did not open')
            each = (n.rss_kb() - idle) / STREAMS
            cpu = n.cpu_s()[0]
            p50, p99 = (float(word) / 1000 for word in sse.communicate('go\n')[0].split())
            cpu = (n.cpu_s()[0] - cpu) / BROADCASTS / STREAMS * 1e6
    row(f'memory of an open desk, {what}', f'{each:.1f} KB', f'<= {most_kb}', each <= most_kb)
    row(f'broadcast to {STREAMS} desks, {what}, p50 / p99', f'{p50:.0f} / {p99:.0f} ms', '<= 100', p99 <= 100)
    row('  CPU of it for each desk, of the program', f'{cpu:.1f} us')


def part_memory(base):
    data = store_dir(base, 'memory')
    with node(data) as n:
        time.sleep(2)
        idle = n.rss_kb()
    row('memory, idle', f'{idle / 1024:.1f} MB', '<= 40', idle <= 40 * 1024)

    streams_run(data, 'plain', 20)
    cert, key = os.path.join(base, 'cert.pem'), os.path.join(base, 'key.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
                    '/CN=localhost', '-keyout', key, '-out', cert], check=True, stderr=subprocess.DEVNULL)
    streams_run(data, 'TLS', 32, '--tls-cert', cert, '--tls-key', key)


def loaded(n, path):
    """Bytes that a browser loads for a page the first time: itself and what it names, as they come with br"""
    body, headers = n.get(path, Accept_Encoding='identity', Accept='text/html')
    names = set(re.findall(r'(?:src|href)="(/[^"#]+\.(?:css|js|woff2|svg|png|ico|json)[^"]*)"', body.decode()))
    size = len(n.get(path, Accept_Encoding='br', Accept='text/html')[0])
    for name in sorted(names):
        part = n.get(name, Accept_Encoding='identity')[0]
        size += len(n.get(name, Accept_Encoding='br')[0])
        if name.endswith('.css'):
            base_path = name.rsplit('/', 1)[0]
            for url in set(re.findall(r'url\(["\']?([^"\')]+)["\']?\)', part.decode())):
                if not url.startswith('data:'):
                    size += len(n.get(url if url.startswith('/') else f'{base_path}/{url}', Accept_Encoding='br')[0])
    return size


def part_page(base):
    data = store_dir(base, 'page')
    with node(data) as n:
        for what, path, most in (('the start page', '/', 60), ('the desk', '/desk/', 150)):
            size = loaded(n, path)
            row(f'first load of {what}, br', f'{size / 1024:.1f} KB', f'<= {most}', size <= most * 1024)


def part_desk(base):
    browser_packages()
    with node(store_dir(base, 'desk')) as n:
        out = subprocess.run(['node', os.path.join(ROOT, 'bench/desk.mjs'), n.origin, f'{n.origin}/desk/#signin={n.links["operator"]}',
                              str(ACTIONS)], check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in out.splitlines():
        what, p50, p95 = line.split()
        row(f'desk in Chromium: {what}, p50 / p95', f'{p50} / {p95} ms', '<= 50', float(p95) <= 50)
