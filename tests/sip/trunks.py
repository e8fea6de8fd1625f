"""trunks.py: several trunks: registration with digest, the watch, one that fails left for the next in time, names, what may be called."""
import json
import os
import socket
import tempfile
import time

import program
from desk import Operator, Peers
from exchange import Exchange, Names
from line import Line
from phone import Phone
from trunk import dial, ended, entered

PASSWORD = 's3cret: "yes"'


class Profile:
    """The demonstration's profile with these trunks, and their passwords, in files"""

    def __init__(self, trunks, secrets='main = ' + PASSWORD + '\n', mode=0o600):
        self.folder = tempfile.TemporaryDirectory()
        with open('data/profiles/demo.json', encoding='utf-8') as f:
            profile = json.load(f)
        self.profile, self.secrets = os.path.join(self.folder.name, 'profile.json'), os.path.join(self.folder.name, 'secrets')
        with open(self.profile, 'w', encoding='utf-8') as f:
            json.dump({**profile, 'trunks': trunks}, f)
        with open(self.secrets, 'w', encoding='utf-8') as f:
            f.write('# passwords of trunks\n' + secrets)
        os.chmod(self.secrets, mode)

    def options(self):
        return '--profile', self.profile, '--sip.secrets', self.secrets

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()


def trunks_of(supervisor):
    return {trunk['key']: trunk for trunk in supervisor.line()['trunks']}


def kinds(line):
    return [(kind, json.loads(body)) for kind, body in line.rows("SELECT kind, body FROM journal WHERE kind LIKE 'trunk.%' ORDER BY pos")]


def watch(line, supervisor, main, spare, expect):
    """Up; one that falls silent is down within seconds, and up again"""
    program.until(lambda: all(t['state'] == 'up' for t in trunks_of(supervisor).values()), 'both up')
    now = trunks_of(supervisor)
    expect('line: registered', now['main']['registered'] is True and 'registered' not in now['spare'] and now['main']['since'], now)
    figures = line.client().ask('GET', '/metrics').body.decode()
    expect('metrics: both are up', 'otklik_trunks 2' in figures and 'otklik_trunks_up 2' in figures)
    spare.options = None
    program.until(lambda: trunks_of(supervisor)['spare']['state'] == 'down', 'the spare is down')
    now = trunks_of(supervisor)['spare']
    expect('line: why it is down', now['reason'] == 'silent', now)
    spare.options = 503
    program.until(lambda: trunks_of(supervisor)['spare'].get('reason') == 'refused', 'it refuses')
    spare.options = 404
    program.until(lambda: trunks_of(supervisor)['spare']['state'] == 'up', 'the spare is up again')
    program.until(lambda: len(kinds(line)) == 3, 'the journal')
    expect('journal: down, why, and up again', kinds(line) == [('trunk.down', {'reason': 'silent', 'trunk': 'spare'}), ('trunk.down', {
        'reason': 'refused', 'trunk': 'spare'}), ('trunk.up', {'trunk': 'spare'})], kinds(line))


def registered(line, main, expect):
    """The stronger hash of two; refreshed in time; nothing was ever wrong"""
    at, second = main.wait('REGISTER', good=lambda m: m.get('Authorization'))
    expect('register: SHA-256', 'algorithm=SHA-256' in second.get('Authorization') and 'sip:hotline@127.0.0.1' in second.get('To'), second.get('To'))
    later, third = main.wait('REGISTER', since=at + 1, good=lambda m: m.get('Authorization'))
    expect('register: refreshed before it runs out', 1 < later - at < main.expires, later - at)
    expect('register: each digest was right', not main.wrong, main.wrong)


def through_main(line, operator, main, spare, number, expect):
    """407 to INVITE is answered; BYE has credentials of its own"""
    since = time.monotonic()
    dial(operator, number)
    _, invite = main.wait('INVITE', since, good=lambda m: m.get('Proxy-Authorization'))
    expect('call: from our number', 'sip:+74951112233@' in invite.get('From') and invite.first.startswith('INVITE sip:+79165554433@'), invite.first)
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
    line.wait_rows('SELECT 1 FROM call WHERE id = ? AND answered_ms IS NOT NULL', int(operator.call))
    operator.hang_up()
    _, bye = main.wait('BYE', since, 40)
    expect('call: BYE is signed', bye.get('Proxy-Authorization') and not main.wrong, main.wrong)
    expect('call: the spare was not asked', not spare.count('INVITE', since))
    expect('call: its end', *ended(line, operator, 'operator_left'))


def fails_over(line, operator, main, spare, number, expect):
    """Silence, 503, and being known as down: the spare is called, and the operator knows nothing of it"""
    for name, invite, most in (('silent', None, 3.5), ('503', 503, 1.5)):
        main.invite = invite
        since = time.monotonic()
        dial(operator, number)
        at, _ = spare.wait('INVITE', since, 8)
        program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
        talking = time.monotonic() - since
        print(f'fail-over from a trunk that is {name}: INVITE at the next after {at - since:.2f} s, talking after {talking:.2f} s')
        expect(f'fail-over: {name}', at - since < most and talking < 4, (at - since, talking))
        spare.hang_up(since)
        expect(f'fail-over: {name}: its end', *ended(line, operator, 'citizen_left'))


def down_is_left(line, operator, supervisor, main, spare, number, expect):
    main.options = main.invite = None
    program.until(lambda: trunks_of(supervisor)['main']['state'] == 'down', 'main is down')
    since = time.monotonic()
    dial(operator, number)
    at, _ = spare.wait('INVITE', since, 8)
    expect('fail-over: a trunk that is down is not asked', at - since < 1 and not main.count('INVITE', since), at - since)
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
    spare.hang_up(since)
    expect('fail-over: its end', *ended(line, operator, 'citizen_left'))
    main.options = main.invite = spare.invite = 200
    program.until(lambda: trunks_of(supervisor)['main']['state'] == 'up', 'main is up again')


def nobody_answers(line, operator, main, spare, number, expect):
    """All refuse: the operator hears of it at once"""
    main.invite = spare.invite = 503
    since = time.monotonic()
    dial(operator, number)
    expect('all refuse: the end', *ended(line, operator, 'failed'))
    expect('all refuse: both were asked, at once', main.count('INVITE', since) and spare.count('INVITE', since) and time.monotonic() - since < 4)
    main.invite = spare.invite = 200


def not_allowed(line, operator, main, spare, expect):
    abroad = entered(line, {'kind': 'question', 'text': 'Издалека.', 'phone': '+375 29 123-45-67'})
    since = time.monotonic()
    reply = dial(operator, abroad, (409,))
    expect('allow: another country is not called', reply.json()['code'] == 'call.not_allowed', reply.body)
    expect('allow: nobody was asked', not main.count('INVITE', since) and not spare.count('INVITE', since))


def several(expect, attempt, peers):
    with Exchange(algorithms=('MD5', 'SHA-256'), expires=4) as main, Exchange() as spare, program.Store('sqlite', 'trunks') as store:
        plans = [{'key': 'main', 'uri': main.address(), 'number': '8 495 111-22-33', 'user': 'hotline', 'secret': 'main', 'register': True},
                 {'key': 'spare', 'uri': f'{spare.host}:{spare.port}', 'allow': ['+7']}]
        with Profile(plans) as profile, Line(store, *profile.options(), '--sip.watch', '1s') as line:
            links = line.sign_in_links()
            operator, supervisor = Operator(line, links['operator'], peers).ready(), Operator(line, links['supervisor'])
            number = entered(line)
            attempt(registered, line, main, expect)
            attempt(watch, line, supervisor, main, spare, expect)
            for test in (through_main, fails_over):
                attempt(test, line, operator, main, spare, number, expect)
                main.invite = 200
            attempt(down_is_left, line, operator, supervisor, main, spare, number, expect)
            attempt(nobody_answers, line, operator, main, spare, number, expect)
            attempt(not_allowed, line, operator, main, spare, expect)
            errors = line.stop()
            expect('trunks: the log has no errors, and no password', not errors and not any('s3cret' in said for said in line.log), errors[:5])
            main.wait('REGISTER', good=lambda m: 'expires=0' in m.get('Contact'))
        store.verify()


def by_settings(expect, attempt):
    """The simplest form: settings alone; MD5; a password that is refused"""
    with Exchange(algorithms=('MD5',)) as one, program.Store('sqlite', 'trunk-simple') as store:
        env = {'OTKLIK_SIP_TRUNK_PASSWORD': PASSWORD}
        for password, state in ((PASSWORD, 'up'), ('wrong', 'down')):
            env['OTKLIK_SIP_TRUNK_PASSWORD'] = password
            with Line(store, '--sip.trunk', one.address(), '--sip.trunk-user', 'hotline', '--sip.watch', '1s', env=env) as line:
                supervisor = Operator(line, line.sign_in_links()['supervisor'])
                program.until(lambda: trunks_of(supervisor)['trunk']['state'] == state, state)
                now = trunks_of(supervisor)['trunk']
                expect(f'settings: {state}', now['registered'] is (state == 'up') and now.get('reason') == (None if state == 'up' else 'password'), now)
                line.stop()


def names(expect, attempt):
    """NAPTR, SRV, A; the first of two targets is not there"""
    with Exchange() as one, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken, program.Store('sqlite', 'trunk-names') as store:
        taken.bind(('127.0.0.1', 0))
        with Names({('carrier.test', 35): [Names.naptr('SIP+D2U', '_sip._udp.carrier.test')],
                    ('_sip._udp.carrier.test', 33): [Names.srv(1, one.port, 'a.carrier.test')],
                    ('a.carrier.test', 1): [socket.inet_aton('127.0.0.1')]}) as dns:
            with Line(store, '--sip.trunk', 'sip:carrier.test', '--sip.name-servers', f'127.0.0.1:{dns.port}', '--sip.watch', '1s') as line:
                supervisor = Operator(line, line.sign_in_links()['supervisor'])
                program.until(lambda: trunks_of(supervisor)['trunk']['state'] == 'up', 'up by its name')
                _, options = one.wait('OPTIONS')
                expect('names: NAPTR, SRV and A were asked', {kind for _, kind in dns.asked} >= {35, 33, 1}, dns.asked)
                expect('names: the name stays in the request', options.first.startswith('OPTIONS sip:carrier.test'), options.first)
                line.stop()


def incoming(expect, attempt):
    """Who is believed: the number really dialled, and who calls"""
    plans = [{'key': 'main', 'uri': '127.0.0.2', 'trusted': True, 'number': '+78000000000', 'from': ['127.0.0.8/30'], 'calls': 1},
             {'key': 'other', 'uri': '127.0.0.3'}]
    forwarded = 'Diversion: <sip:premium@127.0.0.2>\r\nDiversion: "x" <sip:+78000000001@127.0.0.2>;reason=unconditional\r\n'
    history = 'History-Info: <sip:%2B78000000001@127.0.0.2>;index=1, <sip:+78000000000@127.0.0.2>;index=1.1\r\n'
    asserted = 'P-Asserted-Identity: "A, <b>" <sip:+79160000031@127.0.0.2>, <tel:+79160000031>\r\n'
    cases = [  # address, dialled, headers, status, line, is the caller known
        ('127.0.0.2', 'nobody', forwarded, 200, 'closed', False), ('127.0.0.2', '+78000000000', history + asserted, 200, 'closed', True),
        ('127.0.0.2', '+78000000000', asserted + 'Privacy: id\r\n', 200, 'hotline', False),
        ('127.0.0.9', '495account', asserted, 200, 'hotline', True), ('127.0.0.2', 'hotline', 'Diversion: <tel:112>\r\n', 200, 'hotline', False),
        ('127.0.0.3', 'nobody', forwarded + history, 404, None, None), ('127.0.0.3', 'hotline', history + asserted, 200, 'hotline', False),
        ('127.0.0.5', 'hotline', forwarded + asserted, 200, 'hotline', False), ('127.0.0.5', 'nobody', history, 404, None, None)]
    with Profile(plans) as profile, program.Store('sqlite', 'trunk-in') as store:
        with Line(store, *profile.options(), '--sip.watch', '0s') as line:
            for host, dialled, headers, status, key, known in cases:
                with Phone(line.sip, user='anonymous', host=host, media=False) as phone:
                    answer = phone.call(dialled, headers)
                    expect(f'in: {host} {dialled}: {status}', answer.code == status, answer.first)
                    if answer.code != 200:
                        continue
                    row = line.wait_rows('SELECT line, caller IS NOT NULL FROM call WHERE ended_ms IS NULL')[0]
                    expect(f'in: {host} {dialled} {headers[:20]}: line and caller', row == (key, int(known)), row)
                    phone.bye()
                line.wait_rows('SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM call WHERE ended_ms IS NULL)')
            with Phone(line.sip, host='127.0.0.2') as one, Phone(line.sip, host='127.0.0.9') as two:
                expect('in: as many as the trunk may have', one.call().code == 200)
                answer = two.call()
                expect('in: one more: 503', answer.code == 503 and answer.get('Retry-After'), answer.first)
                one.bye()
                expect('in: and one after it has gone', two.call().code == 200)
                two.bye()
            line.stop()


def silent(phone, more=''):
    phone.request('OPTIONS', 'hotline', more)
    return phone.receive(0.5) is None


def scanners(expect, attempt):
    """Who dials at random gets no answer for a while, and so does who says what it is; a trunk and loopback never"""
    with Profile([{'key': 'main', 'uri': '127.0.0.2'}]) as profile, program.Store('sqlite', 'scanners') as store:
        with Line(store, *profile.options(), '--sip.watch', '0s', '--sip.ban-after', '3', '--sip.ban-for', '2s', '--sip.ban-loopback') as line:
            with Phone(line.sip, host='127.0.0.6', media=False) as phone:
                expect('ban: unknown numbers', [phone.call(f'10{n}').code for n in range(3)] == [404] * 3)
                began = time.monotonic()
                expect('ban: silence', silent(phone))
                program.until(lambda: not silent(phone), 'it is over', 10)
                expect('ban: for so long', 1.4 < time.monotonic() - began < 4, time.monotonic() - began)
            with Phone(line.sip, host='127.0.0.7', media=False) as phone:
                expect('ban: a scanner', silent(phone, 'User-Agent: Friendly-Scanner\r\n') and silent(phone))
            with Phone(line.sip, host='127.0.0.2', media=False) as phone:
                expect('ban: a trunk never is', [phone.call(f'10{n}').code for n in range(5)] == [404] * 5)
            said = [line for line in line.log if 'no answer for a while' in line]
            expect('ban: the log says each once', len(said) == 2 and 'addr=127.0.0.6' in said[0] and 'why=scanner' in said[1], said)
            line.stop()
        with Line(store, '--sip.ban-after', '3') as line:
            with Phone(line.sip, media=False) as phone:
                expect('ban: loopback is not', [phone.call(f'10{n}').code for n in range(6)] == [404] * 6)
            line.stop()


def refusals(expect, attempt):
    """What is wrong is said in a line, and nothing starts"""
    for trunks, secrets, mode, words in (
            ([{'key': 'a', 'uri': 'sip:h;transport=sctp'}], '', 0o600, 'over UDP, TCP or TLS'),
            ([{'key': 'a', 'uri': 'sip:h;transport=tls'}], '', 0o600, 'where TLS is spoken'),
            ([{'key': 'a', 'uri': 'h', 'user': 'u', 'register': True}], '', 0o600, 'has no password'),
            ([{'key': 'a', 'uri': 'h', 'user': 'u', 'secret': 'b'}], 'a = 1\n', 0o600, 'no secret `b`'),
            ([{'key': 'a', 'uri': '127.0.0.1', 'user': 'u', 'secret': 'b'}], 'b = 1\n', 0o604, 'others may read it'),
            ([{'key': 'a'}], '', 0o600, 'trunks[0].uri')):
        with Profile(trunks, secrets, mode) as profile, program.Store('sqlite', 'trunk-wrong') as store:
            status, said = store.run('serve', '--http', '127.0.0.1:0', '--sip', '127.0.0.1:0', *profile.options())
            expect(f'wrong: {words}', status == 2 and words in said, (status, said))


def run(expect, attempt):
    with Peers() as peers:
        attempt(several, expect, attempt, peers)
    attempt(by_settings, expect, attempt)
    attempt(names, expect, attempt)
    attempt(incoming, expect, attempt)
    attempt(scanners, expect, attempt)
    attempt(refusals, expect, attempt)
