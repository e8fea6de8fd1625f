"""sessions.py: session timers (RFC 4028) with small telephones: who refreshes, how, and what happens when nobody does."""
import re
import time

import program
from line import Line
from phone import Phone


def ring(phone, wish, allow='', code=200):
    answer = phone.call('hotline', f'Supported: timer\r\nSession-Expires: {wish}\r\n{allow}')
    assert answer.code == code, answer.first
    return answer


def agreed(line, expect):
    with Phone(line.sip) as phone:
        answer = ring(phone, '60;refresher=uac')
        expect('session: theirs', answer.get('Session-Expires') == '60;refresher=uac' and answer.get('Require') == 'timer', answer.headers)
        phone.request('UPDATE', 'hotline', 'Supported: timer\r\nSession-Expires: 1\r\n')
        answer = phone.final('UPDATE')
        expect('session: UPDATE that wishes too little', answer.code == 422 and answer.get('Min-SE') == '2', answer.first)
        phone.request('UPDATE', 'hotline', 'Supported: timer\r\nSession-Expires: 60;refresher=uac\r\nContent-Type: application/sdp\r\n', phone.sdp('inactive'))
        answer = phone.final('UPDATE')
        expect('session: UPDATE with an offer', answer.code == 200 and b'a=inactive' in answer.body and answer.get('Session-Expires'), answer.body)
        phone.bye()
    with Phone(line.sip) as phone:
        answer = phone.call('hotline', 'Session-Expires: 60\r\n')
        expect('session: who does not know it does not refresh', answer.get('Session-Expires') == '60;refresher=uas' and not answer.get('Require'))
        phone.bye()
    with Phone(line.sip) as phone:
        answer = phone.call('hotline')
        expect('session: nobody asked', answer.get('Session-Expires') is None and 'UPDATE' in answer.get('Allow'))
        phone.bye()
    with Phone(line.sip) as phone:
        answer = ring(phone, '1', code=422)
        expect('session: too little', answer.get('Min-SE') == '2', answer.first)
    with Phone(line.sip) as phone:
        phone.request('UPDATE', 'hotline')
        expect('session: UPDATE of no call', phone.final('UPDATE').code == 481)


def theirs(line, expect):
    """They refresh, and then they do not"""
    with Phone(line.sip, user='79160000041') as phone:
        ring(phone, '3;refresher=uac')
        began = time.monotonic()
        while time.monotonic() - began < 4:
            time.sleep(0.8)
            phone.request('UPDATE', 'hotline', 'Supported: timer\r\nSession-Expires: 3;refresher=uac\r\n')
            answer = phone.final('UPDATE')
            assert answer.code == 200 and answer.get('Session-Expires') == '3;refresher=uac', answer.first
        expect('session: refreshed it lives', not phone.byes)
        began = time.monotonic()
        phone.wait_bye(8)
        expect('session: not refreshed it ends', 1.5 < time.monotonic() - began < 4, time.monotonic() - began)
    row = line.wait_rows("SELECT cause FROM call WHERE cause = 'lost'")
    expect('session: its cause', row == [('lost',)], row)


def ours(line, expect, allow, method):
    """We refresh, by what the phone knows"""
    with Phone(line.sip) as phone:
        ring(phone, '3;refresher=uas', allow)
        began, seen = time.monotonic(), 0
        while time.monotonic() - began < 4.5:
            message = phone.receive(0.5)
            if not message or not message.method:
                continue
            if message.method == method:
                seen += 1
                head = ''.join(f'{k}: {v}\r\n' for k, v in message.headers if k.lower() in ('via', 'from', 'to', 'call-id', 'cseq'))
                body = phone.sdp() if method == 'INVITE' else b''
                assert method == 'INVITE' or re.match(r'3;refresher=uac', message.get('Session-Expires')), message.headers
                phone.send(f'SIP/2.0 200 OK\r\n{head}Contact: <sip:a@{phone.host}:{phone.port}>\r\nSession-Expires: 3;refresher=uac\r\n'
                           + ('Content-Type: application/sdp\r\n' if body else ''), body)
            else:
                phone.answer(message)
        expect(f'session: we refresh by {method}', 2 <= seen <= 4 and not phone.byes, seen)
        phone.bye()
    with Phone(line.sip) as phone:
        ring(phone, '3;refresher=uas', allow)
        # silence to what refreshes: libre says BYE when the INVITE has run out, the call ends at once
        row = line.wait_rows("SELECT ended_ms - answered_ms FROM call WHERE id = (SELECT max(id) FROM call) AND cause = 'lost'", seconds=8)
        expect(f'session: nothing answers {method}', row, row)


def run(expect, attempt):
    with program.Store('sqlite', 'sessions') as store:
        with Line(store, '--sip.session-min', '2s') as line:
            attempt(agreed, line, expect)
            attempt(theirs, line, expect)
            attempt(ours, line, expect, 'Allow: INVITE, UPDATE\r\n', 'UPDATE')
            attempt(ours, line, expect, '', 'INVITE')
            errors = line.stop()
            expect('sessions: the log has no errors', not errors, errors[:5])
