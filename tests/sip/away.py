"""away.py: a line's flow gives callers to telephones outside, through carriers that we play: who answers has them, who does not is left for what follows."""
import json
import os
import re
import sqlite3
import tempfile

from desk import Operator, Peers
from heard import Ear
from phone import Phone, at_frequency, tone
from program import Store, until
from line import Line
from outside import DIES, hears
from transfer import CALLER_HZ, FIRST_HZ, begin, kinds, ways
from trunk import Carrier

THERE, OTHER, OURS, CALLER, RINGS_HZ = '+74952223344', '+78122223344', '+74950000001', '+74951110000', 425
THERE_HZ, OTHER_HZ, OUTSIDE_S = 1300, 1700, 5
PROMISES = ['--callback.from', '0', '--callback.until', '24']


def words(text):
    return {'ru': text, 'en': text}


def profile(folder, here, there):
    """A line whose flow leads outside, by key and from the queue; a trunk for each of two beginnings of numbers"""
    with open('data/profiles/demo.json') as file:
        whole = json.load(file)
    gives = lambda to, **more: {'do': 'transfer', 'to': to, 'words': words('Да.'), **more}
    no = [{'do': 'queue'}]
    topic = {'do': 'topic', 'topic': whole['topics'][1]['ru']}
    items = [('Город', [{'do': 'transfer', 'to': '8 (495) 222-33-44'}]), ('Заграница', [gives('+12025550100', no=no)]), ('Кольцо', [gives(OURS, no=[topic, *no])]),
             ('Рядом', [gives(THERE, no=no)])]
    menu = {'do': 'menu', 'items': [{'key': str(i + 1), 'words': words(said), 'steps': steps} for i, (said, steps) in enumerate(items)]}
    offer = {'after': 1, 'words': words('Другой город'), 'steps': [gives(THERE, no=no)]}
    whole['lines'].append({'key': 'away', 'numbers': [OURS], 'calendar': 'always', 'flow': 'away', 'caller': CALLER})
    back = {'do': 'call-back', 'done': [{'do': 'hang-up'}], 'else': [gives(THERE, no=no)]}
    whole['lines'].append({'key': 'late', 'calendar': 'always', 'flow': 'late'})
    whole['flows'] = {'away': [menu, {'do': 'queue', 'offers': [offer]}], 'late': [back]}
    whole['trunks'] = [{'key': key, 'uri': f'sip:{carrier.address()}', 'number': '+74951112233', 'allow': [allow]}
                       for key, carrier, allow in (('here', here, '+7495'), ('there', there, '+7812'))]
    path = os.path.join(folder, 'away.json')
    with open(path, 'w') as file:
        json.dump(whole, file)
    return path


def call_of(line, key='away'):
    return line.wait_rows('SELECT id FROM call WHERE line = ? AND ended_ms IS NULL', key)[0][0]


def called_in(line, call):
    return [json.loads(body)['kind'] for body, in line.rows("SELECT body FROM journal WHERE kind = 'call.called_in' AND body LIKE ? ORDER BY pos", f'%{call}%')]


def over(line, call, cause, expect, what):
    rows = line.wait_rows('SELECT cause, owed, appeal, answered_ms FROM call WHERE id = ? AND ended_ms IS NOT NULL', call)
    expect(f'{what}: the end', rows[0][:2] == (cause, 0) and rows[0][3] is None, rows)
    return rows[0]


def goes(line, phone, key='4'):
    """A caller who takes the item"""
    phone.call('away')
    phone.listen(lambda sound: len(sound) > 4000)
    phone.press(key)
    return call_of(line)


def stopped(carrier):
    """It rings there no more"""
    cancel = carrier.next('CANCEL')
    carrier.reply(200, 'OK', to=cancel)
    carrier.reply(487, 'Request Terminated')
    carrier.next('ACK')


def answered(line, carrier, expect):
    """Told where and how long, then it rings; both hear each other and nothing else; who hangs up there ends the call. Then the caller does"""
    for user, key, last in (('79160000911', '1', carrier), ('79160000912', '4', None)):
        with Phone(line.sip, user=user) as phone:
            call = goes(line, phone, key)
            ear = Ear(phone)
            if last:
                ear.says('voice.transfer.elsewhere')
                ear.says('voice.transfer.wait', n=1)
            invite = carrier.called()
            expect('answered: to this number, from the line\'s', invite.first.startswith(f'INVITE sip:{THERE}@') and f'sip:{CALLER}@' in invite.get('From'),
                   (invite.first, invite.get('From')))
            carrier.reply(180, 'Ringing')
            phone.heard()
            phone.listen(lambda sound: len(sound) > 8000 and any(at_frequency(sound[i:i + 800], RINGS_HZ) > 1000 for i in range(0, len(sound) - 800, 800)))
            carrier.take()
            carrier.speaking, phone.speaking = tone(THERE_HZ), tone(CALLER_HZ)
            hears(phone, THERE_HZ)
            hears(carrier, CALLER_HZ)
            sound = phone.listen(lambda sound: len(sound) > 8000)[-8000:]
            expect('answered: neither ringing nor words any more', at_frequency(sound, RINGS_HZ) < 200, at_frequency(sound, RINGS_HZ))
            if last:
                carrier.bye()
                phone.wait_bye()
            else:
                phone.bye()
                carrier.next('BYE')
        row = over(line, call, 'operator_left' if last else 'citizen_left', expect, 'answered')
        expect('answered: no appeal of ours', row[2] is None, row)
        expect('answered: the journal', called_in(line, call) == ['outside', 'joined'] and ways(line, call) == ['outside'], (called_in(line, call), kinds(line, call)))
    bodies = ' '.join(body for body, in line.rows('SELECT body FROM journal'))
    expect('answered: no number in the journal', not re.search('(495|812)2223344', bodies))


def nobody(line, carrier, expect):
    """Busy; sent elsewhere; not in time: told, and on by what follows, into the queue"""
    for what in ('busy', 'elsewhere', 'silent'):
        with Phone(line.sip, user='79160000913') as phone:
            call = goes(line, phone)
            carrier.called()
            if what == 'busy':
                carrier.reply(486, 'Busy Here')
                carrier.next('ACK')
            elif what == 'elsewhere':
                carrier.reply(302, 'Moved', f'Contact: <sip:+18005550100@127.0.0.1:{carrier.port}>\r\n')
            else:
                carrier.reply(180, 'Ringing')
                stopped(carrier)
            if what == 'busy':
                Ear(phone).says('voice.transfer.nobody')
            line.wait_rows('SELECT 1 FROM call WHERE id = ? AND queued_ms IS NOT NULL AND appeal IS NOT NULL', call)
            expect(f'{what}: nobody else is called', what != 'elsewhere' or carrier.nobody())
            phone.bye()
        line.wait_rows('SELECT 1 FROM call WHERE id = ? AND ended_ms IS NOT NULL', call)
        expect(f'{what}: the journal', called_in(line, call) == ['outside', 'missed' if what == 'silent' else 'refused'] and not ways(line, call), called_in(line, call))


def refused(line, carrier, expect):
    """What no trunk may call, and a line of our own: nothing rings, the flow goes on"""
    for key in '23':
        with Phone(line.sip, user='79160000914') as phone:
            call = goes(line, phone, key)
            rows = line.wait_rows('SELECT c.topic FROM call c WHERE c.id = ? AND c.queued_ms IS NOT NULL', call)
            expect(f'refused {key}: by `no`', (rows[0][0] is not None) == (key == '3'), rows)
            phone.bye()
        line.wait_rows('SELECT 1 FROM call WHERE id = ? AND ended_ms IS NOT NULL', call)
        expect(f'refused {key}: nobody was called', carrier.nobody() and not called_in(line, call), called_in(line, call))


def keys(line, carrier, expect):
    """While it rings: * the menu again, 0 a person, and it rings no more; who hangs up is owed nothing"""
    with Phone(line.sip, user='79160000915') as phone:
        call = goes(line, phone)
        carrier.called()
        carrier.reply(180, 'Ringing')
        phone.press('*')
        stopped(carrier)
        ear = Ear(phone)
        ear.says('voice.menu.topic', topic='Рядом', key='4')
        phone.press('4')
        carrier.called()
        carrier.reply(180, 'Ringing')
        phone.press('0')
        stopped(carrier)
        line.wait_rows('SELECT 1 FROM call WHERE id = ? AND queued_ms IS NOT NULL', call)
        expect('keys: the journal', called_in(line, call) == ['outside', 'left', 'outside', 'left'], called_in(line, call))
        phone.bye()
    line.wait_rows('SELECT 1 FROM call WHERE id = ? AND ended_ms IS NOT NULL', call)
    with Phone(line.sip, user='79160000916') as phone:
        call = goes(line, phone)
        carrier.called()
        carrier.reply(180, 'Ringing')
        phone.bye()
        stopped(carrier)
    over(line, call, 'citizen_left', expect, 'gone while it rang')


def offered(line, supervisor, carrier, expect):
    """Who waits takes it: out of the queue for good, not recorded though that was announced; the appeal stays open, nothing is owed"""
    with Phone(line.sip, user='79160000917') as phone:
        call = goes(line, phone, '0')
        ear = Ear(phone)
        ear.says('voice.record.told', key='*')
        ear.says('voice.menu.topic', 60, topic='Другой город', key='1')
        phone.press('1')
        carrier.called()
        expect('offered: out of the queue', supervisor.line()['calls'] == [], supervisor.line()['calls'])
        carrier.take()
        carrier.speaking, phone.speaking = tone(THERE_HZ), tone(CALLER_HZ)
        hears(phone, THERE_HZ)
        hears(carrier, CALLER_HZ)
        phone.bye()
        carrier.next('BYE')
    row = over(line, call, 'citizen_left', expect, 'offered')
    expect('offered: no wait that was given up', line.rows('SELECT parted_ms IS NULL OR parted_ms > ended_ms FROM call WHERE id = ?', call) == [(0,)])
    expect('offered: the appeal is open, nothing is owed', line.rows('SELECT state FROM appeal WHERE id = ?', row[2]) == [(1,)]
           and line.rows('SELECT count(*) FROM promise WHERE appeal = ? AND kind = 2', row[2]) == [(0,)], row)
    spool = os.path.join(line.store.dir, 'spool')
    expect('offered: not recorded', not line.rows('SELECT 1 FROM recording WHERE call = ?', call) and not (os.path.isdir(spool) and os.listdir(spool)))


def rang(line, operator, supervisor, carrier, expect):
    """Who waits takes it while an operator's telephone rings: that operator had no part in it"""
    with Phone(line.sip, user='79160000921') as phone:
        call = goes(line, phone, '0')
        operator.ready()
        operator.rings()
        Ear(phone).says('voice.menu.topic', 60, topic='Другой город', key='1')
        phone.press('1')
        carrier.called()
        operator.state('away')
        expect('rang: out of the queue', supervisor.line()['calls'] == [], supervisor.line()['calls'])
        carrier.take()
        carrier.speaking, phone.speaking = tone(THERE_HZ), tone(CALLER_HZ)
        hears(phone, THERE_HZ)
        phone.bye()
        carrier.next('BYE')
    over(line, call, 'citizen_left', expect, 'rang')
    rows = line.rows("SELECT actor, body FROM journal WHERE kind IN ('call.called_in', 'call.transferred') AND body LIKE ? ORDER BY pos", f'%{call}%')
    expect('rang: at that operator', line.rows('SELECT staff FROM call WHERE id = ?', call) == [(int(operator.id),)])
    expect('rang: who gave it away', len(rows) == 3 and not any(actor or operator.id in body for actor, body in rows), rows)


def lost(line, carrier, expect):
    """Who has the call is not heard of any more, though the sound goes on: the call is over, and waits for nobody"""
    with Phone(line.sip, user='79160000922') as phone:
        call = goes(line, phone)
        carrier.called()
        carrier.take(more=DIES)
        carrier.speaking, phone.speaking = tone(THERE_HZ), tone(CALLER_HZ)
        hears(phone, THERE_HZ)
        carrier.answer(carrier.next('BYE'))
        phone.wait_bye()
    over(line, call, 'operator_left', expect, 'lost')


def reloaded(line, admin, carrier, expect):
    """The line is taken away while its caller is in the menu: whom that call rings at sees the line's number still"""
    with Phone(line.sip, user='79160000923') as phone:
        phone.call('away')
        phone.listen(lambda sound: len(sound) > 4000)
        table = admin.ask('GET', 'settings/lines').json()
        admin.ask('PUT', 'settings/lines', {'base': table['newest'], 'items': [one for one in table['items'] if one['key'] != 'away']})

        def gone():
            with Phone(line.sip, user='79160000924') as other:
                code = other.call('away').code
                if code == 200:
                    other.bye()
                return code == 404
        until(gone, 'the line is not there any more')
        phone.press('4')
        invite = carrier.called()
        expect('reloaded: from the line\'s number', f'sip:{CALLER}@' in invite.get('From'), invite.get('From'))
        carrier.reply(486, 'Busy Here')
        carrier.next('ACK')
        phone.bye()


def late(line, carrier, expect):
    """A call back is written as promised when a telephone outside rings already: the promise stands, and is not taken for an answer there"""
    caller = THERE[:-1] + '9'
    with Phone(line.sip, user=caller[1:]) as phone:
        phone.call('late')
        call, ear = call_of(line, 'late'), Ear(phone)
        ear.says('voice.callback.phone', phone=caller)
        db = sqlite3.connect(line.store.dir + '/otklik.db', isolation_level=None, timeout=30)
        db.execute('BEGIN IMMEDIATE')
        phone.press('1')
        carrier.called()
        carrier.reply(180, 'Ringing')
        db.execute('ROLLBACK')
        db.close()
        promised = line.wait_rows("SELECT appeal FROM callback WHERE call = ?", call, seconds=40)
        line.wait_rows("SELECT 1 FROM journal WHERE kind = 'call.called_in' AND body LIKE ?", f'%{call}%', seconds=40)
        ear = Ear(phone)
        carrier.reply(486, 'Busy Here')
        carrier.next('ACK')
        ear.says('voice.transfer.nobody')
        rows = line.wait_rows('SELECT appeal FROM call WHERE id = ? AND queued_ms IS NOT NULL', call)
        until(lambda: line.rows("SELECT 1 FROM journal WHERE kind = 'call.queued' AND body LIKE ?", f'%{call}%'), 'it waits')
        expect('late: promised once, in the appeal that waits', rows == promised and promised[0][0], (rows, promised))
        phone.bye()


def beside(line, operator, carrier, other, expect):
    """An operator gives another caller away meanwhile: both talk on, neither is put on hold"""
    with Phone(line.sip, user='79160000918') as phone, Phone(line.sip, user='79160000919') as second:
        goes(line, phone)
        carrier.called()
        carrier.take()
        carrier.speaking, phone.speaking = tone(THERE_HZ), tone(CALLER_HZ)
        hears(phone, THERE_HZ)
        call = begin(line, second, operator, hertz=FIRST_HZ)
        operator.ask('POST', f'desk/calls/{call}/transfer', {'phone': OTHER})
        other.called()
        other.take()
        other.speaking = tone(OTHER_HZ)
        hears(second, OTHER_HZ)
        phone.heard()
        carrier.heard()
        hears(phone, THERE_HZ)
        hears(carrier, CALLER_HZ)
        expect('beside: nobody is on hold', 'call.held' not in kinds(line, call_of(line)), kinds(line, call_of(line)))
        for one in (phone, second):
            one.bye()
    operator.away()


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder, Store('sqlite', 'given-away') as store, Peers() as peers, Carrier() as carrier, Carrier() as other:
        options = ['--profile', profile(folder, carrier, other), '--sip.watch', '0s', '--queue.wrap-up', '0s', *PROMISES]
        with Line(store, *options, '--sip.answer-within', f'{OUTSIDE_S}s', '--sip.session-min', '2s', '--record.calls') as line:
            links = line.sign_in_links()
            supervisor, admin, operator = (Operator(line, links[who], peers) for who in ('supervisor', 'administrator', 'operator'))
            for test in (answered, nobody, refused, keys, lost):
                attempt(test, line, carrier, expect)
            attempt(offered, line, supervisor, carrier, expect)
            attempt(rang, line, operator, supervisor, carrier, expect)
            attempt(beside, line, operator, carrier, other, expect)
            attempt(reloaded, line, admin, carrier, expect)
            until(lambda: line.rows('SELECT count(*) FROM call WHERE ended_ms IS NULL') == [(0,)], 'every call is over')
            errors = line.stop()
            expect('away: the log has no errors', not errors, errors[:5])
            expect('away: no number in the log', not [row for row in line.log if re.search('(495|812)2223344|12025550100', row)])
        with Line(store, *options) as line:
            attempt(late, line, carrier, expect)
            line.stop()
        store.verify()
