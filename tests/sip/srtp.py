"""srtp.py: SRTP with keys by SDES (RFC 3711, RFC 4568: AES_CM_128_HMAC_SHA1_80), by another's hand than the program's; nothing outside the standard library."""
import base64
import hashlib
import hmac
import os
import struct

SUITE = 'AES_CM_128_HMAC_SHA1_80'
TAG = 10


def doubled(x):
    return (x << 1 ^ (0x11b if x & 0x80 else 0)) & 0xff


def boxes():
    """The S-box: inverses by powers of 3, then the affine map"""
    power, x = [], 1
    for _ in range(255):
        power.append(x)
        x ^= doubled(x)
    log = {value: i for i, value in enumerate(power)}
    box = []
    for octet in range(256):
        inverse = power[-log[octet] % 255] if octet else 0
        box.append(inverse ^ 0x63 ^ ((inverse << 1 | inverse >> 7) ^ (inverse << 2 | inverse >> 6) ^ (inverse << 3 | inverse >> 5) ^
                                     (inverse << 4 | inverse >> 4)) & 0xff)
    return box


BOX = boxes()
DOUBLED = [doubled(x) for x in range(256)]
SHIFTED = [(i + 4 * (i % 4)) % 16 for i in range(16)]


class Aes:
    """AES-128, one way"""

    def __init__(self, key):
        words, round_constant = [list(key[i:i + 4]) for i in range(0, 16, 4)], 1
        while len(words) < 44:
            word = list(words[-1])
            if len(words) % 4 == 0:
                word = [BOX[x] for x in word[1:] + word[:1]]
                word[0] ^= round_constant
                round_constant = doubled(round_constant)
            words.append([a ^ b for a, b in zip(words[-4], word)])
        self.keys = [sum(words[i:i + 4], []) for i in range(0, 44, 4)]

    def block(self, data):
        state = [a ^ b for a, b in zip(data, self.keys[0])]
        for n in range(1, 11):
            state = [BOX[state[i]] for i in SHIFTED]
            if n < 10:
                mixed = []
                for i in range(0, 16, 4):
                    a, b, c, d = state[i:i + 4]
                    all_four = a ^ b ^ c ^ d
                    mixed += [a ^ all_four ^ DOUBLED[a ^ b], b ^ all_four ^ DOUBLED[b ^ c], c ^ all_four ^ DOUBLED[c ^ d], d ^ all_four ^ DOUBLED[d ^ a]]
                state = mixed
            state = [a ^ b for a, b in zip(state, self.keys[n])]
        return bytes(state)

    def stream(self, counter, size):
        return b''.join(self.block((counter + i).to_bytes(16, 'big')) for i in range((size + 15) // 16))[:size]


assert Aes(bytes(range(16))).block(bytes.fromhex('00112233445566778899aabbccddeeff')).hex() == '69c4e0d86a7b0430d8cdb78070b4c55a'   # FIPS 197


class Srtp:
    """One direction of one stream"""

    def __init__(self, key=None):
        self.key = key or os.urandom(30)
        master, salt = Aes(self.key[:16]), int.from_bytes(self.key[16:], 'big')
        derived = lambda label, size: master.stream((salt ^ label << 48) << 16, size)
        self.cipher, self.secret, self.salt = Aes(derived(0, 16)), derived(1, 20), int.from_bytes(derived(2, 14), 'big')
        self.turns, self.last = 0, None

    @classmethod
    def of_sdp(cls, body):
        """The one of our suite, and its tag"""
        for line in body.splitlines():
            words = line.partition('a=crypto:')[2].split()
            if len(words) > 2 and words[1] == SUITE:
                return cls(base64.b64decode(words[2].removeprefix('inline:').split('|')[0])), words[0]
        raise AssertionError(f'no {SUITE} is offered: {body}')

    def attribute(self, tag):
        return f'a=crypto:{tag} {SUITE} inline:{base64.b64encode(self.key).decode()}\r\n'

    def code(self, packet):
        """Header as it is, the rest under the key, or out of it"""
        _, _, sequence, _, source = struct.unpack('>BBHII', packet[:12])
        if self.last is not None and self.last > 60000 and sequence < 5000:
            self.turns += 1
        self.last = sequence
        counter = (self.salt << 16) ^ (source << 64) ^ ((self.turns << 16 | sequence) << 16)
        stream = self.cipher.stream(counter, len(packet) - 12)
        return packet[:12] + bytes(a ^ b for a, b in zip(packet[12:], stream))

    def tag(self, packet):
        return hmac.new(self.secret, packet + struct.pack('>I', self.turns), hashlib.sha1).digest()[:TAG]

    def protect(self, packet):
        sealed = self.code(packet)
        return sealed + self.tag(sealed)

    def open(self, packet):
        """None: it is not under this key"""
        clear = self.code(packet[:-TAG])
        return clear if hmac.compare_digest(self.tag(packet[:-TAG]), packet[-TAG:]) else None
