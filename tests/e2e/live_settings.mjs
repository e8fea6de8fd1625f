/* Settings at work: a colleague is added and gets a link; an auditor reads a card and changes nothing; an emergency of the
   calendar is confirmed by a second person */
import { CEILING_MS, appealNew, enter, look, result, says, shot, signIn, there } from './live_tool.mjs';

/** Adds a colleague by the dialogs: the link that is shown once */
async function staffAdd(page, origin, login, name, role) {
  await page.goto(`${origin}/desk/#/settings/staff`);
  await page.waitForSelector('tbody tr');
  await page.locator('.page-head .btn').click();
  await page.fill('.modal input[type=text] >> nth=0', name);
  await page.fill('.modal input[type=text] >> nth=1', login);
  await page.check(`.modal input[value=${role}]`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.modal .btn.p:has-text("ссылку")');
  await look(page, 'invite');
  await page.locator('.modal .btn.p').click();
  await page.waitForSelector('.modal input[readonly]');
  const link = await page.inputValue('.modal input[readonly]');
  await page.keyboard.press('Escape');
  await says(page, 'tbody', new RegExp(name), 'the colleague in the list');
  return link;
}

export async function staffAndAuditor(browser, origin) {
  const { context, page, bad } = await signIn(browser, origin, 'administrator', 'administrator at work');
  const link = await staffAdd(page, origin, 'auditor-belov', 'Белов Олег', 'auditor');
  result(/#signin=/.test(link), `a sign-in link: ${link.replace(/=.*/, '=…')}`);
  result(!bad.length, `administrator: ${bad.join('; ')}`);
  await context.close();

  const { number } = await appealNew(origin, { text: 'Прошу разобраться с очередью.', kind: 'complaint' });
  const auditor = await enter(browser, link, 'auditor at work', [401, 403]);
  const own = auditor.page;
  await there(own, 'tbody tr a[href*="/card/"]', 'the journal leads to cards');
  await own.keyboard.press('/');
  await own.keyboard.type(number.slice(3).replace('-', ''));
  await own.keyboard.press('Enter');
  await says(own, '.m .m-text', /разобраться/, 'an auditor reads the card');
  await own.keyboard.press('h');
  await there(own, '.tl li', 'its history');
  await look(own, 'auditor-card');
  await shot(own, 'auditor-history');
  result(!await own.locator('.write, .write-take, .card-foot, .shell-main textarea').count(), 'an auditor writes nothing');
  await own.keyboard.press('i');
  await there(own, '.kv', 'the facts');
  result(!await own.locator('.kv-show .i use[href="#eye"], .kv-show .i use[href="#pencil"]').count(), 'an auditor neither reveals nor changes');
  const status = await own.evaluate(async (of) => {
    const session = await fetch('/api/v1/session').then((reply) => reply.json());
    const send = (path, body) => fetch(`/api/v1/desk/appeals/${of}/${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF': session.csrf }, body: JSON.stringify(body),
    }).then((reply) => reply.status);
    return [await send('take', { version: 1 }), await send('note', { text: 'x' }), await send('reveal', { field: 'phone', reason: 'call' })];
  }, number);
  result(status.every((one) => one === 403), `the server refuses an auditor: ${status}`);
  result(!auditor.bad.length, `auditor: ${auditor.bad.join('; ')}`);
  await auditor.context.close();
}

/** "2026-11-24T18:00" where the organisation is */
const localTime = (page, hours) => page.evaluate(async (ahead) => {
  const { zone } = await fetch('/api/v1/session').then((reply) => reply.json());
  return new Date(Date.now() + ahead * 3600e3).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16).replace(' ', 'T');
}, hours);

/** Does the timetable come to say so? The running program reads the new settings a moment after they are committed */
async function told(origin, words) {
  for (const end = Date.now() + CEILING_MS; Date.now() < end;) {
    if ((await fetch(`${origin}/api/v1/timetable`).then((reply) => reply.text())).includes(words)) return true;
  }
  return false;
}

export async function emergency(browser, origin) {
  const first = await signIn(browser, origin, 'supervisor', 'supervisor at work', '#/settings/calendars');
  const { page } = first;
  await page.selectOption('.page select', 'always');      // the demonstration's line keeps these hours
  await page.locator('.exceptions .btn').first().click();
  await page.waitForSelector('.modal form');
  const times = page.locator('.modal input[type=datetime-local]');
  await times.nth(0).fill(await localTime(page, 30));
  result(!await page.locator('.modal .box.warn').count(), 'more than the notice ahead is no emergency');
  await times.nth(0).fill(await localTime(page, 2));
  await times.nth(1).fill(await localTime(page, 5));
  await there(page, '.modal .box.warn', 'less than the notice ahead is an emergency');
  await page.fill('.modal [lang=ru]', 'Авария на подстанции');
  await page.fill('.modal [lang=en]', 'A power fault');
  await page.fill('.modal .box.warn + .field input', 'Нет света');
  await look(page, 'emergency');
  await page.keyboard.press('Enter');
  await says(page, '.exceptions', /Авария на подстанции.*ждёт/s, 'an emergency waits');
  result(!await page.locator('.exceptions .btn.p').count(), 'who made it cannot confirm it');

  const second = await signIn(browser, origin, 'administrator', 'administrator at work', '#/settings/calendars');
  await second.page.selectOption('.page select', 'always');
  await second.page.locator('.exceptions .btn.p').click();
  await there(second.page, '.note.ok', 'confirmed by a second person');
  await second.page.waitForFunction(() => !/ждёт/.test(document.querySelector('.exceptions')?.textContent)).then(() => result(true), () => result(false, 'it still waits'));
  result(await told(origin, 'Авария на подстанции'), 'citizens are told of the emergency');
  await look(second.page, 'emergency-confirmed');
  result(!first.bad.length && !second.bad.length, `emergency: ${[...first.bad, ...second.bad].join('; ')}`);
  await first.context.close();
  await second.context.close();
}
