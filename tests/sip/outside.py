"""outside.py: calls given to a telephone outside, through a carrier that we play: at once, after a consultation, as three; what is not answered comes back."""
import json
import os
import socket
import struct
import tempfile

from desk import Operator, Peers
from heard import Ear
from phone import Phone, at_frequency, rms, tone
from program import Store, until
from line import Line
from transfer import CALLER_HZ, FIRST_HZ, begin, kinds, talk, ways
from trunk import Carrier, dial, entered
from consult import hears_both

OUTSIDE_HZ, NUMBER = 1300, '+7 495 222-33-44'
DIES = 'Supported: timer\r\nRequire: timer\r\nSession-Expires: 3;refresher=uas\r\n'       # who answers so and does not refresh is lost, whatever sounds
LINE, REGION = '+78001110001', '+78001110047'             # what whoever is called sees


def hears(phone, hertz):
    phone.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], hertz) > 2000)


def guest(operator):
    return operator.mine()['guest']


def over(line, call, *causes):
    rows = line.wait_rows('SELECT cause, owed FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(call))
    return rows[0][0] in causes, rows


def refused(line, operator, expect):
    """What is no number; what no trunk may call; both at one time"""
    with Phone(line.sip, user='79160000901') as phone:
        call = begin(line, phone, operator)
        for body, status, code in (({'phone': 'there'}, 422, 'request.fields'), ({'phone': '+1 202 555 0100'}, 409, 'call.not_allowed'),
                                   ({'phone': NUMBER, 'staff': '1'}, 422, 'request.fields')):
            for what in ('transfer', 'guest'):
                reply = operator.ask('POST', f'desk/calls/{call}/{what}', body, good=(status,))
                expect(f'refused: {what} {body}', reply.json()['code'] == code, reply.body)
        talk(phone, operator, FIRST_HZ)
        phone.bye()
    over(line, call)
    operator.away()
    until(lambda: operator.mine() is None, 'no call any more')


def blind(line, operator, carrier, expect):
    """The caller is told where and how long; who answers has the call, and the operator not any more; at the end the number"""
    with Phone(line.sip, user='79160000902') as phone:
        call = begin(line, phone, operator)
        ear = Ear(phone)
        operator.ask('POST', f'desk/calls/{call}/transfer', {'phone': NUMBER})
        invite = carrier.called()
        expect('blind: to this number', invite.first.startswith('INVITE sip:+74952223344@'), invite.first)
        expect('blind: from the number of the line that was called', f'sip:{LINE}@' in invite.get('From'), invite.get('From'))
        carrier.reply(180, 'Ringing')
        ear.says('voice.transfer.outside')
        mine = operator.mine()
        expect('blind: the operator waits', (mine['state'], mine['guest']) == ('held', {'outside': True, 'there': False}), mine)
        carrier.take()
        carrier.speaking, phone.speaking = tone(OUTSIDE_HZ), tone(CALLER_HZ)
        hears(phone, OUTSIDE_HZ)
        hears(carrier, CALLER_HZ)
        until(lambda: operator.mine() is None, 'the operator has it no more')
        expect('blind: the way', ways(line, call) == ['outside'], ways(line, call))
        body = ' '.join(body for body, in line.rows('SELECT body FROM journal WHERE body LIKE ?', f'%{call}%'))
        expect('blind: no number in the journal', '4952223344' not in body, body[:200])
        phone.press('5')
        carrier.bye()
        ear.says('voice.number.pencil', 60)
        phone.bye()
    expect('blind: the end', *over(line, call, 'citizen_left'))
    operator.away()


def comes_back(line, operator, carrier, expect):
    """Busy: the operator has the caller as before. The operator has gone: the head of the queue"""
    with Phone(line.sip, user='79160000903') as phone:
        call = begin(line, phone, operator)
        operator.ask('POST', f'desk/calls/{call}/transfer', {'phone': NUMBER})
        carrier.called()
        carrier.reply(486, 'Busy Here')
        carrier.next('ACK')
        until(lambda: operator.mine()['state'] == 'talking', 'it is back')
        talk(phone, operator, FIRST_HZ)
        expect('back: nobody is there', guest(operator) is None)

        operator.ask('POST', f'desk/calls/{call}/transfer', {'phone': NUMBER})
        carrier.called()
        carrier.reply(180, 'Ringing')
        operator.hang_up()
        until(lambda: operator.mine() is None, 'the operator has it no more')
        ear = Ear(phone)
        carrier.reply(603, 'Decline')
        carrier.next('ACK')
        ear.says('voice.transfer.back')
        until(lambda: line.rows("SELECT 1 FROM journal WHERE kind = 'call.called_in' AND body LIKE ? AND body LIKE '%refused%'", f'%{call}%'), 'the journal')
        operator.state('away')
        operator.ready()
        ring = operator.rings(60)
        expect('back: to the head of the queue', ring['id'] == call, ring)
        operator.answer(ring)
        talk(phone, operator, FIRST_HZ)
        phone.bye()
    expect('back: the end', *over(line, call, 'citizen_left'))
    operator.away()


def redirected(line, operator, carrier, expect):
    """Sent elsewhere: refused"""
    with Phone(line.sip, user='79160000904') as phone:
        call = begin(line, phone, operator)
        operator.ask('POST', f'desk/calls/{call}/transfer', {'phone': NUMBER})
        carrier.called()
        carrier.reply(302, 'Moved', f'Contact: <sip:+18005550100@127.0.0.1:{carrier.port}>\r\n')
        until(lambda: operator.mine()['state'] == 'talking', 'it is back')
        expect('redirected: nobody else is called', carrier.nobody())
        phone.bye()
    over(line, call)
    operator.away()
    until(lambda: operator.mine() is None, 'no call any more')


def reported(operator, carrier, control, expect):
    """Who is called in is reported to, and what that telephone reports is known"""
    control.settimeout(15)
    report = control.recv(2048)
    expect('quality: who is called in gets reports', report[1] in (200, 201), report[:8])
    block = report[4:8] + struct.pack('>IIIII', 64 << 24 | 9, 5000, 80, 0, 0)
    control.sendto(struct.pack('>BBHI', 0x81, 201, 7, carrier.ssrc) + block, (carrier.peer_media[0], carrier.peer_media[1] + 1))
    of = lambda: operator.mine()['quality']['guest'] or {}
    until(lambda: of().get('far_lost') is not None, 'its report is known')
    side = of()
    expect('quality: who is called in', (side['far_lost'], side['far_jitter_ms'], side['lost']) == (250, 10, 0), side)


def consults(line, operator, carrier, expect):
    """The two alone, then all three, then the telephone has the call; the caller goes"""
    with Phone(line.sip, user='79160000905') as phone, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        control.bind(('127.0.0.1', carrier.rtp.getsockname()[1] + 1))
        call = begin(line, phone, operator)
        operator.ask('POST', f'desk/calls/{call}/guest', {'phone': NUMBER})
        carrier.called()
        reply = operator.ask('POST', f'desk/calls/{call}/guest/pass', good=(409,))
        expect('consult: not before it has answered', reply.json()['code'] == 'call.not_now', reply.body)
        carrier.take()
        until(lambda: guest(operator) == {'outside': True, 'there': True}, 'it has answered')
        carrier.speaking = tone(OUTSIDE_HZ)
        operator.browser.hears(OUTSIDE_HZ)
        hears(carrier, FIRST_HZ)
        heard = phone.listen(lambda sound: len(sound) > 40000)[-8000:]
        levels = [at_frequency(heard, hertz) for hertz in (FIRST_HZ, OUTSIDE_HZ)]
        expect('consult: the caller hears neither', rms(heard) > 100 and max(levels) < 200, (rms(heard), levels))
        operator.hold(False)
        hears_both(phone, FIRST_HZ, OUTSIDE_HZ)
        hears_both(carrier, FIRST_HZ, CALLER_HZ)
        reported(operator, carrier, control, expect)
        operator.ask('POST', f'desk/calls/{call}/guest/pass')
        until(lambda: operator.mine() is None, 'the operator has it no more')
        hears(phone, OUTSIDE_HZ)
        phone.bye()
        carrier.next('BYE')
    expect('consult: the end', *over(line, call, 'citizen_left'))
    (body,), = line.rows("SELECT body FROM journal WHERE kind = 'call.ended' AND body LIKE ?", f'%"call":"{call}"%')
    sound = json.loads(body).get('quality', {})
    expect('consult: its sound is on record, called in and afterwards', 'lost' in sound.get('guest', {}) and sound['operator'].get('far_jitter_ms') == 10, body)
    called = [json.loads(body)['kind'] for body, in line.rows("SELECT body FROM journal WHERE kind = 'call.called_in' AND body LIKE ? ORDER BY pos", f'%{call}%')]
    expect('consult: the journal', called == ['outside', 'joined'] and ways(line, call) == ['outside'], (called, kinds(line, call)))
    operator.away()


def lost(line, operator, carrier, expect):
    """The telephone that has the call is not heard of any more, though its sound goes on: the caller is told the number, and waits for nobody"""
    with Phone(line.sip, user='79160000906') as phone:
        call = begin(line, phone, operator)
        operator.ask('POST', f'desk/calls/{call}/transfer', {'phone': NUMBER})
        carrier.called()
        carrier.take(more=DIES)
        carrier.speaking, phone.speaking = tone(OUTSIDE_HZ), tone(CALLER_HZ)
        hears(phone, OUTSIDE_HZ)
        ear = Ear(phone)
        carrier.answer(carrier.next('BYE'))
        ear.says('voice.number.pencil')
        phone.bye()
    expect('lost: the end', *over(line, call, 'citizen_left'))
    expect('lost: no call back is owed', line.rows('SELECT owed FROM call WHERE id = ?', int(call)) == [(0,)])
    operator.away()


def own(line, operator, carrier, expect):
    """An operator calls citizens: of an appeal that came by the line, of its region, of neither; each sees the number that belongs to it"""
    came = line.rows('SELECT a.digits FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.answered_ms IS NOT NULL LIMIT 1')[0][0]
    write = lambda **more: entered(line, dict({'kind': 'question', 'text': 'Перезвоните.', 'phone': '+79160000911'}, **more))
    for what, number, shown in (('line', f'{came:010}', LINE), ('region', write(region='47'), REGION), ('neither', write(), '+74951112233')):
        dial(operator, number)
        invite = carrier.called()
        expect(f'own: from the number of {what}', f'sip:{shown}@' in invite.get('From'), invite.get('From'))
        carrier.reply(486, 'Busy Here')
        carrier.next('ACK')
        until(lambda: operator.mine() is None, 'no call any more')
        operator.away()
        until(lambda: operator.ask('PUT', 'presence', {'state': 'away'}), 'away')


def profile(folder):
    """The demonstration's, with numbers that whom we call sees"""
    with open('data/profiles/demo.json') as file:
        whole = json.load(file)
    for one in whole['lines']:
        if one['key'] in ('hotline', 'leningrad'):
            one['caller'] = LINE if 'hotline' == one['key'] else REGION
    path = os.path.join(folder, 'outside.json')
    with open(path, 'w') as file:
        json.dump(whole, file)
    return path


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder, Store('sqlite', 'outside') as store, Peers() as peers, Carrier() as carrier:
        with Line(store, '--sip.trunk', carrier.address(), '--sip.trunk-number', '+74951112233', '--sip.watch', '0s', '--sip.session-min', '2s',
                  '--queue.wrap-up', '0s', '--profile', profile(folder)) as line:
            operator = Operator(line, line.sign_in_links()['operator'], peers)
            attempt(refused, line, operator, expect)
            for test in (blind, comes_back, redirected, consults, lost, own):
                attempt(test, line, operator, carrier, expect)
            until(lambda: line.rows('SELECT count(*) FROM call WHERE ended_ms IS NULL') == [(0,)], 'every call is over')
            errors = line.stop()
            expect('outside: the log has no errors', not errors, errors[:5])
            expect('outside: no number in the log', not [row for row in line.log if '4952223344' in row])
        store.verify()
