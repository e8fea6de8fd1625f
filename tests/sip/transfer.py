"""transfer.py: calls are given away: to a topic's queue, to a colleague who takes it, refuses it or is not there. A tone on every end."""
import json

from desk import Operator, Peers, hire
from heard import Ear
from phone import Phone, at_frequency, tone
from program import Store, until
from line import Line

CALLER_HZ, FIRST_HZ, SECOND_HZ, OTHER_HZ = 700, 900, 1300, 1700


def topics(line):
    return line.client().ask('GET', '/api/v1/topics').json()['items']


def talk(phone, operator, hertz):
    """Each hears the other, and nobody else"""
    phone.speaking = tone(CALLER_HZ)
    operator.browser.tone(hertz)
    operator.browser.hears(CALLER_HZ)
    phone.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], hertz) > 2000)


def begin(line, phone, operator, key='1', hertz=FIRST_HZ):
    """A caller who talks to this operator"""
    phone.call('hotline')
    phone.listen(lambda sound: len(sound) > 4000)
    phone.press(key)
    operator.ready()
    operator.answer(operator.rings(60))
    talk(phone, operator, hertz)
    until(lambda: operator.mine()['state'] == 'talking', 'talking')
    return operator.call


def give(operator, good=(), **to):
    """Given away, as soon as the queue core knows that the other is ready; or refused"""
    if not good:
        until(lambda: operator.ask('POST', f'desk/calls/{operator.call}/transfer', to, good=None).status == 204, 'given')
        return None
    return operator.ask('POST', f'desk/calls/{operator.call}/transfer', to, good=good)


def kinds(line, call):
    return [kind for kind, in line.rows("SELECT kind FROM journal WHERE kind LIKE 'call.%' AND body LIKE ? ORDER BY pos", f'%{call}%')]


def ways(line, call):
    rows = line.rows("SELECT body FROM journal WHERE kind = 'call.transferred' AND body LIKE ? ORDER BY pos", f'%{call}%')
    return [json.loads(body)['kind'] for body, in rows]


def went(line, call, want, expect):
    until(lambda: len(ways(line, call)) >= len(want), 'the journal')
    expect(f'the journal has the ways {want}', ways(line, call) == want, ways(line, call))


def over(line, phone, call, *operators):
    phone.bye()
    line.wait_rows('SELECT 1 FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(call))
    for operator in operators:
        operator.away()
        until(lambda: operator.mine() is None, 'no call any more')
        operator.state('away')


def queue(line, first, second, expect):
    """To the queue of another topic: the caller is told where, keeps the time waited, and another answers"""
    topic = topics(line)[1]
    with Phone(line.sip, user='79160000401') as phone:
        call = begin(line, phone, first)
        row = 'SELECT queued_ms, since_ms FROM call WHERE id = ?'
        before = line.rows(row, int(call))
        ear = Ear(phone)
        give(first, topic=topic['id'])
        expect('queue: who gave it has it no more', first.mine() is None)
        ear.says('voice.transfer.topic', topic=topic['name'])
        ear.says('voice.queue.next')
        ear.says('voice.transfer.answer-phone')
        ear.says('voice.callback.owed')
        expect('queue: the time waited stays', line.rows(row, int(call)) == before, before)
        shown = line.rows('SELECT a.topic FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', int(call))
        expect('queue: the appeal has the topic', shown == [(int(topic['id']),)], shown)
        second.ready()
        ring = second.rings()
        expect('queue: rings as that topic', (ring['id'], ring['topic']) == (call, topic['id']), ring)
        second.answer(ring)
        talk(phone, second, SECOND_HZ)
        until(lambda: line.rows('SELECT a.owner FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', int(call)) == [(int(second.id),)],
              'the appeal is of who answered')
        over(line, phone, call, first, second)
        seen = kinds(line, call)
        expect('queue: the journal', seen == ['call.entered', 'call.queued', 'call.offered', 'call.answered', 'call.transferred', 'call.offered',
                                              'call.answered', 'call.ended'], seen)


def taken(line, first, second, expect):
    """To a colleague who takes it; in the time after the call the first is offered nothing"""
    with Phone(line.sip, user='79160000402') as phone:
        call = begin(line, phone, first)
        second.ready()
        until(lambda: [c['now'] for c in first.ask('GET', 'desk/colleagues').json()['colleagues'] if c['id'] == second.id] == ['free'], 'free')
        seen = {c['id']: c for c in second.ask('GET', 'desk/colleagues').json()['colleagues']}
        expect('colleagues: who talks, and of what', (seen[first.id]['now'], seen[first.id]['others'], second.id in seen) == ('in_call', True, False), seen)
        give(first, staff=second.id)
        ring = second.rings()
        expect('staff: it rings there', (ring['id'], first.mine()) == (call, None), ring)
        second.answer(ring)
        talk(phone, second, SECOND_HZ)
        went(line, call, ['staff'], expect)
        became = first.ask('GET', f'desk/calls/{call}').json()
        expect('staff: given away, not ended', became['how'] == 'given', became)
        over(line, phone, call, first, second)
        expect('staff: at the other it ended', second.ask('GET', f'desk/calls/{call}').status == 204)


def refused(line, first, second, expect):
    """To a colleague who refuses it: it rings at who gave it, and the older generation answers nothing"""
    with Phone(line.sip, user='79160000403') as phone:
        call = begin(line, phone, first)
        second.ready()
        give(first, staff=second.id)
        old = second.rings()
        second.refuse(old)
        back = first.rings()
        expect('refused: back, as another offer', back['id'] == call and back['generation'] > old['generation'], (old, back))
        late = second.answer(old, good=(409, 403))
        expect('refused: the older one is over', late.json()['code'] in ('call.taken', 'call.not_yours'), late.body)
        first.away()
        first.answer(back)
        talk(phone, first, FIRST_HZ)
        went(line, call, ['staff', 'back'], expect)
        over(line, phone, call, first, second)
        expect('refused: it ended where it came back', first.ask('GET', f'desk/calls/{call}').status == 204)


def missed(line, first, second, third, expect):
    """Nobody answers where it rings, nor where it comes back: the head of the queue"""
    with Phone(line.sip, user='79160000404') as phone:
        call = begin(line, phone, first)
        second.ready()
        ear = Ear(phone)
        give(first, staff=second.id)
        second.rings()
        first.rings()
        expect('missed: not there any more', second.mine() is None)
        ear.says('voice.transfer.back')
        second.state('away')
        third.ready()
        ring = third.rings(30)
        expect('missed: then whoever is free', ring['id'] == call, ring)
        third.answer(ring)
        talk(phone, third, SECOND_HZ)
        went(line, call, ['staff', 'back', 'head'], expect)
        over(line, phone, call, first, second, third)


def gone(line, first, second, third, expect):
    """Who gave it has gone: at once to the head of the queue"""
    with Phone(line.sip, user='79160000405') as phone:
        call = begin(line, phone, first)
        second.ready()
        give(first, staff=second.id)
        ring = second.rings()
        first.phone(False)
        third.ready()
        second.refuse(ring)
        ring = third.rings()
        expect('gone: another', ring['id'] == call, ring)
        went(line, call, ['staff', 'head'], expect)
        over(line, phone, call, first, second, third)


def leaves(line, first, second, expect):
    """The caller hangs up while it rings"""
    with Phone(line.sip, user='79160000406') as phone:
        call = begin(line, phone, first)
        second.ready()
        give(first, staff=second.id)
        ear = Ear(phone)
        second.rings()
        ear.says('voice.transfer.person')
        over(line, phone, call, first, second)
        row = line.rows('SELECT cause, owed FROM call WHERE id = ?', int(call))
        expect('leaves: the cause', row == [('citizen_left', 0)], row)


def refusals(line, first, second, third, expect):
    with Phone(line.sip, user='79160000407') as phone:
        call = begin(line, phone, first)
        code = lambda **to: give(first, (403, 404, 409, 422), **to).json()['code']
        expect('not: to oneself', code(staff=first.id) == 'call.not_open')
        expect('not: to who is away', code(staff=second.id) == 'call.not_open')
        expect('not: to nobody', code(staff='77') == 'call.nobody')
        expect('not: no topic', code(topic='77') == 'call.topic_unknown')
        expect('not: neither', code() == 'request.fields')
        expect('not: both', code(topic='77', staff=second.id) == 'request.fields')
        third.call = call
        reply = give(third, (403,), staff=second.id)
        expect('not: of another', reply.json()['code'] == 'call.not_yours', reply.body)
        talk(phone, first, FIRST_HZ)
        expect('not: the talk goes on', ways(line, call) == [])
        over(line, phone, call, first)


def quiet(operator, browser):
    """Nothing of the call on hold comes to this side of the operator"""
    until(lambda: browser.hear(CALLER_HZ, OTHER_HZ)[1] < 100, 'silence on the side of the call on hold')


def pair(line, phone, other, first, second):
    """Two callers, each with an operator"""
    call = begin(line, phone, first)
    first.first = first.browser
    other.call('hotline')
    other.listen(lambda sound: len(sound) > 4000)
    other.press('1')
    second.ready()
    second.answer(second.rings(60))
    other.speaking = tone(OTHER_HZ)
    second.browser.hears(OTHER_HZ)
    return call, second.call


def beside(operator, call, state):
    """The other call of an operator, as the desk is shown it"""
    found = []

    def there():
        mine = operator.mine()
        found[:] = [mine and mine.get('second')]
        return found[0] and (found[0]['id'], found[0]['state']) == (call, state)

    until(there, f'a second call {state}')
    return found[0]


def hears(phone, hertz, yes=True):
    """The end of what a telephone hears is this tone, or has nothing of it"""
    phone.listen(lambda sound: len(sound) > 8000 and (at_frequency(sound[-4000:], hertz) > 2000) == yes)


def waits(line, first, second, expect):
    """A second call waits at who talks: taken, the first is on hold; switched; of two never both; one ends, the other stays"""
    with Phone(line.sip, user='79160000411') as phone, Phone(line.sip, user='79160000412') as other:
        call, given = pair(line, phone, other, first, second)
        give(second, staff=first.id)
        shown = beside(first, given, 'offered')
        expect('second: who gave it has it no more', second.mine() is None)
        expect('second: until when, and that it can be taken', shown['until'] and shown['able'], shown)
        talk(phone, first, FIRST_HZ)
        expect('second: no colleague is called in meanwhile',
               first.ask('POST', f'desk/calls/{call}/guest', {'staff': second.id}, good=(409,)).json()['code'] == 'call.not_now')
        first.answer(shown)
        both = first.first, first.browser
        both[1].tone(SECOND_HZ)
        both[1].hears(OTHER_HZ)
        hears(other, SECOND_HZ)
        hears(phone, FIRST_HZ, False)
        quiet(first, both[0])
        mine = first.mine()
        expect('second: it is talked to, the first is on hold', (mine['id'], mine['state'], mine['second']['id'], mine['second']['state']) ==
               (given, 'talking', call, 'held'), mine)
        went(line, given, ['staff'], expect)

        first.call = call
        first.hold(False)
        both[0].hears(CALLER_HZ)
        hears(phone, FIRST_HZ)
        hears(other, SECOND_HZ, False)
        quiet(first, both[1])
        mine = first.mine()
        expect('second: switched', (mine['id'], mine['state'], mine['second']['id'], mine['second']['state']) == (call, 'talking', given, 'held'), mine)
        first.browser = again(first, call)
        first.browser.hears(CALLER_HZ)
        both[0].drop()

        first.hang_up()
        until(lambda: first.mine()['id'] == given, 'the other is left')
        expect('second: it is on hold, and alone', (first.mine()['state'], first.mine()['second']) == ('held', None), first.mine())
        first.call = given
        first.hold(False)
        both[1].hears(OTHER_HZ)
        hears(other, SECOND_HZ)
        first.away()
        first.browser = both[1]
        phone.bye()
        over(line, other, given, first, second)


def again(operator, call):
    """As after a reload: another browser goes on with it"""
    browser = operator.peers.browser()
    reply = operator.ask('POST', f'desk/calls/{call}/connection', {'sdp': browser.offer}, good=(200,))
    browser.answer(reply.json()['sdp'])
    browser.tone(FIRST_HZ)
    return browser


def waits_in_vain(line, first, second, expect):
    """A second call that is not taken goes back by itself, after its own time; refused, at once. The talk goes on"""
    with Phone(line.sip, user='79160000413') as phone, Phone(line.sip, user='79160000414') as other:
        call, given = pair(line, phone, other, first, second)
        give(second, staff=first.id)
        shown = beside(first, given, 'offered')
        back = second.rings()
        expect('in vain: it comes back', back['id'] == given and back['generation'] > shown['generation'], (shown, back))
        mine = first.mine()
        expect('in vain: the talk goes on', (mine['id'], mine['state'], mine['second']) == (call, 'talking', None), mine)
        expect('in vain: too late is refused', first.answer(shown, good=(403, 409)).status in (403, 409))
        second.away()
        second.answer(back)
        second.browser.hears(OTHER_HZ)

        give(second, staff=first.id)
        first.refuse(beside(first, given, 'offered'))
        back = second.rings()
        talk(phone, first, FIRST_HZ)
        second.away()
        second.answer(back)
        second.browser.hears(OTHER_HZ)

        give(second, staff=first.id)
        beside(first, given, 'offered')
        first.call = call
        first.hang_up()
        ring = first.rings()
        expect('in vain: the first has ended, it rings as any', (ring['id'], ring['second']) == (given, None), ring)
        first.away()
        first.answer(ring)
        first.browser.hears(OTHER_HZ)
        went(line, given, ['staff', 'back', 'staff', 'back', 'staff'], expect)
        phone.bye()
        over(line, other, given, first, second)


def waits_for_both(line, first, second, third, expect):
    """The browser of who has two is gone for good: both wait again, and others have them"""
    with Phone(line.sip, user='79160000415') as phone, Phone(line.sip, user='79160000416') as other:
        call, given = pair(line, phone, other, first, second)
        give(second, staff=first.id)
        first.answer(beside(first, given, 'offered'))
        first.first.crash()
        first.browser.crash()
        first.browser = None
        second.ready()
        third.ready()
        found = {second.rings(60)['id'], third.rings(60)['id']}
        expect('lost: both, to others', found == {call, given}, found)
        first.phone(False)
        phone.bye()
        over(line, other, given, first, second, third)


def greeted(line, operator, second, expect):
    """Before the two hear each other the caller hears who answers (voice.greets); given away, to whom, how long it rings, how the answer comes (R10)"""
    name, = line.rows('SELECT name FROM staff WHERE id = ?', int(operator.id))[0]
    with Phone(line.sip, user='79160000419') as phone:
        phone.call('hotline')
        phone.listen(lambda sound: len(sound) > 4000)
        phone.press('1')
        operator.ready()
        ring = operator.rings(60)
        ear = Ear(phone)
        operator.answer(ring)
        operator.browser.tone(FIRST_HZ)
        words = ear.says('voice.answers', name=name)
        expect('greets: by name', name in words, words)
        at = at_frequency(ear.sound[ear.at - 8000:ear.at], FIRST_HZ)
        expect('greets: before the two are joined', at < 400, at)
        talk(phone, operator, FIRST_HZ)
        second.ready()
        ear = Ear(phone)
        give(operator, staff=second.id)
        for key, values in (('person', {}), ('wait', {'n': 1}), ('answer-phone', {})):
            ear.says(f'voice.transfer.{key}', **values)
        second.answer(second.rings())
        talk(phone, second, SECOND_HZ)
        over(line, phone, operator.call, operator, second)


def second_wait(admin, seconds):
    """How long a second call waits, set while calls are talked"""
    got = admin.ask('GET', 'settings/queues').json()
    admin.ask('PUT', 'settings/queues', {'base': got['newest'], 'all': dict(got['all'], second_s=seconds), 'topics': got['topics']})


def waits_not(line, first, second, admin, expect):
    """None may wait: who talks is never rung beside. The setting is changed while they talk, and holds at once"""
    with Phone(line.sip, user='79160000421') as phone, Phone(line.sip, user='79160000422') as other:
        call, given = pair(line, phone, other, first, second)
        second_wait(admin, 0)
        until(lambda: give(second, (204, 409), staff=first.id).status == 409 or second.rings() and second.answer(second.mine()) and False, 'refused')
        expect('none: it stays where it is', (second.mine()['id'], second.mine()['state']) == (given, 'talking'), second.mine())
        mine = first.mine()
        expect('none: nothing rings beside', (mine['id'], mine['state'], mine['second']) == (call, 'talking', None), mine)
        second_wait(admin, 4)
        give(second, staff=first.id)
        first.refuse(beside(first, given, 'offered'))
        second.away()
        second.answer(second.rings())
        until(lambda: ways(line, given)[-2:] == ['staff', 'back'], 'it came back')
        phone.bye()
        over(line, other, given, first, second)


def wraps(line, first, expect):
    """The time after a call is extended with a reason, up to its ceiling; what is refused is not in the journal"""
    written = lambda: line.rows("SELECT count(*) FROM journal WHERE kind = 'staff.wrap_up'")[0][0]
    more = lambda seconds: first.ask('POST', 'desk/wrap-up', {'seconds': seconds, 'reason': 'record'}, good=(204, 409))
    with Phone(line.sip, user='79160000417') as phone:
        begin(line, phone, first)
        before = written()
        expect('wrap-up: there is none in a talk', more(60).json()['code'] == 'queue.no_wrap_up')
        first.hang_up()
        until(lambda: more(60).status == 204, 'extended')
        expect('wrap-up: the ceiling', more(3600).json()['code'] == 'queue.wrap_up_most')
        expect('wrap-up: shorter again, as often as one likes', more(30).status == 204)
        expect('wrap-up: over', first.ask('POST', 'desk/wrap-up', {'seconds': 0}).status == 204)
        expect('wrap-up: and over for good', more(60).json()['code'] == 'queue.no_wrap_up')
        expect('wrap-up: the journal has what was taken', written() == before + 2, written())
        first.away()
        first.state('away')


def run(expect, attempt):
    with Peers() as peers, Store('sqlite', 'transfer') as store:
        with Line(store, '--queue.ring', '5s', '--queue.wrap-up', '1s', '--queue.misses', '0', '--queue.second', '4s') as line:
            admin = Operator(line, line.sign_in_links()['administrator'])
            first, second, third = (Operator(line, token, peers) for _, token in hire(line, 3, admin=admin))
            for test, who in ((queue, (first, second)), (taken, (first, second)), (refused, (first, second)), (missed, (first, second, third)),
                              (gone, (first, second, third)), (leaves, (first, second)), (refusals, (first, second, third)),
                              (waits, (first, second)), (waits_in_vain, (first, second)), (waits_for_both, (first, second, third)), (wraps, (first,)),
                              (waits_not, (first, second, admin))):
                attempt(test, line, *who, expect)
                for operator in (one for one in who if one.peers):   # one that failed does not spoil the next
                    if operator.mine():
                        operator.ask('DELETE', f'desk/calls/{operator.mine()["id"]}', good=None)
                    operator.away()
                    operator.state('away')
            errors = line.stop()
            expect('transfer: the log has no errors', not errors, errors[:5])
        store.verify()
    with Peers() as peers, Store('sqlite', 'greets') as store:
        with Line(store, '--voice.greets') as line:
            staff = [Operator(line, token, peers) for _, token in hire(line, 2)]
            attempt(greeted, line, *staff, expect)
            errors = line.stop()
            expect('greets: the log has no errors', not errors, errors[:5])
