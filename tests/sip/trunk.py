"""trunk.py: operators call citizens through a carrier that we play: it rings, answers, refuses, is silent, sends elsewhere."""
import os
import re
import socket
import time

import program
from desk import Operator, Peers
from line import Line
from phone import Phone, at_frequency, rms, tone

APPEAL = {'kind': 'question', 'text': 'Перезвоните мне, пожалуйста.', 'phone': '+7 916 555-44-33'}


class Carrier(Phone):
    """Takes one call of the program's"""
    contact_host = '127.0.0.1'

    def __init__(self, transport='udp', codecs=(8, 101)):
        super().__init__(('127.0.0.1', 9), 'udp', codecs)
        self.listener, self.connected = None, False
        if transport == 'tcp':
            self.sip.close()
            self.transport, self.listener = 'tcp', socket.create_server(('127.0.0.1', 0))
            self.listener.settimeout(15)
            self.port = self.listener.getsockname()[1]
        self.invite = None

    def address(self):
        return f'127.0.0.1:{self.port}' if self.transport == 'udp' else f'sip:127.0.0.1:{self.port};transport=tcp'

    def next(self, method, seconds=15):
        """The next request of this method; others are answered, what is sent again is passed over"""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            message = self.receive(until - time.monotonic())
            if message is None:
                break
            if message.method == method:
                return message
            if message.method and message.method != 'INVITE':
                self.answer(message)
        raise AssertionError(f'no {method} came')

    def close(self):
        super().close()
        if self.listener:
            self.listener.close()

    def called(self):
        if self.listener and not self.connected:
            self.sip, _ = self.listener.accept()
            self.connected = True
        elif not self.listener:
            _, self.server = self.sip.recvfrom(65536, socket.MSG_PEEK)
        self.invite = self.next('INVITE')
        return self.invite

    def nobody(self, seconds=1):
        """Is nobody called?"""
        until = time.monotonic() + seconds
        while message := self.receive(until - time.monotonic()):
            if message.method == 'INVITE' and message.get('Call-ID') != self.invite.get('Call-ID'):
                return False
        return True

    def reply(self, code, reason='', more='', body=b'', to=None):
        to = to or self.invite
        head = ''.join(f'{k}: {v}{";tag=" + self.tag if k.lower() == "to" and code > 100 and "tag=" not in v else ""}\r\n'
                       for k, v in to.headers if k.lower() in ('via', 'from', 'to', 'call-id', 'cseq'))
        self.send(f'SIP/2.0 {code} {reason or "Word"}\r\n{head}Contact: <sip:carrier@{self.contact_host}:{self.port};transport={self.transport}>\r\n'
                  + ('Content-Type: application/sdp\r\n' if body else '') + more, body)

    def learn_media(self):
        """Sends sound to where the program listens"""
        body = self.invite.body.decode()
        self.peer_media = (re.search(r'c=IN IP4 (\S+)', body)[1], int(re.search(r'm=audio (\d+)', body)[1]))

    def take(self, body=True, more=''):
        """Answers"""
        self.learn_media()
        self.reply(200, 'OK', more, self.sdp() if body else b'')
        ack = self.next('ACK')
        self.contact = re.search(r'<([^>]+)>', self.invite.get('Contact'))[1]
        return ack

    def bye(self):
        """The citizen hangs up"""
        there, here = self.invite.get('From'), self.invite.get('To')
        self.send(f'BYE {self.contact} SIP/2.0\r\nVia: SIP/2.0/{self.transport.upper()} 127.0.0.1:{self.port};branch=z9hG4bK{os.urandom(8).hex()};rport\r\n'
                  f'From: {here};tag={self.tag}\r\nTo: {there}\r\nCall-ID: {self.invite.get("Call-ID")}\r\nCSeq: 1 BYE\r\nMax-Forwards: 70\r\n')
        return self.final('BYE').code


def dial(operator, number, good=(201,)):
    browser = operator.peers.browser()
    reply = operator.ask('POST', 'desk/calls', {'number': number, 'sdp': browser.offer}, good=good)
    if reply.status != 201:
        browser.drop()
        return reply
    operator.browser, operator.call = browser, reply.json()['call']
    browser.answer(reply.json()['sdp'], wait=False)
    return reply


def entered(line, appeal=None):
    return line.client(60).ask('POST', '/api/v1/appeals', appeal or APPEAL, Idempotency_Key=str(time.monotonic())).json()['number']


def ended(line, operator, cause):
    """The call is over, with its cause, and so are its contact and its place in the operator's hand"""
    row = line.wait_rows('SELECT cause, owed, appeal, medium FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(operator.call))[0]
    contact = line.rows('SELECT cause FROM contact WHERE id = ? AND appeal = ?', int(operator.call), row[2])
    operator.away()
    program.until(lambda: operator.mine() is None, 'no call any more')
    return (row[0], row[1], row[3]) == (cause, 0, 3) and contact == [(cause,)], (row, contact)


def kinds(line, call):
    return [kind for kind, in line.rows("SELECT kind FROM journal WHERE kind LIKE 'call.%' AND body LIKE ? ORDER BY pos", f'%{call}%')]


def without(line, expect, peers):
    operator = Operator(line, line.sign_in_links()['operator'], peers).ready()
    reply = dial(operator, entered(line), (409,))
    expect('dial: no trunk', reply.json()['code'] == 'call.no_trunk', reply.body)


def talk(line, operator, carrier, number, expect):
    """Ringing, early sound, both hear each other, keys, hold; who stays on hears the number"""
    began = dial(operator, number).json()
    invite = carrier.called()
    expect('dial: to the citizen alone', re.match(r'INVITE sip:\+79165554433@127\.0\.0\.1:\d+', invite.first), invite.first)
    expect('dial: from our number', 'sip:+74951112233@' in invite.get('From') and b'79165554433' not in invite.body, invite.get('From'))
    mine = operator.mine()
    expect('dial: how it stands', (mine['id'], mine['state'], mine['medium'], mine['number']) == (began['call'], 'offered', 'out', number), mine)
    expect('dial: the journal knew first', kinds(line, began['call']) == ['call.dialled'], kinds(line, began['call']))
    carrier.reply(180, 'Ringing')
    operator.browser.wait('up')
    operator.browser.hears(425)
    carrier.learn_media()
    carrier.speaking = tone(620)
    carrier.reply(183, 'Session Progress', body=carrier.sdp())
    operator.browser.hears(620)
    carrier.speaking = tone(700)
    carrier.take()
    operator.browser.tone(900)
    operator.browser.hears(700)
    carrier.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 900) > 2000)
    mine = operator.mine()
    expect('dial: talking', mine['state'] == 'talking' and mine['answered_at'], mine)
    expect('dial: nothing second meanwhile', dial(operator, number, (409,)).json()['code'] == 'call.not_now')
    operator.hold(True)
    carrier.listen(lambda sound: len(sound) > 8000 and rms(sound[-8000:]) > 100 and at_frequency(sound[-4000:], 900) < 200)
    operator.hold(False)
    operator.browser.hears(700)
    carrier.speaking = None
    operator.hang_up()
    carrier.listen(lambda sound: len(sound) > 8000 and rms(sound[-8000:]) > 300)
    carrier.wait_bye(40)
    expect('dial: after the number', *ended(line, operator, 'operator_left'))
    seen = kinds(line, began['call'])
    expect('dial: the journal', seen == ['call.dialled', 'call.answered', 'call.held', 'call.resumed', 'call.parted', 'call.ended'], seen)


def refusals(line, operator, carrier, number, expect):
    for code, cause in ((486, 'refused'), (603, 'refused'), (404, 'refused'), (480, 'not_answered'), (503, 'failed')):
        dial(operator, number)
        carrier.called()
        carrier.reply(180)
        carrier.reply(code)
        carrier.next('ACK')
        expect(f'dial: {code}', *ended(line, operator, cause))


def cancelled(line, operator, carrier, number, expect):
    dial(operator, number)
    carrier.called()
    carrier.reply(180)
    operator.hang_up()
    cancel = carrier.next('CANCEL')
    carrier.reply(200, to=cancel)
    carrier.reply(487)
    carrier.next('ACK')
    expect('dial: the operator hangs up: CANCEL', *ended(line, operator, 'operator_left'))


def late(line, operator, carrier, number, expect):
    began = time.monotonic()
    dial(operator, number)
    carrier.called()
    carrier.reply(180)
    cancel = carrier.next('CANCEL', 30)
    carrier.reply(200, to=cancel)
    carrier.reply(487)
    carrier.next('ACK')
    expect('dial: not answered in time', 14.5 < time.monotonic() - began < 25, time.monotonic() - began)
    expect('dial: not answered', *ended(line, operator, 'not_answered'))


def elsewhere(line, operator, carrier, number, expect):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trap:
        trap.bind(('127.0.0.1', 0))
        trap.settimeout(1.5)
        dial(operator, number)
        carrier.called()
        carrier.send(carrier_reply(carrier, f'<sip:premium@127.0.0.1:{trap.getsockname()[1]}>'))
        carrier.next('ACK')
        try:
            expect('dial: no redirection', False, trap.recv(2000)[:60])
        except socket.timeout:
            expect('dial: no redirection', True)
        expect('dial: a redirection is a refusal', *ended(line, operator, 'refused'))


def carrier_reply(carrier, contact):
    head = ''.join(f'{k}: {v}{";tag=x" if k.lower() == "to" else ""}\r\n' for k, v in carrier.invite.headers
                   if k.lower() in ('via', 'from', 'to', 'call-id', 'cseq'))
    return f'SIP/2.0 302 Moved\r\n{head}Contact: {contact}\r\n'


def citizen_leaves(line, operator, carrier, number, expect):
    dial(operator, number)
    carrier.called()
    carrier.reply(100)
    carrier.take()
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
    expect('dial: the citizen hangs up', carrier.bye() == 200)
    expect('dial: the end', *ended(line, operator, 'citizen_left'))


def spoilt(line, operator, carrier, number, expect):
    dial(operator, number)
    carrier.called()
    carrier.take(body=False)
    carrier.wait_bye(20)
    expect('dial: an answer without sound', *ended(line, operator, 'failed'))


def phones(line, operator, carrier, number, expect):
    reply = dial(operator, entered(line, {'kind': 'question', 'text': 'Без телефона'}), (409,))
    expect('dial: no phone', reply.json()['code'] == 'call.no_phone', reply.body)
    reply = dial(operator, 'AB-000000-0000', (404,))
    expect('dial: no such appeal', reply.json()['code'] == 'call.appeal_unknown', reply.body)
    reply = operator.ask('POST', 'desk/calls', {'number': number, 'sdp': 'v=0\r\n'}, good=(422,))
    expect('dial: a spoilt offer', reply.json()['code'] == 'call.sdp_bad', reply.body)
    expect('dial: nobody was called', carrier.nobody() and line.rows('SELECT count(*) FROM call WHERE ended_ms IS NULL') == [(0,)])


def run(expect, attempt):
    with Peers() as peers, program.Store('sqlite', 'trunk') as store:
        with Line(store) as line:
            attempt(without, line, expect, peers)
            line.stop()
        for transport in ('udp', 'tcp'):
            with Carrier(transport) as carrier:
                with Line(store, '--sip.trunk', carrier.address(), '--sip.trunk-number', '8 495 111-22-33', '--sip.answer-within', '15s', '--sip.watch', '0s') as line:
                    operator = Operator(line, line.sign_in_links()['operator'], peers).ready()
                    number = entered(line)
                    for test in (talk, citizen_leaves, cancelled, late, refusals, elsewhere, spoilt, phones)[:8 if transport == 'udp' else 2]:
                        attempt(test, line, operator, carrier, number, expect)
                    errors = line.stop()
                    expect('trunk: the log has no errors', not errors, errors[:5])
        store.verify()
