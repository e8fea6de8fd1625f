"""lifted.py: operators call citizens by a telephone of their own: it rings first, and nobody is called before it is lifted."""
import threading
import time

import program
from desk import Operator, Peers
from exchange import Exchange
from line import Line
from phone import Phone, at_frequency, rms, tone
from telephones import Case
from transfer import give
from trunk import Carrier, ended, entered, kinds
from trunks import Profile

RULES = ['--sip.watch', '0s', '--sip.trunk-number', '8 495 111-22-33', '--sip.answer-within', '15s', '--queue.ring', '3s', '--queue.wrap-up', '0s']
loud = lambda hertz: lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], hertz) > 2000


def dial(operator, number, good=(201,)):
    """By telephone: nothing of a browser is sent"""
    reply = operator.ask('POST', 'desk/calls', {'number': number}, good=good)
    operator.call = reply.json().get('call')
    return reply


def nobody(carrier, seconds=0.7):
    """Is no citizen called?"""
    until = time.monotonic() + seconds
    while (message := carrier.receive(max(0, until - time.monotonic()))):
        if message.method == 'INVITE':
            return False
    return True


def lifted(case, carrier, phone, number):
    """Lifted, and the citizen's phone is called"""
    dial(case.operators[0], number)
    phone.called()
    phone.take()
    return carrier.called()


def talk(case, carrier, phone, number, expect):
    line, operator = case.line, case.operators[0]
    reply = dial(operator, number).json()
    invite = phone.called()
    expect('lift: by telephone', reply['by_phone'] is True and 'sdp' not in reply, reply)
    expect('lift: whose number it is stays here', b'9165554433' not in invite.body and '9165554433' not in str(invite.headers), invite.headers)
    phone.reply(180)
    mine = operator.mine()
    expect('lift: how it stands', (mine['id'], mine['state'], mine['medium'], mine['number'], mine['by_phone'], mine['lifting']) ==
           (reply['call'], 'offered', 'out', number, True, True), mine)
    expect('lift: the journal knew first', kinds(line, reply['call']) == ['call.dialled'], kinds(line, reply['call']))
    expect('lift: nobody is called before', nobody(carrier))
    expect('lift: nothing second meanwhile', operator.ask('POST', 'desk/calls', {'number': number}, good=(409,)).json()['code'] == 'call.not_now')
    expect('lift: nobody hears keys yet', operator.ask('POST', f'desk/calls/{reply["call"]}/digits', {'digit': '1'}, good=(409,)).status == 409)
    phone.take()
    invite = carrier.called()
    mine = operator.mine()
    expect('lift: then the citizen is', invite.first.startswith('INVITE sip:+79165554433@'), invite.first)
    expect('lift: and it is no more to be lifted', (mine['state'], mine['by_phone'], mine['lifting']) == ('offered', True, False), mine)
    carrier.reply(180, 'Ringing')
    phone.listen(loud(425))
    carrier.learn_media()
    carrier.speaking = tone(620)
    carrier.reply(183, 'Session Progress', body=carrier.sdp())
    phone.listen(loud(620))
    carrier.speaking, phone.speaking = tone(700), tone(900)
    carrier.take()
    phone.listen(loud(700))
    carrier.listen(loud(900))
    mine = operator.mine()
    expect('lift: talking', (mine['state'], mine['by_phone']) == ('talking', True) and mine['answered_at'], mine)
    phone.press('5')
    program.until(lambda: 101 in carrier.payloads, 'a key of the telephone')
    expect('lift: held by a key', phone.held('sendonly') == 200 and operator.mine()['state'] == 'held')
    carrier.listen(lambda sound: len(sound) > 8000 and rms(sound[-8000:]) > 100 and at_frequency(sound[-4000:], 900) < 300)
    expect('lift: and taken back', phone.held('sendrecv') == 200 and operator.mine()['state'] == 'talking')
    carrier.listen(loud(900))
    carrier.speaking = phone.speaking = None
    expect('lift: hangs up', phone.bye() == 200)
    carrier.listen(lambda sound: len(sound) > 8000 and rms(sound[-8000:]) > 300)
    carrier.wait_bye(40)
    expect('lift: after the number', *ended(line, operator, 'operator_left'))
    seen = kinds(line, reply['call'])
    expect('lift: the journal', seen == ['call.dialled', 'call.answered', 'call.held', 'call.resumed', 'call.parted', 'call.ended'], seen)


def unlifted(case, carrier, phone, number, expect):
    """Refused, not there, not lifted in time, cancelled at the desk: the citizen is not called, the operator is free again"""
    line, operator = case.line, case.operators[0]

    def over(what, cause):
        expect(f'lift: {what}', *ended(line, operator, cause))
        seen = kinds(line, operator.call)
        expect(f'lift: {what}: the journal', seen == ['call.dialled', 'call.ended'], seen)
        expect(f'lift: {what}: nobody is called', nobody(carrier))

    for code, cause in ((486, 'operator_left'), (302, 'operator_left'), (480, 'not_lifted')):
        dial(operator, number)
        phone.called()
        phone.reply(180)
        phone.reply(code)
        phone.next('ACK')
        if code == 302:
            phone.reply(200, to=phone.next('CANCEL'))
        over(code, cause)
    began = time.monotonic()
    dial(operator, number)
    phone.called()
    phone.reply(180)
    phone.cancelled()
    expect('lift: as long as an offer', 2.5 < time.monotonic() - began < 8, time.monotonic() - began)
    over('not lifted in time', 'not_lifted')
    dial(operator, number)
    phone.called()
    phone.reply(180)
    operator.hang_up()
    phone.cancelled()
    over('the desk hangs up', 'operator_left')
    dial(operator, number)
    phone.called()
    phone.reply(180)
    phone.register(seconds=0)
    program.until(lambda: operator.mine() is None, 'at once', 1.5)
    phone.cancelled()
    over('gone', 'not_lifted')
    case.there(there=False)
    reply = dial(operator, number, (409,))
    expect('lift: no telephone', reply.json()['code'] == 'call.no_handset' and operator.mine() is None, reply.body)
    phone.register()
    case.there()


def hangs_up(case, carrier, phone, number, expect):
    """While the citizen's phone rings: at the telephone, at the desk; and the citizen refuses, or hangs up"""
    line, operator = case.line, case.operators[0]
    for what in ('the telephone', 'the desk'):
        lifted(case, carrier, phone, number)
        carrier.reply(180)
        if what == 'the desk':
            operator.hang_up()
            phone.wait_bye()
        else:
            expect('lift: hangs up while it rings there', phone.bye() == 200)
        cancel = carrier.next('CANCEL')
        carrier.reply(200, to=cancel)
        carrier.reply(487)
        carrier.next('ACK')
        expect(f'lift: CANCEL by {what}', *ended(line, operator, 'operator_left'))
    phone.byes = 0
    lifted(case, carrier, phone, number)
    carrier.reply(486)
    carrier.next('ACK')
    phone.wait_bye()
    expect('lift: the citizen refuses', *ended(line, operator, 'refused'))
    phone.byes = 0
    lifted(case, carrier, phone, number)
    carrier.take()
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
    expect('lift: the citizen hangs up', carrier.bye() == 200)
    phone.wait_bye()
    expect('lift: the end', *ended(line, operator, 'citizen_left'))


def held_first(case, carrier, phone, number, expect):
    """Held at the telephone while the citizen's rings: who answers hears music, until it is taken back"""
    line, operator = case.line, case.operators[0]
    lifted(case, carrier, phone, number)
    carrier.reply(180)
    expect('lift: held before the answer', phone.held('sendonly') == 200)
    carrier.learn_media()
    carrier.take()
    program.until(lambda: (operator.mine() or {}).get('state') == 'held', 'held')
    carrier.listen(lambda sound: len(sound) > 8000 and rms(sound[-8000:]) > 100)
    expect('lift: and taken back after it', phone.held('sendrecv') == 200 and operator.mine()['state'] == 'talking')
    phone.speaking = tone(900)
    carrier.listen(loud(900))
    phone.speaking = None
    expect('lift: held first, the end', carrier.bye() == 200)
    phone.wait_bye()
    phone.byes = 0
    expect('lift: held first', *ended(line, operator, 'citizen_left'))
    seen = kinds(line, operator.call)
    expect('lift: held first: the journal', seen[:3] == ['call.dialled', 'call.answered', 'call.held'], seen)


def calls_us(case, carrier, phone, number, expect):
    """The citizen calls while the operator's telephone rings: their phone is not called as well"""
    line, operator = case.line, case.operators[0]
    dial(operator, number)
    phone.called()
    with Phone(line.sip, user='79165554433') as caller:
        caller.call()
        phone.take()
        phone.wait_bye()
        phone.byes = 0
        expect('lift: who calls us is not called', *ended(line, operator, 'refused'))
        expect('lift: nor their phone', nobody(carrier))
        caller.bye()
    case.nobody_waits()


def wraps_not(case, carrier, phone, number, expect):
    """Where there is time after calls: none after one that nobody was called in"""
    operator = case.operators[0]
    wraps = lambda: next(one for one in operator.ask('GET', 'presence').json()['staff'] if one['id'] == operator.id).get('wrap_up')
    operator.state('ready')
    dial(operator, number)
    phone.called()
    phone.reply(486)
    phone.next('ACK')
    program.until(lambda: operator.mine() is None, 'over')
    expect('lift: no time after it', wraps() is None, wraps())
    lifted(case, carrier, phone, number)
    carrier.reply(486)
    carrier.next('ACK')
    phone.wait_bye()
    program.until(wraps, 'time after a citizen who was called')


def forks(case, carrier, phone, number, expect):
    """Each of two rings; one that refuses leaves it to the other, who lifts first has it; asked to answer by itself as for an offer"""
    line, operator = case.line, case.operators[0]
    account = case.give(operator.id, auto_answer=True)
    with case.handset() as other:
        for one in (phone, other):
            one.password, one.challenge = account['password'], None
            program.until(lambda: one.register().code == 200, 'another password')
        dial(operator, number)
        invite = phone.called()
        other.called()
        expect('lift: by itself', invite.get('Answer-Mode') == 'Auto', invite.headers)
        other.reply(486)
        other.next('ACK')
        expect('lift: the other rings on', operator.mine()['lifting'] is True)
        phone.take()
        carrier.called()
        carrier.reply(486)
        carrier.next('ACK')
        expect('lift: refused there', *ended(line, operator, 'refused'))
        dial(operator, number)
        phone.called()
        other.called()
        other.reply(180)
        phone.take()
        other.cancelled()
        carrier.called()
        carrier.reply(486)
        carrier.next('ACK')
        expect('lift: who lifts first', *ended(line, operator, 'refused'))
        other.register(seconds=0)


def given(case, carrier, phone, number, expect):
    """A colleague gives a call to whose telephone rings with a call of their own: that rings on, the other is taken after it"""
    first, second = case.operators
    second.ready()
    first.state('ready')
    with Phone(case.line.sip) as caller:
        dial(first, number)
        phone.called()
        phone.reply(180)
        caller.call()
        time.sleep(0.3)
        caller.press('1')
        second.answer(second.rings())
        give(second, staff=first.id)
        program.until(lambda: first.mine()['second'], 'it waits')
        mine = first.mine()
        expect('lift: another waits', (mine['id'], mine['lifting'], mine['second']['able']) == (first.call, True, False), mine)
        own = first.call
        expect('lift: and cannot be taken meanwhile', first.answer(mine['second'], good=(409,)).json()['code'] == 'call.not_now')
        expect('lift: the telephone rings on', phone.quiet('CANCEL', 0.5))
        phone.take()
        carrier.called()
        mine = first.mine()
        expect('lift: one\'s own call first', mine['id'] == own and not mine['lifting'], mine)
        carrier.reply(486)
        carrier.next('ACK')
        phone.next('BYE')
        phone.called()
        phone.reply(180)
        caller.bye()
        phone.cancelled()
        expect('lift: beside another', *ended(case.line, first, 'refused'))
    second.away()
    second.phone(False)
    case.nobody_waits()


def stops(case, carrier, phone, number, expect):
    """The program stops: the telephone rings no more"""
    dial(case.operators[0], number)
    phone.called()
    phone.reply(180)
    stopping = threading.Thread(target=case.line.stop)
    stopping.start()
    phone.reply(200, to=phone.next('CANCEL'))
    stopping.join()
    rows = case.line.rows('SELECT cause, coalesce(answered_ms, 0) FROM call WHERE id = ?', int(case.operators[0].call))
    expect('lift: stopped', rows == [('stopped', 0)] and nobody(carrier), rows)


def owed(line, call):
    """What became of the call back that is owed to the appeal of a call: the promise, the tries of the program"""
    return line.rows('SELECT p.state, b.state, b.tries FROM call c JOIN promise p ON p.appeal = c.appeal JOIN callback b ON b.appeal = c.appeal '
                     'WHERE c.id = ? AND p.kind = 2', int(call))


def falls(case, main, spare, phone, number, expect):
    """Trunks fall when the telephone is lifted: it is hung up on, the operator is free, the record says whose fault it was, what was owed still is"""
    line, operator = case.line, case.operators[0]
    states = lambda: {one['state'] for one in case.admin.ask('GET', 'settings/trunks').json()['states']}

    def until(good, what):
        """Meanwhile the telephone says that it is there"""
        program.until(lambda: phone.quiet('CANCEL', 0.2) and good(), what)

    def lifts(one, other, before=lambda: None):
        began = time.monotonic()
        dial(operator, number)
        phone.called()
        phone.reply(180)
        before()
        main.options, spare.options = (200 if code == 200 else None for code in (one, other))
        main.invite, spare.invite = one, other
        phone.take()
        main.wait('INVITE', began)
        return began

    def over(what, cause):
        phone.wait_bye()
        phone.byes = 0
        expect(f'fall: {what}', *ended(line, operator, cause))
        seen = kinds(line, operator.call)
        expect(f'fall: {what}: the journal', (seen[0], seen[-1], 'call.answered' in seen) == ('call.dialled', 'call.ended', cause == 'citizen_left'), seen)
        main.options = main.invite = spare.options = spare.invite = 200
        until(lambda: states() == {'up'} and case.stands()['there'], 'all are up')

    agreed = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 3 * 86400))
    operator.ask('POST', f'desk/appeals/{number}/callback', {'at': agreed})
    began = lifts(None, None)
    until(lambda: states() == {'down'}, 'both are down')
    spare.wait('INVITE', began)
    over('both are silent', 'failed')
    expect('fall: both are silent: within the time for an answer', time.monotonic() - began < 15, time.monotonic() - began)
    expect('fall: what was owed still is', owed(line, operator.call) == [(1, 1, 0)], owed(line, operator.call))
    lifts(503, 503)
    over('both refuse', 'failed')

    def known():
        main.options = spare.options = None
        until(lambda: states() == {'down'}, 'both are known as down')

    lifts(None, 503, known)
    over('known before', 'failed')
    expect('fall: owed after them all', owed(line, operator.call) == [(1, 1, 0)], owed(line, operator.call))
    began = lifts(None, 200)
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking by the other')
    spare.hang_up(began)
    over('the other takes it', 'citizen_left')


def run_falls(expect, attempt):
    with Peers() as peers, program.Store(program.engines()[-1], 'lifted-falls') as store, Exchange() as main, Exchange() as spare, \
            Profile([{'key': key, 'uri': one.address()} for key, one in (('main', main), ('spare', spare))]) as profile:
        with Line(store, *profile.options(), '--sip.watch', '1s', '--sip.answer-within', '5s', '--queue.ring', '30s', '--queue.wrap-up', '0s') as line:
            case = Case(line, peers, 1)
            number = entered(line)
            with case.handset() as phone:
                case.known()
                phone.register()
                case.there()
                attempt(falls, case, main, spare, phone, number, expect)
            errors = line.stop()
            expect('fall: the log has no errors', not errors, errors[:5])
        store.verify()


def run(expect, attempt):
    attempt(run_falls, expect, attempt)
    with Peers() as peers, program.Store(program.engines()[-1], 'lifted') as store, Carrier() as carrier:
        with Line(store, '--sip.trunk', carrier.address(), *RULES) as line:
            case = Case(line, peers)
            number = entered(line)
            with case.handset() as phone:
                reply = dial(case.operators[0], number, (409,))
                expect('lift: it is not there yet', reply.json()['code'] == 'call.no_handset', reply.body)
                case.known()
                phone.register()
                case.there()
                for test in (talk, unlifted, hangs_up, held_first, calls_us, given, forks):
                    attempt(test, case, carrier, phone, number, expect)
                attempt(stops, case, carrier, phone, number, expect)
        store.verify()
    with Peers() as peers, program.Store('sqlite', 'lifted-wraps') as store, Carrier() as carrier:
        with Line(store, '--sip.trunk', carrier.address(), *RULES[:-1], '30s') as line:
            case = Case(line, peers)
            number = entered(line)
            with case.handset() as phone:
                case.known()
                phone.register()
                case.there()
                attempt(wraps_not, case, carrier, phone, number, expect)
