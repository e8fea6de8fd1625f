/* What an operator does with a call besides talking: the number, a second appeal, the known appeal; the time after it; the line as others see it */
import { callBegin, look, origin, result, sitDown, talk, until } from './calls_tool.mjs';

const latin = (text) => text.replace(/[А-Я]/g, (letter) => 'ABEKMHOPCTYX'['АВЕКМНОРСТУХ'.indexOf(letter)]);
const number = (page) => page.evaluate(() => document.querySelector('.dock-number a').hash.split('/').pop());
const settled = (page) => page.waitForSelector('.modal', { state: 'detached' });

async function dictated(desk) {
  await desk.keyboard.press('Escape');
  await desk.locator('.log').focus();
  await desk.keyboard.press('z');
  await until('the number to read out', async () => await desk.locator('.dictation small').count() === 2);
  const own = await number(desk), shown = (await desk.locator('.dictation b').evaluateAll((all) => all.map((one) => one.firstChild.textContent))).join('');
  result(latin(shown) === own.replace(/-/g, ''), `in pairs: ${shown} for ${own}`);
  await look(desk, 'dictation');
  await desk.keyboard.press('Escape');
  await settled(desk);
  await desk.context().grantPermissions(['clipboard-read', 'clipboard-write', 'microphone']);
  await desk.keyboard.press('s');
  await until('one key copies it', async () => latin(await desk.evaluate(() => navigator.clipboard.readText())) === own);
}

async function splitInTwo(desk) {
  await desk.locator('.log').focus();
  await desk.keyboard.press('e');
  await desk.waitForSelector('.modal textarea');
  await desk.fill('.modal textarea', 'И второе: не горит фонарь у школы.');
  await look(desk, 'split');
  await desk.locator('.modal [type=submit]').click();
  if (!await until('a second appeal of the call', async () => await desk.locator('.modal .spoken').count() === 1)) return;
  await desk.locator('.modal a.btn').click();
  await settled(desk);
  await until('its card opens', async () => /фонарь у школы/.test(await desk.textContent('.log')));
  const first = await number(desk);
  const [one, other] = await desk.evaluate(async (numbers) => Promise.all(numbers.map((of) => fetch(`/api/v1/desk/appeals/${of}`).then((reply) => reply.json()))),
    [first, await desk.evaluate(() => location.hash.split('/').pop())]);
  const ids = (card) => card.contacts.filter((own) => own.channel === 'call' && own.number === card.number).map((own) => own.id);
  result(one.number !== other.number && ids(one)[0] && ids(one)[0] === ids(other)[0], `one call is a contact of both: ${ids(one)} ${ids(other)}`);
}

async function attached(desk) {
  const given = await fetch(`${origin}/api/v1/appeals`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'complaint', text: 'Известное обращение о лифте.', phone: '+79000000001' }),
  }).then((reply) => reply.json());
  const before = await number(desk);
  await desk.locator('.log').focus();
  await desk.keyboard.press('w');
  await desk.waitForSelector('.modal input');
  await desk.keyboard.type(given.number.slice(3).replace('-', ''));
  await until('the known appeal is shown before it is taken', async () => /о лифте/.test(await desk.textContent('.attach-found')));
  await look(desk, 'attach');
  await desk.keyboard.press('Enter');
  await settled(desk);
  await until('the call is a contact of the known appeal', async () => await number(desk) === given.number);
  await until('whose card opens', async () => /о лифте/.test(await desk.textContent('.log')));
  const alias = await desk.evaluate(async (of) => fetch(`/api/v1/desk/appeals/${of}`).then((reply) => reply.json()), before);
  result(alias.number === given.number, `the provisional number leads there: ${before} to ${alias.number}`);
}

/* What the citizen's page shows opens the appeal */
async function kept(page, own) {
  await until('the citizen sees the number', async () => latin(await page.textContent('#call-number')).includes(own));
  const code = (await page.textContent('#call-number')).match(/: (\d{8})/)?.[1];
  const status = await fetch(`${origin}/api/v1/appeals/${own}`, { headers: { 'Appeal-Code': code ?? '' } });
  result(status.ok, `and the code to it: ${status.status}`);
  await look(page, 'call-number');
}

async function wrapUp(desk, other, supervisor) {
  await until('the time after the call is shown', async () => /0:[0-3]\d/.test(await desk.textContent('.dock-left')));
  await until('a colleague sees it', async () => /После звонка/.test(await other.textContent('.line-people')));
  await until('so does the supervisor', async () => /После звонка/.test(await supervisor.textContent('.line-people')));
  await look(supervisor, 'line-after');
  await desk.click('.dock-do .dock-minute');
  await desk.click('[role^=menuitem]:has-text("дописать обращение")');
  await until('a minute more', async () => /1:[0-3]\d/.test(await desk.textContent('.dock-left')));
  await until('a colleague sees why', async () => /дописать обращение/.test(await other.textContent('.line-people')));
  await desk.fill('.dock-words input', 'Объяснили, куда обратиться.');
  await desk.selectOption('.dock-result select', 'explained').catch(() => {});
  await desk.click('.dock-result [type=submit]');
  await until('the result is noted', async () => await desk.locator('.dock-result').count() === 0);
  const state = await desk.evaluate(async (of) => fetch(`/api/v1/desk/appeals/${of}`).then((reply) => reply.json()), await number(desk));
  result(state.history.some((row) => /appeal\.(closed|noted)/.test(row.kind)), `it stands in the history: ${state.state}`);
  await desk.locator('.dock-answer').click();
  await until('the dock is gone', async () => await desk.locator('.dock').count() === 0);
  await until('the colleague sees that it is over', async () => !/После звонка/.test(await other.textContent('.line-people')));
}

export async function afterCall(citizen, operator) {
  const boss = await sitDown(operator, 'supervisor', { ready: false });
  await boss.page.goto(`${origin}/desk/#/line`);
  const { context, page: desk, bad } = await sitDown(operator, 'operator');
  const other = await sitDown(operator, 'senior', { ready: false });
  await other.page.goto(`${origin}/desk/#/line`);
  const { page } = await callBegin(citizen);
  await until('the supervisor sees the call', async () => /Звонит:|В очереди/.test(await boss.page.textContent('.line-all')));
  await look(boss.page, 'line-rings');
  if (!await talk(desk, 'after')) return;
  await until('the supervisor sees who talks', async () => /Говорит/.test(await boss.page.textContent('.line-people')));
  await until('the card is open', async () => await desk.locator('.log').count() === 1);
  await dictated(desk);
  await kept(page, await number(desk));
  await splitInTwo(desk);
  await attached(desk);
  await until('of the known appeal the page shows the number alone', async () => !/\d{8}/.test(await page.textContent('#call-number')));
  await page.click('#call-end');
  await wrapUp(desk, other.page, boss.page);
  result(!bad.length, `the desk after: ${bad.join('; ')}`);
  for (const one of [context, other.context, boss.context, page.context()]) await one.close();
}
