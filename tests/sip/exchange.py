"""exchange.py: a carrier's exchange as small as tests need: a registrar with digest (SHA-256, MD5), OPTIONS, calls that it takes or does not; and a name server."""
import hashlib
import os
import re
import socket
import struct
import threading
import time

from phone import Message

HASHES = {'MD5': hashlib.md5, 'SHA-256': hashlib.sha256}


def digest(algorithm, user, realm, password, nonce, method, uri, nc=None, cnonce=None):
    """RFC 7616, by another's hand than the program's"""
    h = lambda *words: HASHES[algorithm](':'.join(words).encode()).hexdigest()
    more = (nc, cnonce, 'auth') if cnonce else ()
    return h(h(user, realm, password), nonce, *more, h(method, uri))


def parameters(header):
    return {key.lower(): quoted or plain for key, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', header)}


class Exchange:
    """options, invite: a status, or None: silent. algorithms: asked of REGISTER and INVITE, () nobody is"""

    def __init__(self, host='127.0.0.1', options=200, invite=200, algorithms=(), user='hotline', password='s3cret: "yes"', expires=600, port=0):
        self.options, self.invite, self.algorithms, self.user, self.password, self.expires = options, invite, algorithms, user, password, expires
        self.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sip.bind((host, port))
        self.rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.rtp.bind((host, 0))
        self.host, self.port = self.sip.getsockname()
        self.seen, self.wrong, self.bound = [], [], None       # (when, message); what was wrong about a digest; a contact
        self.changed, self.ended = threading.Condition(), False
        self.counts, self.nonces, self.realm = {}, set(), 'carrier.test'
        self.tag = os.urandom(4).hex()
        self.sip.settimeout(0.2)
        self.worker = threading.Thread(target=self.work, daemon=True)
        self.worker.start()

    def address(self):
        return f'sip:{self.host}:{self.port}'

    def work(self):
        while not self.ended:
            try:
                data, source = self.sip.recvfrom(65536)
            except TimeoutError:
                continue
            head, _, body = data.partition(b'\r\n\r\n')
            if not head:
                continue
            message = Message(head.decode(), body)
            with self.changed:
                again = any(m.get('Via') == message.get('Via') and m.method == message.method for _, m in self.seen)
                self.seen.append((time.monotonic(), message))
                self.changed.notify_all()
            if message.method and message.method != 'ACK':
                self.take(message, source, again)

    def take(self, message, source, again):
        method = message.method
        if method == 'OPTIONS':
            return self.options and self.reply(message, source, self.options)
        if method == 'INVITE' and self.invite is None:
            return None
        if self.algorithms and method in ('REGISTER', 'INVITE', 'BYE') and not self.known(message, source, again):
            return None
        if method == 'REGISTER':
            self.bound = message.get('Contact')
            seconds = 0 if 'expires=0' in self.bound else self.expires
            return self.reply(message, source, 200, f'Contact: {self.bound.split(";")[0]};expires={seconds}\r\n')
        if method == 'INVITE' and self.invite == 200:
            self.reply(message, source, 100)
            self.reply(message, source, 180)
            body = (f'v=0\r\no=- 1 1 IN IP4 {self.host}\r\ns=-\r\nc=IN IP4 {self.host}\r\nt=0 0\r\n'
                    f'm=audio {self.rtp.getsockname()[1]} RTP/AVP 8\r\na=sendrecv\r\n').encode()
            return self.reply(message, source, 200, f'Contact: <sip:carrier@{self.host}:{self.port}>\r\nContent-Type: application/sdp\r\n', body)
        return self.reply(message, source, self.invite if method == 'INVITE' else 200)

    def known(self, message, source, again):
        """Is the digest right? What is sent again is judged as before"""
        proxy = message.method != 'REGISTER'
        header = message.get('Proxy-Authorization' if proxy else 'Authorization')
        if header:
            p = parameters(header)
            with self.changed:
                fresh = again or int(p.get('nc', '0'), 16) > self.counts.get(p['nonce'], 0)
                self.counts[p['nonce']] = max(int(p.get('nc', '0'), 16), self.counts.get(p['nonce'], 0))
            want = digest(p['algorithm'], self.user, self.realm, self.password, p['nonce'], message.method, p['uri'], p.get('nc'), p.get('cnonce'))
            if p['nonce'] in self.nonces and p['response'] == want and fresh and p['username'] == self.user:
                return True
            self.wrong.append(header)
        nonce = os.urandom(8).hex()
        self.nonces.add(nonce)
        name = 'Proxy-Authenticate' if proxy else 'WWW-Authenticate'
        self.reply(message, source, 407 if proxy else 401,
                   ''.join(f'{name}: Digest realm="{self.realm}", nonce="{nonce}", algorithm={a}, qop="auth", opaque="x"\r\n' for a in self.algorithms))
        return False

    def reply(self, message, source, code, more='', body=b''):
        head = ''.join(f'{k}: {v}{";tag=" + self.tag if k.lower() == "to" and code > 100 and "tag=" not in v else ""}\r\n'
                       for k, v in message.headers if k.lower() in ('via', 'from', 'to', 'call-id', 'cseq', 'record-route'))
        self.sip.sendto(f'SIP/2.0 {code} Word\r\n{head}{more}Content-Length: {len(body)}\r\n\r\n'.encode() + body, source)

    def count(self, method, since=0.0):
        """Requests of this method, each once"""
        with self.changed:
            return len({m.get('Via') for at, m in self.seen if m.method == method and at >= since})

    def wait(self, method, since=0.0, seconds=15, good=lambda message: True):
        """The first request of this method since then: when, and itself"""
        def found():
            return next(((at, m) for at, m in self.seen if m.method == method and at >= since and good(m)), None)
        with self.changed:
            self.changed.wait_for(found, seconds)
            result = found()
        assert result, f'no {method} came'
        return result

    def hang_up(self, since=0.0):
        """The citizen of the last call since then does"""
        _, invite = self.wait('INVITE', since, good=lambda m: not self.algorithms or m.get('Proxy-Authorization'))
        target = re.search(r'<([^>]+)>', invite.get('Contact'))[1]
        host, port = re.search(r'@([\d.]+):(\d+)', target).groups()
        self.sip.sendto(f'BYE {target} SIP/2.0\r\nVia: SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{os.urandom(8).hex()};rport\r\n'
                        f'From: {invite.get("To")};tag={self.tag}\r\nTo: {invite.get("From")}\r\nCall-ID: {invite.get("Call-ID")}\r\n'
                        f'CSeq: 1 BYE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n'.encode(), (host, int(port)))

    def close(self):
        self.ended = True
        self.worker.join(5)
        self.sip.close()
        self.rtp.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Names:
    """A name server: answers by (name, type): 1 A, 33 SRV, 35 NAPTR"""

    def __init__(self, records):
        self.records, self.asked, self.ended = records, [], False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(('127.0.0.1', 0))
        self.socket.settimeout(0.2)
        self.port = self.socket.getsockname()[1]
        self.worker = threading.Thread(target=self.work, daemon=True)
        self.worker.start()

    @staticmethod
    def name(text):
        return b''.join(bytes([len(label)]) + label.encode() for label in text.split('.') if label) + b'\0'

    @classmethod
    def srv(cls, priority, port, target):
        return struct.pack('>HHH', priority, 1, port) + cls.name(target)

    @classmethod
    def naptr(cls, service, target):
        string = lambda text: bytes([len(text)]) + text.encode()
        return struct.pack('>HH', 1, 1) + string('s') + string(service) + string('') + cls.name(target)

    def work(self):
        while not self.ended:
            try:
                query, source = self.socket.recvfrom(4096)
            except TimeoutError:
                continue
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1:at + 1 + query[at]].decode())
                at += 1 + query[at]
            name, kind = '.'.join(labels).lower(), struct.unpack('>H', query[at + 1:at + 3])[0]
            self.asked.append((name, kind))
            found = self.records.get((name, kind), [])
            head = query[:2] + struct.pack('>HHHHH', 0x8580 if found else 0x8583, 1, len(found), 0, 0)
            answers = b''.join(b'\xc0\x0c' + struct.pack('>HHIH', kind, 1, 60, len(data)) + data for data in found)
            self.socket.sendto(head + query[12:at + 5] + answers, source)

    def close(self):
        self.ended = True
        self.worker.join(5)
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
