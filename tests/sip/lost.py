"""lost.py: a trunk dies in the middle of talks, one that we dialled and one that came in by it: the trunk is down and the desk is told within seconds, both
calls end by silence, and a call back is owed. Nobody is offered one while no trunk is up."""
import json
import os
import socket
import tempfile
import threading
import time

import program
from desk import Operator, Peers
from heard import Ear
from line import Line
from phone import Phone, tone
from trunk import Carrier, dial, entered
from trunks import trunks_of

HOST = '127.0.0.2'                           # of the carrier alone: who calls from there calls by its trunk
FLOW = [{'do': 'call-back', 'done': [{'do': 'hang-up'}],
         'else': [{'do': 'voice-mail', 'done': [{'do': 'hang-up'}], 'else': [{'do': 'queue'}]}]}]


class Share:
    """One end of the wire, in the place of a telephone's socket"""

    def __init__(self, wire):
        self.cord, (self.mine, self.theirs) = wire, socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)

    def fileno(self):
        return self.mine.fileno()

    def recv(self, size):
        return self.mine.recv(size)

    def sendto(self, data, to):
        self.cord.sip.sendto(data, to)

    def close(self):
        self.mine.close()


class Wire:
    """The carrier's one SIP socket, at one address, for both calls; it answers OPTIONS"""

    def __init__(self):
        self.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sip.bind((HOST, 0))
        self.port, self.shares, self.source, self.dead = self.sip.getsockname()[1], {}, None, False
        self.options = 0
        self.sip.settimeout(0.2)
        self.worker = threading.Thread(target=self.work, daemon=True)
        self.worker.start()

    def give(self, phone, call=None):
        """What is said of this call is this telephone's; None: of every other"""
        phone.sip.close()
        phone.sip, phone.port = Share(self), self.port
        self.shares[call] = phone.sip.theirs

    def work(self):
        while not self.dead:
            try:
                data, self.source = self.sip.recvfrom(65536)
            except TimeoutError:
                continue
            if data.startswith(b'OPTIONS '):
                self.options += 1
                head = [line for line in data.split(b'\r\n') if line.split(b':')[0].lower() in (b'via', b'from', b'to', b'call-id', b'cseq')]
                self.sip.sendto(b'\r\n'.join([b'SIP/2.0 200 OK', *head, b'Content-Length: 0', b'', b'']), self.source)
                continue
            share = next((self.shares[call] for call in self.shares if call and call.encode() in data), self.shares[None])
            share.send(data)

    def die(self):
        """What comes is read by nobody, and nobody says a word"""
        self.dead = True
        self.worker.join(5)
        self.sip.close()

    def address(self):
        return f'sip:{HOST}:{self.port}'


class Far(Carrier):
    """Whom we call, by the wire"""
    contact_host = HOST

    def __init__(self, wire):
        super().__init__()
        self.cord = wire
        wire.give(self)

    def called(self):
        self.invite = self.next('INVITE')
        self.server = self.cord.source
        return self.invite


def profile(folder):
    with open('data/profiles/demo.json', encoding='utf-8') as file:
        told = json.load(file)
    told['flows'] = dict(told.get('flows', {}), back=FLOW)
    told['lines'].append({'key': 'back', 'calendar': 'always', 'flow': 'back'})
    path = os.path.join(folder, 'profile.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(told, file)
    return path


def talking(operator):
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')


def offered(line, expect):
    """While the trunk is up a call back is promised to who asks for one"""
    with Phone(line.sip, user='79160000052') as phone:
        expect('lost: before: answered', phone.call('back').code == 200)
        Ear(phone).says('voice.callback.phone', phone='+79160000052')
        phone.bye()


def not_offered(line, expect):
    """And while it is down it is not: a message is asked for"""
    with Phone(line.sip, user='79160000053') as phone:
        expect('lost: answered without a trunk', phone.call('back').code == 200)
        ear = Ear(phone)
        ear.says('voice.mail.ask')
        words = ear.hear() or len(ear.sound) / 8000
        expect('lost: a message at once, no call back before', ear.gap < 6, (ear.gap, words))
        phone.bye()


def lost(line, expect, wire, far, caller, operator, senior, supervisor):
    program.until(lambda: trunks_of(supervisor)['trunk']['state'] == 'up', 'the trunk is up')
    offered(line, expect)
    dial(operator, entered(line))
    far.called()
    far.speaking = tone(700)
    far.take()
    talking(operator)
    caller.speaking = tone(500)
    assert caller.call().code == 200
    time.sleep(0.3)
    caller.press('1')
    senior.answer(senior.rings())
    talking(senior)
    for call in (operator.call, senior.call):
        line.wait_rows('SELECT 1 FROM call WHERE id = ? AND answered_ms IS NOT NULL', int(call))
    expect('lost: both are calls of the trunk', trunks_of(supervisor)['trunk']['calls'] == 2, trunks_of(supervisor))
    began = time.monotonic()
    far.media = caller.media = False
    wire.die()
    program.until(lambda: trunks_of(supervisor)['trunk']['state'] == 'down', 'the trunk is down')
    expect('lost: the trunk is down within seconds', time.monotonic() - began < 8, time.monotonic() - began)
    expect('lost: its calls are its own yet', trunks_of(supervisor)['trunk']['calls'] == 2, trunks_of(supervisor))
    for name, who in (('ours', operator), ('theirs', senior)):
        program.until(lambda: (who.mine() or {}).get('unheard'), f'{name}: the desk is told', 15)
        expect(f'lost: {name}: told in time', time.monotonic() - began < 14, time.monotonic() - began)
    not_offered(line, expect)
    for name, who, owed in (('ours', operator, 1), ('theirs', senior, 1)):
        row = line.wait_rows('SELECT cause, owed, appeal FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(who.call), seconds=40)[0]
        expect(f'lost: {name}: its end', row[:2] == ('silent', owed), row)
        expect(f'lost: {name}: by its silence', 29 < time.monotonic() - began < 40, time.monotonic() - began)
        told = line.rows('SELECT cause FROM contact WHERE id = ? AND appeal = ?', int(who.call), row[2])
        expect(f'lost: {name}: its contact', told == [('silent',)], told)
        promised = line.rows('SELECT count(*) FROM promise WHERE kind = 2 AND state = 1 AND appeal = ?', row[2])
        expect(f'lost: {name}: a call back is owed', promised == [(1,)], promised)
        program.until(lambda: who.mine() is None, f'{name}: the desk has no call')
    program.until(lambda: trunks_of(supervisor)['trunk']['calls'] == 0, 'the trunk has no calls')


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder, Peers() as peers, program.Store('sqlite', 'lost') as store:
        wire = Wire()
        with Line(store, '--profile', profile(folder), '--sip.trunk', wire.address(), '--sip.trunk-number', '8 495 111-22-33', '--sip.watch', '1s',
                  '--callback.from', '0', '--callback.until', '24') as line, Far(wire) as far:
            links = line.sign_in_links()
            operator, senior = Operator(line, links['operator'], peers), Operator(line, links['senior'], peers).ready()
            supervisor = Operator(line, links['supervisor'])
            operator.phone()
            with Phone(line.sip, user='79160000051', host=HOST) as caller:
                wire.give(caller, caller.call_id)
                attempt(lost, line, expect, wire, far, caller, operator, senior, supervisor)
            errors = line.stop()
            expect('lost: the log has no errors', not errors, errors[:5])
        store.verify()
