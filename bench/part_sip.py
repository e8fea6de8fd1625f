"""part_sip: what calls cost"""
import os
import re
import subprocess
import time
from common import BUILD, ROOT, TICK, free_port, node, row, store_dir

CALLS_S, CALLS_FOR = 600, 60         # of signalling: calls a second, seconds
WAITING = 500                        # callers in the queue, for their memory
MUSIC_MS = 0.3


def voice_cpu_s(n):
    """CPU seconds of the voice thread"""
    for task in os.scandir(f'/proc/{n.process.pid}/task'):
        with open(f'{task.path}/comm') as comm, open(f'{task.path}/stat') as stat:
            if comm.read() == 'voice\n':
                return sum(map(int, stat.read().rsplit(') ', 1)[1].split()[11:13])) / TICK
    raise SystemExit('bench: there is no voice thread')


def private_kb(n):
    """What the process holds alone: a page that the store's file shares is not a call's"""
    with open(f'/proc/{n.process.pid}/smaps_rollup') as f:
        return sum(map(int, re.findall(r'Private_(?:Clean|Dirty):\s+(\d+)', f.read())))


def sipp(scenario, port, calls, rate, *more):
    """Starts sipp; its failed calls are its exit status"""
    return subprocess.Popen(['sipp', '-sf', os.path.join(ROOT, 'bench', scenario), '-s', 'hotline', f'127.0.0.1:{port}', '-m', str(calls), '-r', str(rate),
                             '-l', str(calls), '-i', '127.0.0.1', '-nostdin', '-timeout', '120', *more],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=BUILD)


def part_sip(base):
    """Calls of sipp: answered and hung up, with their records; and callers who wait in the queue"""
    port = free_port()
    with node(store_dir(base, 'sip'), '--sip', f'127.0.0.1:{port}') as n:
        signalled(n, port)
        waited(n, port)


def signalled(n, port):
    sipp('wait.xml', port, 100, 100, '-d', '3000').wait()            # prompts are rendered, buffers are there
    n_calls, tens = CALLS_S * CALLS_FOR, []
    began, cpu = time.monotonic(), voice_cpu_s(n)
    run = sipp('answer.xml', port, n_calls, CALLS_S)
    for end in range(10, CALLS_FOR + 1, 10):
        time.sleep(max(0, began + end - time.monotonic()))
        tens.append(voice_cpu_s(n))
    failed = run.wait()
    seconds, each_ms = time.monotonic() - began, (voice_cpu_s(n) - cpu) / n_calls * 1000
    row(f'sip: answered and hung up, {n_calls} calls', f'{n_calls / seconds:.0f} /s', f'>= {CALLS_S * 0.98:.0f}', not failed and n_calls / seconds >= CALLS_S * 0.98)
    row('sip: CPU of the voice thread a call', f'{each_ms:.2f} ms', '<= 0.5', each_ms <= 0.5)
    rise = (tens[-1] - tens[-2]) / (tens[0] - cpu)
    row('sip: CPU of the last ten seconds by the first', f'{rise:.2f}', '<= 1.2', rise <= 1.2)


def waited(n, port):
    """Behind the others, when the store's caches are as full as they get: what is more now is the callers'"""
    time.sleep(40)
    before = private_kb(n)
    run = sipp('wait.xml', port, WAITING, 100, '-d', '16000')
    time.sleep(WAITING / 100 + 5)
    began, cpu = time.monotonic(), n.cpu_s()[0]
    time.sleep(4)
    music_ms = (n.cpu_s()[0] - cpu) / (time.monotonic() - began) / WAITING * 1000
    row('sip: CPU of a call that hears music, a second', f'{music_ms:.2f} ms', f'<= {MUSIC_MS} ms', music_ms <= MUSIC_MS)
    each = (private_kb(n) - before) / WAITING
    row('sip: memory of a call that waits', f'{each:.1f} KB', '<= 25', each <= 25)
    run.wait()
    time.sleep(40)
    kept = (private_kb(n) - before) / WAITING
    row('sip: of that kept 40 s after the end', f'{kept:.1f} KB', '<= 2.5', kept <= 2.5)
