/* live_tool.mjs: what the parts of desk_live.mjs share: counting, waiting, signing in, looking.
   Waits are for conditions; CEILING_MS only says when a condition will never come, on a machine however busy. */
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const CEILING_MS = 60_000;
/** The composer of somebody who has taken the appeal (for notes it is there before) */
export const TAKEN = 'body:not(:has(.write-take)) .write-text';
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const count = { passed: 0, failed: 0 };
let shots;

export const keepShots = (folder) => { shots = folder; };

export function result(ok, what) {
  if (ok) count.passed++;
  else count.failed++;
  if (!ok) console.log(`FAILED ${what}`);
}

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** Is there, sooner or later */
export const there = (page, selector, what) => page.waitForSelector(selector, { timeout: CEILING_MS, state: 'attached' })
  .then(() => result(true), () => result(false, what));

/** The text of an element comes to hold the words */
export const says = (page, selector, words, what) => page.waitForFunction(
  ([place, source]) => new RegExp(source).test([...document.querySelectorAll(place)].map((one) => one.textContent).join('\n')),
  [selector, words.source], { timeout: CEILING_MS }).then(() => result(true), async () => {
  result(false, `${what}: ${await page.locator(selector).allTextContents().catch(() => '')}`);
});

/** The value of a field becomes exactly this */
export const holds = (page, selector, value, what) => page.waitForFunction(
  ([place, wanted]) => document.querySelector(place)?.value === wanted, [selector, value], { timeout: CEILING_MS })
  .then(() => result(true), async () => result(false, `${what}: ${await page.inputValue(selector).catch(() => 'no field')}`));

export async function shot(page, name) {
  if (shots) await page.screenshot({ path: path.join(shots, `live-${name}.png`) });
}

export async function look(page, name) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  result(!violations.length, `axe ${name}: ${violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`).join('; ')}`);
  await shot(page, name);
}

/** A browser of one person, with what went wrong in it; `expected` are the refusals that belong to the part */
export async function open(browser, expected = [401, 409]) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ru-RU', acceptDownloads: true });
  const page = await context.newPage();
  const bad = [];
  context.setDefaultTimeout(CEILING_MS);
  page.on('pageerror', (err) => bad.push(err.stack));
  page.on('console', (message) => message.type() === 'error' && !new RegExp(`status of (${expected.join('|')})`).test(message.text()) && bad.push(message.text()));
  page.on('response', async (reply) => reply.status() >= 400 && !expected.includes(reply.status())
    && bad.push(`${reply.status()} ${reply.url()} ${await reply.text().catch(() => '')}`));
  return { context, page, bad };
}

/** Signed in by a one-time link, with a password set so that another device can sign in */
export async function enter(browser, link, password, expected) {
  const own = await open(browser, expected);
  await own.page.goto(link);
  await there(own.page, '.modal [autocomplete=new-password]', 'a password is asked after a link');
  result(!own.page.url().includes('signin'), 'the token leaves the address');
  await own.page.fill('[autocomplete=new-password]', password);
  await own.page.keyboard.press('Enter');
  await own.page.waitForSelector('.modal', { state: 'detached' });
  return own;
}

/** Signed in by login and password: another device of the same person */
export async function signIn(browser, origin, login, password, place = '') {
  const own = await open(browser);
  await own.page.goto(`${origin}/desk/${place}`);
  await own.page.fill('[name=login]', login);
  await own.page.fill('[name=password]', password);
  await own.page.keyboard.press('Enter');
  await own.page.waitForSelector('.shell');
  return own;
}

/** An appeal from the citizen's side: {number, code} */
export const appealNew = (origin, more = {}) => fetch(`${origin}/api/v1/appeals`, {
  method: 'POST', headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ kind: 'question', text: 'Какие документы нужны для субсидии?', name: 'Ирина Дорохова', phone: '+79000000001', ...more }),
}).then((reply) => reply.json());

/** The draft on screen is the server's, too */
export const draftKept = (page) => says(page, '.write-kept', /сохранён/, 'the draft is saved');
