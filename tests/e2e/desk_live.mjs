/* desk_live.mjs ORIGIN SIGNIN_OPERATOR SIGNIN_SUPERVISOR SIGNIN_ADMINISTRATOR [SHOTS]: the desk on the running program, by the links
   that the demonstration prints: an appeal from the citizen's side to its close, a draft on two devices, settings, journal; axe on
   each. Ends with «N passed, N failed». */
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const [origin, operator, supervisor, administrator, shots] = process.argv.slice(2);
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let passed = 0;
let failed = 0;

function result(ok, what) {
  if (ok) passed++;
  else failed++;
  if (!ok) console.log(`FAILED ${what}`);
}

const there = (page, selector, what) => page.waitForSelector(selector, { timeout: 8000 }).then(() => result(true), () => result(false, what));

async function look(page, name) {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  result(!violations.length, `axe ${name}: ${violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`).join('; ')}`);
  if (shots) await page.screenshot({ path: path.join(shots, `live-${name}.png`) });
}

/** A browser of one person, signed in by a link, with a password set so that another device can sign in */
async function enter(browser, link, password) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ru-RU' });
  const page = await context.newPage();
  const bad = [];
  page.on('pageerror', (err) => bad.push(err.stack));
  page.on('console', (message) => message.type() === 'error' && !/status of (401|409)/.test(message.text()) && bad.push(message.text()));
  page.on('response', async (reply) => reply.status() >= 400 && ![401, 409].includes(reply.status()) && bad.push(`${reply.status()} ${reply.url()} ${await reply.text().catch(() => '')}`));
  await page.goto(link);
  await there(page, '.modal [autocomplete=new-password]', 'a password is asked after a link');
  result(!page.url().includes('signin'), 'the token leaves the address');
  await page.fill('[autocomplete=new-password]', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.modal', { state: 'detached' });
  return { context, page, bad };
}

const saved = (page) => page.waitForFunction(() => /сохранён/.test(document.querySelector('.write-kept')?.textContent ?? ''), null, { timeout: 8000 }).then(() => true, () => false);

async function appealLife(browser) {
  const { context, page, bad } = await enter(browser, operator, 'operator at work');
  await there(page, '.work-groups', 'my work');
  const given = await fetch(`${origin}/api/v1/appeals`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind: 'question', text: 'Какие документы нужны для субсидии? Звоните +7 900 000-00-01.', name: 'Ирина Дорохова', phone: '+79000000001' }),
  }).then((reply) => reply.json());
  await there(page, `a.item[href$="${given.number}"]`, 'the new appeal without reloading');
  await look(page, 'work');
  await page.keyboard.press('/');
  await page.keyboard.type(given.number.slice(3).replace('-', ''));
  await page.keyboard.press('Enter');
  await there(page, '.write-take', 'the card by ten digits');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await there(page, '.write-text', 'the composer after T');
  await page.keyboard.press('r');
  await page.keyboard.type('Паспорт и справка о доходах.');
  result(await saved(page), 'the draft is saved');

  const second = await context.newPage();
  await second.goto(`${origin}/desk/#/work/${given.number}`);
  await second.waitForSelector('.write-text');
  result(await second.inputValue('.write-text') === 'Паспорт и справка о доходах.', 'the draft on another device');
  await second.fill('.write-text', 'Паспорт и справка за полгода.');
  await saved(second);
  await page.keyboard.type(' И заявление.');
  await there(page, '.newer', 'a newer draft is shown');
  await page.locator('.newer button').last().click();
  await saved(page);
  await second.close();

  await look(page, 'card');
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await there(page, '.modal select', 'a reason for the phone');
  await page.locator('.modal [type=submit]').click();
  await there(page, '.reveal-value', 'the phone');
  result(/900/.test(await page.textContent('.reveal-value').catch(() => '')), 'the phone is whole');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await page.keyboard.press('Control+Shift+Enter');
  await there(page, '.modal [type=radio]', 'the result is asked');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /Закрыто/.test(document.querySelector('.card-pills')?.textContent ?? ''), null, { timeout: 8000 }).then(() => result(true), () => result(false, 'answered and closed'));
  await page.keyboard.press('h');
  await there(page, '.tl li:nth-child(3)', 'history');
  await look(page, 'closed');
  await page.goto(`${origin}/desk/#/appeals`);
  await there(page, '.appeals a.item', 'the list of appeals');
  const status = await fetch(`${origin}/api/v1/appeals/${given.number}`, { headers: { 'Appeal-Code': given.code } }).then((reply) => reply.json());
  result(status.status === 'closed' && JSON.stringify(status.history).includes('И заявление.'), `the citizen reads the answer: ${status.status}`);
  result(!bad.length, `operator: ${bad.join('; ')}`);
  await context.close();
}

async function screens(browser, link, password, places) {
  const { context, page, bad } = await enter(browser, link, password);
  for (const [place, drawn] of Object.entries(places)) {
    await page.goto(`${origin}/desk/#/${place}`);
    await there(page, drawn, place);
    await look(page, place.replace('/', '-'));
  }
  if (places['settings/terms']) {
    await page.goto(`${origin}/desk/#/settings/terms`);
    await page.waitForSelector('.term-row');
    await page.locator('.term-n').first().fill('2');
    await page.locator('.term-row .btn').first().click();
    await there(page, '.note.ok', 'a term is saved');
    await page.goto(`${origin}/desk/#/settings/calendars`);
    await page.waitForSelector('.week-day');
    await page.locator('.calendar [type=submit]').first().click();
    await there(page, '.note.ok', 'a calendar is saved');
  }
  result(!bad.length, `${password}: ${bad.join('; ')}`);
  await context.close();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  await appealLife(browser);
  await screens(browser, supervisor, 'supervisor at work', {
    journal: 'tbody tr', 'settings/topics': '.branch-row', 'settings/calendars': '.week-day', 'settings/terms': '.term-row',
  });
  await screens(browser, administrator, 'administrator at work', { 'settings/staff': 'tbody tr' });
} catch (err) {
  result(false, err.stack);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
