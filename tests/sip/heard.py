"""heard.py: what a caller hears, sample by sample: each prompt is rendered by `otklik say` and looked for in what came by RTP.

Speech is A-law from the cache to the telephone, so a prompt that was heard is there bit by bit. That proves the number: what is
spoken is what `otklik say` composes of the number that the desk shows and the store holds.
"""
import array
import datetime
import hashlib
import hmac
import json
import math
import os
import re
import socket
import struct
import subprocess
import tempfile
import threading
import time
import wave
import zlib

from desk import Operator, Peers, hire
from phone import ULAW, Phone, at_frequency, tone
from program import OTKLIK, Store, until
from line import MOSCOW, Line, ahead, demonstration, weekday, written

TAKE = 2400                # samples that are looked for first: 0.3 s
EAST = datetime.timezone(datetime.timedelta(hours=10))
ORG = 'Справочная служба'


def rendered(key, /, lang='ru', now=None, slow=False, whose=None, **values):
    """What it sounds like, and in words; `now`: as it is in this zone; `whose`: "moscow", "local": the time's name is said too"""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'said.wav')
        args = [OTKLIK, 'say', key, *(f'{name}={value}' for name, value in values.items()), '--lang', lang, '--wav', path]
        done = subprocess.run(args + (['--now', f'{datetime.datetime.now(now):%Y-%m-%dT%H:%M}'] if now else []) + ['--slow'] * slow + (['--time', whose] if whose else []), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        with wave.open(path) as sound:
            return array.array('h', sound.readframes(sound.getnframes())), done.stdout.splitlines()[0]


class Ear:
    """All that a telephone has heard, and how far it was understood"""

    def __init__(self, phone):
        self.phone, self.sound, self.at = phone, array.array('h'), 0
        self.gap = 0               # seconds of something else before what was understood last

    def hear(self):
        self.sound.extend(self.phone.heard())

    def find(self, want):
        """Where this begins, from where the last one was on; None: not all of it is there yet"""
        loudest = max(range(0, max(len(want) - TAKE, 1), 400), key=lambda i: sum(abs(s) for s in want[i:i + TAKE:8]))
        take, heard = want[loudest:loudest + TAKE].tobytes(), self.sound.tobytes()
        i = heard.find(take, 2 * self.at)
        while i >= 0:                  # what is said twice is there twice
            start = i // 2 - loudest
            if i % 2 == 0 and start >= 0 and start + len(want) <= len(self.sound) and self.pieces(want, start):
                return start
            i = heard.find(take, i + 1)
        return None

    def pieces(self, want, start):
        """Is each stretch there, in order? A packet that a busy machine lost, or that came late, moves what follows"""
        at, found, heard = max(start - TAKE, 0), 0, self.sound[:start + len(want) + 8 * TAKE].tobytes()
        takes = [want[i:i + TAKE // 3] for i in range(0, len(want) - TAKE // 3, TAKE // 3)]
        takes = [take for take in takes if max(map(abs, take)) > 500]
        for take in takes:
            i = heard.find(take.tobytes(), 2 * at)
            if i >= 0 and i % 2 == 0:
                at, found = i // 2 + len(take), found + 1
        return found >= 0.9 * len(takes)

    def says(self, key, /, seconds=40, **values):
        """Waits until it is said, behind what was understood last; the words"""
        wants = {}                     # by the day it is where that matters: one may have begun since
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            day = datetime.datetime.now(values['now']).date() if values.get('now') else None
            if day not in wants:
                wants[day] = rendered(key, **values)
            self.hear()
            for want, words in wants.values():
                start = self.find(want)
                if start is not None:
                    self.gap = (start - self.at) / 8000
                    self.at = start + len(want)
                    return words
            time.sleep(0.3)
        raise AssertionError(f'not heard in {len(self.sound) / 8000:.0f} s: {words}')


def topics(line):
    return [item['name'] for item in line.client().ask('GET', '/api/v1/topics').json()['items']]


def closed(line, expect):
    """A closed line: until when, where to write, what needs nobody, and a message that may be left (R8, R17); 0 has nobody, and says so"""
    opens = ahead(MOSCOW, 4).strftime('%Y-%m-%dT%H:%M')
    with Phone(line.sip, user='79160000301') as phone:
        expect('closed: answered', phone.call('closed').code == 200)
        ear = Ear(phone)
        ear.says('voice.greet', org='Линия, которая закрыта')
        words = ear.says('voice.line.closed', opens=opens, now=MOSCOW, whose='moscow')
        expect('closed: until when, and whose time it is: other lines are of other zones', words.endswith('по московскому времени.'), words)
        ear.says('voice.line.write')
        ear.says('voice.mail.offer', key='1')
        ear.says('voice.menu.known', key='2')
        phone.press('0')
        ear.says('voice.line.closed', opens=opens, now=MOSCOW, whose='moscow')
        phone.press('5')
        ear.says('voice.line.closed', opens=opens, now=MOSCOW, whose='moscow')
        phone.press('2')
        ear.says('voice.number.ask')
        phone.press('*')
        ear.says('voice.mail.offer', key='1')
        phone.press('1')
        ear.says('voice.mail.ask')
        beep(phone)
        phone.speaking = tone(600)
        time.sleep(2)
        phone.speaking = None
        phone.press('#')
        Ear(phone).says('voice.mail.done')
        phone.press('1')
        ear = Ear(phone)
        ear.says('voice.mail.taken')
        call = line.wait_rows("SELECT id FROM call WHERE line = 'closed' AND ended_ms IS NULL")[0][0]
        ear.says('voice.number.new', 60, slow=False, number=f'{number_of(line, {"id": call}):010}')
        ear.says('voice.bye', 60)
        phone.wait_bye(20)
    rows = line.wait_rows('SELECT cause, owed FROM call WHERE id = ? AND ended_ms IS NOT NULL', call)
    expect('closed: the end', rows == [('said_all', 0)], rows)
    rows = line.wait_rows('SELECT v.length_ms, a.state FROM voicemail v JOIN call c ON c.id = v.call JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', call)
    expect('closed: the message is an appeal', 1500 < rows[0][0] < 6000 and rows[0][1] == 1, rows)


def beep(phone):
    """Waits for the tone after which a message is spoken"""
    phone.listen(lambda sound: any(at_frequency(sound[i:i + 800], 1000) > 2000 for i in range(0, len(sound) - 800, 400)))


def silent(line, expect):
    """Who presses nothing hears the menu thrice, then gets a person; a wrong key is told"""
    with Phone(line.sip, user='79160000302') as phone:
        phone.call('hotline')
        ear = Ear(phone)
        ear.says('voice.menu.begin')
        ear.says('voice.menu.silence', 60)
        ear.says('voice.menu.begin')
        ear.says('voice.menu.silence', 60)
        ear.says('voice.connect', 60)
        line.wait_rows("SELECT 1 FROM call WHERE queued_ms IS NOT NULL AND topic IS NULL AND ended_ms IS NULL")
        phone.bye()
    expect('silence: a person in the end', True)


def keys(line, expect):
    """Keys interrupt: a wrong one, back, the other language, and what a topic is called"""
    with Phone(line.sip, user='79160000303') as phone:
        phone.call('hotline')
        ear = Ear(phone)
        ear.says('voice.greet', org=ORG)
        ear.says('voice.line.always')
        ear.says('voice.menu.begin')
        ear.says('voice.menu.topic', topic=topics(line)[0], key='1')
        began = time.monotonic()
        phone.press('D')
        ear.says('voice.menu.wrong')
        expect('keys: a key interrupts', time.monotonic() - began < 8, time.monotonic() - began)
        phone.press('*')
        ear.says('voice.menu.begin')
        phone.press('9')
        ear.says('voice.menu.begin', lang='en')
        phone.press('9')
        ear.says('voice.menu.begin')
        phone.press('8')
        ear.says('voice.menu.known', key='1')
        phone.press('1')
        ear.says('voice.number.ask')
        phone.press('12345#')
        ear.says('voice.number.short', n=5, want=10)
        phone.press('*')
        ear.says('voice.menu.known', key='1')
        phone.press('*')
        ear.says('voice.menu.begin')
        phone.press('0')
        ear.says('voice.connect')
        ear.says('voice.queue.none')
        ear.says('voice.queue.stay')
        expect('keys: nobody is there, which is said at once', ear.gap < 1, ear.gap)
        ear.says('voice.mail.offer', key='2')
        expect('keys: and so is what there is instead', ear.gap < 4, ear.gap)
        phone.bye()


FLOW = """[
  {"do": "say", "words": {"ru": "Проверка линии.", "en": "Checking the line."}},
  {"do": "branch", "on": "known", "yes": [{"do": "say", "prompt": "hold"}]},
  {"do": "menu", "items": [
    {"key": "1", "words": {"ru": "Дороги", "en": "Roads"}, "steps": [{"do": "topic", "topic": "Housing and utilities"}, {"do": "queue"}]},
    {"key": "2", "prompt": "menu.known", "steps": [{"do": "slow"}, {"do": "appeal", "found": [{"do": "status"}, {"do": "hang-up"}]}, {"do": "queue"}]}]}
]"""


def with_flow(folder):
    """The demonstration's profile with a line more, which has a flow of its own, and three of Vladivostok: of its own hours, of Moscow's, of Samara's"""
    profile, day = demonstration(), weekday(ahead(EAST))
    profile['lines'].append({'key': 'flow', 'calendar': 'always', 'flow': 'own'})
    for key, zone in (('east', 'Asia/Vladivostok'), ('moscow', 'Europe/Moscow'), ('samara', 'Europe/Samara')):
        profile['calendars'].append({'name': key, 'zone': zone, 'week': f'{day} 09:00-09:05', 'every_day': True})
        profile['lines'].append({'key': key, 'calendar': key, 'region': '25', 'name': {'ru': 'Восток', 'en': 'The east'}})
    profile['calendars'].append({'name': 'why', 'zone': 'Europe/Moscow', 'week': 'daily 00:00-24:00', 'every_day': True})
    profile['lines'].append({'key': 'why', 'calendar': 'why', 'name': {'ru': 'Линия', 'en': 'A line'}})
    profile['flows'] = {'own': json.loads(FLOW)}
    return written(profile, folder)


def flow(line, expect):
    """A flow of the profile: its own words, its own menu, a topic that it sets; how an appeal stands; a caller who is known by then"""
    with Phone(line.sip, user='79160000308') as phone:
        phone.call('flow')
        ear = Ear(phone)
        ear.says('voice.words', words='Проверка линии.')
        ear.says('voice.menu.topic', topic='Дороги', key='1')
        ear.says('voice.menu.known', key='2')
        phone.press('1')
        rows = line.wait_rows("SELECT t.name_ru FROM call c JOIN topic t ON t.id = c.topic WHERE c.line = 'flow' AND c.queued_ms IS NOT NULL")
        expect('flow: the topic it sets', rows == [('ЖКХ',)], rows)
        phone.bye()
    given = line.client().ask('POST', '/api/v1/appeals', {'kind': 'question', 'text': 'Когда починят дорогу?'}, Idempotency_Key=os.urandom(6).hex()).json()
    due = datetime.datetime.fromisoformat(given['answer_by']).astimezone(MOSCOW).strftime('%Y-%m-%dT%H:%M')
    with Phone(line.sip, user='79160000308') as phone:
        phone.call('flow')
        ear = Ear(phone)
        ear.says('voice.hold')
        phone.press('2' + re.sub(r'\D', '', given['number']) + given['code'])
        words = ear.says('voice.status.new', 60, slow=True, number=given['number'], due=due, now=MOSCOW, whose='moscow')
        expect('flow: how the appeal stands', 'принято' in words, words)
        phone.wait_bye(20)
    line.wait_rows("SELECT 1 FROM call WHERE line = 'flow' AND cause = 'said_all'")


def zones(line, expect):
    """Nine o'clock in Vladivostok is nine to who calls there; Moscow's nine is Moscow's, which is said; Samara's is five hours later, local time"""
    for key, hour, whose in (('east', 9, None), ('moscow', 9, 'moscow'), ('samara', 15, 'local')):
        opens = ahead(EAST, hour).strftime('%Y-%m-%dT%H:%M')
        with Phone(line.sip, user='79160000307') as phone:
            phone.call(key)
            words = Ear(phone).says('voice.line.closed', 60, opens=opens, now=EAST, whose=whose)
            expect(f'zones: {key}', ('времени' in words) == bool(whose), words)
            phone.bye()


def why(line, supervisor, admin, expect):
    """Closed out of turn by two people: the caller hears until when, and the reason that was typed"""
    at = 'settings/calendars/why'
    now = datetime.datetime.now(MOSCOW).replace(microsecond=0)
    made = supervisor.ask('POST', at + '/exceptions', {
        'from': (now + datetime.timedelta(seconds=3)).isoformat(), 'to': (now + datetime.timedelta(days=3)).isoformat(), 'closed': True,
        'reason_ru': 'Авария на подстанции.', 'reason_en': 'A fault', 'emergency': {'reason': 'Нет тока'}}).json()
    admin.ask('POST', f'{at}/exceptions/{made["id"]}/confirm')
    until(lambda: not supervisor.ask('GET', at).json()['status']['open'], 'closed')
    with Phone(line.sip, user='79160000309') as phone:
        phone.call('why')
        words = Ear(phone).says('voice.line.reason', 60, reason='Авария на подстанции')
        expect('why: one full stop', words == 'Причина: Авария на подстанции.', words)
        phone.bye()


def number_of(line, call):
    """Digits, as the store has them"""
    return line.wait_rows('SELECT a.digits FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', int(call['id']))[0][0]


def pairs(words):
    """Words of a number: two letters and ten digits in pairs, twice"""
    return re.search(r': (.+?)\. Повторяю: (.+?)\.$', words)


def stays(line, operator, supervisor, expect):
    """A topic, music, place, what to have ready; the operator closes and hangs up; the number is one: spoken, shown, stored"""
    operator.phone()
    operator.state('away')
    with Phone(line.sip, user='79160000304') as phone:
        phone.call('hotline')
        ear = Ear(phone)
        ear.says('voice.greet', org=ORG)
        phone.press('1')
        ear.says('voice.menu.chosen', topic=topics(line)[0])
        ear.says('voice.queue.enter')
        ear.says('voice.queue.next')
        ear.says('voice.queue.ready')
        operator.ready()
        ring = operator.rings()
        operator.answer(ring)
        operator.browser.tone(900)
        phone.listen(lambda sound: len(sound) > 8000)
        shown = operator.mine()['number']
        card = operator.ask('GET', f'desk/appeals/{shown}').json()
        expect('stays: the appeal is the operator\'s', card['state'] == 'in_work' and card['owner']['id'] == operator.id, card['state'])
        operator.ask('POST', f'desk/appeals/{shown}/close', {'version': card['version'], 'result': 'explained', 'note': 'Рассказали.'})
        operator.hang_up()
        until(lambda: next(row for row in supervisor.line()['staff'] if row['id'] == operator.id)['state'] == 'wrap_up', 'wrap-up', 3)
        operator.ask('POST', 'desk/wrap-up', {'seconds': 90, 'reason': 'record'})
        row = next(row for row in supervisor.line()['staff'] if row['id'] == operator.id)
        expect('wrap-up: extended, and all see why', (row['state'], row.get('reason')) == ('wrap_up', 'record'), row)
        ear.says('voice.number.pencil')
        words = ear.says('voice.number.new', 60, number=shown)
        said = pairs(words)
        expect('stays: in pairs, twice', said and said[1] == said[2] and len(said[1].split(', ')) == 7, words)
        expect('stays: spoken, shown and stored are one', re.sub(r'\D', '', shown) == str(number_of(line, ring)).zfill(10), (shown, number_of(line, ring)))
        ear.says('voice.operator', name=operator.name)
        expect('stays: its code, eight digits twice', 6 < ear.gap < 30, ear.gap)
        ear.says('voice.bye')
        phone.wait_bye(20)
    rows = line.wait_rows('SELECT cause, owed FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(ring['id']))
    expect('stays: the end', rows == [('operator_left', 0)], rows)
    state = line.rows('SELECT a.state FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.id = ?', int(ring['id']))
    expect('stays: closed', state == [(5,)], state)
    operator.away()


def free(line, operator, expect):
    """Who rings at an operator at once does not hear that all are busy"""
    with Phone(line.sip, user='79160000306') as phone:
        operator.ready()
        phone.call('hotline')
        ear = Ear(phone)
        ear.says('voice.greet', org=ORG)
        phone.press('0')
        ear.says('voice.connect')
        ring = operator.rings(60)
        busy, connected = rendered('voice.queue.enter')[0], ear.at
        until(lambda: ear.hear() or len(ear.sound) > connected + len(busy) + 8000, 'what follows is heard', 20)
        expect('free: nobody says that all are busy', ear.find(busy) is None)
        operator.answer(ring)
        operator.hang_up()
        phone.bye()
    operator.away()


def attached(line, operator, expect):
    """The operator finds out that there is an appeal already: its number is said; split: both have the call"""
    client = line.client()
    given = client.ask('POST', '/api/v1/appeals', {'kind': 'complaint', 'text': 'Не горит фонарь у дома.'}, Idempotency_Key=os.urandom(6).hex()).json()
    with Phone(line.sip, user='79160000305') as phone:
        phone.call('hotline')
        ear = Ear(phone)
        ear.says('voice.greet', org=ORG)
        phone.press('0')
        ear.says('voice.connect')
        operator.ready()
        ring = operator.rings(60)
        operator.answer(ring)
        provisional = operator.mine()['number']
        until(lambda: operator.ask('GET', f'desk/appeals/{provisional}').json()['state'] == 'in_work', 'taken on')
        path = f'desk/calls/{ring["id"]}'
        second = operator.ask('POST', path + '/split', {'kind': 'technical', 'text': 'И не открывается портал.'}).json()
        expect('split: no desk is shown the code', 'code' not in second, second)
        contacts = line.rows('SELECT count(*) FROM contact WHERE id = ? AND ended_ms IS NULL', int(ring['id']))
        expect('split: a contact of both', contacts == [(2,)], contacts)
        view = operator.ask('POST', path + '/appeal', {'number': given['number']}).json()
        expect('attach: the call', (view['number'], view['state']) == (given['number'], 'talking'), view)
        expect('attach: shown', operator.mine()['number'] == given['number'], operator.mine())
        card = operator.ask('GET', f'desk/appeals/{provisional}').json()
        expect('attach: the provisional number leads there', card['number'] == given['number'], card['number'])
        page = client.ask('GET', f'/api/v1/appeals/{given["number"]}', Appeal_Code=given['code'])
        expect('attach: the citizen\'s own number and code', page.status == 200 and page.json()['number'] == given['number'], page.body)
        operator.hang_up()
        words = ear.says('voice.number.known', 60, number=given['number'])
        expect('attach: the known number is said', True, words)
        expect('split: so is the second one', ear.says('voice.number.also', 60, number=second['number']))
        expect('attach: but not the code of what its operator attached it to', ear.gap < 3, ear.gap)
        ear.says('voice.operator', 60, name=operator.name)
        expect('split: and its code', 6 < ear.gap < 30, ear.gap)
        phone.bye()
    rows = line.wait_rows('SELECT cause FROM contact WHERE id = ? AND ended_ms IS NOT NULL', int(ring['id']))
    expect('split: both contacts ended', rows == [('citizen_left',)] * 2, rows)
    again = operator.ask('POST', f'desk/calls/{ring["id"]}/appeal', {'number': second['number']}, good=(409,)).json()
    expect('attach: once', again['code'] == 'call.attached', again)
    operator.away()
    return given


def known(line, operator, given, expect):
    """Ten digits and the code: found, and that number is said in the end"""
    digits, code = re.sub(r'\D', '', given['number']), given['code']
    with Phone(line.sip, user='79160000306') as phone:
        phone.call('hotline')
        ear = Ear(phone)
        ear.says('voice.greet', org=ORG)
        phone.press('81')
        ear.says('voice.number.ask')
        phone.press(digits)
        ear.says('voice.number.ask-code')
        phone.press(code)
        ear.says('voice.list.again', 60, key='1')             # behind how it stands
        phone.press('0')
        ear.says('voice.connect')
        operator.ready()
        ring = operator.rings(60)
        expect('known: the desk is shown which', ring['number'] == given['number'], ring)
        operator.answer(ring)
        phone.listen(lambda sound: len(sound) > 4000)
        until(lambda: operator.mine()['state'] == 'talking', 'talking')
        operator.hang_up()
        ear.says('voice.number.known', 60, number=given['number'])
        ear.says('voice.operator', name=operator.name)
        phone.bye()
    operator.away()


def moves(line, operator, expect):
    """A telephone that knows µ-law alone: by table both ways; a stranger's sound is not heard; the phone holds, comes back, and moves"""
    with Phone(line.sip, codecs=(0, 101), user='79160000307') as phone:
        phone.call('hotline')
        phone.listen(lambda sound: len(sound) > 4000)
        phone.press('0')
        operator.ready()
        operator.answer(operator.rings(60))
        operator.browser.tone(900)
        phone.speaking, strange = pieces(700), pieces(1500)
        operator.browser.hears(700)
        phone.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 900) > 2000)
        expect('µ-law: both ways', phone.payloads == {0}, phone.payloads)

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for n in range(100):
                stranger.sendto(struct.pack('>BBHII', 0x80, 0, n, n * 160, 77) + strange[n % 50], phone.peer_media)
                time.sleep(0.01)
        level = operator.browser.hear(700, 1500)
        expect('a stranger is not heard', level[2][0] > 0.6 and level[2][1] < 0.1, level)

        expect('the phone holds', phone.again('inactive').code == 200)
        before = phone.packets
        time.sleep(0.5)
        expect('nothing is sent to who holds', phone.packets - before < 5, phone.packets - before)
        expect('and comes back', phone.again('sendrecv').code == 200)
        operator.browser.hears(700)

        old, phone.rtp = phone.rtp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        phone.rtp.bind((phone.host, 0))
        expect('the phone moves', phone.again('sendrecv').code == 200)
        phone.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 900) > 2000)
        operator.browser.hears(700)
        old.close()
        phone.bye()
    operator.away()


def pieces(hertz, amplitude=8000):
    """20 ms pieces of a tone in µ-law, a second of them"""
    wanted = (amplitude * math.sin(2 * math.pi * hertz * i / 8000) for i in range(8000))
    octets = bytes(min(range(256), key=lambda octet: abs(ULAW[octet] - value)) for value in wanted)
    return [octets[i:i + 160] for i in range(0, 8000, 160)]


def stun(answer, address):
    """A browser's first word (RFC 8445): is it answered?"""
    ufrag, password = (re.search(rf'a=ice-{name}:(\S+)', answer)[1] for name in ('ufrag', 'pwd'))
    user = f'{ufrag}:peer'.encode()
    body = struct.pack('>HH', 6, len(user)) + user + bytes(-len(user) % 4) + struct.pack('>HHI', 0x24, 4, 1) + struct.pack('>HHQ', 0x802a, 8, 1)
    head = lambda size: struct.pack('>HHI', 1, size, 0x2112a442) + b'transaction1'
    mac = hmac.new(password.encode(), head(len(body) + 24) + body, hashlib.sha1).digest()
    body += struct.pack('>HH', 8, 20) + mac
    whole = head(len(body) + 8) + body
    whole += struct.pack('>HHI', 0x8028, 4, zlib.crc32(whole) ^ 0x5354554e)
    with socket.socket(socket.AF_INET6 if ':' in address[0] else socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(5)
        s.sendto(whole, address)
        return s.recv(2000)[:2] == b'\x01\x01'


def candidates(expect):
    """A candidate for each --media address, as it is seen from outside; both are listened on"""
    with Store('sqlite', 'media') as store, Peers() as peers:
        with Line(store, '--media', '127.0.0.1=192.0.2.9 ::1') as line:
            browser = peers.browser()
            answer = line.client().ask('POST', '/api/v1/calls', {'line': 'hotline', 'sdp': browser.offer}).json()['sdp']
            found = re.findall(r'a=candidate:\d+ 1 udp \d+ (\S+) (\d+) typ host', answer)
            expect('candidates: each address, the public one', [host for host, _ in found] == ['192.0.2.9', '::1'], found)
            expect('candidates: over IPv4', stun(answer, ('127.0.0.1', int(found[0][1]))))
            expect('candidates: over IPv6', stun(answer, ('::1', int(found[1][1]))))
            browser.drop()
            line.stop()


def desk_side(line, expect, attempt):
    with Peers() as peers:
        links = line.sign_in_links()
        supervisor, admin = (Operator(line, links[who]) for who in ('supervisor', 'administrator'))
        attempt(why, line, supervisor, admin, expect)
        (_, token), = hire(line, 1, admin=admin)
        operator = Operator(line, token, peers)
        operator.name = operator.ask('GET', 'session').json()['staff']['name']
        attempt(stays, line, operator, supervisor, expect)
        attempt(moves, line, operator, expect)
        attempt(free, line, operator, expect)
        given = []
        attempt(lambda: given.append(attached(line, operator, expect)))
        if given:
            attempt(known, line, operator, given[0], expect)


def run(expect, attempt):
    attempt(candidates, expect)
    with tempfile.TemporaryDirectory() as folder, Store('sqlite', 'heard') as store:
        with Line(store, '--queue.wrap-up', '3s', '--profile', with_flow(folder)) as line:
            threads = [threading.Thread(target=attempt, args=(test, line, expect)) for test in (closed, keys, silent, flow, zones)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            desk_side(line, expect, attempt)
            errors = line.stop()
            expect('heard: the log has no errors', not errors, errors[:5])
        store.verify()
