/* calls.mjs DIR: calls through the program that writes its links to DIR/out: what each side hears is measured. Ends with «N passed, N failed». */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { hear, speaker, tone } from './sound.mjs';

const dir = process.argv[2];
const out = fs.readFileSync(path.join(dir, 'out'), 'utf8');
const origin = out.match(/citizens +(http:\S+?)\/\n/)[1];
const link = (who) => out.match(new RegExp(`^\\s*${who}\\s+(\\S+#signin=\\S+)`, 'm'))[1];
const telephone = out.match(/sip:hotline@(\S+)/)?.[1];
const CITIZEN_HZ = 600, OPERATOR_HZ = 1000, PHONE_HZ = 700;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let passed = 0, failed = 0;

function result(ok, what) {
  if (ok) { passed++; return; }
  failed++;
  console.log(`FAILED ${what}`);
}

async function until(what, check, ms = 10000) {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await check().catch(() => false)) { result(true, what); return true; }
    await new Promise((done) => setTimeout(done, 100));
  }
  result(false, `${what}: not within ${ms} ms`);
  return false;
}

async function look(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    result(!violations.length, `${name} ${colorScheme}: ${violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target)}`).join('; ')}`);
  }
  await page.emulateMedia({ colorScheme: null });
  const { width, shown } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, shown: window.innerWidth }));
  result(width <= shown, `${name}: ${width} px wide on ${shown}`);
  if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

function watch(page) {
  const bad = [];
  page.on('pageerror', (error) => bad.push(String(error)));
  page.on('console', (said) => said.type() === 'error' && !/404/.test(said.text()) && bad.push(said.text()));
  return bad;
}

/** Without JavaScript the page says the telephone number */
async function withoutScript(citizen) {
  const context = await citizen.browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${origin}/call`);
  result(await page.locator('#call-without').isVisible(), 'without JavaScript: the page says why');
  result(await page.locator('#by-phone ~ p a[href^="tel:"]').isVisible(), 'without JavaScript: the telephone number');
  result(!await page.locator('#call-start').isVisible(), 'without JavaScript: no button that does nothing');
  await context.close();
}

async function pageCall(citizen) {
  const page = await (await citizen.person()).newPage(), bad = watch(page);
  await page.goto(`${origin}/call`);
  await look(page, 'call');
  await page.click('#call-start');
  await until('the page call is connected', async () => await page.getAttribute('#call', 'data-media') === 'connected');
  await look(page, 'call-on');
  await until('how good the connection is', async () => /мс/.test(await page.textContent('#call-quality')));
  await until('the level of the microphone moves', async () => await page.evaluate(() => document.getElementById('call-level').value > 0.3));
  await page.reload();
  await until('the call goes on after a reload', async () => await page.getAttribute('#call', 'data-media') === 'connected');
  await page.click('#call-keys button[value="5"]');
  await page.click('#call-end');
  await until('the end is said', async () => /завершён/.test(await page.textContent('#call-state')));
  result(await page.locator('#call-start').isVisible(), 'one can call again');
  result(!bad.length, `the page call: ${bad.join('; ')}`);
  await page.close();
}

/** One side hears the other's tone, and not its own */
async function hears(page, selector, hz, own, what) {
  let last;
  await until(what, async () => {
    last = await hear(page, selector, [hz, own]);
    return last.level > -45 && last.tones[0] > 0.5 && last.tones[1] < 0.05;
  }, 15000) || console.log(`  heard ${JSON.stringify(last)}`);
}

/** Nothing of the other side comes through */
async function hearsNot(page, selector, hz, what) {
  let last;
  await until(what, async () => {
    last = await hear(page, selector, [hz], 800);
    return last.level < -45 || last.tones[0] < 0.05;
  }) || console.log(`  heard ${JSON.stringify(last)}`);
}

/** At the desk, ready, with a telephone that can be rung */
async function sitDown(operator, who) {
  const context = await operator.person(), page = await context.newPage(), bad = watch(page);
  await page.goto(link(who));
  await page.waitForSelector('.modal [autocomplete=new-password]');
  await page.fill('[autocomplete=new-password]', `${who} at work`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.modal', { state: 'detached' });
  await page.click('.top-phone');
  await until(`${who}: the telephone is on`, async () => await page.getAttribute('.top-phone', 'aria-pressed') === 'true');
  await page.click('.top-state');
  await page.click('[role^=menuitem]:has-text("Готов")');
  await until(`${who} is ready`, async () => /Готов/.test(await page.textContent('.top-state')));
  return { context, page, bad };
}

const DOCK = '.dock-audio', HERE = '#call-audio';

async function callBegin(citizen) {
  const page = await (await citizen.person()).newPage(), bad = watch(page);
  await page.goto(`${origin}/call`);
  await page.click('#call-start');
  await until('the citizen is connected', async () => await page.getAttribute('#call', 'data-media') === 'connected');
  await page.click('#call-keys button[value="0"]');
  return { page, bad };
}

async function rings(desk, what) {
  return until(what, async () => await desk.locator('.dock.offered').count() === 1, 20000);
}

/** A citizen calls from the page, an operator answers in the browser */
async function pageToDesk(citizen, operator) {
  const { context, page: desk, bad: deskBad } = await sitDown(operator, 'operator');
  const { page, bad } = await callBegin(citizen);
  if (!await rings(desk, 'the desk rings')) return;
  result(await desk.evaluate(() => !document.querySelector('.dock').contains(document.activeElement)), 'a ring takes no focus');
  result(/Звонок/.test(await desk.textContent('[role=alert]')), 'a ring is said');
  await look(desk, 'dock-ring');

  const second = await context.newPage();
  await second.goto(`${origin}/desk/`);
  await rings(second, 'another window of the operator shows it too');

  await desk.keyboard.press('F2');
  await until('the operator talks', async () => await desk.locator('.dock.talking.connected').count() === 1);
  await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'the operator hears the citizen');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'the citizen hears the operator');
  await until('the citizen sees it', async () => /говорите с оператором/.test(await page.textContent('#call-state')));
  await until('the other window leaves it alone', async () => /в другом окне/.test(await second.textContent('.dock')));
  result(await second.locator('.dock-do button').count() === 0, 'the other window has nothing to take it with');
  await look(desk, 'dock-talk');
  await second.close();

  await desk.keyboard.press('F8');
  await until('held', async () => await desk.locator('.dock.held').count() === 1);
  await hearsNot(page, HERE, OPERATOR_HZ, 'on hold the citizen does not hear the operator');
  await hearsNot(desk, DOCK, CITIZEN_HZ, 'on hold the operator does not hear the citizen');
  await desk.keyboard.press('F8');
  await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'after the hold the operator hears the citizen');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'after the hold the citizen hears the operator');

  await desk.keyboard.press('F9');
  await hearsNot(page, HERE, OPERATOR_HZ, 'a muted operator is not heard');
  await desk.keyboard.press('F9');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'and is heard again');

  await desk.reload();
  await until('after a reload the desk talks on', async () => await desk.locator('.dock.talking.connected').count() === 1, 15000);
  await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'after a reload the operator hears the citizen');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'after the desk was loaded anew the citizen hears the operator');
  await page.reload();
  await until('after a reload the citizen is connected', async () => await page.getAttribute('#call', 'data-media') === 'connected');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'after a reload the citizen hears the operator');
  await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'after the page was loaded anew the operator hears the citizen');

  await page.click('#call-end');
  await until('the desk sees the end', async () => await desk.locator('.dock.ended').count() === 1);
  await look(desk, 'dock-ended');
  result(!bad.length, `the citizen: ${bad.join('; ')}`);
  result(!deskBad.length, `the desk: ${deskBad.join('; ')}`);
  await page.close();
  await context.close();
}

/** A telephone of ours (caller.py); each command has one line of answer */
class Telephone {
  constructor() {
    this.process = spawn('python3', [path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'caller.py'), telephone, String(PHONE_HZ)],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    this.rest = '';
    this.waiting = [];
    this.lines = [];
    this.process.stdout.on('data', (data) => {
      this.rest += data;
      for (let end; (end = this.rest.indexOf('\n')) >= 0; this.rest = this.rest.slice(end + 1)) {
        const line = this.rest.slice(0, end);
        if (this.waiting.length) this.waiting.shift()(line);
        else this.lines.push(line);
      }
    });
  }

  line() {
    return this.lines.length ? Promise.resolve(this.lines.shift()) : new Promise((done) => this.waiting.push(done));
  }

  ask(command) {
    this.process.stdin.write(command + '\n');
    return this.line();
  }

  async hears(hz, own, what) {
    let last;
    await until(what, async () => {
      last = JSON.parse(await this.ask(`hear 1.2 ${hz} ${own}`));
      return last.level > 300 && last.tones[0] > 0.5 && last.tones[1] < 0.05;
    }, 15000) || console.log(`  heard ${JSON.stringify(last)}`);
  }

  end() {
    this.process.stdin.end();
    this.process.kill();
  }
}

/** A telephone calls, an operator answers in the browser; the operator hangs up, and the caller hears what is said then */
async function phoneToDesk(operator) {
  const { context, page: desk, bad } = await sitDown(operator, 'senior');
  const phone = new Telephone();
  try {
    result(await phone.line() === '200', 'the line answers the telephone');
    await phone.ask('press 0');
    if (!await rings(desk, 'the desk rings for a telephone')) return;
    await until('the dock shows the number of the appeal', async () => /№/.test(await desk.textContent('.dock')));
    await desk.keyboard.press('F2');
    await until('the operator talks with the telephone', async () => await desk.locator('.dock.talking.connected').count() === 1);
    await hears(desk, DOCK, PHONE_HZ, OPERATOR_HZ, 'the operator hears the telephone');
    await phone.hears(OPERATOR_HZ, PHONE_HZ, 'the telephone hears the operator');
    await desk.keyboard.press('F8');
    await until('the telephone is held', async () => await desk.locator('.dock.held').count() === 1);
    await desk.keyboard.press('F8');
    await phone.hears(OPERATOR_HZ, PHONE_HZ, 'after the hold the telephone hears the operator');
    await desk.reload();
    await until('after a reload the desk talks on with the telephone', async () => await desk.locator('.dock.talking.connected').count() === 1, 15000);
    await hears(desk, DOCK, PHONE_HZ, OPERATOR_HZ, 'after a reload the operator hears the telephone');
    await phone.hears(OPERATOR_HZ, PHONE_HZ, 'after a reload the telephone hears the operator');
    await desk.keyboard.press('F4');
    await until('the desk is free', async () => await desk.locator('.dock.ended').count() === 1);
    const after = JSON.parse(await phone.ask(`hear 3 ${OPERATOR_HZ}`));
    result(after.level > 100 && after.tones[0] < 0.1, `the caller who stays on hears words: ${JSON.stringify(after)}`);
    result(await phone.ask('wait') === 'ok', 'then the line hangs up');
    result(!bad.length, `the desk with a telephone: ${bad.join('; ')}`);
  } finally {
    phone.end();
    await context.close();
  }
}

const citizen = await speaker(tone(path.join(dir, 'citizen.wav'), CITIZEN_HZ));
const operator = await speaker(tone(path.join(dir, 'operator.wav'), OPERATOR_HZ));
try {
  await withoutScript(citizen);
  await pageCall(citizen);
  await pageToDesk(citizen, operator);
  await phoneToDesk(operator);
} finally {
  await citizen.browser.close();
  await operator.browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
