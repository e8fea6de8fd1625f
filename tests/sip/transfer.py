"""transfer.py: calls are given away: to a topic's queue, to a colleague who takes it, refuses it or is not there. A tone on every end."""
import json

from desk import Operator, Peers, hire
from heard import Ear
from phone import Phone, at_frequency, tone
from program import Store, until
from line import Line

CALLER_HZ, FIRST_HZ, SECOND_HZ = 700, 900, 1300


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
        give(first, staff=second.id)
        ring = second.rings()
        expect('staff: it rings there', (ring['id'], first.mine()) == (call, None), ring)
        second.answer(ring)
        talk(phone, second, SECOND_HZ)
        went(line, call, ['staff'], expect)
        over(line, phone, call, first, second)


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


def run(expect, attempt):
    with Peers() as peers, Store('sqlite', 'transfer') as store:
        with Line(store, '--queue.ring', '5s', '--queue.wrap-up', '1s', '--queue.misses', '0') as line:
            first, second, third = (Operator(line, token, peers) for _, token in hire(line, 3))
            for test, who in ((queue, (first, second)), (taken, (first, second)), (refused, (first, second)), (missed, (first, second, third)),
                              (gone, (first, second, third)), (leaves, (first, second)), (refusals, (first, second, third))):
                attempt(test, line, *who, expect)
                for operator in who:                     # one that failed does not spoil the next
                    if operator.mine():
                        operator.ask('DELETE', f'desk/calls/{operator.mine()["id"]}', good=None)
                    operator.away()
                    operator.state('away')
            errors = line.stop()
            expect('transfer: the log has no errors', not errors, errors[:5])
        store.verify()
