"""callback.py: callers are called back through a carrier that we play, leave messages, and say how the talk was

The program dials by itself: what it promised is kept, broken or dropped, and nobody's phone rings twice because it died.
"""
import datetime
import json
import os
import re
import subprocess
import tempfile
import threading
import time
import wave

from desk import Operator, Peers, hire
from heard import EAST, Ear, beep
from line import Line
from phone import Phone, at_frequency, rms, tone
from program import Store, until
from trunk import Carrier

ORG = 'Перезвоним'
FLOWS = {
    'back': [{'do': 'call-back', 'done': [{'do': 'hang-up'}], 'else': [{'do': 'queue'}]}],
    'mail': [{'do': 'voice-mail', 'done': [{'do': 'say', 'prompt': 'bye'}, {'do': 'hang-up'}], 'else': [{'do': 'queue'}]}],
    'wait': [{'do': 'queue'}],
}
RULES = ['--callback.from', '0', '--callback.until', '24', '--sip.watch', '0s', '--sip.trunk-number', '+74951112233', '--queue.wrap-up', '1s']


def profile(folder):
    with open('data/profiles/demo.json') as file:
        told = json.load(file)
    told['flows'] = dict(told.get('flows', {}), **FLOWS)
    for key in FLOWS:
        told['lines'].append({'key': key, 'calendar': 'always', 'flow': key, 'name': {'ru': ORG, 'en': 'Calling back'}, 'caller': '+78001112233'})
    told['lines'].append({'key': 'east', 'calendar': 'always', 'flow': 'back', 'region': '25', 'caller': '+78001112233'})
    path = os.path.join(folder, 'profile.json')
    with open(path, 'w') as file:
        json.dump(told, file)
    return path


class Citizens(Carrier):
    """One carrier, one call after the other"""

    def rung(self, seconds=20):
        """The next call that is another than the last one"""
        last, until_s = self.invite, time.monotonic() + seconds
        self.sip.settimeout(seconds)
        while True:
            invite = self.called()
            if not last or invite.get('Call-ID') != last.get('Call-ID'):
                self.times.clear()
                return invite
            assert time.monotonic() < until_s, 'no other call came'

    def busy(self):
        self.reply(486, 'Busy Here')
        self.next('ACK')

    def hung_up(self):
        self.answer(self.next('BYE', 30))


def callback(line, state):
    """The newest call back once it is in this state: id, tries, outcome, next_ms"""
    return line.wait_rows('SELECT id, tries, outcome, next_ms, appeal FROM callback WHERE state = ? ORDER BY id DESC LIMIT 1', state, seconds=30)[0]


def promise(line, appeal):
    return line.rows('SELECT state FROM promise WHERE appeal = ? AND kind = 2 ORDER BY id DESC LIMIT 1', appeal)[0][0]


def asks(line, user, typed=None):
    """A caller asks to be called back"""
    before = line.rows('SELECT coalesce(max(id), 0) FROM callback')[0][0]
    with Phone(line.sip, user=user) as phone:
        assert phone.call('back').code == 200
        ear = Ear(phone)
        if typed:
            ear.says('voice.callback.ask')
            phone.press(typed + '#')
        ear.says('voice.callback.phone', phone='+7' + (typed or user)[1:])
        phone.press('1')
        line.wait_rows('SELECT 1 FROM callback WHERE id > ?', before)
        dialled = line.rows('SELECT count(*) FROM callback WHERE state = 2')
        assert dialled == [(0,)], 'nobody is called back who still is on the line'
        phone.bye()
    return line.rows('SELECT id, tries, outcome, next_ms, appeal FROM callback ORDER BY id DESC LIMIT 1')[0]


def east(line, operator, _, expect):
    """Promised in the time of where the citizen lives, which is named where the line's hours are Moscow's; nobody wants it any more"""
    at = lambda ms: datetime.datetime.fromtimestamp(ms / 1000, EAST).strftime('%Y-%m-%dT%H:%M')
    with Phone(line.sip, user='79165554470') as phone:
        phone.call('east')
        ear = Ear(phone)
        ear.says('voice.callback.phone', phone='+79165554470')
        phone.press('1')
        appeal, due = line.wait_rows("SELECT p.appeal, p.due_ms FROM promise p JOIN callback b ON b.appeal = p.appeal AND b.line = 'east' WHERE p.kind = 2")[0]
        words = ear.says('voice.callback.until', due=at(due), now=EAST, whose='local')
        expect('east: whose time it is', 'по местному времени' in words, words)
        rows = line.rows('SELECT region, digits FROM appeal WHERE id = ?', appeal)
        expect('east: it is day there, by the region of the appeal', rows[0][0] == 25, rows)
        operator.ask('DELETE', f'desk/appeals/{rows[0][1]:010}/callback')
        phone.bye()


def talked(line, operator, carrier, expect):
    """Promised, dialled, confirmed, talked: kept"""
    _, _, _, _, appeal = asks(line, '79165554433')
    expect('back: promised', promise(line, appeal) == 1)
    rows = line.rows("SELECT count(*) FROM journal WHERE kind IN ('call.promised', 'callback.made') AND appeal = ?", appeal)
    expect('back: the journal has the promise', rows == [(2,)], rows)
    owed = operator.ask('GET', 'desk/callbacks').json()['callbacks']
    expect('back: it is on the list', [(b['state'], b['reason'], b['line']) for b in owed] == [('waits', 'flow', 'back')], owed)
    operator.ready()
    invite = carrier.rung()
    expect('back: to the citizen', invite.first.startswith('INVITE sip:+79165554433@'), invite.first)
    expect('back: from the line\'s own number', 'sip:+78001112233@' in invite.get('From'), invite.get('From'))
    rows = line.rows("SELECT count(*) FROM journal WHERE kind = 'call.dialled' AND appeal = ?", appeal)
    expect('back: the journal knew first', rows == [(1,)] and callback(line, 2)[1] == 1, rows)
    carrier.reply(180, 'Ringing')
    carrier.take()
    ear = Ear(carrier)
    ear.says('voice.callback.called', org=ORG)
    ear.says('voice.callback.join', key='1')
    carrier.press('1')
    ear.says('voice.connect')
    ring = operator.rings(30)
    expect('back: the operator is told why', ring['callback'] == {'reason': 'flow'}, ring)
    operator.answer(ring)
    expect('back: and in the talk', operator.mine()['callback'] == {'reason': 'flow'})
    operator.browser.tone(900)
    carrier.speaking = tone(700)
    operator.browser.hears(700)
    carrier.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 900) > 2000)
    since, entered = line.rows('SELECT since_ms, entered_ms FROM call WHERE id = ?', int(operator.call))[0]
    expect('back: the place is kept', since < entered, (since, entered))
    carrier.bye()
    carrier.speaking = None
    _, tries, outcome, _, _ = callback(line, 3)
    expect('back: kept', (tries, outcome, promise(line, appeal)) == (1, 'talked', 3), (tries, outcome, promise(line, appeal)))
    expect('back: the number is forgotten', line.rows('SELECT count(*) FROM callback WHERE phone IS NOT NULL AND state > 2') == [(0,)])
    operator.away()


def not_reached(line, operator, carrier, expect):
    """Busy twice, which is all there is: broken, with its reason"""
    operator.ready()
    began = asks(line, '79165554433')
    carrier.rung()
    carrier.busy()
    first = time.monotonic()
    row = line.wait_rows("SELECT tries FROM callback WHERE id = ? AND state = 1 AND outcome = 'busy'", began[0])
    expect('busy: another try', row == [(1,)], row)
    carrier.rung()
    expect('busy: not before its time', time.monotonic() - first > 1.5, time.monotonic() - first)
    carrier.busy()
    found = callback(line, 4)
    expect('busy: the last try', found[:3] == (began[0], 2, 'busy') and promise(line, began[4]) == 5, found)
    row = line.rows("SELECT body FROM journal WHERE kind = 'promise.broken' AND appeal = ?", began[4])
    expect('busy: why it was broken', len(row) == 1 and '"reason":"busy"' in row[0][0], row)
    owed = operator.ask('GET', 'desk/callbacks').json()['callbacks']
    expect('busy: people see it', [(b['state'], b['broken'], b['tries']) for b in owed] == [('failed', True, 2)], owed)
    operator.ask('DELETE', f'desk/appeals/{owed[0]["number"]}/callback')
    expect('busy: withdrawn', operator.ask('GET', 'desk/callbacks').json()['callbacks'] == [])


def unwanted(line, operator, carrier, expect):
    """A number that was typed; who answers does not want it any more"""
    began = asks(line, 'anonymous', '89165554434')
    operator.ready()
    invite = carrier.rung()
    expect('unwanted: the number that was typed', invite.first.startswith('INVITE sip:+79165554434@'), invite.first)
    carrier.take()
    ear = Ear(carrier)
    ear.says('voice.callback.unwanted', key='2')
    carrier.press('2')
    ear.says('voice.callback.dropped')
    carrier.hung_up()
    found = callback(line, 5)
    expect('unwanted: dropped', found[0] == began[0] and found[2] == 'unwanted' and promise(line, began[4]) == 6, found)


def by_hand(line, operator, carrier, expect):
    """An operator promises one at the desk"""
    number = line.client(60).ask('POST', '/api/v1/appeals', {'kind': 'question', 'text': 'Перезвоните мне.', 'phone': '+7 916 555-44-35'},
                                 Idempotency_Key=os.urandom(6).hex()).json()['number']
    reply = operator.ask('POST', f'desk/appeals/{number}/callback', {})
    operator.ready()
    expect('desk: promised', reply.status == 201 and reply.json()['due_at'], reply.body)
    invite = carrier.rung()
    expect('desk: dialled', invite.first.startswith('INVITE sip:+79165554435@'), invite.first)
    carrier.busy()
    operator.ask('DELETE', f'desk/appeals/{number}/callback')
    silent = line.client(60).ask('POST', '/api/v1/appeals', {'kind': 'question', 'text': 'Без телефона.'}, Idempotency_Key=os.urandom(6).hex()).json()['number']
    reply = operator.ask('POST', f'desk/appeals/{silent}/callback', {}, good=(409,))
    expect('desk: no phone', reply.json()['code'] == 'call.no_phone', reply.body)


def survey(line, operator, carrier, expect):
    with Phone(line.sip, user='79160000601') as phone:
        assert phone.call('wait').code == 200
        operator.ready()
        operator.answer(operator.rings(30))
        phone.listen(lambda sound: len(sound) > 4000)
        until(lambda: operator.mine()['state'] == 'talking', 'talking')
        call = int(operator.call)
        operator.hang_up()
        ear = Ear(phone)
        ear.says('voice.survey.ask', 60)
        phone.press('5')
        ear.says('voice.survey.thanks')
        phone.press('1')
        phone.wait_bye(20)
    expect('survey: once', line.wait_rows('SELECT score FROM survey WHERE call = ?', call) == [(5,)])
    operator.away()


def decoded(operator, number):
    """The one recording of an appeal: both channels, 8 kHz"""
    version = operator.ask('GET', f'desk/appeals/{number}').json()['version']
    operator.ask('POST', f'desk/appeals/{number}/take', {'version': version})
    rows = operator.ask('GET', f'desk/appeals/{number}/recordings').json()['recordings']
    assert len(rows) == 1 and rows[0]['message'] and rows[0]['erase_at'] is None, rows
    call = rows[0]['call']
    ticket = operator.ask('POST', f'desk/recordings/{call}/listening').json()['ticket']
    data = operator.client.ask('GET', f'/api/v1/desk/recordings/{call}/sound?ticket={ticket}', None, **operator.head).body
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'sound')
        with open(path + '.opus', 'wb') as file:
            file.write(data)
        subprocess.run(['opusdec', '--quiet', '--rate', '8000', path + '.opus', path + '.wav'], check=True, capture_output=True, timeout=60)
        with wave.open(path + '.wav') as sound:
            both = memoryview(sound.readframes(sound.getnframes())).cast('h')
    return list(both[0::2])


def number_of(line, call):
    return f"{line.wait_rows('SELECT a.digits FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', call)[0][0]:010d}"


def left(line, operator, carrier, expect):
    """Said, heard again, said anew, sent: what was said last is what is kept"""
    with Phone(line.sip, user='79160000602') as phone:
        assert phone.call('mail').code == 200
        ear = Ear(phone)
        ear.says('voice.mail.ask')
        beep(phone)
        speak(phone, 500, 2)
        ear = Ear(phone)
        phone.press('#')
        ear.says('voice.mail.done')
        phone.press('2')
        phone.listen(lambda sound: len(sound) > 4000 and at_frequency(sound[-4000:], 500) > 2000)
        phone.press('3')
        beep(phone)
        speak(phone, 800, 2)
        ear = Ear(phone)
        phone.press('#')
        ear.says('voice.mail.done')
        phone.press('1')
        ear.says('voice.mail.taken')
        ear.says('voice.number.pencil')
        phone.bye()
    call = line.wait_rows('SELECT call FROM voicemail ORDER BY at_ms DESC LIMIT 1')[0][0]
    line.wait_rows('SELECT 1 FROM recording WHERE call = ?', call, seconds=40)
    heard = decoded(operator, number_of(line, call))
    middle = heard[len(heard) // 2 - 4000:len(heard) // 2 + 4000]
    expect('mail: what was said last', at_frequency(middle, 800) > 1000 and at_frequency(middle, 500) < 200 and 1.5 < len(heard) / 8000 < 6,
           (len(heard), rms(middle)))


def speak(phone, hertz, seconds):
    """From now on, so long"""
    phone.speaking = tone(hertz)
    time.sleep(seconds)
    phone.speaking = None


def cut(line, operator, carrier, expect):
    """Who hangs up has left a message too; who said nothing has not"""
    last = line.rows('SELECT coalesce(max(call), 0) FROM voicemail')[0][0]
    with Phone(line.sip, user='79160000603') as phone:
        assert phone.call('mail').code == 200
        Ear(phone).says('voice.mail.ask')
        beep(phone)
        speak(phone, 600, 2)
        phone.bye()
    rows = line.wait_rows('SELECT v.length_ms, a.state FROM voicemail v JOIN call c ON c.id = v.call JOIN appeal a ON a.id = c.appeal '
                          'WHERE v.call > ? AND c.ended_ms IS NOT NULL', last)
    expect('mail: a message without a key', rows[0][0] > 1500 and rows[0][1] == 1, rows)
    before = line.rows('SELECT count(*) FROM voicemail')
    with Phone(line.sip, user='79160000604') as phone:
        assert phone.call('mail').code == 200
        Ear(phone).says('voice.mail.ask')
        beep(phone)
        time.sleep(1.5)
        phone.bye()
    line.wait_rows("SELECT 1 FROM call WHERE line = 'mail' AND ended_ms IS NOT NULL AND appeal IS NULL")
    expect('mail: silence is none', line.rows('SELECT count(*) FROM voicemail') == before)


def citizen_first(expect, attempt, peers, path):
    with Store('sqlite', 'callback') as store:
        carrier = Citizens()
        with Line(store, *RULES, '--sip.trunk', carrier.address(), '--callback.space', '2s', '--callback.tries', '2', '--survey.calls',
                  '--profile', path) as line:
            (_, token), = hire(line, 1)
            operator = Operator(line, token, peers)
            mail = threading.Thread(target=lambda: [attempt(test, line, operator, None, expect) for test in (left, cut)])
            mail.start()
            for test in (talked, not_reached, unwanted, by_hand, survey, east):
                attempt(test, line, operator, carrier, expect)
            mail.join()
            errors = line.stop()
            expect('callback: the log has no errors', not errors, errors[:5])
        carrier.close()
        store.verify()


def operator_first(expect, attempt, peers, path):
    """An operator is rung first, hears the phone ring, and talks; one who hangs up before that leaves it for later"""
    with Store('sqlite', 'callback-operator') as store:
        carrier = Citizens()
        with Line(store, *RULES, '--sip.trunk', carrier.address(), '--callback.space', '2s', '--callback.first', 'operator',
                  '--profile', path) as line:
            (_, token), = hire(line, 1)
            operator = Operator(line, token, peers)
            began = asks(line, '79165554441')
            operator.ready()
            ring = operator.rings(30)
            expect('operator first: no phone rings yet', carrier.invite is None and ring['medium'] == 'out' and ring['callback'], ring)
            for method, path, body in (('POST', '/digits', {'digit': '1'}), ('DELETE', '', None), ('POST', '/hold', {'on': True})):
                reply = operator.ask(method, f'desk/calls/{ring["id"]}{path}', body, good=(409,))
                expect(f'operator first: {method}{path} while it rings', reply.json()['code'] == 'call.not_now', reply.body)
            operator.answer(ring)
            carrier.rung()
            carrier.reply(180, 'Ringing')
            operator.browser.hears(425)
            carrier.speaking = tone(700)
            carrier.take()
            operator.browser.tone(900)
            operator.browser.hears(700)
            carrier.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 900) > 2000)
            carrier.bye()
            found = callback(line, 3)
            expect('operator first: kept', found[0] == began[0] and promise(line, began[4]) == 3, found)
            operator.away()
            errors = line.stop()
            expect('operator first: the log has no errors', not errors, errors[:5])
        carrier.close()
        store.verify()


def killed(expect, attempt, peers, path):
    """Killed while a phone rings far away: it does not ring again before its time, and then once; who was cut off waiting is called, too"""
    with Store('sqlite', 'callback-killed') as store:
        carrier = Citizens()
        options = [*RULES, '--sip.trunk', carrier.address(), '--callback.space', '8s', '--profile', path]
        with Line(store, *options) as line:
            (_, token), = hire(line, 1)
            began = asks(line, '79165554451')
            operator = Operator(line, token, peers).ready()
            carrier.rung()
            dialled = time.time()
            carrier.reply(180, 'Ringing')
            expect('killed: it is being dialled', callback(line, 2)[1] == 1)
            waiting = Phone(line.sip, user='79165554452')
            waiting.call('wait')
            line.wait_rows('SELECT 1 FROM call WHERE queued_ms IS NOT NULL AND ended_ms IS NULL')
            line.kill()
        waiting.close()
        operator.away()
        with Line(store, *options) as line:
            rows = line.rows('SELECT state, tries, outcome FROM callback WHERE id = ?', began[0])
            expect('killed: it waits again', rows == [(1, 1, 'crash')], rows)
            cut_off = line.rows('SELECT id FROM callback WHERE reason = 3')
            expect('killed: who was cut off is owed one', len(cut_off) == 1, cut_off)
            operator = Operator(line, line.sign_in_links()['operator'], peers).ready()
            seen = []
            for _ in range(2):
                invite = carrier.rung(40)
                seen.append((re.search(r'sip:(\+\d+)@', invite.first)[1], time.time() - dialled))
                carrier.busy()
                line.wait_rows("SELECT 1 FROM callback WHERE outcome = 'busy' AND state = 1")
                if len(seen) == 1:
                    operator.ready()
            numbers = dict(seen)
            expect('killed: each is called once', sorted(numbers) == ['+79165554451', '+79165554452'], seen)
            expect('killed: no second dial before its time', numbers.get('+79165554451', 0) > 7, seen)
            rows = line.rows('SELECT tries FROM callback WHERE id = ?', began[0])
            expect('killed: two tries', rows == [(2,)], rows)
            operator.away()
            line.stop()
        carrier.close()
        store.verify()


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder, Peers() as peers:
        path = profile(folder)
        tests = [threading.Thread(target=attempt, args=(test, expect, attempt, peers, path)) for test in (citizen_first, operator_first, killed)]
        for test in tests:
            test.start()
        for test in tests:
            test.join()
