#!/usr/bin/env python3
"""tamper.py: another hand in the journal of a store that the real program wrote. `journal verify` finds it, says where, status 1.

On SQLite and PostgreSQL by SQL; on SQLite also bytes of the file itself, and the database put back as it was earlier, which only
the file of signed heads can tell. What a start looks at (head row, what came after the last signed head) `serve` refuses too.
"""
import os
import shutil
import sqlite3
import subprocess

from folder import MAKE, refused
from program import Program, Store, engines, run

APPEALS = 40


def fill(store):
    """Two runs of the program, each with appeals and a signed head at its end; the first run's database is put aside"""
    for part in range(2):
        with Program(store) as program:
            client = program.client()
            for n in range(APPEALS):
                assert client.send(f'a-key-{part}-{n}', f'Вопрос {n}: когда придёт пособие?').status == 201
            program.stop()
        if not part and store.engine == 'sqlite':
            shutil.copytree(store.dir, store.dir + '.earlier')
    store.verify()


def sql(store, *statements):
    if store.url:
        subprocess.run(['psql', '-qAt', '-v', 'ON_ERROR_STOP=1', store.url] + [w for s in statements for w in ('-c', s)], check=True)
        return
    db = sqlite3.connect(os.path.join(store.dir, 'otklik.db'))
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def found(store, words):
    status, said = store.run('journal', 'verify')
    assert status == 1 and ': FAULT: ' in said and words in said, f'status {status}, said {said!r}, not {words!r}'


def there_and_back(store, words, do, undo, serve=False):
    sql(store, *do)
    found(store, words)
    if serve:
        refused(store, 'the journal is not as it was written', same=not store.url)
    sql(store, *undo)
    store.verify()


def by_sql(engine):
    with Store(engine, 'tamper') as store:
        fill(store)
        last = max(row['pos'] for row in store.journal())
        there_and_back(store, 'row 30 was changed', ["UPDATE journal SET actor = actor + 1 WHERE pos = 30"],
                       ["UPDATE journal SET actor = actor - 1 WHERE pos = 30"])
        there_and_back(store, 'row 31 was changed', ["UPDATE journal SET at_ms = at_ms + 1 WHERE pos = 31"],
                       ["UPDATE journal SET at_ms = at_ms - 1 WHERE pos = 31"])
        there_and_back(store, 'row 32 is missing', ["CREATE TABLE aside AS SELECT * FROM journal WHERE pos = 32",
                                                    "DELETE FROM journal WHERE pos = 32"],
                       ["INSERT INTO journal SELECT * FROM aside", "DROP TABLE aside"])
        there_and_back(store, f'cut after row {last - 3}', [f"CREATE TABLE aside AS SELECT * FROM journal WHERE pos > {last - 3}",
                                                            f"DELETE FROM journal WHERE pos > {last - 3}"],
                       ["INSERT INTO journal SELECT * FROM aside", "DROP TABLE aside"], serve=True)
        there_and_back(store, 'the head row was changed by another hand', ["UPDATE journal_head SET serial = serial - 1"],
                       ["UPDATE journal_head SET serial = serial + 1"], serve=True)
        # the tail and the head row taken back together: what was signed tells
        there_and_back(store, 'the head row was changed by another hand',
                       [f"CREATE TABLE aside AS SELECT * FROM journal WHERE pos > {last - 3}",
                        "CREATE TABLE head AS SELECT * FROM journal_head",
                        f"DELETE FROM journal WHERE pos > {last - 3}",
                        f"UPDATE journal_head SET pos = {last - 3}, hash = (SELECT hash FROM journal WHERE pos = {last - 3})"],
                       ["INSERT INTO journal SELECT * FROM aside", "DROP TABLE aside",
                        "DELETE FROM journal_head", "INSERT INTO journal_head SELECT * FROM head", "DROP TABLE head"], serve=True)
        with Program(store) as program:
            assert program.client().send('key-after-all', 'Всё цело?').status == 201
            program.stop()
        store.verify()


def one_byte():
    """One byte of a row, in the file"""
    with Store('sqlite', 'tamper') as store:
        fill(store)
        path = os.path.join(store.dir, 'otklik.db')
        data = open(path, 'rb').read()
        at = data.index(b'"answer_by":1')
        with open(path, 'r+b') as f:
            f.seek(at + len(b'"answer_by":1'))
            was = f.read(1)
            f.seek(-1, os.SEEK_CUR)
            f.write(bytes([was[0] ^ 1]))
        found(store, 'was changed')
        with open(path, 'r+b') as f:
            f.seek(at + len(b'"answer_by":1'))
            f.write(was)
        store.verify()


def put_back():
    """The whole database as it was earlier: every row and seal in it is genuine, and heads.log knows more"""
    with Store('sqlite', 'tamper') as store:
        fill(store)
        shutil.copy2(os.path.join(store.dir + '.earlier', 'otklik.db'), os.path.join(store.dir, 'otklik.db'))
        found(store, 'cut after row ')
        refused(store, 'heads.log knows row ')


def beside_work():
    """A program that writes and signs all the time is no fault: what it signs after the verification began is not looked for"""
    with Store('sqlite', 'work') as store:
        subprocess.run([MAKE, store.dir, '3000'], check=True)
        writer = subprocess.Popen([MAKE, store.dir, '0'], stdin=subprocess.PIPE)
        for _ in range(5):
            store.verify()
        assert writer.poll() is None
        writer.stdin.close()
        assert writer.wait(60) == 0


if __name__ == '__main__':
    run([(f'sql-{engine}', lambda engine=engine: by_sql(engine)) for engine in engines()]
        + [('one-byte', one_byte), ('put-back', put_back), ('beside-work', beside_work)])
