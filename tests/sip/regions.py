"""regions.py: lines of regions: by the number that was dialled, an old number, a region that is asked for, a neighbour that is offered, and what who waits is offered."""
import json
import os
import tempfile

from desk import Operator, hire
from heard import Ear
from line import Line
from phone import Phone
from program import Store, until

URAL, UFA, KAZAN = '+78000000166', '+78000000102', '+78000000116'
OLD, OVER = '+78000000199', '+78000000198'
FLOWS = """{"main": [
  {"do": "region", "list": ["77", "66", "02"]},
  {"do": "neighbour"},
  {"do": "queue", "offers": [{"after": 2, "neighbour": true},
    {"after": 4, "words": {"ru": "Прослушать, где нам написать", "en": "To hear where to write"}, "steps": [{"do": "say", "prompt": "line.write"}, {"do": "hang-up"}]}]}
]}"""


def profile(folder):
    """The demonstration's, with three regions, of which Kazan's line is closed, and a line of all"""
    with open('data/profiles/demo.json') as file:
        whole = json.load(file)
    line = lambda key, calendar, *numbers, **more: dict({'key': key, 'calendar': calendar, 'numbers': list(numbers), 'flow': 'main'}, **more)
    whole['lines'] += [line('ural', 'always', URAL, region='66'), line('kazan', 'closed', KAZAN, region='16'), line('all', 'always'),
                       line('ufa', 'always', UFA, {'number': OLD, 'from': '2020-01-01', 'to': '2199-12-31', 'instead': UFA},
                            {'number': OVER, 'to': '2020-01-01'}, region='02')]
    whole['flows'], whole['illustrative'] = json.loads(FLOWS), True
    path = os.path.join(folder, 'regions.json')
    with open(path, 'w') as file:
        json.dump(whole, file)
    return path


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
    with tempfile.TemporaryDirectory() as folder, Store('sqlite', 'regions') as store:
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
            errors = line.stop()
            expect('regions: the log has no errors', not errors, errors[:5])
        store.verify()
