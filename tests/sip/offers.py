"""offers.py: who waits is offered a call back and a message by the flow that is built in; what is published is taken up by the next call; the emergency announcement.

An offer's keys lead out of the queue and back into it; nothing is promised twice. Who is on the line when a flow is published goes on with the old one.
"""
import json
import os
import sqlite3
import tempfile
import threading
import time

from callback import Citizens, RULES
from desk import Operator
from heard import Ear, beep, rendered
from line import Line
from phone import Phone, tone
from program import Store, until

SOON_S = 8                 # of a change that the next call hears


def profile(folder):
    """The demonstration's, with the flow that is built in, whose offers come after two and four seconds"""
    with open('data/profiles/demo.json') as file:
        whole = json.load(file)
    with open('data/flows/default.json') as file:
        steps = json.load(file)
    for offer, after in zip(steps[-1]['offers'], (2, 4)):
        offer['after'] = after
    whole['flows'] = {'default': steps}
    path = os.path.join(folder, 'offers.json')
    with open(path, 'w') as file:
        json.dump(whole, file)
    return path


def waits(line):
    """The call in the queue: id, appeal, topic, since_ms"""
    return line.wait_rows('SELECT id, appeal, topic, since_ms FROM call WHERE queued_ms IS NOT NULL AND ended_ms IS NULL')[0]


def promises(line, appeal):
    return line.rows('SELECT (SELECT count(*) FROM promise WHERE appeal = ? AND kind = 2), (SELECT count(*) FROM callback WHERE appeal = ?)', appeal, appeal)


def called_back(line, supervisor, expect):
    """The offer takes the caller out of the queue, the promise keeps the place, and there is one"""
    with Phone(line.sip, user='79165554461') as phone:
        phone.call('hotline')
        phone.listen(lambda sound: len(sound) > 4000)
        phone.press('1')
        before = waits(line)
        ear = Ear(phone)
        ear.says('voice.callback.offer', key='1')
        phone.press('1')
        ear.says('voice.callback.phone', phone='+79165554461')
        expect('offer: out of the queue', supervisor.line()['calls'] == [], supervisor.line()['calls'])
        phone.press('1')
        row = line.wait_rows('SELECT place_ms, call, topic FROM callback WHERE appeal = ?', before[1])
        expect('offer: the place and the topic are kept', row == [(before[3], before[0], before[2])] and before[2], (row, before))
        phone.bye()
    line.wait_rows('SELECT 1 FROM call WHERE id = ? AND ended_ms IS NOT NULL', before[0])
    expect('offer: promised once', promises(line, before[1]) == [(1, 1)], promises(line, before[1]))


def message(line, supervisor, expect):
    """The second offer: a message is the appeal that waited, and nothing is promised beside it"""
    with Phone(line.sip, user='79165554462') as phone:
        phone.call('hotline')
        phone.listen(lambda sound: len(sound) > 4000)
        phone.press('0')
        before = waits(line)
        ear = Ear(phone)
        ear.says('voice.mail.offer', key='2')
        phone.press('2')
        beep(phone)
        phone.speaking = tone(700)
        time.sleep(2)
        phone.speaking = None
        ear = Ear(phone)
        phone.press('#')
        ear.says('voice.mail.done')
        phone.press('1')
        ear.says('voice.mail.taken')
        phone.bye()
    rows = line.wait_rows('SELECT v.length_ms, c.appeal, c.owed FROM voicemail v JOIN call c ON c.id = v.call WHERE c.id = ? AND c.ended_ms IS NOT NULL', before[0])
    expect('message: it is the appeal that waited', rows[0][0] > 1500 and rows[0][1:] == (before[1], 0), (rows, before))
    expect('message: nothing is promised', promises(line, before[1]) == [(0, 0)], promises(line, before[1]))


def chain(expect, attempt, path, test):
    with Store('sqlite', f'offers-{test.__name__}') as store:
        carrier = Citizens()
        with Line(store, *RULES, '--sip.trunk', carrier.address(), '--profile', path) as line:
            attempt(test, line, Operator(line, line.sign_in_links()['supervisor']), expect)
            errors = line.stop()
            expect(f'{test.__name__}: the log has no errors', not errors, errors[:5])
        carrier.close()
        store.verify()


def full(expect, attempt, path):
    """No trunk: no call back is offered, a message is, by its own key, and 0 leads out of it; and the queue takes one: the next is told so, and may leave a message"""
    with Store('sqlite', 'offers-full') as store:
        with Line(store, '--queue.calls', '1', '--profile', path) as line, Phone(line.sip, user='79165554463') as one:
            one.call('hotline')
            one.listen(lambda sound: len(sound) > 4000)
            one.press('1')
            before = waits(line)
            ear = Ear(one)
            with Phone(line.sip, user='79165554464') as two:
                two.call('hotline')
                two.listen(lambda sound: len(sound) > 4000)
                two.press('1')
                heard = Ear(two)
                heard.says('voice.full')
                heard.says('voice.mail.offer', key='2')
                heard.says('voice.bye', 30)
                two.wait_bye(20)
            with Phone(line.sip, user='79165554465') as three:
                three.call('hotline')
                three.listen(lambda sound: len(sound) > 4000)
                three.press('1')
                heard = Ear(three)
                heard.says('voice.full')
                three.press('2')
                heard.says('voice.mail.ask')
                three.bye()
            ear.says('voice.mail.offer', key='2')
            take = rendered('voice.callback.offer', key='1')[0][4000:6400].tobytes()
            expect('no trunk: no call back is offered', take not in ear.sound.tobytes())
            supervisor = Operator(line, line.sign_in_links()['supervisor'])
            one.press('2')
            ear.says('voice.mail.ask')
            expect('out of the queue', supervisor.line()['calls'] == [], supervisor.line()['calls'])
            one.press('0')
            ear.says('voice.connect')
            until(lambda: [call['id'] for call in supervisor.line()['calls']] == [str(before[0])], 'it waits again')
            expect('0 leads back, place and topic are kept', waits(line) == before and before[2], (waits(line), before))
            one.bye()
            errors = line.stop()
            expect('full: the log has no errors', not errors, errors[:5])


def hears(line, words, said=True):
    """Does the next call hear these words first? Tried until it does: a change is taken up a moment later"""
    want = rendered('voice.words', words=words)[0]
    take, ends, found = want[1600:4000].tobytes(), time.monotonic() + SOON_S, None
    while found != said and time.monotonic() < ends:
        with Phone(line.sip, user='79165554465') as phone:
            phone.call('hotline')
            ear = Ear(phone)
            until(lambda: ear.hear() or len(ear.sound) > 12000, 'sound')
            found = take in ear.sound.tobytes()
            phone.bye()
    return found == said


def taken_up(line, admin, expect):
    """A flow and a line that are published while somebody is in the menu: the next call has them, that one goes on as it began"""
    topic = line.client().ask('GET', '/api/v1/topics').json()['items'][0]['name']
    with Phone(line.sip, user='79165554466') as phone:
        phone.call('hotline')
        phone.listen(lambda sound: len(sound) > 4000)
        steps = [{'do': 'say', 'words': {'ru': 'Это новый сценарий.', 'en': 'This is a new flow.'}}, {'do': 'queue'}]
        version = admin.ask('PUT', 'settings/flows/default', {'base': 0, 'steps': steps}).json()['version']
        expect('flow: a draft is not heard', hears(line, 'Это новый сценарий.', False))
        admin.ask('POST', 'settings/flows/default/publish', {'version': version})
        expect('flow: the next call hears it', hears(line, 'Это новый сценарий.'))
        ear = Ear(phone)
        phone.press('1')
        ear.says('voice.menu.chosen', topic=topic)
        phone.bye()
    lines = admin.ask('GET', 'settings/lines').json()
    more = lines['items'] + [{'key': 'roads', 'numbers': ['+78000000009'], 'calendar': 'always', 'flow': 'default', 'name': {'ru': 'Дороги', 'en': 'Roads'}}]
    with Phone(line.sip, user='79165554467') as phone:
        expect('line: not there yet', phone.call('+78000000009').code == 404)
    admin.ask('PUT', 'settings/lines', {'base': lines['newest'], 'items': more})

    def answered():
        with Phone(line.sip, user='79165554467') as phone:
            code = phone.call('+78000000009').code
            if code == 200:
                phone.bye()
            return code == 200
    until(answered, 'the new line answers', SOON_S)


def announced(line, supervisor, admin, expect):
    """One person at once; who published it does not confirm it; a second does; it is ended. One that nobody confirms ends after its hour, which is moved here"""
    at, words = 'settings/announcements', {'words_ru': 'Авария на подстанции города.', 'words_en': 'A power fault.'}
    this = f"{at}/{supervisor.ask('POST', at, words).json()['items'][0]['id']}"
    expect('announced: heard at once, by one person', hears(line, words['words_ru']))
    expect('announced: confirmed not by who published', supervisor.ask('POST', this + '/confirm', good=None).status == 403)
    got = admin.ask('POST', this + '/confirm').json()['items'][0]
    expect('announced: confirmed, it has no end', got['heard'] and 'until' not in got, got)
    expect('announced: still heard', hears(line, words['words_ru']))
    admin.ask('DELETE', this)
    expect('announced: ended', hears(line, words['words_ru'], False))

    words['words_ru'] = 'Отключение света в городе.'
    got = supervisor.ask('POST', at, words).json()['items'][0]
    left = time.mktime(time.strptime(got['until'][:19], '%Y-%m-%dT%H:%M:%S')) - time.mktime(time.strptime(got['at'][:19], '%Y-%m-%dT%H:%M:%S'))
    expect('alone: an hour', 3590 < left < 3610, got)
    expect('alone: heard', hears(line, words['words_ru']))
    with sqlite3.connect(line.store.dir + '/otklik.db', timeout=20) as db:
        db.execute('UPDATE announcement SET until_ms = ? WHERE id = ?', (int(time.time() * 1000), int(got['id'])))
    line.wait_rows("SELECT 1 FROM journal WHERE kind = 'settings.announcement' AND body LIKE '%lapsed%'", seconds=20)
    expect('alone: it has ended', hears(line, words['words_ru'], False))
    acts = [json.loads(body)['act'] for body, in line.rows("SELECT body FROM journal WHERE kind = 'settings.announcement' ORDER BY pos")]
    expect('announced: the journal', acts == ['published', 'confirmed', 'ended', 'published', 'lapsed'], acts)


def published(expect, attempt):
    with Store('sqlite', 'published') as store:
        with Line(store) as line:
            links = line.sign_in_links()
            supervisor, admin = (Operator(line, links[who]) for who in ('supervisor', 'administrator'))
            attempt(announced, line, supervisor, admin, expect)
            attempt(taken_up, line, admin, expect)
            errors = line.stop()
            expect('published: the log has no errors', not errors, errors[:5])
        store.verify()


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder:
        path = profile(folder)
        tests = [threading.Thread(target=attempt, args=args) for args in ((chain, expect, attempt, path, called_back), (chain, expect, attempt, path, message), (full, expect, attempt, path), (published, expect, attempt))]
        for test in tests:
            test.start()
        for test in tests:
            test.join()
