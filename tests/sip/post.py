"""post.py: a real mail server (Exim) on loopback: takes letters for example.org by SMTP and keeps them, refuses one address for good and one for now."""
import email
import email.policy
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile

from program import until

EXIM = '/usr/sbin/exim4'
CONFIG = """
exim_user = {user}
exim_group = {group}
spool_directory = {dir}/spool
log_file_path = {dir}/log-%s
pid_file_path = {dir}/pid
primary_hostname = post.example.org
domainlist local_domains = example.org
acl_smtp_rcpt = acl_rcpt
keep_environment =
tls_advertise_hosts =
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
begin acl
acl_rcpt:
  deny  local_parts = nobody-there
        message = no such person
  defer local_parts = later
        message = the box is full
  accept domains = +local_domains
  deny  message = no relay
begin routers
kept:
  driver = accept
  transport = boxes
begin transports
boxes:
  driver = appendfile
  user = {user}
  group = {group}
  maildir_format
  directory = {dir}/box
  create_directory
"""


class Post:
    """Runs while the block does; letters(WHO) are what came to WHO@example.org"""

    def __enter__(self):
        self.top = tempfile.TemporaryDirectory(prefix='otklik-post-')
        self.dir = self.top.name
        who = pwd.getpwnam('Debian-exim') if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        config = os.path.join(self.dir, 'exim.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write(CONFIG.format(dir=self.dir, port=self.port, user=who.pw_uid, group=who.pw_gid))
        if os.getuid() == 0:
            shutil.chown(self.dir, who.pw_uid, who.pw_gid)
        self.process = subprocess.Popen([EXIM, '-C', config, '-bdf'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        until(self.there, 'the mail server')
        return self

    def there(self):
        assert self.process.poll() is None, self.process.stdout.read()
        with socket.socket() as one:
            return one.connect_ex(('127.0.0.1', self.port)) == 0

    def letters(self, who):
        found = []
        for path in sorted(glob.glob(f'{self.dir}/box/new/*')):
            with open(path, 'rb') as file:
                found.append(email.message_from_binary_file(file, policy=email.policy.default))
        return [letter for letter in found if letter['To'] == f'{who}@example.org']

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()
        self.top.cleanup()
