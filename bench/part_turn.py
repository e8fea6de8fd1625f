"""part_turn: how long it takes until a desk rings, while many callers wait: from the hang-up of an operator's until the next one rings, and from
the entry into the queue of somebody for whom an operator is free; always to the event that the desk gets"""
import datetime
import http.client
import json
import os
import queue
import sys
import threading
import time
from common import ROOT, Caller, free_port, node, row, settle, store_dir, tool
from part_bridge import ends_of
from part_sip import sipp

sys.path.append(os.path.join(ROOT, 'tests', 'sip'))
from phone import Phone                         # noqa: E402

WAITING, FREED, ENTERED = 1200, 200, 100        # at least a thousand wait all the time
P50_MS, P99_MS = 3, 20
STRAIGHT = '+78000000009'


class Rings:
    """What the desk of a member of staff is told to ring for, and when"""

    def __init__(self, one):
        self.conn = http.client.HTTPConnection('127.0.0.1', one.port, timeout=120)
        self.conn.request('GET', '/api/v1/events', None, one.head)
        self.reply = self.conn.getresponse()
        self.got = queue.Queue()
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        event = b''
        for line in self.reply:
            if line.startswith(b'event: '):
                event = line[7:].strip()
            elif line.startswith(b'data: ') and event == b'ring':
                at, body = time.monotonic(), json.loads(line[6:])
                if body['on']:
                    self.got.put((at, body))

    def next(self):
        return self.got.get(timeout=30)


def hired(n, langs):
    """A member of staff at a ready desk who speaks these languages, and what rings there"""
    boss = Caller(n, n.links['administrator'])
    new = boss('POST', '/api/v1/settings/staff', {'login': 'bench', 'name': 'Оператор', 'roles': ['operator']})
    speak(boss, new['id'], langs, 0)
    link = boss('POST', f'/api/v1/settings/staff/{new["id"]}/invite')['link']
    one = Caller(n, link.rsplit('=', 1)[1])
    one('PUT', '/api/v1/desk/phone', {'on': True})
    return boss, one, Rings(one)


def speak(boss, staff, langs, version):
    boss('PUT', f'/api/v1/settings/skills/{staff}',
         {'langs': langs, 'regions': [], 'skills': [], 'level_other': 5, 'written_most': None, 'version': version})


def freed_ms(one, rings, ends):
    """The operator hangs up, and the next one rings"""
    for i in range(FREED):
        _, ring = rings.next()
        one('POST', f'/api/v1/desk/calls/{ring["call"]}/answer', {'generation': ring['generation'], 'sdp': ends.offer(i)})
        began = time.monotonic()
        one('DELETE', f'/api/v1/desk/calls/{ring["call"]}')
        at, again = rings.next()
        rings.got.put((at, again))
        yield (at - began) * 1000


def entered_ms(port, one, rings):
    """Somebody calls the line in English, for whom nobody else waits: from the INVITE, and from the entry into the queue, which the record tells"""
    for _ in range(ENTERED):
        with Phone(('127.0.0.1', port)) as phone:
            began = time.monotonic()
            if phone.call(STRAIGHT).code != 200:
                raise SystemExit('bench: a call that is not answered')
            at, _ = rings.next()
            queued = datetime.datetime.fromisoformat(one('GET', '/api/v1/desk/calls/mine')['queued_at']).timestamp()
            yield (at - began) * 1000, (at + time.time() - time.monotonic() - queued) * 1000
            phone.bye()


def spread(what, times):
    times = sorted(times)
    half, most = times[len(times) // 2], times[len(times) * 99 // 100]
    row(f'turn: {what}, half of them within', f'{half:.1f} ms', f'<= {P50_MS} ms', half <= P50_MS)
    row(f'turn: {what}, 99 of 100 within', f'{most:.1f} ms', f'<= {P99_MS} ms', most <= P99_MS)


def profile(base):
    """The demonstration's, and a line in English that asks nothing"""
    with open(os.path.join(ROOT, 'data', 'profiles', 'demo.json')) as f:
        org = json.load(f)
    org['lines'].append({'key': 'straight', 'numbers': [STRAIGHT], 'calendar': 'always', 'lang': 'en', 'flow': 'straight',
                         'name': {'ru': 'Прямая', 'en': 'Straight'}})
    org['flows'] = {**org.get('flows', {}), 'straight': [{'do': 'queue'}]}
    path = os.path.join(base, 'profile.json')
    with open(path, 'w') as f:
        json.dump(org, f, ensure_ascii=False)
    return path


def part_turn(base):
    port = free_port()
    with ends_of(FREED) as ends, node(store_dir(base, 'turn'), '--sip', f'127.0.0.1:{port}', '--queue.wrap-up', '0ms', '--profile', profile(base), '--limit.staff', '1000000') as n:
        settle(n)
        boss, one, rings = hired(n, ['ru', 'en'])
        run = sipp('wait.xml', port, WAITING, 100, '-d', '300000', '-timeout', '400')
        time.sleep(WAITING / 100 + 3)
        row('turn: one fsync of this disk, half of them within', f'{tool("fsync", base)[0] / 1000:.1f} ms')
        one('PUT', '/api/v1/presence', {'state': 'ready'})
        spread('an operator gets free, the next one rings', freed_ms(one, rings, ends))

        one('PUT', '/api/v1/presence', {'state': 'away'})        # what rang last is taken back
        rings.next()
        speak(boss, one.id, ['en'], 1)
        one('PUT', '/api/v1/presence', {'state': 'ready'})
        called, queued = zip(*entered_ms(port, one, rings))
        row('turn: from an INVITE to the ring, half of them within', f'{sorted(called)[ENTERED // 2]:.1f} ms')
        spread('a caller enters the queue, the free operator rings', queued)
        queues = Caller(n, n.links['supervisor'])('GET', '/api/v1/desk/line')['queues']
        waiting = sum(one['waiting'] for one in queues if one['medium'] == 'call')
        row('turn: callers who waited all the time', f'{waiting}', f'>= {WAITING - FREED}', waiting >= WAITING - FREED)
        run.terminate()
        run.wait()
