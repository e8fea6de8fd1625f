"""supervise.py: a supervisor listens, whispers, takes over. Each side has a tone of its own, and what each hears is measured."""
from desk import Operator, Peers, hire
from phone import Phone, at_frequency, tone
from program import Store, until
from line import Line
from transfer import CALLER_HZ, FIRST_HZ, begin, kinds, over, talk

EAR_HZ = 1500


def listen(supervisor, operator, good=(200,)):
    browser = supervisor.peers.browser()
    reply = supervisor.ask('POST', f'desk/line/staff/{operator.id}/listen', {'sdp': browser.offer}, good=good)
    if reply.status != 200:
        browser.drop()
        return reply
    supervisor.browser, supervisor.call = browser, reply.json()['call']
    browser.answer(reply.json()['sdp'])
    browser.tone(EAR_HZ)
    return reply


def both(browser, *hertz):
    """Hears all of these at once, each of them well"""
    last = []

    def good():
        last[:] = browser.hear(*hertz)
        return last[1] > 1000 and all(share > 0.08 for share in last[2])
    try:
        until(good, 'tones')
    except AssertionError:
        raise AssertionError(f'{hertz} Hz not heard together: {last}') from None


def levels(phone, seconds=1):
    """How loud the caller hears each tone"""
    sound = phone.listen(lambda sound: len(sound) > 8000 * seconds)
    return {hertz: at_frequency(sound[-8000 * seconds:], hertz) for hertz in (FIRST_HZ, EAR_HZ)}


def heard(line, operator, supervisor, expect):
    with Phone(line.sip, user='79160000501') as phone:
        call = begin(line, phone, operator)
        expect('listen: nobody is shown', operator.mine()['listened'] is False)
        listen(supervisor, operator)
        both(supervisor.browser, CALLER_HZ, FIRST_HZ)
        expect('listen: the operator is shown', operator.mine()['listened'] is True, operator.mine())
        level, own = levels(phone), operator.browser.hear(CALLER_HZ, EAR_HZ)
        expect('listen: the caller hears the operator alone', level[FIRST_HZ] > 2000 and level[EAR_HZ] < 30, level)
        expect('listen: and so does the operator the caller', own[2][0] > 0.6 and own[2][1] < 0.02, own)

        supervisor.ask('POST', f'desk/calls/{call}/whisper', {'on': True})
        both(operator.browser, CALLER_HZ, EAR_HZ)
        level = levels(phone, 2)
        expect('whisper: the caller does not hear it', level[FIRST_HZ] > 2000 and level[EAR_HZ] < 30, level)
        both(supervisor.browser, CALLER_HZ, FIRST_HZ)
        operator.hold(True)
        operator.browser.hears(EAR_HZ)
        expect('whisper: on hold the caller hears music alone', max(levels(phone).values()) < 200, levels(phone))
        operator.hold(False)
        both(operator.browser, CALLER_HZ, EAR_HZ)
        supervisor.ask('POST', f'desk/calls/{call}/whisper', {'on': False})
        operator.browser.hears(CALLER_HZ)
        talk(phone, operator, FIRST_HZ)

        supervisor.ask('DELETE', f'desk/calls/{call}/listen')
        expect('listen: over', operator.mine()['listened'] is False)
        reply = supervisor.ask('POST', f'desk/calls/{call}/takeover', good=(403,))
        expect('take over: only who listens', reply.json()['code'] == 'call.not_yours', reply.body)
        supervisor.away()
        talk(phone, operator, FIRST_HZ)
        over(line, phone, call, operator)
        rows = [kind for kind in kinds(line, call) if kind == 'call.listened']
        expect('listen: the journal has it', len(rows) == 3, rows)


def taken(line, operator, supervisor, expect):
    with Phone(line.sip, user='79160000502') as phone:
        call = begin(line, phone, operator)
        before = operator.mine()['generation']
        listen(supervisor, operator)
        both(supervisor.browser, CALLER_HZ, FIRST_HZ)
        supervisor.ask('POST', f'desk/calls/{call}/takeover')
        mine = supervisor.mine()
        expect('take over: it is the supervisor\'s', (mine['id'], mine['state'], operator.mine()) == (call, 'talking', None), mine)
        expect('take over: another generation', mine['generation'] > before, (before, mine))
        reply = operator.ask('POST', f'desk/calls/{call}/hold', {'on': True}, good=(403,))
        expect('take over: not the operator\'s any more', reply.json()['code'] == 'call.not_yours', reply.body)
        talk(phone, supervisor, EAR_HZ)
        level = levels(phone)
        expect('take over: the operator is not heard', level[FIRST_HZ] < 30, level)
        until(lambda: line.rows('SELECT a.owner FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', int(call)) == [(int(supervisor.id),)],
              'the appeal is the supervisor\'s')
        became = operator.ask('GET', f'desk/calls/{call}').json()
        who = operator.ask('GET', 'presence').json()['staff']
        expect('take over: the operator is told by whom', became == {'how': 'taken_over', 'by': next(s['name'] for s in who if s['id'] == supervisor.id)}, became)
        expect('take over: nobody else is', supervisor.ask('GET', f'desk/calls/{call}').status == 204)
        supervisor.hang_up()
        over(line, phone, call, operator, supervisor)
        expect('take over: also when it has ended since', operator.ask('GET', f'desk/calls/{call}').status == 200)
        expect('take over: the journal', 'call.taken_over' in kinds(line, call), kinds(line, call))


def refused(line, operator, supervisor, expect):
    reply = listen(supervisor, operator, (404,))
    expect('listen: nothing to hear', reply.json()['code'] == 'call.unknown', reply.body)
    with Phone(line.sip, user='79160000503') as phone:
        call = begin(line, phone, operator)
        reply = operator.ask('POST', f'desk/line/staff/{operator.id}/listen', {'sdp': 'v=0'}, good=(403,))
        reply = supervisor.ask('POST', f'desk/line/staff/{operator.id}/listen', {'sdp': 'v=0'}, good=(422,))
        expect('listen: a spoilt offer', reply.json()['code'] == 'call.sdp_bad', reply.body)
        listen(supervisor, operator)
        operator.hang_up()
        reply = supervisor.ask('POST', f'desk/calls/{call}/whisper', {'on': True}, good=(403, 404))
        expect('listen: it ends with the operator\'s part', reply.status in (403, 404))
        supervisor.away()
        over(line, phone, call, operator)


def busy(line, operator, boss, expect):
    """Who listens and takes a call of their own listens no more, and takes none over; who does not want a call does not hang up on its caller"""
    with Phone(line.sip, user='79160000504') as phone, Phone(line.sip, user='79160000505') as other:
        call = begin(line, phone, operator)
        listen(boss, operator)
        ear = boss.browser
        boss.ready()
        assert other.call('hotline').code == 200
        other.listen(lambda sound: len(sound) >= 4000)
        other.press('1')
        ring = boss.rings()
        reply = boss.ask('DELETE', f'desk/calls/{ring["id"]}', good=(409,))
        expect('ring: it is not hung up', reply.json()['code'] == 'call.not_now', reply.body)
        boss.answer(ring)
        until(lambda: boss.mine()['state'] == 'talking', 'the supervisor talks')
        expect('listen: not beside a talk of their own', operator.mine()['listened'] is False, operator.mine())
        reply = boss.ask('POST', f'desk/calls/{call}/takeover', good=(403,))
        expect('take over: nor this', reply.json()['code'] == 'call.not_yours', reply.body)
        reply = listen(boss, operator, good=(409,))
        expect('listen: nor anew', reply.json()['code'] == 'call.not_now', reply.body)
        expect('take over: both stay where they are', (operator.mine()['id'], boss.mine()['id']) == (call, ring['id']))
        boss.hang_up()
        other.bye()
        boss.away()
        ear.drop()
        boss.state('away')
        over(line, phone, call, operator)


def hidden(line, operator, supervisor, expect):
    """Where operators are not to know of supervisors they hear that the call is another's, not whose"""
    with Phone(line.sip, user='79160000506') as phone:
        call = begin(line, phone, operator)
        listen(supervisor, operator)
        supervisor.ask('POST', f'desk/calls/{call}/takeover')
        became = operator.ask('GET', f'desk/calls/{call}').json()
        expect('hidden: not by whom', became == {'how': 'elsewhere', 'by': None}, became)
        supervisor.hang_up()
        over(line, phone, call, operator, supervisor)


def run(expect, attempt):
    with Peers() as peers, Store('sqlite', 'supervise') as store:
        with Line(store, '--queue.wrap-up', '1s') as line:
            admin = Operator(line, line.sign_in_links()['administrator'])
            (_, token), = hire(line, 1, admin=admin)
            operator = Operator(line, token, peers)
            supervisor = Operator(line, line.sign_in_links()['supervisor'], peers)
            for test in (heard, taken, refused):
                attempt(test, line, operator, supervisor, expect)
            (_, token), = hire(line, 1, ('operator', 'supervisor'), admin)
            attempt(busy, line, operator, Operator(line, token, peers), expect)
            errors = line.stop()
            expect('supervise: the log has no errors', not errors, errors[:5])
        store.verify()
    with Peers() as peers, Store('sqlite', 'supervise-hidden') as store:
        with Line(store, '--queue.wrap-up', '1s', '--supervision.shown=no') as line:
            (_, token), = hire(line, 1)
            attempt(hidden, line, Operator(line, token, peers), Operator(line, line.sign_in_links()['supervisor'], peers), expect)
