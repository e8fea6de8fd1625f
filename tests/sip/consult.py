"""consult.py: a colleague is called in: the two consult, all three talk, the colleague has the call. Each side has a tone of its own."""
from desk import Operator, Peers, hire
from phone import Phone, at_frequency, rms
from program import Store, until
from line import Line
from supervise import both
from transfer import CALLER_HZ, FIRST_HZ, SECOND_HZ, begin, kinds, over, talk, ways


def call_in(first, second):
    """As soon as the queue core knows that the other is ready"""
    until(lambda: first.ask('POST', f'desk/calls/{first.call}/guest', {'staff': second.id}, good=None).status == 204, 'called in')


def hears_both(phone, *hertz):
    return phone.listen(lambda sound: len(sound) > 16000 and all(at_frequency(sound[-8000:], each) > 1500 for each in hertz))


def consults(line, first, second, expect):
    """First the two alone, the caller with music; then all three; then the colleague alone has it"""
    with Phone(line.sip, user='79160000601') as phone:
        call = begin(line, phone, first)
        second.ready()
        call_in(first, second)
        mine = first.mine()
        expect('consult: the caller is held', (mine['state'], mine['guest']) == ('held', {'staff': str(second.id), 'there': False}), mine)
        ring = second.rings()
        expect('consult: it rings there, as a guest', ring['id'] == call and ring['as_guest'], ring)
        second.answer(ring)
        second.browser.tone(SECOND_HZ)
        second.browser.hears(FIRST_HZ)
        first.browser.hears(SECOND_HZ)
        heard = phone.listen(lambda sound: len(sound) > 16000)[-8000:]
        levels = [at_frequency(heard, hertz) for hertz in (FIRST_HZ, SECOND_HZ)]
        expect('consult: the caller hears music alone', rms(heard) > 100 and max(levels) < 200, (rms(heard), levels))
        alone = first.browser.hear(SECOND_HZ, CALLER_HZ)
        expect('consult: nor is the caller heard', alone[2][1] < 0.02, alone)
        reply = second.ask('POST', f'desk/calls/{call}/hold', {'on': False}, good=(403,))
        expect('consult: only the operator holds', reply.json()['code'] == 'call.not_yours', reply.body)

        first.hold(False)
        both(first.browser, CALLER_HZ, SECOND_HZ)
        both(second.browser, CALLER_HZ, FIRST_HZ)
        hears_both(phone, FIRST_HZ, SECOND_HZ)
        expect('three: each hears the two others', True)

        first.ask('POST', f'desk/calls/{call}/guest/pass')
        expect('pass: who gave it has it no more', first.mine() is None)
        mine = second.mine()
        expect('pass: it is the colleague\'s', (mine['id'], mine['state'], mine['as_guest'], mine['guest']) == (call, 'talking', False, None), mine)
        first.away()
        talk(phone, second, SECOND_HZ)
        until(lambda: line.rows('SELECT a.owner FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', int(call)) == [(int(second.id),)],
              'the appeal is the colleague\'s')
        expect('pass: the way', ways(line, call) == ['attended'], ways(line, call))
        over(line, phone, call, first, second)
        expect('consult: the journal', kinds(line, call).count('call.called_in') == 2, kinds(line, call))


def comes_back(line, first, second, expect):
    """Refused, missed, or the colleague goes: the two are as they were"""
    with Phone(line.sip, user='79160000602') as phone:
        call = begin(line, phone, first)
        second.ready()
        call_in(first, second)
        second.refuse(second.rings())
        until(lambda: first.mine()['guest'] is None, 'nobody is called in')
        call_in(first, second)
        ring = second.rings()
        until(lambda: first.mine()['guest'] is None, 'not answered in time')
        late = second.answer(ring, good=(403, 409))
        expect('back: too late', late.status in (403, 409), late.body)
        first.hold(False)
        talk(phone, first, FIRST_HZ)
        call_in(first, second)
        second.answer(second.rings())
        second.browser.hears(FIRST_HZ)
        second.call = call
        second.hang_up()
        until(lambda: first.mine()['guest'] is None, 'the colleague went')
        second.away()
        first.hold(False)
        talk(phone, first, FIRST_HZ)
        over(line, phone, call, first, second)


def goes_on(line, first, second, expect):
    """The operator hangs up, or the caller: the colleague has the call, or nobody"""
    with Phone(line.sip, user='79160000603') as phone:
        call = begin(line, phone, first)
        second.ready()
        call_in(first, second)
        second.answer(second.rings())
        second.browser.hears(FIRST_HZ)
        first.hang_up()
        until(lambda: (second.mine() or {}).get('as_guest') is False, 'the colleague has it')
        first.away()
        talk(phone, second, SECOND_HZ)
        first.ready()
        call_in(second, first)
        first.answer(first.rings())
        first.browser.hears(SECOND_HZ)
        over(line, phone, call, first, second)
        row = line.rows('SELECT cause FROM call WHERE id = ?', int(call))
        expect('goes on: the caller ended it', row == [('citizen_left',)], row)


def run(expect, attempt):
    with Peers() as peers, Store('sqlite', 'consult') as store:
        with Line(store, '--queue.ring', '4s', '--queue.wrap-up', '1s', '--queue.misses', '0') as line:
            first, second = (Operator(line, token, peers) for _, token in hire(line, 2))
            for test in (consults, comes_back, goes_on):
                attempt(test, line, first, second, expect)
                for operator in (first, second):
                    if operator.mine():
                        operator.ask('DELETE', f'desk/calls/{operator.mine()["id"]}', good=None)
                    operator.away()
                    operator.state('away')
            errors = line.stop()
            expect('consult: the log has no errors', not errors, errors[:5])
        store.verify()
