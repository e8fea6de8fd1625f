"""carriers.py: trunks are changed at the desk while the program runs: taken up, left, with calls that go on; their passwords are nowhere to be read."""
import os
import time

import program
from desk import Operator, Peers
from exchange import Exchange
from line import Line
from trunk import dial, ended, entered
from trunks import PASSWORD, trunks_of

AT = 'settings/trunks'


class Desk(Operator):
    """An administrator who changes trunks"""

    def table(self):
        return self.ask('GET', AT).json()

    def publish(self, *items, good=(200,)):
        return self.ask('PUT', AT, {'base': self.table()['newest'], 'items': list(items)}, good=good).json()

    def until(self, key, **wanted):
        """Waits until a trunk stands so; None: it is not there"""
        def stands():
            one = {state['key']: state for state in self.table()['states']}.get(key)
            return one is None if wanted.get('state', '') is None else one and all(one.get(k) == v for k, v in wanted.items())
        program.until(stands, f'{key} {wanted}')


def sounds(exchange, seconds=3):
    """Does sound come now?"""
    exchange.rtp.settimeout(0)
    try:
        while exchange.rtp.recv(2048):
            pass
    except BlockingIOError:
        pass
    exchange.rtp.settimeout(seconds)
    try:
        return len(exchange.rtp.recv(2048)) > 12
    except TimeoutError:
        return False


def talks(line, operator, exchange, number, since):
    dial(operator, number)
    exchange.wait('INVITE', since)
    program.until(lambda: (operator.mine() or {}).get('state') == 'talking', 'talking')
    line.wait_rows('SELECT 1 FROM call WHERE id = ? AND answered_ms IS NOT NULL', int(operator.call))


def changed(line, admin, operator, senior, one, two, number, expect):
    """A trunk is added; it goes in the middle of a call, which does not; the next call takes the other. Who is hung up on is told the number first"""
    first = {'key': 'one', 'uri': one.address(), 'number': '+74951112233', 'user': 'hotline', 'password': PASSWORD, 'register': True, 'calls': 1}
    second = {'key': 'two', 'uri': two.address()}
    began = time.monotonic()
    got = admin.publish(first)
    expect('settings: shown without its password', got['items'] == [{**first, 'password': True}], got['items'])
    admin.until('one', state='up', registered=True)
    print(f'a trunk of the settings is registered {time.monotonic() - began:.2f} s after it was published')
    talks(line, operator, one, number, began)
    admin.until('one', calls=1)
    first = {**first, 'password': True}

    # other limits are the same trunk
    registers = one.count('REGISTER')
    admin.publish({**first, 'calls': 2, 'rate': 9, 'allow': ['+7', '+375']}, second)
    admin.until('two', state='up')
    admin.until('one', state='up', registered=True, calls=1)
    expect('settings: other limits do not register anew', one.count('REGISTER') == registers, one.count('REGISTER'))

    gone = time.monotonic()
    admin.publish(second)
    admin.until('one', state=None)
    one.wait('REGISTER', gone, good=lambda m: 'expires=0' in m.get('Contact'))
    expect('settings: a call on a trunk that is gone goes on', sounds(one) and operator.mine()['state'] == 'talking')
    operator.hang_up()
    options = one.count('OPTIONS')
    talks(line, senior, two, entered(line, {'kind': 'question', 'text': 'И мне, пожалуйста.', 'phone': '+7 916 555-44-34'}), gone)
    expect('settings: the next takes the other', not one.count('INVITE', gone))
    two.hang_up(gone)
    expect('settings: its end', *ended(line, senior, 'citizen_left'))
    _, bye = one.wait('BYE', gone, 40)
    expect('settings: and ends by its password', bye.get('Proxy-Authorization') and not one.wrong, one.wrong)
    expect('settings: its end too', *ended(line, operator, 'operator_left'))
    expect('settings: who is gone is watched no more', one.count('OPTIONS') == options, (options, one.count('OPTIONS')))


def passwords(line, admin, one, expect):
    """Forgotten with its trunk; a wrong one is told; switched off and on it needs not be typed again"""
    own = {'key': 'one', 'uri': one.address(), 'user': 'hotline', 'register': True}
    reply = admin.ask('PUT', AT, {'base': admin.table()['newest'], 'items': [{**own, 'password': True}]}, good=(422,)).json()
    expect('settings: forgotten with its trunk', reply['fields'][0]['code'] == 'problem.trunk.password-needed', reply)
    admin.publish({**own, 'password': 'wrong'})
    admin.until('one', state='down', reason='password', registered=False)
    since = time.monotonic()
    admin.publish({**own, 'password': PASSWORD})
    admin.until('one', state='up', registered=True)
    own['password'] = True
    admin.publish({**own, 'off': True})
    admin.until('one', state=None)
    one.wait('REGISTER', since, good=lambda m: 'expires=0' in m.get('Contact'))
    admin.publish(own)
    admin.until('one', state='up', registered=True)


def everywhere(folder):
    """All that lies in a store"""
    for at, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(at, name), 'rb') as f:
                yield f.read()


def run(expect, attempt):
    with Peers() as peers, Exchange(algorithms=('SHA-256', 'MD5')) as one, Exchange() as two, program.Store('sqlite', 'carriers') as store:
        with Line(store, '--sip.watch', '1s') as line:
            links = line.sign_in_links()
            admin, operator = Desk(line, links['administrator']), Operator(line, links['operator'], peers).ready()
            senior = Operator(line, links['senior'], peers).ready()
            number = entered(line)
            attempt(changed, line, admin, operator, senior, one, two, number, expect)
            attempt(passwords, line, admin, one, expect)
            expect('settings: supervisors see how they stand', 'one' in trunks_of(Operator(line, links['supervisor'])))
            errors = line.stop()
            expect('settings: the log has no errors, and no password', not errors and not any('s3cret' in said for said in line.log), errors[:5])
        expect('settings: the store has no password', not any(b's3cret' in content for content in everywhere(store.dir)))
        status, said = store.run('key', 'rotate')
        expect('settings: the master key is another', status == 0, said)
        since = time.monotonic()
        with Line(store, '--sip.watch', '1s') as line:
            one.wait('REGISTER', since, good=lambda m: m.get('Authorization'))
            Desk(line, line.sign_in_links()['administrator']).until('one', state='up', registered=True)
            line.stop()
        store.verify()
