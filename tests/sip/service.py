"""service.py: a caller asks how an application stands: told, not found, another person's, nobody can say; each question is in the journal."""
import datetime
import json
import os
import re
import tempfile
import threading

from heard import Ear
from phone import Phone
from program import Store, until
from line import MOSCOW, Line

FLOW = [
    {'do': 'say', 'prompt': 'hold'},
    {'do': 'service', 'digits': 4, 'person': {'digits': 4}, 'found': [{'do': 'say', 'prompt': 'queue.thanks'}, {'do': 'hang-up'}],
     'away': [{'do': 'say', 'prompt': 'queue.none'}, {'do': 'hang-up'}]},
    {'do': 'queue'}]


def profile(folder):
    with open('data/profiles/demo.json', encoding='utf-8') as file:
        whole = json.load(file)
    whole['lines'].append({'key': 'service', 'calendar': 'always', 'flow': 'service'})
    whole['flows'] = {'service': FLOW}
    path = os.path.join(folder, 'profile.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(whole, file)
    return path


def asked(line):
    return [json.loads(body) for body, in line.rows("SELECT body FROM journal WHERE kind = 'service.asked' ORDER BY pos")]


def rows(line, answer):
    return [row for row in asked(line) if row['answer'] == answer]


def told(line, expect):
    """Late, with a reason: number, state, step, its name, the day that has passed, the reason; then the flow goes on"""
    today = datetime.datetime.now(datetime.timezone.utc)
    due = today - datetime.timedelta(days=4)
    with Phone(line.sip, user='79160000801') as phone:
        phone.call('service')
        ear = Ear(phone)
        ear.says('voice.hold')
        ear.says('voice.service.ask', n=4)
        phone.press('7752')
        ear.says('voice.service.ask-person', n=4)
        phone.press('1234')
        ear.says('voice.service.said', number='7752')
        ear.says('voice.service.work')
        ear.says('voice.service.step', n=3, of=4)
        ear.says('voice.service.step-name', step='ответ другого ведомства')
        ear.says('voice.service.late', due=due.strftime('%Y-%m-%dT09:00'), now=MOSCOW)
        ear.says('voice.service.delay', reason='ведомство ещё не ответило на запрос')
        ear.says('voice.queue.thanks')
        phone.wait_bye(20)
    until(lambda: rows(line, 'found'), 'the journal')
    row = rows(line, 'found')[0]
    expect('told: the journal has no number', len(row['ref']) == 16 and not {'number', 'application', 'person'} & set(row), row)


def unknown(line, expect):
    """Another person's, and one that there is none of, sound alike; the third time the call goes on"""
    with Phone(line.sip, user='79160000802') as phone:
        phone.call('service')
        ear = Ear(phone)
        ear.says('voice.service.ask', n=4)
        phone.press('77520000')
        ear.says('voice.service.none')
        phone.press('77571234')
        ear.says('voice.service.none')
        phone.press('77571234')
        ear.says('voice.service.none')
        ear.says('voice.queue.none')
        phone.bye()
    until(lambda: len(rows(line, 'none')) == 3, 'the journal')


def away(line, expect):
    """The system behind is away: said, and the flow goes its own way"""
    with Phone(line.sip, user='79160000803') as phone:
        phone.call('service')
        ear = Ear(phone)
        ear.says('voice.service.ask', n=4)
        phone.press('77591234')
        ear.says('voice.service.away')
        ear.says('voice.queue.none')
        phone.wait_bye(20)
    until(lambda: rows(line, 'away'), 'the journal')
    row = rows(line, 'away')[0]
    expect('away: why', row['reason'] == 'system', row)


def hangs(path, expect):
    """An adapter that hangs holds up no caller longer than it is waited for"""
    with Store('sqlite', 'service-hangs') as store:
        hung(store, path, expect)


def hung(store, path, expect):
    hanging = os.path.join(os.path.dirname(path), 'hang')
    with open(hanging, 'w', encoding='utf-8') as file:
        file.write('#!/bin/sh\necho \'{"adapter":1,"asks":["status"]}\'\nexec sleep 1000\n')
    os.chmod(hanging, 0o755)
    with Line(store, '--profile', path, '--adapter.status', hanging, '--adapter.wait', '500ms') as line:
        with Phone(line.sip, user='79160000804') as phone:
            phone.call('service')
            ear = Ear(phone)
            ear.says('voice.service.ask', n=4)
            phone.press('77521234')
            ear.says('voice.service.away', 15)
            phone.wait_bye(20)
        until(lambda: asked(line) and asked(line)[-1].get('reason') == 'late', 'the journal')
        errors = line.stop()
        expect('hangs: the log has no errors', not errors, errors[:5])


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder, Store('sqlite', 'service') as store:
        path = profile(folder)
        beside = threading.Thread(target=attempt, args=(hangs, path, expect))
        beside.start()
        with Line(store, '--profile', path) as line:
            callers = [threading.Thread(target=attempt, args=(test, line, expect)) for test in (told, unknown, away)]
            for caller in callers:                   # prompts are heard at the speed of speech: beside each other
                caller.start()
            for caller in callers:
                caller.join()
            errors = line.stop()
            expect('service: the log has no errors', not errors, errors[:5])
            said = [row for row in line.log if re.search(r'(?<!\d)7752(1234|0000)?(?!\d)', row)]     # by itself: ids are digits, too
            expect('service: no number in the log', not said, said[:3])
        beside.join()
        store.verify()
