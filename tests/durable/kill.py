#!/usr/bin/env python3
"""kill.py: SIGKILL at a random moment under load, again and again; on each engine 8 times, 100 in soak (OTKLIK_SOAK).

Each round: the program starts, several connections send appeals with Idempotency-Keys, and at a random moment, in one round of
four while it still starts, it is killed. Then, on the next start:
  - every acknowledged appeal is there, with its number and code;
  - every key without an acknowledgement is sent again and gives one appeal; some that have one are sent again and give the same;
  - the journal verifies, and holds as many `appeal.entered` as keys were acknowledged, numbers unique;
  - the start took less than two seconds, and the run before is on record as a crash.
And a new folder whose first start is killed: 5 times, 50 in soak; the next start makes what is missing.
OTKLIK_SEED=N repeats a run's random choices (which do not make the threads' timing the same).
"""
import json
import os
import random
import sys
import threading
import time

from program import SOAK, Program, Store, engines, run, until

ROUNDS = 100 if SOAK else 8
FIRST = 50 if SOAK else 5
CONNECTIONS = 6
START_MOST_S = 2.0
SEED = int(os.environ.get('OTKLIK_SEED', time.time_ns() % 10**9))


class Load:
    """What was asked and what was acknowledged"""

    def __init__(self):
        self.asked = {}          # key → text
        self.acked = {}          # key → (number, code)
        self.lock = threading.Lock()

    def open_keys(self):
        return [key for key in self.asked if key not in self.acked]

    def take(self, key, reply):
        assert reply.status == 201, f'{key}: {reply.status} {reply.body[:200]}'
        got = reply.json()
        with self.lock:
            first = self.acked.setdefault(key, (got['number'], got['code']))
        assert first == (got['number'], got['code']), f'{key} gave {first}, then {got}'

    def sender(self, program, name, stop):
        """Sends until the program is gone; now and then the same again at once"""
        rnd = random.Random(name)
        client = program.client()
        n = 0
        try:
            while not stop.is_set():
                n += 1
                key = f'{name}-{n}'
                with self.lock:
                    self.asked[key] = f'Вопрос {key}: когда придёт пособие? ' + 'слово ' * rnd.randrange(60)
                for _ in range(2 if rnd.random() < 0.1 else 1):
                    self.take(key, client.send(key, self.asked[key], phone='8 916 123-45-67'))
        except (OSError, EOFError, ValueError):
            pass                                   # killed: not acknowledged
        except Exception as e:                     # http.client has errors of its own for a reply that was cut
            if 'http.client' not in type(e).__module__:
                raise
        finally:
            client.close()


def settle(program, load, fresh, rnd):
    """What a citizen's browser does after the crash: sends again"""
    client = program.client()
    for key in fresh:
        number, code = load.acked[key]
        reply = client.status(number, code)
        assert reply.status == 200, f'{key} {number} was acknowledged and is not there: {reply.status}'
    for key in load.open_keys():
        load.take(key, client.send(key, load.asked[key], phone='8 916 123-45-67'))
    for key in rnd.sample(sorted(load.acked), min(5, len(load.acked))):
        load.take(key, client.send(key, load.asked[key], phone='8 916 123-45-67'))
    client.close()


def under_load(program, load, name, rnd):
    stop, failures = threading.Event(), []

    def body(i):
        try:
            load.sender(program, f'{name}-{i}', stop)
        except Exception as e:  # noqa: told below
            failures.append(e)

    threads = [threading.Thread(target=body, args=(i,)) for i in range(CONNECTIONS)]
    before = len(load.acked)
    for thread in threads:
        thread.start()
    until(lambda: len(load.acked) > before or failures, 'the first acknowledgement', every=0.001)
    time.sleep(rnd.uniform(0, 0.4))                # the random moment
    program.kill()
    stop.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def check(store, load):
    store.verify()
    rows = store.journal()
    entered = [row['appeal'] for row in rows if row['kind'] == 'appeal.entered']
    numbers = {number for number, _ in load.acked.values()}
    assert len(set(entered)) == len(entered), 'an appeal was entered twice'
    assert len(numbers) == len(load.acked), 'a number was given twice'
    assert len(entered) == len(load.acked), f'{len(entered)} appeals in the journal, {len(load.acked)} acknowledged'
    return rows


def kill_on(engine):
    rnd = random.Random(SEED)
    load, starts, early = Load(), [], 0
    with Store(engine, 'kill') as store:
        fresh, killed = [], 0
        for n in range(ROUNDS):
            if n and 0 == n % 4:
                program = Program(store, wait=False)
                time.sleep(rnd.uniform(0, 0.15))   # the random moment, while it starts
                program.kill()
                store.verify()
                early += 1
            program = Program(store)
            starts.append(program.ready_s)
            assert not n or program.said('the last run did not end as it should'), 'the crash is not on record'
            settle(program, load, fresh, rnd)
            before = set(load.acked)
            under_load(program, load, f'{SEED}-{n}', rnd)
            fresh = [key for key in load.acked if key not in before]
            killed += 1
            store.verify()
        program = Program(store)
        settle(program, load, list(load.acked), rnd)
        program.stop()
        rows = check(store, load)
        crashes = [row for row in rows if row['kind'] == 'program.started' and json.loads(row['body'])['crashed']]
        assert len(crashes) >= ROUNDS, f'{len(crashes)} crashes on record, {ROUNDS} kills'
    worst = max(starts)
    assert sorted(starts)[len(starts) // 2] < START_MOST_S, f'starts took {starts}'
    return (f'{killed} kills under load and {early} at the start, {len(load.acked)} appeals, each once; '
            f'start after a kill {sorted(starts)[len(starts) // 2] * 1000:.0f} ms, at worst {worst * 1000:.0f} ms')


def kill_first_on(engine):
    """The very first start is killed: the next one works"""
    rnd = random.Random(SEED)
    for n in range(FIRST):
        with Store(engine, 'first') as store:
            program = Program(store, wait=False)
            time.sleep(rnd.uniform(0, 0.25))
            program.kill()
            with Program(store) as program:
                reply = program.client().send('the-first-key', 'Когда придёт пособие?')
                assert reply.status == 201, reply.body
                program.stop()
            store.verify()


if __name__ == '__main__':
    print(f'seed {SEED}', file=sys.stderr)
    run([(f'{name}-{engine}', lambda h=h, engine=engine: h(engine))
         for name, h in (('kill', kill_on), ('first', kill_first_on)) for engine in engines()])
