"""torture.py: the messages of RFC 4475, each to be answered as it is due, and the program alive after all"""
import os
import re
import socket

FOLDER = os.path.join(os.path.dirname(__file__), '..', 'data', 'rfc4475')


def answers(server, file, number):
    """The statuses that come back for a message. Each has an address of its own on loopback, for answers are sent again and again,
    and go to the port of the Via"""
    with open(os.path.join(FOLDER, file), 'rb') as f:
        data = f.read()
    # some share a branch: each is to be a transaction of its own
    data = re.sub(rb'(branch\s*=\s*z9hG4bK[^;,\s>]+)', lambda m: m[1] + str(number).encode(), data, count=1)
    port = re.search(rb'(?im)^(?:via|v)\s*:\s*SIP\s*/\s*2\.0\s*/\s*\w+\s+[^;,\r\n]*?:\s*(\d+)', data)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((f'127.0.7.{number}', int(port[1]) if port else 5060))
        s.settimeout(0.4)
        s.sendto(data, server)
        try:
            return s.recv(65536).split(b' ')[1].decode()
        except TimeoutError:
            return '-'


def run(server, expect):
    """due: what the RFC asks for, the first is best; ours: what we do, which is one of them, or silence towards a request that libre
    cannot decode (tests/test_torture.c shows which)"""
    with open(os.path.join(FOLDER, 'due.tsv')) as f:
        rows = [line.rstrip('\n').split('\t') for line in f][1:]
    assert len(rows) == 49
    for number, (file, section, due, ours, what) in enumerate(rows, 1):
        got = answers(server, file, number)
        expect(f'RFC 4475 {section} {file}: {what}', got == ours and (ours in due.split() or ours == '-'), f'got {got}, due {due}, ours {ours}')
