"""part_record: bridged calls that are recorded, beside the same calls that are not: what it takes of the CPU and of memory"""
import os
from common import row
from part_bridge import bridged
from part_phones import talking

CALLS = 50
PHONES = 100             # telephones at both ends
TURNS, SECONDS = 5, 4    # by turns, so many seconds each
ADDED_MS = 0.5
CALL_KB = 100


def phones_kb(base):
    with talking(base, PHONES, '--record.calls') as (ends, pid):
        ends.run(SECONDS, pid)
        return (ends.private_kb() - ends.idle_kb) / PHONES


def part_record(base):
    with bridged(base, CALLS) as plain, bridged(base, CALLS, '--record.calls') as recorded:
        cpu, arrived = {plain: 0, recorded: 0}, True
        for one in (plain, recorded):
            one[0].run(1, one[1])
        for _ in range(TURNS):
            for one in (plain, recorded):
                took, got = one[0].run(SECONDS, one[1])
                cpu[one] += took
                arrived = arrived and got[0:3:2] == got[1:4:2]
        spools = len(os.listdir(os.path.join(recorded[0].data, 'spool')))
        kb = (recorded[0].private_kb() - recorded[0].idle_kb) / CALLS

    without, with_it = (cpu[one] / CALLS / SECONDS / TURNS * 1000 for one in (plain, recorded))
    row('record: calls that are recorded', f'{spools}', f'{CALLS}', spools == CALLS)
    row(f'record: packets of {CALLS} calls arrived', 'all' if arrived else 'not all', 'all', arrived)
    row('record: CPU of a call-second, not recorded', f'{without:.2f} ms')
    row('record: CPU of a call-second, recorded', f'{with_it:.2f} ms')
    row('record: CPU that recording adds', f'{with_it - without:.2f} ms', f'<= {ADDED_MS} ms', with_it - without <= ADDED_MS)
    row('record: memory of a recorded call with a browser', f'{kb:.0f} KB')
    kb = phones_kb(base)
    row('record: memory of a recorded SIP call', f'{kb:.0f} KB', f'<= {CALL_KB} KB', kb <= CALL_KB)
