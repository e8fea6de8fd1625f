"""walked.py: sipp walks every flow that ships, by keys: the built-in one and that of data/profiles/regions.json, on each kind of their lines. What its journal says of the call judges: how it ended, what it waited
for, and what was pressed.

Keys come by INFO: sipp plays events of RFC 4733 by raw sockets alone, which want root; phone.py presses those.
"""
import json
import os
import re
import subprocess
import tempfile
import threading

from line import Line, demonstration, written
from program import Store

PAUSE_MS, TOGETHER = 250, 3         # between keys; calls of a walk at one time
REQUEST = """{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:7918[call_number]@[local_ip]>;tag=[pid]-[call_number]
To: <sip:[service]@[remote_ip]>{tag}
Call-ID: [call_id]
CSeq: {n} {method}
Contact: <sip:7918[call_number]@[local_ip]:[local_port]>
Max-Forwards: 70
"""
OFFER = """Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [media_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
"""
OK = """SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

"""
ANSWERS = '<recv response="100" optional="true"/><recv response="180" optional="true"/><recv response="200"/>\n'


def send(method, n, body='Content-Length: 0\n\n'):
    again = '' if method == 'ACK' else ' retrans="500"'
    head = REQUEST.format(method=method, n=n, tag='' if n == 1 and method == 'INVITE' else '[peer_tag_param]')
    return f'<send{again}><![CDATA[\n{head}{body}]]></send>\n'


def scenario(keys, left):
    """A caller who presses keys, a space being a while longer, and hangs up, or is `left`: hung up on"""
    n, out = 1, ['<?xml version="1.0"?><scenario name="walked">\n', send('INVITE', 1, OFFER), ANSWERS, send('ACK', 1), '<pause milliseconds="600"/>\n']
    for key in keys:
        if key == ' ':
            out.append('<pause milliseconds="1500"/>\n')
            continue
        n += 1
        body = f'Content-Type: application/dtmf-relay\nContent-Length: [len]\n\nSignal={key}\nDuration=160\n'
        out += [send('INFO', n, body), '<recv response="200"/>\n', f'<pause milliseconds="{PAUSE_MS}"/>\n']
    if left:
        out += ['<recv request="BYE" timeout="60000"/>\n', f'<send><![CDATA[\n{OK}]]></send>\n']
    else:
        out += ['<pause milliseconds="1500"/>\n', send('BYE', n + 1), '<recv response="200"/>\n']
    return ''.join(out) + '</scenario>\n'


def walk(line, folder, expect, what, number, keys, left=False):
    """The calls of a walk, as the journal and the store have them: cause, topic, appeal's digits, region, what was pressed"""
    path = os.path.join(folder, re.sub(r'\W', '-', what) + '.xml')
    with open(path, 'w') as file:
        file.write(scenario(keys, left))
    last = line.rows('SELECT coalesce(max(pos), 0) FROM journal')[0][0]
    done = subprocess.run(['sipp', '-sf', path, '-s', number, f'{line.sip[0]}:{line.sip[1]}', '-m', str(TOGETHER), '-r', str(TOGETHER), '-i', '127.0.0.1',
                           '-nostdin', '-timeout', '120'], capture_output=True, text=True, cwd=folder, timeout=150)
    expect(f'{what}: sipp', done.returncode == 0, done.stdout[-400:])
    line.wait_rows(f'SELECT 1 WHERE (SELECT count(*) FROM journal WHERE kind = ? AND pos > {last}) = {TOGETHER}', 'call.ended')
    ends = [json.loads(body) for body, in line.rows(f"SELECT body FROM journal WHERE kind = 'call.ended' AND pos > {last} ORDER BY pos")]
    rows = []
    for end in ends:
        row = line.rows('SELECT c.cause, t.name_ru, a.digits, c.queued_ms IS NOT NULL, w.path FROM call c LEFT JOIN topic t ON t.id = c.topic '
                        'LEFT JOIN appeal a ON a.id = c.appeal LEFT JOIN call_way w ON w.call = c.id WHERE c.id = ?', int(end['call']))[0]
        rows.append((*row[:4], json.loads(row[4] or '[]')))
    expect(f'{what}: {TOGETHER} calls, one end', len(rows) == TOGETHER, rows)
    return rows


def pressed(path):
    """item:8 topic:2 number code …"""
    return ' '.join(one.get('of') or f"{one['what']}:{one.get('region') or one.get('key')}" for one in path)


def judge(line, folder, expect, what, number, keys, cause, topic, way, left=False, digits=None):
    for row in walk(line, folder, expect, what, number, keys, left):
        expect(f'{what}: the end', row[0] == cause and bool(row[3]) == (cause == 'citizen_left'), row)
        expect(f'{what}: the topic', row[1] == topic, row)
        expect(f'{what}: what was pressed', pressed(row[4]) == way, pressed(row[4]))
        if digits:
            expect(f'{what}: the appeal', row[2] == digits, row)


def appeal(line):
    given = line.client().ask('POST', '/api/v1/appeals', {'kind': 'question', 'text': 'Когда ответят?'}, Idempotency_Key=os.urandom(6).hex()).json()
    return re.sub(r'\D', '', given['number']), given['code']


def built_in(line, folder, expect):
    """data/flows/default.json"""
    digits, code = appeal(line)
    for what, number, keys, more in (
            ('default: a topic', 'hotline', '2', ('citizen_left', 'Пособия и выплаты', 'topic:2')),
            ('default: a topic two pages on', 'hotline', '##2', ('citizen_left', 'Другое', 'key:# key:# topic:2')),
            ('default: a person', 'hotline', '990', ('citizen_left', None, 'language:9 language:9 person:0')),
            ('default: slowly, then a topic', 'hotline', '841', ('citizen_left', 'Статус заявления', 'item:8 item:4 topic:1')),
            ('default: an application', 'hotline', '8277001234521234  0',
             ('citizen_left', None, 'item:8 item:2 application person person:0')),
            ('default: a checklist', 'hotline', '8325 *0', ('citizen_left', None, 'item:8 item:3 topic:2 key:5 back:* person:0')),
            ('default: thrice a wrong key', 'hotline', '777', ('citizen_left', None, 'key:7 key:7 key:7'))):
        judge(line, folder, expect, what, number, keys, *more)
    judge(line, folder, expect, 'default: an appeal', 'hotline', f'81{digits}{code}  0', 'citizen_left', None, 'item:8 item:1 number code person:0', digits=int(digits))
    judge(line, folder, expect, 'default: closed', 'closed', 'DDD', 'said_all', None, 'key:D key:D key:D', left=True)
    judge(line, folder, expect, 'default: closed, an appeal', 'closed', f'2{digits}{code}  1*5DDD', 'said_all', None,
          'item:2 number code item:1 back:* item:5 key:D key:D key:D', left=True, digits=int(digits))
    judge(line, folder, expect, 'default: closed, a checklist', 'closed', '4250DDD', 'said_all', None,
          'item:4 topic:2 key:5 person:0 key:D key:D key:D', left=True)


def regions(line, folder, expect):
    """data/profiles/regions.json: a line of all regions, one of a region, one with hours"""
    for what, number, keys, more in (
            ('regions: by code', '+78005550202', '661 1', ('citizen_left', 'Статус заявления', 'region:66 topic:1')),
            ('regions: by list', '+78005550202', '#51 ##2', ('citizen_left', 'Другое', 'region:16 key:# key:# topic:2')),
            ('regions: a person', '+78005550202', '771 0', ('citizen_left', None, 'region:77 person:0')),
            ('regions: a line of a region', '+78005550001', '2', ('citizen_left', 'Пособия и выплаты', 'topic:2')),
            ('regions: a checklist', '+78005550004', '8325 *0', ('citizen_left', None, 'item:8 item:3 topic:2 key:5 back:* person:0'))):
        judge(line, folder, expect, what, number, keys, *more)
    hours = walk(line, folder, expect, 'regions: a line with hours', '+78005553535', '661 0', False)
    expect('regions: a line with hours', {row[0] for row in hours} == {'citizen_left'}, hours)


def chain(expect, attempt, folder, test, options):
    with Store('sqlite', f'walked-{test.__name__}') as store:
        with Line(store, *options) as line:
            attempt(test, line, folder, expect)
            errors = line.stop()
            expect(f'{test.__name__}: the log has no errors', not errors, errors[:5])
        store.verify()


def run(expect, attempt):
    with tempfile.TemporaryDirectory() as folder:
        beside = threading.Thread(target=chain, args=(expect, attempt, folder, regions, ('--profile', 'data/profiles/regions.json')))
        beside.start()
        chain(expect, attempt, folder, built_in, ('--profile', written(demonstration(), folder)))
        beside.join()
