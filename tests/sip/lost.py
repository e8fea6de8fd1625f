"""lost.py: a trunk dies in the middle of talks, ours and a caller's: the desk is told within seconds, both calls end by silence, and a call back is owed."""
import time

import program
from desk import Operator, Peers
from line import Line
from phone import Phone, tone
from trunk import Carrier, dial, entered


def talking(operator):
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')


def dies(phone):
    """No sound, no RTCP, no word more; what comes is read by nobody"""
    phone.media = False
    phone.sip.close()


def lost(line, expect, carrier, caller, operator, senior):
    dial(operator, entered(line))
    carrier.called()
    carrier.speaking = tone(700)
    carrier.take()
    talking(operator)
    caller.speaking = tone(500)
    assert caller.call().code == 200
    time.sleep(0.3)
    caller.press('1')
    senior.answer(senior.rings())
    talking(senior)
    for call in (operator.call, senior.call):
        line.wait_rows('SELECT 1 FROM call WHERE id = ? AND answered_ms IS NOT NULL', int(call))
    began = time.monotonic()
    dies(carrier)
    dies(caller)
    for name, who in (('ours', operator), ('theirs', senior)):
        program.until(lambda: (who.mine() or {}).get('unheard'), f'{name}: the desk is told', 15)
        expect(f'lost: {name}: told in time', time.monotonic() - began < 14, time.monotonic() - began)
    for name, who, owed in (('ours', operator, 1), ('theirs', senior, 1)):
        row = line.wait_rows('SELECT cause, owed, appeal FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(who.call), seconds=40)[0]
        expect(f'lost: {name}: its end', row[:2] == ('silent', owed), row)
        expect(f'lost: {name}: by its silence', 29 < time.monotonic() - began < 40, time.monotonic() - began)
        told = line.rows('SELECT cause FROM contact WHERE id = ? AND appeal = ?', int(who.call), row[2])
        expect(f'lost: {name}: its contact', told == [('silent',)], told)
        promised = line.rows('SELECT count(*) FROM promise WHERE kind = 2 AND state = 1 AND appeal = ?', row[2])
        expect(f'lost: {name}: a call back is owed', promised == [(1,)], promised)
        program.until(lambda: who.mine() is None, f'{name}: the desk has no call')


def run(expect, attempt):
    with Peers() as peers, program.Store('sqlite', 'lost') as store, Carrier() as carrier:
        with Line(store, '--sip.trunk', carrier.address(), '--sip.trunk-number', '8 495 111-22-33', '--sip.watch', '0s') as line:
            links = line.sign_in_links()
            operator, senior = Operator(line, links['operator'], peers), Operator(line, links['senior'], peers).ready()
            operator.phone()
            with Phone(line.sip, user='79160000051') as caller:
                attempt(lost, line, expect, carrier, caller, operator, senior)
            errors = line.stop()
            expect('lost: the log has no errors', not errors, errors[:5])
        store.verify()
