"""line.py: the program with its telephone line, and its calls as the store has them, on either engine; the demonstration's profile for whoever adds to it."""
import datetime
import json
import os
import re
import sqlite3
import subprocess
import threading
import time

import program

MOSCOW = datetime.timezone(datetime.timedelta(hours=3))
BEGAN = datetime.datetime.now(datetime.timezone.utc)


def ahead(zone, hour=0):
    """That hour in three days there. Of the moment this began: a midnight that comes meanwhile moves nothing"""
    return (BEGAN.astimezone(zone) + datetime.timedelta(days=3)).replace(hour=hour, minute=0)


def weekday(at):
    return ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')[at.weekday()]


def demonstration():
    """The demonstration's profile, whose closed line is open for five minutes a week: those in three days"""
    with open('data/profiles/demo.json', encoding='utf-8') as file:
        profile = json.load(file)
    closed = next(one for one in profile['calendars'] if one['name'] == 'closed')
    closed['week'], closed['every_day'] = f'{weekday(ahead(MOSCOW))} 04:00-04:05', True      # a holiday, too
    return profile


def written(profile, folder, name='profile.json'):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(profile, file)
    return path


class Line(program.Program):
    """demo=False: with the limits of an installation"""

    def __init__(self, store, *options, demo=True, **more):
        popen, mine = subprocess.Popen, threading.get_ident()

        def plain(args, **more):
            if threading.get_ident() == mine:
                args = [a for a in args if a != '--demo'] + ['--profile', 'data/profiles/demo.json']
            return popen(args, **more)
        if not demo:
            subprocess.Popen = plain
        try:
            super().__init__(store, '--sip', '127.0.0.1:0 [::1]:0', *options, **more)
        finally:
            if not demo:
                subprocess.Popen = popen
        self.store = store
        line = next(line for line in self.log if ' sip=' in line)
        self.sip = ('127.0.0.1', int(re.search(r'sip=127\.0\.0\.1:(\d+)', line)[1]))

    def sip6(self):
        """The port on ::1, which the system chose"""
        out = subprocess.run(['ss', '-Hlunp'], capture_output=True, text=True).stdout
        port = next(re.search(r'\[::1\]:(\d+)', row)[1] for row in out.splitlines()
                    if f'pid={self.process.pid},' in row and re.search(r'\[::1\]:\d+ ', row) and not self.is_media(row))
        return ('::1', int(port))

    @staticmethod
    def is_media(row):
        return 20000 <= int(re.search(r'\[::1\]:(\d+)', row)[1]) <= 29999

    def rows(self, query, *values):
        """On PostgreSQL values are numbers and plain words"""
        if self.store.url:
            for value in values:
                query = query.replace('?', f"'{value}'" if isinstance(value, str) else str(value), 1)
            out = subprocess.run(['psql', '-qAt', '-F', '\t', '-P', 'null=\\N', self.store.url, '-c', query], check=True, capture_output=True,
                                 text=True).stdout
            return [tuple(None if word == '\\N' else int(word) if re.fullmatch(r'-?\d+', word) else word for word in line.split('\t'))
                    for line in out.splitlines()]
        with sqlite3.connect(f'file:{self.store.dir}/otklik.db?mode=ro', uri=True) as db:
            return db.execute(query, values).fetchall()

    def wait_rows(self, query, *values, seconds=15):
        """Waits until a query has rows"""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            rows = self.rows(query, *values)
            if rows:
                return rows
            time.sleep(0.05)
        raise AssertionError(f'no rows: {query} {values}')

    def sockets(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def resident_kb(self):
        with open(f'/proc/{self.process.pid}/status') as f:
            return int(re.search(r'VmRSS:\s+(\d+)', f.read())[1])
