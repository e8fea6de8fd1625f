"""part_store: appeals into SQLite and PostgreSQL, beside the same rows written raw; and the start of a large store"""
import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from common import BUILD, OTKLIK, ROOT, cpu_s, free_port, node, row, store_dir, table, tool, wait_for

APPEALS = 20000          # acknowledged in a measurement
RUNS = 3                 # of it; the one whose CPU lies in the middle counts
WARM = 2000              # before it
CLIENTS = 64
GROUP = 100              # appeals to a transaction of the baselines
MILLION = 1000000


def indexed(path):
    """Has the index of words read every appeal of a SQLite store?"""
    with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro', uri=True)) as db:
        pos = db.execute("SELECT pos FROM follower WHERE name = 'search'").fetchone()
        return pos and pos[0] >= db.execute('SELECT max(pos) FROM journal WHERE appeal <> 0').fetchone()[0]


def indexed_pg(url):
    out = subprocess.run(['psql', url, '-qAtc', "SELECT (SELECT pos FROM follower WHERE name = 'search') >= "
                          "(SELECT max(pos) FROM journal WHERE appeal <> 0)"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return out.strip() == 't'


def load_run(n, done):
    """Warms up, then loads: rate of acknowledged appeals, rate until they are indexed too, p50 and p99 in ms, CPU seconds by thread"""
    tool('load', n.port, CLIENTS, WARM)
    wait_for(done)
    return sorted((load_once(n, done, i + 1) for i in range(RUNS)), key=lambda run: run[4])[RUNS // 2]


def load_once(n, done, i):
    cpu, threads = n.cpu_s()
    began = time.monotonic()
    _, _, seconds, p50, p99 = tool('load', n.port, CLIENTS, APPEALS, i << 20)
    wait_for(done)
    whole = time.monotonic() - began
    time.sleep(0.2)
    cpu_after, threads_after = n.cpu_s()
    return APPEALS / seconds, APPEALS / whole, p50 / 1000, p99 / 1000, cpu_after - cpu, {k: v - threads.get(k, 0) for k, v in threads_after.items()}


def raw_sqlite(base, source, words):
    data = store_dir(base, f'raw{words}')
    tool('fill', data, 0, 1)
    n, seconds, cpu = tool('raw-sqlite', source, os.path.join(data, 'otklik.db'), GROUP, words)
    return n / seconds, cpu / n * 1e6


def part_sqlite(base):
    data = store_dir(base, 'sqlite')
    db = os.path.join(data, 'otklik.db')
    p50, p99 = tool('fsync', base)
    row('disk: a page of 4 KiB kept for good, p50 / p99', f'{p50 / 1000:.2f} / {p99 / 1000:.2f} ms')

    with node(data) as n:
        rate, whole, p50, p99, cpu, threads = load_run(n, lambda: indexed(db))
    raw, raw_cpu = raw_sqlite(base, db, 0)
    raw_words, raw_words_cpu = raw_sqlite(base, db, 1)
    reset_words(db)
    index_s, index_cpu = tool('fill', data, 0, 1)[3:]
    index_us = index_cpu / (RUNS * APPEALS + WARM) * 1e6

    row(f'SQLite: appeals acknowledged, {CLIENTS} clients', f'{rate:.0f} /s')
    row('SQLite: p50 / p99', f'{p50:.1f} / {p99:.1f} ms')
    row('SQLite: acknowledged and their words indexed', f'{whole:.0f} /s')
    row(f'SQLite: the same rows raw, groups of {GROUP}, with words', f'{raw_words:.0f} /s')
    row('SQLite: ratio, with words', f'{whole / raw_words:.2f}', '>= 0.5', whole / raw_words >= 0.5)
    row(f'SQLite: the same rows raw, groups of {GROUP}, without words', f'{raw:.0f} /s')
    row('SQLite: ratio to raw without words, which the program writes', f'{rate / raw:.2f}')

    per, kernel = cpu / APPEALS * 1000, threads.pop('kernel') / APPEALS * 1000
    http, http_kernel = bare_http()
    row('CPU of an appeal, user and system, all threads and words', f'{per:.3f} ms', '<= 0.1', per <= 0.1)
    for name, seconds in sorted(threads.items(), key=lambda x: -x[1]):
        if seconds / APPEALS * 1000 >= 0.0005:
            row(f'  of it: {name}', f'{seconds / APPEALS * 1000:.3f} ms')
    row('  of it in the kernel: network, log, sync', f'{kernel:.3f} ms')
    row('  of it indexing words, measured alone', f'{index_us / 1000:.3f} ms')
    row('  intake: the rest', f'{per - index_us / 1000:.3f} ms')
    row('  beside it: the same rows raw, without / with words', f'{raw_cpu / 1000:.3f} / {raw_words_cpu / 1000:.3f} ms')
    row('  beside it: a bare HTTP reply; of it in the kernel', f'{http:.3f} / {http_kernel:.3f} ms')
    row('  ratio to both: raw with words and a bare reply', f'{per / (raw_words_cpu / 1000 + http):.2f}')


def bare_http():
    """CPU ms of a request that libmicrohttpd answers as the program answers an appeal, and does nothing else; of them in the kernel"""
    port = free_port()
    with subprocess.Popen([os.path.join(BUILD, 'bench', 'bare'), str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bare:
        bare.stdout.readline()
        tool('load', port, CLIENTS, WARM)
        cpu, threads = cpu_s(bare.pid)
        tool('load', port, CLIENTS, APPEALS)
        cpu_after, threads_after = cpu_s(bare.pid)
    return (cpu_after - cpu) / APPEALS * 1000, (threads_after['kernel'] - threads['kernel']) / APPEALS * 1000


def reset_words(db):
    with contextlib.closing(sqlite3.connect(db)) as conn:
        conn.execute('DELETE FROM search_token')
        conn.execute('DELETE FROM follower')
        conn.commit()


def raw_pg(base, url, source, i):
    """Appeals a second of the rows of a store, written raw into a database of their own"""
    subprocess.run(['psql', url, '-qc', f'CREATE DATABASE raw{i}'], check=True)
    own = url.replace('/postgres?', f'/raw{i}?')
    tool('fill', store_dir(base, f'pgraw{i}'), 0, 1, own)
    count, seconds = tool('raw-pg', source, own, GROUP, 1)
    return count / seconds


def part_postgres(base):
    """Beside tests/pg, which gives a private server"""
    url = os.environ.get('OTKLIK_TEST_PG')
    if not url:
        # its rows are printed by the inner run; its verdict is taken over
        if subprocess.run([os.path.join(ROOT, 'tests/pg'), sys.argv[0], 'postgres'],
                          env={**os.environ, 'OTKLIK_TEST_PG_FSYNC': 'on'}, check=False).returncode:
            table.append(('PostgreSQL', '', '', 'MISS'))
        return
    data, rows_data = (store_dir(base, name) for name in ('pg', 'pgrows'))
    with node(data, '--db', url) as n:
        rate, whole, p50, p99, cpu, _ = load_run(n, lambda: indexed_pg(url))
    tool('fill', rows_data, APPEALS, 1)
    raw = sorted(raw_pg(base, url, os.path.join(rows_data, 'otklik.db'), i) for i in range(RUNS))[RUNS // 2]

    row(f'PostgreSQL: appeals acknowledged, {CLIENTS} clients', f'{rate:.0f} /s')
    row('PostgreSQL: p50 / p99', f'{p50:.1f} / {p99:.1f} ms')
    row('PostgreSQL: acknowledged and their words indexed', f'{whole:.0f} /s')
    row(f'PostgreSQL: the same rows raw, a pipeline of {GROUP}', f'{raw:.0f} /s')
    row('PostgreSQL: ratio', f'{whole / raw:.2f}', '>= 0.5', whole / raw >= 0.5)
    row('PostgreSQL: CPU of an appeal in the program', f'{cpu / APPEALS * 1000:.3f} ms')


def part_start(base):
    data = store_dir(base, 'million')
    _, fill_s, fill_cpu, _, _ = tool('fill', data, MILLION, 0)
    row('filling a store with 1 000 000 appeals, CPU', f'{fill_s:.0f} s, {fill_cpu:.0f} s')
    with node(data) as n:
        ready = n.ready_s
    row('start to ready with 1 000 000 appeals', f'{ready:.2f} s', '<= 1', ready <= 1)
    began = time.monotonic()
    subprocess.run([OTKLIK, 'journal', 'verify', '--data', data], check=True, stdout=subprocess.DEVNULL)
    row('  its journal verified from the first row on', f'{time.monotonic() - began:.1f} s')
