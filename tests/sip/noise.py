#!/usr/bin/env python3
"""noise.py: thousands of random and half-right packets at every open port of a running program, while people talk: the calls go on.

Kinds: SIP and SDP (UDP and TCP), RTP and RTCP at a telephone's sockets, STUN, DTLS and SRTP at the browsers' socket, SDP of browsers
over HTTP. tests/sip/sanitized runs it in a build that stops at the first wrong access. OTKLIK_NOISE: packets of each kind (2000).
"""
import json
import os
import random
import re
import socket
import struct
import subprocess
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
os.chdir(os.path.join(HERE, '..', '..'))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'durable')]
from desk import Operator, Peers, hire             # noqa: E402
from line import Line                              # noqa: E402
from phone import Phone, at_frequency, rms, tone   # noqa: E402
from program import Store, run, until              # noqa: E402

COUNT = int(os.environ.get('OTKLIK_NOISE', 2000))
SEED = int(os.environ.get('OTKLIK_SEED', time.time_ns() % 10**9))
rnd = random.Random(SEED)
WORDS = (b'', b'\0', b'\r\n', b'\xff' * 9, b'-1', b'99999999999999999999', b'%', b'%00', b'"', b'<sip:', b';', b'a' * 3000, b'*', b'/', b':', b'=')


def spoil(data):
    """Some bytes changed, cut, doubled, put in"""
    data = bytearray(data)
    for _ in range(rnd.choice((1, 1, 1, 2, 4, 16))):
        at = rnd.randrange(len(data) + 1)
        what = rnd.randrange(6)
        if what == 0 and data:
            data[at % len(data)] = rnd.randrange(256)
        elif what == 1:
            del data[at:at + rnd.choice((1, 2, 20, 400))]
        elif what == 2:
            data[at:at] = rnd.choice(WORDS)
        elif what == 3:
            data[at:at] = data[at // 2:at // 2 + rnd.choice((1, 8, 60))]
        elif what == 4 and data:
            data[at % len(data)] ^= 1 << rnd.randrange(8)
        else:
            data[at:at] = os.urandom(rnd.choice((1, 4, 30)))
    return bytes(data[:4000])


def invites(server):
    """Requests that are right, of all kinds"""
    sdp = (b'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8 0 101\r\n'
           b'a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n')
    for method, to, body in (('INVITE', 'nobody', sdp), ('INVITE', 'closed', sdp), ('OPTIONS', 'hotline', b''), ('BYE', 'hotline', b''),
                             ('CANCEL', 'hotline', b''), ('ACK', 'hotline', b''), ('INFO', 'hotline', b'Signal=5\r\nDuration=160\r\n'),
                             ('REGISTER', 'hotline', b''), ('MESSAGE', 'hotline', b'hello')):
        mark = os.urandom(6).hex()
        yield (f'{method} sip:{to}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{mark};rport\r\nMax-Forwards: 70\r\n'
               f'From: "Я" <sip:7916@127.0.0.1>;tag={mark}\r\nTo: <sip:{to}@127.0.0.1>\r\nCall-ID: {mark}\r\nCSeq: 1 {method}\r\n'
               f'Contact: <sip:7916@127.0.0.1:9>\r\nSupported: replaces, timer\r\nContent-Type: application/sdp\r\n'
               f'Content-Length: {len(body)}\r\n\r\n').encode() + body


def sip(line):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for n in range(COUNT // 9):
            for message in invites(line.sip):
                s.sendto(spoil(message), line.sip)
            if n % 10 == 0:
                time.sleep(0.02)                 # so that they are read and not lost at the door
    for n in range(min(COUNT // 20, 200)):
        with socket.create_connection(line.sip) as s:
            s.settimeout(0.01)
            try:
                for message in invites(line.sip):
                    s.sendall(spoil(message))
            except OSError:
                pass


def rtp_packets(ssrc):
    return (struct.pack('>BBHII', 0x80, 8, 1, 160, ssrc) + os.urandom(160), struct.pack('>BBHIIBBH', 0x80, 101, 2, 320, ssrc, 5, 0x8a, 800),
            struct.pack('>BBHIIHH', 0x90, 8, 3, 320, ssrc, 0xbede, 1) + os.urandom(40), struct.pack('>BBHII', 0xaf, 0, 3, 320, ssrc) + os.urandom(90),
            struct.pack('>BBHIIIIII', 0x80, 200, 6, ssrc, 1, 2, 3, 4, 5), struct.pack('>BBHIIIIIII', 0x81, 201, 7, ssrc, 1, 2, 3, 4, 5, 6),
            struct.pack('>BBHI', 0x81, 202, 4, ssrc) + b'\1\6otklik\0\0\0\0', struct.pack('>BBHI', 0x81, 203, 1, ssrc),
            struct.pack('>BBHIII', 0x81, 205, 3, ssrc, 1, 2), struct.pack('>BBHII', 0x81, 206, 2, ssrc, 1))


def rtp(line, phone):
    """At the telephone's sockets, from strangers and from its own address"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for n in range(COUNT // 10):
            for packet in rtp_packets(rnd.randrange(1 << 32)):
                for port in (0, 1):
                    s.sendto(spoil(packet), (phone.peer_media[0], phone.peer_media[1] + port))
            for packet in rtp_packets(phone.ssrc)[4:]:
                phone.rtp.sendto(spoil(packet), (phone.peer_media[0], phone.peer_media[1] + 1))
            if n % 10 == 0:
                time.sleep(0.02)


def stun(name, more=b''):
    """A binding request with a right fingerprint: what lies behind it is read"""
    attrs = struct.pack('>HH', 6, len(name)) + name + b'\0' * (-len(name) % 4) + struct.pack('>HHI', 0x24, 4, 1)
    attrs += struct.pack('>HHQ', 0x802a, 8, 1) + struct.pack('>HH', 0x25, 0) + more + struct.pack('>HH', 8, 20) + os.urandom(20)
    head = struct.pack('>HHI', 1, len(attrs) + 8, 0x2112a442) + os.urandom(12)
    return head + attrs + struct.pack('>HHI', 0x8028, 4, zlib.crc32(head + attrs) ^ 0x5354554e)


def hello():
    """The beginning of a DTLS handshake"""
    body = b'\xfe\xfd' + os.urandom(32) + b'\0\0' + struct.pack('>H', 4) + b'\xc0\x2b\xc0\x2f' + b'\1\0' + struct.pack('>H', 0)
    shake = b'\1' + struct.pack('>I', len(body))[1:] + b'\0\0' + b'\0\0\0' + struct.pack('>I', len(body))[1:] + body
    return b'\x16\xfe\xff\0\0\0\0\0\0\0\0' + struct.pack('>H', len(shake)) + shake


def browser(line, port, ufrag):
    kinds = (lambda: stun(ufrag.encode() + b':peer'), lambda: stun(b'nobody:peer'), lambda: stun(ufrag.encode(), os.urandom(16)), hello,
             lambda: b'\x17\xfe\xfd\0\1' + os.urandom(40), lambda: b'\x15\xfe\xfd\0\0\0\0\0\0\0\1\0\2\2\x28',
             lambda: struct.pack('>BBHII', 0x80, 8, 1, 1, 1) + os.urandom(170), lambda: struct.pack('>BBHI', 0x80, 200, 6, 1) + os.urandom(50),
             lambda: os.urandom(rnd.randrange(1, 1400)))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for n in range(COUNT):
            packet = kinds[n % len(kinds)]()
            s.sendto(packet if rnd.random() < 0.3 else spoil(packet), ('127.0.0.1', port))
            if n % 60 == 0:
                time.sleep(0.02)


def within(line, operator):
    """From the browser's own socket, in the middle of its sound"""
    operator.browser.junk(COUNT)
    time.sleep(COUNT / 1000 + 1)


def offers(line, peers):
    """The SDP of browsers, over HTTP"""
    client, one, said = line.client(), peers.browser(), set()
    for n in range(COUNT // 4):
        sdp = spoil(one.offer.encode()).decode('utf-8', 'replace').replace('\0', '')
        reply = client.ask('POST', '/api/v1/calls', {'line': 'hotline', 'sdp': sdp})
        assert reply.status in (201, 400, 422), (reply.status, reply.body[:200], sdp)
        said.add(reply.status)
        if reply.status == 201:
            given = reply.json()
            client.ask('DELETE', '/api/v1/calls/' + given['id'], X_Call_Token=given['token'])
    one.drop()
    client.close()
    assert {201, 422} <= said, said          # some are still good


def sound(line, phone, operator):
    operator.browser.hears(700)
    phone.listen(lambda heard: len(heard) >= 4000 and at_frequency(heard[-4000:], 1000) > 4000)


def noise():
    with Store('sqlite', 'noise') as store, Line(store) as line, Peers() as peers:
        (_, token), = hire(line, 1)
        operator = Operator(line, token, peers).ready()
        with Phone(line.sip, user='79160000401') as phone:
            phone.speaking = tone(700)
            assert phone.call().code == 200
            phone.listen(lambda heard: len(heard) > 4000 and rms(heard[-4000:]) > 300)
            phone.press('0')
            ring = operator.rings(60)
            answer = operator.answer(ring).json()['sdp']
            port, ufrag = int(re.search(r'a=candidate:.* (\d+) typ host', answer)[1]), re.search(r'a=ice-ufrag:(\S+)', answer)[1]
            operator.browser.tone(1000)
            sound(line, phone, operator)
            took = {}
            for name, body, more in (('sip', sip, ()), ('rtp', rtp, (phone,)), ('browser', browser, (port, ufrag)), ('within', within, (operator,)), ('offers', offers, (peers,))):
                began = time.monotonic()
                body(line, *more)
                assert line.process.poll() is None, '\n'.join(line.log[-60:])
                sound(line, phone, operator)
                took[name] = round(time.monotonic() - began, 1)
                operator.phone()
            operator.hang_up()
            phone.bye()
        operator.away()
        until(lambda: line.rows('SELECT count(*) FROM call WHERE ended_ms IS NULL') == [(0,)], 'all calls have ended', 90)
        status = line.end(15)
        found = [text for text in line.log if 'Sanitizer' in text or 'runtime error' in text]
        assert not found and status == 0, '\n'.join([str(status), *line.log[-60:]])
        assert not [text for text in line.log if re.match(r'\S+ error ', text)], line.log[-20:]
        store.verify()
        return f'seed {SEED}: {COUNT} of each kind; seconds {took}'


if __name__ == '__main__':
    run([('noise', noise)])
