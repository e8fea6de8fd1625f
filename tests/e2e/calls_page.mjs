/* The call page where calling is not possible, and in English: plain words and the telephone number */
import { look, origin, result, until, watch } from './calls_tool.mjs';

const PHONE = 'a[href^="tel:"]';

/** Without JavaScript, and in a browser without WebRTC */
async function withoutCalls(citizen) {
  const context = await citizen.browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${origin}/call`);
  result(await page.locator('#call-without').isVisible(), 'without JavaScript: the page says why');
  result(await page.locator(`#call-without ${PHONE}`).isVisible(), 'without JavaScript: the telephone number');
  result(!await page.locator('#call-start').isVisible(), 'without JavaScript: no button that does nothing');
  await context.close();

  const other = await citizen.browser.newContext();
  await other.addInitScript(() => { delete window.RTCPeerConnection; });
  const old = await other.newPage();
  await old.goto(`${origin}/en/call`);
  await old.waitForLoadState('networkidle');
  result(await old.locator(`#call-without ${PHONE}`).isVisible() && !await old.locator('#call-start').isVisible(), 'without WebRTC: words and the telephone number');
  await other.close();
}

/** The browser gives no microphone: denied, or there is none */
async function noMicrophone(citizen, name, words) {
  const context = await citizen.browser.newContext({ locale: 'ru-RU' });
  await context.addInitScript((of) => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', of); }; }, name);
  const page = await context.newPage();
  await page.goto(`${origin}/call`);
  await page.click('#call-start');
  await until(`${name}: it is said`, async () => words.test(await page.textContent('#call-state')));
  result(await page.locator(`#call-instead ${PHONE}`).isVisible(), `${name}: the telephone number beside it`);
  result(await page.locator('#call-start').isVisible(), `${name}: one can try again`);
  await look(page, `call-${name}`);
  await context.close();
}

async function inEnglish(citizen) {
  const page = await (await citizen.person('en-GB')).newPage(), bad = watch(page);
  await page.goto(`${origin}/en/call`);
  await look(page, 'call-en');
  await page.click('#call-start');
  await until('in English: connected', async () => await page.getAttribute('#call', 'data-media') === 'connected');
  await until('in English: what to do', async () => /press/i.test(await page.textContent('#call-state')));
  await look(page, 'call-en-on');
  const other = await page.evaluate(() => {
    const select = document.getElementById('call-microphone');
    select.value = select.options[select.options.length - 1].value;
    select.dispatchEvent(new Event('change'));
    return select.value;
  });
  result(other && await page.evaluate(() => localStorage.getItem('audioinput')) === other, 'the page remembers the microphone');
  await page.setViewportSize({ width: 390, height: 844 });
  await look(page, 'call-en-on-390');
  await page.setViewportSize({ width: 720, height: 450 });
  await look(page, 'call-en-on-200');
  await page.click('#call-end');
  await until('in English: the end', async () => /ended|over/i.test(await page.textContent('#call-state')));
  result(!bad.length, `in English: ${bad.join('; ')}`);
  await page.context().close();
}

export async function plainPage(citizen) {
  await withoutCalls(citizen);
  await noMicrophone(citizen, 'NotAllowedError', /не дал микрофон/);
  await noMicrophone(citizen, 'NotFoundError', /Микрофона не нашлось/);
  await inEnglish(citizen);
}
