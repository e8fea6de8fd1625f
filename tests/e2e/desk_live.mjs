/* desk_live.mjs ORIGIN SIGNIN_OPERATOR SIGNIN_SUPERVISOR SIGNIN_ADMINISTRATOR [SHOTS]: the desk on the running program, by the links
   that the demonstration prints: an appeal from the citizen's side to its close, a draft on two devices, settings, journal; axe on
   each. Ends with «N passed, N failed». */
import { CEILING_MS, TAKEN, appealNew, count, draftKept, enter, keepShots, launch, look, result, says, there } from './live_tool.mjs';
import { draftClash, draftTwice } from './live_draft.mjs';
import { cardFiles } from './live_files.mjs';
import { flowByKeyboard } from './live_flow.mjs';
import { emergency, staffAndAuditor } from './live_settings.mjs';
import { regionalLine } from './live_lines.mjs';
import { registerAppeal } from './live_register.mjs';
import { trunk } from './live_trunk.mjs';

const [origin, operator, supervisor, administrator, shots] = process.argv.slice(2);
const password = 'operator at work';
keepShots(shots);

async function appealLife(browser) {
  const { context, page, bad } = await enter(browser, operator, password);
  await there(page, '.work-groups', 'my work');
  await says(page, '.work-ready', /ещё не готовы.*не предлагаются.*Начать приём/s, 'who has just signed in is told what it means');
  await says(page, '.top-state', /Не готов/, 'and the state is called so');
  const given = await appealNew(origin, { text: 'Какие документы нужны для субсидии? Звоните +7 900 000-00-01.' });
  await there(page, `a.item[href$="${given.number}"]`, 'the new appeal without reloading');
  await look(page, 'work');
  await page.keyboard.press('/');
  await page.keyboard.type(given.number.slice(3).replace('-', ''));
  await page.keyboard.press('Enter');
  await there(page, '.write-take', 'the card by ten digits');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await there(page, TAKEN, 'the composer after T');
  await page.keyboard.press('r');
  await page.keyboard.type('Паспорт и справка о доходах.');
  await draftKept(page);

  const second = await context.newPage();
  await second.goto(`${origin}/desk/#/work/${given.number}`);
  await second.waitForSelector('.write-text');
  result(await second.inputValue('.write-text') === 'Паспорт и справка о доходах.', 'the draft on another device');
  await draftClash(page, second);
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
  await says(page, '.card-pills', /Закрыто/, 'answered and closed');
  await page.waitForFunction(() => document.activeElement?.classList.contains('log'), null, { timeout: CEILING_MS }).then(() => result(true), () => result(false, 'the next key is a command'));
  await page.keyboard.press('h');
  await there(page, '.tl li:nth-child(3)', 'history');
  await look(page, 'closed');
  await page.goto(`${origin}/desk/#/appeals`);
  await there(page, '.appeals a.item', 'the list of appeals');
  const status = await fetch(`${origin}/api/v1/appeals/${given.number}`, { headers: { 'Appeal-Code': given.code } }).then((reply) => reply.json());
  result(status.status === 'closed' && JSON.stringify(status.history).includes('И заявление.'), `the citizen reads the answer: ${status.status}`);
  await fetch(`${origin}/api/v1/appeals/${given.number}/messages`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Appeal-Code': given.code }, body: JSON.stringify({ text: 'И ещё один вопрос.' }),
  });
  await page.goto(`${origin}/desk/#/work/${given.number}`);
  await says(page, '.m:last-of-type .m-who', /дополнение/, 'what a citizen adds is called an addition');
  await says(page, '.m:first-of-type .m-who', /вопрос/, 'the first message is called by the kind of the appeal');
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

const browser = await launch();
try {
  await appealLife(browser);
  await draftTwice(browser, origin, password);
  await registerAppeal(browser, origin, password);
  await cardFiles(browser, origin, password);
  await screens(browser, supervisor, 'supervisor at work', {
    journal: 'tbody tr', 'settings/topics': '.branch-row', 'settings/calendars': '.week-day', 'settings/terms': '.term-row',
  });
  await trunk(browser, origin, 'supervisor at work');
  await screens(browser, administrator, 'administrator at work', { 'settings/staff': 'tbody tr' });
  await regionalLine(browser, origin, 'administrator at work');
  await staffAndAuditor(browser, origin);
  await emergency(browser, origin);
  await flowByKeyboard(browser, origin);
} catch (err) {
  result(false, err.stack);
} finally {
  await browser.close();
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed ? 1 : 0);
