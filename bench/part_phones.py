"""part_phones: callers talk with operators at SIP telephones: the CPU of a call-second beside a relay that does nothing but relay, the memory of a call,
and how many whole calls (answer, queue, operator, hang-up, each with its records) there can be in a second"""
import contextlib
import os
import re
import socket
import threading
import time
from common import free_port, node, row, settle, store_dir, wait_for
from part_bridge import by_turns, ends_of, operators, relayed
from part_sip import private_kb, sipp, voice_cpu_s

CALLS = (100, 200, 400)  # at once
RATIO = 1.3
CALL_KB = 25
WHOLE_S, WHOLE_FOR, DESKS = 400, 30, 300         # whole calls a second that are to be served, seconds, operators
OFFERED_S = 450                                  # … and that are begun: sipp begins them evenly, and the last is waited for
WHOLE_MS = 1.3


class Desks(threading.Thread):
    """The telephones of operators, all at one address: each answers at once; its sound is at a port that is given"""

    def __init__(self, ports):
        super().__init__(daemon=True)
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.sock.bind(('127.0.0.1', 0))
        self.port, self.ports, self.answered = self.sock.getsockname()[1], ports, 0
        self.start()

    def run(self):
        while True:
            try:
                data, source = self.sock.recvfrom(65536)
            except OSError:
                return
            if data[:1] > b'\x7f':                    # RTCP, of an end at the port below
                continue
            text = data.decode()
            if not text.startswith(('ACK ', 'SIP/2.0 ')) and ' SIP/2.0' in text:
                self.sock.sendto(self.reply(text).encode(), source)

    def reply(self, text):
        method, desk = re.match(r'(\w+) sip:(\w*)', text).groups()
        head = ''.join(f'{line}\r\n' for line in text.split('\r\n') if line.startswith(('Via:', 'From:', 'To:', 'Call-ID:', 'CSeq:')))
        if method != 'INVITE':
            return f'SIP/2.0 200 OK\r\n{head}Content-Length: 0\r\n\r\n'
        if ';tag=' not in re.search(r'^To:.*', head, re.M)[0]:
            head = re.sub(r'^(To:[^\r]*)', rf'\1;tag={desk}', head, flags=re.M)
        self.answered += 1
        sdp = (f'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {self.ports[int(desk[4:])]} RTP/AVP 8 101\r\n'
               'a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n')
        return (f'SIP/2.0 200 OK\r\n{head}Contact: <sip:{desk}@127.0.0.1:{self.port}>\r\nContent-Type: application/sdp\r\n'
                f'Content-Length: {len(sdp)}\r\n\r\n{sdp}')


@contextlib.contextmanager
def staffed(base, name, ports, *options):
    """A program with an operator at each of these telephones, ready; and its SIP port"""
    port, desks = free_port(), Desks(ports)
    with node(store_dir(base, name), '--sip', f'127.0.0.1:{port}', '--limit.staff', '1000000', '--queue.wrap-up', '0ms', *options) as n:
        settle(n)
        staff = list(operators(n, len(ports), lambda i: {'address': f'sip:desk{i}@127.0.0.1:{desks.port}', 'auto_answer': True}))
        there = lambda: sum(bool((one('GET', '/api/v1/desk/telephone') or {}).get('there')) for one in staff)
        wait_for(lambda: there() == len(staff), 120, 'telephones')
        n.desks = desks
        yield n, port
    desks.sock.close()


@contextlib.contextmanager
def talking(base, count, *options):
    """Ends that talk through the program, and its process"""
    with ends_of(count, 'plain') as ends:
        ports = list(map(int, ends('ports').split()))
        with staffed(base, f'phones{count}', ports, *options) as (n, port):
            csv = os.path.join(base, f'callers{count}.csv')
            with open(csv, 'w') as f:
                f.write('SEQUENTIAL\n' + ''.join(f'{phone};\n' for phone in ends.phones))
            if count == CALLS[-1]:
                warm(n, port, count)
            ends.idle_kb = private_kb(n)
            run = sipp('bridge.xml', port, count, 50, '-inf', csv, '-d', '600000', '-timeout', '700')
            wait_for(lambda: ends.up()[1] == n.desks.answered == count, name=lambda: f'{ends.up()}, {n.desks.answered} of {count}')
            ends.private_kb = lambda: private_kb(n)
            yield ends, n.process.pid
            run.terminate()
            run.wait()


def warm(n, port, count):
    """What stays for ever is made by as many calls before, and the store's caches are as full as they get"""
    sipp('whole.xml', port, 2 * count, 50, '-d', '1000').wait()
    wait_for(lambda: n.desks.answered == 2 * count)
    n.desks.answered = 0
    time.sleep(40)


def whole(base):
    """Callers ask for a person, talk a moment, hang up"""
    with staffed(base, 'whole', [9] * DESKS) as (n, port):
        sipp('whole.xml', port, 200, 50, '-d', '300').wait()
        before, n_calls, cpu, began = n.desks.answered, OFFERED_S * WHOLE_FOR, (voice_cpu_s(n), n.cpu_s()[0]), time.monotonic()
        failed = sipp('whole.xml', port, n_calls, OFFERED_S, '-d', '300').wait()
        seconds = time.monotonic() - began
        each_ms = [(now - then) / n_calls * 1000 for now, then in zip((voice_cpu_s(n), n.cpu_s()[0]), cpu)]
        met = min(n.desks.answered - before, n_calls)
        row(f'phones: whole calls served, {n_calls} begun at {OFFERED_S} /s', f'{met / seconds:.0f} /s', f'>= {WHOLE_S}', not failed and met / seconds >= WHOLE_S)
        row('phones: of these came to an operator', f'{met}', f'{n_calls}', met >= n_calls)
        row('phones: CPU of a whole call, voice thread', f'{each_ms[0]:.2f} ms', f'<= {WHOLE_MS} ms', each_ms[0] <= WHOLE_MS)
        row('phones: CPU of a whole call, all threads', f'{each_ms[1]:.2f} ms')


def part_phones(base):
    for count in CALLS:
        held = []

        @contextlib.contextmanager
        def own():
            with talking(base, count) as (ends, pid):
                yield ends, pid
                held.append((ends.private_kb() - ends.idle_kb) / count)
        raw_ms, own_ms = by_turns('phones', count, relayed(count, 'plain'), own())
        row(f'phones: CPU of a call-second, raw relay, {count} calls', f'{raw_ms:.2f} ms')
        row(f'phones: CPU of a call-second, SIP and SIP, {count} calls', f'{own_ms:.2f} ms')
        row(f'phones: ratio of {count} calls', f'{own_ms / raw_ms:.2f}', f'<= {RATIO}', own_ms / raw_ms <= RATIO)
    row(f'phones: memory of a call, {CALLS[-1]} calls', f'{held[0]:.1f} KB', f'<= {CALL_KB} KB', held[0] <= CALL_KB)
    whole(base)
