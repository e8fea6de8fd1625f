"""telephones.py: SIP telephones of operators: they register, are rung, answer, refuse, are lost; and whoever guesses passwords."""
import hashlib
import os
import re
import socket
import subprocess
import tempfile
import time

import program
from desk import Operator, Peers, hire
from line import Line
from phone import Phone, at_frequency, rms, tone
from trunk import Carrier

HASH = {'SHA-256': hashlib.sha256, 'MD5': hashlib.md5}


class Handset(Carrier):
    """A telephone that registers, and takes calls of the program's"""

    def __init__(self, server, user, password, transport='udp'):
        Phone.__init__(self, server, transport)
        self.listener, self.connected, self.invite = None, True, None
        self.user, self.password, self.call, self.number = user, password, os.urandom(8).hex(), 0
        self.challenge, self.count, self.deaf = None, 0, ()

    def next(self, method, seconds=15):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            message = self.receive(until - time.monotonic())
            if message is None:
                break
            if message.method == method:
                return message
            if message.method in ('OPTIONS', 'BYE') and message.method not in self.deaf:
                self.answer(message)
        raise AssertionError(f'no {method} came')

    def called(self):
        self.invite = self.next('INVITE')
        return self.invite

    def quiet(self, method='INVITE', seconds=1.5):
        """Does no such request come?"""
        try:
            self.next(method, seconds)
        except AssertionError:
            return True
        return False

    def own(self, more=''):
        return f'<sip:{self.user}@127.0.0.1:{self.port};transport={self.transport}>{more}'

    def ask(self, contact, head, number=None):
        if number is None:
            self.number += 2
        self.send(f'REGISTER sip:127.0.0.1:{self.server[1]} SIP/2.0\r\n'
                  f'Via: SIP/2.0/{self.transport.upper()} 127.0.0.1:{self.port};branch=z9hG4bK{os.urandom(8).hex()};rport\r\n'
                  f'From: <sip:{self.user}@127.0.0.1>;tag={self.tag}\r\nTo: <sip:{self.user}@127.0.0.1>\r\nCall-ID: {self.call}\r\n'
                  f'CSeq: {number or self.number} REGISTER\r\nMax-Forwards: 70\r\n' + (f'Contact: {contact}\r\n' if contact else '') + head)
        return self.final('REGISTER')

    def credentials(self, algorithm='SHA-256', password=None, count=None, nonce=None, uri=None):
        if count is None:
            self.count += 1
        digest = lambda text: HASH[algorithm](text.encode()).hexdigest()
        nonce, realm, uri = nonce or self.challenge['nonce'], self.challenge['realm'], uri or f'sip:127.0.0.1:{self.server[1]}'
        nc, cnonce = f'{count or self.count:08x}', os.urandom(4).hex()
        response = digest(':'.join((digest(f'{self.user}:{realm}:{password or self.password}'), nonce, nc, cnonce, 'auth', digest(f'REGISTER:{uri}'))))
        return (f'Authorization: Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{response}", '
                f'algorithm={algorithm}, cnonce="{cnonce}", qop=auth, nc={nc}\r\n')

    def learn_challenge(self, answer):
        text = answer.get('WWW-Authenticate')
        self.challenge, self.count = dict(re.findall(r'(\w+)="([^"]*)"', text)), 0

    def register(self, seconds=60, contact=None, head='', **more):
        """The final answer, after a challenge when there is one"""
        contact = contact or self.own()
        head += f'Expires: {seconds}\r\n'
        answer = self.ask(contact, head + (self.credentials(**more) if self.challenge else ''))
        if answer.code == 401 and not more.get('password'):
            self.learn_challenge(answer)
            answer = self.ask(contact, head + self.credentials(**more))
        return answer

    def held(self, direction):
        """The operator holds by a key of the telephone"""
        there, here, self.number = self.invite.get('From'), self.invite.get('To'), self.number + 1
        self.send(f'INVITE {self.contact} SIP/2.0\r\nVia: SIP/2.0/{self.transport.upper()} 127.0.0.1:{self.port};branch=z9hG4bK{os.urandom(8).hex()};rport\r\n'
                  f'From: {here};tag={self.tag}\r\nTo: {there}\r\nCall-ID: {self.invite.get("Call-ID")}\r\nCSeq: {self.number} INVITE\r\nMax-Forwards: 70\r\n'
                  f'Contact: {self.own()}\r\nContent-Type: application/sdp\r\n', self.sdp(direction))
        answer = self.final('INVITE')
        self.send(f'ACK {self.contact} SIP/2.0\r\nVia: SIP/2.0/{self.transport.upper()} 127.0.0.1:{self.port};branch=z9hG4bK{os.urandom(8).hex()};rport\r\n'
                  f'From: {here};tag={self.tag}\r\nTo: {there}\r\nCall-ID: {self.invite.get("Call-ID")}\r\nCSeq: {self.number} ACK\r\nMax-Forwards: 70\r\n')
        return answer.code

    def bye(self):
        there, here, self.number = self.invite.get('From'), self.invite.get('To'), self.number + 1
        self.send(f'BYE {self.contact} SIP/2.0\r\nVia: SIP/2.0/{self.transport.upper()} 127.0.0.1:{self.port};branch=z9hG4bK{os.urandom(8).hex()};rport\r\n'
                  f'From: {here};tag={self.tag}\r\nTo: {there}\r\nCall-ID: {self.invite.get("Call-ID")}\r\nCSeq: {self.number} BYE\r\nMax-Forwards: 70\r\n')
        return self.final('BYE').code

    def cancelled(self):
        cancel = self.next('CANCEL')
        self.reply(200, to=cancel)
        self.reply(487)
        self.next('ACK')


class Case:
    """A program, its administrator, operators with telephones"""

    def __init__(self, line, peers, count=2):
        self.line, self.peers = line, peers
        self.admin = Operator(line, line.sign_in_links()['administrator'])
        self.operators, self.accounts = [], []
        for id, token in hire(line, count, admin=self.admin):
            self.operators.append(Operator(line, token, peers))
            self.accounts.append(self.give(id))

    def give(self, id, **wish):
        return self.admin.ask('POST', f'settings/staff/{id}/telephone', wish).json()

    def handset(self, n=0, transport='udp'):
        account = self.accounts[n]
        return Handset(self.line.sip, account['user'], account['password'], transport)

    def stands(self, n=0):
        reply = self.operators[n].ask('GET', 'desk/telephone')
        return reply.json() if reply.status == 200 else None

    def known(self, n=0):
        program.until(lambda: self.stands(n) is not None, 'the account is read')

    def there(self, n=0, there=True, seconds=15):
        program.until(lambda: (self.stands(n) or {}).get('there') == there, f'there {there}', seconds)

    def waits(self):
        """A caller who waits for an operator"""
        caller = Phone(self.line.sip)
        caller.speaking = tone(500)
        answer = caller.call()
        assert answer.code == 200, answer.first
        time.sleep(0.3)
        caller.press('1')
        return caller

    def nobody_waits(self):
        self.line.wait_rows('SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM call WHERE ended_ms IS NULL)', seconds=40)


def registers(case, expect):
    with case.handset() as phone:
        case.known()
        first = phone.ask(phone.own(), '')
        kinds = [re.search(r'algorithm=([\w-]+)', v)[1] for k, v in first.headers if k == 'WWW-Authenticate']
        expect('register: who is it', (first.code, kinds) == (401, ['SHA-256', 'MD5']), first.headers)
        answer = phone.register()
        expect('register: by SHA-256', answer.code == 200 and f'127.0.0.1:{phone.port}' in answer.get('Contact'), answer.headers)
        case.there()
        listed = [one for one in case.admin.ask('GET', 'settings/telephones').json()['items'] if one['staff'] == case.operators[0].id]
        expect('register: the list', [(one['there'], one['bindings'], one['registers']) for one in listed] == [(True, 1, True)], listed)
        expect('register: by MD5', phone.register(algorithm='MD5').code == 200)
        again = phone.ask(phone.own(), 'Expires: 60\r\n' + phone.credentials(count=1))
        expect('register: a request said twice', again.code == 401 and 'stale=true' in again.get('WWW-Authenticate'), again.headers)
        foreign = phone.ask(phone.own(), phone.credentials(nonce='0' * 64))
        expect('register: a nonce of another run', foreign.code == 401 and 'stale=true' in foreign.get('WWW-Authenticate'), foreign.headers)
        wrong = phone.register(password='wrong')
        expect('register: another password', wrong.code == 401 and 'stale' not in wrong.get('WWW-Authenticate'), wrong.headers)
        for uri in ('sip:127.0.0.1', f'sip:127.0.0.1:{case.line.sip[1]};transport=udp', f'sip:{phone.user}@127.0.0.1', 'sip:otklik', 'sips:127.0.0.1'):
            expect(f'register: signed as {uri}', phone.register(uri=uri).code == 200)
        for uri in ('sip:192.0.2.99', 'sip:elsewhere.example', 'sip:127.0.0.1:1', 'sip:boris@127.0.0.1', '/'):
            other = phone.register(uri=uri)
            expect(f'register: signed as {uri}, which was not asked', other.code == 400, other.first)
        behind = f'Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK{os.urandom(8).hex()}\r\n'
        expect('register: a proxy has put another host there', phone.register(uri='sip:elsewhere.example', head=behind).code == 200)
        expect('register: nor another user', phone.register(uri='sip:boris@elsewhere.example', head=behind).code == 400)
        brief = phone.register(seconds=1)
        expect('register: too brief', brief.code == 423 and brief.get('Min-Expires') == '2', brief.headers)
        old = phone.ask(phone.own(), 'Expires: 60\r\n' + phone.credentials(), number=3)
        expect('register: out of order', old.code == 400, old.first)
        expect('register: * with a time', phone.register(contact='*').code == 400)
        expect('register: no address', phone.register(contact='<').code == 400)
        many = phone.register(contact=', '.join(f'<sip:{phone.user}@127.0.0.1:{port}>' for port in range(7000, 7020)))
        expect('register: too many at once', many.code == 400, many.first)
        for port in range(7001, 7010):
            phone.register(contact=f'<sip:{phone.user}@127.0.0.1:{port}>')
        asked = phone.ask('', phone.credentials())
        expect('register: at most six, and what is asked is told', asked.code == 200 and sum(k == 'Contact' for k, _ in asked.headers) == 6, asked.headers)
        gone = phone.register(contact='*', seconds=0)
        expect('register: no more', gone.code == 200 and not gone.get('Contact'), gone.headers)
        case.there(there=False)
        phone.register(seconds=2)
        case.there()
        case.there(there=False, seconds=8)
        expect('register: expired', True)
    with Handset(case.line.sip, 'nobody-here', 'x') as phone:
        expect('register: nobody', phone.register().code == 401)


def talks(case, expect, transport='udp'):
    """Rings, answers, both hear each other, holds on both sides, keys, hangs up"""
    operator = case.operators[0]
    with case.handset(transport=transport) as phone:
        expect(f'{transport}: registered', phone.register().code == 200)
        case.there()
        operator.state('ready')
        with case.waits() as caller:
            invite = phone.called()
            expect(f'{transport}: it is called where it is', f'sip:{phone.user}@127.0.0.1:{phone.port}' in invite.first, invite.first)
            expect(f'{transport}: the number stays here', caller.user.encode() not in invite.body and caller.user not in str(invite.headers), invite.headers)
            offered = operator.rings()
            phone.reply(180)
            phone.speaking = tone(700)
            phone.take()
            caller.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 700) > 2000)
            phone.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 500) > 2000)
            mine = operator.mine()
            expect(f'{transport}: the desk shows it', (mine['id'], mine['state'], mine['by_phone']) == (offered['id'], 'talking', True), mine)
            operator.call = mine['id']
            refused = operator.ask('POST', f'desk/calls/{mine["id"]}/connection', {'sdp': case.peers.browser().offer}, good=(409,))
            expect(f'{transport}: no browser in its place', refused.json()['code'] == 'call.not_now', refused.body)
            operator.hold(True)
            caller.listen(lambda sound: len(sound) > 8000 and rms(sound[-8000:]) > 100 and at_frequency(sound[-4000:], 700) < 300)
            operator.hold(False)
            caller.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 700) > 2000)
            expect(f'{transport}: held by a key', phone.held('sendonly') == 200 and operator.mine()['state'] == 'held', operator.mine())
            caller.listen(lambda sound: len(sound) > 8000 and rms(sound[-8000:]) > 100 and at_frequency(sound[-4000:], 700) < 300)
            expect(f'{transport}: and taken back', phone.held('sendrecv') == 200 and operator.mine()['state'] == 'talking', operator.mine())
            caller.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 700) > 2000)
            before = set(caller.payloads)
            phone.press('5')
            program.until(lambda: 101 in caller.payloads, 'a key of the telephone')
            expect(f'{transport}: a key', 101 not in before)
            phone.speaking = None
            expect(f'{transport}: hangs up', phone.bye() == 200)
            caller.listen(lambda sound: len(sound) > 8000 and rms(sound[-8000:]) > 300)
            caller.bye()
        row = case.line.wait_rows('SELECT parted_ms > answered_ms, cause FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(operator.call))
        expect(f'{transport}: who stays hears the number', row == [(1, 'citizen_left')], row)
        if transport == 'tcp':
            phone.sip.close()
            case.there(there=False)
            expect('tcp: a connection that ends takes the registration along', True)
            phone.sip = socket.socket()
    case.nobody_waits()


def hung_up(case, expect):
    """The desk hangs up, and moves the call on: the telephone hears it"""
    operator = case.operators[0]
    with case.handset() as phone, case.waits() as caller:
        phone.register()
        case.there()
        operator.state('ready')
        phone.called()
        phone.take()
        program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
        operator.call = operator.mine()['id']
        operator.hang_up()
        phone.wait_bye()
        caller.bye()
    case.nobody_waits()
    expect('the desk hangs up', True)


def forks(case, expect):
    """Two contacts ring; the first that answers has it; one that answers too late is hung up on"""
    operator = case.operators[0]
    with case.handset() as one, case.handset() as two:
        one.register()
        two.register()
        case.there()
        operator.state('ready')
        with case.waits() as caller:
            one.called()
            two.called()
            one.reply(180)
            two.reply(180)
            one.take()
            cancel = two.next('CANCEL')
            two.reply(200, to=cancel)
            two.learn_media()
            two.reply(200, 'OK', body=two.sdp())         # the CANCEL came too late
            two.next('ACK')
            two.wait_bye()
            program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
            expect('forks: one has it', True)
            expect('forks: hangs up', one.bye() == 200)
            caller.bye()
        one.register(contact='*', seconds=0)
    case.nobody_waits()


def refuses(case, expect):
    """486 goes to another; both refuse: it waits; a redirection is a refusal"""
    first, second = case.operators
    with case.handset(0) as one, case.handset(1) as two:
        case.known(0)
        case.known(1)
        one.register()
        two.register()
        case.there(0)
        case.there(1)
        first.state('ready')
        second.state('ready')
        with case.waits() as caller:
            program.until(lambda: first.mine() or second.mine(), 'it rings')
            who, other = ((one, first), (two, second)) if first.mine() else ((two, second), (one, first))
            who[0].called()
            who[0].reply(486)
            who[0].next('ACK')
            other[0].called()
            offered = other[1].rings()
            expect('refused: another is rung', offered['state'] == 'offered')
            other[0].reply(302, 'Moved', more='')
            other[0].next('ACK')
            program.until(lambda: (other[1].mine() or {}).get('generation') != offered['generation'], 'this offer rings no more')
            caller.bye()
        second.state('away')
        one.register(contact='*', seconds=0)
        two.register(contact='*', seconds=0)
    case.nobody_waits()
    expect('refused: done', True)


def misses(case, expect):
    """Not answered: CANCEL, the head of the queue, a pause after two; answered at the desk: CANCEL; the caller goes: CANCEL"""
    operator = case.operators[0]
    with case.handset() as phone:
        phone.register()
        case.there()
        operator.state('ready')
        with case.waits() as caller:
            phone.called()
            phone.reply(180)
            caller.bye()
            phone.cancelled()
        case.nobody_waits()
        operator.phone()
        with case.waits() as caller:
            phone.called()
            phone.reply(180)
            operator.answer(operator.rings())
            phone.cancelled()
            expect('at the desk', operator.mine()['by_phone'] is False, operator.mine())
            operator.hang_up()
            caller.bye()
            operator.away()
        operator.phone(False)
        case.nobody_waits()
        program.until(lambda: operator.ask('GET', 'presence').json()['state'] == 'ready', 'ready')
        with case.waits() as caller:
            for _ in range(2):
                phone.called()
                phone.reply(180)
                phone.cancelled()
            program.until(lambda: operator.ask('GET', 'presence').json()['state'] == 'away', 'paused')
            expect('and everybody sees why', operator.ask('GET', 'presence').json().get('reason') == 'misses', operator.ask('GET', 'presence').body)
            expect('two misses pause', phone.quiet(), 'it rings on')
            caller.bye()
        case.nobody_waits()


def loses(case, expect):
    """A telephone that answers nothing is lost, and there again when it answers"""
    with case.handset() as phone:
        phone.register()
        case.there()
        phone.deaf = ('OPTIONS',)
        until = time.monotonic() + 12
        while time.monotonic() < until and case.stands()['there']:
            phone.quiet('NONE', 0.2)
        expect('lost: it answers nothing', not case.stands()['there'])
        phone.deaf = ()
        until = time.monotonic() + 12
        while time.monotonic() < until and not case.stands()['there']:
            phone.quiet('NONE', 0.2)
        expect('lost: and is there again', case.stands()['there'])
        case.admin.ask('DELETE', f'settings/staff/{case.operators[0].id}/telephone')
        program.until(lambda: case.stands() is None, 'taken away')
        expect('taken away', phone.register().code == 401)
        kinds = case.line.rows("SELECT kind FROM journal WHERE kind = 'staff.phone'")
        expect('the journal has each change', len(kinds) > len(case.operators), kinds)


def fixed(case, expect):
    """One at a fixed address, which answers by itself"""
    operator = case.operators[0]
    with Phone(('127.0.0.1', 9)) as _, case.handset() as phone:
        reply = case.admin.ask('POST', f'settings/staff/{operator.id}/telephone', {'address': 'http://x'}, good=(422,))
        expect('fixed: no address', reply.json()['code'] == 'phone.address', reply.body)
        case.give(operator.id, address=f'sip:203@127.0.0.1:{phone.port}', auto_answer=True)
        until = time.monotonic() + 12
        while time.monotonic() < until and not (case.stands() or {}).get('there'):
            phone.quiet('NONE', 0.2)
        operator.state('ready')
        with case.waits() as caller:
            invite = phone.called()
            expect('fixed: by itself', invite.get('Answer-Mode') == 'Auto' and 'answer-after=0' in invite.get('Call-Info'), invite.headers)
            expect('fixed: there', f'sip:203@127.0.0.1:{phone.port}' in invite.first, invite.first)
            phone.take()
            program.until(lambda: (operator.mine() or {}).get('by_phone'), 'talking')
            expect('fixed: hangs up', phone.bye() == 200)
            caller.bye()
        case.admin.ask('DELETE', f'settings/staff/{operator.id}/telephone')
        case.accounts[0] = case.give(operator.id)
        operator.state('away')
    case.nobody_waits()


class Baresip:
    """A telephone that people use: it registers, answers by itself, says what it hears"""

    def __init__(self, account, port, transport, ca=''):
        self.folder = tempfile.TemporaryDirectory()
        folder = self.folder.name
        write = lambda name, text: open(os.path.join(folder, name), 'w').write(text)
        write('accounts', f'<sip:{account["user"]}@127.0.0.1:{port};transport={transport}>;auth_user={account["user"]};auth_pass={account["password"]};'
              f'regint=30;answermode=auto;audio_codecs=PCMA/8000/1{";mediaenc=srtp-mand" if transport == "tls" else ""}\n')
        write('contacts', '')
        write('config', f'sip_listen 127.0.0.1:0\nsip_cafile {ca}\naudio_player aubridge,loop\naudio_source aubridge,loop\n'
              'module_path /usr/lib/baresip/modules\nmodule stdio.so\nmodule g711.so\nmodule aubridge.so\nmodule srtp.so\n'
              'module_tmp account.so\nmodule_app menu.so\n')
        self.log = open(os.path.join(folder, 'log'), 'w+')
        self.process = subprocess.Popen(['baresip', '-v', '-f', folder], stdin=subprocess.PIPE, stdout=self.log, stderr=self.log, cwd=folder)

    def key(self, keys):
        self.process.stdin.write(keys)
        self.process.stdin.flush()

    def words(self):
        self.log.seek(0)
        return self.log.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.log.close()
        self.folder.cleanup()


def baresip(case, expect, transport, port, ca=''):
    """It registers, answers by itself, and its caller hears himself; over TLS the sound is SRTP by SDES"""
    operator = case.operators[0]
    with Baresip(case.accounts[0], port, transport, ca) as phone:
        try:
            case.there()
            operator.state('ready')
            with case.waits() as caller:
                program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'it answers by itself')
                expect(f'baresip {transport}: by its telephone', operator.mine()['by_phone'] is True)
                caller.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 500) > 2000)
                expect(f'baresip {transport}: what is said there comes back', True)
                operator.call = operator.mine()['id']
                operator.hang_up()
                caller.bye()
            phone.key(b'q')
            phone.process.wait(15)
            case.there(there=False)
            expect(f'baresip {transport}: unregisters as it goes', True)
        except Exception as e:
            raise AssertionError(f'{e!r}: {phone.words()[-1500:]}') from e
    case.nobody_waits()


def hashes(case, expect):
    """On one server: who knows MD5 alone and does not bear to be asked for both (baresip), who says SHA-256, who may say nothing less"""
    offered = lambda answer: [re.search(r'algorithm=([\w-]+)', v)[1] for k, v in answer.headers if k == 'WWW-Authenticate']
    for n, wish, asked, codes in ((1, 'both', ['SHA-256', 'MD5'], (200, 200)), (2, 'sha-256', ['SHA-256'], (200, 401))):
        case.accounts[n] = case.give(case.operators[n].id, digest=wish)
        case.known(n)
        with case.handset(n) as phone:
            listed = lambda: {one['staff']: one.get('digest') for one in case.admin.ask('GET', 'settings/telephones').json()['items']}
            program.until(lambda: listed()[case.operators[n].id] == wish, 'the account is taken up')
            expect(f'hashes: {wish}: asked', offered(phone.ask(phone.own(), '')) == asked)
            got = tuple(phone.register(algorithm=kind).code for kind in ('SHA-256', 'MD5'))
            expect(f'hashes: {wish}: taken', got == codes, got)
            phone.challenge = None
            expect(f'hashes: {wish}: beside the others', phone.register().code == 200)
            case.there(n)
    with Handset(case.line.sip, case.accounts[0]['user'], case.accounts[0]['password']) as phone:
        expect('hashes: md5: asked', offered(phone.ask(phone.own(), '')) == ['MD5'])
        phone.register(algorithm='MD5')
        expect('hashes: md5: SHA-256 is not known of it', phone.register(algorithm='SHA-256').code == 401)
        phone.register(algorithm='MD5', seconds=0)
    with Handset(case.line.sip, 'nobody-here', 'x') as phone:
        expect('hashes: nobody is asked as everybody', offered(phone.ask(phone.own(), '')) == ['SHA-256', 'MD5'])
    journal = [body for body, in case.line.rows("SELECT body FROM journal WHERE kind = 'staff.phone' ORDER BY pos") if 'digest' in body]
    expect('hashes: the journal', [re.search(r'"digest":"([\w-]+)"', body)[1] for body in journal[-3:]] == ['md5', 'both', 'sha-256'], journal)


def guesses(line, peers, expect):
    case = Case(line, peers, 1)
    with case.handset() as phone:
        case.known()
        phone.learn_challenge(phone.ask(phone.own(), ''))
        phone.register()
        for _ in range(3):
            phone.register(password='guess')
        expect('guesses: an address where a telephone is registered is not banned', phone.register().code == 200)
        phone.register(seconds=0)
        for _ in range(3):
            phone.register(password='guess')
        phone.send('OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bKx;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n'
                   'Call-ID: z\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n' % phone.port)
        expect('guessers get silence', phone.receive(1) is None)


def certificate(folder, name='IP:127.0.0.1'):
    """Of 127.0.0.1, or another name, signed by itself"""
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', f'/CN={name.split(":")[1]}',
                    '-addext', f'subjectAltName={name}', '-keyout', f'{folder}/key.pem', '-out', f'{folder}/cert.pem'], check=True, capture_output=True)


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder, Peers() as peers, program.Store('sqlite', 'tls') as store:
        certificate(folder)
        with Line(store, '--sip.tls', '127.0.0.1:0', '--sip.tls-cert', f'{folder}/cert.pem', '--sip.tls-key', f'{folder}/key.pem') as line:
            at = next(line for line in line.log if 'SIP over TLS at=' in line)
            case = Case(line, peers, 3)
            case.accounts[0] = case.give(case.operators[0].id, digest='md5')
            case.known()
            attempt(hashes, case, expect)
            attempt(baresip, case, expect, 'udp', line.sip[1])
            attempt(baresip, case, expect, 'tls', int(re.search(r'at=127\.0\.0\.1:(\d+)', at)[1]), f'{folder}/cert.pem')
            line.stop()
    with Peers() as peers, program.Store('sqlite', 'telephones') as store:
        with Line(store, '--sip.watch', '1s', '--sip.register-min', '2s', '--queue.ring', '3s', '--queue.misses', '2', '--queue.wrap-up', '0s') as line:
            case = Case(line, peers)
            attempt(registers, case, expect)
            for transport in ('udp', 'tcp'):
                attempt(talks, case, expect, transport)
            for test in (hung_up, forks, fixed, refuses, misses, loses):
                attempt(test, case, expect)
            errors = line.stop()
            expect('telephones: the log has no errors', not errors, errors[:5])
        store.verify()
    with Peers() as peers, program.Store('sqlite', 'guesses') as store:
        with Line(store, '--sip.ban-after', '3', '--sip.ban-loopback') as line:
            attempt(guesses, line, peers, expect)
            line.stop()
