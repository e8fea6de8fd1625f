#!/usr/bin/env python3
"""caller.py HOST:PORT HZ: a telephone that calls the hotline and speaks a tone; for calls.mjs, which commands it line by line.

    press KEYS            presses keys                                        → ok
    hear SECONDS HZ…      listens anew: the level of all (RMS of 32768), and how much of it each frequency is, 0 … 1     → JSON
    bye                   hangs up                                            → ok
    wait                  waits until the other side hangs up                 → ok
"""
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'sip'))
from phone import Phone, at_frequency, rms, tone  # noqa: E402

PIECE = 800          # samples: 100 ms


def measure(phone, seconds, hertz):
    phone.heard()
    time.sleep(seconds)
    sound = phone.heard()
    pieces = [sound[i:i + PIECE] for i in range(0, len(sound) - PIECE + 1, PIECE)]
    pieces = [piece for piece in pieces if rms(piece) > 30]
    total = sum(rms(piece) ** 2 for piece in pieces)
    shares = [sum(at_frequency(piece, hz) ** 2 / 2 for piece in pieces) / total if total else 0 for hz in hertz]
    return {'level': rms(sound), 'tones': shares}


def main():
    host, port = sys.argv[1].rsplit(':', 1)
    with Phone((host, int(port))) as phone:
        phone.speaking = tone(float(sys.argv[2]))
        answer = phone.call('hotline')
        print(answer.code, flush=True)
        for line in sys.stdin:
            word, *rest = line.split()
            if word == 'press':
                phone.press(rest[0])
            elif word == 'hear':
                print(json.dumps(measure(phone, float(rest[0]), [float(hz) for hz in rest[1:]])), flush=True)
                continue
            elif word == 'wait':
                phone.wait_bye(60)
            elif word == 'bye':
                phone.bye()
            print('ok', flush=True)


if __name__ == '__main__':
    main()
