"""part_queue: decisions of the queue core"""
from common import row, tool

OPERATORS, CYCLES = 2000, 400000     # calls that end and begin


def part_queue(base):
    """A full house: every operator talks, so many calls wait; an offer or a place is a decision"""
    each = {}
    for waiting in (1000, 10000, 100000):
        decisions, seconds, cpu, cycles, heap_s, size, p99 = tool('queue', waiting, OPERATORS, CYCLES)
        each[waiting] = cpu / decisions
        rate = decisions / cpu
        what = f'queue: decisions a CPU second, {waiting} waiting, {OPERATORS} operators'
        row(what, f'{rate:.0f} /s', *(('>= 500000', rate >= 500000) if waiting == 10000 else ()))
        row('  CPU of a decision; p99 of a call that ends, next, new', f'{cpu / decisions * 1e6:.2f} / {p99:.1f} us')
        row(f'  a plain heap of {waiting}: a pop and a push', f'{cycles / heap_s:.0f} /s')
        row('  memory, operators included, by calls waiting and talking', f'{size:.0f} B')
    row('queue: a decision with 100 times as many waiting costs', f'{each[100000] / each[1000]:.1f} times')
