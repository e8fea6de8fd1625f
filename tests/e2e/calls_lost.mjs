/* Browsers that are gone: while it rings, in the middle of a talk, the network for a while. The caller is never left alone */
import { CITIZEN_HZ, DOCK, HERE, OPERATOR_HZ, callBegin, hears, hearsMusic, result, rings, sitDown, talk, until } from './calls_tool.mjs';

const GIVEN_UP_MS = 75_000;     // ten seconds until a browser counts as lost, thirty that it is waited for, and a machine however busy

/** The operator's window is closed while it rings: the call rings at another */
async function crashRinging(citizen, operator) {
  const first = await sitDown(operator, 'operator');
  const { page } = await callBegin(citizen);
  if (!await rings(first.page, 'it rings at the first')) return;
  const second = await sitDown(operator, 'senior');
  await first.context.close();
  await rings(second.page, 'the browser of the first is gone: it rings at the second', GIVEN_UP_MS);
  await second.page.keyboard.press('F2');
  await until('the second talks', async () => await second.page.locator('.dock.talking.connected').count() === 1);
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'the citizen hears the second');
  await crashTalking(citizen, operator, page, second);
}

/** The operator's browser is gone in the middle of the talk: music for half a minute, then the call waits again, and rings */
async function crashTalking(citizen, operator, page, second) {
  const third = await sitDown(operator, 'operator', { ready: false });
  await second.context.close();
  await until('the citizen is told that the operator is coming back', async () => /возвращается/.test(await page.textContent('#call-state')), GIVEN_UP_MS);
  await hearsMusic(page, HERE, [OPERATOR_HZ, CITIZEN_HZ], 'and hears music');
  await until('after half a minute the call waits again', async () => /очереди|Зовём/.test(await page.textContent('#call-state')), GIVEN_UP_MS);
  await third.page.keyboard.press('a');
  await third.page.click('.top-phone').catch(() => {});
  if (!await rings(third.page, 'and rings at whoever is ready', GIVEN_UP_MS)) return;
  await third.page.keyboard.press('F2');
  await until('who talks then', async () => await third.page.locator('.dock.talking.connected').count() === 1);
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'and is heard');
  await networkLost(page, third);
}

/** The network of one side, then of the other, is gone for a while: the call is found again */
async function networkLost(page, desk) {
  await page.context().setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new Event('offline')));
  await page.context().setOffline(false);
  await page.goto('about:blank');
  await until('the operator is told that the citizen is away', async () => /Связь у заявителя прервалась/.test(await desk.page.textContent('.dock')), 20000);
  await page.goBack();
  await until('the citizen is back', async () => await page.getAttribute('#call', 'data-media') === 'connected', 20000);
  await hears(desk.page, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'and is heard again');
  await until('the dock says so no more', async () => !/прервалась/.test(await desk.page.textContent('.dock')));

  const address = desk.page.url();
  await desk.page.goto('about:blank');
  await until('the citizen is told that the operator is away', async () => /возвращается/.test(await page.textContent('#call-state')), 20000);
  await hearsMusic(page, HERE, [OPERATOR_HZ, CITIZEN_HZ], 'music meanwhile');
  await desk.page.goto(address);
  await until('the operator is back', async () => await desk.page.locator('.dock.talking.connected').count() === 1, 20000);
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'and heard by the citizen');
  await ownedCall(page, desk);
}

/** The citizen's browser is gone for good: the operator sees it, and the appeal is owed a call-back */
async function ownedCall(page, desk) {
  await page.context().close();
  await until('the citizen is gone: the call ends', async () => await desk.page.locator('.dock.ended').count() === 1, GIVEN_UP_MS);
  await until('and the desk says why', async () => /связь с заявителем пропала/.test(await desk.page.textContent('.dock-who')))
    || console.log(`  it says ${await desk.page.textContent('.dock-who')}`);
  const number = await desk.page.evaluate(() => document.querySelector('.dock-number a').hash.split('/').pop());
  const kinds = await desk.page.evaluate(async (of) => {
    const card = await fetch(`/api/v1/desk/appeals/${of}`).then((reply) => reply.json());
    return { state: card.state, ended: card.history.find((row) => row.kind === 'call.ended')?.data };
  }, number);
  result(kinds.state !== 'closed' && kinds.ended?.owed === true, `the appeal stays open, a call-back is owed: ${JSON.stringify(kinds)}`);
  result(!desk.bad.length, `the desk of the lost: ${desk.bad.join('; ')}`);
  await desk.context.close();
}

export async function lostCalls(citizen, operator) {
  await crashRinging(citizen, operator);
}
