"""network.py: a network that loses, doubles, disorders and changes packets: the tone is heard and the end is clean"""
import os
import random
import socket
import struct
import time

from desk import Peers, hire, Operator
from line import Line
from phone import Phone, at_frequency, rms, tone
from program import Store, until


class Bad(Phone):
    """A telephone behind a bad network"""
    loss, double, late = 0.0, 0.0, 0.0
    kept, left = None, ()

    def wire(self, packet):
        rnd = random.random()
        if rnd < self.loss:
            return
        if self.kept is None and rnd < self.loss + self.late:
            self.kept = [packet, random.randrange(1, 4)]
            return
        for _ in range(2 if rnd > 1 - self.double else 1):
            self.rtp.sendto(packet, self.peer_media)
        if self.kept:
            self.kept[1] -= 1
            if not self.kept[1]:
                self.rtp.sendto(self.kept[0], self.peer_media)
                self.kept = None

    def renew(self):
        """As after a transfer in the carrier's network: another source, sequence and time"""
        with self.lock:
            self.ssrc, self.sequence, self.stamp = random.randrange(1 << 32), random.randrange(1 << 16), random.randrange(1 << 32)

    def rtcp(self, data):
        self.rtp.sendto(data, (self.peer_media[0], self.peer_media[1] + 1))
        self.rtp.sendto(data, self.peer_media)

    def move(self, host):
        """Its sound comes from elsewhere, as behind a gateway that forgot"""
        new = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        new.bind((host, 0))
        self.left.append(self.rtp)
        self.rtp = new


def storm(phone):
    phone.loss, phone.double, phone.late = 0.08, 0.1, 0.1


def third(phone):
    """30 % are lost"""
    phone.loss, phone.double, phone.late = 0.3, 0, 0


def ssrc(phone):
    phone.loss, phone.double, phone.late = 0.08, 0.1, 0.1
    phone.renew()
    time.sleep(0.3)
    phone.renew()


def rtcp(phone):
    """BYE, reports, and what is none: sound goes on"""
    bye = struct.pack('>BBHI', 0x81, 203, 1, phone.ssrc)
    report = struct.pack('>BBHI', 0x80, 201, 1, phone.ssrc)
    for _ in range(20):
        phone.rtcp(report + bye)
        phone.rtcp(bye)
        phone.rtcp(b'\x81\xcb\xff\xff' + os.urandom(40))
        phone.rtcp(b'\x9f\xc9\x00\x07' + os.urandom(28))


def strangers(phone):
    """Sound of others, from their own addresses and from ours with another source"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(('127.0.0.9', 0))
        for n in range(200):
            other.sendto(struct.pack('>BBHII', 0x80, 8, n, n * 160, 99) + os.urandom(160), phone.peer_media)


def port(phone):
    phone.left = []
    phone.move(phone.host)
    time.sleep(4)                # the old source is given up first (RTP_DEAD_MS)


def address(phone):
    phone.move('127.0.0.5')
    time.sleep(4)                # the old source is given up first (RTP_DEAD_MS)


STEPS = (storm, third, ssrc, rtcp, strangers, port, address)


def bad_network():
    with Store('sqlite', 'line-net') as store, Line(store) as line, Peers() as peers:
        (_, token), = hire(line, 1)
        operator = Operator(line, token, peers).ready()
        phone = Bad(line.sip, user='79160000301')
        phone.speaking = tone(700)
        assert phone.call().code == 200
        phone.listen(lambda sound: len(sound) > 4000 and rms(sound[-4000:]) > 300)
        phone.press('0', lost_ends=True)
        operator.answer(operator.rings())
        operator.browser.tone(1000)
        for step in STEPS:
            step(phone)
            time.sleep(1.1)                                  # what is heard now is of this
            try:
                operator.browser.hears(700)
                phone.listen(lambda sound: len(sound) >= 4000 and at_frequency(sound[-4000:], 1000) > 4000)
            except AssertionError as e:
                raise AssertionError(f'{step.__name__}: {e}') from None
        operator.browser.shift()
        phone.listen(lambda sound: len(sound) >= 4000 and at_frequency(sound[-4000:], 1000) > 4000)
        assert phone.bye() == 200
        assert line.wait_rows('SELECT cause FROM call WHERE ended_ms IS NOT NULL') == [('citizen_left',)]
        until(lambda: not operator.mine(), 'the desk is free')
        for old in phone.left:
            old.close()
        phone.close()
        operator.away()
        assert not line.stop()
        store.verify()


def third_lost():
    """30 % of what a caller sends is lost from the first packet: a topic by a key, ten digits and a code are understood, each once; the end is clean"""
    with Store('sqlite', 'line-third') as store, Line(store) as line:
        given = line.client(60).ask('POST', '/api/v1/appeals', {'kind': 'question', 'text': 'Когда ответят?'}, Idempotency_Key='third').json()
        digits, code = ''.join(filter(str.isdigit, given['number'])), given['code']
        for n, keys in enumerate(('2', '81' + digits + '#' + code)):
            with Bad(line.sip, user=f'7916000031{n}') as phone:
                phone.loss = 0.3
                assert phone.call().code == 200
                phone.listen(lambda sound: len(sound) > 4000 and rms(sound[-4000:]) > 300)
                phone.press(keys)
                if n:                                        # told how it stands: on to a person
                    until(lambda: phone.press('0') or line.rows('SELECT 1 FROM call WHERE queued_ms IS NOT NULL AND ended_ms IS NULL'), 'a person')
                row = line.wait_rows('SELECT topic, appeal FROM call WHERE queued_ms IS NOT NULL AND ended_ms IS NULL')[0]
                if n:
                    assert line.rows('SELECT digits FROM appeal WHERE id = ?', row[1]) == [(int(digits),)], row
                else:
                    assert row[0], row
                assert phone.bye() == 200
            line.wait_rows('SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM call WHERE ended_ms IS NULL)')
        assert line.rows('SELECT DISTINCT cause FROM call') == [('citizen_left',)]
        assert not line.stop()
        store.verify()


def tests():
    return [('network', bad_network), ('third-lost', third_lost)]
