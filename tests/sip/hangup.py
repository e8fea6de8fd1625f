"""hangup.py: both ends hang up at once; an operator's browser that never connects, or goes without a word"""
import random
import threading
import time

from desk import Operator, Peers, hire
from line import Line
from phone import Phone, rms
from program import Store, until

ROUNDS = 12
LOST_S = 60              # consent 10 s, a browser's return 30 s


def loud(sound):
    return len(sound) >= 4000 and rms(sound[-4000:]) > 300


def ringing(line, operator, number):
    phone = Phone(line.sip, user=number)
    answer = phone.call()
    assert answer.code == 200, answer.first
    phone.listen(loud)
    phone.press('0')
    return phone, operator.rings()


def at_once():
    """Neither hears an error that is none, and the call has one end"""
    rnd, said = random.Random(), {}
    with Store('sqlite', 'at-once') as store, Line(store, '--queue.wrap-up', '0s') as line, Peers() as peers:
        (_, token), = hire(line, 1)
        operator = Operator(line, token, peers).ready()
        for n in range(ROUNDS):
            phone, ring = ringing(line, operator, f'791600005{n:02}')
            if n % 3:
                operator.answer(ring)
            else:
                operator.call = ring['id']
            lag, codes = rnd.uniform(-0.012, 0.004), [None, None]

            def desk():
                time.sleep(max(0, lag))
                codes[0] = operator.hang_up(good=None).status if n % 3 else operator.answer(ring, good=None, wait=False).status

            thread = threading.Thread(target=desk)
            thread.start()
            time.sleep(max(0, -lag))
            try:
                codes[1] = phone.bye()
            except AssertionError:
                assert phone.byes, 'neither an answer nor a BYE'
                codes[1] = 'BYE'
            thread.join()
            said[tuple(codes)] = said.get(tuple(codes), 0) + 1
            assert codes[1] in (200, 481, 'BYE') and codes[0] in (200, 204, 403, 404, 409), codes
            row = line.wait_rows('SELECT cause, owed FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(ring['id']))[0]
            assert row[0] in ('citizen_left', 'operator_left') and not row[1], row
            until(lambda: not operator.mine(), 'the desk is free')
            phone.close()
            operator.away()
        errors = line.stop()
        assert not errors, errors
        store.verify()
        ends = [row for row in store.journal() if row['kind'] == 'call.ended']
        assert len(ends) == ROUNDS, len(ends)
    return str(said)


def lost_browser():
    """One never connects, one crashes while it talks, one on hold: each caller goes back to the queue and reaches another"""
    with Store('sqlite', 'lost') as store, Line(store) as line, Peers() as peers:
        operators = [Operator(line, token, peers) for _, token in hire(line, 4)]
        lost, phones = [], []
        for n, operator in enumerate(operators[:3]):
            operator.ready()
            phone, ring = ringing(line, operator, f'7916000060{n}')
            operator.answer(ring, wait=n > 0)
            if n:
                operator.browser.tone(1000)
                if n == 2:
                    operator.hold(True)
                operator.browser.crash()
            else:
                operator.browser.drop()
            operator.state('away')
            lost.append(ring)
            phones.append(phone)
        for phone in phones:
            phone.heard()
        rescuer, seen = operators[3].ready(), set()
        until(lambda: seen.add((rescuer.mine() or {}).get('id')) or len(seen - {None}) == 1, 'the first comes back', LOST_S)
        for _ in lost:
            ring = rescuer.rings(LOST_S)
            seen.add(ring['id'])
            rescuer.answer(ring)
            rescuer.browser.tone(1200)
            phone = phones[[one['id'] for one in lost].index(ring['id'])]
            assert phone.bye() == 200
            until(lambda: not rescuer.mine(), 'the desk is free')
            rescuer.away()
            rescuer.state('away')
            rescuer.ready()
        assert seen - {None} == {ring['id'] for ring in lost}, seen
        until(lambda: line.rows('SELECT count(*) FROM call WHERE ended_ms IS NULL') == [(0,)], 'all calls have ended')
        for phone in phones:
            phone.close()
        errors = line.stop()
        assert not errors, errors
        store.verify()


def tests():
    return [('at-once', at_once), ('lost-browser', lost_browser)]
