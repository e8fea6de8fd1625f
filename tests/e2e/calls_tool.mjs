/* calls_tool.mjs: what the parts of calls.mjs share: counting, waiting, looking, ears, who sits down, who calls, a telephone */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { hear } from './sound.mjs';

export const dir = process.argv[2];
const out = fs.readFileSync(path.join(dir, 'out'), 'utf8');
export const origin = out.match(/citizens +(http:\S+?)\/\n/)[1];
const telephone = out.match(/sip:hotline@(\S+)/)?.[1];
export const CITIZEN_HZ = 600, OPERATOR_HZ = 1000, PHONE_HZ = 700;
export const DOCK = '.dock-audio', HERE = '#call-audio';
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const count = { passed: 0, failed: 0 };

export function result(ok, what) {
  if (ok) count.passed++;
  else count.failed++;
  if (!ok) console.log(`FAILED ${what}`);
}

export async function until(what, check, ms = 10000) {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await check().catch(() => false)) { result(true, what); return true; }
    await new Promise((done) => setTimeout(done, 100));
  }
  result(false, `${what}: not within ${ms} ms`);
  return false;
}

export async function look(page, name) {
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

/** What went wrong in a page; `expected`: refusals that belong to the part */
export function watch(page, expected = /404/) {
  const bad = [];
  page.on('pageerror', (error) => bad.push(String(error)));
  page.on('console', (said) => said.type() === 'error' && !expected.test(said.text()) && bad.push(said.text()));
  return bad;
}

/** One side hears the other's tone, and not its own */
export async function hears(page, selector, hz, own, what) {
  let last;
  await until(what, async () => {
    last = await hear(page, selector, [hz, own]);
    return last.level > -45 && last.tones[0] > 0.5 && last.tones[1] < 0.05;
  }, 15000) || console.log(`  heard ${JSON.stringify(last)}`);
}

/** Nothing of the other side comes through */
export async function hearsNot(page, selector, hz, what) {
  let last;
  await until(what, async () => {
    last = await hear(page, selector, [hz], 800);
    return last.level < -45 || last.tones[0] < 0.05;
  }) || console.log(`  heard ${JSON.stringify(last)}`);
}

/** Something is played that is nobody's tone: music */
export async function hearsMusic(page, selector, hzs, what) {
  let last;
  await until(what, async () => {
    last = await hear(page, selector, hzs);
    return last.level > -50 && last.tones.every((share) => share < 0.3);
  }, 15000) || console.log(`  heard ${JSON.stringify(last)}`);
}

const seats = new Map();

/** At the desk, ready, with a telephone that can be rung; the one-time link is used once, then the password */
export async function sitDown(operator, who, { ready = true, lang } = {}) {
  const context = await operator.person(lang), page = await context.newPage(), bad = watch(page, /401|404|409|ERR_/);
  if (seats.has(who)) {
    await page.goto(`${origin}/desk/`);
    await page.fill('[name=login]', who);
    await page.fill('[name=password]', `${who} at work`);
    await page.keyboard.press('Enter');
  } else {
    seats.set(who, true);
    await page.goto(out.match(new RegExp(`^\\s*${who}\\s+(\\S+#signin=\\S+)`, 'm'))[1]);
    await page.waitForSelector('.modal [autocomplete=new-password]');
    await page.fill('[autocomplete=new-password]', `${who} at work`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.modal', { state: 'detached' });
  }
  await page.waitForSelector('.top-phone');
  if (ready) await begin(page, who);
  return { context, page, bad };
}

export async function begin(page, who) {
  if (await page.getAttribute('.top-phone', 'aria-pressed') !== 'true') await page.click('.top-phone');
  await until(`${who}: the telephone is on`, async () => await page.getAttribute('.top-phone', 'aria-pressed') === 'true');
  await page.click('.top-state');
  await page.click('[role^=menuitem]:has-text("Готов")');
  await until(`${who} is ready`, async () => /Готов/.test(await page.textContent('.top-state')));
}

export async function callBegin(citizen) {
  const page = await (await citizen.person()).newPage(), bad = watch(page);
  await page.goto(`${origin}/call`);
  await page.click('#call-start');
  await until('the citizen is connected', async () => await page.getAttribute('#call', 'data-media') === 'connected');
  await page.click('#call-keys button[value="0"]');
  return { page, bad };
}

export const rings = (desk, what, ms = 20000) => until(what, async () => await desk.locator('.dock.offered').count() === 1, ms);

/** Rings, is answered, is heard */
export async function talk(desk, what) {
  if (!await rings(desk, `${what}: the desk rings`)) return false;
  await desk.keyboard.press('F2');
  return until(`${what}: the operator talks`, async () => await desk.locator('.dock.talking.connected').count() === 1);
}

/** A telephone of ours, beside this program; each command has one line of answer */
export class Peer {
  constructor(script, ...args) {
    this.process = spawn('python3', [path.join(path.dirname(new URL(import.meta.url).pathname), script), ...args.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
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

/** Calls the hotline */
export class Telephone extends Peer {
  constructor(hz = PHONE_HZ) { super('caller.py', telephone, hz); }
}
