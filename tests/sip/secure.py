"""secure.py: a trunk over TLS with SRTP: its certificate is looked at, the sound goes both ways, and none of it in the clear."""
import os
import re
import socket
import ssl
import tempfile
import time

import program
from carriers import Desk
from desk import Operator, Peers
from exchange import Names
from line import Line
from phone import ALAW, Message, Phone, at_frequency, tone
from srtp import Srtp
from telephones import certificate
from trunk import Carrier, dial, ended, entered

THEIRS, OURS = 700, 500


class Secure(Carrier):
    """A carrier behind TLS, whose sound is SRTP alone"""

    def __init__(self, folder, host=None):
        super().__init__('tcp')
        if host:
            self.listener.close()
            self.contact_host, self.listener = host, socket.create_server((host, 0))
            self.listener.settimeout(15)
            self.port = self.listener.getsockname()[1]
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(f'{folder}/cert.pem', f'{folder}/key.pem')
        self.transport, self.mine, self.theirs, self.tag_of_key = 'tls', Srtp(), None, None
        self.foreign, self.raw = 0, []

    def address(self):
        return f'sip:127.0.0.1:{self.port};transport=tls'

    def accept(self):
        plain, _ = self.listener.accept()
        plain.settimeout(15)
        self.sip = self.context.wrap_socket(plain, server_side=True)

    def called(self):
        self.accept()
        self.invite = self.next('INVITE')
        self.theirs, self.tag_of_key = Srtp.of_sdp(self.invite.body.decode())
        return self.invite

    def sip_send(self, data):
        self.sip.sendall(data)

    def receive(self, seconds=15):
        until = time.monotonic() + seconds
        while True:
            head, found, rest = self.buffer.partition(b'\r\n\r\n')
            length = int(re.search(rb'(?mi)^content-length\s*:\s*(\d+)', head + b'\r\n')[1]) if found else 0
            if found and len(rest) >= length:
                self.buffer = rest[length:]
                return Message(head.decode(), rest[:length])
            try:
                self.sip.settimeout(max(0.01, until - time.monotonic()))
                data = self.sip.recv(65536)
            except TimeoutError:
                return None
            if not data:
                return None
            self.buffer += data

    def sdp(self, direction='sendrecv'):
        body = super().sdp(direction).decode().replace('RTP/AVP', 'RTP/SAVP')
        return (body + self.mine.attribute(self.tag_of_key)).encode()

    def hear(self, packet):
        if self.theirs is None or 192 <= packet[1] <= 223:
            return
        clear = self.theirs.open(packet)
        if clear is None:
            self.foreign += 1
            return
        self.raw.extend(ALAW[octet] for octet in packet[12:-10])
        super().hear(clear)

    def wire(self, packet):
        super().wire(self.mine.protect(packet))


def options(folder, ca=None):
    return ('--sip.watch', '0s', '--sip.tls', '127.0.0.1:0', '--sip.tls-cert', f'{folder}/cert.pem', '--sip.tls-key', f'{folder}/key.pem',
            '--sip.tls-ca', ca or f'{folder}/cert.pem')


def talk(line, admin, operator, folder, number, expect):
    with Secure(folder) as carrier:
        admin.publish({'key': 'main', 'uri': carrier.address(), 'srtp': True})
        admin.until('main', calls=0)
        dial(operator, number)
        body = carrier.called().body.decode()
        expect('secure: nothing else than SRTP is offered', 'RTP/SAVP ' in body and 'RTP/AVP ' not in body, body)
        carrier.reply(180)
        carrier.take()
        program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
        carrier.speaking = tone(THEIRS)
        operator.browser.tone(OURS)
        operator.browser.hears(THEIRS)
        carrier.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], OURS) > 2000)
        expect('secure: the sound goes both ways', True)
        expect('secure: every packet is under the key', carrier.packets > 50 and carrier.foreign == 0, (carrier.packets, carrier.foreign))
        noise = at_frequency(carrier.raw[-4000:], OURS)
        expect('secure: and nothing to be heard on the way', noise < 1000, noise)
        expect('secure: the citizen hangs up', carrier.bye() == 200)
        expect('secure: its end', *ended(line, operator, 'citizen_left'))


def plain(line, admin, operator, folder, number, expect):
    """Who calls from a trunk's address speaks as the trunk does"""
    with Secure(folder) as carrier:
        admin.publish({'key': 'plain', 'uri': carrier.address(), 'srtp': True})
        admin.until('plain', calls=0)
        phone = Phone(line.sip)
        answer = phone.call()
        expect('secure: a call that comes in without keys is refused', answer.code == 488, answer.first)
        phone.close()


def stranger(line, admin, operator, folder, number, expect):
    """Somebody at the carrier's address whose certificate nobody knows is not told whom we call"""
    with Secure(folder) as carrier:
        admin.publish({'key': 'stranger', 'uri': carrier.address(), 'srtp': True})
        admin.until('stranger', calls=0)
        dial(operator, number)
        try:
            carrier.called()
            told = True
        except (ssl.SSLError, ConnectionError, AssertionError):
            told = False
        expect('secure: a stranger is told nothing', not told)
        expect('secure: its end is a failure', *ended(line, operator, 'failed'))


def goes(line, operator, carrier, number):
    """Is the carrier told whom we call? Its word is no, so the call ends at once"""
    dial(operator, number)
    try:
        carrier.called()
    except (ssl.SSLError, ConnectionError, AssertionError):
        return False
    carrier.reply(486)
    carrier.next('ACK')
    return True


def named(expect, attempt, peers):
    """Two trunks by name, one found by SRV: each shows its own name's certificate. Another's, of the same authority, does not do"""
    with tempfile.TemporaryDirectory() as folder, program.Store('sqlite', 'secure-names') as store:
        for key in ('a', 'b'):
            os.mkdir(f'{folder}/{key}')
            certificate(f'{folder}/{key}', f'DNS:{key}.test')
        with open(f'{folder}/both.pem', 'w') as both:
            both.writelines(open(f'{folder}/{key}/cert.pem').read() for key in ('a', 'b'))
        with Secure(f'{folder}/a', '127.0.0.3') as one, Secure(f'{folder}/b', '127.0.0.4') as two, Secure(f'{folder}/a', '127.0.0.5') as wrong, \
                Names({('_sips._tcp.a.test', 33): [Names.srv(1, one.port, 'host.a.test')], ('host.a.test', 1): [socket.inet_aton('127.0.0.3')],
                       ('b.test', 1): [socket.inet_aton('127.0.0.4')]}) as dns:
            with Line(store, *options(f'{folder}/a', f'{folder}/both.pem'), '--sip.name-servers', f'127.0.0.1:{dns.port}') as line:
                links = line.sign_in_links()
                admin, operator = Desk(line, links['administrator']), Operator(line, links['operator'], peers)
                number = entered(line)
                first = {'key': 'a', 'uri': 'sip:a.test;transport=tls', 'srtp': True, 'allow': ['+7495']}
                second = lambda carrier, key='b': {'key': key, 'uri': f'sip:b.test:{carrier.port};transport=tls', 'srtp': True}
                admin.publish({**first, 'allow': ['+7']}, second(two))
                admin.until('b', calls=0)
                for name, carrier, at, good in (('by SRV', one, None, True), ('the second', two, None, True), ('another\'s', wrong, '127.0.0.5', False)):
                    key = 'b'
                    if carrier is two:
                        key = 'second'
                        admin.publish(first, second(two, key))
                    if at:
                        dns.records[('b.test', 1)] = [socket.inet_aton(at)]
                        key = 'another'
                        admin.publish(first, second(wrong, key))
                    admin.until(key, calls=0)
                    operator.ready()
                    expect(f'names: {name}: told {good}', goes(line, operator, carrier, number) is good)
                    expect(f'names: {name}: its end', *ended(line, operator, 'refused' if good else 'failed'))
                expect('names: SRV was asked', ('_sips._tcp.a.test', 33) in dns.asked, dns.asked)
                errors = line.stop()
                expect('names: the log has no errors', not errors, errors[:5])
        store.verify()


def told(carrier, seconds=4):
    """Is the carrier told whom we call, by the connection that there is?"""
    carrier.invite = carrier.receive(seconds)
    return carrier.invite is not None and carrier.invite.method == 'INVITE'


def shared(expect, attempt, peers):
    """Two trunks by name at one address, and so by one connection: the second is told only when the certificate has its name too. What has come in
    from a trunk's address by itself proves nothing"""
    with tempfile.TemporaryDirectory() as folder, program.Store('sqlite', 'secure-shared') as store:
        for key, name in (('one', 'DNS:a.test'), ('both', 'DNS:a.test,DNS:b.test')):
            os.mkdir(f'{folder}/{key}')
            certificate(f'{folder}/{key}', name)
        with open(f'{folder}/all.pem', 'w') as both:
            both.writelines(open(f'{folder}/{key}/cert.pem').read() for key in ('one', 'both'))
        with Secure(f'{folder}/one', '127.0.0.3') as one, Secure(f'{folder}/both', '127.0.0.4') as both, Secure(f'{folder}/both', '127.0.0.5') as rogue, \
                Names({('a.test', 1): [socket.inet_aton('127.0.0.3')], ('b.test', 1): [socket.inet_aton('127.0.0.3')]}) as dns:
            with Line(store, *options(f'{folder}/one', f'{folder}/all.pem'), '--sip.name-servers', f'127.0.0.1:{dns.port}') as line:
                links = line.sign_in_links()
                admin, operator = Desk(line, links['administrator']), Operator(line, links['operator'], peers)
                number = entered(line)
                plan = lambda key, carrier, *allow: {'key': key, 'uri': f'sip:{key[0]}.test:{carrier.port};transport=tls', 'srtp': True, 'allow': allow}
                for turn, carrier, at, good in (('one', one, '127.0.0.3', False), ('both', both, '127.0.0.4', True)):
                    dns.records.update({(f'{key}.test', 1): [socket.inet_aton(at)] for key in 'ab'})
                    admin.publish(plan(f'a-{turn}', carrier, '+7'), plan(f'b-{turn}', carrier, '+7495'))
                    admin.until(f'a-{turn}', calls=0)
                    operator.ready()
                    expect('shared: the first is told', goes(line, operator, carrier, number))
                    expect('shared: its end', *ended(line, operator, 'refused'))
                    admin.publish(plan(f'a-{turn}', carrier, '+7495'), plan(f'b-second-{turn}', carrier, '+7'))
                    admin.until(f'b-second-{turn}', calls=0)
                    operator.ready()
                    dial(operator, number)
                    heard = told(carrier)
                    expect(f'shared: the second is told {good}', heard is good)
                    if heard:
                        carrier.reply(486)
                        carrier.next('ACK')
                    expect('shared: the end of the second', *ended(line, operator, 'refused' if good else 'failed'))
                rogue.listener.close()
                at = next(text for text in line.log if 'SIP over TLS at=' in text)
                context = ssl.create_default_context(cafile=f'{folder}/one/cert.pem')
                context.check_hostname = False
                plain = socket.create_connection(('127.0.0.1', int(re.search(r'at=127\.0\.0\.1:(\d+)', at)[1])), 15, (rogue.contact_host, rogue.port))
                rogue.sip = context.wrap_socket(plain)
                dns.records[('b.test', 1)] = [socket.inet_aton('127.0.0.5')]
                admin.publish(plan('b-rogue', rogue, '+7'))
                admin.until('b-rogue', calls=0)
                operator.ready()
                dial(operator, number)
                expect('shared: who has come in is told nothing', not told(rogue))
                expect('shared: which is a failure', *ended(line, operator, 'failed'))
                errors = line.stop()
                expect('shared: the log has no errors', not errors, errors[:5])
        store.verify()


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other, Peers() as peers, program.Store('sqlite', 'secure') as store:
        certificate(folder)
        certificate(other)
        with Line(store, *options(folder)) as line:
            links = line.sign_in_links()
            admin, operator = Desk(line, links['administrator']), Operator(line, links['operator'], peers).ready()
            number = entered(line)
            attempt(talk, line, admin, operator, folder, number, expect)
            attempt(plain, line, admin, operator, folder, number, expect)
            attempt(stranger, line, admin, operator, other, number, expect)
            errors = line.stop()
            expect('secure: the log has no errors', not errors, errors[:5])
        store.verify()
        attempt(named, expect, attempt, peers)
        attempt(shared, expect, attempt, peers)
