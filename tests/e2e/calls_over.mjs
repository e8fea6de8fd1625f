/* A call that is recorded: a supervisor listens in Chromium, prompts, takes it over; then its recording is played in the card */
import path from 'node:path';
import { DOCK, OPERATOR_HZ, PHONE_HZ, Telephone, dir, look, origin, result, sitDown, talk, until } from './calls_tool.mjs';
import { hear, speaker, tone } from './sound.mjs';

const EAR = '.line-audio', EAR_HZ = 1500, TAPE = '.player audio';

/** Each of these tones is heard, and none of those */
async function mixed(page, selector, there, absent, what) {
  let last;
  await until(what, async () => {
    last = await hear(page, selector, [...there, ...absent]);
    return last.level > -45 && last.tones.every((share, i) => i < there.length ? share > 0.1 : share < 0.03);
  }, 15000) || console.log(`  heard ${JSON.stringify(last)}`);
}

async function listened(desk, phone, page) {
  await page.goto(`${origin}/desk/#/line`);
  await page.locator('.line-hear').click();
  await until('the supervisor is connected', async () => /вас не слышит никто/.test(await page.textContent('.line-listen')));
  await mixed(page, EAR, [PHONE_HZ, OPERATOR_HZ], [EAR_HZ], 'the supervisor hears both');
  await until('the operator sees it', async () => await desk.locator('.dock-listened').count() === 1);
  await mixed(desk, DOCK, [PHONE_HZ], [OPERATOR_HZ, EAR_HZ], 'the operator hears the caller alone');
  await phone.hears(OPERATOR_HZ, EAR_HZ, 'the caller hears the operator alone');
  await look(page, 'listen');

  await page.locator('.line-listen button[aria-pressed]').click();
  await until('it is said who hears it', async () => /заявитель не слышит/.test(await page.textContent('.line-listen')));
  await mixed(desk, DOCK, [PHONE_HZ, EAR_HZ], [OPERATOR_HZ], 'the operator hears what he is prompted');
  await phone.hears(OPERATOR_HZ, EAR_HZ, 'the caller hears nothing of it');
}

async function takenOver(desk, phone, page) {
  await page.locator('.line-listen .btn:has-text("Забрать")').click();
  await until('the supervisor talks', async () => await page.locator('.dock.talking.connected').count() === 1, 15000);
  await phone.hears(EAR_HZ, OPERATOR_HZ, 'the caller hears the supervisor');
  await mixed(page, DOCK, [PHONE_HZ], [OPERATOR_HZ], 'the supervisor hears the caller');
  await until('the operator is free', async () => await desk.locator('.dock.talking').count() === 0);
}

/** Whoever has talked may hear it: in the card, with a waveform; and the journal tells of the listening */
async function played(page, number) {
  await page.goto(`${origin}/desk/#/work/${number}`);
  await page.locator('[role=tab]:has-text("История")').click();
  await until('the recording is in the history', async () => await page.locator('.player').count() === 1, 20000);
  result(await page.locator('.player-wave g rect').count() > 20, 'it has a waveform');
  await look(page, 'recording');
  await page.locator('.player .btn').click();
  await until('it plays', async () => await page.evaluate((of) => document.querySelector(of).currentTime > 0.5, TAPE));
  await mixed(page, TAPE, [PHONE_HZ, OPERATOR_HZ], [], 'both are heard in it');
  result(await page.locator('.player .box.crit').count() === 0, 'without trouble');
  await page.reload();
  await page.locator('[role=tab]:has-text("История")').click();
  await until('the card tells that it was heard', async () => /Запись разговора прослушана/.test(await page.textContent('body')));
}

export async function overCall(operator) {
  const ear = await speaker(tone(path.join(dir, 'ear.wav'), EAR_HZ));
  const { context, page: desk, bad } = await sitDown(operator, 'operator');
  const { page, bad: earBad } = await sitDown(ear, 'supervisor', { ready: false });
  const phone = new Telephone();
  try {
    result(await phone.line() === '200', 'the line answers the telephone');
    await phone.ask('press 0');
    if (!await talk(desk, 'a call that is recorded')) return;
    await until('the operator sees that it is recorded', async () => await desk.locator('.taping.on').count() === 1);
    const number = (await desk.textContent('.dock')).match(/№\s*(\p{Lu}{2}-\d{6}-\d{4})/u)?.[1];
    await listened(desk, phone, page);
    await takenOver(desk, phone, page);
    await page.keyboard.press('F4');
    await until('the line hangs up', async () => await phone.ask('wait') === 'ok', 30000);
    await played(page, number);
    result(!bad.length && !earBad.length, `a call listened to: ${[...bad, ...earBad].join('; ')}`);
  } finally {
    phone.end();
    await context.close();
    await ear.browser.close();
  }
}
