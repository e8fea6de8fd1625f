"""lists.py: a caller has a checklist sent: to the number that was confirmed, by a real program, and by mail through a real mail server, from the telephone and the desk, once, also when the line is killed meanwhile; the number of the appeal after the call."""
import json
import os
import re
import tempfile
import threading

from desk import Operator
from heard import Ear
from phone import Phone
from program import OTKLIK, Store, until
from line import Line
from post import Post

LIST = {'key': 'passport', 'name': {'ru': 'Замена паспорта', 'en': 'A new passport'},
        'lines': [{'ru': 'Заявление', 'en': 'Application'}, {'ru': 'Две фотографии', 'en': 'Two photographs'}]}
TEXT = 'Замена паспорта:\n1. Заявление\n2. Две фотографии'
FLOW = [{'do': 'checklist', 'checklist': 'passport', 'done': [{'do': 'queue'}], 'else': [{'do': 'queue'}]}]


def profile(folder):
    with open('data/profiles/demo.json', encoding='utf-8') as file:
        whole = json.load(file)
    whole['lines'].append({'key': 'lists', 'calendar': 'always', 'flow': 'lists', 'name': {'ru': 'Списки', 'en': 'Lists'}})
    whole['lines'].append({'key': 'post', 'calendar': 'always', 'flow': 'post', 'name': {'ru': 'Почта', 'en': 'Post'}})
    whole['flows'] = {'lists': FLOW, 'post': [{'do': 'appeal', 'unknown': [{'do': 'queue'}], 'found': FLOW}]}
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
        ear.says('voice.queue.none')
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


def adapter(folder):
    """The mail adapter of docs/adapter.md, as it stands there"""
    with open('docs/adapter.md', encoding='utf-8') as file:
        text = next(block for block in re.findall(r'```python\n(.*?)```', file.read(), re.S) if '["mail"]' in block)
    path = os.path.join(folder, 'mail-adapter')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    os.chmod(path, 0o755)
    return path


def mailed(line, post, expect):
    """To the address of the appeal, whose number and code the caller knows: how it begins is said, no more; a real mail server has the letter, once"""
    given = line.client().ask('POST', '/api/v1/appeals', {'kind': 'question', 'text': 'Что взять с собой?', 'email': 'irina@example.org'},
                              Idempotency_Key=os.urandom(6).hex()).json()
    with Phone(line.sip, user='79160000813') as phone:
        phone.call('post')
        ear = Ear(phone)
        ear.says('voice.number.ask')
        phone.press(re.sub(r'\D', '', given['number']))
        ear.says('voice.number.ask-code')
        phone.press(given['code'])
        ear.says('voice.words', words='Замена паспорта')
        phone.press('4')
        ear.says('voice.list.mail', begin='i', host='example.org')
        phone.press('1')
        ear.says('voice.list.mailed')
        until(lambda: post.letters('irina'), 'the mail server has it')
        phone.bye()
    until(lambda: (('checklist', 1)) in states(line), 'written down')
    letters = post.letters('irina')
    expect('mail: once, with its subject', [one['Subject'] for one in letters] == ['Замена паспорта'], letters)
    expect('mail: the list', letters[0].get_content().strip() == TEXT, letters[0].get_content())
    told = [body for body, in line.rows("SELECT body FROM journal WHERE kind LIKE 'outbox.%'")]
    expect('mail: the journal has neither text nor address', told and not [b for b in told if 'irina' in b or 'Заявление' in b], told)


def desk(line, post, expect):
    """From the desk: by mail and by SMS to whom the appeal has; each refusal; what the server does not take now is owed, what it never takes is given up"""
    client = line.client()
    operator, boss = (Operator(line, line.sign_in_links()[who]) for who in ('operator', 'supervisor'))

    def send(by, **fields):
        given = client.ask('POST', '/api/v1/appeals', {'kind': 'question', 'text': 'Что взять?', **fields}, Idempotency_Key=os.urandom(6).hex()).json()
        reply = operator.ask('POST', f'desk/appeals/{given["number"]}/checklist', {'checklist': 'passport', 'by': by}, good=None)
        return reply.status, reply.json().get('code') if reply.body else None

    expect('desk: by mail', send('mail', email='oleg@example.org') == (204, None))
    until(lambda: post.letters('oleg'), 'the mail server has it')
    expect('desk: the list', post.letters('oleg')[0].get_content().strip() == TEXT)
    expect('desk: no mail address', send('mail', phone='+79160000814') == (409, 'outbox.no_address'))
    expect('desk: no telephone', send('sms', email='oleg@example.org') == (409, 'outbox.no_address'))
    expect('desk: a landline', send('sms', phone='+74951112233') == (409, 'outbox.landline'))
    expect('desk: by SMS', send('sms', phone='+79160000814') == (204, None))
    more = [send('sms', phone='+79160000814') for _ in range(10)]
    expect('desk: ten a day', more == [(204, None)] * 9 + [(429, 'outbox.enough')], more)
    reply = operator.ask('POST', 'desk/appeals/0000000000/checklist', {'checklist': 'passport', 'by': 'sms'}, good=None)
    expect('desk: no such appeal', (reply.status, reply.json()['code']) == (404, 'outbox.unknown'), reply.body)
    expect('desk: refused for good', send('mail', email='nobody-there@example.org') == (204, None))
    expect('desk: not now', send('mail', email='later@example.org') == (204, None))
    until(lambda: len(boss.ask('GET', 'desk/outbox').json()['owed']) == 2, 'both are seen')
    owed = json.dumps(boss.ask('GET', 'desk/outbox').json(), ensure_ascii=False)
    expect('desk: owed, without an address', 'example.org' not in owed and 'mail server' in owed, owed)


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
        with Store('sqlite', 'lists') as store, Post() as post:
            mail = f'{adapter(folder)} 127.0.0.1 {post.port} hotline@example.org'
            with Line(store, '--profile', path, '--adapter.sms', f'{OTKLIK} adapter simulate sms --file {file}', '--adapter.mail', mail, '--sms.number') as line:
                attempt(sent, line, file, expect)
                attempt(mailed, line, post, expect)
                attempt(desk, line, post, expect)
                errors = line.stop()
                expect('lists: the log has no errors', not errors, errors[:5])
                said = [row for row in line.log if '79160000811' in row]
                expect('lists: no number in the log', not said, said[:3])
            store.verify()
        beside.join()
