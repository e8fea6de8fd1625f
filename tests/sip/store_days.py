"""store_days.py: the store goes in the middle of calls: they go on, no number is spoken, and all is on record when it is back"""
import os
import sqlite3
import threading
import time

from days import SmallDisk, Screen
from desk import Operator, Peers, hire
from line import Line
from phone import Phone, at_frequency, rms, tone
from postgres import Postgres
from program import Store, engines, until

ANSWERED_S = 3           # a phone is answered so late at most
RINGS_S = 12
BOUND_S = 20


def hears(phone, hertz):
    phone.listen(lambda sound: len(sound) >= 4000 and at_frequency(sound[-4000:], hertz) > 4000)


def loud(sound):
    return len(sound) >= 4000 and rms(sound[-4000:]) > 300


def talk(line, operator, number, hertz, say_hertz):
    """A call from its first ring until both hear each other"""
    phone = Phone(line.sip, user=number)
    phone.speaking = tone(hertz)
    began = time.monotonic()
    answer = phone.call()
    assert answer.code == 200, (answer.first, answer.headers, line.log[-8:])
    took = time.monotonic() - began
    phone.listen(loud)
    phone.press('0')
    ring = operator.rings(RINGS_S + 8)
    operator.answer(ring)
    operator.browser.tone(say_hertz)
    operator.browser.hears(hertz)
    hears(phone, say_hertz)
    return phone, ring, took


def refused(client, key):
    """A command waits, and not for ever"""
    began = time.monotonic()
    reply = client.send(key, 'Есть кто?')
    took = time.monotonic() - began
    assert reply.status in (503, 507) and took < BOUND_S, (reply.status, took)
    return took


def through(line, down, up, codes):
    """Before, during and after"""
    with Peers() as peers:
        tokens = hire(line, 3)
        client, screen = line.client(), Screen(line)
        first, second, third = (Operator(line, token, peers) for _, token in tokens)
        going, going_ring, _ = talk(line, first.ready(), '79160000201', 700, 1000)
        ending, ending_ring, _ = talk(line, second.ready(), '79160000202', 600, 1100)
        third.ready()
        down(line)
        until(lambda: client.send('probe', 'слово ' * 1500).status in (503, 507), 'the store is away', 60)
        until(lambda: client.health()[0] == 'degraded', '/healthz says degraded', 30)
        assert any(code in client.health()[1] for code in codes), client.health()

        # the two go on; one ends now
        first.browser.hears(700)
        hears(going, 1000)
        code = ending.bye()
        assert code == 200, code

        # a new caller is answered, hears something, reaches a person
        phone, ring, took = talk(line, third, '79160000203', 500, 1200)
        assert took < ANSWERED_S, took
        assert ring["number"] is None, ring
        waited = refused(client, 'while-it-is-away')
        assert client.ask('GET', '/healthz').status == 200 and screen.open, screen.got[-300:]
        assert third.mine()['number'] is None, 'a number was given that is not in the store'
        third.hold(True)
        third.hold(False)
        hears(phone, 1200)
        first.browser.hears(700)
        hears(going, 1000)

        up(line)
        back = until(lambda: client.health() == ('ok', []), '/healthz says ok', 60)
        hears(going, 1000)
        line.wait_rows('SELECT 1 FROM call WHERE id = ? AND answered_ms IS NOT NULL', int(ring['id']), seconds=40)
        third.hang_up()
        line.wait_rows('SELECT 1 FROM call WHERE id = ? AND parted_ms IS NOT NULL', int(ring['id']), seconds=40)
        phone.bye()
        first.hang_up()
        going.bye()
        on_record(line, ring, going_ring, ending_ring)
        for one in (going, ending, phone):
            one.close()
        for one in (first, second, third):
            one.away()
    return f'answered after {took:.1f} s, a command refused after {waited:.1f} s, ok again after {back:.1f} s'


def on_record(line, ring, going, ending):
    for one, cause in ((ring, 'operator_left'), (going, 'operator_left'), (ending, 'citizen_left')):
        row = line.wait_rows('SELECT cause, appeal, owed FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(one['id']), seconds=40)[0]
        assert row[1] and row[2] == 0 and row[0] in (cause, 'citizen_left'), (row, cause)
        assert len(line.rows('SELECT 1 FROM contact WHERE id = ? AND ended_ms IS NOT NULL', int(one['id']))) == 1
    assert line.rows('SELECT count(*) FROM call') == [(3,)], line.rows('SELECT * FROM call')
    rows = [row for row in line.store.journal() if row['kind'].startswith('call.') and ring['id'] in str(row['body'])]
    kinds = sorted({row['kind'] for row in rows})
    assert kinds == ['call.answered', 'call.ended', 'call.entered', 'call.held', 'call.offered', 'call.parted', 'call.queued',
                     'call.resumed'], kinds
    assert len(rows) == len(kinds), rows


def sqlite_locked():
    held = []

    def down(line):
        held.append(sqlite3.connect(os.path.join(line.store.dir, 'otklik.db'), isolation_level=None, check_same_thread=False))
        held[0].execute('BEGIN EXCLUSIVE')

    def up(_):
        held[0].execute('ROLLBACK')
        held[0].close()

    with Store('sqlite', 'line-locked') as store, Line(store) as line:
        said = through(line, down, up, ('store.locked', 'store.slow'))
        ended(line, store)
        return said


def ended(line, store):
    errors = line.stop()
    assert not errors, errors
    store.verify()


def full_disk():
    with Store('sqlite', 'line-full') as store, SmallDisk(store) as disk, Line(store) as line:
        said = through(line, disk.fill, disk.empty, ('store.full',))
        ended(line, store)
        return said


def postgres():
    said = []
    for name, down, up in (('frozen', lambda s: s.freeze(), lambda s: s.freeze(thaw=True)), ('crashed', lambda s: s.stop(3), lambda s: s.start())):
        with Postgres() as server, Store('sqlite', f'line-{name}') as store:
            store.engine, store.url = 'postgres', server.url
            with Line(store) as line:
                said.append(f'{name}: ' + through(line, lambda _: down(server), lambda _: up(server), ('store.gone', 'store.slow')))
                ended(line, store)
    return '; '.join(said)


def tests():
    return [('store-locked', sqlite_locked), ('store-full', full_disk)] + ([('store-postgres', postgres)] if 'postgres' in engines() else [])
