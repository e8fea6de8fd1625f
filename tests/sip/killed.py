"""killed.py: the program killed in each state of a call, and started again

Callers are telephones (phone.py), operators the API and browsers of our own (desk.py).
"""
import time

from desk import Operator, Peers, hire
from line import Line
from phone import Phone, at_frequency, rms, tone
from program import Store, engines, until


def loud(sound):
    return len(sound) >= 4000 and rms(sound[-4000:]) > 300


def caller(line, number, keys='0'):
    """A telephone that has come to the queue: the phone and its call's id"""
    phone = Phone(line.sip, user=number)
    phone.speaking = tone(700)
    assert phone.call().code == 200
    seen = {row[0] for row in line.rows('SELECT id FROM call WHERE queued_ms IS NOT NULL')}
    phone.listen(loud)
    phone.press(keys)
    found = []
    until(lambda: found.extend(row[0] for row in line.rows('SELECT id FROM call WHERE queued_ms IS NOT NULL') if row[0] not in seen) or found,
          f'{number} is in the queue')
    return phone, found[0]


def talk(line, peers, tokens, number):
    """A caller and an operator who hear each other"""
    operator = Operator(line, tokens.pop()[1], peers).ready()
    phone, call = caller(line, number)
    ring = operator.rings()
    assert ring['id'] == str(call), (ring, call)
    operator.answer(ring)
    operator.browser.tone(1000)
    operator.browser.hears(700)
    phone.listen(lambda sound: len(sound) >= 4000 and at_frequency(sound[-4000:], 1000) > 4000)
    return phone, call, operator


def both(line, peers, tokens):
    """Two callers in one hand: one on hold, the other, which a colleague gave, in the talk"""
    phone, call, operator = talk(line, peers, tokens, '79160000108')
    other, given, giver = talk(line, peers, tokens, '79160000109')
    giver.ask('POST', f'desk/calls/{given}/transfer', {'staff': operator.id})
    found = []
    until(lambda: found.append((operator.mine() or {}).get('second')) or found[-1] and found[-1]['state'] == 'offered', 'a second call waits')
    operator.answer(found[-1])
    operator.browser.hears(700)
    mine = operator.mine()
    assert (mine['id'], mine['state'], mine['second']['id'], mine['second']['state']) == (str(given), 'talking', str(call), 'held'), mine
    giver.away()
    giver.state('away')
    return (phone, call, None), (other, given, operator)


def each_state(line, peers, tokens):
    """A caller in each state, by its name: phone, call"""
    callers = {}
    phone, call, operator = talk(line, peers, tokens, '79160000101')
    phone.bye()
    phone.close()
    until(lambda: not operator.mine(), 'wrap-up')
    operator.state('away')                 # the next talk is not for him, however long it takes
    ended = line.wait_rows('SELECT id FROM call WHERE ended_ms IS NOT NULL')[0][0]
    assert ended == call
    callers['wrap-up'] = None, call, operator

    callers['talking'] = talk(line, peers, tokens, '79160000102')
    callers['held'] = talk(line, peers, tokens, '79160000103')
    callers['held'][2].hold(True)
    callers['menu'] = Phone(line.sip, user='79160000104'), 0, None
    assert callers['menu'][0].call().code == 200
    callers['menu'][0].listen(loud)
    callers['menu'] = callers['menu'][0], line.rows('SELECT max(id) FROM call')[0][0], None

    callers['first'], callers['second'] = both(line, peers, tokens)

    callers['after-talk'] = talk(line, peers, tokens, '79160000107')
    callers['after-talk'][2].hang_up()
    line.wait_rows('SELECT 1 FROM call WHERE parted_ms IS NOT NULL')
    operator = Operator(line, tokens.pop()[1], peers).ready()
    callers['offered'] = (*caller(line, '79160000105'), operator)
    operator.rings()
    callers['queued'] = (*caller(line, '79160000106'), None)
    return callers


def closed_as_due(line, callers):
    """After the crash: each call as its state demands"""
    due = {'menu': ('crash', 0), 'queued': ('crash', 1), 'offered': ('crash', 1), 'talking': ('crash', 1), 'held': ('crash', 1),
           'first': ('crash', 1), 'second': ('crash', 1), 'wrap-up': ('citizen_left', 0), 'after-talk': ('crash', 0)}
    for state, (_, call, _) in callers.items():
        rows = line.rows('SELECT cause, owed, coalesce(appeal, 0) FROM call WHERE id = ?', call)
        assert rows[0][:2] == due[state], (state, rows)
        appeal = rows[0][2]
        assert bool(appeal) == (state != 'menu'), (state, rows)
        contacts = line.rows('SELECT cause FROM contact WHERE id = ?', call)
        assert contacts == ([] if state == 'menu' else [due[state][:1]]), (state, contacts)
        promises = line.rows('SELECT state, term, due_ms - made_ms > 0 FROM promise WHERE appeal = ? AND kind = 2', appeal)
        assert len(promises) == due[state][1], (state, promises)
        assert all(p[0] == 1 and p[1] and p[2] in (1, 't') for p in promises), (state, promises)
    ends = [row for row in line.store.journal() if row['kind'] == 'call.ended']
    assert len(ends) == len(callers), len(ends)


def place(supervisor, call):
    return next(n for n, one in enumerate(supervisor.line()['calls']) if one['id'] == str(call))


def goes_on(line, peers, number, old, token):
    """A caller who was cut off calls again, behind a stranger: the old appeal, the old time, the first turn"""
    began, appeal = line.rows('SELECT coalesce(since_ms, queued_ms), appeal FROM call WHERE id = ?', old)[0]
    phone = Phone(line.sip, user=number)
    assert phone.call().code == 200
    row = line.wait_rows('SELECT id, appeal, since_ms FROM call WHERE previous = ? AND queued_ms IS NOT NULL', old)[0]
    assert row[1:] == (appeal, began), (row, appeal, began)
    until(lambda: str(row[0]) in [one['id'] for one in token.line()['calls']], 'it is in the queue core')
    return phone, row[0]


def killed(engine):
    with Store(engine, 'line-killed') as store, Peers() as peers:
        with Line(store) as line:
            tokens = hire(line, 9)
            callers = each_state(line, peers, tokens)
            spare = tokens.pop()[1]
            began = time.time()
            line.kill()
        for phone, _, operator in callers.values():
            if phone:
                phone.close()
            if operator:
                operator.away()
        with Line(store) as line:
            closed_as_due(line, callers)
            supervisor = Operator(line, line.sign_in_links()['supervisor'])
            stranger, unknown = caller(line, '79160000199')
            again = {state: goes_on(line, peers, callers[state][0].user, callers[state][1], supervisor)
                     for state in ('held', 'talking', 'second', 'first', 'queued', 'offered')}
            late = goes_on_not(line, callers)
            waits, now = {one['id']: one['waits_s'] for one in supervisor.line()['calls']}, time.time()
            for call in (*(call for _, call in again.values()), unknown):
                since = line.rows('SELECT since_ms FROM call WHERE id = ?', call)[0][0]
                assert abs(waits[str(call)] - (now - since / 1000)) < 2, (waits, call, since)
                assert (since < began * 1000) == (call != unknown), (since, began, call, unknown, again)
            places = [place(supervisor, call) for call in (*(again[s][1] for s in ('talking', 'held', 'first', 'second', 'offered', 'queued')), unknown)]
            assert places == [0, 1, 2, 3, 4, 5, 6], places
            owed = line.rows('SELECT count(*) FROM promise WHERE kind = 2 AND state = 1')[0][0]
            operator = Operator(line, spare, peers).ready()
            ring = operator.rings()
            number = line.rows('SELECT a.digits FROM appeal a JOIN call c ON c.appeal = a.id WHERE c.id = ?', callers['talking'][1])[0][0]
            assert ring['id'] == str(again['talking'][1]) and int(''.join(filter(str.isdigit, ring['number']))) == number, ring
            operator.answer(ring)
            operator.browser.hear()
            again['talking'][0].bye()
            until(lambda: line.rows('SELECT count(*) FROM promise WHERE kind = 2 AND state = 1')[0][0] == owed - 1, 'the call back is kept')
            for phone, _ in again.values():
                phone.close()
            stranger.close()
            late.close()
            operator.away()
            errors = line.stop()
            assert not errors, errors
        store.verify()


def goes_on_not(line, callers):
    """Who was in the menu begins anew"""
    phone = Phone(line.sip, user=callers['menu'][0].user)
    assert phone.call().code == 200
    phone.listen(loud)
    rows = line.rows('SELECT previous, queued_ms FROM call WHERE ended_ms IS NULL ORDER BY id DESC LIMIT 1')
    assert rows == [(None, None)], rows
    return phone


def tests():
    return [(f'killed-{engine}', lambda engine=engine: killed(engine)) for engine in engines()]
