"""postgres.py: a PostgreSQL of a test's own, that can be stopped, frozen, killed and started again; it waits for the disk."""
import glob
import os
import pwd
import signal
import socket
import subprocess
import tempfile

from program import WAIT_S, until


class Postgres:
    def __init__(self):
        found = sorted(glob.glob('/usr/lib/postgresql/*/bin/postgres'))
        if not found:
            raise AssertionError('no PostgreSQL: run tools/setup.sh test')
        self.bin = os.path.dirname(found[-1])
        self.top = tempfile.TemporaryDirectory(prefix='otklik-pg-')
        self.data = os.path.join(self.top.name, 'data')
        self.wrap = []
        if os.geteuid() == 0:                        # the server never runs as root
            user = pwd.getpwnam('postgres')
            os.chown(self.top.name, user.pw_uid, user.pw_gid)
            self.wrap = ['setpriv', f'--reuid={user.pw_uid}', f'--regid={user.pw_gid}', '--clear-groups', '--inh-caps=-all']
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        subprocess.run([*self.wrap, os.path.join(self.bin, 'initdb'), '-D', self.data, '-U', 'otklik', '-A', 'trust', '-E', 'UTF8',
                        '--locale=C', '--no-sync'], check=True, stdout=subprocess.DEVNULL, cwd=self.top.name)
        self.url = f'postgresql://otklik@127.0.0.1:{self.port}/postgres?application_name=otklik-test'
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([*self.wrap, os.path.join(self.bin, 'postgres'), '-D', self.data, '-k', self.top.name, '-p',
                                         str(self.port), '-c', 'listen_addresses=127.0.0.1', '-c', 'shared_buffers=16MB'],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.top.name)
        until(lambda: subprocess.run(['psql', '-qAtc', 'SELECT 1', self.url], capture_output=True).returncode == 0,
              'PostgreSQL starts', every=0.1)

    def children(self):
        found = []
        for stat in glob.glob('/proc/[0-9]*/stat'):
            try:
                with open(stat) as f:
                    words = f.read().rsplit(')', 1)[1].split()
            except OSError:
                continue
            if int(words[1]) == self.process.pid:
                found.append(int(stat.split('/')[2]))
        return found

    def freeze(self, thaw=False):
        for pid in [self.process.pid, *self.children()]:
            os.kill(pid, signal.SIGCONT if thaw else signal.SIGSTOP)

    def stop(self, how=signal.SIGINT):
        """SIGINT ends connections and shuts down; SIGQUIT dies as a crash does"""
        self.process.send_signal(how)
        self.process.wait(WAIT_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.freeze(thaw=True)
            self.stop()
        self.top.cleanup()
