"""prompts.py: what an administrator records is what the next caller hears, and so is the music, without a restart; taken away, what was there before is."""
import base64
import math
import struct

from desk import Operator
from heard import Ear
from line import Line
from phone import Phone, at_frequency
from program import Store

PROMPT = {'lang': 'ru', 'prompt': 'menu.begin'}


def wav(hertz):
    """Two seconds of a tone as the desk sends it"""
    data = b''.join(struct.pack('<h', round(8000 * math.sin(2 * math.pi * hertz * i / 8000))) for i in range(2 * 8000))
    return base64.b64encode(struct.pack('<4sI8sIHHIIHH4sI', b'RIFF', 36 + len(data), b'WAVEfmt ', 16, 1, 1, 8000, 16000, 2, 16, b'data', len(data)) + data).decode()


def sounds(hertz):
    return lambda sound: any(at_frequency(sound[i:i + 800], hertz) > 4000 for i in range(0, len(sound) - 800, 400))


def queued(line):
    line.wait_rows('SELECT 1 FROM call WHERE queued_ms IS NOT NULL AND ended_ms IS NULL')


def there(line, boss, expect):
    boss.ask('POST', 'settings/recordings', {**PROMPT, 'sound': wav(500)})
    boss.ask('PUT', 'settings/music', {'sound': wav(700)})
    with Phone(line.sip, user='79160000308') as phone:
        expect('recorded: answered', phone.call('hotline').code == 200)
        phone.listen(sounds(500))
        expect('recorded: the prompt is the recording', True)
        phone.press('1')
        phone.listen(sounds(700), 60)
        expect('recorded: and so is the music', True)
        phone.bye()


def gone(line, boss, expect):
    boss.ask('POST', 'settings/recordings/remove', PROMPT)
    boss.ask('DELETE', 'settings/music')
    with Phone(line.sip, user='79160000309') as phone:
        phone.call('hotline')
        ear = Ear(phone)
        ear.says('voice.menu.begin')
        phone.press('1')
        queued(line)
        heard = phone.listen(lambda sound: len(sound) > 12 * 8000)
        expect('taken away: neither is heard', not sounds(500)(ear.sound) and not sounds(700)(heard))
        phone.bye()


def run(expect, attempt):
    with Store('sqlite', 'prompts') as store:
        with Line(store) as line:
            boss = Operator(line, line.sign_in_links()['administrator'])
            attempt(there, line, boss, expect)
            attempt(gone, line, boss, expect)
            errors = line.stop()
            expect('recorded: the log has no errors', not errors, errors[:5])
        store.verify()
