"""part_bridge: calls of telephones with operators in browsers, beside a relay that does only what any bridge must (relay.c)"""
import contextlib
import os
import subprocess
import time
from common import BUILD, Caller, cpu_s, free_port, node, row, settle, store_dir, wait_for
from part_sip import private_kb, sipp

CALLS = (50, 100)        # at once
TURNS, SECONDS = 5, 4    # relay and program by turns, so many seconds each
JITTER_CALLS, JITTER_MS = 200, 2
RATIO = 1.5
BROWSERS = 200           # page calls at once, for their memory


class Ends:
    """calls.c: so many telephones and browsers"""

    def __init__(self, count, *how):
        self.process = subprocess.Popen([os.path.join(BUILD, 'bench', 'calls'), str(count), *how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.phones = list(map(int, self.process.stdout.readline().split()))

    def __call__(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def offer(self, i):
        return self(f'offer {i}').replace('|', '\r\n')

    def answer(self, i, sdp):
        if self(f'answer {i} ' + sdp.replace('\r\n', '|')) != 'ok':
            raise SystemExit('bench: an answer that is none')

    def up(self):
        """Browsers that shook hands, telephones that are spoken to"""
        return tuple(map(int, self('up').split()))

    def run(self, seconds, pid):
        """Everybody speaks: what the process needed for it, in CPU seconds; packets sent and received of telephones, of browsers;
        µs of their way"""
        before = cpu_s(pid)[0]
        counts = list(map(int, self(f'run {seconds}').split()))
        return cpu_s(pid)[0] - before, counts


@contextlib.contextmanager
def ends_of(count, *how):
    ends = Ends(count, *how)
    try:
        yield ends
    finally:
        ends.process.stdin.close()
        ends.process.wait(60)


@contextlib.contextmanager
def relayed(count, *how):
    """Ends that talk through the relay, and its process"""
    with ends_of(count, *how) as ends, subprocess.Popen([os.path.join(BUILD, 'bench', 'relay'), str(count), *how], stdin=subprocess.PIPE,
                                                  stdout=subprocess.PIPE, text=True) as relay:
        ports = relay.stdout.readline().split()
        for i in range(count):
            ends(f'direct {i} {ports[2 * i]} {ports[2 * i + 1]}')
        yield ends, relay.pid
        relay.stdin.close()


def operators(n, count, telephone=None):
    """So many members of staff at ready desks; telephone: what the SIP telephone of the i-th is, who has no browser then"""
    boss = Caller(n, n.links['administrator'])
    for i in range(count):
        new = boss('POST', '/api/v1/settings/staff', {'login': f'bench{i}', 'name': f'Оператор {i}', 'roles': ['operator']})
        link = boss('POST', f'/api/v1/settings/staff/{new["id"]}/invite')['link']
        one = Caller(n, link.rsplit('=', 1)[1])
        if telephone:
            boss('POST', f'/api/v1/settings/staff/{new["id"]}/telephone', telephone(i))
        else:
            one('PUT', '/api/v1/desk/phone', {'on': True})
        one('PUT', '/api/v1/presence', {'state': 'ready'})
        yield one


def answer_all(ends, staff):
    """Each operator answers what rings"""
    waiting = dict(enumerate(staff))

    def answered():
        for i, one in list(waiting.items()):
            call = one('GET', '/api/v1/desk/calls/mine')
            if call and call['state'] == 'offered':
                got = one('POST', f'/api/v1/desk/calls/{call["id"]}/answer', {'generation': call['generation'], 'sdp': ends.offer(i)})
                ends.answer(i, got['sdp'])
                del waiting[i]
        return not waiting

    wait_for(answered, name=lambda: f"{len(waiting)} rings")


@contextlib.contextmanager
def bridged(base, count, *options):
    """Ends that talk through the program, and its process"""
    port = free_port()
    csv = os.path.join(base, f'phones{count}{len(options)}.csv')

    with ends_of(count) as ends, node(data := store_dir(base, f'bridge{count}{len(options)}'), '--sip', f'127.0.0.1:{port}', '--limit.staff', '1000000', *options) as n:
        with open(csv, 'w') as f:
            f.write('SEQUENTIAL\n' + ''.join(f'{phone};\n' for phone in ends.phones))
        settle(n)
        staff = list(operators(n, count))
        ends.data = data
        ends.private_kb = lambda: private_kb(n)
        ends.idle_kb = ends.private_kb()
        run = sipp('bridge.xml', port, count, 50, '-inf', csv, '-d', '600000')
        answer_all(ends, staff)
        wait_for(lambda: ends.up()[0] == count, name=lambda: f"{ends.up()} of {count}")
        yield ends, n.process.pid
        run.terminate()
        run.wait()


def by_turns(what, count, raw, own):
    """Both by turns, so that both have the same machine: CPU ms of a call-second of each"""
    with raw as raw, own as own:
        cpu, counts = {raw: 0, own: 0}, {raw: [0] * 4, own: [0] * 4}
        for one in (raw, own):
            one[0].run(1, one[1])                # each socket learns whom it speaks to
        for _ in range(TURNS):
            for one in (raw, own):
                took, got = one[0].run(SECONDS, one[1])
                cpu[one] += took
                counts[one] = [a + b for a, b in zip(counts[one], got[:4])]

    for name, one in (('raw relay', raw), ('program', own)):
        sent, got = counts[one][0] + counts[one][2], counts[one][1] + counts[one][3]
        row(f'{what}: {name}, {count} calls: packets that arrived', f'{got}', f'{sent}', counts[one][0:3:2] == counts[one][1:4:2])
    return tuple(cpu[one] / count / SECONDS / TURNS * 1000 for one in (raw, own))


def jitter(base, count):
    """How much longer the slowest of a hundred packets are on their way than half of them"""
    with relayed(count) as raw, bridged(base, count) as own:
        took = {}
        for _ in range(TURNS):
            for one in (raw, own):
                *_, half, most = one[0].run(SECONDS, one[1])[1]
                took.setdefault(one, []).append((most - half) / 1000)
    raw_ms, own_ms = (sorted(took[one])[TURNS // 2] for one in (raw, own))
    row(f'bridge: jitter of {count} calls, 99 of 100, raw relay', f'{raw_ms:.2f} ms')
    row(f'bridge: jitter of {count} calls, 99 of 100, program', f'{own_ms:.2f} ms', f'<= {JITTER_MS} ms', own_ms <= JITTER_MS)


def part_bridge(base):
    jitter(base, JITTER_CALLS)
    for count in CALLS:
        raw, own = by_turns('bridge', count, relayed(count), bridged(base, count))
        row(f'bridge: CPU of a call-second, raw relay, {count} calls', f'{raw:.2f} ms')
        row(f'bridge: CPU of a call-second, SIP and WebRTC, {count} calls', f'{own:.2f} ms')
        row(f'bridge: ratio of {count} calls', f'{own / raw:.2f}', f'<= {RATIO}', own / raw <= RATIO)


def page_call(n, sdp):
    """A citizen calls from the page: our answer, and how to hang up"""
    got = n.post('/api/v1/calls', {'line': 'hotline', 'sdp': sdp})
    return got['sdp'], lambda: n.post(f'/api/v1/calls/{got["id"]}', None, 'DELETE', {'X-Call-Token': got['token']})


def part_browser(base):
    """Page calls: what the program holds for each, and what it gives back"""
    with ends_of(BROWSERS) as ends, node(store_dir(base, 'browser'), '--limit.status', '1000000', '--limit.pages', '1000000') as n:
        settle(n)
        for _ in range(2):                       # the first time, what stays for ever is made
            before, leave = private_kb(n), []
            for i in range(BROWSERS):
                sdp, end = page_call(n, ends.offer(i))
                ends.answer(i, sdp)
                leave.append(end)
            wait_for(lambda: ends.up()[0] == BROWSERS, name=lambda: f'{ends.up()} of {BROWSERS}')
            time.sleep(2)
            each = (private_kb(n) - before) / BROWSERS
            for end in leave:
                end()
            time.sleep(40)
        kept = (private_kb(n) - before) / BROWSERS
    row(f'browser: memory of a call, {BROWSERS} at once', f'{each:.1f} KB', '<= 90', each <= 90)
    row('browser: of that kept 40 s after the end', f'{kept:.1f} KB', '<= 9', kept <= 9)
