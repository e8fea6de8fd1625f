/* desk.mjs ORIGIN SIGNIN COUNT: what an operator waits for in Chromium. By the keyboard: takes an appeal (T until the composer is
   there), writes (the draft's request), sends the answer (Ctrl+Enter until the card says so). Times run inside the page, from the
   keystroke to the change of the document. Prints for each of the three: p50 p95 in ms, a line each: take, draft, answer. */
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../tests/e2e/package.json', import.meta.url))('playwright-core');
const [origin, signin, count] = process.argv.slice(2);

async function appeal(n) {
  const reply = await fetch(`${origin}/api/v1/appeals`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind: 'question', text: `Какие документы нужны для субсидии, вопрос ${n}?`, name: 'Ирина Дорохова' }),
  });
  return (await reply.json()).number;
}

/* From the next keystroke until the selector is there and holds the word */
async function timed(page, selector, word, keys) {
  await page.evaluate(([wanted, text]) => {
    window.waited = new Promise((done) => {
      let began = 0;
      const there = () => document.querySelector(wanted)?.textContent.includes(text);
      const watch = new MutationObserver(() => {
        if (!began || !there()) return;
        watch.disconnect();
        done(performance.now() - began);
      });
      addEventListener('keydown', (event) => { began ||= event.timeStamp; }, { capture: true });
      watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  }, [selector, word]);
  await page.keyboard.press(keys);
  return page.evaluate(() => window.waited);
}

/* How long the browser waited for the requests that saved drafts */
const draft = (page) => page.evaluate(() => {
  const took = performance.getEntriesByType('resource').filter((one) => /\/draft$/.test(one.name)).map((one) => one.duration);
  performance.clearResourceTimings();
  return took;
});

function line(what, times) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  console.log(`${what} ${at(0.5)} ${at(0.95)}`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ru-RU' })).newPage();
  const took = { take: [], draft: [], answer: [] };

  page.setDefaultTimeout(10000);
  await page.goto(signin);
  await page.fill('.modal [autocomplete=new-password]', 'operator at work');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.modal', { state: 'detached' });

  for (let n = 0; n < Number(count); n++) {
    const number = await appeal(n);

    await page.goto(`${origin}/desk/#/work/${number}`);
    await page.waitForSelector('.write-take');
    took.take.push(await timed(page, 'body:not(:has(.write-take)) .write-text', '', 't'));
    await page.waitForSelector('.write-text');
    await page.locator('.write-text').focus();
    await page.evaluate(() => performance.clearResourceTimings());
    await page.keyboard.type('Паспорт, заявление и справка о доходах.');
    await page.waitForFunction(() => /сохранён/.test(document.querySelector('.write-kept')?.textContent ?? ''));
    took.draft.push(...await draft(page));
    took.answer.push(await timed(page, '.card-pills', 'Отвечено', 'Control+Enter'));
  }
  for (const [what, times] of Object.entries(took)) line(what, times);
} finally {
  await browser.close();
}
