"""quality.py: how good the sound is, by RTCP with telephones: what they report is shown, what they do not is unknown; strangers are not believed."""
import json
import socket
import struct
import threading
import time

import program
from desk import Peers
from line import Line
from phone import Phone, at_frequency, tone
from telephones import Case

DELAY_S, LOST = 0.25, 26             # of 256
BEHIND, MUX = 'behind', 'mux'


class Reporter(Phone):
    """A caller that reports: `how` BEHIND at another port that it names (RFC 3605), MUX at the port of its sound. Of what it says one packet in ten is lost"""

    def __init__(self, server, how, delay_s=DELAY_S, lost=LOST, drops=10):
        self.how, self.delay_s, self.lost, self.drops, self.sent, self.reports = how, delay_s, lost, drops, 0, []
        self.control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.control.bind(('127.0.0.1', 0))
        super().__init__(server)
        threading.Thread(target=self.listen_control, daemon=True).start()

    def sdp(self, direction='sendrecv'):
        more = 'a=rtcp-mux\r\n' if self.how == MUX else f'a=rtcp:{self.control.getsockname()[1]} IN IP4 127.0.0.1\r\n'
        return super().sdp(direction) + more.encode()

    def wire(self, packet):
        self.sent += 1
        if not self.drops or self.sent % self.drops:
            super().wire(packet)

    def listen_control(self):
        while not self.ended:
            try:
                self.reported(self.control.recv(2048), self.control, 1)
            except OSError:
                return

    def hear(self, packet):
        if 192 <= packet[1] <= 223:
            self.reported(packet, self.rtp, 0)
        else:
            super().hear(packet)

    def reported(self, packet, sock, port):
        """A report of the program's is answered as if the way were long"""
        self.reports.append((time.monotonic(), port, packet))
        if packet[1] != 200:
            return
        ssrc, seconds, fraction = struct.unpack('>III', packet[4:16])
        block = struct.pack('>IIIIII', ssrc, self.lost << 24 | 7, 1000, 40, (seconds << 16 | fraction >> 16) & 0xffffffff, 0)
        answer = struct.pack('>BBHI', 0x81, 201, 7, self.ssrc) + block
        to = (self.peer_media[0], self.peer_media[1] + port)
        threading.Timer(self.delay_s, lambda: self.ended or sock.sendto(answer, to)).start()

    def close(self):
        super().close()
        self.control.close()


def lie(phone):
    """Reports about streams that are not ours, cut ones, ones of no length: nothing changes"""
    to = (phone.peer_media[0], phone.peer_media[1] + 1)
    block = struct.pack('>IIIIII', 0x01020304, 255 << 24, 1, 1 << 20, 1, 1)
    for packet in (struct.pack('>BBHI', 0x81, 201, 7, phone.ssrc) + block, struct.pack('>BBHI', 0x9f, 201, 7, phone.ssrc) + block,
                   struct.pack('>BBH', 0x81, 200, 0), b'\x81'):
        phone.rtp.sendto(packet, to)


def waits(case, caller):
    """A caller of its own kind who waits for an operator"""
    caller.speaking = tone(500)
    answer = caller.call()
    assert answer.code == 200, answer.first
    time.sleep(0.3)
    caller.press('1')
    return caller


def of_call(line, call):
    (body,), = line.rows("SELECT body FROM journal WHERE kind = 'call.ended' AND body LIKE ?", f'%"call":"{call}"%')
    return json.loads(body).get('quality', {})


def told(line, expect, case):
    first, second = case.operators
    with case.handset(0) as one, case.handset(1) as two, Reporter(line.sip, BEHIND) as far, Reporter(line.sip, MUX, 0, 0, 0) as near:
        for n, phone in enumerate((one, two)):
            case.known(n)
            phone.register()
            case.there(n)
            phone.speaking = tone(700)
        first.state('ready')
        waits(case, far)
        one.called()
        one.take()
        second.state('ready')
        waits(case, near)
        two.called()
        two.take()
        mine = lambda operator: (operator.mine() or {}).get('quality') or {'citizen': {}, 'operator': {}}
        complete = lambda side: side.get('rtt_ms') is not None and side.get('lost') is not None
        program.until(lambda: lie(one) or (complete(mine(first)['citizen']) and complete(mine(second)['citizen'])), 'both are known', 20, every=0.3)
        bad, good, calls = mine(first), mine(second), [first.mine()['id'], second.mine()['id']]
        citizen = bad['citizen']
        expect('quality: round trip', 240 <= citizen['rtt_ms'] < 600, citizen)
        expect('quality: lost on the way to us', 50 <= citizen['lost'] <= 160, citizen)
        expect('quality: lost on the way there', citizen['far_lost'] == LOST * 1000 // 256 and citizen['far_jitter_ms'] == 5, citizen)
        expect('quality: one word', citizen['grade'] == 'poor' and good['citizen']['grade'] in ('good', 'fair'), (bad, good))
        expect('quality: near and whole', good['citizen']['rtt_ms'] < 200 and good['citizen']['lost'] == good['citizen']['far_lost'] == 0, good)
        for name, operator in (('who tells lies', first), ('who tells nothing', second)):
            program.until(lambda: mine(operator)['operator'].get('lost') is not None, 'what comes is counted', 10)
            side = mine(operator)['operator']
            expect(f'quality: of {name} we know what comes, and no more',
                   (side['lost'], side['far_lost'], side['far_jitter_ms'], side['rtt_ms']) == (0, None, None, None), side)
        expect('quality: reports go where they are wanted', {p for _, p, _ in far.reports} == {1} and {p for _, p, _ in near.reports} == {0},
               ({p for _, p, _ in far.reports}, {p for _, p, _ in near.reports}))
        expect('quality: mux is answered only to who offers it', 'a=rtcp-mux' in near.answered_sdp and 'a=rtcp-mux' not in far.answered_sdp)
        far.listen(lambda sound: len(sound) > 8000 and at_frequency(sound[-4000:], 700) > 2000)
        for phone in (one, two):
            expect('quality: its end', phone.bye() == 200)
        far.bye()
        near.bye()
        case.nobody_waits()
    bad, good = (of_call(line, call) for call in calls)
    expect('quality: the record', bad['citizen']['rtt_ms'] >= 240 and bad['citizen']['lost'] > 50 and bad['operator']['lost'] == 0, bad)
    expect('quality: what is not known is not on record', 'rtt_ms' not in good['operator'] and good['citizen']['lost'] == 0, good)


def run(expect, attempt):
    with Peers() as peers, program.Store('sqlite', 'quality') as store:
        with Line(store, '--queue.wrap-up', '0s') as line:
            case = Case(line, peers, 2)
            attempt(told, line, expect, case)
            errors = line.stop()
            expect('quality: the log has no errors', not errors, errors[:5])
        store.verify()
