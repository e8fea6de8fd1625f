"""reloaded.py: an operator's page is loaded anew in each state of the work: ready, ringing, answered, talking, held, consulting, called in, after the call

The old window goes without a word; the new one asks how things stand, as the desk does, and goes on from there.
"""
from desk import Operator, Peers, hire
from killed import caller, loud
from line import Line
from phone import at_frequency, tone
from program import Store, engines, until


def reload(operator):
    """The window goes, and another begins: what it is told"""
    if operator.browser:
        operator.browser.crash()
        operator.browser = None
    operator.client.close()
    return operator.mine()


def connect(operator, hertz=1000):
    """… and takes the sound of its call"""
    browser = operator.peers.browser()
    reply = operator.ask('POST', f'desk/calls/{operator.call}/connection', {'sdp': browser.offer})
    browser.answer(reply.json()['sdp'])
    browser.tone(hertz)
    operator.browser = browser


def hears(phone, hertz):
    phone.listen(lambda sound: len(sound) >= 4000 and at_frequency(sound[-4000:], hertz) > 4000)


def stands(operator, call, state, **more):
    mine = reload(operator)
    seen = {key: mine[key] for key in ('id', 'state', *more)}
    assert seen == {'id': str(call), 'state': state, **more}, (mine, state)
    return mine


def through(line, peers):
    first, second = (Operator(line, token, peers) for _, token in hire(line, 2))
    first.ready()
    assert reload(first) is None
    first.phone()                                    # ready: the new window says that it can be rung
    assert first.ask('GET', 'presence').json()['state'] == 'ready'

    phone, call = caller(line, '79160000701')
    ring = first.rings()
    mine = stands(first, call, 'offered', generation=ring['generation'])
    first.phone()
    first.answer(mine, wait=False)                   # answered, and the window goes before its sound is there
    stands(first, call, 'talking')
    connect(first)
    first.browser.hears(700)
    hears(phone, 1000)

    stands(first, call, 'talking')
    connect(first, 1100)
    first.browser.hears(700)
    hears(phone, 1100)

    first.hold(True)
    stands(first, call, 'held')
    connect(first, 1200)
    phone.listen(lambda sound: loud(sound) and at_frequency(sound[-4000:], 1200) < 200)
    first.hold(False)
    hears(phone, 1200)

    consults(phone, call, first, second)

    first.hang_up()
    line.wait_rows('SELECT 1 FROM call WHERE id = ? AND parted_ms IS NOT NULL', call)
    until(lambda: first.mine() is None, 'after the call')
    before = first.ask('GET', 'presence').json()
    assert reload(first) is None
    assert first.ask('GET', 'presence').json()['state'] == before['state'], before
    phone.bye()
    phone.close()
    rows = line.wait_rows('SELECT cause FROM call WHERE id = ? AND ended_ms IS NOT NULL', call)
    assert rows[0][0] in ('citizen_left', 'operator_left'), rows
    assert line.rows('SELECT count(*) FROM call') == [(1,)]
    for operator in (first, second):
        operator.away()


def consults(phone, call, first, second):
    """A colleague is called in; each of the two is loaded anew; all three talk; the colleague goes"""
    second.ready()
    until(lambda: first.ask('POST', f'desk/calls/{call}/guest', {'staff': second.id}, good=None).status == 204, 'called in')
    ring = second.rings()
    mine = stands(second, call, ring['state'], as_guest=True)
    second.phone()
    second.answer(mine)
    second.browser.tone(1300)
    first.browser.hears(1300)
    stands(first, call, 'held')
    connect(first, 1400)
    second.browser.hears(1400)
    second.call = str(call)
    assert reload(second)['as_guest']
    connect(second, 1500)
    first.browser.hears(1500)
    first.hold(False)
    phone.listen(lambda sound: len(sound) > 16000 and all(at_frequency(sound[-8000:], hertz) > 1500 for hertz in (1400, 1500)))
    first.ask('DELETE', f'desk/calls/{call}/guest')
    second.away()
    until(lambda: second.mine() is None, 'the colleague has gone')
    hears(phone, 1400)


def reloaded(engine):
    with Store(engine, 'reloaded') as store, Peers() as peers:
        with Line(store) as line:
            through(line, peers)
            errors = line.stop()
            assert not errors, errors
        store.verify()
        kinds = [row['kind'] for row in store.journal() if row['kind'].startswith('call.')]
        assert kinds.count('call.answered') == kinds.count('call.ended') == 1, kinds


def tests():
    return [(f'reloaded-{engine}', lambda engine=engine: reloaded(engine)) for engine in engines()[-1:]]
