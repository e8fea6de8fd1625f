/* Outgoing: from the card of an appeal to its citizen's number, through the configured trunk; the carrier and the citizen are carrier.py */
import { DOCK, OPERATOR_HZ, PHONE_HZ, Peer, hears, look, origin, result, sitDown, until } from './calls_tool.mjs';

export async function callOut(operator) {
  const carrier = new Peer('carrier.py', process.env.CARRIER, PHONE_HZ);
  const { context, page: desk, bad } = await sitDown(operator, 'operator');
  try {
    const given = await fetch(`${origin}/api/v1/appeals`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'question', text: 'Перезвоните, пожалуйста.', phone: '+79165554433' }),
    }).then((reply) => reply.json());
    await desk.goto(`${origin}/desk/#/work/${given.number}`);
    await desk.waitForSelector('.card-foot .btn:has-text("Позвонить")');
    await desk.keyboard.press('Control+k');
    await desk.waitForSelector('.command-list [role=option]');
    await desk.keyboard.type('позвонить');
    await desk.waitForFunction(() => /Позвонить/.test(document.querySelector('.command-list [role=option][data-highlighted]')?.textContent ?? ''));
    let rung = carrier.ask('ring');
    await desk.keyboard.press('Enter');
    const said = await rung;
    result(/9165554433/.test(said), `the citizen's number is called through the trunk: ${said}`);
    await until('the dock says that it calls', async () => /Звоним/.test(await desk.textContent('.dock')));
    await look(desk, 'dock-out');
    await carrier.ask('take');
    await until('the citizen answers: the operator talks', async () => await desk.locator('.dock.talking.connected').count() === 1);
    await hears(desk, DOCK, PHONE_HZ, OPERATOR_HZ, 'the operator hears whom they called');
    await carrier.hears(OPERATOR_HZ, PHONE_HZ, 'who was called hears the operator');
    const over = carrier.ask('wait');
    await desk.keyboard.press('F4');
    await until('the call out is over', async () => await desk.locator('.dock.ended').count() === 1);
    result(await over === 'ok', 'the carrier is told that it is over');
    await desk.locator('.dock-answer').click();
    await until('the dock is gone', async () => await desk.locator('.dock').count() === 0);

    rung = carrier.ask('ring');
    await desk.locator('.card-foot .btn:has-text("Позвонить")').click();
    await rung;
    await until('the button of the card calls, too', async () => await desk.locator('.dock.dials').count() === 1);
    await carrier.ask('refuse');
    await until('a citizen who is busy: the dock says what came of it', async () => /отклонён|не ответили/.test(await desk.textContent('.dock.ended')));
    result(!bad.length, `a call out: ${bad.join('; ')}`);
  } finally {
    carrier.end();
    await context.close();
  }
}
