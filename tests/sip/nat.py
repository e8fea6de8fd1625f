"""nat.py: behind a translation each network sees the address that sip.nat says: in Via, Contact and SDP, of calls that come in and of ours."""
import re
import time

import program
from desk import Operator, Peers
from exchange import Exchange
from line import Line
from phone import Phone
from trunk import dial, entered
from trunks import Profile

RULES = '127.0.0.2/32=203.0.113.7 127.0.0.3/32=198.51.100.9:5099 ::1/128=local 127.0.0.0/8=local any=192.0.2.77'


def contact(message):
    return re.search(r'<sip:([^@>]*)@([^;>]+)', message.get('Contact'))[2]


def sound(body):
    return re.search(rb'c=IN IP\d (\S+)', body)[1].decode()


def comes_in(line, expect):
    port = line.sip[1]
    for host, seen, at in (('127.0.0.2', f'203.0.113.7:{port}', '203.0.113.7'), ('127.0.0.3', '198.51.100.9:5099', '198.51.100.9'),
                           ('127.0.0.4', f'127.0.0.1:{port}', '127.0.0.1')):
        with Phone(line.sip, host=host, media=False) as phone:
            answer = phone.call('hotline')
            expect(f'nat: {host}: Contact and sound of the answer', (answer.code, contact(answer), sound(answer.body)) == (200, seen, at),
                   (answer.get('Contact'), answer.body))
            phone.request('UPDATE', 'hotline')
            answer = phone.final('UPDATE')
            expect(f'nat: {host}: Contact of UPDATE', answer.code == 200 and contact(answer) == seen, answer.headers)
            answer = phone.again('inactive')
            expect(f'nat: {host}: an offer within the call', (contact(answer), sound(answer.body)) == (seen, at), (answer.get('Contact'), answer.body))
            phone.bye()
    with Phone(line.sip, transport='tcp', media=False) as phone:
        answer = phone.call('hotline')
        expect('nat: TCP, local', contact(answer) == f'127.0.0.1:{port}', answer.get('Contact'))
        phone.bye()
    with Phone(line.sip6(), media=False) as phone:
        answer = phone.call('hotline')
        expect('nat: IPv6, local', sound(answer.body) == '::1', answer.body)
        phone.bye()


def goes_out(line, operator, there, seen, at, expect):
    """REGISTER, OPTIONS, INVITE, BYE"""
    number = entered(line)
    since = time.monotonic()
    program.until(lambda: dial(operator, number, good=None).status == 201, 'the operator is free')     # after the call of the run before
    _, invite = there.wait('INVITE', since, good=lambda m: not there.algorithms or m.get('Proxy-Authorization'))
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
    operator.hang_up()
    _, bye = there.wait('BYE', since, 40)
    for method in ('OPTIONS', 'REGISTER')[:2 if there.algorithms else 1]:
        _, asked = there.wait(method)
        expect(f'nat: {at}: {method}', contact(asked) == seen and seen in asked.get('Via'), asked.headers)
    expect(f'nat: {at}: INVITE', (contact(invite), sound(invite.body)) == (seen, at) and f' {seen};' in invite.get('Via'), (invite.headers, invite.body))
    expect(f'nat: {at}: BYE', f' {seen};' in bye.get('Via'), bye.headers)
    operator.away()
    line.wait_rows('SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM call WHERE ended_ms IS NULL)', seconds=40)


def refused(expect):
    for text, words in (('10.0.0.0/8', 'NETWORK=ADDRESS'), ('10.0.0.0/40=203.0.113.7', 'NETWORK=ADDRESS'), ('10.0.0.0/8=2001:db8::1', 'of one family'),
                        ('any=0.0.0.0', 'any=ADDRESS'), ('any=carrier.test', 'any=ADDRESS'), ('any=203.0.113.7 10.0.0.0/8=local', 'never be asked'),
                        (' '.join(f'10.{n}.0.0/16=local' for n in range(33)), 'at most 32')):
        with program.Store('sqlite', 'nat-wrong') as store:
            status, said = store.run('serve', '--http', '127.0.0.1:0', '--sip', '127.0.0.1:0', '--sip.nat', text)
            expect(f'nat: wrong: {text[:40]}', status == 2 and words in said, (status, said[-300:]))


def run(expect, attempt):
    with Peers() as peers, Exchange(host='127.0.0.2', algorithms=('SHA-256',)) as outside, Exchange(host='127.0.0.4') as house, \
            program.Store(program.engines()[-1], 'nat') as store:
        for there, more in ((outside, {'user': 'hotline', 'secret': 'main', 'register': True}), (house, {})):
            plans = [{'key': 'main', 'uri': there.address(), 'number': '8 495 111-22-33', **more}]
            with Profile(plans) as profile, Line(store, *profile.options(), '--sip.watch', '1s', '--sip.nat', RULES) as line:
                if there is outside:
                    attempt(comes_in, line, expect)
                operator = Operator(line, line.sign_in_links()['operator'], peers).ready()
                seen = '203.0.113.7' if there is outside else '127.0.0.1'
                attempt(goes_out, line, operator, there, f'{seen}:{line.sip[1]}', seen, expect)
                errors = line.stop()
                expect('nat: the log has no errors', not errors, errors[:5])
        store.verify()
    attempt(refused, expect)
