"""repeat.py: a citizen comes again while nothing was done: before one who waits longer, with a reason in the journal, and with all that is known on the desk."""
import json

from desk import Operator, Peers, hire
from line import Line
from phone import Phone
from program import Store, until

ROW = "SELECT c.id FROM call c WHERE c.queued_ms IS NOT NULL AND c.ended_ms IS NULL ORDER BY c.queued_ms DESC LIMIT 1"


def waits(line, phone):
    """In the queue of the first topic; the call"""
    before = line.rows(ROW)
    phone.call('hotline')
    phone.listen(lambda sound: len(sound) > 4000)
    phone.press('1')
    until(lambda: line.rows(ROW) not in ([], before), 'it waits')
    return line.rows(ROW)[0][0]


def again(line, operator, expect, attempt=None):
    with Phone(line.sip, user='79160000901') as phone:
        first = waits(line, phone)
        phone.bye()
        line.wait_rows('SELECT 1 FROM call WHERE id = ? AND ended_ms IS NOT NULL', first)
    with Phone(line.sip, user='79160000902') as longer, Phone(line.sip, user='79160000901') as phone:
        other = waits(line, longer)
        second = waits(line, phone)
        row = line.rows('SELECT w.vain, w.path, w.repeats = c.appeal FROM call_way w, call c WHERE w.call = ? AND c.id = ?', second, first)
        expect('repeat: it is known as one, and about what', row and (row[0][0], row[0][2]) == (2, 1), row)
        expect('repeat: what was pressed is kept', [one['what'] for one in json.loads(row[0][1])] == ['topic'], row)
        operator.ready()
        ring = operator.rings(30)
        expect('repeat: before who waits longer', ring['id'] == str(second), (ring['id'], other, second))
        expect('repeat: the desk knows', ring['repeats'] and ring['repeats']['vain'] == 2 and ring['path'][0]['what'] == 'topic' and ring['path'][0]['words'], ring)
        told = line.wait_rows("SELECT body FROM journal WHERE kind = 'work.overtaken' AND body LIKE ?", f'%"repeat"%{second}%')
        expect('repeat: the report says why', json.loads(told[0][0])['other'] == str(other), told)
        number = ring['repeats']['number']
        shown = operator.ask('GET', f'desk/appeals/{number}/repeat', good=None).json()
        expect('repeat: earlier contacts, nothing begun', len(shown['contacts']) == 1 and shown['begun_at'] is None, shown)
        operator.ask('POST', f'desk/appeals/{number}/urge', {'level': 'head'}, good=None)
        urged = operator.ask('GET', 'desk/urged', good=None).json()['items']
        expect('repeat: the head sees it', [(one['number'], one['level']) for one in urged] == [(number, 'head')], urged)
        line.wait_rows("SELECT 1 FROM journal WHERE kind = 'appeal.escalated'")
        phone.bye()
        longer.bye()


def run(expect, attempt):
    with Peers() as peers, Store('sqlite', 'repeat') as store:
        with Line(store, '--queue.repeat-after', '0s', '--queue.wrap-up', '1s', '--queue.misses', '0') as line:
            operator = Operator(line, hire(line, 1)[0][1], peers)
            attempt(again, line, operator, expect)
            errors = line.stop()
            expect('repeat: the log has no errors', not errors, errors[:5])
