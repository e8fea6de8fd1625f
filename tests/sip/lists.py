"""lists.py: a caller has a checklist sent: to the number that was confirmed, by a real program, once, also when the line is killed meanwhile; the number of the appeal after the call."""
import json
import os
import tempfile
import threading

from heard import Ear
from phone import Phone
from program import OTKLIK, Store, until
from line import Line

LIST = {'key': 'passport', 'name': {'ru': 'Замена паспорта', 'en': 'A new passport'},
        'lines': [{'ru': 'Заявление', 'en': 'Application'}, {'ru': 'Две фотографии', 'en': 'Two photographs'}]}
TEXT = 'Замена паспорта:\n1. Заявление\n2. Две фотографии'
FLOW = [{'do': 'checklist', 'checklist': 'passport', 'done': [{'do': 'queue'}], 'else': [{'do': 'queue'}]}]


def profile(folder):
    with open('data/profiles/demo.json', encoding='utf-8') as file:
        whole = json.load(file)
    whole['lines'].append({'key': 'lists', 'calendar': 'always', 'flow': 'lists', 'name': {'ru': 'Списки', 'en': 'Lists'}})
    whole['flows'] = {'lists': FLOW}
    whole['checklists'] = [LIST]
    path = os.path.join(folder, 'profile.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(whole, file)
    return path


def messages(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8') as file:
        return [json.loads(row) for row in file if row.endswith('\n')]


def states(line):
    return [row for row in line.rows('SELECT kind, state FROM outbox ORDER BY id')]


def sent(line, path, expect):
    """Read out, the number said back, confirmed, taken; then into the queue, and the number of the appeal comes after the call"""
    with Phone(line.sip, user='79160000811') as phone:
        phone.call('lists')
        ear = Ear(phone)
        ear.says('voice.words', words='Замена паспорта')
        phone.press('3')
        ear.says('voice.list.phone', phone='+79160000811')
        phone.press('1')
        ear.says('voice.list.sent')
        until(lambda: messages(path), 'the program has it')
        ear.says('voice.queue.enter')
        phone.bye()
    one = messages(path)[0]
    expect('lists: to whom, and what', (one['to'], one['text']) == ('+79160000811', TEXT), one)
    until(lambda: len(messages(path)) == 2, 'the number of the appeal')
    number = messages(path)[1]
    digits = line.rows('SELECT digits FROM appeal')[0][0]
    bare = ''.join(c for c in number['text'] if c.isdigit())
    expect('lists: the number and no code', number['to'] == '+79160000811' and bare == f'{digits:010}', number)
    until(lambda: states(line) == [('checklist', 1), ('number', 1)], 'written down')
    kept = line.rows('SELECT count(*) FROM outbox_message WHERE sealed IS NOT NULL')
    expect('lists: what was sent is forgotten', kept == [(0,)], kept)
    told = [body for body, in line.rows("SELECT body FROM journal WHERE kind LIKE 'outbox.%'")]
    expect('lists: the journal has neither text nor number', told and not [b for b in told if '79160000811' in b or 'Заявление' in b], told)


def killed(path, folder, expect):
    """Killed while the program has it and has not answered: sent once, and known to be sent after the next start"""
    file = os.path.join(folder, 'killed')
    slow = f'{OTKLIK} adapter simulate sms --delay 20000 --file {file}'
    with Store('sqlite', 'lists-killed') as store:
        with Line(store, '--profile', path, '--adapter.sms', slow, '--adapter.wait', '30s') as line:
            with Phone(line.sip, user='79160000812') as phone:
                phone.call('lists')
                ear = Ear(phone)
                ear.says('voice.words', words='Замена паспорта')
                phone.press('31')
                ear.says('voice.list.sent')
                until(lambda: messages(file), 'the program has it')
                expect('killed: not yet known', states(line) == [('checklist', 0)], states(line))
                line.kill()
        quick = f'{OTKLIK} adapter simulate sms --file {file}'
        with Line(store, '--profile', path, '--adapter.sms', quick) as line:
            until(lambda: states(line) == [('checklist', 1)], 'it is sent')
            expect('killed: sent once', len(messages(file)) == 1, messages(file))
            line.stop()
        store.verify()


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder:
        path = profile(folder)
        file = os.path.join(folder, 'sent')
        beside = threading.Thread(target=attempt, args=(killed, path, folder, expect))
        beside.start()                               # prompts are heard at the speed of speech
        with Store('sqlite', 'lists') as store:
            with Line(store, '--profile', path, '--adapter.sms', f'{OTKLIK} adapter simulate sms --file {file}', '--sms.number') as line:
                attempt(sent, line, file, expect)
                errors = line.stop()
                expect('lists: the log has no errors', not errors, errors[:5])
                said = [row for row in line.log if '79160000811' in row]
                expect('lists: no number in the log', not said, said[:3])
            store.verify()
        beside.join()
