#!/usr/bin/env python3
"""record.py: calls are recorded as they were spoken: a telephone plays one tone, the operator another, and the stored Ogg Opus is decoded
by a program that is not ours. Paused, held, refused; the program killed in the middle; a disk that is full. Ends with «N passed, N failed».
"""
import array
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import wave

HERE = os.path.dirname(os.path.abspath(__file__))
os.chdir(os.path.join(HERE, '..', '..'))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'durable')]
import program                                     # noqa: E402
from desk import Operator, Peers, hire             # noqa: E402
from heard import Ear                              # noqa: E402
from line import Line                              # noqa: E402
from phone import Phone, at_frequency, rms, tone   # noqa: E402
from program import until                          # noqa: E402

CITIZEN, STAFF, THIRD = 500, 900, 1300             # Hz: what each plays
TOPIC, DAY_MS = 'Статус заявления', 24 * 3600 * 1000
WINDOW = 2000                                      # samples that are looked at together: 0.25 s
LOUD, QUIET = 1000, 60                             # amplitude of a tone that is there, and of one that is not
passed = failed = 0
counting = threading.Lock()


def expect(what, good, more=''):
    global passed, failed
    with counting:
        passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f'FAILED {what}: {more}', file=sys.stderr)


class Talk:
    """A caller and an operator, each with a tone"""

    def __init__(self, line, operator, user, hear=False, refuse=False):
        self.line, self.operator, self.phone = line, operator, Phone(line.sip, user=user)
        self.phone.call('hotline')
        ear = Ear(self.phone)
        until(lambda: ear.hear() or len(ear.sound) > 8000, 'a greeting')
        self.phone.press('0')
        if hear:
            self.told = ear.says('voice.record.told', key='*')
        if refuse:
            self.phone.press('*')
            ear.says('voice.record.refused')
        operator.ready()
        self.ring = operator.rings()
        operator.answer(self.ring)
        operator.browser.tone(STAFF)
        self.phone.speaking = tone(CITIZEN)
        self.id = self.ring['id']
        self.spoken(1)

    def spoken(self, seconds):
        """So long each hears the other"""
        self.phone.listen(lambda sound: len(sound) >= 8000 * seconds and at_frequency(sound[-4000:], STAFF) > LOUD, 30)

    def quiet(self, seconds):
        """So long neither is recorded: what is heard meanwhile is music, or the other"""
        self.phone.listen(lambda sound: len(sound) >= 8000 * seconds, 30)

    def how(self):
        return self.operator.mine()['recording']

    def record(self, on):
        self.operator.ask('POST', f'desk/calls/{self.id}/recording', {'on': on})

    def end(self):
        self.phone.bye()
        self.phone.close()
        self.operator.away()
        self.operator.ask('POST', 'desk/wrap-up', {'seconds': 0})


def stored(line, call):
    line.wait_rows('SELECT 1 FROM recording WHERE call = ?', int(call), seconds=40)


def number(line, call):
    """Ten digits"""
    return str(line.rows('SELECT a.digits FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', int(call))[0][0]).zfill(10)


def sound_of(operator, call):
    """Both channels, 8 kHz, as opusdec has them"""
    ticket = operator.ask('POST', f'desk/recordings/{call}/listening').json()['ticket']
    data = fetch(operator, call, ticket).body
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'sound')
        with open(path + '.opus', 'wb') as file:
            file.write(data)
        done = subprocess.run(['opusdec', '--quiet', '--rate', '8000', path + '.opus', path + '.wav'], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        with wave.open(path + '.wav') as sound:
            assert sound.getnchannels() == 2 and sound.getframerate() == 8000
            both = array.array('h', sound.readframes(sound.getnframes()))
    return both[0::2], both[1::2]


def fetch(operator, call, ticket, good=(200, 206), **head):
    reply = operator.client.ask('GET', f'/api/v1/desk/recordings/{call}/sound?ticket={ticket}', None, **operator.head, **head)
    assert reply.status in good, reply.status
    return reply


def seen(channels):
    """Of each window a letter: both tones where they belong +, silence -, anything else ?"""
    left, right = channels
    out = ''
    for i in range(0, len(left) - WINDOW, WINDOW):
        a, b = left[i:i + WINDOW], right[i:i + WINDOW]
        own = at_frequency(a, CITIZEN), at_frequency(b, STAFF)
        other = at_frequency(a, STAFF), at_frequency(b, CITIZEN)
        out += '+' if min(own) > LOUD and max(other) < QUIET else '-' if max(rms(a), rms(b)) < QUIET else '?'
    return out


def journal(line, kind):
    return line.rows('SELECT count(*) FROM journal WHERE kind = ?', kind)[0][0]


def about(operator, talk):
    """The operator finds out what it is about"""
    topic = next(one['id'] for one in operator.ask('GET', 'topics').json()['items'] if one['name'] == TOPIC)
    shown = operator.mine()['number']
    version = operator.ask('GET', f'desk/appeals/{shown}').json()['version']
    operator.ask('PUT', f'desk/appeals/{shown}/topic', {'version': version, 'topic': topic})


def talked(store, line, operator):
    """Talked, paused, talked, held, talked: each is there, and what was not to be kept is not"""
    supervisor, other = Operator(line, line.sign_in_links()['supervisor']), Operator(line, hire(line, 1)[0][1])
    talk = Talk(line, operator, '79160000401', hear=True)
    expect('the caller was told', 'записывается' in talk.told, talk.told)
    until(lambda: talk.how() == 'on', 'it is recorded', 5)
    about(operator, talk)
    talk.spoken(1.5)
    talk.record(False)
    expect('paused', talk.how() == 'paused', talk.how())
    talk.spoken(1.5)
    talk.record(True)
    talk.spoken(1.5)
    operator.hold(True)
    talk.quiet(1.5)
    operator.hold(False)
    talk.spoken(1.5)
    talk.end()
    stored(line, talk.id)
    kept = line.rows('SELECT erase_ms - began_ms - length_ms FROM recording WHERE call = ?', int(talk.id))[0][0]
    expect('kept as long as its topic says', kept == 30 * DAY_MS, kept / DAY_MS)
    found = seen(sound_of(operator, talk.id))
    shape = re.sub(r'\?', '', re.sub(r'(.)\1*', r'\1', re.sub(r'\?', '', found)))
    expect('each tone in its own channel, silence while paused and held', shape.strip('-') == '+-+-+', found)
    expect('what is neither is between them alone', '???' not in found.strip('?') and found.count('+') >= 16 and found.count('-') >= 8, found)
    rows = operator.ask('GET', f'desk/appeals/{number(line, talk.id)}/recordings').json()['recordings']
    expect('it stands on the card, with its pause', len(rows) == 1 and rows[0]['may'] and len(rows[0]['pauses']) == 1 and not rows[0]['gaps'], rows)
    expect('it is a talk, kept until a day', not rows[0]['message'] and rows[0]['erase_at'], rows)
    pause = rows[0]['pauses'][0]
    expect('the pause is as long as it was', 1000 < pause[1] - pause[0] < 4000, pause)
    expect('a waveform of both', all(max(peaks) > 50 and min(peaks) == 0 for peaks in rows[0]['peaks']), rows[0]['peaks'])
    expect('words in the journal', [journal(line, 'recording.' + word) for word in ('paused', 'resumed', 'stored', 'heard')] == [1, 1, 1, 1])
    listening(line, talk.id, operator, other, supervisor)
    expect('no spool is left', not [name for name in os.listdir(line.store.dir + '/spool')])
    secret(line)


def listening(line, call, operator, other, senior):
    ticket = operator.ask('POST', f'desk/recordings/{call}/listening').json()['ticket']
    whole = fetch(operator, call, ticket)
    part = fetch(operator, call, ticket, Range='bytes=100-199')
    expect('a range', part.status == 206 and part.body == whole.body[100:200], part.status)
    expect('a listening is a row, however many ranges', journal(line, 'recording.heard') == 2, journal(line, 'recording.heard'))
    expect('another operator may not', other.ask('POST', f'desk/recordings/{call}/listening', good=None).status == 403)
    rows = other.ask('GET', f'desk/appeals/{number(line, call)}/recordings').json()['recordings']
    expect('and is told so', rows and not rows[0]['may'], rows)
    expect('nor with a ticket that is not his', fetch(other, call, ticket, good=(409,)).status == 409)
    expect('nor without one', fetch(operator, call, '', good=(409,)).status == 409)
    got = senior.ask('POST', f'desk/recordings/{call}/listening')
    expect('a supervisor may', got.status == 201)


def secret(line):
    """No file of it is sound that can be read"""
    said, bare = tone(CITIZEN)[0], []
    for folder, _, names in os.walk(line.store.dir):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                data = file.read()
            bare += [name] if b'OpusHead' in data or said in data else []
    expect('all of it is sealed', not bare, bare)


def refused(store, line, operator):
    talk = Talk(line, operator, '79160000402', hear=True, refuse=True)
    expect('refused', talk.how() == 'refused', talk.how())
    expect('nothing to pause', operator.ask('POST', f'desk/calls/{talk.id}/recording', {'on': False}, good=None).status == 409)
    talk.spoken(1)
    talk.end()
    line.wait_rows("SELECT 1 FROM journal WHERE kind = 'recording.refused'")
    line.wait_rows('SELECT 1 FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(talk.id))
    expect('no recording', not line.rows('SELECT 1 FROM recording WHERE call = ?', int(talk.id)) and not os.listdir(line.store.dir + '/spool'))


def after(store, line, operator):
    """The talk is over and recorded: the key for "without a recording" refuses nothing any more"""
    talk = Talk(line, operator, '79160000405', hear=True)
    talk.spoken(1)
    operator.hang_up()
    Ear(talk.phone).says('voice.number.pencil')
    talk.phone.press('*')
    talk.end()
    line.wait_rows('SELECT 1 FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(talk.id))
    expect('after: it was not refused', not line.rows("SELECT 1 FROM journal WHERE kind = 'recording.refused'"))
    stored(line, talk.id)


def three(store, line, operator):
    """Who is called in is recorded beside the operator; while the two consult, nobody is"""
    talk = Talk(line, operator, '79160000406', hear=True)
    third = Operator(line, hire(line, 1)[0][1], operator.browser.peers)
    third.ready()
    until(lambda: operator.ask('POST', f'desk/calls/{talk.id}/guest', {'staff': third.id}, good=None).status == 204, 'called in')
    third.answer(third.rings())
    third.browser.tone(THIRD)
    operator.browser.hears(THIRD)
    operator.hold(False)
    talk.phone.listen(lambda sound: len(sound) > 16000 and all(at_frequency(sound[-8000:], hz) > LOUD for hz in (STAFF, THIRD)))
    talk.end()
    stored(line, talk.id)
    left, right = sound_of(operator, talk.id)
    share = lambda sound, hz: sum(at_frequency(sound[i:i + WINDOW], hz) > LOUD for i in range(0, len(sound) - WINDOW, WINDOW))
    expect('three: the third is beside the operator', min(share(right, STAFF), share(right, THIRD)) >= 3 and share(right, STAFF) > share(right, THIRD),
           (share(right, STAFF), share(right, THIRD)))
    expect('three: the citizen is alone', share(left, CITIZEN) >= 3 and not share(left, THIRD) and not share(left, STAFF))


def killed(store, line, operator):
    """Readable up to the last second"""
    talk = Talk(line, operator, '79160000403')
    began = time.monotonic()
    talk.spoken(3)
    lasted = time.monotonic() - began
    line.kill()
    talk.phone.close()
    operator.away()
    with Line(store, '--record.calls') as again:
        stored(again, talk.id)
        supervisor = Operator(again, again.sign_in_links()['supervisor'])
        found = seen(sound_of(supervisor, talk.id))
        expect('killed: what was said is there', found.count('+') >= 4 * (lasted - 1.25) and '???' not in found.strip('?'), (found, lasted))
        expect('and the spool is gone', not os.listdir(store.dir + '/spool'))
        again.stop()


def full(peers):
    """The disk is full while it is recorded: the call goes on, the desk is told"""
    with program.Store('sqlite', 'record-full') as store:
        folder = os.path.join(store.dir, 'spool')
        os.makedirs(folder, 0o700)
        os.chmod(store.dir, 0o700)
        disk = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=64k,mode=700', 'tmpfs', folder], capture_output=True).returncode == 0
        if not disk:
            os.chmod(folder, 0o500)
        try:
            with Line(store, '--record.calls') as line:
                operator = Operator(line, line.sign_in_links()['operator'], peers)
                talk = Talk(line, operator, '79160000404')
                until(lambda: talk.how() == 'fails', 'the desk is told', 30)
                talk.spoken(2)
                expect('full: the call goes on', operator.mine()['state'] == 'talking')
                talk.end()
                line.wait_rows("SELECT 1 FROM journal WHERE kind = 'recording.failed'")
                if disk:
                    stored(line, talk.id)
                    found = seen(sound_of(operator, talk.id))
                    expect('full: what found room is there', found.count('+') >= 4, found)
                line.process.terminate()
                line.process.wait(60)
        finally:
            if disk:
                subprocess.run(['umount', folder], capture_output=True)


def alone(test, peers):
    """In a program of its own, for all run beside each other: what is recorded takes its time"""
    with program.Store('sqlite', 'record-' + test.__name__) as store:
        with Line(store, '--record.calls', '--record.keep-topics', 'Жалобы 2d; ' + TOPIC + ' 30d') as line:
            test(store, line, Operator(line, line.sign_in_links()['operator'], peers))
        store.verify()


def main():
    with Peers() as peers:
        tests = [threading.Thread(target=attempt, args=args) for args in ((full, peers), *((alone, test, peers) for test in (talked, refused, after, three, killed)))]
        for test in tests:
            test.start()
        for test in tests:
            test.join()


def attempt(test, *args):
    try:
        test(*args)
    except Exception as e:
        expect(' '.join(getattr(arg, '__name__', '') for arg in (test, *args)), False, repr(e))


main()
print(f'{passed} passed, {failed} failed')
sys.exit(failed > 0)
