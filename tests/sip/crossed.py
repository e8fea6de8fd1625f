"""crossed.py: what crosses on the way: two offers at once (glare), CANCEL and 200, several answers to one INVITE."""
import re
import time

import program
from desk import Operator, Peers
from line import Line
from phone import Phone, rms, tone
from trunk import Carrier, dial, ended, entered


def headers(message, names=('via', 'from', 'to', 'call-id', 'cseq')):
    return ''.join(f'{k}: {v}\r\n' for k, v in message.headers if k.lower() in names)


def offer_of(phone, seconds=6):
    """The program's next offer within the call (its session timer), unanswered"""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        message = phone.receive(until - time.monotonic())
        if message and message.method == 'INVITE':
            return message
        if message and message.method:
            phone.answer(message)
    raise AssertionError('no offer came')


def taken(phone, offer):
    """The phone agrees to the program's offer"""
    phone.send(f'SIP/2.0 200 OK\r\n{headers(offer)}Contact: <sip:a@{phone.host}:{phone.port}>\r\nSession-Expires: 3;refresher=uac\r\n'
               'Content-Type: application/sdp\r\n', phone.sdp())
    until = time.monotonic() + 5
    while time.monotonic() < until:
        message = phone.receive(until - time.monotonic())
        if message and message.method == 'ACK':
            return True
    return False


def alive(phone):
    """Sound comes, and nobody hung up"""
    phone.listen(lambda sound: len(sound) >= 4000 and rms(sound[-4000:]) > 300)
    return not phone.byes


def refused(line, expect):
    """Our offer meets theirs: 491, and ours comes again after a while (RFC 3261 14.1: we were called, so within two seconds)"""
    with Phone(line.sip) as phone:
        phone.call('hotline', 'Supported: timer\r\nSession-Expires: 8;refresher=uas\r\n')
        first = offer_of(phone)
        phone.send(f'SIP/2.0 491 Request Pending\r\n{headers(first)}')
        began = time.monotonic()
        second = offer_of(phone)
        while second.get('CSeq') == first.get('CSeq'):           # sent again before 491 was there
            second = offer_of(phone)
        took = time.monotonic() - began
        expect('glare: our offer comes again', took < 2.5 and int(second.get('CSeq').split()[0]) > int(first.get('CSeq').split()[0]), took)
        expect('glare: and is taken', taken(phone, second))
        expect('glare: the call goes on', alive(phone))
        phone.bye()


def refuses(line, expect):
    """Their offer comes while ours is open: 491, and once ours is through theirs is taken"""
    with Phone(line.sip) as phone:
        phone.call('hotline', 'Supported: timer\r\nSession-Expires: 3;refresher=uas\r\n')
        ours = offer_of(phone)
        answer = phone.again('inactive')
        expect('glare: their offer beside ours: 491', answer.code == 491, answer.first)
        expect('glare: ours is taken', taken(phone, ours))
        answer = phone.again('sendrecv')
        expect('glare: then theirs', answer.code == 200, answer.first)
        expect('glare: the call goes on', alive(phone))
        phone.bye()


def early(line, expect):
    """Two offers of theirs, one behind the other without waiting (RFC 3261 14.2): one is taken, and what comes too early is told so"""
    with Phone(line.sip) as phone:
        phone.call('hotline')
        codes = {}
        for direction in ('inactive', 'sendrecv'):
            phone.request('INVITE', 'hotline', 'Content-Type: application/sdp\r\n', phone.sdp(direction))
            codes[phone.cseq] = None
        until = time.monotonic() + 5
        while None in codes.values() and time.monotonic() < until:
            answer = phone.final('INVITE')
            number = int(answer.get('CSeq').split()[0])
            codes[number] = codes[number] or answer.code
            phone.request('ACK', 'hotline', cseq=number)
        expect('glare: two offers at once', set(codes.values()) <= {200, 491, 500} and 200 in codes.values(), codes)
        expect('glare: taken anew', phone.again('sendrecv').code == 200)
        expect('glare: the call goes on', alive(phone))
        phone.bye()


def cancelled_late(line, expect):
    """CANCEL behind the 200: it is answered and changes nothing (RFC 3261 9.2); the call lives until BYE"""
    with Phone(line.sip) as phone:
        phone.request('INVITE', 'hotline', 'Content-Type: application/sdp\r\n', phone.sdp())
        invite = phone.branch
        answer = phone.final('INVITE')
        phone.send(f'CANCEL sip:hotline@{phone.uri_host}:{phone.server[1]} SIP/2.0\r\n'
                   f'Via: SIP/2.0/UDP {phone.uri_host}:{phone.port};branch={invite};rport\r\nFrom: {answer.get("From")}\r\n'
                   f'To: <sip:hotline@{phone.server[0]}>\r\nCall-ID: {phone.call_id}\r\nCSeq: 1 CANCEL\r\nMax-Forwards: 70\r\n')
        said = phone.final('CANCEL')
        expect('late CANCEL: answered', said.code in (200, 481), said.first)
        phone.learn(answer)
        phone.dialled = 'hotline'
        phone.request('ACK', 'hotline')
        expect('late CANCEL: the call goes on', alive(phone))
        expect('late CANCEL: until BYE', phone.bye() == 200)
    rows = line.wait_rows('SELECT cause FROM call WHERE id = (SELECT max(id) FROM call) AND ended_ms IS NOT NULL')
    expect('late CANCEL: its end', rows == [('citizen_left',)], rows)


def cancel_late(line, operator, carrier, number, expect):
    """The operator hangs up while the citizen answers: what was answered gets ACK and BYE"""
    dial(operator, number)
    carrier.called()
    carrier.reply(180)
    program.until(lambda: (operator.mine() or {}).get('state') == 'offered', 'it rings')
    operator.hang_up()
    cancel = carrier.next('CANCEL')
    carrier.learn_media()
    carrier.reply(200, 'OK', body=carrier.sdp())                 # it left before the CANCEL was there
    carrier.reply(200, to=cancel)
    carrier.contact = carrier.next('ACK') and None
    carrier.wait_bye(10)
    expect('late CANCEL of ours: ACK and BYE', True)
    expect('late CANCEL of ours', *ended(line, operator, 'operator_left'))


def answer_of(carrier, invite, tag):
    """One more telephone behind the carrier answers the same INVITE"""
    head = headers(invite).replace(invite.get('To'), invite.get('To') + f';tag={tag}')
    carrier.send(f'SIP/2.0 200 OK\r\n{head}Contact: <sip:{tag}@127.0.0.1:{carrier.port}>\r\nContent-Type: application/sdp\r\n', carrier.sdp())


def tag_of(message):
    return re.search(r'tag=([^;>\s]+)', message.get('To'))[1]


def forked(line, operator, carrier, number, expect):
    """Three telephones answer one INVITE: the first has the call, each other gets ACK and BYE (RFC 3261 13.2.2.4), also one that is late"""
    dial(operator, number)
    invite = carrier.called()
    carrier.reply(180)
    carrier.learn_media()
    carrier.speaking = tone(700)
    for tag in ('one', 'two'):
        answer_of(carrier, invite, tag)
    acks, byes = set(), set()

    def until(good, seconds=6):
        end = time.monotonic() + seconds
        while not good() and time.monotonic() < end:
            message = carrier.receive(max(0.01, end - time.monotonic()))
            if not message or not message.method:
                continue
            if message.method == 'ACK':
                acks.add(tag_of(message))
            elif message.method == 'BYE':
                byes.add(tag_of(message))
                carrier.answer(message)
        return good()

    expect('forked: both get ACK', until(lambda: acks == {'one', 'two'}), acks)
    expect('forked: the second is hung up on', until(lambda: byes == {'two'}), byes)
    answer_of(carrier, invite, 'two')                            # its 200 comes once more: ACK again, and no second BYE is needed
    answer_of(carrier, invite, 'late')
    expect('forked: so is a late one', until(lambda: 'late' in acks and 'late' in byes), (acks, byes))
    operator.browser.hears(700)
    expect('forked: the first talks', (operator.mine() or {}).get('state') == 'talking' and 'one' not in byes, byes)
    operator.hang_up()
    expect('forked: until it is hung up on', until(lambda: 'one' in byes, 40), byes)
    carrier.speaking = None
    expect('forked: its end', *ended(line, operator, 'operator_left'))


def run(expect, attempt):
    with program.Store(program.engines()[-1], 'crossed') as store:
        with Line(store, '--sip.session-min', '2s') as line:
            for test in (refused, refuses, early, cancelled_late):
                attempt(test, line, expect)
            errors = line.stop()
            expect('crossed: the log has no errors', not errors, errors[:5])
        with Peers() as peers, Carrier() as carrier:
            with Line(store, '--sip.trunk', carrier.address(), '--sip.trunk-number', '8 495 111-22-33', '--sip.watch', '0s') as line:
                operator = Operator(line, line.sign_in_links()['operator'], peers).ready()
                number = entered(line)
                for test in (cancel_late, forked):
                    attempt(test, line, operator, carrier, number, expect)
                errors = line.stop()
                expect('crossed: the log has no errors', not errors, errors[:5])
        store.verify()
