"""part_known: from the answer to all that is known of the caller on the screen: an operator in Chromium, the program, calls of a citizen
who calls again and again and has written before"""
import os
import subprocess
import sys
from common import ROOT, browser_packages, free_port, node, row, settle, store_dir

sys.path.append(os.path.join(ROOT, 'tests', 'sip'))
from phone import Phone                         # noqa: E402

ANSWERS, WRITTEN = 30, 5
KNOWN_MS = 300
CITIZEN = '79160000901'


def part_known(base):
    browser_packages()
    port = free_port()
    with node(store_dir(base, 'known'), '--sip', f'127.0.0.1:{port}', '--queue.wrap-up', '0ms', '--queue.repeat-after', '0s') as n:
        settle(n)
        for _ in range(WRITTEN):
            n.post('/api/v1/appeals', {'kind': 'question', 'text': 'Какие документы нужны для субсидии?', 'name': 'Ирина Дорохова',
                                       'phone': f'+{CITIZEN}'})
        took = []
        with subprocess.Popen(['node', os.path.join(ROOT, 'bench/known.mjs'), f'{n.origin}/desk/#signin={n.links["operator"]}', str(ANSWERS)],
                              stdout=subprocess.PIPE, text=True) as desk:
            for line in desk.stdout:
                what, *ms = line.split()
                if what == 'known':
                    took.append(float(ms[0]))
                    phone.bye()
                    phone.close()
                    continue
                phone = Phone(('127.0.0.1', port), user=CITIZEN)
                phone.call('hotline')
                phone.listen(lambda sound: len(sound) > 4000)
                phone.press('1')
    if len(took) != ANSWERS + 1:
        raise SystemExit(f'bench: {len(took)} of {ANSWERS + 1} calls were answered')
    took = sorted(took[1:])             # with the first the desk brings its parts
    p50, p99 = took[len(took) // 2], took[-1]
    row('answered to person, appeals, contacts, menu, p50 / most', f'{p50:.0f} / {p99:.0f} ms', f'<= {KNOWN_MS}', p99 <= KNOWN_MS)
