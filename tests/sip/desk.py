"""desk.py: operators of a running program who answer calls: what a desk asks over HTTP, and a browser's sound (tests/peers.c)."""
import base64
import os
import queue
import subprocess
import threading

from program import OTKLIK, until

PEERS = os.path.join(os.path.dirname(OTKLIK), 'tests', 'peers')
WAIT_S = 20


class Peers:
    """The program that plays browsers"""

    def __init__(self, path=None):
        self.process = subprocess.Popen([path or os.environ.get('PEERS', PEERS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lock, self.lines, self.count = threading.Lock(), {}, 0
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        for line in self.process.stdout:
            name, what = line.rstrip('\n').split(' ', 1)
            found = self.lines.get(name)
            if found:
                found.put(what)

    def say(self, line):
        with self.lock:
            self.process.stdin.write(line + '\n')
            self.process.stdin.flush()

    def browser(self):
        with self.lock:
            self.count += 1
            name = f'b{self.count}'
            self.lines[name] = queue.Queue()
        return Browser(self, name)

    def close(self):
        self.process.stdin.close()
        self.process.wait(WAIT_S)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Browser:
    """One side of one call"""

    def __init__(self, peers, name):
        self.peers, self.name = peers, name
        peers.say(f'new {name}')
        word, text = self.wait('offer').split(' ')
        self.offer = base64.b64decode(text).decode()

    def wait(self, word, seconds=WAIT_S):
        while True:
            what = self.peers.lines[self.name].get(timeout=seconds)
            if what.startswith(word):
                return what
            if what in ('bad', 'unknown'):
                raise AssertionError(f'{self.name}: {what} instead of {word}')

    def answer(self, sdp, wait=True):
        self.peers.say(f'answer {self.name} {base64.b64encode(sdp.encode()).decode()}')
        if wait:
            self.wait('up')

    def tone(self, hertz):
        self.peers.say(f'tone {self.name} {hertz}')

    def key(self, digit):
        self.peers.say(f'key {self.name} {digit}')

    def shift(self):
        self.peers.say(f'shift {self.name}')

    def junk(self, count):
        self.peers.say(f'junk {self.name} {count}')

    def hear(self, *hertz):
        """Packets so far; of the last second the level and the share of each frequency"""
        self.peers.say(f'hear {self.name} ' + ' '.join(map(str, hertz)))
        words = self.wait('heard').split(' ')[1:]
        return int(words[0]), float(words[1]), [float(word) for word in words[2:]]

    def hears(self, hertz, seconds=WAIT_S):
        """Waits until the last second was mostly this tone"""
        last = []

        def good():
            last[:] = self.hear(hertz)
            return last[1] > 1000 and last[2][0] > 0.6

        try:
            until(good, 'tone', seconds)
        except AssertionError:
            raise AssertionError(f'{hertz} Hz not heard: {last}') from None

    def drop(self):
        self.peers.say(f'drop {self.name}')

    def crash(self):
        self.peers.say(f'crash {self.name}')


class Operator:
    """Somebody at a desk with a telephone; `peers` None: who only asks"""

    def __init__(self, program, token, peers=None):
        self.client, self.peers, self.browser, self.call = program.client(60), peers, None, None
        reply = self.client.ask('POST', '/api/v1/session', {'token': token})
        assert reply.status == 200, reply.body
        self.head = {'Cookie': reply.headers['Set-Cookie'].split(';')[0], 'X_CSRF': reply.json()['csrf']}
        self.id = reply.json()['staff']['id']

    def ask(self, method, path, body=None, good=(200, 201, 204)):
        reply = self.client.ask(method, '/api/v1/' + path, body, **self.head)
        if good:
            assert reply.status in good, f'{method} {path}: {reply.status} {reply.body[:300]}'
        return reply

    def phone(self, on=True):
        return self.ask('PUT', 'desk/phone', {'on': on})

    def state(self, state):
        return self.ask('PUT', 'presence', {'state': state})

    def ready(self):
        """At work: the queue core may ring"""
        self.phone()
        self.state('ready')
        return self

    def mine(self):
        """The call that rings here or is talked, or None"""
        reply = self.ask('GET', 'desk/calls/mine')
        return reply.json() if reply.status == 200 else None

    def rings(self, seconds=WAIT_S):
        found = []
        until(lambda: found.append(self.mine()) or (found[-1] and found[-1]['state'] == 'offered'), 'it rings', seconds, every=0.03)
        return found[-1]

    def answer(self, call, good=(200,), wait=True):
        browser = self.peers.browser()
        reply = self.ask('POST', f'desk/calls/{call["id"]}/answer', {'generation': call['generation'], 'sdp': browser.offer}, good=good)
        if reply.status != 200:
            browser.drop()
            return reply
        self.browser, self.call = browser, call['id']
        browser.answer(reply.json()['sdp'], wait)
        return reply

    def refuse(self, call, good=(204,)):
        return self.ask('POST', f'desk/calls/{call["id"]}/refuse', {'generation': call['generation']}, good=good)

    def hold(self, on, good=(204,)):
        return self.ask('POST', f'desk/calls/{self.call}/hold', {'on': on}, good=good)

    def hang_up(self, good=(204,)):
        return self.ask('DELETE', f'desk/calls/{self.call}', good=good)

    def away(self):
        if self.browser:
            self.browser.drop()
            self.browser = None

    def line(self):
        """Of a supervisor: how queues and operators stand"""
        return self.ask('GET', 'desk/line').json()


def hire(program, count, roles=('operator',), admin=None):
    """Sign-in tokens of so many new members of staff; `admin`: who signed in as one already"""
    admin = admin or Operator(program, program.sign_in_links()['administrator'])
    tokens = []
    for n in range(count):
        reply = admin.ask('POST', 'settings/staff', {'login': f'{roles[-1]}-{n}', 'name': f'Оператор {n}', 'roles': list(roles)})
        link = admin.ask('POST', f'settings/staff/{reply.json()["id"]}/invite').json()['link']
        tokens.append((reply.json()['id'], link.split('#signin=')[1]))
    return tokens
