/* Two calls in one hand, in Chromium: the second is taken, the page is loaded anew with both, they are switched, one ends; of both the result is written down */
import { DOCK, OPERATOR_HZ, PHONE_HZ, Telephone, look, result, sitDown, talk, until } from './calls_tool.mjs';
import { hear } from './sound.mjs';

const OTHER_HZ = 1300, SPARE = '.spare-audio';

/* The second call plays in an element of its own that stands in no page: here it does, so that it can be heard */
function spare() {
  const Made = window.Audio;
  window.Audio = function () {
    const one = new Made();
    one.className = 'spare-audio';
    document.querySelectorAll('.spare-audio').forEach((old) => old.remove());
    document.body.append(one);
    return one;
  };
}

/** The operator hears this tone, in whichever of the two, and in neither the other */
async function hears(desk, hz, absent, what) {
  let last;
  await until(what, async () => {
    last = [await hear(desk, DOCK, [hz, absent], 800), await hear(desk, SPARE, [hz, absent], 800)];
    return last.some((one) => one.level > -45 && one.tones[0] > 0.5) && last.every((one) => one.level < -45 || one.tones[1] < 0.05);
  }, 15000) || console.log(`  heard ${JSON.stringify(last)}`);
}

/** In the hand of this operator, who talks to `hz` and has the other on hold */
async function stands(desk, hz, absent, what) {
  await until(`${what}: both are there`, async () => await desk.locator('.dock.talking.connected').count() === 1 && await desk.locator('.dock-second:not(.waits)').count() === 1, 15000);
  await hears(desk, hz, absent, `${what}: the one is heard, and nothing of the other`);
}

async function held(phone, what) {
  let last;
  await until(what, async () => {
    last = JSON.parse(await phone.ask(`hear 1.2 ${OPERATOR_HZ}`));
    return last.level > 30 && last.tones[0] < 0.1;
  }, 15000) || console.log(`  heard ${JSON.stringify(last)}`);
}

/** A caller who talks to this operator; the number of the appeal */
async function caller(desk, phone, what) {
  result(await phone.line() === '200', `${what}: the line answers`);
  await phone.ask('press 0');
  await talk(desk, what);
  await until(`${what}: the number`, async () => await desk.locator('.dock-number a').count() === 1);
  return desk.evaluate(() => document.querySelector('.dock-number a').hash.split('/').pop());
}

async function give(from, to) {
  const id = await to.evaluate(() => fetch('/api/v1/session').then((reply) => reply.json()).then((reply) => reply.staff.id));
  await from.evaluate(() => document.activeElement?.blur());
  await from.keyboard.press('g');
  await from.keyboard.press('p');
  await from.waitForSelector(`.transfer-staff option[value="${id}"]`, { state: 'attached' });
  await from.selectOption('.transfer-staff', id);
  await from.locator('.modal [type=submit]').click();
  await until('the call is given', async () => await from.locator('.dock.talking').count() === 0);
}

/** What came of the call, in the form inside `box` */
async function written(desk, box, words) {
  await desk.locator(`${box} .dock-words input`).fill(words);
  await desk.locator(`${box} select`).selectOption('explained');
  await desk.locator(`${box} [type=submit]`).click();
  await until(`${words}: written down`, async () => await desk.locator(`${box} .dock-words`).count() === 0);
}

async function bothResults(desk, first, second, one, other) {
  await one.ask('bye');
  await until('the first ends: its result is owed', async () => await desk.locator('.dock-owed').count() === 1);
  await until('the other is left, on hold', async () => await desk.locator('.dock.held').count() === 1 && await desk.locator('.dock-second').count() === 0);
  await look(desk, 'dock-owed');
  await desk.reload();
  await until('owed still after a reload', async () => await desk.locator('.dock-owed').count() === 1 && await desk.locator('.dock.held').count() === 1, 15000);
  await desk.keyboard.press('F8');
  await hears(desk, OTHER_HZ, PHONE_HZ, 'and the talk with the other goes on');
  await other.hears(OPERATOR_HZ, OTHER_HZ, 'who hears the operator');
  await written(desk, '.dock-owed', 'Первый звонок');
  await other.ask('bye');
  await until('the second ends', async () => await desk.locator('.dock.ended .dock-result').count() === 1);
  await desk.reload();
  await until('its form is there after a reload', async () => await desk.locator('.dock.ended .dock-result .dock-words').count() === 1, 15000);
  await written(desk, '.dock-result', 'Второй звонок');
  for (const [number, what] of [[first, 'first'], [second, 'second']]) {
    const card = await desk.evaluate((of) => fetch(`/api/v1/desk/appeals/${of}`).then((reply) => reply.json()), number);
    result(card.state === 'closed' && card.result === 'explained', `the ${what} has its result: ${card.state} ${card.result}`);
  }
}

export async function secondCall(operator) {
  const { context, page: desk, bad } = await sitDown(operator, 'senior'), one = new Telephone();
  const phones = [one];
  let giver;
  try {
    await desk.evaluate(spare);
    await desk.addInitScript(spare);
    const first = await caller(desk, one, 'the first');
    giver = await sitDown(operator, 'operator');
    const other = new Telephone(OTHER_HZ);
    phones.push(other);
    const second = await caller(giver.page, other, 'the second');
    await give(giver.page, desk);
    await until('a second call waits', async () => await desk.locator('.dock-second.waits').count() === 1);
    await desk.keyboard.press('F7');
    await stands(desk, OTHER_HZ, PHONE_HZ, 'taken');
    await held(one, 'the first is on hold');

    await desk.reload();
    await stands(desk, OTHER_HZ, PHONE_HZ, 'loaded anew');
    await other.hears(OPERATOR_HZ, OTHER_HZ, 'loaded anew: the second hears the operator');
    await held(one, 'loaded anew: the first is on hold still');
    await desk.keyboard.press('F7');
    await stands(desk, PHONE_HZ, OTHER_HZ, 'switched');
    await one.hears(OPERATOR_HZ, PHONE_HZ, 'switched: the first hears the operator');
    await held(other, 'switched: the second is on hold');
    await desk.reload();
    await stands(desk, PHONE_HZ, OTHER_HZ, 'loaded anew once more');
    await one.hears(OPERATOR_HZ, PHONE_HZ, 'loaded anew once more: the first hears the operator');

    await bothResults(desk, first, second, one, other);
    result(!bad.length, `the desk with two calls: ${bad.join('; ')}`);
  } finally {
    phones.forEach((phone) => phone.end());
    await giver?.context.close();
    await context.close();
  }
}
