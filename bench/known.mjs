/* known.mjs SIGNIN COUNT: an operator in Chromium answers calls by F2. Prints «call» when the desk waits for the next one, and for each the ms
   from the keystroke, inside the page, until a frame is drawn that holds who calls and the number (the dock), what was pressed in the menu,
   and the card of this call with the citizen's contacts, history and earlier appeals. Then the caller hangs up */
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../tests/e2e/package.json', import.meta.url))('playwright-core');
const [signin, count] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
});

/* A frame that has been drawn, not only a document that has changed */
function ready() {
  window.knownMs = new Promise((done) => {
    let began = 0;
    const has = (selector, words) => words.test(document.querySelector(selector)?.textContent ?? '');
    const there = () => document.querySelector('.dock.talking') && has('.dock-name', /\S/) && has('.dock-who', /\+7/) && has('.dock-before', /\d/)
      && has('.known-path .known-key', /\S/) && has('.card-number', /№/) && has('.card .kv', /\+7/) && has('.card-tabs', /Раньше\s*[1-9]/)
      && document.querySelector('.card .tl li');
    const look = () => {
      if (began && there()) return requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
      requestAnimationFrame(look);
    };
    addEventListener('keydown', (event) => { began ||= event.timeStamp; }, { capture: true });
    look();
  });
}

try {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ru-RU' })).newPage();
  page.setDefaultTimeout(20000);
  await page.goto(signin);
  await page.fill('.modal [autocomplete=new-password]', 'operator at work');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.modal', { state: 'detached' });
  await page.click('.top-phone');
  await page.waitForSelector('.top-phone[aria-pressed=true]');
  await page.click('.top-state');
  await page.click('[role^=menuitem]:has-text("Готов")');

  for (let n = 0; n <= Number(count); n++) {
    console.log('call');
    await page.waitForSelector('.dock.offered');
    await page.evaluate(ready);
    await page.keyboard.press('F2');
    const took = await Promise.race([page.evaluate(() => window.knownMs), new Promise((done) => setTimeout(done, 15000))]);
    if (took === undefined) throw new Error(`not all is shown: ${await page.textContent('.dock')} … ${await page.textContent('.shell-main')}`);
    console.log(`known ${took}`);
    await page.click('.dock.ended .dock-answer');
    await page.goto(page.url().replace(/#.*/, '#/work'));
    await page.waitForSelector('.dock', { state: 'detached' });
  }
} finally {
  await browser.close();
}
