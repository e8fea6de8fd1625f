#!/usr/bin/env python3
"""carrier.py PORT HZ: a carrier that the hotline calls citizens through, and a citizen who speaks a tone; for calls_out.mjs, line by line.

    ring                  waits for a call and rings                          → ok NUMBER, as it was called
    take                  the citizen answers                                 → ok
    hear SECONDS HZ…      as caller.py                                        → JSON
    refuse                the citizen is busy                                 → ok
    wait                  waits until the hotline hangs up                    → ok
"""
import json
import os
import re
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'sip'), os.path.join(HERE, '..', 'durable')]
from caller import measure  # noqa: E402
from phone import tone  # noqa: E402
from trunk import Carrier  # noqa: E402


def main():
    carrier = Carrier()
    carrier.sip.close()
    carrier.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    carrier.sip.bind(('127.0.0.1', int(sys.argv[1])))
    carrier.port = int(sys.argv[1])
    carrier.speaking = tone(float(sys.argv[2]))
    for line in sys.stdin:
        word, *rest = line.split()
        said = 'ok'
        if word == 'ring':
            invite = carrier.called()
            carrier.reply(180, 'Ringing')
            said = 'ok ' + re.search(r'sips?:([^@>]+)@', invite.get('To'))[1]
        elif word == 'take':
            carrier.take()
        elif word == 'refuse':
            carrier.reply(486, 'Busy Here')
            carrier.next('ACK')
        elif word == 'hear':
            said = json.dumps(measure(carrier, float(rest[0]), [float(hz) for hz in rest[1:]]))
        elif word == 'wait':
            carrier.answer(carrier.next('BYE', 60))
        print(said, flush=True)


if __name__ == '__main__':
    main()
