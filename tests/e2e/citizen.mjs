/* citizen.mjs DIR: a citizen walks through the pages of the program that writes its links to DIR/out, with and without JavaScript:
   errors, correction, double submit, receipt, status, addition, reopening, files both ways, both languages, low vision, print; and
   every page on the way is looked at by axe-core and weighed. Ends with «N passed, N failed». */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { launch } from './site.mjs';

const dir = process.argv[2];
const out = fs.readFileSync(path.join(dir, 'out'), 'utf8');
const origin = out.match(/citizens +(http:\S+?)\/\n/)[1];
const signin = out.match(/operator +\S+#signin=(\S+)/)[1];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const weightMax = 60 * 1024;
const seen = new Set();
let passed = 0;
let failed = 0;

function result(ok, what) {
  if (ok) {
    passed++;
    return;
  }
  failed++;
  console.log(`FAILED ${what}`);
}

function same(got, want, what) {
  result(got === want, `${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
}

const pdf = path.join(dir, 'Справка № 118.pdf');
fs.writeFileSync(pdf, Buffer.concat([Buffer.from('%PDF-1.4\n'), crypto.randomBytes(700_000)]));
const small = path.join(dir, 'письмо.txt');
fs.writeFileSync(small, 'Здравствуйте!\n');
const program = path.join(dir, 'setup.exe');
fs.writeFileSync(program, Buffer.from('4d5a9000030000000400', 'hex'));

/** Looks at the page that is open, in both colour schemes; the state of a page is part of its name. axe itself is JavaScript */
async function look(page, name) {
  if (seen.has(name) || !page.scripted)
    return;
  seen.add(name);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    result(!violations.length, `${name} ${colorScheme}: ${violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target)}`).join('; ')}`);
  }
  await page.emulateMedia({ colorScheme: null });
  const { width, shown } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, shown: window.innerWidth }));
  result(width <= shown, `${name}: ${width} px wide on ${shown}`);
  if (process.env.SHOTS)
    await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

async function facts(page) {
  return page.evaluate(() => ({
    number: document.querySelector('.keep data')?.value, shown: document.querySelector('.keep data')?.textContent,
    code: document.querySelectorAll('.keep data')[1]?.value,
  }));
}

/** Without JavaScript the page's own scripts do not run; evaluate() of the test does */
const words = { '': { state: 'Принято', wrong: 'Ошибка:' }, '/en': { state: 'Received', wrong: 'Error:' } };

async function send(page, lang) {
  await page.goto(`${origin}${lang}/`);
  await look(page, `${lang}/`);
  await page.click('a.btn.big');
  await look(page, `${lang}/appeal`);

  // everything wrong at once; the file comes with it and is kept
  await page.fill('#phone', '89123456');
  await page.setInputFiles('#files', [pdf, program]);
  const answer = page.waitForResponse((r) => r.request().method() === 'POST');
  await page.click('form .send button');
  same((await answer).status(), 422, `${lang} a form with errors`);
  await look(page, `${lang}/appeal with errors`);
  result((await page.title()).startsWith(words[lang].wrong), `${lang} the title tells of the errors: ${await page.title()}`);
  same(await page.locator('.summary li').count(), 4, `${lang} errors: kind, text, phone, the program`);
  same(await page.inputValue('#phone'), '89123456', `${lang} what was typed stands there again`);
  same(await page.locator('input[name=kept]').count(), 1, `${lang} the file that could be taken is kept`);

  await page.check('input[name=kind][value=technical]');
  await page.fill('#text', 'Не открывается личный кабинет.\nПишет «ошибка 502» <b>&</b>');
  await page.fill('#phone', '8 912 345-67-89');
  await page.selectOption('#region', '16');
  await page.click('form .send button');
  await page.waitForSelector('.keep');
  await look(page, `${lang}/appeal receipt`);
  const got = await facts(page);
  result(/^[ABEKMHOPCTYX]{2}-\d{6}-\d{4}$/.test(got.number), `${lang} a number in Latin letters: ${got.number}`);
  result(lang ? got.shown === got.number : /^[АВЕКМНОРСТУХ]{2}-/.test(got.shown), `${lang} the number as readers know it: ${got.shown}`);
  result(/^\d{8}$/.test(got.code), `${lang} a code of eight digits`);
  const body = await page.textContent('main');
  result(body.includes('<b>&</b>') && body.includes('+7 912 345-67-89') && body.includes('Справка № 118.pdf'), `${lang} what was sent is on the receipt`);
  result(!(await page.content()).includes(`${got.code}"`) || !(await page.locator('.qrs').innerHTML()).includes(got.code), `${lang} no code in the QR`);
  same(await page.getAttribute('.keep a', 'href'), `${origin}${lang}/status?number=${got.number}`, `${lang} the address of the status`);
  result(!page.url().includes(got.number) && !page.url().includes(got.code), `${lang} nothing of it in the address`);
  return got;
}

async function follow(page, lang, got) {
  await page.goto(`${origin}${lang}/status?number=${got.number}`);
  await look(page, `${lang}/status`);
  await page.click('form .send button');
  await look(page, `${lang}/status without code`);
  await page.fill('#code', '00000000');
  const answer = page.waitForResponse((r) => r.request().method() === 'POST');
  await page.click('form .send button');
  same((await answer).status(), 404, `${lang} a wrong code`);
  await look(page, `${lang}/status with a wrong code`);
  same(await page.inputValue('#number'), got.number, `${lang} the number stands there again`);

  await page.fill('#number', got.shown.toLowerCase().replaceAll('-', ' '));
  await page.fill('#code', `${got.code.slice(0, 4)} ${got.code.slice(4)}`);
  await page.click('form .send button');
  await page.waitForSelector('.state');
  await look(page, `${lang}/status shown`);
  result((await page.textContent('.state')).includes(words[lang].state), `${lang} the status in words`);

  const [download] = await Promise.all([page.waitForEvent('download'), page.click('.past form button')]);
  same(download.suggestedFilename(), path.basename(pdf), `${lang} the file's name`);
  result(fs.readFileSync(pdf).equals(fs.readFileSync(await download.path())), `${lang} the file is what was sent`);
}

async function add(page, lang, text, file) {
  await page.fill('#text', text);
  if (file)
    await page.setInputFiles('#files', file);
  await page.click('.box form .btn.full');
}

async function status(page, lang, got) {
  await page.goto(`${origin}${lang}/status?number=${got.number}`);
  await page.fill('#code', got.code);
  await page.click('form .send button');
  await page.waitForSelector('.state');
}

async function adding(page, lang, got) {
  await add(page, lang, '', null);
  await page.waitForSelector('.summary');
  await look(page, `${lang}/status with an empty addition`);
  await add(page, lang, 'И ещё вот что.', small);
  await page.waitForSelector('.banner.good');
  await look(page, `${lang}/status added`);
  await page.click('form .btn');
  await page.waitForSelector('.state');
  same(await page.locator('.past li').count(), 2, `${lang} two lines of history`);
  result((await page.textContent('.past')).includes('письмо.txt'), `${lang} the file of the addition`);
}

/** The same form sent twice: one number */
async function twice() {
  const page = await (await fetch(`${origin}/appeal`)).text();
  const key = page.match(/name="key" value="([^"]+)"/)[1];
  const post = (text, files = true) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ key, kind: 'question', text }))
      form.append(name, value);
    if (files)
      form.append('files', new Blob([fs.readFileSync(small)]), 'письмо.txt');
    return fetch(`${origin}/appeal`, { method: 'POST', body: form });
  };
  const number = async (reply) => (await reply.text()).match(/name="number" value="([^"]+)"/)?.[1];
  const replies = await Promise.all([post('Дважды'), post('Дважды'), post('Дважды')]);
  const numbers = new Set(await Promise.all(replies.map(number)));
  same(replies.map((r) => r.status).join(), '201,201,201', 'three submits');
  result(numbers.size === 1 && [...numbers][0], `three submits make one appeal: ${[...numbers]}`);

  const other = await post('Другое', false);
  same(other.status, 422, 'another text under the same key');
  const fresh = (await other.text()).match(/name="key" value="([^"]+)"/)[1];
  result(fresh !== key, 'it is offered a key of its own');

  const plain = await fetch(`${origin}/en/appeal`, { method: 'POST', body: new URLSearchParams({ key: fresh, kind: 'question', text: 'As plain fields' }) });
  same(plain.status, 201, 'a form without files, urlencoded');
}

/** What a form may not do */
async function refusals(got) {
  const form = (fields) => new URLSearchParams(fields);
  const post = (where, fields, headers = {}) => fetch(origin + where, { method: 'POST', body: form(fields), headers, redirect: 'manual' });

  same((await post('/appeal', { kind: 'question', text: 'x' }, { Origin: 'https://elsewhere.example' })).status, 403, 'a form of another site');
  same((await post('/status', { number: got.number, code: got.code }, { 'Sec-Fetch-Site': 'cross-site' })).status, 403, 'the same by Sec-Fetch-Site');

  for (const back of ['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', '/desk/', 'javascript:1', '/nowhere'])
    same((await post('/settings', { size: '1', back })).headers.get('location'), '/', `no way back to ${back}`);
  same((await post('/en/settings', { size: '1', back: '/hours' })).headers.get('location'), '/en/hours', 'the way back');

  const kept = await fetch(`${origin}/appeal`, { method: 'POST', body: form({ key: crypto.randomBytes(16).toString('hex'), kept: 'f'.repeat(32), kind: 'question', text: 'x' }) });
  same(kept.status, 422, 'a file that nobody sent');
  same((await post('/status/file', { number: got.number, code: got.code, file: '1' })).status, 404, 'a file that is not there');
  for (const [where, code] of [['/nowhere', 404], ['/en/nowhere', 404], ['/status/add', 405]])
    same((await fetch(origin + where, { headers: { Accept: 'text/html' } })).status, code, where);
  for (const where of ['/desk/', '/desk/appeals/AB-123456-7890', '/robots.txt'])
    same((await fetch(origin + where)).status, 200, where);
  const html = await (await fetch(`${origin}/desk/`)).text();
  const script = await fetch(origin + html.match(/src="(\/desk\/assets\/[^"]+)"/)[1]);
  result(script.headers.get('cache-control').includes('immutable'), 'the desk\'s script is kept for ever');
}

/** An operator, through the API */
async function operator() {
  const api = async (method, where, body, session) => {
    const reply = await fetch(`${origin}/api/v1${where}`, { method, body: body && JSON.stringify(body), headers: {
      'Content-Type': 'application/json', ...(session && { Cookie: session.cookie, 'X-CSRF': session.csrf }) } });
    return { status: reply.status, body: await reply.json(), cookie: reply.headers.get('set-cookie')?.split(';')[0] };
  };
  const signed = await api('POST', '/session', { token: signin });
  const session = { cookie: signed.cookie, csrf: signed.body.csrf };
  return async (number, what, body = {}) => {
    const card = await api('GET', `/desk/appeals/${number}`, null, session);
    const done = await api('POST', `/desk/appeals/${number}/${what}`, { version: card.body.version, ...body }, session);
    result(done.status < 300, `${what}: ${done.status} ${JSON.stringify(done.body)}`);
  };
}

/** Asked, answered, closed, reopened: each as the citizen sees it */
async function life(page, lang, got, act) {
  await act(got.number, 'take');
  await act(got.number, 'request', { text: 'Пришлите, пожалуйста, снимок экрана.' });
  await status(page, lang, got);
  await look(page, `${lang}/status waiting`);
  await add(page, lang, '', small);                          // a file alone is an answer
  await page.waitForSelector('.banner.good');
  await status(page, lang, got);
  same((await page.locator('.line .at').textContent()).replace('\u00a0', ' '), lang ? 'In work' : 'В работе', `${lang} an appeal that waited goes on`);

  await act(got.number, 'answer', { text: 'Вход восстановлен.', close: true, result: 'solved' });
  await status(page, lang, got);
  await look(page, `${lang}/status closed`);
  result((await page.textContent('.said.answer')).includes('Вход восстановлен.'), `${lang} the answer`);
  await add(page, lang, 'Всё равно не открывается.', null);
  await page.waitForSelector('.banner.good');
  await look(page, `${lang}/status reopened`);
  await status(page, lang, got);
  await look(page, `${lang}/status open again`);
}

async function lowVision(page, lang) {
  await page.goto(`${origin}${lang}/hours`);
  await look(page, `${lang}/hours`);
  await page.click('nav.util a');
  await look(page, `${lang}/settings`);
  await page.check('#size-2');
  await page.check('#colour-2');
  await page.check('#spacing-1');
  await page.check('#images-1');
  await page.click('.send .btn.big');
  same(new URL(page.url()).pathname, `${lang}/hours`, `${lang} back to where it came from`);
  same(await page.getAttribute('html', 'class'), 'z2 c2 s1 noimg', `${lang} the view is as it was chosen`);
  await look(page, `${lang}/hours in the chosen view`);
  await page.goto(`${origin}${lang}/settings`);
  result(await page.isChecked('#colour-2'), `${lang} the choice is remembered`);
  await page.click('button[name=reset]');
  same(await page.getAttribute('html', 'class'), 'z0 c0 s0', `${lang} the usual view again`);
  await page.goto(`${origin}${lang}/privacy`);
  await look(page, `${lang}/privacy`);
  await page.goto(`${origin}${lang}/nowhere`);
  await look(page, `${lang}/nowhere`);
}

async function weigh(browser) {
  for (const where of ['/', '/appeal', '/status', '/hours', '/settings', '/privacy', '/en/', '/en/appeal']) {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 2000 } })).newPage();
    const client = await page.context().newCDPSession(page);
    let bytes = 0;
    let requests = 0;
    await client.send('Network.enable');
    client.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; requests++; });
    await page.goto(origin + where, { waitUntil: 'networkidle' });
    await page.evaluate(() => document.fonts.ready);
    result(bytes > 0 && bytes <= weightMax, `${where}: ${bytes} bytes cold`);
    console.log(`${where}: ${bytes} bytes cold in ${requests} requests, headers and all`);
    await page.context().close();
  }
}

async function print(page, got) {
  await status(page, '', got);
  await page.emulateMedia({ media: 'print' });
  const hidden = await page.evaluate(() => [...document.querySelectorAll('nav.util, .noprint, footer a')].every((e) => !e.checkVisibility()));
  result(hidden, 'on paper there is nothing to click');
  await page.emulateMedia({ media: null });
}

const browser = await launch();
const act = await operator();
for (const javaScriptEnabled of [false, true]) {
  for (const lang of ['', '/en']) {
    const context = await browser.newContext({ javaScriptEnabled, acceptDownloads: true, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.scripted = javaScriptEnabled;
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => message.type() === 'error' && !/status of 4/.test(message.text()) && result(false, message.text()));
    try {
      const got = await send(page, lang);
      await follow(page, lang, got);
      await adding(page, lang, got);
      await life(page, lang, got, act);
      await lowVision(page, lang);
      if (!lang && javaScriptEnabled) {
        await print(page, got);
        await refusals(got);
      }
    }
    catch (error) {
      result(false, `${lang || '/'} JavaScript ${javaScriptEnabled}: ${error.stack}`);
    }
    await context.close();
  }
}
await twice();
await weigh(browser);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
