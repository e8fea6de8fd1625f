#!/usr/bin/env python3
"""folder.py: data folders that are not as they should be: one clear line, status 2, and nothing in the folder is changed.

The folder of each case is a copy of a whole one: a store with appeals and files that was started and stopped as it should.
"""
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile

from program import OTKLIK, WAIT_S, Program, Store, run, until

MAKE = os.path.join(os.path.dirname(OTKLIK), 'tests', 'store-make')
top = tempfile.TemporaryDirectory(prefix='otklik-folder-')
WHOLE, OTHER = os.path.join(top.name, 'whole'), os.path.join(top.name, 'other')


class Folder(Store):
    """A copy of a whole folder"""

    def __init__(self, source=None):
        self.engine, self.url = 'sqlite', None
        self.top = tempfile.TemporaryDirectory(prefix='otklik-folder-')
        self.dir = os.path.join(self.top.name, 'data')
        if source:
            shutil.copytree(source, self.dir)


def make():
    for dir in (WHOLE, OTHER):
        subprocess.run([MAKE, dir, '100'], check=True)
        store = Folder()
        store.dir = dir
        with Program(store) as program:
            assert program.client().send('key-of-a-whole-folder', 'Когда придёт пособие?').status == 201
            program.stop()


def tree(dir):
    """Name, owner, mode and content of all that is in it"""
    found = {}
    for root, dirs, files in os.walk(dir):
        for name in dirs + files + ['.']:
            path = os.path.join(root, name)
            st = os.stat(path)
            content = hashlib.sha256(open(path, 'rb').read()).hexdigest() if os.path.isfile(path) else ''
            found[os.path.relpath(path, dir)] = (st.st_uid, oct(st.st_mode), content)
    return found


def refused(store, words, *options, status=2, same=True):
    """`serve` says one line with these words and ends"""
    before = tree(store.dir) if os.path.isdir(store.dir) else None
    done = subprocess.run([OTKLIK, 'serve', '--http', '127.0.0.1:0', *store.options(), *options], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=WAIT_S)
    lines = done.stderr.strip().split('\n')
    assert done.returncode == status, f'status {done.returncode}, said {done.stderr!r}'
    assert len(lines) == 1 and lines[0].startswith('otklik serve: ') and words in lines[0], f'said {done.stderr!r}'
    assert not done.stdout, done.stdout
    if same and before is not None:
        after = tree(store.dir)
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert not changed, f'changed: {changed}'


def spoil(words, h, *options, same=True):
    """A case: a copy of the whole folder, after h(folder), is refused with these words"""
    def case():
        with Folder(WHOLE) as store:
            h(store.dir)
            refused(store, words, *options, same=same)
    return case


def remove(name):
    def h(dir):
        path = os.path.join(dir, name)
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    return h


def write(name, content, mode=0o600):
    def h(dir):
        with open(os.path.join(dir, name), 'wb') as f:
            f.write(content)
        os.chmod(os.path.join(dir, name), mode)
    return h


def sql(*statements):
    def h(dir):
        db = sqlite3.connect(os.path.join(dir, 'otklik.db'))
        for statement in statements:
            db.execute(statement)
        db.commit()
        db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        db.close()
    return h


def copy(name):
    """A part of another store in the place of this one's"""
    def h(dir):
        shutil.copy2(os.path.join(OTHER, name), os.path.join(dir, name))
    return h


def with_file(dir):
    sql("INSERT INTO file SELECT 1, id, NULL, 'x', x'00', 'text/plain', 1, 1 FROM appeal LIMIT 1")(dir)


def other_owner(dir):
    for root, dirs, files in os.walk(dir):
        for name in dirs + files + ['.']:
            os.chown(os.path.join(root, name), 65534, 65534)


def truncate(name, size):
    return lambda dir: os.truncate(os.path.join(dir, name), size)


def whole_starts():
    """The folder that the cases are copies of is sound: else they would prove nothing"""
    with Folder(WHOLE) as store:
        with Program(store) as program:
            assert program.client().health() == ('ok', [])
            program.stop()
        store.verify()


def two_on_one():
    with Folder(WHOLE) as store, Program(store) as first:
        refused(store, 'another otklik serves this folder already', status=1, same=False)
        assert first.client().send('key-beside-a-second', 'Всё ещё здесь?').status == 201
        first.stop()


def lock_dies_with_its_holder():
    """A lock that a killed program held does not stop the next"""
    with Folder(WHOLE) as store:
        Program(store).kill()
        with Program(store) as program:
            program.stop()


def port_taken():
    with Folder(WHOLE) as one, Folder(WHOLE) as two, Program(one) as first:
        done = subprocess.run([OTKLIK, 'serve', '--http', f'127.0.0.1:{first.port}', *two.options()], capture_output=True,
                              text=True, timeout=WAIT_S)
        assert done.returncode == 1 and 'cannot be listened on: Address already in use' in done.stderr, done.stderr
        first.stop()


def no_such_folder():
    """For commands that do not make one; serve makes its last part"""
    store = Folder()
    for words in (['journal', 'verify'], ['key', 'check']):
        status, said = store.run(*words)
        assert status == 2 and 'there is no such folder' in said, (status, said)
    store.dir = os.path.join(store.dir, 'below')
    refused(store, 'No such file or directory')


def is_a_file():
    with Folder() as store:
        open(store.dir, 'w').close()
        refused(store, 'Not a directory')


def read_only():
    """A file system that cannot be written"""
    with Folder(WHOLE) as store:
        if subprocess.run(['mount', '--bind', '-o', 'ro', store.dir, store.dir], capture_output=True).returncode:
            return 'not root, or no right to mount: left out'
        try:
            subprocess.run(['mount', '-o', 'remount,bind,ro', store.dir], check=True)
            refused(store, 'Read-only file system', status=1)
        finally:
            subprocess.run(['umount', store.dir], check=True)


def no_stop_in_the_middle():
    """SIGTERM while it still starts: it ends, and the folder is whole"""
    with Folder(WHOLE) as store:
        program = Program(store, wait=False)
        until(lambda: os.path.exists(os.path.join(store.dir, 'otklik.db-wal')) or program.port, 'the start', every=0.001)
        program.end(signal.SIGTERM)
        store.verify()


CASES = [
    ('whole', whole_starts),
    ('database-missing', spoil('the database otklik.db is missing', remove('otklik.db'))),
    ('database-empty', spoil('the database otklik.db is empty', truncate('otklik.db', 0))),
    ('database-cut', spoil('', truncate('otklik.db', 40960), same=False)),
    ('database-other', spoil('does not open this store', copy('otklik.db'))),
    ('database-and-key-other', spoil('folder and database are of two stores',
                                     lambda dir: [copy(name)(dir) for name in ('otklik.db', 'master.key')])),
    ('database-none', spoil('otklik.db: the database cannot be opened', write('otklik.db', b'this is no database' * 1000))),
    ('format-missing', spoil('holds a database but no file `format`', remove('format'))),
    ('format-newer', spoil('is not of this version', write('format', b'otklik data 2\n'))),
    ('key-missing', spoil('the master key is missing', remove('master.key'))),
    ('key-other', spoil('does not open this store', copy('master.key'))),
    ('key-no-key', spoil('master.key', write('master.key', b'secret\n'))),
    ('key-open', spoil('chmod 600', lambda dir: os.chmod(os.path.join(dir, 'master.key'), 0o644))),
    ('files-missing', spoil('is missing, but appeals have files', lambda dir: [with_file(dir), remove('blobs')(dir)])),
    ('public-key-other', spoil('folder and database are of two stores', copy('journal.pub'))),
    ('folder-open', spoil('chmod 700', lambda dir: os.chmod(dir, 0o755))),
    ('schema-newer', spoil('newer version', sql(
        "INSERT INTO migration SELECT max(number) + 1, 'later', 'x', max(number) + 1, 1 FROM migration"))),
    ('head-changed', spoil('the journal is not as it was written', sql('UPDATE journal_head SET pos = pos - 1'))),
    ('heads-other', spoil('the journal is not as it was written', copy('heads.log'))),
    ('bad-address', spoil('--http', lambda dir: None, '--http', 'nonsense')),
    ('two-on-one', two_on_one),
    ('lock-dies', lock_dies_with_its_holder),
    ('port-taken', port_taken),
    ('no-such-folder', no_such_folder),
    ('is-a-file', is_a_file),
    ('read-only', read_only),
    ('stop-in-the-middle', no_stop_in_the_middle),
]
if os.geteuid() == 0:
    CASES.append(('other-owner', spoil('belongs to user 65534', other_owner)))

if __name__ == '__main__':
    make()
    run(CASES)
