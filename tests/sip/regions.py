"""regions.py: lines of regions: by the number that was dialled, an old number, a region that is asked for, a neighbour that is offered, and what who waits is offered."""
import datetime
import json
import os
import subprocess
import tempfile
import time

from desk import Operator, hire
from heard import Ear
from line import Line, demonstration, written
from phone import Phone, rms
from program import OTKLIK, Store, engines, until

URAL, UFA, KAZAN = '+78000000166', '+78000000102', '+78000000116'
OLD, OVER = '+78000000199', '+78000000198'
STEPS = """[
  {"do": "region", "list": ["77", "66", "02"]},
  {"do": "neighbour", "over": %d},
  {"do": "queue", "offers": [{"after": 2, "neighbour": true},
    {"after": 4, "words": {"ru": "Прослушать, где нам написать", "en": "To hear where to write"}, "steps": [{"do": "say", "prompt": "line.write"}, {"do": "hang-up"}]}]}
]"""


def profile(folder):
    """The demonstration's, with three regions, of which Kazan's line is closed, and a line of all"""
    whole = demonstration()
    whole['lines'] = [one for one in whole['lines'] if 'region' not in one]
    line = lambda key, calendar, *numbers, **more: dict({'key': key, 'calendar': calendar, 'numbers': list(numbers), 'flow': 'main'}, **more)
    whole['lines'] += [line('ural', 'always', URAL, region='66', flow='few'), line('kazan', 'closed', KAZAN, region='16'), line('all', 'always'),
                       line('ufa', 'always', UFA, {'number': OLD, 'from': '2020-01-01', 'to': '2199-12-31', 'instead': UFA},
                            {'number': OVER, 'to': '2020-01-01'}, region='02')]
    whole['flows'], whole['illustrative'] = {'main': json.loads(STEPS % 5), 'few': json.loads(STEPS % 1)}, True
    return written(whole, folder, 'regions.json')


class Office:
    """An operator of one region, as the supervisor sees that one"""

    def __init__(self, line, supervisor, admin, staff, token, region):
        self.operator, self.supervisor, self.region = Operator(line, token), supervisor, region
        admin.ask('PUT', f'settings/skills/{staff}', {'langs': ['ru', 'en'], 'regions': [region], 'skills': [], 'level_other': 5, 'version': 0})

    def stands(self, state='ready', phone=True):
        """… and the queue core knows"""
        self.operator.phone(phone)
        self.operator.state(state)
        want = {'away': 'paused'}.get(state, state)
        until(lambda: next(row for row in self.supervisor.line()['staff'] if row['id'] == self.operator.id)['state'] == want, f'{self.region} is {want}')


def waits(line, want, expect, what):
    """The newest call waits: (region of its appeal, region and office of its row in the journal)"""
    call, region = line.wait_rows("""SELECT c.id, a.region FROM call c JOIN appeal a ON a.id = c.appeal WHERE c.queued_ms IS NOT NULL AND c.ended_ms IS NULL
                                     ORDER BY c.id DESC LIMIT 1""")[0]
    body = line.rows("SELECT body FROM journal WHERE kind = 'call.queued' AND body LIKE ? ORDER BY pos DESC LIMIT 1", f'%{call}%')[0][0]
    seen = (region, json.loads(body)['region'], json.loads(body)['office'])
    expect(f'{what}: region of appeal and call, office', seen == want, seen)
    return str(call)


def rings(office, call, expect, what):
    ring = office.operator.rings()
    expect(f'{what}: rings at the office of {office.region}', ring['id'] == call, ring)


def old(line, expect):
    """An old number is answered and says the new one; one whose time is over is nobody's"""
    with Phone(line.sip, user='79160000501') as phone:
        expect('over: 404', phone.call(OVER).code == 404)
    with Phone(line.sip, user='79160000502') as phone:
        expect('old: answered', phone.call(OLD).code == 200)
        words = Ear(phone).says('voice.line.replaced', phone=UFA)
        expect('old: twice', words.count('восемьсот') == 2, words)
        phone.bye()


def dialled(line, ural, expect):
    """By the number that was dialled: not asked, and its own office"""
    ural.stands('ready')
    with Phone(line.sip, user='79160000503') as phone:
        phone.call(URAL)
        rings(ural, waits(line, (66, '66', '66'), expect, 'dialled'), expect, 'dialled')
        phone.bye()


def asked(line, ural, expect):
    """By two digits, said back and confirmed; a wrong one again; and from the list"""
    ural.stands('ready')
    with Phone(line.sip, user='79160000504') as phone:
        phone.call('all')
        ear = Ear(phone)
        ear.says('voice.region.ask')
        phone.press('99')
        ear.says('voice.region.unknown')
        phone.press('77')
        ear.says('voice.region.is', region='Москва')
        phone.press('2')
        ear.says('voice.region.ask')
        phone.press('#')
        ear.says('voice.menu.topic', topic='Свердловская область', key='2')
        phone.press('2')
        ear.says('voice.region.is', region='Свердловская область')
        phone.press('1')
        rings(ural, waits(line, (66, '66', '66'), expect, 'asked'), expect, 'asked')
        phone.bye()


def nobody(line, ural, ufa, expect):
    """Nobody is signed in: the neighbour, taken; by a key, once it was said"""
    ural.stands('away', False)
    ufa.stands('ready')
    with Phone(line.sip, user='79160000505') as phone:
        phone.call(URAL)
        ear = Ear(phone)
        ear.says('voice.office.nobody', region='Свердловская область')
        ear.says('voice.neighbour.offer', region='Республика Башкортостан', key='1')
        phone.press('1')
        rings(ufa, waits(line, (66, '66', '02'), expect, 'taken'), expect, 'taken')
        phone.bye()


def down(line, admin, ural, ufa, expect):
    """Its office is marked down, though an operator is ready there: the next caller is offered the neighbour; by the desk and by the command; until a time"""
    ural.stands('ready')
    ufa.stands('ready')
    boss, at = ural.supervisor, 'settings/offices/66'
    boss.ask('PUT', 'settings/offices/16', {'down': True, 'reason': 'Учения', 'version': 0, 'until': soon(0.5)})
    before = boss.ask('GET', 'settings/offices').json()['items']
    expect('down: offices of lines', [(o['region'], o['down'], o['version']) for o in before] == [('02', False, 0), ('16', True, 1), ('66', False, 0)], before)
    expect('down: a reason', boss.ask('PUT', at, {'down': True, 'version': 0}, good=None).json()['code'] == 'office.reason')
    reply = boss.ask('PUT', at, {'down': True, 'reason': 'Пожарная тревога', 'version': 0, 'until': '2000-01-01T00:00:00Z'}, good=None)
    expect('down: a time to come', (reply.status, reply.json()['code']) == (422, 'office.until'), reply.body)
    office = boss.ask('PUT', at, {'down': True, 'reason': 'Пожарная тревога', 'version': 0}).json()
    expect('down: who and why', office['down'] and office['reason'] == 'Пожарная тревога' and office['by'] and office['version'] == 1, office)
    reply = admin.ask('PUT', at, {'down': False, 'version': 0}, good=None)
    expect('down: the first was faster', (reply.status, reply.json()['code']) == (409, 'office.changed'), reply.body)
    reply = ural.operator.ask('PUT', at, {'down': False, 'version': 1}, good=None)
    expect('down: not by operators', reply.status == 403, reply.status)
    offered(line, 'down', expect, heard=True)

    admin.ask('PUT', at, {'down': False, 'version': 1})
    answered(line, ural, 'up', expect)
    office = admin.ask('PUT', at, {'down': True, 'reason': 'Переезд', 'version': 2, 'until': soon(3)}).json()
    expect('until: told', office['until'] and office['down'], office)
    offered(line, 'until', expect)
    until(lambda: not admin.ask('GET', 'settings/offices').json()['items'][2]['down'], 'the mark has ended', 8)
    answered(line, ural, 'ended', expect)

    command(line, 'down', '66', '--reason', 'Нет связи')
    until(lambda: admin.ask('GET', 'settings/offices').json()['items'][2].get('reason') == 'Нет связи', 'the command', 5)
    expect('command: list', '66\tSverdlovsk Region\tdown\tsince ' in command(line, 'list'), command(line, 'list'))
    line.wait_rows("SELECT 1 FROM journal WHERE kind = 'settings.office' AND body LIKE '%Нет связи%'")
    offered(line, 'command', expect)
    line.wait_rows("SELECT 1 FROM office WHERE region = 16 AND down = 0", seconds=20)
    acts = [json.loads(body) for body, in line.rows("SELECT body FROM journal WHERE kind = 'settings.office' ORDER BY pos")]
    expect('down: the journal', [one['act'] for one in acts if one['region'] == '66' and one['act'] != 'ended'] == ['down', 'up', 'down', 'down'], acts)
    expect('until: the journal hears of it', [one['act'] for one in acts if one['region'] == '16'] == ['down', 'ended'], acts)


def soon(seconds):
    return datetime.datetime.fromtimestamp(time.time() + seconds, datetime.timezone.utc).isoformat(timespec='milliseconds')


def command(line, *args):
    done = subprocess.run([OTKLIK, 'office', *args, *line.store.options()], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stdout


def offered(line, what, expect, heard=False):
    """A caller of the Urals is told why its office does not answer, and stands in no queue. The program is a moment behind a mark"""
    ends, rows = time.monotonic() + 5, None
    while rows != [(None,)] and time.monotonic() < ends:
        with Phone(line.sip, user='79160000509') as phone:
            phone.call(URAL)
            phone.listen(lambda sound: len(sound) >= 4000 and rms(sound[-4000:]) > 300)
            rows = line.rows('SELECT queued_ms FROM call WHERE ended_ms IS NULL')
            if heard and rows == [(None,)]:
                Ear(phone).says('voice.office.down', region='Свердловская область')
            phone.bye()
        line.wait_rows('SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM call WHERE ended_ms IS NULL)')
    expect(f'{what}: told', rows == [(None,)], rows)


def answered(line, office, what, expect):
    """A caller of the Urals rings there again"""
    until(lambda: not line.rows('SELECT 1 FROM call WHERE ended_ms IS NULL'), 'no calls')
    office.stands('ready')
    with Phone(line.sip, user='79160000510') as phone:
        phone.call(URAL)
        rings(office, waits(line, (66, '66', '66'), expect, what), expect, what)
        phone.bye()


def marked(line, expect):
    """… and after a restart it still is down; somebody answers for every region"""
    operator = Operator(line, line.sign_in_links()['operator']).ready()
    offered(line, 'restart', expect, heard=True)
    command(line, 'up', '66')

    def rings_there():
        with Phone(line.sip, user='79160000511') as phone:
            phone.call(URAL)
            ring = until_or_none(operator.mine)
            phone.bye()
            return ring
    until(rings_there, 'it rings, a moment after the command', 10)


def until_or_none(condition):
    try:
        return until(condition, 'it rings', 1.5) or condition()
    except AssertionError:
        return None


def closed(line, ufa, expect):
    """Its line is closed: the neighbour, refused"""
    ufa.stands('ready')
    with Phone(line.sip, user='79160000506') as phone:
        phone.call(KAZAN)
        ear = Ear(phone)
        ear.says('voice.office.closed', region='Республика Татарстан')
        ear.says('voice.neighbour.offer', region='Республика Башкортостан', key='1')
        ear.says('voice.neighbour.refuse', key='2')
        phone.press('2')
        waits(line, (16, '16', '16'), expect, 'refused')
        expect('refused: does not ring at the neighbour', ufa.operator.mine() is None)
        phone.bye()


def overflow(line, ural, ufa, expect):
    """Who waits is offered the neighbour after two seconds, and moves there; after four something else, which ends the call"""
    ural.stands('away')
    ufa.stands('ready')
    with Phone(line.sip, user='79160000507') as phone:
        phone.call(URAL)
        call = waits(line, (66, '66', '66'), expect, 'waits')
        office = ufa.supervisor.ask('GET', 'settings/offices').json()['items'][2]
        expect('one waits: too much, by the flow of its line', (office['state'], office['waiting'], office['neighbour']['region']) == ('full', 1, '02'), office)
        ear = Ear(phone)
        ear.says('voice.queue.ready')
        ear.says('voice.queue.thanks')
        ear.says('voice.neighbour.offer', region='Республика Башкортостан', key='1')
        since = line.rows('SELECT since_ms FROM call WHERE id = ?', int(call))
        phone.press('1')
        rings(ufa, call, expect, 'moved')
        waits(line, (66, '66', '02'), expect, 'moved')
        expect('moved: the time waited stays', line.rows('SELECT since_ms FROM call WHERE id = ?', int(call)) == since, since)
        ufa.stands('away')
        until(lambda: ufa.operator.mine() is None, 'it rings no more')
        ear.says('voice.menu.topic', 60, topic='Прослушать, где нам написать', key='2')
        phone.press('2')
        ear.says('voice.line.write')
        phone.wait_bye(20)
        rows = line.wait_rows('SELECT cause, owed FROM call WHERE id = ? AND ended_ms IS NOT NULL', int(call))
        expect('taken: the end', rows == [('said_all', 0)], rows)
    expect('the queue is empty', not line_waiting(ufa.supervisor), line_waiting(ufa.supervisor))


def line_waiting(supervisor):
    return [row for row in supervisor.line()['queues'] if row['medium'] == 'call']


def comfort(line, ural, ufa, expect):
    """Who waits long hears thanks, place, and what to have ready, one after the other"""
    ural.stands('away')
    ufa.stands('away', False)
    with Phone(line.sip, user='79160000508') as phone:
        phone.call(URAL)
        ear = Ear(phone)
        ear.says('voice.queue.ready')
        ear.says('voice.queue.hint-number', 60)
        phone.bye()


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder, Store(engines()[-1], 'regions') as store:
        with Line(store, '--profile', profile(folder), '--queue.comfort', '10s') as line:
            told = [row for row in line.log if 'illustrative' in row]
            expect('its numbers are illustrative, says the log', len(told) == 1, told)
            links = line.sign_in_links()
            supervisor, admin = (Operator(line, links[who]) for who in ('supervisor', 'administrator'))
            ural, ufa = (Office(line, supervisor, admin, *one, region) for one, region in zip(hire(line, 2, admin=admin), ('66', '02')))
            attempt(old, line, expect)
            for test, offices in ((dialled, (ural,)), (asked, (ural,)), (nobody, (ural, ufa)), (closed, (ufa,)), (overflow, (ural, ufa)),
                                  (comfort, (ural, ufa))):
                attempt(test, line, *offices, expect)
            attempt(down, line, admin, ural, ufa, expect)
            errors = line.stop()
            expect('regions: the log has no errors', not errors, errors[:5])
        with Line(store, '--profile', os.path.join(folder, 'regions.json')) as line:
            attempt(marked, line, expect)
            line.stop()
        store.verify()
