/* calls.mjs DIR: calls through the program that writes its links to DIR/out: what each side hears is measured. ONLY (plain, page, talk,
   phone, second, after, out, lost; over: on a program that records) runs a part. Ends with «N passed, N failed». */
import path from 'node:path';
import { afterCall } from './calls_after.mjs';
import { lostCalls } from './calls_lost.mjs';
import { callOut } from './calls_out.mjs';
import { overCall } from './calls_over.mjs';
import { plainPage } from './calls_page.mjs';
import { secondCall } from './calls_second.mjs';
import { CITIZEN_HZ, DOCK, HERE, OPERATOR_HZ, PHONE_HZ, Telephone, callBegin, count, dir, hears, hearsNot, look, origin, result, rings, sitDown, until, watch } from './calls_tool.mjs';
import { speaker, tone } from './sound.mjs';

async function pageCall(citizen) {
  const page = await (await citizen.person()).newPage(), bad = watch(page);
  await page.goto(`${origin}/call`);
  result(/круглосуточно/.test(await page.textContent('.now')), `the page tells the hours of the line it calls: ${await page.textContent('.now')}`);
  await look(page, 'call');
  await page.click('#call-start');
  await until('the page call is connected', async () => await page.getAttribute('#call', 'data-media') === 'connected');
  await look(page, 'call-on');
  await until('how good the connection is', async () => /мс/.test(await page.textContent('#call-quality')));
  await until('the level of the microphone moves', async () => await page.evaluate(() => document.getElementById('call-level').value > 0.3));
  await page.reload();
  await until('the call goes on after a reload', async () => await page.getAttribute('#call', 'data-media') === 'connected');
  await page.click('#call-keys button[value="5"]');
  await page.click('#call-end');
  await until('the end is said', async () => /завершён/.test(await page.textContent('#call-state')));
  result(await page.locator('#call-start').isVisible(), 'one can call again');
  result(!bad.length, `the page call: ${bad.join('; ')}`);
  await page.close();
}

/** A citizen calls from the page, an operator answers in the browser */
async function pageToDesk(citizen, operator) {
  const { context, page: desk, bad: deskBad } = await sitDown(operator, 'operator');
  const { page, bad } = await callBegin(citizen);
  if (!await rings(desk, 'the desk rings')) return;
  result(await desk.evaluate(() => !document.querySelector('.dock').contains(document.activeElement)), 'a ring takes no focus');
  result(/Звонок/.test(await desk.textContent('[role=alert]')), 'a ring is said');
  await look(desk, 'dock-ring');

  const second = await context.newPage();
  await second.goto(`${origin}/desk/`);
  await rings(second, 'another window of the operator shows it too');

  await desk.keyboard.press('F2');
  await until('the operator talks', async () => await desk.locator('.dock.talking.connected').count() === 1);
  await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'the operator hears the citizen');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'the citizen hears the operator');
  await until('the citizen sees it', async () => /говорите с оператором/.test(await page.textContent('#call-state')));
  await until('the other window leaves it alone', async () => /в другом окне/.test(await second.textContent('.dock')));
  result(await second.locator('.dock-do button').count() === 0, 'the other window has nothing to take it with');
  await second.reload();
  await until('nor after it was loaded anew', async () => /в другом окне/.test(await second.textContent('.dock')));
  await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'a second window does not steal the call');
  await look(desk, 'dock-talk');
  await second.close();

  await desk.keyboard.press('F8');
  await until('held', async () => await desk.locator('.dock.held').count() === 1);
  await hearsNot(page, HERE, OPERATOR_HZ, 'on hold the citizen does not hear the operator');
  await hearsNot(desk, DOCK, CITIZEN_HZ, 'on hold the operator does not hear the citizen');
  await desk.keyboard.press('F8');
  await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'after the hold the operator hears the citizen');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'after the hold the citizen hears the operator');

  await desk.keyboard.press('F9');
  await hearsNot(page, HERE, OPERATOR_HZ, 'a muted operator is not heard');
  await desk.keyboard.press('F9');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'and is heard again');
  await devices(desk, page);

  await desk.reload();
  await until('after a reload the desk talks on', async () => await desk.locator('.dock.talking.connected').count() === 1, 15000);
  await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, 'after a reload the operator hears the citizen');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'after the desk was loaded anew the citizen hears the operator');
  for (let i = 1; i <= 3; i++) {                       // numbers of packets begin anywhere: each time is another draw
    await page.reload();
    await until(`after reload ${i} the citizen is connected`, async () => await page.getAttribute('#call', 'data-media') === 'connected');
    await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, `after reload ${i} the citizen hears the operator`);
    await hears(desk, DOCK, CITIZEN_HZ, OPERATOR_HZ, `after the page was loaded anew ${i} the operator hears the citizen`);
  }

  await page.click('#call-end');
  await until('the desk sees the end', async () => await desk.locator('.dock.ended').count() === 1);
  await until('and why', async () => /положил трубку/.test(await desk.textContent('.dock-who')));
  await look(desk, 'dock-ended');
  result(!bad.length, `the citizen: ${bad.join('; ')}`);
  result(!deskBad.length, `the desk: ${deskBad.join('; ')}`);
  await page.close();
  await context.close();
}

/** Another microphone and loudspeaker in the middle of a call: heard on, and remembered */
async function devices(desk, page) {
  await desk.click('.sound-choose');
  for (const [kind, name] of [['microphone', 'audioinput'], ['speaker', 'audiooutput']]) {
    const offered = await desk.evaluate((of) => [...document.querySelectorAll(`.sound-${of} option`)].map((one) => one.value), kind);
    const there = await desk.evaluate(async (of) => (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === of).length, name);
    result(offered.length === there && there > 1, `${kind}s to choose from: ${offered.length} of ${there}`);
    await desk.selectOption(`.sound-${kind}`, offered.at(-1));
    result(await desk.evaluate((of) => localStorage.getItem(of), kind) === offered.at(-1), `the ${kind} is remembered`);
  }
  result(await desk.evaluate(() => document.querySelector('.dock-audio').sinkId === localStorage.getItem('speaker')), 'the loudspeaker is the chosen one');
  await hears(page, HERE, OPERATOR_HZ, CITIZEN_HZ, 'the citizen hears the other microphone');
  await desk.click('.sound-choose');
}

/** A telephone calls, an operator answers in the browser; the operator hangs up, and the caller hears what is said then */
async function phoneToDesk(operator) {
  const { context, page: desk, bad } = await sitDown(operator, 'senior');
  const phone = new Telephone();
  try {
    result(await phone.line() === '200', 'the line answers the telephone');
    await phone.ask('press 0');
    if (!await rings(desk, 'the desk rings for a telephone')) return;
    await until('the dock shows the number of the appeal', async () => /№/.test(await desk.textContent('.dock')));
    await desk.keyboard.press('F2');
    await until('the operator talks with the telephone', async () => await desk.locator('.dock.talking.connected').count() === 1);
    await hears(desk, DOCK, PHONE_HZ, OPERATOR_HZ, 'the operator hears the telephone');
    await phone.hears(OPERATOR_HZ, PHONE_HZ, 'the telephone hears the operator');
    await desk.keyboard.press('F8');
    await until('the telephone is held', async () => await desk.locator('.dock.held').count() === 1);
    await desk.keyboard.press('F8');
    await phone.hears(OPERATOR_HZ, PHONE_HZ, 'after the hold the telephone hears the operator');
    await desk.reload();
    await until('after a reload the desk talks on with the telephone', async () => await desk.locator('.dock.talking.connected').count() === 1, 15000);
    await hears(desk, DOCK, PHONE_HZ, OPERATOR_HZ, 'after a reload the operator hears the telephone');
    await phone.hears(OPERATOR_HZ, PHONE_HZ, 'after a reload the telephone hears the operator');
    await desk.keyboard.press('F4');
    await until('the desk is free', async () => await desk.locator('.dock.ended').count() === 1);
    const after = JSON.parse(await phone.ask(`hear 3 ${OPERATOR_HZ}`));
    result(after.level > 100 && after.tones[0] < 0.1, `the caller who stays on hears words: ${JSON.stringify(after)}`);
    result(await phone.ask('wait') === 'ok', 'then the line hangs up');
    result(!bad.length, `the desk with a telephone: ${bad.join('; ')}`);
  } finally {
    phone.end();
    await context.close();
  }
}

const citizen = await speaker(tone(path.join(dir, 'citizen.wav'), CITIZEN_HZ));
const operator = await speaker(tone(path.join(dir, 'operator.wav'), OPERATOR_HZ));
const parts = {
  plain: () => plainPage(citizen), page: () => pageCall(citizen), talk: () => pageToDesk(citizen, operator), phone: () => phoneToDesk(operator), second: () => secondCall(operator),
  after: () => afterCall(citizen, operator), out: () => callOut(operator), lost: () => lostCalls(citizen, operator),
  over: () => overCall(operator),
};
try {
  for (const [name, part] of Object.entries(parts)) {
    if (process.env.ONLY && !process.env.ONLY.split(',').includes(name)) continue;
    await part().catch((error) => result(false, `${name}: ${error.stack}`));
  }
} finally {
  await citizen.browser.close();
  await operator.browser.close();
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed ? 1 : 0);
