/* calls.mjs DIR: calls through the program that writes its links to DIR/out: what each side hears is measured. Ends with «N passed, N failed». */
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { hear, speaker, tone } from './sound.mjs';

const dir = process.argv[2];
const out = fs.readFileSync(path.join(dir, 'out'), 'utf8');
const origin = out.match(/citizens +(http:\S+?)\/\n/)[1];
const CITIZEN_HZ = 600;
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

const citizen = await speaker(tone(path.join(dir, 'citizen.wav'), CITIZEN_HZ));
try {
  await withoutScript(citizen);
  await pageCall(citizen);
} finally {
  await citizen.browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
