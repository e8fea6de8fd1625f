/* calls.mjs DIR: calls through the program that writes its links to DIR/out: what each side hears is measured. Ends with «N passed, N failed». */
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { hear, speaker, tone } from './sound.mjs';

const dir = process.argv[2];
const out = fs.readFileSync(path.join(dir, 'out'), 'utf8');
const origin = out.match(/citizens +(http:\S+?)\/\n/)[1];
const link = (who) => out.match(new RegExp(`^\\s*${who}\\s+(\\S+#signin=\\S+)`, 'm'))[1];
const CITIZEN_HZ = 600, OPERATOR_HZ = 1000;
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
  const page = await citizen.context.newPage(), bad = watch(page);
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
  const page = await operator.context.newPage(), bad = watch(page);
  await page.setViewportSize({ width: 1440, height: 900 });
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
  return { page, bad };
}

const DOCK = '.dock-audio', HERE = '#call-audio';

async function callBegin(citizen) {
  const page = await citizen.context.newPage(), bad = watch(page);
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
  const { page: desk, bad: deskBad } = await sitDown(operator, 'operator');
  const { page, bad } = await callBegin(citizen);
  if (!await rings(desk, 'the desk rings')) return;
  result(await desk.evaluate(() => !document.querySelector('.dock').contains(document.activeElement)), 'a ring takes no focus');
  result(/Звонок/.test(await desk.textContent('[role=alert]')), 'a ring is said');
  await look(desk, 'dock-ring');

  const second = await operator.context.newPage();
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
  await desk.close();
}

const citizen = await speaker(tone(path.join(dir, 'citizen.wav'), CITIZEN_HZ));
const operator = await speaker(tone(path.join(dir, 'operator.wav'), OPERATOR_HZ));
try {
  await withoutScript(citizen);
  await pageCall(citizen);
  await pageToDesk(citizen, operator);
} finally {
  await citizen.browser.close();
  await operator.browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
