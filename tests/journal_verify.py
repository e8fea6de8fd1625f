#!/usr/bin/env python3
"""journal_verify.py EXPORT PUBLIC-KEY.pem: verifies an export of the journal, from docs/journal.md alone (Python, openssl)."""
import hashlib
import json
import struct
import subprocess
import sys
import tempfile


def fault(words):
    print(f'{sys.argv[1]}: FAULT: {words}')
    sys.exit(1)


def signed(head, key):
    word = b'close' if head['closing'] else b'head'
    data = (b'otklik journal ' + word + b' 1\n' + struct.pack('<qqq', head['epoch'], head['head'], head['at_ms'])
            + bytes.fromhex(head['hash']))
    with tempfile.NamedTemporaryFile() as d, tempfile.NamedTemporaryFile() as s:
        d.write(data), s.write(bytes.fromhex(head['signature'])), d.flush(), s.flush()
        run = subprocess.run(['openssl', 'pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', d.name,
                              '-sigfile', s.name], capture_output=True)
    return run.returncode == 0


pos, last, rows, heads, sealed = 0, bytes(32), 0, 0, -1
for number, line in enumerate(open(sys.argv[1], 'rb'), 1):
    try:
        item = json.loads(line)
        if number == 1:
            assert item == {'format': 'otklik journal 1'}
        elif 'signature' in item:
            signed(item, sys.argv[2]) or fault(f'line {number}: the signature does not fit')
            if number == 2:
                pos, last = item['head'], bytes.fromhex(item['hash'])
            (item['head'], item['hash']) == (pos, last.hex()) or fault(f'line {number}: not the row that was signed')
            sealed, heads = pos, heads + 1
        else:
            kind, body = item['kind'].encode(), item['body'].encode()
            item['pos'] == pos + 1 or fault(f'row {pos + 1} is missing')
            last = hashlib.sha256(last + struct.pack('<qqqqH', item['pos'], item['at_ms'], item['appeal'], item['actor'], len(kind))
                                  + kind + struct.pack('<I', len(body)) + body).digest()
            last.hex() == item['hash'] or fault(f'row {pos + 1} was changed')
            pos, rows = pos + 1, rows + 1
    except (ValueError, KeyError, TypeError, AssertionError, struct.error) as error:
        fault(f'line {number}: {error!r}')
if sealed != pos:
    fault(f'cut after row {pos}')
print(f'{sys.argv[1]}: intact: {rows} rows up to row {pos}, {heads} signed heads')
