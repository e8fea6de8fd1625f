"""unanswered.py: what is asked and says nothing: name servers, a carrier's registrar; and a telephone whose registration ends in a call; one side
whose sound does not come."""
import json
import socket
import struct
import time

import program
from desk import Operator, Peers
from exchange import Exchange, Names
from line import Line
from phone import Phone, at_frequency, rms, tone
from telephones import Case
from trunk import dial, ended, entered
from trunks import Profile, trunks_of


class Mute(Names):
    """A name server that may say nothing"""
    silent = True

    def __init__(self, records):
        self.there = records
        super().__init__(self)

    def get(self, question, otherwise):
        return self.there.get(question, otherwise)

    def work(self):
        while not self.ended:
            if self.silent:
                time.sleep(0.05)                             # its queries wait in the socket, and are thrown away when it speaks
                continue
            try:
                while True:
                    self.socket.setblocking(False)
                    self.socket.recv(4096)
            except BlockingIOError:
                self.socket.settimeout(0.2)
            super().work()


def talks(operator):
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')


def rung(line):
    """A caller is answered and hears the line"""
    with Phone(line.sip) as phone:
        began = time.monotonic()
        code = phone.call().code
        took = time.monotonic() - began
        phone.listen(lambda sound: len(sound) >= 4000 and rms(sound[-4000:]) > 300)
        phone.bye()
    return code == 200 and took < 2, (code, took)


def names(expect, attempt, peers):
    """No name server says a word: the start waits for nobody, callers are answered, calls out go by the other trunk; then it speaks again"""
    plans = lambda spare: [{'key': 'main', 'uri': 'sip:carrier.test', 'number': '8 495 111-22-33'}, {'key': 'spare', 'uri': f'{spare.host}:{spare.port}'}]
    with Exchange() as main, Exchange() as spare, program.Store(program.engines()[-1], 'names') as store:
        records = {('carrier.test', 35): [Names.naptr('SIP+D2U', '_sip._udp.carrier.test')],
                   ('_sip._udp.carrier.test', 33): [Names.srv(1, main.port, 'a.carrier.test')], ('a.carrier.test', 1): [socket.inet_aton('127.0.0.1')]}
        began = time.monotonic()
        with Mute(records) as dns, Profile(plans(spare)) as profile, \
                Line(store, *profile.options(), '--sip.name-servers', f'127.0.0.1:{dns.port}', '--sip.watch', '1s') as line:
            expect('names: the start does not wait', time.monotonic() - began < 8, time.monotonic() - began)
            links = line.sign_in_links()
            operator, supervisor = Operator(line, links['operator'], peers).ready(), Operator(line, links['supervisor'])
            number = entered(line)
            since = time.monotonic()
            dial(operator, number)                           # not yet known as down
            at, _ = spare.wait('INVITE', since, 10)
            expect('names: the next trunk in time', at - since < 4, at - since)
            talks(operator)
            expect('names: callers are answered', *rung(line))
            program.until(lambda: trunks_of(supervisor)['main']['state'] == 'down', 'main is down', 20)
            now = trunks_of(supervisor)
            expect('names: why', now['main']['reason'] in ('silent', 'unreachable') and now['spare']['state'] == 'up', now)
            spare.hang_up(since)
            expect('names: its end', *ended(line, operator, 'citizen_left'))
            dns.silent = False
            program.until(lambda: trunks_of(supervisor)['main']['state'] == 'up', 'main is up', 40)
            since = time.monotonic()
            dial(operator, number)
            main.wait('INVITE', since, 10)
            talks(operator)
            main.hang_up(since)
            expect('names: found again', *ended(line, operator, 'citizen_left'))
            errors = line.stop()
            expect('names: the log has no errors', not errors, errors[:5])
        store.verify()


class Registrar(Exchange):
    """Its registrar may be silent (None) or refuse while its calls go on"""
    down = 200

    def take(self, message, source, again):
        if message.method != 'REGISTER' or self.down == 200:
            super().take(message, source, again)
        elif self.down:
            self.reply(message, source, self.down)


def registrar(expect, attempt, peers):
    """The carrier's registrar is silent: the trunk is down, calls go by the other. It speaks: up by itself. It fails: a call that is there goes on"""
    with Registrar(algorithms=('SHA-256',), expires=4) as main, Exchange() as spare, program.Store('sqlite', 'registrar') as store:
        plans = [{'key': 'main', 'uri': main.address(), 'number': '8 495 111-22-33', 'user': 'hotline', 'secret': 'main', 'register': True},
                 {'key': 'spare', 'uri': f'{spare.host}:{spare.port}'}]
        main.down = None
        with Profile(plans) as profile, Line(store, *profile.options(), '--sip.watch', '1s') as line:
            links = line.sign_in_links()
            operator, supervisor = Operator(line, links['operator'], peers).ready(), Operator(line, links['supervisor'])
            number = entered(line)
            program.until(lambda: trunks_of(supervisor)['main']['state'] == 'down', 'main is down', 20)
            now = trunks_of(supervisor)['main']
            expect('registrar: why it is down', now['reason'] == 'silent' and now['registered'] is False, now)
            since = time.monotonic()
            dial(operator, number)
            at, _ = spare.wait('INVITE', since, 10)
            expect('registrar: the other trunk at once', at - since < 1 and not main.count('INVITE', since), at - since)
            talks(operator)
            expect('registrar: callers are answered', *rung(line))
            spare.hang_up(since)
            expect('registrar: its end there', *ended(line, operator, 'citizen_left'))
            main.down = 200
            program.until(lambda: trunks_of(supervisor)['main']['state'] == 'up', 'main is up', 40)
            expect('registrar: registered', trunks_of(supervisor)['main']['registered'] is True)
            since = time.monotonic()
            dial(operator, number)
            main.wait('INVITE', since, good=lambda m: m.get('Proxy-Authorization'))
            talks(operator)
            main.down = 503
            program.until(lambda: trunks_of(supervisor)['main']['state'] == 'down', 'main is down again', 20)
            expect('registrar: it fails', trunks_of(supervisor)['main']['reason'] == 'unregistered', trunks_of(supervisor)['main'])
            expect('registrar: a call that is there goes on', (operator.mine() or {}).get('state') == 'talking', operator.mine())
            main.hang_up(since)
            expect('registrar: its end', *ended(line, operator, 'citizen_left'))
            errors = line.stop()
            expect('registrar: the log has no errors', not errors, errors[:5])
        store.verify()


def expired(expect, attempt, peers):
    """An operator's telephone registers no more: it rings no more; a call that it has goes on to its end"""
    with program.Store(program.engines()[-1], 'expired') as store:
        with Line(store, '--sip.watch', '1s', '--sip.register-min', '2s', '--queue.ring', '3s', '--queue.wrap-up', '0s') as line:
            case = Case(line, peers, 1)
            operator = case.operators[0]
            with case.handset() as phone:
                case.known()
                phone.register(seconds=3)
                case.there()
                operator.state('ready')
                with case.waits() as caller:
                    phone.called()
                    phone.speaking = tone(700)
                    phone.take()
                    talks(operator)
                    case.there(there=False, seconds=12)
                    caller.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 700) > 2000)
                    phone.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 500) > 2000)
                    expect('expired: the call goes on', (operator.mine() or {}).get('state') == 'talking', operator.mine())
                    expect('expired: to its end', phone.bye() == 200)
                    caller.bye()
                case.nobody_waits()
                with case.waits() as caller:
                    line.wait_rows('SELECT 1 FROM call WHERE queued_ms IS NOT NULL AND ended_ms IS NULL')
                    expect('expired: nothing rings', phone.quiet())
                    phone.register(seconds=60)               # and at once it does
                    phone.called()
                    phone.reply(486)
                    phone.next('ACK')
                    caller.bye()
                case.nobody_waits()
                errors = line.stop()
                expect('expired: the log has no errors', not errors, errors[:5])
        store.verify()


def alive(phone, hears=False):
    """RTCP goes on: a receiver report, empty or of what comes"""
    ssrc, number = phone.newest
    packet = struct.pack('>BBHI', 0x81, 201, 7, phone.ssrc) + ssrc + struct.pack('>IIIII', 0, number, 40, 0, 0)
    phone.rtp.sendto(packet if hears else struct.pack('>BBHI', 0x80, 201, 1, phone.ssrc), (phone.peer_media[0], phone.peer_media[1] + 1))


def one_way(expect, attempt, peers):
    """The sound of one side does not come, though it is there, and it reports that ours does not arrive: the desk and the journal tell whose, and when it
    is heard and hears again; nobody is hung up on. Who has never reported anything but nothing is not judged"""
    with program.Store('sqlite', 'one-way') as store:
        with Line(store, '--queue.wrap-up', '0s') as line:
            case = Case(line, peers, 1)
            operator = case.operators[0]
            with case.handset() as phone:
                case.known()
                phone.register()
                case.there()
                operator.state('ready')
                with case.waits() as caller:
                    phone.called()
                    phone.speaking = tone(700)
                    phone.take()
                    talks(operator)
                    call = operator.mine()['id']
                    names = ('unheard', 'staff_unheard', 'unreached', 'staff_unreached')
                    expect('one-way: both are heard', not any(operator.mine()[name] for name in names), operator.mine())
                    first = caller.packets                   # at fifty a second, so that two reports have enough between them
                    program.until(lambda: alive(caller) or caller.packets > first + 400, 'empty reports alone', 20, every=0.3)
                    expect('one-way: of empty reports alone nobody knows', not any(operator.mine()[name] for name in names), operator.mine())
                    for who, name, deaf, side in ((caller, 'unheard', 'unreached', 'citizen'), (phone, 'staff_unheard', 'staff_unreached', 'operator')):
                        hertz = 700 if who is caller else 500
                        who.media, began = False, time.monotonic()
                        program.until(lambda: alive(who, True) or operator.mine()[name], name, 20, every=0.3)
                        expect(f'one-way: {side}', 7 < time.monotonic() - began < 12, time.monotonic() - began)
                        expect(f'one-way: {side}: hears', not operator.mine()[deaf], operator.mine())
                        program.until(lambda: alive(who) or operator.mine()[deaf], deaf, 10, every=0.3)
                        who.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], hertz) > 2000)
                        who.media = True
                        program.until(lambda: not operator.mine()[name], f'{side} is heard again', 10)
                        expect(f'one-way: {side}: does not hear yet', operator.mine()[deaf], operator.mine())
                        program.until(lambda: alive(who, True) or not operator.mine()[deaf], f'{side} hears again', 10, every=0.3)
                    told = [(kind, json.loads(body)['side']) for kind, body in line.rows("SELECT kind, body FROM journal WHERE kind IN ('call.unheard', "
                            "'call.heard') ORDER BY pos")]
                    expect('one-way: the journal', told == [(f'call.{what}', way + side) for side in ('citizen', 'operator') for what in ('unheard', 'heard')
                           for way in ('', 'to_')], told)
                    expect('one-way: the call goes on', operator.mine()['state'] == 'talking' and phone.bye() == 200)
                    caller.bye()
                rows = line.wait_rows('SELECT cause FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(call))
                expect('one-way: its end', rows == [('citizen_left',)], rows)
                errors = line.stop()
                expect('one-way: the log has no errors', not errors, errors[:5])
        store.verify()


def run(expect, attempt):
    with Peers() as peers:
        for test in (names, registrar, expired, one_way):
            attempt(test, expect, attempt, peers)
