"""phone.py: a telephone as small as tests need: SIP over UDP or TCP, G.711 both ways, keys by RFC 4733. Nothing outside the standard library."""
import math
import os
import random
import re
import select
import socket
import struct
import threading
import time

WAIT_S = 15          # an answer that has not come by then never will

ALAW = []            # octet -> linear
for octet in range(256):
    x = octet ^ 0x55
    value, segment = (x & 15) << 4, (x & 0x70) >> 4
    value = (value + 0x108) << (segment - 1) if segment else value + 8
    ALAW.append(value if x & 0x80 else -value)
ULAW = []
for octet in range(256):
    x = ~octet & 255
    value = (((x & 15) << 3) + 0x84) << ((x & 0x70) >> 4)
    ULAW.append(0x84 - value if x & 0x80 else value - 0x84)
LINEAR_ALAW = sorted((v, o) for o, v in enumerate(ALAW))


def alaw(sample):
    return min(LINEAR_ALAW, key=lambda pair: abs(pair[0] - sample))[1]


def tone(hertz, amplitude=8000):
    """20 ms pieces of a tone, a second of them"""
    octets = bytes(alaw(int(amplitude * math.sin(2 * math.pi * hertz * i / 8000))) for i in range(8000))
    return [octets[i:i + 160] for i in range(0, 8000, 160)]


def rms(samples):
    return math.sqrt(sum(s * s for s in samples) / len(samples)) if samples else 0.0


def at_frequency(samples, hertz):
    """Amplitude of one frequency (Goertzel)"""
    c = 2 * math.cos(2 * math.pi * hertz / 8000)
    a = b = 0.0
    for s in samples:
        a, b = s + c * a - b, a
    return 2 * math.sqrt(max(a * a + b * b - c * a * b, 0)) / len(samples) if samples else 0.0


class Message:
    def __init__(self, text, body):
        lines = text.split('\r\n')
        self.first, self.body = lines[0], body
        self.headers = [tuple(part.strip() for part in line.split(':', 1)) for line in lines[1:] if ':' in line]
        self.code = int(self.first.split()[1]) if self.first.startswith('SIP/2.0 ') else None
        self.method = None if self.code else self.first.split()[0]

    def get(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Phone:
    """One telephone, one call at a time"""

    def __init__(self, server, transport='udp', codecs=(8, 101), user='79161234567', media=True, host=None):
        self.server, self.transport, self.codecs, self.user = server, transport, codecs, user
        family = socket.AF_INET6 if ':' in server[0] else socket.AF_INET
        self.host = host or ('::1' if family == socket.AF_INET6 else '127.0.0.1')
        self.uri_host = f'[{self.host}]' if ':' in self.host else self.host
        self.rtp = socket.socket(family, socket.SOCK_DGRAM)
        self.rtp.bind((self.host, 0))
        if transport == 'tcp':
            self.sip = socket.create_connection(server)
        else:
            self.sip = socket.socket(family, socket.SOCK_DGRAM)
            self.sip.bind((self.host, 0))
        self.port = self.sip.getsockname()[1]
        self.buffer = b''
        self.call_id, self.tag, self.cseq = os.urandom(8).hex(), os.urandom(4).hex(), 0
        self.to_tag, self.peer_media, self.contact = '', None, None
        self.sound, self.packets, self.payloads = [], 0, set()
        self.newest = b'', 0               # SSRC and number of the packet that came last
        self.times = []                    # (arrival, timestamp, marker) of each packet
        self.sequence, self.stamp, self.ssrc = random.randrange(30000), random.randrange(1 << 30), random.randrange(1 << 32)
        self.speaking, self.ended, self.media = None, False, media
        self.byes = 0
        self.lock = threading.Lock()
        self.worker = threading.Thread(target=self.work, daemon=True)
        self.worker.start()

    # ---- sound

    def work(self):
        """Hears, and sends a packet every 20 ms: what is spoken, else silence"""
        due = time.monotonic()
        n = 0
        while not self.ended:
            wait = max(0, due - time.monotonic())
            rtp = self.rtp                     # a test may put another in its place
            ready, _, _ = select.select([rtp], [], [], wait)
            if ready:
                self.hear(rtp.recv(2048))
                continue
            due += 0.02
            if self.peer_media and self.media:
                pieces = self.speaking
                self.send_rtp(8 if 8 in self.codecs else 0, pieces[n % len(pieces)] if pieces else b'\xd5' * 160)
                n += 1

    def hear(self, packet):
        first, second, number, stamp = struct.unpack('>BBHI', packet[:8])
        if first >> 6 != 2 or 192 <= second <= 223:
            return
        payload = second & 0x7f
        table = ALAW if payload == 8 else ULAW
        with self.lock:
            self.packets += 1
            self.newest = packet[8:12], number
            self.payloads.add(payload)
            self.times.append((time.monotonic(), stamp, second >> 7))
            if payload in (0, 8):
                self.sound.extend(table[o] for o in packet[12:])

    def send_rtp(self, payload, data, marker=0, stamp=None):
        with self.lock:
            self.sequence = (self.sequence + 1) & 0xffff
            self.stamp = (self.stamp + 160) & 0xffffffff
            packet = struct.pack('>BBHII', 0x80, payload | marker << 7, self.sequence, self.stamp if stamp is None else stamp, self.ssrc) + data
        try:
            self.wire(packet)
        except OSError:
            pass

    def wire(self, packet):
        self.rtp.sendto(packet, self.peer_media)

    def press(self, keys, lost_ends=False, pause=0.12):
        """Keys as a phone sends them; lost_ends: the last packets never come"""
        for key in keys:
            event, stamp = '0123456789*#ABCD'.index(key), self.stamp + 160 & 0xffffffff
            for i in range(1, 6):
                self.send_rtp(101, struct.pack('>BBH', event, 10, i * 160), marker=i == 1, stamp=stamp)
                time.sleep(0.02)
            for _ in range(0 if lost_ends else 3):
                self.send_rtp(101, struct.pack('>BBH', event, 0x8a, 960), stamp=stamp)
            time.sleep(pause)

    def heard(self):
        """What was heard since the last time it was asked"""
        with self.lock:
            sound, self.sound = self.sound, []
        return sound

    def listen(self, good, seconds=WAIT_S):
        """Waits until good(what has been heard from now on) holds, and returns that; else AssertionError"""
        self.heard()
        sound, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            sound += self.heard()
            if good(sound):
                return sound
            time.sleep(0.05)
        raise AssertionError(f'not heard: {len(sound)} samples, rms {rms(sound):.0f}')

    # ---- signalling

    def send(self, text, body=b''):
        self.sip_send((text + f'Content-Length: {len(body)}\r\n\r\n').encode() + body)

    def sip_send(self, data):
        if self.transport == 'tcp':
            self.sip.sendall(data)
        else:
            self.sip.sendto(data, self.server)

    def receive(self, seconds=WAIT_S):
        """The next message, or None"""
        until = time.monotonic() + seconds
        while True:
            head, found, rest = self.buffer.partition(b'\r\n\r\n')
            if found:
                length = int(re.search(rb'(?mi)^(?:content-length|l)\s*:\s*(\d+)', head + b'\r\n')[1])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    return Message(head.decode(), rest[:length])
            ready, _, _ = select.select([self.sip], [], [], max(0, until - time.monotonic()))
            if not ready:
                return None
            data = self.sip.recv(65536)
            if not data:
                return None
            self.buffer = self.buffer + data if self.transport == 'tcp' else data

    def request(self, method, user, more='', body=b'', cseq=None, branch=None):
        if method not in ('ACK', 'CANCEL'):
            self.cseq += 1
        branch = branch or 'z9hG4bK' + os.urandom(8).hex()
        self.branch = branch
        to = f'<sip:{user}@{self.server[0]}>' + (f';tag={self.to_tag}' if self.to_tag else '')
        target = self.contact or f'sip:{user}@{self.uri_host}:{self.server[1]}'
        self.send(f'{method} {target} SIP/2.0\r\nVia: SIP/2.0/{self.transport.upper()} {self.uri_host}:{self.port};branch={branch};rport\r\n'
                  f'From: <sip:{self.user}@{self.uri_host}>;tag={self.tag}\r\nTo: {to}\r\nCall-ID: {self.call_id}\r\n'
                  f'CSeq: {cseq or self.cseq} {method}\r\nContact: <sip:{self.user}@{self.uri_host}:{self.port};transport={self.transport}>\r\n'
                  f'Max-Forwards: 70\r\n{more}', body)

    def sdp(self, direction='sendrecv'):
        kind = 'IP6' if ':' in self.host else 'IP4'
        formats = ' '.join(map(str, self.codecs))
        event = 'a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n' if 101 in self.codecs else ''
        return (f'v=0\r\no=- 1 {self.cseq + 1} IN {kind} {self.host}\r\ns=-\r\nc=IN {kind} {self.host}\r\nt=0 0\r\n'
                f'm=audio {self.rtp.getsockname()[1]} RTP/AVP {formats}\r\n{event}a={direction}\r\n').encode()

    def final(self, method=None, seconds=WAIT_S):
        """The final answer to a request of ours; requests of the other side are answered meanwhile"""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            message = self.receive(until - time.monotonic())
            if message is None:
                break
            if message.method:
                self.answer(message)
            elif message.code >= 200 and (not method or message.get('CSeq').endswith(method)):
                return message
        raise AssertionError('no final answer came')

    def answer(self, message):
        if message.method == 'BYE':
            self.byes += 1
        if message.method != 'ACK':
            self.send('SIP/2.0 200 OK\r\n' + ''.join(f'{k}: {v}\r\n' for k, v in message.headers
                                                    if k.lower() in ('via', 'from', 'to', 'call-id', 'cseq')))

    def learn(self, message):
        self.to_tag = re.search(r'tag=([^;>\s]+)', message.get('To'))[1]
        self.contact = re.search(r'<([^>]+)>', message.get('Contact') or '<>')[1]
        body = message.body.decode()
        address, port = re.search(r'c=IN IP\d (\S+)', body), re.search(r'm=audio (\d+)', body)
        if port:
            self.peer_media = (address[1], int(port[1]))
        self.answered_sdp = body

    def call(self, user='hotline', more='', direction='sendrecv'):
        """Calls; the final answer. With 200 the call stands"""
        sdp = self.sdp(direction)
        self.request('INVITE', user, f'Content-Type: application/sdp\r\n{more}', sdp)
        answer = self.final('INVITE')
        if answer.code == 200:
            self.learn(answer)
        invite = self.branch
        self.request('ACK', user, branch=None if answer.code == 200 else invite)
        self.dialled = user
        return answer

    def again(self, direction='sendrecv'):
        """A re-INVITE: hold and the like"""
        self.request('INVITE', self.dialled, 'Content-Type: application/sdp\r\n', self.sdp(direction))
        answer = self.final('INVITE')
        if answer.code == 200:
            self.learn(answer)
        self.request('ACK', self.dialled)
        return answer

    def bye(self):
        self.request('BYE', self.dialled)
        return self.final('BYE').code

    def wait_bye(self, seconds=WAIT_S):
        """Waits until the other side hangs up"""
        until = time.monotonic() + seconds
        while not self.byes and time.monotonic() < until:
            message = self.receive(until - time.monotonic())
            if message is None:
                break
            if message.method:
                self.answer(message)
        assert self.byes, 'the other side did not hang up'

    def close(self):
        self.ended = True
        self.worker.join(WAIT_S)
        self.sip.close()
        self.rtp.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
