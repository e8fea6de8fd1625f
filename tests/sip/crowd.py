#!/usr/bin/env python3
"""crowd.py [CALLS]: random calls, hundreds at a time, and every one accounted for.

Callers dial, press keys or nothing, wait, hang up in any state, send INVITE again or BYE at once, CANCEL, never say ACK, storm with keys;
operators answer, refuse, let it ring, hold, answer what is another's, hang up, vanish; some have SIP telephones that register. Beside them
sipp calls at a steady rate, each call at random (random_caller.xml). Then: a call for each INVITE that was taken,
one beginning and one end with its cause in the journal for each, no offer answered twice, no operator in two calls at a time, nobody
left in the queue core, sockets and memory given back, a clean end, a journal that verifies.
OTKLIK_SEED repeats the random choices (not the threads' timing); OTKLIK_CROWD_S is how long calls are begun; with
OTKLIK_CROWD_MEMORY what the program keeps is not asked (a build with a sanitizer keeps what was freed).
"""
import collections
import json
import os
import random
import re
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
os.chdir(os.path.join(HERE, '..', '..'))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'durable')]
from desk import Operator, Peers, hire             # noqa: E402
from line import Line                              # noqa: E402
from phone import Phone                            # noqa: E402
from telephones import Handset                     # noqa: E402
from program import SOAK, Store, engines, run, until        # noqa: E402

SEED = int(os.environ.get('OTKLIK_SEED', time.time_ns() % 10**9))
LINES = 24 if SOAK else 16                # callers at a time
OPERATORS = 10 if SOAK else 6
TELEPHONES = 4 if SOAK else 3             # operators who have SIP telephones and nothing else
SECONDS = float(os.environ.get('OTKLIK_CROWD_S', 600 if SOAK else 60))
SIPP_RATE = 5                             # calls a second
GONE_S = 50                               # transactions of SIP live 32 s, silence 30 s
MEMORY_KB = 60 * 1024


class Crowd:
    def __init__(self, line, peers):
        self.line, self.peers, self.stop, self.desks_stop = line, peers, threading.Event(), threading.Event()
        self.lock, self.taken, self.did, self.failures = threading.Lock(), 0, collections.Counter(), []
        self.slow = []                    # phones that never say ACK, and the like: closed at the end

    def count(self, what):
        with self.lock:
            self.did[what] += 1

    def take(self):
        with self.lock:
            self.taken += 1

    def guard(self, body, *args):
        try:
            body(*args)
        except Exception as e:            # told by the main thread
            self.failures.append(f'{body.__name__}: {type(e).__name__}: {e}')

    # ---- callers

    def caller(self, n):
        rnd = random.Random(SEED * 1000 + n)
        while not self.stop.is_set():
            way = rnd.choices(WAYS, WEIGHTS)[0]
            self.count(way.__name__)
            way(self, rnd)

    def phone(self, rnd, **more):
        # a number of its own: nobody goes on another's call
        return Phone(self.line.sip, user=f'7916{rnd.randrange(10**7):07}', codecs=rnd.choice(((8, 101), (0, 101), (0, 8, 101))), **more)

    def begin(self, rnd, phone):
        answer = phone.call('hotline' if rnd.random() < 0.97 else 'closed')
        assert answer.code == 200, answer.first
        self.take()
        return phone

    def idle(self, phone, seconds):
        """Lives on, answering what comes; True: the other side hung up"""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not phone.byes:
            message = phone.receive(min(0.2, max(0.01, end - time.monotonic())))
            if message and message.method:
                phone.answer(message)
        return phone.byes > 0

    def bye(self, phone):
        """Hangs up; who was hung up at the same moment hears 481 or nothing but BYE"""
        try:
            code = phone.bye()
            assert code in (200, 481), code
        except AssertionError:
            if not phone.byes:
                raise


def patient(crowd, rnd):
    """Through the menu to an operator, and stays for a while"""
    with crowd.phone(rnd) as phone:
        crowd.begin(rnd, phone)
        crowd.idle(phone, rnd.uniform(0.1, 0.6))
        phone.press(rnd.choice('0012*#5'))
        gone = crowd.idle(phone, rnd.choice((0.05, 0.5, 2, 5, 8)))
        if not gone and rnd.random() < 0.4:
            phone.press(rnd.choice(('0', '5', '#0', '12')))
            gone = crowd.idle(phone, rnd.uniform(0, 3))
        if not gone and rnd.random() < 0.3:
            phone.again(rnd.choice(('inactive', 'sendonly', 'sendrecv')))
            gone = crowd.idle(phone, rnd.uniform(0, 1)) or (phone.again('sendrecv') and False)
        if not gone:
            crowd.bye(phone)


def hasty(crowd, rnd):
    """Hangs up in the menu, or before it"""
    with crowd.phone(rnd) as phone:
        crowd.begin(rnd, phone)
        if not crowd.idle(phone, rnd.choice((0, 0, 0.1, 1))):
            crowd.bye(phone)


def cancels(crowd, rnd):
    """CANCEL that races with the answer"""
    with crowd.phone(rnd, media=False) as phone:
        phone.request('INVITE', 'hotline', 'Content-Type: application/sdp\r\n', phone.sdp())
        invite = phone.branch
        time.sleep(rnd.choice((0, 0, 0.001, 0.01, 0.05)))
        phone.request('CANCEL', 'hotline', cseq=phone.cseq, branch=invite)
        answer = phone.final('INVITE')
        crowd.take()
        if answer.code == 200:
            crowd.count('cancel-late')
            phone.learn(answer)
            phone.dialled = 'hotline'
            phone.request('ACK', 'hotline', cseq=1)
            crowd.bye(phone)
        else:
            assert answer.code == 487, answer.first
            phone.request('ACK', 'hotline', branch=invite)


def again(crowd, rnd):
    """INVITE sent again and again, and the same Call-ID by another way"""
    with crowd.phone(rnd) as phone:
        sdp = phone.sdp()
        phone.request('INVITE', 'hotline', 'Content-Type: application/sdp\r\n', sdp)
        invite = phone.branch
        for _ in range(rnd.randrange(1, 4)):
            phone.request('INVITE', 'hotline', 'Content-Type: application/sdp\r\n', sdp, cseq=1, branch=invite)
        other = rnd.random() < 0.5
        if other:
            phone.request('INVITE', 'hotline', 'Content-Type: application/sdp\r\n', sdp, cseq=1)
        answer = phone.final('INVITE')
        while answer.code == 482:
            answer = phone.final('INVITE')
        assert answer.code == 200, answer.first
        crowd.take()
        phone.learn(answer)
        phone.dialled = 'hotline'
        phone.request('ACK', 'hotline', cseq=1)
        crowd.idle(phone, rnd.uniform(0, 0.5))
        crowd.bye(phone)


def at_once(crowd, rnd):
    """BYE behind the 200, without ACK"""
    with crowd.phone(rnd, media=False) as phone:
        phone.request('INVITE', 'hotline', 'Content-Type: application/sdp\r\n', phone.sdp())
        phone.learn(phone.final('INVITE'))
        crowd.take()
        phone.dialled = 'hotline'
        crowd.bye(phone)


def deaf(crowd, rnd):
    """Never says ACK, or goes without a word: it is lost after 32 s, silent after 30"""
    if rnd.random() < 0.8:
        hasty(crowd, rnd)
        return
    phone = crowd.phone(rnd, media=False)
    if rnd.random() < 0.5:
        crowd.begin(rnd, phone)
    else:
        phone.request('INVITE', 'hotline', 'Content-Type: application/sdp\r\n', phone.sdp())
        phone.final('INVITE')
        crowd.take()
    with crowd.lock:
        crowd.slow.append(phone)


def storm(crowd, rnd):
    """A hundred keys"""
    with crowd.phone(rnd) as phone:
        crowd.begin(rnd, phone)
        end = time.monotonic() + 2
        while time.monotonic() < end:
            phone.press(rnd.choice('0123456789*#'), pause=0, lost_ends=rnd.random() < 0.5)
        if not crowd.idle(phone, rnd.uniform(0, 2)):
            crowd.bye(phone)


WAYS = (patient, hasty, cancels, again, at_once, deaf, storm)
WEIGHTS = (12, 3, 2, 2, 1, 1, 1)


# ---- operators

def works(crowd, operator, n):
    rnd = random.Random(SEED * 1000 + 500 + n)
    said = 0
    while not crowd.desks_stop.is_set():
        if time.monotonic() - said > 20:
            operator.ready()
            said = time.monotonic()
        ring = operator.mine()
        if not ring or ring['state'] != 'offered':
            crowd.desks_stop.wait(0.05)
            if rnd.random() < 0.02:
                operator.state('ready')
            continue
        what = rnd.choices(('answer', 'refuse', 'miss', 'twice', 'stale'), (10, 1, 1, 2, 1))[0]
        crowd.count('op-' + what)
        time.sleep(rnd.choice((0, 0, 0.1, 0.5)))
        if what == 'refuse':
            operator.refuse(ring, good=None)
        elif what == 'miss':
            until(lambda: crowd.desks_stop.is_set() or (operator.mine() or {}).get('generation') != ring['generation'], 'the ring ends', 30)
        elif what == 'stale':
            reply = operator.answer({**ring, 'generation': max(1, ring['generation'] - 1)}, good=None, wait=False)
            assert ring['generation'] == 1 or reply.status in (404, 409), reply.status
            leave(operator)
        elif what == 'twice':
            both(operator, ring)
            talks(crowd, operator, rnd)
        elif operator.answer(ring, good=None, wait=False).status == 200:
            talks(crowd, operator, rnd)


def both(operator, ring):
    """Two windows answer at once: one of them at most gets it"""
    got, clients = [], [operator.peers.browser(), operator.peers.browser()]

    def one(browser, client):
        reply = client.ask('POST', f'/api/v1/desk/calls/{ring["id"]}/answer', {'generation': ring['generation'], 'sdp': browser.offer},
                           **operator.head)
        got.append((reply.status, browser, reply))
        client.close()

    threads = [threading.Thread(target=one, args=(browser, operator.crowd_line.client(60))) for browser in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = [row for row in got if row[0] == 200]
    assert len(good) <= 1, 'one offer was answered twice'
    for status, browser, reply in got:
        if status == 200:
            operator.call, operator.browser = ring['id'], browser
            browser.answer(reply.json()['sdp'], wait=False)
        else:
            browser.drop()


def leave(operator):
    operator.away()
    operator.call = None


def talks(crowd, operator, rnd):
    """A while of talking; then one of the ways it ends"""
    if not operator.call:
        return
    operator.browser.tone(1000)
    for _ in range(rnd.randrange(3)):
        time.sleep(rnd.uniform(0, 1.5))
        operator.hold(rnd.random() < 0.5, good=None)
    time.sleep(rnd.choice((0, 0.2, 1, 3)))
    if rnd.random() < 0.9:
        operator.hang_up(good=None)
    else:
        crowd.count('op-vanishes')
        operator.browser.crash()
    leave(operator)


# ---- operators' SIP telephones

def telephone(crowd, operator, account, n):
    """Registers, and does with each ring what comes to mind: answers, refuses, lets it ring; hangs up, or is hung up on"""
    rnd = random.Random(SEED * 1000 + 700 + n)
    said, seen = 0, set()
    with Handset(crowd.line.sip, account['user'], account['password']) as phone:
        while not crowd.desks_stop.is_set():
            if time.monotonic() - said > 20:
                assert phone.register(seconds=60).code == 200
                operator.state('ready')
                said = time.monotonic()
            message = phone.receive(0.1)
            if not message or not message.method:
                continue
            if message.method != 'INVITE':
                phone.answer(message)
            elif message.get('Call-ID') not in seen:
                seen.add(message.get('Call-ID'))
                phone.invite, phone.tag = message, os.urandom(4).hex()
                rung(crowd, phone, rnd)
                operator.state('ready')          # who let it ring is not paused for long


def rung(crowd, phone, rnd):
    what = rnd.choices(('answers', 'refuses', 'ignores'), (10, 2, 1))[0]
    crowd.count('phone-' + what)
    phone.reply(180)
    gone = heard(phone, rnd.choice((0, 0, 0.2, 1)) if what != 'ignores' else 20)
    if gone or what == 'ignores':
        return
    if what == 'refuses':
        phone.reply(486)
        return
    phone.learn_media()
    phone.reply(200, 'OK', body=phone.sdp())
    phone.contact = re.search(r'<([^>]+)>', phone.invite.get('Contact'))[1]
    if heard(phone, rnd.choice((0.3, 1, 3))) or rnd.random() < 0.1 and (phone.held('sendonly') or True) and heard(phone, 1):
        return
    try:
        code = phone.bye()
        assert code in (200, 481), code
    except AssertionError:
        if not phone.byes:
            raise


def heard(phone, seconds):
    """Lives on; True: the other side hung up, or rings no more"""
    end, before = time.monotonic() + seconds, phone.byes
    while time.monotonic() < end:
        message = phone.receive(max(0.01, end - time.monotonic()))
        if not message or not message.method or message.method == 'INVITE':
            continue
        phone.answer(message)
        if message.method == 'CANCEL':
            phone.reply(487)
            return True
        if phone.byes > before:
            return True
    return False


# ---- sipp

def sipp(crowd):
    """Calls by another's hand"""
    count = max(1, int((SECONDS - 8) * SIPP_RATE)) if SECONDS > 10 else 10
    folder = os.environ.get('TMPDIR', '/tmp')
    host, port = crowd.line.sip
    with subprocess.Popen(['sipp', '-sf', os.path.join(HERE, 'random_caller.xml'), f'{host}:{port}', '-i', '127.0.0.1', '-m', str(count), '-r', str(SIPP_RATE),
                           '-nostdin', '-timeout', str(int(2 * SECONDS) + 60)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder) as child:
        said = child.communicate()[0]
    assert child.returncode == 0, (child.returncode, said[-1500:])      # 0: each that was begun ended as the scenario says …
    done = re.findall(r'Successful call\s*\|\s*\d+\s*\|\s*(\d+)', said)
    assert done and int(done[-1]) == count, (done[-1:], count)           # … and its time-out says 0, too
    crowd.did['sipp'] = count
    for _ in range(count):
        crowd.take()


# ---- what must hold

def judge(crowd, line, store):
    journal = [dict(json.loads(row['body']) if isinstance(row['body'], str) else row['body'], kind=row['kind'])
               for row in store.journal() if row['kind'].startswith('call.')]
    by_call, kinds = collections.defaultdict(list), collections.Counter(row['kind'] for row in journal)
    for row in journal:
        by_call[row['call']].append(row)
    calls = line_rows(store)
    assert len(calls) == kinds['call.entered'] == kinds['call.ended'] == crowd.taken, (len(calls), kinds, crowd.taken)
    for id, rows in by_call.items():
        names = [row['kind'] for row in rows]
        assert names.count('call.entered') == 1 and names.count('call.ended') == 1, (id, names)
        assert [row['cause'] for row in rows if row['kind'] == 'call.ended'][0], rows
        generations = [row['generation'] for row in rows if row['kind'] == 'call.answered']
        assert len(set(generations)) == len(generations), rows
        offered = {(row['generation'], row['staff']) for row in rows if row['kind'] == 'call.offered'}
        assert all((row['generation'], row['staff']) in offered for row in rows if row['kind'] == 'call.answered'), rows
    alone(by_call)
    assert all(cause for _, cause, _ in calls), 'a call without its end'
    return kinds, collections.Counter(cause for _, cause, _ in calls)


def alone(by_call):
    """No operator in two calls at a time"""
    spans = collections.defaultdict(list)
    for id, rows in by_call.items():
        rows.sort(key=lambda row: row['at_ms'])
        for n, row in enumerate(rows):
            if row['kind'] != 'call.answered':
                continue
            end = next((r for r in rows[n + 1:] if r['kind'] in ('call.parted', 'call.ended', 'call.offered', 'call.answered')), None)
            spans[row['staff']].append((row['at_ms'], end['at_ms'] if end else row['at_ms'], id))
    for staff, rows in spans.items():
        rows.sort()
        for one, two in zip(rows, rows[1:]):
            assert one[1] <= two[0], f'{staff} was in two calls: {one} {two}'


def line_rows(store):
    reader = Line.__new__(Line)
    reader.store = store
    return reader.rows('SELECT id, cause, owed FROM call')


def crowd_on(engine):
    with Store(engine, 'crowd') as store, Peers() as peers:
        with Line(store, '--queue.wrap-up', '1s', '--queue.ring', '3s', '--queue.misses', '0') as line:
            supervisor = Operator(line, line.sign_in_links()['supervisor'])
            admin = Operator(line, line.sign_in_links()['administrator'])
            hired = hire(line, OPERATORS + TELEPHONES, admin=admin)
            operators = [Operator(line, token, peers) for _, token in hired]
            accounts = [admin.ask('POST', f'settings/staff/{id}/telephone', {}).json() for id, _ in hired[OPERATORS:]]
            until(lambda: operators[-1].ask('GET', 'desk/telephone', good=None).status == 200, 'the accounts are read')
            for operator in operators:
                operator.crowd_line = line
            crowd, memory, sockets = Crowd(line, peers), line.resident_kb(), line.sockets()
            callers = [threading.Thread(target=crowd.guard, args=(crowd.caller, n)) for n in range(LINES)]
            desks = [threading.Thread(target=crowd.guard, args=(works, crowd, operator, n)) for n, operator in enumerate(operators[:OPERATORS])]
            desks += [threading.Thread(target=crowd.guard, args=(telephone, crowd, operator, accounts[n], n)) for n, operator in enumerate(operators[OPERATORS:])]
            callers.append(threading.Thread(target=crowd.guard, args=(sipp, crowd)))
            for thread in callers + desks:
                thread.start()
            crowd.stop.wait(SECONDS)
            crowd.stop.set()
            for thread in callers:
                thread.join()
            assert not crowd.failures, crowd.failures[:5]
            crowd.desks_stop.set()
            for thread in desks:
                thread.join()
            assert not crowd.failures, crowd.failures[:5]
            for operator in operators:
                operator.away()
            until(lambda: line.rows('SELECT count(*) FROM call WHERE ended_ms IS NULL') == [(0,)], 'all calls have ended', GONE_S)
            supervisor.client.close()               # it was idle for long
            counts = supervisor.line()['counts']['call']
            assert counts == {'waiting': 0, 'offered': 0, 'in_hand': 0}, counts
            for phone in crowd.slow:
                phone.close()
            more = len(operators) + 5               # connections of the desks' clients
            until(lambda: line.sockets() <= sockets + more, 'sockets are given back', GONE_S)
            grown = line.resident_kb() - memory
            assert grown < MEMORY_KB or os.environ.get('OTKLIK_CROWD_MEMORY'), f'{grown} KB more than before'
            status = line.end(15)
            found = [text for text in line.log if 'Sanitizer' in text or 'runtime error' in text]
            assert not found and not status, '\n'.join([str(status), *line.log[-60:]])
            errors = [text for text in line.log if re.match(r'\S+ error ', text)]
            assert not errors, errors[:5]
        store.verify()
        kinds, causes = judge(crowd, line, store)
    return f'seed {SEED}: {crowd.taken} calls, {kinds["call.answered"]} answered; ends {dict(causes)}; did {dict(crowd.did)}; {grown} KB more'


if __name__ == '__main__':
    run([(f'crowd-{engine}', lambda engine=engine: crowd_on(engine)) for engine in (engines() if SOAK else engines()[:1])])
